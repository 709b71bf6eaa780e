//! The levels that the manifest can set for a rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The level of a rule, which decides how its findings are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Level {
    /// Findings are errors.
    Deny,
    /// Findings are warnings.
    Warn,
    /// Findings are not reported.
    Allow,
}
