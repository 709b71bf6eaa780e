//! The files of a catalog on a disk.

use crate::catalog::MANIFEST;
use crate::source::{Files, MAX_BYTES};
use ignore::WalkBuilder;
use std::io::{ErrorKind, Read};
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
            .filter_entry(move |entry| is_file(entry) || entry.path() == root || !has_manifest(entry.path()))
            .build();
        let mut paths = Vec::new();
        for entry in walk {
            match entry {
                Ok(entry) if entry.error().is_some_and(is_own) => {
                    return Err(entry.error().map(ToString::to_string).unwrap_or_default());
                }
                Ok(entry) if is_yaml(&entry) || is_linked_folder(&entry) => {
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
        match usize::try_from(meta.len()) {
            Ok(length) if length <= MAX_BYTES => contents(&path, length).map_err(|error| error.to_string()),
            _ => Err(format!("it has more than {} MiB", MAX_BYTES / 1024 / 1024)),
        }
    }

    fn is_optional(&self, path: &str) -> bool {
        path != MANIFEST
    }

    fn size(&self, path: &str) -> Option<u64> {
        std::fs::metadata(self.root.join(path)).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len())
    }
}

/// The bytes of a file that seems to have so many. It may grow while it is read; one byte more than is allowed is
/// enough to see that it is too many.
fn contents(path: &Path, length: usize) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    // With room for one byte more, one call takes a file of that length to its end.
    let mut bytes = vec![0; length + 1];
    let read = loop {
        match file.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    bytes.truncate(read);
    if read != length {
        file.take((MAX_BYTES + 1 - read) as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Whether an entry is an ordinary file, without a look at the disk: no link, and no folder.
fn is_file(entry: &ignore::DirEntry) -> bool {
    entry.file_type().is_some_and(|entry| entry.is_file())
}

fn has_manifest(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

fn is_yaml(entry: &ignore::DirEntry) -> bool {
    let path = entry.path();
    let is_called_so = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    is_called_so && (is_file(entry) || !path.is_dir())
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
        Ok(target) if error.kind() == ErrorKind::NotFound => {
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
