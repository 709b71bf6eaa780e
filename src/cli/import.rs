//! `wares import`: what lives in the database, as files.

use super::output::{Trouble, plural};
use super::project::{self, Project};
use super::{Connection, Disk, Exit, Global, Output, TextOrJson, schema};
use crate::catalog::{Loaded, MANIFEST};
use crate::db::Database;
use crate::diagnostic::Code;
use crate::import::{Existing, Found, Imported, LeftOut, NewFile, Request, import, new_manifest};
use crate::kinds::{self, KINDS, Kind};
use crate::model::Manifest;
use crate::source::{Files, Sources};
use crate::table::Key;
use clap::Args;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Writes what lives in the database as files. Planning them afterwards finds nothing to do.
#[derive(Debug, Args)]
pub struct Import {
    /// Makes a new catalog in this folder, which must be empty or absent.
    #[arg(long, value_name = "DIR", required_unless_present = "into", conflicts_with = "into")]
    out: Option<PathBuf>,
    /// Adds to the catalog in this folder what its files lack. No line that is there changes.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Imports resources of this kind alone; may be given several times.
    #[arg(long, value_name = "KIND", value_parser = super::kind_parser())]
    kind: Vec<&'static Kind>,
    /// Imports what has an article number or name that matches the pattern, such as `HST-*`.
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    article: Option<globset::GlobMatcher>,
    /// Imports what no catalog owns alone.
    #[arg(long)]
    unowned: bool,
    /// The new catalog's name [default: the only catalog that owns something there, else the folder's name].
    #[arg(long, value_name = "NAME", conflicts_with = "into")]
    catalog: Option<String>,
    /// The reseller whose prices and shop are imported [default: the only one there is].
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

fn pattern(text: &str) -> Result<globset::GlobMatcher, String> {
    globset::Glob::new(text).map(|glob| glob.compile_matcher()).map_err(|error| error.to_string())
}

impl Import {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let (imported, sources) = match (&self.into, &self.out) {
            (Some(dir), _) => self.into(dir, global, output),
            (None, Some(dir)) => (self.out(dir, global, output), Sources::default()),
            (None, None) => (Err(Trouble::default()), Sources::default()),
        };
        match imported {
            Ok(imported) => self.print(&imported, output),
            Err(trouble) => self.fail(&trouble, &sources, output),
        }
    }

    /// Adds to a catalog.
    fn into(&self, dir: &Path, global: &Global, output: &Output) -> (Result<Imported, Trouble>, Sources) {
        let global = Global { dir: Some(dir.to_owned()), ..global.clone() };
        let project = match Project::load(&global, output) {
            Ok(project) => project,
            Err(trouble) => return (Err(trouble), Sources::default()),
        };
        let imported = self.add(&project, output);
        (imported, project.loaded.sources)
    }

    /// What the files refer to and lack is no reason not to add it.
    fn add(&self, project: &Project, output: &Output) -> Result<Imported, Trouble> {
        let lacks = project.loaded.findings.iter().all(|finding| finding.code == Code::UnknownReference);
        let Some(manifest) = project.loaded.manifest.as_ref().filter(|_| lacks) else {
            return Err(project.trouble());
        };
        let disk = Disk::new(&project.root);
        let existing = Existing { files: &disk, known: known(&project.loaded, manifest) };
        let mut database = project.connect_for(manifest, &self.connection, output)?;
        let request = self.request(manifest.clone(), Some(existing), project.environment.as_deref());
        let imported = read(&mut database, &request)?;
        write(&project.root, &imported.files)?;
        Ok(imported)
    }

    /// Makes a catalog.
    fn out(&self, dir: &Path, global: &Global, output: &Output) -> Result<Imported, Trouble> {
        if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file() {
            let message = format!("{} is not an empty folder", dir.display());
            return Err(Trouble::misused(message, "name another, or add to the catalog there with --into"));
        }
        let (mut database, manifest) = self.database(dir, global, output)?;
        let imported = read(&mut database, &self.request(manifest, None, None))?;
        std::fs::create_dir_all(dir).map_err(|error| unwritable(dir, &error))?;
        write(dir, &imported.files)?;
        schema::write(&dir.join("schemas")).map_err(|error| unwritable(dir, &error))?;
        std::fs::write(dir.join(".gitignore"), ".wares/\n").map_err(|error| unwritable(dir, &error))?;
        Ok(imported)
    }

