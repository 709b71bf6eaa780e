//! Checks, before anything is written, that the database can store the values in the files. The database's encoding
//! must be able to represent every character in the files, and strings and numbers must fit their columns.

use super::error::{During, Error};
use super::rejected_field::Field;
use super::session::Session;
use crate::catalog::Desired;
use crate::diagnostic::counted;
use crate::diff::{Action, Changes, ResourceChange, RowChange};
use crate::model::SpecialNumbers;
use crate::table::{Column, Value};
use postgres::error::SqlState;
use postgres::{Row, Transaction};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The savepoint to return to if the encoding lacks a character. The database's error would otherwise abort the
/// transaction.
const SAVEPOINT: &str = "wares_characters";

/// The values that a column can store.
#[derive(Clone, Copy)]
enum Limit {
    /// Strings of at most this many characters.
    Characters(usize),
    /// Numbers whose absolute value is below ten to the power of the first field. The second field is the maximum
    /// number of decimal places. If the second field is negative, only multiples of ten, a hundred and so on.
    Digits(i32, i32),
    /// Integers of this many bytes.
    Bytes(u32),
}

/// The limit and the SQL type of each column, by table and column.
type Limits = BTreeMap<(String, String), (Limit, String)>;

impl Session<'_> {
    /// Checks that the database's encoding can represent every character in the files.
    ///
    /// # Errors
    /// The encoding cannot represent a character. The error names the first value with this character.
    pub(super) fn encodes(&mut self, desired: &Desired<'_>) -> Result<(), Error> {
        let what = "checking the encoding";
        let select = "SELECT getdatabaseencoding()::text";
        let encoding: String = self.transaction.query_one(select, &[]).during(what)?.get(0);
        // The first has all characters, the second stores any bytes.
        if ["UTF8", "SQL_ASCII"].contains(&encoding.as_str()) {
            return Ok(());
        }
        let characters: Vec<char> = characters(desired).into_iter().collect();
        match missing(&mut self.transaction, &characters)? {
            Some(character) => Err(unwritable(desired, character, &encoding)),
            None => Ok(()),
        }
    }

    /// Checks that the columns can store the exact values that are written to them. Without this check, the database
    /// would silently round numbers with too many decimal places.
    ///
    /// # Errors
    /// A value does not fit its column, or would be rounded. The error names the first such value.
    pub fn fits(&mut self, changes: &Changes, stand_ins: SpecialNumbers) -> Result<(), Error> {
        let limits = limits(&mut self.transaction, &self.schema, changes)?;
        let written = changes
            .resources
            .iter()
            .flat_map(|resource| resource.rows.iter().map(move |row| (resource, row)));
        for (resource, row) in written.filter(|(_, row)| row.action != Action::Delete) {
            for (number, value) in row.after.iter().flat_map(|cells| cells.iter()) {
                let column = &row.table.columns[number];
                let limit = limits.get(&(row.table.physical.to_owned(), column.name.to_owned()));
                // A value that does not change is in the database already, so it fits.
                let is_kept = row.before.as_ref().is_some_and(|before| before.get(number) == Some(value));
                if let Some((limit, kind)) = limit.filter(|(limit, _)| !is_kept && !limit.fits(value)) {
                    let help = limit.help((column, value), stand_ins);
                    return Err(unfit(resource, row, (column, value), kind, &help));
                }
            }
        }
        Ok(())
    }
}

/// Collects every character in the files that is not ASCII. All PostgreSQL encodings contain ASCII.
fn characters(desired: &Desired<'_>) -> BTreeSet<char> {
    let mut characters = BTreeSet::new();
    let mut add = |text: &str| characters.extend(text.chars().filter(|c| !c.is_ascii()));
    desired.external.iter().for_each(|named| add(named.name.as_str()));
    for resource in &desired.resources {
        add(resource.document.file.path());
        for row in desired.rows(resource).iter() {
            row.columns_with_values().for_each(|(_, value)| add(&value.to_string()));
        }
    }
    characters
}

