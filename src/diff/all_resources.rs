//! Gathers every live resource, whether a file describes it or not, for import and similar commands.

use super::live_index::{Index, marking_tables};
use super::live_resources::{Sources, keys_of};
use super::{Names, nested_keys};
use crate::kinds::{Defaults, Ignored};
use crate::live::{LedgerEntry, Live, LiveRow};
use crate::table::{Id, Key, Rows, Table, Tables, Value};
use std::collections::{BTreeMap, BTreeSet};

/// All live resources of a database, and the rows that cannot be identified by name.
#[derive(Debug, Default)]
pub struct AllResources<'a> {
    /// The resources, sorted by root table and key.
    pub resources: Vec<WholeResource<'a>>,
    /// The rows that share their name with other rows, and the rows without a name.
    pub ambiguous: Vec<Ambiguous>,
    /// The catalog's ledger entries for resources that still exist.
    pub owned: Vec<&'a LedgerEntry>,
}

/// A live resource with all its rows.
#[derive(Debug)]
pub struct WholeResource<'a> {
    /// The root table of the resource's kind.
    pub root: &'static Table,
    /// The id of the resource's root row.
    pub id: Id,
    /// The natural key of the resource.
    pub key: Key,
    /// The rows of the resource, without duplicates.
    pub rows: Rows,
    /// The ledger entry of the resource, if a catalog owns it.
    pub owner: Option<&'a LedgerEntry>,
}

/// Live root rows that cannot be identified by name: they have no name, or several rows have the same name.
#[derive(Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The root table.
    pub root: &'static Table,
    /// The key that the rows share. If one of its values is missing, the rows have no name.
    pub key: Key,
    /// The ids of the rows. The row in `chosen` is not included.
    pub ids: Vec<Id>,
    /// The id of the chosen row, to which the name refers. The chosen row is the only owned row with this name, or else
    /// the only row with this name in the shop.
    pub chosen: Option<Id>,
    /// The catalog that owns one of these rows. `None` if no catalog does, or if `chosen` is set.
    pub owner: Option<String>,
}

impl Ambiguous {
    /// The name that the rows share; `None` if they have no name.
    pub fn name(&self) -> Option<&Key> {
        Some(&self.key).filter(|key| is_name(key))
    }
}

/// Gathers the rows of all live resources, except the rows that the manifest ignores.
pub fn all_resources<'a>(
    live: &'a Live,
    catalog: &str,
    ignored: &Ignored,
    tables: &Tables,
) -> AllResources<'a> {
    let index = Index::new(live);
    // By id, because the name of an owned row may have been edited in the database.
    let owners: Owners =
        live.ledger.iter().map(|resident| ((resident.root.name, resident.id), resident)).collect();
    let (roots, ambiguous) = roots(&index, &owners, catalog, tables);
    // Before the nested keys, which begin with the keys of their roots.
    let mut names = names(&roots, live);
    nested_keys::name(&index, tables, &mut names);
    // There are no files to compare with, so the defaults and the tables that customers' rows can refer to do not
    // matter.
    let (defaults, held) = (Defaults::default(), BTreeSet::new());
    let sources = Sources {
        index: &index,
        names: &names,
        tables,
        defaults: &defaults,
        used: &live.used,
        customer_referenced: &held,
    };
    let resource = |(key, root): (Key, &LiveRow)| {
        let owner = owners.get(&(root.table.name, root.id)).copied();
        let applied = owner.and_then(|owner| owner.rows.as_deref());
        let recorded = applied.map(keys_of);
        // With the recorded keys, so that import describes the one of several duplicates that a plan would keep.
        let assembled = sources.assemble(root, &key, None, recorded.as_ref());
        let mut rows = Rows::default();
        // Without the duplicates: a file cannot describe two rows with the same key.
        let kept = assembled.rows.into_values().filter(|stored| !ignored.contains(&stored.row));
        kept.for_each(|stored| rows.add(stored.row));
        WholeResource { root: root.table, id: root.id, key, rows, owner }
    };
    let exists =
        // An entry whose row is gone or deleted describes nothing live; the next plan drops it.
        |resident: &&LedgerEntry| index.root(resident.root, resident.id).is_some_and(|row| !row.is_deleted());
    let owned = live.ledger.iter().filter(|resident| resident.catalog == catalog);
    let owned = owned.filter(exists).collect();
    AllResources { resources: roots.into_iter().map(resource).collect(), ambiguous, owned }
}

