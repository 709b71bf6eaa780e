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

/// The character between the names if a list of names is stored as one string.
pub const SEPARATOR: char = '|';

/// The descriptor of a slice: some or all rows of a physical table.
pub struct Table {
    /// The name of the slice.
    pub name: &'static str,
    /// The name of the physical table to which the slice belongs.
    pub physical: &'static str,
    /// Whether Wares writes the rows or only reads them.
    pub role: Role,
    /// The column with the ids of the rows.
    pub id: IdColumn,
    /// The parent table; `None` for a root table.
    pub parent: Option<Parent>,
    /// The columns that are added to the key of the parent to form the natural key.
    pub key: &'static [&'static str],
    /// The columns with values, including those of the key.
    pub columns: &'static [Column],
    /// Columns that have the same value in every row of the slice.
    pub constants: &'static [(&'static str, Constant)],
    /// Columns whose values in the slice are determined by the manifest.
    pub scopes: &'static [(&'static str, &'static Scope)],
    /// The column that marks a row as deleted; `None` if deleted rows are removed from the table.
    pub soft_delete: Option<SoftDelete>,
    /// The effect of adding or removing a row on existing subscribers.
    pub rows: EffectRule,
    /// Whether rows stay when their root is marked as deleted. Subscriptions need such rows in order to renew.
    pub survives: bool,
    /// Whether a live row with these values counts as absent, such as a boolean option that is `false`.
    pub counts_as_absent: fn(&Cells) -> bool,
    /// Whether the string in a row is a list of names joined by [`SEPARATOR`]. The order of these names does not
    /// matter.
    pub is_list: fn(&Cells) -> bool,
    /// Whether a root with a row in this slice is preferred to other roots with the same name.
    pub marks_root: bool,
    /// Whether the rows contain the name by which subscribers know the root.
    pub names_root: bool,
    /// Whether a change to a row affects everyone who has the root row, not only those who have the changed row.
    pub is_for_all: bool,
    /// The setting in the files that stops the sale of a row, such as `enabled: false`. Messages suggest it for a row
    /// that cannot be deleted because someone has it.
    pub stop_sale_setting: Option<&'static str>,
    /// The statuses of the rows; `None` for a table without statuses.
    pub lifecycle: Option<&'static Lifecycle>,
    /// Whether the table belongs to Wares itself. If a database does not have the table, the table counts as empty.
    pub own: bool,
    /// Whether references name a row only by its own key columns, without the keys of its parents.
    pub has_short_names: bool,
    /// The words by which the files refer to a row, with placeholders. `{0}` is the first key column. `{1s}` is the
    /// second key column as a singular or plural noun, depending on the number in the first. `{parent}` stands for the
    /// words of the parent row.
    pub words: &'static str,
    /// For a lookup table: the word for one row in messages.
    pub noun: &'static str,
    /// For a lookup table: the code of the finding for a name that does not exist.
    pub missing: Option<Code>,
    /// For a lookup table: the SQL that inserts missing names and returns them. The first parameter is the list of
    /// names. The second is the name that the manifest gives for the scope of the table, if any. `{schema}` is replaced
    /// by the schema.
    pub seed: Option<&'static str>,
}

/// The column with the ids of the rows in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdColumn {
    /// The name of the column.
    pub name: &'static str,
    /// The type of the ids.
    pub sort: IdSort,
}

impl IdColumn {
    /// A column named `id` that contains UUIDs.
    pub const UUID: Self = Self { name: "id", sort: IdSort::Uuid };
}

/// The way in which Wares uses the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Rows are read, compared and written.
    Managed,
    /// Rows are only read, in order to convert names to ids.
    Lookup,
}

/// The parent of a table, and the link to it.
pub struct Parent {
    /// The parent table.
    pub table: Handle,
    /// The link from a row to its parent row.
    pub link: Link,
}

