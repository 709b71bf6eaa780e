//! The period and the currency of an order, and the prices that apply to them.

use super::line::{AmountOrValue, Item, Line, PaymentTime, QuotedItem};
use super::{Bar, Charge, NoPrice, NoSale, Order, Reason, Refused, RefusedPart, Setup};
use crate::model::{Manifest, Period};
use crate::offer::{Article, Rate, rates};
use rust_decimal::Decimal;

/// The period and the currency of an order. Each is `None` if it was refused. The rest of the order is then checked
/// without prices.
pub(super) struct PeriodAndCurrency<'a> {
    /// The period; `Some(None)` if the article is paid for once.
    pub period: Option<Option<Period>>,
    /// The currency.
    pub currency: Option<&'a str>,
}

impl<'a> PeriodAndCurrency<'a> {
    /// Reads the period and the currency of an order, and adds a refusal for each that is not valid.
    pub(super) fn new(
        manifest: &'a Manifest,
        article: &Article<'a>,
        order: &Order<'_>,
        refused: &mut Vec<Refused<'a>>,
    ) -> Self {
        let mut refuse = |of, reason| refused.push(Refused { of, reason });
        let period = period(article, order).map_err(|reason| refuse(RefusedPart::Period, reason)).ok();
        let currency = currency(manifest, order).map_err(|reason| refuse(RefusedPart::Currency, reason)).ok();
        Self { period, currency }
    }

    /// The line of the article itself.
    pub(super) fn base(&self, article: &Article<'a>, manifest: &'a Manifest) -> Result<Line<'a>, Reason<'a>> {
        let rates = rates(article.sale.part, manifest);
        let rate = self.rate(&rates)?;
        let held = QuotedItem {
            item: Item::Article(article.number()),
            text: article.name,
            amount_or_value: AmountOrValue::default(),
            included: None,
            metered: None,
            from: None,
            place: article.entry.document.root(),
        };
        let charge = Charge::new(Decimal::ONE, &rate)?;
        let paid = if rate.period.is_some() { PaymentTime::Before } else { PaymentTime::Once };
        Ok(Line { held, charge: Some(charge), setup: None, paid })
    }

    /// The enabled price for the period and the currency. If either of these was refused, the price is 0.
    pub(super) fn rate(&self, rates: &[Rate<'a>]) -> Result<Rate<'a>, Reason<'a>> {
        let (Some(period), Some(currency)) = (self.period, self.currency) else { return Ok(FREE) };
        let enabled: Vec<Rate<'a>> = rates.iter().filter(|rate| rate.enabled).copied().collect();
        let holds = |rate: &&Rate<'a>| rate.currency == currency && rate.period == period;
        // The refusal lists only the enabled prices: no other can be ordered.
        let rate = enabled.iter().find(holds).copied();
        rate.ok_or(Reason::Price(NoPrice::None(period, currency, enabled)))
    }

    /// The setup fee, charged the given number of times; `None` if there is no fee, or if the currency was refused.
    pub(super) fn setup(&self, times: Decimal, fees: &[Rate<'a>]) -> Result<Option<Setup>, Reason<'a>> {
        let enabled: Vec<Rate<'a>> = fees.iter().filter(|fee| fee.enabled).copied().collect();
        let Some(currency) = self.currency.filter(|_| !enabled.is_empty()) else { return Ok(None) };
        // If there are fees, one must be in this currency, or the setup would seem to be free.
        let fee = enabled.iter().find(|fee| fee.currency == currency).copied();
        Setup::new(times, &fee.ok_or(Reason::Price(NoPrice::NoSetupFee(currency, enabled)))?).map(Some)
    }

    /// Refuses the period of the order if it is shorter than the minimum.
    pub(super) fn check_minimum_period(&self, minimum: Option<Period>) -> Result<(), Reason<'a>> {
        match (self.period, minimum) {
            (Some(Some(period)), Some(minimum)) if period.months() < minimum.months() => {
                Err(Reason::Barred(Bar::ShorterThan(minimum)))
            }
            // An article that is paid for once has no period that could be too short.
            _ => Ok(()),
        }
    }
}

/// A stand-in for the price in an order that is refused anyway.
const FREE: Rate<'static> = Rate { period: None, currency: "", price: Decimal::ZERO, enabled: true };

fn period<'a>(article: &Article<'a>, order: &Order<'_>) -> Result<Option<Period>, Reason<'a>> {
    let offered: Vec<Period> = article.sale.part.periods.iter().map(|period| period.every).collect();
    match (order.period, offered.as_slice()) {
        (None, []) => Ok(None),
        (Some(_), []) => Err(Reason::Sale(NoSale::PaidOnce)),
        // With a single period there is nothing to choose.
        (None, [only]) => Ok(Some(*only)),
        (None, _) => Err(Reason::Sale(NoSale::WhichPeriod(offered))),
        (Some(asked), _) if offered.contains(&asked) => Ok(Some(asked)),
        (Some(asked), _) => Err(Reason::Sale(NoSale::NoSuchPeriod(asked, offered))),
    }
}

fn currency<'a>(manifest: &'a Manifest, order: &Order<'_>) -> Result<&'a str, Reason<'a>> {
    let mut currencies = manifest.currencies.iter().map(String::as_str);
    let known = || manifest.currencies.iter().map(String::as_str).collect();
    match order.currency {
        // The first currency of the manifest is the default.
        None => currencies.next().ok_or_else(|| Reason::Sale(NoSale::NoSuchCurrency(String::new(), known()))),
        Some(asked) => currencies
            .find(|currency| *currency == asked)
            .ok_or_else(|| Reason::Sale(NoSale::NoSuchCurrency(asked.to_owned(), known()))),
    }
}
