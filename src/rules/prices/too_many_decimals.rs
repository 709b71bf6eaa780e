//! X16: a price has more decimal places than its currency allows.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Amount;
use crate::rules::currency_decimals::minor_unit;
use crate::rules::repeated_findings::and_more;
use crate::rules::{ArticleView, Rule, RuleContext};
use rust_decimal::{Decimal, RoundingStrategy};

// A warning, because the database stores four decimal places (domain.md §1); the invoice is rounded.
const CODE: Code = Code::error(
    "X16",
    "too-many-decimals",
    "too many decimal places",
    "A price has more decimal places than its currency allows.",
    include_str!("../codes/X16.md"),
)
.warning();

/// Reports prices with too many decimal places.
pub struct TooManyDecimals;

impl Rule for TooManyDecimals {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let currencies = &context.articles.manifest().currencies;
        let places: Vec<Places<'_>> =
            currencies.iter().map(|name| (name.as_str(), minor_unit(name))).collect();
        context.articles.of_each(|each| of_article(each, &places))
    }
}

/// A currency, and the number of decimal places that it allows.
type Places<'c> = (&'c str, u32);

/// A price with too many decimal places.
struct OverprecisePrice<'a> {
    period: Option<usize>,
    currency: &'a str,
    price: Amount,
}

fn overprecise_prices<'a>(
    each: &ArticleView<'a>,
    places: &[Places<'_>],
) -> impl Iterator<Item = OverprecisePrice<'a>> {
    each.prices().flat_map(move |(period, prices)| {
        let is_fine = move |(currency, price): &(&'a str, Amount)| {
            let places = places.iter().find(|(known, _)| known == currency).map(|(_, places)| *places);
            let price = price.decimal();
            // The cheap comparison first: most prices have few digits.
            places.is_some_and(|places| price.scale() > places && price.normalize().scale() > places)
        };
        let all = prices.iter().map(|(currency, money)| (currency.name(), money.value));
        all.filter(is_fine).map(move |(currency, price)| OverprecisePrice { period, currency, price })
    })
}

// A service that customers order in amounts may cost a fraction of the smallest unit: they pay the total. Properties
// may define amounts too.
fn of_article(each: &ArticleView<'_>, places: &[Places<'_>]) -> Option<Diagnostic> {
    if each.service.is_some_and(|service| service.amount.is_some() || !each.part.properties.is_empty()) {
        return None;
    }
    let first = overprecise_prices(each, places).next()?;
    Some(finding_for(each, &first, overprecise_prices(each, places).count() - 1))
}

fn finding_for(
    each: &ArticleView<'_>,
    OverprecisePrice { period, currency, price }: &OverprecisePrice<'_>,
    more: usize,
) -> Diagnostic {
    let (number, price, places) = (each.number(), price.decimal(), minor_unit(currency));
    let smallest = Decimal::new(1, places);
    let message = format!(
        "`{number}` costs {price} {currency}, but the smallest unit is {smallest} {currency}{}",
        and_more(more, "price")
    );
    let place: Place = each.at_prices(*period).child(currency);
    // Half a unit is rounded up, as is usual for prices, and not to the even digit.
    let rounded = price.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    // A price that rounds to zero is not intended to be free.
    let help = match rounded.is_zero() {
        true => format!("write at least `{smallest}`, or the price of a larger quantity"),
        false => format!("write `{rounded}`, or the intended price"),
    };
    Diagnostic::new(CODE, place, message).help(help)
}
