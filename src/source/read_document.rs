//! Reads a document as a type, and finds everything that keeps it from being one.
//!
//! A deserializer stops at the first fault. So what is at fault is passed over, and the document is read
//! once more, until nothing new is found: a document without faults is read once.

use super::deserializer::{Mention, Path, Reader};
use super::node::{Data, Document, Node};
use super::type_error::{Error, Errors, Fault, Reason};
use crate::diagnostic::{Part, Pointer};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::HashSet;

/// What is noted while a document is read.
#[derive(Default)]
pub(super) struct Notes {
    mentions: RefCell<Vec<Mention>>,
    faults: RefCell<Vec<Error>>,
    /// The keys of the document that a type has a meaning for.
    known: RefCell<Vec<&'static str>>,
    /// The nodes that are known to be at fault, by address.
    passed_over: HashSet<*const Node>,
}

impl Notes {
    pub(super) fn mention(&self, mention: Mention) {
        self.mentions.borrow_mut().push(mention);
    }

    pub(super) fn fault(&self, error: Error) {
        self.faults.borrow_mut().push(error);
    }

    pub(super) fn know(&self, keys: &[&'static str]) {
        self.known.borrow_mut().extend(keys);
    }

    pub(super) fn passes_over(&self, node: &Node) -> bool {
        !self.passed_over.is_empty() && self.passed_over.contains(&std::ptr::from_ref(node))
    }
}

impl Document {
    /// Reads the document as a type, with every reference that was met on the way.
    pub fn read<T: DeserializeOwned>(&self) -> Result<(T, Vec<Mention>), Errors> {
        let mut parts = Parts::new(self, &[]);
        let value = parts.read();
        parts.finish(value)
    }
}

/// Reads one document as several types, each of which takes the keys that it knows.
pub struct Parts<'a> {
    document: &'a Document,
    notes: Notes,
    errors: Errors,
    /// Where the faults are, and all that holds one.
    at_fault: HashSet<Pointer>,
}

impl<'a> Parts<'a> {
    /// Begins to read a document in which some keys have a meaning for none of the types.
    pub fn new(document: &'a Document, beside: &[&'static str]) -> Self {
        let notes = Notes::default();
        notes.know(beside);
        Self { document, notes, errors: Errors::default(), at_fault: HashSet::new() }
    }

    /// Reads what a type knows; none where something is wrong with it.
    pub fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        loop {
            let root = Path::root();
            let read = T::deserialize(Reader::new(&self.document.root, &root, &self.notes));
            let mut faults = self.notes.faults.take();
            let value = read.map_err(|error| faults.push(error)).ok();
            if faults.is_empty() {
                return value;
            }
            let before = self.notes.passed_over.len();
            faults.into_iter().for_each(|fault| self.note(fault));
            if self.notes.passed_over.len() == before {
                return None;
            }
        }
    }

    /// What came of the parts, and the references in them; or all that is wrong with the document. A key that no
    /// part knows is unknown.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<(T, Vec<Mention>), Errors> {
        self.unknown_keys();
        let mut mentions = self.notes.mentions.take();
        let errors = self.errors;
        match value.filter(|_| errors.faults.is_empty() && errors.lacking.is_empty()) {
            Some(value) => Ok((value, mentions)),
            None => {
                // Several rounds have met them.
                mentions.sort();
                mentions.dedup();
                Err(Errors { mentions, ..errors })
            }
        }
    }

    /// Notes a fault, and passes over its node from now on.
    fn note(&mut self, error: Error) {
        match error.into_fault() {
            Err(lacking) => {
                self.pass_over(lacking);
                self.errors.lacking.insert(lacking);
            }
            Ok(fault) => {
                self.pass_over(fault.pointer);
                // What lacks a part that was passed over is not at fault itself.
                let is_known = fault.part == Part::Value && self.at_fault.contains(&fault.pointer);
                self.at_fault.extend(upwards(fault.pointer));
                self.errors.faults.extend((!is_known).then_some(fault));
            }
        }
    }

    fn pass_over(&mut self, pointer: Pointer) {
        if let Some(node) = self.document.find(pointer).filter(|_| pointer != Pointer::root()) {
            self.notes.passed_over.insert(std::ptr::from_ref(node));
        }
    }

    fn unknown_keys(&mut self) {
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

/// A pointer and what holds it, up to the root.
fn upwards(pointer: Pointer) -> impl Iterator<Item = Pointer> {
    std::iter::successors(Some(pointer), |pointer| Some(pointer.parent()).filter(|parent| parent != pointer))
}
