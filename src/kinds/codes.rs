//! The codes of findings about resources.

use crate::diagnostic::Code;

/// Two keys exclude each other.
pub const CONFLICT: Code = Code::error(
    "T06",
    "conflict",
    "conflicts with another key",
    "Two keys exclude each other.",
    include_str!("codes/T06.md"),
);

/// The same thing is given twice.
pub const DUPLICATE: Code = Code::error(
    "T07",
    "duplicate",
    "duplicate",
    "The same thing is given twice.",
    include_str!("codes/T07.md"),
);

// Gathered, since a language that the manifest lacks is one mistake, however many texts are in it.
/// The manifest does not list the language, or a name in the default language is missing.
pub const UNDECLARED_LANGUAGE: Code = Code::error(
    "A34",
    "undeclared-language",
    "see the manifest's languages",
    "The manifest does not list the language, or a name in the default language is missing.",
    include_str!("codes/A34.md"),
)
.gathered();

/// The resource has no category under which the shop could show it.
pub const NO_PLACEMENT: Code = Code::error(
    "A07",
    "no-placement",
    "has no category",
    "The resource has no category under which the shop could show it.",
    include_str!("codes/A07.md"),
);

// Gathered, since many articles can name the same category.
/// The database has no shop category of this name.
pub const UNKNOWN_CATEGORY: Code = Code::error(
    "A08",
    "unknown-category",
    "not in the database",
    "The database has no shop category of this name.",
    include_str!("codes/A08.md"),
)
.gathered();

/// The database has no service of this name.
pub const UNKNOWN_SERVICE: Code = Code::error(
    "L01",
    "unknown-service",
    "not in the database",
    "The database has no service of this name.",
    include_str!("codes/L01.md"),
)
.gathered();

/// Something that is named in the files does not exist in the database.
pub const MISSING_LIVE: Code = Code::error(
    "L02",
    "missing-live",
    "not in the database",
    "Something that is named in the files does not exist in the database.",
    include_str!("codes/L02.md"),
)
.gathered();

/// Packages import details from one another in a cycle.
pub const IMPORT_CYCLE: Code = Code::error(
    "D01",
    "import-cycle",
    "this import",
    "Packages import details from one another in a cycle.",
    include_str!("codes/D01.md"),
);

/// A package imports from a package that has no details.
pub const NOTHING_TO_IMPORT: Code = Code::error(
    "D02",
    "nothing-to-import",
    "has no details",
    "A package imports from a package that has no details.",
    include_str!("codes/D02.md"),
);

/// A package imports from a package that no file describes.
pub const IMPORT_FROM_DATABASE: Code = Code::error(
    "D03",
    "import-from-database",
    "not in the files",
    "A package imports from a package that no file describes.",
    include_str!("codes/D03.md"),
);

/// The manifest of an installation package cannot be read.
pub const UNREADABLE_MANIFEST: Code = Code::error(
    "P01",
    "unreadable-manifest",
    "cannot be used",
    "The manifest of an installation package cannot be read.",
    include_str!("codes/P01.md"),
);

/// A product or a service plan cannot change from its current status to the one in the files.
pub const STATUS_STEP: Code = Code::error(
    "V01",
    "status-step",
    "not possible from the current status",
    "A product or a service plan cannot change from its current status to the one in the files.",
    include_str!("codes/V01.md"),
);

/// An archived service plan would change.
pub const ARCHIVED: Code = Code::error(
    "V02",
    "archived-plan",
    "can no longer change",
    "An archived service plan would change.",
    include_str!("codes/V02.md"),
);

/// A service plan is a draft and has subscriptions.
pub const DRAFT_SOLD: Code = Code::error(
    "V03",
    "draft-with-subscriptions",
    "has subscriptions",
    "A service plan is a draft and has subscriptions.",
    include_str!("codes/V03.md"),
);

// A warning, since the author may want just that (domain.md, V04).
/// A change to a service plan affects all of its existing subscriptions.
pub const REACHES_SUBSCRIPTIONS: Code = Code::error(
    "V04",
    "change-reaches-subscriptions",
    "affects existing subscriptions",
    "A change to a service plan affects all of its existing subscriptions.",
    include_str!("codes/V04.md"),
)
.warning();

/// A product or a service plan that has subscriptions would be deleted.
pub const HAS_SUBSCRIPTIONS: Code = Code::error(
    "V05",
    "has-subscriptions",
    "has subscriptions",
    "A product or a service plan that has subscriptions would be deleted.",
    include_str!("codes/V05.md"),
);

/// The files change a value that is fixed once its resource exists.
pub const FIXED_VALUE: Code = Code::error(
    "V13",
    "fixed-value",
    "can no longer change",
    "The files change a value that is fixed once its resource exists.",
    include_str!("codes/V13.md"),
);

// A warning for the same reason (domain.md, V32).
/// A service plan that belongs to several products would change.
pub const SHARED_PLAN: Code = Code::error(
    "V32",
    "shared-plan",
    "belongs to several products",
    "A service plan that belongs to several products would change.",
    include_str!("codes/V32.md"),
)
.warning();
