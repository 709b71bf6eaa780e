//! Cases for products, service plans and tariffs, and for the kinds that they refer to.

use super::{Case, merge};
use crate::support::{JPS, MOVING_JPS, defaults, metered_external};
use serde_json::{Value, json};

/// The kinds for which the database does not record who has them.
const UNHELD: [&str; 4] = ["installation_package", "region", "user_group", "pricing_model"];

/// Fields with only one valid value, which never change.
pub const CONSTANT: [&str; 3] = ["product.type", "service_plan.charge_type", "tariff.type"];

/// Adds a subscription with the quantity 5 to every product, every plan and every tariff.
pub const SUBSCRIBED: &str = "\
    INSERT INTO service_plan_subscription (id, status, quantity, fk_product_id, fk_service_plan_id, fk_tariff_id) \
    SELECT gen_random_uuid(), 'ACTIVE', 5, id, gen_random_uuid(), NULL::uuid FROM product UNION ALL \
    SELECT gen_random_uuid(), 'ACTIVE', 5, gen_random_uuid(), id, NULL FROM service_plan UNION ALL \
    SELECT gen_random_uuid(), 'ACTIVE', 5, gen_random_uuid(), gen_random_uuid(), id FROM tariff";

/// The manifests of installation packages.
pub const FILES: [(&str, &str); 2] = [("manifests/still.jps", JPS), ("manifests/moving.jps", MOVING_JPS)];

/// Whether the database records who has a resource of a kind.
pub fn is_held(kind: &str) -> bool {
    !UNHELD.contains(&kind)
}

/// A document of a kind, without the keys that change.
pub fn document(kind: &str, name: &str) -> Option<Value> {
    Some(match kind {
        "product" => json!({ "kind": kind, "id": name, "name": "A", "status": "inactive" }),
        "service_plan" => json!({ "kind": kind, "id": name, "name": "A", "status": "inactive" }),
        "tariff" => json!({
            "kind": kind, "id": name, "name": "A", "charge_period": "month", "currency": "EUR",
            "tiers": [{ "from": 1, "price": 10 }],
        }),
        "installation_package" => json!({ "kind": kind, "name": name, "manifest": "manifests/still.jps" }),
        "region" | "user_group" => json!({ "kind": kind, "name": name }),
        "pricing_model" => json!({ "kind": kind, "name": name, "tariffs": defaults("MONTHLY") }),
        _ => return None,
    })
}

/// The documents that all of them refer to.
pub fn referred() -> Vec<Value> {
    let mut all = vec![
        json!({ "kind": "installation_package", "name": "STILL", "manifest": "manifests/still.jps" }),
        json!({ "kind": "installation_package", "name": "MOVING", "manifest": "manifests/moving.jps" }),
        json!({ "kind": "user_group", "name": "CUSTOMERS", "regions": ["EAST", "WEST"] }),
        json!({ "kind": "service_plan", "id": "PLAN", "name": "A", "status": "inactive" }),
    ];
    all.extend(["EAST", "WEST"].map(|name| json!({ "kind": "region", "name": name })));
    all.extend(["MONTHLY", "MONTHLY2"].map(|id| {
        let mut tariff = document("tariff", id).unwrap_or_default();
        merge(&mut tariff, &json!({ "currency": if id == "MONTHLY" { "EUR" } else { "USD" } }));
        tariff
    }));
    all.push(json!({ "kind": "pricing_model", "name": "OVERUSE", "tariffs": defaults("MONTHLY") }));
    all
}

/// The same documents, as elements of the manifest's `external`.
pub fn external() -> Vec<Value> {
    let name = |document: &Value| {
        let name = document.get("id").or_else(|| document.get("name"));
        json!({ "kind": document["kind"], "name": name })
    };
    referred().iter().map(name).chain(metered_external()).collect()
}

/// A case for every field of every one of these kinds.
pub fn cases() -> Vec<Case> {
    let protected = ["product", "service_plan", "tariff"].into_iter().chain(UNHELD);
    let protect = |kind| Case {
        kind,
        fields: &["protect"],
        change: (json!({}), json!({ "protect": true })),
        effects: ("internal", "internal"),
    };
    [products(), plans(), sold_with(), tariffs(), others(), protected.map(protect).collect()].concat()
}

fn products() -> Vec<Case> {
    let case = |fields, after, effects| Case { kind: "product", fields, change: (json!({}), after), effects };
    let (same, unknown) = (("new_sales", "new_sales"), ("unknown", "unknown"));
    vec![
        case(&["name"], json!({ "name": "B" }), same),
        case(&["status"], json!({ "status": "active" }), same),
        case(&["user_groups"], json!({ "user_groups": ["CUSTOMERS"] }), unknown),
        case(&["logo"], json!({ "logo": "/a.png" }), same),
        case(&["short_description"], json!({ "short_description": "B" }), same),
        case(&["description"], json!({ "description": "B" }), same),
        case(&["related_packages"], json!({ "related_packages": ["STILL"] }), same),
        case(&["plans"], json!({ "plans": ["PLAN"] }), ("better", "worse")),
    ]
}

