//! Changes that are certainly mistakes.

use super::Way;
use super::catalog::{Catalog, Change, Site};
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const WAYS: &[Way] = &[
    Way {
        name: "a reference to something that does not exist",
        changes: |catalog, _| unknown_references(catalog),
    },
    Way { name: "crossed bounds", changes: |catalog, _| crossed_bounds(catalog) },
    Way { name: "a price below that of the lower member", changes: |catalog, _| cheap_members(catalog) },
    Way { name: "a missing currency", changes: |catalog, _| missing_currencies(catalog) },
    Way { name: "a typo in a reference", changes: |catalog, rng| slips(catalog, rng, is_reference) },
    Way { name: "a typo in a category", changes: |catalog, rng| slips(catalog, rng, is_category) },
    Way { name: "a typo in a unit", changes: |catalog, rng| slips(catalog, rng, is_unit) },
    Way { name: "a typo in a service", changes: service_slips },
    Way { name: "two levels in the opposite order", changes: |catalog, _| opposite_levels(catalog) },
    Way { name: "a top-level domain with a dot", changes: |catalog, _| dots(catalog) },
];

/// Whether a value refers to another resource.
fn is_reference(site: &Site<'_>) -> bool {
    let fields = [
        "item",
        "packages",
        "requires",
        "renewal_item",
        "package",
        "tariffs",
        "plans",
        "user_groups",
        "related",
        "type",
        "enumeration",
    ];
    let is_other_type = ["type"].contains(&site.field()) && !site.pointer.starts_with("/details/");
    fields.contains(&site.field()) && !is_other_type && site.value.is_string()
}

fn is_category(site: &Site<'_>) -> bool {
    ["category", "categories"].contains(&site.field()) && site.value.is_string()
}

fn is_unit(site: &Site<'_>) -> bool {
    ["unit", "every"].contains(&site.field()) && site.value.is_string()
}

fn unknown_references(catalog: &Catalog) -> Vec<Change> {
    catalog.sites().filter(is_reference).map(|site| site.set("nowhere-to-be-found")).collect()
}

/// Swaps the bounds of each pair, so that the lower one is above the upper one.
fn crossed_bounds(catalog: &Catalog) -> Vec<Change> {
    let pairs = [("min", "max"), ("from", "to"), ("included", "max")];
    let crossed = |site: Site<'_>| {
        pairs.iter().find_map(|(low, high)| {
            let (lower, upper) = (site.value.get(low)?.as_f64()?, site.value.get(high)?.as_f64()?);
            let edit = |key: &str, value: f64| (format!("{}/{key}", site.pointer), Some(json!(value)));
            (lower < upper).then(|| site.edits(vec![edit(low, upper), edit(high, lower)]))
        })
    };
    catalog.sites().filter_map(crossed).collect()
}

/// The documents of articles, by article number.
fn articles(catalog: &Catalog) -> BTreeMap<&str, Site<'_>> {
    fn number(value: &Value) -> Option<&str> {
        value.get("article")?.as_str()
    }
    let documents = catalog.sites().filter(|site| site.pointer.is_empty());
    documents.filter_map(|site| Some((number(site.value)?, site))).collect()
}

/// The members of each upgrade group as pairs of neighbors, the lower one first.
fn neighbors(catalog: &Catalog) -> Vec<(String, String, Site<'_>)> {
    let mut pairs = Vec::new();
    for site in catalog.of("upgrade_group") {
        let mut members: Vec<(i64, String)> = site.value["members"]
            .as_array()
            .expect("members")
            .iter()
            .map(|member| {
                (
                    member["level"].as_i64().expect("a level"),
                    member["item"].as_str().expect("an item").to_owned(),
                )
            })
            .collect();
        members.sort();
        let steps = members.windows(2).filter(|pair| pair[0].0 < pair[1].0);
        pairs.extend(steps.map(|pair| {
            let site = Site { pointer: site.pointer.clone(), ..site };
            (pair[0].1.clone(), pair[1].1.clone(), site)
        }));
    }
    pairs
}

