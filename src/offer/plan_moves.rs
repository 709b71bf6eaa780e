//! The moves between the service plans of a product: whether they are possible, and how the prices differ.

use super::tiers::total;
use super::{Described, Plans};
use crate::kinds::{ChargePeriod, PlanStatus, Product, ServicePlan, Tariff};
use rust_decimal::Decimal;

/// The number of installations for which prices are compared.
const ONE: u32 = 1;

/// A move of a subscription from one plan of a product to another.
#[derive(Clone, Debug)]
pub struct PlanMove<'a> {
    /// The plan that the customer leaves.
    pub from: Described<'a, ServicePlan>,
    /// The plan that the customer moves to.
    pub to: Described<'a, ServicePlan>,
    /// The prices of both plans, for each period and currency that they share, in the order of the tariffs of `from`.
    pub prices: Vec<PricePair>,
    /// The reasons why the move is not possible. Empty if the files give no such reason.
    pub against: Vec<MoveObstacle<'a>>,
    /// The packages and tariffs that are not in the files, although the move depends on them.
    pub unknown: Vec<Unknown>,
}

/// The prices of one installation with each of two plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricePair {
    /// The period for which the prices are paid.
    pub period: ChargePeriod,
    /// The currency.
    pub currency: &'static str,
    /// The price of the plan that the customer leaves; `None` if the plan's tariff has no tier for one installation.
    pub from: Option<Decimal>,
    /// The price of the plan that the customer moves to; `None` if the plan's tariff has no tier for one installation.
    pub to: Option<Decimal>,
}

impl PricePair {
    /// The price of the second plan minus the price of the first; `None` if either is not known. Negative if the second
    /// plan costs less.
    pub fn difference(&self) -> Option<Decimal> {
        self.to?.checked_sub(self.from?)
    }
}

