//! Ids of rows: UUIDs, ULIDs, whole numbers and strings.

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
    /// The bytes of a ULID.
    Ulid([u8; 16]),
    /// A whole number.
    Number(i64),
    /// Any string.
    Text(&'static str),
    /// A number that apply will draw from the database's sequence. Until then, it is the row's ordinal in the plan.
    Drawn(u32),
}

/// The type of the ids of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdSort {
    /// UUIDs.
    Uuid,
    /// ULIDs, which the database stores as strings.
    Ulid,
    /// Whole numbers from the sequence of the column.
    Sequence,
    /// Strings of any form. New ids are ULIDs.
    Text,
}

impl IdSort {
    /// The clause that an `INSERT` needs to set the ids itself. An identity column refuses them otherwise.
    pub fn overriding(self) -> &'static str {
        match self {
            // A column `GENERATED ALWAYS AS IDENTITY` refuses given values without this clause.
            Self::Sequence => " OVERRIDING SYSTEM VALUE",
            _ => "",
        }
    }
}

/// All string ids, each stored once and never freed, so that an id is `Copy`. Only tables with string ids use it.
static TEXTS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

impl Id {
    /// The nil UUID, which no row has.
    pub const NIL: Self = Self::Uuid(Uuid::nil());

    /// An id that is a string.
    pub fn text(text: &str) -> Self {
        // A panic while the lock was held cannot leave the set inconsistent, so a poisoned lock is still usable.
        let mut texts = TEXTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = texts.get(text).copied();
        Self::Text(known.unwrap_or_else(|| {
            // Leaked on purpose: an id is `Copy`, so it cannot own its string.
            let new: &'static str = Box::leak(text.into());
            texts.insert(new);
            new
        }))
    }

    /// Parses an id of a type; none if the string is not a valid id of that type.
    pub fn parse(sort: IdSort, text: &str) -> Option<Self> {
        match sort {
            IdSort::Uuid => Uuid::try_parse(text).ok().map(Self::Uuid),
            IdSort::Sequence => text.parse().ok().map(Self::Number),
            IdSort::Text => Some(Self::text(text)),
            // A ULID in any other spelling, such as lower case, stays a string. Its bytes would be written in the
            // canonical spelling, which does not find the row again.
            IdSort::Ulid => Some(match Ulid::from_string(text) {
                Ok(ulid) if ulid.to_string() == text => Self::Ulid(ulid.to_bytes()),
                _ => Self::text(text),
            }),
        }
    }

    /// The id of a new row, made from the row's ordinal in the plan or from 16 bytes that no other row has.
    pub fn new(sort: IdSort, bytes: [u8; 16], ordinal: u32) -> Self {
        match sort {
            // Version 8 marks UUIDs with custom contents (RFC 9562).
            IdSort::Uuid => Self::Uuid(Uuid::new_v8(bytes)),
            IdSort::Ulid => Self::Ulid(bytes),
            IdSort::Text => Self::text(&Ulid::from_bytes(bytes).to_string()),
            IdSort::Sequence => Self::Drawn(ordinal),
        }
    }

    /// Whether the id has not been drawn from the database's sequence yet.
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
