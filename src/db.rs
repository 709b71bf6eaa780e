//! The database: the only module that speaks to PostgreSQL.
//!
//! A [`Session`] reads one state of the database; [`Database::apply`] writes in one transaction, or not at all.

mod apply;
mod cascades;
mod commit;
mod connect;
mod copy;
mod deadline;
mod encoding_and_length;
mod error;
mod foreign_key;
mod grants;
mod init;
mod introspect;
mod local;
mod lock_holders;
mod locks;
mod manifest_names;
mod migrate;
mod own_tables;
mod own_tables_version;
mod plan_target;
mod read_in_batches;
mod read_ledger;
mod read_rows;
mod referenced_rows;
mod referencing_rows;
mod rejected_field;
mod rejected_row;
mod row_counts;
mod row_security;
mod rows_in_use;
mod rule_queries;
mod scope;
mod search_path;
mod session;
mod subscriptions;
mod transaction;
mod unexpected_change;
mod value_conversion;
mod write_ledger;
mod write_rows;

pub use apply::Applied;
pub use connect::{Database, Location, Url};
pub use error::Error;
pub use init::{Added, Created};
pub use local::Server;
pub use manifest_names::Survey;
pub use migrate::Moved;
pub use read_in_batches::Batches;
pub use read_ledger::Owned;
pub use session::Session;
pub use transaction::Timeouts;

/// The number of the advisory lock: one for each database and billing schema.
const LOCK: &str = "hashtextextended('wares.apply.' || $1, 0)";

/// The version of the ledger that this program works with.
pub const LEDGER_VERSION: usize = migrate::LEDGER.migrations.len();
