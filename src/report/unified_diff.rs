//! Renders the change to a file as a unified diff.

use similar::TextDiff;

/// How many unchanged lines are shown before and after a change.
const AROUND: usize = 3;

/// Returns the difference between two versions of a file, in the format that `patch` and `git apply` read. The result
/// is empty if the versions are equal.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let diff = TextDiff::from_lines(before, after);
    // `a/` and `b/`, as git writes them, so that `git apply` and `patch -p1` find the file.
    let (old, new) = (format!("a/{path}"), format!("b/{path}"));
    diff.unified_diff().context_radius(AROUND).header(&old, &new).to_string()
}
