//! A29: articles that the shop shows and that have no price at all.

use super::unpriced::needs_prices;
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A29",
    "unpriced-article",
    "has no price",
    "The shop shows an article that has neither periods nor prices.",
    include_str!("../codes/A29.md"),
);

/// Finds articles without prices.
pub struct UnpricedArticles;

impl Rule for UnpricedArticles {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let articles = &*sight.articles;
        let has_none = |each: &Each<'_>| each.part.has_no_terms();
        articles.of_each(|each| (has_none(each) && needs_prices(each, articles)).then(|| told(each)))
    }
}

fn told(each: &Each<'_>) -> Diagnostic {
    let message = format!("`{}` has neither `periods` nor `prices`, and the shop shows it", each.number());
    let finding = Diagnostic::new(CODE, each.at("article"), message);
    let finding = match each.shown_at() {
        Some(place) => finding.also(place, "shown here"),
        None => finding,
    };
    finding.help(
        "add `periods` with prices if it renews, or `prices` if it is paid once: 0.00 to give it away\n\
         `shop: false` keeps it out of the shop",
    )
}
