//! Resolves the names in the manifest's lists `external` and `release`.

use super::codes;
use crate::catalog;
use crate::catalog::in_manifest;
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::Kinds;
use crate::model::Named;
use crate::table::{Key, Table};
use std::fmt;

/// Whether a name in the manifest refers to the resource with the given root table and key.
pub fn means(named: &Named, root: &Table, key: &Key, kinds: &Kinds) -> bool {
    // The kind is needed only if several resources have the name, so most entries leave it out.
    *key == Key::of(named.name.as_str()) && root_of(named, kinds).is_none_or(|wanted| wanted == root)
}

/// The root tables of the resources that a name under `external` may refer to.
pub fn external_roots(named: &Named, kinds: &Kinds) -> Vec<&'static Table> {
    root_of(named, kinds).map_or_else(|| kinds.referable(), |root| vec![root])
}

/// The root table of the kind that the manifest gives for a name. `None` if the manifest gives no kind, or an unknown
/// kind.
fn root_of(named: &Named, kinds: &Kinds) -> Option<&'static Table> {
    named.kind.as_ref().and_then(|kind| kinds.find(kind.as_str())).map(|kind| kind.root())
}

/// The place of an element in a list of the manifest.
pub fn place(list: &str, number: usize) -> Place {
    in_manifest("").child(list).child(number)
}

/// Formats a name with its kind, as the manifest requires.
pub fn written(kind: &str, name: impl fmt::Display) -> String {
    format!("{{ kind: {kind}, name: {name} }}")
}

/// The error for a name that the manifest lists with the wrong kind.
pub fn of_another_kind(list: &str, number: usize, named: &Named, actual: &str) -> Diagnostic {
    let given = named.kind.as_ref().map(ToString::to_string).unwrap_or_default();
    let message = format!(
        "`{named}` is listed under `{list}` with the kind `{given}`, but it is of the kind `{actual}`"
    );
    let finding = Diagnostic::new(catalog::codes::WRONG_REFERENCE, place(list, number), message);
    finding.help(format!("write `{}`", written(actual, named)))
}

/// The error for a name that belongs to resources of several kinds.
pub fn ambiguous(list: &str, number: usize, named: &Named, kinds: &[String]) -> Diagnostic {
    let all: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let all = crate::diagnostic::list(&all, "and");
    let message =
        format!("`{named}` under `{list}` is ambiguous: resources of several kinds have this name: {all}");
    let ways: Vec<String> = kinds.iter().map(|kind| format!("`{}`", written(kind, named))).collect();
    let help = format!("give the kind too: {}", ways.join(" or "));
    Diagnostic::new(codes::AMBIGUOUS_NAME, place(list, number), message).help(help)
}
