//! Handles prices in currencies that an environment leaves out. Such prices are not managed in that environment.

use super::codes;
use super::known_names::Known;
use super::manifest_location::in_manifest;
use super::read_result::Read;
use crate::diagnostic::{Diagnostic, Part, counted, list};
use crate::model::{Currency, Manifest, Target};
use crate::source::Mention;
use crate::table::{Choice, Key, Row, Rows, Value};
use std::collections::BTreeSet;

/// Whether a reference names the currency of a price, and the environment leaves that currency out.
pub(super) fn is_left_out(mention: &Mention, known: &Known<'_>) -> bool {
    let is_price = mention.part == Part::Key && mention.target == Currency::word();
    is_price && known.replaced.leaves_out(known.manifest, mention.name)
}

/// Returns a note if documents have prices in currencies that the environment leaves out.
pub fn narrowed<'a>(reads: impl Iterator<Item = &'a Read>, known: &Known<'_>) -> Option<Diagnostic> {
    let environment = known.replaced.by("currencies")?;
    let mentions = reads.flat_map(|read| &read.mentions).filter(|mention| is_left_out(mention, known));
    // The set sorts the currencies and removes repetitions; the count has all prices.
    let (mut currencies, mut count) = (BTreeSet::new(), 0);
    for mention in mentions {
        currencies.insert(mention.name);
        count += 1;
    }
    let currencies: Vec<&str> = currencies.into_iter().collect();
    let first = currencies.first()?;
    let place = in_manifest("/environments").child(environment).child("currencies");
    let (prices, names) = (counted(count, "price"), list(&currencies, "and"));
    let are = if count == 1 { "is" } else { "are" };
    let message = format!("{prices} in {names} {are} not managed in this environment");
    let help = format!(
        "the database keeps them as they are; to manage them, add `{first}` to the `currencies` of the environment"
    );
    // A note, since it is a choice: a test environment often has fewer currencies than production.
    let finding = Diagnostic::new(codes::UNDECLARED_CURRENCY.note(), place, message);
    Some(finding.labelled("fewer currencies than in the manifest").help(help))
}

/// Removes from the rows all prices in currencies that the manifest does not list.
pub(super) fn managed(rows: Rows, manifest: &Manifest) -> Rows {
    // The live rows in these currencies are not read (design.md §2, "Slices"), so diff would take these for new ones.
    rows.into_rows().into_iter().filter(|row| is_managed(row, manifest)).collect()
}

fn is_managed(row: &Row, manifest: &Manifest) -> bool {
    // Only a scope with one row per name has a name that can be compared; a shop or a reseller is a single row.
    let scopes = row.table.scopes.iter().filter(|(_, scope)| scope.choice == Choice::Each);
    scopes.filter(|(_, scope)| scope.field == "currencies").all(|(column, _)| match row.get(column) {
        // The column of a currency refers to its row by key.
        Some(Value::Key(key)) => manifest.currencies.iter().any(|currency| is_called(key, currency)),
        _ => true,
    })
}

/// Whether a key consists only of the given name.
fn is_called(key: &Key, name: &str) -> bool {
    matches!(key.parts(), [Value::Text(text)] if **text == *name)
}
