//! Why a part of an order cannot be ordered, with what can be ordered instead.

use super::{Order, Want};
use crate::kinds::DetailType;
use crate::model::Period;
use crate::offer::{Amounts, Hidden, NoAmounts, Rate, Raw, Totals};
use rust_decimal::Decimal;

/// A part of an order that cannot be ordered.
#[derive(Clone, Debug)]
pub struct Refused<'a> {
    /// Which part.
    pub of: Of<'a>,
    /// Why not.
    pub reason: Reason<'a>,
}

/// A part of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    /// The article itself.
    Article(&'a str),
    /// The period.
    Period,
    /// The currency.
    Currency,
    /// Something that is wanted with the article.
    Want(Want),
}

impl Of<'_> {
    /// The article comes first, then the period and the currency, then what is wanted, as it was typed.
    pub(super) fn position(&self, order: &Order<'_>) -> (u8, Option<usize>) {
        match self {
            Self::Article(_) => (0, None),
            Self::Period => (1, None),
            Self::Currency => (2, None),
            Self::Want(want) => (3, order.wants.iter().position(|other| other == want)),
        }
    }
}

/// Why something cannot be ordered. The names and numbers in it are what can be ordered instead.
#[derive(Clone, Debug)]
pub enum Reason<'a> {
    /// The article is paid once, and has no periods.
    PaidOnce,
    /// The article has several periods, and the order names none.
    WhichPeriod(Vec<Period>),
    /// The article does not have the period, but these.
    NoSuchPeriod(Period, Vec<Period>),
    /// The manifest does not have the currency, but these.
    NoSuchCurrency(String, Vec<&'a str>),
    /// There is no price for the period and the currency, but these.
    NoPrice(Option<Period>, &'a str, Vec<Rate<'a>>),
    /// There is no price of an unlimited amount for the period and the currency, but these.
    NoUnlimited(Option<Period>, &'a str, Vec<Rate<'a>>),
    /// There is no setup fee in the currency, but these.
    NoSetupFee(&'a str, Vec<Rate<'a>>),
    /// Neither a detail of the package nor an extra service has the name, but these.
    Unknown(Vec<&'a str>),
    /// The name is that of a detail and that of an extra service.
    DetailAndService,
    /// It is ordered more than once.
    Twice,
    /// Two choices of one compound detail are ordered.
    SeveralChoices(Vec<&'a str>),
    /// The catalog does not describe the type of the detail.
    NoType,
    /// The catalog does not describe the enumeration of the detail.
    NoEnumeration,
    /// The detail cannot be ordered at all.
    Barred(Bar),
    /// It is ordered for a shorter period than it can be.
    ShorterThan(Period),
    /// It is not a number.
    NotANumber,
    /// It is below zero.
    Negative,
    /// The price has more digits than can be told exactly.
    TooLarge,
    /// The total cannot be had.
    NoSuchTotal {
        /// What can be had.
        totals: Totals,
        /// The totals next to it.
        nearest: Vec<Decimal>,
        /// Of what.
        unit: Option<&'a str>,
    },
    /// An unlimited amount is included already.
    IncludesUnlimited,
    /// It is neither `yes` nor `no`.
    NotYesOrNo,
    /// What the package includes cannot be left out.
    IsIncluded,
    /// The enumeration does not have the value, but these.
    NoSuchValue(String, Vec<&'a str>),
    /// The value is disabled; these are not.
    ValueDisabled(&'a str, Vec<&'a str>),
    /// How many of the value is not said.
    HowMany(&'a str),
    /// Of which value is not said, and none is included; these can be ordered.
    WhichValue(Vec<&'a str>),
    /// The compound detail does not have the choice, but these.
    NoSuchChoice(Vec<&'a str>),
    /// The detail has no choices.
    NoChoices(&'a DetailType),
    /// Extra services go with packages, and the article is none.
    NoPackage,
    /// The customers of the package do not see the service.
    Unseen(Hidden),
    /// The customers see the service by these periods alone.
    UnseenByPeriod(Vec<Period>),
    /// Whether the service can be ordered depends on what the billing system makes of these properties.
    Untold(Vec<Raw<'a>>),
    /// The amounts of the service cannot be told.
    NoAmounts(NoAmounts<'a>),
    /// The service does not have the amount.
    NoSuchAmount(Amounts, Vec<Decimal>),
    /// The service is ordered in whole numbers.
    NotWhole,
    /// The service can be ordered once alone.
    OnceOnly,
    /// The service excludes another that is ordered too.
    Excludes(&'a str),
}

/// Why a detail cannot be ordered at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// It is disabled.
    Disabled,
    /// It is not billed: customers have what is included.
    NotBilled,
    /// It is billed by what is used.
    ByUse,
    /// Only staff can order it.
    ByStaff,
    /// Its price is calculated by the alternative method.
    Alternative,
}
