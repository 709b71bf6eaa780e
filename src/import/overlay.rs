//! Files that are not written yet.

use crate::source::Files;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// The path, relative to the root of the catalog.
    pub path: String,
    /// The complete text.
    pub text: String,
    /// How many bytes of the text the file already has; `None` for a new file.
    pub old: Option<usize>,
    /// Whether a document names the file, as a package names its manifest. Such a file does not describe resources.
    pub is_named: bool,
}

/// Existing files, with files on top of them that are not written yet.
pub struct Overlay {
    below: Option<Arc<dyn Files>>,
    files: BTreeMap<String, String>,
}

impl Overlay {
    /// Puts files on top of existing ones, if there are any.
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
