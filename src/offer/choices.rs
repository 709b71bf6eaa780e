//! The amounts of an extra service that a customer can choose from, and the prices of articles.

use super::{Amounts, NoAmounts, TypedArticle};
use crate::kinds::{ArticlePart, ExtraService};
use crate::model::{Manifest, Period, Prices};
use rust_decimal::Decimal;

/// The amounts that a customer can choose for an extra service, and their prices.
#[derive(Clone, Debug)]
pub struct Choices<'a> {
    /// The amounts, or the reason why there is no list of them. `None` if the service does not set `amount`.
    pub amounts: Option<Result<Amounts, NoAmounts<'a>>>,
    /// The key under which the shop's theme stores the unit's name. An empty key stands for a unit without a name.
    /// `None` if the files do not set a key.
    pub unit: Option<&'a str>,
    /// The prices of one unit.
    pub rates: Vec<Rate<'a>>,
}

/// A price of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate<'a> {
    /// The period that the price is for; `None` for a one-time price.
    pub period: Option<Period>,
    /// The currency.
    pub currency: &'a str,
    /// The price.
    pub price: Decimal,
    /// Whether the price is enabled.
    pub enabled: bool,
}

impl<'a> Choices<'a> {
    /// The amounts and prices of a service.
    pub fn new(service: &TypedArticle<'a, ExtraService>, manifest: &'a Manifest) -> Self {
        let unit = service.read("amount.unit", |own| own.amount.as_ref()?.unit.as_ref());
        Self {
            amounts: Amounts::of(service),
            // What the billing system makes of a raw unit is not known, so none is shown.
            unit: unit.ok().flatten().map(|unit| unit.as_str()),
            rates: rates(service.article.sale.part, manifest),
        }
    }

    /// The list of amounts, if there is one.
    pub fn list(&self) -> Option<&Amounts> {
        self.amounts.as_ref()?.as_ref().ok()
    }
}

impl<'a> Rate<'a> {
    /// The prices for a period, in the order of the manifest's currencies.
    pub(super) fn all(period: Option<Period>, prices: &'a Prices, manifest: &'a Manifest) -> Vec<Self> {
        let rate = |currency: &'a String| {
            let (_, money) = prices.iter().find(|(name, _)| name.name() == currency)?;
            Some(Self { period, currency, price: money.value.decimal(), enabled: money.enabled })
        };
        // Prices in currencies that the manifest does not name are not managed (design.md §2).
        manifest.currencies.iter().filter_map(rate).collect()
    }

    /// The cost of an amount: the amount times the price of one unit; `None` if the result has too many digits to be
    /// exact.
    ///
    /// Seed 000 describes amounts, and prices of products, but not the price of an amount. An amount is taken to be the
    /// quantity of the order, so the price of one unit is multiplied by the amount. Nothing is rounded, because it is
    /// not known to how many places the billing system rounds.
    pub fn of(&self, amount: Decimal) -> Option<Decimal> {
        let (amount, price) = (amount.normalize(), self.price.normalize());
        let product = amount.checked_mul(price)?;
        // A product that does not fit is rounded without an error: only its scale shows that.
        (product.is_zero() || product.scale() == amount.scale() + price.scale()).then(|| product.normalize())
    }
}

/// The prices of an article, in the order of the periods in the file. Within a period, they are in the order of the
/// manifest's currencies.
pub fn rates<'a>(part: &'a ArticlePart, manifest: &'a Manifest) -> Vec<Rate<'a>> {
    let periods = part.periods.iter().map(|period| (Some(period.every), &period.prices));
    // A recurring article has prices only in its periods, and an article that is paid for once has no periods.
    periods
        .chain([(None, &part.prices)])
        .flat_map(|(period, prices)| Rate::all(period, prices, manifest))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(price: &str, amount: &str) -> Option<String> {
        let price = price.parse().expect("a price");
        let rate = Rate { period: None, currency: "EUR", price, enabled: true };
        rate.of(amount.parse().expect("an amount")).map(|cost| cost.to_string())
    }

    #[test]
    fn cost_is_the_amount_times_the_price_of_one_unit() {
        assert_eq!(cost("0.10", "3").as_deref(), Some("0.3"));
        assert_eq!(cost("9.95", "1.1").as_deref(), Some("10.945"));
        assert_eq!(cost("0.00", "4294967295").as_deref(), Some("0"));
        assert_eq!(cost("0.00", "1.1").as_deref(), Some("0"), "a cost of zero is always exact");
    }

    #[test]
    fn cost_that_is_not_exact_is_not_computed() {
        assert_eq!(cost("123456789012345678901.1234", "4294967295"), None);
        assert_eq!(cost("923456789012345678901.1234", "1.0001"), None);
    }
}
