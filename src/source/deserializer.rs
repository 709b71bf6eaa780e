//! A serde deserializer over nodes, which knows where it is.

use super::elements::{Entries, Items};
use super::node::{Data, Node};
use super::read_document::Notes;
use super::scalar::Number;
use super::type_error::{Error, Reason};
use crate::diagnostic::{DocumentId, Part, Place, Pointer, kept};
use serde::de::{self, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::Cell;

/// A newtype of this name receives the text of a scalar as it is written: so money is never a float.
pub const RAW: &str = "wares:raw";
/// A newtype of this name receives a text. A number in its place is refused, in the words that the type has for such
/// a text.
pub const TEXT: &str = "wares:text";
/// A newtype whose name starts so is a reference: it is recorded with its place when it is read.
pub const REF: &str = "wares:ref:";

/// A reference that was met while reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// What it must lead to: the newtype's name without [`REF`].
    pub target: &'static str,
    /// The name that is referred to.
    pub name: &'static str,
    /// Where it stands.
    pub pointer: Pointer,
    /// Whether it stands there as a key or a value.
    pub part: Part,
}

impl Mention {
    pub(super) fn new(target: &'static str, name: &str, path: &Path<'_>, part: Part) -> Self {
        Self { target, name: kept(name), pointer: path.pointer(), part }
    }

    /// Where it stands in a document.
    pub fn place(&self, document: DocumentId) -> Place {
        Place { document, pointer: self.pointer, part: self.part }
    }
}

/// The way from the root to a node, on the stack.
pub(super) struct Path<'a> {
    /// What holds the node, and its step from there; none of the root.
    last: Option<(&'a Path<'a>, Step<'a>)>,
    /// The pointer, once somebody asked: what stands side by side shares that of what holds it.
    pointer: Cell<Option<Pointer>>,
}

/// A step down.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub(super) fn root() -> Self {
        Self { last: None, pointer: Cell::new(None) }
    }

    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { last: Some((self, Step::Key(key))), pointer: Cell::new(None) }
    }

    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { last: Some((self, Step::Index(index))), pointer: Cell::new(None) }
    }

    pub(super) fn pointer(&self) -> Pointer {
        let make = || match &self.last {
            None => Pointer::root(),
            Some((parent, Step::Key(key))) => parent.pointer().child(key),
            Some((parent, Step::Index(index))) => parent.pointer().child(index),
        };
        let pointer = self.pointer.get().unwrap_or_else(make);
        self.pointer.set(Some(pointer));
        pointer
    }

    fn is_root(&self) -> bool {
        self.last.is_none()
    }
}

/// Deserializes one node.
pub(super) struct Reader<'a> {
    node: &'a Node,
    path: &'a Path<'a>,
    notes: &'a Notes,
}

impl<'a> Reader<'a> {
    pub(super) fn new(node: &'a Node, root: &'a Path<'a>, notes: &'a Notes) -> Self {
        Self::at(node, root, notes)
    }

    pub(super) fn at(node: &'a Node, path: &'a Path<'a>, notes: &'a Notes) -> Self {
        Self { node, path, notes }
    }

    /// What a newtype with a meaning of its own is read from.
    fn special<'de, V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match (&self.node.data, name.strip_prefix(REF)) {
            (Data::Text(text), Some(target)) => {
                let value = visitor.visit_str(text)?;
                self.notes.mention(Mention::new(target, text, self.path, Part::Value));
                Ok(value)
            }
            (Data::Number(text), None) if name == TEXT => {
                let refused = visitor.visit_str(text).map_err(Error::of_type);
                refused.and_then(|_: V::Value| Err(Error::new(Reason::Type(vec!["a string".to_owned()]))))
            }
            (Data::Text(text) | Data::Number(text), None) => visitor.visit_str(text),
            _ => self.any(visitor),
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
            self.notes.know(fields);
        }
        match self.node.data {
            // Of a list, derived types would take the elements for their fields.
            Data::Sequence(_) => {
                Err(Error::new(Reason::Type(vec!["a mapping".to_owned()])).at(self.path, Part::Value))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    /// What has no meaning for one type may have one for another: nothing is wrong with it here.
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
        let words = || variants.iter().map(|word| format!("`{word}`")).collect();
        let result = match &self.node.data {
            Data::Text(text) => {
                let reader: de::value::StrDeserializer<'_, Error> = (**text).into_deserializer();
                reader.deserialize_enum(name, variants, visitor)
            }
            Data::Null => Err(Error::new(Reason::Null)),
            _ => Err(Error::new(Reason::Type(words()))),
        };
        result.map_err(|error| error.at(path, Part::Value))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}
