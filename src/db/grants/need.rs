//! A privilege that Wares needs, and what it is needed for.

/// What a privilege is needed for. The order matters: apply also needs everything that plan needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// To read, as a plan does.
    Plan,
    /// To write, as apply does.
    Apply,
}

/// An object of the database. Holds its name as SQL writes it, quoted if necessary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    Database(String),
    Schema(String),
    Table(String),
    Sequence(String),
}

/// A privilege on an object that plan or apply needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    pub work: Work,
    /// The name of the privilege in SQL, such as `SELECT`.
    pub privilege: &'static str,
    pub object: Object,
    /// The object's OID; 0 where it is not looked up because the privilege is only printed, never checked.
    pub oid: u32,
}

impl Object {
    /// The type of the object in a `GRANT` statement.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Database(_) => "DATABASE",
            Self::Schema(_) => "SCHEMA",
            Self::Table(_) => "TABLE",
            Self::Sequence(_) => "SEQUENCE",
        }
    }

    /// The object's name as SQL writes it.
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
