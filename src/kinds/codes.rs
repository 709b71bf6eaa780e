//! What can be wrong with a resource.

use crate::diagnostic::Code;

/// Two keys exclude each other.
pub const CONFLICT: Code = Code::error(
    "T06",
    "conflict",
    "excluded by another",
    "Two keys exclude each other.",
    include_str!("codes/T06.md"),
);

/// The same thing is given twice.
pub const DUPLICATE: Code =
    Code::error("T07", "duplicate", "again", "The same thing is given twice.", include_str!("codes/T07.md"));

/// The language is not one of the manifest's, or the default language is missing.
pub const UNDECLARED_LANGUAGE: Code = Code::error(
    "A34",
    "undeclared-language",
    "see the manifest's languages",
    "The language is not one of the manifest's, or the default language is missing.",
    include_str!("codes/A34.md"),
);

/// The resource has no category under which the shop could show it.
pub const NO_PLACEMENT: Code = Code::error(
    "A07",
    "no-placement",
    "shown nowhere",
    "The resource has no category under which the shop could show it.",
    include_str!("codes/A07.md"),
);

/// The database has no shop category of this name.
pub const UNKNOWN_CATEGORY: Code = Code::error(
    "A08",
    "unknown-category",
    "not in the database",
    "The database has no shop category of this name.",
    include_str!("codes/A08.md"),
);

/// The database has no service of this name.
pub const UNKNOWN_SERVICE: Code = Code::error(
    "L01",
    "unknown-service",
    "not in the database",
    "The database has no service of this name.",
    include_str!("codes/L01.md"),
);

/// Something that the files name does not exist in the database.
pub const MISSING_LIVE: Code = Code::error(
    "L02",
    "missing-live",
    "not in the database",
    "Something that the files name does not exist in the database.",
    include_str!("codes/L02.md"),
);

/// Packages import details from one another in a cycle.
pub const IMPORT_CYCLE: Code = Code::error(
    "D01",
    "import-cycle",
    "imports from here",
    "Packages import details from one another in a cycle.",
    include_str!("codes/D01.md"),
);

/// A package imports from another that has no details.
pub const NOTHING_TO_IMPORT: Code = Code::error(
    "D02",
    "nothing-to-import",
    "has no details",
    "A package imports from another that has no details.",
    include_str!("codes/D02.md"),
);

/// A package imports from one that no file describes.
pub const IMPORT_FROM_DATABASE: Code = Code::error(
    "D03",
    "import-from-database",
    "not in the files",
    "A package imports from one that no file describes.",
    include_str!("codes/D03.md"),
);
