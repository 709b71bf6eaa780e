//! X11: an article is free in one currency or for one period, but costs something in another.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Money, Prices};
use crate::rules::repeated_findings::and_more;
use crate::rules::{ArticleView, Rule, RuleContext};

// A warning, because a price of 0 is valid, and only the other prices suggest that it was not filled in.
const CODE: Code = Code::error(
    "X11",
    "some-prices-zero",
    "free",
    "An article is free in one currency or for one period, but costs something in another.",
    include_str!("../codes/X11.md"),
)
.warning();

/// Reports prices of 0 if the article has other prices that are not 0.
pub struct SomeFree;

impl Rule for SomeFree {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

/// A price of an article, with the index of its period and its currency. The index is `None` for a one-time price.
type Price<'a> = (Option<usize>, &'a str, Money);

fn enabled<'a>((period, prices): (Option<usize>, &'a Prices)) -> impl Iterator<Item = Price<'a>> {
    // A disabled price is never charged, so it makes nothing free.
    let on_offer = prices.iter().filter(|(_, money)| money.enabled);
    on_offer.map(move |(currency, money)| (period, currency.name(), *money))
}

fn is_zero((.., money): &Price<'_>) -> bool {
    money.value.decimal().is_zero()
}

fn of_article(each: &ArticleView<'_>) -> Option<Diagnostic> {
    let all = || each.prices().flat_map(enabled);
    let first = all().find(is_zero)?;
    // If everything is 0, the article is free on purpose.
    let other = all().find(|price| !is_zero(price))?;
    // The first one is in the message, so at least one is counted.
    let more = all().filter(is_zero).count() - 1;
    Some(finding_for(each, first, other, more))
}

fn words(each: &ArticleView<'_>, (period, currency, money): &Price<'_>) -> String {
    let period = period.map_or_else(String::new, |at| format!(" for {}", each.every(at)));
    format!("{} {currency}{period}", money.value.decimal())
}

fn finding_for(each: &ArticleView<'_>, free: Price<'_>, other: Price<'_>, more: usize) -> Diagnostic {
    let place = |(period, currency, _): Price<'_>| each.at_prices(period).child(currency);
    let (number, paid) = (each.number(), words(each, &other));
    let message = format!("`{number}` costs {}, but {paid}{}", words(each, &free), and_more(more, "price"));
    let finding = Diagnostic::new(CODE, place(free), message).also(place(other), format!("costs {paid}"));
    finding.help("write the intended price, or add `enabled: false` to the price if it is not offered")
}