/// A reason why a move is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveObstacle<'a> {
    /// The plan that the customer leaves does not allow moving.
    NotAllowed,
    /// The plan that the customer leaves is a draft, so no one has it.
    NobodyThere,
    /// The plan that the customer moves to has this status, so no one can subscribe to it.
    NotActive(PlanStatus),
    /// The two plans have no tariffs with the same period and currency.
    NothingInCommon,
    /// One of the two plans has no package. The field holds the id of that plan.
    NoPackage(&'a str),
    /// The package of one of the two plans cannot apply new settings to a subscription that moves. The field holds the
    /// name of that package.
    CannotApply(&'static str),
}

/// A package or a tariff that is missing from the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The package with this name has no readable manifest in the files.
    Package(&'static str),
    /// The tariff with this name is not in the files.
    Tariff(&'static str),
}

/// Whether the package of a plan can apply the settings of another plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settings {
    /// The package can apply the settings.
    Applies,
    /// The package with this name cannot apply the settings.
    CannotApply(&'static str),
    /// The package with this name has no readable manifest in the files.
    Unknown(&'static str),
    /// The plan has no package.
    NoPackage,
}

impl PlanMove<'_> {
    /// Whether the move is possible; `None` if the files do not say.
    pub fn is_possible(&self) -> Option<bool> {
        match (self.against.as_slice(), self.unknown.as_slice()) {
            ([], []) => Some(true),
            ([], _) => None,
            _ => Some(false),
        }
    }
}

impl<'a> Plans<'a> {
    /// Every move between two plans of a product, in the order of the product. Plans that the files do not describe are
    /// left out.
    pub fn moves(&self, product: &Product) -> Vec<PlanMove<'a>> {
        let plans = self.distinct_plans_of(product);
        let others = |from: Described<'a, ServicePlan>| {
            let to = plans.iter().filter(move |to| to.it.id != from.it.id);
            to.map(move |to| self.one_move(from, *to))
        };
        plans.iter().flat_map(|from| others(*from)).collect()
    }

    /// The plans of a product, without duplicates and without those that the files do not describe.
    fn distinct_plans_of(&self, product: &Product) -> Vec<Described<'a, ServicePlan>> {
        // A list instead of a set, to keep the order of the product.
        let mut plans: Vec<Described<'a, ServicePlan>> = Vec::new();
        for plan in self.plans_of(product) {
            if plans.iter().all(|other| other.it.id != plan.it.id) {
                plans.push(plan);
            }
        }
        plans
    }

    /// The product's plans whose packages cannot apply the settings of another plan, each with the name of its package.
    pub fn without_settings(&self, product: &Product) -> Vec<(Described<'a, ServicePlan>, &'static str)> {
        let lacking = |plan: Described<'a, ServicePlan>| match self.settings(plan.it) {
            Settings::CannotApply(package) => Some((plan, package)),
            Settings::Applies | Settings::Unknown(_) | Settings::NoPackage => None,
        };
        self.distinct_plans_of(product).into_iter().filter_map(lacking).collect()
    }

    /// Whether the package of a plan can apply the settings of another plan.
    pub fn settings(&self, plan: &ServicePlan) -> Settings {
        let Some(package) = &plan.package else { return Settings::NoPackage };
        match self.manifest(package.name()) {
            Some(manifest) if manifest.applies_settings => Settings::Applies,
            Some(_) => Settings::CannotApply(package.name()),
            None => Settings::Unknown(package.name()),
        }
    }

    /// The prices of one installation with each of two plans, for each period and currency that both plans have.
    pub fn in_common(&self, from: &ServicePlan, to: &ServicePlan) -> Vec<PricePair> {
        let (of_from, of_to) = (self.tariffs_of(from), self.tariffs_of(to));
        // A plan may have several tariffs for one period and currency; the first one counts.
        let pair = |from: &Described<'a, Tariff>| {
            let is_alike = |to: &&Described<'a, Tariff>| sold_by(to.it) == sold_by(from.it);
            let to = of_to.iter().find(is_alike)?;
            let (period, currency) = sold_by(from.it);
            Some(PricePair { period, currency, from: total(from.it, ONE), to: total(to.it, ONE) })
        };
        let mut pairs: Vec<PricePair> = Vec::new();
        for pair in of_from.iter().filter_map(pair) {
            let is_new = |other: &PricePair| (other.period, other.currency) != (pair.period, pair.currency);
            if pairs.iter().all(is_new) {
                pairs.push(pair);
            }
        }
        pairs
    }

    fn one_move(&self, from: Described<'a, ServicePlan>, to: Described<'a, ServicePlan>) -> PlanMove<'a> {
        let prices = self.in_common(from.it, to.it);
        let mut against = barred(from.it, to.it);
        let mut unknown = Vec::new();
        if prices.is_empty() {
            // Tariffs that are not in the files may have a period and currency in common.
            let external: Vec<Unknown> =
                [from.it, to.it].iter().flat_map(|plan| self.external_tariffs(plan)).collect();
            against.extend(external.is_empty().then_some(MoveObstacle::NothingInCommon));
            unknown.extend(external);
        }
        // Both plans may have the same package, which is reported once.
        for plan in [from.it, to.it] {
            match self.settings(plan) {
                Settings::Applies => {}
                Settings::CannotApply(package) => push(&mut against, MoveObstacle::CannotApply(package)),
                Settings::Unknown(package) => push(&mut unknown, Unknown::Package(package)),
                Settings::NoPackage => against.push(MoveObstacle::NoPackage(plan.id.as_str())),
            }
        }
        PlanMove { from, to, prices, against, unknown }
    }

    /// The tariffs that a plan names and that the files do not describe.
    fn external_tariffs(&self, plan: &ServicePlan) -> Vec<Unknown> {
        let absent = plan.tariffs.iter().filter(|tariff| self.tariffs.find(tariff.name()).is_none());
        absent.map(|tariff| Unknown::Tariff(tariff.name())).collect()
    }
}

/// The reasons against a move that follow from the two plans alone, without their tariffs and packages.
fn barred(from: &ServicePlan, to: &ServicePlan) -> Vec<MoveObstacle<'static>> {
    // Drafts have no subscriptions (domain.md V03).
    let nobody = (from.status == PlanStatus::Draft).then_some(MoveObstacle::NobodyThere);
    let not_allowed = (!*from.allow_moving).then_some(MoveObstacle::NotAllowed);
    // Who moves to a plan subscribes to it, which only an active plan allows.
    let not_active = (to.status != PlanStatus::Active).then_some(MoveObstacle::NotActive(to.status));
    nobody.into_iter().chain(not_allowed).chain(not_active).collect()
}

fn sold_by(tariff: &Tariff) -> (ChargePeriod, &'static str) {
    (tariff.charge_period, tariff.currency.name())
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
