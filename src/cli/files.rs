//! Lists and reads the files of a catalog on disk, and decides which files belong to it.

mod symlinks;

use crate::catalog::MANIFEST;
use crate::diagnostic::printable;
use crate::source::{self, Files, MAX_BYTES};
use ignore::{Walk, WalkBuilder};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use symlinks::Links;
pub use symlinks::is_link;

/// The ignore file that only Wares reads. It has the syntax of `.gitignore`.
const OWN_IGNORE: &str = ".waresignore";

/// The names of ignore files. Every folder may have its own.
const IGNORE_FILES: [&str; 2] = [".gitignore", OWN_IGNORE];

/// The reason for refusing a FIFO, a device or a socket.
const SPECIAL: &str = "it is not a regular file";

/// The maximum size of an ignore file in bytes. Each line is compiled to a pattern, which takes much more memory than
/// the line.
const MAX_IGNORE: u64 = 64 * 1024;

/// The folder of a catalog on disk. `.gitignore` and `.waresignore` are honored. A subfolder that has its own manifest
/// is another catalog, and is left out. Nothing outside the folder is read.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    links: Arc<Links>,
}

impl Disk {
    /// Creates a [`Disk`] for the catalog in the given folder. This does not list or read any files.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), links: Arc::new(Links::new(root)) }
    }
}

impl Files for Disk {
    fn list(&self) -> Result<Vec<String>, String> {
        // A pattern of the root's own ignore files applies to everything, so nothing can be listed without them.
        if let Some(fault) = self.ignore_fault(&self.root) {
            return Err(fault);
        }
        // Shared, since `filter_entry` takes a closure that must be `'static` and may be called from other threads.
        let faults = Arc::new(Mutex::new(Vec::new()));
        let mut paths = Vec::new();
        for entry in self.walk(faults.clone()) {
            match entry {
                // With a broken pattern it is unknown which files belong to the catalog.
                Ok(entry) if entry.error().is_some_and(is_own) => {
                    return Err(entry.error().map(ToString::to_string).unwrap_or_default());
                }
                Ok(entry) if is_yaml(&entry) || is_linked_folder(&entry) => {
                    paths.push(relative(&self.root, entry.path()));
                }
                Ok(_) => {}
                // A folder that cannot be entered is listed like a file: reading it gives a finding about it, and the
                // rest of the catalog is read nevertheless.
                Err(error) => match place(&error) {
                    Some(path) => paths.push(relative(&self.root, path)),
                    None => return Err(error.to_string()),
                },
            }
        }
        // Poisoning does not matter: the list is only ever extended, so it is whole even after a panic.
        let faults = faults.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.is_empty() { Ok(paths) } else { Err(faults.join("; ")) }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = self.root.join(path);
        // Metadata first: it follows links, and a broken one gets the message that names its target.
        let meta = std::fs::metadata(&path).map_err(|error| reason(&path, &error))?;
        // Before anything is read: the target of a link may be private to this machine.
        self.links.check(&path, &[])?;
        if meta.is_dir() {
            let error = std::fs::read_dir(&path).err().map(|error| error.to_string());
            let what = match is_link(&path) {
                true => "it is a link to a folder, and such links are not followed",
                false => "it is a folder",
            };
            return Err(error.unwrap_or_else(|| what.to_owned()));
        }
        // Opening a FIFO would block, and reading a device may never end.
        if !meta.is_file() {
            return Err(SPECIAL.to_owned());
        }
        match usize::try_from(meta.len()) {
            Ok(length) if length <= MAX_BYTES => contents(&path, length).map_err(|error| error.to_string()),
            _ => Err(format!("it is larger than {} MiB", MAX_BYTES / 1024 / 1024)),
        }
    }

    // The manifest must exist; any other file may vanish between listing and reading.
    fn is_optional(&self, path: &str) -> bool {
        path != MANIFEST
    }

    fn size(&self, path: &str) -> Option<u64> {
        let path = self.root.join(path);
        // The size alone would tell what is behind a link that is refused.
        self.links.check(&path, &[]).ok()?;
        std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len())
    }
}

impl Disk {
    /// Returns a walk through the folder. Problems with ignore files are added to `faults`.
    fn walk(&self, faults: Arc<Mutex<Vec<String>>>) -> Walk {
        // A clone for the closure, which outlives this borrow; it is cheap, since the links are shared.
        let disk = self.clone();
        WalkBuilder::new(&self.root)
            // Only files in the catalog itself may decide what belongs to it. Settings of one machine or user must not:
            // what they leave out would be planned as a deletion there.
            .require_git(false)
            .git_global(false)
            .git_exclude(false)
            .ignore(false)
            .parents(false)
            .add_custom_ignore_filename(OWN_IGNORE)
            // Files pass without a look at the disk; there may be many of them.
            .filter_entry(move |entry| is_file(entry) || disk.is_entered(entry, &faults))
            .build()
    }

    /// Whether the walk keeps an entry that is not a regular file: it enters a folder, and lists anything else. The
    /// ignore files of a folder are checked first, since the walk opens them as soon as it enters the folder.
    fn is_entered(&self, entry: &ignore::DirEntry, faults: &Mutex<Vec<String>>) -> bool {
        let path = entry.path();
        // The root has a manifest itself, which must not exclude it.
        if path != self.root && self.has_manifest(path) {
            return false;
        }
        // What is not a folder is judged by `is_yaml`, which also reports links and special files.
        if !entry.file_type().is_some_and(|entry| entry.is_dir()) {
            return true;
        }
        let fault = self.ignore_fault(path);
        let is_sound = fault.is_none();
        faults.lock().unwrap_or_else(PoisonError::into_inner).extend(fault);
        is_sound
    }

