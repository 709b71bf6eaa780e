//! Localized text: a string in the default language, or a mapping from language to string.

use super::names::check_prose;
use crate::model::{Language, Map, Prose, Ref};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Localized text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Text {
    /// A string in the catalog's default language.
    Default(Box<str>),
    /// A string for each language.
    ByLanguage(Map<Ref<Language>, Prose>),
}

impl Text {
    /// Returns the strings, each with its language. A string without a language is in the language `default`.
    pub fn translations<'a>(&'a self, default: &'a str) -> Vec<(&'a str, &'a str)> {
        match self {
            Self::Default(text) => vec![(default, text)],
            Self::ByLanguage(texts) => {
                texts.iter().map(|(lang, text)| (lang.name(), text.as_str())).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a mapping")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
        // The short form is a plain string type, so what `Prose` checks is checked here.
        check_prose(text).map_err(E::custom)?;
        Ok(Text::Default(text.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Text, A::Error> {
        let texts = Map::deserialize(de::value::MapAccessDeserializer::new(map))?;
        // An empty mapping would mean a text without any language, which says nothing.
        match texts.is_empty() {
            true => Err(de::Error::custom("the mapping is empty\nwrite at least one entry")),
            false => Ok(Text::ByLanguage(texts)),
        }
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A string in the default language, or a mapping from language to string such as `{ en: Gold, de: Gold }`.",
            "anyOf": [
                { "type": "string" },
                { "type": "object", "minProperties": 1, "additionalProperties": { "type": "string", "description": "The text in this language." }, "x-keys": "language" },
            ]
        })
    }
}
