//! A detail in an order.

use super::alternatives::{finite, meant, of_choices};
use super::line::{Has, Held, Line, Number, Paid};
use super::order_names::choices;
use super::parse_number::{number, total};
use super::{At, Bar, Charge, NoPrice, Reason, WrongAmount, WrongName, WrongValue};
use crate::kinds::{Billing, EnumerationValue, ValueType};
use crate::model::Manifest;
use crate::offer::{PackageDetail, Rate, Way};
use rust_decimal::Decimal;

/// What is wanted of a detail, and what of it is charged.
pub(super) struct Wanted<'a> {
    has: Has<'a>,
    /// How many units are charged, with their prices; none of what costs nothing.
    charged: Option<(Decimal, Vec<Rate<'a>>)>,
}

/// The line of a detail.
pub(super) fn line<'a>(
    detail: &PackageDetail<'a>,
    choice: Option<&str>,
    value: &str,
    at: &At<'a>,
    manifest: &'a Manifest,
) -> Result<Line<'a>, Reason<'a>> {
    let (way, value) = way(detail, choice, value, manifest)?;
    let wanted = match value {
        None => Wanted { has: Has::included(way).unwrap_or_default(), charged: None },
        Some(value) => wanted(way, value, manifest).map_err(|reason| meant(detail, way, value, reason))?,
    };
    let is_taken = way.choice.is_some() && detail.first_choice().map(|way| way.choice) != Some(way.choice);
    if wanted.charged.is_some() || is_taken {
        at.lasts(way.terms.minimum_period)?;
    }
    let held = Held::of(detail, way, wanted.has, at.currency, manifest);
    let paid = if way.terms.post_paid { Paid::After } else { Paid::Before };
    let Some((units, rates)) = wanted.charged else {
        return Ok(Line { held, charge: None, setup: None, paid });
    };
    let rate = at.rate(&rates).map_err(|reason| match (reason, held.has.number) {
        (Reason::Price(NoPrice::None(period, currency, rates)), Some(Number::Unlimited)) => {
            let is_priced = |total: &str| line(detail, choice, total, at, manifest).is_ok();
            let instead = finite(way, held.has.value, is_priced);
            Reason::Price(NoPrice::NoneOfUnlimited { period, currency, rates, instead })
        }
        (reason, _) => reason,
    })?;
    let charge = Charge::new(units, &rate)?;
    let times = if *way.terms.multiply_setup_fee { units } else { Decimal::ONE };
    let setup = at.setup(times, &way.setup_fees(manifest))?;
    Ok(Line { held, charge: Some(charge), setup, paid })
}

/// The way that is ordered, and how much of it or which; without that, what it includes.
fn way<'d, 'a, 'v>(
    detail: &'d PackageDetail<'a>,
    choice: Option<&str>,
    value: &'v str,
    manifest: &'a Manifest,
) -> Result<(&'d Way<'a>, Option<&'v str>), Reason<'a>> {
    barred(&detail.own)?;
    if !detail.is_compound() {
        orderable(&detail.own)?;
        return Ok((&detail.own, Some(value)));
    }
    let name = choice.unwrap_or(value);
    let way = detail.choices.iter().find(|way| way.choice == Some(name));
    let way = way.ok_or_else(|| {
        let of = if choice.is_none() { of_choices(detail, value, manifest) } else { Vec::new() };
        Reason::Name(WrongName::NoSuchChoice { choices: choices(detail), of })
    })?;
    barred(way)?;
    match choice {
        None => Ok((way, None)),
        Some(_) => orderable(way).map(|()| (way, Some(value))),
    }
}

/// Whether customers can order something of a detail.
pub(super) fn is_on_offer(detail: &PackageDetail<'_>) -> bool {
    let is_some = match detail.is_compound() {
        true => detail.choices.iter().any(|way| barred(way).is_ok()),
        false => orderable(&detail.own).is_ok(),
    };
    is_some && barred(&detail.own).is_ok()
}

/// Holds that customers can take something at all, and that its price can be computed.
pub(super) fn barred<'a>(way: &Way<'a>) -> Result<(), Reason<'a>> {
    let terms = &way.terms;
    match () {
        () if way.value.is_none() => Err(Reason::Name(WrongName::NoType)),
        () if !*terms.enabled => Err(Reason::Barred(Bar::Disabled)),
        () if terms.manual_processing => Err(Reason::Barred(Bar::ByStaff)),
        () if terms.alternative_calculation => Err(Reason::Barred(Bar::Alternative)),
        () => Ok(()),
    }
}

/// Holds that more than what is included can be ordered.
pub(super) fn orderable<'a>(way: &Way<'a>) -> Result<(), Reason<'a>> {
    match way.terms.billing {
        Billing::Ordered => Ok(()),
        Billing::Statistics => Err(Reason::Barred(Bar::ByUse)),
        Billing::None | Billing::Compound => Err(Reason::Barred(Bar::NotBilled)),
    }
}

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

/// A number of units of a value, `windows:3`; or of the value that is included, `3`.
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

/// What an order writes for an unlimited amount.
const UNLIMITED: &str = "unlimited";

/// A total of units, of a value where there is an enumeration.
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
        (UNLIMITED, Some(_)) => {
            let charged = Some((Decimal::ONE, way.unlimited_rates(manifest)));
            Ok(Wanted { has: has(Number::Unlimited), charged })
        }
        (_, None) => number(text).and(Err(Reason::Amount(WrongAmount::IncludesUnlimited))),
        (_, Some(included)) => {
            let total = total(text, &totals, way.unit)?;
            let units = total.checked_sub(included).ok_or(Reason::Price(NoPrice::TooLarge))?;
            let rates = || value.map_or_else(|| way.rates(manifest), |value| prices(way, value, manifest));
            let charged = (!units.is_zero()).then(|| (units, rates()));
            Ok(Wanted { has: has(Number::Of(total)), charged })
        }
    }
}

/// A value of the enumeration that can be chosen.
fn value<'a>(way: &Way<'a>, name: &str) -> Result<&'a EnumerationValue, Reason<'a>> {
    let enumeration = way.enumeration.ok_or(Reason::Name(WrongName::NoEnumeration))?;
    let value = enumeration.value(name);
    let value = value.ok_or_else(|| Reason::Value(WrongValue::NoSuchValue(name.to_owned(), enabled(way))))?;
    match *value.enabled {
        true => Ok(value),
        false => Err(Reason::Value(WrongValue::ValueDisabled(value.name.as_str(), enabled(way)))),
    }
}

/// The values that can be chosen.
fn enabled<'a>(way: &Way<'a>) -> Vec<&'a str> {
    way.values().iter().filter(|value| *value.enabled).map(|value| value.name.as_str()).collect()
}

fn prices<'a>(way: &Way<'a>, value: &'a EnumerationValue, manifest: &'a Manifest) -> Vec<Rate<'a>> {
    way.value_rates(value, manifest).into_iter().map(|priced| priced.rate).collect()
}
