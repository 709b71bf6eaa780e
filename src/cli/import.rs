//! `wares import`: writes the contents of the database as files of a catalog.

mod known_resources;
mod outcome;
mod staging_folder;
mod write_files;

use super::command_error::CommandError;
use super::pipeline::{self, Project};
use super::{Connection, Disk, Exit, Global, Output, TextOrJson, schema, schema_location};
use crate::catalog::{self, MANIFEST};
use crate::db::Database;
use crate::diagnostic::{Diagnostic, Severity, masked};
use crate::import::{
    Existing, Imported, LeftOut, ManifestContents, NewFile, Request, import, new_manifest, unnameable,
};
use crate::kinds::Kinds;
use crate::model::Manifest;
use crate::progress;
use crate::source::Sources;
use clap::{ArgGroup, Args};
use known_resources::known;
use staging_folder::StagingFolder;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub use write_files::Writing;

/// Writes the contents of the database as files. A plan made from these files has no changes.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("target").required(true).args(["out", "into"])))]
pub struct Import {
    /// Creates a new catalog in this folder, which must be empty or not exist yet.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Adds the missing resources to the catalog in this folder. Existing lines do not change.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Imports only resources of this kind; may be given several times.
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Imports only resources whose article number or name matches the pattern, such as `HST-*`.
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    article: Option<globset::GlobMatcher>,
    /// Imports only resources that no catalog owns.
    #[arg(long)]
    unowned: bool,
    /// The new catalog's name [default: the name of the catalog that owns resources in the database, if there is
    /// exactly one and everything is imported; otherwise the folder's name]. Resources that a catalog owns can be
    /// imported only under the name of that catalog.
    #[arg(long, value_name = "NAME", conflicts_with = "into")]
    catalog: Option<String>,
    /// The reseller whose prices and shop are imported [default: the only one].
    #[arg(long, value_name = "NAME", conflicts_with = "into")]
    reseller: Option<String>,
    /// The shop whose placements are imported [default: the reseller's default shop].
    #[arg(long, value_name = "NAME", conflicts_with = "into")]
    shop: Option<String>,
    /// The PostgreSQL schema of the billing tables [default: public].
    #[arg(long, value_name = "NAME", conflicts_with = "into")]
    schema: Option<String>,
    #[command(flatten)]
    connection: Connection,
    /// How the outcome is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// The database, the manifest of the new catalog, and the names in the database that a manifest cannot contain.
type NewCatalog = (Database, Manifest, Vec<LeftOut>);

type ImportResult = Result<Imported, CommandError>;

/// Parses the value of `--article`.
fn pattern(text: &str) -> Result<globset::GlobMatcher, String> {
    globset::Glob::new(text).map(|glob| glob.compile_matcher()).map_err(|error| error.to_string())
}

impl Import {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let (imported, sources) = match (&self.into, &self.out) {
            (Some(dir), _) => self.into(dir, global, output),
            (None, Some(dir)) => (self.out(dir, global, output), Sources::default()),
            // clap requires one of the two options, so this cannot happen.
            (None, None) => (Err(CommandError::default()), Sources::default()),
        };
        match imported {
            Ok(imported) => self.print(&imported, global, output),
            Err(error) => output.fail("import", self.format == TextOrJson::Json, &error, &sources),
        }
    }

    /// Imports into an existing catalog. Also returns the sources of the catalog, which are needed to report an error.
    fn into(&self, dir: &Path, global: &Global, output: &Output) -> (ImportResult, Sources) {
        let global = Global { dir: Some(dir.to_owned()), ..global.clone() };
        let project = match Project::load(&global, output) {
            Ok(project) => project,
            Err(error) => return (Err(error), Sources::default()),
        };
        let imported = self.add(&project, &global, output);
        (imported, project.loaded.sources)
    }

