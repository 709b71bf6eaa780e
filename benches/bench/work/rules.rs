//! All rules, against the parsing of the files.

use super::Bench;
use crate::failure::{During, Failure};
use crate::rules::Cost;
use crate::table::{Entry, Section};

/// Measures it.
pub fn rules(bench: &Bench<'_>) -> Result<Section, Failure> {
    let (_, text) = bench.inner("rules")?.arg(bench.arguments.runs.to_string()).output(&bench.scratch)?;
    let cost: Cost = serde_json::from_str(&text).during("reading what the rules cost")?;
    Ok(Section {
        work: "all rules",
        wares: Entry::seconds("wares: all rules", cost.rules),
        peers: vec![Entry::seconds("wares: parsing the files", cost.parsing)],
        notes: vec![
            "all rules: every rule that needs no database, over the typed resources, with what they find out together. \
             Parsing: the same files are read and parsed into trees. Both run in one process, on all cores."
                .to_owned(),
        ],
    })
}
