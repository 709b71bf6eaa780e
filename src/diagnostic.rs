//! Findings: what the problem is, where it is, and how to fix it.
//!
//! A [`Diagnostic`] has a [`Code`], a message, a list of [`Label`]s, an optional help text, and a [`Fix`] if the
//! correction is certain. The other items are helpers for messages. They suggest similar names, format numbers and
//! names, and make strings safe to show.

mod certain_suggestion;
mod code;
mod confusable;
mod control_characters;
mod explain;
mod finding;
mod format_count;
mod indefinite_article;
mod interned_text;
mod json_pointer;
mod location;
mod merged_findings;
mod password_masking;
mod suggestion;
mod text_handle;

pub use certain_suggestion::{certain, same_but_for_case};
pub use code::{Code, Severity};
pub use confusable::{appearance, distinguishable, is_plain, plainly, unmistakable};
pub use control_characters::{is_hidden, is_variable, printable, spelled};
pub use explain::{Block, Example, Explanation};
pub use finding::{Diagnostic, Edit, Fix, Label};
pub use format_count::{counted, grouped, grouped_digits};
pub use indefinite_article::indefinite_article;
pub use interned_text::kept;
pub use json_pointer::Pointer;
pub use location::{ByteRange, DocumentId, File, Location, Part, Place};
pub use merged_findings::gathered;
pub use password_masking::masked;
pub use suggestion::{is_odd_blank, letter, list, near, nearly, one_of};
pub use text_handle::Piece;
