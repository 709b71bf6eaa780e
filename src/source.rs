//! YAML text and the places in it.
//!
//! One parser serves values, spans and the editor: [`parse`] turns a file into [`Document`]s whose
//! nodes know their bytes, [`Document::read`] turns a document into types, and [`Sources::span`]
//! turns a [`Location`](crate::diagnostic::Location) back into bytes.

mod files;
mod node;
mod parse;
mod read;
mod scalar;

pub use files::{Files, Position, Source, Sources};
pub use node::{Data, Document, Entry, Node, Span};
pub use parse::{MAX_BYTES, parse};
pub use read::{Error as ReadError, Mention, RAW, REF};
