//! A stdout that was closed before the program began.

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::fs::{File, metadata};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;

/// Whether the program was started without a stdout. Rust opens /dev/null in its place, for reading too, which a shell
/// that is told to write there does not.
pub fn is_closed() -> bool {
    let stdout = std::io::stdout();
    let flags = fcntl(&stdout, FcntlArg::F_GETFL).map(OFlag::from_bits_truncate);
    let own = stdout.as_fd().try_clone_to_owned().and_then(|owned| File::from(owned).metadata());
    let is_null =
        own.ok().zip(metadata("/dev/null").ok()).is_some_and(|(own, null)| own.rdev() == null.rdev());
    is_null && flags.is_ok_and(|flags| flags.contains(OFlag::O_RDWR))
}
