//! What tests of products and service plans speak of: what all of them refer to, and tariffs that the database alone has.

use serde_json::{Map, Value, json};

/// The types of tariffs that no file describes, with their numbers in the database. The tests have one of each, called after
/// its type.
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

/// The manifest of an installation package, without the event by which subscriptions move.
pub const JPS: &str = "\
type: install
settings:
  fields:
    - { type: string, name: title, caption: Title, default: Blog }
    - { type: spinner, name: disk, caption: Disk, min: 10, max: 100, increment: 10, default: 10 }
    - { type: checkbox, name: cdn, caption: CDN, value: false }
    - { type: list, name: engine, caption: Engine, values: { litespeed: LiteSpeed, nginx: NGINX }, default: nginx }
";

/// The same with the event by which subscriptions move.
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

/// Makes the tariffs that no file describes.
pub fn metered() -> String {
    let rows = METERED.map(|(name, number)| format!("(gen_random_uuid(), '{name}', '{name}', {number})"));
    format!("INSERT INTO tariff (id, code, name, type) VALUES {}", rows.join(", "))
}

/// Those tariffs, as elements of the manifest's `external`.
pub fn metered_external() -> Vec<Value> {
    METERED.iter().map(|(name, _)| json!({ "kind": "tariff", "name": name })).collect()
}

/// The tariffs of a pricing model, with one for subscriptions.
pub fn defaults(subscription: &str) -> Value {
    let metered = METERED.iter().map(|(name, _)| ((*name).to_owned(), json!(name)));
    metered.chain([("subscription".to_owned(), json!(subscription))]).collect::<Map<_, _>>().into()
}
