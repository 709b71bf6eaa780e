//! The reasons why an order of a service plan is refused, with what can be ordered instead.

use crate::kinds::{ChargePeriod, PlanStatus, ServicePlan};
use crate::model::{Manifest, Period};
use crate::offer::Want;

/// Why an order of a service plan is refused.
#[derive(Clone, Debug)]
pub enum PlanRefused<'a> {
    /// No one can subscribe to the plan.
    Plan(NotSold<'a>),
    /// The order is for no installations; there can be up to this many.
    Nothing(u32),
    /// The order is for more installations than this, which is the maximum for a subscription.
    TooMany(u32),
    /// The order is for fewer installations than the lowest tier begins with.
    TooFew {
        /// Where the lowest tier begins.
        lowest: u32,
        /// The maximum number of installations of a subscription.
        most: u32,
    },
    /// The period is refused; the plan has these.
    Period(Asked<Period>, Vec<ChargePeriod>),
    /// The plan has no tariff in this currency, only in these.
    Currency(String, Vec<&'static str>),
    /// The plan has no tariff for the period and the currency.
    NoSuchTariff {
        /// The period.
        period: ChargePeriod,
        /// The currency.
        currency: &'a str,
        /// The periods and currencies of its tariffs.
        sold: Vec<(ChargePeriod, &'static str)>,
    },
    /// The price has too many digits to be exact.
    TooLarge,
    /// The order includes these, but nothing can be ordered with a plan.
    Wants(Vec<Want>),
}

/// A period that an order asks for.
#[derive(Clone, Copy, Debug)]
pub enum Asked<T> {
    /// The order does not name one, although there are several.
    Nothing,
    /// The order names this one.
    For(T),
}

/// Why no one can subscribe to a plan.
#[derive(Clone, Debug)]
pub enum NotSold<'a> {
    /// It has this status. Customers can subscribe to these other plans of its products.
    Status(PlanStatus, Vec<&'a str>),
    /// No product has it.
    NoProduct,
    /// These products have it, and all of them are inactive.
    InactiveProducts(Vec<&'a str>),
    /// These are its tariffs, and all of them exist only in the database.
    NoTariff(Vec<&'static str>),
}

/// The error in a quantity; none if it is valid.
pub(super) fn wrong_quantity<'a>(plan: &ServicePlan, quantity: u32) -> Option<PlanRefused<'a>> {
    match quantity {
        0 => Some(PlanRefused::Nothing(plan.max_quantity)),
        more if more > plan.max_quantity => Some(PlanRefused::TooMany(plan.max_quantity)),
        _ => None,
    }
}

/// The period of an order among those of the tariffs: the one of the same length, or the only one.
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
        (None, _) => Err(PlanRefused::Period(Asked::Nothing, known)),
        (Some(asked), _) => {
            let same = known.iter().find(|period| period.months() == asked.months()).copied();
            same.ok_or(PlanRefused::Period(Asked::For(asked), known))
        }
    }
}

/// The currency of an order, if there are tariffs in it; the first one of the manifest if the order names none.
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
