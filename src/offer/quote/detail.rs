//! The line of a detail in a quote.

use super::alternatives::{explained, finite, of_choices};
use super::line::{AmountOrValue, Line, Number, PaymentTime, QuotedItem};
use super::order_names::choices;
use super::wanted::{RequestedAmount, barred, orderable, wanted};
use super::{Charge, Finite, NoPrice, PeriodAndCurrency, Reason, WrongName};
use crate::model::Manifest;
use crate::offer::{DetailVariant, PackageDetail};
use rust_decimal::Decimal;

/// The line of a detail. `value` is the text after `=` in the order.
pub(super) fn line<'a>(
    detail: &PackageDetail<'a>,
    choice: Option<&str>,
    value: &str,
    at: &PeriodAndCurrency<'a>,
    manifest: &'a Manifest,
) -> Result<Line<'a>, Reason<'a>> {
    let (variant, value) = variant(detail, choice, value, manifest)?;
    let wanted = asked(detail, variant, value, manifest)?;
    // What the package includes anyway has no minimum period.
    if wanted.charged.is_some() || is_chosen(detail, variant) {
        at.check_minimum_period(variant.terms.minimum_period)?;
    }
    let held = QuotedItem::of(detail, variant, wanted.amount_or_value, at.currency, manifest);
    let paid = if variant.terms.post_paid { PaymentTime::After } else { PaymentTime::Before };
    let Some((units, rates)) = wanted.charged else {
        return Ok(Line { held, charge: None, setup: None, paid });
    };
    let rate = at.rate(&rates).map_err(|reason| match held.amount_or_value.number {
        Some(Number::Unlimited) => {
            // Asked of the same function, so that the suggestion can be ordered. A finite total does not come here
            // again.
            let is_priced = |total: &str| line(detail, choice, total, at, manifest).is_ok();
            with_finite_total(reason, || finite(variant, held.amount_or_value.value, is_priced))
        }
        _ => reason,
    })?;
    let charge = Charge::new(units, &rate)?;
    // BILLmanager charges the fee for each unit unless it is set to "do not multiply" (domain.md §2).
    let times = if *variant.terms.multiply_setup_fee { units } else { Decimal::ONE };
    let setup = at.setup(times, &variant.setup_fees(manifest))?;
    Ok(Line { held, charge: Some(charge), setup, paid })
}

/// The amount or value that an order requests for a [`DetailVariant`]. If the order gives no value, it requests what
/// the variant includes.
fn asked<'a>(
    detail: &PackageDetail<'a>,
    variant: &DetailVariant<'a>,
    value: Option<&str>,
    manifest: &'a Manifest,
) -> Result<RequestedAmount<'a>, Reason<'a>> {
    match value {
        None => Ok(RequestedAmount {
            amount_or_value: AmountOrValue::included(variant).unwrap_or_default(),
            charged: None,
        }),
        Some(value) => {
            wanted(variant, value, manifest).map_err(|reason| explained(detail, variant, value, reason))
        }
    }
}

/// Whether the order is for a choice other than the default one. Such a choice is an order even if it costs nothing.
fn is_chosen(detail: &PackageDetail<'_>, variant: &DetailVariant<'_>) -> bool {
    variant.choice.is_some() && detail.first_choice().map(|variant| variant.choice) != Some(variant.choice)
}

/// Adds a total that can be ordered instead, if an unlimited amount is refused because it has no price.
fn with_finite_total<'a>(reason: Reason<'a>, instead: impl FnOnce() -> Finite) -> Reason<'a> {
    match reason {
        Reason::Price(NoPrice::None(period, currency, rates)) => {
            Reason::Price(NoPrice::NoneOfUnlimited { period, currency, rates, instead: instead() })
        }
        reason => reason,
    }
}

/// Returns the [`DetailVariant`] that is ordered, and the value that is ordered for it. The value is `None` if the
/// order only names a choice. What the choice includes is then ordered.
fn variant<'d, 'a, 'v>(
    detail: &'d PackageDetail<'a>,
    choice: Option<&str>,
    value: &'v str,
    manifest: &'a Manifest,
) -> Result<(&'d DetailVariant<'a>, Option<&'v str>), Reason<'a>> {
    // First: a compound detail can be disabled as a whole, whatever its choices are.
    barred(&detail.own)?;
    if !detail.is_compound() {
        orderable(&detail.own)?;
        return Ok((&detail.own, Some(value)));
    }
    // Without a choice before `=`, the value names it: `traffic=flat`.
    let name = choice.unwrap_or(value);
    let variant = detail.choices.iter().find(|variant| variant.choice == Some(name));
    let variant = variant.ok_or_else(|| {
        // Without a choice, the value may be intended for one of the choices.
        let of = if choice.is_none() { of_choices(detail, value, manifest) } else { Vec::new() };
        Reason::Name(WrongName::NoSuchChoice { choices: choices(detail), of })
    })?;
    barred(variant)?;
    match choice {
        // Not checked with `orderable`: what a choice includes can be had even if no more of it can be ordered.
        None => Ok((variant, None)),
        Some(_) => orderable(variant).map(|()| (variant, Some(value))),
    }
}

/// Whether customers can order a detail, or one of its choices.
pub(super) fn is_on_offer(detail: &PackageDetail<'_>) -> bool {
    let is_some = match detail.is_compound() {
        true => detail.choices.iter().any(|variant| barred(variant).is_ok()),
        false => orderable(&detail.own).is_ok(),
    };
    is_some && barred(&detail.own).is_ok()
}
