//! Files that are no part of the project and may lie beside it: those of real providers, and scripts that attack it.

use std::path::{Path, PathBuf};

/// The bytes of a provider's file; where it is absent, stderr says that there is nothing to test with.
pub fn real(path: &str) -> Option<Vec<u8>> {
    beside(&format!("real/{path}")).map(|path| std::fs::read(path).expect("a file"))
}

/// The path of a file beside the project; where it is absent, stderr says that there is nothing to test with.
#[expect(clippy::print_stderr, reason = "a test that passes for want of a file must say so")]
pub fn beside(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        eprintln!("{} is not there: nothing to test with", path.display());
        return None;
    }
    Some(path)
}
