//! Describes a field that the database rejects, by the name that the files use for it.

use super::error::Error;
use crate::diagnostic::{Place, counted};
use crate::table::{Column, Key, Table, Value};
use std::collections::BTreeSet;

/// The maximum length, in characters, of a value that a message quotes completely.
const MAX_QUOTED: usize = 60;

/// A row of a resource with a field that is rejected.
pub(super) struct Field<'a> {
    /// The name of the resource's kind.
    pub kind: &'a str,
    /// The key of the resource.
    pub resource: &'a Key,
    /// The table of the row.
    pub table: &'static Table,
    /// The key of the row.
    pub row: &'a Key,
}

impl Field<'_> {
    /// Describes columns of the row by the names that the files use. If the files have no name for the columns,
    /// describes the row. If there is only one column, its value follows.
    pub fn named(&self, columns: &[(&Column, &Value)]) -> String {
        let row = self.table.words_for(self.row);
        let words = columns.iter().map(|(column, _)| match (row.as_str(), column.words) {
            (row, "") => row.to_owned(),
            ("", words) => words.to_owned(),
            (row, words) => format!("{row}.{words}"),
        });
        // A set, because several columns can have the same words.
        let mut words: BTreeSet<String> = words.collect();
        words.remove("");
        if words.is_empty() && !row.is_empty() {
            words.insert(row.clone());
        }
        let of = format!("{} `{}`", self.kind, self.resource);
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let name = if words.is_empty() { of } else { format!("{} of {of}", words.join(", ")) };
        match columns {
            [(column, value)] => format!("{name}, {}", cut(&column.kind.spell(value))),
            _ => name,
        }
    }

    /// Returns the error for a value that the database would reject. Nothing has been written yet.
    pub fn refused(
        &self,
        column: (&Column, &Value),
        reason: &str,
        help: &str,
        place: Option<Place>,
    ) -> Error {
        Error::Refused {
            message: format!("the database cannot store {}: {reason}", self.named(&[column])),
            help: format!("nothing was written; {help}"),
            place,
        }
    }
}

/// Quotes a value. Of a long value, only the beginning is quoted, followed by the value's length.
fn cut(text: &str) -> String {
    let length = text.chars().count();
    if length <= MAX_QUOTED {
        return format!("\"{text}\"");
    }
    // The length is what matters about a long value, and a description may fill a page.
    let beginning: String = text.chars().take(MAX_QUOTED / 2).collect();
    format!("\"{beginning}…\" ({})", counted(length, "character"))
}
