//! `wares new`: prints an example document of a kind, or adds it to a file of the catalog.

use super::command_error::CommandError;
use super::import::Writing;
use super::pipeline::root;
use super::schema_location;
use super::{Disk, Exit, Global, Output};
use crate::catalog;
use crate::catalog::{MANIFEST, schema_path};
use crate::diagnostic::{Diagnostic, File, Severity, indefinite_article, list, printable};
use crate::import::{NewFile, added_to};
use crate::kinds::Kind;
use crate::kinds::example::{self, ExampleValues};
use crate::progress;
use crate::source::{Files, Sources, is_yaml, modeline};
use crate::workspace::{Loaded, Workspace};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Prints a commented document to start from. It uses this catalog's currencies, languages and categories.
#[derive(Debug, Args)]
pub struct New {
    /// The kind of resource that the document describes.
    kind: String,
    /// The article number, id or name of the resource [default: an example name].
    name: Option<String>,
    /// Adds the document to this file of the catalog. The file is created if it does not exist.
    #[arg(long, value_name = "FILE", requires = "name")]
    into: Option<PathBuf>,
}

/// The reason why no document was printed or added, with the sources that the findings refer to.
struct Refused {
    error: CommandError,
    sources: Sources,
}

impl Refused {
    fn found(findings: Vec<Diagnostic>, workspace: &Workspace) -> Box<Self> {
        let sources = workspace.loaded().sources.clone();
        // Boxed, since the sources make the error much larger than the result.
        Box::new(Self { error: CommandError::found(findings), sources })
    }
}

impl From<CommandError> for Box<Refused> {
    fn from(error: CommandError) -> Self {
        Box::new(Refused { error, sources: Sources::default() })
    }
}