fn plans() -> Vec<Case> {
    let case = |fields, before, after, effects| Case {
        kind: "service_plan",
        fields,
        change: (before, after),
        effects,
    };
    let new = |fields, after, effects| case(fields, json!({}), after, effects);
    let (same, unknown, better) = (("new_sales", "new_sales"), ("unknown", "unknown"), ("better", "worse"));
    let offered = |own: Value| {
        let mut plan = json!({ "package": "STILL", "tariffs": ["MONTHLY"] });
        merge(&mut plan, &own);
        plan
    };
    vec![
        new(&["name"], json!({ "name": "B" }), same),
        new(&["description"], json!({ "description": "B" }), same),
        case(&["status"], offered(json!({})), offered(json!({ "status": "active" })), same),
        new(&["max_quantity"], json!({ "max_quantity": 2 }), better),
        new(&["grace_period"], json!({ "grace_period": 3 }), better),
        new(&["details"], json!({ "details": "B" }), same),
        new(&["allow_moving"], json!({ "allow_moving": true }), better),
        new(&["package"], json!({ "package": "STILL" }), unknown),
        case(&["package"], json!({ "package": "STILL" }), json!({ "package": "MOVING" }), unknown),
        new(&["override_regions"], json!({ "override_regions": true }), unknown),
        new(&["tariffs"], json!({ "tariffs": ["MONTHLY"] }), better),
        new(&["metadata"], json!({ "metadata": { "gb": "20" } }), same),
        case(
            &["metadata"],
            json!({ "metadata": { "gb": "20" } }),
            json!({ "metadata": { "gb": "30" } }),
            same,
        ),
    ]
}

/// The options and the regions of plans.
fn sold_with() -> Vec<Case> {
    let case = |fields, before, after, effects| Case {
        kind: "service_plan",
        fields,
        change: (before, after),
        effects,
    };
    let unknown = ("unknown", "unknown");
    let optional = |options: Value| json!({ "package": "STILL", "options": options });
    let option = |option: Value| optional(json!({ "disk": option }));
    let regions = |regions: Value| json!({ "override_regions": true, "regions": regions });
    let priced = |model: Value| regions(json!([{ "region": "EAST", "pricing_model": model }]));
    vec![
        case(&["options"], optional(json!({})), option(json!({ "value": 20 })), unknown),
        case(&["options.*.value"], option(json!({ "value": 20 })), option(json!({ "value": 30 })), unknown),
        case(
            &["options.*.editable"],
            option(json!({ "value": 20 })),
            option(json!({ "value": 20, "editable": true })),
            ("better", "worse"),
        ),
        case(&["regions"], regions(json!([])), regions(json!([{ "region": "EAST" }])), unknown),
        case(
            &["regions.region"],
            regions(json!([{ "region": "EAST" }])),
            regions(json!([{ "region": "WEST" }])),
            unknown,
        ),
        case(
            &["regions.pricing_model"],
            regions(json!([{ "region": "EAST" }])),
            priced(json!("OVERUSE")),
            unknown,
        ),
    ]
}

fn tariffs() -> Vec<Case> {
    let case = |fields, after, effects| Case { kind: "tariff", fields, change: (json!({}), after), effects };
    let (same, unknown) = (("new_sales", "new_sales"), ("unknown", "unknown"));
    let tiers = |of: &[(u32, u32)]| {
        let tiers = of.iter().map(|(from, price)| json!({ "from": from, "price": price }));
        json!({ "tiers": tiers.collect::<Vec<_>>() })
    };
    let (worse, better) = (("worse", "better"), ("better", "worse"));
    let mut all = vec![
        case(&["name"], json!({ "name": "B" }), same),
        case(&["description"], json!({ "description": "B" }), same),
        case(&["charge_period"], json!({ "charge_period": "year" }), unknown),
        case(&["currency"], json!({ "currency": "USD" }), unknown),
        case(&["tiers"], tiers(&[(1, 10), (5, 9)]), better),
        case(&["tiers"], tiers(&[(1, 10), (6, 9)]), same),
        case(&["tiers.price"], tiers(&[(1, 11)]), worse),
    ];
    let mut graduated = tiers(&[(1, 10), (5, 9)]);
    merge(&mut graduated, &json!({ "mode": "graduated" }));
    for (fields, after, effects) in
        [(&["tiers.from"], tiers(&[(1, 10), (6, 9)]), worse), (&["mode"], graduated, unknown)]
    {
        all.push(Case { kind: "tariff", fields, change: (tiers(&[(1, 10), (5, 9)]), after), effects });
    }
    all
}

/// Cases for most of the kinds in `UNHELD`: where a change would be worse for those who have the resource, the effect
/// is unknown.
fn others() -> Vec<Case> {
    let case = |kind, fields, before, after, effects| Case { kind, fields, change: (before, after), effects };
    let group = |fields, before, after| case("user_group", fields, before, after, ("better", "unknown"));
    let unknown = ("unknown", "unknown");
    let quota = |quota: u32| json!({ "quotas": { "environment.maxcount": quota } });
    vec![
        case(
            "region",
            &["description"],
            json!({}),
            json!({ "description": "B" }),
            ("new_sales", "new_sales"),
        ),
        group(&["regions"], json!({}), json!({ "regions": ["EAST"] })),
        group(&["quotas"], quota(1), json!({})),
        group(&["quotas"], quota(1), quota(2)),
        group(&["subscriptions"], json!({ "subscriptions": false }), json!({})),
        case("pricing_model", &["tariffs"], json!({}), json!({ "tariffs": defaults("MONTHLY2") }), unknown),
        case(
            "installation_package",
            &["manifest"],
            json!({}),
            json!({ "manifest": "manifests/moving.jps" }),
            ("better", "unknown"),
        ),
    ]
}
