//! Reads the value that an order gives for a detail, and finds its prices.

use super::line::{Has, Number};
use super::parse_number::{number, total};
use super::{Bar, NoPrice, Reason, WrongAmount, WrongName, WrongValue};
use crate::kinds::{Billing, EnumerationValue, ValueType};
use crate::model::Manifest;
use crate::offer::{Rate, Way};
use rust_decimal::Decimal;

/// The amount or the value that an order requests for a detail, and the units that are charged.
pub(super) struct Wanted<'a> {
    /// The amount or the value that the customer gets.
    pub has: Has<'a>,
    /// The number of units that are charged, and the prices of one unit; `None` if nothing is charged.
    pub charged: Option<(Decimal, Vec<Rate<'a>>)>,
}

/// Refuses a [`Way`] that customers cannot have at all, or whose price cannot be computed.
pub(super) fn barred<'a>(way: &Way<'a>) -> Result<(), Reason<'a>> {
    let terms = &way.terms;
    match () {
        // First, because without the type of its value nothing can be said about any value.
        () if way.value.is_none() => Err(Reason::Name(WrongName::NoType)),
        () if !*terms.enabled => Err(Reason::Barred(Bar::Disabled)),
        () if terms.manual_processing => Err(Reason::Barred(Bar::ByStaff)),
        () if terms.alternative_calculation => Err(Reason::Barred(Bar::Alternative)),
        () => Ok(()),
    }
}

/// Refuses a [`Way`] if customers cannot order more than it includes.
pub(super) fn orderable<'a>(way: &Way<'a>) -> Result<(), Reason<'a>> {
    match way.terms.billing {
        Billing::Ordered => Ok(()),
        Billing::Statistics => Err(Reason::Barred(Bar::ByUse)),
        Billing::None | Billing::Compound => Err(Reason::Barred(Bar::NotBilled)),
    }
}

/// Reads the value that an order gives for a [`Way`].
pub(super) fn wanted<'a>(
    way: &Way<'a>,
    text: &str,
    manifest: &'a Manifest,
) -> Result<Wanted<'a>, Reason<'a>> {
    match way.value.ok_or(Reason::Name(WrongName::NoType))? {
        ValueType::Boolean => boolean(way, text, manifest),
        ValueType::Integer => numbered(way, None, text, manifest),
        ValueType::Enumeration => {
            let value = value(way, text)?;
            let is_included = way.included_value() == Some(value.name.as_str());
            let has = Has { value: Some(value.name.as_str()), ..Has::default() };
            let charged = (!is_included).then(|| (Decimal::ONE, prices(way, value, manifest)));
            Ok(Wanted { has, charged })
        }
        ValueType::EnumerationWithNumber => of_a_value(way, text, manifest),
    }
}

/// Reads the value of a boolean: `yes` or `true`, `no` or `false`.
fn boolean<'a>(way: &Way<'a>, text: &str, manifest: &'a Manifest) -> Result<Wanted<'a>, Reason<'a>> {
    let is_included = way.terms.is_included();
    let has = |value| Has { value: Some(value), ..Has::default() };
    match text {
        "yes" | "true" => {
            let charged = (!is_included).then(|| (Decimal::ONE, way.rates(manifest)));
            Ok(Wanted { has: has("yes"), charged })
        }
        "no" | "false" if is_included => Err(Reason::Value(WrongValue::IsIncluded)),
        "no" | "false" => Ok(Wanted { has: has("no"), charged: None }),
        _ => Err(Reason::Value(WrongValue::NotYesOrNo)),
    }
}

/// Reads a number of units of an enumeration value, such as `windows:3`. A number without a name, such as `3`, is for
/// the included value.
fn of_a_value<'a>(way: &Way<'a>, text: &str, manifest: &'a Manifest) -> Result<Wanted<'a>, Reason<'a>> {
    if let Some((name, amount)) = text.rsplit_once(':') {
        return numbered(way, Some(value(way, name)?), amount, manifest);
    }
    if let Some(known) = way.values().iter().find(|value| value.name.as_str() == text) {
        return Err(Reason::Amount(WrongAmount::HowMany(known.name.as_str())));
    }
    if let (false, Err(reason)) = (text == UNLIMITED, number(text)) {
        return Err(match reason {
            Reason::Amount(WrongAmount::NotANumber) => {
                Reason::Value(WrongValue::NoSuchValue(text.to_owned(), enabled(way)))
            }
            reason => reason,
        });
    }
    let included = way.included_value().ok_or_else(|| Reason::Value(WrongValue::WhichValue(enabled(way))))?;
    numbered(way, Some(value(way, included)?), text, manifest)
}

/// The word for an unlimited amount in an order.
const UNLIMITED: &str = "unlimited";

/// Reads a total number of units. `value` is the value of an `enumeration_with_number`; `None` for an integer.
fn numbered<'a>(
    way: &Way<'a>,
    value: Option<&'a EnumerationValue>,
    text: &str,
    manifest: &'a Manifest,
) -> Result<Wanted<'a>, Reason<'a>> {
    let name = value.map(|value| value.name.as_str());
    let totals = way.totals(name).ok_or(Reason::Name(WrongName::NoType))?;
    let has = |number| Has { value: name, number: Some(number), unit: way.unit };
    match (text, totals.included_amount()) {
        (UNLIMITED, None) => Ok(Wanted { has: has(Number::Unlimited), charged: None }),
        // An unlimited amount has a price of its own, which does not depend on how much is included.
        (UNLIMITED, Some(_)) => {
            let charged = Some((Decimal::ONE, way.unlimited_rates(manifest)));
            Ok(Wanted { has: has(Number::Unlimited), charged })
        }
        // What is not a number is reported as such, whatever is included.
        (_, None) => number(text).and(Err(Reason::Amount(WrongAmount::IncludesUnlimited))),
        (_, Some(included)) => {
            let total = total(text, &totals, way.unit)?;
            // Only what goes beyond the included amount is charged.
            let units = total.checked_sub(included).ok_or(Reason::Price(NoPrice::TooLarge))?;
            let rates = || value.map_or_else(|| way.rates(manifest), |value| prices(way, value, manifest));
            let charged = (!units.is_zero()).then(|| (units, rates()));
            Ok(Wanted { has: has(Number::Of(total)), charged })
        }
    }
}

/// Finds a value of the enumeration by name. A disabled value is refused.
fn value<'a>(way: &Way<'a>, name: &str) -> Result<&'a EnumerationValue, Reason<'a>> {
    let enumeration = way.enumeration.ok_or(Reason::Name(WrongName::NoEnumeration))?;
    let value = enumeration.value(name);
    let value = value.ok_or_else(|| Reason::Value(WrongValue::NoSuchValue(name.to_owned(), enabled(way))))?;
    match *value.enabled {
        true => Ok(value),
        false => Err(Reason::Value(WrongValue::ValueDisabled(value.name.as_str(), enabled(way)))),
    }
}

/// The names of the enabled values of the enumeration.
fn enabled<'a>(way: &Way<'a>) -> Vec<&'a str> {
    way.values().iter().filter(|value| *value.enabled).map(|value| value.name.as_str()).collect()
}

/// The prices of a value of the enumeration.
fn prices<'a>(way: &Way<'a>, value: &'a EnumerationValue, manifest: &'a Manifest) -> Vec<Rate<'a>> {
    way.value_rates(value, manifest).into_iter().map(|priced| priced.rate).collect()
}
