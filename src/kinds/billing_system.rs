//! Billing systems: what holds for all kinds of one.

use super::{Ladders, Subscribers};
use crate::model::Manifest;
use crate::table::{Cells, Migration, Table};

/// A billing system, as far as it is not said by the tables of its kinds.
#[derive(Clone, Debug)]
pub struct System {
    /// Its name.
    pub name: &'static str,
    /// The SQL that makes its tables in an empty database. In it and in all other SQL of a system `{schema}` stands for
    /// their schema: none is on the search path.
    pub tables: &'static str,
    /// The migrations that make the tables which Wares adds to it: those of its kinds that are `own`.
    pub own: &'static [Migration],
    /// The columns outside the managed tables that are known to refer to managed rows: table, column, and the
    /// table referred to. A foreign key need not exist (database.md §A).
    pub references: &'static [(&'static str, &'static str, &'static str)],
    /// The tables that say who has what.
    pub subscribers: &'static [Subscribers],
    /// The tables that say what can be exchanged for what.
    pub ladders: &'static [Ladders],
    /// The tables whose rows refer to softly deleted rows of a root, and go with them: the root, the table and
    /// the column that refers.
    pub dependents: &'static [(&'static Table, &'static Table, &'static str)],
    /// The tables whose rows go with any row that is deleted.
    pub companions: &'static [Companion],
    /// Names that new rows look up though no file says them, each with its table.
    pub defaults: fn(&Manifest) -> Vec<(&'static Table, String)>,
    /// How to find out what a manifest for a database of it would name.
    pub survey: Option<Survey>,
    /// What rules ask a database of it besides the rows that are managed.
    pub questions: &'static [Question],
    /// Whether a subscription of it says in which currency it is paid.
    pub names_currency: bool,
    /// What has to be done by hand once rows of it were written.
    pub by_hand: Option<&'static str>,
}

impl System {
    /// A system of which nothing is said yet but its name: the start of a description.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
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

/// A table whose rows go with any row that is deleted, by its id alone.
#[derive(Clone, Copy, Debug)]
pub struct Companion {
    /// The table.
    pub table: &'static Table,
    /// The column that holds the id.
    pub column: &'static str,
    /// Whether a row belongs to rows of a physical table: rows of two tables may have the same id.
    pub belongs: fn(&Cells, &str) -> bool,
}

/// A question about a database, for rules that need more than the rows that are managed.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Its name, by which rules find the answer.
    pub name: &'static str,
    /// The columns that it needs, by table. Where one is missing it is not asked.
    pub columns: &'static [(&'static str, &'static [&'static str])],
    /// The query. All of its columns are texts. A row `asked` stands beside the tables: `members` are the names of the
    /// catalog's ladder members, `ended` the states in which a subscription has ended, `reseller` the reseller's id.
    pub sql: &'static str,
}

/// Queries that say what a manifest for a database would name. Those for currencies and categories have the reseller's
/// name as their parameter; what is used most comes first.
#[derive(Clone, Copy, Debug)]
pub struct Survey {
    /// The resellers.
    pub resellers: &'static str,
    /// The currencies.
    pub currencies: &'static str,
    /// The languages.
    pub languages: &'static str,
    /// The categories of the shop.
    pub categories: &'static str,
}
