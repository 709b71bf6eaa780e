//! Writes output: data to stdout, everything else to stderr.

use super::closed_stdout::stdout_without_reader;
use super::command_error::CommandError;
use super::finding_counts::{MAX_FINDINGS, count, severest, shown};
use super::progress;
use super::{Exit, Global};
use crate::db::Database;
use crate::diagnostic::{Diagnostic, masked, printable};
use crate::diff::Refusal;
use crate::report::{Envelope, Style, finding_json, findings, guarded, refusal_json, tripped_json};
use crate::source::Sources;
use clap::ColorChoice;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;
use terminal_size::{Height, Width, terminal_size_of};

/// The maximum width of a line. It is also the width if there is no terminal.
// Longer lines are hard to read, and logs of CI have no width of their own.
pub const WIDTH: usize = 100;
/// The minimum width of a line, however narrow the terminal is.
const NARROWEST: usize = 40;

/// The two output streams, and the options that affect them.
pub struct Output {
    choice: ColorChoice,
    quiet: bool,
    verbose: bool,
    /// The error that occurred while data was written to stdout.
    // `RefCell` and `Cell`, since `Output` is shared while commands run, and is used by one thread only.
    stdout_error: RefCell<Option<std::io::Error>>,
    /// Whether the reader of stdout has closed it, as `head` does.
    gone: Cell<bool>,
}

impl Output {
    /// Makes the output of a command with the given global options.
    pub fn new(global: &Global) -> Self {
        let (lost, gone) = (RefCell::default(), Cell::default());
        Self { choice: global.color, quiet: global.quiet, verbose: global.verbose, stdout_error: lost, gone }
    }

    /// Writes text for people to stdout. Control characters are escaped, except in the colors of Wares itself.
    /// Therefore, text from other sources cannot control the terminal.
    pub fn data(&self, text: &str) {
        self.write_raw(&guarded(text, self.style().color));
    }

    /// Writes text for people to stdout, line by line.
    pub fn lines(&self, lines: impl Iterator<Item = String>) {
        let colors = self.style().color;
        self.stream(|out| {
            lines.into_iter().try_for_each(|line| out.write_all(guarded(&line, colors).as_bytes()))
        });
    }

    /// Writes text for programs to stdout, unchanged: scripts, schemas, and JSON, in which control characters are
    /// already escaped.
    pub fn write_raw(&self, text: &str) {
        self.stream(|stdout| stdout.write_all(text.as_bytes()));
    }

    /// Writes to stdout piece by piece, unchanged. It is not an error if the reader has closed stdout.
    pub fn stream(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
        // The line with the progress is on the same terminal, and would end up in the middle of the data.
        let outcome = progress::with_line_hidden(|| {
            // Buffered: stdout flushes at every line by itself, which is slow for a large plan.
            let mut stdout = BufWriter::new(std::io::stdout().lock());
            write(&mut stdout).and_then(|()| stdout.flush())
        });
        match outcome {
            // `wares list | head` is no error, and the exit code stays that of the command.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.gone.set(true),
            // Kept and not reported at once: the command has to finish first, and what it did belongs in the message.
            Err(error) => drop(self.stdout_error.replace(Some(error))),
            Ok(()) => {}
        }
    }

    /// Returns a [`CommandError`] if data could not be written to stdout. `outcome` says what the command has done
    /// despite the failure.
    pub fn take_stdout_error(&self, outcome: &str) -> Option<CommandError> {
        let error = self.stdout_error.take()?;
        let help = format!("{outcome}; make sure that stdout is writable, for example by freeing disk space");
        Some(CommandError::misused(format!("cannot write to stdout: {error}"), help))
    }

    /// Like [`Self::take_stdout_error`], but for data that must be read before the command goes on. It is also an error
    /// if stdout has no reader, or if the reader has closed it.
    pub fn unread_error(&self, outcome: &str) -> Option<CommandError> {
        let gone = self.gone.get().then_some("the reader of stdout closed it");
        // A lost write says more than the state of the stream, so it comes first.
        self.take_stdout_error(outcome).or_else(|| {
            let why = gone.or_else(stdout_without_reader)?;
            let help = format!("{outcome}; pipe stdout to a program that reads it, or redirect it to a file");
            Some(CommandError::misused(why, help))
        })
    }

