//! The manifest's `guards`: the thresholds and categories of the guards.

use super::Percent;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A category of changes that guards refuse unless the category is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum GuardCategory {
    /// Deleting a resource that live subscriptions hold, or changing the kind of such a resource.
    InUse,
    /// Deleting or changing a large share of the resources of a kind, or deleting every resource of a catalog or
    /// folder.
    MassChange,
    /// Changing a price by more than `max_price_change`.
    PriceChange,
    /// Removing an upgrade or a downgrade that live subscriptions could make.
    UpgradePath,
    /// Adopting more than `max_adoptions` resources at once.
    MassAdoption,
}

impl GuardCategory {
    /// All categories, in the order in which they are listed.
    pub const ALL: &[Self] =
        &[Self::InUse, Self::MassChange, Self::PriceChange, Self::UpgradePath, Self::MassAdoption];

    /// The category as it is written in files and in options.
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

/// Limits on what a plan may do without `--allow`. A plan that exceeds a limit is refused until `--allow` names the
/// category of the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// The categories that are always allowed, without `--allow`.
    #[schemars(with = "Vec<GuardCategory>")]
    // Ordered and without duplicates, so that a plan shows the same list whatever the manifest's order is.
    pub allow: BTreeSet<GuardCategory>,
    /// The largest change in a price, up or down, as a percentage of the old price. A change from or to 0 always
    /// exceeds this limit.
    pub max_price_change: Percent<100_000>,
    /// The largest share of the resources of one kind that may be deleted or changed at once, as a percentage.
    pub max_changed: Percent<100>,
    /// The limit `max_changed` applies to a kind only if the catalog owns at least this many resources of that kind.
    pub min_resources: u32,
    /// The largest number of resources that the catalog may adopt at once.
    pub max_adoptions: u32,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            allow: BTreeSet::new(),
            max_price_change: Percent::fixed(50),
            max_changed: Percent::fixed(30),
            // In a small catalog, a single change would already be a large share.
            min_resources: 10,
            max_adoptions: 100,
        }
    }
}

impl Guards {
    /// Returns a copy that also allows the given categories, as `--allow` does.
    pub fn allowing(&self, more: &[GuardCategory]) -> Self {
        let mut guards = self.clone();
        guards.allow.extend(more);
        guards
    }
}
