//! Checks that the database has the names in the files, and that no other catalog owns the resources in the files.

use super::manifest_resources::{external_roots, place};
use super::{Action, Changes, Problems, Refusal, Verb};
use crate::catalog::Desired;
use crate::diagnostic::{Diagnostic, DocumentId, Place, one_of};
use crate::diff::codes;
use crate::kinds::{self, Kinds};
use crate::live::{LedgerEntry, Live};
use crate::model::{Article, Manifest, Target};
use crate::source;
use crate::table::{Choice, Fill, Id, Key, Role, Row, Rows, Table, Type, Value};
use std::collections::BTreeMap;

/// Adds errors for names that do not exist in the database, and for resources that another catalog owns.
pub fn verify(kinds: &Kinds, manifest: &Manifest, desired: &Desired<'_>, live: &Live, changes: &mut Changes) {
    declared(kinds, manifest, live, &mut changes.problems);
    external(kinds, manifest, changes);
    inserted(desired, live, changes);
    owners(desired, live, changes);
}

/// Checks the rows of a resource. Adds errors for names that do not exist in the database, and for amounts that the
/// database would round.
pub fn wanted(rows: &Rows, document: DocumentId, live: &Live, problems: &mut Problems) {
    for row in rows.iter() {
        lookups(row, document, live, problems, Fill::Files);
        rounded(row, document, problems);
    }
}

/// Adds errors for amounts with more decimal places than the column can store.
fn rounded(row: &Row, document: DocumentId, problems: &mut Problems) {
    for (column, value) in row.columns_with_values() {
        // PostgreSQL rounds `numeric` without an error, and the next plan would find a difference.
        let Some(scale) = column.rounded_scale(value) else { continue };
        let message = format!("the database keeps only {scale} decimal places of {value}");
        let place = row.place.unwrap_or(document.root());
        let finding = Diagnostic::new(source::codes::WRONG_VALUE, place, message);
        problems.findings.push(finding.help(format!("write an amount with at most {scale} decimal places")));
    }
}

/// Adds errors for names in the manifest's lists that do not exist in the database. Such lists are `currencies` and
/// `languages`.
fn declared(kinds: &Kinds, manifest: &Manifest, live: &Live, problems: &mut Problems) {
    // A scope with one row, such as the reseller, is checked when the reader binds it.
    for scope in kinds.tables().scopes().into_iter().filter(|scope| scope.choice == Choice::Each) {
        for (index, name) in manifest.names_of(scope.field).iter().enumerate() {
            let place = place(scope.field, index);
            lookup(scope.table.table(), &Key::of(name), place, live, problems);
        }
    }
}

/// Adds errors for names under `external` that do not exist in the database.
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

/// The noun for the target of a reference in messages: "article" if the kinds in use have articles, or else "resource".
fn noun(kinds: &Kinds) -> &'static str {
    // Kinds over other tables may know no articles.
    if kinds.lead_to(Article::word()) { Article::word() } else { "resource" }
}

/// Adds errors for names in a row that do not exist in the database. Only columns with the given [`Fill`] are checked.
fn lookups(row: &Row, document: DocumentId, live: &Live, problems: &mut Problems, fill: Fill) {
    for (column, value) in row.columns_with_values() {
        let (Type::Reference(target), Value::Key(key)) = (column.kind, value) else { continue };
        // `declared` checks the names in scope columns, which come from the manifest.
        let is_declared = row.table.scopes.iter().any(|(bounded, _)| *bounded == column.name);
        if target.role == Role::Lookup && column.fill == fill && !is_declared {
            let place = row.place.unwrap_or(document.root());
            // If the name is a key in the file, the error points to the key rather than to its value.
            let is_key = place.pointer.last().is_some_and(|last| *last == key.to_string());
            let place = if is_key { place.key() } else { place };
            lookup(target.table(), key, place, live, problems);
        }
    }
}

/// Adds errors for names in new rows that are looked up only when the rows are inserted.
fn inserted(desired: &Desired<'_>, live: &Live, changes: &mut Changes) {
    // Taken out so that problems can be added while the changes are borrowed.
    let mut problems = std::mem::take(&mut changes.problems);
    for change in &changes.resources {
        let Some(document) = change.document else { continue };
        // Existing rows keep their values in these columns.
        for row in change.rows.iter().filter(|row| row.action == Action::Insert) {
            let columns = 0..row.table.columns.len();
            let cells = columns
                .filter_map(|number| Some((number, row.new_value(number, &desired.defaults)?)))
                .collect();
            let row = Row { table: row.table, key: row.key.clone(), cells, place: row.place };
            lookups(&row, document, live, &mut problems, Fill::Insert);
        }
    }
    changes.problems = problems;
}

/// Adds an error if the looked-up table does not have exactly one row with the given name.
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
        // Fatal, because nothing in the files could make the name unambiguous.
        several => problems.fatal.push(Refusal::new(
            format!("{} rows of `{}` have the name `{key}`", several.len(), table.physical),
            "delete or rename all but one of them in the database, then plan again",
        )),
    }
}

/// The help text if there are no names to suggest. In a table with a scope, only the rows in the scope of the catalog
/// are considered.
fn none(table: &Table) -> String {
    match table.scopes.first() {
        Some((_, scope)) => {
            format!("add one in the database: this {} has no {} at all", scope.name, table.noun)
        }
        None => format!("add one in the database: it has no {} at all", table.noun),
    }
}

/// Adds errors for resources in the files that another catalog owns.
fn owners(desired: &Desired<'_>, live: &Live, changes: &mut Changes) {
    let others = live.ledger.iter().filter(|resident| resident.catalog != desired.catalog);
    let others: BTreeMap<(&str, Id), &LedgerEntry> =
        others.map(|resident| ((resident.root.name, resident.id), resident)).collect();
    // Only these verbs take over a row that the catalog does not own.
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

/// The error for a resource whose name belongs to a row of another catalog. `own` is the row under the same name in the
/// ledger of this catalog.
pub(super) fn owned_elsewhere(
    owner: &LedgerEntry,
    id: Id,
    key: &Key,
    own: Option<Id>,
    document: DocumentId,
) -> Diagnostic {
    let place = document.root().child(owner.root.column(owner.root.key[0]).words);
    let catalog = &owner.catalog;
    let message = match own {
        Some(own) => format!(
            "the catalog `{catalog}` owns `{key}` (row {id}); this catalog's own row {own} was deleted or renamed \
             in the database"
        ),
        None => format!("the catalog `{catalog}` owns `{key}`"),
    };
    let help = match own.filter(|_| owner.key != *key) {
        Some(own) => format!(
            "rename both rows back in the database: {own} to `{key}`, and {id} to `{}`, its name in the catalog `{catalog}`",
            owner.key
        ),
        None => format!(
            "remove the document, or first release it in the catalog `{catalog}`: `release: [{}]`",
            owner.key
        ),
    };
    Diagnostic::new(codes::OWNED_ELSEWHERE, place, message).help(help)
}
