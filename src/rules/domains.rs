//! Top-level domains, as they are written.

use std::borrow::Cow;

/// The property that says which top-level domain an article sells.
pub const TLD_PROPERTY: &str = "productValue";

/// A top-level domain without dot and blanks, in small letters.
pub fn bare(text: &str) -> Cow<'_, str> {
    let bare = text.trim().trim_start_matches(['*', '.']);
    match bare.chars().any(char::is_uppercase) {
        true => bare.to_lowercase().into(),
        false => bare.into(),
    }
}

/// Whether a text is a top-level domain without its dot: labels with dots between them.
pub fn is_domain(text: &str) -> bool {
    let is_sign = |c: char| c.is_alphanumeric() || c == '-';
    text.split('.').all(|label| !label.is_empty() && label.chars().all(is_sign))
}
