//! Handles rows that several resources share, such as limits.
//!
//! A shared row changes only if the files set the same limits for every live resource that uses the row. A shared row
//! is deleted only if no resource uses it anymore.

use super::{Action, Changes, DesiredRow, Names, ResourceChange, RowChange, Verb};
use crate::catalog::{Desired, DesiredResource};
use crate::diagnostic::Diagnostic;
use crate::diff::codes;
use crate::live::{Live, SharedBy};
use crate::table::{Cells, Id, Key, Row, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Removes the deletion of rows that other resources still use. Adds errors for changes to shared rows if the files do
/// not make the same change to the other resources.
pub fn settle(changes: &mut Changes, desired: &Desired<'_>, live: &Live) {
    // Before any change is edited: whether a row is still used depends on all resources.
    let sharing = Sharing::new(changes, desired, live);
    let mut findings = Vec::new();
    for change in &mut changes.resources {
        for (id, table) in shared_rows(change) {
            let others = sharing.others(change, (table.name, id));
            // A resource that only stops using the row needs no agreement from the others.
            if !deletes(change, table, id) {
                findings.extend(sharing.refusal(change, table, &others, &changes.names));
                change.notes.extend(deleted_holders(&others));
            } else if !others.is_empty() {
                // Others still use the rows, so only this resource's reference to them goes.
                change.rows.retain(|row| !belongs(row.table, table));
            }
        }
    }
    changes.problems.findings.extend(findings);
}

/// The table and the id of a shared row.
type Shared = (&'static str, Id);

/// The users of shared rows, and the planned changes to these users.
struct Sharing<'a> {
    holders: BTreeMap<Shared, Vec<&'a SharedBy>>,
    /// The shared rows that are no longer used by a root row, each with the id of that root row.
    ended_uses: BTreeSet<(Shared, Id)>,
    /// The table and id of each root row that is deleted.
    deleted: BTreeSet<(&'static str, Id)>,
    desired: BTreeMap<(&'static str, &'a Key), &'a DesiredResource>,
    catalog: &'a Desired<'a>,
}

impl<'a> Sharing<'a> {
    fn new(changes: &Changes, desired: &'a Desired<'a>, live: &'a Live) -> Self {
        let mut holders: BTreeMap<Shared, Vec<&SharedBy>> = BTreeMap::new();
        live.shared.iter().for_each(|shared| holders.entry(shared.row()).or_default().push(shared));
        let gone = changes.resources.iter().filter(|change| change.verb == Verb::Delete);
        Self {
            holders,
            ended_uses: changes.resources.iter().flat_map(deleted_shared_rows).collect(),
            deleted: gone.filter_map(|change| Some((change.root.name, change.id?))).collect(),
            desired: desired.resources.iter().map(|r| ((r.kind.root().name, &r.key), r)).collect(),
            catalog: desired,
        }
    }

    /// The other root rows that will continue to use a shared row.
    fn others(&self, change: &ResourceChange, shared: Shared) -> Vec<&'a SharedBy> {
        let holders = self.holders.get(&shared).into_iter().flatten().copied();
        let stays = |other: &&SharedBy| !self.ended_uses.contains(&(shared, other.holder));
        holders.filter(|other| Some(other.holder) != change.id).filter(stays).collect()
    }

    /// The error for a change to shared rows, unless the files want the same rows for every live resource that uses
    /// them.
    fn refusal(
        &self,
        change: &ResourceChange,
        table: &Table,
        others: &[&SharedBy],
        names: &Names,
    ) -> Option<Diagnostic> {
        let root = change.root.name;
        // Deleted articles cannot ask for anything in the files. They only get a note in the plan.
        let live = others.iter().filter(|o| !o.deleted && !self.deleted.contains(&(root, o.holder)));
        let agrees = |other: &SharedBy| {
            self.agree(change, table, self.desired.get(&(root, &other.key)).copied(), names, other)
        };
        let disagree = live.filter(|other| !agrees(other));
        let disagree: Vec<&str> =
            disagree.map(|other| other.key.parts()[0].as_text().unwrap_or_default()).collect();
        refusal(change, table, &disagree)
    }

    /// Whether the files want the same shared rows for the resource `other` as for the changed resource.
    fn agree(
        &self,
        change: &ResourceChange,
        table: &Table,
        other: Option<&DesiredResource>,
        names: &Names,
        holder: &SharedBy,
    ) -> bool {
        let Some(other) = other else { return false };
        // Another live row with the same key is not the resource in the files.
        if names.get(&(change.root.name, holder.holder)) != Some(&other.key) {
            return false;
        }
        let rows = self.catalog.rows(other);
        // A resource that leaves the catalog asks for nothing.
        change.existing_rows.is_some()
            && rows_below(change.wanted(), table) == rows_below(rows.iter().map(Row::parts), table)
    }
}

/// A note about deleted articles that share the changed limits. `None` if there are no such articles.
fn deleted_holders(others: &[&SharedBy]) -> Option<String> {
    let deleted: Vec<String> =
        others.iter().filter(|other| other.deleted).map(|other| format!("`{}`", other.key)).collect();
    (!deleted.is_empty()).then(|| format!("deleted articles share these limits: {}", deleted.join(", ")))
}

/// The shared rows that a resource changes or deletes. A change to rows below a shared row counts as a change to the
/// shared row.
fn shared_rows(change: &ResourceChange) -> Vec<(Id, &'static Table)> {
    let mut rows: Vec<(Id, &'static Table)> = Vec::new();
    for row in &change.rows {
        let Some(table) = shared_root(row.table) else { continue };
        let stored = change.before.iter().find(|stored| stored.row.table == table);
        let row_and_table = stored.map(|stored| (stored.id, table));
        // A resource refers to one configuration, so the list stays short.
        rows.extend(row_and_table.filter(|row_and_table| !rows.contains(row_and_table)));
    }
    rows
}

/// The shared rows that a resource deletes, each with the id of the resource's root row.
fn deleted_shared_rows(change: &ResourceChange) -> Vec<(Shared, Id)> {
    // A new resource has no row in the database that could stop using anything.
    let Some(holder) = change.id else { return Vec::new() };
    let dropped =
        change.rows.iter().filter(|row| row.table.shared_by().is_some() && row.action == Action::Delete);
    dropped.filter_map(|row| Some(((row.table.name, row.id?), holder))).collect()
}

/// Whether a resource deletes the row with the given table and id.
fn deletes(change: &ResourceChange, table: &Table, id: Id) -> bool {
    change
        .rows
        .iter()
        .any(|row: &RowChange| row.table == table && row.id == Some(id) && row.action == Action::Delete)
}

/// The table itself if its rows can be shared, or else its nearest ancestor whose rows can be shared. `None` if there
/// is no such table.
fn shared_root(table: &'static Table) -> Option<&'static Table> {
    if table.shared_by().is_some() {
        return Some(table);
    }
    shared_root(table.parent.as_ref()?.table.table())
}

/// Whether a table is the given shared table or a table below it.
fn belongs(table: &'static Table, shared: &Table) -> bool {
    shared_root(table).is_some_and(|root| root == shared)
}

/// The rows below a shared table. Their keys do not include the key of the resource, so rows of different resources can
/// be compared.
fn rows_below<'a>(
    rows: impl Iterator<Item = DesiredRow<'a>>,
    table: &Table,
) -> BTreeMap<(&'static str, Vec<Value>), &'a Cells> {
    let below = rows.filter(|(of, ..)| belongs(of, table) && *of != table);
    let tail = |key: &Key| key.parts()[table.key_length()..].to_vec();
    below.map(|(of, key, cells, _)| ((of.name, tail(key)), cells)).collect()
}

/// The error for a change of limits. `disagree` lists the articles that share the limits in the database but not in the
/// files. `None` if `disagree` is empty, or if the resource is not in the files.
fn refusal(change: &ResourceChange, table: &Table, disagree: &[&str]) -> Option<Diagnostic> {
    let document = change.document?;
    let place = change.wanted().find(|(of, ..)| *of == table).and_then(|(.., place)| place);
    let place = place.unwrap_or(document.root());
    let names = crate::diagnostic::list(disagree, "and");
    let message = format!(
        "`{}` shares its limits with {names}, but the files do not give them the same limits",
        change.key
    );
    let help = format!(
        "give {names} the same limits, or give `{}` its own configuration in the database",
        change.key
    );
    (!disagree.is_empty()).then(|| Diagnostic::new(codes::SHARED_LIMITS, place, message).help(help))
}
