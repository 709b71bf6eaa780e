//! The path of the manifest, places in it, and the path to the schemas.

use crate::diagnostic::{DocumentId, File, Place, Pointer};

/// The name of the manifest. Its folder is the root of the catalog.
pub const MANIFEST: &str = "wares.yaml";

/// Returns the relative path from a file of the catalog to its schema. `up` is the number of levels from the catalog's
/// root up to the folder that contains `schemas/`.
pub fn schema_path(file: &str, up: usize) -> String {
    // Only the manifest has a schema of its own; `catalog.json` selects the kind of any other document by `if` and
    // `then`.
    let name = if file == MANIFEST { "wares" } else { "catalog" };
    format!("{}schemas/{name}.json", "../".repeat(file.matches('/').count() + up))
}

/// The manifest as a [`File`].
pub fn manifest_file() -> File {
    File::new(MANIFEST)
}

/// The place in the manifest at the given JSON pointer.
pub fn in_manifest(pointer: &str) -> Place {
    // The manifest is a single document, so its serial is that of the first document of a file that was just read.
    DocumentId { file: manifest_file(), serial: 0 }.at(Pointer::parse(pointer))
}
