//! What commands print as JSON, as a JSON schema: the contract that programs rely on.
//!
//! It is strict: what is not in it is not printed. Each command has a definition of its own.

mod build;
mod describe;
mod explain;
mod plan;
mod plans;
mod quote;

use build::{Properties, list, nullable, object, optional, reference, text, texts, union, whole};
use serde_json::{Map, Value as Json, json};

/// The schema of everything that commands print as JSON.
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
    let name = |command: &str| format!("output_of_{}", command.replace(' ', "_"));
    let any = commands.iter().map(|(command, _)| reference(&name(command))).collect();
    let own = commands.into_iter().map(|(command, schema)| (name(command), schema));
    let shared = shared().into_iter().chain(plan::definitions()).chain(describe::definitions());
    let shared = shared
        .chain(explain::definitions())
        .chain(quote::definitions())
        .chain(plans::definitions())
        .map(|(name, schema)| (name.to_owned(), schema));
    let definitions: Map<String, Json> = own.chain(shared).collect();
    let mut schema = union(any);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Output");
    schema["description"] = json!("What Wares prints with `--format json`.");
    schema["$defs"] = Json::Object(definitions);
    schema
}

/// What a command prints, whatever became of it. What it is for is left out where it could not be done.
fn command(name: &str, data: Properties) -> Json {
    let mut own = vec![
        ("format_version", json!({ "const": 1, "description": "The version of this shape." })),
        ("command", json!({ "const": name })),
        ("exit_code", json!({ "enum": [0, 1, 2, 3, 4, 5, 6, 64], "description": "The exit code." })),
        ("findings", list(reference("finding"))),
        ("refusals", list(reference("refusal"))),
        ("stale", texts()),
        ("error", nullable(reference("refusal"))),
    ];
    let required = own.len();
    own.extend(data.optional);
    build::partly(own, required)
}

/// What several commands print.
fn shared() -> Vec<(&'static str, Json)> {
    let fix = object([("title", text()), ("edits", list(reference("edit")))]);
    let edit = object([("file", text()), ("start", whole()), ("end", whole()), ("text", text())]);
    let label = object([
        ("file", text()),
        ("line", whole()),
        ("column", whole()),
        ("start", whole()),
        ("end", whole()),
        ("text", text()),
    ]);
    let finding = object([
        ("code", text()),
        ("severity", reference("severity")),
        ("message", text()),
        ("labels", list(reference("label"))),
        ("help", nullable(text())),
        ("fix", nullable(fix)),
    ]);
    let refusal = build::partly(
        vec![
            ("message", text()),
            ("help", text()),
            ("code", nullable(text())),
            ("category", nullable(text())),
        ],
        2,
    );
    vec![
        ("finding", finding),
        ("severity", json!({ "enum": ["error", "warning", "note"] })),
        ("label", label),
        ("edit", edit),
        ("refusal", refusal),
        ("place", object([("file", text()), ("line", whole()), ("column", whole())])),
    ]
}

fn applied() -> Json {
    let outcome = object([("migration", text()), ("rows", whole())]);
    object([("plan", reference("plan")), ("applied", nullable(outcome))])
}

fn checked() -> Json {
    object([("files", whole()), ("documents", whole()), ("findings", whole())])
}

/// What `--fix` made, which files it did not write, and what has to be done by hand.
fn fixes() -> Json {
    let fix = || object([("file", text()), ("line", whole()), ("column", whole()), ("title", text())]);
    let refused = object([("file", text()), ("reason", text()), ("help", text())]);
    object([("fixed", list(fix())), ("not_written", list(refused)), ("left", list(fix()))])
}

fn status() -> [(&'static str, Json); 5] {
    [
        ("running", build::boolean()),
        ("made", build::boolean()),
        ("url", text()),
        ("data", text()),
        ("catalog_folder", text()),
    ]
}

/// A resource in a list. Of one that only the database has, the line is not known.
fn listed() -> Json {
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
                "How many there are in each state; null where they were not counted.",
            ),
        ),
    ])
}

/// Resources by their names, or with their kinds as well, as the manifest has them.
fn named() -> Json {
    list(union(vec![text(), object([("kind", text()), ("name", text())])]))
}

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
                "The command of the first apply, where a guard would refuse it without.",
            ),
        ),
    ])
}
