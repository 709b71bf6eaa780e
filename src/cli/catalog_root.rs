//! Finds the folder of the catalog. With `--dir`, this is the named folder. Without `--dir`, the current folder and the
//! folders above it are searched, and the first folder that has a manifest is used.

use super::Global;
use super::command_error::CommandError;
use crate::catalog;
use crate::catalog::{MANIFEST, manifest_file};
use crate::diagnostic::{Diagnostic, Location, printable};
use crate::source::{as_yaml, is_nearly_yaml, is_yaml};
use std::path::{Path, PathBuf};

/// Returns the folder of the catalog. With `--dir`, this is the named folder. Without `--dir`, the current folder and
/// the folders above it are searched, and the first folder that has a manifest is used.
///
/// # Errors
/// A finding if there is no manifest.
pub fn root(global: &Global) -> Result<PathBuf, CommandError> {
    if let Some(dir) = &global.dir {
        // `--dir` names the folder itself; searching upwards from it might find a catalog that nobody meant.
        if dir.join(MANIFEST).is_file() {
            return Ok(dir.clone());
        }
        return Err(no_catalog(&format!("{} has no {MANIFEST}", dir.display()), &[dir.as_path()]));
    }
    let here = std::env::current_dir()
        .map_err(|error| no_catalog(&format!("the current folder cannot be read: {error}"), &[]))?;
    let above: Vec<&Path> = here.ancestors().collect();
    nearest(&here).ok_or_else(|| {
        // All folders above are searched for a misnamed manifest, since any of them could have been the catalog.
        no_catalog(&format!("neither this folder nor any folder above it has a {MANIFEST}"), &above)
    })
}

/// Searches `here` and the folders above it. Returns the first folder that has a manifest; `None` if there is no such
/// folder.
pub fn nearest(here: &Path) -> Option<PathBuf> {
    // `is_file`, so that a folder named `wares.yaml` is not taken for a manifest.
    here.ancestors().find(|dir| dir.join(MANIFEST).is_file()).map(Path::to_owned)
}

/// The finding that none of the folders has a manifest. If a file in them has a similar name, the help says how to
/// rename that file.
fn no_catalog(message: &str, folders: &[&Path]) -> CommandError {
    let place = Location::whole(manifest_file());
    let finding = Diagnostic::new(catalog::codes::MANIFEST, place, message);
    let misnamed = folders.iter().find_map(|folder| misnamed(folder));
    CommandError::found(vec![match misnamed {
        Some(path) => {
            let folder = path.parent().unwrap_or(Path::new(".")).join(MANIFEST);
            let [path, right] = [&path, &folder].map(|path| printable(&path.to_string_lossy()));
            finding.help(format!("rename {path} to {right}: the manifest must have this name"))
        }
        None => finding.help("create a catalog with `wares init`, or name another folder with --dir"),
    }])
}

/// Finds a file in a folder whose name is similar to that of a manifest, such as `Wares.yml`.
fn misnamed(folder: &Path) -> Option<PathBuf> {
    let is_similar = |name: &str| {
        let is_yaml = is_yaml(name) || is_nearly_yaml(name);
        is_yaml && as_yaml(&name.to_lowercase()) == MANIFEST
    };
    // A folder that cannot be read has nothing to suggest; the finding is about the missing manifest anyway.
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut names = entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name());
    names.find(|name| name.to_str().is_some_and(is_similar)).map(|name| folder.join(name))
}
