//! Quotes for service plans: the price of a number of installations, for a period and in a currency.

mod refusal;

pub use refusal::{NotSold, PlanRefused, RequestedPeriod};

use super::charge::Charge;
use super::{places, rounding};
use crate::kinds::{ChargePeriod, PlanStatus, ProductStatus, ServicePlan, Tariff, TariffTier};
use crate::model::{Manifest, Period, Unit, fill};
use crate::offer::tiers::{Portion, Span, portions, spans};
use crate::offer::{Described, OrderedPart, Plans, Rate};
use rust_decimal::Decimal;

/// An order for a service plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanOrder<'o> {
    /// The number of installations.
    pub quantity: u32,
    /// The period; `None` if the order does not name one.
    pub period: Option<Period>,
    /// The currency; `None` if the order does not name one. Then the first currency of the manifest applies.
    pub currency: Option<&'o str>,
    /// The extra services and details in the order. All of them are refused, because a service plan is ordered
    /// without them.
    pub wants: &'o [OrderedPart],
}

/// The price of an order for a service plan.
#[derive(Clone, Debug)]
pub struct PlanQuote<'a> {
    /// The plan.
    pub plan: Described<'a, ServicePlan>,
    /// The name that customers see.
    pub name: String,
    /// The active products that have the plan.
    pub products: Vec<&'a str>,
    /// The number of installations.
    pub quantity: u32,
    /// The tariff that sets the price.
    pub tariff: Described<'a, Tariff>,
    /// The installations, grouped by the tier that sets their price.
    pub lines: Vec<PlanLine<'a>>,
    /// The amount that is paid at the start and at each renewal, rounded.
    pub total: Decimal,
    /// The number of decimal places of the currency.
    pub places: u32,
}

/// The installations whose price is set by one tier.
#[derive(Clone, Copy, Debug)]
pub struct PlanLine<'a> {
    /// The tier.
    pub tier: &'a TariffTier,
    /// The highest quantity of the tier; `None` if it has no end.
    pub to: Option<u32>,
    /// The number of installations in this tier, and their price, not rounded.
    pub charge: Charge,
}

impl PlanQuote<'_> {
    /// The period that the price is for.
    pub fn period(&self) -> Period {
        period_of(self.tariff.it.charge_period)
    }

    /// The currency.
    pub fn currency(&self) -> &'static str {
        self.tariff.it.currency.name()
    }
}

/// Converts a charge period to the period of an order.
pub fn period_of(charged: ChargePeriod) -> Period {
    let unit = match charged {
        ChargePeriod::Month => Unit::Month,
        ChargePeriod::Year => Unit::Year,
    };
    Period { value: 1, unit }
}

/// Fills in the placeholders of a string with values from the plan's metadata.
pub fn filled(plan: &ServicePlan, text: &str) -> String {
    fill(text, |key| {
        plan.metadata.iter().find(|(name, _)| name.as_str() == key).map(|(_, value)| value.as_str())
    })
}

impl<'a> Plans<'a> {
    /// Prices an order for a service plan.
    ///
    /// # Errors
    /// Returns every reason why the order is refused.
    pub fn quote(
        &self,
        plan: Described<'a, ServicePlan>,
        order: &PlanOrder<'_>,
        manifest: &'a Manifest,
    ) -> Result<PlanQuote<'a>, Vec<PlanRefused<'a>>> {
        let mut refused = self.not_sold(plan);
        refused.extend(refusal::wrong_quantity(plan.it, order.quantity));
        let tariff = self.tariff(plan.it, order, manifest).map_err(|reasons| refused.extend(reasons)).ok();
        refused.extend((!order.wants.is_empty()).then(|| PlanRefused::Wants(order.wants.to_vec())));
        // Even if the order is refused, the price may give further reasons.
        let lines = tariff.map(|tariff| self.lines(plan.it, tariff.it, order.quantity));
        match (tariff, lines) {
            (Some(tariff), Some(Ok((lines, total)))) if refused.is_empty() => Ok(PlanQuote {
                plan,
                name: filled(plan.it, plan.it.name.as_str()),
                products: self.selling(plan.it),
                quantity: order.quantity,
                tariff,
                lines,
                total,
                places: places(tariff.it.currency.name()),
            }),
            (_, Some(Err(reason))) => {
                refused.extend(reason);
                Err(refused)
            }
            _ => Err(refused),
        }
    }

