//! X03: a longer period costs more than several shorter ones of the same total length.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{ChargePeriod, ServicePlan, Tariff};
use crate::model::{Amount, Money, Prices};
use crate::offer::{Described, Plans};
use crate::rules::currency_decimals::minor_unit;
use crate::rules::repeated_findings::and_more;
use crate::rules::{ArticleView, Rule, RuleContext};
use rust_decimal::Decimal;
use std::collections::HashSet;

// A warning, because the billing system charges what the file says, and the price may be intended.
const CODE: Code = Code::error(
    "X03",
    "dearer-period",
    "more expensive than the shorter period",
    "A longer period costs more than several shorter ones of the same total length.",
    include_str!("../codes/X03.md"),
)
.warning();

/// Reports longer periods that cost more than several shorter ones of the same total length.
pub struct DearerPeriods;

impl Rule for DearerPeriods {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let mut findings = context.articles.of_each(of_article);
        let mut seen = HashSet::new();
        // A plan with a single tariff has nothing to compare.
        let plans = context.plans.plans.iter().filter(|plan| plan.it.tariffs.len() > 1);
        findings.extend(plans.flat_map(|plan| of_plan(plan, &context.plans, &mut seen)));
        findings
    }
}

/// A longer period that costs more than `times` shorter periods with the same total length.
struct Dearer<'a> {
    currency: &'a str,
    long: (usize, Amount),
    short: (usize, Amount),
    times: u32,
}

/// Whether the longer period costs more than `times` shorter periods. A difference that rounding can explain does not
/// count. The price of the shorter period may have been rounded down by half of the currency's smallest unit.
fn exceeds(long: Amount, short: Amount, times: u32, currency: &str) -> bool {
    let (long, short, times) = (long.decimal(), short.decimal(), Decimal::from(times));
    let is_above = |price: Decimal| price.checked_mul(times).is_some_and(|most| long > most);
    // A shorter period that is free is reported as X11.
    if short.is_zero() || !is_above(short) {
        return false;
    }
    // Half of the smallest unit: 5 at the place after the last.
    let rounding = Decimal::new(5, minor_unit(currency) + 1);
    short.checked_add(rounding).is_some_and(is_above)
}

fn on_offer(money: &Money) -> Option<Amount> {
    Some(money.value).filter(|_| money.enabled)
}

fn price(prices: &Prices, currency: &str) -> Option<Amount> {
    let (_, money) = prices.iter().find(|(other, _)| other.name() == currency)?;
    on_offer(money)
}

fn of_article(each: &ArticleView<'_>) -> Option<Diagnostic> {
    if each.part.periods.len() < 2 {
        return None;
    }
    let all: Vec<Dearer<'_>> = dearer(each).collect();
    // One finding for each article, about the price that exceeds the shorter periods the most.
    let worst = all.iter().max_by_key(|dearer| ratio(dearer))?;
    Some(finding_for(each, worst, all.len() - 1))
}

/// Returns the price of the longer period, divided by the total price of the shorter periods.
fn ratio(dearer: &Dearer<'_>) -> Decimal {
    let times = dearer.short.1.decimal().checked_mul(dearer.times.into());
    // A ratio that overflows counts as the smallest, so another price is shown instead.
    times.and_then(|times| dearer.long.1.decimal().checked_div(times)).unwrap_or_default()
}

fn dearer<'a>(each: &ArticleView<'a>) -> impl Iterator<Item = Dearer<'a>> {
    let periods = &each.part.periods;
    // In both directions, because the periods need not be in order; pairs that are not a multiple drop out below.
    let pairs = periods
        .iter()
        .enumerate()
        .flat_map(move |long| periods.iter().enumerate().map(move |short| (long, short)));
    pairs.flat_map(|((at, long), (short_at, short))| {
        let (months, of) = (long.every.months(), short.every.months());
        // Only a multiple of the shorter period lasts exactly as long as the longer one.
        let times = if months > of && months % of == 0 { months / of } else { 0 };
        let priced = long.prices.iter().filter(move |_| times > 0);
        priced.filter_map(move |(currency, money)| {
            let (price, other) = (on_offer(money)?, price(&short.prices, currency.name())?);
            let is_dearer = exceeds(price, other, times, currency.name());
            let currency = currency.name();
            is_dearer.then_some(Dearer { currency, long: (at, price), short: (short_at, other), times })
        })
    })
}

