//! How grave a rule's findings are, as somebody says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is made of the findings of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Level {
    /// Errors.
    Deny,
    /// Warnings.
    Warn,
    /// Nothing: they are not reported.
    Allow,
}
