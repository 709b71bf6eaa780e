//! Finds keys whose value is not indented. YAML reads the lines of such a value as keys of the outer mapping.

use crate::diagnostic::{Pointer, is_odd_blank};
use crate::source::{Data, Document, ReadFault, Reason};
use std::collections::{HashMap, HashSet};

/// The keys whose values are not indented, and the faults that another finding already reports.
#[derive(Default)]
pub struct MissingIndentation {
    /// The help for each key whose value is not indented.
    helps: HashMap<Pointer, String>,
    /// The faults that another finding already reports. Each is about an unknown key that should be indented, or about
    /// a key whose value is indented with spaces that YAML does not accept.
    reported_elsewhere: HashSet<Pointer>,
}

impl MissingIndentation {
    /// Whether another finding already reports a fault.
    pub fn is_reported_elsewhere(&self, fault: &ReadFault) -> bool {
        self.reported_elsewhere.contains(&fault.pointer)
    }

    /// The help for a fault about a key without a value, if the lines after the key should be indented.
    pub fn help(&self, fault: &ReadFault) -> Option<&str> {
        self.helps.get(&fault.pointer).map(String::as_str)
    }

    /// Records a key if it has no value and is directly followed by unknown keys.
    fn add(&mut self, document: &Document, pointer: Pointer, unknown: &HashSet<Pointer>) {
        let is_unwritten = document.find(pointer).is_some_and(|node| node.span.is_empty());
        // An explicit `null` is not followed by its value.
        let Some(name) = pointer.last().filter(|_| is_unwritten) else { return };
        let followers = followers(document, pointer, name, unknown);
        let Some(first) = followers.first().and_then(|first| first.last()) else { return };
        // The next line is indented, but with spaces that YAML does not accept. The finding about those is enough.
        if first.starts_with(is_odd_blank) {
            self.reported_elsewhere.insert(pointer);
            return;
        }
        let help = format!(
            "the value of `{name}` must be indented below it: add two spaces before `{first}` and the lines that belong to it"
        );
        self.helps.insert(pointer, help);
        self.reported_elsewhere.extend(followers);
    }
}

/// Finds keys without a value that are directly followed by unknown keys. These unknown keys are probably the value,
/// written without indentation.
pub fn find(document: &Document, faults: &[ReadFault]) -> MissingIndentation {
    let unknown = faults.iter().filter(|fault| matches!(fault.reason, Reason::UnknownKey(_)));
    let unknown: HashSet<Pointer> = unknown.map(|fault| fault.pointer).collect();
    let mut unindented = MissingIndentation::default();
    for fault in faults.iter().filter(|fault| fault.reason == Reason::Null) {
        unindented.add(document, fault.pointer, &unknown);
    }
    unindented
}

/// Returns the unknown keys that directly follow a key without a value.
fn followers(document: &Document, pointer: Pointer, name: &str, unknown: &HashSet<Pointer>) -> Vec<Pointer> {
    let parent = pointer.parent();
    let Some(Data::Mapping(entries)) = document.find(parent).map(|node| &node.data) else {
        return Vec::new();
    };
    let rest = entries.iter().skip_while(|entry| &*entry.key != name);
    let pointers = rest.skip(1).map(|entry| parent.child(&entry.key));
    // A known key ends the value: it belongs where it is written.
    pointers.take_while(|pointer| unknown.contains(pointer)).collect()
}
