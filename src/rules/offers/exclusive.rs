//! Groups extra services by exclusive group.

use crate::kinds::ExtraService;
use crate::offer::{Offer, TypedArticle};
use std::collections::BTreeMap;

/// Returns the extra services of each exclusive group, in the order of the files. Services are left out if their
/// exclusive group is not known.
pub(super) fn groups<'o, 'a>(
    offer: &'o Offer<'a>,
) -> BTreeMap<&'a str, Vec<&'o TypedArticle<'a, ExtraService>>> {
    // Sorted by name, so that the findings of rules that go through the groups are stable.
    let mut groups: BTreeMap<&'a str, Vec<&'o TypedArticle<'a, ExtraService>>> = BTreeMap::new();
    for service in offer.services() {
        // `read` fails if a property defines the group in a form that Wares cannot interpret.
        let group = service.read("exclusive_group", |own| own.exclusive_group.as_ref());
        if let Ok(Some(group)) = group {
            groups.entry(group.as_str()).or_default().push(service);
        }
    }
    groups
}
