//! String types with restrictions: article numbers, names, and prose.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// The greatest number of characters in a name: the width of the billing system's columns (database.md §A).
const MAX_NAME: usize = 512;
/// The greatest number of characters in the name of a tag or a counter.
const MAX_SHORT_NAME: usize = 255;

/// Parses a string directly from the document, without copying the string first.
struct ParsedVisitor<T>(PhantomData<fn() -> T>);

impl<T: FromStr<Err = String>> Visitor<'_> for ParsedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! text_type {
    ($type:ident, $check:path, $schema:expr, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $type(Box<str>);

        impl $type {
            /// The value as a string slice.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(ParsedVisitor(PhantomData))
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $check(text).map(|()| Self(text.into()))
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

text_type!(
    Article,
    check_name,
    json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_NAME, "pattern": "\\S" }),
    "An article number: the short name by which other resources refer to an article."
);
text_type!(
    Name,
    check_name,
    json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_NAME, "pattern": "\\S" }),
    "A name of at most 512 characters."
);
text_type!(
    ShortName,
    check_short_name,
    json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_SHORT_NAME, "pattern": "\\S" }),
    "A name of at most 255 characters."
);
text_type!(Prose, check_prose, json_schema!({ "type": "string" }), "Any string that PostgreSQL can store.");

impl Name {
    /// Makes a name from a literal without checking it.
    pub(super) fn fixed(text: &str) -> Self {
        Self(text.into())
    }
}

pub(super) fn check_name(text: &str) -> Result<(), String> {
    check_prose(text)?;
    // Characters, not bytes: PostgreSQL counts the width of its columns in characters.
    let length = text.chars().count();
    // The schema's pattern is `\S`, and JavaScript counts a byte-order mark as whitespace there. Both must agree.
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err("the name is empty\nwrite at least one character that is not a space".to_owned());
    }
    at_most(length, MAX_NAME)
}

fn at_most(length: usize, most: usize) -> Result<(), String> {
    match length.saturating_sub(most) {
        0 => Ok(()),
        1 => Err(format!(
            "the name has {length} characters, but the database allows at most {most}\nshorten it by one character"
        )),
        over => Err(format!(
            "the name has {length} characters, but the database allows at most {most}\nshorten it by {over} characters"
        )),
    }
}

fn check_short_name(text: &str) -> Result<(), String> {
    // The length first: a name that is too long here can still be within the longer limit.
    at_most(text.chars().count(), MAX_SHORT_NAME)?;
    check_name(text)
}

pub(super) fn check_prose(text: &str) -> Result<(), String> {
    // PostgreSQL's text types cannot hold this character at all.
    match text.contains('\0') {
        true => {
            Err("the string contains a NUL character, which PostgreSQL cannot store\nremove `\\0`".to_owned())
        }
        false => Ok(()),
    }
}
