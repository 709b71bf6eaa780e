//! The codes of findings about files, about YAML syntax, and about values that do not have the expected type.

use crate::diagnostic::Code;

/// The file cannot be read, or is not UTF-8 text.
pub const UNREADABLE: Code = Code::error(
    "S01",
    "unreadable",
    "cannot be read",
    "The file cannot be read, or is not UTF-8 text.",
    include_str!("codes/S01.md"),
);

/// The file is not valid YAML.
pub const SYNTAX: Code =
    Code::error("S02", "syntax", "here", "The file is not valid YAML.", include_str!("codes/S02.md"));

/// A key appears twice in the same mapping.
pub const DUPLICATE_KEY: Code = Code::error(
    "S03",
    "duplicate-key",
    "duplicate key",
    "A key appears twice in the same mapping.",
    include_str!("codes/S03.md"),
);

/// The catalog language does not support this YAML feature.
pub const UNSUPPORTED: Code = Code::error(
    "S04",
    "unsupported",
    "not supported",
    "The catalog language does not support this YAML feature.",
    include_str!("codes/S04.md"),
);

/// The file is too large, or its values are nested too deeply.
pub const TOO_LARGE: Code = Code::error(
    "S05",
    "too-large",
    "too large",
    "The file is larger or more deeply nested than Wares allows.",
    include_str!("codes/S05.md"),
);

/// The mapping has a key that its type does not define.
pub const UNKNOWN_KEY: Code = Code::error(
    "T02",
    "unknown-key",
    "unknown key",
    "The mapping has no such key.",
    include_str!("codes/T02.md"),
);

/// A required key is missing.
pub const MISSING_KEY: Code = Code::error(
    "T03",
    "missing-key",
    "a key is missing",
    "A required key is missing.",
    include_str!("codes/T03.md"),
);

/// The value has the wrong type for its key.
pub const WRONG_TYPE: Code = Code::error(
    "T04",
    "wrong-type",
    "wrong type",
    "The value has the wrong type for its key.",
    include_str!("codes/T04.md"),
);

/// The value has the right type, but its key does not accept it.
pub const WRONG_VALUE: Code = Code::error(
    "T05",
    "wrong-value",
    "not a valid value",
    "The value has the right type, but its key does not accept it.",
    include_str!("codes/T05.md"),
);

/// The extension of the file looks like a misspelling of `.yaml`, so the file is not read.
pub const NEARLY_YAML: Code = Code::error(
    "S06",
    "nearly-yaml",
    "not read",
    "The extension of the file looks like a misspelling of `.yaml`, so the file is not read.",
    include_str!("codes/S06.md"),
);