    /// Adds the resources that a catalog lacks to its files. The only errors allowed in the files are references to
    /// unknown resources, since the import may add these resources.
    fn add(&self, project: &Project, global: &Global, output: &Output) -> ImportResult {
        let has_only_unknown_references =
            errors(&project.loaded.findings).all(|finding| finding.code == catalog::codes::UNKNOWN_REFERENCE);
        let Some(manifest) = project.loaded.manifest.as_ref().filter(|_| has_only_unknown_references) else {
            return Err(project.findings());
        };
        let files = Arc::new(Disk::new(&project.root));
        let known = known(&project.loaded, manifest, &global.kinds);
        let existing = Existing { files, known, up: schema_location::schemas(&project.root).unwrap_or(0) };
        let mut database = project.connect_for(manifest, &self.connection, output)?;
        let request =
            self.request(global, manifest.clone(), Some(existing), project.environment.as_deref())?;
        let imported = read(&mut database, &request, &global.kinds)?;
        progress::together(imported.files.len(), || {
            let mut writing = Writing::default();
            writing.import(&project.root, &imported.files)?;
            writing.finish();
            Ok::<(), CommandError>(())
        })?;
        Ok(imported)
    }

    /// Imports into a new catalog.
    fn out(&self, dir: &Path, global: &Global, output: &Output) -> ImportResult {
        // Before the database is read, so that a folder that cannot be used is reported at once.
        let staging = StagingFolder::of(dir)?;
        let (mut database, manifest, unnameable) = self.database(dir, global, output)?;
        let request = self.request(global, manifest, None, None)?;
        let mut imported = read(&mut database, &request, &global.kinds)?;
        imported.left_out.extend(unnameable);
        progress::together(imported.files.len(), || {
            staging.fill(|folder| make(folder, &imported.files, &global.kinds))
        })?;
        Ok(imported)
    }

    /// Returns the database to import from, and the manifest of the new catalog. If there is a current catalog and no
    /// option asks for a new manifest, the manifest is a copy of the current one. Otherwise it is made from the
    /// contents of the database.
    fn database(&self, dir: &Path, global: &Global, output: &Output) -> Result<NewCatalog, CommandError> {
        let asks_for_new =
            [&self.catalog, &self.reseller, &self.shop, &self.schema].iter().any(|it| it.is_some());
        let names_one = global.dir.is_some() || global.env.is_some();
        match (asks_for_new, names_one || pipeline::root(global).is_ok()) {
            (false, true) => self.like_current(dir, global, output),
            (true, _) if global.env.is_some() => Err(CommandError::misused(
                "--env needs an existing manifest, but --catalog, --reseller, --shop and --schema make a new one",
                "leave out --env or the other options; name a database with --database-url",
            )),
            _ => self.for_database(dir, global, output),
        }
    }

    /// Returns the database of the current catalog and a copy of its manifest. Settings that concern only the current
    /// catalog are not copied.
    fn like_current(&self, dir: &Path, global: &Global, output: &Output) -> Result<NewCatalog, CommandError> {
        let project = Project::load(global, output)?;
        let manifest = project.sound()?.catalog().manifest().clone();
        output.tell(&format!("The new manifest is a copy of {}.", project.root.join(MANIFEST).display()));
        let database = project.connect_for(&manifest, &self.connection, output)?;
        let owner = [manifest.catalog.to_string()];
        let manifest = Manifest {
            catalog: self.name(dir, &owner).parse().unwrap_or(manifest.catalog),
            // These are about the current catalog and not about its database.
            requires: None,
            external: Vec::new(),
            release: Vec::new(),
            environments: BTreeMap::new(),
            ..manifest
        };
        Ok((database, manifest, Vec::new()))
    }

    /// Returns the database that the options name, and a manifest made from the resellers, currencies, languages and
    /// categories in it.
    fn for_database(&self, dir: &Path, global: &Global, output: &Output) -> Result<NewCatalog, CommandError> {
        // The private server belongs to the current catalog, since the new one does not exist yet.
        let root = if self.connection.local { pipeline::root(global)? } else { dir.to_owned() };
        let location = self.connection.location(&root, None)?;
        let mut database = Database::connect(
            &location,
            self.schema.as_deref().unwrap_or("public"),
            self.connection.timeouts(),
        )?;
        output.connected(&database);
        let survey = database.survey(self.reseller.as_deref(), &global.kinds)?;
        let scopes = global.kinds.tables().scopes();
        let has = |field: &str| scopes.iter().any(|scope| scope.field == field);
        let found = ManifestContents {
            has_currencies: has("currencies"),
            has_languages: has("languages"),
            catalog: self.name(dir, &survey.catalogs),
            reseller: self.reseller.clone().or_else(|| survey.resellers.first().cloned()),
            shop: self.shop.clone(),
            schema: self.schema.clone(),
            currencies: survey.currencies,
            languages: survey.languages,
            categories: survey.categories,
        };
        let manifest = new_manifest(&found).map_err(|reason| {
            CommandError::misused(reason, "write the manifest by hand, then import with --into")
        })?;
        Ok((database, manifest, unnameable(&found)))
    }

