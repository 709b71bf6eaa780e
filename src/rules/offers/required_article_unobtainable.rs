//! A25: an extra service that requires an article which customers who see it cannot have.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{ExtraService, Package};
use crate::model::{Period, Ref};
use crate::offer::{Offer, Reach, Sells};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A25",
    "required-article-unobtainable",
    "cannot be had",
    "An extra service requires an article that customers who see it cannot have.",
    include_str!("../codes/A25.md"),
)
.warning();

/// Finds requirements that nobody can fulfil.
pub struct RequiredArticleUnobtainable;

/// Why an article cannot be had.
enum Bar {
    /// The shop does not sell it.
    NotSold,
    /// It is a package that does not show the service.
    OtherPackage,
    /// No package shows both, this service and the one that requires it.
    NoCommonPackage,
}

impl Rule for RequiredArticleUnobtainable {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let (offer, reach) = (&sight.offer, sight.reach());
        // Of a service that nobody sees, another rule tells.
        let seen = offer.services().iter().filter(|service| reach.is_seen(offer, service));
        seen.filter_map(|service| of_service(service, offer, reach)).collect()
    }
}

fn of_service<'a>(
    service: &Sells<'a, ExtraService>,
    offer: &Offer<'a>,
    reach: &Reach<'a>,
) -> Option<Diagnostic> {
    let required = service.read("requires", |own| own.requires.as_slice()).ok()?;
    let barred = required.iter().enumerate();
    let barred: Vec<(usize, &str, Bar)> = barred
        .filter_map(|(index, it)| Some((index, it.name(), bar(service, it.name(), offer, reach)?)))
        .collect();
    let (index, name, why) = barred.first()?;
    let place = service.article.entry.document.root().child("requires").child(index);
    let are_some = barred.len() < required.len();
    let all = if are_some { "if customers must have all that it requires, " } else { "" };
    let (reason, help) = words(name, why);
    let message = format!("{all}nobody can order `{}`: it requires {reason}", service.article.number());
    let finding = Diagnostic::new(CODE, place, message).help(help);
    Some(match at(name, why, offer) {
        Some((place, text)) => finding.also(place, text),
        None => finding,
    })
}

/// What is required and why it cannot be had, and what to do.
fn words(name: &str, why: &Bar) -> (String, String) {
    match why {
        Bar::NotSold => (
            format!("`{name}`, which the shop does not sell"),
            "sell the article, or take it out of `requires`".to_owned(),
        ),
        Bar::OtherPackage => (
            format!("the package `{name}`, whose customers do not see it"),
            format!("let customers of `{name}` see the service, or take it out of `requires`"),
        ),
        Bar::NoCommonPackage => (
            format!("`{name}`, and no package shows both"),
            "make both services for the same packages and periods, or take it out of `requires`".to_owned(),
        ),
    }
}

fn at(name: &str, why: &Bar, offer: &Offer<'_>) -> Option<(Place, String)> {
    let root = offer.article(name)?.entry.document.root();
    Some(match why {
        Bar::NotSold => (root.child("shop"), "not in the shop".to_owned()),
        Bar::OtherPackage => (root.child("article"), "its customers do not see the service".to_owned()),
        Bar::NoCommonPackage => (root.child("packages").key(), format!("whom `{name}` is for")),
    })
}

/// Why customers who see a service cannot have what it requires; none where they can, or may.
fn bar<'a>(
    service: &Sells<'a, ExtraService>,
    name: &'a str,
    offer: &Offer<'a>,
    reach: &Reach<'a>,
) -> Option<Bar> {
    let article = offer.article(name)?;
    if let Some(package) = reach.package(offer, name) {
        // Of a package that is sold no longer there may be customers, who see the service.
        return (!is_for(service, package, offer)).then_some(Bar::OtherPackage);
    }
    if !article.sale.is_shown() {
        return Some(Bar::NotSold);
    }
    let other = offer.service(name).filter(|_| name != service.article.number())?;
    (!have_common_package(service, &other, offer, reach)).then_some(Bar::NoCommonPackage)
}

fn list_of<'a>(service: &Sells<'a, ExtraService>) -> &'a [Ref<Package>] {
    service.read("packages", |own| own.packages.as_slice()).unwrap_or_default()
}

fn is_for<'a>(service: &Sells<'a, ExtraService>, package: &Sells<'a, Package>, offer: &Offer<'a>) -> bool {
    let (listed, number) = (list_of(service), package.article.number());
    (listed.is_empty() || listed.iter().any(|it| it.name() == number)) && offer.may_show(package, service)
}

/// Whether some package shows two services, or may.
fn have_common_package<'a>(
    one: &Sells<'a, ExtraService>,
    other: &Sells<'a, ExtraService>,
    offer: &Offer<'a>,
    reach: &Reach<'a>,
) -> bool {
    let (first, second) = match (list_of(one).is_empty(), list_of(other).is_empty()) {
        (true, true) => return reach.sells_any() || has_common_period(one, other, reach),
        (true, false) => (other, one),
        _ => (one, other),
    };
    let also: Option<std::collections::HashSet<&str>> = Some(list_of(second))
        .filter(|listed| !listed.is_empty())
        .map(|listed| listed.iter().map(|it| it.name()).collect());
    list_of(first).iter().map(Ref::name).any(|name| {
        let is_listed = also.as_ref().is_none_or(|also| also.contains(name));
        let package = reach.package(offer, name);
        is_listed && package.is_none_or(|it| offer.may_show(it, one) && offer.may_show(it, other))
    })
}

/// Whether packages that check durations show two services for the same period, or others may.
fn has_common_period(
    one: &Sells<'_, ExtraService>,
    other: &Sells<'_, ExtraService>,
    reach: &Reach<'_>,
) -> bool {
    let has = |service: &Sells<'_, ExtraService>, period: &Period| {
        service.article.sale.part.periods.iter().any(|it| it.every == *period)
    };
    let periods = reach.periods();
    reach.may_have_other_packages() || periods.iter().any(|period| has(one, period) && has(other, period))
}
