//! A62: the shop shows an extra service, but not in the category for extra services.

use crate::diagnostic::{Code, Diagnostic, Place, list, near};
use crate::kinds::{ExtraService, Shop};
use crate::model::Level;
use crate::offer::{Hidden, TypedArticle};
use crate::rules::names::near_category;
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because a shop may show such services elsewhere, and the category's name is a setting (domain.md §0.2).
const CODE: Code = Code::error(
    "A62",
    "outside-extra-services",
    "not the category for extra services",
    "The shop shows an extra service, but not in the category for extra services.",
    include_str!("../codes/A62.md"),
)
.warning();

/// Reports extra services that the shop shows only in categories other than the one for extra services.
pub struct OutsideExtraServices;

impl Rule for OutsideExtraServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let category = context.offer.manifest().database.extra_service_category.as_str();
        let services: Vec<_> = elsewhere(context).collect();
        // A misspelled category is reported as X20.
        let slips = if services.is_empty() { HashSet::new() } else { near_category::reported(context) };
        let is_slip = |service: &TypedArticle<'_, ExtraService>| {
            service.article.sale.categories.iter().all(|own| slips.contains(own))
        };
        let services = services.into_iter().filter(|service| !is_slip(service));
        // Services in the same other categories need the same correction, so they are one finding.
        let by_category = grouped_by(services.map(|it| (it.article.sale.categories.clone(), it)));
        by_category.into_iter().map(|(own, services)| finding(&own, &services, category)).collect()
    }
}

/// Returns the services that the shop shows only in other categories, except those that a comment allows.
fn elsewhere<'s, 'a>(
    context: &'s RuleContext<'a>,
) -> impl Iterator<Item = &'s TypedArticle<'a, ExtraService>> {
    let is_elsewhere = |it: &&TypedArticle<'_, ExtraService>| {
        context.offer.hidden_by_shop(it) == Some(Hidden::OtherCategory)
    };
    let services = context.offer.services().iter().filter(is_elsewhere);
    services.filter(|service| !context.is_allowed(CODE, place(service)))
}

/// Returns the services that this rule reports. The list is empty if the rule is set to `allow`.
pub(super) fn reported<'s, 'a>(context: &'s RuleContext<'a>) -> Vec<&'s TypedArticle<'a, ExtraService>> {
    match context.level(CODE) {
        // A rule that is switched off must not silence A05.
        Some(Level::Allow) => Vec::new(),
        _ => elsewhere(context).collect(),
    }
}

fn finding(own: &[&str], services: &[&TypedArticle<'_, ExtraService>], category: &str) -> Diagnostic {
    let numbers: Vec<&str> = services.iter().map(|service| service.article.number()).collect();
    let message = format!(
        "the shop shows {} in the {} {} instead of `{category}`, so customers of packages do not see {}",
        named(&numbers, "service"),
        if own.len() == 1 { "category" } else { "categories" },
        list(own, "and"),
        if numbers.len() == 1 { "it" } else { "them" }
    );
    // A similar category suggests that one of the two is misspelled.
    let help = match near(category, own.iter().copied()).is_empty() {
        false => format!(
            "write `{category}`, or set the category for extra services in wares.yaml: `database: {{ extra_service_category: … }}`"
        ),
        true => format!("omit the category, or add `{category}` to the `categories` under `shop`"),
    };
    let others = services.iter().skip(1).map(|service| (place(service), String::new()));
    with_places(Diagnostic::new(CODE, place(services[0]), message), others).help(help)
}

/// Returns the place of the categories of a service.
fn place(service: &TypedArticle<'_, ExtraService>) -> Place {
    let root = service.article.entry.document.root();
    match &service.article.sale.part.shop {
        Some(Shop::Placed(placement)) if placement.categories.is_some() => {
            root.child("shop").child("categories")
        }
        _ => root.child("category"),
    }
}