    /// Returns the name of the new catalog. If options limit the import, the default is never the name of the catalog
    /// that owns the resources. Otherwise the new manifest would have to release everything else that this catalog
    /// owns.
    fn name(&self, dir: &Path, owners: &[String]) -> String {
        let is_part = !self.kind.is_empty() || self.article.is_some() || self.unowned;
        let owner = owners.first().filter(|_| owners.len() == 1 && !is_part);
        let folder = std::path::absolute(dir).ok();
        let folder =
            folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        self.catalog.clone().or_else(|| owner.cloned()).or(folder).unwrap_or_else(|| "catalog".to_owned())
    }

    /// Collects from the options what to import.
    fn request<'a>(
        &self,
        global: &Global,
        manifest: Manifest,
        existing: Option<Existing>,
        environment: Option<&'a str>,
    ) -> Result<Request<'a>, CommandError> {
        let kinds = self.kind.iter().map(|kind| global.kind(kind)).collect::<Result<Vec<_>, _>>()?;
        let (names, unowned) = (self.article.clone(), self.unowned);
        Ok(Request { manifest, existing, kinds, names, environment, unowned })
    }

    /// Returns the command for the first apply, if a guard would refuse an apply without `--allow`.
    fn first_apply(&self, imported: &Imported, global: &Global) -> Option<String> {
        let category = imported.to_allow?;
        let dir = self.into.as_ref().or(self.out.as_ref())?.display().to_string();
        let env = global.env.as_ref().filter(|_| self.into.is_some());
        // A new catalog has its own private server, which is another one than that of the current catalog.
        let is_local = self.connection.local && self.into.is_some();
        // The URL may contain a password, so the user has to fill it in again.
        let url = self.connection.database_url.as_ref().map(|_| "URL".to_owned());
        let options = [("--dir", Some(&dir)), ("--env", env), ("--database-url", url.as_ref())];
        let arguments =
            options.into_iter().filter_map(|(option, value)| Some(format!(" {option} {}", quoted(value?))));
        let arguments: String = arguments.chain(is_local.then(|| " --local".to_owned())).collect();
        Some(format!("wares apply{arguments} --allow {category}"))
    }

    /// Prints the outcome of the import.
    fn print(&self, imported: &Imported, global: &Global, output: &Output) -> Exit {
        match self.format {
            TextOrJson::Json => {
                let data = outcome::json(imported, self.first_apply(imported, global));
                output.json("import", Exit::Done, vec![("import", data)])
            }
            TextOrJson::Text => {
                outcome::tell(imported, self.first_apply(imported, global), output);
                Exit::Done
            }
        }
    }
}

/// Quotes an argument for a shell if necessary, and masks passwords in it.
fn quoted(argument: &str) -> String {
    let shown = masked(argument);
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@=,+%".contains(c);
    match !shown.is_empty() && shown.chars().all(is_plain) {
        true => shown.into_owned(),
        false => format!("'{}'", shown.replace('\'', r"'\''")),
    }
}

/// Returns the findings that are errors.
fn errors(findings: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    findings.iter().filter(|finding| finding.severity == Severity::Error)
}

/// Reads the whole database and turns its rows into files.
fn read(database: &mut Database, request: &Request<'_>, kinds: &Arc<Kinds>) -> ImportResult {
    let live = database.session(&request.manifest, kinds)?.everything()?;
    import(kinds, &live, request).map_err(CommandError::from)
}

/// Writes the files of a new catalog into an empty folder.
fn make(dir: &Path, files: &[NewFile], kinds: &Kinds) -> Result<(), CommandError> {
    let mut writing = Writing::default();
    writing.add(&dir.join(".gitignore"), ".wares/\n")?;
    for (name, text) in schema::schemas(kinds) {
        writing.add(&dir.join("schemas").join(name), &text)?;
    }
    writing.import(dir, files)?;
    writing.finish();
    Ok(())
}
