//! What a plan may do without being asked twice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What a guard refuses unless it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GuardCategory {
    /// Deleting, or changing the kind of, what live subscriptions hold.
    InUse,
    /// Deleting or changing a large part of a kind, or deleting all of a catalog.
    MassChange,
    /// A price that moves far.
    PriceChange,
    /// Removing an upgrade or a downgrade that live subscriptions could make.
    UpgradePath,
    /// Taking many resources into the catalog's care at once.
    MassAdoption,
}

impl GuardCategory {
    /// Every category.
    pub const ALL: &[Self] =
        &[Self::InUse, Self::MassChange, Self::PriceChange, Self::UpgradePath, Self::MassAdoption];

    /// The category as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InUse => "in-use",
            Self::MassChange => "mass-change",
            Self::PriceChange => "price-change",
            Self::UpgradePath => "upgrade-path",
            Self::MassAdoption => "mass-adoption",
        }
    }
}

impl fmt::Display for GuardCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a plan may do without being asked twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// What is allowed without a flag.
    pub allow: BTreeSet<GuardCategory>,
}
