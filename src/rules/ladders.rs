//! Upgrade groups, and who can move where on them.

use super::Subject;

/// The rules about upgrade groups.
pub const SUBJECT: Subject = Subject { title: "Upgrade groups", rules: &[] };
