//! Changes in order: a value that says everything apply will do.
//!
//! A [`Plan`] holds every row with its before- and after-image, ids included, the ledger's entries and
//! the migration's own id. `db` executes it and adds nothing.

mod missing_tables;
mod subscription_queries;
mod assess;
mod effect;
mod impact;
mod ladder_moves;
mod ladder_members;
mod fingerprint;
mod guard;
mod new_ids;
mod ledger;
mod lifecycle;
mod operation;
mod subscription_prices;
mod key_swaps;
mod referenced_names;
mod referencing_rows;
pub mod saved;
mod snapshot;
mod sql;
mod write_order;

pub use assess::{assess, impacts};
pub use effect::Known;
pub use fingerprint::{Fingerprints, New};
pub use guard::{Emptied, Guard, Owned, Tripped, all as guards};
pub use impact::hit;
pub use ledger::{Entry, Forgotten, Record, header as migration_header};
pub use lifecycle::{Draft, Life, drafts, life};
pub use new_ids::{Drawn, another, bounds, hash, migration};
pub use operation::{Operation, Target};
pub use referenced_names::moved;
pub use referencing_rows::{
    Deleted, Dependent, Followers, Referrer, Rewrite, Root, SOLD, deleted, deleted_by, refuse, settle,
};
pub use snapshot::{differences, relevant};
pub(crate) use sql::key::{key_columns, key_condition};
pub use sql::referencing_rows::still_held;
pub use sql::{identifier, literal, qualified, script};
pub use subscription_queries::{asked, uncounted};
pub use write_order::Step;

use crate::diff::{Changes, Problems, Refusal, ResourceChange, Verb};
use crate::kinds::{Defaults, Ignored, Impact, Kinds, System};
use crate::live::{Asked, Foreign, Live, LiveRow, Roots, Scopes};
use crate::model::{Guards, StandIns};
use crate::table::{Effect, Id, Tables};
use guard::Watched;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// What the catalog is and which database it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The catalog's name.
    pub catalog: String,
    /// The schema of the billing tables.
    pub schema: String,
    /// The database, as a person would name it.
    pub database: String,
    /// The catalog's last migration.
    pub base: Option<Uuid>,
    /// The numbers that stand for something else.
    pub stand_ins: StandIns,
    /// The version of the ledger that records the migration.
    pub ledger: usize,
    /// Whether the database is the catalog's private one, from which no billing system sells.
    pub is_private: bool,
}

/// A migration, complete in itself.
#[derive(Debug)]
pub struct Plan {
    /// The kinds whose resources it is about.
    pub kinds: Arc<Kinds>,
    /// What is compared with what.
    pub header: Header,
    /// The migration's id.
    pub id: Uuid,
    /// The hash of the changes and of what they are based on.
    pub hash: String,
    /// What changes, resource by resource.
    pub resources: Vec<ResourceChange>,
    /// How many resources are as the files want them.
    pub unchanged: usize,
    /// What is done to rows, in order.
    pub operations: Vec<Operation>,
    /// What the ledger gains or renews.
    pub remember: Vec<Entry>,
    /// What the ledger forgets.
    pub forget: Vec<Forgotten>,
    /// What new rows have in columns that nothing sets.
    pub defaults: Defaults,
    /// The ids that references are resolved by.
    known: new_ids::Known,
    /// The values that keys have while they change places.
    parked: key_swaps::Parked,
    /// What the scopes are bound to.
    pub scopes: Scopes,
    /// Live roots that the catalog does not name.
    pub foreign: Option<Foreign>,
    /// The roots that change, as they are read again.
    pub roots: Roots,
    /// The rows of the resources that change, as they were read.
    pub before: Vec<LiveRow>,
    /// What is deleted, for the search of what refers to it.
    pub deleted: Deleted,
    /// The shared rows that the plan is about, by table and id: each with a row that holds it.
    pub holders: BTreeSet<(Root, Id)>,
    /// The rows that are others', and may come and go.
    pub ignored: Ignored,
    /// What was asked of subscriptions: the same is asked again when it is applied.
    pub asked: Asked,
    /// What the manifest and the command line allow.
    pub guards: Guards,
    /// What the catalog owned before, as far as guards count it.
    pub owned: Owned,
    /// What the guards found, allowed or not.
    pub tripped: Vec<Tripped>,
    /// Why the plan cannot be applied, whatever is allowed.
    pub refusals: Vec<Refusal>,
}

