//! Descriptions of billing systems: what all kinds of one system have in common.

use super::{Ladders, Subscribers};
use crate::model::Manifest;
use crate::table::{Cells, Migration, Table};

/// A billing system: everything about it that the tables of its kinds do not describe.
#[derive(Clone, Debug)]
pub struct System {
    /// The name of the billing system.
    pub name: &'static str,
    /// The SQL that creates its tables in an empty database. In all SQL of a system, `{schema}` stands for the schema
    /// of the tables, because no schema is on the search path.
    pub tables: &'static str,
    /// The migrations for the tables that Wares adds to it: the tables of its kinds that are marked `own`.
    pub own: &'static [Migration],
    /// The columns outside of the managed tables that are known to refer to managed rows: table, column, and the table
    /// referred to. They are listed here because there may be no foreign key (database.md §A).
    pub references: &'static [(&'static str, &'static str, &'static str)],
    /// The tables that say which rows subscriptions hold.
    pub subscribers: &'static [Subscribers],
    /// The tables of ladders, which say to which articles subscriptions can move.
    pub ladders: &'static [Ladders],
    /// The tables whose rows refer to root rows and are deleted when the root is marked as deleted: the root, the
    /// table, and the referring column.
    pub dependents: &'static [(&'static Table, &'static Table, &'static str)],
    /// The tables whose rows are deleted together with any row to which they belong.
    pub companions: &'static [Companion],
    /// Names that new rows refer to although no file mentions them, each with its lookup table.
    pub defaults: fn(&Manifest) -> Vec<(&'static Table, String)>,
    /// The queries that find out what a new manifest for a database should name.
    pub survey: Option<Survey>,
    /// The queries that rules need in addition to the managed rows.
    pub questions: &'static [Question],
    /// Whether a subscription stores the currency in which it is paid.
    pub names_currency: bool,
    /// What the user must do by hand after rows have been written.
    pub by_hand: Option<&'static str>,
}

impl System {
    /// A system with only a name, as the basis of a description.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            // Empty is the safe default: a system without known tables gets none created and has nothing counted.
            tables: "",
            own: &[],
            references: &[],
            subscribers: &[],
            ladders: &[],
            dependents: &[],
            companions: &[],
            defaults: |_| Vec::new(),
            survey: None,
            questions: &[],
            names_currency: false,
            by_hand: None,
        }
    }
}

/// A table whose rows belong to rows of any other table by id, and are deleted together with them.
#[derive(Clone, Copy, Debug)]
pub struct Companion {
    /// The table of the companions.
    pub table: &'static Table,
    /// The column with the id of the row to which a companion belongs.
    pub column: &'static str,
    /// Whether a companion belongs to rows of a physical table. The id is not enough, since rows of two tables can have
    /// the same id.
    // `fn` instead of a closure type, so that descriptors can be statics.
    pub belongs: fn(&Cells, &str) -> bool,
}

/// A query for rules that need more than the managed rows.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The name by which rules find the answer.
    pub name: &'static str,
    /// The columns that the query needs, by table. If one is missing, the query is not run.
    pub columns: &'static [(&'static str, &'static [&'static str])],
    /// The SQL of the query. All of its columns must be strings. It can use a row `asked` with these columns: `members`
    /// are the names of the catalog's ladder members, `ended` the states in which a subscription has ended, and
    /// `reseller` the reseller's id.
    pub sql: &'static str,
}

/// The queries that find out what a new manifest should name. The queries for currencies and categories take the name
/// of the reseller as a parameter. The most used currencies and languages come first.
#[derive(Clone, Copy, Debug)]
pub struct Survey {
    /// The names of the resellers.
    pub resellers: &'static str,
    /// The codes of the currencies.
    pub currencies: &'static str,
    /// The codes of the languages.
    pub languages: &'static str,
    /// The names of the shop's categories.
    pub categories: &'static str,
}
