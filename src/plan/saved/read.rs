//! Reads a saved plan, resource by resource.

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

/// The number of bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// The reason why a file cannot be shown or applied as a plan.
#[derive(Debug)]
pub enum Unreadable {
    /// Reading the file failed.
    Io(io::Error),
    /// The file is empty.
    Empty,
    /// The file is not a saved plan.
    NotAPlan,
    /// The file is the JSON output of a command.
    Output,
    /// The file has this format version, which this version of Wares does not read.
    Version(u64),
    /// The file is larger than [`LARGEST`].
    Huge,
    /// The end of the file is missing.
    Truncated,
    /// The file was changed after it was saved: the checksum is wrong.
    Edited,
    /// The file is unchanged, but contains something that this version of Wares does not know or does not accept.
    Unknown(String),
}

/// What the first entries of a file say. This is kept even if reading the file fails later.
#[derive(Debug, Default)]
struct Beginning {
    version: Cell<Option<u64>>,
    is_output: Cell<bool>,
}

/// Reads a saved plan.
///
/// # Errors
/// Returns the reason why the file cannot be used.
pub fn read(kinds: &Arc<Kinds>, from: impl Read) -> Result<Saved, Unreadable> {
    // One byte more than allowed, to notice a file that is too large.
    let mut buffered = BufReader::with_capacity(BUFFER, Checking::new(from.take(LARGEST + 1)));
    let beginning = Beginning::default();
    let mut deserializer = serde_json::Deserializer::from_reader(&mut buffered);
    let file = File { restoring: Restoring::new(kinds), beginning: &beginning };
    // `end` rejects text after the plan, which would otherwise go unnoticed.
    let parsed = file.deserialize(&mut deserializer).and_then(|it| deserializer.end().map(|()| it));
    let checking = buffered.into_inner();
    // As long as the version is not known, only the error says what the file may be; with another version, every other
    // error is meaningless.
    match (parsed, beginning.version.get()) {
        // First: a read that failed says nothing about what the file is.
        (Err(error), _) if error.is_io() => Err(Unreadable::Io(error.into())),
        (Err(error), None) if error.is_eof() && error.line() <= 1 && error.column() == 0 => {
            Err(Unreadable::Empty)
        }
        (Err(error), None) if error.is_eof() => Err(Unreadable::Truncated),
        (Err(_), _) if beginning.is_output.get() => Err(Unreadable::Output),
        (Err(_), None) => Err(Unreadable::NotAPlan),
        (Err(_), Some(version)) if version != FORMAT_VERSION => Err(Unreadable::Version(version)),
        (parsed, _) => verify_checksum(parsed, checking),
    }
}

/// Compares the computed checksum with the checksum at the end of the file. A difference is reported instead of any
/// other error in the content, since it explains that error.
fn verify_checksum(
    parsed: Result<(Restoring, format::Head), serde_json::Error>,
    checking: Checking<impl Read>,
) -> Result<Saved, Unreadable> {
    let Checked { computed, stated, bytes } = checking.finish().map_err(Unreadable::Io)?;
    match (parsed, stated) {
        // The reader cut such a file off, so everything else would be wrong about it.
        _ if bytes > LARGEST => Err(Unreadable::Huge),
        (Err(error), None) if error.is_eof() => Err(Unreadable::Truncated),
        (_, stated) if stated.as_ref() != Some(&computed) => Err(Unreadable::Edited),
        (Err(error), _) => Err(Unreadable::Unknown(error.to_string())),
        (Ok((restoring, head)), _) => restoring.finish(head, computed).map_err(Unreadable::Unknown),
    }
}

/// Reads the whole file. Its entries must be in the order in which Wares writes them, since no entry is buffered.
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
        let expect_key = |wanted: &str, map: &mut A| match map.next_key::<String>()? {
            Some(key) if key == wanted => Ok(()),
            other => {
                // The JSON output of every command begins with `format_version` and `command`.
                self.beginning.is_output.set(other.as_deref() == Some("command"));
                Err(A::Error::custom(format!("`{wanted}` is missing")))
            }
        };
        expect_key("format_version", &mut map)?;
        let version = map.next_value()?;
        self.beginning.version.set(Some(version));
        // Before anything else is read: with another version, it may all look different.
        if version != FORMAT_VERSION {
            return Err(A::Error::custom("unsupported format version"));
        }
        expect_key("plan", &mut map)?;
        let head = map.next_value()?;
        expect_key("resources", &mut map)?;
        map.next_value_seed(Resources(&mut self.restoring))?;
        expect_key("checksum", &mut map)?;
        // Skipped here: `Checking` takes the checksum from the end of the file.
        let _: String = map.next_value()?;
        match map.next_key::<String>()? {
            None => Ok((self.restoring, head)),
            Some(_) => Err(A::Error::custom("unexpected entry after the checksum")),
        }
    }
}

/// Reads the list of resources. Only one resource at a time is in memory in the format of the file.
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
        // Converted one by one, so that a large file is never in memory as a whole.
        while let Some(resource) = seq.next_element::<format::Resource>()? {
            self.0.add(resource).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}
