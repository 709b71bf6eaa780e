//! A stdout that takes nothing: it was closed before the program began, or is open for reading only.

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::fs::{File, metadata};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;

/// Why nobody can read what is written to stdout, if nobody can. Where it is closed, Rust opens /dev/null in its place, for
/// reading too, which a shell that is told to write there does not. Where it is open for reading only, Rust takes every
/// write for done.
pub fn unheard() -> Option<&'static str> {
    let stdout = std::io::stdout();
    let flags = fcntl(&stdout, FcntlArg::F_GETFL).map_or(OFlag::O_RDONLY, OFlag::from_bits_truncate);
    let own = stdout.as_fd().try_clone_to_owned().and_then(|owned| File::from(owned).metadata());
    let is_null =
        own.ok().zip(metadata("/dev/null").ok()).is_some_and(|(own, null)| own.rdev() == null.rdev());
    match flags & OFlag::O_ACCMODE {
        OFlag::O_RDONLY => Some("stdout is open for reading only"),
        OFlag::O_RDWR if is_null => Some("stdout is closed, or leads to /dev/null as a closed one does"),
        _ => None,
    }
}
