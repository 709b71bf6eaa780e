//! Descriptions of billing systems: the properties that all kinds of a system share.

use super::{Ladders, Subscribers};
use crate::model::Manifest;
use crate::table::{Cells, Migration, Table};

/// The description of a billing system, except for the tables of its kinds.
#[derive(Clone, Debug)]
pub struct System {
    /// The name of the billing system.
    pub name: &'static str,
    /// The SQL that creates the tables of the system in an empty database. In all SQL of a system, `{schema}` is the
    /// schema of the tables, because no schema is on the search path.
    pub tables: &'static str,
    /// The migrations for the tables that Wares adds to the system. These tables belong to the system's kinds and are
    /// marked with `Table::owned_by_wares`.
    pub own: &'static [Migration],
    /// Columns of unmanaged tables that refer to managed rows: table, column, and referenced table. They are listed
    /// here because the database may have no foreign keys for them (database.md §A).
    pub references: &'static [(&'static str, &'static str, &'static str)],
    /// The tables of subscriptions, with the columns that refer to managed rows.
    pub subscribers: &'static [Subscribers],
    /// The tables of ladders. A ladder defines to which articles subscriptions can move.
    pub ladders: &'static [Ladders],
    /// Tables whose rows refer to root rows and are deleted when these root rows are marked as deleted. Each entry has
    /// the root table, the table, and the referring column.
    pub dependents: &'static [(&'static Table, &'static Table, &'static str)],
    /// Tables whose rows belong to rows of other tables and are deleted together with these rows.
    pub companions: &'static [Companion],
    /// The names that new rows refer to and that are not in the documents, each with its lookup table.
    pub defaults: fn(&Manifest) -> Vec<(&'static Table, String)>,
    /// The queries for the names that belong in a new manifest.
    pub survey: Option<Survey>,
    /// The queries for data that rules need in addition to the managed rows.
    pub rule_queries: &'static [RuleQuery],
    /// Whether a subscription has a column for the currency in which it is paid.
    pub names_currency: bool,
    /// An instruction for the user: what to do manually after rows have been written. `None` if there is nothing to do.
    pub by_hand: Option<&'static str>,
}

impl System {
    /// Creates a description with only a name. The other fields are empty.
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
            rule_queries: &[],
            names_currency: false,
            by_hand: None,
        }
    }
}

/// A table whose rows belong to rows of other tables and are deleted together with these rows.
#[derive(Clone, Copy, Debug)]
pub struct Companion {
    /// The table of the companions.
    pub table: &'static Table,
    /// The column with the id of the row that a companion belongs to.
    pub column: &'static str,
    /// Whether a companion belongs to rows of the given physical table. The id is not sufficient, because rows of two
    /// tables can have the same id.
    // `fn` instead of a closure type, so that descriptors can be statics.
    pub belongs: fn(&Cells, &str) -> bool,
}

/// A query for rules that need more data than the managed rows.
#[derive(Clone, Copy, Debug)]
pub struct RuleQuery {
    /// The name that rules use to get the result.
    pub name: &'static str,
    /// The columns that the query needs, by table. If any of these columns is missing in the database, the query is not
    /// run.
    pub columns: &'static [(&'static str, &'static [&'static str])],
    /// The SQL of the query. All columns of the result must be strings. The query can use a row `asked` with three
    /// columns:
    /// - `members`: the names of the catalog's ladder members.
    /// - `ended`: the states of ended subscriptions.
    /// - `reseller`: the id of the reseller.
    pub sql: &'static str,
}

/// The queries for the names that belong in a new manifest. The queries for currencies and categories have the name of
/// the reseller as a parameter. The most used currencies and languages come first.
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
