//! Renders findings and plans as JSON. Every command prints an object of the same shape, whether it succeeds or fails.

mod escape;

use crate::diagnostic::{Diagnostic, Edit, Fix, Place, masked};
use crate::diff::{Action, Cause, DeletionReason, FieldChange, Refusal, ResourceChange, RowChange};
use crate::plan::{GuardRefusal, Plan};
use crate::source::{Positions, Sources};
use crate::table::{Column, Fill, Value, to_json};
use escape::Visible;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};
use std::cell::Cell;
use std::io::{self, Write};

/// The version of the format. A new key does not change the version; any other change does.
const FORMAT_VERSION: u32 = 1;

/// The JSON object that every command prints.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// The name of the command.
    pub command: String,
    /// The exit code of the command.
    pub exit_code: u8,
    /// The findings in the files.
    pub findings: Vec<Json>,
    /// The refusals of guards and other checks.
    pub refusals: Vec<Json>,
    /// What failed, and what to do about it; `None` if nothing failed.
    pub error: Option<Refusal>,
    /// The rows and fields that changed since the plan read them.
    pub stale: Vec<String>,
    /// The data of the command: values, each with its key in the object.
    pub data: Vec<(&'static str, Json)>,
}

impl Envelope {
    /// Returns the object as text.
    pub fn render(&self) -> String {
        rendered(self.object())
    }

    /// Writes the object with a list under the key `name` as its last entry. The list may be long, so it is streamed.
    ///
    /// # Errors
    /// Returns the error if writing fails.
    pub fn write(
        &self,
        name: &'static str,
        list: impl Iterator<Item = Json>,
        mut out: impl Write,
    ) -> io::Result<()> {
        // `Visible`, so that a terminal obeys nothing in JSON either.
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Visible::default());
        let object = self.object();
        let mut map = serializer.serialize_map(Some(object.len() + 1))?;
        for (key, value) in &object {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry(name, &Streamed(Cell::new(Some(list))))?;
        map.end()?;
        out.write_all(b"\n")
    }

    /// Returns the object as text in two parts, so that the first can be written before the second is known. The data
    /// comes before the findings and errors. The second part begins at `key`, one of the keys of the data.
    pub fn in_two(&self, key: &str) -> (String, String) {
        let (mut first, mut last) = (Map::new(), Map::new());
        for (name, value) in self.object() {
            // The outcome decides about everything else, so it belongs to the second part.
            let is_known = name == "format_version"
                || name == "command"
                || self.data.iter().any(|(own, _)| *own == name);
            if is_known { &mut first } else { &mut last }.insert(name, value);
        }
        // The usual order has the data last; here it must come before the findings and errors.
        first.extend(last);
        let mut text = rendered(first);
        // Strings have no line breaks in JSON, and deeper keys are indented further, so this finds the key itself.
        // If the key were missing, the first part would be empty and the second the whole, which is still correct JSON.
        let cut = text.find(&format!("\n    \"{key}\": ")).unwrap_or(0);
        let rest = text.split_off(cut);
        (text, rest)
    }

