//! Prices of articles.

use super::Subject;

/// The rules about prices.
pub const SUBJECT: Subject = Subject { title: "Prices", rules: &[] };