    /// The database, and the manifest of the catalog that is made: like that of the catalog at hand, if there is
    /// one and nothing else is said; else as the database suggests.
    fn database(
        &self,
        dir: &Path,
        global: &Global,
        output: &Output,
    ) -> Result<(Database, Manifest), Trouble> {
        let said = [&self.catalog, &self.reseller, &self.shop, &self.schema];
        let at_hand = project::root(global).is_ok();
        if at_hand && said.iter().all(|given| given.is_none()) {
            let project = Project::load(global, output)?;
            let manifest = project.catalog()?.manifest().clone();
            output.tell(&format!("The manifest is made like {}.", project.root.join(MANIFEST).display()));
            let database = project.connect(&self.connection, output)?;
            let manifest = Manifest {
                requires: None,
                external: Vec::new(),
                release: Vec::new(),
                environments: BTreeMap::new(),
                ..manifest
            };
            return Ok((database, manifest));
        }
        let root = if self.connection.local { project::root(global)? } else { dir.to_owned() };
        let location = self.connection.location(&root, None)?;
        let mut database = Database::connect(&location, self.schema.as_deref().unwrap_or("public"))?;
        output.detail(&format!("connected to {}", database.name()));
        let survey = database.survey(self.reseller.as_deref(), &kinds::tables())?;
        let found = Found {
            catalog: self.name(dir, &survey.catalogs),
            reseller: self.reseller.clone().or_else(|| survey.resellers.first().cloned()),
            shop: self.shop.clone(),
            schema: self.schema.clone(),
            currencies: survey.currencies,
            languages: survey.languages,
            categories: survey.categories,
        };
        let manifest = new_manifest(&found).map_err(|reason| {
            Trouble::misused(reason, "write the manifest by hand, then import with --into")
        })?;
        Ok((database, manifest))
    }

    /// The new catalog's name. A part of what a catalog owns must not go by its name: the rest would be deleted.
    fn name(&self, dir: &Path, owners: &[String]) -> String {
        let is_part = !self.kind.is_empty() || self.article.is_some() || self.unowned;
        let owner = owners.first().filter(|_| owners.len() == 1 && !is_part);
        let folder = std::path::absolute(dir).ok();
        let folder =
            folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        self.catalog.clone().or_else(|| owner.cloned()).or(folder).unwrap_or_else(|| "catalog".to_owned())
    }

    fn request<'a>(
        &self,
        manifest: Manifest,
        existing: Option<Existing<'a>>,
        environment: Option<&'a str>,
    ) -> Request<'a> {
        Request {
            manifest,
            existing,
            kinds: self.kind.clone(),
            names: self.article.clone(),
            environment,
            unowned: self.unowned,
        }
    }

    fn fail(&self, trouble: &Trouble, sources: &Sources, output: &Output) -> Exit {
        match self.format {
            TextOrJson::Json => {
                output.data(&output.envelope("import", trouble.exit(), trouble, sources).render());
                trouble.exit()
            }
            TextOrJson::Text => output.trouble(trouble, sources),
        }
    }

    fn print(&self, imported: &Imported, output: &Output) -> Exit {
        match self.format {
            TextOrJson::Text => tell(imported, output),
            TextOrJson::Json => {
                let mut envelope =
                    output.envelope("import", Exit::Done, &Trouble::default(), &Sources::default());
                envelope.data = vec![("import", outcome(imported))];
                output.data(&envelope.render());
            }
        }
        Exit::Done
    }
}

