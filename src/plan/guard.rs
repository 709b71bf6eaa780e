//! Guards: what a plan must not do unless somebody allows it.

use crate::diff::Refusal;
use crate::model::GuardCategory;

/// What a guard found in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tripped {
    /// What would have to be allowed.
    pub category: GuardCategory,
    /// The code under which it is explained.
    pub code: &'static str,
    /// What it names, and what to do.
    pub refusal: Refusal,
    /// Whether it is allowed.
    pub is_allowed: bool,
}

/// The code of a guard, by how it is written.
pub fn code(_: &str) -> Option<&'static str> {
    None
}
