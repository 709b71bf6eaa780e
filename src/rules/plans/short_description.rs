//! V37: the short description of a product has more than one line.

use super::catalog_plans::has;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Product;
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};

// A warning, because it is not known what the marketplace does with additional lines.
const CODE: Code = Code::error(
    "V37",
    "short-description-of-lines",
    "more than one line",
    "The short description of a product has more than one line.",
    include_str!("../codes/V37.md"),
)
.warning();

/// Reports short descriptions with more than one line.
pub struct ShortDescriptionsOfLines;

impl Rule for ShortDescriptionsOfLines {
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
    let text = product.it.short_description.as_ref()?.as_str();
    // A YAML block scalar ends with a line break, which does not count.
    let lines = text.trim_end().lines().count();
    if lines < 2 {
        return None;
    }
    let message = format!("the short description of the product `{}` has {lines} lines", product.it.id);
    let finding = Diagnostic::new(CODE, product.at("short_description").key(), message);
    Some(finding.help("shorten it to one line, and move the rest to `description`"))
}
