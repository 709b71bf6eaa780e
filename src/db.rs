//! The database: the only module that speaks to PostgreSQL.
//!
//! A [`Session`] reads one state of the database; [`Database::apply`] writes in one transaction, or not at all.

mod apply;
mod batches;
mod blame;
mod blockers;
mod commit;
mod connect;
mod copy;
mod counted;
mod error;
mod field;
mod fit;
mod followers;
mod foreign_key;
mod grants;
mod held;
mod hidden;
mod init;
mod introspect;
mod ledger;
mod local;
mod lock;
mod migrate;
mod observed;
mod own;
mod path;
mod patience;
mod reader;
mod referred;
mod referrers;
mod refused;
mod remember;
mod scope;
mod session;
mod target;
mod transaction;
mod used;
mod values;
mod version;
mod whole;
mod write;

pub use apply::Applied;
pub use batches::Batches;
pub use connect::{Database, Location, Url};
pub use error::Error;
pub use init::{Added, Created};
pub use ledger::Owned;
pub use local::Server;
pub use migrate::Moved;
pub use session::Session;
pub use transaction::Timeouts;
pub use whole::Survey;

/// The number of the advisory lock: one for each database and billing schema.
const LOCK: &str = "hashtextextended('wares.apply.' || $1, 0)";

/// The version of the ledger that this program works with.
pub const LEDGER_VERSION: usize = migrate::LEDGER.migrations.len();
