//! The tree of a document.

use super::comment::Comment;
use super::lazy_tree::Tree;
use super::scalar::Boolean;
use crate::diagnostic::{DocumentId, Location, Part, Place, Pointer};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;

/// The key by which YAML 1.1 merged a mapping into another.
pub(super) const MERGE: &str = "<<";

/// The bytes of a node, from the first to the one after the last.
pub type Span = std::ops::Range<usize>;

/// One YAML document. A copy of it is cheap.
#[derive(Clone, Debug)]
pub struct Document {
    /// Which one it is.
    pub id: DocumentId,
    /// The byte of the file from which its spans count.
    pub start: usize,
    /// What it holds.
    pub root: Tree,
    /// What is remarked on it.
    pub comments: Arc<[Comment]>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub data: Data,
}

/// A value of YAML's core schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(Boolean),
    /// A number, as it is written.
    Number(Box<str>),
    /// A text.
    Text(Box<str>),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the file.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, as text.
    pub key: Box<str>,
    /// Where the key stands.
    pub span: Span,
    /// The value.
    pub value: Node,
}

/// Equal values may stand in different places.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

/// Equal entries may stand in different places.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl Document {
    /// The place of the value at a pointer.
    pub fn at(&self, pointer: Pointer) -> Place {
        self.id.at(pointer)
    }

    /// The place of the key at a pointer.
    pub fn key_at(&self, pointer: Pointer) -> Place {
        self.id.key_at(pointer)
    }

    /// The text that a pointer names: of a key, or of a value that is a scalar.
    pub fn text_at(&self, pointer: Pointer, part: Part) -> Option<String> {
        if part == Part::Key {
            return pointer.last().map(str::to_owned);
        }
        match &self.find(pointer)?.data {
            Data::Text(text) | Data::Number(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// The node at a pointer, if there is one.
    pub fn find(&self, pointer: Pointer) -> Option<&Node> {
        pointer.parts().iter().try_fold(&*self.root, |node, part| node.child(part).map(|(_, child)| child))
    }

    /// The bytes of the file that a pointer names, or those of the nearest ancestor that exists.
    pub fn span(&self, pointer: Pointer, part: Part) -> Span {
        let mut node = &*self.root;
        let mut span = self.heading();
        let parts = pointer.parts();
        for (depth, name) in parts.iter().enumerate() {
            let Some((key, child)) = node.child(name) else { break };
            let last = depth + 1 == parts.len();
            let wants_key = last && part == Part::Key;
            // A value that is not there is underlined at its key.
            let by_key = key.filter(|_| wants_key || child.span.is_empty());
            span = by_key.unwrap_or_else(|| child.span.clone());
            node = child;
        }
        self.start + span.start..self.start + span.end
    }

    /// Whether a value is written where it is used. That of an alias is written elsewhere, and used there too.
    pub fn is_written_at(&self, pointer: Pointer) -> bool {
        let mut node = &*self.root;
        pointer.parts().iter().all(|name| {
            let Some((begin, child)) = node.child_behind(name) else { return false };
            let is_there = begin <= child.span.start && child.span.end <= node.span.end;
            node = child;
            is_there
        })
    }

    /// Everything from one place to another.
    pub fn spanning(&self, first: Place, last: Place) -> Location {
        let (first, last) = (self.span(first.pointer, first.part), self.span(last.pointer, last.part));
        Location::bytes(self.id.file, first.start..last.end.max(first.end))
    }

    /// A place in the document by its bytes, for those who know the file otherwise than as this document.
    pub fn by_bytes(&self, place: Place) -> Location {
        Location::bytes(self.id.file, self.span(place.pointer, place.part))
    }

    /// The bytes of the file that the document takes.
    pub(super) fn extent(&self) -> Span {
        self.start + self.root.span.start..self.start + self.root.span.end
    }

    /// The bytes that stand for the whole document: its first key and that key's value.
    fn heading(&self) -> Span {
        match &self.root.data {
            Data::Mapping(entries) if !entries.is_empty() => entries[0].span.start..entries[0].value.span.end,
            _ => self.root.span.clone(),
        }
    }
}

impl Node {
    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Data::Mapping(entries) = &self.data else { return None };
        entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    /// The value with another laid over it: mappings are joined key by key, anything else is replaced. Each
    /// part keeps its own place.
    pub fn overlaid(&self, over: &Node) -> Node {
        let (Data::Mapping(below), Data::Mapping(above)) = (&self.data, &over.data) else {
            return over.clone();
        };
        let mut entries = below.clone();
        for entry in above {
            match entries.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => {
                    let value = known.value.overlaid(&entry.value);
                    *known = Entry { value, ..entry.clone() };
                }
                None => entries.push(entry.clone()),
            }
        }
        Node { span: self.span.clone(), data: Data::Mapping(entries) }
    }

    /// What a text would be without quotes around it.
    pub fn plain(text: &str) -> Node {
        Node { span: 0..text.len(), data: super::scalar::resolve(text) }
    }

    /// The text of a text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The part of a name that it is: a text, or a whole number.
    pub fn as_name(&self) -> Option<String> {
        match &self.data {
            Data::Number(text) => super::scalar::number(text)?.whole().map(|whole| whole.to_string()),
            _ => self.as_text().map(str::to_owned),
        }
    }

    /// Whether it is a whole number.
    pub fn is_whole(&self) -> bool {
        matches!(&self.data, Data::Number(text) if super::scalar::number(text).is_some_and(|n| n.whole().is_some()))
    }

    /// What YAML calls this sort of value.
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

    /// A copy of the value as JSON, as a schema sees it.
    pub fn to_json(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(value.is_true()),
            Data::Number(text) => {
                super::scalar::number(text).map_or(Value::Null, |n| Value::Number(n.json()))
            }
            Data::Text(text) => Value::String(text.to_string()),
            Data::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Data::Mapping(entries) => {
                Value::Object(entries.iter().map(|e| (e.key.to_string(), e.value.to_json())).collect())
            }
        }
    }

    /// Takes in what merge keys name. They are refused where they stand; what was meant by them is read on,
    /// so that keys which come by them are not missed too.
    pub(super) fn merge(&mut self) {
        let Data::Mapping(entries) = &mut self.data else { return };
        let Some(at) = entries.iter().position(|entry| &*entry.key == MERGE) else { return };
        let merged = match entries.remove(at).value.data {
            Data::Mapping(merged) => merged,
            Data::Sequence(items) => items.into_iter().flat_map(Node::into_entries).collect(),
            _ => Vec::new(),
        };
        let mut known: HashSet<Box<str>> = entries.iter().map(|entry| entry.key.clone()).collect();
        entries.extend(merged.into_iter().filter(|entry| known.insert(entry.key.clone())));
    }

    /// About how many bytes the value takes.
    pub(super) fn size(&self) -> usize {
        size_of::<Entry>()
            + match &self.data {
                Data::Sequence(items) => items.iter().map(Node::size).sum(),
                Data::Mapping(entries) => {
                    entries.iter().map(|entry| entry.key.len() + entry.value.size()).sum()
                }
                Data::Text(text) | Data::Number(text) => text.len(),
                Data::Null | Data::Bool(_) => 0,
            }
    }

    fn into_entries(self) -> Vec<Entry> {
        match self.data {
            Data::Mapping(entries) => entries,
            _ => Vec::new(),
        }
    }

    /// A part, and the byte behind which it stands unless it is written elsewhere.
    fn child_behind(&self, name: &str) -> Option<(usize, &Node)> {
        let (key, child) = self.child(name)?;
        let before = match &self.data {
            Data::Sequence(items) => items[..name.parse().ok()?].last().map(|item| item.span.end),
            _ => key.filter(|key| key.start >= self.span.start).map(|key| key.end).or(Some(usize::MAX)),
        };
        Some((before.unwrap_or(self.span.start), child))
    }

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
