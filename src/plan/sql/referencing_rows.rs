//! Writes SQL that checks that no row refers to a deleted row or to a changed value.

use super::super::{Operation, Target};
use super::key::{key_columns, key_condition};
use super::{Reference, join, listed, literal, qualified};
use crate::diff::Action;
use crate::kinds::Kinds;
use crate::table::{Fill, identifier};
use std::collections::BTreeMap;

/// Creates the temporary function that a script calls before it deletes rows or changes their columns. The function
/// locks the rows, then looks at the foreign keys that reference their table. If columns change, it looks only at the
/// foreign keys that reference these columns. It raises an error if any row refers to one of the locked rows.
/// Referring rows that are deleted too are allowed, and so is a foreign key that follows the change (`ON UPDATE
/// CASCADE`).
pub(super) const MAKE: &str = concat!(
    "\
CREATE FUNCTION pg_temp.wares_unreferred(wares_table regclass, wares_id text, wares_ids text, wares_changed text[])
RETURNS void LANGUAGE plpgsql AS $wares$
DECLARE
  wares_key record;
  wares_own text := CASE WHEN wares_changed IS NULL THEN format(' AND NOT f.%I IN (%s)', wares_id, wares_ids) ELSE '' END;
  wares_count bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE %I IN (%s) ORDER BY %2$I FOR UPDATE) x', wares_table, wares_id, wares_ids)
    INTO wares_count;
  FOR wares_key IN
    SELECT k.conname AS name, k.conrelid::regclass AS source, c.relkind = 'r' AS only, k.confupdtype AS action,
           coalesce(pg_partition_root(k.conrelid), k.conrelid) = wares_table AS own, array_agg(r.attname::text) AS referred,
           ",
    key_condition!(),
    " AS condition
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
     ",
    key_columns!(),
    "
     WHERE k.contype = 'f' AND k.conparentid = 0 AND coalesce(pg_partition_root(k.confrelid), k.confrelid) = wares_table
     GROUP BY k.oid, k.conname, k.conrelid, c.relkind, k.confupdtype
  LOOP
    CONTINUE WHEN wares_changed IS NOT NULL AND (wares_key.action = 'c' OR NOT wares_key.referred && wares_changed);
    EXECUTE format('SELECT count(*) FROM %s%s f JOIN %s t ON %s WHERE t.%I IN (%s)%s',
      CASE WHEN wares_key.only THEN 'ONLY ' ELSE '' END, wares_key.source, wares_table, wares_key.condition, wares_id, wares_ids,
      CASE WHEN wares_key.own THEN wares_own ELSE '' END) INTO wares_count;
    IF wares_count > 0 THEN
        RAISE EXCEPTION 'rows of % now refer to rows that this script %: % through the foreign key %', wares_key.source,
        CASE WHEN wares_changed IS NULL THEN 'deletes' ELSE 'changes' END, wares_count, wares_key.name;
    END IF;
  END LOOP;
END
$wares$;
"
);

/// The beginning of a call to the temporary function.
pub(super) const CALL: &str = "PERFORM pg_temp.wares_unreferred(";

/// Drops the temporary function.
pub(super) const DROP: &str = "DROP FUNCTION pg_temp.wares_unreferred(regclass, text, text, text[]);\n";

/// Returns the checks that run before an operation updates or deletes rows; empty if the operation inserts rows.
pub(super) fn checks(
    schema: &str,
    operation: &Operation,
    targets: &[Target],
    (references, kinds): (&[Reference], &Kinds),
) -> String {
    match (operation.action, operation.is_soft()) {
        (Action::Insert, _) => String::new(),
        (Action::Delete, false) => {
            call(schema, operation, targets.iter(), None)
                + &unreferred_by_custom(schema, operation, targets, (references, kinds))
        }
        _ => unreferred_values(schema, operation, targets),
    }
}

