//! `wares check`: everything that can be known without a database.

use super::levels::Levels;
use super::output::{MAX_FINDINGS, Trouble, count, gravest};
use super::project::{Project, within};
use super::{Exit, Global, Output};
use crate::diagnostic::{Diagnostic, File, Severity, counted};
use crate::report::{Envelope, concise, findings};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Checks the catalog, without a database.
#[derive(Debug, Args)]
pub struct Check {
    /// Reports on these files and folders alone; the whole catalog is read all the same.
    paths: Vec<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// How many findings are printed, errors first; 0 prints all [default: 100; all of them as JSON].
    #[arg(long, value_name = "N", env = "WARES_MAX_FINDINGS")]
    max_findings: Option<usize>,
    #[command(flatten)]
    levels: Levels,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With their place, underlined.
    Text,
    /// One line each.
    Concise,
    /// For programs.
    Json,
}

impl Check {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let fail = |trouble: Trouble| {
            output.fail("check", self.format == Format::Json, &trouble, &Sources::default())
        };
        let loaded = self.levels.said().and_then(|said| Project::load_with(global, said, output));
        let mut project = match loaded {
            Ok(project) => project,
            Err(trouble) => return fail(trouble),
        };
        self.levels.harden(&mut project.loaded.findings);
        self.levels.harden(&mut project.loaded.elsewhere);
        let shown = match self.shown(&project) {
            Ok(shown) => shown,
            Err(message) => return fail(Trouble::misused(message, "name files and folders of the catalog")),
        };
        let errors = shown.iter().any(|finding| finding.severity == Severity::Error);
        let exit = if errors { Exit::Findings } else { Exit::Done };
        self.print(&project, &shown, exit, output);
        // The process ends here, and takes the memory of a large catalog back at once rather than piece by piece.
        std::mem::forget(project);
        exit
    }

    /// The findings in the files that are asked for.
    fn shown<'a>(&self, project: &'a Project) -> Result<Vec<&'a Diagnostic>, String> {
        let wanted = within(&project.root, &self.paths)?;
        wanted.iter().zip(&self.paths).try_for_each(|(inside, path)| is_read(inside, path, project))?;
        let asked = |finding: &&Diagnostic| {
            wanted.is_empty()
                || wanted.iter().any(|path| Path::new(finding.primary().file().path()).starts_with(path))
        };
        Ok(all(project).filter(asked).collect())
    }

    /// How many findings are printed. A program that reads JSON gets all, unless it asks for fewer.
    fn max_findings(&self, all: usize) -> usize {
        match (self.max_findings, self.format) {
            (Some(0), _) | (None, Format::Json) => all,
            (Some(most), _) => most,
            (None, _) => MAX_FINDINGS,
        }
    }

    fn print(&self, project: &Project, shown: &[&Diagnostic], exit: Exit, output: &Output) {
        let sources = project.sources();
        let printed = gravest(shown, self.max_findings(shown.len()));
        match self.format {
            Format::Text => output.data(&findings(&printed, sources, output.style())),
            Format::Concise => output.data(&concise(&printed, sources)),
            Format::Json => {
                let trouble = Trouble::found(printed.into_iter().cloned().collect());
                let envelope = output.envelope("check", exit, &trouble, sources);
                let (files, documents) = (project.loaded.files(), project.loaded.documents);
                let checked = json!({ "files": files, "documents": documents, "findings": shown.len() });
                return output.exact(&Envelope { data: vec![("checked", checked)], ..envelope }.render());
            }
        }
        if printed.len() < shown.len() {
            let told = super::output::shown(printed.len(), shown.len());
            output.warn(&format!("{told}; `--max-findings 0` shows all."));
        }
        output.tell(&self.summary(project, shown));
        if self.format == Format::Text {
            output.tell_more(shown);
        }
    }

    /// What was read, and how much is wrong with it.
    fn summary(&self, project: &Project, shown: &[&Diagnostic]) -> String {
        let documents = counted(project.loaded.documents, "resource");
        let files = counted(project.loaded.files(), "file");
        let found = if shown.is_empty() { "nothing is wrong".to_owned() } else { count(shown) };
        let found = match (self.paths.is_empty(), all(project).count() - shown.len()) {
            (true, _) => found,
            (false, 0) => format!("{found} here, and nothing elsewhere"),
            (false, more) => format!("{found} here; {} elsewhere", counted(more, "finding")),
        };
        format!("{documents} in {files}: {found}.")
    }
}

/// All that is wrong, in whatever environment.
fn all(project: &Project) -> impl Iterator<Item = &Diagnostic> {
    project.loaded.findings.iter().chain(&project.loaded.elsewhere)
}

/// A path must be a file that was read, or a folder.
fn is_read(inside: &Path, path: &Path, project: &Project) -> Result<(), String> {
    let reported = || all(project).any(|finding| Path::new(finding.primary().file().path()) == inside);
    let read = || inside.to_str().is_some_and(|inside| project.sources().text(File::new(inside)).is_some());
    if path.is_dir() || read() || reported() {
        return Ok(());
    }
    let shown = path.display();
    Err(format!("{shown} is no file of the catalog: it is hidden, ignored, or not called *.yaml or *.yml"))
}
