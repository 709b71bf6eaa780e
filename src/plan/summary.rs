//! What a plan does as a whole: whether there is anything to do, and how many resources, rows and subscriptions it
//! affects.

use super::{Operation, Plan, impact};
use crate::diff::{ResourceChange, Verb};
use crate::kinds::System;
use crate::table::Effect;
use std::collections::BTreeMap;

/// The number of resources, rows and subscriptions that a plan affects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The number of resources that are created.
    pub create: usize,
    /// The number of resources that were soft-deleted and are restored.
    pub revive: usize,
    /// The number of resources that exist and are adopted.
    pub adopt: usize,
    /// The number of resources that change.
    pub change: usize,
    /// The number of resources that are deleted.
    pub delete: usize,
    /// The number of resources that stay in the database, but that the catalog no longer owns.
    pub release: usize,
    /// The number of resources that need no change.
    pub unchanged: usize,
    /// The number of rows that are written.
    pub rows: usize,
    /// The number of live subscriptions that have a changed resource, or that lose an upgrade or a downgrade.
    pub live: u64,
}

impl Plan {
    /// Whether no row of the billing tables changes. Resources may still be adopted, which writes only to the ledger.
    pub fn is_empty(&self) -> bool {
        self.resources.iter().all(|resource| !resource.is_visible() || resource.is_bare_adoption())
    }

    /// Whether the plan has something that the user must approve.
    pub fn needs_approval(&self) -> bool {
        self.resources.iter().any(ResourceChange::is_visible)
    }

    /// Whether apply has nothing to write, not even to the ledger.
    pub fn is_settled(&self) -> bool {
        self.operations.is_empty() && self.upserted_entries.is_empty() && self.removed_entries.is_empty()
    }

    /// Returns the effect of the plan on existing customers: the most severe effect of any resource.
    pub fn effect(&self) -> Effect {
        self.resources.iter().map(|resource| resource.effect).max().unwrap_or_default()
    }

    /// Counts what the plan does.
    pub fn totals(&self) -> Totals {
        let mut count: BTreeMap<Verb, usize> = BTreeMap::new();
        for resource in &self.resources {
            *count.entry(resource.verb).or_default() += 1;
        }
        let of = |verb| count.get(&verb).copied().unwrap_or_default();
        Totals {
            create: of(Verb::Create),
            revive: of(Verb::Revive),
            adopt: of(Verb::Adopt),
            change: of(Verb::Change),
            delete: of(Verb::Delete),
            release: of(Verb::Release),
            unchanged: self.unchanged,
            rows: self.counted_operations().map(Operation::len).sum(),
            live: impact::affected(&self.resources, &self.kinds),
        }
    }

    /// Returns the operations for counting rows. An operation is left out if its rows are also written by another
    /// operation, so that each row counts once.
    fn counted_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(|operation| !operation.step.repeats())
    }

    /// Returns what a person must do after the plan is applied, for each billing system to whose tables the plan
    /// writes.
    pub fn by_hand(&self) -> Vec<&'static str> {
        // No billing system reads the private database, so there is no cache to flush.
        if self.header.is_private {
            return Vec::new();
        }
        // An adoption writes only to the ledger, which no billing system caches.
        let written = |system: &System| {
            let of_system = self.kinds.iter().filter(|kind| kind.system().name == system.name);
            let tables: Vec<&str> =
                of_system.flat_map(|kind| kind.tables()).map(|table| table.name).collect();
            self.operations.iter().any(|operation| tables.contains(&operation.table.name))
        };
        let systems = self.kinds.systems().into_iter().filter(|system| written(system));
        systems.filter_map(|system| system.by_hand).collect()
    }
}
