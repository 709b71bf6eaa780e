//! Handles of tables: how descriptors refer to each other.

use super::descriptor::Table;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// A table, by handle. A handle can be made before its table is, so that tables can refer to each other and to
/// themselves, whether they are statics or made at run time.
#[derive(Clone, Copy)]
pub struct Handle(Slot);

#[derive(Clone, Copy)]
enum Slot {
    Static(&'static Table),
    Declared(&'static OnceLock<Table>),
}

impl Handle {
    /// The handle of a table that is a static.
    pub const fn of(table: &'static Table) -> Self {
        Self(Slot::Static(table))
    }

    /// The handle of a table that is [defined](Self::define) later. Both live as long as the process.
    pub fn declare() -> Self {
        Self(Slot::Declared(Box::leak(Box::new(OnceLock::new()))))
    }

    /// Gives a declared handle its table.
    ///
    /// # Panics
    /// When the handle has a table already: a descriptor never changes.
    pub fn define(self, table: Table) -> &'static Table {
        let Slot::Declared(slot) = self.0 else { panic!("table {} is a static", self.name) };
        assert!(slot.set(table).is_ok(), "table {} is defined twice", self.name);
        self.table()
    }

    /// The table.
    ///
    /// # Panics
    /// When the handle was declared and its table was never defined, which is a mistake in the program.
    pub fn table(self) -> &'static Table {
        match self.0 {
            Slot::Static(table) => table,
            Slot::Declared(slot) => slot.get().expect("a table that is declared is defined"),
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
        self.table() == other.table()
    }
}

impl Eq for Handle {}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
