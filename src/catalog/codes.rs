//! The codes of findings about a catalog as a whole.

use crate::diagnostic::Code;

/// No kind of resource has this name.
pub const UNKNOWN_KIND: Code = Code::error(
    "T01",
    "unknown-kind",
    "unknown kind",
    "No kind of resource has this name.",
    include_str!("codes/T01.md"),
);

/// The manifest is missing or cannot be used, for example because it requires another version of Wares.
pub const MANIFEST: Code = Code::error(
    "M01",
    "manifest",
    "not supported",
    "The manifest is missing or cannot be used.",
    include_str!("codes/M01.md"),
);

// Gathered, since a missing currency is one mistake, however many prices are in it.
/// The manifest does not list the currency.
pub const UNDECLARED_CURRENCY: Code = Code::error(
    "X02",
    "undeclared-currency",
    "not in the manifest",
    "The manifest does not list the currency.",
    include_str!("codes/X02.md"),
)
.gathered();

/// Two resources have the same name.
pub const DUPLICATE_RESOURCE: Code = Code::error(
    "A01",
    "duplicate-resource",
    "described again",
    "Two resources have the same name.",
    include_str!("codes/A01.md"),
);

// Gathered, since a name that does not exist is one mistake, however often it is used.
/// No resource has the referenced name.
pub const UNKNOWN_REFERENCE: Code = Code::error(
    "A02",
    "unknown-reference",
    "not found",
    "No resource has the referenced name.",
    include_str!("codes/A02.md"),
)
.gathered();

/// The reference names a resource of the wrong kind.
pub const WRONG_REFERENCE: Code = Code::error(
    "X01",
    "wrong-reference",
    "wrong kind",
    "The reference names a resource of the wrong kind.",
    include_str!("codes/X01.md"),
)
.gathered();
