//! A05: a package sells extra services, and there is none for it.

use super::outside_extra_services;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, grouped};
use crate::kinds::{ExtraService, Package};
use crate::offer::{Offer, Sells};
use crate::rules::repeated_findings::{named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A05",
    "package-without-services",
    "there is none for it",
    "A package sells extra services, and there is none for it.",
    include_str!("../codes/A05.md"),
)
.warning();

/// Finds packages whose customers see no extra service.
pub struct PackageWithoutServices;

impl Rule for PackageWithoutServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let (offer, reach) = (&sight.offer, sight.reach());
        if reach.may_have_other_services() {
            return Vec::new();
        }
        let elsewhere = outside_extra_services::told(sight);
        let is_listed = |service: &Sells<'_, ExtraService>, package: &str| {
            let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
            listed.is_empty() || listed.iter().any(|it| it.name() == package)
        };
        // Where a service for it stands in another category, that is told, and is the cause.
        let has_one_elsewhere = |package: &Sells<'_, Package>| {
            elsewhere.iter().any(|service| is_listed(service, package.article.number()))
        };
        let sells =
            |it: &&Sells<'_, Package>| it.read("extra_services", |own| own.extra_services) == Ok(true);
        let selling = offer.packages().iter().filter(sells);
        let lonely: Vec<&Sells<'_, Package>> = selling
            .filter(|package| !reach.sees_any(offer, package) && !reach.sees_but_for_periods(offer, package))
            .filter(|package| !has_one_elsewhere(package) && !sight.is_allowed(CODE, place(package)))
            .collect();
        if lonely.is_empty() { Vec::new() } else { vec![finding(&lonely, offer)] }
    }
}

fn place(package: &Sells<'_, Package>) -> Place {
    package.article.entry.document.root().child("extra_services")
}

fn finding(lonely: &[&Sells<'_, Package>], offer: &Offer<'_>) -> Diagnostic {
    let numbers: Vec<&str> = lonely.iter().map(|package| package.article.number()).collect();
    let count = offer.services().len();
    let why = match count {
        0 => "the catalog has none".to_owned(),
        1 => "the only one is not for its customers".to_owned(),
        _ => format!("none of the {} is for its customers", grouped(count)),
    };
    let (packages, verb) = (named(&numbers, "package"), if lonely.len() == 1 { "sells" } else { "sell" });
    let why = if lonely.len() == 1 { why } else { why.replace("its customers", "their customers") };
    let others = lonely.iter().skip(1).map(|package| (place(package), String::new()));
    let finding =
        Diagnostic::new(CODE, place(lonely[0]), format!("{packages} {verb} extra services, and {why}"));
    let finding = with_places(finding, others);
    match count {
        // They may be kept elsewhere.
        0 => Diagnostic {
            severity: Severity::Note,
            ..finding.help("describe the extra services, or take `extra_services` out")
        },
        _ => finding.help("let a service be shown to its customers, or take `extra_services` out"),
    }
}
