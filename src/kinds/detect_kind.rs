//! Determines the kinds of live resources. Rows do not contain the kind, so each kind says how likely it is that a
//! resource is of this kind.

use super::{Kind, Kinds, Lifting};
use crate::table::Table;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A live resource whose kind is to be determined.
pub struct Candidate<'a> {
    /// The rows of the resource.
    pub lifting: &'a Lifting<'a>,
    /// Whether an extra service lists the resource in its `packages`.
    pub is_named_as_package: bool,
}

/// How likely it is that a resource is of a kind, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// The resource cannot be of this kind.
    Never,
    /// The resource is of this kind if it is not more likely to be of another kind.
    Possible,
    /// The resource looks like a resource of this kind.
    Likely,
    /// The resource has a value that only this kind has, or another resource refers to it as this kind.
    Sure,
    /// The resource's table or category belongs only to this kind.
    Certain,
}

pub use super::extra_service::named_packages;

/// Returns the kind of each given resource, in the same order. Each resource is given with its root table. [`surest`]
/// chooses each kind. A resource that every kind rules out gets `None`.
pub fn classify(kinds: &Kinds, resources: &[(&'static Table, Lifting<'_>)]) -> Vec<Option<Arc<dyn Kind>>> {
    // A package has no mark of its own, so what extra services say about it counts as evidence (domain.md, A03).
    let named: BTreeSet<String> = resources.iter().flat_map(|(_, lifting)| named_packages(lifting)).collect();
    let of = |(root, lifting): &(&'static Table, Lifting<'_>)| {
        // `packages` lists article numbers as strings, so the key is compared as a string.
        let is_named_as_package = named.contains(&lifting.key.to_string());
        surest(kinds, root, &Candidate { lifting, is_named_as_package }).cloned()
    };
    resources.iter().map(of).collect()
}

/// Returns the most likely kind of a live resource with the given root table; `None` if every kind rules the resource
/// out. If several kinds are equally likely, the kind that comes first in `kinds` wins.
pub fn surest<'a>(kinds: &'a Kinds, root: &Table, candidate: &Candidate<'_>) -> Option<&'a Arc<dyn Kind>> {
    // Several kinds share the root table `item`; other roots have one kind each.
    let fitting = kinds.iter().filter(|kind| kind.root() == root);
    let likelihoods = fitting.map(|kind| (kind.likelihood(candidate), kind));
    // `reduce` keeps the first of several equally likely kinds, so the order of the kinds decides.
    let (likelihood, kind) = likelihoods.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    // Import reports such a resource instead of writing it as a kind that it is not.
    (likelihood != Likelihood::Never).then_some(kind)
}
