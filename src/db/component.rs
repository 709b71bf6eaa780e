//! What is versioned in the database: the ledger, and the tables that Wares adds to each billing system.

use crate::kinds::System;
use crate::table::Migration;
use std::fmt;

/// The ledger: the schema `wares`. All billing schemas of a database share it.
pub const LEDGER: Component<'static> = Component {
    name: "ledger",
    schema: None,
    migrations: crate::migrations!("migrations/", "0001_ledger", "0002_one_record_per_resource"),
};

/// The version of the ledger that this program works with.
pub const LEDGER_VERSION: usize = LEDGER.migrations.len();

/// A set of tables with a common version.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// `ledger`, or the name of a billing system.
    pub name: &'a str,
    /// The billing schema that contains the tables; `None` for the ledger.
    pub schema: Option<&'a str>,
    /// The migrations from nothing to the newest version, in order.
    pub migrations: &'static [Migration],
}

impl<'a> Component<'a> {
    /// The tables that Wares adds to a billing system in a schema.
    pub fn of(system: &'a System, schema: &'a str) -> Self {
        Self { name: system.name, schema: Some(schema), migrations: system.own }
    }

    /// The version that this program works with.
    pub fn newest(&self) -> usize {
        self.migrations.len()
    }

    /// The migration from the previous version to this one.
    pub fn migration(&self, version: usize) -> Option<&'static Migration> {
        // Versions count from 1, and 0 means that the component does not exist.
        self.migrations.get(version.checked_sub(1)?)
    }

    /// The component's key in `wares.version`: its name and its billing schema, which is empty for the ledger.
    pub fn key(&self) -> (String, String) {
        (self.name.to_owned(), self.schema.unwrap_or_default().to_owned())
    }
}

impl fmt::Display for Component<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.schema {
            None => f.write_str("the ledger"),
            Some(schema) => {
                write!(f, "the set of tables that Wares adds to {} in the schema `{schema}`", self.name)
            }
        }
    }
}

/// The next step to bring a component up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// None: the component is up to date.
    Nothing,
    /// The tables are those of the newest version already, and only the version has to be recorded.
    Record,
    /// Run the migration to this version.
    Step(usize),
}
