//! What nobody can mean.

use super::Way;
use super::catalog::{Catalog, Change, Site};
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const WAYS: &[Way] = &[
    Way { name: "a reference to nothing", changes: |catalog, _| references_to_nothing(catalog) },
    Way { name: "crossed bounds", changes: |catalog, _| crossed_bounds(catalog) },
    Way { name: "a price below that of the member beneath", changes: |catalog, _| cheap_members(catalog) },
    Way { name: "a missing currency", changes: |catalog, _| missing_currencies(catalog) },
    Way { name: "a letter of a reference", changes: |catalog, rng| slips(catalog, rng, is_reference) },
    Way { name: "a letter of a category", changes: |catalog, rng| slips(catalog, rng, is_category) },
    Way { name: "a letter of a unit", changes: |catalog, rng| slips(catalog, rng, is_unit) },
    Way { name: "a letter of a service", changes: service_slips },
    Way { name: "two levels in the opposite order", changes: |catalog, _| opposite_levels(catalog) },
    Way { name: "a top-level domain with a dot", changes: |catalog, _| dots(catalog) },
];

/// Whether a text refers to another resource.
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
    let is_kind_of_something = ["type"].contains(&site.field()) && !site.pointer.starts_with("/details/");
    fields.contains(&site.field()) && !is_kind_of_something && site.value.is_string()
}

fn is_category(site: &Site<'_>) -> bool {
    ["category", "categories"].contains(&site.field()) && site.value.is_string()
}

fn is_unit(site: &Site<'_>) -> bool {
    ["unit", "every"].contains(&site.field()) && site.value.is_string()
}

fn references_to_nothing(catalog: &Catalog) -> Vec<Change> {
    catalog.sites().filter(is_reference).map(|site| site.set("nowhere-to-be-found")).collect()
}

/// Each pair of bounds of which the lower one is above the upper one.
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

/// The documents of articles by number.
fn articles(catalog: &Catalog) -> BTreeMap<&str, Site<'_>> {
    fn number(value: &Value) -> Option<&str> {
        value.get("article")?.as_str()
    }
    let documents = catalog.sites().filter(|site| site.pointer.is_empty());
    documents.filter_map(|site| Some((number(site.value)?, site))).collect()
}

/// The members of groups as pairs of neighbours, the lower one first.
fn neighbours(catalog: &Catalog) -> Vec<(String, String, Site<'_>)> {
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

/// Each member at a tenth of the price of the one beneath it, for every period in every currency.
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
    neighbours(catalog).into_iter().filter_map(cheap).collect()
}

fn missing_currencies(catalog: &Catalog) -> Vec<Change> {
    let is_price = |site: &Site<'_>| {
        let (parent, _) = site.pointer.rsplit_once('/').unwrap_or_default();
        parent.ends_with("/prices") && parent.contains("periods") && parent.matches('/').count() == 3
    };
    catalog.sites().filter(is_price).map(|site| site.without()).collect()
}

/// Texts that stand elsewhere too, with a letter replaced by another.
fn slips(catalog: &Catalog, rng: &mut Rng, is_one: fn(&Site<'_>) -> bool) -> Vec<Change> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let texts = catalog.sites().filter(is_one).filter_map(|site| site.value.as_str());
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let is_twice = |site: &Site<'_>| site.value.as_str().is_some_and(|text| counts[text] > 1);
    let is_known = |site: &Site<'_>| is_one(site) && (is_reference(site) || is_twice(site));
    let slip = |site: Site<'_>| Some(site.set(slipped(site.value.as_str()?, rng)?));
    catalog.sites().filter(is_known).filter_map(slip).collect()
}

/// A text with a letter replaced by another; none where it has too few.
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

/// The services of limits, with a letter replaced by another.
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

/// For each pair of neighbours another group that orders them oppositely.
fn opposite_levels(catalog: &Catalog) -> Vec<Change> {
    let opposite = |(lower, upper, site): (String, String, Site<'_>)| {
        let members = json!([{ "item": upper, "level": 1 }, { "item": lower, "level": 2 }]);
        let group = json!({ "kind": "upgrade_group", "name": "The other way round", "members": members });
        Change { more: Some(group), ..site.edits(Vec::new()) }
    };
    neighbours(catalog).into_iter().map(opposite).collect()
}

fn dots(catalog: &Catalog) -> Vec<Change> {
    let is_tld = |site: &Site<'_>| site.field() == "tlds" && site.value.is_string();
    let dotted = |site: Site<'_>| site.set(format!(".{}", site.value.as_str().expect("a text")));
    let added =
        |site: Site<'_>| site.edits(vec![("/domain".to_owned(), Some(json!({ "tlds": [".com", "net"] })))]);
    let services = catalog.of("extra_service").map(added);
    catalog.sites().filter(is_tld).map(dotted).chain(services).collect()
}
