//! A04: an extra service lists a package that sells no extra services.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::Package;
use crate::offer::Sells;
use crate::rules::several::{grouped_by, named, with_places};
use crate::rules::{Rule, Sight};

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
        // Of a service that nobody sees, another rule tells why.
        let seen = offer.services().iter().filter(|service| reach.is_seen(offer, service));
        let listed = seen.flat_map(|service| {
            let number = service.article.number();
            let list = service.article.entry.document.root().child("packages");
            let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
            let sells_none = |name: &str| {
                let package = reach.package(offer, name);
                package.is_some_and(|it| it.read("extra_services", |own| own.extra_services) == Ok(false))
            };
            let numbered = listed.iter().enumerate().filter(move |(_, it)| sells_none(it.name()));
            numbered.map(move |(index, it)| (it.name(), (number, list.child(index))))
        });
        let packages = grouped_by(listed).into_iter();
        packages.filter_map(|(name, by)| Some(finding(reach.package(offer, name)?, &by))).collect()
    }
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
