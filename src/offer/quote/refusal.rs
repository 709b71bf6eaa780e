//! The reasons why a part of an order cannot be ordered, with what can be ordered instead.

use super::{Order, OrderedPart};
use crate::model::Period;
use crate::offer::{Amounts, Hidden, NoAmounts, Rate, Raw, Totals};
use rust_decimal::Decimal;

/// A part of an order that cannot be ordered.
#[derive(Clone, Debug)]
pub struct Refused<'a> {
    /// The part of the order.
    pub of: RefusedPart<'a>,
    /// The reason why the part cannot be ordered.
    pub reason: Reason<'a>,
}

/// A part of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedPart<'a> {
    /// The article itself.
    Article(&'a str),
    /// The period.
    Period,
    /// The currency.
    Currency,
    /// Something that is ordered with the article.
    Want(OrderedPart),
}

impl RefusedPart<'_> {
    /// The sort key of refusals: first the article, the period and the currency, then the other parts in the order of
    /// the command line.
    pub(super) fn position(&self, order: &Order<'_>) -> (u8, Option<usize>) {
        match self {
            Self::Article(_) => (0, None),
            Self::Period => (1, None),
            Self::Currency => (2, None),
            Self::Want(want) => (3, order.wants.iter().position(|other| other == want)),
        }
    }
}

/// The reason why a part of an order cannot be ordered. Names and numbers in it say what can be ordered instead.
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

/// The reason why an article is not sold for a period, or in a currency.
#[derive(Clone, Debug)]
pub enum NoSale<'a> {
    /// The article is paid for once and has no periods.
    PaidOnce,
    /// The article has these periods, but the order names none.
    WhichPeriod(Vec<Period>),
    /// The article does not have the period in the first field. The list has the periods of the article.
    NoSuchPeriod(Period, Vec<Period>),
    /// The manifest does not have the currency in the first field. The list has the manifest's currencies.
    NoSuchCurrency(String, Vec<&'a str>),
}

/// The reason why there is no price.
#[derive(Clone, Debug)]
pub enum NoPrice<'a> {
    /// There is no price for the period and the currency. The list contains the enabled prices.
    None(Option<Period>, &'a str, Vec<Rate<'a>>),
    /// An unlimited amount has no price for the period and the currency.
    NoneOfUnlimited {
        /// The period.
        period: Option<Period>,
        /// The currency.
        currency: &'a str,
        /// The existing prices of an unlimited amount.
        rates: Vec<Rate<'a>>,
        /// The total that can be ordered instead.
        instead: Finite,
    },
    /// There is no setup fee in the currency. The list contains the fees in other currencies.
    NoSetupFee(&'a str, Vec<Rate<'a>>),
    /// The price has too many digits to be exact.
    TooLarge,
}

/// The total that can be ordered instead of an unlimited amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finite {
    /// No total can be ordered instead.
    None,
    /// The highest total, if there is a maximum.
    Highest(Decimal),
    /// The lowest total, if there is no maximum.
    Lowest(Decimal),
}

/// The reason why a name does not stand for anything that can be ordered.
#[derive(Clone, Debug)]
pub enum WrongName<'a> {
    /// No detail of the package and no extra service has the name. The list contains the names that can be ordered.
    Unknown(Vec<&'a str>),
    /// Several parts were typed as one. The list contains the separate parts.
    SeveralInOne(Vec<OrderedPart>),
    /// A detail and an extra service have the same name.
    DetailAndService,
    /// The same detail or extra service is ordered more than once.
    Twice,
    /// Two choices of a compound detail are ordered. The list contains the choices that can be ordered.
    SeveralChoices(Vec<&'a str>),
    /// The compound detail does not have the choice.
    NoSuchChoice {
        /// The choices that can be ordered.
        choices: Vec<&'a str>,
        /// The choices for which the given value, or a value close to it, can be ordered. Each choice comes with the
        /// value that can be ordered for it.
        of: Vec<(&'a str, String)>,
    },
    /// The detail with this name has no choices.
    NoChoices(&'a str),
    /// The catalog does not describe the type of the detail.
    NoType,
    /// The catalog does not describe the enumeration of the detail.
    NoEnumeration,
}

/// The reason why a detail cannot be ordered, whatever its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// The detail is disabled.
    Disabled,
    /// The detail is not billed, so customers have only what is included.
    NotBilled,
    /// The detail is billed by usage.
    ByUse,
    /// Only staff can order the detail.
    ByStaff,
    /// The price of the detail is calculated by the alternative method.
    Alternative,
    /// The detail cannot be ordered for a period shorter than this one.
    ShorterThan(Period),
}

/// The reason why an amount is not valid.
#[derive(Clone, Debug)]
pub enum WrongAmount<'a> {
    /// The amount is not a number.
    NotANumber,
    /// A unit follows the number.
    HasUnit {
        /// The totals that were probably meant; empty if the unit is not known.
        meant: Vec<Decimal>,
        /// The unit in which amounts are counted.
        unit: Option<&'a str>,
    },
    /// The amount is below zero.
    Negative,
    /// The total is not possible.
    NoSuchTotal {
        /// The totals that are possible.
        totals: Box<Totals>,
        /// The closest possible totals.
        nearest: Vec<Decimal>,
        /// The unit in which amounts are counted.
        unit: Option<&'a str>,
    },
    /// The extra service does not have the amount. The first field has the possible amounts, and the list has the
    /// closest of them.
    NoSuchAmount(Box<Amounts>, Vec<Decimal>),
    /// The extra service is ordered in whole numbers.
    NotWhole,
    /// The extra service can be ordered only once.
    OnceOnly,
    /// An unlimited amount is already included.
    IncludesUnlimited,
    /// The order names this value without a number of units.
    HowMany(&'a str),
}

/// The reason why a value is not valid.
#[derive(Clone, Debug)]
pub enum WrongValue<'a> {
    /// The value is neither `yes` nor `no`.
    NotYesOrNo,
    /// The package includes the detail, so it cannot be left out.
    IsIncluded,
    /// The enumeration does not have the value in the first field. The list has the enabled values.
    NoSuchValue(String, Vec<&'a str>),
    /// The value in the first field is disabled. The list has the enabled values.
    ValueDisabled(&'a str, Vec<&'a str>),
    /// The order has a number but does not name a value, and the package includes no value. The list contains the
    /// enabled values.
    WhichValue(Vec<&'a str>),
}

/// The reason why an extra service cannot be ordered.
#[derive(Clone, Debug)]
pub enum NoService<'a> {
    /// Extra services are only sold with packages, and the article is not a package.
    NoPackage,
    /// The customers of the package do not see the service, for this reason.
    Unseen(Hidden),
    /// Only customers with one of these periods see the service.
    UnseenByPeriod(Vec<Period>),
    /// Whether the service can be ordered depends on how the billing system interprets these raw properties.
    Raw(Vec<Raw<'a>>),
    /// The amounts of the service are not valid or not known.
    NoAmounts(NoAmounts<'a>),
    /// The service is in the same exclusive group as another ordered service, which has this number.
    Excludes(&'a str),
}
