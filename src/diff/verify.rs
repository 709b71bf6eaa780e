//! What the files name and the database must have.

use super::{Action, Changes, Problems, Refusal, Verb};
use crate::catalog::{Desired, MANIFEST, Origin};
use crate::diagnostic::{Diagnostic, Location, Pointer, one_of};
use crate::diff::codes;
use crate::kinds::{self, CURRENCY, ITEM, LANGUAGE};
use crate::live::Live;
use crate::model::Manifest;
use crate::table::{Fill, Key, Role, Row, Table, Type, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reports what the files name and the database lacks, and resources that another catalog owns.
pub fn verify(manifest: &Manifest, desired: &Desired, live: &Live, changes: &mut Changes) {
    declared(manifest, live, &mut changes.problems);
    external(manifest, changes);
    for resource in &desired.resources {
        for row in resource.rows.iter() {
            lookups(row, &resource.origin, live, &mut changes.problems, Fill::Files);
        }
    }
    inserted(live, changes);
    owners(desired, live, changes);
}

/// The manifest's currencies and languages.
fn declared(manifest: &Manifest, live: &Live, problems: &mut Problems) {
    let lists =
        [("currencies", &CURRENCY, &manifest.currencies), ("languages", &LANGUAGE, &manifest.languages)];
    for (field, table, names) in lists {
        for (index, name) in names.iter().enumerate() {
            let place = Location::value(MANIFEST, 0, Pointer::root().child(field).child(index));
            lookup(table, &Key::of(name), place, live, problems);
        }
    }
}

/// The articles that the manifest says exist in the database alone.
fn external(manifest: &Manifest, changes: &mut Changes) {
    for (number, article) in manifest.external.iter().enumerate() {
        if changes.roots.contains_key(&(ITEM.name, Key::of(article.as_str()))) {
            continue;
        }
        let place = Location::value(MANIFEST, 0, Pointer::parse("/external").child(number));
        let message = format!("the database has no article `{article}`");
        let help = "correct the article number, or describe the article in a file";
        changes
            .problems
            .findings
            .push(Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).help(help));
    }
}

/// The names that a row looks up in columns that are filled alike.
fn lookups(row: &Row, origin: &Origin, live: &Live, problems: &mut Problems, fill: Fill) {
    for (column, value) in row.table.columns.iter().zip(&row.values) {
        let (Type::Reference(target), Some(Value::Key(key))) = (column.kind, value) else { continue };
        let is_declared = [&CURRENCY, &LANGUAGE].contains(&target);
        if target.role == Role::Lookup && column.fill == fill && !is_declared {
            let pointer = row.pointer.clone().unwrap_or_default();
            // A name that is a key is shown there, not at what stands behind it.
            let is_key = pointer.parts().last().is_some_and(|last| *last == key.to_string());
            let place = if is_key { origin.key_at(pointer) } else { origin.at(pointer) };
            lookup(target, key, place, live, problems);
        }
    }
}

/// The names that new rows look up when they are inserted.
fn inserted(live: &Live, changes: &mut Changes) {
    let mut problems = std::mem::take(&mut changes.problems);
    for change in &changes.resources {
        let Some(origin) = &change.origin else { continue };
        for row in change.rows.iter().filter(|row| row.action == Action::Insert) {
            let values = row.after.clone().unwrap_or_default();
            let row = Row { table: row.table, key: row.key.clone(), values, pointer: row.pointer.clone() };
            lookups(&row, origin, live, &mut problems, Fill::Insert);
        }
    }
    changes.problems = problems;
}

fn lookup(table: &'static Table, key: &Key, place: Location, live: &Live, problems: &mut Problems) {
    let (code, word) = kinds::missing(table);
    match live.lookups.get(table, key) {
        [_] => {}
        [] => {
            let names = live.lookups.names(table);
            let near = one_of(&key.to_string(), names.iter().map(String::as_str));
            let near = near.unwrap_or_else(|| format!("table `{}` is empty", table.physical));
            let message = format!("the database has no {word} `{key}`");
            problems.findings.push(Diagnostic::new(code, place, message).help(near));
        }
        several => problems.stops.push(Refusal {
            message: format!("{} rows of `{}` have the name `{key}`", several.len(), table.physical),
            help: "leave one of them in the database, then plan again".to_owned(),
        }),
    }
}

/// Resources that another catalog owns.
fn owners(desired: &Desired, live: &Live, changes: &mut Changes) {
    let others = live.ledger.iter().filter(|resident| resident.catalog != desired.catalog);
    let others: BTreeMap<(&str, Uuid), &str> =
        others.map(|resident| ((resident.root.name, resident.id), resident.catalog.as_str())).collect();
    let taken = changes.resources.iter().filter(|c| matches!(c.verb, Verb::Adopt | Verb::Revive));
    for change in taken {
        let (Some(owner), Some(origin)) =
            (change.id.and_then(|id| others.get(&(change.root.name, id))), &change.origin)
        else {
            continue;
        };
        let field = change.root.column(change.root.key[0]).words;
        let message = format!("the catalog `{owner}` owns `{}`", change.key);
        let help = format!("take the document out, or release it there first: `release: [{}]`", change.key);
        let place = origin.at(Pointer::root().child(field));
        changes.problems.findings.push(Diagnostic::new(codes::OWNED_ELSEWHERE, place, message).help(help));
    }
}
