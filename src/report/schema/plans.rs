//! The schema of products, service plans and installation packages in the output of `describe` and `list`.

use super::build::{about, boolean, list, nullable, object, reference, text, texts, union, whole, word};
use serde_json::{Value as Json, json};

/// Returns the definitions that products, service plans and installation packages use.
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

/// Returns the schema of a flag that says whether a package supports moving subscriptions to another plan.
fn applies() -> Json {
    let description = "Whether the package has onApplySubscriptionSettings; null if the files do not say.";
    about(nullable(boolean()), description)
}

/// Returns the schema of a service plan as customers see it, with placeholders filled in.
fn plan() -> Json {
    let product =
        object([("name", text()), ("status", word(&["active", "inactive"])), ("place", reference("place"))]);
    let groups =
        about(nullable(texts()), "The user groups that can choose it; null if everyone with the plan can.");
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

/// Returns the schema of an option of a service plan.
fn option() -> Json {
    object([
        ("name", text()),
        // Anything: an option has the type of its field in the package's manifest.
        ("value", about(json!({}), "Any value; null if the package sets it.")),
        ("editable", boolean()),
        ("caption", nullable(text())),
        ("field", about(nullable(reference("place")), "The field in the manifest.")),
        ("place", reference("place")),
    ])
}

/// Returns the schema of a tariff with its tiers.
fn tariff() -> Json {
    let tier = object([
        ("from", whole()),
        ("to", about(nullable(whole()), "The highest quantity; null for the last tier.")),
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

/// Returns the schema of a product with its plans and the moves between them.
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
        ("user_groups", about(nullable(texts()), "The user groups that can subscribe; null if all can.")),
        ("plans", list(plan)),
        ("moves", list(reference("plan_move"))),
    ])
}

/// Returns the schema of the price of one installation.
fn price_of_one() -> Json {
    object([("period", text()), ("currency", text()), ("price", nullable(text()))])
}

/// Returns the schema of a move from one plan to another. `possible` is null if the files do not say enough.
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

/// Returns the schema of the manifest of an installation package.
fn manifest() -> Json {
    object([
        ("file", text()),
        ("applies_subscription_settings", boolean()),
        ("fields", list(reference("manifest_field"))),
    ])
}

/// Returns the schema of a field of a manifest. Numbers are strings, as they are written.
fn field() -> Json {
    let value = object([("value", text()), ("caption", text())]);
    object([
        ("name", nullable(text())),
        ("type", text()),
        ("is_input", boolean()),
        ("group", nullable(text())),
        ("caption", nullable(text())),
        ("required", boolean()),
        // Anything, since a manifest is written by the author of its package.
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

/// Returns the schema of a product or a service plan in the output of `list`.
fn row() -> Json {
    // A word stands for all groups, since null stands for a row that has none, a plan's.
    let groups = union(vec![json!({ "const": "all" }), texts()]);
    object([
        ("text", about(text(), "The name that customers see.")),
        ("status", status()),
        (
            "user_groups",
            about(nullable(groups), "The user groups that can subscribe to a product; null for a plan."),
        ),
        ("description", nullable(text())),
        ("prices", list(reference("price_of_one"))),
        ("charge_type", nullable(text())),
    ])
}
