//! Why a part of an order cannot be ordered, with what can be ordered instead.

use super::{Order, Want};
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
    /// The article is not sold so.
    Sale(NoSale<'a>),
    /// There is no price.
    Price(NoPrice<'a>),
    /// The name stands for nothing that can be ordered.
    Name(WrongName<'a>),
    /// The detail cannot be ordered so, whatever is wanted of it.
    Barred(Bar),
    /// There is no such number of it.
    Amount(WrongAmount<'a>),
    /// There is no such value of it.
    Value(WrongValue<'a>),
    /// The extra service cannot be ordered.
    Service(NoService<'a>),
}

/// Why an article is not sold for a period, or in a currency.
#[derive(Clone, Debug)]
pub enum NoSale<'a> {
    /// It is paid once, and has no periods.
    PaidOnce,
    /// It has several periods, and the order names none.
    WhichPeriod(Vec<Period>),
    /// It does not have the period, but these.
    NoSuchPeriod(Period, Vec<Period>),
    /// The manifest does not have the currency, but these.
    NoSuchCurrency(String, Vec<&'a str>),
}

/// Why there is no price.
#[derive(Clone, Debug)]
pub enum NoPrice<'a> {
    /// There is none for the period and the currency, but these.
    None(Option<Period>, &'a str, Vec<Rate<'a>>),
    /// There is none of an unlimited amount for the period and the currency, but these.
    NoneOfUnlimited {
        /// The period.
        period: Option<Period>,
        /// The currency.
        currency: &'a str,
        /// What there is a price for.
        rates: Vec<Rate<'a>>,
        /// What can be ordered instead.
        instead: Finite,
    },
    /// There is no setup fee in the currency, but these.
    NoSetupFee(&'a str, Vec<Rate<'a>>),
    /// It has more digits than can be told exactly.
    TooLarge,
}

/// The total that can be ordered where an unlimited amount cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finite {
    /// There is none.
    None,
    /// The highest.
    Highest(Decimal),
    /// The lowest: there is no maximum.
    Lowest(Decimal),
}

/// Why a name stands for nothing that can be ordered.
#[derive(Clone, Debug)]
pub enum WrongName<'a> {
    /// Neither a detail of the package nor an extra service has the name, but these.
    Unknown(Vec<&'a str>),
    /// Several are ordered in one.
    SeveralInOne(Vec<Want>),
    /// It is that of a detail and that of an extra service.
    DetailAndService,
    /// It is ordered more than once.
    Twice,
    /// Two choices of one compound detail are ordered; there are these.
    SeveralChoices(Vec<&'a str>),
    /// The compound detail does not have the choice.
    NoSuchChoice {
        /// It has these.
        choices: Vec<&'a str>,
        /// The value can be ordered of these, or others next to it.
        of: Vec<(&'a str, String)>,
    },
    /// The detail has no choices.
    NoChoices(&'a str),
    /// The catalog does not describe the type of the detail.
    NoType,
    /// The catalog does not describe the enumeration of the detail.
    NoEnumeration,
}

/// Why a detail cannot be ordered so, whatever is wanted of it.
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
    /// It cannot be ordered for less than this.
    ShorterThan(Period),
}

/// Why there is no such number of something.
#[derive(Clone, Debug)]
pub enum WrongAmount<'a> {
    /// It is not a number.
    NotANumber,
    /// A unit is written behind the number.
    HasUnit {
        /// The totals that are meant; none where the unit is not known.
        meant: Vec<Decimal>,
        /// The unit in which it is counted.
        unit: Option<&'a str>,
    },
    /// It is below zero.
    Negative,
    /// The total cannot be had.
    NoSuchTotal {
        /// What can be had.
        totals: Box<Totals>,
        /// The totals next to it.
        nearest: Vec<Decimal>,
        /// Of what.
        unit: Option<&'a str>,
    },
    /// The extra service does not have the amount, but these, of which some are next to it.
    NoSuchAmount(Box<Amounts>, Vec<Decimal>),
    /// The extra service is ordered in whole numbers.
    NotWhole,
    /// The extra service can be ordered once alone.
    OnceOnly,
    /// An unlimited amount is included already.
    IncludesUnlimited,
    /// How many of the value is not said.
    HowMany(&'a str),
}

/// Why there is no such value of something.
#[derive(Clone, Debug)]
pub enum WrongValue<'a> {
    /// It is neither `yes` nor `no`.
    NotYesOrNo,
    /// What the package includes cannot be left out.
    IsIncluded,
    /// The enumeration does not have the value, but these.
    NoSuchValue(String, Vec<&'a str>),
    /// The value is disabled; these are not.
    ValueDisabled(&'a str, Vec<&'a str>),
    /// Of which value is not said, and none is included; there are these.
    WhichValue(Vec<&'a str>),
}

/// Why an extra service cannot be ordered.
#[derive(Clone, Debug)]
pub enum NoService<'a> {
    /// Extra services go with packages, and the article is none.
    NoPackage,
    /// The customers of the package do not see it.
    Unseen(Hidden),
    /// The customers see it by these periods alone.
    UnseenByPeriod(Vec<Period>),
    /// That depends on what the billing system makes of these properties.
    Untold(Vec<Raw<'a>>),
    /// Its amounts cannot be told.
    NoAmounts(NoAmounts<'a>),
    /// It excludes another that is ordered too.
    Excludes(&'a str),
}
