//! A finding with its labels and its fix.

use super::code::{Code, Severity};
use super::location::Location;

/// A finding: what the problem is, where it is, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The code of the problem.
    pub code: Code,
    /// One sentence that says what is wrong and why.
    pub message: String,
    /// Labels at the locations of the problem. There is at least one label. The finding is reported at the location of
    /// the first label.
    pub labels: Vec<Label>,
    /// The help text, which says how to fix the problem. It may have several lines.
    pub help: Option<String>,
    /// The severity. It is the default of the code, unless the manifest or the command line sets another severity.
    pub severity: Severity,
    /// The edits that fix the problem. `None` if the correction is not certain.
    pub fix: Option<Fix>,
    /// More locations of the same problem. They are counted and fixed, but not shown.
    pub unshown: Vec<Location>,
}

/// Edits that fix a finding. The edits in one file are made together or not at all. They are independent of the edits
/// in other files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What the edits do, in the imperative.
    pub title: String,
    /// The edits. They do not overlap.
    pub edits: Vec<Edit>,
}

/// A replacement or a removal at one location.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The location that the edit replaces or removes.
    pub location: Location,
    /// The new text. `None` removes a key with its value, or an element of a list.
    pub text: Option<String>,
}

/// A location that a finding points to, with a short text about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The location.
    pub location: Location,
    /// What to notice at the location. It may be empty.
    pub text: String,
}

impl Diagnostic {
    /// Creates a finding at one location. Its severity and the text of its label are the defaults of the code.
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

    /// Replaces the text of the first label.
    pub fn labelled(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Adds a label at another location.
    pub fn also(mut self, at: impl Into<Location>, text: impl Into<String>) -> Self {
        self.labels.push(Label { location: at.into(), text: text.into() });
        self
    }

    /// Sets the help text.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the fix.
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }

    /// All locations of the finding, including those that are not shown.
    pub fn places(&self) -> impl Iterator<Item = Location> {
        // The unshown places count too: a finding belongs to a file even if the excerpt does not show it there.
        self.labels.iter().map(|label| label.location).chain(self.unshown.iter().copied())
    }

    /// The location at which the finding is reported.
    pub fn primary(&self) -> Location {
        self.labels[0].location
    }
}
