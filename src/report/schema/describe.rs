//! The schema of the output of `describe`.

use super::build::{
    boolean, list, mapping, nullable, object, partly, reference, text, texts, union, whole, word,
};
use serde_json::{Value as Json, json};

/// Returns the definitions that a description uses.
pub fn definitions() -> Vec<(&'static str, Json)> {
    vec![
        ("description", description()),
        ("part", part()),
        ("service_visibility", service_visibility()),
        (
            "raw",
            object([
                ("property", text()),
                ("field", text()),
                ("value", text()),
                ("place", reference("place")),
            ]),
        ),
        ("choices", choices()),
        ("price", price()),
        ("link", link()),
        ("ladder", ladder()),
        ("member", member()),
        ("move", one_move()),
        ("detail", detail()),
        ("terms", terms()),
    ]
}

/// Returns the schema of a description, with the sections that its kind has.
fn description() -> Json {
    let external = object([("name", text()), ("place", reference("place"))]);
    let referrer =
        object([("kind", text()), ("name", text()), ("field", text()), ("place", reference("place"))]);
    let own = vec![
        ("kind", text()),
        ("name", text()),
        ("protect", boolean()),
        ("place", reference("place")),
        ("parts", list(reference("part"))),
        ("external", list(external)),
        ("referrers", list(referrer)),
        ("services", list(reference("service_visibility"))),
        ("packages", list(reference("service_visibility"))),
        ("choices", reference("choices")),
        ("link", reference("link")),
        ("ladder", reference("ladder")),
        ("details", list(reference("detail"))),
        ("having", list(object([("article", text()), ("detail", reference("detail"))]))),
        ("plan_sheet", reference("plan_sheet")),
        ("product_sheet", reference("product_sheet")),
        ("manifest", reference("package_manifest")),
    ];
    // The first seven are in every description, the others are sections.
    partly(own, 7)
}

/// Returns the schema of a value of a document, which may be a default. The value is a row of a table, or a word.
fn part() -> Json {
    object([
        ("field", text()),
        ("property", nullable(text())),
        ("table", nullable(text())),
        ("key", nullable(list(reference("value")))),
        ("values", nullable(reference("image"))),
        ("word", nullable(text())),
        ("origin", word(&["document", "manifest", "manifest_default", "default"])),
        // A value that is a default has no place in the files.
        ("place", nullable(reference("place"))),
    ])
}

/// Returns the schema of an entry that says whether customers of a package see a service and, if not, why.
fn service_visibility() -> Json {
    let reasons = [
        "no_extra_services",
        "not_listed",
        "no_shared_period",
        "not_in_shop",
        "other_category",
        "raw_property",
        "external",
    ];
    object([
        ("article", text()),
        ("name", nullable(text())),
        ("shown", nullable(boolean())),
        ("periods", nullable(texts())),
        ("reason", nullable(word(&reasons))),
        ("raw", nullable(reference("raw"))),
        ("package_in_shop", nullable(boolean())),
        ("place", reference("place")),
    ])
}

/// Returns the schema of the amounts of an extra service that customers can choose.
fn choices() -> Json {
    let listed = object([("amount", text()), ("prices", list(reference("price")))]);
    let amounts = object([
        ("count", whole()),
        ("first", text()),
        ("last", text()),
        ("step", text()),
        ("listed", list(listed)),
    ]);
    // `true` or absent: the key alone says what is wrong.
    let only_true = || json!({ "const": true });
    let lacks = vec![
        object([("raw", list(reference("raw")))]),
        object([("missing", texts())]),
        object([("no_step", only_true())]),
        object([("empty", only_true())]),
    ];
    object([
        ("unit", nullable(text())),
        ("amounts", nullable(amounts)),
        ("no_amounts", nullable(union(lacks))),
        ("one", list(reference("price"))),
    ])
}

/// Returns the schema of a price for a period in a currency.
fn price() -> Json {
    object([
        ("period", nullable(text())),
        ("currency", text()),
        ("enabled", boolean()),
        ("price", nullable(text())),
    ])
}

