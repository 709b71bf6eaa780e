//! Renders the details of a package: what is included, what can be ordered, and what that costs.

mod json;
mod phrases;

pub use json::{details_json, having_json};
pub use phrases::{has, limit, prices};

use super::View;
use crate::diagnostic::{Place, grouped, printable};
use crate::kinds::{EnumerationValue, ValueType};
use crate::offer::{Amounts, DetailVariant, PackageDetail, Rate, Totals, text_in};
use crate::report::columns::{Cell, columns};
use crate::report::{Color, Style};
use phrases::{LabeledText, facts, flags, from, in_short, is_orderable, priced_by};
use rust_decimal::Decimal;

/// If there are more totals than this, only some of them are listed.
const ALL: u64 = 10;
/// The number of totals that are listed if there are more than [`ALL`], or if there is no maximum.
const SOME: usize = 5;

impl View<'_> {
    /// Returns every detail of a package.
    pub(super) fn details(&self, details: &[PackageDetail<'_>]) -> String {
        let details: Vec<String> = details.iter().map(|detail| self.detail(detail)).collect();
        self.heading("Details") + &details.join("\n")
    }

    /// Lists the packages that have a detail of a certain type, or a detail whose values come from a certain
    /// enumeration.
    pub(super) fn having(&self, having: &[(&str, PackageDetail<'_>)]) -> String {
        let row = |(package, detail): &(&str, PackageDetail<'_>)| {
            vec![
                Cell::new(printable(package)),
                Cell::new(in_short(detail)),
                Cell::new(from(detail)),
                Cell::painted(Color::Dim, self.place(detail.own_or_imported.place)),
            ]
        };
        self.block("Packages that have it", &having.iter().map(row).collect::<Vec<_>>(), Some(1))
    }

    /// Returns a detail: its name, what is included, and what can be ordered. For a compound detail, these are listed
    /// for each choice.
    fn detail(&self, detail: &PackageDetail<'_>) -> String {
        let text = detail.detail_type.map(|known| text_in(&known.text, self.manifest));
        let text = text.map_or("its type is not described".to_owned(), printable);
        let mut out = self.named(detail.name(), text, from(detail), detail.own_or_imported.place);
        if detail.is_compound() {
            // Which choice holds without an order is a fact about the compound, so it comes before the choices.
            let first = detail.first_choice().and_then(|variant| variant.choice);
            let chosen = first.map_or("none is available".to_owned(), |first| {
                format!("`{}`, unless another choice is ordered", printable(first))
            });
            out.push_str(&self.facts([("choices", chosen)].into_iter().chain(flags(&detail.own))));
        }
        detail.variants().iter().for_each(|variant| out.push_str(&self.variant(variant, detail.name())));
        out
    }

    /// Returns the lines for a detail itself, or for one of its choices.
    fn variant(&self, variant: &DetailVariant<'_>, detail: &str) -> String {
        let choice = variant.choice.map(|choice| format!("{detail}.{choice}"));
        let name = choice.map(|name| self.named(&name, String::new(), String::new(), variant.place));
        name.unwrap_or_default() + &self.facts(facts(variant, self.manifest)) + &self.costs_of(variant)
    }

    /// Returns the line with the name of a detail or a choice.
    fn named(&self, name: &str, text: String, from: String, place: Place) -> String {
        let name = Cell::painted(Color::Bold, printable(name));
        let row = [name, Cell::new(text), Cell::new(from), Cell::painted(Color::Dim, self.place(place))];
        columns(&[row.into_iter().filter(|cell| cell.width() > 0).collect()], Some(1), self.style)
    }

    fn facts(&self, facts: impl IntoIterator<Item = LabeledText>) -> String {
        let row = |(label, text): LabeledText| vec![Cell::painted(Color::Dim, label), Cell::new(text)];
        self.inner(&facts.into_iter().map(row).collect::<Vec<_>>(), Some(1))
    }

    /// Returns lines that belong to the line above them, indented further.
    fn inner(&self, rows: &[Vec<Cell>], wrapped: Option<usize>) -> String {
        // Two columns less, since the lines are indented afterwards.
        let style = Style { width: self.style.width.saturating_sub(2), ..self.style };
        indented(&columns(rows, wrapped, style))
    }

    /// Returns the values or totals that customers can order, with their prices. Empty if the alternative method
    /// computes the prices, since the files do not have such prices.
    fn costs_of(&self, variant: &DetailVariant<'_>) -> String {
        match variant.value {
            Some(value) if is_orderable(variant) && !variant.terms.alternative_calculation => match value {
                ValueType::Boolean => self.boolean_price(variant),
                ValueType::Integer => self.totals_of(variant),
                ValueType::Enumeration | ValueType::EnumerationWithNumber => self.values_of(variant),
            },
            Some(_) | None => String::new(),
        }
    }

    /// Returns the price of a boolean detail; empty if the detail is included.
    fn boolean_price(&self, variant: &DetailVariant<'_>) -> String {
        match variant.terms.is_included() {
            true => String::new(),
            false => self.table("", &[(Cell::new("yes"), Decimal::ONE)], &variant.rates(self.manifest)),
        }
    }

    /// Returns the first totals with their prices, and how many totals follow.
    fn totals_of(&self, variant: &DetailVariant<'_>) -> String {
        let Some(totals) = variant.totals(None) else { return String::new() };
        // Without an included amount the units beyond it cannot be counted.
        let (Some(more), Some(included)) = (totals.more, totals.included_amount()) else {
            return String::new();
        };
        // Customers choose a total, but pay only for what exceeds the included amount.
        let row = |total: Decimal| (Cell::new(total.to_string()).right(), total - included);
        let rows: Vec<(Cell, Decimal)> = listed(&totals).map(row).collect();
        let rest = more.count().saturating_sub(rows.len() as u64);
        let last = match (totals.is_bounded, rest) {
            (false, _) => "    … and more\n".to_owned(),
            (true, 0) => String::new(),
            (true, rest) => format!("    … and {} more, up to {}\n", grouped(rest), more.last()),
        };
        self.table("total", &rows, &variant.rates(self.manifest)) + &last
    }

    /// Returns the values of an enumeration with their prices. For values with a number, these are the prices of one
    /// unit.
    fn values_of(&self, variant: &DetailVariant<'_>) -> String {
        let rows: Vec<Vec<Cell>> =
            variant.values().iter().map(|value| self.value_of(variant, value)).collect();
        self.inner(&rows, Some(2))
    }

    /// Returns the cells for a value of an enumeration: its name, its text, its prices, and where the prices are set.
    fn value_of(&self, variant: &DetailVariant<'_>, value: &EnumerationValue) -> Vec<Cell> {
        let has_number = variant.value.is_some_and(ValueType::has_number);
        let is_included = variant.included_value() == Some(value.name.as_str());
        let priced = variant.value_rates(value, self.manifest);
        let rates: Vec<Rate<'_>> = priced.iter().map(|priced| priced.rate).collect();
        let (price, note) = match () {
            // First: nobody can choose a disabled value, so its price does not matter.
            () if !*value.enabled => (String::new(), "disabled".to_owned()),
            // An included value with a number can still be ordered in larger numbers, so its price is shown.
            () if is_included && !has_number => (String::new(), "included".to_owned()),
            // `wares quote` refuses a value that has no price.
            () if rates.is_empty() => ("no price".to_owned(), "cannot be ordered".to_owned()),
            () => (prices(&rates), priced_by(&priced)),
        };
        vec![
            Cell::new(printable(value.name.as_str())),
            Cell::new(printable(text_in(&value.text, self.manifest))),
            Cell::new(price),
            Cell::painted(Color::Dim, note),
        ]
    }

    /// Returns the prices for several numbers of units, in a column for each period and currency.
    fn table(&self, heading: &str, rows: &[(Cell, Decimal)], rates: &[Rate<'_>]) -> String {
        if rates.is_empty() {
            return "    there is no price\n".to_owned();
        }
        let heading = Cell::painted(Color::Dim, heading).right();
        let labels: Vec<Cell> =
            std::iter::once(heading).chain(rows.iter().map(|(label, _)| label.clone())).collect();
        let units: Vec<Decimal> = rows.iter().map(|(_, units)| *units).collect();
        let costs: Vec<Vec<Cell>> = rates.iter().map(|rate| super::sections::costs(rate, &units)).collect();
        // In groups, since a terminal may be too narrow for all periods and currencies.
        let groups = self.fitting(&labels, &costs);
        indented(&groups.iter().map(|group| self.side_by_side(group)).collect::<String>())
    }
}

/// Returns lines indented by one more level.
fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("  {line}\n")).collect()
}

/// Returns the totals that are listed: all of them, or the first few.
fn listed(totals: &Totals) -> impl Iterator<Item = Decimal> {
    let is_short = |more: &Amounts| totals.is_bounded && more.count() <= ALL;
    // Without a maximum there is no complete list, however short it is.
    let count = if totals.more.as_ref().is_some_and(is_short) { ALL as usize } else { SOME };
    totals.more.into_iter().flat_map(|more| more.iter()).take(count)
}
