//! X16: prices that are finer than the smallest coin of their currency.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Amount;
use crate::rules::currency_decimals::minor_unit;
use crate::rules::repeated_findings::and_more;
use crate::rules::{Each, Rule, Sight};
use rust_decimal::{Decimal, RoundingStrategy};

const CODE: Code = Code::error(
    "X16",
    "too-many-decimals",
    "finer than the smallest coin",
    "A price has more decimal places than its currency.",
    include_str!("../codes/X16.md"),
)
.warning();

/// Finds prices that are finer than the smallest coin.
pub struct TooManyDecimals;

impl Rule for TooManyDecimals {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let currencies = &sight.articles.manifest().currencies;
        let places: Vec<Places<'_>> =
            currencies.iter().map(|name| (name.as_str(), minor_unit(name))).collect();
        sight.articles.of_each(|each| of_article(each, &places))
    }
}

/// A currency and how many decimal places its smallest coin has.
type Places<'c> = (&'c str, u32);

/// A price that is too fine.
struct Fine<'a> {
    period: Option<usize>,
    currency: &'a str,
    price: Amount,
}

fn fine<'a>(each: &Each<'a>, places: &[Places<'_>]) -> impl Iterator<Item = Fine<'a>> {
    each.prices().flat_map(move |(period, prices)| {
        let is_fine = move |(currency, price): &(&'a str, Amount)| {
            let places = places.iter().find(|(known, _)| known == currency).map(|(_, places)| *places);
            let price = price.decimal();
            places.is_some_and(|places| price.scale() > places && price.normalize().scale() > places)
        };
        let all = prices.iter().map(|(currency, money)| (currency.name(), money.value));
        all.filter(is_fine).map(move |(currency, price)| Fine { period, currency, price })
    })
}

/// What is ordered by the piece may cost parts of a coin: the sum is what a customer pays. So it may be where properties
/// stand in the place of the amounts.
fn of_article(each: &Each<'_>, places: &[Places<'_>]) -> Option<Diagnostic> {
    if each.service.is_some_and(|service| service.amount.is_some() || !each.part.properties.is_empty()) {
        return None;
    }
    let first = fine(each, places).next()?;
    Some(told(each, &first, fine(each, places).count() - 1))
}

fn told(each: &Each<'_>, Fine { period, currency, price }: &Fine<'_>, more: usize) -> Diagnostic {
    let (number, price, places) = (each.number(), price.decimal(), minor_unit(currency));
    let smallest = Decimal::new(1, places);
    let message = format!(
        "`{number}` costs {price} {currency}, and the smallest coin is {smallest} {currency}{}",
        and_more(more, "price")
    );
    let place: Place = each.at_prices(*period).child(currency);
    let rounded = price.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    // A price that rounds to nothing is not meant to be none.
    let help = match rounded.is_zero() {
        true => format!("write at least `{smallest}`, or the price of a larger amount"),
        false => format!("write `{rounded}`, or the price that is meant"),
    };
    Diagnostic::new(CODE, place, message).help(help)
}
