//! A29: the shop shows an article that has neither renewal periods nor prices.

use super::unpriced::needs_prices;
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{ArticleView, Rule, RuleContext};

// An error, because the billing system's API rejects such an article (domain.md A32).
const CODE: Code = Code::error(
    "A29",
    "unpriced-article",
    "has no price",
    "The shop shows an article that has neither renewal periods nor prices.",
    include_str!("../codes/A29.md"),
);

/// Reports articles in the shop that have neither renewal periods nor prices.
pub struct UnpricedArticles;

impl Rule for UnpricedArticles {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let articles = &*context.articles;
        let has_none = |each: &ArticleView<'_>| each.part.has_no_terms();
        articles.of_each(|each| (has_none(each) && needs_prices(each, articles)).then(|| finding_for(each)))
    }
}

fn finding_for(each: &ArticleView<'_>) -> Diagnostic {
    let message = format!("the shop shows `{}`, which has neither `periods` nor `prices`", each.number());
    let finding = Diagnostic::new(CODE, each.at("article"), message);
    // Without `shop` and `category`, nothing in the file says that the shop shows the article.
    let finding = match each.shown_at() {
        Some(place) => finding.also(place, "shown here"),
        None => finding,
    };
    finding.help(
        "add `periods` with prices if it renews, or `prices` if it does not renew (0.00 if it is free)\n\
to keep it out of the shop, write `shop: false`",
    )
}
