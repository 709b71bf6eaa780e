//! What became of an import, as text and JSON.

use crate::cli::Output;
use crate::diagnostic::{counted, printable};
use crate::import::{Imported, LeftOut};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tells a person.
pub fn tell(imported: &Imported, first_apply: Option<String>, output: &Output) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    imported.resources.iter().for_each(|resource| *kinds.entry(&resource.kind).or_default() += 1);
    let counts: Vec<String> =
        kinds.iter().map(|(kind, count)| counted(*count, &kind.replace('_', " "))).collect();
    for file in &imported.files {
        output.data(&format!("{}\n", printable(&file.path)));
    }
    let what = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
    output.tell(&format!("Imported {what} into {}.", counted(imported.files.len(), "file")));
    list("Left out:", &imported.left_out, output);
    list("Imported but for these values, which no document can say:", &imported.incomplete, output);
    for (catalog, count) in &imported.owned_elsewhere {
        let (resources, verb) = (counted(*count, "resource"), if *count == 1 { "stays" } else { "stay" });
        let catalog = printable(catalog);
        output.tell(&format!(
            "{resources} of the catalog `{catalog}` {verb} with it; `--catalog {catalog}` imports what is its own."
        ));
    }
    for (named, why) in [
        (&imported.external, "referred to and not imported: the manifest names them as external"),
        (&imported.released, "owned and not imported: the manifest lets them go"),
    ] {
        if !named.is_empty() {
            let names: Vec<String> = named.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            output.tell(&printable(&format!("{}: {why}.", crate::diagnostic::list(&names, "and"))));
        }
    }
    if let Some(command) = first_apply {
        output.tell(&printable(&format!(
            "So many resources are taken into a catalog's care only if that is allowed. The first apply is: {command}"
        )));
    }
}

/// The same as JSON.
pub fn json(imported: &Imported, first_apply: Option<String>) -> Value {
    let left_out = |all: &[LeftOut]| -> Vec<Value> {
        all.iter().map(|it| json!({ "kind": it.kind, "name": it.name, "reasons": it.reasons })).collect()
    };
    let resources = imported.resources.iter().map(
        |resource| json!({ "kind": resource.kind, "name": resource.key.to_string(), "file": resource.file }),
    );
    json!({
        "files": imported.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
        "resources": resources.collect::<Vec<_>>(),
        "left_out": left_out(&imported.left_out),
        "incomplete": left_out(&imported.incomplete),
        "owned_elsewhere": imported.owned_elsewhere,
        "external": imported.external,
        "released": imported.released,
        "first_apply": first_apply,
    })
}

fn list(title: &str, left_out: &[LeftOut], output: &Output) {
    if left_out.is_empty() {
        return;
    }
    output.warn(title);
    for it in left_out {
        output.warn(&format!("  {} `{}`", it.kind, printable(&it.name)));
        it.reasons.iter().for_each(|reason| output.warn(&format!("    {}", printable(reason))));
    }
}
