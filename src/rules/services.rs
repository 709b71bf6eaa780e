//! Extra services, each by itself.

use super::Subject;

/// The rules about extra services.
pub const SUBJECT: Subject = Subject { title: "Extra services", rules: &[] };
