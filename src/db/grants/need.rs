//! A privilege that Wares needs, and the work that requires the privilege.

/// The work that requires a privilege. The order matters: apply also needs every privilege that plan needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Making a plan. This only reads.
    Plan,
    /// Applying a plan. This reads and writes.
    Apply,
}

/// An object of the database. Holds the object's name as it is written in SQL, quoted if necessary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    Database(String),
    Schema(String),
    Table(String),
    Sequence(String),
}

/// A privilege on an object, and the work that requires the privilege.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    pub work: Work,
    /// The name of the privilege in SQL, such as `SELECT`.
    pub privilege: &'static str,
    pub object: Object,
    /// The object's OID. It is 0 if the privilege is only printed and never checked.
    pub oid: u32,
}

impl Object {
    /// Returns the type of the object, in the form for `GRANT` statements.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Database(_) => "DATABASE",
            Self::Schema(_) => "SCHEMA",
            Self::Table(_) => "TABLE",
            Self::Sequence(_) => "SEQUENCE",
        }
    }

    /// Returns the object's name in the form for SQL.
    pub fn name(&self) -> &str {
        match self {
            Self::Database(name) | Self::Schema(name) | Self::Table(name) | Self::Sequence(name) => name,
        }
    }
}

impl Need {
    pub fn new(work: Work, privilege: &'static str, object: Object, oid: u32) -> Self {
        Self { work, privilege, object, oid }
    }
}
