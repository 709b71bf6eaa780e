//! Lines that stand beside a key and were meant to stand below it.

use crate::diagnostic::{Pointer, is_odd_blank};
use crate::source::{Data, Document, ReadFault, Reason};
use std::collections::{HashMap, HashSet};

/// The keys without a value whose values stand beside them, and these values.
#[derive(Default)]
pub struct Outdented {
    /// What to write, by the key without a value.
    helps: HashMap<Pointer, String>,
    /// What another finding reports: keys that belong below another key, and keys whose values are unknown only
    /// because of their indentation.
    told_elsewhere: HashSet<Pointer>,
}

impl Outdented {
    /// Whether another finding reports a fault.
    pub fn is_told_elsewhere(&self, fault: &ReadFault) -> bool {
        self.told_elsewhere.contains(&fault.pointer)
    }

    /// What to write instead of a key without a value.
    pub fn help(&self, fault: &ReadFault) -> Option<&str> {
        self.helps.get(&fault.pointer).map(String::as_str)
    }

    /// Adds a null, if it is that of a key whose value stands beside it.
    fn add(&mut self, document: &Document, pointer: Pointer, unknown: &HashSet<Pointer>) {
        let is_unwritten = document.find(pointer).is_some_and(|node| node.span.is_empty());
        let Some(name) = pointer.last().filter(|_| is_unwritten) else { return };
        let below = followers(document, pointer, name, unknown);
        let Some(first) = below.first().and_then(|first| first.last()) else { return };
        // Where odd blanks indent what follows, it is these that are at fault.
        if first.starts_with(is_odd_blank) {
            self.told_elsewhere.insert(pointer);
            return;
        }
        let help = format!(
            "the value of `{name}` must be indented below it: add two spaces before `{first}` and the lines that belong to it"
        );
        self.helps.insert(pointer, help);
        self.told_elsewhere.extend(below);
    }
}

/// Finds the keys without a value that unknown keys follow at once: these are what the key lacks, without their
/// indentation.
pub fn find(document: &Document, faults: &[ReadFault]) -> Outdented {
    let unknown = faults.iter().filter(|fault| matches!(fault.reason, Reason::UnknownKey(_)));
    let unknown: HashSet<Pointer> = unknown.map(|fault| fault.pointer).collect();
    let mut outdented = Outdented::default();
    for fault in faults.iter().filter(|fault| fault.reason == Reason::Null) {
        outdented.add(document, fault.pointer, &unknown);
    }
    outdented
}

/// The unknown keys that follow a key without a value at once.
fn followers(document: &Document, pointer: Pointer, name: &str, unknown: &HashSet<Pointer>) -> Vec<Pointer> {
    let parent = pointer.parent();
    let Some(Data::Mapping(entries)) = document.find(parent).map(|node| &node.data) else {
        return Vec::new();
    };
    let behind = entries.iter().skip_while(|entry| &*entry.key != name);
    let pointers = behind.skip(1).map(|entry| parent.child(&entry.key));
    pointers.take_while(|pointer| unknown.contains(pointer)).collect()
}
