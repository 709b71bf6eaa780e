//! What is wrong, where it stands, and what to write instead.

mod certain_suggestion;
mod code;
mod confusable;
mod control_characters;
mod explain;
mod format_count;
mod interned_text;
mod json_pointer;
mod location;
mod merged_findings;
mod password_masking;
mod suggestion;
mod text_handle;

pub use certain_suggestion::{certain, same_but_for_case};
pub use code::{Code, Severity};
pub use confusable::{apart, appearance, is_plain, plainly, unmistakable};
pub use control_characters::{is_hidden, is_variable, printable, spelled};
pub use explain::{Block, Example, Explanation};
pub use format_count::{counted, grouped, grouped_digits};
pub use interned_text::kept;
pub use json_pointer::Pointer;
pub use location::{ByteRange, DocumentId, File, Location, Part, Place};
pub use merged_findings::gathered;
pub use password_masking::masked;
pub use suggestion::{is_odd_blank, letter, list, near, nearly, one_of};
pub use text_handle::Piece;

/// A finding: one thing that is wrong, at its place, with the way to fix it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// What sort of fault it is.
    pub code: Code,
    /// One sentence that names the thing and the reason.
    pub message: String,
    /// The places that belong to it, the primary one first.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// How grave it is: what its code says, unless the manifest says otherwise.
    pub severity: Severity,
    /// The edits that fix it, where they are certain.
    pub fix: Option<Fix>,
    /// Further places of the same cause, which are not shown.
    pub unshown: Vec<Location>,
}

/// Edits that mend a finding, by place. Those of one file go together; those of another file may be made without them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What they do, in the imperative.
    pub title: String,
    /// The edits; they do not touch each other.
    pub edits: Vec<Edit>,
}

/// A change of what stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The place.
    pub location: Location,
    /// What stands there afterwards; none where the key or element goes with its value.
    pub text: Option<String>,
}

/// A place that a finding points to, and the words beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding at one place.
    pub fn new(code: Code, at: impl Into<Location>, message: impl Into<String>) -> Self {
        let labels = vec![Label { location: at.into(), text: code.label().to_owned() }];
        Self {
            code,
            message: message.into(),
            labels,
            help: None,
            severity: code.severity(),
            fix: None,
            unshown: Vec::new(),
        }
    }

    /// Puts words beside the primary place.
    pub fn labelled(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Adds a further place.
    pub fn also(mut self, at: impl Into<Location>, text: impl Into<String>) -> Self {
        self.labels.push(Label { location: at.into(), text: text.into() });
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which edits fix it.
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }

    /// Every place it covers, shown or not.
    pub fn places(&self) -> impl Iterator<Item = Location> {
        self.labels.iter().map(|label| label.location).chain(self.unshown.iter().copied())
    }

    /// The place it is reported at.
    pub fn primary(&self) -> Location {
        self.labels[0].location
    }
}
