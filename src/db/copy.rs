//! Fills tables by `COPY`, so that the number of statements never depends on the number of rows.
//!
//! The columns of a temporary table have the very types of those that they are for, and values go there as the text
//! that each type reads: no type needs an encoder here, and no statement a cast.

use super::error::{During, Error, Failed};
use crate::progress;
use postgres::Transaction;
use std::io::Write;

/// A table that is being filled; a temporary one goes with the transaction.
pub struct Filling<'a> {
    writer: postgres::CopyInWriter<'a>,
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
        let create = format!("CREATE TEMPORARY TABLE pg_temp.{name} ON COMMIT DROP AS {query} WITH NO DATA");
        transaction.batch_execute(&create).during(what)?;
        Self::into(transaction, &format!("pg_temp.{name}"), what)
    }

    /// Fills a table that is there, of which the columns may be given.
    pub fn into(transaction: &'a mut Transaction<'_>, table: &str, what: &str) -> Result<Self, Error> {
        let writer = transaction.copy_in(&format!("COPY {table} FROM STDIN")).during(what)?;
        Ok(Self { writer, what: what.to_owned() })
    }

    /// Adds rows, each as a [`line`].
    pub fn lines(&mut self, lines: &[String]) -> Result<(), Failed> {
        let mut send = |line: &String| {
            progress::advance(1);
            self.writer.write_all(line.as_bytes())
        };
        lines.iter().try_for_each(&mut send).map_err(|error| Failed::sending(&self.what, &error))
    }

    /// Ends the filling, and returns how many rows there are now; what the database refuses comes to light here at the
    /// latest.
    pub fn finish(self) -> Result<u64, Failed> {
        let Self { writer, what, .. } = self;
        writer.finish().map_err(|error| Failed::during(&what, &error))
    }
}

/// A row as `COPY` reads it: for each column the text that its type reads, or none for NULL.
pub fn line<T: AsRef<str>>(fields: impl IntoIterator<Item = Option<T>>) -> String {
    let mut line = String::new();
    for (number, field) in fields.into_iter().enumerate() {
        if number > 0 {
            line.push('\t');
        }
        match field {
            Some(text) => escape(text.as_ref(), &mut line),
            None => line.push_str("\\N"),
        }
    }
    line.push('\n');
    line
}

/// Adds a field as `COPY` reads it.
fn escape(text: &str, line: &mut String) {
    if !text.contains(['\\', '\t', '\n', '\r']) {
        return line.push_str(text);
    }
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
