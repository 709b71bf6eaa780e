//! Reads from and writes to PostgreSQL. No other module talks to the database.
//!
//! A [`Session`] reads one consistent state of the database. [`Database::apply`] writes everything in one transaction,
//! or nothing at all.

mod advisory_lock;
mod apply;
mod cascades;
mod commit;
mod component;
mod connect;
mod copy;
mod deadline;
mod encoding_and_length;
mod error;
mod failed;
mod foreign_key;
mod grants;
mod indexes;
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
mod read_trees;
mod recheck;
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
mod table_definitions;
mod transaction;
mod unexpected_change;
mod unused_ids;
mod value_conversion;
mod write_ledger;
mod write_rows;

pub use commit::Applied;
pub use component::LEDGER_VERSION;
pub use connect::{Database, Location, Url};
pub use error::Error;
pub use init::{Added, Created};
pub use local::Server;
pub use manifest_names::Survey;
pub use migrate::Upgraded;
pub use read_in_batches::Batches;
pub use read_ledger::Owned;
pub use session::Session;
pub use transaction::Timeouts;
