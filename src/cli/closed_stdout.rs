//! Detects that output is lost because stdout is unusable: it was closed before the program started, or it is open only
//! for reading.

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::fs::{File, metadata};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;

/// Returns the reason if no one can read what is written to stdout. `None` if stdout can be used.
///
/// Writing to such a stdout does not fail. If stdout is closed, Rust opens /dev/null in its place, for reading and
/// writing. A shell that redirects stdout to /dev/null opens /dev/null only for writing, so a redirection can be
/// distinguished from a closed stdout. If stdout is open only for reading, Rust treats every write as successful.
pub fn stdout_without_reader() -> Option<&'static str> {
    let stdout = std::io::stdout();
    // If the flags cannot be read, the descriptor is not open, which is the same as having no reader.
    let flags = fcntl(&stdout, FcntlArg::F_GETFL).map_or(OFlag::O_RDONLY, OFlag::from_bits_truncate);
    let metadata_of_stdout =
        // Cloned, since `File` closes its descriptor when it is dropped, and stdout has to stay open.
        stdout.as_fd().try_clone_to_owned().and_then(|owned| File::from(owned).metadata());
    // A stream has no path, so /dev/null is recognized by its device number.
    let is_null = metadata_of_stdout
        .ok()
        .zip(metadata("/dev/null").ok())
        .is_some_and(|(stdout, null)| stdout.rdev() == null.rdev());
    match flags & OFlag::O_ACCMODE {
        OFlag::O_RDONLY => Some("stdout is open only for reading"),
        OFlag::O_RDWR if is_null => {
            Some("stdout is closed, or it is /dev/null, opened for reading and writing")
        }
        // `> /dev/null` is deliberate: the user does not want to see the plan, and apply may go on.
        _ => None,
    }
}
