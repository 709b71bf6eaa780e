//! Descriptors of tables.

mod row_words;

use super::change_effect::EffectRule;
use super::column::{Column, Constant};
use super::filled_cells::Cells;
use super::managed_rows::{Scope, SoftDelete};
use super::row_id::IdSort;
use super::statuses::Lifecycle;
use super::table_handle::Handle;
use super::types::Type;
use super::value::Value;
use crate::diagnostic::Code;
use std::fmt;

/// The character between the names of a list that is stored as one string.
pub const SEPARATOR: char = '|';

/// The descriptor of a slice of a physical table.
pub struct Table {
    /// The name of the slice.
    pub name: &'static str,
    /// The name of the physical table of which it is a slice.
    pub physical: &'static str,
    /// Whether rows are managed or only looked up.
    pub role: Role,
    /// The column with the ids of its rows.
    pub id: IdColumn,
    /// The parent table; none for a root table.
    pub parent: Option<Parent>,
    /// The columns that follow the parent's key in the natural key.
    pub key: &'static [&'static str],
    /// The columns with values.
    pub columns: &'static [Column],
    /// Columns that have the same value in every row of the slice.
    pub constants: &'static [(&'static str, Constant)],
    /// Columns whose values are determined by the manifest.
    pub scopes: &'static [(&'static str, &'static Scope)],
    /// How its rows are marked as deleted, if they stay in the table.
    pub soft_delete: Option<SoftDelete>,
    /// How adding or removing a row affects existing subscribers.
    pub rows: EffectRule,
    /// Whether rows stay when their root is marked as deleted, because subscriptions need these rows in order to renew.
    pub survives: bool,
    /// Whether a live row counts as absent, such as a boolean option that is `false`.
    pub counts_as_absent: fn(&Cells) -> bool,
    /// Whether the string in a row is a list of names, joined by [`SEPARATOR`], whose order has no meaning.
    pub is_list: fn(&Cells) -> bool,
    /// Whether a root with such a row is preferred if several roots have the same name.
    pub marks_root: bool,
    /// Whether its rows contain the name by which subscribers know the root.
    pub names_root: bool,
    /// Whether its rows affect everyone who holds the root, not only those who hold the row itself.
    pub is_for_all: bool,
    /// What to write in the files to stop the sale of a row that cannot be deleted while someone has it, such as
    /// `enabled: false`.
    pub instead: Option<&'static str>,
    /// The statuses of its rows, if it is a root table that has them.
    pub lifecycle: Option<&'static Lifecycle>,
    /// Whether the table is one of Wares' own. A database without it has no such rows.
    pub own: bool,
    /// Whether references name a row only by its own key, without the keys of its parents.
    pub has_short_names: bool,
    /// The words by which files refer to a row: `{0}` is its first key column, `{1s}` is the second as a singular or
    /// plural noun, depending on the number in the first, and `{parent}` is the parent's words.
    pub words: &'static str,
    /// For a lookup table: the word for one of its rows in messages.
    pub noun: &'static str,
    /// For a lookup table: the code of the finding that a name is missing.
    pub missing: Option<Code>,
    /// For a lookup table: the SQL that inserts missing names and returns them. The first parameter is the names, and
    /// the second is the name of the table's scope, if the manifest gives one. `{schema}` stands for the schema.
    pub seed: Option<&'static str>,
}

/// The column with the ids of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdColumn {
    /// The name of the column.
    pub name: &'static str,
    /// The type of its ids.
    pub sort: IdSort,
}

impl IdColumn {
    /// A column `id` with UUIDs.
    pub const UUID: Self = Self { name: "id", sort: IdSort::Uuid };
}

/// What Wares does with the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// They are read, compared and written.
    Managed,
    /// They are only read, to turn names into ids.
    Lookup,
}

/// The parent of a table.
pub struct Parent {
    /// The parent table.
    pub table: Handle,
    /// How rows are linked to their parent rows.
    pub link: Link,
}

