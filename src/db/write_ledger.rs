//! Writes the ledger: the migration, its changes to each resource, and the resources that the catalog now owns.

use super::copy::{CopyInto, line};
use super::error::During;
use super::failed::{Count, Failed};
use crate::diff::{Action, ResourceChange};
use crate::plan::{DrawnNumbers, Entry, Plan};
use crate::table::ledger_record;
use postgres::Transaction;
use postgres::types::ToSql;
use rayon::prelude::*;
use std::borrow::Cow;

/// The current operation, for messages.
const WRITING: &str = "writing the ledger";

/// The number of entries that are prepared in memory before they are sent.
const CHUNK: usize = 1024;

/// Writes the migration and its changes, and updates the entries of resources.
pub fn write(transaction: &mut Transaction<'_>, plan: &Plan, drawn: &DrawnNumbers) -> Result<(), Failed> {
    let header = crate::plan::migration_header(&plan.header);
    let insert = "INSERT INTO wares.migration (id, billing_schema, catalog, plan_hash, tool_version, applied_by, header) \
                  VALUES ($1, $2, $3, $4, $5, current_user, $6::text::jsonb)";
    let (schema, catalog) = (&plan.header.schema, &plan.header.catalog);
    let parameters: [&(dyn ToSql + Sync); 6] =
        [&plan.id, schema, catalog, &plan.hash, &env!("CARGO_PKG_VERSION"), &header.to_string()];
    let written = transaction.execute(insert, &parameters).during(WRITING)?;
    // A trigger or a rule on the ledger could keep the row out without an error.
    Count::check(("wares", "migration"), Action::Insert, written, 1)?;
    // The other tables refer to the migration.
    changes(transaction, plan, drawn)?;
    // Before `insert_entries`, because a root has only one entry (database.md C).
    remove_entries(transaction, plan)?;
    insert_entries(transaction, plan, drawn)
}

/// Writes what the migration changes, as one record for each resource.
fn changes(transaction: &mut Transaction<'_>, plan: &Plan, drawn: &DrawnNumbers) -> Result<(), Failed> {
    let columns = "migration, sequence, root_table, root_id, kind, key, verb, before, after";
    let mut filling = CopyInto::into(transaction, &format!("wares.migration_change ({columns})"), WRITING)?;
    let migration = plan.id.to_string();
    let recorded = plan.recorded_resources();
    // Records are built in parallel, but only so many at a time that memory stays small.
    for resources in recorded.chunks(CHUNK) {
        let line = |(number, resource): &(usize, &ResourceChange)| {
            let record = plan.record(*number, resource, drawn);
            line([
                Some(Cow::from(&migration)),
                Some(record.sequence.to_string().into()),
                Some(record.root.physical.into()),
                record.id.map(|id| id.to_string().into()),
                Some(record.kind.into()),
                Some(record.key.into()),
                Some(record.verb.into()),
                Some(record.before.into()),
                Some(record.after.into()),
            ])
        };
        filling.lines(&resources.par_iter().map(line).collect::<Vec<String>>())?;
    }
    Count::check(("wares", "migration_change"), Action::Insert, filling.finish()?, recorded.len() as u64)
}

/// Deletes the entries of resources that the catalog no longer owns. Also deletes the entries that [`insert_entries`]
/// replaces.
fn remove_entries(transaction: &mut Transaction<'_>, plan: &Plan) -> Result<(), Failed> {
    let renewed = plan.upserted_entries.iter().map(|entry| (entry.root, entry.id));
    // Deleted and inserted rather than updated, because entries are sent with COPY.
    let gone =
        plan.removed_entries.iter().copied().chain(renewed).filter(|(_, id)| !id.needs_sequence_number());
    let (tables, ids): (Vec<&str>, Vec<String>) =
        gone.map(|(root, id)| (root.physical, id.to_string())).unzip();
    let entries = "wares.resource r WHERE r.billing_schema = $1 AND r.catalog = $4 \
                 AND (r.root_table, r.root_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))";
    let parameters: [&(dyn ToSql + Sync); 4] = [&plan.header.schema, &tables, &ids, &plan.header.catalog];
    let deleted = transaction.execute(&format!("DELETE FROM {entries}"), &parameters).during(WRITING)?;
    // Entries that are still there after the deletion were kept by a trigger or a rule.
    let left =
        transaction.query_one(&format!("SELECT count(*) FROM {entries}"), &parameters).during(WRITING)?;
    let left = u64::try_from(left.get::<_, i64>(0)).unwrap_or_default();
    Count::check(("wares", "resource"), Action::Delete, deleted, deleted + left)
}

/// Writes the entries of all resources that the plan records, with their rows.
fn insert_entries(
    transaction: &mut Transaction<'_>,
    plan: &Plan,
    drawn: &DrawnNumbers,
) -> Result<(), Failed> {
    let columns =
        "billing_schema, migration, root_table, root_id, kind, key, catalog, file, protect, hash, rows";
    let mut filling = CopyInto::into(transaction, &format!("wares.resource ({columns})"), WRITING)?;
    let migration = plan.id.to_string();
    for entries in plan.upserted_entries.chunks(CHUNK) {
        let line = |entry: &Entry| {
            let resource = &plan.resources[entry.resource];
            let mut key = String::new();
            ledger_record::key(&mut key, &resource.key);
            let rows = plan.recorded(entry, drawn);
            line([
                Some(Cow::from(&plan.header.schema)),
                Some((&migration).into()),
                Some(entry.root.physical.into()),
                Some(drawn.id(entry.id).to_string().into()),
                Some(resource.kind.as_str().into()),
                Some(key.into()),
                Some(entry.catalog.as_str().into()),
                Some(entry.file.as_str().into()),
                Some(resource.protect.0.to_string().into()),
                Some(ledger_record::fingerprint(&rows).into()),
                Some(rows.into()),
            ])
        };
        filling.lines(&entries.par_iter().map(line).collect::<Vec<String>>())?;
    }
    Count::check(("wares", "resource"), Action::Insert, filling.finish()?, plan.upserted_entries.len() as u64)
}
