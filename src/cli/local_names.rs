//! What was added to the private database, as it is told.

use super::Output;
use super::output::WIDTH;
use crate::db::{Added, Created};
use crate::diagnostic::{counted, printable};
use crate::report::wrapping;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Tells which names the private database did not have, since a misspelt one is found in no other way there, and what was
/// brought up to date.
pub fn tell(created: &Created, output: &Output) {
    if !created.names.is_empty() {
        output.tell(&names(&created.names));
    }
    if !created.updated.is_empty() {
        let moved: Vec<String> = created.updated.iter().map(ToString::to_string).collect();
        output.tell(&format!("note: in the private database, brought {}", moved.join("; ")));
    }
}

/// The names, by what they name.
fn names(added: &[Added]) -> String {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in added {
        groups.entry(one.noun).or_default().push(format!("`{}`", printable(&one.name)));
    }
    let mut text =
        "note: added to the private database, since the files name them (check that none is misspelt):"
            .to_owned();
    for (noun, names) in groups {
        let options = wrapping(WIDTH).initial_indent("  ").subsequent_indent("    ").break_words(false);
        let _ = write!(text, "\n{}", textwrap::fill(&format!("{noun}: {}", names.join(", ")), options));
    }
    for (one, (other, count)) in added.iter().filter_map(|one| Some((one, one.alike.as_ref()?))) {
        let [name, other] = [&one.name, other].map(|name| printable(name));
        let others = counted(*count, "other resource");
        let say = if *count == 1 { "says" } else { "say" };
        let _ = write!(text, "\n  `{name}`: {others} {say} `{other}`; correct `{name}` if it is a typo");
    }
    text
}
