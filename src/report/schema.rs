//! The JSON schema of what commands print as JSON. It is the contract on which programs rely.
//!
//! The schema is strict: commands print no key that is not in the schema. Each command has its own definition.

mod build;
mod describe;
mod explain;
mod plan;
mod plans;
mod quote;

use build::{Properties, list, nullable, object, optional, reference, text, texts, union, whole};
use serde_json::{Map, Value as Json, json};

/// Returns the schema of everything that commands print as JSON.
pub fn output_schema() -> Json {
    let commands: Vec<(&str, Json)> = vec![
        ("apply", command("apply", optional([("apply", applied())]))),
        ("check", command("check", optional([("checked", checked()), ("fixes", fixes()), ("diff", text())]))),
        ("db status", command("db status", optional(status()))),
        ("describe", command("describe", optional([("describe", reference("description"))]))),
        ("explain", command("explain", optional(explain::data()))),
        ("import", command("import", optional([("import", imported())]))),
        ("list", command("list", optional([("resources", list(listed()))]))),
        ("plan", command("plan", optional([("plan", reference("plan"))]))),
        ("quote", command("quote", optional([("quote", reference("quote"))]))),
        ("show", command("show", optional([("plan", reference("plan")), ("origin", plan::origin())]))),
    ];
    // Names of definitions are parts of a `$ref`, in which a space would have to be encoded.
    let name = |command: &str| format!("output_of_{}", command.replace(' ', "_"));
    let outputs = commands.iter().map(|(command, _)| reference(&name(command))).collect();
    let of_commands = commands.into_iter().map(|(command, schema)| (name(command), schema));
    let shared = shared().into_iter().chain(plan::definitions()).chain(describe::definitions());
    let shared = shared
        .chain(explain::definitions())
        .chain(quote::definitions())
        .chain(plans::definitions())
        .map(|(name, schema)| (name.to_owned(), schema));
    let definitions: Map<String, Json> = of_commands.chain(shared).collect();
    // `anyOf`, and `command` is a constant in each of them, so at most one can match.
    let mut schema = union(outputs);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Output");
    schema["description"] = json!("What Wares prints with `--format json`.");
    schema["$defs"] = Json::Object(definitions);
    schema
}

/// Returns the schema of a command's output, successful or not. The data is optional, since a command that fails has
/// none.
fn command(name: &str, data: Properties) -> Json {
    let mut own = vec![
        ("format_version", json!({ "const": 1, "description": "The version of this format." })),
        ("command", json!({ "const": name })),
        (
            "exit_code",
            // Listed and not a range: any other number would be a defect.
            json!({ "enum": [0, 1, 2, 3, 4, 5, 64], "description": "The exit code of the command." }),
        ),
        ("findings", list(reference("finding"))),
        ("refusals", list(reference("refusal"))),
        ("stale", texts()),
        ("error", nullable(reference("refusal"))),
    ];
    // Counted before the data is added, since only these keys are there when a command fails.
    let required = own.len();
    own.extend(data.optional);
    build::partly(own, required)
}

/// Returns the definitions that several commands share.
fn shared() -> Vec<(&'static str, Json)> {
    let edit = object([("file", text()), ("start", whole()), ("end", whole()), ("text", text())]);
    let label = object([
        ("file", text()),
        ("line", whole()),
        ("column", whole()),
        ("start", whole()),
        ("end", whole()),
        ("text", text()),
    ]);
    vec![
        ("finding", finding()),
        ("severity", json!({ "enum": ["error", "warning", "note"] })),
        ("label", label),
        ("edit", edit),
        ("refusal", refusal()),
        ("place", object([("file", text()), ("line", whole()), ("column", whole())])),
    ]
}

/// Returns the schema of a finding with its labels and its fix.
fn finding() -> Json {
    let fix = object([("title", text()), ("edits", list(reference("edit")))]);
    object([
        ("code", text()),
        ("severity", reference("severity")),
        ("message", text()),
        ("labels", list(reference("label"))),
        ("help", nullable(text())),
        ("fix", nullable(fix)),
    ])
}

/// Returns the schema of a refusal or an error. Only refusals may have a code, and only the refusals of guards may have
/// a category.
fn refusal() -> Json {
    build::partly(
        vec![
            ("message", text()),
            ("help", text()),
            ("code", nullable(text())),
            ("category", nullable(text())),
        ],
        // The first two: an error has neither code nor category.
        2,
    )
}

/// Returns the schema of the data of `apply`.
fn applied() -> Json {
    let outcome = object([("migration", text()), ("rows", whole())]);
    object([("plan", reference("plan")), ("applied", nullable(outcome))])
}

/// Returns the schema of the numbers of files, documents and findings that `check` reports.
fn checked() -> Json {
    object([("files", whole()), ("documents", whole()), ("findings", whole())])
}

/// Returns the schema of the fixes that `check --fix` applied, the files that it could not write, and the fixes to
/// apply by hand.
fn fixes() -> Json {
    let fix = || object([("file", text()), ("line", whole()), ("column", whole()), ("title", text())]);
    let refused = object([("file", text()), ("reason", text()), ("help", text())]);
    object([("fixed", list(fix())), ("not_written", list(refused)), ("left", list(fix()))])
}

/// Returns the keys of the data of `db status`, each with its schema.
fn status() -> [(&'static str, Json); 5] {
    [
        ("running", build::boolean()),
        ("made", build::boolean()),
        ("url", text()),
        ("data", text()),
        ("catalog_folder", text()),
    ]
}

/// Returns the schema of a resource in the output of `list`. The line is null if only the ledger knows the file.
fn listed() -> Json {
    // A resource that only the ledger knows has a file, but no line in it.
    let place = object([("file", text()), ("line", nullable(whole())), ("column", nullable(whole()))]);
    object([
        ("kind", text()),
        ("name", text()),
        ("place", nullable(place)),
        ("since", nullable(text())),
        ("migration", nullable(text())),
        ("offer", nullable(reference("offer_row"))),
        (
            "subscriptions",
            build::about(
                nullable(build::mapping(whole())),
                "The number of subscriptions in each state; null if they were not counted.",
            ),
        ),
    ])
}

/// Returns the schema of a list of resources, each given by its name, or by its kind and name, as in the manifest.
fn named() -> Json {
    list(union(vec![text(), object([("kind", text()), ("name", text())])]))
}

/// Returns the schema of the data of `import`.
fn imported() -> Json {
    let left_out = || list(object([("kind", text()), ("name", text()), ("reasons", texts())]));
    object([
        ("files", texts()),
        ("resources", list(object([("kind", text()), ("name", text()), ("file", text())]))),
        ("left_out", left_out()),
        ("incomplete", left_out()),
        ("owned_elsewhere", build::mapping(whole())),
        ("external", named()),
        ("released", named()),
        (
            "first_apply",
            build::about(
                nullable(text()),
                "The command for the first apply, with the `--allow` option that a guard requires; null if no guard \
                 requires one.",
            ),
        ),
    ])
}
