//! A04: an extra service lists a package that does not sell extra services.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{ExtraService, Package};
use crate::offer::TypedArticle;
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};
use std::collections::BTreeSet;

// A warning, because the vendor's own sample catalog contains such lists (domain.md A04).
const CODE: Code = Code::error(
    "A04",
    "package-without-extra-services",
    "does not sell extra services",
    "An extra service lists a package that does not sell extra services.",
    include_str!("../codes/A04.md"),
)
.warning();

/// Reports packages that do not sell extra services but are listed by an extra service.
pub struct PackageWithoutExtraServices;

/// A service may list several such packages. Up to this many of them are reported one by one. If there are more, there
/// is one finding for the service.
const ONE_BY_ONE: usize = 3;

/// An extra service that lists a package, and the package, which does not sell extra services.
#[derive(Clone, Copy)]
struct Listing<'o, 'a> {
    service: &'o TypedArticle<'a, ExtraService>,
    package: &'o TypedArticle<'a, Package>,
    /// The place where the service lists the package.
    place: Place,
}

impl Rule for PackageWithoutExtraServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let services = context.offer.services().iter();
        let (many, few): (Vec<_>, Vec<_>) =
            services.map(|service| listings(service, context)).partition(|listed| listed.len() > ONE_BY_ONE);
        let by_package = grouped_by(few.into_iter().flatten().map(|it| (it.package.article.number(), it)));
        let set = |listed: &[Listing<'_, '_>]| -> BTreeSet<String> {
            listed.iter().map(|it| it.package.article.number().to_owned()).collect()
        };
        // Services that list the same packages are reported together.
        let by_set = grouped_by(many.iter().map(|listed| (set(listed), listed.as_slice())));
        let at_services = by_set.iter().map(|(_, services)| of_services(services));
        at_services.chain(by_package.iter().map(|(_, listed)| of_package(listed))).collect()
    }
}

/// Returns the packages that a service lists although they do not sell extra services. The list is empty if no customer
/// sees the service, because A06 reports that.
fn listings<'o, 'a>(
    service: &'o TypedArticle<'a, ExtraService>,
    context: &'o RuleContext<'a>,
) -> Vec<Listing<'o, 'a>> {
    let (offer, visible_services) = (&context.offer, context.visible_services());
    // A property that cannot be read may list any packages.
    let Ok(listed) = service.read("packages", |own| own.packages.as_slice()) else { return Vec::new() };
    let list = service.article.entry.document.root().child("packages");
    let listings = listed.iter().enumerate().filter_map(|(index, it)| {
        // Nothing is known about a package outside the files.
        let package = visible_services.package(offer, it.name())?;
        let sells_none = package.read("extra_services", |own| own.extra_services) == Ok(false);
        sells_none.then(|| Listing { service, package, place: list.child(index) })
    });
    let listings: Vec<Listing<'_, '_>> = listings.collect();
    // Asked last, because whether anyone sees a service is expensive to find out.
    if listings.is_empty() || !visible_services.is_seen(offer, service) {
        return Vec::new();
    }
    listings.into_iter().filter(|it| !context.is_allowed(CODE, it.place)).collect()
}

fn flag(listing: &Listing<'_, '_>) -> Place {
    listing.package.article.entry.document.root().child("extra_services")
}

/// Reports extra services that list the same packages.
fn of_services(services: &[&[Listing<'_, '_>]]) -> Diagnostic {
    let listed = services[0];
    let numbers: Vec<&str> = services.iter().map(|listed| listed[0].service.article.number()).collect();
    let verb = if numbers.len() == 1 { "lists" } else { "list" };
    let packages: Vec<&str> = listed.iter().map(|it| it.package.article.number()).collect();
    let message = format!(
        "{} {verb} {}, which do not sell extra services",
        named(&numbers, "service"),
        named(&packages, "package")
    );
    let flags = listed.iter().map(|it| (flag(it), "`extra_services` is not set".to_owned()));
    with_places(Diagnostic::new(CODE, listed[0].place, message), flags)
        .help("add `extra_services: true` to the packages, or remove them from `packages`: their customers never see these services")
}

/// Reports a package that several extra services list.
fn of_package(listed: &[Listing<'_, '_>]) -> Diagnostic {
    let number = listed[0].package.article.number();
    let services: Vec<&str> = listed.iter().map(|it| it.service.article.number()).collect();
    let (verb, them) = if listed.len() == 1 { ("lists", "the service") } else { ("list", "the services") };
    let message =
        format!("`{number}` does not sell extra services, but {} {verb} it", named(&services, "service"));
    let others = listed.iter().skip(1);
    let others = others.map(|it| (it.place, format!("listed by `{}`", it.service.article.number())));
    let finding = Diagnostic::new(CODE, listed[0].place, message);
    with_places(finding.also(flag(&listed[0]), "`extra_services` is not set"), others).help(format!(
        "add `extra_services: true` to `{number}`, or remove it from `packages`: its customers never see {them}"
    ))
}
