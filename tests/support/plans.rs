//! Data for tests of products and service plans: package manifests, and tariffs that exist only in the database.

use serde_json::{Map, Value, json};

/// The types of tariffs that files cannot describe, with their numbers in the database. The tests have one tariff of
/// each type, whose name is that of the type.
const METERED: [(&str, u8); 8] = [
    ("dynamic_cloudlets", 1),
    ("reserved_cloudlets", 2),
    ("dynamic_disk", 3),
    ("reserved_disk", 4),
    ("network", 5),
    ("option", 6),
    ("licence", 7),
    ("external", 8),
];

/// The manifest of an installation package without `onApplySubscriptionSettings`, so that subscriptions cannot move.
pub const JPS: &str = "\
type: install
settings:
  fields:
    - { type: string, name: title, caption: Title, default: Blog }
    - { type: spinner, name: disk, caption: Disk, min: 10, max: 100, increment: 10, default: 10 }
    - { type: checkbox, name: cdn, caption: CDN, value: false }
    - { type: list, name: engine, caption: Engine, values: { litespeed: LiteSpeed, nginx: NGINX }, default: nginx }
";

/// The same manifest with `onApplySubscriptionSettings`, which lets subscriptions move.
pub const MOVING_JPS: &str = "\
type: install
settings:
  fields:
    - { type: string, name: title, caption: Title, default: Blog }
    - { type: spinner, name: disk, caption: Disk, min: 10, max: 100, increment: 10, default: 10 }
    - { type: checkbox, name: cdn, caption: CDN, value: false }
    - { type: list, name: engine, caption: Engine, values: { litespeed: LiteSpeed, nginx: NGINX }, default: nginx }
onApplySubscriptionSettings: []
";

/// SQL that creates the tariffs that files cannot describe.
pub fn metered() -> String {
    let rows = METERED.map(|(name, number)| format!("(gen_random_uuid(), '{name}', '{name}', {number})"));
    format!("INSERT INTO tariff (id, code, name, type) VALUES {}", rows.join(", "))
}

/// Those tariffs, as elements of the manifest's `external`.
pub fn metered_external() -> Vec<Value> {
    METERED.iter().map(|(name, _)| json!({ "kind": "tariff", "name": name })).collect()
}

/// The default tariffs of a pricing model: one of each type above, and one for subscriptions.
pub fn defaults(subscription: &str) -> Value {
    let metered = METERED.iter().map(|(name, _)| ((*name).to_owned(), json!(name)));
    metered.chain([("subscription".to_owned(), json!(subscription))]).collect::<Map<_, _>>().into()
}
