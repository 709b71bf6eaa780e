//! What only the database knows.

use super::Subject;

/// The rules about the database.
pub const SUBJECT: Subject = Subject { title: "The database", rules: &[] };
