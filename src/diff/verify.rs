//! What the files name and the database must have.

use super::manifest_resources::{external_roots, place};
use super::{Action, Changes, Problems, Refusal, Verb};
use crate::catalog::Desired;
use crate::diagnostic::{Diagnostic, DocumentId, Place, one_of};
use crate::diff::codes;
use crate::kinds::{self, Kinds};
use crate::live::{Live, Resident};
use crate::model::{Article, Manifest, Target};
use crate::source;
use crate::table::{Choice, Fill, Id, Key, Role, Row, Rows, Table, Type, Value};
use std::collections::BTreeMap;

/// Reports what the files name and the database lacks, and resources that another catalog owns.
pub fn verify(kinds: &Kinds, manifest: &Manifest, desired: &Desired<'_>, live: &Live, changes: &mut Changes) {
    declared(kinds, manifest, live, &mut changes.problems);
    external(kinds, manifest, changes);
    inserted(desired, live, changes);
    owners(desired, live, changes);
}

/// Reports the names that the rows of a resource look up and that the database lacks, and amounts that it would round.
pub fn wanted(rows: &Rows, document: DocumentId, live: &Live, problems: &mut Problems) {
    for row in rows.iter() {
        lookups(row, document, live, problems, Fill::Files);
        rounded(row, document, problems);
    }
}

/// Amounts with more decimal places than their column keeps.
fn rounded(row: &Row, document: DocumentId, problems: &mut Problems) {
    for (column, value) in row.said() {
        let Some(scale) = column.rounds(value) else { continue };
        let message = format!("the database keeps {scale} decimal places of {value}");
        let place = row.place.unwrap_or(document.root());
        let finding = Diagnostic::new(source::codes::WRONG_VALUE, place, message);
        problems.findings.push(finding.help(format!("write an amount with at most {scale} decimal places")));
    }
}

/// What the manifest names of each scope that has several rows: its currencies and languages.
fn declared(kinds: &Kinds, manifest: &Manifest, live: &Live, problems: &mut Problems) {
    for scope in kinds.tables().scopes().into_iter().filter(|scope| scope.choice == Choice::Each) {
        for (index, name) in manifest.names_of(scope.field).iter().enumerate() {
            let place = place(scope.field, index);
            lookup(scope.table.table(), &Key::of(name), place, live, problems);
        }
    }
}

/// The articles that the manifest says exist in the database alone.
fn external(kinds: &Kinds, manifest: &Manifest, changes: &mut Changes) {
    for (number, named) in manifest.external.iter().enumerate() {
        let key = Key::of(named.name.as_str());
        let mut roots = external_roots(named, kinds).into_iter();
        if roots.any(|root| changes.roots.contains_key(&(root.name, key.clone()))) {
            continue;
        }
        let place = place("external", number);
        let word = named
            .kind
            .as_ref()
            .map_or_else(|| noun(kinds).to_owned(), |kind| kind.as_str().replace('_', " "));
        let message = format!("the database has no {word} `{named}`");
        let help = format!("correct the name, or describe the {word} in a file");
        changes
            .problems
            .findings
            .push(Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).help(help));
    }
}

/// What the kinds in use call what a reference leads to.
fn noun(kinds: &Kinds) -> &'static str {
    if kinds.lead_to(Article::word()) { Article::word() } else { "resource" }
}

/// The names that a row looks up in columns that are filled alike.
fn lookups(row: &Row, document: DocumentId, live: &Live, problems: &mut Problems, fill: Fill) {
    for (column, value) in row.said() {
        let (Type::Reference(target), Value::Key(key)) = (column.kind, value) else { continue };
        // What bounds the rows is the manifest's to name.
        let is_declared = row.table.scopes.iter().any(|(bounded, _)| *bounded == column.name);
        if target.role == Role::Lookup && column.fill == fill && !is_declared {
            let place = row.place.unwrap_or(document.root());
            // A name that is a key is shown there, not at what stands behind it.
            let is_key = place.pointer.last().is_some_and(|last| *last == key.to_string());
            let place = if is_key { place.key() } else { place };
            lookup(target.table(), key, place, live, problems);
        }
    }
}

