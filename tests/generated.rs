//! The generated schemas are up to date, every field reaches a column, and every column has a field or a default.

use crate::support::{MOVING_JPS, Memory, defaults, metered_external};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use wares::kinds::{self, Kinds};
use wares::table::{Fill, Role, Row, Table};

/// The rows of a catalog as text; none if the catalog has errors.
fn lowered(documents: &[Value]) -> Option<String> {
    let loaded = Memory::new(files(documents)).load();
    let catalog = loaded.catalog?;
    let desired = catalog.sound()?.lower();
    let rows = desired.resources.iter().flat_map(|it| {
        let line = |row: &Row| format!("{:?}", (it.protect, row.table, &row.key, &row.cells));
        desired.rows(it).iter().map(line).collect::<Vec<String>>()
    });
    Some(rows.collect::<Vec<String>>().join("\n"))
}

/// The files of a catalog with some documents.
fn files(documents: &[Value]) -> BTreeMap<String, String> {
    let mut external = vec![json!("DMN-COM")];
    external.extend(metered_external());
    let manifest = json!({
        "format": 1, "catalog": "test", "currencies": ["EUR", "USD"], "languages": ["en", "de"], "external": external,
    });
    let mut files = BTreeMap::from([("wares.yaml".to_owned(), manifest.to_string())]);
    files.insert("wordpress.jps".to_owned(), MOVING_JPS.to_owned());
    // JSON is valid YAML.
    files.extend(
        documents.iter().enumerate().map(|(i, document)| (format!("{i:02}.yaml"), document.to_string())),
    );
    files
}

/// A catalog that has every field of every kind.
pub fn everything() -> Vec<Value> {
    let part = json!({
        "name": { "en": "Gold", "de": "Gold" },
        "description": { "en": "Much", "de": "Viel" },
        "category": "Things",
        "periods": [{ "every": "1 year", "prices": { "EUR": 99.00, "USD": { "value": 109.00, "enabled": false } } }],
        "properties": { "tos": "defaultTOS" },
        "tags": ["popular"],
        "bundle": [{ "item": "DMN-COM", "quantity": 2 }],
        "counters": [{
            "id": "traffic", "name": "Traffic", "unit": "GB", "unit_value": 1024, "requires_subscription": true,
            "ranges": [{ "from": 0, "to": 50, "name": "Included", "prices": { "EUR": 0.5 } }],
        }],
        "taxes": { "tax1": "VAT", "tax2": "City", "tax2_mode": 1 },
        "provisioning_service": "Hosting",
        "renewal_item": "DMN-COM",
        "expiry_action": "suspend",
        "unpaid_action": "terminate",
        "shop": { "categories": ["A", "B"], "order": 10, "name": "Golden", "properties": { "colour": "gold" } },
        "protect": true,
    });
    let with = |kind: &str, article: &str, own: Value| {
        let mut document = json!({ "kind": kind, "article": article });
        for fields in [&part, &own] {
            let fields = fields.as_object().expect("an object").clone();
            document.as_object_mut().expect("an object").extend(fields);
        }
        document
    };
    let mut paid_once = with("item", "FEE", json!({ "prices": { "EUR": 5 } }));
    paid_once.as_object_mut().expect("an object").remove("periods");
    let limits = json!({ "space_mb": 3072, "databases": "unlimited" });
    let mut all = vec![
        with(
            "package",
            "HST-GLDY",
            json!({ "extra_services": true, "check_duration": true, "limits": limits, "details": details() }),
        ),
        with(
            "package",
            "HST-PLTY",
            json!({
                "details": [{ "type": "backup", "billing": "none" }, { "type": "memory", "billing": "none" }],
                "import_details": { "from": "HST-GLDY", "replace_existing": true },
            }),
        ),
        with(
            "extra_service",
            "XSV-MYSQL",
            json!({
                "packages": ["HST-GLDY"], "requires": ["DMN-COM"], "allow_multiple": true, "exclusive_group": "mysql",
                "domain": { "must_exist": true, "tlds": ["com"] },
                "amount": { "min": 1, "max": 10, "step": 1.5, "unit": "dbs" }, "adds": { "databases": 1 },
            }),
        ),
        with("item", "DMN-NET", json!({})),
        paid_once,
        json!({ "kind": "upgrade_group", "name": "Hosting", "protect": true, "members": [{
            "item": "HST-GLDY", "level": 1, "upgradeable": false, "downgradeable": false, "upgradeable_from": false,
            "downgradeable_from": false,
        }] }),
        json!({
            "kind": "detail_type", "name": "disk", "text": { "en": "Disk", "de": "Platte" }, "value": "integer", "unit": "GiB",
            "larger_units": { "TiB": 1024 }, "limit": "space_mb", "protect": true,
        }),
        json!({ "kind": "detail_type", "name": "traffic", "text": "Traffic", "value": "integer", "unit": "GB" }),
        json!({ "kind": "detail_type", "name": "memory", "text": "Memory", "value": "integer", "unit": "GiB" }),
        json!({ "kind": "detail_type", "name": "snapshots", "text": "Snapshots", "value": "integer", "unit": "GB" }),
        json!({ "kind": "detail_type", "name": "backup", "text": "Backup", "value": "boolean" }),
        json!({
            "kind": "detail_type", "name": "licence", "text": "Licences", "value": "enumeration_with_number", "unit": "seats",
            "larger_units": { "packs": 10 },
        }),
        json!({
            "kind": "detail_type", "name": "panel", "text": "Panels", "value": "enumeration_with_number", "unit": "seats",
            "larger_units": { "packs": 10 },
        }),
        json!({
            "kind": "enumeration", "name": "systems", "text": { "en": "Systems", "de": "Systeme" }, "protect": true, "values": [
                { "name": "debian", "text": { "en": "Debian", "de": "Debian" } },
                {
                    "name": "windows", "text": "Windows", "enabled": false,
                    "prices": { "1 year": { "EUR": 12.00, "USD": { "value": 13.00, "enabled": false } } },
                },
            ],
        }),
    ];
    all.extend(subscribed());
    all
}

