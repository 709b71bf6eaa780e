//! A file into a plan, resource by resource.

use super::checksum::{Checked, Checking};
use super::format;
use super::restore::Restoring;
use super::{FORMAT_VERSION, LARGEST, Saved};
use crate::kinds::Kinds;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// How much is read at once.
const BUFFER: usize = 1 << 16;

/// Why a file is no plan that can be shown or applied.
#[derive(Debug)]
pub enum Unreadable {
    /// It cannot be read.
    Io(io::Error),
    /// There is nothing in it.
    Empty,
    /// It is something else.
    NotAPlan,
    /// It is what a command prints as JSON.
    Output,
    /// It has another format version.
    Version(u64),
    /// It is longer than any plan.
    Huge,
    /// Its end is missing.
    Truncated,
    /// It is not as it was saved.
    Edited,
    /// It is as it was saved, and says something that this version does not know.
    Unknown(String),
}

/// What a file begins with.
#[derive(Debug, Default)]
struct Beginning {
    version: Cell<Option<u64>>,
    is_output: Cell<bool>,
}

/// Reads a plan.
///
/// # Errors
/// Why it is none.
pub fn read(kinds: &Arc<Kinds>, from: impl Read) -> Result<Saved, Unreadable> {
    let mut buffered = BufReader::with_capacity(BUFFER, Checking::new(from.take(LARGEST + 1)));
    let beginning = Beginning::default();
    let mut deserializer = serde_json::Deserializer::from_reader(&mut buffered);
    let file = File { restoring: Restoring::new(kinds), beginning: &beginning };
    let parsed = file.deserialize(&mut deserializer).and_then(|it| deserializer.end().map(|()| it));
    let checking = buffered.into_inner();
    match (parsed, beginning.version.get()) {
        (Err(error), _) if error.is_io() => Err(Unreadable::Io(error.into())),
        (Err(error), None) if error.is_eof() && error.line() <= 1 && error.column() == 0 => {
            Err(Unreadable::Empty)
        }
        (Err(error), None) if error.is_eof() => Err(Unreadable::Truncated),
        (Err(_), _) if beginning.is_output.get() => Err(Unreadable::Output),
        (Err(_), None) => Err(Unreadable::NotAPlan),
        (Err(_), Some(version)) if version != FORMAT_VERSION => Err(Unreadable::Version(version)),
        (parsed, _) => judge(parsed, checking),
    }
}

/// Compares what was read with its checksum: where that is wrong, nothing else counts.
fn judge(
    parsed: Result<(Restoring, format::Head), serde_json::Error>,
    checking: Checking<impl Read>,
) -> Result<Saved, Unreadable> {
    let Checked { is, said, bytes } = checking.finish().map_err(Unreadable::Io)?;
    match (parsed, said) {
        _ if bytes > LARGEST => Err(Unreadable::Huge),
        (Err(error), None) if error.is_eof() => Err(Unreadable::Truncated),
        (_, said) if said.as_ref() != Some(&is) => Err(Unreadable::Edited),
        (Err(error), _) => Err(Unreadable::Unknown(error.to_string())),
        (Ok((restoring, head)), _) => restoring.finish(head, is).map_err(Unreadable::Unknown),
    }
}

/// The whole file.
struct File<'a> {
    restoring: Restoring,
    beginning: &'a Beginning,
}

impl<'de> DeserializeSeed<'de> for File<'_> {
    type Value = (Restoring, format::Head);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for File<'_> {
    type Value = (Restoring, format::Head);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a saved plan")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let key = |wanted: &str, map: &mut A| match map.next_key::<String>()? {
            Some(key) if key == wanted => Ok(()),
            other => {
                self.beginning.is_output.set(other.as_deref() == Some("command"));
                Err(A::Error::custom(format!("`{wanted}` is missing")))
            }
        };
        key("format_version", &mut map)?;
        let version = map.next_value()?;
        self.beginning.version.set(Some(version));
        if version != FORMAT_VERSION {
            return Err(A::Error::custom("another version"));
        }
        key("plan", &mut map)?;
        let head = map.next_value()?;
        key("resources", &mut map)?;
        map.next_value_seed(Resources(&mut self.restoring))?;
        key("checksum", &mut map)?;
        let _: String = map.next_value()?;
        match map.next_key::<String>()? {
            None => Ok((self.restoring, head)),
            Some(_) => Err(A::Error::custom("something follows the checksum")),
        }
    }
}

/// The resources, of which no more than one is there at a time as it is in the file.
struct Resources<'a>(&'a mut Restoring);

impl<'de> DeserializeSeed<'de> for Resources<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Resources<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of resources")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(resource) = seq.next_element::<format::Resource>()? {
            self.0.add(resource).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}
