//! The advisory lock that keeps two applies from running at the same time.

/// The id of the lock, as an SQL expression. `$1` is the billing schema.
///
/// There is one lock for each database and billing schema, so plans for different schemas can be applied at once.
pub const LOCK: &str = "hashtextextended('wares.apply.' || $1, 0)";
