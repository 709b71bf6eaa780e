//! Guards: what a plan must not do unless somebody allows it.
//!
//! A guard is a file with the code under which it is explained. [`all`] is the only list. A guard is a function from
//! changes, and from whom they hit, to what it refuses: the same when a plan is made and when it is applied.

mod in_use;
mod mass_adoption;
mod mass_change;
mod owned_counts;
mod price_change;
mod upgrade_path;

pub use owned_counts::{Emptied, Owned};

use crate::diagnostic::{Code, counted, grouped};
use crate::diff::{Refusal, ResourceChange};
use crate::kinds::{Impact, Kinds};
use crate::model::{GuardCategory, Guards};

/// Every guard.
pub fn all() -> [&'static dyn Guard; 5] {
    [
        &in_use::InUse,
        &mass_change::MassChange,
        &price_change::PriceChange,
        &upgrade_path::UpgradePath,
        &mass_adoption::MassAdoption,
    ]
}

/// A guard.
pub trait Guard: Sync {
    /// What has to be allowed.
    fn category(&self) -> GuardCategory;
    /// The code under which it is explained.
    fn code(&self) -> Code;
    /// What it finds, each with what to do besides allowing it.
    fn look(&self, watched: &Watched<'_>) -> Vec<Refusal>;
}

/// What guards look at.
pub struct Watched<'a> {
    /// The kinds in use.
    pub kinds: &'a Kinds,
    /// What changes, resource by resource.
    pub resources: &'a [ResourceChange],
    /// Whom each change hits.
    pub impacts: Vec<&'a Impact>,
    /// What the catalog owned before.
    pub owned: &'a Owned,
    /// The thresholds, and what is allowed.
    pub guards: &'a Guards,
}

impl<'a> Watched<'a> {
    /// Each change with whom it hits.
    fn changes(&self) -> impl Iterator<Item = (&'a ResourceChange, &'a Impact)> {
        self.resources.iter().zip(self.impacts.iter().copied())
    }
}

/// What a guard found in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tripped {
    /// What would have to be allowed.
    pub category: GuardCategory,
    /// The code under which it is explained.
    pub code: &'static str,
    /// What it names, and what to do.
    pub refusal: Refusal,
    /// Whether it is allowed.
    pub is_allowed: bool,
}

impl Tripped {
    /// The same as found when a plan that was let pass is applied.
    pub fn by_now(self) -> Self {
        let Refusal { message, help, .. } = self.refusal;
        let message = format!("since the plan was made, this came about: {message}");
        let help = format!("nothing was written; plan again and look at it anew: {help}");
        Self { refusal: Refusal::new(message, help), ..self }
    }
}

/// What every guard finds, allowed or not.
pub fn tripped(watched: &Watched<'_>) -> Vec<Tripped> {
    let found = |guard: &'static dyn Guard| {
        let category = guard.category();
        let is_allowed = watched.guards.allow.contains(&category);
        guard.look(watched).into_iter().map(move |refusal| Tripped {
            category,
            code: guard.code().as_str(),
            refusal: Refusal {
                code: None,
                help: format!("{}; if it is meant, allow it: `--allow {category}`", refusal.help),
                ..refusal
            },
            is_allowed,
        })
    };
    all().into_iter().flat_map(found).collect()
}

/// How many are named of what a guard finds.
const NAMED: usize = 5;

/// What was found, in one line: the first few, and how many more there are.
pub(super) fn some(found: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = found.collect();
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    match more {
        0 => all.join(", "),
        more => format!("{}, and {} more", all.join(", "), grouped(more)),
    }
}

/// A resource, as it is named.
pub(super) fn name(resource: &ResourceChange) -> String {
    format!("{} `{}`", resource.kind, resource.key)
}

/// So many live subscriptions, in words.
fn subscriptions(count: u64) -> String {
    counted(count, "live subscription")
}

#[cfg(test)]
mod tests {
    use super::some;

    #[test]
    fn what_is_found_is_named_as_far_as_it_fits_in_a_line() {
        let of = |count: usize| some((1..=count).map(|number| number.to_string()));
        assert_eq!(of(1), "1");
        assert_eq!(of(5), "1, 2, 3, 4, 5");
        assert_eq!(of(6), "1, 2, 3, 4, 5, and 1 more");
        assert_eq!(of(17), "1, 2, 3, 4, 5, and 12 more");
        assert_eq!(of(5000), "1, 2, 3, 4, 5, and 4,995 more");
    }
}
