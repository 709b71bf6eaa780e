//! The nodes of a document: values with the bytes at which they are written.

use super::scalar::{Boolean, number};
use super::source_range::Span;
use serde_json::Value;
use std::collections::HashSet;

/// The merge key of YAML 1.1, which includes the entries of one mapping in another.
pub(super) const MERGE: &str = "<<";

/// A value, and the bytes at which it is written.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes of the value, counted from [`Document::start`](super::Document::start).
    pub span: Span,
    /// The value.
    pub data: Data,
}

/// A value, as the core schema of YAML 1.2 defines it.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `null`, `~` or an empty value.
    Null,
    /// `true` or `false`.
    Bool(Boolean),
    /// A number, spelled as in the file.
    Number(Box<str>),
    /// A string.
    Text(Box<str>),
    /// A sequence.
    Sequence(Vec<Node>),
    /// The entries of a mapping, in the order of the file.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, as a string.
    pub key: Box<str>,
    /// The bytes of the key.
    pub span: Span,
    /// The value.
    pub value: Node,
}

/// Nodes are equal if their values are equal, whatever their bytes.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

/// Entries are equal if their keys and values are equal, whatever their bytes.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl Node {
    /// Returns the value of the given key; `None` if the node is not a mapping or does not have the key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Data::Mapping(entries) = &self.data else { return None };
        entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    /// Returns a copy of this value with `over` merged into it. Mappings are merged key by key. In any other case, the
    /// value in `over` replaces the value here. All keys and values keep their bytes.
    pub fn overlaid(&self, over: &Node) -> Node {
        let (Data::Mapping(below), Data::Mapping(above)) = (&self.data, &over.data) else {
            return over.clone();
        };
        let mut entries = below.clone();
        for entry in above {
            match entries.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => {
                    let value = known.value.overlaid(&entry.value);
                    // With the key of `over`: a finding should point to where the value in effect is written.
                    *known = Entry { value, ..entry.clone() };
                }
                None => entries.push(entry.clone()),
            }
        }
        Node { span: self.span.clone(), data: Data::Mapping(entries) }
    }

    /// Returns the string; `None` if the value is not a string.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text of a string or a whole number, for use in a name; `None` for any other value.
    pub fn as_name(&self) -> Option<String> {
        match &self.data {
            Data::Number(text) => number(text)?.whole().map(|whole| whole.to_string()),
            _ => self.as_text().map(str::to_owned),
        }
    }

    /// Whether the value is a whole number.
    pub fn is_whole(&self) -> bool {
        matches!(&self.data, Data::Number(text) if number(text).is_some_and(|n| n.whole().is_some()))
    }

    /// Returns the type of the value for messages, such as `a string` or `a list`.
    pub fn type_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Number(_) => "a number",
            Data::Text(_) => "a string",
            Data::Sequence(_) => "a list",
            Data::Mapping(_) => "a mapping",
        }
    }

    /// Converts the value to JSON, as the schema validator sees it. `.inf` and `.nan` become null.
    pub fn to_json(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(value.is_true()),
            // `.inf` and `.nan` do not exist in JSON.
            Data::Number(text) => number(text).map_or(Value::Null, |n| Value::Number(n.json())),
            Data::Text(text) => Value::String(text.to_string()),
            Data::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Data::Mapping(entries) => {
                Value::Object(entries.iter().map(|e| (e.key.to_string(), e.value.to_json())).collect())
            }
        }
    }

    /// Merges the mappings that a merge key includes. A merge key is always reported as an error. Merging avoids
    /// further findings about missing keys.
    pub(super) fn merge(&mut self) {
        let Data::Mapping(entries) = &mut self.data else { return };
        let Some(at) = entries.iter().position(|entry| &*entry.key == MERGE) else { return };
        let merged = match entries.remove(at).value.data {
            Data::Mapping(merged) => merged,
            Data::Sequence(items) => items.into_iter().flat_map(Node::into_entries).collect(),
            // Nothing else can be merged, and the finding about the merge key covers it.
            _ => Vec::new(),
        };
        // Keys of the mapping itself take precedence, then those of earlier mappings.
        let mut known: HashSet<Box<str>> = entries.iter().map(|entry| entry.key.clone()).collect();
        entries.extend(merged.into_iter().filter(|entry| known.insert(entry.key.clone())));
    }

    /// Returns the approximate number of bytes that the value takes in memory.
    pub(super) fn size(&self) -> usize {
        size_of::<Entry>()
            // Counted for every node, since many empty values take memory as well.
            + match &self.data {
                Data::Sequence(items) => items.iter().map(Node::size).sum(),
                Data::Mapping(entries) => {
                    entries.iter().map(|entry| entry.key.len() + entry.value.size()).sum()
                }
                Data::Text(text) | Data::Number(text) => text.len(),
                Data::Null | Data::Bool(_) => 0,
            }
    }

    /// Returns the entries of a mapping; an empty list for any other value.
    fn into_entries(self) -> Vec<Entry> {
        match self.data {
            Data::Mapping(entries) => entries,
            _ => Vec::new(),
        }
    }

    /// Returns an element by its index, or the value of a key. `name` is the key or index. Also returns the first
    /// byte at which the returned node can begin. If the node begins before that byte, it is written outside this
    /// collection.
    pub(super) fn child_after(&self, name: &str) -> Option<(usize, &Node)> {
        let (key, child) = self.child(name)?;
        let before = match &self.data {
            Data::Sequence(items) => items[..name.parse().ok()?].last().map(|item| item.span.end),
            // A key that begins before its mapping was merged into it, so its value is never written here.
            _ => key.filter(|key| key.start >= self.span.start).map(|key| key.end).or(Some(usize::MAX)),
        };
        Some((before.unwrap_or(self.span.start), child))
    }

    /// Returns a child, together with the span of its key if it has one. `name` is the key, or the index of an element.
    pub(super) fn child(&self, name: &str) -> Option<(Option<Span>, &Node)> {
        match &self.data {
            Data::Mapping(entries) => {
                entries.iter().find(|e| &*e.key == name).map(|e| (Some(e.span.clone()), &e.value))
            }
            Data::Sequence(items) => items.get(name.parse::<usize>().ok()?).map(|item| (None, item)),
            _ => None,
        }
    }
}
