//! Saved plans as files.

use super::atomic_write;
use super::output::Trouble;
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

/// Saves a plan, in the place of what the path names, whole or not at all. Returns its checksum.
pub fn save(path: &Path, plan: &Plan, origin: &Origin, positions: &dyn Positions) -> Result<String, Trouble> {
    let written = atomic_write::stream(path, |file| saved::write(plan, origin, positions, file));
    written.map_err(|error| {
        let message = format!("the plan cannot be saved as {}: {error}", path.display());
        Trouble::misused(message, "name a file in a folder that can be written; nothing was saved")
    })
}

/// Why a path cannot be that of a saved plan, if so. It is looked at before the database is.
pub fn refuse(path: &Path) -> Option<Trouble> {
    let ends = |ending: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending));
    let is_called = |name: &str| path.file_name().is_some_and(|it| it == name);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let is_ours = ends("yaml") || ends("yml") || is_called(".gitignore") || is_called(".waresignore");
    let why = match path.metadata() {
        _ if is_ours => "files of this name belong to the catalog",
        Ok(found) if !found.is_file() => "it is not a regular file",
        Ok(_) => return None,
        Err(_) if path.is_symlink() => "it is a link to a file that does not exist",
        Err(_) if folder.is_some_and(|folder| !folder.is_dir()) => "its folder does not exist",
        Err(_) => return None,
    };
    let message = format!("the plan cannot be saved as {}: {why}", path.display());
    Some(Trouble::misused(message, "name another file, such as `plan.json`"))
}

/// Reads a saved plan.
pub fn open(path: &Path, kinds: &Arc<Kinds>) -> Result<Saved, Trouble> {
    let unreadable = |error: std::io::Error| {
        Trouble::misused(
            format!("the plan {} cannot be read: {error}", path.display()),
            "name a file that `wares plan --out` wrote",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let read = match length {
        ..=LARGEST => saved::read(kinds, file),
        _ => Err(Unreadable::Huge),
    };
    read.map_err(|why| match why {
        Unreadable::Io(error) => unreadable(error),
        why => refused(path, &why),
    })
}

/// Why a file is not taken for a plan, and what to do.
fn refused(path: &Path, why: &Unreadable) -> Trouble {
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
        Unreadable::Huge => (format!("is larger than any plan: more than {} GiB", LARGEST >> 30), again),
        Unreadable::Truncated => ("is truncated: its end is missing".to_owned(), again),
        Unreadable::Edited => (
            "was changed after it was saved: its checksum is another".to_owned(),
            "take the file as it was saved, or plan again; a copy must not convert line ends",
        ),
        Unreadable::Unknown(what) => (
            format!("was saved by a version of Wares that differs from {version}: {what}"),
            "use the version of Wares that saved it, or plan again",
        ),
    };
    Trouble::misused(format!("the plan {} {why}", path.display()), help)
}

/// That a saved plan is not for the catalog or the environment that the command line is about.
pub fn stray(path: &Path, origin: &Origin, global: &Global) -> Option<Trouble> {
    let path = path.display();
    if let Some(asked) = global.env.as_deref().filter(|asked| origin.environment.as_deref() != Some(*asked)) {
        let made = origin.environment.as_ref().map(|name| format!("`{name}`"));
        let made = made.unwrap_or_else(|| "no environment".to_owned());
        let message =
            format!("the plan {path} is for another environment: it was made for {made}, not `{asked}`");
        return Some(Trouble::misused(message, "leave --env out, or plan again for that environment"));
    }
    let help = "apply it in a folder of that catalog, or outside of any";
    let here = match (root(global), &global.dir) {
        (Ok(here), _) => here,
        // Outside of every catalog nothing says otherwise.
        (Err(_), None) => return None,
        (Err(trouble), Some(_)) => return Some(trouble.ending(Exit::Usage)),
    };
    let why = match catalog_of(&here) {
        Some(name) if name == origin.catalog => return None,
        Some(name) => format!("is for another catalog: it is of `{}`, and this is `{name}`", origin.catalog),
        None => {
            format!("is of the catalog `{}`, and the manifest here does not say which it is", origin.catalog)
        }
    };
    Some(Trouble::misused(format!("the plan {path} {why}"), help))
}

/// The name of the catalog in a folder, as its manifest says it.
fn catalog_of(root: &Path) -> Option<String> {
    let sources = Sources::load(&Disk::new(root), &[MANIFEST.to_owned()]);
    let document = sources.get(manifest_file())?.documents.first()?;
    Some(document.root.get("catalog")?.as_text()?.to_owned())
}
