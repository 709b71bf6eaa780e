//! The events of a parser into documents.

use super::collection_reader::{Open, duplicate};
use super::comment::comments_of;
use super::node::{Data, Document, Entry, MERGE, Node, Span};
use super::parse::{MARKER, MAX_ALIASED, MAX_DEPTH, Parsed};
use super::{scalar, syntax};
use crate::diagnostic::{Diagnostic, DocumentId, File, Location};
use crate::source::codes;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle};
use std::collections::HashMap;
use std::sync::Arc;

/// Parses a part of a file: its documents are numbered from `serial`, and its anchors and aliases may stand for so
/// many bytes.
pub(super) fn parse_part(file: File, text: &str, serial: u32, room: usize) -> Parsed {
    let mut builder = Builder::new(file, text, serial, room);
    builder.run();
    let (count, aliased) = (builder.serial - serial, builder.aliased);
    Parsed { documents: builder.documents, findings: builder.findings, count, aliased }
}

struct Builder<'a> {
    file: File,
    text: &'a str,
    /// Where the text begins that the parser sees: behind a byte-order mark, or behind a document that it
    /// could not read.
    offset: usize,
    /// The end of what the parser has taken in.
    seen: usize,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    room: usize,
    serial: u32,
    comments: Vec<Span>,
    documents: Vec<Document>,
    findings: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(file: File, text: &'a str, serial: u32, room: usize) -> Self {
        let offset = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        Self {
            file,
            text,
            offset,
            seen: offset,
            stack: Vec::new(),
            anchors: HashMap::new(),
            aliased: 0,
            room,
            serial,
            comments: Vec::new(),
            documents: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Reads one document after the other; one that cannot be read does not keep the next from being read.
    fn run(&mut self) {
        while let Err(stop) = self.read() {
            self.serial += 1;
            let from = stop.max(self.seen).max(self.offset + 1);
            let Some(next) = syntax::next_document(self.text, from) else { return };
            (self.offset, self.seen) = (next, next);
            self.stack.clear();
            self.comments.clear();
        }
    }

    /// Reads until the end, or until what cannot be read.
    fn read(&mut self) -> Result<(), usize> {
        // To look for comments costs time even where there are none. As many as a file can hold may follow each other.
        let has_comments = self.text[self.offset..].contains('#');
        let options =
            granit_parser::options! { emit_comments: has_comments, max_buffered_comment_events: usize::MAX };
        let mut parser = Parser::new_from_str_with_options(&self.text[self.offset..], options);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.syntax(&error))?;
            let range = span.byte_range().unwrap_or(0..0);
            let range = range.start + self.offset..range.end + self.offset;
            if let Event::Comment(..) = event {
                self.comments.push(range);
                continue;
            }
            let end = range.end;
            // A document that begins without a marker begins at what its first value begins with.
            let has_text = !matches!(event, Event::DocumentStart(is_explicit, ..) if !is_explicit);
            if !self.event(event, range) {
                return Err(end);
            }
            self.seen = if has_text { self.seen.max(end) } else { self.seen };
        }
        Ok(())
    }

    fn syntax(&mut self, error: &granit_parser::ScanError) -> usize {
        let at = (error.marker().byte_offset().unwrap_or(0) + self.offset).min(self.text.len());
        let brackets = self.stack.iter().rev().map(|open| open.start);
        let bracket = brackets.into_iter().find(|at| self.text[*at..].starts_with(['[', '{']));
        // Nothing behind the next marker belongs to what is wrong.
        let end = syntax::next_document(self.text, at).map_or(self.text.len(), |next| next + MARKER.len());
        let text = &self.text[..end];
        let place = syntax::Place { file: self.file, text, at, seen: self.seen, bracket };
        // A merge key is refused already, whatever it names.
        let merges =
            self.stack.last().and_then(|open| open.key.as_ref()).is_some_and(|(key, _)| &**key == MERGE);
        if !(merges && *error.kind() == ErrorKind::UnknownAnchor) {
            self.findings.push(syntax::explain(&place, error.kind(), MAX_DEPTH));
        }
        at
    }

    /// Takes one event; false when the rest of the file cannot be read.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::DocumentEnd => self.end_document(),
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(tag.is_some(), &span);
                // Whether a block of text without any text takes bytes depends on what follows it.
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let is_bare = is_block && text.bytes().all(|byte| byte == b'\n');
                let span = if is_bare { span.end..span.end } else { span };
                let data = match style {
                    // A tag alone is a text that lacks its quotes, as a rule.
                    ScalarStyle::Plain if text.is_empty() && tag.is_some() => Data::Text("!".into()),
                    ScalarStyle::Plain => scalar::resolve(&text),
                    _ => Data::Text(text.as_ref().into()),
                };
                let node = Node { span, data };
                return match self.stack.last().is_some_and(Open::expects_key) {
                    true => self.key(&text, style, &node, anchor),
                    false => self.value(node, anchor),
                };
            }
            Event::SequenceStart(_, anchor, tag) => {
                return self.open(Data::Sequence(Vec::new()), anchor, tag.is_some(), span);
            }
            Event::MappingStart(_, anchor, tag) => {
                return self.open(Data::Mapping(Vec::new()), anchor, tag.is_some(), span);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(&span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {}
        }
        true
    }

    /// Gives a document its comments: those that stood before its end.
    fn end_document(&mut self) {
        let id = DocumentId { file: self.file, serial: self.serial };
        let comments = std::mem::take(&mut self.comments);
        if let Some(document) = self.documents.last_mut().filter(|document| document.id == id) {
            document.comments = comments_of(&document.root, self.text, comments);
        }
        self.serial += 1;
    }

    fn tag(&mut self, tagged: bool, span: &Span) {
        if tagged {
            let tag = syntax::tag(self.text, self.seen, span);
            let what = format!("the tag `{}`", &self.text[tag.clone()]);
            self.unsupported(tag, &what, "remove it; if the value is meant to be a string, put it in quotes");
        }
    }

    fn unsupported(&mut self, span: Span, what: &str, help: &str) {
        let location = Location::bytes(self.file, span);
        let message = format!("{what} is not supported in a catalog");
        self.findings.push(Diagnostic::new(codes::UNSUPPORTED, location, message).help(help));
    }

    fn key(&mut self, text: &str, style: ScalarStyle, node: &Node, anchor: usize) -> bool {
        let span = node.span.clone();
        if text == MERGE && style == ScalarStyle::Plain {
            self.unsupported(
                span.clone(),
                "a merge key (`<<`)",
                "write the keys out; an alias (`key: *name`) can only stand for a whole value",
            );
        }
        if let Some(open) = self.stack.last_mut() {
            open.merges |= text == MERGE && style == ScalarStyle::Plain;
            open.key = Some((text.into(), span));
        }
        anchor == 0 || self.anchor(anchor, node)
    }

    fn open(&mut self, data: Data, anchor: usize, tagged: bool, span: Span) -> bool {
        self.tag(tagged, &span);
        if self.stack.last().is_some_and(Open::expects_key) {
            match syntax::placeholder(self.file, self.text, span.start) {
                Some(finding) => self.findings.push(finding),
                None => self.unsupported(span, "a list or mapping as a key", "use a string as the key"),
            }
            return false;
        }
        if self.stack.len() >= MAX_DEPTH {
            let start = self.text[span.start..].chars().next().map_or(0, char::len_utf8);
            self.findings.push(syntax::too_deep(self.file, span.start..span.start + start, MAX_DEPTH));
            return false;
        }
        self.stack.push(Open {
            start: span.start,
            anchor,
            data,
            key: None,
            keys: HashMap::new(),
            merges: false,
            begun_again: false,
        });
        true
    }

    fn close(&mut self, span: &Span) -> bool {
        let Some(open) = self.stack.pop() else { return true };
        let end = open.data_end().filter(|end| *end > span.end || span.is_empty()).unwrap_or(span.end);
        let mut node = Node { span: open.start..end.max(open.start), data: open.data };
        if open.merges {
            node.merge();
        }
        self.value(node, open.anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> bool {
        if self.stack.last().is_some_and(Open::expects_key) {
            self.unsupported(span, "an alias as a key", "write the key out");
            return false;
        }
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            self.unsupported(span, "an alias inside its own anchor", "write the value out");
            return false;
        };
        self.has_room(&node, span) && self.value(node, 0)
    }

    /// Counts a copy of a value. Where there are too many, that is told, and the rest of the file is not read.
    fn has_room(&mut self, node: &Node, span: Span) -> bool {
        self.aliased += node.size();
        if self.aliased > self.room {
            let message = format!(
                "the anchors and aliases of this file expand to more than {} MiB",
                MAX_ALIASED / 1024 / 1024
            );
            self.findings.push(
                Diagnostic::new(codes::TOO_LARGE, Location::bytes(self.file, span), message)
                    .help("write the values out, or split the file"),
            );
        }
        self.aliased <= self.room
    }

    /// Keeps a copy of an anchored value. What stands in the value of another anchor is kept more than once.
    fn anchor(&mut self, anchor: usize, node: &Node) -> bool {
        let start = node.span.start;
        let first = start..start + self.text[start..].chars().next().map_or(0, char::len_utf8);
        let is_inside = self.stack.iter().any(|open| open.anchor != 0);
        let has_room = !is_inside || self.has_room(node, first);
        if has_room {
            self.anchors.insert(anchor, node.clone());
        }
        has_room
    }

    fn value(&mut self, node: Node, anchor: usize) -> bool {
        if anchor != 0 && !self.anchor(anchor, &node) {
            return false;
        }
        let Some(open) = self.stack.last_mut() else {
            if node.data != Data::Null {
                let id = DocumentId { file: self.file, serial: self.serial };
                let (root, comments) = (node.into(), Arc::default());
                self.documents.push(Document { id, start: 0, root, comments });
            }
            return true;
        };
        if matches!(open.data, Data::Mapping(_)) {
            self.entry(node);
        } else if let Data::Sequence(items) = &mut open.data {
            items.push(node);
        }
        true
    }

    /// Adds a value to the mapping that is open, under the key that came before it.
    fn entry(&mut self, value: Node) {
        let is_root = self.stack.len() == 1;
        let Some(open) = self.stack.last_mut() else { return };
        let Some((key, span)) = open.key.take() else { return };
        let first = open.first(&key);
        let Data::Mapping(entries) = &mut open.data else { return };
        let Some(first) = first else {
            entries.push(Entry { key, span, value });
            return;
        };
        let begins = is_root && entries.first().is_some_and(|entry| entry.key == key);
        if !open.begun_again {
            self.findings.push(duplicate(self.file, &key, first, span, begins));
        }
        open.begun_again |= begins;
    }
}
