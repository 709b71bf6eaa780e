//! YAML text and the places in it.
//!
//! One parser serves values, spans and the editor: [`parse`] turns a file into [`Document`]s whose
//! nodes know their bytes, [`Yaml`] shows it to a schema, [`Document::read`] and [`Parts`] turn it into
//! types, and [`Sources::span`] turns a [`Location`](crate::diagnostic::Location) back into bytes.
//! [`format()`] lays text out anew.

pub mod codes;
mod collection_reader;
mod comment;
mod comment_search;
mod deserializer;
mod document_split;
mod edit;
mod elements;
mod file_extension;
mod files;
mod format;
mod json;
mod lazy_tree;
mod modeline;
mod node;
mod parse;
mod read_document;
mod removal;
mod scalar;
mod source_range;
mod syntax;
mod text;
mod tree_builder;
mod type_error;
mod write;

pub use comment::Comment;
pub use comment_search::Remark;
pub use deserializer::{Mention, RAW, REF, TEXT};
pub use edit::Edited;
pub use file_extension::{as_yaml, is_nearly_yaml, is_yaml};
pub use files::{Files, Position, Positions, Source, Sources};
pub use format::{FormatError, format};
pub use json::Yaml;
pub use lazy_tree::Tree;
pub use modeline::{modeline, with_modelines};
pub use node::{Data, Document, Entry, Node, Span};
pub use parse::{MAX_BYTES, parse};
pub use read_document::Parts;
pub use scalar::Boolean;
pub use type_error::{Errors as ReadError, Fault as ReadFault, Reason};
pub use write::{PLAIN, in_brackets, scalar, write};
