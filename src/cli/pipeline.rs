//! What the commands share: the catalog, the database, and the way from one to a plan.

pub use super::catalog_root::root;
use super::git_commit::revision;
use super::local_names;
use super::output::{Trouble, count};
use super::{Connection, Disk, Exit, Global, Output};
use crate::catalog::{Catalog, Sound};
use crate::codes;
use crate::db::{Database, LEDGER_VERSION};
use crate::diagnostic::{Diagnostic, Severity, counted};
use crate::diff::{Comparison, renamed};
use crate::model::{GuardCategory, Manifest};
use crate::plan::saved::Origin;
use crate::plan::{self, Basis, Header, Life, Plan};
use crate::progress::{self, Stage};
use crate::report::Envelope;
use crate::rules::{self, Said};
use crate::source::Sources;
use crate::workspace::{Loaded, load_with};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Paths that somebody typed, relative to the catalog's folder.
pub fn within(root: &Path, paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let inside = |path: &PathBuf| {
        let whole = whole(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no {}", path.display()),
            _ => format!("{}: {error}", path.display()),
        })?;
        let inside = whole.strip_prefix(&root);
        inside.map(Path::to_owned).map_err(|_| format!("{} is not in the catalog", path.display()))
    };
    paths.iter().map(inside).collect()
}

/// The whole path of what exists. A link to a file is in the catalog if it stands there, wherever it leads.
fn whole(path: &Path) -> std::io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if path.is_symlink() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(parent.canonicalize()?.join(name))
        }
        _ => path.canonicalize(),
    }
}

/// A catalog that was read, and its folder.
pub struct Project {
    pub root: PathBuf,
    pub loaded: Loaded,
    pub environment: Option<String>,
    /// What the command line says of rules.
    pub said: Said,
}

impl Project {
    /// Does something with the catalog; reports why that, or reading it, could not go on.
    pub fn run(
        command: &str,
        as_json: bool,
        global: &Global,
        output: &Output,
        work: impl FnOnce(&Self) -> Result<Exit, Trouble>,
    ) -> Exit {
        match Self::load(global, output) {
            Ok(project) => work(&project)
                .unwrap_or_else(|trouble| output.fail(command, as_json, &trouble, project.sources())),
            Err(trouble) => output.fail(command, as_json, &trouble, &Sources::default()),
        }
    }

    /// Reads the catalog.
    pub fn load(global: &Global, output: &Output) -> Result<Self, Trouble> {
        Self::load_with(global, Said::nothing(codes::fixed), output)
    }

    /// Reads the catalog, where the command line says something of rules.
    pub fn load_with(global: &Global, said: Said, output: &Output) -> Result<Self, Trouble> {
        let root = root(global)?;
        let start = std::time::Instant::now();
        let disk = Arc::new(Disk::new(&root));
        let loaded = load_with(&global.kinds, disk, global.env.as_deref(), said.clone());
        let (files, documents) = (counted(loaded.files(), "file"), counted(loaded.documents, "document"));
        output.detail(&format!("read {documents} of {files} in {} ms", start.elapsed().as_millis()));
        Ok(Self { root, loaded, environment: global.env.clone(), said })
    }

    /// Every file that was read.
    pub fn sources(&self) -> &Sources {
        &self.loaded.sources
    }

    /// The catalog as far as it could be read; without a manifest what is wrong.
    pub fn catalog(&self) -> Result<&Catalog, Trouble> {
        self.loaded.catalog.as_ref().ok_or_else(|| self.trouble())
    }

