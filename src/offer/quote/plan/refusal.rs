//! The reasons why an order for a service plan is refused, with what can be ordered instead.

use crate::kinds::{ChargePeriod, PlanStatus, ServicePlan};
use crate::model::{Manifest, Period};
use crate::offer::OrderedPart;

/// A reason why an order for a service plan is refused.
#[derive(Clone, Debug)]
pub enum PlanRefused<'a> {
    /// No one can subscribe to the plan.
    Plan(NotSold<'a>),
    /// The order is for 0 installations. The field holds the maximum number of installations.
    ZeroQuantity(u32),
    /// The order is for more installations than this maximum.
    TooMany(u32),
    /// The order is for fewer installations than the first quantity of the lowest tier.
    TooFew {
        /// The lowest quantity for which there is a price.
        lowest: u32,
        /// The maximum number of installations of a subscription.
        most: u32,
    },
    /// The period is refused. The list contains the charge periods of the plan.
    Period(RequestedPeriod<Period>, Vec<ChargePeriod>),
    /// The plan has no tariff in the given currency. The list contains the currencies of its tariffs.
    Currency(String, Vec<&'static str>),
    /// The plan has no tariff for the period and the currency.
    NoSuchTariff {
        /// The period.
        period: ChargePeriod,
        /// The currency.
        currency: &'a str,
        /// The periods and currencies of the plan's tariffs.
        sold: Vec<(ChargePeriod, &'static str)>,
    },
    /// The price has too many digits to be exact.
    TooLarge,
    /// The order includes these extra services or details, but a service plan is ordered without them.
    Wants(Vec<OrderedPart>),
}

/// The period of an order, if it names one.
#[derive(Clone, Copy, Debug)]
pub enum RequestedPeriod<T> {
    /// The order does not name a period.
    Nothing,
    /// The order names this period.
    For(T),
}

/// The reason why no one can subscribe to a plan.
#[derive(Clone, Debug)]
pub enum NotSold<'a> {
    /// The plan has this status. The list contains the plans that can be ordered instead.
    Status(PlanStatus, Vec<&'a str>),
    /// No product has the plan.
    NoProduct,
    /// These products have the plan, and all of them are inactive.
    InactiveProducts(Vec<&'a str>),
    /// The plan has only these tariffs, and all of them exist only in the database.
    NoTariff(Vec<&'static str>),
}

/// The reason why a quantity is refused; `None` if the quantity is valid.
pub(super) fn wrong_quantity<'a>(plan: &ServicePlan, quantity: u32) -> Option<PlanRefused<'a>> {
    match quantity {
        0 => Some(PlanRefused::ZeroQuantity(plan.max_quantity)),
        more if more > plan.max_quantity => Some(PlanRefused::TooMany(plan.max_quantity)),
        _ => None,
    }
}

/// The charge period for an order. It has the same length as the order's period. If the order names no period, all
/// tariffs must have the same charge period.
pub(super) fn period<'a>(
    asked: Option<Period>,
    offered: &[ChargePeriod],
) -> Result<ChargePeriod, PlanRefused<'a>> {
    let mut known = offered.to_vec();
    // Several tariffs may have the same period, in different currencies.
    known.sort_by_key(|period| period.months());
    known.dedup();
    match (asked, known.as_slice()) {
        (None, [only]) => Ok(*only),
        (None, _) => Err(PlanRefused::Period(RequestedPeriod::Nothing, known)),
        (Some(asked), _) => {
            let same = known.iter().find(|period| period.months() == asked.months()).copied();
            same.ok_or(PlanRefused::Period(RequestedPeriod::For(asked), known))
        }
    }
}

/// The currency for an order: the currency that the order names or, if it names none, the first currency of the
/// manifest. A currency that the order names is refused if the plan has no tariff in it.
pub(super) fn currency<'a>(
    asked: Option<&str>,
    offered: &[&'static str],
    manifest: &'a Manifest,
) -> Result<&'a str, PlanRefused<'a>> {
    // Even if no tariff has it: the refusal then names the period and the currency together.
    let Some(asked) = asked else { return Ok(manifest.currencies.first().map_or("", String::as_str)) };
    let known = offered.iter().find(|currency| **currency == asked).copied();
    known.ok_or_else(|| {
        let mut known = offered.to_vec();
        // Makes equal currencies neighbors, which `dedup` needs, and keeps the order of the tariffs.
        known.sort_by_key(|known| offered.iter().position(|other| other == known));
        known.dedup();
        PlanRefused::Currency(asked.to_owned(), known)
    })
}
