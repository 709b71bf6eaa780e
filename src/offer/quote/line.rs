//! The lines of a quote.

use super::{Charge, Setup, charge};
use crate::diagnostic::Place;
use crate::kinds::{Billing, OveragePeriod, ValueType};
use crate::model::{Limit, Manifest};
use crate::offer::{DetailVariant, PackageDetail, text_in};
use rust_decimal::Decimal;

/// A part of an order, and its price.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The article, extra service or detail that the customer gets.
    pub held: QuotedItem<'a>,
    /// The charge for this part; `None` if the part costs nothing.
    pub charge: Option<Charge>,
    /// The setup fee; `None` if there is no fee.
    pub setup: Option<Setup>,
    /// When the charge is paid.
    pub paid: PaymentTime,
}

/// When a charge is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentTime {
    /// Once, now.
    Once,
    /// Before each period: now, and at each renewal.
    Before,
    /// After each period: at each renewal, for the period that ends then.
    After,
}

/// An article, extra service or detail that a customer has, with its amount or value.
#[derive(Clone, Debug)]
pub struct QuotedItem<'a> {
    /// The article, extra service or detail.
    pub item: Item<'a>,
    /// The name that customers see.
    pub text: &'a str,
    /// The amount or the value that the customer has.
    pub amount_or_value: AmountOrValue<'a>,
    /// The amount that the package includes; `None` if the customer has no amount, or has a value that the package does
    /// not include.
    pub included: Option<Limit>,
    /// The price of usage beyond the included amount, if usage is billed.
    pub metered: Option<Metered>,
    /// The package that the detail was imported from, if any.
    pub from: Option<&'a str>,
    /// The location of the article, extra service or detail in the files.
    pub place: Place,
}

/// The price of usage beyond the included amount. Totals do not contain the cost of usage, since it is not known
/// beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metered {
    /// The price of each unit; `None` if the files have no price in the order's currency.
    pub price: Option<Decimal>,
    /// The period that the price is for.
    pub per: Option<OveragePeriod>,
}

/// The article, extra service or detail that a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// The article itself, by its number.
    Article(&'a str),
    /// An extra service, by its number.
    Service(&'a str),
    /// A detail, by the name of its type. For a compound detail, also the name of the choice.
    Detail(&'a str, Option<&'a str>),
}

/// The amount or the value of something that a customer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountOrValue<'a> {
    /// The value of an enumeration, or `yes` or `no` for a boolean.
    pub value: Option<&'a str>,
    /// The number of units.
    pub number: Option<Number>,
    /// The name of the unit.
    pub unit: Option<&'a str>,
}

/// A number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// This number of units.
    Of(Decimal),
    /// An unlimited number of units.
    Unlimited,
}

impl Line<'_> {
    /// The amount that is paid now; `None` if it has too many digits to be exact.
    pub fn now(&self) -> Option<Decimal> {
        let sum = self.charge.filter(|_| self.paid != PaymentTime::After).map(|charge| charge.sum);
        charge::all([sum, self.setup.map(|setup| setup.sum)])
    }

    /// The amount that is paid at each renewal; `None` if it has too many digits to be exact.
    pub fn renewal(&self) -> Option<Decimal> {
        let sum = self.charge.filter(|_| self.paid != PaymentTime::Once).map(|charge| charge.sum);
        // A setup fee is paid once, so never at a renewal.
        charge::all([sum, None])
    }
}

impl<'a> QuotedItem<'a> {
    /// A detail, with the amount or the value that a customer has.
    pub(super) fn of(
        detail: &PackageDetail<'a>,
        variant: &DetailVariant<'a>,
        has: AmountOrValue<'a>,
        currency: Option<&str>,
        manifest: &'a Manifest,
    ) -> Self {
        // The included amount belongs to the included value alone.
        let is_counted = has.number.is_some() && variant.includes(has.value);
        Self {
            item: Item::Detail(detail.name(), variant.choice),
            text: detail.detail_type.map_or("", |known| text_in(&known.text, manifest)),
            amount_or_value: has,
            included: is_counted.then(|| variant.terms.included_amount()),
            metered: Metered::of(variant, currency, manifest),
            from: detail.own_or_imported.from,
            place: variant.place,
        }
    }

    /// A detail, with the amount or the value that a package includes. `None` if the package includes nothing and usage
    /// costs nothing.
    pub(super) fn included(
        detail: &PackageDetail<'a>,
        currency: Option<&str>,
        manifest: &'a Manifest,
    ) -> Option<Self> {
        let variant = match detail.is_compound() {
            true => detail.first_choice()?,
            false => &detail.own,
        };
        let held = |has| Self::of(detail, variant, has, currency, manifest);
        // Usage can be charged even if the package includes nothing.
        let nothing =
            AmountOrValue { number: Some(Number::Of(Decimal::ZERO)), unit: variant.unit, value: None };
        AmountOrValue::included(variant)
            .map(held)
            .or_else(|| Some(held(nothing)).filter(|held| held.metered.is_some()))
    }
}

impl Metered {
    /// The price of usage beyond the included amount of a [`DetailVariant`]; `None` if usage is not charged.
    fn of(variant: &DetailVariant<'_>, currency: Option<&str>, manifest: &Manifest) -> Option<Self> {
        let terms = &variant.terms;
        // Nothing can be beyond an unlimited amount.
        let is_charged = terms.billing == Billing::Statistics
            && *terms.enabled
            && terms.included_amount() != Limit::Unlimited;
        // With the alternative calculation, the price is not the one in the files.
        let rates = if terms.alternative_calculation { Vec::new() } else { variant.overage_rates(manifest) };
        let rate = rates.iter().find(|rate| rate.enabled && Some(rate.currency) == currency);
        let per = terms.statistics.map(|statistics| statistics.price_per);
        is_charged.then(|| Self { price: rate.map(|rate| rate.price), per })
    }
}

impl<'a> AmountOrValue<'a> {
    /// The amount or the value that a [`DetailVariant`] includes; `None` if it includes nothing.
    pub fn included(variant: &DetailVariant<'a>) -> Option<Self> {
        let number = match variant.terms.included_amount() {
            // An included amount of 0 is the default, and means that nothing is included.
            Limit::Of(0) => None,
            Limit::Of(amount) => Some(Number::Of(amount.into())),
            Limit::Unlimited => Some(Number::Unlimited),
        };
        let yes = variant.terms.is_included().then_some("yes");
        match variant.value? {
            ValueType::Boolean => yes.map(|yes| Self { value: Some(yes), ..Self::default() }),
            ValueType::Integer => {
                number.map(|number| Self { number: Some(number), value: None, unit: variant.unit })
            }
            ValueType::Enumeration => {
                variant.included_value().map(|value| Self { value: Some(value), ..Self::default() })
            }
            ValueType::EnumerationWithNumber => {
                let value = variant.included_value()?;
                number.map(|number| Self { value: Some(value), number: Some(number), unit: variant.unit })
            }
        }
    }
}
