//! Writes the rows of one slice with one statement.

use super::copy::{CopyInto, line};
use super::error::{During, Error};
use super::failed::{Count, Failed};
use super::unexpected_change;
use crate::diff::Action;
use crate::plan::{DrawnNumbers, Operation, Plan, qualified};
use crate::table::{Column, Id, identifier};
use postgres::Transaction;

/// Draws the ids of new rows from sequences, with one statement for each table.
///
/// # Errors
/// The id column of a table has no sequence, or the sequence cannot be used.
pub(super) fn allocate_ids(transaction: &mut Transaction<'_>, plan: &Plan) -> Result<DrawnNumbers, Error> {
    let mut drawn = DrawnNumbers::default();
    // Before anything is written, because new rows refer to one another by these ids.
    for (table, ordinals) in plan.to_draw() {
        let what = format!("allocating ids for `{}`", table.physical);
        let name = qualified(&plan.header.schema, table.physical);
        // The column's own sequence, so that the ids never collide with those of the billing system.
        let find = "SELECT pg_get_serial_sequence($1, $2)";
        let sequence: Option<String> =
            transaction.query_one(find, &[&name, &table.id.name]).during(&what)?.get(0);
        let Some(sequence) = sequence else {
            let message = format!("`{}.{}` has no sequence", table.physical, table.id.name);
            let help = "nothing was written; make the column an identity column, or assign its sequence to it with \
                        `ALTER SEQUENCE … OWNED BY`";
            return Err(Error::new(message, help));
        };
        let count = ordinals.len() as i64;
        let draw = "SELECT nextval($1::text::regclass) FROM generate_series(1, $2::bigint)";
        let rows = transaction.query(draw, &[&sequence, &count]).during(&what)?;
        ordinals.iter().zip(&rows).for_each(|(ordinal, row)| drawn.add(*ordinal, row.get(0)));
    }
    Ok(drawn)
}

/// Writes one slice, and returns the number of written rows. The rows are sent to a temporary table with COPY. One
/// statement then writes these rows to the table.
///
/// # Errors
/// The database rejects a row, or writes more or fewer rows than planned.
pub(super) fn write(
    transaction: &mut Transaction<'_>,
    number: usize,
    operation: &Operation,
    plan: &Plan,
    drawn: &DrawnNumbers,
) -> Result<u64, Failed> {
    // The number keeps the names apart, since the tables exist until the transaction ends.
    let writing = Writing { name: format!("wares_rows_{number}"), operation, plan };
    writing.fill(transaction, drawn)?;
    let what = format!("writing `{}`", operation.table.physical);
    // COPY directly into the table would be faster, but does not work with row-level security.
    let written =
        transaction.execute(&writing.statement(), &[]).map_err(|error| Failed::during(&what, &error))?;
    let table = (plan.header.schema.as_str(), operation.table.physical);
    Count::check(table, unexpected_change::statement(operation), written, operation.len() as u64)?;
    Ok(written)
}

/// Writes the rows of one slice through a temporary table.
struct Writing<'a> {
    /// The name of the temporary table.
    name: String,
    operation: &'a Operation,
    plan: &'a Plan,
}

