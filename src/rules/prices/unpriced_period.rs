//! A28: renewal periods that have no price.

use super::unpriced::needs_prices;
use crate::diagnostic::{Code, Diagnostic, list};
use crate::rules::{Articles, Each, Rule, Sight};

const CODE: Code = Code::error(
    "A28",
    "unpriced-period",
    "has no price",
    "The shop shows an article by a renewal period that has no price.",
    include_str!("../codes/A28.md"),
);

/// Finds periods without prices.
pub struct UnpricedPeriods;

impl Rule for UnpricedPeriods {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let articles = &*sight.articles;
        articles.of_each(|each| of_article(each, articles))
    }
}

fn of_article(each: &Each<'_>, articles: &Articles<'_>) -> Option<Diagnostic> {
    let periods = &each.part.periods;
    let unpriced = || periods.iter().enumerate().filter(|(_, period)| period.prices.is_empty());
    let (first, _) = unpriced().next().filter(|_| each.is_shown)?;
    // Where no period has a price, something else may be paid for.
    let is_paid_otherwise = unpriced().count() == periods.len() && !needs_prices(each, articles);
    (!is_paid_otherwise).then(|| told(each, first, unpriced().map(|(at, _)| at).collect()))
}

fn told(each: &Each<'_>, first: usize, unpriced: Vec<usize>) -> Diagnostic {
    let words: Vec<String> = unpriced.iter().map(|at| each.every(*at).to_string()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = each.number();
    let message = match words.as_slice() {
        [one] => format!("the period `{one}` of `{number}` has no price"),
        several => format!("the periods {} of `{number}` have no price", list(several, "and")),
    };
    let finding = Diagnostic::new(CODE, each.at_period(first).child("every"), message);
    let more = unpriced.iter().skip(1).take(3);
    let finding = more
        .fold(finding, |finding, at| finding.also(each.at_period(*at).child("every"), "has no price either"));
    let (it, them) = if unpriced.len() == 1 { ("it", "the period") } else { ("each", "them") };
    finding.help(format!("add `prices` to {it}, 0.00 to give it away, or take {them} out"))
}
