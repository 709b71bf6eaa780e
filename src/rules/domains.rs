//! Reads top-level domains as they are written in catalogs.

use std::borrow::Cow;

/// The name of the property that contains the top-level domain that an article sells.
pub const TLD_PROPERTY: &str = "productValue";

/// Returns the top-level domain in lowercase, without leading dots and asterisks and without surrounding spaces.
pub fn bare(text: &str) -> Cow<'_, str> {
    // `.com` and `*.com` both mean `com`.
    let bare = text.trim().trim_start_matches(['*', '.']);
    // Nearly all are in lowercase already and need no copy.
    match bare.chars().any(char::is_uppercase) {
        true => bare.to_lowercase().into(),
        false => bare.into(),
    }
}

/// Whether the text is a top-level domain without its leading dot: labels of letters, digits and hyphens, separated by
/// dots.
pub fn is_domain(text: &str) -> bool {
    // Letters of any script: internationalized domains are written as people read them.
    let is_allowed = |c: char| c.is_alphanumeric() || c == '-';
    text.split('.').all(|label| !label.is_empty() && label.chars().all(is_allowed))
}
