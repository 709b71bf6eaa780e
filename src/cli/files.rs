//! The files of a catalog on a disk.

use crate::catalog::MANIFEST;
use crate::source::{Files, MAX_BYTES};
use ignore::WalkBuilder;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The file that says what is no part of a catalog.
const OWN_IGNORE: &str = ".waresignore";

/// A catalog's folder on a disk. `.gitignore` and `.waresignore` are honoured; a folder with a manifest of its
/// own is another catalog.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The files below a folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl Files for Disk {
    fn list(&self) -> Result<Vec<String>, String> {
        let root = self.root.clone();
        let walk = WalkBuilder::new(&self.root)
            // Only what lies in the catalog itself may decide what belongs to it: a file that one machine leaves
            // out would be planned as a deletion there.
            .require_git(false)
            .git_global(false)
            .git_exclude(false)
            .ignore(false)
            .parents(false)
            .add_custom_ignore_filename(OWN_IGNORE)
            .filter_entry(move |entry| entry.path() == root || !entry.path().join(MANIFEST).is_file())
            .build();
        let mut paths = Vec::new();
        for entry in walk {
            match entry {
                Ok(entry) if entry.error().is_some_and(is_own) => {
                    return Err(entry.error().map(ToString::to_string).unwrap_or_default());
                }
                Ok(entry) if is_yaml(entry.path()) || is_linked_folder(&entry) => {
                    paths.push(relative(&self.root, entry.path()));
                }
                Ok(_) => {}
                // What is wrong with one folder does not keep the others from being read.
                Err(error) => match place(&error) {
                    Some(path) => paths.push(relative(&self.root, path)),
                    None => return Err(error.to_string()),
                },
            }
        }
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = self.root.join(path);
        let meta = std::fs::metadata(&path).map_err(|error| reason(&path, &error))?;
        if meta.is_dir() {
            let error = std::fs::read_dir(&path).err().map(|error| error.to_string());
            return Err(error
                .unwrap_or_else(|| "it is a link to a folder, and such links are not followed".to_owned()));
        }
        if !meta.is_file() {
            return Err("it is not an ordinary file".to_owned());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0).min(MAX_BYTES));
        // A file may grow while it is read; one byte more than is allowed is enough to see that it is too many.
        let file = std::fs::File::open(&path).map_err(|error| error.to_string())?;
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn is_optional(&self, path: &str) -> bool {
        path != MANIFEST
    }

    fn size(&self, path: &str) -> Option<u64> {
        std::fs::metadata(self.root.join(path)).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len())
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") && !path.is_dir()
}

/// Whether a folder is elsewhere. What lies in it would be missing without a word, and a plan would delete it.
fn is_linked_folder(entry: &ignore::DirEntry) -> bool {
    entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir()
}

/// Whether something is wrong with a `.waresignore`. What is odd in a `.gitignore` is for git to say.
fn is_own(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Partial(errors) => errors.iter().any(is_own),
        ignore::Error::WithPath { path, .. } => path.ends_with(OWN_IGNORE),
        _ => false,
    }
}

/// What the walk stumbled over.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        _ => None,
    }
}

/// Why a file cannot be read. A link that leads nowhere is there all the same.
fn reason(path: &Path, error: &std::io::Error) -> String {
    match std::fs::read_link(path) {
        Ok(target) if error.kind() == std::io::ErrorKind::NotFound => {
            format!("it is a link to `{}`, which does not exist", target.display())
        }
        _ if path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) => {
            "its name is not UTF-8".to_owned()
        }
        _ => error.to_string(),
    }
}

/// A path below the root; bytes that are not UTF-8 are replaced, so that a finding can name it.
fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    path.to_string_lossy().into_owned()
}
