//! Descriptors of tables and their columns.

use super::change_effect::EffectRule;
use super::column::{Column, Constant};
use super::filled_cells::Cells;
use super::managed_rows::{Scope, SoftDelete};
use super::row_id::IdSort;
use super::statuses::Lifecycle;
use super::table_handle::Handle;
use super::types::Type;
use super::value::{Key, Value};
use crate::diagnostic::Code;
use std::fmt;

/// What stands between the names of a list that is kept as one text.
pub const SEPARATOR: char = '|';

/// A slice of a physical table.
pub struct Table {
    /// The slice's name.
    pub name: &'static str,
    /// The table it is a slice of.
    pub physical: &'static str,
    /// What Wares does with its rows.
    pub role: Role,
    /// The column that holds the ids of its rows.
    pub id: IdColumn,
    /// The table whose rows these hang on; none for a root.
    pub parent: Option<Parent>,
    /// The columns that, after the parent's key, make the natural key.
    pub key: &'static [&'static str],
    /// The columns that hold values.
    pub columns: &'static [Column],
    /// Columns that have one value in every row of the slice.
    pub constants: &'static [(&'static str, Constant)],
    /// Columns whose values the manifest decides.
    pub scopes: &'static [(&'static str, &'static Scope)],
    /// How its rows are deleted, where they stay in the table.
    pub soft_delete: Option<SoftDelete>,
    /// What it does to who has the thing today when a row comes or goes.
    pub rows: EffectRule,
    /// Whether the rows stay when their root is deleted softly, since subscriptions renew by them.
    pub survives: bool,
    /// A live row for which this holds counts as absent: `false` is how some spell it.
    pub counts_as_absent: fn(&Cells) -> bool,
    /// Whether the text of such a row is a list of names, joined by [`SEPARATOR`], whose order means nothing.
    pub is_list: fn(&Cells) -> bool,
    /// Whether, of several roots with one name, the one that has such a row is meant.
    pub marks_root: bool,
    /// Whether its rows are the name by which subscribers know their root.
    pub names_root: bool,
    /// Whether whoever holds the root has its rows too, besides those who hold a row itself.
    pub is_for_all: bool,
    /// How the sale of such a row is stopped, as the files write it, where it cannot be deleted while somebody has it.
    pub instead: Option<&'static str>,
    /// The statuses that such a row passes through, of a root that has some.
    pub lifecycle: Option<&'static Lifecycle>,
    /// Whether Wares makes the table itself: a database that lacks it has no such rows.
    pub own: bool,
    /// Whether its own key alone names a row where something refers to it.
    pub has_short_names: bool,
    /// How the files name such a row: `{0}` is its first key column, `{1s}` the second as a noun that the first one
    /// counts, `{parent}` the parent's words.
    pub words: &'static str,
    /// What messages call one of its rows, of a table in which names are looked up.
    pub noun: &'static str,
    /// The code of the finding that such a name is missing.
    pub missing: Option<Code>,
    /// The SQL that adds names which are not there yet, and returns them: the names are its first parameter, and the
    /// name of what bounds the table, if the manifest gives one, its second. `{schema}` stands for the table's schema.
    pub seed: Option<&'static str>,
}

/// The column that holds the ids of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdColumn {
    /// Its name.
    pub name: &'static str,
    /// Which sort of ids it holds.
    pub sort: IdSort,
}

impl IdColumn {
    /// A column of UUIDs that is called `id`.
    pub const UUID: Self = Self { name: "id", sort: IdSort::Uuid };
}

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
    pub table: Handle,
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

impl Table {
    /// A table that hangs on nothing, without columns yet: the start of a descriptor.
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
            rows: EffectRule::WorseLower,
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
        rows: EffectRule,
    ) -> Self {
        let parent = Parent { table: Handle::of(parent), link: Link::Child(column) };
        Self { parent: Some(parent), rows, ..Self::root(name) }
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

    /// The names in a text of a row, if that is a list of them.
    pub fn names_in<'v>(&self, row: &Cells, column: &Column, value: &'v Value) -> Option<Vec<&'v str>> {
        let is_list = !self.is_key(column) && (self.is_list)(row);
        value.as_text().filter(|_| is_list).map(|text| text.split(SEPARATOR).collect())
    }

    /// Whether two values of a row's column are the same: the same names in another order are.
    pub fn is_same(&self, row: &Cells, column: &Column, one: &Value, other: &Value) -> bool {
        let sorted = |value| {
            let mut names = self.names_in(row, column, value)?;
            names.sort_unstable();
            Some(names)
        };
        column.is_same(one, other) || sorted(one).zip(sorted(other)).is_some_and(|(one, other)| one == other)
    }

    /// Whether a column belongs to the natural key.
    pub fn is_key(&self, column: &Column) -> bool {
        self.key.contains(&column.name)
    }

    /// Whether rows that are deleted softly are read, since they can come back.
    pub fn revives(&self) -> bool {
        self.soft_delete.is_some_and(|soft| soft.revives)
    }

    /// Whether a column refers to rows of the same table.
    pub fn refers_to_itself(&self) -> bool {
        let own = |column: &Column| matches!(column.kind, Type::Reference(to) if to.table() == self);
        self.columns.iter().any(own)
    }

    /// Whether several resources may share a row: one that holds it itself, or one that it hangs on.
    pub fn is_below_shared(&self) -> bool {
        self.parent
            .as_ref()
            .is_some_and(|parent| matches!(parent.link, Link::Shared(_)) || parent.table.is_below_shared())
    }

    /// The column of the parent that holds the row's id, where several parents may share the row.
    pub fn shared_by(&self) -> Option<&'static str> {
        match self.parent.as_ref()?.link {
            Link::Shared(column) => Some(column),
            Link::Child(_) => None,
        }
    }

    /// The column of the row that holds its parent's id.
    pub fn link(&self) -> Option<&'static str> {
        match self.parent.as_ref()?.link {
            Link::Child(column) => Some(column),
            Link::Shared(_) => None,
        }
    }

    /// How many parts a key of this table has.
    pub fn key_length(&self) -> usize {
        self.key.len() + self.parent.as_ref().map_or(0, |parent| parent.table.key_length())
    }

    /// How the files name a row, by its resource.
    pub fn name_of(&self, key: &Key) -> String {
        if self.has_short_names {
            return Key::new(key.parts()[key.len().saturating_sub(self.key.len())..].to_vec()).to_string();
        }
        let words = self.words_for(key);
        let own = self.root_table().key.len();
        match words.is_empty() || key.len() <= own {
            true => key.to_string(),
            false => format!("{}: {words}", key.prefix(own)),
        }
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
                _ => words.push_str(&self.part(&key.parts()[own..], piece)),
            }
        }
        words
    }

    /// A part of a key by its number; with an `s` behind the number it is a noun that the part before it counts.
    fn part(&self, own: &[Value], piece: &str) -> String {
        let number = piece.strip_suffix('s').unwrap_or(piece);
        let Some(at) = number.parse::<usize>().ok().filter(|at| *at < own.len()) else {
            return String::new();
        };
        let counted = at.checked_sub(1).map(|before| &own[before]);
        let noun = match (self.column(self.key[at]).kind, &own[at]) {
            (Type::Reference(target), Value::Key(key)) => target.name_of(key),
            (_, value) => self.column(self.key[at]).spell(value),
        };
        let is_many = number != piece && counted.is_some_and(|count| *count != Value::Int(1));
        if is_many && !noun.ends_with('s') { noun + "s" } else { noun }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        // A descriptor stays where it is, whether it is a static or was made at run time.
        std::ptr::eq(self, other)
    }
}

impl Eq for Table {}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
