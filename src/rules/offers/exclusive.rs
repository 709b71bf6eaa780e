//! The exclusive groups of extra services.

use crate::kinds::ExtraService;
use crate::offer::{Offer, Sells};
use std::collections::BTreeMap;

/// The services of each exclusive group, in the order of the files. Services whose group is not known are left out.
pub(super) fn groups<'o, 'a>(offer: &'o Offer<'a>) -> BTreeMap<&'a str, Vec<&'o Sells<'a, ExtraService>>> {
    // Sorted by name, so that the findings of rules that go through the groups are stable.
    let mut groups: BTreeMap<&'a str, Vec<&'o Sells<'a, ExtraService>>> = BTreeMap::new();
    for service in offer.services() {
        // `read` fails if a property defines the group in a form that Wares cannot interpret.
        let group = service.read("exclusive_group", |own| own.exclusive_group.as_ref());
        if let Ok(Some(group)) = group {
            groups.entry(group.as_str()).or_default().push(service);
        }
    }
    groups
}
