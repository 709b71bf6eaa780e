//! Whether the database can hold what the files say, before anything is written: characters by its encoding, texts and
//! numbers by the sizes of its columns.

use super::error::{During, Error};
use super::field::Field;
use super::session::Session;
use crate::catalog::Desired;
use crate::diff::{Action, Changes, ResourceChange, RowChange};
use crate::table::{Column, Value};
use postgres::error::SqlState;
use postgres::{Row, Transaction};
use std::collections::{BTreeMap, BTreeSet};

/// What is taken back when a character cannot be written.
const MARK: &str = "wares_characters";

/// What a column can hold.
#[derive(Clone, Copy)]
enum Limit {
    /// Texts of so many characters.
    Characters(usize),
    /// Numbers of so many digits before the point.
    Digits(u32),
    /// Whole numbers of so many bytes.
    Bytes(u32),
}

/// What columns can hold, by table and column, with their types in words.
type Limits = BTreeMap<(String, String), (Limit, String)>;

impl Session<'_> {
    /// Holds that the database's encoding has every character of the files. It is asked for each once, and not at all
    /// where it has all there are.
    pub(super) fn encodes(&mut self, desired: &Desired<'_>) -> Result<(), Error> {
        let what = "looking at the encoding";
        let select = "SELECT getdatabaseencoding()::text";
        let encoding: String = self.transaction.query_one(select, &[]).during(what)?.get(0);
        if ["UTF8", "SQL_ASCII"].contains(&encoding.as_str()) {
            return Ok(());
        }
        let characters: Vec<char> = characters(desired).into_iter().collect();
        match missing(&mut self.transaction, &characters)? {
            Some(character) => Err(unwritable(desired, character, &encoding)),
            None => Ok(()),
        }
    }

    /// Holds that the columns can hold what is written to them.
    ///
    /// # Errors
    /// The first value that is too large.
    pub fn fits(&mut self, changes: &Changes) -> Result<(), Error> {
        let limits = limits(&mut self.transaction, &self.schema, changes)?;
        let written = changes
            .resources
            .iter()
            .flat_map(|resource| resource.rows.iter().map(move |row| (resource, row)));
        for (resource, row) in written.filter(|(_, row)| row.action != Action::Delete) {
            for (number, value) in row.after.iter().flat_map(|cells| cells.iter()) {
                let column = &row.table.columns[number];
                let limit = limits.get(&(row.table.physical.to_owned(), column.name.to_owned()));
                // What stays as it is is there already.
                let stays = row.before.as_ref().is_some_and(|before| before.get(number) == Some(value));
                if let Some((limit, kind)) = limit.filter(|(limit, _)| !stays && !limit.holds(value)) {
                    return Err(too_large(resource, row, (column, value), *limit, kind));
                }
            }
        }
        Ok(())
    }
}

/// Every character of the files that is not ASCII: those of names and those of values.
fn characters(desired: &Desired<'_>) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    let mut add = |text: &str| found.extend(text.chars().filter(|c| !c.is_ascii()));
    desired.external.iter().for_each(|named| add(named.name.as_str()));
    for resource in &desired.resources {
        add(resource.document.file.path());
        for row in desired.rows(resource).iter() {
            row.said().for_each(|(_, value)| add(&value.to_string()));
        }
    }
    found
}

/// The first character that the database cannot hold: found by halves, since an answer names no character.
fn missing(transaction: &mut Transaction<'_>, mut among: &[char]) -> Result<Option<char>, Error> {
    if takes(transaction, among)? {
        return Ok(None);
    }
    while among.len() > 1 {
        let (first, second) = among.split_at(among.len() / 2);
        among = if takes(transaction, first)? { second } else { first };
    }
    Ok(among.first().copied())
}

fn takes(transaction: &mut Transaction<'_>, characters: &[char]) -> Result<bool, Error> {
    let what = "looking at the encoding";
    let bytes = characters.iter().collect::<String>().into_bytes();
    transaction.batch_execute(&format!("SAVEPOINT {MARK}")).during(what)?;
    let select = "SELECT convert($1::bytea, 'UTF8', getdatabaseencoding())";
    let taken = match transaction.query_one(select, &[&bytes]) {
        Ok(_) => true,
        Err(error) if error.code() == Some(&SqlState::UNTRANSLATABLE_CHARACTER) => false,
        Err(error) => return Err(Error::during(what, &error)),
    };
    let end = if taken { "RELEASE" } else { "ROLLBACK TO" };
    transaction.batch_execute(&format!("{end} SAVEPOINT {MARK}")).during(what)?;
    Ok(taken)
}