    /// The catalog, if nothing is wrong with it of severity error; otherwise what is wrong.
    pub fn sound(&self) -> Result<Sound<'_>, Trouble> {
        self.catalog()?.sound().ok_or_else(|| self.trouble())
    }

    /// Tells that there are findings, to somebody who asked for something else. Notes alone are no reason to.
    pub fn tell_of_findings(&self, output: &Output) {
        let Trouble { findings, .. } = self.trouble();
        let findings: Vec<&Diagnostic> = findings.iter().collect();
        if findings.iter().any(|finding| finding.severity != Severity::Note) {
            output.tell(&format!("note: {} in the files; `wares check` shows them", count(&findings)));
        }
    }

    /// What is wrong with the catalog.
    pub fn trouble(&self) -> Trouble {
        Trouble::found(self.loaded.findings.clone())
    }

    /// Prints as JSON what a command was asked for, and what is wrong with the files, which did not stop it.
    pub fn json(&self, command: &str, exit: Exit, data: Vec<(&'static str, Json)>, output: &Output) -> Exit {
        let envelope = output.envelope(command, exit, &self.trouble(), self.sources());
        output.exact(&Envelope { data, ..envelope }.render());
        exit
    }

    /// Prints a list that may be long as JSON, and what is wrong with the files, which did not stop it.
    pub fn json_list(
        &self,
        command: &str,
        exit: Exit,
        (name, list): (&'static str, impl Iterator<Item = Json>),
        output: &Output,
    ) {
        let envelope = output.envelope(command, exit, &self.trouble(), self.sources());
        output.stream(|stdout| envelope.write(name, list, stdout));
    }

    /// Connects to the database that is meant; prepares the private server's.
    pub fn connect(&self, connection: &Connection, output: &Output) -> Result<Database, Trouble> {
        let sound = self.sound()?;
        let catalog = sound.catalog();
        let mut database = self.connect_for(catalog.manifest(), connection, output)?;
        if connection.local {
            progress::begin(Stage::Preparing, 0);
            let created = database.init(catalog.manifest(), &sound.lower(), catalog.kinds(), true)?;
            progress::begin(Stage::Idle, 0);
            local_names::tell(&created, output);
        }
        Ok(database)
    }

    /// Connects to the database that a manifest means, as it is.
    pub fn connect_for(
        &self,
        manifest: &Manifest,
        connection: &Connection,
        output: &Output,
    ) -> Result<Database, Trouble> {
        let location = connection.location(&self.root, Some(manifest))?;
        progress::begin(if connection.local { Stage::Preparing } else { Stage::Connecting }, 0);
        let database =
            Database::connect(&location, manifest.database.schema.as_str(), connection.timeouts())?;
        progress::begin(Stage::Idle, 0);
        output.connected(&database);
        Ok(database)
    }

    /// Plans: reads the database, compares, looks for what refers to what goes, orders. Returns what a person should know
    /// of the plan besides, which it tells.
    pub fn plan(
        &self,
        database: &mut Database,
        count_foreign: bool,
        allow: &[GuardCategory],
        output: &Output,
    ) -> Result<(Plan, Vec<Diagnostic>), Trouble> {
        let sound = self.sound()?;
        self.tell_of_findings(output);
        let (manifest, kinds) = (sound.catalog().manifest(), sound.catalog().kinds());
        let desired = sound.lower();
        let name = format!("{}, schema `{}`", database.name(), manifest.database.schema);
        let is_private = database.is_private();
        let start = std::time::Instant::now();
        progress::begin(Stage::Database, 0);
        let mut session = database.session(manifest, kinds)?;
        let placed = |error| Trouble::placed(error, self.sources());
        let mut live = session.live(&desired, count_foreign).map_err(placed)?;
        let rows = counted(live.rows.len(), "row");
        output.detail(&format!("read {rows} in {} ms", start.elapsed().as_millis()));
        let comparison = Comparison::new(kinds, manifest, &desired, &live);
        let applied = session.applied(&comparison.needed())?;
        let mut changes = comparison.changes(&applied);
        let (errors, advice): (Vec<_>, Vec<_>) = rules::live_findings(sound.catalog(), &live, &self.said)
            .into_iter()
            .partition(|finding| finding.severity == Severity::Error);
        changes.problems.findings.extend(errors);
        if let Some(refusal) = renamed(&changes, &live, &desired.catalog) {
            return Err(Trouble { refusals: vec![refusal], ..Trouble::default() });
        }
        progress::begin(Stage::Planning, 0);
        if !changes.problems.stop() {
            session.fits(&changes, manifest.database.stand_ins()).map_err(placed)?;
            let followers = session.followers(&plan::deleted(&changes))?;
            plan::settle(&mut changes, followers, &desired.catalog);
            // What goes with a deleted row may be referred to as well.
            let referrers = session.referrers(&plan::deleted(&changes))?;
            plan::refuse(&mut changes, &referrers, kinds);
        }
        let mut asked = plan::asked(&changes, kinds, &manifest.database.ended_states);
        let drafts = plan::drafts(&desired, &changes, &mut asked);
        let held = session.held(&asked)?;
        tell_uncounted(&plan::uncounted(kinds, &asked, &held), output);
        let (stand_ins, defaults) = (manifest.database.stand_ins(), &desired.defaults);
        plan::assess(&mut changes.resources, &asked, plan::Known { kinds, held: &held, defaults, stand_ins });
        let Life { findings, refusals, notes } = plan::life(&changes.resources, sound.catalog());
        for (number, note) in notes {
            changes.resources[number].notes.push(note);
        }
        let findings = findings.into_iter().chain(drafts.iter().filter_map(|draft| draft.sold(&held)));
        let (errors, warnings): (Vec<_>, Vec<_>) =
            findings.partition(|finding| finding.severity == Severity::Error);
        changes.problems.findings.extend(errors);
        changes.problems.refusals.extend(refusals);
        let advice: Vec<Diagnostic> = advice.into_iter().chain(warnings).collect();
        let header = Header { is_private, ..self.header(manifest, name, live.migration) };
        let hash =
            session.unused_hash(plan::hash(&header, &changes.resources, &desired.defaults), &changes)?;
        warn(session.has_ledger()?, &session.unindexed()?, output);
        drop(session);
        output.trouble(&Trouble::found(advice.clone()), self.sources());
        let guards = manifest.guards.allowing(allow);
        let basis =
            Basis { header, defaults: desired.defaults, hash, guards, asked, ignored: desired.ignored };
        let plan = plan::plan(kinds, changes, &mut live, basis);
        // The process ends soon, and takes the memory of what was read back at once rather than row by row.
        std::mem::forget(live);
        plan.map(|plan| (plan, advice)).map_err(Trouble::from)
    }

    /// Where a plan comes from, and which database it is for.
    pub fn origin(&self, plan: &Plan, database: &mut Database) -> Result<Origin, Trouble> {
        let (target, created) = database.target(&plan.header.database)?;
        let url_from = self.catalog()?.manifest().database.url_from.as_ref();
        Ok(Origin {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            created,
            catalog: plan.header.catalog.clone(),
            environment: self.environment.clone(),
            source: revision(&self.root),
            database: target,
            url_from: url_from.map(|name| name.as_str().to_owned()),
        })
    }

    fn header(&self, manifest: &Manifest, database: String, base: Option<Uuid>) -> Header {
        Header {
            catalog: manifest.catalog.as_str().to_owned(),
            schema: manifest.database.schema.as_str().to_owned(),
            database: match &self.environment {
                Some(name) => format!("environment `{name}`: {database}"),
                None => database,
            },
            base,
            stand_ins: manifest.database.stand_ins(),
            ledger: LEDGER_VERSION,
            is_private: false,
        }
    }
}

/// Tells that nobody can be counted who has what changes: what guards refuse for their sake passes.
fn tell_uncounted(tables: &BTreeSet<&str>, output: &Output) {
    for table in tables {
        output.tell(&format!(
            "note: the database has no table `{table}`, so nobody can be counted who has what changes, and the guards A38 and G02 find nothing"
        ));
    }
}

/// Tells what about a database is not as it should be.
fn warn(has_ledger: bool, unindexed: &[String], output: &Output) {
    if !has_ledger {
        output
            .tell("note: the database has no ledger; `wares db init` has to make it before the first apply");
    }
    if !unindexed.is_empty() {
        output.tell(&format!("warning: no index on {}: reading is slow", unindexed.join(", ")));
    }
}