    /// Writes a message to stderr, unless `--quiet` is given.
    pub fn tell(&self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Writes a message to stderr if `--verbose` is given.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.warn(text);
        }
    }

    /// Reports a new connection. Prints the warning about the connection, if there is one. With `--verbose`, also
    /// describes the connection.
    pub fn connected(&self, database: &Database) {
        if let Some(warning) = database.warning() {
            self.tell(&warning);
        }
        self.detail(&format!("connected to {}", database.connection()));
    }

    /// Writes a warning or an error to stderr, even with `--quiet`.
    pub fn warn(&self, text: &str) {
        self.err(text, false);
    }

    fn err(&self, text: &str, colors: bool) {
        // Masked here too, whoever made the message: everything on stderr passes this line.
        let text = format!("{}\n", guarded(&masked(text), colors));
        // If stderr cannot be written, there is nowhere to report that.
        let _ = progress::with_line_hidden(|| std::io::stderr().lock().write_all(text.as_bytes()));
    }

    /// Returns whether to use colors on stdout, and the width of its lines.
    pub fn style(&self) -> Style {
        let stdout = std::io::stdout();
        Style { color: self.color(stdout.is_terminal()), width: width(terminal_size_of(&stdout)) }
    }

    fn style_of_stderr(&self) -> Style {
        let stderr = std::io::stderr();
        Style { color: self.color(stderr.is_terminal()), width: width(terminal_size_of(&stderr)) }
    }

    fn color(&self, is_terminal: bool) -> bool {
        match self.choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // An empty NO_COLOR does not count, as https://no-color.org says.
            ColorChoice::Auto => {
                is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// Reports on stderr what a command has found, and why it could not go on. Returns the exit code.
    pub fn report(&self, error: &CommandError, sources: &Sources) -> Exit {
        let found: Vec<&Diagnostic> = error.findings.iter().collect();
        if !found.is_empty() {
            self.findings(&found, sources);
        }
        self.refusals(error);
        if !error.stale.is_empty() {
            // The exit code 3 alone would not say that nothing was written.
            self.warn("Nothing was written: the database changed after the plan was made.");
            error.stale.iter().for_each(|line| self.warn(&format!("  {}", printable(line))));
            self.warn("  help: plan again, and review what changed");
        }
        if let Some(error) = &error.error {
            self.warn(&with_help("error", error));
        }
        error.exit()
    }

    /// Reports findings on stderr: the severest of them, the number of all, and the command that explains one of them.
    fn findings(&self, found: &[&Diagnostic], sources: &Sources) {
        let printed = severest(found, MAX_FINDINGS);
        let style = self.style_of_stderr();
        // The finding's own colors must pass the filter, so `err` and not `warn`.
        self.err(findings(&printed, sources, style).trim_end(), style.color);
        if printed.len() < found.len() {
            let shown = shown(printed.len(), found.len());
            self.warn(&format!(
                "{shown}; `wares check --max-findings 0` shows all that do not depend on the database, and \
                 `wares plan --format json` includes the others too."
            ));
        }
        self.warn(&format!("\n{}.", count(found)));
        self.tell_more(found);
    }

    /// Reports refusals on stderr: those of guards, and those that no flag can override.
    fn refusals(&self, error: &CommandError) {
        for refusal in &error.refusals {
            let word = refusal.code.map_or_else(|| "refused".to_owned(), |code| format!("refused[{code}]"));
            self.warn(&with_help(&word, refusal));
        }
        for tripped in &error.tripped {
            self.warn(&with_help(&format!("refused[{}]", tripped.code), &tripped.refusal));
        }
        // One hint is enough, however many refusals there are; the first is of a refusal that no flag lifts.
        let mut codes = error.refusals.iter().filter_map(|refusal| refusal.code);
        if let Some(code) = codes.next().or_else(|| Some(error.tripped.first()?.code)) {
            self.tell(&more_about(code));
        }
    }

    /// Names the command that explains the severest of the findings.
    pub fn tell_more(&self, findings: &[&Diagnostic]) {
        // `min`, since `Error` is the first variant of `Severity`.
        if let Some(first) = findings.iter().min_by_key(|finding| finding.severity) {
            self.tell(&more_about(first.code));
        }
    }

    /// Reports why a command could not go on, as JSON on stdout or as text on stderr. Returns the exit code.
    pub fn fail(&self, command: &str, as_json: bool, error: &CommandError, sources: &Sources) -> Exit {
        // A program that asked for JSON parses stdout, whether the command succeeds or fails.
        if as_json {
            self.write_raw(&self.envelope(command, error.exit(), error, sources).render());
            error.exit()
        } else {
            self.report(error, sources)
        }
    }

    /// Prints the data of a command as JSON. Returns the given exit code.
    pub fn json(&self, command: &str, exit: Exit, data: Vec<(&'static str, Value)>) -> Exit {
        let envelope = self.envelope(command, exit, &CommandError::default(), &Sources::default());
        self.write_raw(&Envelope { data, ..envelope }.render());
        exit
    }

    /// Prints the data of a command as JSON, together with its findings, refusals and errors.
    pub fn json_of(
        &self,
        command: &str,
        exit: Exit,
        error: &CommandError,
        sources: &Sources,
        data: Vec<(&'static str, Value)>,
    ) {
        let envelope = self.envelope(command, exit, error, sources);
        self.write_raw(&Envelope { data, ..envelope }.render());
    }

    /// Reports that a file or folder cannot be written. Returns the exit code.
    pub fn unwritable(&self, path: &Path, error: &std::io::Error) -> Exit {
        let message = format!("{}: {error}", path.display());
        self.report(&CommandError::misused(message, "name a writable folder"), &Sources::default())
    }

    /// Returns the JSON object of a command without its data. Its structure is the same whether the command succeeded
    /// or failed.
    pub fn envelope(&self, command: &str, exit: Exit, error: &CommandError, sources: &Sources) -> Envelope {
        let refusals = error.refusals.iter().map(refusal_json);
        let tripped = error.tripped.iter().map(tripped_json);
        Envelope {
            command: command.to_owned(),
            exit_code: exit as u8,
            findings: error.findings.iter().map(|finding| finding_json(finding, sources)).collect(),
            refusals: refusals.chain(tripped).collect(),
            stale: error.stale.clone(),
            error: error.error.as_deref().cloned(),
            data: Vec::new(),
        }
    }
}

/// Names the command that explains a code.
fn more_about(code: impl Display) -> String {
    format!("For more information, run `wares explain {code}`.")
}

/// Returns a message after its label, with the help below it. Line breaks in the message are escaped. Otherwise a name
/// in the message could contain a line that looks like one of Wares.
fn with_help(label: &str, error: &Refusal) -> String {
    let help: Vec<String> = error.help.lines().map(printable).collect();
    format!("{label}: {}\n  help: {}", printable(&error.message), help.join("\n  "))
}

/// Returns the width of lines for a terminal of the given size. `None` means that there is no terminal.
fn width(terminal: Option<(Width, Height)>) -> usize {
    terminal.map_or(WIDTH, |(Width(columns), _)| usize::from(columns).clamp(NARROWEST, WIDTH))
}
