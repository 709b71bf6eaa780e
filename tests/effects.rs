//! The effect of a change of every field on existing subscriptions, and the exit code of `plan --fail-on worse`.

mod plans;

use crate::support::{Project, metered, metered_external};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use wares::kinds::Kinds;

/// A change of a field, and its effect on existing subscriptions in each direction.
#[derive(Clone)]
struct Case {
    kind: &'static str,
    /// The fields that it covers.
    fields: &'static [&'static str],
    /// The keys of a document before and after the change; null removes a key.
    change: (Value, Value),
    effects: (&'static str, &'static str),
}

/// Cases for the fields that all articles have.
fn articles(kind: &'static str) -> Vec<Case> {
    let case = |fields, before, after, effects| Case { kind, fields, change: (before, after), effects };
    let (same, unknown) = (("new_sales", "new_sales"), ("unknown", "unknown"));
    let (better, worse) = (("better", "worse"), ("worse", "better"));
    let priced = |prices: Value| json!({ "periods": [{ "every": "1 year", "prices": prices }] });
    let counted = |change: Value| {
        let mut counter = json!({
            "id": "traffic", "name": "Traffic", "unit": "GB", "unit_value": 1,
            "ranges": [{ "from": 0, "to": 50, "prices": { "EUR": 1 } }],
        });
        merge(&mut counter, &change);
        json!({ "counters": [counter] })
    };
    let range = |change: Value| {
        let mut range = json!({ "from": 0, "to": 50, "prices": { "EUR": 1 } });
        merge(&mut range, &change);
        counted(json!({ "ranges": [range] }))
    };
    let year = || json!({ "every": "1 year", "prices": { "EUR": 10 } });
    let month = || json!({ "every": "1 month", "prices": { "EUR": 1 } });
    vec![
        case(&["name"], json!({ "name": "A" }), json!({ "name": "B" }), same),
        case(&["description"], json!({}), json!({ "description": "B" }), same),
        case(&["category"], json!({ "category": "Things" }), json!({ "category": "Others" }), same),
        case(
            &["periods", "periods.every"],
            json!({ "periods": [year()] }),
            json!({ "periods": [year(), month()] }),
            same,
        ),
        case(&["periods.prices"], priced(json!({ "EUR": 10 })), priced(json!({ "EUR": 12 })), worse),
        case(
            &["periods.prices"],
            priced(json!({ "EUR": 10 })),
            priced(json!({ "EUR": 10, "USD": 11 })),
            unknown,
        ),
        case(
            &["periods.prices.*.value", "periods.prices.*.enabled"],
            priced(json!({ "EUR": 10 })),
            priced(json!({ "EUR": { "value": 10, "enabled": false } })),
            unknown,
        ),
        case(
            &["prices"],
            json!({ "periods": null, "prices": { "EUR": 10 } }),
            json!({ "periods": null, "prices": { "EUR": 12 } }),
            same,
        ),
        case(
            &["prices.*.value", "prices.*.enabled"],
            json!({ "periods": null, "prices": { "EUR": 10 } }),
            json!({ "periods": null, "prices": { "EUR": { "value": 10, "enabled": false } } }),
            same,
        ),
        case(&["properties"], json!({}), json!({ "properties": { "tos": "x" } }), unknown),
        case(&["tags"], json!({}), json!({ "tags": ["new"] }), ("internal", "internal")),
        case(&["bundle", "bundle.item"], json!({}), json!({ "bundle": [{ "item": "OTHER" }] }), better),
        case(
            &["bundle.quantity"],
            json!({ "bundle": [{ "item": "OTHER", "quantity": 1 }] }),
            json!({ "bundle": [{ "item": "OTHER", "quantity": 2 }] }),
            better,
        ),
        case(&["counters", "counters.id"], json!({}), counted(json!({})), worse),
        case(&["counters.name"], counted(json!({ "name": "A" })), counted(json!({ "name": "B" })), same),
        case(&["counters.unit"], counted(json!({ "unit": "A" })), counted(json!({ "unit": "B" })), same),
        case(
            &["counters.unit_value"],
            counted(json!({ "unit_value": 1 })),
            counted(json!({ "unit_value": 2 })),
            better,
        ),
        case(
            &["counters.requires_subscription"],
            counted(json!({})),
            counted(json!({ "requires_subscription": true })),
            unknown,
        ),
        case(
            &["counters.ranges", "counters.ranges.from"],
            range(json!({})),
            range(json!({ "from": 1 })),
            unknown,
        ),
        case(&["counters.ranges.to"], range(json!({})), range(json!({ "to": 60 })), unknown),
        case(&["counters.ranges.name"], range(json!({})), range(json!({ "name": "Much" })), same),
        case(&["counters.ranges.prices"], range(json!({})), range(json!({ "prices": { "EUR": 2 } })), worse),
        case(
            &["counters.ranges.prices.*.value", "counters.ranges.prices.*.enabled"],
            range(json!({})),
            range(json!({ "prices": { "EUR": { "value": 1, "enabled": false } } })),
            unknown,
        ),
    ]
}

