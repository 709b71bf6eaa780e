//! Which row the database does not take: of which resource, and which of its fields.
//!
//! A slice is written at once, and what the database says of a row in it names no row. So the slice is taken back and
//! written by halves until one row is left: for a slice of any size no more than twice its rows are written again.

use super::apply::Apply;
use super::copy::{Filling, line};
use super::error::{During, Error, Failed, Refusal, said};
use super::rejected_field::Field;
use super::write_rows::write;
use crate::diagnostic::Place;
use crate::diff::{Action, ResourceChange, RowChange};
use crate::plan::{Drawn, Operation, Target, identifier, qualified};
use crate::table::{Column, Table, Value};
use postgres::error::{DbError, SqlState};

/// What is taken back when the database does not take a slice.
const MARK: &str = "wares_slice";

/// How many rows a message names.
const MOST: usize = 3;

/// A row that the database does not take.
struct Suspect<'a> {
    resource: &'a ResourceChange,
    row: &'a RowChange,
    /// The columns that it is about, with what is written there.
    fields: Vec<(&'static Column, Value)>,
}

impl<'a> Apply<'a, '_> {
    /// Writes one slice. A row of it that the database does not take is named.
    pub(super) fn slice(
        &mut self,
        number: usize,
        operation: &Operation,
        drawn: &Drawn,
    ) -> Result<u64, Failed> {
        self.mark("SAVEPOINT")?;
        match write(self.transaction, number, operation, self.plan, drawn) {
            Ok(rows) => {
                self.mark("RELEASE SAVEPOINT")?;
                Ok(rows)
            }
            Err(Failed::Refused(refusal)) => Err(self.named(number, operation, drawn, refusal)?.into()),
            Err(failed) => Err(failed),
        }
    }

    /// Checks what the database checks no earlier than at the end.
    pub(super) fn constraints(&mut self, drawn: &Drawn) -> Result<(), Failed> {
        self.mark("SAVEPOINT")?;
        let checked = self.transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE");
        match checked.map_err(|error| Failed::during("checking the constraints", &error)) {
            Err(Failed::Refused(refusal)) => {
                self.mark("ROLLBACK TO SAVEPOINT")?;
                let plan = self.plan;
                let suspects = plan.operations.iter().flat_map(|it| self.by_detail(it, drawn, &refusal.said));
                Err(error(&suspects.collect::<Vec<_>>(), &refusal).into())
            }
            checked => checked,
        }
    }

    fn mark(&mut self, what: &str) -> Result<(), Error> {
        self.transaction.batch_execute(&format!("{what} {MARK}")).during("writing")
    }

    /// The error that names the row which a slice was refused for.
    fn named(
        &mut self,
        number: usize,
        operation: &Operation,
        drawn: &Drawn,
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
            // Rows that are refused together alone are told by what the database says of them, if at all.
            let Some((half, again)) = refused else { break };
            (part, refusal) = (half, again);
        }
        self.mark("ROLLBACK TO SAVEPOINT")?;
        let single = operation.part(part.clone());
        if part.len() == 1 {
            let suspects = self.single(&single, drawn, &refusal)?;
            return Ok(error(&suspects, &refusal));
        }
        Ok(error(&self.by_detail(&single, drawn, &refusal.said), &refusal))
    }

    /// What the database says when it is given a part of a slice, if it does not take it.
    fn refuses(&mut self, number: usize, part: &Operation, drawn: &Drawn) -> Result<Option<Refusal>, Error> {
        self.mark("ROLLBACK TO SAVEPOINT")?;
        match write(self.transaction, number, part, self.plan, drawn) {
            Err(Failed::Refused(refusal)) => Ok(Some(refusal)),
            Err(Failed::Error(error)) => Err(error),
            _ => Ok(None),
        }
    }

    /// The only row of a part, with the fields that are refused.
    fn single(
        &mut self,
        part: &Operation,
        drawn: &Drawn,
        refusal: &Refusal,
    ) -> Result<Vec<Suspect<'a>>, Error> {
        let plan = self.plan;
        let mut names = self.constrained(part.table, &refusal.said)?;
        let mut suspects = Vec::new();
        for (resource, row, target) in plan.written(part, drawn) {
            if names.is_empty() {
                names.extend(self.unfit(part, &target)?);
            }
            suspects.push(Suspect::new(part, resource, row, &target, &names));
        }
        Ok(suspects)
    }

    /// The columns that the database says it is about, by themselves or by the constraint or index that has them.
    fn constrained(&mut self, table: &Table, said: &DbError) -> Result<Vec<String>, Error> {
        const COLUMNS: &str = "
            SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND (
                EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.conname = $2 AND a.attnum = ANY(k.conkey))
                OR EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_depend d ON d.objid = c.oid
                    WHERE i.indrelid = a.attrelid AND c.relname = $2 AND d.classid = 'pg_class'::regclass
                      AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum))";
        let own = said.schema() == Some(self.schema) && said.table() == Some(table.physical);
        match (own, said.column(), said.constraint()) {
            (true, Some(column), _) => Ok(vec![column.to_owned()]),
            (true, None, Some(constraint)) => {
                let name = qualified(self.schema, table.physical);
                let what = "looking at the constraint";
                let rows = self.transaction.query(COLUMNS, &[&name, &constraint]).during(what)?;
                Ok(rows.iter().map(|row| row.get(0)).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The column that does not take its value, whatever the others have: tried one by one.
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

    fn try_value(&mut self, table: &Table, column: &Column, value: &Value) -> Result<u64, Failed> {
        let from = qualified(self.schema, table.physical);
        let query = format!("SELECT {} AS value FROM {from}", identifier(column.name));
        let mut filling = Filling::new(self.transaction, "wares_value", &query, "trying a value")?;
        filling.lines(&[line([column.kind.encode(value)])])?;
        filling.finish()
    }

    /// The rows that have the key which the database names.
    fn by_detail(&self, operation: &Operation, drawn: &Drawn, said: &DbError) -> Vec<Suspect<'a>> {
        let plan = self.plan;
        let own = said.schema() == Some(self.schema) && said.table() == Some(operation.table.physical);
        let Some(names) = said.detail().filter(|_| own).and_then(key_columns) else { return Vec::new() };
        let rows = plan.written(operation, drawn).filter(|(_, _, target)| {
            let values: Option<Vec<String>> =
                names.iter().map(|name| text(operation, target, name)).collect();
            let key = values.map(|values| format!("({})=({})", names.join(", "), values.join(", ")));
            key.is_some_and(|key| said.detail().is_some_and(|detail| detail.contains(&key)))
        });
        rows.map(|(resource, row, target)| Suspect::new(operation, resource, row, &target, &names)).collect()
    }
}

/// The columns of a key, in `Key (a, b)=(1, 2) already exists.`, in whatever language.
fn key_columns(detail: &str) -> Option<Vec<String>> {
    let (columns, _) = detail.split_once(")=(")?;
    let (_, columns) = columns.split_once('(')?;
    Some(columns.split(", ").map(str::to_owned).collect())
}

/// What a row has in a column, as the database shows it.
fn text(operation: &Operation, target: &Target, name: &str) -> Option<String> {
    if name == operation.table.id.name {
        return Some(target.id.to_string());
    }
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

    /// The fields in the words of the files, with the value if it is one.
    fn named(&self) -> String {
        let (resource, row) = (self.resource, self.row);
        let field = Field { kind: &resource.kind, resource: &resource.key, table: row.table, row: &row.key };
        let columns: Vec<(&Column, &Value)> =
            self.fields.iter().map(|(column, value)| (*column, value)).collect();
        let deleted = if self.row.action == Action::Delete { "that it is deleted: " } else { "" };
        format!("{deleted}{}", field.named(&columns))
    }
}

/// The error that names rows; where none was found, the slice.
fn error(suspects: &[Suspect<'_>], refusal: &Refusal) -> Error {
    let Some(first) = suspects.first() else { return refusal.error() };
    let names: Vec<String> = suspects.iter().take(MOST).map(Suspect::named).collect();
    Error::Refused {
        message: format!("the database does not take {}: {}", names.join(", and "), said(&refusal.said)),
        help: format!("nothing was written; {}", help(refusal.said.code())),
        place: first.place(),
    }
}

fn help(code: &SqlState) -> &'static str {
    match *code {
        SqlState::UNTRANSLATABLE_CHARACTER | SqlState::CHARACTER_NOT_IN_REPERTOIRE => {
            "the database's encoding has no such character: write the text without it"
        }
        SqlState::STRING_DATA_RIGHT_TRUNCATION => "the column holds no longer one: shorten the text",
        SqlState::NUMERIC_VALUE_OUT_OF_RANGE => "the column holds no such number: write another",
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => {
            "the database has that already, in a row that is not the catalog's or that is written as well: write \
             something else, or change that row"
        }
        SqlState::CHECK_VIOLATION | SqlState::NOT_NULL_VIOLATION | SqlState::FOREIGN_KEY_VIOLATION => {
            "the constraint is the database's own: write what it allows, or have it changed"
        }
        _ => "the message is the database's own",
    }
}