/// Returns a call of the function. The plan's own rows that referred to the deleted rows are deleted or updated before
/// the call. So any remaining reference was added since the plan was made, and its foreign key might delete or change
/// the referring row.
fn call<'a>(
    schema: &str,
    operation: &Operation,
    targets: impl Iterator<Item = &'a Target>,
    changed: Option<&[&str]>,
) -> String {
    let table = operation.table;
    let changed = changed.map_or_else(
        || "NULL".to_owned(),
        |names| format!("ARRAY[{}]", join(names.iter().map(|name| literal(name)), ", ")),
    );
    format!(
        "  {CALL}{}::regclass, {}, {}, {changed});\n",
        literal(&qualified(schema, table.physical)),
        literal(table.id.name),
        literal(&listed(targets.map(|target| &target.id)))
    )
}

/// Returns the checks for rows that are updated, grouped by the columns that change.
fn unreferred_values(schema: &str, operation: &Operation, targets: &[Target]) -> String {
    // Grouped, so that one call covers all rows with the same columns, in a stable order.
    let mut changed: BTreeMap<Vec<&str>, Vec<&Target>> = BTreeMap::new();
    for target in targets {
        changed.entry(rewritten(operation, target)).or_default().push(target);
    }
    let calls = changed.into_iter().filter(|(columns, _)| !columns.is_empty());
    calls.map(|(columns, targets)| call(schema, operation, targets.into_iter(), Some(&columns))).collect()
}

/// Returns the columns of a row that an operation changes, time stamps included.
fn rewritten(operation: &Operation, target: &Target) -> Vec<&'static str> {
    let images = operation.written().zip(target.before.iter().zip(&target.after));
    let changed = images.filter(|(_, (before, after))| before != after).map(|(column, _)| column.name);
    let soft = operation.table.soft_delete.filter(|_| operation.is_soft()).map(|soft| soft.column);
    // Every update sets these to `now()`, so they always change.
    let stamps = operation.table.columns.iter().filter(|column| column.fill == Fill::Changed);
    changed.chain(soft).chain(stamps.map(|column| column.name)).collect()
}

/// Returns the checks for columns that refer to the rows without a foreign key. The tables of these columns may be
/// missing.
fn unreferred_by_custom(
    schema: &str,
    operation: &Operation,
    targets: &[Target],
    (references, kinds): (&[Reference], &Kinds),
) -> String {
    let ids = listed(targets.iter().map(|target| &target.id));
    let known = references.iter().filter(|(.., target)| *target == operation.table.physical);
    let checks = known.map(|(table, column, _)| {
        let name = qualified(schema, table);
        let message = literal(&format!("rows of {table} refer to rows that this script deletes"));
        // Two nested `IF`s: PL/pgSQL prepares the inner query only if the table exists.
        format!(
            "  IF to_regclass({}) IS NOT NULL THEN\n    IF EXISTS (SELECT FROM {name} f WHERE f.{} IN ({ids}){}) THEN \
             RAISE EXCEPTION {message}; END IF;\n  END IF;\n",
            literal(&name),
            identifier(column),
            still_held("f", table, kinds)
        )
    });
    checks.collect()
}

/// Returns the SQL condition that a row is not an ended subscription. Ended subscriptions do not prevent a deletion.
/// Empty if the table does not hold subscriptions.
pub fn still_held(row: &str, table: &str, kinds: &Kinds) -> String {
    let systems = kinds.systems();
    let mut all = systems.iter().flat_map(|system| system.subscribers);
    let subscribers = all.find(|it| it.table == table && it.of.is_none() && !it.ended.is_empty());
    subscribers.map_or_else(String::new, |it| {
        // A subscription without a state has not ended; with NULL the condition would not hold.
        let ended: Vec<String> = it.ended.iter().map(|state| literal(state)).collect();
        format!(" AND coalesce({row}.{}::text, '') NOT IN ({})", identifier(it.state), ended.join(", "))
    })
}
