//! Whether the customers of a package see an extra service.

use super::{Article, FieldOrRaw, Offer, Raw, TypedArticle};
use crate::catalog::Entry;
use crate::diagnostic::{Place, Pointer};
use crate::kinds::{ArticlePart, ExtraService, Package};
use crate::model::{Period, Ref};

/// Whether the customers of a package see an extra service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visibility<'a> {
    /// The customers see the service. If the package checks durations, only customers with one of these periods see it.
    Shown(Option<Vec<Period>>),
    /// The customers do not see the service, for this reason.
    Hidden(Hidden),
    /// The answer depends on how the billing system interprets this raw property. None of the reasons to hide the
    /// service is known to apply.
    Raw(Raw<'a>),
    /// The package exists only in the database. All that is known is that the service lists the package.
    Unknown,
}

/// The reason why a service is not shown. If several reasons apply, this is the first in the order of the variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hidden {
    /// The package does not sell extra services (`HasExtraServices`).
    NoExtraServices,
    /// The service lists the packages that it is for (`packages`), and this package is not listed.
    NotListed,
    /// The package checks durations (`CheckDuration`), and the service has none of the package's renewal periods.
    NoSharedPeriod,
    /// The shop does not show the service.
    NotInShop,
    /// The shop shows the service, but not in the category of extra services.
    OtherCategory,
}

/// Whether the customers of a package see an extra service. If the question was about a service, `number` and `article`
/// describe the package. If it was about a package, they describe the service.
#[derive(Clone, Debug)]
pub struct ServiceVisibility<'a> {
    /// The article number of the package or the service.
    pub number: &'a str,
    /// The article; `None` if it exists only in the database.
    pub article: Option<Article<'a>>,
    /// Whether the customers see the service.
    pub visibility: Visibility<'a>,
    /// Whether the shop still sells the package. If not, customers who already have the package still see its services.
    pub is_sold: bool,
    /// The location in the files that the answer comes from.
    pub place: Place,
}

/// Returns for every package whether its customers see the given service. The packages in the service's list that exist
/// only in the database come last.
pub fn seen_by<'a>(
    service: &TypedArticle<'a, ExtraService>,
    offer: &Offer<'a>,
) -> Vec<ServiceVisibility<'a>> {
    let category = category_of(offer);
    let known = offer
        .packages()
        .iter()
        .map(|package| service_visibility(&package.article, package, service, category));
    // If a raw property takes the place of the list, the visibility for the known packages says so.
    let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
    let external = listed.iter().enumerate().filter(|(_, package)| offer.is_external(package.name()));
    let unknown = external.map(|(index, package)| ServiceVisibility {
        number: package.name(),
        article: None,
        visibility: Visibility::Unknown,
        // Whether the shop sells it is not known; only a certain `false` is worth a remark.
        is_sold: true,
        place: service.article.entry.document.at(Pointer::parse("/packages").child(index)),
    });
    known.chain(unknown).collect()
}

/// Returns for every extra service whether the customers of the given package see it.
pub fn sees<'a>(package: &TypedArticle<'a, Package>, offer: &Offer<'a>) -> Vec<ServiceVisibility<'a>> {
    let category = category_of(offer);
    offer
        .services()
        .iter()
        .map(|service| service_visibility(&service.article, package, service, category))
        .collect()
}

fn service_visibility<'a>(
    other: &Article<'a>,
    package: &TypedArticle<'a, Package>,
    service: &TypedArticle<'a, ExtraService>,
    category: &str,
) -> ServiceVisibility<'a> {
    let visibility = visibility(package, service, category);
    ServiceVisibility {
        number: other.number(),
        article: Some(other.clone()),
        is_sold: package.article.sale.is_shown(),
        place: place(&visibility, package.article.entry, service.article.entry),
        visibility,
    }
}

/// The category in which the shop shows extra services.
pub(super) fn category_of<'a>(offer: &Offer<'a>) -> &'a str {
    offer.manifest().database.extra_service_category.as_str()
}

/// Whether the customers of a package see a service, given the category of extra services.
pub(super) fn visibility<'a>(
    package: &TypedArticle<'a, Package>,
    service: &TypedArticle<'a, ExtraService>,
    category: &str,
) -> Visibility<'a> {
    let periods = package.read("check_duration", |own| {
        own.check_duration.then(|| shared(package.article.sale.part, service.article.sale.part))
    });
    let reasons = reasons(package, service, &periods, category);
    // A certain reason hides the service, whatever the billing system makes of raw properties.
    if let Some((_, reason)) = reasons.iter().find(|(holds, _)| *holds == Ok(true)) {
        return Visibility::Hidden(*reason);
    }
    let raw = reasons.into_iter().find_map(|(holds, _)| holds.err()?.into_iter().next());
    // The periods are known here: a raw property in their place would be among the reasons.
    raw.map_or(Visibility::Shown(periods.unwrap_or_default()), Visibility::Raw)
}

/// Whether each reason applies, if that is known. Seed 000 requires the default shop to show the service in the
/// category of extra services. Only the database says whether the manifest's shop is the default one.
fn reasons<'a>(
    package: &TypedArticle<'a, Package>,
    service: &TypedArticle<'a, ExtraService>,
    periods: &FieldOrRaw<'a, Option<Vec<Period>>>,
    category: &str,
) -> [(FieldOrRaw<'a, bool>, Hidden); 5] {
    let (number, sale) = (package.article.number(), &service.article.sale);
    let is_elsewhere =
        // A service that lists no package is for all of them (domain.md §1, `packages`).
        |listed: &[Ref<Package>]| !listed.is_empty() && listed.iter().all(|listed| listed.name() != number);
    let has_none = |periods: Option<Vec<Period>>| periods.is_some_and(|periods| periods.is_empty());
    [
        // In the order of the variants: the first reason that holds is the one that is shown.
        (package.read("extra_services", |own| !own.extra_services), Hidden::NoExtraServices),
        (service.read("packages", |own| is_elsewhere(&own.packages)), Hidden::NotListed),
        (periods.clone().map(has_none), Hidden::NoSharedPeriod),
        (Ok(!sale.is_shown()), Hidden::NotInShop),
        (Ok(!sale.categories.contains(&category)), Hidden::OtherCategory),
    ]
}

fn place(visibility: &Visibility<'_>, package: &Entry, service: &Entry) -> Place {
    let (entry, pointer) = match visibility {
        Visibility::Raw(raw) => return raw.place,
        // Nothing hides the service, so no single field decides.
        Visibility::Shown(_) | Visibility::Unknown => (service, ""),
        Visibility::Hidden(Hidden::NoExtraServices) => (package, "/extra_services"),
        Visibility::Hidden(Hidden::NotListed) => (service, "/packages"),
        Visibility::Hidden(Hidden::NoSharedPeriod) => (package, "/check_duration"),
        Visibility::Hidden(Hidden::NotInShop | Hidden::OtherCategory) => (service, "/shop"),
    };
    entry.document.at(Pointer::parse(pointer))
}

/// The renewal periods that two articles share, in the order in which the first article has them. Two periods are the
/// same only if both the number and the unit are the same. It is not known whether the billing system treats 12 months
/// as 1 year.
pub(super) fn shared(one: &ArticlePart, other: &ArticlePart) -> Vec<Period> {
    let has = |period: &Period| other.periods.iter().any(|p| p.every == *period);
    one.periods.iter().map(|period| period.every).filter(has).collect()
}
