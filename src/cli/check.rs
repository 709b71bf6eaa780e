//! `wares check`: everything that can be known without a database.

use super::output::{Trouble, count, plural};
use super::project::Project;
use super::{Exit, Global, Output};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::Refusal;
use crate::report::{concise, findings};
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
        let project = match Project::load(global, output) {
            Ok(project) => project,
            Err(trouble) => return self.fail(&trouble, trouble.exit(), output),
        };
        let shown = match self.shown(&project) {
            Ok(shown) => shown,
            Err(message) => {
                let help = "name files and folders of the catalog".to_owned();
                let trouble = Trouble { error: Some(Refusal { message, help }), ..Trouble::default() };
                self.fail(&trouble, Exit::Usage, output);
                return Exit::Usage;
            }
        };
        let errors = shown.iter().any(|finding| finding.severity() == Severity::Error);
        let exit = if errors { Exit::Findings } else { Exit::Done };
        self.print(&project, &shown, exit, output);
        exit
    }

    fn fail(&self, trouble: &Trouble, exit: Exit, output: &Output) -> Exit {
        let sources = Sources::default();
        if self.format == Format::Json {
            output.data(&output.envelope("check", exit, trouble, &sources).render());
            return exit;
        }
        output.trouble(trouble, &sources)
    }

    /// The findings in the files that are asked for.
    fn shown<'a>(&self, project: &'a Project) -> Result<Vec<&'a Diagnostic>, String> {
        let root = project.root.canonicalize().map_err(|error| error.to_string())?;
        let mut wanted = Vec::new();
        for path in &self.paths {
            let path = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
            let inside =
                path.strip_prefix(&root).map_err(|_| format!("{} is not in the catalog", path.display()))?;
            wanted.push(inside.to_owned());
        }
        let asked = |finding: &&Diagnostic| {
            wanted.is_empty()
                || wanted.iter().any(|path| Path::new(finding.primary().file()).starts_with(path))
        };
        Ok(project.loaded.findings.iter().filter(asked).collect())
    }

    fn print(&self, project: &Project, shown: &[&Diagnostic], exit: Exit, output: &Output) {
        let sources = project.sources();
        match self.format {
            Format::Text => output.data(&findings(shown, sources, output.style())),
            Format::Concise => output.data(&concise(shown, sources)),
            Format::Json => {
                let trouble =
                    Trouble { findings: shown.iter().copied().cloned().collect(), ..Trouble::default() };
                let mut envelope = output.envelope("check", exit, &trouble, sources);
                let (files, documents) = (sources.len(), project.loaded.documents);
                envelope.data = vec![("checked", json!({ "files": files, "documents": documents }))];
                return output.data(&envelope.render());
            }
        }
        let (documents, files) =
            (plural(project.loaded.documents, "resource"), plural(sources.len(), "file"));
        let elsewhere = project.loaded.findings.len() - shown.len();
        let found = if shown.is_empty() { "nothing is wrong".to_owned() } else { count(shown) };
        match (self.paths.is_empty(), elsewhere) {
            (true, _) => output.tell(&format!("{documents} in {files}: {found}.")),
            (false, 0) => output.tell(&format!("{found} here, and nothing elsewhere.")),
            (false, more) => output.tell(&format!("{found} here; {} elsewhere.", plural(more, "finding"))),
        }
    }
}
