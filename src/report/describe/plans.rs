//! Renders service plans and products as customers see them.

mod json;
mod moves;

pub use json::{plan_json, prices_json, product_json};

use super::View;
use crate::diagnostic::{Place, counted, grouped, list, printable};
use crate::kinds::{Numbered, PlanStatus, Product, ServicePlan, Tariff, TierMode};
use crate::model::with_places;
use crate::offer::tiers::{Span, spans};
use crate::offer::{
    Described, OfferedRegion, OnePrice, PlanSheet, ProductPlan, ProductSheet, Regions, Settings, SheetOption,
    period_of,
};
use crate::report::columns::{Cell, columns};
use crate::report::markdown::markdown;
use crate::report::quote::tier_range;
use crate::report::{Color, Style};

/// The text for a resource that is not in the files.
const UNKNOWN: &str = "exists only in the database";

impl View<'_> {
    /// Returns a plan: its name and descriptions, its terms, its prices, its options, its regions, and its products.
    pub(super) fn plan(&self, sheet: &PlanSheet<'_>) -> String {
        let mut out = self.heading("As customers see it");
        out.push_str(&columns(
            &[vec![Cell::painted(Color::Bold, printable(&sheet.name))]],
            Some(0),
            self.style,
        ));
        let description = sheet.description.iter();
        description.for_each(|text| out.push_str(&self.lines_of(text)));
        sheet.details.iter().for_each(|text| out.push_str(&format!("\n{}", self.rendered(text))));
        out.push_str(&self.heading("Terms"));
        out.push_str(&columns(&terms(sheet), Some(1), self.style));
        out + &self.tariffs(sheet)
            + &self.options(sheet)
            + &self.regions(&sheet.regions)
            + &self.products_of(sheet)
    }

    /// Returns a product: its name and descriptions, who can subscribe, its plans, and the moves between them.
    pub(super) fn product(&self, sheet: &ProductSheet<'_>) -> String {
        let product = sheet.product;
        let mut out = self.heading("As customers see it");
        out.push_str(&columns(
            &[vec![Cell::painted(Color::Bold, printable(product.name.as_str()))]],
            Some(0),
            self.style,
        ));
        product.short_description.iter().for_each(|text| out.push_str(&self.lines_of(text.as_str())));
        let description = product.description.iter();
        description.for_each(|text| out.push_str(&format!("\n{}", self.rendered(text.as_str()))));
        out.push_str(&self.heading("Who can subscribe"));
        let groups: Vec<&str> = product.user_groups.iter().map(|group| group.name()).collect();
        let groups =
            if groups.is_empty() { "all user groups".to_owned() } else { printable(&list(&groups, "and")) };
        let status = format!("{groups}; the product is {}", product.status.word());
        out.push_str(&columns(&[vec![Cell::new(status)]], Some(0), self.style));
        let plans: Vec<Vec<Cell>> = sheet.plans.iter().map(|plan| self.plan_of(plan)).collect();
        out + &self.block("Plans, in order", &plans, Some(3)) + &self.moves(sheet)
    }

    /// Returns plain text as indented and wrapped lines.
    fn lines_of(&self, text: &str) -> String {
        // Line by line, since `printable` escapes line breaks.
        text.lines().map(|line| columns(&[vec![Cell::new(printable(line))]], Some(0), self.style)).collect()
    }

    /// Returns Markdown as a terminal shows it.
    fn rendered(&self, text: &str) -> String {
        // Two columns less, for the indentation.
        let style = Style { width: self.style.width.saturating_sub(2), ..self.style };
        let line = |line: &String| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
        markdown(text, style).iter().map(line).collect()
    }

    /// Returns the prices of one installation, by tariff.
    fn tariffs(&self, sheet: &PlanSheet<'_>) -> String {
        let rows = sheet.tariffs.iter().flat_map(|(name, place, tariff)| match tariff {
            Some(tariff) => self.tiers(*tariff),
            None => {
                let place = Cell::painted(Color::Dim, self.place(*place));
                let empty = || Cell::new("");
                // Six cells as in any other row, so that the place is in its column.
                vec![vec![Cell::new(printable(name)), Cell::new(UNKNOWN), empty(), empty(), empty(), place]]
            }
        });
        self.block("Prices of one installation", &rows.collect::<Vec<_>>(), None)
    }

    /// Returns a line for each tier of a tariff. Only the first line has the values that all tiers have in common.
    fn tiers(&self, tariff: Described<'_, Tariff>) -> Vec<Vec<Cell>> {
        let period = format!("{}, {}", period_of(tariff.it.charge_period), mode(tariff.it.mode));
        let tier = |(index, span): (usize, &Span<'_>)| {
            let first = |text: String| if index == 0 { text } else { String::new() };
            vec![
                Cell::new(first(printable(tariff.it.id.as_str()))),
                Cell::new(first(period.clone())),
                Cell::new(tier_range(span.tier.from, span.to)),
                Cell::new(with_places(span.tier.price.decimal())).right(),
                Cell::new(printable(tariff.it.currency.name())),
                Cell::painted(Color::Dim, first(self.place(tariff.document.root()))),
            ]
        };
        spans(tariff.it).iter().enumerate().map(tier).collect()
    }

    /// Returns the options, which are the settings of an installation, and whether customers can change them.
    fn options(&self, sheet: &PlanSheet<'_>) -> String {
        let row = |it: &SheetOption<'_>| {
            let field = it.field.as_ref();
            // A field may be missing because the manifest is, which is not a mistake in the files.
            let caption = match (field.map(|field| field.caption()), sheet.settings) {
                (Some(caption), _) => printable(caption.unwrap_or_default()),
                (None, Settings::Unknown(_)) => UNKNOWN.to_owned(),
                (None, _) => "no such field".to_owned(),
            };
            let value = it.option.value.as_ref().map(|value| printable(&value.to_string()));
            let editable = if *it.option.editable { "customers can change it" } else { "fixed" };
            let place = field.map_or(it.place, |field| field.place);
            vec![
                Cell::new(printable(it.name)),
                Cell::new(caption),
                Cell::new(value.unwrap_or_else(|| "set by the package".to_owned())),
                Cell::new(editable),
                Cell::painted(Color::Dim, self.place(place)),
            ]
        };
        self.block("Options", &sheet.options.iter().map(row).collect::<Vec<_>>(), Some(2))
    }

    /// Returns the regions in which customers can install the plan, and the regions in which no one can.
    fn regions(&self, regions: &Regions<'_>) -> String {
        let idle = |(name, place): &(&str, Place)| {
            let why = Cell::painted(Color::Red, "no: none of the user groups has it");
            vec![
                Cell::new(printable(name)),
                why,
                Cell::new(""),
                Cell::painted(Color::Dim, self.place(*place)),
            ]
        };
        let unknown = |group: &&str| {
            vec![Cell::new("…"), Cell::new(format!("those of `{}`, which {UNKNOWN}", printable(group)))]
        };
        let mut rows: Vec<Vec<Cell>> = regions.offered.iter().map(|it| self.region(it)).collect();
        rows.extend(regions.idle.iter().map(idle));
        rows.extend(regions.unknown.iter().map(unknown));
        // An empty list would look as if regions did not matter.
        if rows.is_empty() {
            rows.push(vec![Cell::painted(Color::Red, "none: nobody can install it")]);
        }
        self.block("Regions", &rows, Some(2))
    }

    /// Returns the line for a region: its name, how usage is billed there, and for whom.
    fn region(&self, it: &OfferedRegion<'_>) -> Vec<Cell> {
        let model = match it.pricing_model {
            Some(model) => format!("billed by `{}`", printable(model)),
            None => "usage is free".to_owned(),
        };
        let groups = match it.groups.as_slice() {
            [] => "for all customers of the plan".to_owned(),
            groups => format!("for {}", printable(&list(groups, "and"))),
        };
        let place = Cell::painted(Color::Dim, self.place(it.place));
        vec![Cell::new(printable(it.name)), Cell::new(model), Cell::new(groups), place]
    }

    /// Returns the products that have the plan.
    fn products_of(&self, sheet: &PlanSheet<'_>) -> String {
        let row = |product: &Described<'_, Product>| {
            vec![
                Cell::new(printable(product.it.id.as_str())),
                Cell::new(printable(product.it.name.as_str())),
                Cell::new(product.it.status.word()),
                Cell::painted(Color::Dim, self.place(product.document.root())),
            ]
        };
        let mut rows: Vec<Vec<Cell>> = sheet.products.iter().map(row).collect();
        if rows.is_empty() {
            // A plan that no product has cannot be subscribed to, which a reader must see.
            rows.push(vec![Cell::painted(Color::Red, "none: nobody can subscribe")]);
        }
        self.block("Products that have it", &rows, Some(1))
    }

    /// Returns the line for a plan of a product.
    fn plan_of(&self, plan: &ProductPlan<'_>) -> Vec<Cell> {
        let place = Cell::painted(Color::Dim, self.place(plan.place));
        let Some(known) = &plan.known else {
            let id = Cell::new(printable(plan.id));
            return vec![id, Cell::new(UNKNOWN), Cell::new(""), Cell::new(""), place];
        };
        vec![
            Cell::new(printable(plan.id)),
            Cell::new(printable(&known.name)),
            Cell::new(known.plan.it.status.word()),
            Cell::new(prices_of_one(&known.prices)),
            place,
        ]
    }
}

