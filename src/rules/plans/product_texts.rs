//! V36: a text of a product contains a placeholder, although placeholders are replaced only in texts of service plans.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::Product;
use crate::model::placeholders;
use crate::offer::Described;
use crate::rules::repeated_findings::{and_more, with_more};
use crate::rules::{Rule, RuleContext};

// A warning, because the product can be ordered all the same; its text only looks wrong.
const CODE: Code = Code::error(
    "V36",
    "placeholder-in-product",
    "not replaced",
    "The text of a product contains a placeholder, but only those in service plans are replaced.",
    include_str!("../codes/V36.md"),
)
.warning();

/// Reports placeholders in the texts of products.
pub struct ProductTexts;

impl Rule for ProductTexts {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.plans.products.iter().filter_map(of_product).collect()
    }
}

fn of_product(product: Described<'_, Product>) -> Option<Diagnostic> {
    let Product { name, short_description, description, .. } = product.it;
    let texts = [
        ("name", Some(name.as_str())),
        ("short_description", short_description.as_ref().map(|text| text.as_str())),
        ("description", description.as_ref().map(|text| text.as_str())),
    ];
    let placeholders_found = texts.into_iter().filter_map(|(field, text)| Some((product.at(field), text?)));
    let placeholders_found: Vec<(&str, Place)> = placeholders_found
        .flat_map(|(place, text)| {
            placeholders(text).into_iter().map(move |it| (it.key, place.piece(it.range)))
        })
        .collect();
    // One finding for each product, however many placeholders its texts have.
    let (key, place) = placeholders_found.first()?;
    let message = format!(
        "customers see `${{{key}}}` literally in the product `{}`{}",
        product.it.id,
        and_more(placeholders_found.len() - 1, "placeholder")
    );
    let finding = Diagnostic::new(CODE, *place, message);
    let finding =
        with_more(finding, placeholders_found[1..].iter().map(|(_, place)| *place), "not replaced either");
    Some(
        finding.help(format!(
            "write the value itself: `${{{key}}}` is replaced only in the texts of service plans"
        )),
    )
}
