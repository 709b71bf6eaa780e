//! Makes a plan from changes: gives new rows their ids, puts the operations in order, and asks the guards.

use super::referencing_rows::{Root, deleted};
use super::{Header, Owned, Plan, key_swaps, ledger, missing_tables, new_ids, operation, snapshot};
use crate::diff::{Changes, Problems, Refusal, ResourceChange};
use crate::kinds::{Defaults, Ignored, Kinds};
use crate::live::{Asked, Live, LiveRow, Roots};
use crate::model::Guards;
use crate::table::{Id, Tables};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a plan is based on, besides the changes and the database.
#[derive(Debug)]
pub struct Basis {
    /// Which catalog is compared with which database.
    pub header: Header,
    /// The values of new rows in columns that no field sets.
    pub defaults: Defaults,
    /// The hash of the changes.
    pub hash: String,
    /// The thresholds of the guards, and the categories that are allowed.
    pub guards: Guards,
    /// What was asked about subscriptions.
    pub asked: Asked,
    /// The rows that the manifest leaves to others.
    pub ignored: Ignored,
}

/// What has to be known before a plan can be put together.
struct Prepared {
    known: new_ids::Known,
    parked: key_swaps::Parked,
    roots: Roots,
    before: Vec<LiveRow>,
}

/// Puts changes in order, derives new ids from their hash, and asks the guards. Takes the rows out of `live` if the
/// plan needs any. Refusals do not stop it: they are part of the plan.
///
/// # Errors
/// The problems that make a plan impossible.
pub fn plan(
    kinds: &Arc<Kinds>,
    mut changes: Changes,
    live: &mut Live,
    basis: Basis,
) -> Result<Plan, Problems> {
    let tables = kinds.tables();
    if changes.problems.stop() {
        return Err(changes.problems);
    }
    if let Some(missing) = missing_tables::stop(&changes.resources, &live.absent) {
        return Err(Problems { stops: vec![missing], ..Problems::default() });
    }
    let mut known = new_ids::known(&changes, live, tables);
    new_ids::assign(&mut changes.resources, &mut known, &basis.hash, tables);
    // Needs the ids of new rows.
    let parked = key_swaps::parked(&changes.resources, &live.unique, &basis.hash);
    let roots = snapshot::roots(&changes.resources);
    let before = rows_before(live, &roots, &basis.ignored, tables);
    if let Some(stop) = not_decimal(&before, &changes.resources, tables) {
        return Err(Problems { stops: vec![stop], ..Problems::default() });
    }
    let mut plan = put_together(kinds, changes, live, basis, Prepared { known, parked, roots, before });
    // Last, since guards compare the changes with what the finished plan says the catalog owned.
    plan.tripped = plan.guarded(plan.resources.iter().map(|resource| &resource.impact).collect());
    Ok(plan)
}

/// The plan, before the guards are asked.
fn put_together(kinds: &Arc<Kinds>, changes: Changes, live: &Live, basis: Basis, ready: Prepared) -> Plan {
    let (remember, forget) = ledger::entries(&changes.resources, &ready.known, &basis.header.catalog);
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
        remember,
        forget,
        defaults: basis.defaults,
        known: ready.known,
        scopes: live.scopes.clone(),
        foreign: live.foreign,
        roots: ready.roots,
        before: ready.before,
        ignored: basis.ignored,
        asked: basis.asked,
        guards: basis.guards,
        tripped: Vec::new(),
        refusals: changes.problems.refusals,
    }
}

/// The rows of the resources that change, as they were read, without those that are left to others.
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

/// The shared rows among those that change, each with every row that holds it.
fn holders(live: &Live, before: &[LiveRow]) -> BTreeSet<(Root, Id)> {
    // A shared row changes only if all that hold it agree, so apply must notice a new holder (design.md §2).
    let shared = before.iter().filter(|row| row.table.shared_by().is_some());
    let shared: BTreeSet<Root> = shared.map(|row| (row.table.name, row.id)).collect();
    let holders = live.shared.iter().map(|shared| (shared.row(), shared.holder));
    holders.filter(|(row, _)| shared.contains(row)).collect()
}

/// Stops at a row that no plan can hold, because a number in it, such as `NaN`, is not a decimal. Resources without
/// changed rows, such as released ones, do not matter: nothing of them is written.
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