/// Cases for the other fields that all articles have.
fn more(kind: &'static str) -> Vec<Case> {
    let case = |fields, before, after, effects| Case { kind, fields, change: (before, after), effects };
    let (same, unknown) = (("new_sales", "new_sales"), ("unknown", "unknown"));
    let shop = |shop: Value| json!({ "shop": shop });
    vec![
        case(&["taxes", "taxes.tax1"], json!({}), json!({ "taxes": { "tax1": "VAT" } }), unknown),
        case(
            &["taxes.tax2"],
            json!({ "taxes": { "tax2": "A" } }),
            json!({ "taxes": { "tax2": "B" } }),
            unknown,
        ),
        case(
            &["taxes.tax2_mode"],
            json!({ "taxes": { "tax2_mode": 1 } }),
            json!({ "taxes": { "tax2_mode": 2 } }),
            unknown,
        ),
        case(
            &["provisioning_service"],
            json!({ "provisioning_service": "A" }),
            json!({ "provisioning_service": "B" }),
            unknown,
        ),
        case(&["renewal_item"], json!({}), json!({ "renewal_item": "OTHER" }), unknown),
        case(&["expiry_action"], json!({}), json!({ "expiry_action": "suspend" }), unknown),
        case(&["unpaid_action"], json!({}), json!({ "unpaid_action": "suspend" }), unknown),
        case(&["shop"], shop(json!(false)), shop(json!({ "categories": ["A"] })), same),
        case(
            &["shop.categories"],
            shop(json!({ "categories": ["A"] })),
            shop(json!({ "categories": ["A", "B"] })),
            same,
        ),
        case(&["shop.order"], shop(json!({ "order": 1 })), shop(json!({ "order": 2 })), same),
        case(&["shop.name"], shop(json!({ "name": "A" })), shop(json!({ "name": "B" })), same),
        case(&["shop.properties"], shop(json!({})), shop(json!({ "properties": { "x": "y" } })), same),
        case(&["protect"], json!({}), json!({ "protect": true }), ("internal", "internal")),
    ]
}

/// Cases for the fields that only packages or only extra services have.
fn others() -> Vec<Case> {
    let case = |kind, fields, before, after, effects| Case { kind, fields, change: (before, after), effects };
    let (same, better) = (("new_sales", "new_sales"), ("better", "worse"));
    let limited = |limit: Value| json!({ "limits": { "space_mb": limit } });
    let service = |fields, before, after| case("extra_service", fields, before, after, same);
    let amount = |amount: Value| json!({ "amount": amount });
    let domain = |domain: Value| json!({ "domain": domain });
    vec![
        case("package", &["extra_services"], json!({}), json!({ "extra_services": true }), better),
        case("package", &["check_duration"], json!({}), json!({ "check_duration": true }), same),
        case("package", &["limits"], json!({}), limited(json!(1)), better),
        case("package", &["limits"], limited(json!(1)), limited(json!(2)), better),
        case("package", &["limits"], limited(json!(2)), limited(json!("unlimited")), better),
        service(&["packages"], json!({ "packages": ["SELLS"] }), json!({ "packages": ["SELLS", "SELLS2"] })),
        service(&["requires"], json!({}), json!({ "requires": ["OTHER"] })),
        service(&["allow_multiple"], json!({}), json!({ "allow_multiple": true })),
        service(&["exclusive_group"], json!({}), json!({ "exclusive_group": "x" })),
        service(&["domain"], json!({}), domain(json!({}))),
        service(&["domain.must_exist"], domain(json!({})), domain(json!({ "must_exist": true }))),
        service(&["domain.tlds"], domain(json!({})), domain(json!({ "tlds": ["com"] }))),
        service(
            &["amount", "amount.min"],
            amount(json!({ "max": 9 })),
            amount(json!({ "min": 2, "max": 9 })),
        ),
        service(&["amount.max"], amount(json!({ "max": 9 })), amount(json!({ "max": 8 }))),
        service(&["amount.step"], amount(json!({ "step": 1 })), amount(json!({ "step": 2 }))),
        service(&["amount.unit"], amount(json!({ "unit": "a" })), amount(json!({ "unit": "b" }))),
        case(
            "extra_service",
            &["adds"],
            json!({}),
            json!({ "adds": { "space_mb": 1 } }),
            ("internal", "internal"),
        ),
    ]
}

