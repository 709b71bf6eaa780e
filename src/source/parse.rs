//! Parses the text of a file into documents.

use super::document::Document;
use super::parsed_part::MAX_ALIASED;
use super::tree_builder::parse_part;
use crate::diagnostic::{Diagnostic, File};

/// Parses the text of a file, and returns its documents and the errors in it. Documents that cannot be parsed
/// completely are left out.
pub fn parse(file: &str, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let parsed = parse_part(File::new(file), text, 0, MAX_ALIASED);
    (parsed.documents, parsed.findings)
}
