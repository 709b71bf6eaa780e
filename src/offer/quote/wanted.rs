//! Reads the value that an order gives for a detail, and finds its prices.

use super::line::{AmountOrValue, Number};
use super::parse_number::{number, total};
use super::{Bar, NoPrice, Reason, WrongAmount, WrongName, WrongValue};
use crate::kinds::{Billing, EnumerationValue, ValueType};
use crate::model::Manifest;
use crate::offer::{DetailVariant, Rate};
use rust_decimal::Decimal;

/// The amount or the value that an order requests for a detail, and the units that are charged.
pub(super) struct RequestedAmount<'a> {
    /// The amount or the value that the customer gets.
    pub amount_or_value: AmountOrValue<'a>,
    /// The number of units that are charged, and the prices of one unit; `None` if nothing is charged.
    pub charged: Option<(Decimal, Vec<Rate<'a>>)>,
}

/// Refuses a [`DetailVariant`] that customers cannot have at all, or whose price cannot be computed.
pub(super) fn barred<'a>(variant: &DetailVariant<'a>) -> Result<(), Reason<'a>> {
    let terms = &variant.terms;
    match () {
        // First, because without the type of its value nothing can be said about any value.
        () if variant.value.is_none() => Err(Reason::Name(WrongName::NoType)),
        () if !*terms.enabled => Err(Reason::Barred(Bar::Disabled)),
        () if terms.manual_processing => Err(Reason::Barred(Bar::ByStaff)),
        () if terms.alternative_calculation => Err(Reason::Barred(Bar::Alternative)),
        () => Ok(()),
    }
}

/// Refuses a [`DetailVariant`] if customers cannot order more than it includes.
pub(super) fn orderable<'a>(variant: &DetailVariant<'a>) -> Result<(), Reason<'a>> {
    match variant.terms.billing {
        Billing::Ordered => Ok(()),
        Billing::Statistics => Err(Reason::Barred(Bar::ByUse)),
        Billing::None | Billing::Compound => Err(Reason::Barred(Bar::NotBilled)),
    }
}

/// Reads the value that an order gives for a [`DetailVariant`].
pub(super) fn wanted<'a>(
    variant: &DetailVariant<'a>,
    text: &str,
    manifest: &'a Manifest,
) -> Result<RequestedAmount<'a>, Reason<'a>> {
    match variant.value.ok_or(Reason::Name(WrongName::NoType))? {
        ValueType::Boolean => boolean(variant, text, manifest),
        ValueType::Integer => numbered(variant, None, text, manifest),
        ValueType::Enumeration => {
            let value = value(variant, text)?;
            let is_included = variant.included_value() == Some(value.name.as_str());
            let has = AmountOrValue { value: Some(value.name.as_str()), ..AmountOrValue::default() };
            let charged = (!is_included).then(|| (Decimal::ONE, prices(variant, value, manifest)));
            Ok(RequestedAmount { amount_or_value: has, charged })
        }
        ValueType::EnumerationWithNumber => of_a_value(variant, text, manifest),
    }
}

/// Reads the value of a boolean: `yes` or `true`, `no` or `false`.
fn boolean<'a>(
    variant: &DetailVariant<'a>,
    text: &str,
    manifest: &'a Manifest,
) -> Result<RequestedAmount<'a>, Reason<'a>> {
    let is_included = variant.terms.is_included();
    let has = |value| AmountOrValue { value: Some(value), ..AmountOrValue::default() };
    match text {
        "yes" | "true" => {
            let charged = (!is_included).then(|| (Decimal::ONE, variant.rates(manifest)));
            Ok(RequestedAmount { amount_or_value: has("yes"), charged })
        }
        "no" | "false" if is_included => Err(Reason::Value(WrongValue::IsIncluded)),
        "no" | "false" => Ok(RequestedAmount { amount_or_value: has("no"), charged: None }),
        _ => Err(Reason::Value(WrongValue::NotYesOrNo)),
    }
}

