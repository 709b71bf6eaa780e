//! Renders the sections of a description: what customers see, what they can order, and what they pay.

use super::View;
use super::upgrade_ladder;
use crate::diagnostic::{counted, grouped, printable};
use crate::model::Period;
use crate::model::with_places;
use crate::offer::{
    Amounts, Choices, Hidden, Ladder, Link, NoAmounts, Rate, Raw, Requirement, Section, ServiceVisibility,
    Totals, Visibility,
};
use crate::report::Color;
use crate::report::columns::{Cell, columns};
use rust_decimal::Decimal;

/// The maximum number of amounts that are listed. The total number of amounts is always shown.
pub const LISTED: usize = 200;

impl View<'_> {
    /// Returns a section with its heading.
    pub(super) fn section(&self, section: &Section<'_>) -> String {
        match section {
            Section::Services(list) => self.services(list),
            Section::Packages(list) => self.packages(list),
            Section::Choices(choices) => self.choices(choices),
            Section::Link(link) => self.link(link),
            Section::Details(details, _) => self.details(details),
            Section::DetailsUsing(having, _) => self.having(having),
            Section::Plan(sheet) => self.plan(sheet),
            Section::Product(sheet) => self.product(sheet),
            Section::Fields(manifest) => self.fields(manifest),
            Section::Ladder(ladder) => self.ladder(ladder),
        }
    }

    /// Returns the ladder of an upgrade group: its members from the highest level to the lowest, their limits, and the
    /// moves between them.
    fn ladder(&self, ladder: &Ladder<'_>) -> String {
        let rungs: Vec<Vec<Cell>> = ladder.rungs.iter().rev().map(|rung| self.rung(rung)).collect();
        let moves = upgrade_ladder::moves(ladder);
        let remark = |text: &String| self.paragraph(Cell::painted(Color::Dim, text.as_str()));
        let remarks: String = moves.remarks.iter().map(remark).collect();
        self.block("Ladder", &rungs, Some(4))
            + &self.block("Limits, including those from details", &upgrade_ladder::limits(ladder), None)
            + &self.heading("Moves")
            + &columns(&moves.lines, Some(2), self.style)
            + &remarks
    }

    /// Returns a member of a ladder as a row.
    fn rung(&self, rung: &crate::offer::LadderMember<'_>) -> Vec<Cell> {
        let mut cells = upgrade_ladder::rung(rung);
        cells.push(Cell::painted(Color::Dim, self.place(rung.place)));
        cells
    }

    /// Returns a cell as a paragraph of wrapped text.
    fn paragraph(&self, text: Cell) -> String {
        columns(&[vec![text]], Some(0), self.style)
    }

    /// Lists the extra services, and says for each whether the customers of a package see it.
    fn services(&self, list: &[ServiceVisibility<'_>]) -> String {
        let no_services = Visibility::Hidden(Hidden::NoExtraServices);
        let heading = self.heading("Extra services that its customers see");
        if list.is_empty() {
            return heading + "  none: the catalog has no extra services\n";
        }
        if list.iter().all(|service| service.visibility == no_services) {
            return format!("{heading}  none: {}\n", reason(Hidden::NoExtraServices));
        }
        let unsold = if list[0].is_sold {
            ""
        } else {
            "  existing customers only: the shop does not sell the package\n"
        };
        let rows: Vec<Vec<Cell>> = list.iter().map(|service| self.visibility_row(service, "")).collect();
        heading + unsold + &columns(&rows, Some(2), self.style)
    }

    /// Lists the packages, and says for each whether its customers see an extra service.
    fn packages(&self, list: &[ServiceVisibility<'_>]) -> String {
        let heading = self.heading("Packages whose customers see it");
        if list.is_empty() {
            return heading + "  none: the catalog has no packages\n";
        }
        let row = |package: &ServiceVisibility<'_>| match package.is_sold {
            true => self.visibility_row(package, ""),
            false => {
                self.visibility_row(package, ", existing customers only: the shop does not sell the package")
            }
        };
        heading + &columns(&list.iter().map(row).collect::<Vec<_>>(), Some(2), self.style)
    }

    /// Returns a row that says whether customers see a service and, if not, why. `who` is appended to `yes`.
    fn visibility_row(&self, entry: &ServiceVisibility<'_>, who: &str) -> Vec<Cell> {
        let name = entry.article.as_ref().map_or("", |article| article.name);
        let (color, verdict) = match &entry.visibility {
            Visibility::Shown(periods) => (Color::Green, yes(periods.as_deref()) + who),
            Visibility::Hidden(hidden) => (Color::Red, format!("no: {}", reason(*hidden))),
            Visibility::Raw(raw) => (Color::Yellow, unknown(raw)),
            Visibility::Unknown => (Color::Yellow, "exists only in the database".to_owned()),
        };
        // The place is that of the reason, so a service that is shown has none.
        let place = match entry.visibility {
            Visibility::Shown(_) => String::new(),
            Visibility::Hidden(_) | Visibility::Raw(_) | Visibility::Unknown => self.place(entry.place),
        };
        vec![
            Cell::new(printable(entry.number)),
            Cell::new(printable(name)),
            Cell::painted(color, verdict),
            Cell::painted(Color::Dim, place),
        ]
    }

    /// Lists the amounts of an extra service that customers can choose, with their prices.
    fn choices(&self, choices: &Choices<'_>) -> String {
        let unit = match choices.unit {
            None => String::new(),
            Some("") => "; the unit has no name".to_owned(),
            Some(unit) => format!("; unit `{}`", printable(unit)),
        };
        let mut out = self.heading("Amounts to choose from");
        match &choices.amounts {
            None => out.push_str("  none: customers order the service as a whole, at the prices above\n"),
            Some(Err(why)) => out.push_str(&self.no_amounts(why, &unit)),
            Some(Ok(amounts)) => {
                out.push_str(&self.paragraph(Cell::new(count(amounts) + &unit)));
                out.push_str(&self.costs(amounts, &choices.rates));
            }
        }
        out
    }

    /// Says why customers cannot choose an amount.
    fn no_amounts(&self, why: &NoAmounts<'_>, unit: &str) -> String {
        let lack = match why {
            NoAmounts::Raw(raws) => return self.raws(raws),
            NoAmounts::Missing(fields) => {
                let are = if fields.len() == 1 { "is" } else { "are" };
                format!("{} {are} missing", crate::diagnostic::list(fields, "and"))
            }
            NoAmounts::NoStep => "`amount.step` is 0".to_owned(),
            NoAmounts::Empty => "`amount.min` is more than `amount.max`".to_owned(),
        };
        format!("  none: {lack}{unit}\n")
    }

    /// Lists the given raw properties, and says what is unknown because of them.
    fn raws(&self, raws: &[Raw<'_>]) -> String {
        let row = |raw: &Raw<'_>| {
            vec![Cell::painted(Color::Yellow, unknown(raw)), Cell::painted(Color::Dim, self.place(raw.place))]
        };
        columns(&raws.iter().map(row).collect::<Vec<_>>(), Some(0), self.style)
    }

    /// Returns the price of each amount, with as many columns of prices as fit the width.
    fn costs(&self, amounts: &Amounts, rates: &[Rate<'_>]) -> String {
        let listed: Vec<Decimal> = amounts.iter().take(LISTED).collect();
        let amount = listed.iter().map(|amount| Cell::new(amount.to_string()).right());
        let amount: Vec<Cell> =
            std::iter::once(Cell::painted(Color::Dim, "amount").right()).chain(amount).collect();
        let columns: Vec<Vec<Cell>> = rates.iter().map(|rate| costs(rate, &listed)).collect();
        let mut out: String = if rates.is_empty() {
            self.side_by_side(&[&amount])
        } else {
            self.fitting(&amount, &columns).iter().map(|group| self.side_by_side(group)).collect()
        };
        let more = amounts.count() - listed.len() as u64;
        if more > 0 {
            out.push_str(&format!("  … and {} more, up to {}\n", grouped(more), amounts.last()));
        }
        if rates.is_empty() {
            out.push_str("  there is no price\n");
        }
        out
    }

    /// Groups the columns of prices so that each group fits the width. Each group begins with the column of amounts.
    pub(super) fn fitting<'c>(&self, amount: &'c [Cell], prices: &'c [Vec<Cell>]) -> Vec<Vec<&'c [Cell]>> {
        let width = |column: &[Cell]| column.iter().map(Cell::width).max().unwrap_or_default() + 2;
        let mut groups: Vec<Vec<&[Cell]>> = Vec::new();
        // No column fits behind this, so the first one begins a group.
        let mut used = usize::MAX;
        for column in prices {
            if used.saturating_add(width(column)) > self.style.width {
                groups.push(vec![amount]);
                used = width(amount);
            }
            used += width(column);
            groups.last_mut().into_iter().for_each(|group| group.push(column));
        }
        groups
    }

    /// Returns columns side by side, as lines.
    pub(super) fn side_by_side(&self, group: &[&[Cell]]) -> String {
        let height = group.iter().map(|column| column.len()).max().unwrap_or_default();
        let row = |at: usize| group.iter().filter_map(|column| column.get(at).cloned()).collect();
        columns(&(0..height).map(row).collect::<Vec<_>>(), None, self.style)
    }

    /// Returns the link that selects a service in the shop, or says what the link lacks in order to work.
    fn link(&self, link: &Link<'_>) -> String {
        let heading = self.heading("Link that selects the service on the page of extra services");
        if link.works() != Some(true) {
            let lines = link.missing.iter().map(|requirement| format!("  no: {}\n", need(*requirement)));
            return heading + &lines.collect::<String>() + &self.raws(&link.raws);
        }
        let mut rows = Vec::new();
        match &link.amounts {
            None => rows.push((link.query(None), "there is no amount to select".to_owned())),
            Some(amounts) => {
                let (first, last) = (amounts.first(), amounts.last());
                rows.push((link.query(None), format!("selects {first}, the lowest amount")));
                let which = if amounts.count() == 1 { "the only amount" } else { "or any other amount" };
                rows.push((link.query(Some(last)), format!("selects {last}, {which}")));
            }
        }
        let rows: Vec<Vec<Cell>> = rows
            .into_iter()
            .map(|(query, what)| vec![Cell::new(query), Cell::painted(Color::Dim, what)])
            .collect();
        heading + &columns(&rows, None, self.style)
    }
}

/// Says why customers do not see a service.
pub fn reason(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::NoExtraServices => "it sells no extra services",
        Hidden::NotListed => "`packages` does not list it",
        Hidden::NoSharedPeriod => "no period in common (`check_duration`)",
        Hidden::NotInShop => "the shop does not show it",
        Hidden::OtherCategory => "the shop shows it, but not among the extra services",
    }
}

