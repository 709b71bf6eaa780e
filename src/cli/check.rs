//! `wares check`: reports the problems in the files. It does not need a database unless `--online` is given.

use super::command_error::CommandError;
use super::finding_counts::{self, MAX_FINDINGS, count, severest};
use super::fix::{FixOutcome, Fixed};
use super::pipeline::{Project, within};
use super::rule_levels::Levels;
use super::{Connection, Disk, Exit, Global, Output};
use crate::diagnostic::{Diagnostic, File, Severity, counted, gathered};
use crate::report::{concise, findings};
use crate::source::Sources;
use crate::workspace::{Workspace, in_order};
use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Checks the catalog, without a database unless --online is given.
#[derive(Debug, Args)]
pub struct Check {
    /// Reports only on these files and folders. The whole catalog is still read.
    paths: Vec<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The maximum number of findings to print, errors first; 0 prints all [default: 100, or all with --format json].
    #[arg(long, value_name = "N", env = "WARES_MAX_FINDINGS")]
    max_findings: Option<usize>,
    #[command(flatten)]
    levels: Levels,
    /// Applies the fixes that are certain, such as correcting a misspelled name, and reports the remaining findings.
    #[arg(long, conflicts_with = "diff")]
    fix: bool,
    /// Shows what --fix would change, without writing anything.
    #[arg(long)]
    diff: bool,
    /// Also reads the database, to report names that do not exist in it and to run the rules that need it.
    #[arg(long)]
    online: bool,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Human-readable text with the source lines of each finding.
    Text,
    /// One line for each finding.
    Concise,
    /// JSON for programs.
    Json,
}