fn finding_for(each: &ArticleView<'_>, dearer: &Dearer<'_>, more: usize) -> Diagnostic {
    let Dearer { currency, long: (long, price), short: (short, other), times } = dearer;
    let (every, shorter) = (each.every(*long), each.every(*short));
    let message = format!(
        "`{}` costs {} {currency} for {every}, but {times} periods of {shorter} cost {} {currency}{}",
        each.number(),
        price.decimal(),
        product(*other, *times),
        and_more(more, "price")
    );
    let place = |period: usize| each.at_prices(Some(period)).child(currency);
    Diagnostic::new(CODE, place(*long), message)
        .also(place(*short), format!("{} for {shorter}", other.decimal()))
        .help(HELP)
}

const HELP: &str = "check both prices: no one chooses the longer period if the shorter one is cheaper";

fn product(price: Amount, times: u32) -> Decimal {
    // It does not overflow here: `exceeds` has computed the same product.
    price.decimal().checked_mul(times.into()).unwrap_or(Decimal::MAX)
}

/// Compares the yearly and monthly tariffs of a plan. A pair of tariffs in several plans is reported only once.
fn of_plan<'a>(
    plan: Described<'a, ServicePlan>,
    plans: &Plans<'a>,
    seen: &mut HashSet<(&'a str, &'a str)>,
) -> Vec<Diagnostic> {
    let tariffs = plans.tariffs_of(plan.it);
    let of = |period| tariffs.iter().filter(move |tariff| tariff.it.charge_period == period);
    let pairs =
        // A plan may have several tariffs for a period, one for each currency.
        of(ChargePeriod::Year).flat_map(|year| of(ChargePeriod::Month).map(move |month| (year, month)));
    let same = pairs.filter(|(year, month)| year.it.currency.name() == month.it.currency.name());
    let new = same.filter(|(year, month)| seen.insert((year.it.id.as_str(), month.it.id.as_str())));
    new.filter_map(|(year, month)| of_tariffs(plan, *year, *month)).collect()
}

fn first(tariff: Described<'_, Tariff>) -> Option<(Amount, Place)> {
    // Tiers that are not in order are reported as V10, so the order of the file is not relied on.
    let (at, tier) = tariff.it.tiers.iter().enumerate().min_by_key(|(_, tier)| tier.from)?;
    Some((tier.price, tariff.at("tiers").child(at).child("price")))
}

/// Compares the prices of one installation, which are the prices of the first tiers.
fn of_tariffs(
    plan: Described<'_, ServicePlan>,
    year: Described<'_, Tariff>,
    month: Described<'_, Tariff>,
) -> Option<Diagnostic> {
    let currency = year.it.currency.name();
    let ((price, place), (other, shorter)) = (first(year)?, first(month)?);
    if !exceeds(price, other, MONTHS, currency) {
        return None;
    }
    let message = format!(
        "the plan `{}` costs {} {currency} for a year with the tariff `{}`, but {} for 12 months with `{}`",
        plan.it.id,
        price.decimal(),
        year.it.id,
        product(other, MONTHS),
        month.it.id
    );
    let finding = Diagnostic::new(CODE, place, message);
    Some(
        finding
            .also(shorter, format!("{} for 1 month", other.decimal()))
            .also(plan.at("tariffs"), "the plan has both")
            .help(HELP),
    )
}

/// The number of months in a year.
const MONTHS: u32 = 12;
