//! Who sees and orders which extra service.

use super::Subject;

/// The rules about what customers see.
pub const SUBJECT: Subject = Subject { title: "What customers see", rules: &[] };
