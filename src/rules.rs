//! Advice about a catalog: what is allowed and probably not meant, and what the billing system would refuse.
//!
//! A rule is a file in the folder of its subject, with the code that it raises. [`all`] is the only list. A rule sees
//! the typed resources, what is on offer, and, where there is one, the live database.

pub mod codes;
mod periods;

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::live::Live;
use crate::offer::Offer;

/// A rule.
pub trait Rule: Send + Sync {
    /// The code of what it finds.
    fn code(&self) -> Code;
    /// What it finds.
    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic>;
}

/// What a rule sees.
pub struct Sight<'a> {
    /// The resources, by type and name.
    pub catalog: &'a Catalog,
    /// Who may see, order and move to what, and what it costs.
    pub offer: Offer<'a>,
    /// What the database holds; none where only the files are looked at.
    pub live: Option<&'a Live>,
}

impl<'a> Sight<'a> {
    /// What rules see of a catalog.
    pub fn new(catalog: &'a Catalog, live: Option<&'a Live>) -> Self {
        Self { catalog, offer: Offer::new(catalog), live }
    }
}

/// Every rule, by subject.
pub fn all() -> Vec<&'static dyn Rule> {
    vec![&periods::SameLength]
}

/// What some rules find.
pub fn findings(rules: &[&'static dyn Rule], sight: &Sight<'_>) -> Vec<Diagnostic> {
    rules.iter().flat_map(|rule| rule.check(sight)).collect()
}
