//! Finds the folder of schemas that the lines at the beginning of documents point editors to.

use std::path::Path;

/// The number of steps up from the catalog's folder to the nearest folder that has the schemas; `None` if there is
/// none. The search ends at the root of the repository: what is above it is not the same on another machine.
pub fn schemas(root: &Path) -> Option<usize> {
    let root = root.canonicalize().ok()?;
    let has = |folder: &Path, name: &str| folder.join("schemas").join(name).is_file();
    for (up, folder) in root.ancestors().enumerate() {
        // Both files, since a folder named `schemas` may belong to another program.
        if ["catalog.json", "wares.json"].iter().all(|name| has(folder, name)) {
            return Some(up);
        }
        // After the look into the folder: schemas may lie next to `.git` itself.
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}
