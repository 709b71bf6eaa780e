//! X20: the name of a category is almost the same as the name of another category.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Shop;
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because two categories may well have similar names.
const CODE: Code = Code::error(
    "X20",
    "near-category",
    "similar to another category",
    "The name of a category is almost the same as that of another category.",
    include_str!("../codes/X20.md"),
)
.warning();

/// Reports categories that are probably misspelled.
pub struct NearCategory;

impl Rule for NearCategory {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        categories(context).findings(CODE, context)
    }
}

/// Returns the categories that this rule reports as misspelled.
pub(in crate::rules) fn reported<'a>(context: &RuleContext<'a>) -> HashSet<&'a str> {
    categories(context).reported(CODE, context)
}

fn categories<'a>(context: &RuleContext<'a>) -> Vocabulary<'a> {
    let mut names = Vocabulary::new("category");
    for article in context.offer.articles() {
        let (part, root) = (article.sale.part, || article.entry.document.root());
        if let Some(category) = &part.category {
            names.add(category.as_str(), || root().child("category"));
        }
        // An article can be in further categories of the shop, whose names are written there.
        let Some(Shop::Placed(placement)) = &part.shop else { continue };
        for (index, category) in placement.categories.iter().flatten().enumerate() {
            names.add(category.name(), || root().child("shop").child("categories").child(index));
        }
    }
    names
}
