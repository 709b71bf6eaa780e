//! References by name to resources, and to things that are not resources, such as currencies and categories.

use super::names::check_name;
use crate::diagnostic::kept;
use crate::model::Article;
use crate::source::REF;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

/// Something that a reference can name.
pub trait Target {
    /// The newtype name that marks such a reference for the deserializer: [`REF`] followed by the target's word.
    const TAG: &'static str;

    /// The word for the type of the target in schemas and messages, such as `package`.
    fn word() -> &'static str {
        &Self::TAG[REF.len()..]
    }
}

/// A currency that the manifest declares, by its ISO 4217 code.
#[derive(Debug)]
pub enum Currency {}
/// A language that the manifest declares, by its ISO 639 code.
#[derive(Debug)]
pub enum Language {}
/// A category of the shop. It exists only in the database.
#[derive(Debug)]
pub enum Category {}
/// A service whose amount can be limited. It exists only in the database.
#[derive(Debug)]
pub enum Service {}

impl Target for Currency {
    const TAG: &'static str = "wares:ref:currency";
}
impl Target for Language {
    const TAG: &'static str = "wares:ref:language";
}
impl Target for Category {
    const TAG: &'static str = "wares:ref:category";
}
impl Target for Service {
    const TAG: &'static str = "wares:ref:service";
}
impl Target for Article {
    const TAG: &'static str = "wares:ref:article";
}

/// A reference by name to a `T`. When a document is read, every reference is recorded with its location. So the catalog
/// can resolve all references without knowing which fields of a kind are references.
pub struct Ref<T> {
    // Interned: a catalog refers to few names many times, and the name can outlive the reference.
    name: &'static str,
    target: PhantomData<fn() -> T>,
}

impl<T> Ref<T> {
    /// A reference to the resource with the given name.
    ///
    /// # Errors
    /// Returns an error if the given string is not a valid name.
    pub fn new(name: &str) -> Result<Self, String> {
        // Checked like a name, so that a reference cannot be misspelled in a way that no name can be.
        check_name(name).map(|()| Self { name: kept(name), target: PhantomData })
    }

    /// The name that the reference holds.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

// By hand, because `derive` would require the same of `T`, which is only a marker.
impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Self { name: self.name, target: PhantomData }
    }
}

impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ref({})", self.name)
    }
}

impl<T> fmt::Display for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl<T> Eq for Ref<T> {}

impl<T> PartialOrd for Ref<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ref<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl<'de, T: Target> Deserialize<'de> for Ref<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(T::TAG, RefVisitor(PhantomData))
    }
}

impl<T> Serialize for Ref<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

struct RefVisitor<T>(PhantomData<fn() -> T>);

impl<T: Target> Visitor<'_> for RefVisitor<T> {
    type Value = Ref<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Ref<T>, E> {
        Ref::new(text).map_err(E::custom)
    }
}

impl<T: Target> JsonSchema for Ref<T> {
    fn schema_name() -> Cow<'static, str> {
        // A name for each target, since the schemas differ in `x-ref`.
        format!("Ref_{}", T::word()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // As for names, so that an editor reports a blank reference at once.
        json_schema!({ "type": "string", "minLength": 1, "maxLength": 512, "pattern": "\\S", "x-ref": T::word() })
    }
}
