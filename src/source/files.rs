//! The files of a catalog, and places in them.

use super::node::{Document, Node, Span};
use super::parse::{MAX_BYTES, parse};
use crate::diagnostic::{Code, Diagnostic, Location};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Where files come from: a disk, an editor's buffers, a test's strings.
pub trait Files: Sync {
    /// The paths of the YAML files below the root, relative to it, with `/` between their parts.
    fn list(&self) -> Result<Vec<String>, String>;
    /// A file's bytes.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Its text.
    pub text: String,
    /// Its documents.
    pub documents: Vec<Document>,
}

/// Every file that was read, by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, Source>,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Sources {
    /// Reads and parses files, in parallel; the findings come in the order of the paths.
    pub fn load(files: &dyn Files, paths: &[String]) -> (Self, Vec<Diagnostic>) {
        let loaded: Vec<(String, Source, Vec<Diagnostic>)> =
            paths.par_iter().map(|path| load(files, path)).collect();
        let mut sources = Self::default();
        let mut findings = Vec::new();
        for (path, source, mut found) in loaded {
            findings.append(&mut found);
            sources.files.insert(path, source);
        }
        (sources, findings)
    }

    /// Adds the files of another set.
    pub fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
    }

    /// Puts a document in the place of the one that has its file and number.
    pub fn replace(&mut self, document: Document) {
        let documents =
            self.files.get_mut(&document.file).into_iter().flat_map(|source| &mut source.documents);
        for known in documents.filter(|known| known.index == document.index) {
            *known = document.clone();
        }
    }

    /// The documents of every file, in the order of the paths.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.files.values().flat_map(|source| &source.documents)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file's text.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(|source| source.text.as_str())
    }

    /// The node at a place, if the document says something there.
    pub fn node(&self, location: &Location) -> Option<&Node> {
        let Location::In { pointer, .. } = location else { return None };
        self.document(location)?.find(pointer)
    }

    /// The bytes that a place names.
    pub fn span(&self, location: &Location) -> Span {
        match location {
            Location::Bytes { range, .. } => range.start..range.end,
            Location::In { pointer, part, .. } => {
                self.document(location).map_or(0..0, |document| document.span(pointer, *part))
            }
        }
    }

    fn document(&self, location: &Location) -> Option<&Document> {
        let Location::In { file, document, .. } = location else { return None };
        self.files.get(file)?.documents.iter().find(|found| found.index == *document)
    }

    /// The line and column where a place begins.
    pub fn position(&self, location: &Location) -> Position {
        let text = self.text(location.file()).unwrap_or_default();
        let mut at = self.span(location).start.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1,
        }
    }
}

fn load(files: &dyn Files, path: &str) -> (String, Source, Vec<Diagnostic>) {
    match text(files, path) {
        Ok(text) => {
            let (documents, findings) = parse(path, &text);
            (path.to_owned(), Source { text, documents }, findings)
        }
        Err(finding) => (path.to_owned(), Source::default(), vec![*finding]),
    }
}

fn text(files: &dyn Files, path: &str) -> Result<String, Box<Diagnostic>> {
    let fault = |code, message: String, help: &str| {
        Box::new(Diagnostic::new(code, Location::bytes(path, 0..0), message).help(help))
    };
    let bytes = files.read(path).map_err(|reason| {
        fault(
            Code::Unreadable,
            format!("`{path}` cannot be read: {reason}"),
            "mend its permissions, or list it in .waresignore",
        )
    })?;
    if bytes.len() > MAX_BYTES {
        let message = format!("`{path}` has {} bytes; a catalog file may have {MAX_BYTES}", bytes.len());
        return Err(fault(
            Code::TooLarge,
            message,
            "split it, or list it in .waresignore if it is no catalog file",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        fault(Code::Unreadable, format!("`{path}` is not UTF-8 text (byte {at})"), "save it as UTF-8")
    })
}
