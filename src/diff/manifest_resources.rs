//! Resources that the manifest names: which live ones they are.

use super::codes;
use crate::catalog;
use crate::catalog::in_manifest;
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::Kinds;
use crate::model::Named;
use crate::table::{Key, Table};
use std::fmt;

/// Whether a name of the manifest is that of a resource.
pub fn means(named: &Named, root: &Table, key: &Key, kinds: &Kinds) -> bool {
    *key == Key::of(named.name.as_str()) && root_of(named, kinds).is_none_or(|wanted| wanted == root)
}

/// The root tables in which something may be that a name of the manifest's `external` stands for.
pub fn external_roots(named: &Named, kinds: &Kinds) -> Vec<&'static Table> {
    root_of(named, kinds).map_or_else(|| kinds.referable(), |root| vec![root])
}

fn root_of(named: &Named, kinds: &Kinds) -> Option<&'static Table> {
    named.kind.as_ref().and_then(|kind| kinds.find(kind.as_str())).map(|kind| kind.root())
}

/// The place of an element of one of the manifest's lists.
pub fn place(list: &str, number: usize) -> Place {
    in_manifest("").child(list).child(number)
}

/// A name with its kind, as the manifest has it.
pub fn written(kind: &str, name: impl fmt::Display) -> String {
    format!("{{ kind: {kind}, name: {name} }}")
}

/// A name that is given with another kind than that of the resource.
pub fn of_another_kind(list: &str, number: usize, named: &Named, is: &str) -> Diagnostic {
    let said = named.kind.as_ref().map(ToString::to_string).unwrap_or_default();
    let message = format!("`{named}`, listed under `{list}` as of the kind `{said}`, is of the kind `{is}`");
    let finding = Diagnostic::new(catalog::codes::WRONG_REFERENCE, place(list, number), message);
    finding.help(format!("write `{}`", written(is, named)))
}

/// A name that two resources of different kinds have.
pub fn ambiguous(list: &str, number: usize, named: &Named, kinds: &[String]) -> Diagnostic {
    let all: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let all = crate::diagnostic::list(&all, "and");
    let message =
        format!("`{named}`, listed under `{list}`, is the name of resources of several kinds: {all}");
    let ways: Vec<String> = kinds.iter().map(|kind| format!("`{}`", written(kind, named))).collect();
    let help = format!("say which is meant: {}", ways.join(" or "));
    Diagnostic::new(codes::AMBIGUOUS_NAME, place(list, number), message).help(help)
}
