//! The keys of rows below roots that rows of other resources refer to, such as the values of an enumeration.

use super::Names;
use super::compare_catalog::Applied;
use super::compare_resource::{Differ, applied_rows};
use super::live_index::{Index, Located};
use super::live_resources::keys_of;
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::kinds::codes;
use crate::table::{Id, Key, NULL, Rows, Table, Tables, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Keys by which rows below roots are referred to, with their ids.
pub type Nested = BTreeMap<(&'static str, Key), Id>;

/// Names the rows below named roots that others refer to, by the keys that they have in the database.
pub fn name(index: &Index<'_>, tables: &Tables, names: &mut Names) -> Nested {
    let mut nested = Nested::new();
    let targets = tables.nested_targets();
    if targets.is_empty() {
        return nested;
    }
    for table in tables.parents_first().into_iter().filter(|table| leads_to(table, &targets)) {
        let Some(parent) = &table.parent else { continue };
        for (of, row) in index.all_children(table) {
            let Some(above) = names.get(&(parent.table.name, of)) else { continue };
            let own = table.key.iter().map(|column| match (table.column(column).kind, row.get(column)) {
                (Type::Reference(target), Value::Id(id)) => {
                    names.get(&(target.name, *id)).map_or_else(|| NULL.clone(), |key| Value::Key(key.clone()))
                }
                (_, value) => value.clone(),
            });
            let key = above.join(own.collect::<Vec<_>>());
            // Of two rows with one key the other one cannot be referred to by it.
            if let std::collections::btree_map::Entry::Vacant(entry) = nested.entry((table.name, key.clone()))
            {
                entry.insert(row.id);
                names.insert((table.name, row.id), key);
            }
        }
    }
    nested
}

/// Whether a table is one of some, or leads down to one.
fn leads_to(table: &'static Table, some: &[&'static Table]) -> bool {
    some.iter().any(|target| {
        let mut above =
            std::iter::successors(Some(*target), |it| it.parent.as_ref().map(|it| it.table.table()));
        above.any(|it| it == table)
    })
}

impl<'a> Differ<'a> {
    /// Rows that a resource refers to below roots which no file describes, and that the database does not have.
    pub(super) fn unknown_below_roots(&self, wanted: &Rows, document: DocumentId) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> = Vec::new();
        for row in wanted.iter() {
            for (column, value) in row.said() {
                let (Type::Reference(target), Value::Key(key)) = (column.kind, value) else { continue };
                let root = target.root_table();
                let above = key.prefix(root.key_length().min(key.len()));
                let is_own = target.parent.is_none()
                    || root == row.table.root_table()
                    || self.wanted.contains(&(root.name, above.clone()));
                if is_own || self.changes.roots.contains_key(&(target.name, key.clone())) {
                    continue;
                }
                let place = row.place.unwrap_or(document.root());
                let place = match row.table.is_key(column) {
                    true => place,
                    false => column.words.split('.').fold(place, |place, word| place.child(word)),
                };
                let (words, noun) = (target.words_for(key), root.name.replace('_', " "));
                let message = format!("the {noun} `{above}` in the database has no `{words}`");
                let finding = Diagnostic::new(codes::MISSING_LIVE, place, message)
                    .help(format!("correct the name; what the {noun} has is said where it is described"));
                // Of the prices of one value each says the same.
                if !findings.iter().any(|told| told.message == finding.message) {
                    findings.push(finding);
                }
            }
        }
        findings
    }

    /// Names the rows below roots that change as the ledger does: one whose key somebody edited is still the same row.
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
            let recorded = located.resident.map(|it| applied_rows(it, applied)).unwrap_or_default();
            let keys = keys_of(&recorded);
            let wanted = self.desired.rows(resource);
            let live = self.assemble(root, &resource.key, Some(&wanted), Some(&keys));
            let rows = live.rows.values().filter(|stored| targets.contains(&stored.row.table));
            renamed.extend(rows.map(|stored| ((stored.row.table.name, stored.id), stored.row.key.clone())));
        }
        let names = &self.changes.names;
        renamed.retain(|(at, key)| names.get(at) != Some(key));
        for ((table, id), key) in renamed {
            self.changes.roots.retain(|(name, _), known| (*name, *known) != (table, id));
            self.changes.roots.insert((table, key.clone()), id);
            self.changes.names.insert((table, id), key);
        }
    }
}
