//! X20: a category that is nearly another one.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Shop;
use crate::rules::{Rule, Sight};
use std::collections::HashSet;

const CODE: Code = Code::error(
    "X20",
    "near-category",
    "nearly another name",
    "The name of a category is nearly another one.",
    include_str!("../codes/X20.md"),
)
.warning();

/// Finds categories that are nearly others.
pub struct NearCategory;

impl Rule for NearCategory {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        categories(sight).findings(CODE, sight)
    }
}

/// The categories that the rule reports.
pub(in crate::rules) fn told<'a>(sight: &Sight<'a>) -> HashSet<&'a str> {
    categories(sight).reported(CODE, sight)
}

fn categories<'a>(sight: &Sight<'a>) -> Vocabulary<'a> {
    let mut names = Vocabulary::new("category");
    for article in sight.offer.articles() {
        let (part, root) = (article.sale.part, || article.entry.document.root());
        if let Some(category) = &part.category {
            names.add(category.as_str(), || root().child("category"));
        }
        let Some(Shop::Placed(placement)) = &part.shop else { continue };
        for (index, category) in placement.categories.iter().flatten().enumerate() {
            names.add(category.name(), || root().child("shop").child("categories").child(index));
        }
    }
    names
}
