//! Files with edits that are not saved to disk.

use crate::source::Files;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files on disk, with changes on top: some files are edited, and some are removed.
#[derive(Clone)]
pub struct Buffers {
    below: Arc<dyn Files>,
    /// The text of each edited file; `None` for a removed file.
    texts: BTreeMap<String, Option<Arc<str>>>,
}

impl Buffers {
    /// Starts with the files on disk, without changes.
    pub fn new(below: Arc<dyn Files>) -> Self {
        Self { below, texts: BTreeMap::new() }
    }

    /// Sets the text of a file, whatever its text on disk.
    pub fn set(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_owned(), Some(text.into()));
    }

    /// Removes a file, whether or not it is on disk.
    pub fn remove(&mut self, path: &str) {
        self.texts.insert(path.to_owned(), None);
    }

    /// Returns the files in their current state. Later changes do not affect the result.
    pub fn snapshot(&self) -> Arc<dyn Files> {
        // Without edits, the files on disk can be shared without a copy.
        if self.texts.is_empty() { self.below.clone() } else { Arc::new(self.clone()) }
    }
}

impl Files for Buffers {
    fn list(&self) -> Result<Vec<String>, String> {
        let mut paths = self.below.list()?;
        // Edited files are listed from `texts`, since they may be new or removed.
        paths.retain(|path| !self.texts.contains_key(path));
        paths.extend(self.texts.iter().filter(|(_, text)| text.is_some()).map(|(path, _)| path.clone()));
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match self.texts.get(path) {
            Some(Some(text)) => Ok(text.as_bytes().to_vec()),
            Some(None) => Err("there is no such file".to_owned()),
            None => self.below.read(path),
        }
    }

    fn is_optional(&self, path: &str) -> bool {
        self.below.is_optional(path)
    }

    fn size(&self, path: &str) -> Option<u64> {
        match self.texts.get(path) {
            Some(text) => text.as_ref().map(|text| text.len() as u64),
            None => self.below.size(path),
        }
    }
}
