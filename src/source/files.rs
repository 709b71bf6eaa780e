//! Access to the files of a catalog.

/// A source of files, such as the disk, the buffers of an editor, or strings in a test.
pub trait Files: Send + Sync {
    /// Returns the paths of the YAML files below the root, and of files whose extensions look like misspellings of
    /// `.yaml`. Paths are relative to the root, with `/` as the separator. The list also contains each folder that
    /// cannot be read: calling [`read`](Self::read) with the path of such a folder returns the reason.
    fn list(&self) -> Result<Vec<String>, String>;
    /// Returns the bytes of a file. The error is the reason why the file cannot be read, followed by a line that says
    /// how to fix it, if that is known.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
    /// Whether the user can exclude the file from the catalog if it cannot be read.
    fn is_optional(&self, _: &str) -> bool {
        true
    }
    /// Returns the size of a file in bytes, if it is known without reading the file.
    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}
