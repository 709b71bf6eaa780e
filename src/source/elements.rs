//! The parts of lists and mappings, read one after the other.

use super::deserializer::{Mention, Path, REF, Reader};
use super::node::{Data, Entry, Node};
use super::read_document::Notes;
use super::type_error::Error;
use crate::diagnostic::Part;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::marker::PhantomData;

/// The elements of a list.
pub(super) struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    index: usize,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'a> Items<'a> {
    pub(super) fn new(items: &'a [Node], path: &'a Path<'a>, notes: &'a Notes) -> Self {
        Self { items: items.iter(), index: 0, path, notes }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let passed = self.items.as_slice().iter().take_while(|node| self.notes.passes_over(node)).count();
        self.index += passed;
        let Some(node) = self.items.nth(passed) else { return Ok(None) };
        let path = self.path.index(self.index);
        self.index += 1;
        let reader = Reader::at(node, &path, self.notes);
        seed.deserialize(reader).map(Some).map_err(|error| error.at(&path, Part::Value))
    }

    /// An element that is at fault does not keep the next from being read.
    fn next_element<T: de::Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        loop {
            match self.next_element_seed(PhantomData) {
                Err(error) => self.notes.fault(error),
                read => return read,
            }
        }
    }
}

/// The entries of a mapping.
pub(super) struct Entries<'a> {
    entries: std::slice::Iter<'a, Entry>,
    current: Option<&'a Entry>,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'a> Entries<'a> {
    pub(super) fn new(entries: &'a [Entry], path: &'a Path<'a>, notes: &'a Notes) -> Self {
        Self { entries: entries.iter(), current: None, path, notes }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.current = self.entries.by_ref().find(|entry| !self.notes.passes_over(&entry.value));
        let Some(entry) = self.current else { return Ok(None) };
        let path = self.path.key(&entry.key);
        // A key without a value may be no key at all: it is not looked up.
        let names = entry.value.data != Data::Null || !entry.value.span.is_empty();
        let reader = KeyReader { key: &entry.key, names, path: &path, notes: self.notes };
        seed.deserialize(reader).map(Some).map_err(|error| error.at(&path, Part::Key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.current else { return Err(de::Error::custom("a value without a key")) };
        let path = self.path.key(&entry.key);
        let reader = Reader::at(&entry.value, &path, self.notes);
        seed.deserialize(reader).map_err(|error| error.at(&path, Part::Value))
    }

    /// A key that is at fault does not keep the next from being read.
    fn next_key<K: de::Deserialize<'de>>(&mut self) -> Result<Option<K>, Error> {
        loop {
            match self.next_key_seed(PhantomData) {
                Err(error) => self.notes.fault(error),
                read => return read,
            }
        }
    }

    /// An entry that is at fault does not keep the next from being read, nor does its key its value.
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

/// Deserializes a key.
struct KeyReader<'a> {
    key: &'a str,
    /// Whether what it names is looked up.
    names: bool,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'de> de::Deserializer<'de> for KeyReader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.key)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value = visitor.visit_str(self.key)?;
        if let Some(target) = name.strip_prefix(REF).filter(|_| self.names) {
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
