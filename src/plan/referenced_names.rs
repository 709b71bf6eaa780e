//! What a plan refers to and leaves as it is: articles, currencies, services.

use super::Plan;
use crate::diff::Action;
use crate::live::LiveRow;
use crate::table::{Id, Key, Table, Type, Value};
use foldhash::HashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Rows by the name of their table and by key, with their ids.
pub type Reference = (&'static str, Key, Id);

impl Plan {
    /// The rows that its own rows refer to, and are not among them: roots, parents of new rows, and what columns name.
    pub fn references(&self) -> Vec<Reference> {
        let rows = || self.resources.iter().flat_map(|resource| &resource.rows);
        let known = |at: &(&'static str, Key)| self.known.get(at).copied();
        // A duplicate that goes has the key of the row that stays.
        let own = rows().filter(|row| known(&(row.table.name, row.key.clone())) == row.id);
        let told: HashSet<(&str, &Key)> = own.map(|row| (row.table.name, &row.key)).collect();
        let roots = self.resources.iter().map(|resource| (resource.root.name, resource.key.clone()));
        let mut needed: HashSet<(&'static str, Key)> = roots.collect();
        for row in rows() {
            if let (Action::Insert, Some(parent)) = (row.action, &row.table.parent) {
                needed.insert((parent.table.name, row.key.prefix(row.key.len() - row.table.key.len())));
            }
            for (number, column) in row.table.columns.iter().enumerate() {
                let Type::Reference(target) = column.kind else { continue };
                let before = row.before.as_ref().and_then(|cells| cells.get(number)).cloned();
                for it in before.into_iter().chain(row.value_after(number, &self.defaults)) {
                    if let Value::Key(key) = it {
                        needed.insert((target.table().name, key));
                    }
                }
            }
        }
        let needed = needed.into_iter().filter(|(table, key)| !told.contains(&(*table, key)));
        let mut found: Vec<Reference> =
            needed.filter_map(|at| known(&at).map(|id| (at.0, at.1, id))).collect();
        found.sort();
        found
    }

    /// Those of them that have names of their own and that the plan leaves as they are, by table: somebody may rename or
    /// delete them before it is applied.
    pub fn named(&self) -> BTreeMap<&'static str, (&'static Table, BTreeMap<Id, Key>)> {
        let tables = self.kinds.tables();
        let all: Vec<&'static Table> = tables.roots().chain(tables.lookups().iter().copied()).collect();
        let mut named: BTreeMap<&'static str, (&'static Table, BTreeMap<Id, Key>)> = BTreeMap::new();
        for (name, key, id) in self.references() {
            let Some(table) = all.iter().find(|table| table.name == name) else { continue };
            let is_own = self.roots.ids.get(name).is_some_and(|ids: &BTreeSet<Id>| ids.contains(&id));
            if !is_own && !id.is_drawn() {
                named.entry(name).or_insert((table, BTreeMap::new())).1.insert(id, key);
            }
        }
        named
    }
}

/// What became of rows that are referred to, where that is not what the plan expects.
pub fn moved(table: &Table, wanted: &BTreeMap<Id, Key>, found: &[LiveRow]) -> Vec<String> {
    let word = if table.noun.is_empty() { table.name } else { table.noun };
    let line = |(id, key): (&Id, &Key)| match found.iter().find(|row| row.id == *id) {
        None => Some(format!("the {word} `{key}`, which the plan refers to, is gone")),
        Some(row) if row.is_deleted() => {
            Some(format!("the {word} `{key}`, which the plan refers to, was deleted"))
        }
        Some(row) if row.root_key() != *key => {
            Some(format!("the {word} `{key}`, which the plan refers to, is called `{}` now", row.root_key()))
        }
        Some(_) => None,
    };
    wanted.iter().filter_map(line).collect()
}
