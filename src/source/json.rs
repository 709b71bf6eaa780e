//! Presents a document to the schema validator as JSON, without copying it.

use super::node::{Data, Entry, Node};
use super::scalar::{self, Number};
use jsonschema::JsonType;
use jsonschema::json::{self, Array, Json, JsonNumber, NodeIdentity, Object};
use serde_json::Value;
use std::borrow::Cow;

/// YAML documents as JSON for the schema validator. A number may lose digits here, but the types read it exactly.
/// `.inf` and `.nan` become null, since JSON does not have them.
#[derive(Debug)]
pub struct Yaml;

impl Json for Yaml {
    type Node<'a> = &'a Node;
    type PreparedKey = Box<str>;
    /// The maximum number of keys that one pass over a mapping may visit for each lookup that the pass replaces. A
    /// lookup is a linear search, so for a small mapping one pass is cheaper than two lookups.
    const KEYS_PER_LOOKUP: usize = 8;
    type StringBuffer = Option<Node>;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(buffer: &mut Option<Node>, string: &str, f: impl FnOnce(&Node) -> T) -> T {
        f(buffer.insert(Node { span: 0..0, data: Data::Text(string.into()) }))
    }
}

impl<'a> json::Node<'a, Yaml> for &'a Node {
    type Object = &'a [Entry];
    type Array = &'a [Node];
    type Number = Number;

    fn as_object(&self) -> Option<&'a [Entry]> {
        match &self.data {
            Data::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&'a [Node]> {
        match &self.data {
            Data::Sequence(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match &self.data {
            Data::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Number> {
        match &self.data {
            Data::Number(text) => scalar::number(text),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.data {
            Data::Bool(value) => Some(value.is_true()),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match &self.data {
            // `.inf` and `.nan` are not numbers in JSON.
            Data::Number(text) if scalar::number(text).is_some() => JsonType::Number,
            // The remaining numbers are those that JSON does not have.
            Data::Null | Data::Number(_) => JsonType::Null,
            Data::Bool(_) => JsonType::Boolean,
            Data::Text(_) => JsonType::String,
            Data::Sequence(_) => JsonType::Array,
            Data::Mapping(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (&self.data, expected) {
            // Most comparisons are with strings, which need no copy.
            (Data::Text(text), Value::String(expected)) => **text == **expected,
            // As JSON Schema compares numbers: 1 equals 1.0.
            _ => json::cmp::equal(&self.to_json(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(self.to_json())
    }

    fn identity(&self) -> Option<NodeIdentity> {
        // By address, since a node does not move while the document is borrowed.
        Some(NodeIdentity::new(std::ptr::from_ref::<Node>(self).addr()))
    }
}

impl<'a> Object<'a, Yaml> for &'a [Entry] {
    type Node = &'a Node;
    type MemberName = &'a str;
    type MembersIter = std::iter::Map<std::slice::Iter<'a, Entry>, fn(&'a Entry) -> (&'a str, &'a Node)>;

    fn len(&self) -> usize {
        <[Entry]>::len(self)
    }

    fn get(&self, key: &Box<str>) -> Option<&'a Node> {
        self.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
    }

    fn members(&self) -> Self::MembersIter {
        self.iter().map(|entry| (&*entry.key, &entry.value))
    }
}

impl<'a> Array<'a, Yaml> for &'a [Node] {
    type Node = &'a Node;
    type ElementsIter = std::slice::Iter<'a, Node>;

    fn len(&self) -> usize {
        <[Node]>::len(self)
    }

    fn elements(&self) -> std::slice::Iter<'a, Node> {
        self.iter()
    }
}

impl JsonNumber for Number {
    fn as_u64(&self) -> Option<u64> {
        match *self {
            Self::Whole(whole) => u64::try_from(whole).ok(),
            Self::Double(_) => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match *self {
            Self::Whole(whole) => Some(whole),
            Self::Double(_) => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        match *self {
            Self::Whole(whole) => Some(whole as f64),
            Self::Double(double) => Some(double),
        }
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.json().to_string())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(self.json())
    }

    fn is_integer(&self) -> bool {
        match *self {
            Self::Whole(_) => true,
            // JSON Schema counts 1.0 as an integer.
            Self::Double(double) => double.fract() == 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;

    #[test]
    fn document_conforms_to_the_interface_of_the_validator() {
        let text = jsonschema::json::conformance::document().to_string();
        let (documents, _) = parse("a.yaml", &text);
        jsonschema::json::conformance::assert_conformance::<Yaml>(&&*documents[0].root);
    }

    #[test]
    fn numbers_that_json_lacks_become_null() {
        for text in [".inf", "-.inf", ".nan"] {
            let node = &Node::plain(text);
            assert!(json::Node::is_null(&node) && json::Node::as_number(&node).is_none(), "{text}");
            assert_eq!(node.to_json(), Value::Null, "{text}");
        }
    }
}