/// The error that names where a character is.
fn unwritable(desired: &Desired<'_>, character: char, encoding: &str) -> Error {
    let reason = format!("its encoding is {encoding}, which has no `{character}`");
    let help = "write the text without the character";
    for resource in &desired.resources {
        if resource.document.file.path().contains(character) {
            return Error::Refused {
                message: format!("the database does not take the name of the file: {reason}"),
                help: "nothing was written; give the file another name".to_owned(),
                place: Some(resource.document.root()),
            };
        }
        let rows = desired.rows(resource);
        let mut said =
            rows.iter().flat_map(|row| row.said().map(move |(column, value)| (row, column, value)));
        if let Some((row, column, value)) = said.find(|(.., value)| value.to_string().contains(character)) {
            let place = row.place.or(Some(resource.document.root()));
            let field = Field {
                kind: resource.kind.name(),
                resource: &resource.key,
                table: row.table,
                row: &row.key,
            };
            return field.refused((column, value), &reason, help, place);
        }
    }
    Error::new(
        format!("the database does not take a name that is `external`: {reason}"),
        format!("nothing was written; {help}"),
    )
}

/// The sizes of the columns that are written.
fn limits(transaction: &mut Transaction<'_>, schema: &str, changes: &Changes) -> Result<Limits, Error> {
    const SIZES: &str = "
        SELECT c.relname::text, a.attname::text, coalesce(b.typname, t.typname)::text,
               CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END, format_type(a.atttypid, a.atttypmod)
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
         WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND a.attnum > 0 AND NOT a.attisdropped";
    let rows = changes.resources.iter().flat_map(|resource| &resource.rows);
    let names: BTreeSet<&str> = rows.map(|row| row.table.physical).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let rows = transaction.query(SIZES, &[&schema, &names]).during("looking at the columns")?;
    let limit =
        |row: &Row| Some(((row.get(0), row.get(1)), (Limit::of(row.get(2), row.get(3))?, row.get(4))));
    Ok(rows.iter().filter_map(limit).collect())
}

/// The error that names a value which a column cannot hold.
fn too_large(
    resource: &ResourceChange,
    row: &RowChange,
    column: (&Column, &Value),
    limit: Limit,
    kind: &str,
) -> Error {
    let place = row.place.or_else(|| resource.document.map(|document| document.root()));
    let field = Field { kind: &resource.kind, resource: &resource.key, table: row.table, row: &row.key };
    let (physical, name) = (row.table.physical, column.0.name);
    let reason = format!("`{physical}.{name}` is of the type {kind}");
    let help = match limit {
        Limit::Characters(most) => format!("shorten the text to {most} characters"),
        Limit::Digits(_) | Limit::Bytes(_) => "write a smaller number".to_owned(),
    };
    field.refused(column, &reason, &help, place)
}

impl Limit {
    /// What a type can hold, by its name and modifier.
    fn of(kind: &str, modifier: i32) -> Option<Self> {
        match kind {
            "varchar" | "bpchar" => usize::try_from(modifier - 4).ok().map(Self::Characters),
            "numeric" if modifier >= 4 => {
                let (precision, scale) = ((modifier - 4) >> 16 & 0xffff, (modifier - 4) & 0x7ff);
                u32::try_from(precision - scale).ok().map(Self::Digits)
            }
            "int2" => Some(Self::Bytes(2)),
            "int4" => Some(Self::Bytes(4)),
            _ => None,
        }
    }

    fn holds(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Characters(most), Value::Text(text)) => text.chars().count() <= most,
            (Self::Digits(most), Value::Decimal(number)) => {
                let whole = number.trunc().abs().normalize().to_string();
                whole == "0" || whole.len() <= most as usize
            }
            (Self::Bytes(2), Value::Int(number)) => i16::try_from(*number).is_ok(),
            (Self::Bytes(_), Value::Int(number)) => i32::try_from(*number).is_ok(),
            _ => true,
        }
    }
}
