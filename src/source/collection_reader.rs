//! Sequences and mappings that the parser has not completed yet.

use super::codes;
use super::node::Data;
use super::source_range::Span;
use crate::diagnostic::{Diagnostic, File, Location};
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
    pub(super) keys: HashMap<Box<str>, usize>,
    /// Whether it has a merge key.
    pub(super) merges: bool,
    /// Whether its first key has come again. Then another document may follow whose separator is missing.
    pub(super) begun_again: bool,
}

/// From how many entries on a mapping has an index. Below that, comparing all keys is faster.
const MIN_INDEXED: usize = 16;

impl Open {
    /// Where a key of the mapping occurs first.
    pub(super) fn first(&mut self, key: &str) -> Option<Span> {
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
            Data::Mapping(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.span.end)),
            _ => None,
        }
    }
}

/// The finding for a key that is given twice. `begins` says whether the first key of a document comes again: then a
/// separator is probably missing.
pub(super) fn duplicate(file: File, key: &str, first: Span, second: Span, begins: bool) -> Diagnostic {
    let help = match begins {
        true => "if another document starts here, write a line `---` above it; otherwise keep one of the two",
        false => "keep one of the two",
    };
    Diagnostic::new(codes::DUPLICATE_KEY, Location::bytes(file, second), format!("duplicate key `{key}`"))
        .also(Location::bytes(file, first), "first given here")
        .help(help)
}