/// Returns the terms of a plan.
fn terms(sheet: &PlanSheet<'_>) -> Vec<Vec<Cell>> {
    let plan = sheet.plan.it;
    let grace = match plan.grace_period {
        0 => "stays until the end of the day".to_owned(),
        days => format!("stays for {}", counted(days, "day")),
    };
    let package =
        plan.package.as_ref().map_or("none".to_owned(), |package| format!("`{}`", printable(package.name())));
    let row = |label: &str, text: String| vec![Cell::painted(Color::Dim, label), Cell::new(text)];
    vec![
        row("status", status(plan).to_owned()),
        row("charged", format!("{}: a fixed price per period", plan.charge_type.word())),
        row("installations", format!("{} at most", grouped(plan.max_quantity))),
        row("unpaid", grace),
        row("installs", package),
        row("moving", moving(sheet)),
    ]
}

/// Returns the status of a plan, and what this status means for customers.
fn status(plan: &ServicePlan) -> &'static str {
    use PlanStatus::{Active, Archived, Draft, Inactive};
    match plan.status {
        Draft => "draft: nobody can subscribe yet",
        Active => "active: customers can subscribe",
        Inactive => "inactive: nobody can subscribe anymore",
        Archived => "archived: nobody can subscribe anymore, and nothing can be changed",
    }
}