/// What a plan does, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Resources that are new.
    pub create: usize,
    /// Resources that were deleted softly and return.
    pub revive: usize,
    /// Resources that come under the catalog's care.
    pub adopt: usize,
    /// Resources that change.
    pub change: usize,
    /// Resources that go.
    pub delete: usize,
    /// Resources that leave the catalog's care.
    pub release: usize,
    /// Resources that are as the files want them.
    pub unchanged: usize,
    /// Rows that are written.
    pub rows: usize,
    /// Live subscriptions of what changes, and those that lose a move from something else.
    pub live: u64,
}

/// What a plan is based on besides changes and the database.
#[derive(Debug)]
pub struct Basis {
    /// What is compared with what.
    pub header: Header,
    /// What new rows have in columns that nothing sets.
    pub defaults: Defaults,
    /// The hash of the changes.
    pub hash: String,
    /// What is allowed.
    pub guards: Guards,
    /// What was asked of subscriptions.
    pub asked: Asked,
    /// The rows that are others'.
    pub ignored: Ignored,
}

/// Puts changes in order, with ids from a hash of them, and lets the guards look at them. Of what was read it takes the
/// rows, if any are needed. What is refused is a part of the plan.
///
/// # Errors
/// The problems by which there is no plan.
pub fn plan(
    kinds: &Arc<Kinds>,
    mut changes: Changes,
    live: &mut Live,
    basis: Basis,
) -> Result<Plan, Problems> {
    let Basis { header, defaults, hash, guards, asked, ignored } = basis;
    let tables = kinds.tables();
    if changes.problems.stop() {
        return Err(changes.problems);
    }
    if let Some(stop) = missing_tables::stop(&changes.resources, &live.absent) {
        return Err(Problems { stops: vec![stop], ..Problems::default() });
    }
    let mut known = new_ids::known(&changes, live, tables);
    new_ids::assign(&mut changes.resources, &mut known, &hash, tables);
    let parked = key_swaps::parked(&changes.resources, &live.unique, &hash);
    let operations = operation::operations(&changes.resources, &defaults, tables, &parked);
    let roots = snapshot::roots(&changes.resources);
    let before = match roots.is_empty() {
        true => Vec::new(),
        false => snapshot::relevant(std::mem::take(&mut live.rows), &roots, tables),
    };
    let before: Vec<LiveRow> = before.into_iter().filter(|row| !ignored.has(row.table, &row.cells)).collect();
    if let Some(odd) = odd_number(&before, &changes.resources, tables) {
        return Err(Problems { stops: vec![odd], ..Problems::default() });
    }
    let deleted = deleted(&changes);
    let holders = live.shared.iter().map(|shared| (shared.row(), shared.holder));
    let touched = before.iter().filter(|row| row.table.shared_by().is_some());
    let touched: BTreeSet<Root> = touched.map(|row| (row.table.name, row.id)).collect();
    let holders = holders.filter(|(shared, _)| touched.contains(shared)).collect();
    let (remember, forget) = ledger::entries(&changes.resources, &known, &header.catalog);
    let owned = Owned::new(&live.ledger, &header.catalog, &changes.resources);
    let mut plan = Plan {
        kinds: kinds.clone(),
        id: new_ids::migration(&hash),
        header,
        hash,
        resources: changes.resources,
        unchanged: changes.unchanged,
        operations,
        parked,
        remember,
        forget,
        defaults,
        known,
        scopes: live.scopes.clone(),
        foreign: live.foreign,
        roots,
        before,
        deleted,
        holders,
        ignored,
        asked,
        guards,
        owned,
        tripped: Vec::new(),
        refusals: changes.problems.refusals,
    };
    plan.tripped = plan.guarded(plan.resources.iter().map(|resource| &resource.impact).collect());
    Ok(plan)
}

