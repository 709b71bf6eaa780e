//! Checks that a server has the role that `target_session_attrs` requires: primary or standby, writable or read-only.

use super::parameters::Parameters;
use postgres::Client;

/// The value of `target_session_attrs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSession {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    /// A standby if one can be reached, otherwise any server.
    PreferStandby,
}

impl TargetSession {
    /// Reads the value from the parameters. `validation` has already rejected unknown values.
    pub fn of(parameters: &Parameters) -> Self {
        match parameters.text("target_session_attrs").as_deref() {
            Some("read-write") => Self::ReadWrite,
            Some("read-only") => Self::ReadOnly,
            Some("primary") => Self::Primary,
            Some("standby") => Self::Standby,
            Some("prefer-standby") => Self::PreferStandby,
            _ => Self::Any,
        }
    }

    /// Returns the requirements to try in order. All servers are tried with one requirement before the next
    /// requirement is used.
    pub fn rounds(self) -> &'static [Self] {
        match self {
            Self::Any => &[Self::Any],
            Self::ReadWrite => &[Self::ReadWrite],
            Self::ReadOnly => &[Self::ReadOnly],
            Self::Primary => &[Self::Primary],
            Self::Standby => &[Self::Standby],
            // All servers are asked for a standby before any other is accepted, as in libpq.
            Self::PreferStandby => &[Self::Standby, Self::Any],
        }
    }

    /// Returns the reason why a session does not satisfy the requirement; `None` if it does.
    pub fn differs(self, client: &mut Client) -> Result<Option<&'static str>, postgres::Error> {
        if self == Self::Any {
            return Ok(None);
        }
        // A simple query takes one round trip: outside a transaction, a pooler may send each one to another server.
        const SELECT: &str = "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only')";
        let rows = client.simple_query(SELECT)?;
        let row = rows.iter().find_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        // A simple query returns everything as text.
        let is = |column, value| row.and_then(|row| row.get(column)) == Some(value);
        let (is_standby, is_read_only) = (is(0, "t"), is(1, "on"));
        Ok(match self {
            Self::ReadWrite if is_standby || is_read_only => Some("the server is read-only"),
            Self::ReadOnly if !is_standby && !is_read_only => Some("the server is not read-only"),
            Self::Primary if is_standby => Some("the server is a standby"),
            Self::Standby if !is_standby => Some("the server is not a standby"),
            _ => None,
        })
    }
}
