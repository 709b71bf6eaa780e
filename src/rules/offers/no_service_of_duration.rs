//! A26: a package has `check_duration`, but no extra service for the package has any of the package's renewal periods.

use super::phrases::{ALIKE, by_name, in_plural, renewal};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::{ArticlePart, ExtraService, Package};
use crate::model::Period;
use crate::offer::{Offer, TypedArticle, VisibleServices};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};

// An error, because all customers of the package see an empty page although services for it exist.
const CODE: Code = Code::error(
    "A26",
    "no-service-of-duration",
    "no service with this period",
    "A package checks durations, but no extra service for the package has any of the package's renewal periods.",
    include_str!("../codes/A26.md"),
);

/// Reports packages whose customers see no extra services because of `check_duration`.
pub struct NoServiceOfDuration;

impl Rule for NoServiceOfDuration {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let (offer, visible_services) = (&context.offer, context.visible_services());
        // Such a service may have a period of the package.
        if visible_services.may_have_other_services() {
            return Vec::new();
        }
        let checks = |package: &&TypedArticle<'_, Package>| {
            package.read("extra_services", |own| own.extra_services) == Ok(true)
                && package.read("check_duration", |own| own.check_duration) == Ok(true)
        };
        let without_services = offer.packages().iter().filter(checks).filter(|package| {
            !visible_services.sees_any(offer, package)
                && visible_services.sees_but_for_periods(offer, package)
        });
        let without_services = without_services.filter(|package| !context.is_allowed(CODE, place(package)));
        let by_periods = without_services.map(|package| (periods(package), package));
        // Packages with the same periods lack the same services, so they are one finding.
        grouped_by(by_periods)
            .into_iter()
            .map(|(_, packages)| finding(&packages, offer, visible_services))
            .collect()
    }
}

fn periods(package: &TypedArticle<'_, Package>) -> Vec<Period> {
    package.article.sale.part.periods.iter().map(|period| period.every).collect()
}

fn place(package: &TypedArticle<'_, Package>) -> Place {
    package.article.entry.document.root().child("check_duration")
}

fn finding(
    packages: &[&TypedArticle<'_, Package>],
    offer: &Offer<'_>,
    visible_services: &VisibleServices<'_>,
) -> Diagnostic {
    let first = packages[0];
    let listing = visible_services.listing(first.article.number()).iter();
    let services: Vec<&TypedArticle<'_, ExtraService>> =
        listing.chain(visible_services.open()).map(|at| &offer.services()[*at]).collect();
    // Few places, because the services below have to fit in as well.
    let others = packages.iter().skip(1).take(1).map(|package| (place(package), String::new()));
    let service_places = services.iter().take(2).map(|service| {
        let (number, part) = (service.article.number(), service.article.sale.part);
        let periods = service.article.entry.document.root().child("periods").key();
        (periods, format!("`{number}` {}", renewal(part)))
    });
    let finding = Diagnostic::new(CODE, place(first), message(packages, &services));
    let finding = with_places(finding, others.chain(service_places));
    match services.iter().any(|service| are_as_long(first, service)) {
        // Only a warning: it is not known whether the billing system treats 12 months and 1 year as the same period.
        true => Diagnostic { severity: Severity::Warning, ..finding }.help(ALIKE),
        false => finding.help("give a service a period of the package, or remove `check_duration`"),
    }
}

/// Whether the package and the service have a period of the same length, such as 12 months and 1 year.
fn are_as_long(package: &TypedArticle<'_, Package>, service: &TypedArticle<'_, ExtraService>) -> bool {
    let lengths = |part: &ArticlePart| part.periods.iter().map(|it| it.every.months()).collect::<Vec<_>>();
    let (own, other) = (lengths(package.article.sale.part), lengths(service.article.sale.part));
    own.iter().any(|months| other.contains(months))
}

fn message(packages: &[&TypedArticle<'_, Package>], services: &[&TypedArticle<'_, ExtraService>]) -> String {
    let numbers: Vec<&str> = packages.iter().map(|package| package.article.number()).collect();
    let periods = services.iter().flat_map(|service| &service.article.sale.part.periods);
    let mut of_services: Vec<Period> = periods.map(|period| period.every).collect();
    // The period itself breaks ties, so that `dedup` finds equal ones side by side.
    of_services.sort_by_key(|period| (period.months(), *period));
    of_services.dedup();
    let by = match of_services.as_slice() {
        [] => "do not renew".to_owned(),
        periods => format!("renew every {}", by_name(periods)),
    };
    let own = renewal(packages[0].article.sale.part);
    let (verb, own, them) = match packages.len() {
        1 => ("checks", own, "it"),
        _ => ("check", in_plural(&own), "them"),
    };
    let packages = named(&numbers, "package");
    format!("{packages} {verb} durations and {own}; the extra services for {them} {by}")
}
