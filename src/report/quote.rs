//! Renders a quote for an article: its lines, what is included, usage, and totals.

mod json;
mod plan;
mod refusal;

pub use json::quote_json;
pub use plan::{plan_quote_json, plan_quote_text, plan_refusals, tier_range};
pub use refusal::refusals;

use super::columns::{Cell, columns};
use super::describe::has;
use super::{Color, Style};
use crate::diagnostic::printable;
use crate::kinds::Numbered;
use crate::model::{Limit, with_places};
use crate::offer::{Charge, Item, Line, Metered, PaymentTime, Quote, QuotedItem, Setup};
use crate::source::Sources;
use rust_decimal::Decimal;

/// Returns a quote for an article as text.
pub fn quote_text(quote: &Quote<'_>, sources: &Sources, style: Style) -> String {
    let entry = quote.article.entry;
    let title = format!("{} `{}`", entry.kind.name(), printable(quote.article.number()));
    let at = sources.position(entry.document.root());
    let place = printable(&format!("{}:{}:{}", entry.document.file.path(), at.line, at.column));
    let (title, place) = (style.paint(Color::Bold, &title), style.paint(Color::Dim, &place));
    let mut out = format!("{title}  {}  {place}\n\n", length(quote));
    out.push_str(&lines(quote, style));
    out.push_str(&included(quote, style));
    out.push_str(&metered(quote, style));
    out.push_str(&totals(quote, style));
    out + "\n"
        + &columns(&[vec![Cell::painted(Color::Dim, note(quote.places, quote.currency))]], Some(0), style)
}

/// Returns the note below a quote, which says how to read the amounts.
fn note(places: u32, currency: &str) -> String {
    let unit = Decimal::new(1, places);
    format!(
        "All amounts are before tax. Each total is rounded half up to {unit} {currency}, once, at the end."
    )
}

/// Returns the period and the currency of a quote, in words.
fn length(quote: &Quote<'_>) -> String {
    let period = quote.period.map_or("one-time".to_owned(), |period| format!("for {period}"));
    format!("{period}, in {}", printable(quote.currency))
}

/// Returns the lines of a quote as a table.
fn lines(quote: &Quote<'_>, style: Style) -> String {
    let heading = |text: &str| Cell::painted(Color::Dim, text);
    let has_setup = quote.lines.iter().any(|line| line.setup.is_some());
    // The heading says how often the sum is due, since setup fees next to it are due once.
    let sum = quote.period.map_or("sum".to_owned(), |period| format!("per {period}"));
    let headings = vec![
        heading(""),
        heading(""),
        heading("ordered"),
        heading("units × price").right(),
        heading(&sum).right(),
        // Without a setup fee the column is empty, and so is its heading.
        heading(if has_setup { "setup fee" } else { "" }).right(),
    ];
    let rows: Vec<Vec<Cell>> = std::iter::once(headings).chain(quote.lines.iter().map(line)).collect();
    // Only the remarks may be long.
    columns(&rows, Some(6), style)
}

/// Returns a line of a quote: what is ordered, the charge, and the setup fee.
fn line(line: &Line<'_>) -> Vec<Cell> {
    let (charge, sum) = match line.charge {
        // `normalize` drops trailing zeros: `2 × 4.00` and not `2.0000 × 4.00`.
        Some(Charge { units, price, sum }) => {
            (format!("{} × {}", units.normalize(), with_places(price)), with_places(sum))
        }
        // Without a charge it costs nothing, which is said rather than left out.
        None => (String::new(), with_places(Decimal::ZERO)),
    };
    // One fee needs no multiplication; several are shown with it, so that the sum can be checked.
    let setup = line.setup.map_or(String::new(), |Setup { times, fee, sum }| match times == Decimal::ONE {
        true => with_places(sum),
        false => format!("{} × {} = {}", times.normalize(), with_places(fee), with_places(sum)),
    });
    vec![
        Cell::new(printable(&name(&line.held.item))),
        Cell::new(printable(line.held.text)),
        Cell::new(amount(&line.held)),
        Cell::new(charge).right(),
        Cell::new(sum).right(),
        Cell::new(setup).right(),
        Cell::painted(Color::Dim, remarks(line)),
    ]
}

/// Says when a line is paid if that is unusual, and from which package its detail is imported.
fn remarks(line: &Line<'_>) -> String {
    let paid = match line.paid {
        // If an article is paid for once, the title of the quote says so.
        PaymentTime::Once if !matches!(line.held.item, Item::Article(_)) => Some("paid once".to_owned()),
        PaymentTime::After => Some("paid after each period".to_owned()),
        PaymentTime::Once | PaymentTime::Before => None,
    };
    paid.into_iter().chain(imported(&line.held)).collect::<Vec<_>>().join(", ")
}

