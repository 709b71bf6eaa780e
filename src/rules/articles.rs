//! Articles: what every one of them has.

use super::Subject;

/// The rules about articles.
pub const SUBJECT: Subject = Subject { title: "Articles", rules: &[] };
