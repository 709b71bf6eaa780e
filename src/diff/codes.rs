//! What stands in the way of a plan.

use crate::diagnostic::Code;

/// The limits are shared with an article that does not ask for the same.
pub const SHARED_LIMITS: Code = Code::error(
    "L03",
    "shared-limits",
    "shared with others",
    "The limits are shared with an article that does not ask for the same.",
    include_str!("codes/L03.md"),
);

/// Another catalog owns the resource.
pub const OWNED_ELSEWHERE: Code = Code::error(
    "X06",
    "owned-elsewhere",
    "owned by another catalog",
    "Another catalog owns the resource.",
    include_str!("codes/X06.md"),
);

/// A name alone does not say which of several resources is meant.
pub const AMBIGUOUS_NAME: Code = Code::error(
    "M02",
    "ambiguous-name",
    "which of them?",
    "A name alone does not say which of several resources is meant.",
    include_str!("codes/M02.md"),
);
