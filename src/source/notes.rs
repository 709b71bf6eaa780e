//! Reads a document as a type, and finds everything that keeps it from being one.
//!
//! A deserializer stops at the first fault. So what is at fault is passed over, and the document is read
//! once more, until nothing new is found: a document without faults is read once.

use super::error::{Error, Errors};
use super::node::{Document, Node};
use super::read::{Mention, Reader};
use crate::diagnostic::Pointer;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

/// What is noted while a document is read.
#[derive(Default)]
pub(super) struct Notes {
    mentions: RefCell<Vec<Mention>>,
    faults: RefCell<Vec<Error>>,
    /// The nodes that are known to be at fault, by address.
    passed_over: HashSet<*const Node>,
}

/// The faults of every round, and where they are.
#[derive(Default)]
struct Found {
    all: Vec<Error>,
    pointers: BTreeSet<Pointer>,
}

impl Notes {
    pub(super) fn mention(&self, mention: Mention) {
        self.mentions.borrow_mut().push(mention);
    }

    pub(super) fn fault(&self, error: Error) {
        self.faults.borrow_mut().push(error);
    }

    pub(super) fn passes_over(&self, node: &Node) -> bool {
        !self.passed_over.is_empty() && self.passed_over.contains(&std::ptr::from_ref(node))
    }
}

impl Document {
    /// Reads the document as a type, with every reference that was met on the way.
    pub fn read<T: DeserializeOwned>(&self) -> Result<(T, Vec<Mention>), Errors> {
        let mut notes = Notes::default();
        let mut found = Found::default();
        loop {
            let read = T::deserialize(Reader::new(&self.root, &notes));
            let mut faults = notes.faults.take();
            let value = read.map_err(|error| faults.push(error)).ok();
            if let (Some(value), true, true) = (value, faults.is_empty(), found.all.is_empty()) {
                return Ok((value, notes.mentions.into_inner()));
            }
            let before = notes.passed_over.len();
            faults.into_iter().for_each(|fault| self.note(fault, &mut found, &mut notes));
            if notes.passed_over.len() == before {
                return Err(Errors { all: found.all, mentions: once(notes.mentions.into_inner()) });
            }
        }
    }

    /// Notes a fault, and passes over its node from now on.
    fn note(&self, fault: Error, found: &mut Found, notes: &mut Notes) {
        let pointer = fault.pointer.map(|(pointer, _)| pointer).unwrap_or_default();
        if let Some(node) = self.find(pointer).filter(|_| pointer != Pointer::root()) {
            notes.passed_over.insert(std::ptr::from_ref(node));
        }
        // What lacks a part that was passed over is not at fault itself.
        if !pointer.holds_any(&found.pointers) {
            found.all.push(fault);
        }
        found.pointers.insert(pointer);
    }
}

/// The mentions without those that several rounds met.
fn once(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort();
    mentions.dedup();
    mentions
}
