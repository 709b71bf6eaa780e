//! Ids of rows: UUIDs, ULIDs, whole numbers and strings.

use std::collections::HashSet;
use std::fmt;
use std::sync::{LazyLock, Mutex};
use ulid::Ulid;
use uuid::Uuid;

/// The id of a row in the database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// A UUID.
    Uuid(Uuid),
    /// A ULID, as bytes.
    Ulid([u8; 16]),
    /// A whole number from a sequence.
    Number(i64),
    /// Any string.
    Text(&'static str),
    /// A number that is taken from the sequence of the database when the plan is applied. Until then, the id contains
    /// the row's ordinal in the plan.
    FromSequence(u32),
}

/// The type of the ids of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdSort {
    /// UUIDs.
    Uuid,
    /// ULIDs, which the database stores as strings.
    Ulid,
    /// Whole numbers from the sequence of the id column.
    Sequence,
    /// Strings of any form. New ids are ULIDs.
    Text,
}

impl IdSort {
    /// Returns the clause that an `INSERT` needs in order to set ids itself. Without the clause, an identity column
    /// rejects them.
    pub fn overriding(self) -> &'static str {
        match self {
            // A column `GENERATED ALWAYS AS IDENTITY` refuses given values without this clause.
            Self::Sequence => " OVERRIDING SYSTEM VALUE",
            _ => "",
        }
    }
}

/// All string ids. Each string is stored once and never freed, so that an id is `Copy`. Only tables with string ids use
/// this set.
static TEXTS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

impl Id {
    /// The nil UUID, which is not the id of any row.
    pub const NIL: Self = Self::Uuid(Uuid::nil());

    /// Creates an id from a string.
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

    /// Parses an id of the given type; `None` if the text is not a valid id of this type.
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

    /// Creates the id of a new row. `bytes` must be unique to the row. For a table with a sequence, the id contains the
    /// ordinal of the row in the plan instead.
    pub fn new(sort: IdSort, bytes: [u8; 16], ordinal: u32) -> Self {
        match sort {
            // Version 8 marks UUIDs with custom contents (RFC 9562).
            IdSort::Uuid => Self::Uuid(Uuid::new_v8(bytes)),
            IdSort::Ulid => Self::Ulid(bytes),
            IdSort::Text => Self::text(&Ulid::from_bytes(bytes).to_string()),
            IdSort::Sequence => Self::FromSequence(ordinal),
        }
    }

    /// Whether the number of the id has yet to be taken from the sequence of the database.
    pub fn needs_sequence_number(self) -> bool {
        matches!(self, Self::FromSequence(_))
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
            // The number itself is not known before apply draws it.
            Self::FromSequence(ordinal) => write!(f, "(new {ordinal})"),
        }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
