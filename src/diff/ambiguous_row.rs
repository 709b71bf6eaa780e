//! Errors for rows that cannot be identified.

use super::Refusal;
use super::live_resources::UnclearKeys;
use super::manifest_resources::place;
use crate::diagnostic::Diagnostic;
use crate::kinds;
use crate::live::{LedgerEntry, LiveRow};
use crate::model::Named;
use crate::table::{Id, Key};

/// The error for a row that the manifest lists under `external`, but that this catalog owns under another name.
pub(super) fn external_is_own(number: usize, named: &Named, owner: &LedgerEntry, id: Id) -> Diagnostic {
    let message = format!(
        // A finding rather than a fatal refusal, because a line of the manifest is to blame.
        "`{named}` is listed under `external`, but it is this catalog's own {} `{}`, renamed in the database ({id})",
        owner.kind, owner.key
    );
    let help = format!("refer to `{}`, and remove `{named}` from `external`", owner.key);
    Diagnostic::new(kinds::codes::CONFLICT, place("external", number), message).help(help)
}

/// The error for rows whose keys differ between the ledger and the database, if it is unclear which keys are right.
pub(super) fn unclear(unclear: &UnclearKeys) -> Refusal {
    // A name may be new in the database, or nothing may have it any more.
    let row = |id: &Option<Id>| id.map_or_else(|| "no row".to_owned(), |id| format!("row {id}"));
    let words = |key: &Key| match unclear.table.parent {
        // The words for a nested row do not say to which resource it belongs. The first part of its key does.
        Some(_) => format!("`{}` of `{}`", unclear.table.words_for(key), key.parts()[0]),
        None => format!("`{key}`"),
    };
    let names: Vec<String> = unclear.claims.iter().map(|(key, ..)| words(key)).collect();
    let each = unclear.claims.iter().map(|(key, ledger, name)| {
        format!("{} is {} in the ledger and {} in the database", words(key), row(ledger), row(name))
    });
    Refusal::new(
        format!(
            "cannot determine which row of `{}` is {}: {}; either choice may change what subscribers have",
            unclear.table.physical,
            names.join(" and which is "),
            each.collect::<Vec<_>>().join("; ")
        ),
        "if the rows were renamed by mistake, rename them back in the database to their names in the ledger; if the new names \
         are intended, first describe each row in the files under its new name, with the values that it has in the \
         database now, and apply the files; then make your changes and plan again",
    )
}

/// The error for several live rows with the same key.
pub(super) fn several(key: &Key, rows: &[&LiveRow]) -> Refusal {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    Refusal::new(
        format!(
            "{} live rows of `{}` have the key `{key}`: {}",
            rows.len(),
            rows[0].table.physical,
            ids.join(" and ")
        ),
        "delete or rename all but one of them in the database, then plan again",
    )
}
