//! Looks for what goes with what is deleted.

use super::error::{During, Error};
use super::read_rows::Reader;
use super::value_conversion::{Any, id};
use crate::kinds::Kinds;
use crate::live::LiveRow;
use crate::plan::{Deleted, Dependent, Followers, Root, identifier, literal};
use crate::table::{Choice, Id, Key, Scope, Table, id_of};
use std::collections::{BTreeMap, BTreeSet};

/// What goes with deleted rows: texts and the like, and the places of softly deleted articles elsewhere.
pub fn find(reader: &mut Reader<'_, '_>, deleted: &Deleted, kinds: &Kinds) -> Result<Followers, Error> {
    let mut followers = Followers::default();
    let tables = reader.tables;
    for (physical, ids) in &deleted.rows {
        for it in kinds.companions().into_iter().filter(|it| !tables.lack(it.table)) {
            let rows = reader.by_ids(it.table, it.column, &own(ids))?;
            let own = rows.into_iter().filter(|row| (it.belongs)(&row.cells, physical));
            let of = |row: LiveRow| id_of(row.get(it.column)).map(|id| (row, (*physical, id)));
            followers.companions.extend(own.filter_map(of));
        }
    }
    for (root, ids) in deleted.roots.values() {
        for (table, column) in kinds.dependents(root).into_iter().filter(|(table, _)| !tables.lack(table)) {
            let rows = reader.by_ids(table, column, &own(ids))?;
            followers.dependents.extend(held(reader, rows, column, root, kinds)?);
        }
        followers.elsewhere.extend(elsewhere(reader, root, &own(ids))?);
    }
    Ok(followers)
}

fn own(ids: &BTreeSet<Id>) -> Vec<Id> {
    ids.iter().copied().collect()
}

/// Adds to each dependent row who holds it, and who owns the holder.
fn held(
    reader: &mut Reader<'_, '_>,
    rows: Vec<LiveRow>,
    column: &str,
    root: &'static Table,
    kinds: &Kinds,
) -> Result<Vec<Dependent>, Error> {
    let mut dependents = Vec::new();
    let Some(parent) =
        rows.first().and_then(|row| row.table.parent.as_ref()).map(|parent| parent.table.table())
    else {
        return Ok(dependents);
    };
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.parent).collect();
    let holders = reader.by_ids(parent, parent.id.name, &ids)?;
    let asked: Vec<(&'static Table, Id)> = ids.iter().map(|id| (parent, *id)).collect();
    let owners = super::read_ledger::read_others(reader.transaction, reader.schema, "", &asked, kinds)?;
    let keys: BTreeMap<Id, Key> = holders.iter().map(|holder| (holder.id, holder.root_key())).collect();
    let owners: BTreeMap<Id, String> = owners
        .into_iter()
        .filter(|owner| owner.root == parent)
        .map(|owner| (owner.id, owner.catalog))
        .collect();
    for row in rows {
        let Some(id) = id_of(row.get(column)) else { continue };
        let root = (root.name, id);
        let holder = row.parent.and_then(|parent| keys.get(&parent)).cloned();
        let owner = row.parent.and_then(|parent| owners.get(&parent)).cloned();
        dependents.push(Dependent { row, root, holder: holder.unwrap_or_else(|| Key::of("?")), owner });
    }
    Ok(dependents)
}

/// How often softly deleted roots are placed where the manifest does not look: in other shops than its own.
fn elsewhere(
    reader: &mut Reader<'_, '_>,
    root: &'static Table,
    ids: &[Id],
) -> Result<Vec<(Root, i64)>, Error> {
    let mut found = Vec::new();
    for table in reader.tables.children(root).iter().filter(|table| table.marks_root) {
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
        let what = "looking at other shops";
        for row in reader.transaction.query(&select, &[&Any::ids(ids)]).during(what)? {
            found.extend(id(&row, 0, root.id.sort).during(what)?.map(|id| ((root.name, id), row.get(1))));
        }
    }
    Ok(found)
}
