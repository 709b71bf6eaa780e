//! Products, service plans and installation packages, as `describe` tells them.

use super::build::{about, boolean, list, nullable, object, reference, text, texts, union, whole, word};
use serde_json::{Value as Json, json};

/// The definitions of which they are made.
pub fn definitions() -> Vec<(&'static str, Json)> {
    vec![
        ("plan_sheet", plan()),
        ("plan_tariff", tariff()),
        ("product_sheet", product()),
        ("plan_move", one_move()),
        ("price_of_one", price_of_one()),
        ("package_manifest", manifest()),
        ("manifest_field", field()),
        ("offer_row", row()),
    ]
}

fn status() -> Json {
    word(&["draft", "active", "inactive", "archived"])
}

/// Whether a package lets subscriptions move to another plan.
fn applies() -> Json {
    let about_it = "Whether the package has onApplySubscriptionSettings; null where the files do not tell.";
    about(nullable(boolean()), about_it)
}

/// A service plan as customers read of it: placeholders are filled.
fn plan() -> Json {
    let product =
        object([("name", text()), ("status", word(&["active", "inactive"])), ("place", reference("place"))]);
    let groups =
        about(nullable(texts()), "Whose customers can choose it; null where all can who have the plan.");
    let region = object([
        ("name", text()),
        ("billed_by", nullable(text())),
        ("user_groups", groups),
        ("place", reference("place")),
    ]);
    object([
        ("text", text()),
        ("description", nullable(text())),
        ("details", nullable(text())),
        ("status", status()),
        ("charge_type", text()),
        ("max_quantity", whole()),
        ("grace_period", whole()),
        ("allow_moving", boolean()),
        ("installs", nullable(text())),
        ("applies_subscription_settings", applies()),
        ("products", list(product)),
        ("tariffs", list(reference("plan_tariff"))),
        ("options", list(option())),
        ("regions", list(region)),
        ("regions_of_no_group", list(object([("name", text()), ("place", reference("place"))]))),
        ("external_user_groups", texts()),
    ])
}

fn option() -> Json {
    object([
        ("name", text()),
        ("value", about(json!({}), "Any value; null where the package decides.")),
        ("editable", boolean()),
        ("caption", nullable(text())),
        ("field", about(nullable(reference("place")), "The field in the manifest.")),
        ("place", reference("place")),
    ])
}

fn tariff() -> Json {
    let tier = object([
        ("from", whole()),
        ("to", about(nullable(whole()), "The highest quantity; null of the last tier.")),
        ("price", text()),
        ("place", reference("place")),
    ]);
    object([
        ("name", text()),
        ("external", boolean()),
        ("period", nullable(text())),
        ("currency", nullable(text())),
        ("mode", nullable(word(&["volume", "graduated"]))),
        ("tiers", list(tier)),
        ("place", reference("place")),
    ])
}

fn product() -> Json {
    let plan = object([
        ("name", text()),
        ("external", boolean()),
        ("text", nullable(text())),
        ("status", nullable(status())),
        ("installs", nullable(text())),
        ("applies_subscription_settings", applies()),
        ("prices", list(reference("price_of_one"))),
        ("place", reference("place")),
    ]);
    object([
        ("user_groups", about(nullable(texts()), "Who can subscribe; null where all can.")),
        ("plans", list(plan)),
        ("moves", list(reference("plan_move"))),
    ])
}

/// What one installation costs.
fn price_of_one() -> Json {
    object([("period", text()), ("currency", text()), ("price", nullable(text()))])
}

/// A move from one plan to another. Where the files cannot tell, it is not known to be possible.
fn one_move() -> Json {
    let why = |words: &[&str]| list(object([("reason", word(words)), ("name", nullable(text()))]));
    let against = [
        "not_allowed",
        "draft",
        "not_active",
        "no_tariff_in_common",
        "no_package",
        "no_subscription_settings",
    ];
    let prices = object([
        ("period", text()),
        ("currency", text()),
        ("from", nullable(text())),
        ("to", nullable(text())),
        ("difference", nullable(text())),
    ]);
    object([
        ("from", text()),
        ("to", text()),
        ("possible", nullable(boolean())),
        ("against", why(&against)),
        ("unknown", why(&["manifest_unknown", "external_tariff"])),
        ("prices", list(prices)),
    ])
}

fn manifest() -> Json {
    object([
        ("file", text()),
        ("applies_subscription_settings", boolean()),
        ("fields", list(reference("manifest_field"))),
    ])
}

/// A field of a manifest. Numbers are texts, as they are written.
fn field() -> Json {
    let value = object([("value", text()), ("caption", text())]);
    object([
        ("name", nullable(text())),
        ("type", text()),
        ("is_input", boolean()),
        ("group", nullable(text())),
        ("caption", nullable(text())),
        ("required", boolean()),
        ("default", json!({})),
        ("min", nullable(text())),
        ("max", nullable(text())),
        ("increment", nullable(text())),
        ("regex", nullable(text())),
        ("values", nullable(list(value))),
        ("depends_on", texts()),
        ("shown_if", nullable(object([("field", text()), ("value", text())]))),
        ("hidden", boolean()),
        ("disabled", boolean()),
        ("place", reference("place")),
    ])
}

/// A product or a service plan in a list.
fn row() -> Json {
    let groups = union(vec![json!({ "const": "all" }), texts()]);
    object([
        ("text", about(text(), "The name that customers see.")),
        ("status", status()),
        ("user_groups", about(nullable(groups), "Who can subscribe to a product; null of a plan.")),
        ("description", nullable(text())),
        ("prices", list(reference("price_of_one"))),
        ("charge_type", nullable(text())),
    ])
}
