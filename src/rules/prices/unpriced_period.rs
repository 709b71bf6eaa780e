//! A28: the shop shows an article that has a renewal period without a price.

use super::unpriced::needs_prices;
use crate::diagnostic::{Code, Diagnostic, list};
use crate::rules::{ArticleView, Articles, Rule, RuleContext};

// An error, because the price of a recurring article is that of its period (domain.md §0.3): there is no other.
const CODE: Code = Code::error(
    "A28",
    "unpriced-period",
    "has no price",
    "The shop shows an article that has a renewal period without a price.",
    include_str!("../codes/A28.md"),
);

/// Reports renewal periods without prices, for articles in the shop.
pub struct UnpricedPeriods;

impl Rule for UnpricedPeriods {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let articles = &*context.articles;
        articles.of_each(|each| of_article(each, articles))
    }
}

fn of_article(each: &ArticleView<'_>, articles: &Articles<'_>) -> Option<Diagnostic> {
    let periods = &each.part.periods;
    let unpriced = || periods.iter().enumerate().filter(|(_, period)| period.prices.is_empty());
    let (first, _) = unpriced().next().filter(|_| each.is_shown)?;
    // If no period has a price, customers may pay through counters, details or a bundle.
    let is_paid_otherwise = unpriced().count() == periods.len() && !needs_prices(each, articles);
    (!is_paid_otherwise).then(|| finding_for(each, first, unpriced().map(|(at, _)| at).collect()))
}

fn finding_for(each: &ArticleView<'_>, first: usize, unpriced: Vec<usize>) -> Diagnostic {
    let words: Vec<String> = unpriced.iter().map(|at| each.every(*at).to_string()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = each.number();
    let message = match words.as_slice() {
        [one] => format!("the period `{one}` of `{number}` has no price"),
        several => format!("the periods {} of `{number}` have no price", list(several, "and")),
    };
    let finding = Diagnostic::new(CODE, each.at_period(first).child("every"), message);
    // The message names all of them, so a few places are enough.
    let more = unpriced.iter().skip(1).take(3);
    let finding = more
        .fold(finding, |finding, at| finding.also(each.at_period(*at).child("every"), "has no price either"));
    let (it, them) = if unpriced.len() == 1 { ("it", "the period") } else { ("each", "them") };
    finding.help(format!("add `prices` to {it} (0.00 if it is free), or remove {them}"))
}
