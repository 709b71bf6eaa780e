//! Lifts live rows to documents (design.md §2, "What is managed is exact").
//!
//! Lifting writes rows in the simplest form and records what a document cannot express. It does not check the document:
//! the caller lowers the document again and compares the result with the rows.

use crate::model::{Language, Manifest, Prose, Ref, Text};
use crate::table::{Key, Row, Rows, Table, Value};
use serde::Serialize;
use serde_yaml::{Mapping, Value as Yaml};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// A live resource that is being lifted to a document.
pub struct Lifting<'a> {
    /// The rows of the resource, with natural keys.
    pub rows: &'a Rows,
    /// The natural key of the resource's root row.
    pub key: &'a Key,
    /// The manifest of the catalog to which the document will belong.
    pub manifest: &'a Manifest,
    /// Whether the ledger says that the resource is protected.
    pub protect: bool,
    /// Everything in the rows that the document cannot express.
    pub inexpressible: Vec<Inexpressible>,
    /// The paths and contents of the files that are named in the document.
    pub files: Vec<(String, String)>,
}

/// A part of a live resource that a document cannot express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inexpressible {
    /// The row in the words of the files; empty for the whole resource.
    pub words: String,
    /// The reason why the document cannot express this part.
    pub reason: String,
}

impl Inexpressible {
    /// A reason why the whole resource cannot be expressed.
    pub fn whole(reason: impl Into<String>) -> Self {
        Self { words: String::new(), reason: reason.into() }
    }

    /// Whether `other` is about the same row or about a row below it, so that reporting only `self` is enough. Always
    /// `false` if `self` is about the whole resource.
    pub fn covers(&self, other: &Self) -> bool {
        // An empty text stands for the whole resource, which must not hide what is said about its parts.
        !self.words.is_empty() && other.words.starts_with(&self.words)
    }
}

impl Display for Inexpressible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.words.as_str() {
            // A reason about the whole resource is a sentence of its own.
            "" => f.write_str(&self.reason),
            words => write!(f, "`{words}`: {}", self.reason),
        }
    }
}

impl<'a> Lifting<'a> {
    /// Begins to lift a resource.
    pub fn new(rows: &'a Rows, key: &'a Key, manifest: &'a Manifest, protect: bool) -> Self {
        Self { rows, key, manifest, protect, inexpressible: Vec::new(), files: Vec::new() }
    }

    /// The resource's root row in the given table; `None` if the table does not have it.
    pub fn root(&self, table: &'static Table) -> Option<&'a Row> {
        self.rows.get(table, self.key)
    }

    /// The resource's category; `None` if the root table has no category column, or if the column is NULL.
    pub fn category(&self) -> Option<&'a str> {
        // The root is the row without a parent; which table it is in depends on the kind.
        let root = self.rows.iter().find(|row| row.table.parent.is_none())?;
        let column = root.table.columns.iter().position(|column| column.is_category)?;
        root.cells.get(column).and_then(Value::as_text)
    }

    /// The rows of a table whose keys begin with `parent`, in the order of their keys.
    pub fn below(&self, table: &'static Table, parent: &Key) -> Vec<&'a Row> {
        self.rows.below(table, parent)
    }

    /// Returns the given value. If it is an error, records the error as the reason why the column cannot be expressed,
    /// and returns `None`.
    pub fn ok_or_record<T>(&mut self, row: &Row, column: &str, value: Result<T, impl Display>) -> Option<T> {
        value.map_err(|reason| self.record_inexpressible(row, column, reason)).ok()
    }

    /// Records that a document cannot express a column of a row.
    pub fn record_inexpressible(&mut self, row: &Row, column: &str, reason: impl Display) {
        let column = row.table.column(column);
        // A column that is its row's only value has no words of its own, so its name in the database has to do.
        let words = if column.words.is_empty() { column.name } else { column.words };
        let row = row.table.words_for(&row.key);
        // The words of the row say more than those of the column, since they include the path.
        let words = if row.is_empty() { words.to_owned() } else { row };
        // The second line is help for authors of files, but this value comes from the database.
        let reason = reason.to_string().lines().next().unwrap_or_default().to_owned();
        self.inexpressible.push(Inexpressible { words, reason });
    }

    /// Parses the string in a column; `None` if the column is NULL, empty or invalid. An invalid string is recorded in
    /// `inexpressible`.
    pub fn text<T: FromStr<Err = String>>(&mut self, row: &Row, column: &str) -> Option<T> {
        // The vendor stores a text that was cleared as an empty string, which means the same as NULL.
        let text = row.get(column).and_then(Value::as_text).filter(|text| !text.is_empty())?;
        self.ok_or_record(row, column, text.parse())
    }

    /// Returns the reference in a column; `None` if the column is NULL, or if a document cannot express the reference.
    /// A reference that cannot be expressed is recorded in `inexpressible`.
    pub fn reference<T>(&mut self, row: &Row, column: &str) -> Option<Ref<T>> {
        match row.get(column)? {
            // A reference that is not set is no reason to report anything.
            Value::Null => None,
            value => self.ok_or_record(row, column, name_of(value).and_then(Ref::new)),
        }
    }

    /// Reads localized text from the rows below the row with the key `parent`; `None` if there are none. Text in only
    /// the default language becomes a plain string.
    pub fn translations(&mut self, table: &'static Table, parent: &Key) -> Option<Text> {
        // Ordered by language, so that import writes the same file each time.
        let mut texts: BTreeMap<Ref<Language>, Prose> = BTreeMap::new();
        for row in self.below(table, parent) {
            let language = self.reference(row, table.key[0]);
            let prose = row.get("value").and_then(Value::as_text).unwrap_or_default().parse();
            let prose = self.ok_or_record(row, "value", prose);
            texts.extend(language.zip(prose));
        }
        let default = self.manifest.default_language();
        match texts.iter().next() {
            // The short form only for the default language: a plain string in a file always is in that one.
            Some((language, text)) if texts.len() == 1 && language.name() == default => {
                Some(Text::Default(text.as_str().into()))
            }
            Some(_) => Some(Text::ByLanguage(texts.into())),
            None => None,
        }
    }
}

/// Returns the name of the row to which a value refers, or the reason why there is no name.
pub(super) fn name_of(value: &Value) -> Result<&str, String> {
    match value {
        Value::Key(key) => {
            // The last part is the row's own name; those before it are its parents.
            key.parts().last().and_then(Value::as_text).ok_or_else(|| "it has no name".to_owned())
        }
        other => Err(format!("it refers to {other}, which is missing or deleted, or has no name of its own")),
    }
}

/// Serializes a value to a mapping. Nulls are removed at every depth, because files do not allow null.
pub fn mapping(value: &impl Serialize) -> Mapping {
    match serde_yaml::to_value(value).map(without_nulls) {
        // Kinds are structs, so anything but a mapping would be a mistake in the kind.
        Ok(Yaml::Mapping(mapping)) => mapping,
        _ => Mapping::new(),
    }
}

fn without_nulls(value: Yaml) -> Yaml {
    match value {
        Yaml::Mapping(mapping) => {
            // Absent instead of null: the reader refuses a null (design.md §3).
            let given = mapping.into_iter().filter(|(_, value)| !value.is_null());
            Yaml::Mapping(given.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Yaml::Sequence(items) => Yaml::Sequence(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Whether a flag has its default `false`, so that a file can leave the flag out.
pub fn is_false(flag: &bool) -> bool {
    // By reference, since serde calls it with one (`skip_serializing_if`).
    !flag
}
