//! The codes of findings about the live database that prevent a plan.

use crate::diagnostic::Code;

/// The limits are shared with another article that does not have the same limits in the files.
pub const SHARED_LIMITS: Code = Code::error(
    "L03",
    "shared-limits",
    "shared with others",
    "The limits are shared with another article that does not have the same limits in the files.",
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

/// Several resources have this name, and the kind is needed to tell them apart.
pub const AMBIGUOUS_NAME: Code = Code::error(
    "M02",
    "ambiguous-name",
    "several resources have this name",
    "Several resources have this name, and the kind is needed to tell them apart.",
    include_str!("codes/M02.md"),
);
