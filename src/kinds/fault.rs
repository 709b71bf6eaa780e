//! What is wrong within one resource.

use crate::diagnostic::{Code, Diagnostic, Part, Pointer};
use crate::source::Document;

/// A finding whose file the resource does not know.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What sort of fault.
    pub code: Code,
    /// Where in the document.
    pub pointer: Pointer,
    /// The key or the value there.
    pub part: Part,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Fault {
    /// A fault at a key.
    pub fn at_key(code: Code, pointer: Pointer, message: String, help: impl Into<String>) -> Self {
        Self { code, pointer, part: Part::Key, message, help: help.into() }
    }

    /// The fault as a finding in its document.
    pub fn in_document(self, document: &Document) -> Diagnostic {
        let place = match self.part {
            Part::Key => document.key_at(self.pointer),
            Part::Value => document.at(self.pointer),
        };
        Diagnostic::new(self.code, place, self.message).help(self.help)
    }
}
