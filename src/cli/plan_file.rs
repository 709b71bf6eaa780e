//! Writes and reads the files of saved plans.

use super::atomic_write;
use super::command_error::CommandError;
use super::pipeline::root;
use super::{Disk, Exit, Global};
use crate::catalog::{MANIFEST, manifest_file};
use crate::kinds::Kinds;
use crate::plan::Plan;
use crate::plan::saved::{self, FORMAT_VERSION, LARGEST, Origin, Saved, Unreadable};
use crate::source::{Positions, Sources};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Saves a plan, completely or not at all. An existing file is replaced. Returns the checksum of the saved plan.
pub fn save(
    path: &Path,
    plan: &Plan,
    origin: &Origin,
    positions: &dyn Positions,
) -> Result<String, CommandError> {
    let written = atomic_write::stream(path, |file| saved::write(plan, origin, positions, file));
    // A usage error, since the path was given on the command line and the plan itself is fine.
    written.map_err(|error| {
        let message = format!("cannot save the plan as {}: {error}", path.display());
        CommandError::misused(message, "name a file in a writable folder; nothing was saved")
    })
}

/// Returns the reason why a plan must not be saved at a path; `None` if it may be saved. This is checked before the
/// database is read, so that no work is done in vain.
pub fn refuse(path: &Path) -> Option<CommandError> {
    let ends = |ending: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending));
    let is_called = |name: &str| path.file_name().is_some_and(|it| it == name);
    // A plain file name has the empty path as its parent, which is the current folder.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // By name alone, wherever it is: the file may be moved into the catalog, where it would be read as a document.
    let is_ours = ends("yaml") || ends("yml") || is_called(".gitignore") || is_called(".waresignore");
    // A plan must not replace a file of the catalog.
    let why = match path.metadata() {
        _ if is_ours => "a file of this name would belong to the catalog",
        Ok(found) if !found.is_file() => "it is not a regular file",
        Ok(_) => return None,
        Err(_) if path.is_symlink() => "it is a link to a file that does not exist",
        Err(_) if folder.is_some_and(|folder| !folder.is_dir()) => "its folder does not exist",
        Err(_) => return None,
    };
    let message = format!("cannot save the plan as {}: {why}", path.display());
    Some(CommandError::misused(message, "name another file, such as `plan.json`"))
}

/// Reads a saved plan.
///
/// # Errors
/// A usage error if the file cannot be read, or is not a complete and unchanged plan in the format of this version of
/// Wares.
pub fn open(path: &Path, kinds: &Arc<Kinds>) -> Result<Saved, CommandError> {
    let unreadable = |error: std::io::Error| {
        CommandError::misused(
            format!("cannot read the plan {}: {error}", path.display()),
            "name a file that `wares plan --out` wrote",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    // From the open file and not by its path, so that it is the file that is read.
    let length = file.metadata().map_err(unreadable)?.len();
    let read = match length {
        ..=LARGEST => saved::read(kinds, file),
        // Not read: a file that large would fill the memory.
        _ => Err(Unreadable::Huge),
    };
    read.map_err(|why| match why {
        Unreadable::Io(error) => unreadable(error),
        why => refused(path, &why),
    })
}

/// The error for a file that is not a valid plan.
fn refused(path: &Path, why: &Unreadable) -> CommandError {
    let version = env!("CARGO_PKG_VERSION");
    let again = "plan again with `wares plan --out FILE`";
    let (why, help) = match why {
        Unreadable::Io(error) => (error.to_string(), again),
        Unreadable::Empty => ("is empty".to_owned(), again),
        Unreadable::NotAPlan => {
            ("is not a saved plan".to_owned(), "name a file that `wares plan --out` wrote")
        }
        Unreadable::Output => (
            "is the JSON output of a command, not a saved plan".to_owned(),
            "save the plan with `wares plan --out FILE`",
        ),
        Unreadable::Version(found) => (
            format!("has format version {found}, and Wares {version} reads version {FORMAT_VERSION}"),
            "use the version of Wares that saved it, or plan again",
        ),
        Unreadable::Huge => (format!("is too large for a plan: more than {} GiB", LARGEST >> 30), again),
        Unreadable::Truncated => ("is truncated: its end is missing".to_owned(), again),
        Unreadable::Edited => (
            "was changed after it was saved: its checksum does not match".to_owned(),
            "use the file as it was saved, or plan again; copying must not convert line endings",
        ),
        Unreadable::Unknown(what) => (
            format!("was saved by a version of Wares other than {version}: {what}"),
            "use the version of Wares that saved it, or plan again",
        ),
    };
    CommandError::misused(format!("the plan {} {why}", path.display()), help)
}

/// The error for a saved plan whose catalog or environment differs from the one that the command line names. `None` if
/// both match.
pub fn origin_mismatch(path: &Path, origin: &Origin, global: &Global) -> Option<CommandError> {
    let path = path.display();
    // No --env is no contradiction: the plan carries its environment.
    if let Some(asked) = global.env.as_deref().filter(|asked| origin.environment.as_deref() != Some(*asked)) {
        let made = origin.environment.as_ref().map(|name| format!("`{name}`"));
        let made = made.unwrap_or_else(|| "no environment".to_owned());
        let message =
            format!("the plan {path} is for another environment: it was made for {made}, not `{asked}`");
        return Some(CommandError::misused(message, "leave out --env, or plan again for that environment"));
    }
    let help = "apply it in the folder of that catalog, or outside of any catalog";
    let here = match (root(global), &global.dir) {
        (Ok(here), _) => here,
        // Outside of any catalog a saved plan can be applied: it contains all that it needs.
        (Err(_), None) => return None,
        // A `--dir` that has no catalog is a mistake, unlike a folder that happens to have none.
        (Err(error), Some(_)) => return Some(error.with_exit(Exit::Usage)),
    };
    let why = match catalog_of(&here) {
        // By name and not by folder: a pipeline may check the files out anywhere.
        Some(name) if name == origin.catalog => return None,
        Some(name) => {
            format!("is for another catalog: it was made for `{}`, but this one is `{name}`", origin.catalog)
        }
        None => {
            format!(
                "was made for the catalog `{}`, but the manifest here does not say which catalog this is",
                origin.catalog
            )
        }
    };
    Some(CommandError::misused(format!("the plan {path} {why}"), help))
}

/// Returns the name of the catalog in a folder, from its manifest. Only that key is read, so the manifest may have
/// errors. `None` if the name cannot be read.
fn catalog_of(root: &Path) -> Option<String> {
    let sources = Sources::load(&Disk::new(root), &[MANIFEST.to_owned()]);
    let document = sources.get(manifest_file())?.documents.first()?;
    Some(document.root.get("catalog")?.as_text()?.to_owned())
}
