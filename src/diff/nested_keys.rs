//! The natural keys of nested rows that other resources can refer to, such as the values of an enumeration. Nested rows
//! are rows below root rows.

use super::Names;
use super::compare_resource::{Applied, Differ, applied_rows};
use super::live_index::{Index, Located};
use super::live_resources::keys_of;
use crate::diagnostic::{Diagnostic, DocumentId, Place};
use crate::kinds::codes;
use crate::table::{Column, Id, Key, NULL, Rows, Table, Tables, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of nested rows, by table and natural key.
pub type Nested = BTreeMap<(&'static str, Key), Id>;

/// Adds to `names` the keys of nested rows that other resources can refer to, and returns the ids of these rows. The
/// keys are those in the database. A row is added only if `names` contains its parent.
pub fn name(index: &Index<'_>, tables: &Tables, names: &mut Names) -> Nested {
    let mut nested = Nested::new();
    let targets = tables.nested_targets();
    // Not every billing system has such references, and what follows goes through all rows.
    if targets.is_empty() {
        return nested;
    }
    // Parents first: the key of a row begins with the key of its parent.
    for table in tables.parents_first().into_iter().filter(|table| leads_to(table, &targets)) {
        let Some(parent) = &table.parent else { continue };
        for (of, row) in index.all_children(table) {
            // The root has no unique name, so nothing can refer to the row by its key.
            let Some(above) = names.get(&(parent.table.name, of)) else { continue };
            let own_key = table.key.iter().map(|column| match (table.column(column).kind, row.get(column)) {
                (Type::Reference(target), Value::Id(id)) => {
                    // NULL in place of a dangling reference, so that the key has as many parts as every other.
                    names.get(&(target.name, *id)).map_or_else(|| NULL.clone(), |key| Value::Key(key.clone()))
                }
                (_, value) => value.clone(),
            });
            let key = above.join(own_key.collect::<Vec<_>>());
            // Of two rows with the same key, references by key lead to the first one.
            if let std::collections::btree_map::Entry::Vacant(entry) = nested.entry((table.name, key.clone()))
            {
                entry.insert(row.id);
                names.insert((table.name, row.id), key);
            }
        }
    }
    nested
}

/// The place of a column in the files, where `row` is the place of its row. A key column has the place of the row.
fn place_of(row: Place, table: &Table, column: &Column) -> Place {
    match table.is_key(column) {
        true => row,
        false => column.words.split('.').fold(row, |place, word| place.child(word)),
    }
}

/// The error for a reference to a row of `target` that does not exist. `above` is the key of the root row.
fn unknown(place: Place, target: &Table, key: &Key, above: &Key) -> Diagnostic {
    let (words, noun) = (target.words_for(key), target.root_table().name.replace('_', " "));
    let message = format!("the {noun} `{above}` in the database has no `{words}`");
    let help = format!("correct the name, or add it where the {noun} `{above}` is described");
    Diagnostic::new(codes::MISSING_LIVE, place, message).help(help)
}

/// Whether the table is a target or an ancestor of a target.
fn leads_to(table: &'static Table, targets: &[&'static Table]) -> bool {
    targets.iter().any(|target| {
        let mut above =
            std::iter::successors(Some(*target), |it| it.parent.as_ref().map(|it| it.table.table()));
        above.any(|it| it == table)
    })
}

impl<'a> Differ<'a> {
    /// The errors for references to nested rows that do not exist in the database. Checks only references into
    /// resources that are not in the files; all other references were checked before.
    pub(super) fn unknown_below_roots(&self, wanted: &Rows, document: DocumentId) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> = Vec::new();
        for row in wanted.iter() {
            for (column, value) in row.columns_with_values() {
                let (Type::Reference(target), Value::Key(key)) = (column.kind, value) else { continue };
                let root = target.root_table();
                let above = key.prefix(root.key_length().min(key.len()));
                // `verify` and the catalog check all other references.
                let is_own = target.parent.is_none()
                    || root == row.table.root_table()
                    || self.wanted.contains(&(root.name, above.clone()));
                if is_own || self.changes.roots.contains_key(&(target.name, key.clone())) {
                    continue;
                }
                let place = row.place.unwrap_or(document.root());
                let finding = unknown(place_of(place, row.table, column), target.table(), key, &above);
                // Several rows may have the same wrong reference, such as all prices of one value.
                if !findings.iter().any(|other| other.message == finding.message) {
                    findings.push(finding);
                }
            }
        }
        findings
    }

    /// Assigns to nested rows of changed resources the keys that they have in the ledger. A row whose key was edited in
    /// the database is still the same row.
    pub(super) fn name_nested_by_ledger(
        &mut self,
        located: &[Located<'a>],
        settled: &[bool],
        applied: &Applied,
    ) {
        let targets = self.kinds.tables().nested_targets();
        let roots: BTreeSet<&str> = targets.iter().map(|table| table.root_table().name).collect();
        let mut renamed: Vec<((&'static str, Id), Key)> = Vec::new();
        let each = self.desired.resources.iter().zip(located).zip(settled);
        for ((resource, located), _) in
            each.filter(|((resource, _), settled)| !**settled && roots.contains(resource.kind.root().name))
        {
            let Some(root) = located.found.row() else { continue };
            let recorded = located.ledger_entry.map(|it| applied_rows(it, applied)).unwrap_or_default();
            let keys = keys_of(&recorded);
            let wanted = self.desired.rows(resource);
            let live = self.assemble(root, &resource.key, Some(&wanted), Some(&keys));
            let rows = live.rows.values().filter(|stored| targets.contains(&stored.row.table));
            renamed.extend(rows.map(|stored| ((stored.row.table.name, stored.id), stored.row.key.clone())));
        }
        let names = &self.changes.names;
        // Each replacement goes through all roots, so only keys that differ are replaced.
        renamed.retain(|(at, key)| names.get(at) != Some(key));
        for ((table, id), key) in renamed {
            self.changes.roots.retain(|(name, _), known| (*name, *known) != (table, id));
            self.changes.roots.insert((table, key.clone()), id);
            self.changes.names.insert((table, id), key);
        }
    }
}