    /// Returns the object, with its keys in the usual order.
    fn object(&self) -> Map<String, Json> {
        let own = [
            ("format_version", json!(FORMAT_VERSION)),
            ("command", json!(self.command)),
            ("exit_code", json!(self.exit_code)),
            // An empty list and not a missing key, so that every command prints the same shape.
            ("findings", json!(self.findings)),
            ("refusals", json!(self.refusals)),
            ("stale", json!(self.stale)),
            ("error", json!(self.error.as_ref().map(refusal_json))),
        ];
        let all = own.into_iter().chain(self.data.iter().cloned());
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn rendered(object: Map<String, Json>) -> String {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Visible::default());
    // This cannot fail: a `Json` is always serializable, and a `Vec` takes everything.
    let _ = Json::Object(object).serialize(&mut serializer);
    String::from_utf8_lossy(&text).into_owned() + "\n"
}

/// A list that is serialized from an iterator, with one element in memory at a time. It can be serialized only once.
struct Streamed<I>(Cell<Option<I>>);

impl<I: Iterator<Item = Json>> Serialize for Streamed<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// Returns a refusal or an error as JSON.
pub fn refusal_json(refusal: &Refusal) -> Json {
    let mut json = json!({ "message": refusal.message, "help": refusal.help });
    // Absent and not null: only refusals have codes, and errors are printed by the same function.
    if let Some(code) = refusal.code {
        json["code"] = json!(code);
    }
    json
}

/// Returns a refusal of a guard, with its category.
pub fn tripped_json(tripped: &GuardRefusal) -> Json {
    let GuardRefusal { category, code, refusal, .. } = tripped;
    json!({ "code": code, "category": category.as_str(), "message": refusal.message, "help": refusal.help })
}

/// Returns a refusal of a guard, and whether it is allowed.
fn guard_json(tripped: &GuardRefusal) -> Json {
    let mut guard = tripped_json(tripped);
    guard["allowed"] = json!(tripped.is_allowed);
    guard
}

/// Returns a finding with its labels and its fix.
pub fn finding_json(finding: &Diagnostic, sources: &Sources) -> Json {
    let label = |label: &crate::diagnostic::Label| {
        // Line and column for people, bytes for programs that edit.
        let at = sources.position(label.location);
        let span = sources.span(label.location);
        json!({
            "file": label.location.file().path(), "line": at.line, "column": at.column,
            "start": span.start, "end": span.end, "text": masked(&label.text),
        })
    };
    json!({
        "code": finding.code.as_str(),
        "severity": finding.severity.to_string(),
        "message": masked(&finding.message),
        "labels": finding.labels.iter().map(label).collect::<Vec<_>>(),
        "help": finding.help.as_deref().map(masked),
        "fix": finding.fix.as_ref().and_then(|fix| fix_json(fix, sources)),
    })
}

/// Returns the edits that fix a finding, by byte ranges. `None` if any edit has no byte range, or inserts text that
/// must not be shown.
fn fix_json(fix: &Fix, sources: &Sources) -> Option<Json> {
    let edit = |edit: &Edit| {
        // Removing a key takes its line break and comma along, which only `source` knows.
        let span = match (&edit.text, edit.location.place()) {
            (None, Some(place)) => sources.removal(place)?,
            _ => sources.span(edit.location),
        };
        let text = edit.text.as_deref().unwrap_or_default();
        // A text that may be a password is not shown, and a masked text would make another edit.
        if masked(text) != text {
            return None;
        }
        let file = edit.location.file().path();
        Some(json!({ "file": file, "start": span.start, "end": span.end, "text": text }))
    };
    // All edits or none: a part of a fix may leave a file broken.
    let edits = fix.edits.iter().map(edit).collect::<Option<Vec<Json>>>()?;
    Some(json!({ "title": fix.title, "edits": edits }))
}

/// Returns a location as file, line and column.
pub fn place_json(place: Place, positions: &dyn Positions) -> Json {
    let at = positions.position(place);
    json!({ "file": place.file().path(), "line": at.line, "column": at.column })
}

/// Returns a plan with all of its changes.
pub fn plan_json(plan: &Plan, positions: &dyn Positions) -> Json {
    let totals = plan.totals();
    // Entries that only the ledger refreshes are not shown in any format.
    let resources = plan.resources.iter().filter(|resource| resource.is_visible());
    json!({
        "id": plan.id.to_string(),
        "hash": plan.hash,
        "catalog": plan.header.catalog,
        "database": plan.header.database,
        "base": plan.header.last_migration.map(|id| id.to_string()),
        "empty": plan.is_empty(),
        "effect": plan.effect().as_str(),
        "resources": resources.map(|resource| resource_json(plan, resource, positions)).collect::<Vec<_>>(),
        // `plan --out` and `show` fill it in; the key is there in any case.
        "saved": Json::Null,
        "guards": plan.tripped.iter().map(guard_json).collect::<Vec<_>>(),
        "by_hand": plan.by_hand(),
        "foreign": plan.foreign.map(|f| json!({ "count": f.count, "counted": f.counted })),
        "totals": {
            "create": totals.create, "revive": totals.revive, "adopt": totals.adopt, "change": totals.change, "delete": totals.delete,
            "release": totals.release, "unchanged": totals.unchanged, "rows": totals.rows, "live": totals.live,
        },
    })
}

/// Returns a resource that changes.
fn resource_json(plan: &Plan, resource: &ResourceChange, positions: &dyn Positions) -> Json {
    let place = resource.document.map(|document| place_json(document.root(), positions));
    let edits = resource.edits.iter().map(|(words, edit)| json!({ "row": words, "field": field_json(edit) }));
    json!({
        "action": resource.verb.as_str(),
        "kind": resource.kind,
        "former_kind": resource.former_kind,
        "name": resource.key.to_string(),
        // A key may have several columns, so it is a list and never one joined text (design.md §2).
        "key": resource.key.parts().iter().map(to_json).collect::<Vec<_>>(),
        "id": resource.id.map(|id| id.to_string()),
        "place": place,
        "protect": resource.protect.0,
        "drifted": resource.drifted,
        "effect": resource.effect.as_str(),
        "impact": resource.impact,
        "rows": resource.rows.iter().map(|row| row_json(plan, resource, row, positions)).collect::<Vec<_>>(),
        "edits": edits.collect::<Vec<_>>(),
        "notes": resource.notes,
    })
}

/// Returns a row that changes.
fn row_json(plan: &Plan, resource: &ResourceChange, row: &RowChange, positions: &dyn Positions) -> Json {
    json!({
        "action": match row.action {
            Action::Insert => "insert",
            Action::Update => "update",
            Action::Delete => "delete",
        },
        "table": row.table.name,
        "field": plan.kinds.words(&resource.kind, row.table, &row.key, row.cells()),
        "key": row.key.parts().iter().map(to_json).collect::<Vec<_>>(),
        "place": row.place.map(|place| place_json(place, positions)),
        "id": row.id.map(|id| id.to_string()),
        "before": row.before.as_ref().map(|cells| image(row, |at| cells.get(at).cloned())),
        // A deleted row has no image after it, and defaults must not be shown for it.
        "after": row.after.as_ref().map(|_| image(row, |at| row.value_after(at, &plan.defaults))),
        "effect": row.effect.as_str(),
        "fields": row.fields.iter().map(field_json).collect::<Vec<_>>(),
        "cause": cause(row.cause),
        "note": row.note.map(|note| match note {
            DeletionReason::Duplicate => "duplicate",
            DeletionReason::Dangling => "dangling",
            DeletionReason::GoesWith => "goes_with",
        }),
    })
}

/// Returns a field that changes.
fn field_json(field: &FieldChange) -> Json {
    json!({
        "column": field.column.0.name,
        "before": to_json(&field.before),
        "after": to_json(&field.after),
        "applied": field.applied.as_ref().map(to_json),
        "cause": cause(field.cause),
        "effect": field.effect.as_str(),
    })
}

/// Returns the values of a row that come from the files. For a new row, the values that are set only on insertion are
/// included too.
fn image(row: &RowChange, value: impl Fn(usize) -> Option<Value>) -> Json {
    // Columns that the database or apply fills are not compared, so they would only be noise.
    let is_shown = |fill: Fill| fill == Fill::Files || row.action == Action::Insert && fill == Fill::Insert;
    let columns = row.table.columns.iter().enumerate().filter(|(_, column)| is_shown(column.fill));
    let named = |(number, column): (usize, &Column)| {
        (column.name.to_owned(), to_json(&value(number).unwrap_or(Value::Null)))
    };
    Json::Object(columns.map(named).collect())
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Files => "files",
        Cause::Drift => "drift",
        Cause::Both => "both",
    }
}