/// Cases for the fields of details, as those of a package or of a choice of a compound detail.
#[expect(clippy::too_many_lines, reason = "it is a table, with a case for every field")]
fn terms(is_choice: bool) -> Vec<Case> {
    let case = |field: &str, change, effects| Case {
        kind: "package",
        fields: terms_field(is_choice, field),
        change,
        effects,
    };
    let (same, unknown) = (("new_sales", "new_sales"), ("unknown", "unknown"));
    let (better, worse) = (("better", "worse"), ("worse", "better"));
    // A change of a detail that has the fields of `base` before and after.
    let change = move |base: &Value, before: Value, after: Value| {
        let detail = |own: Value| {
            let mut detail = base.clone();
            merge(&mut detail, &own);
            detail.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
            json!({ "details": [if is_choice { compound(&detail) } else { detail }] })
        };
        (detail(before), detail(after))
    };
    let both = |price: f64| json!({ "1 year": { "EUR": price, "USD": price } });
    let off = || json!({ "1 year": { "EUR": { "value": 1, "enabled": false }, "USD": 1 } });
    // With a longer minimum period, a detail needs no price for a year. A detail that is not billed needs no prices at
    // all.
    let late = |own: Value| {
        let mut late = json!({ "minimum_period": "2 years" });
        merge(&mut late, &own);
        late
    };
    let unbilled = json!({ "type": "disk", "billing": "none" });
    let of_unbilled = |before: Value, after: Value| change(&unbilled, before, after);
    let fee = |fee: f64| json!({ "setup_fee": { "EUR": fee, "USD": fee } });
    let disk = json!({ "type": "disk", "billing": "ordered", "prices": both(1.0), "setup_fee": { "EUR": 1, "USD": 1 } });
    let of_disk = |before: Value, after: Value| change(&disk, before, after);
    let flag = json!({ "type": "backup", "billing": "ordered", "prices": both(1.0) });
    let os = json!({ "type": "os", "billing": "ordered", "enumeration": "systems", "prices": both(1.0) });
    let of_os = |before: Value, after: Value| change(&os, before, after);
    let statistics = |own: Value| {
        let mut keys = json!({ "overage_period": "month", "aggregation": "sum", "price_per": "month" });
        merge(&mut keys, &own);
        json!({ "statistics": keys })
    };
    let used = json!({
        "type": "disk", "billing": "statistics", "overage_prices": { "EUR": 1, "USD": 1 }, "statistics": statistics(json!({}))["statistics"],
    });
    let of_used = |before: Value, after: Value| change(&used, before, after);
    let overage = |price: Value| json!({ "overage_prices": { "EUR": price, "USD": 1 } });
    let valued = |prices: Value| json!({ "value_prices": { "debian": prices } });
    vec![
        case("enabled", of_disk(json!({}), json!({ "enabled": false })), same),
        case(
            "billing",
            of_unbilled(
                fee(1.0),
                json!({ "billing": "ordered", "prices": both(1.0), "setup_fee": { "EUR": 1, "USD": 1 } }),
            ),
            unknown,
        ),
        case("included", of_disk(json!({}), json!({ "included": 20 })), better),
        case("included", of_disk(json!({ "included": 20 }), json!({ "included": "unlimited" })), better),
        case("included", change(&flag, json!({}), json!({ "included": true })), better),
        case("step", of_disk(json!({}), json!({ "step": 2 })), same),
        case("maximum", of_disk(json!({}), json!({ "maximum": 100 })), worse),
        case("maximum", of_disk(json!({ "maximum": 90 }), json!({ "maximum": 100 })), better),
        case("unit", of_disk(json!({}), json!({ "unit": "TiB" })), unknown),
        case("enumeration", of_os(json!({}), json!({ "enumeration": "distributions" })), unknown),
        case("included_value", of_os(json!({}), json!({ "included_value": "debian" })), unknown),
        case(
            "included_value",
            of_os(json!({ "included_value": "debian" }), json!({ "included_value": "fedora" })),
            unknown,
        ),
        case("value_prices", of_os(json!({}), valued(both(1.0))), unknown),
        case("value_prices", of_os(valued(both(1.0)), valued(both(2.0))), worse),
        case("value_prices.*.*.*.value", of_os(valued(both(2.0)), valued(both(1.0))), better),
        case("value_prices.*.*.*.enabled", of_os(late(valued(both(1.0))), late(valued(off()))), unknown),
        case("prices", of_disk(json!({}), json!({ "prices": both(2.0) })), worse),
        case(
            "prices.*.*.value",
            of_disk(json!({ "prices": both(2.0) }), json!({ "prices": both(1.0) })),
            better,
        ),
        case("prices.*.*.enabled", of_disk(late(json!({})), late(json!({ "prices": off() }))), unknown),
        case("unlimited_prices", of_disk(json!({}), json!({ "unlimited_prices": both(9.0) })), unknown),
        case(
            "unlimited_prices.*.*.value",
            of_disk(json!({ "unlimited_prices": both(9.0) }), json!({ "unlimited_prices": both(10.0) })),
            worse,
        ),
        case(
            "unlimited_prices.*.*.enabled",
            of_disk(json!({ "unlimited_prices": both(1.0) }), json!({ "unlimited_prices": off() })),
            unknown,
        ),
        case("overage_prices", of_used(overage(json!(1)), overage(json!(2))), worse),
        case("overage_prices.*.value", of_used(overage(json!(2)), overage(json!(1))), better),
        // A disabled overage price is an error, so there is no case with one.
        case(
            "overage_prices.*.enabled",
            of_used(overage(json!({ "value": 1, "enabled": true })), overage(json!(2))),
            worse,
        ),
        case("setup_fee", of_disk(json!({ "setup_fee": null }), fee(1.0)), same),
        case("setup_fee.*.value", of_disk(fee(1.0), fee(2.0)), same),
        case(
            "setup_fee.*.enabled",
            of_unbilled(
                fee(1.0),
                json!({ "setup_fee": { "EUR": { "value": 1, "enabled": false }, "USD": 1 } }),
            ),
            same,
        ),
        case("multiply_setup_fee", of_disk(json!({}), json!({ "multiply_setup_fee": false })), same),
        case("minimum_period", of_disk(json!({}), json!({ "minimum_period": "1 year" })), same),
        case("priority", of_disk(json!({}), json!({ "priority": 1 })), ("internal", "internal")),
        case("post_paid", of_disk(json!({}), json!({ "post_paid": true })), better),
        case("manual_processing", of_disk(json!({}), json!({ "manual_processing": true })), same),
        case("send_instruction", of_disk(json!({}), json!({ "send_instruction": true })), same),
        case("skip_trial", of_used(json!({}), json!({ "skip_trial": true })), better),
        case(
            "alternative_calculation",
            of_disk(json!({}), json!({ "alternative_calculation": true })),
            unknown,
        ),
        case("random_name", of_disk(json!({}), json!({ "random_name": true })), same),
        case(
            "statistics",
            of_used(
                statistics(json!({})),
                statistics(json!({ "overage_period": "day", "aggregation": "maximum" })),
            ),
            unknown,
        ),
        case(
            "statistics.overage_period",
            of_used(json!({}), statistics(json!({ "overage_period": "day" }))),
            unknown,
        ),
        case(
            "statistics.aggregation",
            of_used(json!({}), statistics(json!({ "aggregation": "maximum" }))),
            unknown,
        ),
        case("statistics.price_per", of_used(json!({}), statistics(json!({ "price_per": "day" }))), unknown),
        case(
            "statistics.active_only",
            of_used(json!({}), statistics(json!({ "active_only": true }))),
            better,
        ),
    ]
}

