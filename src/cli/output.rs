//! Where output goes: data to stdout, everything else to stderr.

use super::closed_stdout::unheard;
use super::progress;
use super::{Exit, Global};
use crate::db::Database;
use crate::diagnostic::{Diagnostic, Severity, counted, gathered, grouped, masked, printable};
use crate::diff::Refusal;
use crate::plan::{Plan, Tripped};
use crate::report::{Envelope, Style, finding_json, findings, guarded, refusal_json, tripped_json};
use crate::source::Sources;
use clap::ColorChoice;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;
use terminal_size::{Height, Width, terminal_size_of};

/// How wide a line is at most, and where no terminal says otherwise.
pub const WIDTH: usize = 100;
/// How narrow a line may become.
const NARROWEST: usize = 40;

/// How many findings are printed where nothing else is asked for.
pub const MAX_FINDINGS: usize = 100;

/// The two streams, and how text looks on each.
pub struct Output {
    choice: ColorChoice,
    quiet: bool,
    verbose: bool,
    /// Why data did not get through.
    lost: RefCell<Option<std::io::Error>>,
    /// Whether the reader of data has gone away.
    gone: Cell<bool>,
}

/// Why a command could not go on.
#[derive(Debug, Default)]
pub struct Trouble {
    pub findings: Vec<Diagnostic>,
    pub refusals: Vec<Refusal>,
    /// What guards found and is not allowed.
    pub tripped: Vec<Tripped>,
    pub stale: Vec<String>,
    pub error: Option<Box<Refusal>>,
    /// The exit code, where the above does not tell it.
    pub ending: Option<Exit>,
}

impl Trouble {
    /// A failure, and what to do about it.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        let own = |text: String| masked(&text).into_owned();
        let error = Refusal { code: None, message: own(message.into()), help: own(help.into()) };
        Self { error: Some(Box::new(error)), ..Self::default() }
    }

    /// A call that is wrong, and how to call instead.
    pub fn misused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::failed(message, help).ending(Exit::Usage)
    }

    /// What was found in the files; of one cause at many places once.
    pub fn found(findings: Vec<Diagnostic>) -> Self {
        Self { findings: gathered(findings), ..Self::default() }
    }

    /// Why a plan must not be applied, if it must not.
    pub fn refused(plan: &Plan) -> Option<Self> {
        let (refusals, tripped) = (plan.refusals.clone(), plan.forbidden());
        plan.is_refused().then(|| Self { refusals, tripped, ..Self::default() })
    }

    /// The same with what was found in the files and did not stop it, which decides nothing.
    pub fn and_found(self, other: Self) -> Self {
        let ending = Some(self.exit());
        Self { findings: [self.findings, other.findings].concat(), ending, ..self }
    }

    /// The same with another exit code.
    pub fn ending(self, exit: Exit) -> Self {
        Self { ending: Some(exit), ..self }
    }

    /// The exit code: the database comes first, then what is found in the files, then guards.
    pub fn exit(&self) -> Exit {
        if let Some(exit) = self.ending {
            exit
        } else if self.error.is_some() {
            Exit::Database
        } else if !self.findings.is_empty() {
            Exit::Findings
        } else if !self.stale.is_empty() {
            Exit::Stale
        } else if !self.refusals.is_empty() || !self.tripped.is_empty() {
            Exit::Refused
        } else {
            Exit::Done
        }
    }
}

impl Output {
    pub fn new(global: &Global) -> Self {
        let (lost, gone) = (RefCell::default(), Cell::default());
        Self { choice: global.color, quiet: global.quiet, verbose: global.verbose, lost, gone }
    }

    /// Writes to stdout what a person reads. Whoever made the text, a terminal obeys nothing in it but our colours.
    pub fn data(&self, text: &str) {
        self.exact(&guarded(text, self.style().color));
    }

    /// Writes to stdout what a person reads, line by line.
    pub fn lines(&self, lines: impl Iterator<Item = String>) {
        let colors = self.style().color;
        self.stream(|out| {
            lines.into_iter().try_for_each(|line| out.write_all(guarded(&line, colors).as_bytes()))
        });
    }

