//! A finding, with its places and its fix.

use super::code::{Code, Severity};
use super::location::Location;

/// A finding: one problem, where it is, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The code of the problem.
    pub code: Code,
    /// One sentence that says what is wrong, and why.
    pub message: String,
    /// The places of the problem. There is at least one; the first is where the finding is reported.
    pub labels: Vec<Label>,
    /// How to fix it, for people. It may have several lines.
    pub help: Option<String>,
    /// The severity: that of the code, unless the manifest or the command line sets another one.
    pub severity: Severity,
    /// The edits that fix it, if it is certain what to write.
    pub fix: Option<Fix>,
    /// More places with the same cause. They are counted and fixed, but not shown.
    pub unshown: Vec<Location>,
}

/// Edits that fix a finding. The edits in one file are made together or not at all; those in another file can be made
/// without them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What the edits do, in the imperative.
    pub title: String,
    /// The edits. They do not overlap.
    pub edits: Vec<Edit>,
}

/// A replacement or a removal at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The place that the edit replaces or removes.
    pub location: Location,
    /// The new text. `None` removes the key with its value, or the element.
    pub text: Option<String>,
}

/// A place that a finding points to, with a short text about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// What to notice at the place; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding at one place. It has the severity and the label of its code.
    pub fn new(code: Code, at: impl Into<Location>, message: impl Into<String>) -> Self {
        // The first label always exists, which `labelled` and `primary` rely on.
        let labels = vec![Label { location: at.into(), text: code.label().to_owned() }];
        Self {
            code,
            message: message.into(),
            labels,
            help: None,
            // A copy, since levels change the severity of a finding and not that of its code.
            severity: code.severity(),
            fix: None,
            unshown: Vec::new(),
        }
    }

    /// Replaces the text at the first place.
    pub fn labelled(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Adds another place.
    pub fn also(mut self, at: impl Into<Location>, text: impl Into<String>) -> Self {
        self.labels.push(Label { location: at.into(), text: text.into() });
        self
    }

    /// Sets the help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the fix.
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }

    /// All its places, including those that are not shown.
    pub fn places(&self) -> impl Iterator<Item = Location> {
        // The unshown places count too: a finding belongs to a file even if the excerpt does not show it there.
        self.labels.iter().map(|label| label.location).chain(self.unshown.iter().copied())
    }

    /// The place where it is reported.
    pub fn primary(&self) -> Location {
        self.labels[0].location
    }
}
