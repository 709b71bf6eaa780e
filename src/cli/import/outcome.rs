//! The outcome of an import, as text and JSON.

use crate::cli::Output;
use crate::diagnostic::{counted, printable};
use crate::import::{Imported, LeftOut};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Reports what was imported, and what was not imported and why.
pub fn tell(imported: &Imported, first_apply: Option<String>, output: &Output) {
    tell_imported(imported, output);
    // What is missing from the files must not be missed by the user, so it is shown even with `--quiet`.
    list("Left out:", &imported.left_out, output);
    list("Imported without these values, which no document can express:", &imported.incomplete, output);
    tell_not_imported(imported, output);
    if let Some(command) = first_apply {
        output.tell(&printable(&format!(
            "The first apply adopts more resources than the guards allow. Run it as: {command}"
        )));
    }
}

/// Prints the files that were written, and the number of imported resources of each kind.
fn tell_imported(imported: &Imported, output: &Output) {
    // `BTreeMap`, so that the summary lists kinds in the same order on every run.
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    imported.resources.iter().for_each(|resource| *kinds.entry(&resource.kind).or_default() += 1);
    let counts: Vec<String> =
        kinds.iter().map(|(kind, count)| counted(*count, &kind.replace('_', " "))).collect();
    for file in &imported.files {
        output.data(&format!("{}\n", printable(&file.path)));
    }
    // An import of nothing is no error: everything may be in the files or owned by others.
    let what = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
    output.tell(&format!("Imported {what} into {}.", counted(imported.files.len(), "file")));
}

/// Reports resources that belong to other catalogs, and resources that the manifest excludes.
fn tell_not_imported(imported: &Imported, output: &Output) {
    for (catalog, count) in &imported.owned_elsewhere {
        let resources = counted(*count, "resource");
        let (verb, were) = if *count == 1 { ("belongs", "was") } else { ("belong", "were") };
        let catalog = printable(catalog);
        output.tell(&format!(
            "{resources} {verb} to the catalog `{catalog}` and {were} not imported; `--catalog {catalog}` imports them."
        ));
    }
    for (named, why) in [
        (&imported.external, "referenced but not imported, because the manifest lists them as external"),
        (&imported.released, "owned but not imported, because the manifest releases them"),
    ] {
        if !named.is_empty() {
            let names: Vec<String> = named.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            output.tell(&printable(&format!("{}: {why}.", crate::diagnostic::list(&names, "and"))));
        }
    }
}

/// Returns the outcome as JSON.
pub fn json(imported: &Imported, first_apply: Option<String>) -> Value {
    let with_reasons = |all: &[LeftOut]| -> Vec<Value> {
        all.iter().map(|it| json!({ "kind": it.kind, "name": it.name, "reasons": it.reasons })).collect()
    };
    let resources = imported.resources.iter().map(
        |resource| json!({ "kind": resource.kind, "name": resource.key.to_string(), "file": resource.file }),
    );
    json!({
        "files": imported.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
        "resources": resources.collect::<Vec<_>>(),
        "left_out": with_reasons(&imported.left_out),
        "incomplete": with_reasons(&imported.incomplete),
        "owned_elsewhere": imported.owned_elsewhere,
        // `null` and not absent if no flag is needed, so that programs find the key in any case.
        "external": imported.external,
        "released": imported.released,
        "first_apply": first_apply,
    })
}

/// Lists resources that were left out, with the reasons, below a title.
fn list(title: &str, left_out: &[LeftOut], output: &Output) {
    if left_out.is_empty() {
        return;
    }
    // A warning, since --quiet hides notes and what was left out must be seen.
    output.warn(title);
    for it in left_out {
        output.warn(&format!("  {} `{}`", it.kind, printable(&it.name)));
        it.reasons.iter().for_each(|reason| output.warn(&format!("    {}", printable(reason))));
    }
}
