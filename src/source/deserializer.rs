//! A serde deserializer for [`Node`] that knows the path of each node.

use super::key_reader::KeyReader;
use super::mention::{Mention, REF};
use super::node::{Data, Entry, Node};
use super::node_path::Path;
use super::notes::ReadNotes;
use super::scalar::{self, Number};
use super::type_error::{Error, Reason};
use crate::diagnostic::Part;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use std::marker::PhantomData;

/// The name that marks a newtype that receives a scalar as it is written. So an amount of money is never read as a
/// float.
pub const RAW: &str = "wares:raw";
/// The name that marks a newtype that receives a string. A number is rejected, even if its text would be valid as a
/// string. If the type would reject the number's text even as a string, the type's own error is reported instead.
pub const TEXT: &str = "wares:text";

/// Deserializes one node.
pub(super) struct Reader<'a> {
    node: &'a Node,
    path: &'a Path<'a>,
    notes: &'a ReadNotes,
}

impl<'a> Reader<'a> {
    /// Starts to read the node at the given path.
    pub(super) fn new(node: &'a Node, path: &'a Path<'a>, notes: &'a ReadNotes) -> Self {
        Self { node, path, notes }
    }

    /// Reads a newtype whose name is [`RAW`] or [`TEXT`], or starts with [`REF`].
    fn special<'de, V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match (&self.node.data, name.strip_prefix(REF)) {
            (Data::Text(text), Some(target)) => {
                // First, so that a name that the type refuses is not reported as an unknown reference too.
                let value = visitor.visit_str(text)?;
                self.notes.mention(Mention::new(target, text, self.path, Part::Value));
                Ok(value)
            }
            (Data::Number(text), None) if name == TEXT => {
                // Reading the number as a string shows whether the type has a more specific message.
                let refused = visitor.visit_str(text).map_err(Error::of_type);
                refused.and_then(|_: V::Value| Err(Error::new(Reason::Type(vec!["a string".to_owned()]))))
            }
            // An amount of money may be written as a number or in quotes (design.md §3).
            (Data::Text(text) | Data::Number(text), None) => visitor.visit_str(text),
            // Any other type of value cannot be right. The visitor says what it expects.
            _ => self.any(visitor),
        }
    }

    /// Reads a number as an integer if its value is whole, even if it is written with a fraction or an exponent, such
    /// as `1.0`.
    fn number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
        match scalar::number(text).map(|number| (number, number.whole())) {
            // JSON Schema counts 1.0 as an integer too.
            Some((_, Some(whole))) => visitor.visit_i64(whole),
            Some((Number::Double(double), None)) => visitor.visit_f64(double),
            // This is `.inf` or `.nan`, which no type reads.
            _ => Err(de::Error::invalid_type(Unexpected::Other(text), &visitor)),
        }
    }

    /// Reads a node of any type. The type in the file decides which method of the visitor is called.
    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.data {
            Data::Null => Err(Error::new(Reason::Null)),
            Data::Bool(value) => visitor.visit_bool(value.is_true()),
            Data::Number(text) => Self::number(text, visitor),
            Data::Text(text) => visitor.visit_str(text),
            Data::Sequence(items) => visitor.visit_seq(Items::new(items, self.path, self.notes)),
            Data::Mapping(entries) => visitor.visit_map(Entries::new(entries, self.path, self.notes)),
        }
    }
}

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let path = self.path;
        self.any(visitor).map_err(|error| error.at(path, Part::Value))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let path = self.path;
        match self.node.data {
            // Null is an error even for an optional value: a catalog leaves the key out instead.
            Data::Null => self.deserialize_any(visitor),
            _ => visitor.visit_some(self).map_err(|error| error.at(path, Part::Value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let path = self.path;
        let result = match name {
            RAW | TEXT => self.special(name, visitor),
            _ if name.starts_with(REF) => self.special(name, visitor),
            _ => visitor.visit_newtype_struct(self),
        };
        result.map_err(|error| error.at(path, Part::Value))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.path.is_root() {
            // Several types can share one document, so its known keys are collected from all of them.
            self.notes.add_known_keys(fields);
        }
        match self.node.data {
            // Derived types would accept a list too, and take its elements as their fields.
            Data::Sequence(_) => {
                Err(Error::new(Reason::Type(vec!["a mapping".to_owned()])).at(self.path, Part::Value))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    /// Skips a value whose key the type does not know. Another type may read the same value.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let path = self.path;
        let expected = || variants.iter().map(|word| format!("`{word}`")).collect();
        let result = match &self.node.data {
            Data::Text(text) => {
                let reader: de::value::StrDeserializer<'_, Error> = (**text).into_deserializer();
                reader.deserialize_enum(name, variants, visitor)
            }
            Data::Null => Err(Error::new(Reason::Null)),
            // Names the words, since "a string" would not say which ones are possible.
            _ => Err(Error::new(Reason::Type(expected()))),
        };
        result.map_err(|error| error.at(path, Part::Value))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

/// Reads the elements of a list.
struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    index: usize,
    path: &'a Path<'a>,
    notes: &'a ReadNotes,
}

impl<'a> Items<'a> {
    fn new(items: &'a [Node], path: &'a Path<'a>, notes: &'a ReadNotes) -> Self {
        Self { items: items.iter(), index: 0, path, notes }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        // Skipped elements keep their index, so that the errors of later ones have the right pointers.
        let skipped = self.items.as_slice().iter().take_while(|node| self.notes.skips(node)).count();
        self.index += skipped;
        let Some(node) = self.items.nth(skipped) else { return Ok(None) };
        let path = self.path.index(self.index);
        self.index += 1;
        let reader = Reader::new(node, &path, self.notes);
        seed.deserialize(reader).map(Some).map_err(|error| error.at(&path, Part::Value))
    }

    /// Reads the next valid element. Errors in the elements before it are noted, so that all errors are found.
    fn next_element<T: de::Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        loop {
            match self.next_element_seed(PhantomData) {
                Err(error) => self.notes.fault(error),
                read => return read,
            }
        }
    }
}

/// Reads the entries of a mapping.
struct Entries<'a> {
    entries: std::slice::Iter<'a, Entry>,
    current: Option<&'a Entry>,
    path: &'a Path<'a>,
    notes: &'a ReadNotes,
}

impl<'a> Entries<'a> {
    fn new(entries: &'a [Entry], path: &'a Path<'a>, notes: &'a ReadNotes) -> Self {
        Self { entries: entries.iter(), current: None, path, notes }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.current = self.entries.by_ref().find(|entry| !self.notes.skips(&entry.value));
        let Some(entry) = self.current else { return Ok(None) };
        let path = self.path.key(&entry.key);
        // A key without a value may be something else, such as the second half of a number with a comma.
        let is_reference = entry.value.data != Data::Null || !entry.value.span.is_empty();
        let reader = KeyReader { key: &entry.key, is_reference, path: &path, notes: self.notes };
        seed.deserialize(reader).map(Some).map_err(|error| error.at(&path, Part::Key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        // Cannot happen: serde asks for a key before each value.
        let Some(entry) = self.current else { return Err(de::Error::custom("a value without a key")) };
        let path = self.path.key(&entry.key);
        let reader = Reader::new(&entry.value, &path, self.notes);
        seed.deserialize(reader).map_err(|error| error.at(&path, Part::Value))
    }

    /// Reads the next valid key. Errors in the keys before it are noted, so that all errors are found.
    fn next_key<K: de::Deserialize<'de>>(&mut self) -> Result<Option<K>, Error> {
        loop {
            match self.next_key_seed(PhantomData) {
                Err(error) => self.notes.fault(error),
                read => return read,
            }
        }
    }

    /// Reads the next entry with a valid key and a valid value. Errors in the entries before it are noted, so that all
    /// errors are found.
    fn next_entry<K: de::Deserialize<'de>, V: de::Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, V)>, Error> {
        loop {
            let key = self.next_key_seed(PhantomData);
            if let Ok(None) = key {
                return Ok(None);
            }
            match (key, self.next_value_seed(PhantomData)) {
                (Ok(Some(key)), Ok(value)) => return Ok(Some((key, value))),
                (key, value) => {
                    [key.err(), value.err()].into_iter().flatten().for_each(|error| self.notes.fault(error));
                }
            }
        }
    }
}
