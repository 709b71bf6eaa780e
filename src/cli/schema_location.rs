//! Finds the folder of schemas to which the modelines of documents point.

use std::path::Path;

/// Returns the number of levels from the catalog's folder up to the nearest folder that contains the schemas. `None` if
/// there is no such folder. The search ends at the root of the repository, since the folders above it differ between
/// machines.
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
