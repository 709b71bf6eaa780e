//! Ids of rows: UUIDs, ULIDs, whole numbers, texts.

use std::collections::HashSet;
use std::fmt;
use std::sync::{LazyLock, Mutex};
use ulid::Ulid;
use uuid::Uuid;

/// The id of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// A UUID.
    Uuid(Uuid),
    /// A ULID, as its bytes.
    Ulid([u8; 16]),
    /// A whole number.
    Number(i64),
    /// Any text.
    Text(&'static str),
    /// A number that the database has yet to draw from its sequence: the row's ordinal in the plan.
    Drawn(u32),
}

/// Which sort of ids a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdSort {
    /// UUIDs.
    Uuid,
    /// ULIDs, which are kept as text.
    Ulid,
    /// Whole numbers, drawn from the sequence of the column.
    Sequence,
    /// Texts of any form. A new one is a ULID.
    Text,
}

impl IdSort {
    /// What an `INSERT` has to say so that it can give the ids itself.
    pub fn overriding(self) -> &'static str {
        match self {
            Self::Sequence => " OVERRIDING SYSTEM VALUE",
            _ => "",
        }
    }
}

/// Keeps each text once, so that an id can be copied. Only tables whose ids are texts come here.
static TEXTS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

impl Id {
    /// The UUID that no row has.
    pub const NIL: Self = Self::Uuid(Uuid::nil());

    /// An id that is a text.
    pub fn text(text: &str) -> Self {
        let mut texts = TEXTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = texts.get(text).copied();
        Self::Text(known.unwrap_or_else(|| {
            let new: &'static str = Box::leak(text.into());
            texts.insert(new);
            new
        }))
    }

    /// An id of some sort, as it is written; none when it is not of that sort.
    pub fn parse(sort: IdSort, text: &str) -> Option<Self> {
        match sort {
            IdSort::Uuid => Uuid::try_parse(text).ok().map(Self::Uuid),
            IdSort::Sequence => text.parse().ok().map(Self::Number),
            IdSort::Text => Some(Self::text(text)),
            // One that is spelled otherwise than a ULID is would not be found again by its bytes.
            IdSort::Ulid => Some(match Ulid::from_string(text) {
                Ok(ulid) if ulid.to_string() == text => Self::Ulid(ulid.to_bytes()),
                _ => Self::text(text),
            }),
        }
    }

    /// The id of a new row, of 16 bytes that no other row has, and of its ordinal in the plan.
    pub fn new(sort: IdSort, bytes: [u8; 16], ordinal: u32) -> Self {
        match sort {
            IdSort::Uuid => Self::Uuid(Uuid::new_v8(bytes)),
            IdSort::Ulid => Self::Ulid(bytes),
            IdSort::Text => Self::text(&Ulid::from_bytes(bytes).to_string()),
            IdSort::Sequence => Self::Drawn(ordinal),
        }
    }

    /// Whether the database has yet to draw it.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Drawn(_))
    }
}

impl From<Uuid> for Id {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(uuid) => uuid.fmt(f),
            Self::Ulid(bytes) => Ulid::from_bytes(*bytes).fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Drawn(ordinal) => write!(f, "(new {ordinal})"),
        }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