/// Lists what usage beyond the included amounts costs.
fn metered(quote: &Quote<'_>, style: Style) -> String {
    // Both ordered and included parts may be used beyond what is included.
    let all = quote.lines.iter().map(|line| &line.held).chain(&quote.included);
    let row = |(held, metered): (&QuotedItem<'_>, Metered)| {
        vec![
            Cell::new(printable(&name(&held.item))),
            Cell::new(printable(held.text)),
            Cell::new(usage_price(held, metered, quote.currency)),
        ]
    };
    let rows: Vec<Vec<Cell>> = all.filter_map(|held| Some((held, held.metered?))).map(row).collect();
    match rows.is_empty() {
        true => String::new(),
        false => {
            let heading = style.paint(Color::Bold, "Usage beyond what is included (not part of the totals)");
            format!("\n{heading}\n{}", columns(&rows, Some(2), style))
        }
    }
}

/// Says what a unit of usage costs: `0.10 EUR for each GB and month beyond 10`.
fn usage_price(held: &QuotedItem<'_>, Metered { price, per }: Metered, currency: &str) -> String {
    let each = held
        .amount_or_value
        .unit
        .map_or("for each unit".to_owned(), |unit| format!("for each {}", printable(unit)));
    let from = match held.included {
        // 0 is not an amount to go beyond: then every unit is billed.
        Some(Limit::Of(amount)) if amount > 0 => format!("beyond {amount}"),
        _ => "of usage".to_owned(),
    };
    let per = per.map(|per| format!(" and {}", per.word())).unwrap_or_default();
    match price {
        Some(price) => format!("{} {} {each}{per} {from}", with_places(price), printable(currency)),
        // Usage without a price is not an error: it is billed later, and the quote only tells about it.
        None => format!("the files have no price in {}", printable(currency)),
    }
}

/// Names the package from which a detail is imported; `None` if it is not imported.
fn imported(held: &QuotedItem<'_>) -> Option<String> {
    held.from.map(|from| format!("from `{}`", printable(from)))
}

/// Returns the name of an item in the order. The choice of a compound detail comes after a dot.
fn name(item: &Item<'_>) -> String {
    match item {
        Item::Article(name) | Item::Service(name) | Item::Detail(name, None) => (*name).to_owned(),
        Item::Detail(name, Some(choice)) => format!("{name}.{choice}"),
    }
}

/// Returns the amount or the value that the customer gets, and how much of it is included.
fn amount(held: &QuotedItem<'_>) -> String {
    let included = match held.included {
        // "0 included" would say nothing.
        Some(Limit::Of(0)) | None => String::new(),
        Some(Limit::Of(amount)) => format!(", {amount} included"),
        Some(Limit::Unlimited) => ", included".to_owned(),
    };
    has(&held.amount_or_value) + &included
}

/// Lists what the customer gets without ordering it.
fn included(quote: &Quote<'_>, style: Style) -> String {
    let row = |held: &QuotedItem<'_>| {
        vec![
            Cell::new(printable(&name(&held.item))),
            Cell::new(printable(held.text)),
            Cell::new(has(&held.amount_or_value)),
            Cell::painted(Color::Dim, imported(held).unwrap_or_default()),
        ]
    };
    match quote.included.as_slice() {
        [] => String::new(),
        list => {
            let heading = style.paint(Color::Bold, "Also included");
            format!("\n{heading}\n{}", columns(&list.iter().map(row).collect::<Vec<_>>(), None, style))
        }
    }
}

fn totals(quote: &Quote<'_>, style: Style) -> String {
    both_totals(quote.now, quote.renewal, quote.currency, style)
}

/// Returns the total now and the total at each renewal. The latter is left out if nothing renews.
fn both_totals(now: Decimal, renewal: Option<Decimal>, currency: &str, style: Style) -> String {
    let row = |what: &str, total: Decimal| {
        let total = format!("{total} {}", printable(currency));
        vec![Cell::painted(Color::Bold, what), Cell::painted(Color::Bold, total).right()]
    };
    let now = row("Total now", now);
    // Without renewal a second total would look like another amount to pay.
    let renewal = renewal.map(|renewal| row("Total at each renewal", renewal));
    let rows: Vec<Vec<Cell>> = std::iter::once(now).chain(renewal).collect();
    format!("\n{}", columns(&rows, None, style))
}
