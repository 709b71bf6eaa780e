//! The files of a catalog, and places in them.

use super::node::{Document, Node, Span};
use super::parse::{MAX_BYTES, parse};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::codes;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where files come from: a disk, an editor's buffers, a test's strings.
pub trait Files: Sync {
    /// The paths of the YAML files below the root, relative to it, with `/` between their parts. A folder that
    /// cannot be looked into is among them; reading it fails, and says why.
    fn list(&self) -> Result<Vec<String>, String>;
    /// A file's bytes.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
    /// Whether a file that cannot be read could be left out instead.
    fn is_optional(&self, _: &str) -> bool {
        true
    }
    /// How many bytes a file has, where that is known before it is read.
    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Its text; of a file that is not UTF-8 what can be shown of it.
    pub text: String,
    /// Its documents.
    pub documents: Vec<Document>,
    /// Whether something in it could not be read, so that documents may be missing.
    pub torn: bool,
    /// Where its lines begin, once somebody asked.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// The line and column of a byte.
    fn position(&self, at: usize) -> Position {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let newlines = || self.text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = self.lines.get_or_init(|| [0].into_iter().chain(newlines()).collect());
        let line = lines.partition_point(|start| *start <= at);
        let before = &self.text[lines[line - 1]..at];
        Position { line, column: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }

    /// What stands outside of the documents.
    fn rest(&self) -> Vec<&str> {
        if self.text.is_empty() {
            return vec![""];
        }
        let starts = self.documents.iter().map(|document| document.root.span.start).chain([self.text.len()]);
        let ends = [0].into_iter().chain(self.documents.iter().map(|document| document.root.span.end));
        ends.zip(starts)
            .filter_map(|(end, start)| self.text.get(end..start))
            .filter(|rest| !rest.is_empty())
            .collect()
    }
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

    /// What stands outside of the documents that were read, in files that could not be read whole; an empty
    /// text for a file of which nothing at all could be read.
    pub fn torn(&self) -> impl Iterator<Item = &str> {
        self.files.values().filter(|source| source.torn).flat_map(Source::rest)
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

    /// The document that a place is in.
    pub fn document(&self, location: &Location) -> Option<&Document> {
        let Location::In { file, document, .. } = location else { return None };
        let documents = &self.files.get(file)?.documents;
        // They stand by number; a document that could not be read leaves a gap.
        documents.binary_search_by_key(document, |found| found.index).ok().map(|at| &documents[at])
    }

    /// The line and column where a place begins.
    pub fn position(&self, location: &Location) -> Position {
        let start = self.span(location).start;
        let source = self.files.get(location.file());
        source.map_or(Position { line: 1, column: 1 }, |source| source.position(start))
    }
}

fn load(files: &dyn Files, path: &str) -> (String, Source, Vec<Diagnostic>) {
    const TORN: [Code; 4] = [codes::UNREADABLE, codes::SYNTAX, codes::UNSUPPORTED, codes::TOO_LARGE];
    let (text, documents, findings) = match text(files, path) {
        Ok(text) => {
            let (documents, findings) = parse(path, &text);
            (text, documents, findings)
        }
        Err((shown, finding)) => (shown, Vec::new(), vec![*finding]),
    };
    let torn = findings.iter().any(|finding| TORN.contains(&finding.code));
    (path.to_owned(), Source { text, documents, torn, ..Source::default() }, findings)
}

/// A file's text; or what can be shown of it, and what is wrong.
fn text(files: &dyn Files, path: &str) -> Result<String, (String, Box<Diagnostic>)> {
    if let Some(size) = files.size(path).filter(|size| *size > MAX_BYTES as u64) {
        return Err((String::new(), too_large(files, path, size)));
    }
    let bytes = files.read(path).map_err(|reason| {
        let message = format!("`{path}` cannot be read: {reason}");
        (
            String::new(),
            unreadable(path, 0..0, message, or_left_out(files, path, "see to it that it can be read")),
        )
    })?;
    if bytes.len() > MAX_BYTES {
        return Err((String::new(), too_large(files, path, bytes.len() as u64)));
    }
    match (encoding(&bytes), String::from_utf8(bytes)) {
        (None, Ok(text)) => Ok(text),
        (Some(encoding), _) => {
            let message = format!("`{path}` is {encoding} text; a catalog file is UTF-8");
            let help = format!("save it as UTF-8, as `iconv -f {encoding} -t UTF-8` does");
            Err((String::new(), unreadable(path, 0..0, message, help)))
        }
        (None, Err(error)) => Err(not_utf8(path, &error)),
    }
}

fn unreadable(path: &str, span: Span, message: String, help: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(codes::UNREADABLE, Location::bytes(path, span), message).help(help))
}

/// What to do about a file, and how it is left out, where it can be.
fn or_left_out(files: &dyn Files, path: &str, help: &str) -> String {
    match files.is_optional(path) {
        true => format!("{help}; if it is no part of the catalog, list it in .waresignore"),
        false => help.to_owned(),
    }
}

fn too_large(files: &dyn Files, path: &str, size: u64) -> Box<Diagnostic> {
    const MIB: u64 = 1024 * 1024;
    let message = format!(
        "`{path}` has {} MiB; a catalog file may have {} MiB",
        size.div_ceil(MIB),
        MAX_BYTES as u64 / MIB
    );
    Box::new(Diagnostic::new(codes::TOO_LARGE, Location::bytes(path, 0..0), message).help(or_left_out(
        files,
        path,
        "split it into several files",
    )))
}

/// The encoding of a text that is not UTF-8, where its first bytes tell: they are a byte-order mark, or every
/// other of them is zero.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some("UTF-16LE"),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some("UTF-16BE"),
        _ => None,
    }
}

/// What can be shown of a text that is not UTF-8, and the finding at its first bad byte.
fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> (String, Box<Diagnostic>) {
    let at = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(at).copied().unwrap_or_default();
    let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let message = format!("`{path}` is not UTF-8 text: the byte 0x{byte:02X} stands here");
    let help = "save it as UTF-8, as `iconv -f WINDOWS-1252 -t UTF-8` does with a text of Western Europe";
    let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
    (shown, unreadable(path, span, message, help.to_owned()))
}
