//! Reads the catalog and connects to its database, for several commands.

pub use super::catalog_root::root;
use super::command_error::CommandError;
use super::finding_counts::count;
use super::local_names;
use super::{Connection, Disk, Exit, Global, Output};
use crate::catalog::{Catalog, Sound};
use crate::codes;
use crate::db::Database;
use crate::diagnostic::{Diagnostic, Severity, counted};
use crate::model::Manifest;
use crate::progress::{self, Stage};
use crate::report::Envelope;
use crate::rules::CommandLineLevels;
use crate::source::Sources;
use crate::workspace::{Loaded, load_with};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Returns paths from the command line relative to the catalog's folder.
///
/// # Errors
/// If a path does not exist or is not in the catalog's folder.
pub fn within(root: &Path, paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    // Both sides are resolved, since the catalog itself may be reached by a link.
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let inside = |path: &PathBuf| {
        let absolute = absolute(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("{} does not exist", path.display()),
            _ => format!("{}: {error}", path.display()),
        })?;
        let inside = absolute.strip_prefix(&root);
        inside.map(Path::to_owned).map_err(|_| format!("{} is not in the catalog", path.display()))
    };
    paths.iter().map(inside).collect()
}

/// Returns the absolute path of an existing file or folder. Links are resolved, except in the last component: a link
/// counts as being in the folder that contains it, wherever it points.
fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if path.is_symlink() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(parent.canonicalize()?.join(name))
        }
        _ => path.canonicalize(),
    }
}

/// A catalog that was read from a folder.
pub struct Project {
    /// The catalog's folder.
    pub root: PathBuf,
    /// The documents, the catalog made from them, and the findings.
    pub loaded: Loaded,
    /// The environment that `--env` names.
    pub environment: Option<String>,
    /// The levels of rules that the command line sets.
    pub overrides: CommandLineLevels,
}

impl Project {
    /// Reads the catalog and calls `work` with it. If either fails, reports why and returns the exit code.
    pub fn run(
        command: &str,
        as_json: bool,
        global: &Global,
        output: &Output,
        work: impl FnOnce(&Self) -> Result<Exit, CommandError>,
    ) -> Exit {
        match Self::load(global, output) {
            Ok(project) => work(&project)
                .unwrap_or_else(|error| output.fail(command, as_json, &error, project.sources())),
            Err(error) => output.fail(command, as_json, &error, &Sources::default()),
        }
    }

    /// Reads the catalog.
    pub fn load(global: &Global, output: &Output) -> Result<Self, CommandError> {
        // No levels of rules: only `check` has options for them, and a plan must not depend on such an option.
        Self::load_with(global, CommandLineLevels::nothing(codes::fixed), output)
    }

    /// Reads the catalog. `overrides` are the levels of rules that the command line sets.
    pub fn load_with(
        global: &Global,
        overrides: CommandLineLevels,
        output: &Output,
    ) -> Result<Self, CommandError> {
        let root = root(global)?;
        let start = std::time::Instant::now();
        let disk = Arc::new(Disk::new(&root));
        // A clone, since the levels are needed again when the database's findings are made.
        let loaded = load_with(&global.kinds, disk, global.env.as_deref(), overrides.clone());
        let (files, documents) = (counted(loaded.files(), "file"), counted(loaded.documents, "document"));
        output.detail(&format!("read {documents} from {files} in {} ms", start.elapsed().as_millis()));
        Ok(Self { root, loaded, environment: global.env.clone(), overrides })
    }

    /// The files that were read.
    pub fn sources(&self) -> &Sources {
        &self.loaded.sources
    }

    /// Returns the parts of the catalog that could be read.
    ///
    /// # Errors
    /// The findings, if the manifest could not be read. Without a manifest there is no catalog.
    pub fn catalog(&self) -> Result<&Catalog, CommandError> {
        self.loaded.catalog.as_ref().ok_or_else(|| self.findings())
    }

    /// Returns the token that proves that the catalog has no errors.
    ///
    /// # Errors
    /// The findings, if some of them are errors.
    pub fn sound(&self) -> Result<Sound<'_>, CommandError> {
        self.catalog()?.sound().ok_or_else(|| self.findings())
    }

    /// Mentions how many findings there are, for commands that do not show them. Says nothing if all findings are
    /// notes.
    pub fn tell_of_findings(&self, output: &Output) {
        let CommandError { findings, .. } = self.findings();
        let findings: Vec<&Diagnostic> = findings.iter().collect();
        // Notes ask for nothing, and mentioning them with every command would be tiresome.
        if findings.iter().any(|finding| finding.severity != Severity::Note) {
            output.tell(&format!("note: {} in the files; `wares check` shows them", count(&findings)));
        }
    }

    /// Returns the findings in the catalog.
    pub fn findings(&self) -> CommandError {
        CommandError::found(self.loaded.findings.clone())
    }

    /// Prints the data of a command as JSON, together with the findings in the files. Returns the given exit code.
    pub fn json(&self, command: &str, exit: Exit, data: Vec<(&'static str, Json)>, output: &Output) -> Exit {
        let envelope = output.envelope(command, exit, &self.findings(), self.sources());
        output.write_raw(&Envelope { data, ..envelope }.render());
        exit
    }

    /// Prints a list as JSON, together with the findings in the files. The list is streamed, since it may be long.
    pub fn json_list(
        &self,
        command: &str,
        exit: Exit,
        (name, list): (&'static str, impl Iterator<Item = Json>),
        output: &Output,
    ) {
        let envelope = output.envelope(command, exit, &self.findings(), self.sources());
        output.stream(|stdout| envelope.write(name, list, stdout));
    }

    /// Connects to the database that the options, the manifest or the environment variables name. With `--local`, also
    /// creates or updates the tables of the private database.
    pub fn connect(&self, connection: &Connection, output: &Output) -> Result<Database, CommandError> {
        let sound = self.sound()?;
        // A private database is filled from the catalog, so it has to be sound before anything connects.
        let catalog = sound.catalog();
        let mut database = self.connect_for(catalog.manifest(), connection, output)?;
        // Any other database is changed by `wares db init` alone: a plan must never write.
        if connection.local {
            progress::begin(Stage::Preparing, 0);
            let created = database.init(catalog.manifest(), &sound.lower(), catalog.kinds(), true)?;
            // From here on an interruption must not report that the server is being prepared.
            progress::begin(Stage::Idle, 0);
            local_names::tell(&created, output);
        }
        Ok(database)
    }

    /// Connects to the database without changing it. `manifest` says which database and schema to use.
    pub fn connect_for(
        &self,
        manifest: &Manifest,
        connection: &Connection,
        output: &Output,
    ) -> Result<Database, CommandError> {
        let location = connection.location(&self.root, Some(manifest))?;
        // With --local connecting may create and start the server, which an interruption has to mention.
        progress::begin(if connection.local { Stage::Preparing } else { Stage::Connecting }, 0);
        let database =
            Database::connect(&location, manifest.database.schema.as_str(), connection.timeouts())?;
        progress::begin(Stage::Idle, 0);
        output.connected(&database);
        Ok(database)
    }
}