/// What a catalog describes, and what it says is none of its business.
fn known(loaded: &Loaded, manifest: &Manifest) -> BTreeSet<(&'static str, Key)> {
    let described = loaded.names.iter().map(|(kind, name)| (kind.root.name, name.as_str()));
    let external = manifest.external.iter().map(|article| (kinds::ITEM.name, article.as_str()));
    let mut known: BTreeSet<(&'static str, Key)> =
        described.chain(external).map(|(table, name)| (table, Key::of(name))).collect();
    for name in &manifest.release {
        known.extend(KINDS.iter().map(|kind| (kind.root.name, Key::of(name.as_str()))));
    }
    known
}

fn read(database: &mut Database, request: &Request<'_>) -> Result<Imported, Trouble> {
    let tables = kinds::tables();
    let live = database.whole(&request.manifest, &tables)?;
    import(&live, request, &tables).map_err(Trouble::from)
}

fn unwritable(dir: &Path, error: &std::io::Error) -> Trouble {
    Trouble::misused(
        format!("{} cannot be written: {error}", dir.display()),
        "name a folder that can be written",
    )
}

/// Writes the files; those that could be written go again when one cannot.
fn write(root: &Path, files: &[NewFile]) -> Result<(), Trouble> {
    let mut written: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for file in files {
        let path = root.join(&file.path);
        let before = std::fs::read(&path).ok();
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(error) = made.and_then(|()| std::fs::write(&path, &file.text)) {
            take_back(&written);
            return Err(unwritable(&path, &error));
        }
        written.push((path, before));
    }
    let listed = Disk::new(root).list().unwrap_or_default();
    match files.iter().find(|file| file.path != MANIFEST && !listed.contains(&file.path)) {
        None => Ok(()),
        Some(file) => {
            take_back(&written);
            let message = format!("{} would be left out by .gitignore or .waresignore", file.path);
            Err(Trouble::misused(message, "let the folder in there; nothing was written"))
        }
    }
}

/// Takes back what was written; what cannot be taken back is named by the error all the same.
fn take_back(written: &[(PathBuf, Option<Vec<u8>>)]) {
    for (path, before) in written.iter().rev() {
        let _ = before.as_ref().map_or_else(|| std::fs::remove_file(path), |text| std::fs::write(path, text));
    }
}

fn tell(imported: &Imported, output: &Output) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    imported.resources.iter().for_each(|resource| *kinds.entry(resource.kind).or_default() += 1);
    let counts: Vec<String> =
        kinds.iter().map(|(kind, count)| plural(*count, &kind.replace('_', " "))).collect();
    for file in &imported.files {
        output.data(&format!("{}\n", file.path));
    }
    let what = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
    output.tell(&format!("Imported {what} into {}.", plural(imported.files.len(), "file")));
    list("Left out, since no document can say it:", &imported.left_out, output);
    list("Imported but for these values, which no document can say:", &imported.incomplete, output);
    for (catalog, count) in &imported.owned_elsewhere {
        output.tell(&format!("{} of the catalog `{catalog}` stay with it.", plural(*count, "resource")));
    }
    for (names, why) in [
        (&imported.external, "referred to and not imported: the manifest names them as external"),
        (&imported.released, "owned and not imported: the manifest lets them go"),
    ] {
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            output.tell(&format!("{}: {why}.", crate::diagnostic::list(&names, "and")));
        }
    }
}

fn list(title: &str, left_out: &[LeftOut], output: &Output) {
    if left_out.is_empty() {
        return;
    }
    output.warn(title);
    for it in left_out {
        output.warn(&format!("  {} `{}`", it.kind, it.name));
        it.reasons.iter().for_each(|reason| output.warn(&format!("    {reason}")));
    }
}

fn outcome(imported: &Imported) -> serde_json::Value {
    let left_out = |all: &[LeftOut]| -> Vec<serde_json::Value> {
        all.iter().map(|it| json!({ "kind": it.kind, "name": it.name, "reasons": it.reasons })).collect()
    };
    let resources = imported.resources.iter().map(
        |resource| json!({ "kind": resource.kind, "name": resource.key.to_string(), "file": resource.file }),
    );
    json!({
        "files": imported.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
        "resources": resources.collect::<Vec<_>>(),
        "left_out": left_out(&imported.left_out),
        "incomplete": left_out(&imported.incomplete),
        "owned_elsewhere": imported.owned_elsewhere,
        "external": imported.external,
        "released": imported.released,
    })
}
