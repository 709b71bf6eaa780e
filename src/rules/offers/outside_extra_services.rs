//! A62: an extra service that the shop shows elsewhere than among extra services.

use crate::diagnostic::{Code, Diagnostic, Place, list, near};
use crate::kinds::{ExtraService, Shop};
use crate::offer::{Hidden, Sells};
use crate::rules::several::{grouped_by, named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A62",
    "outside-extra-services",
    "not among extra services",
    "The shop shows an extra service, and not among extra services.",
    include_str!("../codes/A62.md"),
)
.warning();

/// Finds services that stand under other categories.
pub struct OutsideExtraServices;

impl Rule for OutsideExtraServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let offer = &sight.offer;
        let category = offer.manifest().database.extra_service_category.as_str();
        let is_elsewhere =
            |it: &&Sells<'_, ExtraService>| offer.hidden_by_shop(it) == Some(Hidden::OtherCategory);
        let services = offer.services().iter().filter(is_elsewhere);
        let services = services.filter(|service| !sight.is_allowed(CODE, place(service)));
        let by_category = grouped_by(services.map(|it| (it.article.sale.categories.clone(), it)));
        by_category.into_iter().map(|(own, services)| finding(&own, &services, category)).collect()
    }
}

fn finding(own: &[&str], services: &[&Sells<'_, ExtraService>], category: &str) -> Diagnostic {
    let numbers: Vec<&str> = services.iter().map(|service| service.article.number()).collect();
    let message = format!(
        "the shop shows {} under {}, and extra services under `{category}`: customers of packages do not see {}",
        named(&numbers, "service"),
        list(own, "and"),
        if numbers.len() == 1 { "it" } else { "them" }
    );
    let help = match near(category, own.iter().copied()).is_empty() {
        false => format!(
            "write `{category}`, or name the category of extra services in wares.yaml: `database: {{ extra_service_category: … }}`"
        ),
        true => format!("leave the category out, or add `{category}` to the `categories` under `shop`"),
    };
    let others = services.iter().skip(1).map(|service| (place(service), String::new()));
    with_places(Diagnostic::new(CODE, place(services[0]), message), others).help(help)
}

/// Where a service says its categories.
fn place(service: &Sells<'_, ExtraService>) -> Place {
    let root = service.article.entry.document.root();
    match &service.article.sale.part.shop {
        Some(Shop::Placed(placement)) if placement.categories.is_some() => {
            root.child("shop").child("categories")
        }
        _ => root.child("category"),
    }
}
