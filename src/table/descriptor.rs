//! Descriptors of tables and their columns.

use super::value::{Key, Value};
use rust_decimal::Decimal;
use std::fmt;

/// A slice of a physical table.
pub struct Table {
    /// The slice's name.
    pub name: &'static str,
    /// The table it is a slice of.
    pub physical: &'static str,
    /// What Wares does with its rows.
    pub role: Role,
    /// The table whose rows these hang on; none for a root.
    pub parent: Option<Parent>,
    /// The columns that, after the parent's key, make the natural key.
    pub key: &'static [&'static str],
    /// The columns that hold values.
    pub columns: &'static [Column],
    /// Columns that have one value in every row of the slice.
    pub constants: &'static [(&'static str, Constant)],
    /// Columns whose values the manifest decides.
    pub scopes: &'static [(&'static str, Scope)],
    /// Whether the rows stay when their root is deleted softly, since subscriptions renew by them.
    pub survives: bool,
    /// A live row for which this holds counts as absent: `false` is how some spell it.
    pub counts_as_absent: fn(&LiveValues<'_>) -> bool,
    /// How the files name such a row: `{0}` is its first key column, `{parent}` the parent's words.
    pub words: &'static str,
}

/// A live row's values in the order of the columns, for [`Table::counts_as_absent`].
pub type LiveValues<'a> = [Option<&'a Value>];

/// What Wares does with the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads, compares and writes them.
    Managed,
    /// Reads them to turn names into ids.
    Lookup,
}

/// The table that rows hang on.
pub struct Parent {
    /// The table.
    pub table: &'static Table,
    /// How a row is tied to it.
    pub link: Link,
}

/// How a row is tied to its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// This column of the row holds the parent's id.
    Child(&'static str),
    /// This column of the parent holds the row's id; several parents may share the row.
    Shared(&'static str),
}

/// A column of a table.
pub struct Column {
    /// Its name in the database.
    pub name: &'static str,
    /// What it holds.
    pub kind: Type,
    /// Who decides its value.
    pub fill: Fill,
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
}

/// What a column holds.
#[derive(Clone, Copy)]
pub enum Type {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// An exact number.
    Decimal,
    /// A double, handled by its shortest decimal form.
    Double,
    /// A time.
    Timestamp,
    /// A row of another table, by its natural key.
    Reference(&'static Table),
}

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

/// What the manifest decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The reseller's id.
    Reseller,
    /// The shop's id.
    Shop,
    /// The ids of the languages.
    Languages,
    /// The ids of the currencies.
    Currencies,
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
    /// A text.
    Text(&'static str),
}

impl Constant {
    /// The constant as a value of a column.
    pub fn value(self, kind: Type) -> Value {
        match (self, kind) {
            (Self::Null, _) => Value::Null,
            (Self::Bool(value), _) => Value::Bool(value),
            (Self::Int(value), Type::Decimal | Type::Double) => Value::Decimal(Decimal::from(value)),
            (Self::Int(value), _) => Value::Int(value),
            (Self::Text(value), _) => Value::text(value),
        }
    }
}

impl Column {
    /// A column that the files decide.
    pub const fn new(name: &'static str, kind: Type, words: &'static str) -> Self {
        Self {
            name,
            kind,
            fill: Fill::Files,
            default: Constant::Null,
            words,
            shown: true,
            explained_by: None,
            folded: false,
            sticky: false,
            names: &[],
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

    /// Whether the files decide the value of existing rows.
    pub fn is_managed(&self) -> bool {
        self.fill == Fill::Files
    }
}

impl Table {
    /// A table that hangs on nothing, without columns yet: the start of a descriptor.
    pub const fn root(name: &'static str) -> Self {
        Self {
            name,
            physical: name,
            role: Role::Managed,
            parent: None,
            key: &[],
            columns: &[],
            constants: &[],
            scopes: &[],
            survives: true,
            counts_as_absent: |_| false,
            words: "",
        }
    }

    /// A table whose rows hold their parent's id in a column.
    pub const fn child(name: &'static str, parent: &'static Table, column: &'static str) -> Self {
        Self { parent: Some(Parent { table: parent, link: Link::Child(column) }), ..Self::root(name) }
    }

    /// A table that is only looked up, by one column.
    pub const fn lookup(
        name: &'static str,
        key: &'static [&'static str],
        columns: &'static [Column],
        constants: &'static [(&'static str, Constant)],
    ) -> Self {
        Self { role: Role::Lookup, key, columns, constants, ..Self::root(name) }
    }

    /// The root that a table's rows belong to.
    pub fn root_table(&self) -> &Table {
        self.parent.as_ref().map_or(self, |parent| parent.table.root_table())
    }

    /// The number of a column.
    ///
    /// # Panics
    /// When the descriptor has no such column, which a test over all descriptors excludes.
    pub fn position(&self, column: &str) -> usize {
        let found = self.columns.iter().position(|c| c.name == column);
        found.unwrap_or_else(|| panic!("table {} describes no column {column}", self.name))
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> &Column {
        &self.columns[self.position(name)]
    }

    /// Whether a column belongs to the natural key.
    pub fn is_key(&self, column: &Column) -> bool {
        self.key.contains(&column.name)
    }

    /// The column that marks a row as deleted, when rows of this table are deleted softly.
    pub fn soft_delete(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == "deleted")
    }

    /// How many parts a key of this table has.
    pub fn key_length(&self) -> usize {
        self.key.len() + self.parent.as_ref().map_or(0, |parent| parent.table.key_length())
    }

    /// How the files name a row, within its resource.
    pub fn words_for(&self, key: &Key) -> String {
        let own = key.len().saturating_sub(self.key.len());
        let mut words = String::new();
        // What stands between two braces is a part of the key, or the parent's words.
        for (index, piece) in self.words.split(['{', '}']).enumerate() {
            match (index % 2, &self.parent) {
                (0, _) => words.push_str(piece),
                (_, Some(parent)) if piece == "parent" => {
                    words.push_str(&parent.table.words_for(&key.prefix(own)))
                }
                _ => {
                    let part = piece.parse::<usize>().ok().and_then(|part| key.parts().get(own + part));
                    words.push_str(&part.map(ToString::to_string).unwrap_or_default());
                }
            }
        }
        words
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        // Descriptors are statics: each is one place.
        std::ptr::eq(self, other)
    }
}

impl Eq for Table {}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
