//! Suggestions for parts of an order that cannot be ordered as they are.

use super::parse_number::number;
use super::wanted::{barred, orderable, wanted};
use super::{Finite, Reason, WrongAmount, WrongValue};
use crate::kinds::{DetailType, ValueType};
use crate::model::Manifest;
use crate::offer::{DetailVariant, PackageDetail, Totals};
use rust_decimal::Decimal;

/// The total to suggest if an unlimited amount has no price; [`Finite::None`] if no total can be ordered.
pub(super) fn finite(
    variant: &DetailVariant<'_>,
    value: Option<&str>,
    is_priced: impl Fn(&str) -> bool,
) -> Finite {
    let Some((totals, more)) = variant.totals(value).and_then(|totals| Some((totals, totals.more?))) else {
        return Finite::None;
    };
    let prefix = value.map(|value| format!("{value}:")).unwrap_or_default();
    // Without a maximum there is no highest total that could be suggested.
    let total = if totals.is_bounded { more.last() } else { more.first() };
    match is_priced(&format!("{prefix}{total}")) {
        true if totals.is_bounded => Finite::Highest(total),
        true => Finite::Lowest(total),
        false => Finite::None,
    }
}

/// Pairs of a choice and a value that can be ordered for the choice. The value is the given one or, if that cannot be
/// ordered, one of the closest.
pub(super) fn of_choices<'a>(
    detail: &PackageDetail<'a>,
    text: &str,
    manifest: &'a Manifest,
) -> Vec<(&'a str, String)> {
    let variants = detail.choices.iter().filter(|variant| barred(variant).and(orderable(variant)).is_ok());
    let values = |variant: &DetailVariant<'a>| {
        let numbers = match wanted(variant, text, manifest)
            .map_err(|reason| explained(detail, variant, text, reason))
        {
            Ok(_) => return vec![text.to_owned()],
            Err(Reason::Amount(WrongAmount::NoSuchTotal { nearest, .. })) => nearest,
            Err(Reason::Amount(WrongAmount::HasUnit { meant, .. })) => meant,
            // Other errors are not about the number, so no other number would help.
            Err(_) => Vec::new(),
        };
        let prefix = text.rsplit_once(':').map(|(value, _)| format!("{value}:")).unwrap_or_default();
        numbers.iter().map(|number| format!("{prefix}{}", number.normalize())).collect()
    };
    let of = |variant: &DetailVariant<'a>| {
        let choice = variant.choice.unwrap_or_default();
        values(variant).into_iter().map(move |value| (choice, value)).collect::<Vec<_>>()
    };
    variants.flat_map(of).collect()
}

/// The reason why a value is refused. A value that is a number with a unit gets a more specific reason.
pub(super) fn explained<'a>(
    detail: &PackageDetail<'a>,
    variant: &DetailVariant<'a>,
    text: &str,
    reason: Reason<'a>,
) -> Reason<'a> {
    let is_name = matches!(reason, Reason::Value(WrongValue::NoSuchValue(..)));
    if !is_name && !matches!(reason, Reason::Amount(WrongAmount::NotANumber)) {
        return reason;
    }
    let (value, amount) = text.rsplit_once(':').map_or((None, text), |(value, rest)| (Some(value), rest));
    let value = value
        .or(variant.included_value())
        .filter(|_| variant.value == Some(ValueType::EnumerationWithNumber));
    let Some((totals, (number, unit))) = variant.totals(value).zip(parts(amount)) else { return reason };
    match converted(number, unit, variant.unit, detail.detail_type) {
        Some(number) => {
            Reason::Amount(WrongAmount::HasUnit { meant: near(&totals, number), unit: variant.unit })
        }
        // A name of a value may begin with a digit too.
        None if is_name => reason,
        None => Reason::Amount(WrongAmount::HasUnit { meant: Vec::new(), unit: variant.unit }),
    }
}

/// The given total if the customer can have it; otherwise the closest possible totals.
fn near(totals: &Totals, number: Decimal) -> Vec<Decimal> {
    if totals.contains(number) { vec![number] } else { totals.nearest(number) }
}

/// Splits a string into a number and the unit that follows it; `None` if the string has any other form.
fn parts(text: &str) -> Option<(Decimal, &str)> {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (amount, unit) = (number(text[..at].trim()).ok()?, text[at..].trim());
    unit.chars().all(char::is_alphabetic).then_some((amount, unit)).filter(|_| !unit.is_empty())
}

/// Converts a number from `unit` to the unit `own`; `None` if the units differ and the detail type does not know both.
fn converted(
    number: Decimal,
    unit: &str,
    own: Option<&str>,
    detail_type: Option<&DetailType>,
) -> Option<Decimal> {
    // Units are compared without regard to case: people write `gb` and `GB`.
    let is_same = |other: &str| other.to_lowercase() == unit.to_lowercase();
    if own.is_some_and(is_same) {
        return Some(number);
    }
    let detail_type = detail_type?;
    let smallest = detail_type.unit.iter().map(|unit| unit.as_str());
    let mut known = smallest.chain(detail_type.larger_units.iter().map(|(unit, _)| unit.as_str()));
    let factor = detail_type.factor(Some(known.find(|other| is_same(other))?))?;
    // Multiplied first: dividing first could lose digits.
    number.checked_mul(factor.into())?.checked_div(detail_type.factor(own)?.into())
}
