//! Finds the rows that a plan refers to without changing them, such as articles, currencies and services.

use super::Plan;
use crate::diff::Action;
use crate::live::LiveRow;
use crate::table::{Id, Key, Table, Type, Value};
use foldhash::HashSet;
use std::collections::{BTreeMap, BTreeSet};

/// A row: the name of its table, its key, and its id.
pub type Reference = (&'static str, Key, Id);

impl Plan {
    /// Returns the rows that are not in the plan, but that rows of the plan need: roots, parents of new rows, and
    /// targets of reference columns. A saved plan contains these rows, because apply does not read the whole database
    /// again.
    pub fn references(&self) -> Vec<Reference> {
        let rows = || self.resources.iter().flat_map(|resource| &resource.rows);
        let known = |at: &(&'static str, Key)| self.known.get(at).copied();
        // A duplicate that is deleted has the key of the row that stays.
        let own_rows = rows().filter(|row| known(&(row.table.name, row.key.clone())) == row.id);
        let own: HashSet<(&str, &Key)> = own_rows.map(|row| (row.table.name, &row.key)).collect();
        let roots = self.resources.iter().map(|resource| (resource.root.name, resource.key.clone()));
        let mut needed: HashSet<(&'static str, Key)> = roots.collect();
        for row in rows() {
            if let (Action::Insert, Some(parent)) = (row.action, &row.table.parent) {
                needed.insert((parent.table.name, row.key.prefix(row.key.len() - row.table.key.len())));
            }
            for (number, column) in row.table.columns.iter().enumerate() {
                let Type::Reference(target) = column.kind else { continue };
                let before = row.before.as_ref().and_then(|cells| cells.get(number)).cloned();
                // Both sides: the old value is compared when the row is written.
                for it in before.into_iter().chain(row.value_after(number, &self.defaults)) {
                    if let Value::Key(key) = it {
                        needed.insert((target.table().name, key));
                    }
                }
            }
        }
        let needed = needed.into_iter().filter(|(table, key)| !own.contains(&(*table, key)));
        let mut references: Vec<Reference> =
            needed.filter_map(|at| known(&at).map(|id| (at.0, at.1, id))).collect();
        // The saved plan must not depend on the order of a hash set.
        references.sort();
        references
    }

    /// Returns the named rows that the plan refers to but does not change, by table. Someone may rename or delete these
    /// rows before the plan is applied.
    pub fn named(&self) -> BTreeMap<&'static str, (&'static Table, BTreeMap<Id, Key>)> {
        let tables = self.kinds.tables();
        let all: Vec<&'static Table> = tables.roots().chain(tables.lookups().iter().copied()).collect();
        let mut named: BTreeMap<&'static str, (&'static Table, BTreeMap<Id, Key>)> = BTreeMap::new();
        for (name, key, id) in self.references() {
            // Only roots and looked-up rows have a name that somebody can change.
            let Some(table) = all.iter().find(|table| table.name == name) else { continue };
            let is_changing = self.roots.ids.get(name).is_some_and(|ids: &BTreeSet<Id>| ids.contains(&id));
            // A row with a drawn id does not exist yet, so nobody can have changed it.
            if !is_changing && !id.needs_sequence_number() {
                named.entry(name).or_insert((table, BTreeMap::new())).1.insert(id, key);
            }
        }
        named
    }
}

/// Returns a line for each referenced row that was renamed or deleted since the plan was made.
pub fn moved(table: &Table, wanted: &BTreeMap<Id, Key>, found: &[LiveRow]) -> Vec<String> {
    let word = if table.noun.is_empty() { table.name } else { table.noun };
    let line = |(id, key): (&Id, &Key)| match found.iter().find(|row| row.id == *id) {
        None => Some(format!("the {word} `{key}`, which the plan refers to, is gone")),
        Some(row) if row.is_deleted() => {
            Some(format!("the {word} `{key}`, which the plan refers to, was deleted"))
        }
        Some(row) if row.root_key() != *key => {
            Some(format!("the {word} `{key}`, which the plan refers to, is now called `{}`", row.root_key()))
        }
        Some(_) => None,
    };
    wanted.iter().filter_map(line).collect()
}
