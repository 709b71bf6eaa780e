//! What can be wrong with a text, and with a document as its types read it.

use crate::diagnostic::Code;

/// The file cannot be read, or is not UTF-8 text.
pub const UNREADABLE: Code = Code::error(
    "S01",
    "unreadable",
    "cannot be read",
    "The file cannot be read, or is not UTF-8 text.",
    include_str!("codes/S01.md"),
);

/// The text is not YAML.
pub const SYNTAX: Code =
    Code::error("S02", "syntax", "here", "The file is not valid YAML.", include_str!("codes/S02.md"));

/// A key is given twice in one mapping.
pub const DUPLICATE_KEY: Code = Code::error(
    "S03",
    "duplicate-key",
    "duplicate key",
    "A key appears twice in the same mapping.",
    include_str!("codes/S03.md"),
);

/// The YAML feature is not part of the catalog language.
pub const UNSUPPORTED: Code = Code::error(
    "S04",
    "unsupported",
    "not supported",
    "A catalog does not support this YAML feature.",
    include_str!("codes/S04.md"),
);

/// The file is larger or nested deeper than a catalog needs.
pub const TOO_LARGE: Code = Code::error(
    "S05",
    "too-large",
    "too large",
    "The file is larger or more deeply nested than Wares allows.",
    include_str!("codes/S05.md"),
);

/// No key of this name is known here.
pub const UNKNOWN_KEY: Code = Code::error(
    "T02",
    "unknown-key",
    "unknown key",
    "The mapping has no such key.",
    include_str!("codes/T02.md"),
);

/// A key that must be given is not there.
pub const MISSING_KEY: Code = Code::error(
    "T03",
    "missing-key",
    "a key is missing",
    "A required key is missing.",
    include_str!("codes/T03.md"),
);

/// The value is of another type than the key takes.
pub const WRONG_TYPE: Code = Code::error(
    "T04",
    "wrong-type",
    "wrong type",
    "The value has the wrong type for its key.",
    include_str!("codes/T04.md"),
);

/// The value is of the right type, and still none that the key takes.
pub const WRONG_VALUE: Code = Code::error(
    "T05",
    "wrong-value",
    "not a valid value",
    "The value has the right type, but its key does not accept it.",
    include_str!("codes/T05.md"),
);

/// A file ends nearly as YAML files do, and is not read.
pub const NEARLY_YAML: Code = Code::error(
    "S06",
    "nearly-yaml",
    "not read",
    "The name of the file ends almost like that of a catalog file, so the file is not read.",
    include_str!("codes/S06.md"),
);