    /// Whether a folder is another catalog. A manifest that is a link out of this catalog does not count. It is listed
    /// as a file of this catalog and reported as unreadable. Otherwise the files in the folder would be left out
    /// silently.
    fn has_manifest(&self, folder: &Path) -> bool {
        let path = folder.join(MANIFEST);
        path.is_file() && self.links.check(&path, &[]).is_ok()
    }

    /// Returns the reason if an ignore file of a folder cannot be used. `None` if all of them can be used.
    fn ignore_fault(&self, folder: &Path) -> Option<String> {
        let paths = IGNORE_FILES.map(|name| folder.join(name));
        paths.iter().find_map(|path| {
            let why = self.ignore_file(path).err()?;
            Some(format!("`{}`: {}", relative(&self.root, path), why.lines().next().unwrap_or_default()))
        })
    }

    /// Checks an ignore file before the walk opens it. The walk silently skips a file that it cannot read; in any other
    /// file, it silently skips the first line that is not UTF-8 and every line after it.
    fn ignore_file(&self, path: &Path) -> Result<(), String> {
        let meta = match std::fs::metadata(path) {
            // A broken link would be skipped silently, and the files that it should exclude would be planned.
            Err(error) if is_link(path) => return Err(reason(path, &error)),
            Err(_) => return Ok(()),
            Ok(meta) => meta,
        };
        // `.gitignore` is a hidden name, so the check for hidden files has to allow it.
        self.links.check(path, &IGNORE_FILES)?;
        if !meta.is_file() {
            return Err(SPECIAL.to_owned());
        }
        if meta.len() > MAX_IGNORE {
            return Err(format!("it is larger than {} KiB", MAX_IGNORE / 1024));
        }
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let Err(error) = std::str::from_utf8(&bytes) else { return Ok(()) };
        // Counted in the valid part, which ends in the faulty line.
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        Err(format!("line {line} is not UTF-8"))
    }
}

/// Searches a path for a link that is inside the catalog's folder and must not be followed. Returns the link, and the
/// reason for refusing the link. `None` if there is no such link.
pub fn find_forbidden_link(root: &Path, path: &Path) -> Option<(PathBuf, String)> {
    // Both sides are resolved, since a temporary folder may itself lie behind a link (/tmp on macOS).
    let (links, root) = (Links::new(root), root.canonicalize().ok()?);
    let path = std::path::absolute(path).ok()?;
    let is_inside = |link: &Path| {
        link.parent().and_then(|folder| folder.canonicalize().ok()).is_some_and(|it| it.starts_with(&root))
    };
    // From the path upwards; any link on the way may be the one that points outside.
    path.ancestors().filter(|path| is_link(path) && is_inside(path)).find_map(|link| {
        let why = match link.metadata() {
            Err(error) => reason(link, &error),
            Ok(_) => links.check(link, &[]).err()?,
        };
        Some((link.to_owned(), why.lines().next().unwrap_or_default().to_owned()))
    })
}

/// Reads a file. `length` is its size in bytes according to its metadata. The file may grow while it is read, so
/// reading stops one byte after the allowed maximum. That is enough to see that the file is too large.
fn contents(path: &Path, length: usize) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    // The extra byte saves a system call per file: a read that fills less than the buffer has reached the end.
    let mut bytes = vec![0; length + 1];
    let read = loop {
        match file.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    bytes.truncate(read);
    // It changed its size since the metadata were read, or the system call returned less than the whole.
    if read != length {
        file.take((MAX_BYTES + 1 - read) as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Whether an entry is a regular file, and not a link or a folder. The walk knows this without another system call.
fn is_file(entry: &ignore::DirEntry) -> bool {
    entry.file_type().is_some_and(|entry| entry.is_file())
}

/// Whether an entry has the extension of a catalog file, or a similar one, and is not a folder.
fn is_yaml(entry: &ignore::DirEntry) -> bool {
    let path = entry.path();
    let name = path.file_name().map(std::ffi::OsStr::to_string_lossy).unwrap_or_default();
    let has_extension = source::is_yaml(&name) || source::is_nearly_yaml(&name);
    // Not `is_file` alone: a broken link or a FIFO named *.yaml is listed, so that reading it reports it.
    has_extension && (is_file(entry) || !path.is_dir())
}

/// Whether an entry is a link to a folder. Such a link is listed, so that it is reported. Links to folders are not
/// followed, and without a report a plan would silently delete the resources in the folder.
fn is_linked_folder(entry: &ignore::DirEntry) -> bool {
    // Depth 0 is the catalog's folder, which may itself be a link.
    entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir()
}

/// Whether an error is about a `.waresignore`. Errors in a `.gitignore` are left for git to report.
fn is_own(error: &ignore::Error) -> bool {
    match error {
        // The walk joins the errors of all ignore files of a folder into one.
        ignore::Error::Partial(errors) => errors.iter().any(is_own),
        ignore::Error::WithPath { path, .. } => path.ends_with(OWN_IGNORE),
        _ => false,
    }
}

/// Returns the path that an error of the walk is about.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        // A loop can only be made by links, so the child is the link to report.
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        _ => None,
    }
}

/// Returns the reason why a file cannot be read. For a broken link, the reason names the missing target.
fn reason(path: &Path, error: &std::io::Error) -> String {
    match std::fs::read_link(path) {
        Ok(target) if error.kind() == ErrorKind::NotFound => {
            format!("it is a link to `{}`, which does not exist", printable(&target.to_string_lossy()))
        }
        // `relative` has replaced the bytes, so the file cannot be found under the listed path.
        _ if path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) => {
            "its name is not UTF-8".to_owned()
        }
        _ => error.to_string(),
    }
}

/// Returns a path relative to the root. Bytes that are not UTF-8 are replaced, so that a finding can show the path.
fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    path.to_string_lossy().into_owned()
}
