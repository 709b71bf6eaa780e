//! A serde deserializer over nodes, which knows where it is.

use super::error::Error;
use super::node::{Data, Entry, Node};
use super::notes::Notes;
use super::scalar::Number;
use crate::diagnostic::{DocumentId, Part, Place, Pointer};
use serde::de::{self, DeserializeSeed, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

/// A newtype of this name receives the text of a scalar as it is written: so money is never a float.
pub const RAW: &str = "wares:raw";
/// A newtype whose name starts so is a reference: it is recorded with its place when it is read.
pub const REF: &str = "wares:ref:";

/// A reference that was met while reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// What it must lead to: the newtype's name without [`REF`].
    pub target: &'static str,
    /// The name that is referred to.
    pub name: String,
    /// Where it stands.
    pub pointer: Pointer,
    /// Whether it stands there as a key or a value.
    pub part: Part,
}

impl Mention {
    /// Where it stands in a document.
    pub fn place(&self, document: DocumentId) -> Place {
        Place { document, pointer: self.pointer, part: self.part }
    }
}

/// The way from the root to a node, on the stack.
pub(super) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    pub(super) fn pointer(&self) -> Pointer {
        match self {
            Path::Root => Pointer::root(),
            Path::Key(parent, key) => parent.pointer().child(key),
            Path::Index(parent, index) => parent.pointer().child(index),
        }
    }
}

/// Deserializes one node.
pub(super) struct Reader<'a> {
    node: &'a Node,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'a> Reader<'a> {
    pub(super) fn new(node: &'a Node, notes: &'a Notes) -> Self {
        Self { node, path: &Path::Root, notes }
    }

    fn raw(&self) -> Option<&'a str> {
        match &self.node.data {
            Data::Number(text) | Data::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
        match super::scalar::number(text).map(|number| (number, number.whole())) {
            // To a schema, 1.0 is a whole number.
            Some((_, Some(whole))) => visitor.visit_i64(whole),
            Some((Number::Double(double), None)) => visitor.visit_f64(double),
            _ => Err(de::Error::invalid_type(Unexpected::Other(text), &visitor)),
        }
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.data {
            Data::Null => Err(Error::no_value()),
            Data::Bool(value) => visitor.visit_bool(*value),
            Data::Number(text) => Self::number(text, visitor),
            Data::Text(text) => visitor.visit_str(text),
            Data::Sequence(items) => {
                visitor.visit_seq(Items { items: items.iter(), index: 0, path: self.path, notes: self.notes })
            }
            Data::Mapping(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                current: None,
                path: self.path,
                notes: self.notes,
            }),
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
        let result = match (name.strip_prefix(REF), self.raw()) {
            (Some(target), Some(text)) => {
                let mention =
                    Mention { target, name: text.into(), pointer: path.pointer(), part: Part::Value };
                self.notes.mention(mention);
                visitor.visit_str(text)
            }
            (None, Some(text)) if name == RAW => visitor.visit_str(text),
            _ if name == RAW => self.any(visitor).map_err(Error::of_a_form),
            _ if name.starts_with(REF) => self.any(visitor),
            _ => visitor.visit_newtype_struct(self),
        };
        result.map_err(|error| error.at(path, Part::Value))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let path = self.path;
        let text = self.node.as_text().unwrap_or_default();
        let reader: de::value::StrDeserializer<'_, Error> = text.into_deserializer();
        reader.deserialize_enum(name, variants, visitor).map_err(|error| error.at(path, Part::Value))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    index: usize,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let passed = self.items.as_slice().iter().take_while(|node| self.notes.passes_over(node)).count();
        self.index += passed;
        let Some(node) = self.items.nth(passed) else { return Ok(None) };
        let path = Path::Index(self.path, self.index);
        self.index += 1;
        let reader = Reader { node, path: &path, notes: self.notes };
        seed.deserialize(reader).map(Some).map_err(|error| error.at(&path, Part::Value))
    }

    /// An element that is at fault does not keep the next from being read.
    fn next_element<T: de::Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        loop {
            match self.next_element_seed(std::marker::PhantomData) {
                Err(error) => self.notes.fault(error),
                read => return read,
            }
        }
    }
}

struct Entries<'a> {
    entries: std::slice::Iter<'a, Entry>,
    current: Option<&'a Entry>,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.current = self.entries.by_ref().find(|entry| !self.notes.passes_over(&entry.value));
        let Some(entry) = self.current else { return Ok(None) };
        let path = Path::Key(self.path, &entry.key);
        let reader = KeyReader { key: &entry.key, path: &path, notes: self.notes };
        seed.deserialize(reader).map(Some).map_err(|error| error.at(&path, Part::Key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.current else { return Err(de::Error::custom("a value without a key")) };
        let path = Path::Key(self.path, &entry.key);
        let reader = Reader { node: &entry.value, path: &path, notes: self.notes };
        seed.deserialize(reader).map_err(|error| error.at(&path, Part::Value))
    }

    /// An entry that is at fault does not keep the next from being read.
    fn next_entry<K: de::Deserialize<'de>, V: de::Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, V)>, Error> {
        loop {
            match self.next_entry_seed(std::marker::PhantomData, std::marker::PhantomData) {
                Err(error) => self.notes.fault(error),
                read => return read,
            }
        }
    }
}

/// Deserializes a key.
struct KeyReader<'a> {
    key: &'a str,
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
        if let Some(target) = name.strip_prefix(REF) {
            let pointer = self.path.pointer();
            let mention = Mention { target, name: self.key.to_owned(), pointer, part: Part::Key };
            self.notes.mention(mention);
        }
        visitor.visit_str(self.key)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
