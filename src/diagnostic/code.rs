//! What sorts of findings there are: each is declared where it is raised.

use super::Explanation;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The catalog cannot be applied.
    Error,
    /// The catalog can be applied, and probably should not be.
    Warning,
    /// The catalog can be applied; it is good to know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A sort of finding. Codes are equal when their ids are; an id is never given to another sort.
#[derive(Clone, Copy)]
pub struct Code {
    id: &'static str,
    name: &'static str,
    severity: Severity,
    label: &'static str,
    meaning: &'static str,
    explanation: &'static str,
    is_gathered: bool,
}

impl Code {
    /// Declares an error: its id, its name in words, what to write beside the place, one sentence on what it
    /// means, and the text that explains it (see [`Explanation::parse`]).
    pub const fn error(
        id: &'static str,
        name: &'static str,
        label: &'static str,
        meaning: &'static str,
        explanation: &'static str,
    ) -> Self {
        Self { id, name, severity: Severity::Error, label, meaning, explanation, is_gathered: false }
    }

    /// Makes the code one of warnings.
    pub const fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Makes the code one of notes.
    pub const fn note(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// Makes its findings that say the same of many places one.
    pub const fn gathered(mut self) -> Self {
        self.is_gathered = true;
        self
    }

    /// Whether its findings that say the same of many places are one.
    pub fn is_gathered(&self) -> bool {
        self.is_gathered
    }

    /// The code as it is shown and looked up, such as `T02`.
    pub fn as_str(&self) -> &'static str {
        self.id
    }

    /// The code in words, such as `unknown-key`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How grave its findings are, unless something says otherwise.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What to write beside the place.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// One sentence on what it means.
    pub fn meaning(&self) -> &'static str {
        self.meaning
    }

    /// What it means, why it matters, an example, and how to fix it.
    pub fn explanation(&self) -> Explanation {
        Explanation::parse(self.explanation)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(other.id)
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
