//! Converts families of memory and storage into upgrade groups.

use super::catalog::Plan;
use crate::limits::{Reason, Unsaid};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The families whose add-ons differ in amount, so that a customer can move up and down.
const LADDERS: &[&str] = &["memory", "storage"];

/// The upgrade groups: one for each set of add-ons, which several plans may offer.
pub fn ladders(plans: &[Plan], monthly: &BTreeMap<&str, u64>, unsaid: &mut Unsaid) -> Vec<Value> {
    let mut sets: BTreeMap<(&str, BTreeSet<&str>), Vec<&str>> = BTreeMap::new();
    for plan in plans {
        for family in plan.addon_families.iter().filter(|family| LADDERS.contains(&family.name.as_str())) {
            let members = family.addons.iter().map(String::as_str).collect();
            sets.entry((&family.name, members)).or_default().push(&plan.plan_code);
        }
    }
    let mut groups = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for ((family, members), plans) in &sets {
        let name = format!("{family} of {}", plans.join(", "));
        let levels = levels(members, monthly);
        if levels.len() < members.len() {
            unsaid.add(Reason::Sideways, name.clone());
        }
        // With a single level, there are no moves.
        if levels.len() > 1 {
            members.iter().for_each(|member| *seen.entry(member).or_default() += 1);
            groups.push(group(&name, &levels));
        }
    }
    let several = seen.iter().filter(|(_, ladders)| **ladders > 1);
    several.for_each(|(addon, ladders)| {
        unsaid.add(Reason::LadderOfPackage, format!("{addon}: {ladders} ladders"))
    });
    groups
}

/// The members grouped by their monthly price, the lowest first.
fn levels<'a>(members: &BTreeSet<&'a str>, monthly: &BTreeMap<&str, u64>) -> Vec<Vec<&'a str>> {
    let mut levels: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for member in members {
        levels.entry(monthly[member]).or_default().push(member);
    }
    levels.into_values().collect()
}

fn group(name: &str, levels: &[Vec<&str>]) -> Value {
    let members = levels.iter().zip(1..).flat_map(|(members, level)| {
        members.iter().map(move |member| json!({ "item": member, "level": level }))
    });
    json!({ "kind": "upgrade_group", "name": name, "members": members.collect::<Vec<_>>() })
}
