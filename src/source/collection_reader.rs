//! Sequences and mappings while they are read.

use super::node::{Data, Span};
use crate::diagnostic::{Diagnostic, File, Location};
use crate::source::codes;
use std::collections::HashMap;

/// A collection that has not ended yet.
pub(super) struct Open {
    pub(super) start: usize,
    pub(super) anchor: usize,
    pub(super) data: Data,
    /// The key whose value comes next.
    pub(super) key: Option<(Box<str>, Span)>,
    /// The numbers of a mapping's entries by key, once there are so many that it matters.
    pub(super) keys: HashMap<Box<str>, usize>,
    /// Whether it has a merge key.
    pub(super) merges: bool,
    /// Whether its first key came again: then all of another document may follow.
    pub(super) begun_again: bool,
}

/// The entries of which it takes more than a look at each to find one.
const MANY: usize = 16;

impl Open {
    /// Where a key of the mapping stands first.
    pub(super) fn first(&mut self, key: &str) -> Option<Span> {
        let Data::Mapping(entries) = &self.data else { return None };
        let at = if entries.len() < MANY {
            entries.iter().position(|entry| &*entry.key == key)
        } else {
            let new = entries.iter().enumerate().skip(self.keys.len());
            self.keys.extend(new.map(|(at, entry)| (entry.key.clone(), at)));
            self.keys.get(key).copied()
        };
        entries.get(at?).map(|entry| entry.span.clone())
    }

    pub(super) fn expects_key(&self) -> bool {
        matches!(self.data, Data::Mapping(_)) && self.key.is_none()
    }

    pub(super) fn data_end(&self) -> Option<usize> {
        match &self.data {
            Data::Sequence(items) => items.last().map(|item| item.span.end),
            Data::Mapping(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.span.end)),
            _ => None,
        }
    }
}

/// A key that is given twice. Where a document begins again, it is another one that lacks its separator.
pub(super) fn duplicate(file: File, key: &str, first: Span, second: Span, begins: bool) -> Diagnostic {
    let help = match begins {
        true => "if another document starts here, write a line `---` above it; otherwise keep one of the two",
        false => "keep one of the two",
    };
    Diagnostic::new(codes::DUPLICATE_KEY, Location::bytes(file, second), format!("duplicate key `{key}`"))
        .also(Location::bytes(file, first), "first given here")
        .help(help)
}
