//! Looks for rows that refer to what is deleted.

use super::error::{During, Error};
use super::introspect;
use super::reader::Reader;
use super::values::{Any, id};
use crate::kinds::Kinds;
use crate::live::{LiveRow, Scopes};
use crate::plan::{Deleted, Dependent, Referrer, Referrers, Root, identifier, literal, qualified};
use crate::table::{Choice, Id, IdSort, Key, Link, Scope, Table, Tables, Type, id_of};
use postgres::Transaction;
use postgres::types::ToSql;
use std::collections::{BTreeMap, BTreeSet};

/// A column that refers to a table of the billing schema: its schema, table and name, and the table.
type Reference = (String, String, String, String);

/// Who refers to deleted rows: by every foreign key, by the references that the tables' descriptors know, and
/// by those that are known of the billing system.
pub fn find(
    transaction: &mut Transaction<'_>,
    schema: &str,
    deleted: &Deleted,
    scopes: &Scopes,
    kinds: &Kinds,
    tables: &Tables,
) -> Result<Referrers, Error> {
    let mut referrers = Referrers::default();
    if !deleted.rows.is_empty() {
        for reference in references(transaction, schema, kinds, tables)? {
            referrers.foreign.extend(count(transaction, schema, deleted, &reference, tables)?);
        }
    }
    let mut reader = Reader { transaction, schema, tables, scopes };
    for (physical, ids) in &deleted.rows {
        for it in kinds.companions().into_iter().filter(|it| !tables.lack(it.table)) {
            let rows = reader.by_ids(it.table, it.column, &own(Some(ids)))?;
            let own = rows.into_iter().filter(|row| (it.belongs)(&row.cells, physical));
            let of = |row: LiveRow| id_of(row.get(it.column)).map(|id| (row, (*physical, id)));
            referrers.companions.extend(own.filter_map(of));
        }
    }
    for (root, ids) in deleted.roots.values() {
        for (table, column) in kinds.dependents(root).into_iter().filter(|(table, _)| !tables.lack(table)) {
            let rows = reader.by_ids(table, column, &own(Some(ids)))?;
            referrers.dependents.extend(held(&mut reader, rows, column, root, kinds)?);
        }
        referrers.elsewhere.extend(elsewhere(&mut reader, root, &own(Some(ids)))?);
    }
    Ok(referrers)
}

fn own(rows: Option<&BTreeSet<Id>>) -> Vec<Id> {
    rows.into_iter().flatten().copied().collect()
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
    let owners = super::ledger::read_others(reader.transaction, reader.schema, "", &asked, kinds)?;
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

/// The columns that refer to managed tables, each once.
fn references(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    tables: &Tables,
) -> Result<BTreeSet<Reference>, Error> {
    const KEYS: &str = "
        SELECT s.nspname::text, c.relname::text, a.attname::text, t.relname::text
          FROM pg_constraint k
          JOIN pg_class c ON c.oid = k.conrelid
          JOIN pg_class t ON t.oid = k.confrelid
          JOIN pg_namespace s ON s.oid = c.relnamespace
          JOIN pg_namespace n ON n.oid = t.relnamespace
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
          JOIN pg_attribute r ON r.attrelid = t.oid AND r.attnum = k.confkey[1]
           AND (t.relname, r.attname) IN (SELECT * FROM unnest($2::text[], $3::text[]))
         WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND n.nspname = $1";
    let names: Vec<&str> = tables.managed().iter().map(|table| table.physical).collect();
    let ids: Vec<&str> = tables.managed().iter().map(|table| table.id.name).collect();
    let rows = transaction.query(KEYS, &[&schema, &names, &ids]).during("looking at the foreign keys")?;
    let mut found: BTreeSet<Reference> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let owned = |(a, b, c): (&str, &str, &str)| (schema.to_owned(), a.to_owned(), b.to_owned(), c.to_owned());
    for table in tables.managed() {
        if let Some(parent) = &table.parent {
            found.insert(match parent.link {
                Link::Child(column) => owned((table.physical, column, parent.table.physical)),
                Link::Shared(column) => owned((parent.table.physical, column, table.physical)),
            });
        }
        for column in table.columns {
            if let Type::Reference(target) = column.kind {
                found.insert(owned((table.physical, column.name, target.physical)));
            }
        }
    }
    let all = kinds.references();
    let known: BTreeSet<&str> = all.iter().map(|(table, ..)| *table).collect();
    let existing = introspect::existing(transaction, schema, &known)?;
    found.extend(all.into_iter().filter(|(table, ..)| existing.contains(*table)).map(owned));
    // What hangs on something by an id alone goes with it: those are the companions.
    let goes_with: BTreeSet<(&str, &str)> =
        kinds.companions().iter().map(|it| (it.table.physical, it.column)).collect();
    found.retain(|(_, table, column, _)| !goes_with.contains(&(table.as_str(), column.as_str())));
    Ok(found)
}

/// How many rows refer to each deleted row, without those that the plan deletes or updates itself.
fn count(
    transaction: &mut Transaction<'_>,
    schema: &str,
    deleted: &Deleted,
    (of, table, column, target): &Reference,
    tables: &Tables,
) -> Result<Vec<Referrer>, Error> {
    let Some(ids) = deleted.rows.get(target.as_str()) else { return Ok(Vec::new()) };
    let find = |name: &str| tables.managed().iter().find(|known| known.physical == name);
    let mut spared = Vec::new();
    if of == schema {
        spared.extend(own(deleted.rows.get(table.as_str())));
        spared.extend(own(deleted.updated.get(table.as_str())));
    }
    let sort = find(target).map_or(IdSort::Uuid, |table| table.id.sort);
    let (name, column_name) = (qualified(of, table), identifier(column));
    let mut select =
        format!("SELECT {}, count(*) FROM {name} WHERE {column_name} = ANY($1)", sort.read(&column_name));
    let (ids, sparing) = (Any::ids(ids), Any::ids(&spared));
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&ids];
    if let (false, Some(own)) = (spared.is_empty(), find(table)) {
        select.push_str(&format!(" AND NOT ({} = ANY($2))", identifier(own.id.name)));
        parameters.push(&sparing);
    }
    let rows = transaction
        .query(&format!("{select} GROUP BY 1 ORDER BY 1"), &parameters)
        .during(&format!("looking for references in `{table}`"))?;
    let what = format!("looking for references in `{table}`");
    let referrer = |row: &postgres::Row| {
        Ok(Referrer {
            target: target.clone(),
            // What equals an id of the deleted rows is one.
            id: id(row, 0, sort).during(&what)?.unwrap_or(Id::NIL),
            table: if of == schema { table.clone() } else { format!("{of}.{table}") },
            column: column.clone(),
            count: row.get(1),
        })
    };
    rows.iter().map(referrer).collect()
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
