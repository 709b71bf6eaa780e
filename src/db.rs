//! The database: the only module that speaks to PostgreSQL.
//!
//! A [`Session`] reads one state of the database; [`Database::apply`] writes in one transaction, or not at all.

mod apply;
mod read_in_batches;
mod unexpected_change;
mod lock_holders;
mod commit;
mod connect;
mod copy;
mod row_counts;
mod error;
mod rejected_field;
mod encoding_and_length;
mod cascades;
mod foreign_key;
mod grants;
mod subscriptions;
mod row_security;
mod init;
mod introspect;
mod read_ledger;
mod local;
mod locks;
mod migrate;
mod rule_queries;
mod own_tables;
mod search_path;
mod deadline;
mod read_rows;
mod referenced_rows;
mod referencing_rows;
mod rejected_row;
mod write_ledger;
mod scope;
mod session;
mod plan_target;
mod transaction;
mod rows_in_use;
mod value_conversion;
mod own_tables_version;
mod manifest_names;
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
