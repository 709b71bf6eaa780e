//! U12: a member of an upgrade group costs less than a member on a lower level.

use crate::diagnostic::{Code, Diagnostic, Place, counted, grouped};
use crate::model::{Period, Prices};
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::grouped_by;
use crate::rules::{Rule, RuleContext};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};

// A warning, because a lower price for more may be a deliberate offer.
const CODE: Code = Code::error(
    "U12",
    "price-inversion",
    "cheaper than a lower level",
    "A member of an upgrade group costs less than a member on a lower level.",
    include_str!("../codes/U12.md"),
)
.warning();

/// Reports members that cost less than a member on a lower level.
pub struct PriceInversion;

/// A price of a member for one period and currency.
#[derive(Clone, Copy)]
struct Price<'l, 'a> {
    rung: &'l LadderMember<'a>,
    amount: Decimal,
    place: Place,
}

/// The prices for one period and currency, grouped by level. Levels without such a price are left out.
type Column<'l, 'a> = Vec<(usize, Vec<Price<'l, 'a>>)>;
/// Two prices for the same period and currency. The first member is on a lower level, but costs more than the second.
type Inversion<'l, 'a> = (Price<'l, 'a>, Price<'l, 'a>, Period, &'a str);

impl Rule for PriceInversion {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let mut seen = HashSet::new();
        let findings = context.ladders().iter().flat_map(of_ladder);
        // The same two members may be in several groups.
        findings.filter(|(pair, _)| seen.insert(*pair)).map(|(_, finding)| finding).collect()
    }
}

fn of_ladder<'a>(ladder: &Ladder<'a>) -> Vec<((&'a str, &'a str), Diagnostic)> {
    // Old products that the shop no longer shows may have cost more, so they are compared only with one another.
    let columns: Vec<_> = [true, false].into_iter().flat_map(|is_shown| columns(ladder, is_shown)).collect();
    let inversions = columns.iter().flat_map(|((period, currency), column)| {
        // Comparing neighboring levels is enough: if any level is cheaper than a lower one, some neighbors are too.
        column.windows(2).filter_map(move |levels| {
            let low = *levels[0].1.iter().max_by_key(|price| price.amount)?;
            let high = *levels[1].1.iter().min_by_key(|price| price.amount)?;
            (high.amount < low.amount).then_some((low, high, *period, *currency))
        })
    });
    let by_pair = grouped_by(inversions.map(|it| ((it.0.rung.item(), it.1.rung.item()), it)));
    by_pair.into_iter().map(|(pair, all)| (pair, finding(&all, ladder))).collect()
}

/// Collects prices by period and currency. If `is_shown` is true, these are the prices of the members that the shop
/// shows, and otherwise those of the other members. Disabled prices are left out.
fn columns<'l, 'a>(ladder: &'l Ladder<'a>, is_shown: bool) -> BTreeMap<(Period, &'a str), Column<'l, 'a>> {
    // Sorted, so that the price that the message names is always the same.
    let mut columns: BTreeMap<(Period, &'a str), Column<'l, 'a>> = BTreeMap::new();
    for rung in &ladder.rungs {
        // The prices of an article outside the files are not known.
        let Some(article) = rung.article.as_ref().filter(|it| it.sale.is_shown() == is_shown) else {
            continue;
        };
        for (index, period) in article.sale.part.periods.iter().enumerate() {
            let place = || article.entry.document.root().child("periods").child(index).child("prices");
            for (currency, amount) in enabled(&period.prices) {
                let price = Price { rung, amount, place: place().child(currency) };
                let column = columns.entry((period.every, currency)).or_default();
                // The members are sorted by level, so those of one level come directly after one another.
                match column.last_mut() {
                    Some((step, prices)) if *step == rung.step => prices.push(price),
                    _ => column.push((rung.step, vec![price])),
                }
            }
        }
    }
    columns
}

/// Returns the enabled prices, by currency.
fn enabled(prices: &Prices) -> impl Iterator<Item = (&'static str, Decimal)> {
    prices
        .iter()
        .filter(|(_, money)| money.enabled)
        .map(|(currency, money)| (currency.name(), money.value.decimal()))
}

fn finding(all: &[Inversion<'_, '_>], ladder: &Ladder<'_>) -> Diagnostic {
    let (low, high, period, currency) = all[0];
    let (lower, higher) = (low.rung.item(), high.rung.item());
    let others = match all.len() - 1 {
        0 => String::new(),
        more => format!("; the same applies to {}", counted(more, "other price")),
    };
    let message = format!(
        "`{higher}` costs {} {currency} for {period}, less than `{lower}` on a lower level, which costs {} {currency}{others}",
        high.amount, low.amount
    );
    let level = high.rung.member.level;
    // A higher limit suggests that the levels are right and the price is wrong.
    let more = gains(low.rung, high.rung);
    Diagnostic::new(CODE, high.place, message)
        .also(low.place, format!("`{lower}` on level {}", low.rung.member.level))
        .also(high.rung.place, format!("level {level} of `{}`{more}", ladder.name))
        .help(format!("correct one of the prices, or swap the levels: an upgrade from `{lower}` to `{higher}` reduces revenue"))
}

/// Returns words that name a limit that rises although the price falls. The text is empty if there is no such limit.
fn gains(low: &LadderMember<'_>, high: &LadderMember<'_>) -> String {
    let (Some(low), Some(high)) = (&low.limits, &high.limits) else { return String::new() };
    let gain = high.iter().find_map(|(service, amount)| {
        // Unlimited cannot become more.
        let least = low.get(service).copied().unwrap_or(Some(0))?;
        amount.is_none_or(|amount| amount > least).then_some((service, least, *amount))
    });
    gain.map_or(String::new(), |(service, least, most)| {
        let most = most.map_or("unlimited".to_owned(), grouped);
        format!(", with more of `{service}`: {most} instead of {}", grouped(least))
    })
}
