//! Lines that stand beside a key and were meant to stand below it.

use crate::diagnostic::{Diagnostic, Part, Pointer, is_odd_blank};
use crate::source;
use crate::source::{Data, Document};
use std::collections::BTreeSet;

/// Joins the findings of a key without a value and of the unknown keys that follow it at once: these are what
/// the key lacks, without their indentation.
pub fn join(document: &Document, findings: &mut Vec<Diagnostic>) {
    let unknown: BTreeSet<Pointer> = findings
        .iter()
        .filter(|finding| finding.code == source::codes::UNKNOWN_KEY)
        .filter_map(key)
        .collect();
    let mut joined = BTreeSet::new();
    for finding in findings.iter_mut().filter(|finding| finding.code == source::codes::WRONG_TYPE) {
        let Some(pointer) = key(finding) else { continue };
        let below = followers(document, pointer, &unknown);
        // Where odd blanks indent what follows, it is these that are at fault.
        if below.first().and_then(|first| first.last()).is_some_and(|key| key.starts_with(is_odd_blank)) {
            joined.insert(pointer);
            continue;
        }
        if let (Some(first), Some(name)) = (below.first(), pointer.last()) {
            let first = first.last().unwrap_or_default();
            finding.help = Some(format!(
                "what belongs to `{name}` stands below it, indented: write two spaces before `{first}` and the lines that belong with it"
            ));
        }
        joined.extend(below);
    }
    findings.retain(|finding| {
        ![source::codes::UNKNOWN_KEY, source::codes::WRONG_TYPE].contains(&finding.code)
            || key(finding).is_none_or(|pointer| !joined.contains(&pointer))
    });
}

/// The key that a finding is at.
fn key(finding: &Diagnostic) -> Option<Pointer> {
    finding.primary().place().filter(|place| place.part == Part::Key).map(|place| place.pointer)
}

/// The unknown keys that follow a key without a value at once.
fn followers(document: &Document, pointer: Pointer, unknown: &BTreeSet<Pointer>) -> Vec<Pointer> {
    let parent = pointer.parent();
    let Some(Data::Mapping(entries)) = document.find(parent).map(|node| &node.data) else {
        return Vec::new();
    };
    let behind = entries.iter().skip_while(|entry| Some(&*entry.key) != pointer.last());
    let pointers = behind.skip(1).map(|entry| parent.child(&entry.key));
    pointers.take_while(|pointer| unknown.contains(pointer)).collect()
}
