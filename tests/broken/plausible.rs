//! Changes that may be intended.

use super::Way;
use super::catalog::{Catalog, Change, Site};
use serde_json::{Value, json};

pub const WAYS: &[Way] = &[
    Way { name: "a flag", changes: |catalog, _| flags(catalog) },
    Way { name: "a number that is higher by one", changes: |catalog, _| numbers(catalog) },
    Way { name: "a price that is higher by a tenth", changes: |catalog, _| prices(catalog) },
];

fn flags(catalog: &Catalog) -> Vec<Change> {
    let flag = |site: Site<'_>| Some(site.set(!site.value.as_bool()?));
    catalog.sites().filter_map(flag).collect()
}

fn is_price(site: &Site<'_>) -> bool {
    site.pointer.contains("prices")
}

fn numbers(catalog: &Catalog) -> Vec<Change> {
    let more = |site: Site<'_>| Some(site.set(site.value.as_i64()? + 1));
    catalog.sites().filter(|site| !is_price(site)).filter_map(more).collect()
}

fn prices(catalog: &Catalog) -> Vec<Change> {
    let more = |site: Site<'_>| {
        let price = match site.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        Some(site.set(json!(format!("{:.2}", price? * 1.1))))
    };
    catalog.sites().filter(is_price).filter_map(more).collect()
}
