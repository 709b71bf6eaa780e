//! Sequences and mappings that the parser has not completed yet.

use super::node::{Data, Entry, Node};
use super::source_range::Span;
use std::collections::HashMap;

/// A sequence or mapping that has not ended yet.
pub(super) struct Open {
    /// Where it begins.
    pub(super) start: usize,
    /// The number of its anchor; 0 if it has none.
    pub(super) anchor: usize,
    /// What it contains so far.
    pub(super) data: Data,
    /// The key whose value comes next.
    pub(super) key: Option<(Box<str>, Span)>,
    /// The indices of the entries of a large mapping, by key. Filled on demand.
    keys: HashMap<Box<str>, usize>,
    /// Whether it has a merge key.
    pub(super) merges: bool,
    /// Whether its first key is repeated. If so, the separator of another document may be missing.
    pub(super) begun_again: bool,
}

/// The number of entries from which a mapping has an index. For fewer, comparing all keys is faster.
const MIN_INDEXED: usize = 16;

/// A key that a mapping has twice, and where.
pub(super) struct Repeated {
    pub key: Box<str>,
    pub first: Span,
    pub again: Span,
}

impl Open {
    /// A collection that begins at a byte.
    pub(super) fn new(data: Data, start: usize, anchor: usize) -> Self {
        Self { start, anchor, data, key: None, keys: HashMap::new(), merges: false, begun_again: false }
    }

    /// Adds a value. In a mapping, its key is the one that came before it. If the mapping has that key already, the
    /// value is dropped, and the key is returned.
    pub(super) fn add(&mut self, value: Node, is_root: bool) -> Option<Repeated> {
        if let Data::Sequence(items) = &mut self.data {
            items.push(value);
            return None;
        }
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

    /// Where a key first occurs in the mapping.
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

    /// Whether the next node is a key.
    pub(super) fn expects_key(&self) -> bool {
        matches!(self.data, Data::Mapping(_)) && self.key.is_none()
    }

    /// Where its last part ends, if it has one.
    pub(super) fn data_end(&self) -> Option<usize> {
        match &self.data {
            Data::Sequence(items) => items.last().map(|item| item.span.end),
            // The value of an alias is written elsewhere, usually before its key.
            Data::Mapping(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.span.end)),
            _ => None,
        }
    }
}
