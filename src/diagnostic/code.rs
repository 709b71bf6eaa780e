//! The code of a finding. Each module declares the codes of the findings that it raises.

use super::explain::Explanation;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The catalog cannot be applied.
    Error,
    /// The catalog can be applied, but probably should not be.
    Warning,
    /// The finding is only information. The catalog can be applied.
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

/// The code of a type of finding. Two codes are equal if their ids are equal. An id is never reused for another type of
/// finding.
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
    /// Declares a code for an error. `label` is the default text of a finding's first [`Label`](super::Label).
    /// `meaning` is one sentence. `explanation` is Markdown (see [`Explanation::parse`]).
    pub const fn error(
        id: &'static str,
        name: &'static str,
        label: &'static str,
        meaning: &'static str,
        explanation: &'static str,
    ) -> Self {
        // Errors are the default; `warning`, `note` and `gathered` change that in `const` context, where codes are
        // declared.
        Self { id, name, severity: Severity::Error, label, meaning, explanation, is_gathered: false }
    }

    /// Returns the code with the severity of a warning.
    pub const fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Returns the code with the severity of a note.
    pub const fn note(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// Returns the code with merging turned on: findings with the code and the same message are merged if there are
    /// many.
    pub const fn gathered(mut self) -> Self {
        self.is_gathered = true;
        self
    }

    /// Whether findings with this code and the same message are merged if there are many of them.
    pub fn is_gathered(&self) -> bool {
        self.is_gathered
    }

    /// Returns the id, such as `T02`.
    pub fn as_str(&self) -> &'static str {
        self.id
    }

    /// Returns the name, such as `unknown-key`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the default severity of findings with this code.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns the default text of the first [`Label`](super::Label) of a finding with this code.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// Returns the meaning of the code, in one sentence.
    pub fn meaning(&self) -> &'static str {
        self.meaning
    }

    /// Returns the explanation: what the code means, why the problem matters, an example, and how to fix the problem.
    pub fn explanation(&self) -> Explanation {
        // Parsed on demand: explanations are long, and only `explain` and the pages read them.
        Explanation::parse(self.explanation)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        // The id only, since `warning()` makes a copy of the code that must stay the same code.
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
        // By id as well, so that ordering agrees with equality.
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
