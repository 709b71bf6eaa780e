//! Writes the statements of a script that change the ledger.

use super::super::new_ids::DrawnNumbers;
use super::super::{Entry, Plan, Record, ledger};
use super::literal;
use crate::table::{Id, ledger_record};
use std::fmt::Write;

/// Checks that the ledger has stored a row, since a trigger or a rule can discard the row without an error.
const TAKEN: &str =
    "  IF NOT FOUND THEN RAISE EXCEPTION 'a trigger or a rule prevents inserts into the ledger'; END IF;";

/// Writes the statements for the migration, for the entries to add, replace or remove, and for the records of what
/// changed.
pub(super) fn write_ledger(out: &mut String, plan: &Plan) {
    let header = &plan.header;
    let (schema, catalog) = (literal(&header.schema), literal(&header.catalog));
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        out,
        "  INSERT INTO wares.migration (id, billing_schema, catalog, plan_hash, tool_version, applied_by, header) VALUES \
         ('{}', {schema}, {catalog}, '{}', '{version}', current_user, {});\n{TAKEN}",
        plan.id,
        plan.hash,
        literal(&ledger::header(header).to_string()),
    );
    // First, since an entry that is replaced has the same key as the new one.
    remove_entries(out, plan);
    let drawn = DrawnNumbers::marked(&plan.hash);
    // One statement for each row, so that `FOUND` says whether the ledger took this row.
    for entry in &plan.upserted_entries {
        let _ = writeln!(out, "  {};\n{TAKEN}", insert_entry(entry, plan, &drawn));
    }
    for (number, resource) in plan.recorded_resources() {
        let record = plan.record(number, resource, &drawn);
        let _ = writeln!(out, "  {};\n{TAKEN}", changed(&record, plan, &drawn));
    }
}

/// Removes the entries of resources that the catalog no longer owns. Also removes the entries that are replaced, since
/// these are inserted again afterwards.
fn remove_entries(out: &mut String, plan: &Plan) {
    let (schema, catalog) = (literal(&plan.header.schema), literal(&plan.header.catalog));
    // The ledger has no entry yet for an id that is still to be drawn.
    let renewed = plan.upserted_entries.iter().map(|entry| (entry.root, entry.id));
    for (root, id) in
        plan.removed_entries.iter().copied().chain(renewed).filter(|(_, id)| !id.needs_sequence_number())
    {
        let (root, id) = (literal(root.physical), literal(&id.to_string()));
        let _ = writeln!(
            out,
            "  DELETE FROM wares.resource WHERE billing_schema = {schema} AND root_table = {root} AND root_id = {id} \
             AND catalog = {catalog};\n  \
             IF EXISTS (SELECT FROM wares.resource WHERE billing_schema = {schema} AND root_table = {root} AND root_id = {id} \
             AND catalog = {catalog}) THEN RAISE EXCEPTION 'a trigger or a rule prevents deletions from the ledger'; END IF;",
        );
    }
}

/// Returns the statement that records what the migration did to a resource.
fn changed(record: &Record, plan: &Plan, drawn: &DrawnNumbers) -> String {
    format!(
        "INSERT INTO wares.migration_change (migration, sequence, root_table, root_id, kind, key, verb, before, after) VALUES \
         ('{}', {}, {}, {}, {}, {}, '{}', {}, {})",
        plan.id,
        record.sequence,
        literal(record.root.physical),
        record.id.map_or_else(|| "NULL".to_owned(), id_text),
        literal(&record.kind),
        literal(&record.key),
        record.verb,
        with_drawn(&record.before, drawn),
        with_drawn(&record.after, drawn),
    )
}

/// Returns the statement that adds the entry of a resource.
fn insert_entry(entry: &Entry, plan: &Plan, drawn: &DrawnNumbers) -> String {
    let resource = &plan.resources[entry.resource];
    // The database computes the hash, because the rows may contain numbers that the script draws.
    let rows = with_drawn(&plan.recorded(entry, drawn), drawn);
    let mut key = String::new();
    ledger_record::key(&mut key, &resource.key);
    format!(
        "INSERT INTO wares.resource (billing_schema, root_table, root_id, kind, key, catalog, file, protect, hash, rows, \
         migration) SELECT {}, {}, {}, {}, {}, {}, {}, {}, encode(sha256(convert_to(r, 'UTF8')), 'hex'), r, '{}' \
         FROM (SELECT {rows}::text AS r) x",
        literal(&plan.header.schema),
        literal(entry.root.physical),
        id_text(entry.id),
        literal(&resource.kind),
        literal(&key) + "::jsonb",
        literal(&entry.catalog),
        literal(&entry.file),
        resource.protect.0,
        plan.id,
    )
}

/// Returns the SQL expression for an id as the ledger stores it, which is text.
fn id_text(id: Id) -> String {
    match id {
        Id::FromSequence(ordinal) => format!("wares_ids[{ordinal}]::text"),
        id => literal(&id.to_string()),
    }
}

/// Returns the SQL expression for a string in which the numbers that the script draws replace the markers.
fn with_drawn(text: &str, drawn: &DrawnNumbers) -> String {
    let mut pieces = text.split(drawn.marker());
    let mut out = literal(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (ordinal, rest) = piece.split_once(':').unwrap_or((piece, ""));
        let _ = write!(out, " || wares_ids[{ordinal}] || {}", literal(rest));
    }
    out
}
