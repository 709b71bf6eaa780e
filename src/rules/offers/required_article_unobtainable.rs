//! A25: an extra service requires an article that the customers of the service cannot have.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{ExtraService, Package};
use crate::model::{Period, Ref};
use crate::offer::{Offer, TypedArticle, VisibleServices};
use crate::rules::{Rule, RuleContext};

// A warning, because it is not known whether customers need all required articles or any (domain.md §1).
const CODE: Code = Code::error(
    "A25",
    "required-article-unobtainable",
    "not available to these customers",
    "Customers see an extra service but cannot get an article that it requires.",
    include_str!("../codes/A25.md"),
)
.warning();

/// Reports extra services that require an article, if customers who see the service cannot have that article.
pub struct RequiredArticleUnobtainable;

/// The reason why customers cannot have a required article.
enum Obstacle {
    /// The shop does not sell the article.
    NotSold,
    /// The article is a package whose customers do not see the service that requires it.
    OtherPackage,
    /// The article is an extra service, and no package shows both it and the service that requires it.
    NoCommonPackage,
}

impl Rule for RequiredArticleUnobtainable {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let (offer, visible_services) = (&context.offer, context.visible_services());
        // A service that no one sees is reported as A06.
        let seen = offer.services().iter().filter(|service| visible_services.is_seen(offer, service));
        seen.filter_map(|service| of_service(service, offer, visible_services)).collect()
    }
}

fn of_service<'a>(
    service: &TypedArticle<'a, ExtraService>,
    offer: &Offer<'a>,
    visible_services: &VisibleServices<'a>,
) -> Option<Diagnostic> {
    let required = service.read("requires", |own| own.requires.as_slice()).ok()?;
    let unavailable = required.iter().enumerate();
    let unavailable: Vec<(usize, &str, Obstacle)> = unavailable
        .filter_map(|(index, it)| {
            Some((index, it.name(), obstacle(service, it.name(), offer, visible_services)?))
        })
        .collect();
    // One finding for each service, however many of its requirements cannot be met.
    let (index, name, why) = unavailable.first()?;
    let place = service.article.entry.document.root().child("requires").child(index);
    // It is not known whether customers need all required articles or one of them, so the message says what it assumes.
    let is_partial = unavailable.len() < required.len();
    let condition = if is_partial { "if customers need all required articles, " } else { "" };
    let (reason, help) = words(name, why);
    let message = format!("{condition}no one can order `{}`: it requires {reason}", service.article.number());
    let finding = Diagnostic::new(CODE, place, message).help(help);
    Some(match cause_place(name, why, offer) {
        Some((place, text)) => finding.also(place, text),
        None => finding,
    })
}

/// Says what is required and why customers cannot have it. Also returns the help text.
fn words(name: &str, why: &Obstacle) -> (String, String) {
    match why {
        Obstacle::NotSold => (
            format!("`{name}`, which the shop does not sell"),
            "sell the article, or remove it from `requires`".to_owned(),
        ),
        Obstacle::OtherPackage => (
            format!("the package `{name}`, whose customers do not see the service"),
            format!(
                "make the service available to customers of `{name}`, or remove the package from `requires`"
            ),
        ),
        Obstacle::NoCommonPackage => (
            format!("`{name}`, but no package shows both services"),
            format!(
                "offer both services for the same packages and periods, or remove `{name}` from `requires`"
            ),
        ),
    }
}

/// Returns the place that causes the obstacle, with a label. Returns `None` if the article is not in the files.
fn cause_place(name: &str, why: &Obstacle, offer: &Offer<'_>) -> Option<(Place, String)> {
    let root = offer.article(name)?.entry.document.root();
    Some(match why {
        Obstacle::NotSold => (root.child("shop"), "not in the shop".to_owned()),
        Obstacle::OtherPackage => (root.child("article"), "its customers do not see the service".to_owned()),
        Obstacle::NoCommonPackage => {
            (root.child("packages").key(), format!("the packages that `{name}` is for"))
        }
    })
}

/// Returns the reason why customers who see the service cannot have the required article. Returns `None` if they can
/// have it, or if that is not known.
fn obstacle<'a>(
    service: &TypedArticle<'a, ExtraService>,
    name: &'a str,
    offer: &Offer<'a>,
    visible_services: &VisibleServices<'a>,
) -> Option<Obstacle> {
    // Whether customers can have an article outside the files is not known.
    let article = offer.article(name)?;
    if let Some(package) = visible_services.package(offer, name) {
        // Whether the shop still sells the package does not matter: its existing customers see the service.
        return (!is_for(service, package, offer)).then_some(Obstacle::OtherPackage);
    }
    if !article.sale.is_shown() {
        return Some(Obstacle::NotSold);
    }
    // A service that requires itself is reported as X10.
    let other = offer.service(name).filter(|_| name != service.article.number())?;
    (!have_common_package(service, &other, offer, visible_services)).then_some(Obstacle::NoCommonPackage)
}

fn list_of<'a>(service: &TypedArticle<'a, ExtraService>) -> &'a [Ref<Package>] {
    service.read("packages", |own| own.packages.as_slice()).unwrap_or_default()
}

fn is_for<'a>(
    service: &TypedArticle<'a, ExtraService>,
    package: &TypedArticle<'a, Package>,
    offer: &Offer<'a>,
) -> bool {
    let (listed, number) = (list_of(service), package.article.number());
    (listed.is_empty() || listed.iter().any(|it| it.name() == number)) && offer.may_show(package, service)
}

/// Whether there is a package that shows, or may show, both services.
fn have_common_package<'a>(
    one: &TypedArticle<'a, ExtraService>,
    other: &TypedArticle<'a, ExtraService>,
    offer: &Offer<'a>,
    visible_services: &VisibleServices<'a>,
) -> bool {
    let (first, second) = match (list_of(one).is_empty(), list_of(other).is_empty()) {
        // Two services for every package meet in any package that sells services at all.
        (true, true) => {
            return visible_services.sells_any() || has_common_period(one, other, visible_services);
        }
        // The one with a list goes first, because only a list can be gone through.
        (true, false) => (other, one),
        _ => (one, other),
    };
    // A set, because lists of packages can be long and are compared with one another.
    let second_packages: Option<std::collections::HashSet<&str>> = Some(list_of(second))
        .filter(|listed| !listed.is_empty())
        .map(|listed| listed.iter().map(|it| it.name()).collect());
    list_of(first).iter().map(Ref::name).any(|name| {
        let is_listed = second_packages.as_ref().is_none_or(|second_packages| second_packages.contains(name));
        let package = visible_services.package(offer, name);
        is_listed && package.is_none_or(|it| offer.may_show(it, one) && offer.may_show(it, other))
    })
}

/// Whether the services have one of the packages' periods in common, so that a package could show both. It is always
/// true if there may be packages outside the files.
fn has_common_period(
    one: &TypedArticle<'_, ExtraService>,
    other: &TypedArticle<'_, ExtraService>,
    visible_services: &VisibleServices<'_>,
) -> bool {
    let has = |service: &TypedArticle<'_, ExtraService>, period: &Period| {
        service.article.sale.part.periods.iter().any(|it| it.every == *period)
    };
    let periods = visible_services.periods();
    visible_services.may_have_other_packages()
        || periods.iter().any(|period| has(one, period) && has(other, period))
}
