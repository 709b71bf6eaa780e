//! Files that have not been written yet.

use crate::source::Files;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// The path, relative to the root of the catalog.
    pub path: String,
    /// The complete text of the file.
    pub text: String,
    /// The number of bytes that the file already has. The text begins with these bytes. `None` for a new file.
    pub old: Option<usize>,
    /// Whether this is a file that a document names, such as the manifest of an installation package. Such a file
    /// contains no documents.
    pub is_named: bool,
}

/// The existing files of a catalog, together with new files. A new file replaces an existing file with the same path.
pub struct Overlay {
    below: Option<Arc<dyn Files>>,
    files: BTreeMap<String, String>,
}

impl Overlay {
    /// Combines new files with the existing files, if there are any.
    pub fn new(below: Option<Arc<dyn Files>>, files: &[NewFile]) -> Self {
        Self { below, files: files.iter().map(|file| (file.path.clone(), file.text.clone())).collect() }
    }
}

impl Files for Overlay {
    fn list(&self) -> Result<Vec<String>, String> {
        let mut paths = self.below.as_ref().map_or(Ok(Vec::new()), |below| below.list())?;
        paths.extend(self.files.keys().cloned());
        // A file that grows is in both lists, and `dedup` removes only neighbors.
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match (self.files.get(path), &self.below) {
            // A file that grows replaces the existing one.
            (Some(text), _) => Ok(text.as_bytes().to_vec()),
            (None, Some(below)) => below.read(path),
            (None, None) => Err("there is no such file".to_owned()),
        }
    }
}