/// A product with a plan, and what they refer to.
fn subscribed() -> Vec<Value> {
    vec![
        json!({
            "kind": "product", "id": "wordpress", "type": "marketplace_installation", "name": "WordPress", "status": "active",
            "user_groups": ["customers"], "logo": "/img/wp.png", "short_description": "Sites", "description": "# Sites",
            "related_packages": ["WP Kit"], "plans": ["wp100"], "protect": true,
        }),
        json!({
            "kind": "service_plan", "id": "wp100", "name": "${gb} GB", "description": "Little", "charge_type": "fixed",
            "status": "active", "max_quantity": 10, "grace_period": 3, "details": "## Little", "allow_moving": true,
            "package": "WP", "options": { "disk": { "value": 20, "editable": true } }, "override_regions": true,
            "regions": [{ "region": "eu", "pricing_model": "overuse" }], "tariffs": ["wp100-month"],
            "metadata": { "gb": "20" }, "protect": true,
        }),
        json!({
            "kind": "tariff", "id": "wp100-month", "name": "Monthly", "description": "By the month", "type": "subscription",
            "charge_period": "month", "currency": "EUR", "mode": "graduated",
            "tiers": [{ "from": 1, "price": 99.00 }, { "from": 5, "price": 89.5 }], "protect": true,
        }),
        json!({ "kind": "installation_package", "name": "WP", "manifest": "wordpress.jps", "protect": true }),
        json!({ "kind": "installation_package", "name": "WP Kit", "manifest": "wordpress.jps", "protect": true }),
        json!({ "kind": "region", "name": "eu", "description": "Europe", "protect": true }),
        json!({
            "kind": "user_group", "name": "customers", "regions": ["eu"], "quotas": { "environment.maxcount": 10 },
            "subscriptions": false, "protect": true,
        }),
        json!({
            "kind": "pricing_model", "name": "overuse", "tariffs": defaults("wp100-month"), "protect": true,
        }),
    ]
}

/// Fields with only one valid value: leaving them out changes nothing.
const CONSTANT: [(&str, &str); 3] =
    [("product", "/type"), ("service_plan", "/charge_type"), ("tariff", "/type")];