impl New {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        match self.go(global, output) {
            Ok(()) => Exit::Done,
            Err(refused) => output.report(&refused.error, &refused.sources),
        }
    }

    fn go(&self, global: &Global, output: &Output) -> Result<(), Box<Refused>> {
        let kind = global.kind(&self.kind)?;
        let root = root(global);
        // Without a catalog the plain example is printed, unless an option names a catalog that does not exist.
        let root = match root {
            Err(error) if self.into.is_some() || global.dir.is_some() => return Err(error.into()),
            root => root.ok(),
        };
        let Some(root) = root else {
            output.write_raw(&self.document(&*kind, None));
            return Ok(());
        };
        let mut workspace = Workspace::open(&global.kinds, Arc::new(Disk::new(&root)), global.env.as_deref());
        // Before the document is printed, too: what is printed is going to be pasted into a file of this catalog.
        self.refuse_duplicate(&*kind, workspace.loaded())?;
        // The catalog may have errors: what could be read of it is enough for an example.
        let document = self.document(&*kind, Some(workspace.loaded()));
        let Some(path) = &self.into else {
            output.write_raw(&document);
            return Ok(());
        };
        let path = inside(&root, path)?;
        let file = self.add(&mut workspace, &root, &path, &document)?;
        output.tell(&self.outcome(&*kind, &file, &workspace));
        Ok(())
    }

    /// Returns the example document, with the currencies, languages, categories and names of the catalog.
    fn document(&self, kind: &dyn Kind, loaded: Option<&Loaded>) -> String {
        let mut filling = ExampleValues::plain(kind.example());
        if let Some(loaded) = loaded {
            fit(&mut filling, kind, loaded);
        }
        if let Some(name) = &self.name {
            filling.name.clone_from(name);
        }
        filling.fill(&example::commented(kind.example()))
    }

    /// Refuses a name that another resource with the same root table has.
    fn refuse_duplicate(&self, kind: &dyn Kind, loaded: &Loaded) -> Result<(), CommandError> {
        let Some(name) = &self.name else { return Ok(()) };
        let is_duplicate =
            // By table and not by kind: an `item` and a `package` of one article number are the same row.
            |(other, known): &&(Arc<dyn Kind>, String)| known == name && other.root() == kind.root();
        let Some((other, _)) = loaded.names.iter().find(is_duplicate) else { return Ok(()) };
        let message = format!("the catalog already has {} named `{}`", a(other.name()), printable(name));
        let help = "choose another name; nothing was written";
        Err(CommandError::failed(message, help).with_exit(Exit::Findings))
    }

    /// Adds the document to a file.
    ///
    /// # Errors
    /// If the file already has errors, or if the document would cause new errors in the catalog.
    fn add(
        &self,
        workspace: &mut Workspace,
        root: &Path,
        path: &str,
        document: &str,
    ) -> Result<NewFile, Box<Refused>> {
        // A file with syntax errors could not be parsed after the addition either, so its faults are reported instead.
        let broken = workspace.loaded().sources.get(File::new(path)).map(|source| source.findings.clone());
        if let Some(findings) = broken.filter(|findings| !findings.is_empty()) {
            return Err(Refused::found(findings, workspace));
        }
        // If the catalog has schemas, an editor finds them by a line at the beginning of each document.
        let line =
            schema_location::schemas(root).map(|up| modeline(&schema_path(path, up))).unwrap_or_default();
        let file = with_document_appended(root, path, &format!("{line}{document}"))?;
        // Tried in memory first: nothing is written if the catalog would have new errors.
        workspace.set(path, &file.text);
        let new_errors: Vec<Diagnostic> =
            // Only what came with the document: errors that were there before are not its fault.
            workspace.refresh().came.into_iter().filter(is_in_the_way).collect();
        if !new_errors.is_empty() {
            return Err(Refused::found(new_errors, workspace));
        }
        progress::together(1, || {
            let mut writing = Writing::default();
            writing.import(root, std::slice::from_ref(&file))?;
            writing.finish();
            Ok::<(), CommandError>(())
        })?;
        Ok(file)
    }

    /// Says where the document was added, and what to do next.
    fn outcome(&self, kind: &dyn Kind, file: &NewFile, workspace: &Workspace) -> String {
        let name = self.name.as_deref().unwrap_or_default();
        let old = file.old.unwrap_or_default();
        // The modeline comes first, and the editor should open at the document itself.
        let begins = file.text[old..].find("kind: ").map_or(old, |at| old + at);
        let line = file.text[..begins].lines().count() + 1;
        let mut text =
            format!("Added the {} `{}` to {}:{line}.", kind.name(), printable(name), printable(&file.path));
        let mut filling = ExampleValues::plain(kind.example());
        fit(&mut filling, kind, workspace.loaded());
        filling.name = name.to_owned();
        let missing = missing(kind.example(), &filling);
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(String::as_str).collect();
            text += &format!(
                " It refers to {}, which the catalog does not have: use existing names instead.",
                list(&names, "and")
            );
        }
        text + " Next: edit it, then run `wares check`."
    }
}

/// Returns a file with the document appended, or a new file with only the document.
fn with_document_appended(root: &Path, path: &str, document: &str) -> Result<NewFile, CommandError> {
    let refused = |message: String| CommandError::misused(message, "name another file; nothing was written");
    // A file that cannot be read is treated as new; writing reports it if it exists.
    let old = Disk::new(root).read(path).ok().map(String::from_utf8).transpose();
    let old = old.map_err(|_| refused(format!("{path} is not UTF-8")))?;
    added_to(path, old.as_deref(), document).ok_or_else(|| {
        refused(format!("nothing can be appended to {path} without changing the meaning of what is in it"))
    })
}

/// Returns the name of a kind after `a` or `an`.
fn a(kind: &str) -> String {
    format!("{} {kind}", indefinite_article(kind))
}

