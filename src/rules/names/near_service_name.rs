//! X05: a name of a service under `limits` or `adds`, or of a provisioning service, that is nearly another one.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ExtraService, Package, Sold};
use crate::model::Level;
use crate::rules::{Rule, Sight};
use std::collections::HashSet;

const CODE: Code = Code::error(
    "X05",
    "near-service-name",
    "nearly another name",
    "The name of a service is nearly another one.",
    include_str!("../codes/X05.md"),
)
.warning();

/// Finds names of services that are nearly others.
pub struct NearServiceName;

impl Rule for NearServiceName {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        [limits(sight), provisioning(sight)].iter().flat_map(|names| names.findings(CODE, sight)).collect()
    }
}

/// The names under `limits` and `adds` of which the rule tells. What follows from such a slip is not told beside it.
pub(in crate::rules) fn told<'a>(sight: &Sight<'a>) -> HashSet<&'a str> {
    match sight.level(CODE) {
        Some(Level::Allow) => HashSet::new(),
        _ => limits(sight).told(CODE, sight).into_keys().collect(),
    }
}

fn limits<'a>(sight: &Sight<'a>) -> Vocabulary<'a> {
    let mut names = Vocabulary::new("service");
    for entry in sight.catalog.entries() {
        let mut add = |name: &'a str, list: &str| {
            names.add(name, || entry.document.root().child(list).child(name).key());
        };
        if let Some(package) = entry.resource.of::<Sold<Package>>() {
            package.own.limits.iter().for_each(|(service, _)| add(service.name(), "limits"));
        }
        if let Some(service) = entry.resource.of::<Sold<ExtraService>>() {
            service.own.adds.iter().for_each(|(service, _)| add(service.name(), "adds"));
        }
    }
    names
}

fn provisioning<'a>(sight: &Sight<'a>) -> Vocabulary<'a> {
    let mut names = Vocabulary::new("provisioning service");
    for article in sight.offer.articles() {
        if let Some(service) = &article.sale.part.provisioning_service {
            let root = article.entry.document.root();
            names.add(service.as_str(), || root.child("provisioning_service"));
        }
    }
    names
}
