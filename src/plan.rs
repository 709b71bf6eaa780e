//! The plan: a value that describes everything that apply will do.
//!
//! A [`Plan`] holds the rows that change, in the order in which they are written. Each row comes with its id and its
//! values before and after. The plan also holds the changes to the ledger and the id of the migration. `db` executes
//! the plan and adds nothing.

mod assess;
mod effect;
mod fingerprint;
mod guard;
mod impact;
mod key_swaps;
mod ladder_members;
mod ladder_moves;
mod ledger;
mod lifecycle;
mod make;
mod missing_tables;
mod new_ids;
mod operation;
mod referenced_names;
mod referencing_rows;
pub mod saved;
mod snapshot;
mod sql;
mod subscription_prices;
mod subscription_queries;
mod summary;
mod write_order;

pub use assess::{assess, impacts};
pub use effect::EffectInputs;
pub use fingerprint::{Fingerprints, New};
pub use guard::{EmptiedFolder, Guard, GuardRefusal, Owned, all as guards};
pub use impact::affected;
pub use ledger::{Entry, Record, RemovedEntry, header as migration_header};
pub use lifecycle::{Draft, LifecycleFindings, check_lifecycle, drafts};
pub use make::{PlanInputs, plan};
pub use new_ids::{DrawnNumbers, bounds, hash, migration, next_hash};
pub use operation::{Operation, Target};
pub use referenced_names::moved;
pub use referencing_rows::{
    Deleted, Dependent, Followers, Referrer, Rewrite, Root, SOLD, add_deletions, deleted, deleted_by, refuse,
};
pub use snapshot::{differences, relevant};
pub(crate) use sql::key::{key_columns, key_condition};
pub use sql::referencing_rows::still_held;
pub use sql::{literal, qualified, script};
pub use subscription_queries::{subscription_query, uncounted};
pub use summary::Totals;
pub use write_order::Step;

use crate::diff::{Refusal, ResourceChange};
use crate::kinds::{Defaults, Ignored, Impact, Kinds};
use crate::live::{Foreign, LiveRow, Roots, Scopes, SubscriptionQuery};
use crate::model::{Guards, SpecialNumbers};
use crate::table::Id;
use guard::GuardInput;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// The catalog and the database that a plan compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The catalog's name.
    pub catalog: String,
    /// The schema of the billing tables.
    pub schema: String,
    /// The name of the database in messages.
    pub database: String,
    /// The id of the catalog's last migration; `None` if there has been no migration yet.
    pub last_migration: Option<Uuid>,
    /// The numbers that the database uses for "unlimited" and for the upper end of an open-ended range.
    pub special_numbers: SpecialNumbers,
    /// The version of the ledger that records the migration.
    pub ledger_version: usize,
    /// Whether the database is private to the catalog (`--local`). No billing system uses a private database.
    pub is_private: bool,
}

/// A migration with everything that apply needs to execute it.
#[derive(Debug)]
pub struct Plan {
    /// The kinds of the resources.
    pub kinds: Arc<Kinds>,
    /// The catalog and the database that the plan compares.
    pub header: Header,
    /// The migration's id.
    pub id: Uuid,
    /// The hash of the changes and of the state on which they are based. New ids are derived from the hash.
    pub hash: String,
    /// The changes, one for each resource.
    pub resources: Vec<ResourceChange>,
    /// The number of resources that need no change.
    pub unchanged: usize,
    /// The operations on rows, in the order in which they are executed.
    pub operations: Vec<Operation>,
    /// The ledger entries to add or replace.
    pub upserted_entries: Vec<Entry>,
    /// The ledger entries to remove.
    pub removed_entries: Vec<RemovedEntry>,
    /// The values of new rows in columns that no field sets.
    pub defaults: Defaults,
    /// The ids of the rows that references can name, by table and key.
    known: new_ids::Known,
    /// The temporary values of rows that exchange their keys.
    parked: key_swaps::Parked,
    /// The rows to which the manifest binds the scopes: reseller, shop, currencies, languages.
    pub scopes: Scopes,
    /// The number of live resources that the catalog does not name; `None` if they were neither counted nor estimated.
    pub foreign: Option<Foreign>,
    /// The roots of the resources that change. Apply reads them again before it writes.
    pub roots: Roots,
    /// The rows of the resources that change, as they were read from the database.
    pub before: Vec<LiveRow>,
    /// The rows that are deleted or rewritten. Apply searches again for rows that refer to them.
    pub deleted: Deleted,
    /// Pairs of a shared row that changes and a row that holds it.
    pub holders: BTreeSet<(Root, Id)>,
    /// Matches the rows that something else manages, according to the manifest. Such rows may change at any time.
    pub ignored: Ignored,
    /// The subscriptions to count and the ladders to read. They are counted and read again before the plan is applied.
    pub subscription_query: SubscriptionQuery,
    /// The thresholds of the guards, and the categories that the manifest and the command line allow.
    pub guards: Guards,
    /// The counts of resources that the catalog owned before the plan, for the guards.
    pub owned: Owned,
    /// All refusals by guards, including those that the user allows.
    pub tripped: Vec<GuardRefusal>,
    /// The refusals that no `--allow` can lift.
    pub refusals: Vec<Refusal>,
}

impl Plan {
    /// Asks the guards about the plan, given the impact of each change.
    pub fn guarded(&self, impacts: Vec<&Impact>) -> Vec<GuardRefusal> {
        let Self { kinds, resources, owned, guards, .. } = self;
        guard::tripped(&GuardInput { kinds, resources, impacts, owned, guards })
    }

    /// The refusals that stop the plan when it is applied, given the impact of each change at that time. `--allow`
    /// covers only the subscriptions that the plan showed. If subscriptions were added later, a guard may refuse again
    /// although its category is allowed.
    pub fn forbidden_by_now(&self, impacts: Vec<Impact>) -> Vec<GuardRefusal> {
        // All subscriptions, old and new: what is not allowed is refused for any of them.
        let refused = self.guarded(impacts.iter().collect());
        let planned = self.resources.iter().map(|resource| &resource.impact);
        // The plan showed the others, and whoever allowed the category accepted them.
        let later: Vec<Impact> =
            impacts.iter().zip(planned).map(|(now, planned)| now.without_earlier(planned)).collect();
        // What a guard refuses even without subscriptions, such as a price change, was already in the plan.
        let none = vec![Impact::default(); later.len()];
        let regardless = self.guarded(none.iter().collect());
        let is_new = |it: &GuardRefusal| !regardless.iter().any(|known| known.refusal == it.refusal);
        let refused_later =
            self.guarded(later.iter().collect()).into_iter().filter(|it| it.is_allowed && is_new(it));
        refused.into_iter().filter(|it| !it.is_allowed).chain(refused_later).collect()
    }

    /// The refusals of guards, except those that are allowed.
    pub fn forbidden(&self) -> Vec<GuardRefusal> {
        self.tripped.iter().filter(|tripped| !tripped.is_allowed).cloned().collect()
    }

    /// Whether the plan must not be applied. This is the case if a guard refuses a change and no `--allow` covers it,
    /// or if something else refuses the plan.
    pub fn is_refused(&self) -> bool {
        !self.refusals.is_empty() || self.tripped.iter().any(|tripped| !tripped.is_allowed)
    }
}
