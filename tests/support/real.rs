//! Files of real providers, which are no part of the project and may lie beside it.

use std::path::Path;

/// A file's bytes; where it is absent, stderr says that there is nothing to test with.
#[expect(clippy::print_stderr, reason = "a test that passes for want of a file must say so")]
pub fn real(path: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real").join(path);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("{} is not there: nothing to test with", path.display());
    }
    bytes
}
