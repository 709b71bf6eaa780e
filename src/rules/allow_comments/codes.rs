//! What can be wrong with a comment that allows.

use crate::diagnostic::Code;

/// A comment allows something that is no rule.
pub const ALLOW_NAME: Code = Code::error(
    "C01",
    "allow-name",
    "allows nothing",
    "A comment allows something that is no rule.",
    include_str!("../codes/C01.md"),
);

/// A comment allows what is not found where it stands.
pub const UNUSED_ALLOW: Code = Code::error(
    "C02",
    "unused-allow",
    "nothing to allow",
    "A comment allows what is not found where it stands.",
    include_str!("../codes/C02.md"),
)
.warning();

/// A comment allows something and does not say why.
pub const NO_REASON: Code = Code::error(
    "C03",
    "allow-without-reason",
    "no reason",
    "A comment allows what a rule finds and does not say why.",
    include_str!("../codes/C03.md"),
)
.warning();

/// A comment looks like one that allows, and is none.
pub const NEARLY_ALLOW: Code = Code::error(
    "C04",
    "nearly-allow",
    "allows nothing as it is written",
    "A comment looks like one that allows, and is none.",
    include_str!("../codes/C04.md"),
)
.warning();
