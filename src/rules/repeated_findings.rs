//! Keeps findings short: shows a few names or places, and the number of the remaining ones.

use crate::diagnostic::{Diagnostic, Location, grouped, list};
use std::collections::HashMap;
use std::hash::Hash;

/// The maximum number of names, or of places in addition to the first, that are shown.
const MOST: usize = 3;

/// Lists names in a sentence: up to three names, or the first two and the number of the remaining names.
pub(super) fn named(names: &[&str], noun: &str) -> String {
    // Replacing a single name by "1 other" would not save anything.
    if names.len() <= MOST {
        return list(names, "and");
    }
    let others = grouped(names.len() - 2);
    format!("`{}`, `{}` and {others} other {noun}s", names[0], names[1])
}

/// Lists names in a sentence: up to four names, or the first three and the number of the remaining names.
pub(super) fn few<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    // One more than is shown, because "and 1 more" is as long as the name itself.
    match names.len() {
        count if count > MOST + 1 => {
            let first: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
            format!("{} and {} more", first.join(", "), grouped(count - MOST))
        }
        _ => list(&names, "and"),
    }
}

/// Says how many cases there are in addition to the one that a message names. The text is empty if there are none.
pub(super) fn and_more(more: usize, noun: &str) -> String {
    match more {
        0 => String::new(),
        1 => format!(" (and 1 more such {noun})"),
        more => format!(" (and {} more such {noun}s)", grouped(more)),
    }
}

/// Adds places to a finding, all with the same label. Only the first three are shown.
pub(super) fn with_more<L: Into<Location>>(
    finding: Diagnostic,
    places: impl IntoIterator<Item = L>,
    text: &str,
) -> Diagnostic {
    with_places(finding, places.into_iter().map(|place| (place, text.to_owned())))
}

/// Adds places to a finding, each with its own label. Only the first three are shown. The remaining ones are kept in
/// `unshown`.
pub(super) fn with_places<L: Into<Location>>(
    finding: Diagnostic,
    places: impl IntoIterator<Item = (L, String)>,
) -> Diagnostic {
    places.into_iter().enumerate().fold(finding, |mut finding, (at, (place, text))| {
        // With more places, the source excerpts of one finding would fill the screen.
        if at < MOST {
            return finding.also(place, text);
        }
        // The others still count for comments that allow the rule.
        finding.unshown.push(place.into());
        finding
    })
}

/// Groups things by their keys. The groups are in the order in which their keys first occur.
pub(super) fn grouped_by<K: Eq + Hash + Clone, T>(
    things: impl IntoIterator<Item = (K, T)>,
) -> Vec<(K, Vec<T>)> {
    let mut indexes: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for (key, thing) in things {
        // The index is remembered, so that grouping stays linear in a large catalog.
        let index = *indexes.entry(key.clone()).or_insert(groups.len());
        if index == groups.len() {
            // The first member of a group decides its place, so that findings stay in the order of the files.
            groups.push((key, Vec::new()));
        }
        groups[index].1.push(thing);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn long_list_of_names_is_shortened() {
        assert_eq!(named(&["a"], "package"), "`a`");
        assert_eq!(named(&["a", "b", "c"], "package"), "`a`, `b` and `c`");
        assert_eq!(named(&["a", "b", "c", "d"], "package"), "`a`, `b` and 2 other packages");
    }
}
