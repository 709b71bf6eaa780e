//! The reasons why a part of an order cannot be ordered, with what can be ordered instead.

use super::{Order, Want};
use crate::model::Period;
use crate::offer::{Amounts, Hidden, NoAmounts, Rate, Raw, Totals};
use rust_decimal::Decimal;

/// A part of an order that cannot be ordered.
#[derive(Clone, Debug)]
pub struct Refused<'a> {
    /// The part.
    pub of: Of<'a>,
    /// Why it cannot be ordered.
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
    /// Something that is ordered with the article.
    Want(Want),
}

impl Of<'_> {
    /// The sort key of refusals: the article, the period, the currency, and the rest in the order of the command line.
    pub(super) fn position(&self, order: &Order<'_>) -> (u8, Option<usize>) {
        match self {
            Self::Article(_) => (0, None),
            Self::Period => (1, None),
            Self::Currency => (2, None),
            Self::Want(want) => (3, order.wants.iter().position(|other| other == want)),
        }
    }
}

/// Why something cannot be ordered. The names and numbers in it say what can be ordered instead.
#[derive(Clone, Debug)]
pub enum Reason<'a> {
    /// The article is not sold for the period or in the currency.
    Sale(NoSale<'a>),
    /// There is no price.
    Price(NoPrice<'a>),
    /// The name does not stand for anything that can be ordered.
    Name(WrongName<'a>),
    /// The detail cannot be ordered, whatever its value.
    Barred(Bar),
    /// The amount is not valid.
    Amount(WrongAmount<'a>),
    /// The value is not valid.
    Value(WrongValue<'a>),
    /// The extra service cannot be ordered.
    Service(NoService<'a>),
}

/// Why an article is not sold for a period, or in a currency.
#[derive(Clone, Debug)]
pub enum NoSale<'a> {
    /// It is paid once and has no periods.
    PaidOnce,
    /// It has these periods, and the order names none.
    WhichPeriod(Vec<Period>),
    /// It does not have the first period, only the others.
    NoSuchPeriod(Period, Vec<Period>),
    /// The manifest does not have this currency, only the others.
    NoSuchCurrency(String, Vec<&'a str>),
}

/// Why there is no price.
#[derive(Clone, Debug)]
pub enum NoPrice<'a> {
    /// There is no price for the period and the currency, only these.
    None(Option<Period>, &'a str, Vec<Rate<'a>>),
    /// There is no price of an unlimited amount for the period and the currency.
    NoneOfUnlimited {
        /// The period.
        period: Option<Period>,
        /// The currency.
        currency: &'a str,
        /// The prices of an unlimited amount that exist.
        rates: Vec<Rate<'a>>,
        /// The total that can be ordered instead.
        instead: Finite,
    },
    /// There is no setup fee in the currency, only these.
    NoSetupFee(&'a str, Vec<Rate<'a>>),
    /// The price has too many digits to be exact.
    TooLarge,
}

/// The total that can be ordered if an unlimited amount cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finite {
    /// There is none.
    None,
    /// The highest total.
    Highest(Decimal),
    /// The lowest total, since there is no maximum.
    Lowest(Decimal),
}

/// Why a name does not stand for anything that can be ordered.
#[derive(Clone, Debug)]
pub enum WrongName<'a> {
    /// No detail of the package and no extra service has the name; these names exist.
    Unknown(Vec<&'a str>),
    /// Several parts are written as one.
    SeveralInOne(Vec<Want>),
    /// A detail and an extra service have the same name.
    DetailAndService,
    /// The same thing is ordered more than once.
    Twice,
    /// Two choices of a compound detail are ordered; it has these.
    SeveralChoices(Vec<&'a str>),
    /// The compound detail does not have the choice.
    NoSuchChoice {
        /// The choices that it has.
        choices: Vec<&'a str>,
        /// The choices for which the value, or one close to it, can be ordered.
        of: Vec<(&'a str, String)>,
    },
    /// The detail has no choices.
    NoChoices(&'a str),
    /// The catalog does not describe the type of the detail.
    NoType,
    /// The catalog does not describe the enumeration of the detail.
    NoEnumeration,
}

/// Why a detail cannot be ordered, whatever its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// It is disabled.
    Disabled,
    /// It is not billed: customers only have what is included.
    NotBilled,
    /// It is billed by usage.
    ByUse,
    /// Only staff can order it.
    ByStaff,
    /// Its price is calculated by the alternative method.
    Alternative,
    /// It cannot be ordered for a shorter period than this.
    ShorterThan(Period),
}

/// Why an amount is not valid.
#[derive(Clone, Debug)]
pub enum WrongAmount<'a> {
    /// It is not a number.
    NotANumber,
    /// A unit follows the number.
    HasUnit {
        /// The totals that were probably meant; empty if the unit is not known.
        meant: Vec<Decimal>,
        /// The unit in which amounts are counted.
        unit: Option<&'a str>,
    },
    /// It is below zero.
    Negative,
    /// The total is not possible.
    NoSuchTotal {
        /// The totals that are possible.
        totals: Box<Totals>,
        /// The closest totals.
        nearest: Vec<Decimal>,
        /// The unit in which amounts are counted.
        unit: Option<&'a str>,
    },
    /// The extra service does not have the amount, only these; the second list has the closest ones.
    NoSuchAmount(Box<Amounts>, Vec<Decimal>),
    /// The extra service is ordered in whole numbers.
    NotWhole,
    /// The extra service can be ordered only once.
    OnceOnly,
    /// An unlimited amount is already included.
    IncludesUnlimited,
    /// The order names this value, but not how many units of it.
    HowMany(&'a str),
}

/// Why a value is not valid.
#[derive(Clone, Debug)]
pub enum WrongValue<'a> {
    /// It is neither `yes` nor `no`.
    NotYesOrNo,
    /// The package includes the detail, so it cannot be left out.
    IsIncluded,
    /// The enumeration does not have the first value, only the others.
    NoSuchValue(String, Vec<&'a str>),
    /// The first value is disabled; the others are not.
    ValueDisabled(&'a str, Vec<&'a str>),
    /// The order has a number but names no value, and no value is included; these values exist.
    WhichValue(Vec<&'a str>),
}

/// Why an extra service cannot be ordered.
#[derive(Clone, Debug)]
pub enum NoService<'a> {
    /// Extra services are only sold with packages, and the article is not a package.
    NoPackage,
    /// The customers of the package do not see it.
    Unseen(Hidden),
    /// Only customers with one of these periods see it.
    UnseenByPeriod(Vec<Period>),
    /// It depends on how the billing system interprets these raw properties.
    Untold(Vec<Raw<'a>>),
    /// Its amounts are not valid, or not known.
    NoAmounts(NoAmounts<'a>),
    /// It is in the same exclusive group as this service, which is ordered too.
    Excludes(&'a str),
}
