//! Finds the reason why the database did something that was not planned. Either another session changed the same rows,
//! or a trigger or rule interfered.

use super::connect::Database;
use super::error::{During, Error};
use super::failed::{Count, TableStatement, UnplannedChange};
use super::read_rows::Reader;
use crate::diagnostic::{counted, grouped};
use crate::diff::Action;
use crate::plan::{DrawnNumbers, Operation, Plan, differences, relevant};
use crate::table::Tables;
use postgres::Transaction;

/// Returns the type of statement that carries out an operation. Rows are soft-deleted by an update.
pub(super) fn statement(operation: &Operation) -> Action {
    if operation.is_soft() { Action::Update } else { operation.action }
}

impl Database {
    /// Returns the error for an unplanned change. Must be called after the rollback. The error names the rows that
    /// another session has changed. If there are no such rows, the error names the triggers and rules that may have
    /// interfered.
    pub(super) fn blame(&mut self, plan: &Plan, tables: &Tables, change: &UnplannedChange) -> Error {
        let schema = self.schema.clone();
        // In a new transaction, because the failed one can no longer be asked.
        let error =
            self.reading().and_then(|mut transaction| {
                let moved = match change {
                    // Rows that were kept from being inserted cannot have been changed by another session.
                    UnplannedChange::Counted(Count { work: (.., Action::Insert), .. }) => Vec::new(),
                    _ => moved(&mut transaction, &schema, plan, tables)?,
                };
                match moved {
                    // Triggers are suspected last, because they would interfere with every apply and not just with this
                    // one.
                    none if none.is_empty() => Ok(change
                        .error(&interfering_triggers(&mut transaction, &change.suspect_statements(plan))?)),
                    moved => Ok(Error::Stale(moved)),
                }
            });
        error.unwrap_or_else(|error| error)
    }
}

/// Returns one line for each change that another session has made since the plan was made.
fn moved(
    transaction: &mut Transaction<'_>,
    schema: &str,
    plan: &Plan,
    tables: &Tables,
) -> Result<Vec<String>, Error> {
    let mut reader = Reader { transaction, schema, tables, scopes: &plan.scopes };
    let mut rows = relevant(reader.rows(&plan.roots)?, &plan.roots, tables);
    // The plan does not contain ignored rows, so they would appear as new ones.
    rows.retain(|row| !plan.ignored.has(row.table, &row.cells));
    Ok(differences(plan, &plan.before, &rows, &DrawnNumbers::default()))
}

impl UnplannedChange {
    /// Returns the statements with which a trigger or a rule may have interfered.
    fn suspect_statements(&self, plan: &Plan) -> Vec<TableStatement> {
        let done = |operation: &Operation| {
            (plan.header.schema.clone(), operation.table.physical.to_owned(), statement(operation))
        };
        match self {
            Self::Counted(count) => vec![count.work.clone()],
            Self::Different(_) => plan.operations.iter().map(done).collect(),
        }
    }

    /// Returns the error to report if no other session has changed the rows. `interfering` are the triggers and rules
    /// that may have interfered.
    fn error(&self, interfering: &[String]) -> Error {
        let who = match interfering {
            [] => "a trigger or a rule that Wares cannot see".to_owned(),
            [one] => one.clone(),
            [init @ .., last] => format!("{} or {last}", init.join(", ")),
        };
        let help = "nothing was written, and planning again does not help; change the trigger or rule so that it does not \
                    affect the rows that Wares writes, or disable it while applying";
        Error::new(self.message(&who), help)
    }

    fn message(&self, who: &str) -> String {
        match self {
            Self::Different(lines) => {
                format!("the rows were not written as planned, because of {who}: {}", lines.join("; "))
            }
            Self::Counted(Count { work: (schema, table, action), written, planned }) => {
                let name = if schema == "wares" { format!("wares.{table}") } else { table.clone() };
                let (row, done, kept) = match action {
                    Action::Insert => ("new row", "inserted", "keeps rows from being inserted"),
                    Action::Update => ("row", "updated", "keeps rows from being updated"),
                    Action::Delete => ("row", "deleted", "keeps rows from being deleted"),
                };
                let (rows, were) = (counted(*planned, row), if *planned == 1 { "was" } else { "were" });
                format!("{} of {rows} of `{name}` {were} {done}: {who} {kept}", grouped(*written))
            }
        }
    }
}

/// Selects descriptions of the enabled triggers and rules that run for the given types of statements on the given
/// tables.
const INTERFERING_TRIGGERS: &str = "
    WITH work AS (
        SELECT c.oid, w.bit, w.event FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[]) w(schema, name, bit, event)
          JOIN pg_namespace n ON n.nspname = w.schema
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name),
    relation AS (
        SELECT oid, bit, event FROM work
         UNION SELECT p.relid, w.bit, w.event FROM work w CROSS JOIN LATERAL pg_partition_tree(w.oid) p)
    SELECT format('the trigger `%s` of `%s` (function `%s.%s`)', t.tgname, c.relname, n.nspname, p.proname)
      FROM relation r
      JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
           AND t.tgtype & r.bit <> 0
      JOIN pg_class c ON c.oid = r.oid
      JOIN pg_proc p ON p.oid = t.tgfoid
      JOIN pg_namespace n ON n.oid = p.pronamespace
     UNION
    SELECT format('the rule `%s` of `%s`', w.rulename, c.relname)
      FROM relation r
      JOIN pg_rewrite w ON w.ev_class = r.oid AND w.ev_enabled IN ('O', 'A') AND w.ev_type::text = r.event
      JOIN pg_class c ON c.oid = r.oid
     ORDER BY 1";

/// Describes the triggers and rules that run for the given types of statements.
fn interfering_triggers(
    transaction: &mut Transaction<'_>,
    works: &[TableStatement],
) -> Result<Vec<String>, Error> {
    // The query takes one array for each column.
    let [schemas, tables] = [0, 1].map(|part| {
        let name = |work: &TableStatement| if part == 0 { work.0.clone() } else { work.1.clone() };
        works.iter().map(name).collect::<Vec<String>>()
    });
    // The bits of `pg_trigger.tgtype`, and the values of `pg_rewrite.ev_type`.
    let events = works.iter().map(|(.., action)| match action {
        Action::Insert => (4, "3"),
        Action::Delete => (8, "4"),
        Action::Update => (16, "2"),
    });
    let (bits, events): (Vec<i32>, Vec<&str>) = events.unzip();
    let rows = transaction
        .query(INTERFERING_TRIGGERS, &[&schemas, &tables, &bits, &events])
        .during("looking for triggers and rules")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
