//! X05: the name of a service is almost the same as the name of another service. This covers services under `limits`
//! and `adds`, and provisioning services.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ArticleOfKind, ExtraService, Package};
use crate::offer::Limits;
use crate::rules::{Rule, RuleContext};
use std::cell::OnceCell;
use std::collections::HashSet;

// A warning, because two services may well have similar names.
const CODE: Code = Code::error(
    "X05",
    "near-service-name",
    "similar to another service",
    "The name of a service is almost the same as that of another service.",
    include_str!("../codes/X05.md"),
)
.warning();

/// Reports names of services that are probably misspelled.
pub struct NearServiceName;

impl Rule for NearServiceName {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        // The two are separate vocabularies: a limit may be called almost like a provisioning service.
        [limits_of(context), provisioning(context)]
            .iter()
            .flat_map(|names| names.findings(CODE, context))
            .collect()
    }
}

/// The names under `limits` and `adds` that this rule reports as misspelled. Computed on first use.
pub(in crate::rules) struct Slips<'s, 'a> {
    context: &'s RuleContext<'a>,
    names: OnceCell<HashSet<&'a str>>,
}

impl<'s, 'a> Slips<'s, 'a> {
    /// Creates an empty cache. The names are computed on first use.
    pub fn new(context: &'s RuleContext<'a>) -> Self {
        Self { context, names: OnceCell::new() }
    }

    /// Whether the limits of a package contain a misspelled service name. If so, the rules about limits report nothing,
    /// because their findings would only be consequences of the typo.
    pub fn has_one(&self, limits: &Limits<'_>) -> bool {
        // Comparing all names is expensive, and most catalogs never get here: they have no fallen limit.
        let names = self.names.get_or_init(|| limits_of(self.context).reported(CODE, self.context));
        limits.keys().any(|service| names.contains(service))
    }
}

/// Collects the names of services under `limits` and `adds`.
fn limits_of<'a>(context: &RuleContext<'a>) -> Vocabulary<'a> {
    let mut names = Vocabulary::new("service");
    for entry in context.catalog.entries() {
        // `limits` and `adds` are one vocabulary: an extra service adds to the limits of packages.
        let mut add = |name: &'a str, list: &str| {
            names.add(name, || entry.document.root().child(list).child(name).key());
        };
        if let Some(package) = entry.resource.of::<ArticleOfKind<Package>>() {
            package.own.limits.iter().for_each(|(service, _)| add(service.name(), "limits"));
        }
        if let Some(service) = entry.resource.of::<ArticleOfKind<ExtraService>>() {
            service.own.adds.iter().for_each(|(service, _)| add(service.name(), "adds"));
        }
    }
    names
}

/// Collects the names of provisioning services.
fn provisioning<'a>(context: &RuleContext<'a>) -> Vocabulary<'a> {
    let mut names = Vocabulary::new("provisioning service");
    for article in context.offer.articles() {
        if let Some(service) = &article.sale.part.provisioning_service {
            let root = article.entry.document.root();
            names.add(service.as_str(), || root.child("provisioning_service"));
        }
    }
    names
}
