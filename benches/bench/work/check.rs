//! `wares check`, against ajv and the least that reading costs.

use super::{Bench, same};
use crate::failure::{During, Failure};
use crate::measure::{Run, in_turn, median};
use crate::peers::Validated;
use crate::table::{Entry, Section};
use serde::Deserialize;
use std::path::Path;

/// What `wares check` says of a sound catalog as JSON.
#[derive(Debug, Deserialize)]
struct Envelope {
    checked: Checked,
}

#[derive(Debug, Deserialize)]
struct Checked {
    files: usize,
    documents: usize,
    findings: usize,
}

/// Measures it.
pub fn check(bench: &Bench<'_>) -> Result<Section, Failure> {
    agree(bench)?;
    let (wares, ajv, floor) =
        (bench.wares().arg("check"), bench.ajv.call(&schema(), &bench.catalog), bench.floor()?);
    let mut validations = Vec::new();
    let [wares, ajv, floor] = in_turn(bench.arguments.runs, || {
        let wares = wares.run(&bench.scratch)?;
        let (whole, validated) = validated(bench, &ajv)?;
        validations.push(validated);
        Ok([wares, whole, floor.run(&bench.scratch)?])
    })?;
    // The first round is not counted.
    let phase = |seconds: fn(&Validated) -> f64| median(validations.iter().skip(1).map(seconds).collect());
    let bytes = bench.written.bytes;
    Ok(Section {
        work: "check",
        wares: Entry::new("wares check", &wares).of(bytes),
        peers: vec![
            Entry::new("ajv: all of it", &ajv).of(bytes),
            Entry::seconds("ajv: reading the files", phase(|times| times.read)),
            Entry::seconds("ajv: parsing the YAML", phase(|times| times.parse)),
            Entry::seconds("ajv: validation alone", phase(|times| times.validate)),
            Entry::new("floor", &floor).of(bytes),
        ],
        notes: notes(bench),
    })
}

fn notes(bench: &Bench<'_>) -> Vec<String> {
    vec![
        "wares check: everything that can be known without a database, by each document's schema, types, references \
         and rules."
            .to_owned(),
        format!(
            "ajv ({}): one process of Node.js with one thread, which reads the same files, parses them with js-yaml, and \
             validates each document against schemas/catalog.json, and does nothing else. Its parts are timed in the \
             same runs; they lack the start of Node.js and the compilation of the schema.",
            bench.ajv.versions
        ),
        "floor: a program that lists and reads the same files and parses them into events with the parser that Wares \
         has, on all cores, and does nothing with them."
            .to_owned(),
    ]
}

/// The schema of all catalog files.
fn schema() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/catalog.json")
}

/// That all three read the same, and find nothing.
fn agree(bench: &Bench<'_>) -> Result<(), Failure> {
    let (_, text) = bench.wares().args(["check", "--format", "json"]).output(&bench.scratch)?;
    let Envelope { checked } = serde_json::from_str(&text).during("reading what check says")?;
    same("findings of check, and those it should have", checked.findings, 0)?;
    same(
        "resources that check read, and those that were written",
        checked.documents,
        bench.arguments.shape().resources,
    )?;
    let (_, validated) = validated(bench, &bench.ajv.call(&schema(), &bench.catalog))?;
    same("documents that Wares and ajv read", checked.documents, validated.documents)?;
    same("files that were written and that ajv read", bench.written.files, validated.files)?;
    let (_, text) = bench.floor()?.output(&bench.scratch)?;
    // Both read the manifest too; Wares does not count it among the documents.
    same("documents of Wares and the floor", checked.documents + 1, number(&text, 1)?)?;
    same("files of Wares and the floor", checked.files, number(&text, 0)?)?;
    same("files that Wares read and that were written", checked.files, bench.written.files + 1)
}

fn number(text: &str, index: usize) -> Result<usize, Failure> {
    let number = text.split_whitespace().nth(index).and_then(|word| word.parse().ok());
    number.ok_or_else(|| Failure::new(format!("the floor said `{}`", text.trim())))
}

/// A run of ajv. All documents have to be valid.
fn validated(bench: &Bench<'_>, ajv: &crate::measure::Call) -> Result<(Run, Validated), Failure> {
    let (run, text) = ajv.output(&bench.scratch)?;
    let validated: Validated = serde_json::from_str(&text).during("reading what ajv says")?;
    same("documents that ajv refuses, and those it should refuse", validated.invalid, 0)?;
    Ok((run, validated))
}
