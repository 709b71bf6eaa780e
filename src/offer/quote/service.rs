//! The line of an extra service in a quote.

use super::line::{AmountOrValue, Item, Line, Number, PaymentTime, QuotedItem};
use super::order_names::ResolvedPart;
use super::parse_number::number;
use super::{Charge, NoService, OrderableParts, PeriodAndCurrency, Reason, WrongAmount};
use crate::kinds::ExtraService;
use crate::offer::{Amounts, Rate, TypedArticle, Visibility, rates, sees};
use rust_decimal::Decimal;

/// The line of an extra service.
pub(super) fn line<'a>(
    shelf: &OrderableParts<'_, 'a>,
    service: &TypedArticle<'a, ExtraService>,
    picked: &ResolvedPart<'_, '_, 'a>,
    at: &PeriodAndCurrency<'a>,
) -> Result<Line<'a>, Reason<'a>> {
    is_seen(shelf, service, at)?;
    excludes(shelf, service, &picked.services)?;
    let value = picked.want.value.as_str();
    // A name without a value, which is read as `yes`, orders one.
    let amount = amount(service, if value == "yes" { "1" } else { value })?;
    let rates = rates(service.article.sale.part, shelf.offer.manifest());
    let (rate, paid) = rate(&rates, at)?;
    let held = QuotedItem {
        item: Item::Service(service.article.number()),
        text: service.article.name,
        amount_or_value: AmountOrValue { number: Some(Number::Of(amount)), ..AmountOrValue::default() },
        included: None,
        metered: None,
        from: None,
        place: service.article.entry.document.root(),
    };
    Ok(Line { held, charge: Some(Charge::new(amount, &rate)?), setup: None, paid })
}

/// The price of a service for the order's period, and when the price is paid. A service that is paid for once has the
/// same price for every period.
fn rate<'a>(rates: &[Rate<'a>], at: &PeriodAndCurrency<'a>) -> Result<(Rate<'a>, PaymentTime), Reason<'a>> {
    // Without any price it is not known how the service is paid for, and `all` would be true.
    let is_paid_once = !rates.is_empty() && rates.iter().all(|rate| rate.period.is_none());
    match is_paid_once {
        true => {
            // A one-time price holds for any period of the package.
            let at = PeriodAndCurrency { period: Some(None), currency: at.currency };
            at.rate(rates).map(|rate| (rate, PaymentTime::Once))
        }
        false => at.rate(rates).map(|rate| (rate, PaymentTime::Before)),
    }
}

/// Refuses a service that the customers of the package do not see.
fn is_seen<'a>(
    shelf: &OrderableParts<'_, 'a>,
    service: &TypedArticle<'a, ExtraService>,
    at: &PeriodAndCurrency<'a>,
) -> Result<(), Reason<'a>> {
    let package = shelf.package.ok_or(Reason::Service(NoService::NoPackage))?;
    let number = service.article.number();
    let service_visibility =
        sees(package, shelf.offer).into_iter().find(|service_visibility| service_visibility.number == number);
    match service_visibility.map(|service_visibility| service_visibility.visibility) {
        Some(Visibility::Hidden(hidden)) => Err(Reason::Service(NoService::Unseen(hidden))),
        Some(Visibility::Raw(raw)) => Err(Reason::Service(NoService::Raw(vec![raw]))),
        // A package with `check_duration` shows only services with its own period (domain.md §1).
        Some(Visibility::Shown(Some(periods))) => match at.period.flatten() {
            Some(period) if !periods.contains(&period) => {
                Err(Reason::Service(NoService::UnseenByPeriod(periods)))
            }
            _ => Ok(()),
        },
        // What the files do not say is no reason to refuse an order.
        Some(Visibility::Shown(None) | Visibility::Unknown) | None => Ok(()),
    }
}

/// Refuses a service if another service of its exclusive group is ordered too.
fn excludes<'a>(
    shelf: &OrderableParts<'_, 'a>,
    service: &TypedArticle<'a, ExtraService>,
    ordered: &[&'a str],
) -> Result<(), Reason<'a>> {
    let group = |service: &TypedArticle<'a, ExtraService>| {
        service
            .read("exclusive_group", |own| own.exclusive_group.as_ref())
            .map_err(|raws| Reason::Service(NoService::Raw(raws)))
    };
    // Services of one group exclude each other (`productValue`, domain.md §1).
    let Some(own) = group(service)? else { return Ok(()) };
    let others = ordered.iter().filter(|number| **number != service.article.number());
    for other in others.filter_map(|number| shelf.service(number)) {
        if group(other)? == Some(own) {
            return Err(Reason::Service(NoService::Excludes(other.article.number())));
        }
    }
    Ok(())
}

/// Parses the amount of a service, and checks that it can be ordered.
fn amount<'a>(service: &TypedArticle<'a, ExtraService>, text: &str) -> Result<Decimal, Reason<'a>> {
    let amount = number(text)?;
    match Amounts::of(service) {
        Some(Ok(amounts)) if amounts.contains(amount) => Ok(amount),
        Some(Ok(amounts)) => {
            Err(Reason::Amount(WrongAmount::NoSuchAmount(Box::new(amounts), amounts.nearest(amount))))
        }
        Some(Err(why)) => Err(Reason::Service(NoService::NoAmounts(why))),
        None if amount == Decimal::ONE => Ok(amount),
        None if amount.is_zero() || !amount.is_integer() => Err(Reason::Amount(WrongAmount::NotWhole)),
        // Without `allowMultiple` a customer can order a service only once (domain.md §1).
        None => match service.read("allow_multiple", |own| own.allow_multiple) {
            Ok(true) => Ok(amount),
            Ok(false) => Err(Reason::Amount(WrongAmount::OnceOnly)),
            Err(raws) => Err(Reason::Service(NoService::Raw(raws))),
        },
    }
}