/// Ledger entries by root table and id.
type Owners<'a> = BTreeMap<(&'static str, Id), &'a LedgerEntry>;

/// Returns the live root row for each name, and the rows that cannot be identified by name. If several rows share a
/// name, the row that the catalog owns is chosen, or else the row in the shop. A row is chosen only if no other row
/// meets the same condition.
fn roots<'a>(
    index: &Index<'a>,
    owners: &Owners<'_>,
    catalog: &str,
    tables: &Tables,
) -> (Vec<(Key, &'a LiveRow)>, Vec<Ambiguous>) {
    let owner = |row: &LiveRow| owners.get(&(row.table.name, row.id)).map(|owner| &owner.catalog);
    let shop = marking_tables(tables);
    let placed = |row: &LiveRow| shop.iter().any(|table| index.children(table, row.id).len() > 0);
    let (mut roots, mut ambiguous) = (Vec::new(), Vec::new());
    for ((_, key), rows) in live_roots(index) {
        let owned = |row: &LiveRow| owner(row).is_some_and(|owner| owner == catalog);
        // The order of a plan (design.md §2), so that import writes what the next plan would compare with.
        let chosen = only(&rows, owned).or_else(|| only(&rows, placed)).or_else(|| only(&rows, |_| true));
        // Files refer to resources by name only, so a row without one cannot be described.
        let chosen = chosen.filter(|_| is_name(&key));
        // Rows with the same name that another catalog owns are not ambiguous: they belong to that catalog.
        let is_left =
            |row: &&LiveRow| chosen.is_none_or(|chosen| chosen.id != row.id && owner(row).is_none());
        let ids: Vec<Id> = rows.iter().copied().filter(is_left).map(|row| row.id).collect();
        if !ids.is_empty() {
            let owner = rows.iter().find_map(|row| owner(row)).filter(|_| chosen.is_none()).cloned();
            let chosen = chosen.map(|row| row.id);
            ambiguous.push(Ambiguous { root: rows[0].table, key: key.clone(), ids, chosen, owner });
        }
        roots.extend(chosen.map(|row| (key, row)));
    }
    (roots, ambiguous)
}

/// The live root rows by table and key. Several rows may share a key.
fn live_roots<'a>(index: &Index<'a>) -> BTreeMap<(&'static str, Key), Vec<&'a LiveRow>> {
    let mut roots: BTreeMap<(&'static str, Key), Vec<&'a LiveRow>> = BTreeMap::new();
    // A soft-deleted article keeps its number, and a live one may have the same.
    for row in index.roots.values().filter(|row| !row.is_deleted()) {
        roots.entry((row.table.name, row.root_key())).or_default().push(row);
    }
    roots
}

/// Whether a key is a name, that is, none of its values is NULL or empty.
fn is_name(key: &Key) -> bool {
    // The billing system allows this: `item.article_number` may be NULL (database.md A).
    key.parts().iter().all(|part| *part != Value::Null && part.as_text() != Some(""))
}

/// Returns the only row that satisfies the given condition; `None` if there is no such row, or more than one.
fn only<'a>(rows: &[&'a LiveRow], condition: impl Fn(&LiveRow) -> bool) -> Option<&'a LiveRow> {
    let mut matching = rows.iter().filter(|row| condition(row));
    let first = matching.next();
    first.filter(|_| matching.next().is_none()).copied()
}

/// The natural keys of all rows that a reference can point to: the root rows, and looked-up rows with a unique name.
fn names(roots: &[(Key, &LiveRow)], live: &Live) -> Names {
    let mut names: Names = roots.iter().map(|(key, row)| ((row.table.name, row.id), key.clone())).collect();
    for ((table, key), ids) in live.lookups.iter() {
        // With several rows, the name would not say which one is meant, so references to them stay ids.
        if let [id] = ids.as_slice() {
            names.insert((table, *id), key.clone());
        }
    }
    names
}