/// How rows are linked to their parent rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// This column of a row has the id of its parent.
    Child(&'static str),
    /// This column of the parent has the id of the row. Several parents can share one row.
    Shared(&'static str),
}

impl Table {
    /// A root table without columns, as the basis of a descriptor.
    pub const fn root(name: &'static str) -> Self {
        Self {
            name,
            physical: name,
            role: Role::Managed,
            id: IdColumn::UUID,
            parent: None,
            key: &[],
            columns: &[],
            constants: &[],
            scopes: &[],
            soft_delete: None,
            // Losing a row is worse for subscribers, unless a descriptor knows better.
            rows: EffectRule::WorseLower,
            // By default, rows stay when their root is marked as deleted, since subscriptions need most of them to
            // renew.
            survives: true,
            counts_as_absent: |_| false,
            is_list: |_| false,
            marks_root: false,
            names_root: false,
            is_for_all: false,
            instead: None,
            lifecycle: None,
            own: false,
            has_short_names: false,
            words: "",
            noun: "",
            missing: None,
            seed: None,
        }
    }

    /// Declares the table as one of Wares' own.
    pub const fn own(mut self) -> Self {
        self.own = true;
        self
    }

    /// A table whose rows have their parent's id in a column, given the effect of adding and removing rows.
    pub const fn child(
        name: &'static str,
        parent: &'static Table,
        column: &'static str,
        rows: EffectRule,
    ) -> Self {
        let parent = Parent { table: Handle::of(parent), link: Link::Child(column) };
        Self { parent: Some(parent), rows, ..Self::root(name) }
    }

    /// A lookup table.
    pub const fn lookup(
        name: &'static str,
        key: &'static [&'static str],
        columns: &'static [Column],
        constants: &'static [(&'static str, Constant)],
    ) -> Self {
        Self { role: Role::Lookup, key, columns, constants, ..Self::root(name) }
    }

    /// The root table above this one, or the table itself.
    pub fn root_table(&self) -> &Table {
        self.parent.as_ref().map_or(self, |parent| parent.table.root_table())
    }

    /// The index of a column.
    ///
    /// # Panics
    /// If the descriptor has no such column. A test checks all descriptors for that.
    pub fn position(&self, column: &str) -> usize {
        let position = self.columns.iter().position(|c| c.name == column);
        // A wrong column is a mistake in a descriptor, which cannot be handled at run time.
        position.unwrap_or_else(|| panic!("table {} has no column {column}", self.name))
    }

    /// Finds a column by its name.
    ///
    /// # Panics
    /// If the descriptor has no such column.
    pub fn column(&self, name: &str) -> &Column {
        &self.columns[self.position(name)]
    }

    /// The names in the string of a row, if it is a list of names.
    pub fn names_in<'v>(&self, row: &Cells, column: &Column, value: &'v Value) -> Option<Vec<&'v str>> {
        // Key columns are never lists: their order would matter for the key.
        let is_list = !self.is_key(column) && (self.is_list)(row);
        value.as_text().filter(|_| is_list).map(|text| text.split(SEPARATOR).collect())
    }

    /// Whether two values of a row's column count as equal. Lists with the same names in a different order also do.
    pub fn is_same(&self, row: &Cells, column: &Column, one: &Value, other: &Value) -> bool {
        let sorted = |value| {
            let mut names = self.names_in(row, column, value)?;
            // The order of names in such a property has no meaning, so a reordered list is no change.
            names.sort_unstable();
            Some(names)
        };
        // Equal strings are the usual case, and need no splitting.
        column.is_same(one, other) || sorted(one).zip(sorted(other)).is_some_and(|(one, other)| one == other)
    }

    /// Whether a column belongs to the natural key.
    pub fn is_key(&self, column: &Column) -> bool {
        self.key.contains(&column.name)
    }

    /// Whether rows that are marked as deleted are read because they can be revived.
    pub fn revives(&self) -> bool {
        self.soft_delete.is_some_and(|soft| soft.revives)
    }

    /// Whether a column refers to rows of the same table.
    pub fn refers_to_itself(&self) -> bool {
        let refers = |column: &Column| matches!(column.kind, Type::Reference(to) if to.table() == self);
        self.columns.iter().any(refers)
    }

    /// Whether several resources can share its rows, directly or through a parent.
    pub fn is_below_shared(&self) -> bool {
        self.parent
            .as_ref()
            .is_some_and(|parent| matches!(parent.link, Link::Shared(_)) || parent.table.is_below_shared())
    }

    /// The column of the parent with the row's id, if several parents can share the row.
    pub fn shared_by(&self) -> Option<&'static str> {
        match self.parent.as_ref()?.link {
            Link::Shared(column) => Some(column),
            Link::Child(_) => None,
        }
    }

    /// The column of the row with its parent's id, if it has one.
    pub fn link(&self) -> Option<&'static str> {
        match self.parent.as_ref()?.link {
            Link::Child(column) => Some(column),
            Link::Shared(_) => None,
        }
    }

    /// The number of parts in the natural keys of this table.
    pub fn key_length(&self) -> usize {
        self.key.len() + self.parent.as_ref().map_or(0, |parent| parent.table.key_length())
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        // Descriptors never move: they are statics, or leaked if they are created at run time.
        std::ptr::eq(self, other)
    }
}

impl Eq for Table {}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
