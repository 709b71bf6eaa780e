//! Access to the files of a catalog.

/// A source of files: the disk, the buffers of an editor, or strings in a test.
pub trait Files: Send + Sync {
    /// The paths of the YAML files below the root, and of files whose extensions look like misspellings of `.yaml`.
    /// Paths are relative to the root, with `/` between their parts. A folder that cannot be read is listed too;
    /// reading it as a file then gives the reason.
    fn list(&self) -> Result<Vec<String>, String>;
    /// The bytes of a file; or why it cannot be read, with what to do about it in a second line if that is known.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
    /// Whether a file could be excluded from the catalog if it cannot be read.
    fn is_optional(&self, _: &str) -> bool {
        true
    }
    /// The size of a file in bytes, if it is known without reading the file.
    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}