/// Details that have every field, every type of value and every billing.
fn details() -> Value {
    let prices = || json!({ "1 year": { "EUR": 2.00, "USD": { "value": 2.20, "enabled": false } } });
    let ordered = json!({
        "enabled": false, "billing": "ordered", "included": 20, "step": 10, "maximum": 500,
        "prices": prices(), "unlimited_prices": prices(),
        "setup_fee": { "EUR": 5.00, "USD": 6.00 }, "multiply_setup_fee": false, "minimum_period": "1 year",
        "priority": 1, "post_paid": true, "manual_processing": true, "send_instruction": true,
        "alternative_calculation": true, "random_name": true,
    });
    let metered = json!({
        "billing": "statistics", "included": 100, "overage_prices": { "EUR": 0.05, "USD": 0.06 }, "skip_trial": true,
        "statistics": { "overage_period": "month", "aggregation": "sum", "price_per": "day", "active_only": true },
    });
    let chosen = json!({ "enumeration": "systems", "included_value": "debian", "value_prices": { "windows": prices() } });
    let both = |parts: &[&Value]| {
        let keys = parts.iter().flat_map(|part| part.as_object().expect("an object").clone());
        Value::Object(keys.collect())
    };
    json!([
        both(&[&json!({ "type": "disk", "unit": "TiB" }), &ordered]),
        both(&[&json!({ "type": "snapshots" }), &metered]),
        both(&[&json!({ "type": "traffic", "billing": "compound" }), &json!({ "choices": [
            both(&[&json!({ "name": "metered" }), &metered]),
            both(&[&json!({ "name": "flat" }), &ordered]),
        ] })]),
        both(&[&json!({ "type": "licence", "unit": "packs" }), &ordered, &chosen]),
        { "type": "panel", "billing": "compound", "choices": [
            both(&[&json!({ "name": "one", "unit": "packs" }), &ordered, &chosen]),
            { "name": "other", "billing": "none", "enumeration": "systems" },
        ] },
        { "type": "backup", "billing": "ordered", "included": true, "prices": prices() },
    ])
}

#[test]
fn schemas_are_up_to_date() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut arguments = vec!["wares", "schema", "--quiet", "--out", dir.to_str().expect("UTF-8")];
    if std::env::var_os("UPDATE").is_none() {
        arguments.push("--check");
    }
    let code = wares::cli::run(arguments.iter().map(std::ffi::OsString::from));
    assert_eq!(code, 0, "schemas/ is stale: `UPDATE=1 cargo test generated` writes it");
    let known: BTreeSet<String> = Kinds::standard()
        .names()
        .map(str::to_owned)
        .chain(["catalog", "output", "plan", "wares"].map(str::to_owned))
        .map(|n| format!("{n}.json"))
        .collect();
    let present = std::fs::read_dir(dir).expect("schemas").flatten();
    assert_eq!(
        present.map(|entry| entry.file_name().into_string().expect("UTF-8")).collect::<BTreeSet<_>>(),
        known
    );
}

#[test]
fn catalog_with_every_field_is_valid() {
    assert!(lowered(&everything()).is_some());
}

#[test]
fn catalog_with_every_field_has_all_fields_of_the_schemas() {
    let mut missing = Vec::new();
    for kind in Kinds::standard().iter() {
        let mut fields = BTreeSet::new();
        properties(&kinds::kind_schema(&**kind), &mut fields);
        let mut used = BTreeSet::new();
        everything()
            .iter()
            .filter(|document| document["kind"] == kind.name())
            .for_each(|document| keys(document, &mut used));
        let unused: Vec<_> = fields.difference(&used).collect();
        if !unused.is_empty() {
            missing.push(format!("{}: {unused:?}", kind.name()));
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "add these keys to `everything` in this file");
}

/// The names of all properties of a schema, those of its definitions included.
fn properties(schema: &Value, fields: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => object.iter().for_each(|(keyword, value)| match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => {
                fields.extend(named.keys().filter(|_| keyword == "properties").cloned());
                named.values().for_each(|schema| properties(schema, fields));
            }
            _ => properties(value, fields),
        }),
        Value::Array(items) => items.iter().for_each(|value| properties(value, fields)),
        _ => {}
    }
}

/// The names of all keys of a document.
fn keys(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            names.extend(object.keys().cloned());
            object.values().for_each(|value| keys(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| keys(value, names)),
        _ => {}
    }
}

