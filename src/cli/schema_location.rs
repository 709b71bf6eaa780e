//! Where the schemas are to which the lines in a catalog's files lead an editor.

use std::path::Path;

/// How many folders above a catalog's folder the nearest one stands that has its schemas. What is above the repository
/// is not looked at.
pub fn schemas(root: &Path) -> Option<usize> {
    let root = root.canonicalize().ok()?;
    let has = |folder: &Path, name: &str| folder.join("schemas").join(name).is_file();
    for (up, folder) in root.ancestors().enumerate() {
        if ["catalog.json", "wares.json"].iter().all(|name| has(folder, name)) {
            return Some(up);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}
