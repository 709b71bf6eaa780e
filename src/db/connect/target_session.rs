//! What a session must be, where several servers are named: that of a primary, of a standby, one that writes.

use super::parameters::Parameters;
use postgres::Client;

/// What `target_session_attrs` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSession {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    /// A standby, or else any.
    PreferStandby,
}

impl TargetSession {
    /// The value of `target_session_attrs`.
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

    /// What to look for in turn, each among all servers.
    pub fn rounds(self) -> &'static [Self] {
        match self {
            Self::Any => &[Self::Any],
            Self::ReadWrite => &[Self::ReadWrite],
            Self::ReadOnly => &[Self::ReadOnly],
            Self::Primary => &[Self::Primary],
            Self::Standby => &[Self::Standby],
            Self::PreferStandby => &[Self::Standby, Self::Any],
        }
    }

    /// Why a session does not fit; `None` if it does.
    pub fn differs(self, client: &mut Client) -> Result<Option<&'static str>, postgres::Error> {
        if self == Self::Any {
            return Ok(None);
        }
        // A simple query takes one round trip, which matters behind a pooler.
        const SELECT: &str = "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only')";
        let rows = client.simple_query(SELECT)?;
        let row = rows.iter().find_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let is = |column, value| row.and_then(|row| row.get(column)) == Some(value);
        let (is_standby, is_read_only) = (is(0, "t"), is(1, "on"));
        Ok(match self {
            Self::ReadWrite if is_standby || is_read_only => Some("it is read-only"),
            Self::ReadOnly if !is_standby && !is_read_only => Some("it is not read-only"),
            Self::Primary if is_standby => Some("it is a standby"),
            Self::Standby if !is_standby => Some("it is not a standby"),
            _ => None,
        })
    }
}
