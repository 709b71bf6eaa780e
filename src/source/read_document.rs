//! Reads a document as a type, and finds all errors in the document.
//!
//! A deserializer stops at the first error. So the node with the error is noted, and the document is read again without
//! this node, until there is no new error. A document without errors is read only once.

use super::deserializer::Reader;
use super::document::Document;
use super::mention::Mention;
use super::node::Data;
use super::node_path::Path;
use super::notes::ReadNotes;
use super::type_error::{Error, Errors, Fault, Reason};
use crate::diagnostic::{Part, Pointer};
use serde::de::DeserializeOwned;
use std::collections::HashSet;

impl Document {
    /// Reads the document as the given type. Also returns the references in the document.
    pub fn read<T: DeserializeOwned>(&self) -> Result<(T, Vec<Mention>), Errors> {
        let mut parts = Parts::new(self, &[]);
        let value = parts.read();
        parts.finish(value)
    }
}

/// Reads one document as several types. Each type reads its own keys.
pub struct Parts<'a> {
    document: &'a Document,
    notes: ReadNotes,
    errors: Errors,
    /// The nodes with errors, and all their ancestors.
    at_fault: HashSet<Pointer>,
}

impl<'a> Parts<'a> {
    /// Starts to read a document. `others` has keys that are allowed even if no type has them.
    pub fn new(document: &'a Document, others: &[&'static str]) -> Self {
        let notes = ReadNotes::default();
        notes.add_known_keys(others);
        Self { document, notes, errors: Errors::default(), at_fault: HashSet::new() }
    }

    /// Reads the keys of the given type; `None` if there is an error in one of them.
    pub fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        loop {
            let root = Path::root();
            let read = T::deserialize(Reader::new(&self.document.root, &root, &self.notes));
            let mut faults = self.notes.faults.take();
            let value = read.map_err(|error| faults.push(error)).ok();
            if faults.is_empty() {
                return value;
            }
            let before = self.notes.skipped.len();
            faults.into_iter().for_each(|fault| self.note(fault));
            // Nothing more can be skipped, so reading again would give the same errors.
            if self.notes.skipped.len() == before {
                return None;
            }
        }
    }

    /// Finishes reading the document. Returns `value`, which the caller has built from the types that were read, and
    /// the references in the document. If there are errors, returns all errors instead. A key that no type has is an
    /// error.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<(T, Vec<Mention>), Errors> {
        self.unknown_keys();
        let mut mentions = self.notes.mentions.take();
        let errors = self.errors;
        match value.filter(|_| errors.faults.is_empty() && errors.lacking.is_empty()) {
            Some(value) => Ok((value, mentions)),
            None => {
                // Each round has collected them again.
                mentions.sort();
                mentions.dedup();
                Err(Errors { mentions, ..errors })
            }
        }
    }

    /// Notes an error, and skips its node when the document is read again.
    fn note(&mut self, error: Error) {
        match error.into_fault() {
            Err(lacking) => {
                // Otherwise each further round would stop at the same missing key.
                self.skip(lacking);
                self.errors.lacking.insert(lacking);
            }
            Ok(fault) => {
                self.skip(fault.pointer);
                // A node may be wrong only because a part of it was skipped. Then it has no error of its own.
                let is_known = fault.part == Part::Value && self.at_fault.contains(&fault.pointer);
                self.at_fault.extend(with_ancestors(fault.pointer));
                self.errors.faults.extend((!is_known).then_some(fault));
            }
        }
    }

    /// Marks a node to be skipped when the document is read again. The root is never skipped.
    fn skip(&mut self, pointer: Pointer) {
        // Without the root nothing would be left to read.
        if let Some(node) = self.document.find(pointer).filter(|_| pointer != Pointer::root()) {
            self.notes.skipped.insert(std::ptr::from_ref(node));
        }
    }

    /// Notes an error for each top-level key that no type has.
    fn unknown_keys(&mut self) {
        // A document that is not a mapping already has an error of its type.
        let Data::Mapping(entries) = &self.document.root.data else { return };
        let known = self.notes.known.take();
        let unknown = entries.iter().filter(|entry| !known.contains(&&*entry.key));
        self.errors.faults.extend(unknown.map(|entry| Fault {
            pointer: Pointer::root().child(&entry.key),
            part: Part::Key,
            reason: Reason::UnknownKey(known.clone()),
        }));
    }
}

/// Returns the pointer and its ancestors, up to the root.
fn with_ancestors(pointer: Pointer) -> impl Iterator<Item = Pointer> {
    std::iter::successors(Some(pointer), |pointer| Some(pointer.parent()).filter(|parent| parent != pointer))
}