    /// The active products that have the given plan.
    fn selling(&self, plan: &ServicePlan) -> Vec<&'a str> {
        let products = self.products_of(plan.id.as_str());
        let active = products.iter().filter(|product| product.it.status == ProductStatus::Active);
        active.map(|product| product.it.id.as_str()).collect()
    }

    /// The reasons why no one can subscribe to a plan at all.
    fn not_sold(&self, plan: Described<'a, ServicePlan>) -> Vec<PlanRefused<'a>> {
        let mut refused = Vec::new();
        if plan.it.status != PlanStatus::Active {
            let others = self.instead_of(plan.it);
            refused.push(PlanRefused::Plan(NotSold::Status(plan.it.status, others)));
        }
        let products = self.products_of(plan.it.id.as_str());
        if products.is_empty() {
            refused.push(PlanRefused::Plan(NotSold::NoProduct));
        } else if self.selling(plan.it).is_empty() {
            // Customers subscribe through a product, so one of them must be active.
            let names = products.iter().map(|product| product.it.id.as_str()).collect();
            refused.push(PlanRefused::Plan(NotSold::InactiveProducts(names)));
        }
        refused
    }

    /// The plans to suggest instead of a plan: the active plans of its active products.
    fn instead_of(&self, plan: &ServicePlan) -> Vec<&'a str> {
        let products = self.products_of(plan.id.as_str());
        let active = products.iter().filter(|product| product.it.status == ProductStatus::Active);
        let plans = active.flat_map(|product| self.plans_of(product.it));
        // A list and not a set, which would lose the order of the products.
        let mut names: Vec<&str> = Vec::new();
        for other in plans.filter(|other| other.it.status == PlanStatus::Active) {
            if !names.contains(&other.it.id.as_str()) {
                names.push(other.it.id.as_str());
            }
        }
        names
    }

    /// The tariff for the period and the currency of the order.
    fn tariff(
        &self,
        plan: &'a ServicePlan,
        order: &PlanOrder<'_>,
        manifest: &'a Manifest,
    ) -> Result<Described<'a, Tariff>, Vec<PlanRefused<'a>>> {
        let tariffs = self.tariffs_of(plan);
        if tariffs.is_empty() {
            let external = plan.tariffs.iter().map(|tariff| tariff.name()).collect();
            return Err(vec![PlanRefused::Plan(NotSold::NoTariff(external))]);
        }
        let offered: Vec<ChargePeriod> = tariffs.iter().map(|tariff| tariff.it.charge_period).collect();
        let period = refusal::period(order.period, &offered);
        let currencies: Vec<&str> = tariffs.iter().map(|tariff| tariff.it.currency.name()).collect();
        let currency = refusal::currency(order.currency, &currencies, manifest);
        match (period, currency) {
            (Ok(period), Ok(currency)) => {
                let is_it = |tariff: &&Described<'a, Tariff>| {
                    tariff.it.charge_period == period && tariff.it.currency.name() == currency
                };
                let sold = || tariffs.iter().map(|it| (it.it.charge_period, it.it.currency.name())).collect();
                tariffs
                    .iter()
                    .find(is_it)
                    .copied()
                    .ok_or_else(|| vec![PlanRefused::NoSuchTariff { period, currency, sold: sold() }])
            }
            (period, currency) => Err(period.err().into_iter().chain(currency.err()).collect()),
        }
    }

    /// The lines, one for each tier that sets a price, and their rounded total. An error without a reason means that
    /// the order was already refused.
    fn lines(
        &self,
        plan: &ServicePlan,
        tariff: &'a Tariff,
        quantity: u32,
    ) -> Result<(Vec<PlanLine<'a>>, Decimal), Option<PlanRefused<'a>>> {
        let portions = portions(tariff, quantity);
        if portions.is_empty() {
            // A quantity of 0 was already refused.
            let lowest = spans(tariff).first().map(|span| span.tier.from).filter(|_| quantity > 0);
            return Err(lowest.map(|lowest| PlanRefused::TooFew { lowest, most: plan.max_quantity }));
        }
        let spans = spans(tariff);
        let lines: Option<Vec<PlanLine<'a>>> = portions.iter().map(|it| line(tariff, &spans, it)).collect();
        let lines = lines.ok_or(Some(PlanRefused::TooLarge))?;
        let sum = lines.iter().try_fold(Decimal::ZERO, |sum, line| rounding::sum(sum, line.charge.sum));
        let sum = sum.ok_or(Some(PlanRefused::TooLarge))?;
        Ok((lines, rounding::rounded(sum, places(tariff.currency.name()))))
    }
}

/// The line for the installations of one tier; `None` if their price has too many digits to be exact.
fn line<'a>(tariff: &Tariff, spans: &[Span<'a>], portion: &Portion<'a>) -> Option<PlanLine<'a>> {
    let rate = Rate {
        period: Some(period_of(tariff.charge_period)),
        currency: tariff.currency.name(),
        price: portion.tier.price.decimal(),
        enabled: true,
    };
    let charge = Charge::new(portion.quantity.into(), &rate).ok()?;
    // By address: two tiers may begin at the same quantity, with the same price.
    let to = spans.iter().find(|span| std::ptr::eq(span.tier, portion.tier)).and_then(|span| span.to);
    Some(PlanLine { tier: portion.tier, to, charge })
}