/// The path of a field of a detail or of a choice, as a list with a static lifetime.
fn terms_field(is_choice: bool, field: &str) -> &'static [&'static str] {
    let path = if is_choice { format!("details.choices.{field}") } else { format!("details.{field}") };
    Box::leak(Box::new([&*Box::leak(path.into_boxed_str())]))
}

/// A compound detail with one choice that has these terms, and another choice.
fn compound(terms: &Value) -> Value {
    let mut choice = terms.clone();
    choice.as_object_mut().expect("an object").remove("type");
    choice["name"] = json!("one");
    let enumeration = terms["enumeration"].clone();
    let mut other = json!({ "name": "other", "billing": "none", "enumeration": enumeration });
    other.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    json!({ "type": terms["type"], "billing": "compound", "choices": [choice, other] })
}

/// Cases for the other fields of packages about details, and for the kinds that details refer to.
fn details() -> Vec<Case> {
    let case = |kind, fields, before, after, effects| Case { kind, fields, change: (before, after), effects };
    let (same, unknown) = (("new_sales", "new_sales"), ("unknown", "unknown"));
    let (better, worst) = (("better", "worse"), ("worse", "worse"));
    // An added choice only matters to new sales; a removed one is lost to those who have it.
    let lost = ("new_sales", "worse");
    let internal = ("internal", "internal");
    let package = |fields, before, after, effects| case("package", fields, before, after, effects);
    let none = |kind: &str| json!({ "details": [{ "type": kind, "billing": "none" }] });
    let choices = |names: &[&str]| {
        let choices = names.iter().map(|name| json!({ "name": name, "billing": "none" }));
        json!({ "details": [{ "type": "disk", "billing": "compound", "choices": choices.collect::<Vec<_>>() }] })
    };
    let import = |from: &str| json!({ "import_details": { "from": from } });
    let replacing = |replace: bool| {
        let import = json!({ "from": "TWO", "replace_existing": replace });
        json!({ "details": [{ "type": "disk", "billing": "none" }], "import_details": import })
    };
    let kind = |fields, before, after, effects| case("detail_type", fields, before, after, effects);
    let values = |values: Value| json!({ "values": values });
    let value = |own: Value| {
        let mut value = json!({ "name": "a", "text": "A" });
        merge(&mut value, &own);
        values(json!([value]))
    };
    let priced = |price: Value| value(json!({ "prices": { "1 year": { "EUR": price } } }));
    let list = |fields, before, after, effects| case("enumeration", fields, before, after, effects);
    let two =
        |names: [&str; 2]| values(names.iter().map(|name| json!({ "name": name, "text": "A" })).collect());
    vec![
        package(&["details"], json!({}), none("disk"), better),
        package(&["details.type"], none("disk"), none("memory"), worst),
        package(&["details.choices"], choices(&["a", "b"]), choices(&["a", "b", "c"]), lost),
        package(&["details.choices.name"], choices(&["a", "b"]), choices(&["a", "c"]), worst),
        package(&["import_details"], json!({}), import("ONE"), better),
        package(&["import_details.from"], import("ONE"), import("TWO"), same),
        package(&["import_details.replace_existing"], replacing(false), replacing(true), same),
        kind(&["text"], json!({ "text": "A" }), json!({ "text": "B" }), same),
        kind(&["value"], json!({ "value": "boolean" }), json!({ "value": "enumeration" }), unknown),
        kind(&["unit"], json!({ "unit": "GiB" }), json!({ "unit": "GB" }), unknown),
        kind(
            &["larger_units"],
            json!({ "unit": "GiB" }),
            json!({ "unit": "GiB", "larger_units": { "TiB": 1024 } }),
            unknown,
        ),
        kind(
            &["larger_units"],
            json!({ "unit": "GiB", "larger_units": { "TiB": 1024 } }),
            json!({ "unit": "GiB", "larger_units": { "TiB": 1000 } }),
            unknown,
        ),
        kind(&["limit"], json!({}), json!({ "limit": "space_mb" }), internal),
        kind(&["protect"], json!({}), json!({ "protect": true }), internal),
        list(&["text"], json!({ "text": "A" }), json!({ "text": "B" }), same),
        list(&["values"], values(json!([{ "name": "a", "text": "A" }])), two(["a", "b"]), lost),
        list(&["values"], two(["a", "b"]), two(["b", "a"]), same),
        list(&["values.name"], two(["a", "b"]), two(["a", "c"]), worst),
        list(&["values.text"], value(json!({})), value(json!({ "text": "B" })), same),
        list(&["values.enabled"], value(json!({})), value(json!({ "enabled": false })), same),
        list(&["values.prices"], value(json!({})), priced(json!(1)), unknown),
        list(&["values.prices.*.*.value"], priced(json!(1)), priced(json!(2)), ("worse", "better")),
        list(
            &["values.prices.*.*.enabled"],
            priced(json!(1)),
            priced(json!({ "value": 1, "enabled": false })),
            unknown,
        ),
        list(&["protect"], json!({}), json!({ "protect": true }), internal),
    ]
}