impl Check {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        self.checked(global, output)
            // Here no project was loaded, so there are no sources to quote.
            .unwrap_or_else(|error| self.fail(&error, &Sources::default(), output))
    }

    fn fail(&self, error: &CommandError, sources: &Sources, output: &Output) -> Exit {
        output.fail("check", self.format == Format::Json, error, sources)
    }

    fn checked(&self, global: &Global, output: &Output) -> Result<Exit, CommandError> {
        // An ignored --database-url would let somebody believe that the database was checked.
        if self.connection.is_named() && !self.online {
            return Err(CommandError::misused(
                "a database is specified, but `check` reads it only with --online",
                "add --online",
            ));
        }
        let overrides = self.levels.overrides()?;
        // A clone, since after --fix the catalog is loaded a second time with the same levels.
        let mut project = Project::load_with(global, overrides.clone(), output)?;
        let mut data = Vec::new();
        let mut are_all_written = true;
        if self.fix || self.diff {
            let fixed = self.fixed(&project, global)?;
            // --diff implies the same fixes, made in memory alone.
            if self.diff {
                self.show(&fixed, &mut data, output);
            } else {
                let written = fixed.write(&project.root);
                self.tell(&written, &mut data, output);
                are_all_written = written.is_complete();
                // What is reported is what is left in the files now.
                project = Project::load_with(global, overrides, output)?;
            }
        }
        // After the fixes: the database is read only for files without errors, and a fix may have removed the last one.
        if self.online
            && let Err(error) = self.ask(&mut project, output)
        {
            // Not `?`: this failure is reported with the sources of the files, which `run` does not have.
            return Ok(self.fail(&error, project.sources(), output));
        }
        self.report(project, data, are_all_written, output)
    }

    /// Adds the findings that need the database. If the files have errors, the database is not read.
    fn ask(&self, project: &mut Project, output: &Output) -> Result<(), CommandError> {
        if project.sound().is_err() {
            output.tell("note: the database was not read, because there are errors in the files");
            return Ok(());
        }
        let found = project.found_live(&self.connection, output)?;
        let all_findings = project.loaded.findings.drain(..).chain(found).collect();
        // Sorted again, since live findings lie in any file, and all findings are reported in file order.
        project.loaded.findings = in_order(all_findings, &project.loaded.sources);
        Ok(())
    }

    /// Prints the findings and their summary, and returns the exit code.
    fn report(
        &self,
        mut project: Project,
        data: Vec<(&'static str, Json)>,
        are_all_written: bool,
        output: &Output,
    ) -> Result<Exit, CommandError> {
        // Raised before they are counted: `--deny` turns warnings into errors, and errors decide the exit code.
        self.levels.harden(&mut project.loaded.findings);
        // Other environments share the files, so their findings follow the same levels.
        self.levels.harden(&mut project.loaded.environment_findings);
        let asked = self.asked(&project)?;
        // `elsewhere` is counted before gathering, so that it is independent of how findings are joined for printing.
        let elsewhere = all(&project).count() - asked.len();
        // Gathered after filtering: a joined finding would lie in files that the command line did not name.
        let shown = gathered(asked);
        let shown: Vec<&Diagnostic> = shown.iter().collect();
        let errors = shown.iter().any(|finding| finding.severity == Severity::Error);
        // A file that could not be written is a failure even if no finding is left in it.
        let exit = if errors || !are_all_written { Exit::Findings } else { Exit::Done };
        self.print(&project, (&shown, elsewhere), exit, data, output);
        // The process ends soon, and frees the memory of a large catalog at once, which is faster than dropping each
        // value.
        std::mem::forget(project);
        Ok(exit)
    }

    /// Applies the fixes in memory, to the files and folders that the command line names.
    fn fixed(&self, project: &Project, global: &Global) -> Result<Fixed, CommandError> {
        let wanted = within(&project.root, &self.paths).map_err(|message| unknown(&message))?;
        let is_asked = |file: File| {
            wanted.is_empty() || wanted.iter().any(|path| Path::new(file.path()).starts_with(path))
        };
        let disk = Arc::new(Disk::new(&project.root));
        let environment = project.environment.as_deref();
        // A workspace of its own: fixes are tried in it and taken back, and `project` must keep what is on disk.
        let mut workspace = Workspace::open_with(&global.kinds, disk, environment, project.overrides.clone());
        Ok(Fixed::new(&mut workspace, is_asked))
    }

    /// Prints what the fixes would change, or adds it to `data` for the JSON.
    fn show(&self, fixed: &Fixed, data: &mut Vec<(&'static str, Json)>, output: &Output) {
        match self.format {
            Format::Json => data.push(("diff", json!(fixed.diff()))),
            Format::Text | Format::Concise => {
                output.data(&fixed.diff());
                fixed.tell(output);
            }
        }
    }

    /// Prints which fixes were applied, or adds the fixes to `data` for the JSON.
    fn tell(&self, written: &FixOutcome, data: &mut Vec<(&'static str, Json)>, output: &Output) {
        match self.format {
            Format::Json => data.push(("fixes", written.json())),
            Format::Text | Format::Concise => written.tell(output),
        }
    }

    /// Returns the findings in the files and folders that the command line names. Without such paths, returns all
    /// findings.
    fn asked(&self, project: &Project) -> Result<Vec<Diagnostic>, CommandError> {
        let wanted = within(&project.root, &self.paths).map_err(|message| unknown(&message))?;
        let mut typed = wanted.iter().zip(&self.paths);
        let are_read = typed.try_for_each(|(inside, path)| is_read(inside, path, project));
        are_read.map_err(|message| unknown(&message))?;
        // `starts_with` of paths compares whole components: `a` is not a prefix of `ab.yaml`.
        let is_in = |file: File| wanted.iter().any(|path| Path::new(file.path()).starts_with(path));
        let asked =
            // Any place counts: a duplicate is of interest in both of its files.
            |finding: &&Diagnostic| wanted.is_empty() || finding.places().any(|place| is_in(place.file()));
        Ok(all(project).filter(asked).cloned().collect())
    }

    /// The maximum number of findings to print, of `all` that there are. JSON contains all findings unless
    /// `--max-findings` is given.
    fn max_findings(&self, all: usize) -> usize {
        match (self.max_findings, self.format) {
            // Programs read JSON, and a limit that they did not ask for would look like a catalog with fewer problems.
            (Some(0), _) | (None, Format::Json) => all,
            (Some(most), _) => most,
            (None, _) => MAX_FINDINGS,
        }
    }

    fn print(
        &self,
        project: &Project,
        (shown, elsewhere): (&[&Diagnostic], usize),
        exit: Exit,
        mut data: Vec<(&'static str, Json)>,
        output: &Output,
    ) {
        let sources = project.sources();
        let printed = severest(shown, self.max_findings(shown.len()));
        match self.format {
            Format::Json => {
                // First, since the order of the keys is that of this list.
                data.insert(0, ("checked", checked(project, shown.len())));
                let error = CommandError::found(printed.into_iter().cloned().collect());
                return output.json_of("check", exit, &error, sources, data);
            }
            // With `--diff`, stdout is the diff and nothing else, so that `patch` can read it.
            _ if self.diff => {}
            Format::Text => output.data(&findings(&printed, sources, output.style())),
            Format::Concise => output.data(&concise(&printed, sources)),
        }
        if printed.len() < shown.len() && !self.diff {
            let shown = finding_counts::shown(printed.len(), shown.len());
            // A warning and not a note: even with --quiet nobody should take the part for the whole.
            output.warn(&format!("{shown}; `--max-findings 0` shows all."));
        }
        output.tell(&self.summary(project, shown, elsewhere));
        // Other formats are for programs and diffs, to which the pointers to `explain` would be noise.
        if self.format == Format::Text && !self.diff {
            output.tell_more(shown);
        }
    }

    /// The numbers of resources, files and findings in a sentence.
    fn summary(&self, project: &Project, shown: &[&Diagnostic], elsewhere: usize) -> String {
        let documents = counted(project.loaded.documents, "resource");
        let files = counted(project.loaded.files(), "file");
        let found = if shown.is_empty() { "no problems".to_owned() } else { count(shown) };
        let found = match (self.paths.is_empty(), elsewhere) {
            (true, _) => found,
            (false, 0) => format!("{found} here, none elsewhere"),
            (false, more) => format!("{found} here; {} elsewhere", counted(more, "finding")),
        };
        format!("{documents} in {files}: {found}.")
    }
}

/// The numbers of files, documents and findings as JSON.
fn checked(project: &Project, findings: usize) -> Json {
    json!({ "files": project.loaded.files(), "documents": project.loaded.documents, "findings": findings })
}

/// The error for a path on the command line that is not in the catalog.
fn unknown(message: &str) -> CommandError {
    CommandError::misused(message, "name files and folders of the catalog")
}

/// Returns all findings, including those about environments that are not used.
fn all(project: &Project) -> impl Iterator<Item = &Diagnostic> {
    project.loaded.findings.iter().chain(&project.loaded.environment_findings)
}

/// Makes sure that a path is a folder, or a file that was read or has a finding.
fn is_read(inside: &Path, path: &Path, project: &Project) -> Result<(), String> {
    // A file that could not be read has no text, but a finding says why.
    let reported = || all(project).any(|finding| Path::new(finding.primary().file().path()) == inside);
    let read = || inside.to_str().is_some_and(|inside| project.sources().text(File::new(inside)).is_some());
    if path.is_dir() || read() || reported() {
        return Ok(());
    }
    let shown = path.display();
    Err(format!("{shown} is not a file of the catalog: it is hidden, ignored, or not named *.yaml or *.yml"))
}
