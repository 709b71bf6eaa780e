//! Which kind a live resource is of: rows do not say it.

use super::{Kind, Kinds, Lifting};
use crate::table::Table;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A live resource that is of some kind.
pub struct Candidate<'a> {
    /// Its rows.
    pub lifting: &'a Lifting<'a>,
    /// Whether an extra service names it among its packages.
    pub is_named_as_package: bool,
}

/// How sure a kind is that a resource is one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// It cannot be.
    Never,
    /// It is if no other kind wants it.
    Any,
    /// It looks like one.
    Likely,
    /// It has what only this kind has, or is used as one.
    Sure,
    /// It stands where only this kind stands.
    Certain,
}

/// The names by which a live resource makes packages of others.
pub use super::extra_service::named_packages;

/// The kinds of live resources, each with its root table: the one that is surest, the first of several.
pub fn classify(kinds: &Kinds, resources: &[(&'static Table, Lifting<'_>)]) -> Vec<Option<Arc<dyn Kind>>> {
    let named: BTreeSet<String> = resources.iter().flat_map(|(_, lifting)| named_packages(lifting)).collect();
    let of = |(root, lifting): &(&'static Table, Lifting<'_>)| {
        let is_named_as_package = named.contains(&lifting.key.to_string());
        surest(kinds, root, &Candidate { lifting, is_named_as_package }).cloned()
    };
    resources.iter().map(of).collect()
}

/// The kind that is surest of a live resource with this root table, the first of several; none where none can be.
pub fn surest<'a>(kinds: &'a Kinds, root: &Table, candidate: &Candidate<'_>) -> Option<&'a Arc<dyn Kind>> {
    let fitting = kinds.iter().filter(|kind| kind.root() == root);
    let claims = fitting.map(|kind| (kind.claim(candidate), kind));
    let (claim, kind) = claims.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (claim != Claim::Never).then_some(kind)
}
