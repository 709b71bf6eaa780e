//! Reads, locates, edits, formats and writes YAML files.
//!
//! There is only one parser. [`parse()`] turns a file into [`Document`]s. Each of their nodes records the range of bytes
//! that it occupies in the file. [`Yaml`] presents a document to a schema. [`Document::read`] and [`Parts`] turn a
//! document into types. [`Sources::span`] turns a [`Location`](crate::diagnostic::Location) back into a range of bytes.
//! [`Sources::edited`] applies fixes, [`format()`] formats a file, and [`write()`] writes a new document.

mod anchors;
mod builder_findings;
pub mod codes;
mod collection_reader;
mod comment;
mod comment_search;
mod deserializer;
mod document;
mod document_split;
mod edit;
mod file_extension;
mod files;
mod format;
mod json;
mod key_reader;
mod lazy_tree;
mod mention;
mod modeline;
mod node;
mod node_path;
mod notes;
mod parse;
mod parsed_part;
mod plain_scalar;
mod position;
mod read_document;
mod removal;
mod scalar;
mod source_file;
mod source_range;
mod sources;
mod syntax;
mod text;
mod tree_builder;
mod type_error;
mod write;

pub use comment::Comment;
pub use comment_search::Remark;
pub use deserializer::{RAW, TEXT};
pub use document::Document;
pub use edit::Edited;
pub use file_extension::{as_yaml, is_nearly_yaml, is_yaml};
pub use files::Files;
pub use format::{FormatError, format};
pub use json::Yaml;
pub use lazy_tree::Tree;
pub use mention::{Mention, REF};
pub use modeline::{modeline, with_modelines};
pub use node::{Data, Entry, Node};
pub use parse::parse;
pub use parsed_part::MAX_BYTES;
pub use position::{Position, Positions};
pub use read_document::Parts;
pub use scalar::Boolean;
pub use source_file::Source;
pub use source_range::Span;
pub use sources::Sources;
pub use type_error::{Errors as ReadError, Fault as ReadFault, Reason};
pub use write::{PLAIN, in_brackets, scalar, write};
