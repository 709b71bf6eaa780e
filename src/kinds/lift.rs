//! The way back: live rows into documents (design.md §2, "What is managed is exact").
//!
//! Lifting says what it can in the simplest form and notes what it cannot. Whether what it said stands for
//! the rows is not its business: whoever lifts lowers the result again and compares.

use crate::model::{Language, Manifest, Prose, Ref, Text};
use crate::table::{Key, Row, Rows, Table, Value};
use serde::Serialize;
use serde_yaml::{Mapping, Value as Yaml};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// A live resource on its way back to a document.
pub struct Lifting<'a> {
    /// Its rows, with natural keys.
    pub rows: &'a Rows,
    /// Its key.
    pub key: &'a Key,
    /// The manifest that it will stand under.
    pub manifest: &'a Manifest,
    /// Whether the ledger protects it.
    pub protect: bool,
    /// What the language has no words for.
    pub unsaid: Vec<Unsaid>,
    /// The files that its document names: paths beside the document, and texts.
    pub files: Vec<(String, String)>,
}

/// Something of a live resource that the language cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// The row, in the words of the files; empty where it is the resource as a whole.
    pub words: String,
    /// Why it cannot be said.
    pub reason: String,
}

impl Unsaid {
    /// A reason that stands against the whole resource.
    pub fn whole(reason: impl Into<String>) -> Self {
        Self { words: String::new(), reason: reason.into() }
    }

    /// Whether another reason is about the same row, or about one below it.
    pub fn covers(&self, other: &Self) -> bool {
        !self.words.is_empty() && other.words.starts_with(&self.words)
    }
}

impl Display for Unsaid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.words.as_str() {
            "" => f.write_str(&self.reason),
            words => write!(f, "`{words}`: {}", self.reason),
        }
    }
}

impl<'a> Lifting<'a> {
    /// A resource before anything of it is said.
    pub fn new(rows: &'a Rows, key: &'a Key, manifest: &'a Manifest, protect: bool) -> Self {
        Self { rows, key, manifest, protect, unsaid: Vec::new(), files: Vec::new() }
    }

    /// The row of the resource itself.
    pub fn root(&self, table: &'static Table) -> Option<&'a Row> {
        self.rows.get(table, self.key)
    }

    /// The category of its root row.
    pub fn category(&self) -> Option<&'a str> {
        let root = self.rows.iter().find(|row| row.table.parent.is_none())?;
        let column = root.table.columns.iter().position(|column| column.is_category)?;
        root.cells.get(column).and_then(Value::as_text)
    }

    /// The rows of a table below a key.
    pub fn below(&self, table: &'static Table, parent: &Key) -> Vec<&'a Row> {
        self.rows.below(table, parent)
    }

    /// A value, or a note that it cannot be said.
    pub fn say<T>(&mut self, row: &Row, column: &str, value: Result<T, impl Display>) -> Option<T> {
        value.map_err(|reason| self.cannot(row, column, reason)).ok()
    }

    /// Notes that a row's column cannot be said.
    pub fn cannot(&mut self, row: &Row, column: &str, reason: impl Display) {
        let column = row.table.column(column);
        let words = if column.words.is_empty() { column.name } else { column.words };
        let row = row.table.words_for(&row.key);
        let words = if row.is_empty() { words.to_owned() } else { row };
        // Only the first line: the rest advises what to write instead, and this value is already in the database.
        let reason = reason.to_string().lines().next().unwrap_or_default().to_owned();
        self.unsaid.push(Unsaid { words, reason });
    }

    /// A column's text as a type with rules; an empty one counts as none.
    pub fn text<T: FromStr<Err = String>>(&mut self, row: &Row, column: &str) -> Option<T> {
        let text = row.get(column).and_then(Value::as_text).filter(|text| !text.is_empty())?;
        self.say(row, column, text.parse())
    }

    /// A reference that a column holds.
    pub fn reference<T>(&mut self, row: &Row, column: &str) -> Option<Ref<T>> {
        match row.get(column)? {
            Value::Null => None,
            value => self.say(row, column, name_of(value).and_then(Ref::new)),
        }
    }

    /// The texts below a key, in the simplest form.
    pub fn translations(&mut self, table: &'static Table, parent: &Key) -> Option<Text> {
        let mut texts: BTreeMap<Ref<Language>, Prose> = BTreeMap::new();
        for row in self.below(table, parent) {
            let language = self.reference(row, table.key[0]);
            let prose = row.get("value").and_then(Value::as_text).unwrap_or_default().parse();
            let prose = self.say(row, "value", prose);
            texts.extend(language.zip(prose));
        }
        let default = self.manifest.default_language();
        match texts.iter().next() {
            Some((language, text)) if texts.len() == 1 && language.name() == default => {
                Some(Text::Default(text.as_str().into()))
            }
            Some(_) => Some(Text::ByLanguage(texts.into())),
            None => None,
        }
    }
}

/// The name by which a reference's value leads somewhere.
pub(super) fn name_of(value: &Value) -> Result<&str, String> {
    match value {
        Value::Key(key) => {
            key.parts().last().and_then(Value::as_text).ok_or_else(|| "it has no name".to_owned())
        }
        other => Err(format!("it leads to {other}, which is missing or deleted, or has no name of its own")),
    }
}

/// A serializable value as a mapping. What says nothing is left out, at whatever depth: the files know no null.
pub fn mapping(value: &impl Serialize) -> Mapping {
    match serde_yaml::to_value(value).map(without_nulls) {
        Ok(Yaml::Mapping(mapping)) => mapping,
        _ => Mapping::new(),
    }
}

fn without_nulls(value: Yaml) -> Yaml {
    match value {
        Yaml::Mapping(mapping) => {
            let given = mapping.into_iter().filter(|(_, value)| !value.is_null());
            Yaml::Mapping(given.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Yaml::Sequence(items) => Yaml::Sequence(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Whether a flag that is off unless given is off.
pub fn is_false(flag: &bool) -> bool {
    !flag
}
