//! Checks the JSON output of every command against `schemas/output.json`, whether the command succeeded or failed.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// A validator for each command. One for the whole schema could not say which part of the output is wrong.
static COMMANDS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/output.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("schemas/output.json")).expect("JSON");
    let commands = schema["anyOf"].as_array().expect("a definition for each command");
    let validator = |reference: &Value| {
        let name = reference["$ref"].as_str().and_then(|it| it.rsplit('/').next()).expect("a definition");
        let part = json!({ "$ref": reference["$ref"], "$defs": schema["$defs"] });
        let command = &schema["$defs"][name]["properties"]["command"]["const"];
        let command = command.as_str().expect("the command").to_owned();
        (command, jsonschema::draft202012::new(&part).expect("a schema"))
    };
    commands.iter().map(validator).collect()
});

/// Asserts that the output of a command is valid under the schema.
#[track_caller]
pub fn assert_valid(arguments: &str, stdout: &str) {
    let output: Value = serde_json::from_str(stdout)
        .unwrap_or_else(|error| panic!("wares {arguments} did not print JSON: {error}\n{stdout}"));
    let command = output["command"].as_str().unwrap_or_default();
    let validator = COMMANDS.get(command).unwrap_or_else(|| {
        panic!("wares {arguments}: schemas/output.json does not describe the command `{command}`")
    });
    let faults: Vec<String> = validator
        .iter_errors(&output)
        .take(5)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "wares {arguments}\n{}", faults.join("\n"));
}
