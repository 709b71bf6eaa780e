//! Fills tables with `COPY`, so that the number of statements does not depend on the number of rows.
//!
//! A temporary table has the column types of the table into which the rows are written later. All values are sent as
//! text. Therefore no type needs an encoder, and no statement needs a cast.

use super::error::{During, Error};
use super::failed::Failed;
use crate::progress;
use postgres::Transaction;
use std::io::Write;

/// An ongoing `COPY` into a table.
pub struct CopyInto<'a> {
    writer: postgres::CopyInWriter<'a>,
    /// The current operation, for messages.
    what: String,
}

impl<'a> CopyInto<'a> {
    /// Creates a temporary table with the columns of `query`, and starts to fill it. The table is dropped at the end of
    /// the transaction.
    ///
    /// `what` is the current operation, for messages.
    pub fn new(
        transaction: &'a mut Transaction<'_>,
        name: &str,
        query: &str,
        what: &str,
    ) -> Result<Self, Error> {
        // `WITH NO DATA` copies only the types. `ON COMMIT DROP`, because a pooler keeps the session for other
        // clients.
        let create = format!("CREATE TEMPORARY TABLE pg_temp.{name} ON COMMIT DROP AS {query} WITH NO DATA");
        transaction.batch_execute(&create).during(what)?;
        Self::into(transaction, &format!("pg_temp.{name}"), what)
    }

    /// Starts to fill an existing table. `table` may include a list of columns. `what` is the current operation, for
    /// messages.
    pub fn into(transaction: &'a mut Transaction<'_>, table: &str, what: &str) -> Result<Self, Error> {
        let writer = transaction.copy_in(&format!("COPY {table} FROM STDIN")).during(what)?;
        Ok(Self { writer, what: what.to_owned() })
    }

    /// Sends rows. Each row must come from [`line()`].
    pub fn lines(&mut self, lines: &[String]) -> Result<(), Failed> {
        // One write for each line is cheap, because the driver collects them into larger messages.
        let mut send = |line: &String| {
            progress::advance(1);
            self.writer.write_all(line.as_bytes())
        };
        lines.iter().try_for_each(&mut send).map_err(|error| Failed::sending(&self.what, &error))
    }

    /// Ends the `COPY`, and returns the number of rows. Some rejected rows are reported only at this point.
    pub fn finish(self) -> Result<u64, Failed> {
        let Self { writer, what, .. } = self;
        writer.finish().map_err(|error| Failed::during(&what, &error))
    }
}

/// Formats a row in the text format of `COPY`. Each field is the text form of a value, or `None` for NULL.
pub fn line<T: AsRef<str>>(fields: impl IntoIterator<Item = Option<T>>) -> String {
    let mut line = String::new();
    for (number, field) in fields.into_iter().enumerate() {
        if number > 0 {
            line.push('\t');
        }
        match field {
            Some(text) => escape(text.as_ref(), &mut line),
            // An empty string is a value of its own (database.md A), so NULL needs its own mark.
            None => line.push_str("\\N"),
        }
    }
    line.push('\n');
    line
}

/// Appends a field to `line`, escaped for the text format of `COPY`.
fn escape(text: &str, line: &mut String) {
    // Most values have none of the characters that are special in this format.
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
