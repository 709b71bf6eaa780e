//! Names that are nearly those of others.

use super::Subject;

/// The rules about names.
pub const SUBJECT: Subject = Subject { title: "Names", rules: &[] };