/// Says that customers see a service. If `periods` is given, also says for which periods.
fn yes(periods: Option<&[Period]>) -> String {
    let Some(periods) = periods else { return "yes".to_owned() };
    let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
    format!("yes, for {}", periods.join(" or "))
}

/// Says that something is unknown because a property has a value that its field cannot hold.
pub fn unknown(raw: &Raw<'_>) -> String {
    let value = if raw.value.is_empty() { "empty".to_owned() } else { format!("`{}`", printable(raw.value)) };
    let (name, field) = (printable(raw.name), raw.property.field);
    format!("unknown: the property `{name}` is {value}, which the field `{field}` cannot hold")
}

/// Returns the totals of a detail that can be ordered, in words.
pub fn totals(totals: &Totals, unit: Option<&str>) -> String {
    let unit = unit.map(|unit| format!(" {}", printable(unit))).unwrap_or_default();
    let Some(more) = totals.more else { return "no more can be ordered".to_owned() };
    let (first, last, step) = (more.first(), more.last(), more.step());
    match (totals.is_bounded, more.count()) {
        (false, _) => format!("{first}{unit} or more, in steps of {step}, with no maximum"),
        (true, 1) => format!("only {first}{unit}"),
        (true, _) => format!("{first} to {last}{unit}, in steps of {step}"),
    }
}

