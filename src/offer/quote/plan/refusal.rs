//! Why an order of a service plan is refused, with what can be ordered instead.

use crate::kinds::{ChargePeriod, PlanStatus, ServicePlan};
use crate::model::{Manifest, Period};
use crate::offer::Want;

/// Why an order of a service plan is refused.
#[derive(Clone, Debug)]
pub enum PlanRefused<'a> {
    /// Nobody can subscribe to the plan.
    Plan(NotSold<'a>),
    /// No installation is ordered, and there can be this many.
    Nothing(u32),
    /// More installations are ordered than a subscription can have.
    TooMany(u32),
    /// Fewer installations are ordered than the lowest tier is for.
    TooFew {
        /// Where the lowest tier begins.
        lowest: u32,
        /// How many installations a subscription can have.
        most: u32,
    },
    /// The period is refused; there are these.
    Period(Asked<Period>, Vec<ChargePeriod>),
    /// The plan has no tariff in the currency, but in these.
    Currency(String, Vec<&'static str>),
    /// There is no tariff for the period and the currency, but for these.
    NoSuchTariff {
        /// The period.
        period: ChargePeriod,
        /// The currency.
        currency: &'a str,
        /// What there are tariffs for.
        sold: Vec<(ChargePeriod, &'static str)>,
    },
    /// The price has more digits than can be told exactly.
    TooLarge,
    /// Nothing can be ordered with a plan.
    Wants(Vec<Want>),
}

/// What is asked for and cannot be had.
#[derive(Clone, Copy, Debug)]
pub enum Asked<T> {
    /// Nothing, where there are several.
    Nothing,
    /// This one.
    For(T),
}

/// Why nobody can subscribe to a plan.
#[derive(Clone, Debug)]
pub enum NotSold<'a> {
    /// It has this status; customers can subscribe to these plans of its products.
    Status(PlanStatus, Vec<&'a str>),
    /// No product has it.
    NoProduct,
    /// All products that have it are inactive.
    InactiveProducts(Vec<&'a str>),
    /// It has no tariff but these, which exist in the database alone.
    NoTariff(Vec<&'static str>),
}

/// What is wrong with a quantity.
pub(super) fn wrong_quantity<'a>(plan: &ServicePlan, quantity: u32) -> Option<PlanRefused<'a>> {
    match quantity {
        0 => Some(PlanRefused::Nothing(plan.max_quantity)),
        more if more > plan.max_quantity => Some(PlanRefused::TooMany(plan.max_quantity)),
        _ => None,
    }
}

/// The period of an order among those of the tariffs: the one that is as long, or the only one.
pub(super) fn period<'a>(
    asked: Option<Period>,
    offered: &[ChargePeriod],
) -> Result<ChargePeriod, PlanRefused<'a>> {
    let mut known = offered.to_vec();
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

/// The currency of an order: the one that is asked for, if there are tariffs in it, or the manifest's first.
pub(super) fn currency<'a>(
    asked: Option<&str>,
    offered: &[&'static str],
    manifest: &'a Manifest,
) -> Result<&'a str, PlanRefused<'a>> {
    let Some(asked) = asked else { return Ok(manifest.currencies.first().map_or("", String::as_str)) };
    let known = offered.iter().find(|currency| **currency == asked).copied();
    known.ok_or_else(|| {
        let mut known = offered.to_vec();
        known.sort_by_key(|known| offered.iter().position(|other| other == known));
        known.dedup();
        PlanRefused::Currency(asked.to_owned(), known)
    })
}
