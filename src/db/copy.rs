//! Fills temporary tables by `COPY`, so that the number of statements never depends on the number of rows.
//!
//! The columns of a temporary table have the very types of those that they are for, and values go there as the text
//! that each type reads: no type needs an encoder here, and no statement a cast.

use super::error::{During, Error};
use postgres::Transaction;
use std::io::Write;

/// A temporary table that is being filled; it goes with the transaction.
pub struct Filling<'a> {
    writer: postgres::CopyInWriter<'a>,
    line: String,
    what: String,
}

impl<'a> Filling<'a> {
    /// Makes a temporary table of the columns of a query that gives no rows. What it is for is named when it fails.
    pub fn new(
        transaction: &'a mut Transaction<'_>,
        name: &str,
        query: &str,
        what: &str,
    ) -> Result<Self, Error> {
        let what = what.to_owned();
        let create = format!("CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query} WITH NO DATA");
        transaction.batch_execute(&create).during(&what)?;
        let writer = transaction.copy_in(&format!("COPY pg_temp.{name} FROM STDIN")).during(&what)?;
        Ok(Self { writer, line: String::new(), what })
    }

    /// Adds a row: for each column the text that its type reads, or none for NULL.
    pub fn row<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = Option<T>>) -> Result<(), Error> {
        self.line.clear();
        for (number, field) in fields.into_iter().enumerate() {
            if number > 0 {
                self.line.push('\t');
            }
            match field {
                Some(text) => escape(text.as_ref(), &mut self.line),
                None => self.line.push_str("\\N"),
            }
        }
        self.line.push('\n');
        self.writer.write_all(self.line.as_bytes()).map_err(|error| Error::failed(&self.what, &error))
    }

    /// Ends the filling; what the database did not take comes to light here at the latest.
    pub fn finish(self) -> Result<(), Error> {
        let Self { writer, what, .. } = self;
        writer.finish().during(&what).map(drop)
    }
}

/// Adds a field as `COPY` reads it.
fn escape(text: &str, line: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            c => line.push(c),
        }
    }
}
