//! What the types refuse, beside what the schema has refused.

use crate::diagnostic::{Code, Diagnostic, Location, Part, Pointer};
use crate::source::{Document, Mention, ReadError, ReadFault};

/// Adds what the types refuse to what the schema refuses. A mistake is told once, by the one who knows more
/// of it. Returns the references of the document.
pub fn add(document: &Document, error: ReadError, findings: &mut Vec<Diagnostic>) -> Vec<Mention> {
    // What two parts of a kind refuse alike is one fault.
    let mut told: Vec<ReadFault> = Vec::new();
    for fault in error.all {
        if !told.contains(&fault) {
            told.push(fault.clone());
            add_one(document, fault, findings);
        }
    }
    error.mentions
}

fn add_one(document: &Document, fault: ReadFault, findings: &mut Vec<Diagnostic>) {
    let (pointer, part) = fault.pointer.clone().unwrap_or((Pointer::root(), Part::Value));
    let at = |finding: &Diagnostic| match finding.primary() {
        Location::In { pointer, .. } => Some(pointer.clone()),
        Location::Bytes { .. } => None,
    };
    let is_of_value = |finding: &Diagnostic| [Code::WrongType, Code::WrongValue].contains(&finding.code);
    let same = |finding: &&mut Diagnostic| is_of_value(finding) && at(finding).as_ref() == Some(&pointer);
    if let Some(known) = findings.iter_mut().find(same) {
        if fault.exact && document.find(&pointer).is_some_and(|node| node.type_name() != "null") {
            *known = finding(document, fault, known.code, (pointer, part));
        }
        return;
    }
    let is_told = |known: &Diagnostic| at(known).is_some_and(|at| at == pointer || at.is_below(&pointer));
    if !findings.iter().any(is_told) {
        findings.push(finding(document, fault, Code::WrongValue, (pointer, part)));
    }
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