/// Says what a link lacks in order to work.
fn need(requirement: Requirement) -> String {
    match requirement {
        Requirement::Property { name, field } => format!("the property `{name}` is missing (`{field}`)"),
        Requirement::Customers => "no package of this catalog shows it".to_owned(),
    }
}

/// Returns the number of amounts and their range, in words.
fn count(amounts: &Amounts) -> String {
    let (first, last) = (amounts.first(), amounts.last());
    let (step, bound) = (amounts.step(), amounts.bound());
    match (amounts.count(), last == bound) {
        (1, true) => format!("1 amount: {first}"),
        (1, false) => format!("1 amount: {first}, since a step of {step} would exceed {bound}"),
        (count, true) => {
            format!("{}: from {first} to {last} in steps of {step}", counted(count, "amount"))
        }
        (count, false) => {
            let amounts = counted(count, "amount");
            format!("{amounts}: from {first} to {last} in steps of {step}, which do not reach {bound}")
        }
    }
}

/// Returns the prices of amounts as a column, with the period and the currency as its heading.
pub(super) fn costs(rate: &Rate<'_>, amounts: &[Decimal]) -> Vec<Cell> {
    let period = rate.period.map(|period| format!("{period} ")).unwrap_or_default();
    let off = if rate.enabled { "" } else { " (off)" };
    let heading = Cell::painted(Color::Dim, format!("{period}{}{off}", printable(rate.currency))).right();
    let cost = |amount: &Decimal| rate.of(*amount).map_or("too large".to_owned(), with_places);
    let costs = amounts.iter().map(|amount| Cell::new(cost(amount)).right());
    std::iter::once(heading).chain(costs).collect()
}