/// Sets the prices of each member to a tenth of those of the next lower one, wherever the lower one has a price.
fn cheap_members(catalog: &Catalog) -> Vec<Change> {
    let articles = articles(catalog);
    let cheap = |(lower, upper, _): (String, String, Site<'_>)| {
        let (lower, upper) = (articles.get(&*lower)?, articles.get(&*upper)?);
        let mut edits = Vec::new();
        for (at, period) in upper.value["periods"].as_array()?.iter().enumerate() {
            let same = lower.value["periods"].as_array()?.iter().find(|it| it["every"] == period["every"])?;
            for (currency, price) in same["prices"].as_object()? {
                let cheaper = price.as_f64().or_else(|| price.as_str()?.parse().ok())? / 10.0;
                let pointer = format!("/periods/{at}/prices/{currency}");
                edits.push((pointer, Some(json!(format!("{cheaper:.2}")))));
            }
        }
        (!edits.is_empty()).then(|| upper.edits(edits))
    };
    neighbors(catalog).into_iter().filter_map(cheap).collect()
}

fn missing_currencies(catalog: &Catalog) -> Vec<Change> {
    let is_price = |site: &Site<'_>| {
        let (parent, _) = site.pointer.rsplit_once('/').unwrap_or_default();
        parent.ends_with("/prices") && parent.contains("periods") && parent.matches('/').count() == 3
    };
    catalog.sites().filter(is_price).map(|site| site.without()).collect()
}

/// Replaces a letter in references, and in other matching strings that appear more than once.
fn slips(catalog: &Catalog, rng: &mut Rng, is_wanted: fn(&Site<'_>) -> bool) -> Vec<Change> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let texts = catalog.sites().filter(is_wanted).filter_map(|site| site.value.as_str());
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let is_twice = |site: &Site<'_>| site.value.as_str().is_some_and(|text| counts[text] > 1);
    let is_known = |site: &Site<'_>| is_wanted(site) && (is_reference(site) || is_twice(site));
    let slip = |site: Site<'_>| Some(site.set(slipped(site.value.as_str()?, rng)?));
    catalog.sites().filter(is_known).filter_map(slip).collect()
}

/// Replaces a letter of a string; none if it has fewer than four letters.
fn slipped(text: &str, rng: &mut Rng) -> Option<String> {
    let letters: Vec<usize> =
        text.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic()).map(|(at, _)| at).collect();
    let at = *letters.get(rng.usize(0..letters.len().max(1)))?;
    if letters.len() < 4 {
        return None;
    }
    let other = if &text[at..=at] == "x" { "q" } else { "x" };
    Some(format!("{}{other}{}", &text[..at], &text[at + 1..]))
}

/// Replaces a letter in the names of the services of limits.
fn service_slips(catalog: &Catalog, rng: &mut Rng) -> Vec<Change> {
    let is_limit = |site: &Site<'_>| {
        let (parent, _) = site.pointer.rsplit_once('/').unwrap_or_default();
        ["/limits", "/adds"].contains(&parent)
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    catalog.sites().filter(is_limit).for_each(|site| *counts.entry(site.key().to_owned()).or_default() += 1);
    let is_known = |site: &Site<'_>| is_limit(site) && counts[site.key()] > 1;
    let slip = |site: Site<'_>| {
        let (parent, key) = site.pointer.rsplit_once('/')?;
        let pointer = format!("{parent}/{}", slipped(key, rng)?);
        Some(site.edits(vec![(site.pointer.clone(), None), (pointer, Some(site.value.clone()))]))
    };
    catalog.sites().filter(is_known).filter_map(slip).collect()
}

/// Adds, for each pair of neighbors, a group with the two in the opposite order.
fn opposite_levels(catalog: &Catalog) -> Vec<Change> {
    let opposite = |(lower, upper, site): (String, String, Site<'_>)| {
        let members = json!([{ "item": upper, "level": 1 }, { "item": lower, "level": 2 }]);
        let group = json!({ "kind": "upgrade_group", "name": "The other way round", "members": members });
        Change { more: Some(group), ..site.edits(Vec::new()) }
    };
    neighbors(catalog).into_iter().map(opposite).collect()
}

/// Puts a dot before top-level domains.
fn dots(catalog: &Catalog) -> Vec<Change> {
    let is_tld = |site: &Site<'_>| site.field() == "tlds" && site.value.is_string();
    let dotted = |site: Site<'_>| site.set(format!(".{}", site.value.as_str().expect("a string")));
    let added =
        |site: Site<'_>| site.edits(vec![("/domain".to_owned(), Some(json!({ "tlds": [".com", "net"] })))]);
    let services = catalog.of("extra_service").map(added);
    catalog.sites().filter(is_tld).map(dotted).chain(services).collect()
}
