//! The schema of the output of `quote`.

use super::build::{about, list, nullable, object, partly, reference, text, texts, union, whole, word};
use serde_json::{Value as Json, json};

/// Returns the definitions that a quote uses.
pub fn definitions() -> Vec<(&'static str, Json)> {
    vec![
        ("quote", union(vec![reference("article_quote"), reference("plan_quote")])),
        ("article_quote", quote()),
        ("plan_quote", plan_quote()),
        ("quote_line", line()),
        // 11 is the number of keys in `held`: lines have more, which are described apart.
        ("held", partly(held(), 11)),
    ]
}

/// Returns the schema of a quote for an article.
fn quote() -> Json {
    object([
        ("kind", text()),
        ("name", text()),
        ("period", nullable(text())),
        ("currency", text()),
        ("lines", list(reference("quote_line"))),
        ("included", list(reference("held"))),
        ("total", total()),
        // A constant, so that a program can rely on it and a change of it is noticed.
        ("before_tax", json!({ "const": true })),
        ("rounded", rounded()),
        ("note", text()),
    ])
}

fn total() -> Json {
    let renewal = "The rounded amount to pay at each renewal; null if nothing renews.";
    object([
        ("now", about(text(), "The rounded amount to pay now.")),
        ("renewal", about(nullable(text()), renewal)),
    ])
}

fn rounded() -> Json {
    object([
        ("mode", json!({ "const": "half_up" })),
        ("places", about(whole(), "The number of decimals that each total is rounded to.")),
    ])
}

/// Returns the schema of a quote for a service plan. Each line is for the installations that one tier prices.
fn plan_quote() -> Json {
    let line = object([
        ("from", whole()),
        ("to", about(nullable(whole()), "The highest quantity of the tier; null if it has no end.")),
        ("quantity", whole()),
        ("unit_price", text()),
        ("sum", about(text(), "The price of this quantity, not rounded.")),
        ("place", reference("place")),
    ]);
    let tariff =
        object([("name", text()), ("mode", word(&["volume", "graduated"])), ("place", reference("place"))]);
    object([
        ("kind", text()),
        ("name", text()),
        ("text", about(text(), "The name that customers see.")),
        ("products", about(texts(), "The active products that sell the plan.")),
        ("quantity", whole()),
        ("period", text()),
        ("currency", text()),
        ("priced_by", tariff),
        ("lines", list(line)),
        ("total", total()),
        ("before_tax", json!({ "const": true })),
        ("rounded", rounded()),
        ("note", text()),
        ("place", reference("place")),
    ])
}

/// Returns the schema of an item in the order and what it costs. None of its amounts is rounded.
fn line() -> Json {
    let charge = object([("units", text()), ("unit_price", text()), ("sum", text())]);
    let setup = object([("times", text()), ("fee", text()), ("sum", text())]);
    let mut own = held();
    own.extend([
        ("charge", nullable(charge)),
        ("setup_fee", nullable(setup)),
        ("paid", word(&["once", "before", "after"])),
        ("now", nullable(text())),
        ("renewal", nullable(text())),
    ]);
    // Every key is printed, with null where it does not apply.
    let required = own.len();
    partly(own, required)
}

/// Returns the properties of what the customer gets: an amount of something, or one of its values.
fn held() -> Vec<(&'static str, Json)> {
    let metered = object([("unit_price", nullable(text())), ("per", nullable(text()))]);
    let metered = about(
        nullable(metered),
        "What each unit of usage beyond what is included costs, and for which period. It is not part of the \
         totals. Null if nothing is billed by usage.",
    );
    vec![
        ("part", word(&["article", "service", "detail"])),
        ("name", text()),
        ("choice", nullable(text())),
        ("text", text()),
        ("value", nullable(text())),
        ("amount", nullable(text())),
        ("unit", nullable(text())),
        ("included_amount", nullable(text())),
        ("use_beyond", metered),
        ("imported_from", nullable(text())),
        ("place", reference("place")),
    ]
}