/// A row that no plan can hold, since a number in it is none that a decimal can be. In what is only let go of, or
/// forgotten, nothing is written: no number in it stands in the way.
fn odd_number(before: &[LiveRow], resources: &[ResourceChange], tables: &Tables) -> Option<Refusal> {
    if !before.iter().any(|row| row.odd_number().is_some()) {
        return None;
    }
    let written = snapshot::roots(resources.iter().filter(|resource| !resource.rows.is_empty()));
    let before = snapshot::relevant(before.to_vec(), &written, tables);
    let (row, (column, value)) = before.iter().find_map(|row| Some((row, row.odd_number()?)))?;
    Some(Refusal {
        code: None,
        message: format!("`{}.{}` is {value} in the row {}", row.table.physical, column.name, row.id),
        help: "write another number there, then plan again".to_owned(),
    })
}

impl Plan {
    /// What the guards find in it, given whom each of its resources hits.
    pub fn guarded(&self, impacts: Vec<&Impact>) -> Vec<Tripped> {
        let Self { kinds, resources, owned, guards, .. } = self;
        guard::tripped(&Watched { kinds, resources, impacts, owned, guards })
    }

    /// What guards find in it when it is applied, given whom each of its resources hits by then, and is not allowed. What
    /// is allowed was allowed for those whom the plan named, and for no others.
    pub fn forbidden_by_now(&self, impacts: Vec<Impact>) -> Vec<Tripped> {
        let found = self.guarded(impacts.iter().collect());
        let named = self.resources.iter().map(|resource| &resource.impact);
        let others: Vec<Impact> = impacts.iter().zip(named).map(|(now, then)| now.beyond(then)).collect();
        let nobody = vec![Impact::default(); others.len()];
        let whoever = self.guarded(nobody.iter().collect());
        let is_new = |it: &Tripped| !whoever.iter().any(|known| known.refusal == it.refusal);
        let others =
            self.guarded(others.iter().collect()).into_iter().filter(|it| it.is_allowed && is_new(it));
        found.into_iter().filter(|it| !it.is_allowed).chain(others).collect()
    }

    /// What guards found in it and is not allowed.
    pub fn forbidden(&self) -> Vec<Tripped> {
        self.tripped.iter().filter(|tripped| !tripped.is_allowed).cloned().collect()
    }

    /// Whether something in it is refused, so that it must not be applied.
    pub fn is_refused(&self) -> bool {
        !self.refusals.is_empty() || self.tripped.iter().any(|tripped| !tripped.is_allowed)
    }

    /// Whether every resource is as the files say. Some may still have to come under the catalog's care, which
    /// writes the ledger alone.
    pub fn is_empty(&self) -> bool {
        self.resources.iter().all(|resource| !resource.is_visible() || resource.is_bare_adoption())
    }

    /// Whether there is something that a person has to agree to.
    pub fn needs_approval(&self) -> bool {
        self.resources.iter().any(ResourceChange::is_visible)
    }

    /// Whether apply has nothing to write, not even in the ledger.
    pub fn is_settled(&self) -> bool {
        self.operations.is_empty() && self.remember.is_empty() && self.forget.is_empty()
    }

    /// What it does to who has something today: the gravest effect of its resources.
    pub fn effect(&self) -> Effect {
        self.resources.iter().map(|resource| resource.effect).max().unwrap_or_default()
    }

    /// What it does, counted.
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
            rows: self.once().map(Operation::len).sum(),
            live: hit(&self.resources, &self.kinds),
        }
    }

    /// The operations without those that write rows which another one writes too.
    fn once(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(|operation| !operation.step.repeats())
    }

    /// What has to be done by hand once it is applied, where there is a billing system.
    pub fn by_hand(&self) -> Vec<&'static str> {
        if self.header.is_private {
            return Vec::new();
        }
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
