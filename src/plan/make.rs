//! Makes a plan from changes: gives new rows their ids, puts the operations in order, and runs the guards.

use super::referencing_rows::{Root, deleted};
use super::{Header, Owned, Plan, key_swaps, ledger, missing_tables, new_ids, operation, snapshot};
use crate::diff::{Changes, Problems, Refusal, ResourceChange};
use crate::kinds::{Defaults, Ignored, Kinds};
use crate::live::{Live, LiveRow, Roots, SubscriptionQuery};
use crate::model::Guards;
use crate::table::{Id, Tables};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a plan is made from, besides the changes and the live rows.
#[derive(Debug)]
pub struct PlanInputs {
    /// The catalog and the database that are compared.
    pub header: Header,
    /// The values that new rows get in columns that no field sets.
    pub defaults: Defaults,
    /// The hash of the changes, from which new ids are derived.
    pub hash: String,
    /// The thresholds of the guards, and the guard categories that are allowed.
    pub guards: Guards,
    /// What the database was asked about subscriptions.
    pub subscription_query: SubscriptionQuery,
    /// The rows that the manifest leaves to others.
    pub ignored: Ignored,
}

/// The data that is computed before a plan is put together.
struct Prepared {
    known: new_ids::Known,
    parked: key_swaps::Parked,
    roots: Roots,
    before: Vec<LiveRow>,
}

/// Makes a plan: orders the changes, derives new ids from a hash of the changes, and runs the guards. If anything
/// changes, the function moves the rows out of `live`. Refusals do not stop the function; the plan contains them.
///
/// # Errors
/// Returns the problems that make a plan impossible.
pub fn plan(
    kinds: &Arc<Kinds>,
    mut changes: Changes,
    live: &mut Live,
    basis: PlanInputs,
) -> Result<Plan, Problems> {
    let tables = kinds.tables();
    if changes.problems.stop() {
        return Err(changes.problems);
    }
    if let Some(missing) = missing_tables::refuse_missing_tables(&changes.resources, &live.absent) {
        return Err(Problems { fatal: vec![missing], ..Problems::default() });
    }
    let mut known = new_ids::known(&changes, live, tables);
    new_ids::assign(&mut changes.resources, &mut known, &basis.hash, tables);
    // Needs the ids of new rows.
    let parked = key_swaps::parked(&changes.resources, &live.unique, &basis.hash);
    let roots = snapshot::roots(&changes.resources);
    let before = rows_before(live, &roots, &basis.ignored, tables);
    if let Some(stop) = not_decimal(&before, &changes.resources, tables) {
        return Err(Problems { fatal: vec![stop], ..Problems::default() });
    }
    let mut plan = put_together(kinds, changes, live, basis, Prepared { known, parked, roots, before });
    // Last, since guards compare the changes with what the finished plan says the catalog owned.
    plan.tripped = plan.guarded(plan.resources.iter().map(|resource| &resource.impact).collect());
    Ok(plan)
}

/// Puts the plan together, before the guards run.
fn put_together(
    kinds: &Arc<Kinds>,
    changes: Changes,
    live: &Live,
    basis: PlanInputs,
    ready: Prepared,
) -> Plan {
    let (upserted_entries, removed_entries) =
        ledger::entries(&changes.resources, &ready.known, &basis.header.catalog);
    Plan {
        // What only borrows the changes comes first, because later fields take them apart.
        operations: operation::operations(&changes.resources, &basis.defaults, kinds.tables(), &ready.parked),
        deleted: deleted(&changes),
        holders: holders(live, &ready.before),
        owned: Owned::new(&live.ledger, &basis.header.catalog, &changes.resources),
        kinds: kinds.clone(),
        id: new_ids::migration(&basis.hash),
        header: basis.header,
        hash: basis.hash,
        resources: changes.resources,
        unchanged: changes.unchanged,
        parked: ready.parked,
        upserted_entries,
        removed_entries,
        defaults: basis.defaults,
        known: ready.known,
        scopes: live.scopes.clone(),
        foreign: live.foreign,
        roots: ready.roots,
        before: ready.before,
        ignored: basis.ignored,
        subscription_query: basis.subscription_query,
        guards: basis.guards,
        tripped: Vec::new(),
        refusals: changes.problems.refusals,
    }
}

/// Returns the live rows of the resources that change, without the rows that the manifest leaves to others.
fn rows_before(live: &mut Live, roots: &Roots, ignored: &Ignored, tables: &Tables) -> Vec<LiveRow> {
    // Without changes the rows stay in `live`, where nothing has to sort through them.
    if roots.is_empty() {
        return Vec::new();
    }
    // Moved instead of cloned, so that a large catalog is not in memory twice.
    let mut before = snapshot::relevant(std::mem::take(&mut live.rows), roots, tables);
    // Others may change these at any time, so apply must not expect them to stay the same.
    before.retain(|row| !ignored.has(row.table, &row.cells));
    before
}

/// Returns the shared rows in `before`, each paired with the id of every row that holds the shared row.
fn holders(live: &Live, before: &[LiveRow]) -> BTreeSet<(Root, Id)> {
    // A shared row changes only if all that hold it agree, so apply must notice a new holder (design.md §2).
    let shared = before.iter().filter(|row| row.table.shared_by().is_some());
    let shared: BTreeSet<Root> = shared.map(|row| (row.table.name, row.id)).collect();
    let holders = live.shared.iter().map(|shared| (shared.row(), shared.holder));
    holders.filter(|(row, _)| shared.contains(row)).collect()
}

/// Refuses a row that no plan can hold, because a number in the row, such as `NaN`, is not a decimal. Resources without
/// changed rows, such as released ones, do not matter, since none of their rows are written.
fn not_decimal(before: &[LiveRow], resources: &[ResourceChange], tables: &Tables) -> Option<Refusal> {
    // Such numbers are rare: do not copy the rows below for nothing.
    if !before.iter().any(|row| row.odd_number().is_some()) {
        return None;
    }
    let written = snapshot::roots(resources.iter().filter(|resource| !resource.rows.is_empty()));
    let before = snapshot::relevant(before.to_vec(), &written, tables);
    let (row, (column, value)) = before.iter().find_map(|row| Some((row, row.odd_number()?)))?;
    Some(Refusal {
        code: None,
        message: format!(
            "`{}.{}` in row {} is {value}, which is not a decimal number",
            row.table.physical, column.name, row.id
        ),
        help: "change it to a decimal number in the database, then plan again".to_owned(),
    })
}
