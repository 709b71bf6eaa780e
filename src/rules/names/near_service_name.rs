//! X05: a name of a service under `limits` or `adds`, or of a provisioning service, that is nearly another one.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ExtraService, Package, Sold};
use crate::rules::{Rule, Sight};

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
        let mut names = Vocabulary::new("service");
        let mut provisioning = Vocabulary::new("provisioning service");
        for article in sight.offer.articles() {
            if let Some(service) = &article.sale.part.provisioning_service {
                let root = article.entry.document.root();
                provisioning.add(service.as_str(), || root.child("provisioning_service"));
            }
        }
        for entry in sight.catalog.entries() {
            let mut add = |name: &'static str, list: &str| {
                names.add(name, || entry.document.root().child(list).child(name).key());
            };
            if let Some(package) = entry.resource.of::<Sold<Package>>() {
                package.own.limits.iter().for_each(|(service, _)| add(service.name(), "limits"));
            }
            if let Some(service) = entry.resource.of::<Sold<ExtraService>>() {
                service.own.adds.iter().for_each(|(service, _)| add(service.name(), "adds"));
            }
        }
        [names, provisioning].iter().flat_map(|names| names.findings(CODE, sight)).collect()
    }
}