impl Writing<'_> {
    /// Fills the temporary table. Its columns are the id of each row, the parent's id if the row is new, the old
    /// values, and the new values. They have the types of the columns to which the values are written.
    fn fill(&self, transaction: &mut Transaction<'_>, drawn: &DrawnNumbers) -> Result<(), Failed> {
        let operation = self.operation;
        let link = operation.link().map(|link| format!("{} AS parent", identifier(link)));
        let columns = |image: &'static str| {
            operation
                .written()
                .map(move |column| format!("{} AS {}", identifier(column.name), renamed(image, column.name)))
        };
        // An inserted row has no old values, and a deleted one no new values.
        let old = columns("old").filter(|_| operation.action != Action::Insert);
        let new = columns("new").filter(|_| operation.action != Action::Delete);
        let selected = std::iter::once(format!("{} AS id", identifier(operation.table.id.name)));
        let selected: Vec<String> = selected.chain(link).chain(old).chain(new).collect();
        let query = format!("SELECT {} FROM {}", selected.join(", "), self.table());
        let what = format!("writing `{}`", operation.table.physical);
        let mut filling = CopyInto::new(transaction, &self.name, &query, &what)?;
        let lines = self.plan.map_targets(operation, drawn, |target| {
            let text = |id: Id| id.to_string();
            let link = operation.link().map(|_| target.parent.map(text));
            let encode = |(column, value): (&Column, _)| column.kind.encode(value);
            let old = operation.written().zip(&target.before).map(encode);
            let new = operation.written().zip(&target.after).map(encode);
            line(std::iter::once(Some(text(target.id))).chain(link).chain(old).chain(new))
        });
        filling.lines(&lines)?;
        filling.finish().map(drop)
    }

    /// Returns the name of the table to which the rows are written.
    fn table(&self) -> String {
        qualified(&self.plan.header.schema, self.operation.table.physical)
    }

    /// Returns the statement that writes the rows from the temporary table.
    fn statement(&self) -> String {
        match (self.operation.action, self.operation.table.soft_delete) {
            (Action::Insert, _) => self.insert(),
            (Action::Update, _) => {
                let set = |column: &Column| {
                    format!("{} = s.{}", identifier(column.name), renamed("new", column.name))
                };
                self.update(self.operation.written().map(set))
            }
            (Action::Delete, Some(soft)) => {
                self.update(std::iter::once(format!("{} = {}", identifier(soft.column), soft.deletion_sql())))
            }
            (Action::Delete, None) => {
                format!(
                    "DELETE FROM {} t USING pg_temp.{} s WHERE {}",
                    self.table(),
                    self.name,
                    self.is_same()
                )
            }
        }
    }

    fn insert(&self) -> String {
        let operation = self.operation;
        let (fixed, stamps) = (operation.fixed(&self.plan.scopes), operation.stamps());
        let names = [operation.table.id.name].into_iter().chain(operation.link());
        let names = names.chain(operation.written().map(|column| column.name));
        let names = names.chain(fixed.iter().map(|(name, _)| *name)).chain(stamps.iter().copied());
        let values =
            std::iter::once("s.id".to_owned()).chain(operation.link().map(|_| "s.parent".to_owned()));
        let values =
            values.chain(operation.written().map(|column| format!("s.{}", renamed("new", column.name))));
        let values = values.chain(fixed.iter().map(|(_, value)| value.clone()));
        format!(
            "INSERT INTO {} ({}){} SELECT {} FROM pg_temp.{} s",
            self.table(),
            names.map(identifier).collect::<Vec<_>>().join(", "),
            // An identity column accepts a given id only with `OVERRIDING SYSTEM VALUE`.
            operation.table.id.sort.overriding(),
            values.chain(stamps.iter().map(|_| "now()".to_owned())).collect::<Vec<_>>().join(", "),
            self.name
        )
    }

    fn update(&self, sets: impl Iterator<Item = String>) -> String {
        // The time of the transaction, so that all rows of a migration have the same one.
        let stamps = self.operation.stamps().into_iter().map(|name| format!("{} = now()", identifier(name)));
        format!(
            "UPDATE {} t SET {} FROM pg_temp.{} s WHERE {}",
            self.table(),
            sets.chain(stamps).collect::<Vec<_>>().join(", "),
            self.name,
            self.is_same()
        )
    }

    /// Returns the SQL condition under which a live row is the planned row and still has its old values.
    fn is_same(&self) -> String {
        // If another session has changed the row, it does not match, and the number of written rows falls short.
        let same = self.operation.written().map(|column| {
            let (live, old) =
                (format!("t.{}", identifier(column.name)), format!("s.{}", renamed("old", column.name)));
            // Not simply `=`: NULL has to equal NULL, and `json` has no equality.
            column.kind.equality_sql(&live, &old)
        });
        let id = format!("t.{} = s.id", identifier(self.operation.table.id.name));
        std::iter::once(id).chain(same).collect::<Vec<_>>().join(" AND ")
    }
}

/// Returns the column of the temporary table for the `old` or `new` values of a column.
fn renamed(image: &str, column: &str) -> String {
    identifier(&format!("{image}_{column}"))
}
