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
    /// What is asked for.
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

    /// What is asked for in turn, until a server fits.
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

    /// Why a session is not what is asked for; none where it is.
    pub fn differs(self, client: &mut Client) -> Result<Option<&'static str>, postgres::Error> {
        if self == Self::Any {
            return Ok(None);
        }
        // A simple query, which takes one round trip behind a pooler too.
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
