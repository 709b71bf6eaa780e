//! The database: the only module that speaks to PostgreSQL.
//!
//! A [`Session`] reads one state of the database; [`Database::apply`] writes in one transaction, or not at all.

mod apply;
mod connect;
mod copy;
mod error;
mod init;
mod introspect;
mod ledger;
mod local;
mod lock;
mod reader;
mod referrers;
mod scope;
mod session;
mod values;
mod whole;
mod write;

pub use apply::{Applied, Timeouts};
pub use connect::{Database, Location};
pub use error::Error;
pub use init::Created;
pub use ledger::Owned;
pub use local::Server;
pub use session::Session;
pub use whole::Survey;

/// The number of the advisory lock: one for each database and billing schema.
const LOCK: &str = "hashtextextended('wares.apply.' || $1, 0)";
