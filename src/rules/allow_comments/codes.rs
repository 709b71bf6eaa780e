//! The codes for mistakes in comments that allow a rule.

use crate::diagnostic::Code;

/// A comment allows something that is not a rule.
pub const ALLOW_NAME: Code = Code::error(
    "C01",
    "allow-name",
    "not a rule",
    "A comment allows something that is not a rule.",
    include_str!("../codes/C01.md"),
);

/// A comment allows a rule, but the rule finds nothing at the place to which the comment applies.
pub const UNUSED_ALLOW: Code = Code::error(
    "C02",
    "unused-allow",
    "allows nothing",
    "A comment allows a rule that finds nothing there.",
    include_str!("../codes/C02.md"),
)
.warning();

/// A comment allows a rule but gives no reason.
pub const NO_REASON: Code = Code::error(
    "C03",
    "allow-without-reason",
    "no reason given",
    "A comment allows a rule but gives no reason.",
    include_str!("../codes/C03.md"),
)
.warning();

/// A comment looks as if it allowed a rule, but has no effect.
pub const NEARLY_ALLOW: Code = Code::error(
    "C04",
    "nearly-allow",
    "has no effect",
    "A comment looks like one that allows a rule, but has no effect.",
    include_str!("../codes/C04.md"),
)
.warning();