#[test]
fn every_field_reaches_a_column() {
    let documents = everything();
    let complete = lowered(&documents).expect("a valid catalog");
    for (number, document) in documents.iter().enumerate() {
        let kind = document["kind"].as_str().expect("a kind");
        let is_constant = |pointer: &String| CONSTANT.contains(&(kind, pointer));
        for pointer in pointers(document, String::new()).into_iter().filter(|it| !is_constant(it)) {
            let mut documents = documents.clone();
            remove(&mut documents[number], &pointer);
            assert_ne!(
                lowered(&documents).as_ref(),
                Some(&complete),
                "{}{pointer} reaches no column",
                document["kind"]
            );
        }
    }
}

/// The pointers to every key of a document.
fn pointers(value: &Value, at: String) -> Vec<String> {
    match value {
        Value::Object(object) => {
            let below = object.iter().flat_map(|(key, value)| {
                let pointer = format!("{at}/{key}");
                std::iter::once(pointer.clone()).chain(pointers(value, pointer))
            });
            below.collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(i, value)| pointers(value, format!("{at}/{i}"))).collect()
        }
        _ => Vec::new(),
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = document.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    *parent = parent
        .iter()
        .filter(|(name, _)| *name != key)
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect::<Map<_, _>>();
}

#[test]
fn every_column_is_reached_by_a_field_or_has_a_default_in_the_manifest() {
    let rows = lowered_columns();
    let defaults: BTreeSet<String> = serde_json::to_value(wares::model::ItemDefaults::default())
        .expect("JSON")
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    let mut unreached = Vec::new();
    for table in Kinds::standard().tables().managed() {
        for column in table.columns {
            let reached = rows.contains(&(table.name, column.name));
            let filled = matches!(column.fill, Fill::Created | Fill::Changed)
                || column.default != wares::table::Constant::Null;
            let has_default = *table == &kinds::ITEM && defaults.contains(column.name);
            let is_accounted_for = reached || column.fill != Fill::Files && (filled || has_default);
            if !is_accounted_for {
                unreached.push(format!("{}.{}", table.name, column.name));
            }
        }
    }
    assert_eq!(
        unreached,
        Vec::<String>::new(),
        "no document of `everything` in this file sets these columns"
    );
}

fn lowered_columns() -> BTreeSet<(&'static str, &'static str)> {
    let loaded = Memory::new(files(&everything())).load();
    let catalog = loaded.catalog.expect("a catalog");
    let desired = catalog.sound().expect("a valid catalog").lower();
    let mut columns = BTreeSet::new();
    for resource in &desired.resources {
        let rows = desired.rows(resource);
        let columns_with_values = rows
            .iter()
            .flat_map(|row| row.columns_with_values().map(|(column, _)| (row.table.name, column.name)));
        columns.extend(columns_with_values);
    }
    columns
}

/// Compares the descriptors with the columns of the tables that `db init` creates.
#[test]
fn every_column_of_a_managed_table_is_described() {
    let project = crate::support::Project::new().init();
    // Only the billing system fills these columns.
    let left_alone = BTreeSet::from([("item_price", "description"), ("shop_item_property", "value_prefix")]);
    let kinds = Kinds::standard();
    let tables = kinds.tables();
    let physical: BTreeSet<&str> = tables.managed().iter().map(|table| table.physical).collect();
    for name in physical {
        let slices: Vec<&&Table> = tables.managed().iter().filter(|table| table.physical == name).collect();
        let described: BTreeSet<&str> = slices.iter().flat_map(|table| described(table)).collect();
        let select = format!(
            "SELECT column_name FROM information_schema.columns WHERE table_name = '{name}' AND table_schema = 'public'"
        );
        let columns = project.query(&select);
        let unknown: Vec<&String> = columns
            .iter()
            .map(|row| &row[0])
            .filter(|column| {
                !described.contains(column.as_str()) && !left_alone.contains(&(name, column.as_str()))
            })
            .collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?} belong to no descriptor");
        assert_eq!(slices[0].role, Role::Managed);
    }
}

fn described(table: &Table) -> Vec<&'static str> {
    let columns = table.columns.iter().map(|column| column.name);
    let fixed =
        table.constants.iter().map(|(name, _)| *name).chain(table.scopes.iter().map(|(name, _)| *name));
    columns.chain(fixed).chain(table.link()).chain([table.id.name]).collect()
}
