//! Guards refuse dangerous changes unless the user allows such changes with `--allow CATEGORY`.
//!
//! Each guard has its own file and its own code. The explanation of the code describes the guard. [`all`] is the only
//! list of guards. Guards are pure functions of the changes and their impact. They therefore give the same answer when
//! a plan is applied as when it was made, unless the impact has changed.

mod in_use;
mod mass_adoption;
mod mass_change;
mod owned_counts;
mod price_change;
mod upgrade_path;

pub use owned_counts::{EmptiedFolder, Owned};

use crate::diagnostic::{Code, counted, grouped};
use crate::diff::{Refusal, ResourceChange};
use crate::kinds::{Impact, Kinds};
use crate::model::{GuardCategory, Guards};

/// Every guard, in the order in which refusals are reported.
pub fn all() -> [&'static dyn Guard; 5] {
    [
        &in_use::InUse,
        &mass_change::MassChange,
        &price_change::PriceChange,
        &upgrade_path::UpgradePath,
        &mass_adoption::MassAdoption,
    ]
}

/// A check that refuses dangerous changes unless they are allowed.
pub trait Guard: Sync {
    /// The category that `--allow` must name to let the changes pass.
    fn category(&self) -> GuardCategory;
    /// The code of the guard, for `wares explain`.
    fn code(&self) -> Code;
    /// Returns the refusals of the guard. The help of each refusal says what to do instead of allowing the changes.
    fn look(&self, watched: &GuardInput<'_>) -> Vec<Refusal>;
}

/// The data that guards look at.
pub struct GuardInput<'a> {
    /// The kinds in use.
    pub kinds: &'a Kinds,
    /// The changes, one for each resource.
    pub resources: &'a [ResourceChange],
    /// The impact of each change, in the order of the changes.
    pub impacts: Vec<&'a Impact>,
    /// The counts of resources that the catalog owned before the plan.
    pub owned: &'a Owned,
    /// The thresholds, and the categories that are allowed.
    pub guards: &'a Guards,
}

impl<'a> GuardInput<'a> {
    /// Each change with its impact.
    fn changes(&self) -> impl Iterator<Item = (&'a ResourceChange, &'a Impact)> {
        self.resources.iter().zip(self.impacts.iter().copied())
    }
}

/// A refusal by a guard, and whether the user allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRefusal {
    /// The category that must be allowed to lift the refusal.
    pub category: GuardCategory,
    /// The code of the guard, for `wares explain`.
    pub code: &'static str,
    /// The message and the help.
    pub refusal: Refusal,
    /// Whether the category is allowed.
    pub is_allowed: bool,
}

impl GuardRefusal {
    /// Rewords a refusal that was raised only when the plan was applied.
    pub fn reword_for_apply(self) -> Self {
        let Refusal { message, help, .. } = self.refusal;
        let message = format!("a guard tripped after the plan was made: {message}");
        let help = format!("nothing was written; plan again and review the changes; {help}");
        Self { refusal: Refusal::new(message, help), ..self }
    }
}

/// Asks every guard. Returns all refusals, whether or not they are allowed.
pub fn tripped(watched: &GuardInput<'_>) -> Vec<GuardRefusal> {
    let refusals_of = |guard: &'static dyn Guard| {
        let category = guard.category();
        // What is allowed is returned too: the plan shows it, and apply asks again for later subscriptions.
        let is_allowed = watched.guards.allow.contains(&category);
        guard.look(watched).into_iter().map(move |refusal| GuardRefusal {
            category,
            code: guard.code().as_str(),
            refusal: Refusal {
                // The code is that of the guard, which is next to the refusal.
                code: None,
                help: format!("{}; if this is intended, allow it with `--allow {category}`", refusal.help),
                ..refusal
            },
            is_allowed,
        })
    };
    all().into_iter().flat_map(refusals_of).collect()
}

/// The maximum number of resources or prices that a refusal names.
const NAMED: usize = 5;

/// Lists the first few names, and says how many more there are.
pub(super) fn list_names(names: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = names.collect();
    let more = all.len().saturating_sub(NAMED);
    // A refusal may be about thousands of resources, and must fit in a line.
    all.truncate(NAMED);
    match more {
        0 => all.join(", "),
        more => format!("{}, and {} more", all.join(", "), grouped(more)),
    }
}

/// The kind and the name of a resource, such as "package `HST-GLDY`".
pub(super) fn name(resource: &ResourceChange) -> String {
    format!("{} `{}`", resource.kind, resource.key)
}

/// A number of live subscriptions as a phrase, such as "3 live subscriptions".
fn subscriptions(count: u64) -> String {
    counted(count, "live subscription")
}

#[cfg(test)]
mod tests {
    use super::list_names;

    #[test]
    fn first_five_names_are_listed_and_the_others_are_counted() {
        let listed = |count: usize| list_names((1..=count).map(|number| number.to_string()));
        assert_eq!(listed(1), "1");
        assert_eq!(listed(5), "1, 2, 3, 4, 5");
        assert_eq!(listed(6), "1, 2, 3, 4, 5, and 1 more");
        assert_eq!(listed(17), "1, 2, 3, 4, 5, and 12 more");
        assert_eq!(listed(5000), "1, 2, 3, 4, 5, and 4,995 more");
    }
}
