//! Descriptors of columns.

use super::change_effect::EffectRule;
use super::types::Type;
use super::value::Value;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::fmt;

/// A column of a table.
pub struct Column {
    /// Its name in the database.
    pub name: &'static str,
    /// What it holds.
    pub kind: Type,
    /// Who decides its value.
    pub fill: Fill,
    /// What a change of it does to who has the thing today.
    pub effect: EffectRule,
    /// Its value in a new row where the files give none.
    pub default: Constant,
    /// How the files name it within its row; empty when it is the row's only value.
    pub words: &'static str,
    /// Whether a person should see its value in a whole row.
    pub shown: bool,
    /// The words of rows that explain a change of it, so that it need not be shown too.
    pub explained_by: Option<&'static str>,
    /// Whether it is compared without regard to case.
    pub folded: bool,
    /// Whether it stays as it is when a file that set it lets it go.
    pub sticky: bool,
    /// The words that stand for its numbers.
    pub names: &'static [(i64, &'static str)],
    /// Whether it is the category of what is sold, by which kinds are told apart and import lays files out.
    pub is_category: bool,
    /// Whether it is the end of a range that may have none.
    pub may_be_open: bool,
    /// The number that stands for no limit.
    pub unlimited: Option<i64>,
    /// Whether a change of it makes the row another thing, as a change of its kind would.
    pub is_nature: bool,
    /// Whether whoever holds the root notices a change of it, besides those who hold the row.
    pub is_for_all: bool,
    /// Whether it stays as it is once its row is there.
    pub is_fixed: bool,
    /// What its values consist of, where a person is told of that in their place.
    pub parts: Option<Parts>,
}

/// What the values of a column consist of.
#[derive(Clone, Copy)]
pub struct Parts {
    /// What one of them is.
    pub noun: &'static str,
    /// Each by its name, with what is said of it; none of a value that cannot be taken apart.
    pub of: fn(&Value) -> Option<Vec<NamedPart>>,
}

/// A part of a value: its name, and what is said of it.
pub type NamedPart = (String, Json);

/// Who decides a column's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// The files; compared wherever they say something.
    Files,
    /// The files, when the row is inserted; never compared afterwards.
    Insert,
    /// The time of the insertion.
    Created,
    /// The time of the last change.
    Changed,
}

/// A value that a descriptor can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text, or a value of another type: a number, a JSON document, an array as JSON.
    Text(&'static str),
    /// Whatever the database puts there: an insert leaves the column out.
    Database,
}

impl Constant {
    /// The constant as a value of a column; none where the database decides.
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

    /// The constant as it is written in SQL; the database takes it for a value of the column that it is compared
    /// with.
    pub fn literal(self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Text(value) => format!("'{}'", value.replace('\'', "''")),
            Self::Database => "DEFAULT".to_owned(),
        }
    }

    /// The condition that a column, as it is written in SQL, has this value.
    pub fn condition(self, column: &str) -> String {
        match self {
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
    /// A column of the key that is not shown beside it. It never changes: its row comes or goes.
    pub const fn key(name: &'static str, kind: Type) -> Self {
        Self::new(name, kind, "", EffectRule::Internal).hidden()
    }

    /// A column that the files decide: its name, what it holds, how the files call it, and what a change of it does.
    pub const fn new(name: &'static str, kind: Type, words: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            kind,
            fill: Fill::Files,
            effect,
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

    /// A column that is filled by somebody else than the files.
    pub const fn filled(mut self, fill: Fill) -> Self {
        self.fill = fill;
        self
    }

    /// Gives new rows a value.
    pub const fn default(mut self, default: Constant) -> Self {
        self.default = default;
        self
    }

    /// Hides the column from people.
    pub const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    /// Hides the column where rows with these words change too.
    pub const fn explained_by(mut self, words: &'static str) -> Self {
        self.shown = false;
        self.explained_by = Some(words);
        self
    }

    /// Compares without regard to case.
    pub const fn folded(mut self) -> Self {
        self.folded = true;
        self
    }

    /// Leaves the column as it is when a file that set it lets it go.
    pub const fn sticky(mut self) -> Self {
        self.sticky = true;
        self
    }

    /// Names the column's numbers.
    pub const fn names(mut self, names: &'static [(i64, &'static str)]) -> Self {
        self.names = names;
        self
    }

    /// Says that the column is the category of what is sold.
    pub const fn category(mut self) -> Self {
        self.is_category = true;
        self
    }

    /// Says that the column is the end of a range that may have none.
    pub const fn open(mut self) -> Self {
        self.may_be_open = true;
        self
    }

    /// Says which number stands for no limit.
    pub const fn unlimited(mut self, number: i64) -> Self {
        self.unlimited = Some(number);
        self
    }

    /// Says that a change of the column makes the row another thing.
    pub const fn nature(mut self) -> Self {
        self.is_nature = true;
        self
    }

    /// Says that whoever holds the root notices a change of the column.
    pub const fn for_all(mut self) -> Self {
        self.is_for_all = true;
        self
    }

    /// Says that the column stays as it is once its row is there.
    pub const fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }

    /// Tells people what its values consist of, and not the values themselves.
    pub const fn in_parts(mut self, parts: Parts) -> Self {
        self.parts = Some(parts);
        self
    }

    /// Whether two values of the column are the same.
    pub fn is_same(&self, one: &Value, other: &Value) -> bool {
        if self.folded { one.folded() == other.folded() } else { one == other }
    }

    /// A value in words: of a number that has a name, the name.
    pub fn spell(&self, value: &Value) -> String {
        let named = self.names.iter().find(|(number, _)| *value == Value::Int(*number));
        named.map_or_else(|| value.to_string(), |(_, word)| (*word).to_owned())
    }

    /// Whether the files decide the value of existing rows.
    pub fn is_managed(&self) -> bool {
        self.fill == Fill::Files
    }
}