/// Says whether subscriptions can move to another plan, and whether the package supports such a move.
fn moving(sheet: &PlanSheet<'_>) -> String {
    match (*sheet.plan.it.allow_moving, sheet.settings) {
        (false, _) => "not allowed".to_owned(),
        (true, Settings::CannotApply(package)) => {
            format!("allowed, but the package `{}` has no onApplySubscriptionSettings", printable(package))
        }
        (true, Settings::Unknown(package)) => {
            format!("allowed; the manifest of the package `{}` is not in the files", printable(package))
        }
        (true, Settings::NoPackage) => "allowed, but there is no package".to_owned(),
        (true, Settings::Applies) => "allowed".to_owned(),
    }
}

/// Says how the tiers of a tariff price several installations.
fn mode(mode: TierMode) -> &'static str {
    match mode {
        TierMode::Volume => "all at the price of one tier",
        TierMode::Graduated => "each at the price of its tier",
    }
}

/// Returns the price of one installation for each period and currency.
pub fn prices_of_one(prices: &[OnePrice]) -> String {
    let price = |it: &OnePrice| {
        let price = it.price.map_or("no price for one installation in".to_owned(), with_places);
        format!("{price} {} per {}", printable(it.currency), it.period.word())
    };
    prices.iter().map(price).collect::<Vec<_>>().join(", ")
}
