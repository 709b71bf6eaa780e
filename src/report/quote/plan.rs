//! Renders a quote for installations of a service plan, as text and JSON.

mod refusal;

pub use refusal::plan_refusals;

use super::{both_totals, note};
use crate::diagnostic::{grouped, printable};
use crate::kinds::Numbered;
use crate::model::with_places;
use crate::offer::{PlanLine, PlanQuote};
use crate::report::columns::{Cell, columns};
use crate::report::json::place_json;
use crate::report::{Color, Style};
use crate::source::Sources;
use serde_json::{Value as Json, json};

/// Returns a quote for a service plan as text.
pub fn plan_quote_text(quote: &PlanQuote<'_>, kind: &str, sources: &Sources, style: Style) -> String {
    let (plan, tariff) = (quote.plan.it, quote.tariff.it);
    let title = style.paint(Color::Bold, &format!("{kind} `{}`", printable(plan.id.as_str())));
    let at = sources.position(quote.plan.document.root());
    let place = printable(&format!("{}:{}:{}", quote.plan.document.file.path(), at.line, at.column));
    let length = format!("for {}, in {}", quote.period(), printable(quote.currency()));
    let by = Cell::new(format!(
        "{} by the tariff `{}` ({})",
        printable(&quote.name),
        printable(tariff.id.as_str()),
        tariff.mode.word()
    ));
    let mut out = format!("{title}  {length}  {}\n", style.paint(Color::Dim, &place));
    out.push_str(&columns(&[vec![by]], Some(0), style));
    out.push_str(&format!("\n{}", lines(quote, style)));
    // Every service plan renews at what it costs: it has a fixed price per period and no setup fee.
    out.push_str(&both_totals(quote.total, Some(quote.total), quote.currency(), style));
    let note = Cell::painted(Color::Dim, note(quote.places, quote.currency()));
    out + "\n" + &columns(&[vec![note]], Some(0), style)
}

/// Returns the lines of a quote as a table, with a line for each tier.
fn lines(quote: &PlanQuote<'_>, style: Style) -> String {
    let heading = |text: &str| Cell::painted(Color::Dim, text);
    let headings = vec![
        heading("tier"),
        heading("quantity × price").right(),
        heading(&format!("per {}", quote.period())).right(),
    ];
    let line = |line: &PlanLine<'_>| {
        let charge = format!("{} × {}", line.charge.units.normalize(), with_places(line.charge.price));
        vec![
            Cell::new(tier_range(line.tier.from, line.to)),
            Cell::new(charge).right(),
            Cell::new(with_places(line.charge.sum)).right(),
        ]
    };
    let rows: Vec<Vec<Cell>> = std::iter::once(headings).chain(quote.lines.iter().map(line)).collect();
    columns(&rows, None, style)
}

/// Returns the quantities of a tier, in words.
pub fn tier_range(from: u32, to: Option<u32>) -> String {
    // The last tier has no end, and a tier of one quantity needs no range.
    match to {
        Some(to) if to == from => grouped(from),
        Some(to) => format!("{} to {}", grouped(from), grouped(to)),
        None => format!("{} or more", grouped(from)),
    }
}

/// Returns a quote for a service plan as JSON. Amounts are strings, since JSON numbers are not exact in most programs.
pub fn plan_quote_json(quote: &PlanQuote<'_>, kind: &str, sources: &Sources) -> Json {
    let tariff = quote.tariff.it;
    json!({
        "kind": kind,
        "name": quote.plan.it.id.as_str(),
        "text": quote.name,
        "products": quote.products,
        "quantity": quote.quantity,
        "period": quote.period().to_string(),
        "currency": quote.currency(),
        "priced_by": {
            "name": tariff.id.as_str(),
            "mode": tariff.mode.word(),
            "place": place_json(quote.tariff.document.root(), sources),
        },
        "lines": quote.lines.iter().map(|line| line_json(quote, line, sources)).collect::<Vec<_>>(),
        "total": { "now": quote.total.to_string(), "renewal": quote.total.to_string() },
        "before_tax": true,
        "rounded": { "mode": "half_up", "places": quote.places },
        "note": note(quote.places, quote.currency()),
        "place": place_json(quote.plan.document.root(), sources),
    })
}

/// Returns a line of a quote: the installations that one tier prices.
fn line_json(quote: &PlanQuote<'_>, line: &PlanLine<'_>, sources: &Sources) -> Json {
    json!({
        "from": line.tier.from,
        "to": line.to,
        // A whole number, since it counts installations.
        "quantity": u64::try_from(line.charge.units).ok(),
        "unit_price": with_places(line.charge.price),
        "sum": with_places(line.charge.sum),
        "place": place_json(tier_place(quote, line), sources),
    })
}

/// Returns the location of the tier in its tariff.
fn tier_place(quote: &PlanQuote<'_>, line: &PlanLine<'_>) -> crate::diagnostic::Place {
    // By address, since two tiers may have equal values.
    let index = quote.tariff.it.tiers.iter().position(|tier| std::ptr::eq(tier, line.tier));
    quote.tariff.at("tiers").child(index.unwrap_or_default())
}
