//! Writes files atomically: if the writing is interrupted, a file has either its old content or its new content.
//!
//! The new content is first written to a temporary file in the same folder. The temporary file is then renamed. Within
//! one file system, a rename replaces a file in one step.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

// A temporary file is private to its user; a file of the catalog gets the permissions that any other new file gets. The
// umask still applies.
/// The permissions of a new file, before the umask is applied.
const MODE: u32 = 0o666;

/// Creates a file.
///
/// # Errors
/// If the file already exists, or cannot be written.
pub fn create(path: &Path, text: &str) -> std::io::Result<()> {
    // `persist_noclobber` fails if the name exists, so a file that somebody creates meanwhile is not lost.
    new(path, text)?.persist_noclobber(path)?;
    Ok(())
}

/// Writes `text` to a temporary file in the folder of `path`.
fn new(path: &Path, text: &str) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(MODE);
    // In the same folder, since a rename is atomic only within one file system.
    let mut file = Builder::new().permissions(permissions).tempfile_in(folder(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Creates or replaces a file. If `path` is a symbolic link, the link itself is replaced, and its target does not
/// change.
pub fn put(path: &Path, text: &str) -> std::io::Result<()> {
    new(path, text)?.persist(path)?;
    Ok(())
}

/// Creates or replaces a file with what `write` writes. If `path` is a symbolic link, its target is replaced.
pub fn stream<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<T>,
) -> std::io::Result<T> {
    // The path does not exist yet for a new plan; then there is no link to follow either.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = new(&path, "")?;
    // A plan that only its user may read must stay so when it is replaced: it contains prices and names.
    if let Ok(old) = path.metadata() {
        file.as_file().set_permissions(old.permissions())?;
    }
    let mut buffered = BufWriter::new(file.as_file());
    let written = write(&mut buffered)?;
    buffered.flush()?;
    // The borrow of the file must end before `persist` can take it.
    drop(buffered);
    // Before the rename: after a crash of the machine the new name must not lead to an empty file.
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(written)
}

/// Replaces a file if its content is still `old`. Keeps the permissions and, if possible, the owner of the file.
/// Returns whether the file was replaced.
pub fn replace_unchanged(path: &Path, old: &str, text: &str) -> std::io::Result<bool> {
    replace_if(path, text, |path| Ok(std::fs::read(path)? == old.as_bytes()))
}

/// Replaces a file if `is_expected` accepts the old one. `is_expected` is called last, when the new file is ready. This
/// keeps the time as short as possible in which another program can change the file unnoticed.
fn replace_if(
    path: &Path,
    text: &str,
    is_expected: impl FnOnce(&Path) -> std::io::Result<bool>,
) -> std::io::Result<bool> {
    // A symbolic link stays, and its target is replaced.
    let path = path.canonicalize()?;
    let old = std::fs::metadata(&path)?;
    // A rename needs write permission only for the folder. Opening the file makes sure that the user may write it too.
    std::fs::OpenOptions::new().write(true).open(&path)?;
    let mut file = NamedTempFile::new_in(folder(&path))?;
    file.write_all(text.as_bytes())?;
    // The owner first: changing it may clear permission bits.
    keep_owner(file.path(), &old);
    file.as_file().set_permissions(old.permissions())?;
    file.as_file().sync_all()?;
    // `?` above and here removes the temporary file, since `NamedTempFile` deletes it when it is dropped.
    let is_expected = is_expected(&path)?;
    if is_expected {
        file.persist(&path)?;
    }
    Ok(is_expected)
}

/// Gives the new file the owner of the old file. Only root may do that, so a failure is ignored: the new file then
/// belongs to the current user.
fn keep_owner(path: &Path, old: &std::fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let _ = chown(path, Some(old.uid()), Some(old.gid()));
}

fn folder(path: &Path) -> &Path {
    // The parent of a plain file name is the empty path, in which no file can be created.
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::replace_unchanged;

    #[test]
    fn file_changed_since_it_was_read_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, "theirs").expect("a file");
        assert!(!replace_unchanged(&path, "read", "new").expect("the file can be read"));
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), "theirs");
        assert!(replace_unchanged(&path, "theirs", "new").expect("the file can be written"));
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), "new");
        let files = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(files, 1, "no temporary file remains");
    }
}