    /// Writes to stdout what a program reads, as it is: JSON, which has escaped what a terminal obeys, scripts, schemas.
    pub fn exact(&self, text: &str) {
        self.stream(|stdout| stdout.write_all(text.as_bytes()));
    }

    /// Writes what a program reads to stdout, one piece after the other. A reader that has gone away wants no more.
    pub fn stream(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
        let outcome = progress::aside(|| {
            let mut stdout = BufWriter::new(std::io::stdout().lock());
            write(&mut stdout).and_then(|()| stdout.flush())
        });
        match outcome {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.gone.set(true),
            Err(error) => drop(self.lost.replace(Some(error))),
            Ok(()) => {}
        }
    }

    /// Why data that was written did not get through, if it did not, and what became of the command.
    pub fn lost(&self, outcome: &str) -> Option<Trouble> {
        let error = self.lost.take()?;
        let help =
            format!("{outcome}; make sure that stdout can be written, such as by making room on the disk");
        Some(Trouble::misused(format!("stdout cannot be written: {error}"), help))
    }

    /// The same for what must have been read before the command goes on: then a reader that has gone away is trouble, and
    /// so is none at all.
    pub fn unread(&self, outcome: &str) -> Option<Trouble> {
        let gone = self.gone.get().then_some("stdout was closed by its reader");
        self.lost(outcome).or_else(|| {
            let why = gone.or_else(unheard)?;
            Some(Trouble::misused(why, format!("{outcome}; let something read stdout, or send it to a file")))
        })
    }