/// Cases for upgrade groups. Most change the first of two members, which are at the levels 1 and 2. Losing a move is
/// worse for those who have the member.
fn groups() -> Vec<Case> {
    let case = |fields, first: Value, effects| {
        let plain = json!({ "members": [{ "item": "a", "level": 1 }, { "item": "b", "level": 2 }] });
        let mut changed = plain.clone();
        merge(&mut changed["members"][0], &first);
        Case { kind: "upgrade_group", fields, change: (plain, changed), effects }
    };
    let worse = ("worse", "better");
    let (none, two) = (
        json!({ "members": [] }),
        json!({ "members": [{ "item": "a", "level": 1 }, { "item": "b", "level": 2 }] }),
    );
    let three = json!({ "members": [{ "item": "a", "level": 1 }, { "item": "b", "level": 2 }, { "item": "c", "level": 3 }] });
    vec![
        case(&["members.level"], json!({ "level": 2 }), worse),
        case(&["members.level"], json!({ "level": 0 }), ("new_sales", "new_sales")),
        case(&["members.upgradeable"], json!({ "upgradeable": false }), worse),
        case(&["members.downgradeable_from"], json!({ "downgradeable_from": false }), worse),
        // The lowest member cannot be downgraded, and nothing can be upgraded to it.
        case(&["members.downgradeable"], json!({ "downgradeable": false }), ("new_sales", "new_sales")),
        case(&["members.upgradeable_from"], json!({ "upgradeable_from": false }), ("new_sales", "new_sales")),
        Case {
            kind: "upgrade_group",
            fields: &["members"],
            change: (none, two.clone()),
            effects: ("better", "worse"),
        },
        Case {
            kind: "upgrade_group",
            fields: &["members.item"],
            change: (two, three),
            effects: ("better", "worse"),
        },
        Case {
            kind: "upgrade_group",
            fields: &["protect"],
            change: (json!({ "members": [] }), json!({ "members": [], "protect": true })),
            effects: ("internal", "internal"),
        },
    ]
}

