//! Finds the rows that have to be deleted together with the rows that a plan deletes.

use super::error::{During, Error};
use super::read_rows::Reader;
use super::value_conversion::{ArrayParameter, id};
use crate::kinds::Kinds;
use crate::live::LiveRow;
use crate::plan::{Deleted, Dependent, Followers, Root, literal};
use crate::table::{Choice, Id, Key, Scope, Table, id_of, identifier};
use std::collections::{BTreeMap, BTreeSet};

/// Finds the rows to delete together with the rows in `deleted`: companions, such as localized texts, and rows that
/// refer to soft-deleted roots. Rows that place such a root in another shop are only counted, because they do not
/// belong to the catalog.
pub fn find(reader: &mut Reader<'_, '_>, deleted: &Deleted, kinds: &Kinds) -> Result<Followers, Error> {
    let mut followers = Followers::default();
    let tables = reader.tables;
    for (physical, ids) in &deleted.rows {
        for it in kinds.companions().into_iter().filter(|it| !tables.is_missing(it.table)) {
            // One column may hold ids of several tables, as `international.external_id` does, so `belongs` filters
            // again.
            let rows = reader.by_ids(it.table, it.column, &list(ids))?;
            let belonging = rows.into_iter().filter(|row| (it.belongs)(&row.cells, physical));
            let with_owner = |row: LiveRow| id_of(row.get(it.column)).map(|id| (row, (*physical, id)));
            followers.companions.extend(belonging.filter_map(with_owner));
        }
    }
    // The database keeps soft-deleted roots, so it cannot cascade or refuse: rows that refer to them stay behind.
    for (root, ids) in deleted.roots.values() {
        for (table, column) in
            kinds.dependents(root).into_iter().filter(|(table, _)| !tables.is_missing(table))
        {
            let rows = reader.by_ids(table, column, &list(ids))?;
            followers.dependents.extend(dependents(reader, rows, column, root, kinds)?);
        }
        // Only reported: placements in other shops are not the catalog's to delete.
        followers.in_other_shops.extend(elsewhere(reader, root, &list(ids))?);
    }
    Ok(followers)
}

fn list(ids: &BTreeSet<Id>) -> Vec<Id> {
    ids.iter().copied().collect()
}

/// Finds, for each row, the resource that contains the row and the catalog that owns this resource.
///
/// The rows refer to `root` by the column `column`. A resource that cannot be found has the key `?`.
fn dependents(
    reader: &mut Reader<'_, '_>,
    rows: Vec<LiveRow>,
    column: &str,
    root: &'static Table,
    kinds: &Kinds,
) -> Result<Vec<Dependent>, Error> {
    let mut dependents = Vec::new();
    // All rows are from one table, so the parent of the first one is that of all.
    let Some(parent) =
        rows.first().and_then(|row| row.table.parent.as_ref()).map(|parent| parent.table.table())
    else {
        return Ok(dependents);
    };
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.parent).collect();
    let holders = reader.by_ids(parent, parent.id.name, &ids)?;
    let keys: BTreeMap<Id, Key> = holders.iter().map(|holder| (holder.id, holder.root_key())).collect();
    let owners = owners(reader, parent, &ids, kinds)?;
    for row in rows {
        let Some(id) = id_of(row.get(column)) else { continue };
        let root = (root.name, id);
        let holder = row.parent.and_then(|parent| keys.get(&parent)).cloned();
        let owner = row.parent.and_then(|parent| owners.get(&parent)).cloned();
        // A holder may be missing if the database has no foreign key for the reference.
        dependents.push(Dependent { row, root, holder: holder.unwrap_or_else(|| Key::of("?")), owner });
    }
    Ok(dependents)
}

/// Returns the catalog that owns each of the given roots, by the id of the root. Roots that no catalog owns are left
/// out.
fn owners(
    reader: &mut Reader<'_, '_>,
    root: &'static Table,
    ids: &[Id],
    kinds: &Kinds,
) -> Result<BTreeMap<Id, String>, Error> {
    let roots: Vec<(&'static Table, Id)> = ids.iter().map(|id| (root, *id)).collect();
    // No catalog has an empty name, so this excludes none.
    let residents = super::read_ledger::read_others(reader.transaction, reader.schema, "", &roots, kinds)?;
    let residents = residents.into_iter().filter(|resident| resident.root == root);
    Ok(residents.map(|resident| (resident.id, resident.catalog)).collect())
}

/// Counts how often each soft-deleted root is placed in shops other than the manifest's.
fn elsewhere(
    reader: &mut Reader<'_, '_>,
    root: &'static Table,
    ids: &[Id],
) -> Result<Vec<(Root, i64)>, Error> {
    let mut counts = Vec::new();
    for table in reader.tables.children(root).iter().filter(|table| table.marks_root) {
        // A table of placements is limited to one shop by a scope that selects one row.
        let is_one = |scope: &Scope| scope.choice != Choice::Each;
        let bound = table.scopes.iter().find(|(_, scope)| is_one(scope));
        let bound = bound.and_then(|(column, scope)| Some((column, reader.scopes.one(scope)?)));
        let (Some((column, shop)), Some(link)) = (bound, table.link()) else { continue };
        let link = identifier(link);
        let select = format!(
            "SELECT {}, count(*) FROM {}.{} WHERE {link} = ANY($1) AND {} <> {} GROUP BY 1 ORDER BY 1",
            root.id.sort.read(&link),
            identifier(reader.schema),
            identifier(table.physical),
            identifier(column),
            literal(&shop.to_string())
        );
        let what = "counting placements in other shops";
        for row in reader.transaction.query(&select, &[&ArrayParameter::ids(ids)]).during(what)? {
            counts.extend(id(&row, 0, root.id.sort).during(what)?.map(|id| ((root.name, id), row.get(1))));
        }
    }
    Ok(counts)
}
