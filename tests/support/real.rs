//! Files that are not part of the project but may be next to it: those of real providers, and attack scripts.

use std::path::{Path, PathBuf};

/// The bytes of a provider's file. If it does not exist, prints to stderr that there is nothing to test with.
pub fn real(path: &str) -> Option<Vec<u8>> {
    beside(&format!("real/{path}")).map(|path| std::fs::read(path).expect("a file"))
}

/// The path of a file next to the project. If it does not exist, prints to stderr that there is nothing to test with.
#[expect(clippy::print_stderr, reason = "a test that passes for want of a file must say so")]
pub fn beside(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        eprintln!("{} does not exist: nothing to test with", path.display());
        return None;
    }
    Some(path)
}
