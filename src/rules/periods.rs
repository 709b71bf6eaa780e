//! Rules about renewal periods.

mod same_length;

use super::Subject;

/// The rules about renewal periods.
pub const SUBJECT: Subject = Subject { title: "Renewal periods", rules: &[&same_length::SameLength] };
