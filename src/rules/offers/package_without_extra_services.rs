//! A04: an extra service lists a package that sells no extra services.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{ExtraService, Package};
use crate::offer::Sells;
use crate::rules::several::{named, with_places};
use crate::rules::{Rule, Sight};
use std::cell::LazyCell;

const CODE: Code = Code::error(
    "A04",
    "package-without-extra-services",
    "sells no extra services",
    "An extra service lists a package that sells no extra services.",
    include_str!("../codes/A04.md"),
)
.warning();

/// Finds packages that are listed and sell no extra services.
pub struct PackageWithoutExtraServices;

/// A service by its number, and where it lists a package.
type Listing<'a> = (&'a str, Place);

impl Rule for PackageWithoutExtraServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let (offer, reach) = (&sight.offer, sight.reach());
        let sells_none =
            |it: &&Sells<'_, Package>| it.read("extra_services", |own| own.extra_services) == Ok(false);
        // Of a service that nobody sees, another rule tells why.
        let seen = LazyCell::new(|| {
            offer.services().iter().map(|service| reach.is_seen(offer, service)).collect::<Vec<_>>()
        });
        let of_package = |package: &Sells<'_, Package>| {
            let number = package.article.number();
            let services = reach.listing(number).iter().filter(|at| seen[**at]);
            let by: Vec<Listing<'_>> =
                services.filter_map(|at| listing(&offer.services()[*at], number)).collect();
            (!by.is_empty()).then(|| finding(package, &by))
        };
        offer.packages().iter().filter(sells_none).filter_map(of_package).collect()
    }
}

/// Where a service lists a package.
fn listing<'a>(service: &Sells<'a, ExtraService>, package: &str) -> Option<Listing<'a>> {
    let listed = service.read("packages", |own| own.packages.as_slice()).ok()?;
    let index = listed.iter().position(|it| it.name() == package)?;
    let list = service.article.entry.document.root().child("packages");
    Some((service.article.number(), list.child(index)))
}

fn finding(package: &Sells<'_, Package>, by: &[Listing<'_>]) -> Diagnostic {
    let number = package.article.number();
    let services: Vec<&str> = by.iter().map(|(service, _)| *service).collect();
    let (verb, them) = if by.len() == 1 { ("lists", "the service") } else { ("list", "the services") };
    let services = named(&services, "service");
    let message = format!("`{number}` sells no extra services, and {services} {verb} it");
    let flag = package.article.entry.document.root().child("extra_services");
    let others = by.iter().skip(1).take(2).map(|(service, place)| (*place, format!("listed by `{service}`")));
    let finding = Diagnostic::new(CODE, by[0].1, message);
    with_places(finding.also(flag, "`extra_services` is not set"), others).help(format!(
        "give `{number}` `extra_services: true`, or do not list it: its customers never see {them}"
    ))
}
