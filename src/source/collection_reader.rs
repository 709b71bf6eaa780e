//! Collects the values of a sequence or mapping while the parser reads it.

use super::node::{Data, Entry, Node};
use super::source_range::Span;
use std::collections::HashMap;

/// A sequence or mapping whose end the parser has not reached yet.
pub(super) struct OpenCollection {
    /// The byte at which the collection begins.
    pub(super) start: usize,
    /// The number of the collection's anchor; 0 if the collection has none.
    pub(super) anchor: usize,
    /// The elements or entries that have been read so far.
    pub(super) data: Data,
    /// The key whose value comes next; `None` if no key has been read since the last value.
    pub(super) key: Option<(Box<str>, Span)>,
    /// The indices of the entries of a large mapping, by key. [`Self::first`] fills this map on demand.
    keys: HashMap<Box<str>, usize>,
    /// Whether the mapping has a merge key.
    pub(super) merges: bool,
    /// Whether the first key of the root mapping is repeated. If so, a `---` before the repeated key may be missing.
    pub(super) begun_again: bool,
}

/// The minimum number of entries for which a mapping gets an index. For fewer entries, comparing all keys is faster.
const MIN_INDEXED: usize = 16;

/// A key that appears twice in a mapping, with the bytes of both occurrences.
pub(super) struct Repeated {
    pub key: Box<str>,
    pub first: Span,
    pub again: Span,
}

impl OpenCollection {
    /// Starts a collection at the given byte.
    pub(super) fn new(data: Data, start: usize, anchor: usize) -> Self {
        Self { start, anchor, data, key: None, keys: HashMap::new(), merges: false, begun_again: false }
    }

    /// Adds a value; in a mapping, as the value of the last key. If the mapping already has this key, drops the value
    /// and returns the key.
    pub(super) fn add(&mut self, value: Node, is_root: bool) -> Option<Repeated> {
        if let Data::Sequence(items) = &mut self.data {
            items.push(value);
            return None;
        }
        // Always there: the parser reports a key before its value.
        let (key, span) = self.key.take()?;
        let first = self.first(&key);
        let Data::Mapping(entries) = &mut self.data else { return None };
        let Some(first) = first else {
            entries.push(Entry { key, span, value });
            return None;
        };
        // Only at the root: no separator of documents can be missing inside a nested mapping.
        self.begun_again |= is_root && entries.first().is_some_and(|entry| entry.key == key);
        Some(Repeated { key, first, again: span })
    }

    /// Returns the bytes of the first occurrence of the key in the mapping; `None` if the mapping does not have the
    /// key.
    fn first(&mut self, key: &str) -> Option<Span> {
        let Data::Mapping(entries) = &self.data else { return None };
        let index = if entries.len() < MIN_INDEXED {
            entries.iter().position(|entry| &*entry.key == key)
        } else {
            // Add the entries that have come since the last lookup.
            let new = entries.iter().enumerate().skip(self.keys.len());
            self.keys.extend(new.map(|(index, entry)| (entry.key.clone(), index)));
            self.keys.get(key).copied()
        };
        entries.get(index?).map(|entry| entry.span.clone())
    }

    /// Whether the next node is a key of this mapping.
    pub(super) fn expects_key(&self) -> bool {
        matches!(self.data, Data::Mapping(_)) && self.key.is_none()
    }

    /// Returns the byte at which the last element or entry ends; `None` if the collection is empty.
    pub(super) fn data_end(&self) -> Option<usize> {
        match &self.data {
            Data::Sequence(items) => items.last().map(|item| item.span.end),
            // The value of an alias is written elsewhere, usually before its key.
            Data::Mapping(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.span.end)),
            _ => None,
        }
    }
}
