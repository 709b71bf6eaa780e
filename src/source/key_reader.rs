//! Deserializes the keys of mappings.

use super::mention::{Mention, REF};
use super::node_path::Path;
use super::notes::ReadNotes;
use super::type_error::Error;
use crate::diagnostic::Part;
use serde::de::{self, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Deserializes a key, which is always a string.
pub(super) struct KeyReader<'a> {
    pub(super) key: &'a str,
    /// Whether to record the key as a reference if its type is a reference.
    pub(super) is_reference: bool,
    pub(super) path: &'a Path<'a>,
    pub(super) notes: &'a ReadNotes,
}

impl<'de> de::Deserializer<'de> for KeyReader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // A key is always kept as text, even if it would be a number as a value.
        visitor.visit_str(self.key)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        // First, so that a name that the type refuses is not recorded as a reference.
        let value = visitor.visit_str(self.key)?;
        if let Some(target) = name.strip_prefix(REF).filter(|_| self.is_reference) {
            self.notes.mention(Mention::new(target, self.key, self.path, Part::Key));
        }
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let reader: de::value::StrDeserializer<'_, Error> = self.key.into_deserializer();
        reader.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
