//! Finds the row of a slice that the database rejected, and the rejected fields of this row.
//!
//! One statement writes all rows of a slice, and the database's error does not name a row. Therefore the slice is
//! rolled back and written again in halves, until one row is left. This writes at most twice as many rows as the slice
//! has.

use super::apply::Apply;
use super::copy::{CopyInto, line};
use super::error::{During, Error, one_line};
use super::failed::{Failed, Refusal};
use super::rejected_field::Field;
use super::write_rows::write;
use crate::diagnostic::Place;
use crate::diff::{Action, ResourceChange, RowChange};
use crate::plan::{DrawnNumbers, Operation, Target, qualified};
use crate::table::{Column, Table, Value, identifier};
use postgres::error::{DbError, SqlState};

/// The savepoint to return to when the database rejects a slice.
const SAVEPOINT: &str = "wares_slice";

/// The maximum number of rows that a message names.
const MAX_ROWS: usize = 3;

/// A row that the database may have rejected.
struct Suspect<'a> {
    resource: &'a ResourceChange,
    row: &'a RowChange,
    /// The columns to which the error refers, with their new values.
    fields: Vec<(&'static Column, Value)>,
}

impl<'a> Apply<'a, '_> {
    /// Writes one slice, and returns the number of written rows.
    ///
    /// # Errors
    /// The slice could not be written. If the database rejects a row, the error names the row.
    pub(super) fn slice(
        &mut self,
        number: usize,
        operation: &Operation,
        drawn: &DrawnNumbers,
    ) -> Result<u64, Failed> {
        self.mark("SAVEPOINT")?;
        match write(self.transaction, number, operation, self.plan, drawn) {
            Ok(rows) => {
                // Otherwise every slice would leave a subtransaction open until COMMIT.
                self.mark("RELEASE SAVEPOINT")?;
                Ok(rows)
            }
            Err(Failed::Refused(refusal)) => Err(self.find(number, operation, drawn, refusal)?.into()),
            Err(failed) => Err(failed),
        }
    }

    /// Checks the deferred constraints before COMMIT. An error that COMMIT raised could no longer be traced to a row.
    pub(super) fn constraints(&mut self, drawn: &DrawnNumbers) -> Result<(), Failed> {
        self.mark("SAVEPOINT")?;
        // An error aborts the transaction. The savepoint makes it usable again for finding the row.
        let checked = self.transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE");
        match checked.map_err(|error| Failed::during("checking the constraints", &error)) {
            Err(Failed::Refused(refusal)) => {
                self.mark("ROLLBACK TO SAVEPOINT")?;
                let plan = self.plan;
                let suspects =
                    plan.operations.iter().flat_map(|it| self.by_detail(it, drawn, &refusal.fault));
                Err(error(&suspects.collect::<Vec<_>>(), &refusal).into())
            }
            checked => checked,
        }
    }

    /// Runs a statement on the savepoint. The statement is `SAVEPOINT`, `RELEASE SAVEPOINT` or `ROLLBACK TO SAVEPOINT`.
    fn mark(&mut self, statement: &str) -> Result<(), Error> {
        self.transaction.batch_execute(&format!("{statement} {SAVEPOINT}")).during("writing")
    }

    /// Finds the rejected row of a slice, and returns the error that names it.
    fn find(
        &mut self,
        number: usize,
        operation: &Operation,
        drawn: &DrawnNumbers,
        mut refusal: Refusal,
    ) -> Result<Error, Error> {
        let mut part = 0..operation.len();
        while part.len() > 1 {
            let middle = part.start + part.len() / 2;
            let halves = [part.start..middle, middle..part.end];
            let mut refused = None;
            for half in halves {
                refused = self.refuses(number, &operation.part(half.clone()), drawn)?.map(|it| (half, it));
                if refused.is_some() {
                    break;
                }
            }
            // If neither half is rejected, the rows conflict with one another. Then only the error's detail may name
            // them.
            let Some((half, error)) = refused else { break };
            (part, refusal) = (half, error);
        }
        self.mark("ROLLBACK TO SAVEPOINT")?;
        let rest = operation.part(part.clone());
        if part.len() == 1 {
            let suspects = self.single(&rest, drawn, &refusal)?;
            return Ok(error(&suspects, &refusal));
        }
        Ok(error(&self.by_detail(&rest, drawn, &refusal.fault), &refusal))
    }

    /// Writes some of the rows of a slice, and returns the database's error if it rejects them; `None` if it does not.
    fn refuses(
        &mut self,
        number: usize,
        part: &Operation,
        drawn: &DrawnNumbers,
    ) -> Result<Option<Refusal>, Error> {
        self.mark("ROLLBACK TO SAVEPOINT")?;
        match write(self.transaction, number, part, self.plan, drawn) {
            Err(Failed::Refused(refusal)) => Ok(Some(refusal)),
            Err(Failed::Error(error)) => Err(error),
            // A part may write fewer rows than planned, which is another problem than a rejection.
            _ => Ok(None),
        }
    }

    /// Returns the only row of `part`, with its rejected fields.
    fn single(
        &mut self,
        part: &Operation,
        drawn: &DrawnNumbers,
        refusal: &Refusal,
    ) -> Result<Vec<Suspect<'a>>, Error> {
        let plan = self.plan;
        let mut names = self.constrained(part.table, &refusal.fault)?;
        let mut suspects = Vec::new();
        for (resource, row, target) in plan.written(part, drawn) {
            if names.is_empty() {
                names.extend(self.unfit(part, &target)?);
            }
            suspects.push(Suspect::new(part, resource, row, &target, &names));
        }
        Ok(suspects)
    }

    /// Returns the columns that an error names. The error may name a column, or a constraint or index on the columns.
    /// The result is empty if the error is about another table.
    fn constrained(&mut self, table: &Table, fault: &DbError) -> Result<Vec<String>, Error> {
        const COLUMNS: &str = "
            SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND (
                EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.conname = $2 AND a.attnum = ANY(k.conkey))
                OR EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_depend d ON d.objid = c.oid
                    WHERE i.indrelid = a.attrelid AND c.relname = $2 AND d.classid = 'pg_class'::regclass
                      AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum))";
        // The error may come from another table, to which a trigger of this one writes.
        let is_own = fault.schema() == Some(self.schema) && fault.table() == Some(table.physical);
        match (is_own, fault.column(), fault.constraint()) {
            (true, Some(column), _) => Ok(vec![column.to_owned()]),
            (true, None, Some(constraint)) => {
                let name = qualified(self.schema, table.physical);
                let what = "reading the columns of the constraint";
                let rows = self.transaction.query(COLUMNS, &[&name, &constraint]).during(what)?;
                Ok(rows.iter().map(|row| row.get(0)).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Returns the first column that rejects its value regardless of the other columns; `None` if there is none. Tries
    /// one column after the other.
    fn unfit(&mut self, part: &Operation, target: &Target) -> Result<Option<String>, Error> {
        for (column, value) in part.written().zip(&target.after) {
            let taken = self.try_value(part.table, column, value);
            self.mark("ROLLBACK TO SAVEPOINT")?;
            match taken {
                Err(Failed::Refused(_)) => return Ok(Some(column.name.to_owned())),
                Err(Failed::Error(error)) => return Err(error),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Stores a value in a temporary table, whose only column has the same type as `column`. Fails if the type rejects
    /// the value.
    fn try_value(&mut self, table: &Table, column: &Column, value: &Value) -> Result<u64, Failed> {
        let from = qualified(self.schema, table.physical);
        let query = format!("SELECT {} AS value FROM {from}", identifier(column.name));
        let mut filling = CopyInto::new(self.transaction, "wares_value", &query, "trying a value")?;
        filling.lines(&[line([column.kind.encode(value)])])?;
        filling.finish()
    }

    /// Returns the rows of an operation whose key appears in the detail of an error.
    fn by_detail(&self, operation: &Operation, drawn: &DrawnNumbers, fault: &DbError) -> Vec<Suspect<'a>> {
        let plan = self.plan;
        let is_own = fault.schema() == Some(self.schema) && fault.table() == Some(operation.table.physical);
        let Some(names) = fault.detail().filter(|_| is_own).and_then(key_columns) else { return Vec::new() };
        let rows = plan.written(operation, drawn).filter(|(_, _, target)| {
            let values: Option<Vec<String>> =
                names.iter().map(|name| text(operation, target, name)).collect();
            let key = values.map(|values| format!("({})=({})", names.join(", "), values.join(", ")));
            key.is_some_and(|key| fault.detail().is_some_and(|detail| detail.contains(&key)))
        });
        rows.map(|(resource, row, target)| Suspect::new(operation, resource, row, &target, &names)).collect()
    }
}

/// Returns the columns `a` and `b` from `Key (a, b)=(1, 2) already exists.`, in any language. `None` if the detail does
/// not have this form.
fn key_columns(detail: &str) -> Option<Vec<String>> {
    let (columns, _) = detail.split_once(")=(")?;
    let (_, columns) = columns.split_once('(')?;
    Some(columns.split(", ").map(str::to_owned).collect())
}

/// Returns the value of a row's column, in the database's text form. `None` if the value is NULL or the column is not
/// written.
fn text(operation: &Operation, target: &Target, name: &str) -> Option<String> {
    if name == operation.table.id.name {
        return Some(target.id.to_string());
    }
    // The id and the parent are not among the written columns, but a key can include them.
    if operation.table.link() == Some(name) {
        return target.parent.map(|parent| parent.to_string());
    }
    let mut values = operation.written().zip(&target.after);
    values.find(|(column, _)| column.name == name).and_then(|(column, value)| column.kind.encode(value))
}

impl<'a> Suspect<'a> {
    fn new(
        operation: &Operation,
        resource: &'a ResourceChange,
        row: &'a RowChange,
        target: &Target,
        names: &[String],
    ) -> Self {
        let values = operation.written().zip(&target.after);
        let fields = values.filter(|(column, _)| names.iter().any(|name| name == column.name));
        Self { resource, row, fields: fields.map(|(column, value)| (column, value.clone())).collect() }
    }

    fn place(&self) -> Option<Place> {
        self.row.place.or_else(|| self.resource.document.map(|document| document.root()))
    }

    /// Names the rejected fields as the files do. A single field is followed by its value.
    fn named(&self) -> String {
        let (resource, row) = (self.resource, self.row);
        let field = Field { kind: &resource.kind, resource: &resource.key, table: row.table, row: &row.key };
        let columns: Vec<(&Column, &Value)> =
            self.fields.iter().map(|(column, value)| (*column, value)).collect();
        let deletion = if self.row.action == Action::Delete { "the deletion of " } else { "" };
        format!("{deletion}{}", field.named(&columns))
    }
}

/// Returns the error that names the rejected rows. If none were found, returns the error that names only the operation.
fn error(suspects: &[Suspect<'_>], refusal: &Refusal) -> Error {
    let Some(first) = suspects.first() else { return refusal.error() };
    let names: Vec<String> = suspects.iter().take(MAX_ROWS).map(Suspect::named).collect();
    Error::Refused {
        message: format!("the database rejects {}: {}", names.join(", and "), one_line(&refusal.fault)),
        help: format!("nothing was written; {}", help(refusal.fault.code())),
        place: first.place(),
    }
}

/// Says what to do about a rejected row.
fn help(code: &SqlState) -> &'static str {
    match *code {
        SqlState::UNTRANSLATABLE_CHARACTER | SqlState::CHARACTER_NOT_IN_REPERTOIRE => {
            "write the text without the character: the database's encoding does not have it"
        }
        SqlState::STRING_DATA_RIGHT_TRUNCATION => "shorten the text to fit the column",
        SqlState::NUMERIC_VALUE_OUT_OF_RANGE => "write a number that fits the column",
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => {
            "write another value, or change the other row that has this value: that row either does not belong to the catalog \
             or is written by the same plan"
        }
        SqlState::CHECK_VIOLATION | SqlState::NOT_NULL_VIOLATION | SqlState::FOREIGN_KEY_VIOLATION => {
            "write a value that the constraint allows, or ask the database's owner to change the constraint"
        }
        _ => "the message comes from the database",
    }
}
