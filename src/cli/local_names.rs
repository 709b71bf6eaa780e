//! Reports which names were added to the private database, and what was updated in it.

use super::Output;
use super::output::WIDTH;
use crate::db::{Added, Created};
use crate::diagnostic::{counted, printable};
use crate::report::wrapping;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Reports which names were added to the private database, and what was updated in it. A private database accepts any
/// name of a currency, a service and so on. A misspelled name can be noticed only in this list.
pub fn tell(created: &Created, output: &Output) {
    if !created.names.is_empty() {
        output.tell(&names(&created.names));
    }
    if !created.updated.is_empty() {
        let updated: Vec<String> = created.updated.iter().map(ToString::to_string).collect();
        output.tell(&format!("note: updated in the private database: {}", updated.join("; ")));
    }
}

/// Lists the names, grouped by what they name. A name that is similar to a more common one gets a hint.
fn names(added: &[Added]) -> String {
    // `BTreeMap`, so that the groups have the same order on every run.
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for Added { noun, name, .. } in added {
        groups.entry(noun).or_default().push(format!("`{}`", printable(name)));
    }
    let mut text =
        "note: added to the private database, because the files name them (check that none is misspelled):"
            .to_owned();
    for (noun, names) in groups {
        let options = wrapping(WIDTH).initial_indent("  ").subsequent_indent("    ").break_words(false);
        let _ = write!(text, "\n{}", textwrap::fill(&format!("{noun}: {}", names.join(", ")), options));
    }
    for (name, (other, count)) in added.iter().filter_map(|it| Some((&it.name, it.alike.as_ref()?))) {
        let [name, other] = [name, other].map(|name| printable(name));
        let others = counted(*count, "other resource");
        let verb = if *count == 1 { "uses" } else { "use" };
        let _ = write!(text, "\n  `{name}`: {others} {verb} `{other}`; correct `{name}` if it is misspelled");
    }
    text
}
