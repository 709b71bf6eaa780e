//! YAML text and the places in it.
//!
//! One parser serves values, spans and the editor: [`parse`] turns a file into [`Document`]s whose
//! nodes know their bytes, [`Yaml`] shows it to a schema, [`Document::read`] and [`Parts`] turn it into
//! types, and [`Sources::span`] turns a [`Location`](crate::diagnostic::Location) back into bytes.
//! [`format()`] lays text out anew.

mod build;
pub mod codes;
mod comment;
mod edit;
mod elements;
mod ending;
mod error;
mod files;
mod format;
mod json;
mod modeline;
mod node;
mod notes;
mod open;
mod parse;
mod piece;
mod read;
mod remark;
mod removal;
mod scalar;
mod split;
mod syntax;
mod text;
mod tree;
mod write;

pub use comment::Comment;
pub use edit::Edited;
pub use ending::{as_yaml, is_nearly_yaml, is_yaml};
pub use error::{Errors as ReadError, Fault as ReadFault, Reason};
pub use files::{Files, Position, Positions, Source, Sources};
pub use format::{FormatError, format};
pub use json::Yaml;
pub use modeline::{modeline, with_modelines};
pub use node::{Data, Document, Entry, Node, Span};
pub use notes::Parts;
pub use parse::{MAX_BYTES, parse};
pub use read::{Mention, RAW, REF, TEXT};
pub use remark::Remark;
pub use scalar::Boolean;
pub use tree::Tree;
pub use write::{PLAIN, in_brackets, scalar, write};