/// Returns the schema of the link that selects a service in the shop.
fn link() -> Json {
    let missing = vec![
        object([("property", text()), ("field", text())]),
        object([("customers", json!({ "const": true }))]),
    ];
    object([
        ("works", nullable(boolean())),
        ("missing", list(union(missing))),
        ("raw", list(reference("raw"))),
        ("query", text()),
        ("query_with_amount", nullable(text())),
    ])
}

/// Returns the schema of the ladder of an upgrade group.
fn ladder() -> Json {
    object([("members", list(reference("member"))), ("pairs", whole()), ("moves", list(reference("move")))])
}

/// Returns the schema of a member of an upgrade group.
fn member() -> Json {
    object([
        ("article", text()),
        ("name", nullable(text())),
        // Without a minimum: levels may be negative.
        ("level", json!({ "type": "integer" })),
        ("upgradeable", boolean()),
        ("downgradeable", boolean()),
        ("upgradeable_from", boolean()),
        ("downgradeable_from", boolean()),
        ("external", boolean()),
        // Only a word stands for no limit, since any number could be a real one.
        ("limits", nullable(mapping(union(vec![whole(), word(&["unlimited"])])))),
        ("in_shop", nullable(boolean())),
        ("place", reference("place")),
    ])
}

/// Returns the schema of a move between two members. `certain` is false if the two readings of the flags disagree.
fn one_move() -> Json {
    let flags = || list(object([("flag", text()), ("article", text())]));
    object([
        ("from", text()),
        ("to", text()),
        ("direction", word(&["upgrade", "downgrade"])),
        ("possible", nullable(boolean())),
        ("certain", boolean()),
        ("skips", boolean()),
        ("periods", nullable(texts())),
        ("against", flags()),
        ("against_otherwise", flags()),
    ])
}

/// Returns the schema of a detail of a package. A compound detail has choices.
fn detail() -> Json {
    object([
        ("name", text()),
        ("text", nullable(text())),
        ("value_type", nullable(text())),
        ("imported_from", nullable(text())),
        ("place", reference("place")),
        ("terms", reference("terms")),
        ("first_choice", nullable(text())),
        ("choices", list(reference("terms"))),
    ])
}

/// Returns the schema of what is included in a detail or in one of its choices, and of what can be ordered in addition.
fn terms() -> Json {
    let prices = || list(reference("price"));
    object([
        ("choice", nullable(text())),
        ("place", reference("place")),
        ("enabled", boolean()),
        ("billing", word(&["none", "ordered", "statistics", "compound"])),
        ("unit", nullable(text())),
        ("included", nullable(text())),
        ("has_it", nullable(boolean())),
        ("included_value", nullable(text())),
        ("totals", nullable(totals())),
        ("prices", prices()),
        ("unlimited_prices", prices()),
        ("overage_prices", prices()),
        ("setup_fee", prices()),
        ("setup_fee_multiplied", boolean()),
        ("values", list(value())),
        ("minimum_period", nullable(text())),
        ("post_paid", boolean()),
        ("manual_processing", boolean()),
        ("alternative_calculation", boolean()),
        ("skip_trial", boolean()),
    ])
}

/// Returns the schema of the totals that can be ordered. `last` and `count` are null if there is no maximum.
fn totals() -> Json {
    let listed = object([("amount", text()), ("prices", list(reference("price")))]);
    object([
        ("first", text()),
        ("step", text()),
        ("last", nullable(text())),
        ("count", nullable(whole())),
        ("listed", list(listed)),
    ])
}

/// Returns the schema of a value of an enumeration.
fn value() -> Json {
    object([
        ("name", text()),
        ("text", text()),
        ("enabled", boolean()),
        ("included", boolean()),
        ("prices", list(reference("price"))),
        ("priced_by", list(word(&["package_value", "package_detail", "enumeration_default"]))),
    ])
}