/// Replaces the values of an example with those of a catalog.
fn fit(filling: &mut ExampleValues, kind: &dyn Kind, loaded: &Loaded) {
    if let Some(manifest) = &loaded.manifest {
        filling.currencies.clone_from(&manifest.currencies);
        filling.languages.clone_from(&manifest.languages);
    }
    // Names of the catalog replace those of the example, so that its references exist.
    filling.names = loaded.names.iter().map(|(kind, name)| (kind.name().to_owned(), name.clone())).collect();
    if let Some(category) = category(kind, loaded) {
        filling.category = category;
    }
}

/// Returns the category that most resources of the kind have. If none of them has a category, returns the most common
/// category of all kinds. `None` if no resource has one.
fn category(kind: &dyn Kind, loaded: &Loaded) -> Option<String> {
    let mut counts: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for entry in loaded.catalog.iter().flat_map(|catalog| catalog.entries()) {
        let document = loaded.sources.document(entry.document);
        let category =
            document.and_then(|document| document.root.get("category")?.as_text().map(str::to_owned));
        if let Some(category) = category {
            *counts.entry((entry.kind.name() == kind.name(), category)).or_default() += 1;
        }
    }
    // `true` is more than `false`, so a category of the same kind wins over any other.
    let most = counts.into_iter().max_by_key(|((is_own, _), count)| (*is_own, *count));
    most.map(|((_, category), _)| category)
}

/// Returns the names in the document that are placeholders, because the catalog has no resource to refer to.
fn missing(example: &str, filling: &ExampleValues) -> Vec<String> {
    let short = example::short(example);
    let tokens = short.split('{').filter_map(|part| part.split_once('}')?.0.split_once(':'));
    let number = |token: &str| ["ref", "ref2"].iter().position(|known| *known == token);
    let named = tokens.filter_map(|(token, kind)| Some(filling.resource(kind, number(token)?)));
    named.filter(|(_, exists)| !exists).map(|(name, _)| name).collect()
}

/// Whether a finding keeps a document from being added. An unknown reference does not, since the resource may be added
/// later.
fn is_in_the_way(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && finding.code != catalog::codes::UNKNOWN_REFERENCE
}

/// Returns the path of a file relative to the catalog's folder.
///
/// # Errors
/// If the file would not belong to the catalog.
fn inside(root: &Path, path: &Path) -> Result<String, CommandError> {
    let refused = |why: &str| {
        let message = format!("{} {why}", printable(&path.to_string_lossy()));
        CommandError::misused(
            message,
            "name a file of the catalog, such as packages.yaml; paths are relative to the current folder",
        )
    };
    let Some(name) = path.file_name() else { return Err(refused("is a folder")) };
    let folder = folder(path.parent().unwrap_or(Path::new("")))
        .map_err(|error| refused(&format!("cannot be found: {error}")))?;
    let root = root.canonicalize().map_err(|error| refused(&format!("cannot be found: {error}")))?;
    let inner = folder.strip_prefix(&root).map_err(|_| refused("is not in the catalog"))?.join(name);
    match inner.to_str() {
        None => Err(refused("is not UTF-8")),
        Some(MANIFEST) => Err(refused("is the manifest")),
        // After the name: a link is refused only if the file would otherwise do.
        Some(inner) if !is_yaml(inner) => Err(refused("is not named `*.yaml` or `*.yml`")),
        Some(_) if path.is_symlink() => Err(refused("is a link; name the file that it points to")),
        Some(inner) => Ok(inner.to_owned()),
    }
}

/// Returns the absolute path of a folder that may not exist yet. Links in the part of the path that exists are
/// resolved.
///
/// # Errors
/// If the part that does not exist contains `..`. Its meaning depends on links that may be created later.
fn folder(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(if path.as_os_str().is_empty() { Path::new(".") } else { path })?;
    let existing = absolute.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    // An ancestor always exists, since `/` does.
    let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
    match rest.components().all(|part| matches!(part, Component::Normal(_))) {
        true => Ok(existing.canonicalize()?.join(rest)),
        false => Err(std::io::ErrorKind::NotFound.into()),
    }
}