/// The names that new rows look up when they are inserted.
fn inserted(desired: &Desired<'_>, live: &Live, changes: &mut Changes) {
    let mut problems = std::mem::take(&mut changes.problems);
    for change in &changes.resources {
        let Some(document) = change.document else { continue };
        for row in change.rows.iter().filter(|row| row.action == Action::Insert) {
            let columns = 0..row.table.columns.len();
            let cells = columns.filter_map(|at| Some((at, row.new_value(at, &desired.defaults)?))).collect();
            let row = Row { table: row.table, key: row.key.clone(), cells, place: row.place };
            lookups(&row, document, live, &mut problems, Fill::Insert);
        }
    }
    changes.problems = problems;
}

fn lookup(table: &'static Table, key: &Key, place: Place, live: &Live, problems: &mut Problems) {
    let (code, word) = (table.missing.unwrap_or(kinds::codes::MISSING_LIVE), table.noun);
    match live.lookups.get(table, key) {
        [_] => {}
        [] => {
            let names = live.lookups.names(table);
            let near = one_of(&key.to_string(), names.iter().map(String::as_str));
            let near = near.unwrap_or_else(|| none(table));
            let message = format!("the database has no {word} `{key}`");
            problems.findings.push(Diagnostic::new(code, place, message).help(near));
        }
        several => problems.stops.push(Refusal {
            code: None,
            message: format!("{} rows of `{}` have the name `{key}`", several.len(), table.physical),
            help: "leave one of them in the database, then plan again".to_owned(),
        }),
    }
}

/// That no name could be offered: others' rows of a table that is bounded are none of this catalog's.
fn none(table: &Table) -> String {
    match table.scopes.first() {
        Some((_, scope)) => format!("this {} has no {} at all", scope.name, table.noun),
        None => format!("there is no {} at all", table.noun),
    }
}

/// Resources that another catalog owns.
fn owners(desired: &Desired<'_>, live: &Live, changes: &mut Changes) {
    let others = live.ledger.iter().filter(|resident| resident.catalog != desired.catalog);
    let others: BTreeMap<(&str, Id), &Resident> =
        others.map(|resident| ((resident.root.name, resident.id), resident)).collect();
    let taken = changes.resources.iter().filter(|c| matches!(c.verb, Verb::Adopt | Verb::Revive));
    for change in taken {
        let (Some(owner), Some(document)) =
            (change.id.and_then(|id| others.get(&(change.root.name, id))), change.document)
        else {
            continue;
        };
        let (Some(id), own) = (change.id, change.former_id) else { continue };
        let finding = owned_elsewhere(owner, id, &change.key, own, document);
        changes.problems.findings.push(finding);
    }
}

/// That another catalog owns the row which has a resource's name, and which row this catalog's own is or was.
pub(super) fn owned_elsewhere(
    owner: &Resident,
    id: Id,
    key: &Key,
    own: Option<Id>,
    document: DocumentId,
) -> Diagnostic {
    let place = document.root().child(owner.root.column(owner.root.key[0]).words);
    let catalog = &owner.catalog;
    let message = match own {
        Some(own) => format!(
            "the catalog `{catalog}` owns `{key}`, the row {id}; this catalog's own was {own}, which is gone, deleted or \
             renamed in the database"
        ),
        None => format!("the catalog `{catalog}` owns `{key}`"),
    };
    let help = match own.filter(|_| owner.key != *key) {
        Some(own) => format!(
            "give both rows their names back in the database: {own} is `{key}`, and {id} is `{}` of `{catalog}`",
            owner.key
        ),
        None => format!("take the document out, or release it there first: `release: [{}]`", owner.key),
    };
    Diagnostic::new(codes::OWNED_ELSEWHERE, place, message).help(help)
}
