//! A field of a resource that the database does not take, in the words of the files.

use super::error::Error;
use crate::diagnostic::{Place, counted};
use crate::table::{Column, Key, Table, Value};
use std::collections::BTreeSet;

/// How long a value may be that a message repeats whole.
const SHORT: usize = 60;

/// A row of a resource.
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
    /// Columns of the row as the files name them; where there is none, the row. With the value, if it is one.
    pub fn named(&self, columns: &[(&Column, &Value)]) -> String {
        let row = self.table.words_for(self.row);
        let words = columns.iter().map(|(column, _)| match (row.as_str(), column.words) {
            (row, "") => row.to_owned(),
            ("", words) => words.to_owned(),
            (row, words) => format!("{row}.{words}"),
        });
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

    /// The error that names a column.
    pub fn refused(
        &self,
        column: (&Column, &Value),
        reason: &str,
        help: &str,
        place: Option<Place>,
    ) -> Error {
        Error::Refused {
            message: format!("the database does not take {}: {reason}", self.named(&[column])),
            help: format!("nothing was written; {help}"),
            place,
        }
    }
}

/// A value, if it is short; otherwise its beginning, and how long it is.
fn cut(text: &str) -> String {
    let length = text.chars().count();
    if length <= SHORT {
        return format!("\"{text}\"");
    }
    format!("\"{}…\" ({})", text.chars().take(SHORT / 2).collect::<String>(), counted(length, "character"))
}
