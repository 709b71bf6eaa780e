//! Descriptors of columns.

use super::change_effect::EffectRule;
use super::types::Type;
use super::value::Value;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::fmt;

/// The descriptor of a column of a table.
pub struct Column {
    /// The name of the column in the database.
    pub name: &'static str,
    /// The type of the values in the column.
    pub kind: Type,
    /// The source of the values in the column.
    pub fill: Fill,
    /// The effect of a change to the column on existing subscribers.
    pub effect: EffectRule,
    /// The value of the column in a new row if the files do not set the column.
    pub default: Constant,
    /// The name by which the files refer to the column; empty if the row has only this value.
    pub words: &'static str,
    /// Whether a report that shows a whole row also shows this column.
    pub shown: bool,
    /// A prefix of [`Table::words`](super::Table::words), such as `limits`. If rows with this prefix change, they
    /// explain a change to this column, and reports leave the column out.
    pub explained_by: Option<&'static str>,
    /// Whether values are compared without regard to case.
    pub folded: bool,
    /// Whether a row keeps the value when a file no longer sets it. If false, the value returns to the default.
    pub keeps_value: bool,
    /// The words that the files use instead of numbers in this column.
    pub names: &'static [(i64, &'static str)],
    /// Whether the column contains the category of an article. The category determines the kind of a live row, and
    /// import groups files by category.
    pub is_category: bool,
    /// Whether the column contains the end of a range that can be open. For an open range, the database stores the
    /// manifest's `open_margin`.
    pub may_be_open: bool,
    /// The number that the database stores for `unlimited`; `None` if values cannot be unlimited.
    pub unlimited: Option<i64>,
    /// Whether a change to the column turns the row into something different, as a change of the resource's kind would.
    pub changes_identity: bool,
    /// Whether a change to the column affects everyone who has the root row, not only those who have this row.
    pub is_for_all: bool,
    /// Whether the value can never change once the row has been inserted.
    pub is_fixed: bool,
    /// The function that splits a value into parts; `None` for most columns. Reports show the parts instead of the
    /// value.
    pub parts: Option<Parts>,
}

/// The parts into which reports split the values of a column.
#[derive(Clone, Copy)]
pub struct Parts {
    /// The word for one part, such as `field`.
    pub noun: &'static str,
    /// Splits a value into its parts; `None` if the value cannot be split.
    pub of: fn(&Value) -> Option<Vec<NamedPart>>,
}

/// The name and the content of one part of a value.
pub type NamedPart = (String, Json);

/// The source of the values in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// The files set the value. A value that the files set is compared with the live row.
    Files,
    /// The files set the value only when the row is inserted. The value is never compared afterwards.
    Insert,
    /// The value is the time of the insertion.
    Created,
    /// The value is the time of the last change.
    Changed,
}

/// A value that is written in a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string, or a value of another type that is written as a string: a number, a JSON document, or an array as
    /// JSON.
    Text(&'static str),
    /// The default of the column in the database. An `INSERT` leaves the column out.
    Database,
}

impl Constant {
    /// Converts the constant to a value of the given type; `None` if the database decides the value.
    pub fn value(self, kind: Type) -> Option<Value> {
        Some(match (self, kind) {
            (Self::Database, _) => return None,
            (Self::Null, _) => Value::Null,
            (Self::Bool(value), _) => Value::Bool(value),
            // Values of these types are compared as decimals, and an integer would equal none of them.
            (Self::Int(value), Type::Decimal | Type::Double | Type::Money(_)) => {
                Value::Decimal(Decimal::from(value))
            }
            (Self::Int(value), _) => Value::Int(value),
            (Self::Text(value), kind) => kind.parse(value),
        })
    }

    /// Converts the constant to an SQL literal. PostgreSQL infers the type of the literal from the column to which it
    /// is compared or assigned.
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

    /// Returns the SQL condition that a column has this value. `column` is an SQL expression.
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
    /// Creates a column of the natural key. Reports do not show the column, since they show the key. The value never
    /// changes, since a row with a different key is a different row.
    pub const fn key(name: &'static str, kind: Type) -> Self {
        Self::new(name, kind, "", EffectRule::Internal).hidden()
    }

    /// Creates a column that the files set. `words` is the name of the column in the files, and `effect` is the effect
    /// of a change.
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
            keeps_value: false,
            names: &[],
            is_category: false,
            may_be_open: false,
            unlimited: None,
            changes_identity: false,
            is_for_all: false,
            is_fixed: false,
            parts: None,
        }
    }

    /// Sets the source of the values in the column.
    pub const fn filled(mut self, fill: Fill) -> Self {
        self.fill = fill;
        self
    }

    /// Sets the value of the column in new rows.
    pub const fn default(mut self, default: Constant) -> Self {
        self.default = default;
        self
    }

    /// Hides the column when a report shows a whole row.
    pub const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    /// Hides the column when a report shows a whole row. If rows whose `Table::words` begin with `words` change too,
    /// the changes of the column are left out.
    pub const fn explained_by(mut self, words: &'static str) -> Self {
        self.shown = false;
        self.explained_by = Some(words);
        self
    }

    /// Makes the column ignore case when values are compared.
    pub const fn case_insensitive(mut self) -> Self {
        self.folded = true;
        self
    }

    /// Makes rows keep the value when a file no longer sets it.
    pub const fn keeps_value(mut self) -> Self {
        self.keeps_value = true;
        self
    }

    /// Sets the words that the files use instead of numbers.
    pub const fn names(mut self, names: &'static [(i64, &'static str)]) -> Self {
        self.names = names;
        self
    }

    /// Declares that the column contains the category of an article.
    pub const fn category(mut self) -> Self {
        self.is_category = true;
        self
    }

    /// Declares that the column contains the end of a range that can be open.
    pub const fn open_ended(mut self) -> Self {
        self.may_be_open = true;
        self
    }

    /// Sets the number that the database stores for `unlimited`.
    pub const fn unlimited(mut self, number: i64) -> Self {
        self.unlimited = Some(number);
        self
    }

    /// Declares that a change to the column turns the row into something different.
    pub const fn changes_identity(mut self) -> Self {
        self.changes_identity = true;
        self
    }

    /// Declares that a change to the column affects everyone who has the root row.
    pub const fn affects_all(mut self) -> Self {
        self.is_for_all = true;
        self
    }

    /// Declares that the value can never change once the row has been inserted.
    pub const fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }

    /// Makes reports show the parts of a value instead of the value.
    pub const fn in_parts(mut self, parts: Parts) -> Self {
        self.parts = Some(parts);
        self
    }

    /// Whether two values count as equal in this column.
    pub fn is_same(&self, one: &Value, other: &Value) -> bool {
        // Case is ignored only where the billing system does so, since `A` and `a` are different articles.
        if self.folded { one.folded() == other.folded() } else { one == other }
    }

    /// Converts a value to text as it is written in the files. A number that has a word becomes that word.
    pub fn spell(&self, value: &Value) -> String {
        // A number without a word stays a number: a newer billing system can have more of them.
        let named = self.names.iter().find(|(number, _)| *value == Value::Int(*number));
        named.map_or_else(|| value.to_string(), |(_, word)| (*word).to_owned())
    }

    /// Whether the files set the column in existing rows, so that its values are compared.
    pub fn is_managed(&self) -> bool {
        self.fill == Fill::Files
    }
}
