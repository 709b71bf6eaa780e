//! A05: a package sells extra services, but there are no extra services for its customers.

use super::outside_extra_services;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, grouped};
use crate::kinds::{ExtraService, Package};
use crate::offer::{Offer, TypedArticle};
use crate::rules::repeated_findings::{named, with_places};
use crate::rules::{Rule, RuleContext};

// A warning, because the package itself can be ordered; only its extra services page is empty.
const CODE: Code = Code::error(
    "A05",
    "package-without-services",
    "no extra services for this package",
    "A package sells extra services, but there are none for its customers.",
    include_str!("../codes/A05.md"),
)
.warning();

/// Reports packages that sell extra services but whose customers see none.
pub struct PackageWithoutServices;

impl Rule for PackageWithoutServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let (offer, visible_services) = (&context.offer, context.visible_services());
        // Services outside the files may be for any package.
        if visible_services.may_have_other_services() {
            return Vec::new();
        }
        let elsewhere = outside_extra_services::reported(context);
        let is_listed = |service: &TypedArticle<'_, ExtraService>, package: &str| {
            let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
            listed.is_empty() || listed.iter().any(|it| it.name() == package)
        };
        // If a service for the package is in another category, that is the cause, and it is reported as A62.
        let has_one_elsewhere = |package: &TypedArticle<'_, Package>| {
            elsewhere.iter().any(|service| is_listed(service, package.article.number()))
        };
        let sells_services =
            |it: &&TypedArticle<'_, Package>| it.read("extra_services", |own| own.extra_services) == Ok(true);
        // A property that Wares cannot read is not `Ok(true)`, so such a package is not reported.
        let selling = offer.packages().iter().filter(sells_services);
        let without_services: Vec<&TypedArticle<'_, Package>> = selling
            .filter(|package| {
                !visible_services.sees_any(offer, package)
                    && !visible_services.sees_but_for_periods(offer, package)
            })
            .filter(|package| !has_one_elsewhere(package) && !context.is_allowed(CODE, place(package)))
            .collect();
        if without_services.is_empty() { Vec::new() } else { vec![finding(&without_services, offer)] }
    }
}

fn place(package: &TypedArticle<'_, Package>) -> Place {
    package.article.entry.document.root().child("extra_services")
}

fn finding(without_services: &[&TypedArticle<'_, Package>], offer: &Offer<'_>) -> Diagnostic {
    let numbers: Vec<&str> = without_services.iter().map(|package| package.article.number()).collect();
    let count = offer.services().len();
    let why = match count {
        0 => "the catalog has none".to_owned(),
        1 => "the only one is not for its customers".to_owned(),
        _ => format!("none of the {} is for its customers", grouped(count)),
    };
    let (packages, verb) =
        (named(&numbers, "package"), if without_services.len() == 1 { "sells" } else { "sell" });
    let why = if without_services.len() == 1 { why } else { why.replace("its customers", "their customers") };
    let others = without_services.iter().skip(1).map(|package| (place(package), String::new()));
    let finding = Diagnostic::new(
        CODE,
        place(without_services[0]),
        format!("{packages} {verb} extra services, but {why}"),
    );
    let finding = with_places(finding, others);
    match count {
        // The services may be managed elsewhere, so this is only a note.
        0 => Diagnostic {
            severity: Severity::Note,
            ..finding.help("describe the extra services, or remove `extra_services`")
        },
        _ => finding.help("make a service available to its customers, or remove `extra_services`"),
    }
}
