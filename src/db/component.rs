//! The components of a database, each with its own version number: the ledger, and the tables that Wares adds to each
//! billing system.

use crate::kinds::System;
use crate::table::Migration;
use std::fmt;

/// The ledger: the tables in the schema `wares`. All billing schemas of a database share one ledger.
pub const LEDGER: Component<'static> = Component {
    name: "ledger",
    schema: None,
    migrations: crate::migrations!("migrations/", "0001_ledger", "0002_one_record_per_resource"),
};

/// The version of the ledger that this version of Wares requires.
pub const LEDGER_VERSION: usize = LEDGER.migrations.len();

/// A set of tables that are created and updated together, and so have one version.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// `ledger`, or the name of a billing system.
    pub name: &'a str,
    /// The billing schema that contains the tables; `None` for the ledger.
    pub schema: Option<&'a str>,
    /// The migrations in order, from an empty database to the newest version.
    pub migrations: &'static [Migration],
}

impl<'a> Component<'a> {
    /// Returns the component for the tables that Wares adds to `system` in the billing schema `schema`.
    pub fn of(system: &'a System, schema: &'a str) -> Self {
        Self { name: system.name, schema: Some(schema), migrations: system.own }
    }

    /// Returns the newest version, which is the one that this version of Wares requires.
    pub fn newest(&self) -> usize {
        self.migrations.len()
    }

    /// Returns the migration from the previous version to `version`; `None` if there is no such version.
    pub fn migration(&self, version: usize) -> Option<&'static Migration> {
        // Versions count from 1, and 0 means that the component does not exist.
        self.migrations.get(version.checked_sub(1)?)
    }

    /// Returns the component's key in `wares.version`: its name and its billing schema. The schema is empty for the
    /// ledger.
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

/// The next action to bring a component up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Do nothing: the component is up to date.
    Nothing,
    /// Only record the version: the tables are already those of the newest version.
    Record,
    /// Run the migration to this version.
    Step(usize),
}
