//! Descriptors of columns.

use super::change_effect::EffectRule;
use super::types::Type;
use super::value::Value;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::fmt;

/// A column of a table.
pub struct Column {
    /// The name of the column in the database.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Type,
    /// Where its values come from.
    pub fill: Fill,
    /// How a change to it affects existing subscribers.
    pub effect: EffectRule,
    /// The value in a new row for which the files give none.
    pub default: Constant,
    /// The name of its field within the row, as the files write it; empty if it is the row's only value.
    pub words: &'static str,
    /// Whether reports show its value when they show a whole row.
    pub shown: bool,
    /// The words of rows whose changes explain a change to this column, so that the latter need not be shown too.
    pub explained_by: Option<&'static str>,
    /// Whether its values are compared without regard to case.
    pub folded: bool,
    /// Whether it keeps its value, instead of returning to the default, when a file no longer sets it.
    pub sticky: bool,
    /// The words that files use for its numbers.
    pub names: &'static [(i64, &'static str)],
    /// Whether it is the category of an article. Kinds are detected by it, and import groups files by it.
    pub is_category: bool,
    /// Whether it is the end of a range that can be open, for which the database stores the manifest's `open_margin`.
    pub may_be_open: bool,
    /// The number that stands for `unlimited`.
    pub unlimited: Option<i64>,
    /// Whether a change to it makes the row a different thing, as a change of its kind would.
    pub is_nature: bool,
    /// Whether a change to it affects everyone who holds the root, not only those who hold this row.
    pub is_for_all: bool,
    /// Whether it can never change once its row exists.
    pub is_fixed: bool,
    /// How reports split its values into parts, if they show those instead of the values.
    pub parts: Option<Parts>,
}

/// The parts of the values of a column.
#[derive(Clone, Copy)]
pub struct Parts {
    /// The word for one part, such as `field`.
    pub noun: &'static str,
    /// Splits a value into its parts; none if the value cannot be split.
    pub of: fn(&Value) -> Option<Vec<NamedPart>>,
}

/// A part of a value: its name and its content.
pub type NamedPart = (String, Json);

/// Where the values of a column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// The files. The column is compared if they set it.
    Files,
    /// The files, but only when the row is inserted. The column is never compared afterwards.
    Insert,
    /// The time of the insertion.
    Created,
    /// The time of the last change.
    Changed,
}

/// A value in a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string, or a value of another type written as one: a number, a JSON document, or an array as JSON.
    Text(&'static str),
    /// The default of the database. Inserts leave the column out.
    Database,
}

impl Constant {
    /// The constant as a value of a type; none if the database decides the value.
    pub fn value(self, kind: Type) -> Option<Value> {
        Some(match (self, kind) {
            (Self::Database, _) => return None,
            (Self::Null, _) => Value::Null,
            (Self::Bool(value), _) => Value::Bool(value),
            (Self::Int(value), Type::Decimal | Type::Double | Type::Money(_)) => {
                Value::Decimal(Decimal::from(value))
            }
            (Self::Int(value), _) => Value::Int(value),
            (Self::Text(value), kind) => kind.parse(value),
        })
    }

    /// The constant as an SQL literal. PostgreSQL infers its type from the column to which it is compared or assigned.
    pub fn literal(self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            // Doubled, as standard SQL escapes a quote.
            Self::Text(value) => format!("'{}'", value.replace('\'', "''")),
            Self::Database => "DEFAULT".to_owned(),
        }
    }

    /// The SQL condition that a column, given as an SQL expression, has this value.
    pub fn condition(self, column: &str) -> String {
        match self {
            // `= NULL` is never true in SQL.
            Self::Null => format!("{column} IS NULL"),
            other => format!("{column} = {}", other.literal()),
        }
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Column {
    /// A column of the natural key. It is hidden, since the key is shown already. It also never changes: a row with a
    /// different key is a different row.
    pub const fn key(name: &'static str, kind: Type) -> Self {
        Self::new(name, kind, "", EffectRule::Internal).hidden()
    }

    /// A column that the files set, given its name, its type, its name in files, and the effect of a change.
    pub const fn new(name: &'static str, kind: Type, words: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            kind,
            fill: Fill::Files,
            effect,
            // NULL is the right default only for nullable columns; others state theirs, or the insert fails.
            default: Constant::Null,
            words,
            shown: true,
            explained_by: None,
            folded: false,
            sticky: false,
            names: &[],
            is_category: false,
            may_be_open: false,
            unlimited: None,
            is_nature: false,
            is_for_all: false,
            is_fixed: false,
            parts: None,
        }
    }

    /// Sets where the column's values come from.
    pub const fn filled(mut self, fill: Fill) -> Self {
        self.fill = fill;
        self
    }

    /// Sets the value of the column in new rows.
    pub const fn default(mut self, default: Constant) -> Self {
        self.default = default;
        self
    }

    /// Hides the column in reports.
    pub const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    /// Hides the column if rows with these words change too.
    pub const fn explained_by(mut self, words: &'static str) -> Self {
        self.shown = false;
        self.explained_by = Some(words);
        self
    }

    /// Compares values without regard to case.
    pub const fn folded(mut self) -> Self {
        self.folded = true;
        self
    }

    /// Keeps the value when a file no longer sets it.
    pub const fn sticky(mut self) -> Self {
        self.sticky = true;
        self
    }

    /// Sets the words for the column's numbers.
    pub const fn names(mut self, names: &'static [(i64, &'static str)]) -> Self {
        self.names = names;
        self
    }

    /// Marks the column as the category of an article.
    pub const fn category(mut self) -> Self {
        self.is_category = true;
        self
    }

    /// Marks the column as the end of a range that can be open.
    pub const fn open(mut self) -> Self {
        self.may_be_open = true;
        self
    }

    /// Sets the number that stands for `unlimited`.
    pub const fn unlimited(mut self, number: i64) -> Self {
        self.unlimited = Some(number);
        self
    }

    /// Declares that a change to the column makes the row a different thing.
    pub const fn nature(mut self) -> Self {
        self.is_nature = true;
        self
    }

    /// Declares that a change to the column affects everyone who holds the root.
    pub const fn for_all(mut self) -> Self {
        self.is_for_all = true;
        self
    }

    /// Declares that the column can never change once its row exists.
    pub const fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }

    /// Makes reports show the parts of a value instead of the value.
    pub const fn in_parts(mut self, parts: Parts) -> Self {
        self.parts = Some(parts);
        self
    }

    /// Whether two values of the column count as equal.
    pub fn is_same(&self, one: &Value, other: &Value) -> bool {
        // Case is ignored only where the billing system does so, since `A` and `a` are different articles.
        if self.folded { one.folded() == other.folded() } else { one == other }
    }

    /// A value as the files write it: a number that has a word becomes that word.
    pub fn spell(&self, value: &Value) -> String {
        // A number without a word stays a number: a newer billing system can have more of them.
        let named = self.names.iter().find(|(number, _)| *value == Value::Int(*number));
        named.map_or_else(|| value.to_string(), |(_, word)| (*word).to_owned())
    }

    /// Whether the files set the value in existing rows, so that it is compared.
    pub fn is_managed(&self) -> bool {
        self.fill == Fill::Files
    }
}
