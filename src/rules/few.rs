//! Findings that are told once for several places.

use crate::diagnostic::{Diagnostic, Location, list};

/// How many names a message lists, and how many further places a finding shows.
const LISTED: usize = 3;

/// The first few of some names, with how many more there are.
pub fn few<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.len() {
        count if count > LISTED + 1 => {
            let first: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            format!("{} and {} more", first.join(", "), count - LISTED)
        }
        _ => list(&names, "and"),
    }
}

/// A finding with the first few of its further places.
pub fn with_more<L: Into<Location>>(
    finding: Diagnostic,
    places: impl IntoIterator<Item = L>,
    text: &str,
) -> Diagnostic {
    places.into_iter().take(LISTED).fold(finding, |finding, place| finding.also(place, text))
}

/// How many more there are than the one that a message names; empty where there are none.
pub fn and_more(more: usize, noun: &str) -> String {
    match more {
        0 => String::new(),
        1 => format!(" (and 1 more such {noun})"),
        more => format!(" (and {more} more such {noun}s)"),
    }
}
