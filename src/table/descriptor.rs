//! Descriptors of tables and their columns.

use super::column::{Column, Constant};
use super::effect::Effect;
use super::value::{Key, Value};
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
    /// What it does to who has the thing today when a row comes or goes.
    pub rows: Effect,
    /// Whether the rows stay when their root is deleted softly, since subscriptions renew by them.
    pub survives: bool,
    /// A live row for which this holds counts as absent: `false` is how some spell it.
    pub counts_as_absent: fn(&LiveValues<'_>) -> bool,
    /// Whether Wares makes the table itself: a database that lacks it has no such rows.
    pub own: bool,
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
            rows: Effect::WorseLower,
            survives: true,
            counts_as_absent: |_| false,
            own: false,
            words: "",
        }
    }

    /// The same as a table that Wares makes itself.
    pub const fn own(mut self) -> Self {
        self.own = true;
        self
    }

    /// A table whose rows hold their parent's id in a column, and what it does when one comes or goes.
    pub const fn child(
        name: &'static str,
        parent: &'static Table,
        column: &'static str,
        rows: Effect,
    ) -> Self {
        Self { parent: Some(Parent { table: parent, link: Link::Child(column) }), rows, ..Self::root(name) }
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