/// Reads a number of units of an enumeration value, such as `windows:3`. A number without a name, such as `3`, is for
/// the included value.
fn of_a_value<'a>(
    variant: &DetailVariant<'a>,
    text: &str,
    manifest: &'a Manifest,
) -> Result<RequestedAmount<'a>, Reason<'a>> {
    if let Some((name, amount)) = text.rsplit_once(':') {
        return numbered(variant, Some(value(variant, name)?), amount, manifest);
    }
    if let Some(known) = variant.values().iter().find(|value| value.name.as_str() == text) {
        return Err(Reason::Amount(WrongAmount::HowMany(known.name.as_str())));
    }
    if let (false, Err(reason)) = (text == UNLIMITED, number(text)) {
        return Err(match reason {
            Reason::Amount(WrongAmount::NotANumber) => {
                Reason::Value(WrongValue::NoSuchValue(text.to_owned(), enabled(variant)))
            }
            reason => reason,
        });
    }
    let included =
        variant.included_value().ok_or_else(|| Reason::Value(WrongValue::WhichValue(enabled(variant))))?;
    numbered(variant, Some(value(variant, included)?), text, manifest)
}

/// The word for an unlimited amount in an order.
const UNLIMITED: &str = "unlimited";

/// Reads a total number of units. `value` is the value of an `enumeration_with_number`; `None` for an integer.
fn numbered<'a>(
    variant: &DetailVariant<'a>,
    value: Option<&'a EnumerationValue>,
    text: &str,
    manifest: &'a Manifest,
) -> Result<RequestedAmount<'a>, Reason<'a>> {
    let name = value.map(|value| value.name.as_str());
    let totals = variant.totals(name).ok_or(Reason::Name(WrongName::NoType))?;
    let has = |number| AmountOrValue { value: name, number: Some(number), unit: variant.unit };
    match (text, totals.included_amount()) {
        (UNLIMITED, None) => Ok(RequestedAmount { amount_or_value: has(Number::Unlimited), charged: None }),
        // An unlimited amount has a price of its own, which does not depend on how much is included.
        (UNLIMITED, Some(_)) => {
            let charged = Some((Decimal::ONE, variant.unlimited_rates(manifest)));
            Ok(RequestedAmount { amount_or_value: has(Number::Unlimited), charged })
        }
        // What is not a number is reported as such, whatever is included.
        (_, None) => number(text).and(Err(Reason::Amount(WrongAmount::IncludesUnlimited))),
        (_, Some(included)) => {
            let total = total(text, &totals, variant.unit)?;
            // Only what goes beyond the included amount is charged.
            let units = total.checked_sub(included).ok_or(Reason::Price(NoPrice::TooLarge))?;
            let rates =
                || value.map_or_else(|| variant.rates(manifest), |value| prices(variant, value, manifest));
            let charged = (!units.is_zero()).then(|| (units, rates()));
            Ok(RequestedAmount { amount_or_value: has(Number::Of(total)), charged })
        }
    }
}

/// Finds a value of the enumeration by name. A disabled value is refused.
fn value<'a>(variant: &DetailVariant<'a>, name: &str) -> Result<&'a EnumerationValue, Reason<'a>> {
    let enumeration = variant.enumeration.ok_or(Reason::Name(WrongName::NoEnumeration))?;
    let value = enumeration.value(name);
    let value =
        value.ok_or_else(|| Reason::Value(WrongValue::NoSuchValue(name.to_owned(), enabled(variant))))?;
    match *value.enabled {
        true => Ok(value),
        false => Err(Reason::Value(WrongValue::ValueDisabled(value.name.as_str(), enabled(variant)))),
    }
}

/// The names of the enabled values of the enumeration.
fn enabled<'a>(variant: &DetailVariant<'a>) -> Vec<&'a str> {
    variant.values().iter().filter(|value| *value.enabled).map(|value| value.name.as_str()).collect()
}

/// The prices of a value of the enumeration.
fn prices<'a>(
    variant: &DetailVariant<'a>,
    value: &'a EnumerationValue,
    manifest: &'a Manifest,
) -> Vec<Rate<'a>> {
    variant.value_rates(value, manifest).into_iter().map(|priced| priced.rate).collect()
}
