//! Handles that descriptors use to refer to tables.

use super::descriptor::Table;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// A handle of a table. A handle can exist before its table does, so that tables can refer to each other and to
/// themselves. The table may be a static, or be created at run time.
#[derive(Clone, Copy)]
pub struct Handle(Slot);

/// The table of a handle, if it is already known.
#[derive(Clone, Copy)]
enum Slot {
    /// A table that is a static.
    Static(&'static Table),
    /// A table that is created at run time; empty until it is defined.
    Declared(&'static OnceLock<Table>),
}

impl Handle {
    /// Creates the handle of a static table.
    pub const fn of(table: &'static Table) -> Self {
        Self(Slot::Static(table))
    }

    /// Creates a handle whose table is [defined](Self::define) later. The handle and its table live until the program
    /// ends.
    pub fn declare() -> Self {
        // Leaked, because descriptors are `'static`; they are made once per program.
        Self(Slot::Declared(Box::leak(Box::new(OnceLock::new()))))
    }

    /// Sets the table of a declared handle, and returns the table.
    ///
    /// # Panics
    /// If the handle already has a table, since a descriptor never changes.
    pub fn define(self, table: Table) -> &'static Table {
        let Slot::Declared(slot) = self.0 else { panic!("table {} is a static", self.name) };
        assert!(slot.set(table).is_ok(), "table {} is defined twice", self.name);
        self.table()
    }

    /// Returns the table of the handle.
    ///
    /// # Panics
    /// If the handle was declared but its table was never defined, which is a bug in the program.
    pub fn table(self) -> &'static Table {
        match self.0 {
            Slot::Static(table) => table,
            Slot::Declared(slot) => slot.get().expect("a declared table is defined"),
        }
    }
}

impl Deref for Handle {
    type Target = Table;

    fn deref(&self) -> &Table {
        self.table()
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        // By table, since a table can have several handles.
        self.table() == other.table()
    }
}

impl Eq for Handle {}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