/// The column that links a row to its parent row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The given column of the row has the id of its parent.
    Child(&'static str),
    /// The given column of the parent has the id of the row. Several parents can share one row.
    Shared(&'static str),
}

impl Table {
    /// Creates a root table without columns. Descriptors set the fields that differ.
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
            stop_sale_setting: None,
            lifecycle: None,
            own: false,
            has_short_names: false,
            words: "",
            noun: "",
            missing: None,
            seed: None,
        }
    }

    /// Declares that the table belongs to Wares itself.
    pub const fn owned_by_wares(mut self) -> Self {
        self.own = true;
        self
    }

    /// Creates a table below `parent`. `column` has the id of the parent row, and `rows` is the effect of adding and
    /// removing rows.
    pub const fn child(
        name: &'static str,
        parent: &'static Table,
        column: &'static str,
        rows: EffectRule,
    ) -> Self {
        let parent = Parent { table: Handle::of(parent), link: Link::Child(column) };
        Self { parent: Some(parent), rows, ..Self::root(name) }
    }

    /// Creates a lookup table.
    pub const fn lookup(
        name: &'static str,
        key: &'static [&'static str],
        columns: &'static [Column],
        constants: &'static [(&'static str, Constant)],
    ) -> Self {
        Self { role: Role::Lookup, key, columns, constants, ..Self::root(name) }
    }

    /// Returns the root table above this table; for a root table, the table itself.
    pub fn root_table(&self) -> &Table {
        self.parent.as_ref().map_or(self, |parent| parent.table.root_table())
    }

    /// Returns the index of a column.
    ///
    /// # Panics
    /// If the descriptor has no such column. A test checks that this cannot happen for any descriptor.
    pub fn position(&self, column: &str) -> usize {
        let position = self.columns.iter().position(|c| c.name == column);
        // A wrong column is a mistake in a descriptor, which cannot be handled at run time.
        position.unwrap_or_else(|| panic!("table {} has no column {column}", self.name))
    }

    /// Returns the column with the given name.
    ///
    /// # Panics
    /// If the descriptor has no such column.
    pub fn column(&self, name: &str) -> &Column {
        &self.columns[self.position(name)]
    }

    /// Returns the names in a value of a row; `None` if the value is not a list of names.
    pub fn names_in<'v>(&self, row: &Cells, column: &Column, value: &'v Value) -> Option<Vec<&'v str>> {
        // Key columns are never lists: their order would matter for the key.
        let is_list = !self.is_key(column) && (self.is_list)(row);
        value.as_text().filter(|_| is_list).map(|text| text.split(SEPARATOR).collect())
    }

    /// Whether two values count as equal in a column of the given row. Lists of the same names are equal in any order.
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

    /// Whether rows that are marked as deleted are read, because they can be revived.
    pub fn revives(&self) -> bool {
        self.soft_delete.is_some_and(|soft| soft.revives)
    }

    /// Whether a column refers to rows of this table.
    pub fn refers_to_itself(&self) -> bool {
        let refers = |column: &Column| matches!(column.kind, Type::Reference(to) if to.table() == self);
        self.columns.iter().any(refers)
    }

    /// Whether several resources can share a row of this table, directly or through a parent row.
    pub fn is_below_shared(&self) -> bool {
        self.parent
            .as_ref()
            .is_some_and(|parent| matches!(parent.link, Link::Shared(_)) || parent.table.is_below_shared())
    }

    /// Returns the column of the parent table that has the id of the row; `None` if there is no such column.
    pub fn shared_by(&self) -> Option<&'static str> {
        match self.parent.as_ref()?.link {
            Link::Shared(column) => Some(column),
            Link::Child(_) => None,
        }
    }

    /// Returns the column of this table that has the id of the parent row; `None` if there is no such column.
    pub fn link(&self) -> Option<&'static str> {
        match self.parent.as_ref()?.link {
            Link::Child(column) => Some(column),
            Link::Shared(_) => None,
        }
    }

    /// Returns the number of values in a natural key of this table, including the key of the parent.
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