    /// Prints a message for a person, unless messages are suppressed.
    pub fn tell(&self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Tells a person who asked for it what is being done.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.warn(text);
        }
    }

    /// Tells of a connection: what it is, to whom asked for it, and what everybody should know of it.
    pub fn connected(&self, database: &Database) {
        if let Some(warning) = database.warning() {
            self.tell(&warning);
        }
        self.detail(&format!("connected to {}", database.connection()));
    }

    /// Tells a person what is wrong.
    pub fn warn(&self, text: &str) {
        self.err(text, false);
    }

    fn err(&self, text: &str, colors: bool) {
        let text = format!("{}\n", guarded(&masked(text), colors));
        let _ = progress::aside(|| std::io::stderr().lock().write_all(text.as_bytes()));
    }

    /// How text looks on stdout.
    pub fn style(&self) -> Style {
        let stdout = std::io::stdout();
        Style { color: self.color(stdout.is_terminal()), width: width(terminal_size_of(&stdout)) }
    }

    fn style_of_stderr(&self) -> Style {
        let stderr = std::io::stderr();
        Style { color: self.color(stderr.is_terminal()), width: width(terminal_size_of(&stderr)) }
    }

    fn color(&self, terminal: bool) -> bool {
        match self.choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// Reports on stderr why a command could not go on.
    pub fn trouble(&self, trouble: &Trouble, sources: &Sources) -> Exit {
        let refs: Vec<&Diagnostic> = trouble.findings.iter().collect();
        if !refs.is_empty() {
            let printed = gravest(&refs, MAX_FINDINGS);
            let style = self.style_of_stderr();
            self.err(findings(&printed, sources, style).trim_end(), style.color);
            if printed.len() < refs.len() {
                let shown = shown(printed.len(), refs.len());
                self.warn(&format!(
                    "{shown}; `wares check --max-findings 0` shows all that need no \
                     database, and `wares plan --format json` has all."
                ));
            }
            self.warn(&format!("\n{}.", count(&refs)));
            self.tell_more(&refs);
        }
        for refusal in &trouble.refusals {
            let word = refusal.code.map_or_else(|| "refused".to_owned(), |code| format!("refused[{code}]"));
            self.warn(&told(&word, refusal));
        }
        for tripped in &trouble.tripped {
            self.warn(&told(&format!("refused[{}]", tripped.code), &tripped.refusal));
        }
        let coded = trouble.refusals.iter().filter_map(|refusal| refusal.code);
        if let Some(first) = coded.chain(trouble.tripped.iter().map(|tripped| tripped.code)).next() {
            self.tell(&format!("`wares explain {first}` tells more."));
        }
        if !trouble.stale.is_empty() {
            self.warn("Nothing was written: what was read has changed meanwhile.");
            trouble.stale.iter().for_each(|line| self.warn(&format!("  {}", printable(line))));
            self.warn("  help: plan again, and look at what changed");
        }
        if let Some(error) = &trouble.error {
            self.warn(&told("error", error));
        }
        trouble.exit()
    }

    /// Names the command that tells more of what was found.
    pub fn tell_more(&self, findings: &[&Diagnostic]) {
        if let Some(first) = findings.iter().min_by_key(|finding| finding.severity) {
            self.tell(&format!("`wares explain {}` tells more.", first.code));
        }
    }

    /// Reports why a command could not go on: to a program on stdout, to a person on stderr.
    pub fn fail(&self, command: &str, as_json: bool, trouble: &Trouble, sources: &Sources) -> Exit {
        if as_json {
            self.exact(&self.envelope(command, trouble.exit(), trouble, sources).render());
            trouble.exit()
        } else {
            self.trouble(trouble, sources)
        }
    }

    /// Prints as JSON what a command was asked for.
    pub fn json(&self, command: &str, exit: Exit, data: Vec<(&'static str, Value)>) -> Exit {
        let envelope = self.envelope(command, exit, &Trouble::default(), &Sources::default());
        self.exact(&Envelope { data, ..envelope }.render());
        exit
    }

    /// Prints as JSON what a command was asked for, with what it came to.
    pub fn json_of(
        &self,
        command: &str,
        exit: Exit,
        trouble: &Trouble,
        sources: &Sources,
        data: Vec<(&'static str, Value)>,
    ) {
        let envelope = self.envelope(command, exit, trouble, sources);
        self.exact(&Envelope { data, ..envelope }.render());
    }

    /// Says that a file or folder cannot be written.
    pub fn unwritable(&self, path: &Path, error: &std::io::Error) -> Exit {
        let message = format!("{}: {error}", path.display());
        self.trouble(&Trouble::misused(message, "name a folder that can be written"), &Sources::default())
    }

    /// The JSON of a command, whatever became of it.
    pub fn envelope(&self, command: &str, exit: Exit, trouble: &Trouble, sources: &Sources) -> Envelope {
        let refusals = trouble.refusals.iter().map(refusal_json);
        let tripped = trouble.tripped.iter().map(tripped_json);
        Envelope {
            command: command.to_owned(),
            exit_code: exit as u8,
            findings: trouble.findings.iter().map(|finding| finding_json(finding, sources)).collect(),
            refusals: refusals.chain(tripped).collect(),
            stale: trouble.stale.clone(),
            error: trouble.error.as_deref().cloned(),
            data: Vec::new(),
        }
    }
}

/// What went wrong, with what to do. A line break in a name or a message of others begins no line of ours.
fn told(what: &str, error: &Refusal) -> String {
    let help: Vec<String> = error.help.lines().map(printable).collect();
    format!("{what}: {}\n  help: {}", printable(&error.message), help.join("\n  "))
}

/// How wide lines may be on a terminal, if there is one.
fn width(terminal: Option<(Width, Height)>) -> usize {
    terminal.map_or(WIDTH, |(Width(columns), _)| usize::from(columns).clamp(NARROWEST, WIDTH))
}

/// The gravest of the findings, at most so many; they stay in their order.
pub fn gravest<'a>(findings: &[&'a Diagnostic], most: usize) -> Vec<&'a Diagnostic> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|index| findings[*index].severity);
    order.truncate(most);
    order.sort_unstable();
    order.into_iter().map(|index| findings[index]).collect()
}

/// How many of the findings are shown.
pub fn shown(printed: usize, all: usize) -> String {
    let are = if printed == 1 { "is" } else { "are" };
    format!("{} of {} {are} shown", grouped(printed), counted(all, "finding"))
}

/// How many findings there are.
pub fn count(findings: &[&Diagnostic]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let say = |count: usize, word: &str| (count > 0).then(|| counted(count, word));
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts = counts.map(|(severity, word)| say(of(severity), word));
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
