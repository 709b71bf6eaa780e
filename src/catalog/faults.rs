//! What the types refuse, beside what the schema has refused.

use crate::diagnostic::{Code, Diagnostic, Part, Pointer};
use crate::source;
use crate::source::{Data, Document, Mention, ReadError, ReadFault};
use std::collections::{BTreeMap, BTreeSet};

/// Adds what the types refuse to what the schema refuses. A mistake is told once, by the one who knows more
/// of it. Returns the references of the document.
pub fn add(document: &Document, error: ReadError, findings: &mut Vec<Diagnostic>) -> Vec<Mention> {
    let told: BTreeSet<Pointer> = findings.iter().filter_map(pointer).collect();
    let is_of_value =
        |known: &Diagnostic| [source::codes::WRONG_TYPE, source::codes::WRONG_VALUE].contains(&known.code);
    let values = findings.iter().enumerate().filter(|(_, known)| is_of_value(known));
    let values: BTreeMap<Pointer, usize> =
        values.filter_map(|(index, known)| Some((pointer(known)?, index))).collect();
    // What two parts of a kind refuse alike is one fault.
    let mut seen = BTreeSet::new();
    for fault in error.all {
        let (pointer, part) = fault.pointer.unwrap_or((Pointer::root(), Part::Value));
        let is_null = document.find(pointer).is_some_and(|node| node.data == Data::Null);
        if !seen.insert(pointer) || is_null && told.contains(&pointer) {
            continue;
        }
        match values.get(&pointer) {
            Some(known) if fault.exact => {
                findings[*known] = finding(document, fault, findings[*known].code, (pointer, part));
            }
            _ if pointer.holds_any(&told) => {}
            _ => findings.push(finding(document, fault, source::codes::WRONG_VALUE, (pointer, part))),
        }
    }
    error.mentions
}

fn pointer(finding: &Diagnostic) -> Option<Pointer> {
    finding.primary().place().map(|place| place.pointer)
}

fn finding(document: &Document, fault: ReadFault, code: Code, place: (Pointer, Part)) -> Diagnostic {
    let place = match place {
        (pointer, Part::Key) => document.key_at(pointer),
        (pointer, Part::Value) => document.at(pointer),
    };
    let finding = Diagnostic::new(code, place, fault.message);
    match fault.help {
        Some(help) => finding.help(help),
        None => finding.help("write a value that fits"),
    }
}
