//! Renders a quote for an article as JSON.

use super::note;
use crate::kinds::Numbered;
use crate::model::with_places;
use crate::offer::{
    AmountOrValue, Charge, Item, Line, Metered, Number, PaymentTime, Quote, QuotedItem, Setup,
};
use crate::report::describe::limit;
use crate::report::json::place_json;
use crate::source::Sources;
use serde_json::{Value as Json, json};

/// Returns a quote for an article. Amounts are strings, since JSON numbers are not exact in most programs.
pub fn quote_json(quote: &Quote<'_>, sources: &Sources) -> Json {
    json!({
        "kind": quote.article.entry.kind.name(),
        "name": quote.article.number(),
        "period": quote.period.map(|period| period.to_string()),
        "currency": quote.currency,
        "lines": quote.lines.iter().map(|line| one_line(line, sources)).collect::<Vec<_>>(),
        "included": quote.included.iter().map(|it| held(it, sources)).collect::<Vec<_>>(),
        "total": {
            "now": quote.now.to_string(),
            "renewal": quote.renewal.map(|renewal| renewal.to_string()),
        },
        "before_tax": true,
        "rounded": { "mode": "half_up", "places": quote.places },
        "note": note(quote.places, quote.currency),
    })
}

/// Returns a line of a quote.
fn one_line(line: &Line<'_>, sources: &Sources) -> Json {
    let mut json = held(&line.held, sources);
    // Null and not zero without a charge: programs can tell free from not charged.
    let charge = line.charge.map(|Charge { units, price, sum }| {
        json!({
            "units": units.normalize().to_string(),
            "unit_price": with_places(price),
            "sum": with_places(sum),
        })
    });
    let setup = line.setup.map(|Setup { times, fee, sum }| {
        json!({ "times": times.normalize().to_string(), "fee": with_places(fee), "sum": with_places(sum) })
    });
    json["charge"] = json!(charge);
    json["setup_fee"] = json!(setup);
    json["paid"] = json!(match line.paid {
        PaymentTime::Once => "once",
        PaymentTime::Before => "before",
        PaymentTime::After => "after",
    });
    json["now"] = json!(line.now().map(with_places));
    json["renewal"] = json!(line.renewal().map(with_places));
    json
}

/// Returns what the customer gets: an item of the order, or an included detail.
fn held(held: &QuotedItem<'_>, sources: &Sources) -> Json {
    let (item, name, choice) = match held.item {
        Item::Article(number) => ("article", number, None),
        Item::Service(number) => ("service", number, None),
        Item::Detail(name, choice) => ("detail", name, choice),
    };
    let AmountOrValue { value, number, unit } = held.amount_or_value;
    let amount = number.map(|number| match number {
        // Without trailing zeros, as in the text.
        Number::Of(number) => number.normalize().to_string(),
        Number::Unlimited => "unlimited".to_owned(),
    });
    let metered = held.metered.map(|Metered { price, per }| {
        json!({ "unit_price": price.map(with_places), "per": per.map(|per| per.word()) })
    });
    json!({
        "part": item,
        "name": name,
        "choice": choice,
        "text": held.text,
        "value": value,
        "amount": amount,
        "unit": unit,
        "included_amount": held.included.map(limit),
        "use_beyond": metered,
        "imported_from": held.from,
        "place": place_json(held.place, sources),
    })
}
