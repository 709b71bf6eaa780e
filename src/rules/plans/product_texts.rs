//! V36: placeholders in the texts of products, in which nothing replaces them.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::Product;
use crate::model::placeholders;
use crate::offer::Described;
use crate::rules::repeated_findings::{and_more, with_more};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "V36",
    "placeholder-in-product",
    "shown as it stands",
    "A text of a product has a placeholder, and only those of service plans are replaced.",
    include_str!("../codes/V36.md"),
)
.warning();

/// Finds placeholders in the texts of products.
pub struct ProductTexts;

impl Rule for ProductTexts {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.plans.products.iter().filter_map(of_product).collect()
    }
}

fn of_product(product: Described<'_, Product>) -> Option<Diagnostic> {
    let Product { name, short_description, description, .. } = product.it;
    let texts = [
        ("name", Some(name.as_str())),
        ("short_description", short_description.as_ref().map(|text| text.as_str())),
        ("description", description.as_ref().map(|text| text.as_str())),
    ];
    let found = texts.into_iter().filter_map(|(field, text)| Some((product.at(field), text?)));
    let found: Vec<(&str, Place)> = found
        .flat_map(|(place, text)| {
            placeholders(text).into_iter().map(move |it| (it.key, place.piece(it.range)))
        })
        .collect();
    let (key, place) = found.first()?;
    let message = format!(
        "customers read `${{{key}}}` in the product `{}` as it stands{}",
        product.it.id,
        and_more(found.len() - 1, "placeholder")
    );
    let finding = Diagnostic::new(CODE, *place, message);
    let finding = with_more(finding, found[1..].iter().map(|(_, place)| *place), "this too");
    Some(
        finding.help(format!(
            "write the value itself: only in the texts of service plans is `${{{key}}}` replaced"
        )),
    )
}