/// Returns one of the given characters that the database's encoding lacks; `None` if the encoding has all of them.
///
/// The database's error does not name the character, so the function finds it by bisection.
fn missing(transaction: &mut Transaction<'_>, mut among: &[char]) -> Result<Option<char>, Error> {
    if has_all(transaction, among)? {
        return Ok(None);
    }
    while among.len() > 1 {
        let (first, second) = among.split_at(among.len() / 2);
        among = if has_all(transaction, first)? { second } else { first };
    }
    Ok(among.first().copied())
}

/// Whether the database's encoding has all of the given characters.
fn has_all(transaction: &mut Transaction<'_>, characters: &[char]) -> Result<bool, Error> {
    let what = "checking the encoding";
    // Sent as bytes, because the server would reject a text parameter with such a character before it runs the
    // statement.
    let bytes = characters.iter().collect::<String>().into_bytes();
    transaction.batch_execute(&format!("SAVEPOINT {SAVEPOINT}")).during(what)?;
    let select = "SELECT convert($1::bytea, 'UTF8', getdatabaseencoding())";
    let has_all = match transaction.query_one(select, &[&bytes]) {
        Ok(_) => true,
        Err(error) if error.code() == Some(&SqlState::UNTRANSLATABLE_CHARACTER) => false,
        Err(error) => return Err(Error::during(what, &error)),
    };
    let end = if has_all { "RELEASE" } else { "ROLLBACK TO" };
    transaction.batch_execute(&format!("{end} SAVEPOINT {SAVEPOINT}")).during(what)?;
    Ok(has_all)
}

/// Returns the error for a character that the encoding lacks, with the location of the first value that contains the
/// character.
fn unwritable(desired: &Desired<'_>, character: char, encoding: &str) -> Error {
    let reason = format!("the database encoding {encoding} has no `{character}`");
    let help = "write the text without the character";
    for resource in &desired.resources {
        if resource.document.file.path().contains(character) {
            return Error::Refused {
                message: format!("the database cannot store the name of this file: {reason}"),
                help: "nothing was written; rename the file".to_owned(),
                // The name of a file is written to the ledger, so it has to be storable too.
                place: Some(resource.document.root()),
            };
        }
        let rows = desired.rows(resource);
        let mut values = rows
            .iter()
            .flat_map(|row| row.columns_with_values().map(move |(column, value)| (row, column, value)));
        if let Some((row, column, value)) = values.find(|(.., value)| value.to_string().contains(character)) {
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
        format!("the database cannot store a name under `external`: {reason}"),
        format!("nothing was written; {help}"),
    )
}

/// Reads the limits of all columns in the changed tables. A column whose type is a domain has the limit of the domain.
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
    let rows = transaction.query(SIZES, &[&schema, &names]).during("reading the sizes of the columns")?;
    let limit =
        |row: &Row| Some(((row.get(0), row.get(1)), (Limit::of(row.get(2), row.get(3))?, row.get(4))));
    Ok(rows.iter().filter_map(limit).collect())
}

/// Returns the error for a value that its column cannot store.
fn unfit(
    resource: &ResourceChange,
    row: &RowChange,
    column: (&Column, &Value),
    kind: &str,
    help: &str,
) -> Error {
    let place = row.place.or_else(|| resource.document.map(|document| document.root()));
    let field = Field { kind: &resource.kind, resource: &resource.key, table: row.table, row: &row.key };
    let (physical, name) = (row.table.physical, column.0.name);
    let reason = format!("`{physical}.{name}` is of type {kind}");
    field.refused(column, &reason, help, place)
}

impl Limit {
    /// Returns the limit of a type, from the type's name and modifier; `None` if the values need no check.
    fn of(kind: &str, modifier: i32) -> Option<Self> {
        match kind {
            // The modifier includes the four bytes of the length header. It is -1 without a limit, which the
            // conversion rejects.
            "varchar" | "bpchar" => usize::try_from(modifier - 4).ok().map(Self::Characters),
            "numeric" if modifier >= 4 => {
                // The scale is an 11-bit number in two's complement.
                let (precision, scale) = ((modifier - 4) >> 16 & 0xffff, (modifier - 4) & 0x7ff);
                let scale = (scale ^ 0x400) - 0x400;
                Some(Self::Digits(precision - scale, scale))
            }
            "int2" => Some(Self::Bytes(2)),
            "int4" => Some(Self::Bytes(4)),
            _ => None,
        }
    }

    fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Characters(most), Value::Text(text)) => text.chars().count() <= most,
            (Self::Digits(whole, places), Value::Decimal(number)) => {
                is_below(*number, whole) && is_multiple(*number, places)
            }
            (Self::Bytes(2), Value::Int(number)) => i16::try_from(*number).is_ok(),
            (Self::Bytes(_), Value::Int(number)) => i32::try_from(*number).is_ok(),
            _ => true,
        }
    }

    /// Says what to do about a value that does not fit.
    fn help(self, (column, value): (&Column, &Value), stand_ins: SpecialNumbers) -> String {
        match (self, value) {
            (Self::Characters(most), _) => format!("shorten it to {}", counted(most, "character")),
            (_, Value::Decimal(number)) if column.may_be_open && *number == stand_ins.open_margin => {
                "the database stores this number if a range has no `to`: set `database: { open_margin: … }` in the \
                 manifest to a number that fits the column, and leave out `to` in the range"
                    .to_owned()
            }
            (Self::Digits(whole, places), Value::Decimal(number)) if is_below(*number, whole) => match places
            {
                ..0 => format!("write a multiple of 1{}", "0".repeat(places.unsigned_abs() as usize)),
                0 => "write a whole number".to_owned(),
                1 => "write at most one decimal place: the database would round the number".to_owned(),
                _ => format!("write at most {places} decimal places: the database would round the number"),
            },
            _ => "write a smaller number".to_owned(),
        }
    }
}

/// Returns ten to the power of `exponent`; `None` if the result is out of range for a decimal.
fn power(exponent: i32) -> Option<Decimal> {
    match u32::try_from(exponent) {
        Ok(exponent) => Decimal::try_from_i128_with_scale(10_i128.checked_pow(exponent)?, 0).ok(),
        Err(_) => Decimal::try_from_i128_with_scale(1, exponent.unsigned_abs()).ok(),
    }
}

/// Whether the absolute value of a number is below ten to the power of `exponent`.
fn is_below(number: Decimal, exponent: i32) -> bool {
    // A power that is out of range is above all decimals, or below all of them except zero.
    power(exponent).map_or(exponent > 0 || number.is_zero(), |power| number.abs() < power)
}

/// Whether a number has at most this many decimal places. If `places` is negative, whether the number is a multiple of
/// ten, a hundred and so on.
fn is_multiple(number: Decimal, places: i32) -> bool {
    match u32::try_from(places) {
        Ok(places) => number.normalize().scale() <= places,
        Err(_) => power(-places).map_or(number.is_zero(), |power| (number % power).is_zero()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(precision: i32, scale: i32, number: &str) -> bool {
        let limit = Limit::of("numeric", ((precision << 16) | (scale & 0x7ff)) + 4).expect("a limit");
        limit.fits(&Value::Decimal(number.parse().expect("a number")))
    }

    #[test]
    fn number_fits_only_if_it_is_not_rounded() {
        assert!(fits(5, 2, "999.99") && fits(5, 2, "0.100") && fits(25, 4, "999999999999999999999.9999"));
        assert!(!fits(5, 2, "1000") && !fits(5, 2, "4.905") && !fits(5, 2, "999.995"));
        // A scale greater than the precision, and a negative scale.
        assert!(fits(2, 4, "0.0099") && !fits(2, 4, "0.01") && !fits(2, 4, "0.00001"));
        assert!(fits(3, -2, "99900") && !fits(3, -2, "99950") && !fits(3, -2, "100000"));
        assert!(fits(1000, 0, "79228162514264337593543950335") && fits(1, 40, "0"));
    }
}
