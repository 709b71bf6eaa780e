//! Names a field that the database rejects, in the words of the files.

use super::error::Error;
use crate::diagnostic::{Place, counted};
use crate::table::{Column, Key, Table, Value};
use std::collections::BTreeSet;

/// The maximum number of characters of a value that a message quotes completely.
const MAX_QUOTED: usize = 60;

/// A row of a resource in which a field is rejected.
pub(super) struct Field<'a> {
    /// The name of the resource's kind.
    pub kind: &'a str,
    /// The resource's key.
    pub resource: &'a Key,
    /// The row's table.
    pub table: &'static Table,
    /// The row's key.
    pub row: &'a Key,
}

impl Field<'_> {
    /// Names some columns of the row as the files do, or the row itself if the files have no words for the columns. If
    /// there is just one column, the name is followed by its value.
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

    /// The error for a column that the database rejects, before anything is written.
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

/// A quoted value. A long value is cut to its beginning, followed by its length.
fn cut(text: &str) -> String {
    let length = text.chars().count();
    if length <= MAX_QUOTED {
        return format!("\"{text}\"");
    }
    // The length is what matters about a long value, and a description may fill a page.
    let beginning: String = text.chars().take(MAX_QUOTED / 2).collect();
    format!("\"{beginning}…\" ({})", counted(length, "character"))
}
