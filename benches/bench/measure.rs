//! Runs programs, and measures how long they take, how long they compute, and how much memory they have.
//!
//! Each runs under a supervisor of its own, which is this program once more: what the system says of a process's
//! children is then said of one program alone, at its end, and without asking it meanwhile.

use super::failure::{During, Failure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// A program with its arguments.
#[derive(Clone, Debug)]
pub struct Call {
    program: PathBuf,
    arguments: Vec<OsString>,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Run {
    /// How long it took.
    pub seconds: f64,
    /// How long it computed, on all cores together.
    pub computed: f64,
    /// Its largest resident set, in bytes.
    pub memory: u64,
}

/// What a supervisor writes.
#[derive(Debug, Serialize, Deserialize)]
struct Report {
    run: Run,
    code: Option<i32>,
}

/// Several runs of one program.
#[derive(Clone, Debug, Default)]
pub struct Series(Vec<Run>);

impl Call {
    /// A program without arguments.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new() }
    }

    /// With one more argument.
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With more arguments.
    pub fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Runs it. What it prints is thrown away; it must end with 0.
    pub fn run(&self, scratch: &Path) -> Result<Run, Failure> {
        self.supervised(scratch, Stdio::null())
    }

    /// Runs it, and returns what it prints too.
    pub fn output(&self, scratch: &Path) -> Result<(Run, String), Failure> {
        let path = scratch.join("stdout");
        let run = self.supervised(scratch, File::create(&path).during("making a file for output")?.into())?;
        Ok((run, std::fs::read_to_string(&path).during("reading what was printed")?))
    }

    fn supervised(&self, scratch: &Path, stdout: Stdio) -> Result<Run, Failure> {
        let (report, stderr) = (scratch.join("report"), scratch.join("stderr"));
        let file = File::create(&stderr).during("making a file for messages")?;
        let mut supervisor = self.supervisor(&report)?;
        let status = supervisor.stdout(stdout).stderr(file).status().during("starting a supervisor")?;
        let said = std::fs::read_to_string(&stderr).unwrap_or_default();
        if !status.success() {
            return Err(Failure::new(format!(
                "{} could not be run: {}",
                self.program.display(),
                said.trim()
            )));
        }
        let report = std::fs::read(&report).during("reading a report")?;
        let report: Report = serde_json::from_slice(&report).during("reading a report")?;
        match report.code {
            Some(0) => Ok(report.run),
            code => Err(self.failed(code, &said)),
        }
    }

    /// Nothing of the environment may lead a program elsewhere.
    fn supervisor(&self, report: &Path) -> Result<Command, Failure> {
        let mut command = Command::new(std::env::current_exe().during("finding this program")?);
        command.args(["--bench", "supervise"]).arg(report).arg("--");
        command.arg(&self.program).args(&self.arguments).stdin(Stdio::null());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        Ok(command)
    }

    fn failed(&self, code: Option<i32>, said: &str) -> Failure {
        let words =
            [self.program.as_os_str()].into_iter().chain(self.arguments.iter().map(OsString::as_os_str));
        let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
        let ended = code.map_or("by a signal".to_owned(), |code| format!("with {code}"));
        Failure::new(format!("`{}` ended {ended}: {}", words.join(" "), said.trim()))
    }
}

impl Series {
    /// The median of the times.
    pub fn seconds(&self) -> f64 {
        median(self.0.iter().map(|run| run.seconds).collect())
    }

    /// The shortest and the longest time.
    pub fn range(&self) -> (f64, f64) {
        let times = || self.0.iter().map(|run| run.seconds);
        (times().fold(f64::INFINITY, f64::min), times().fold(0.0, f64::max))
    }

    /// The median of the times that it computed.
    pub fn computed(&self) -> f64 {
        median(self.0.iter().map(|run| run.computed).collect())
    }

    /// The median of the largest resident sets, in bytes.
    pub fn memory(&self) -> f64 {
        median(self.0.iter().map(|run| run.memory as f64).collect())
    }
}

/// Runs programs in turn, so that what else the machine does falls on all of them alike. The first round warms
/// what is cached, and is not counted.
pub fn in_turn<const N: usize>(
    runs: usize,
    mut round: impl FnMut() -> Result<[Run; N], Failure>,
) -> Result<[Series; N], Failure> {
    let mut series = std::array::from_fn(|_| Series::default());
    round()?;
    for _ in 0..runs {
        series.iter_mut().zip(round()?).for_each(|(series, run)| series.0.push(run));
    }
    Ok(series)
}

/// The median of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let (low, high) = (numbers.len().saturating_sub(1) / 2, numbers.len() / 2);
    match (numbers.get(low), numbers.get(high)) {
        (Some(low), Some(high)) => (low + high) / 2.0,
        _ => f64::NAN,
    }
}

/// Runs a program, and writes how it went.
pub fn supervise(report: &Path, command: &[OsString]) -> Result<(), Failure> {
    let (program, arguments) = command.split_first().ok_or_else(|| Failure::new("no program is named"))?;
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status().during("starting the program")?;
    let seconds = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).during("asking what the program used")?;
    let computed = [usage.user_time(), usage.system_time()].map(|time| time.num_microseconds() as f64 / 1e6);
    // Linux counts kilobytes, macOS bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let memory = u64::try_from(usage.max_rss()).unwrap_or(0) * unit;
    let run = Run { seconds, computed: computed.iter().sum(), memory };
    let text = serde_json::to_vec(&Report { run, code: status.code() }).during("writing a report")?;
    std::fs::write(report, text).during("writing a report")
}
