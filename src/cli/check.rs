//! `wares check`: everything that can be known of the files, without a database unless one is asked for.

use super::fix::{Mended, Written};
use super::output::{MAX_FINDINGS, Trouble, count, gravest};
use super::pipeline::{Project, within};
use super::rule_levels::Levels;
use super::{Connection, Disk, Exit, Global, Output};
use crate::diagnostic::{Diagnostic, File, Severity, counted, gathered};
use crate::report::{Envelope, concise, findings};
use crate::source::Sources;
use crate::workspace::{Workspace, in_order};
use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Checks the catalog, without a database unless --online asks for one.
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
    /// Makes the fixes that are certain, such as the spelling of a name, and says which; reports what is left.
    #[arg(long, conflicts_with = "diff")]
    fix: bool,
    /// Shows what --fix would change, and writes nothing.
    #[arg(long)]
    diff: bool,
    /// Looks at the database as well: for names that it lacks, and by the rules that need it.
    #[arg(long)]
    online: bool,
    #[command(flatten)]
    connection: Connection,
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
        self.checked(global, output)
            .unwrap_or_else(|trouble| self.fail(&trouble, &Sources::default(), output))
    }

    fn fail(&self, trouble: &Trouble, sources: &Sources, output: &Output) -> Exit {
        output.fail("check", self.format == Format::Json, trouble, sources)
    }

    fn checked(&self, global: &Global, output: &Output) -> Result<Exit, Trouble> {
        if self.connection.is_named() && !self.online {
            return Err(Trouble::misused("a database is named, and none is asked", "add --online"));
        }
        let said = self.levels.said()?;
        let mut project = Project::load_with(global, said.clone(), output)?;
        let mut data = Vec::new();
        let mut is_whole = true;
        if self.fix || self.diff {
            let mended = self.mended(&project, global)?;
            if self.diff {
                self.show(&mended, &mut data, output);
            } else {
                let written = mended.write(&project.root);
                self.tell(&written, &mut data, output);
                is_whole = written.is_whole();
                project = Project::load_with(global, said, output)?;
            }
        }
        if self.online
            && let Err(trouble) = self.ask(&mut project, output)
        {
            return Ok(self.fail(&trouble, project.sources(), output));
        }
        self.report(project, data, is_whole, output)
    }

    /// Adds what is found in the database.
    fn ask(&self, project: &mut Project, output: &Output) -> Result<(), Trouble> {
        if project.sound().is_err() {
            output.tell("note: the database was not asked, since there are errors in the files");
            return Ok(());
        }
        let found = project.found_live(&self.connection, output)?;
        let all = project.loaded.findings.drain(..).chain(found).collect();
        project.loaded.findings = in_order(all, &project.loaded.sources);
        Ok(())
    }

    fn report(
        &self,
        mut project: Project,
        data: Vec<(&'static str, Json)>,
        is_whole: bool,
        output: &Output,
    ) -> Result<Exit, Trouble> {
        self.levels.harden(&mut project.loaded.findings);
        self.levels.harden(&mut project.loaded.elsewhere);
        let asked = self.asked(&project)?;
        let elsewhere = all(&project).count() - asked.len();
        let shown = gathered(asked);
        let shown: Vec<&Diagnostic> = shown.iter().collect();
        let errors = shown.iter().any(|finding| finding.severity == Severity::Error);
        let exit = if errors || !is_whole { Exit::Findings } else { Exit::Done };
        self.print(&project, (&shown, elsewhere), exit, data, output);
        // The process ends here, and takes the memory of a large catalog back at once rather than piece by piece.
        std::mem::forget(project);
        Ok(exit)
    }

    /// What fixes make of the files that are asked for.
    fn mended(&self, project: &Project, global: &Global) -> Result<Mended, Trouble> {
        let wanted = within(&project.root, &self.paths).map_err(|message| unknown(&message))?;
        let is_asked = |file: File| {
            wanted.is_empty() || wanted.iter().any(|path| Path::new(file.path()).starts_with(path))
        };
        let disk = Arc::new(Disk::new(&project.root));
        let environment = project.environment.as_deref();
        let mut workspace = Workspace::open_with(&global.kinds, disk, environment, project.said.clone());
        Ok(Mended::new(&mut workspace, is_asked))
    }

    fn show(&self, mended: &Mended, data: &mut Vec<(&'static str, Json)>, output: &Output) {
        match self.format {
            Format::Json => data.push(("diff", json!(mended.diff()))),
            Format::Text | Format::Concise => {
                output.data(&mended.diff());
                mended.tell(output);
            }
        }
    }

    fn tell(&self, written: &Written, data: &mut Vec<(&'static str, Json)>, output: &Output) {
        match self.format {
            Format::Json => data.push(("fixes", written.json())),
            Format::Text | Format::Concise => written.tell(output),
        }
    }

    /// The findings in the files that are asked for.
    fn asked(&self, project: &Project) -> Result<Vec<Diagnostic>, Trouble> {
        let wanted = within(&project.root, &self.paths).map_err(|message| unknown(&message))?;
        let mut typed = wanted.iter().zip(&self.paths);
        let are_read = typed.try_for_each(|(inside, path)| is_read(inside, path, project));
        are_read.map_err(|message| unknown(&message))?;
        let is_in = |file: File| wanted.iter().any(|path| Path::new(file.path()).starts_with(path));
        let asked =
            |finding: &&Diagnostic| wanted.is_empty() || finding.places().any(|place| is_in(place.file()));
        Ok(all(project).filter(asked).cloned().collect())
    }

    /// How many findings are printed. A program that reads JSON gets all, unless it asks for fewer.
    fn max_findings(&self, all: usize) -> usize {
        match (self.max_findings, self.format) {
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
        let printed = gravest(shown, self.max_findings(shown.len()));
        match self.format {
            // What was asked for is the diff.
            _ if self.diff && self.format != Format::Json => {}
            Format::Text => output.data(&findings(&printed, sources, output.style())),
            Format::Concise => output.data(&concise(&printed, sources)),
            Format::Json => {
                let trouble = Trouble::found(printed.into_iter().cloned().collect());
                let envelope = output.envelope("check", exit, &trouble, sources);
                let (files, documents) = (project.loaded.files(), project.loaded.documents);
                let checked = json!({ "files": files, "documents": documents, "findings": shown.len() });
                data.insert(0, ("checked", checked));
                return output.exact(&Envelope { data, ..envelope }.render());
            }
        }
        if printed.len() < shown.len() && !self.diff {
            let told = super::output::shown(printed.len(), shown.len());
            output.warn(&format!("{told}; `--max-findings 0` shows all."));
        }
        output.tell(&self.summary(project, shown, elsewhere));
        if self.format == Format::Text && !self.diff {
            output.tell_more(shown);
        }
    }

    /// What was read, and how much is wrong with it.
    fn summary(&self, project: &Project, shown: &[&Diagnostic], elsewhere: usize) -> String {
        let documents = counted(project.loaded.documents, "resource");
        let files = counted(project.loaded.files(), "file");
        let found = if shown.is_empty() { "nothing is wrong".to_owned() } else { count(shown) };
        let found = match (self.paths.is_empty(), elsewhere) {
            (true, _) => found,
            (false, 0) => format!("{found} here, and nothing elsewhere"),
            (false, more) => format!("{found} here; {} elsewhere", counted(more, "finding")),
        };
        format!("{documents} in {files}: {found}.")
    }
}

fn unknown(message: &str) -> Trouble {
    Trouble::misused(message, "name files and folders of the catalog")
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
