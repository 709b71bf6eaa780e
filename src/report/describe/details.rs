//! The details of a package: what is included, what can be ordered, and what that costs.

mod json;

pub use json::{details_json, having_json};

use super::View;
use super::sections::totals;
use crate::diagnostic::{Place, counted, grouped, printable};
use crate::kinds::{Aggregation, Billing, OveragePeriod, Statistics, ValueType};
use crate::model::{Limit, Manifest, with_places};
use crate::offer::{Has, Number, PackageDetail, PricedBy, Rate, Totals, Way, text_in};
use crate::report::columns::{Cell, columns};
use crate::report::{Color, Style};
use rust_decimal::Decimal;

/// How many totals of a detail are listed; how many there are is always said.
pub const LISTED: usize = 10;

/// A label, and what it says.
type Fact = (&'static str, String);

impl View<'_> {
    /// Every detail of a package.
    pub(super) fn details(&self, details: &[PackageDetail<'_>], manifest: &Manifest) -> String {
        let one = |detail: &PackageDetail<'_>| self.detail(detail, manifest);
        self.heading("Details") + &details.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    /// The packages that have a detail of a type.
    pub(super) fn having(&self, having: &[(&str, PackageDetail<'_>)]) -> String {
        let row = |(package, detail): &(&str, PackageDetail<'_>)| {
            let from = detail.taken.from.map_or(String::new(), |from| format!("from `{}`", printable(from)));
            vec![
                Cell::new(printable(package)),
                Cell::new(in_short(detail)),
                Cell::new(from),
                Cell::painted(Color::Dim, self.place(detail.taken.place)),
            ]
        };
        self.block("Packages that have it", &having.iter().map(row).collect::<Vec<_>>(), Some(1))
    }

    fn detail(&self, detail: &PackageDetail<'_>, manifest: &Manifest) -> String {
        let text =
            detail.detail_type.map_or("its type is not described", |known| text_in(&known.text, manifest));
        let from = detail.taken.from.map_or(String::new(), |from| format!("from `{}`", printable(from)));
        let mut out = self.named(detail.name(), text, from, detail.taken.place);
        if detail.is_compound() {
            let first = detail.first_choice().and_then(|way| way.choice);
            let chosen = first.map_or("none can be taken".to_owned(), |first| {
                format!("`{}`, unless another choice is ordered", printable(first))
            });
            let facts = [("choices", chosen)].into_iter().chain(flags(&detail.own));
            out.push_str(&self.facts(facts.collect()));
        }
        for way in detail.ways() {
            if let Some(choice) = way.choice {
                out.push_str(&self.named(
                    &format!("{}.{choice}", detail.name()),
                    "",
                    String::new(),
                    way.place,
                ));
            }
            out.push_str(&self.facts(facts(way, manifest)));
            out.push_str(&self.costs_of(way, manifest));
        }
        out
    }

    fn named(&self, name: &str, text: &str, from: String, place: Place) -> String {
        let row = vec![
            Cell::painted(Color::Bold, printable(name)),
            Cell::new(printable(text)),
            Cell::new(from),
            Cell::painted(Color::Dim, self.place(place)),
        ];
        let row = row.into_iter().filter(|cell| cell.width() > 0).collect();
        columns(&[row], Some(1), self.style)
    }

    fn facts(&self, facts: Vec<Fact>) -> String {
        let row = |(label, text): Fact| vec![Cell::painted(Color::Dim, label), Cell::new(text)];
        self.inner(&facts.into_iter().map(row).collect::<Vec<_>>(), Some(1))
    }

    /// Lines that belong to what is above them.
    fn inner(&self, rows: &[Vec<Cell>], wrapped: Option<usize>) -> String {
        let style = Style { width: self.style.width.saturating_sub(2), ..self.style };
        columns(rows, wrapped, style).lines().map(|line| format!("  {line}\n")).collect()
    }

    /// What can be ordered of a way, and what that costs.
    fn costs_of(&self, way: &Way<'_>, manifest: &Manifest) -> String {
        match way.value {
            _ if !is_orderable(way) => String::new(),
            Some(ValueType::Boolean) => {
                let row = (Cell::new("yes").right(), Decimal::ONE);
                let is_included = way.terms.is_included();
                if is_included { String::new() } else { self.cost_table("", &[row], &way.rates(manifest)) }
            }
            Some(ValueType::Integer) => self.totals_table(way, manifest),
            Some(ValueType::Enumeration | ValueType::EnumerationWithNumber) => {
                self.values_table(way, manifest)
            }
            None => String::new(),
        }
    }

    /// The first totals with their prices, and how many more there are.
    fn totals_table(&self, way: &Way<'_>, manifest: &Manifest) -> String {
        let Some(totals) = way.totals(None) else { return String::new() };
        let (Some(more), Some(included)) = (totals.more, totals.included_amount()) else {
            return String::new();
        };
        let row = |total: Decimal| (Cell::new(total.to_string()).right(), total - included);
        let rows: Vec<(Cell, Decimal)> = more.iter().take(LISTED).map(row).collect();
        let mut out = self.cost_table("total", &rows, &way.rates(manifest));
        let rest = more.count().saturating_sub(LISTED as u64);
        match totals.is_bounded {
            false => out.push_str("      … and more\n"),
            true if rest > 0 => {
                out.push_str(&format!("      … and {} more, up to {}\n", grouped(rest), more.last()));
            }
            true => {}
        }
        out
    }

    /// The values with their prices; of an enumeration with number, the prices of one unit.
    fn values_table(&self, way: &Way<'_>, manifest: &Manifest) -> String {
        let rows: Vec<Vec<Cell>> = way
            .values()
            .iter()
            .map(|value| {
                let name = value.name.as_str();
                let has_number = way.value.is_some_and(ValueType::has_number);
                let is_included = way.included_value() == Some(name);
                let rates = way.value_rates(value, manifest);
                let by = rates.first().map(|rate| by(rate.by));
                let rates: Vec<Rate<'_>> = rates.iter().map(|priced| priced.rate).collect();
                let (price, note) = match () {
                    () if !*value.enabled => (String::new(), "disabled"),
                    () if is_included && !has_number => (String::new(), "included"),
                    () if rates.is_empty() => ("no price".to_owned(), "cannot be ordered"),
                    () => (prices(&rates), by.unwrap_or_default()),
                };
                vec![
                    Cell::new(printable(name)),
                    Cell::new(printable(text_in(&value.text, manifest))),
                    Cell::new(price),
                    Cell::painted(Color::Dim, note),
                ]
            })
            .collect();
        self.inner(&rows, Some(2))
    }

    /// What some totals cost, below their periods and currencies.
    fn cost_table(&self, heading: &str, rows: &[(Cell, Decimal)], rates: &[Rate<'_>]) -> String {
        if rates.is_empty() {
            return "    there is no price\n".to_owned();
        }
        let heading = Cell::painted(Color::Dim, heading).right();
        let labels: Vec<Cell> =
            std::iter::once(heading).chain(rows.iter().map(|(cell, _)| cell.clone())).collect();
        let units: Vec<Decimal> = rows.iter().map(|(_, units)| *units).collect();
        let costs: Vec<Vec<Cell>> = rates.iter().map(|rate| super::sections::costs(rate, &units)).collect();
        let table: String =
            self.fitting(&labels, &costs).iter().map(|group| self.side_by_side(group)).collect();
        table.lines().map(|line| format!("  {line}\n")).collect()
    }
}

/// Whether customers can order something of a way beyond what is included, as far as its terms tell.
fn is_orderable(way: &Way<'_>) -> bool {
    way.terms.billing == Billing::Ordered
}

/// What there is to say of a way in words.
fn facts(way: &Way<'_>, manifest: &Manifest) -> Vec<Fact> {
    let mut facts = vec![("included", included(way))];
    if is_orderable(way) {
        facts.extend(orderable(way).map(|text| ("can be ordered", text)));
    }
    let unlimited = way.unlimited_rates(manifest);
    let setup = way.setup_fees(manifest);
    let unit = way.unit.map_or("unit".to_owned(), printable);
    let per = |rates: &[Rate<'_>]| (!rates.is_empty()).then(|| prices(rates));
    let rates = way.rates(manifest);
    if way.value == Some(ValueType::Integer) && is_orderable(way) {
        facts.extend(
            per(&rates).map(|text| ("price", format!("{text}, for each {unit} beyond what is included"))),
        );
    }
    facts.extend(per(&unlimited).map(|text| ("unlimited", text)));
    facts.extend(per(&setup).map(|text| ("setup fee", format!("{text}, {}", times(way, &unit)))));
    facts.extend(per(&way.overage_rates(manifest)).map(|text| ("overage", overage(way, &text, &unit))));
    facts.extend(flags(way));
    facts
}

/// How often a setup fee is paid.
fn times(way: &Way<'_>, unit: &str) -> String {
    let has_number = way.value.is_some_and(ValueType::has_number);
    match has_number && *way.terms.multiply_setup_fee {
        true => format!("for each {unit} beyond what is included"),
        false => "once".to_owned(),
    }
}

fn overage(way: &Way<'_>, price: &str, unit: &str) -> String {
    let Some(Statistics { overage_period, aggregation, price_per, active_only }) = way.terms.statistics
    else {
        return format!("{price}, for each {unit} that is used beyond what is included");
    };
    let word = |period: OveragePeriod| if period == OveragePeriod::Day { "day" } else { "month" };
    let aggregation = if aggregation == Aggregation::Sum { "the sum" } else { "the maximum" };
    let active = if active_only { ", while the service is active" } else { "" };
    format!(
        "{price} per {}, for each {unit} that is used beyond what is included: {aggregation} of each {}{active}",
        word(price_per),
        word(overage_period)
    )
}

/// What matters to a customer besides.
fn flags(way: &Way<'_>) -> Vec<Fact> {
    let terms = &way.terms;
    let note = |holds: bool, text: &str| holds.then(|| ("note", text.to_owned()));
    let minimum = terms.minimum_period.map(|period| ("ordered for", format!("{period} at least")));
    let notes = [
        note(!*terms.enabled, "disabled: nobody can order it"),
        note(terms.billing == Billing::None, "not billed: nothing can be ordered on top"),
        note(terms.billing == Billing::Statistics, "billed by what is used: nothing can be ordered on top"),
        note(terms.manual_processing, "only staff can order it"),
        note(terms.post_paid, "paid after each period"),
        note(terms.skip_trial, "use does not count during a trial"),
        note(terms.send_instruction, "customers are sent instructions when it is modified"),
        note(
            terms.alternative_calculation,
            "priced by the alternative method of the billing system: not by these prices",
        ),
        note(terms.random_name, "the billing system makes up a name for it"),
    ];
    minimum.into_iter().chain(notes.into_iter().flatten()).collect()
}

/// What is included, in words.
fn included(way: &Way<'_>) -> String {
    let Some(has) = Has::included(way) else { return "nothing".to_owned() };
    let number = has.number.map(|number| match number {
        Number::Of(number) => number.to_string(),
        Number::Unlimited => "unlimited".to_owned(),
    });
    let unit = has.unit.filter(|_| matches!(has.number, Some(Number::Of(_)))).map(printable);
    has.value.map(printable).into_iter().chain(number).chain(unit).collect::<Vec<_>>().join(" ")
}

/// The rule of what can be ordered, of a value that has a number.
fn orderable(way: &Way<'_>) -> Option<String> {
    let all = way.totals(way.included_value())?;
    let of_included = how_many(&all, way.unit);
    if way.value == Some(ValueType::Integer) {
        return Some(of_included);
    }
    let others = way.values().iter().find(|value| way.included_value() != Some(value.name.as_str()));
    let others = others.and_then(|value| way.totals(Some(value.name.as_str())));
    let others = others.map(|totals| how_many(&totals, way.unit));
    Some(match (way.included_value(), others) {
        (Some(value), Some(others)) => {
            format!("of {}: {of_included}; of another value: {others}", printable(value))
        }
        (None, Some(others)) => others,
        (_, None) => of_included,
    })
}

fn how_many(all: &Totals, unit: Option<&str>) -> String {
    let count = all.more.filter(|more| all.is_bounded && more.count() > 1);
    let count = count.map_or(String::new(), |more| format!(" ({})", counted(more.count(), "total")));
    totals(all, unit) + &count
}

/// A detail in a line: what is included, and what can be ordered.
fn in_short(detail: &PackageDetail<'_>) -> String {
    if detail.is_compound() {
        let names: Vec<&str> = detail.choices.iter().filter_map(|way| way.choice).collect();
        return format!("one of {}", crate::diagnostic::list(&names, "and"));
    }
    let way = &detail.own;
    let more = orderable(way).filter(|_| is_orderable(way)).map(|more| format!("; can be ordered: {more}"));
    let off = if *way.terms.enabled { "" } else { "; disabled" };
    format!("included: {}{}{off}", included(way), more.unwrap_or_default())
}

/// Prices in a line, each with its period.
fn prices(rates: &[Rate<'_>]) -> String {
    let one = |rate: &Rate<'_>| {
        let period = rate.period.map(|period| format!(" for {period}")).unwrap_or_default();
        let off = if rate.enabled { "" } else { " (off)" };
        format!("{} {}{period}{off}", with_places(rate.price), printable(rate.currency))
    };
    rates.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Who sets the price of a value, as JSON has it and people read it.
fn by(by: PricedBy) -> &'static str {
    match by {
        PricedBy::Value => "the package's price of the value",
        PricedBy::Detail => "the package's price of every value",
        PricedBy::Enumeration => "the enumeration's price",
    }
}

/// How a limit is written.
pub fn limit(limit: Limit) -> String {
    match limit {
        Limit::Of(amount) => amount.to_string(),
        Limit::Unlimited => "unlimited".to_owned(),
    }
}
