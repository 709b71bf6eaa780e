//! What a plan may do without being asked twice.

use super::Percent;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What a guard refuses unless it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum GuardCategory {
    /// Deleting, or changing the kind of, what live subscriptions hold.
    InUse,
    /// Deleting or changing a large part of a kind, or deleting all of a catalog or of a folder.
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

/// What a plan may do without being asked twice. What goes beyond is refused until `--allow` names its category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// The categories that are allowed without `--allow`.
    #[schemars(with = "Vec<GuardCategory>")]
    pub allow: BTreeSet<GuardCategory>,
    /// How far a price may move, up or down. A price that comes from 0 or goes to 0 moves further than that.
    pub max_price_change: Percent<100_000>,
    /// How much of a kind may be deleted or changed at once.
    pub max_changed: Percent<100>,
    /// How many resources of a kind the catalog must own for `max_changed` to count.
    pub min_resources: u32,
    /// How many resources may come under the catalog's care at once.
    pub max_adoptions: u32,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            allow: BTreeSet::new(),
            max_price_change: Percent::fixed(50),
            max_changed: Percent::fixed(30),
            min_resources: 10,
            max_adoptions: 100,
        }
    }
}

impl Guards {
    /// The same with more categories that are allowed.
    pub fn allowing(&self, more: &[GuardCategory]) -> Self {
        let mut guards = self.clone();
        guards.allow.extend(more);
        guards
    }
}