fn merge(document: &mut Value, change: &Value) {
    for (key, value) in change.as_object().expect("an object") {
        document[key] = value.clone();
    }
}

/// A document before and after its change.
struct Edit {
    name: String,
    is_group: bool,
    /// Whether the database records who has it.
    is_held: bool,
    before: Value,
    after: Value,
    effect: &'static str,
}

/// Two resources for each case: one changes forward, the other backward.
fn edits(cases: &[Case]) -> Vec<Edit> {
    let all = cases.iter().enumerate().flat_map(|(number, case)| {
        let (before, after) = &case.change;
        let ((forward, backward), kind) = (case.effects, case.kind);
        [
            edit(kind, format!("F{number:03}"), before, after, forward),
            edit(kind, format!("B{number:03}"), after, before, backward),
        ]
    });
    all.collect()
}

fn edit(kind: &str, name: String, before: &Value, after: &Value, effect: &'static str) -> Edit {
    let is_group = kind == "upgrade_group";
    let document = |change: &Value| {
        let mut document = match kind {
            "upgrade_group" => json!({ "kind": kind, "name": name }),
            "detail_type" => json!({ "kind": kind, "name": name, "text": "A", "value": "integer" }),
            "enumeration" => {
                json!({ "kind": kind, "name": name, "text": "A", "values": [{ "name": "a", "text": "A" }] })
            }
            _ if plans::document(kind, &name).is_some() => plans::document(kind, &name).unwrap_or_default(),
            _ => json!({
                "kind": kind, "article": name, "name": "A", "category": "Things",
                "periods": [{ "every": "1 year", "prices": { "EUR": 10 } }],
            }),
        };
        merge(&mut document, change);
        for member in document["members"].as_array_mut().into_iter().flatten() {
            member["item"] = json!(format!("{name}{}", member["item"].as_str().expect("a letter")));
        }
        let keys = document.as_object().expect("an object").clone().into_iter();
        Value::Object(keys.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
    };
    let is_held = plans::is_held(kind);
    Edit { before: document(before), after: document(after), name, is_group, is_held, effect }
}

/// The documents that the changed documents refer to.
fn referred(edits: &[Edit]) -> String {
    let item = |kind: &str, article: &str| {
        let sells = if kind == "package" { json!(true) } else { json!(null) };
        let mut document = json!({ "kind": kind, "article": article, "name": "A", "category": "Things", "prices": { "EUR": 1 } });
        merge(&mut document, &json!({ "extra_services": sells }));
        document.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        document.to_string()
    };
    let members = edits
        .iter()
        .filter(|edit| edit.is_group)
        .flat_map(|edit| ["a", "b", "c"].map(|it| format!("{}{it}", edit.name)));
    let mut all: Vec<String> = members.map(|article| item("item", &article)).collect();
    all.push(item("item", "OTHER"));
    all.extend(["SELLS", "SELLS2"].map(|article| item("package", article)));
    all.extend(described().iter().chain(&plans::referred()).map(Value::to_string));
    all.join("\n---\n")
}

/// The types and enumerations that details refer to, and packages whose details are imported.
fn described() -> Vec<Value> {
    let kind = |name: &str, value: &str, own: Value| {
        let mut document = json!({ "kind": "detail_type", "name": name, "text": "A", "value": value });
        merge(&mut document, &own);
        document
    };
    let unit = || json!({ "unit": "GiB", "larger_units": { "TiB": 1024 } });
    let list = |name: &str| {
        let values = ["debian", "fedora"].map(|value| json!({ "name": value, "text": "A" }));
        json!({ "kind": "enumeration", "name": name, "text": "A", "values": values })
    };
    let imported = |article: &str, step: u32| {
        json!({
            "kind": "package", "article": article, "name": "A", "category": "Things",
            "periods": [{ "every": "1 year", "prices": { "EUR": 10 } }],
            "details": [{ "type": "disk", "billing": "none", "step": step }],
        })
    };
    vec![
        kind("disk", "integer", unit()),
        kind("memory", "integer", unit()),
        kind("backup", "boolean", json!({})),
        kind("os", "enumeration", json!({})),
        list("systems"),
        list("distributions"),
        imported("ONE", 1),
        imported("TWO", 2),
    ]
}

/// Writes each document as it is after its change if `is_after` holds, otherwise as it was before.
fn write(project: &Project, edits: &[Edit], is_after: impl Fn(&Edit) -> bool) {
    for edit in edits {
        let document = if is_after(edit) { &edit.after } else { &edit.before };
        project.write(&format!("{}.yaml", edit.name), &document.to_string());
    }
}

/// The effect of each changed resource, by name. Asserts that it is the most severe effect of the resource's rows.
fn effects_of(plan: &str) -> BTreeMap<String, String> {
    let plan: Value = serde_json::from_str(plan).expect("JSON");
    let resources = plan["plan"]["resources"].as_array().expect("resources").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    resources
        .map(|it| {
            let effects = it["rows"].as_array().expect("rows").iter().map(|row| text(&row["effect"]));
            let order = ["internal", "new_sales", "better", "unknown", "worse"];
            let most_severe = effects.max_by_key(|effect| order.iter().position(|it| it == effect));
            let effect = text(&it["effect"]);
            assert_eq!(most_severe.unwrap_or_else(|| "internal".to_owned()), effect, "{it:#}");
            (text(&it["name"]), effect)
        })
        .collect()
}

fn cases() -> Vec<Case> {
    let kinds = ["package", "extra_service", "item"];
    kinds
        .into_iter()
        .flat_map(|kind| [articles(kind), more(kind)].concat())
        .chain(others())
        .chain([terms(false), terms(true), details()].concat())
        .chain(groups())
        .chain(plans::cases())
        .collect()
}

#[test]
fn every_field_has_a_case() {
    let covered: BTreeSet<String> = cases()
        .iter()
        .flat_map(|case| case.fields.iter().map(|field| format!("{}.{field}", case.kind)))
        .collect();
    // These fields identify a resource: with another name, it is another resource.
    let identity = [
        "package.article",
        "extra_service.article",
        "item.article",
        "upgrade_group.name",
        "detail_type.name",
        "enumeration.name",
        "product.id",
        "service_plan.id",
        "tariff.id",
        "installation_package.name",
        "region.name",
        "user_group.name",
        "pricing_model.name",
    ]
    .map(str::to_owned);
    let shapes = wares::kinds::shapes(&Kinds::standard());
    let shapes = shapes.iter().filter(|shape| shape.name != "manifest");
    let fields = shapes
        .flat_map(|shape| shape.fields.iter().map(move |field| format!("{}.{}", shape.name, field.path)));
    let fields: BTreeSet<String> =
        fields.filter(|field| !field.ends_with(".kind") && !identity.contains(field)).collect();
    let constant: BTreeSet<String> = plans::CONSTANT.map(str::to_owned).into();
    assert!(constant.is_subset(&fields));
    let fields: BTreeSet<String> = fields.difference(&constant).cloned().collect();
    assert_eq!(fields.difference(&covered).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(covered.difference(&fields).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Adds subscriptions to every article, detail, detail type and value of an enumeration.
const SUBSCRIBED: &str = "\
    INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, next_renewal_date) \
    SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, now(), now() FROM item i \
    LEFT JOIN renewal_period r ON r.fk_item_id = i.id AND r.renewal_period_unit = 'YEAR'; \
    INSERT INTO subscription_detail (id, fk_subscription_id, fk_detail_type_id, fk_package_detail_id, amount) \
    SELECT gen_random_uuid(), s.id, coalesce(d.fk_detail_type_id, p.fk_detail_type_id), d.id, 1 FROM package_detail d \
    LEFT JOIN package_detail p ON p.id = d.fk_parent_id \
    JOIN subscription s ON s.fk_item_id = coalesce(d.fk_item_id, p.fk_item_id); \
    INSERT INTO subscription_detail (id, fk_subscription_id, fk_detail_type_id, fk_package_detail_id, amount) \
    SELECT gen_random_uuid(), s.id, t.id, (SELECT id FROM package_detail LIMIT 1), 1 FROM detail_type t, (SELECT id FROM subscription LIMIT 1) s; \
    INSERT INTO subscription_detail (id, fk_subscription_id, fk_detail_type_id, fk_package_detail_id, fk_enumeration_item_id) \
    SELECT gen_random_uuid(), s.id, t.id, (SELECT id FROM package_detail LIMIT 1), e.id FROM enumeration_item e, (SELECT id FROM detail_type LIMIT 1) t, \
    (SELECT id FROM subscription LIMIT 1) s";

#[test]
fn every_effect_of_every_field_decides_the_exit_code() {
    let edits = edits(&cases());
    let manifest = json!({
        "format": 1, "catalog": "effects", "currencies": ["EUR", "USD"], "languages": ["en"], "external": metered_external(),
        "guards": { "allow": ["in-use", "mass-change", "price-change", "upgrade-path"] },
    });
    let project =
        Project::new().file("wares.yaml", &manifest.to_string()).file("others.yaml", &referred(&edits));
    plans::FILES.iter().for_each(|(path, text)| project.write(path, text));
    write(&project, &edits, |_| false);
    let project = project.init();
    project.sql(&metered());
    project.run("apply --auto-approve").code(0);

    // Without subscriptions, no change is better or worse for anyone.
    write(&project, &edits, |edit| edit.is_held);
    project.run("plan --fail-on worse --detailed-exitcode").code(2);
    write(&project, &edits, |_| true);
    let plan = project.run("plan --format json").code(0).stdout;
    let effects = effects_of(&plan);
    for edit in &edits {
        // If the database does not record who has a resource, it may be in use even without subscriptions.
        let effect = if edit.effect == "internal" || !edit.is_held { edit.effect } else { "new_sales" };
        assert_eq!(
            effects.get(&edit.name).map(String::as_str),
            Some(effect),
            "{} → {}",
            edit.before,
            edit.after
        );
    }

    project.sql(SUBSCRIBED);
    project.sql(plans::SUBSCRIBED);
    let plan = project.run("plan --fail-on worse --detailed-exitcode --format json").code(4).stdout;
    let effects = effects_of(&plan);
    for edit in &edits {
        assert_eq!(
            effects.get(&edit.name).map(String::as_str),
            Some(edit.effect),
            "{} → {}",
            edit.before,
            edit.after
        );
    }

    let counts = |edit: &Edit| ["worse", "unknown"].contains(&edit.effect);
    write(&project, &edits, |edit| !counts(edit));
    project.run("plan --fail-on worse").code(0);
    project.run("plan --fail-on worse --detailed-exitcode").code(2);
    for worse in edits.iter().filter(|edit| counts(edit)) {
        with_single_change(&project, worse)
            .run("plan --fail-on worse")
            .code(4)
            .says(&format!("`{}`", worse.name));
    }
}

/// The resources that are referred to, as the `external` list of a catalog with a single change.
const EXTERNAL: &str = "OTHER, SELLS, SELLS2, { kind: detail_type, name: disk }, { kind: detail_type, name: memory }, \
    { kind: detail_type, name: backup }, { kind: detail_type, name: os }, { kind: enumeration, name: systems }, \
    { kind: enumeration, name: distributions }";

/// A catalog with this change only. In the ledger, its resource is moved to a catalog of its own name.
fn with_single_change(project: &Project, edit: &Edit) -> Project {
    let name = &edit.name;
    project.sql(&format!("UPDATE wares.resource SET catalog = '{name}' WHERE key->>0 = '{name}'"));
    let members = ["a", "b", "c"].map(|it| format!(", {name}{it}")).concat();
    let others = plans::external().iter().map(|it| format!(", {it}")).collect::<String>();
    let external = if edit.is_group { &members } else { &others };
    let manifest = format!(
        "format: 1\ncatalog: {name}\ncurrencies: [EUR, USD]\nlanguages: [en]\nexternal: [{EXTERNAL}{external}]\n\
         guards: {{ allow: [in-use, mass-change, price-change, upgrade-path] }}\n"
    );
    let folder =
        Project::beside(project).file("wares.yaml", &manifest).file("it.yaml", &edit.after.to_string());
    plans::FILES.iter().for_each(|(path, text)| folder.write(path, text));
    folder
}
