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
use std::collections::HashSet;

/// What is noted while a document is read.
#[derive(Default)]
pub(super) struct Notes {
    mentions: RefCell<Vec<Mention>>,
    faults: RefCell<Vec<Error>>,
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

    pub(super) fn passes_over(&self, node: &Node) -> bool {
        !self.passed_over.is_empty() && self.passed_over.contains(&std::ptr::from_ref(node))
    }
}

impl Document {
    /// Reads the document as a type, with every reference that was met on the way.
    pub fn read<T: DeserializeOwned>(&self) -> Result<(T, Vec<Mention>), Errors> {
        let mut notes = Notes::default();
        let mut found: Vec<Error> = Vec::new();
        loop {
            let read = T::deserialize(Reader::new(&self.root, &notes));
            let mut faults = notes.faults.take();
            let value = read.map_err(|error| faults.push(error)).ok();
            if let (Some(value), true, true) = (value, faults.is_empty(), found.is_empty()) {
                return Ok((value, notes.mentions.into_inner()));
            }
            if !self.note(faults, &mut found, &mut notes) {
                return Err(Errors { all: found, mentions: once(notes.mentions.into_inner()) });
            }
        }
    }

    /// Notes what was found in one round; whether there may be more.
    fn note(&self, faults: Vec<Error>, found: &mut Vec<Error>, notes: &mut Notes) -> bool {
        let before = notes.passed_over.len();
        for fault in faults {
            let pointer = fault.pointer.as_ref().map(|(pointer, _)| pointer.clone()).unwrap_or_default();
            let inside = |known: &Error| known.pointer.as_ref().is_some_and(|(p, _)| p.is_below(&pointer));
            // What lacks a part that was passed over is not at fault itself.
            let follows = found.iter().any(inside);
            if let Some(node) = self.find(&pointer).filter(|_| pointer != Pointer::root()) {
                notes.passed_over.insert(std::ptr::from_ref(node));
            }
            if !follows {
                found.push(fault);
            }
        }
        notes.passed_over.len() > before
    }
}

/// The mentions without those that several rounds met.
fn once(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort();
    mentions.dedup();
    mentions
}
