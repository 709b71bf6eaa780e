//! Builds documents from the events of the parser.

use super::anchors::Anchors;
use super::builder_findings;
use super::collection_reader::{OpenCollection, Repeated};
use super::comment::comments_of;
use super::document::Document;
use super::node::{Data, MERGE, Node};
use super::parsed_part::{MARKER, MAX_DEPTH, Parsed};
use super::plain_scalar::resolve;
use super::source_range::Span;
use super::syntax;
use crate::diagnostic::{Diagnostic, DocumentId, File};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle};
use std::sync::Arc;

/// Parses a part of a file. The serials of its documents start at `serial`, and `room` is the maximum number of bytes
/// to which its anchors and aliases may expand.
pub(super) fn parse_part(file: File, text: &str, serial: u32, room: usize) -> Parsed {
    let mut builder = Builder::new(file, text, serial, room);
    builder.run();
    let (count, aliased) = (builder.serial - serial, builder.anchors.aliased());
    Parsed { documents: builder.documents, findings: builder.findings, count, aliased }
}

/// Builds documents from the events of the parser.
struct Builder<'a> {
    file: File,
    text: &'a str,
    /// The byte at which the text for the parser begins: after a byte-order mark, or at the document after one that
    /// could not be parsed.
    offset: usize,
    /// The byte at which the last event of the parser ends.
    seen: usize,
    /// The open sequences and mappings, the innermost last.
    stack: Vec<OpenCollection>,
    anchors: Anchors,
    /// The serial of the current document.
    serial: u32,
    /// The bytes of the comments since the end of the last document.
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
            anchors: Anchors::new(room),
            serial,
            comments: Vec::new(),
            documents: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Parses all documents. A document that cannot be parsed is reported and skipped.
    fn run(&mut self) {
        while let Err(stop) = self.read() {
            self.serial += 1;
            // At least one byte further, so that the loop ends.
            let from = stop.max(self.seen).max(self.offset + 1);
            let Some(next) = syntax::next_document(self.text, from) else { return };
            (self.offset, self.seen) = (next, next);
            // Collections of the broken document are never closed.
            self.stack.clear();
            self.comments.clear();
        }
    }

    /// Parses to the end of the text. If a document cannot be parsed, the error is the byte at which parsing stopped.
    fn read(&mut self) -> Result<(), usize> {
        // Looking for comments takes time even if there are none. A file may consist of any number of comments in a
        // row.
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
            // A document without a marker starts at its first value. Its start event has no text of its own.
            let has_text = !matches!(event, Event::DocumentStart(is_explicit, ..) if !is_explicit);
            if !self.event(event, range) {
                return Err(end);
            }
            self.seen = if has_text { self.seen.max(end) } else { self.seen };
        }
        Ok(())
    }

    /// Reports an error of the parser. Returns the byte of the error.
    fn syntax(&mut self, error: &granit_parser::ScanError) -> usize {
        let at = (error.marker().byte_offset().unwrap_or(0) + self.offset).min(self.text.len());
        let brackets = self.stack.iter().rev().map(|open| open.start);
        let bracket = brackets.into_iter().find(|at| self.text[*at..].starts_with(['[', '{']));
        // Nothing after the next marker can be a cause of the error.
        let end = syntax::next_document(self.text, at).map_or(self.text.len(), |next| next + MARKER.len());
        let text = &self.text[..end];
        let place = syntax::Place { file: self.file, text, at, seen: self.seen, bracket };
        // A merge key is reported already, whatever alias it has.
        let is_merge =
            self.stack.last().and_then(|open| open.key.as_ref()).is_some_and(|(key, _)| &**key == MERGE);
        if !(is_merge && *error.kind() == ErrorKind::UnknownAnchor) {
            self.findings.push(syntax::explain(&place, error.kind(), MAX_DEPTH));
        }
        at
    }

    /// Handles an event. Returns false if the rest of the document cannot be parsed.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::DocumentEnd => self.end_document(),
            Event::Scalar(text, style, anchor, tag) => {
                return self.scalar(&text, style, anchor, tag.is_some(), span);
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

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tagged: bool, span: Span) -> bool {
        self.tag(tagged, &span);
        // How many bytes an empty block scalar takes depends on what follows it. Without a span, the result does not.
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let is_empty_block = is_block && text.bytes().all(|byte| byte == b'\n');
        let span = if is_empty_block { span.end..span.end } else { span };
        let data = match style {
            // A tag without a value is usually a string without quotes, such as `!`.
            ScalarStyle::Plain if text.is_empty() && tagged => Data::Text("!".into()),
            ScalarStyle::Plain => resolve(text),
            _ => Data::Text(text.into()),
        };
        let node = Node { span, data };
        match self.stack.last().is_some_and(OpenCollection::expects_key) {
            true => self.key(text, style, &node, anchor),
            false => self.value(node, anchor),
        }
    }

    /// Attaches the comments before the end of a document to that document.
    fn end_document(&mut self) {
        let id = DocumentId { file: self.file, serial: self.serial };
        let comments = std::mem::take(&mut self.comments);
        if let Some(document) = self.documents.last_mut().filter(|document| document.id == id) {
            document.comments = comments_of(&document.root, self.text, comments);
        }
        self.serial += 1;
    }

    /// Reports a tag.
    fn tag(&mut self, tagged: bool, span: &Span) {
        if tagged {
            let tag = syntax::tag(self.text, self.seen, span);
            let what = format!("the tag `{}`", &self.text[tag.clone()]);
            self.unsupported(tag, &what, "remove it; if the value is meant to be a string, put it in quotes");
        }
    }

    /// Reports a YAML feature that catalogs do not support.
    fn unsupported(&mut self, span: Span, what: &str, help: &str) {
        self.findings.push(builder_findings::unsupported(self.file, span, what, help));
    }

    /// Keeps a key until its value is parsed.
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
            // A quoted `<<` is an ordinary key.
            open.merges |= text == MERGE && style == ScalarStyle::Plain;
            open.key = Some((text.into(), span));
        }
        anchor == 0 || self.anchor(anchor, node)
    }

    /// Starts a sequence or a mapping.
    fn open(&mut self, data: Data, anchor: usize, tagged: bool, span: Span) -> bool {
        self.tag(tagged, &span);
        if self.stack.last().is_some_and(OpenCollection::expects_key) {
            // Without a string as its key, the value that follows has no place in the mapping.
            match syntax::placeholder(self.file, self.text, span.start) {
                Some(finding) => self.findings.push(finding),
                None => self.unsupported(span, "a list or mapping as a key", "use a string as the key"),
            }
            return false;
        }
        if self.stack.len() >= MAX_DEPTH {
            let first = self.first_char(span.start);
            self.findings.push(syntax::too_deep(self.file, first, MAX_DEPTH));
            return false;
        }
        self.stack.push(OpenCollection::new(data, span.start, anchor));
        true
    }

    /// Ends the innermost sequence or mapping.
    fn close(&mut self, span: &Span) -> bool {
        let Some(open) = self.stack.pop() else { return true };
        // The end of a block collection has no text of its own, so the collection ends with its last part.
        let end = open.data_end().filter(|end| *end > span.end || span.is_empty()).unwrap_or(span.end);
        let mut node = Node { span: open.start..end.max(open.start), data: open.data };
        if open.merges {
            node.merge();
        }
        self.value(node, open.anchor)
    }

    /// Adds a copy of the value of an anchor.
    fn alias(&mut self, anchor: usize, span: Span) -> bool {
        if self.stack.last().is_some_and(OpenCollection::expects_key) {
            self.unsupported(span, "an alias as a key", "write the key out");
            return false;
        }
        let Some(node) = self.anchors.get(anchor).cloned() else {
            self.unsupported(span, "an alias inside its own anchor", "write the value out");
            return false;
        };
        self.has_room(&node, span) && self.value(node, 0)
    }

    /// Counts a copy of a value. If the copies exceed the limit, reports an error and returns false.
    fn has_room(&mut self, node: &Node, span: Span) -> bool {
        let has_room = self.anchors.count(node);
        if !has_room {
            self.findings.push(builder_findings::too_many_aliases(self.file, span));
        }
        has_room
    }

    /// Keeps a copy of an anchored value. Inside another anchored value, this is a second copy, so it counts toward the
    /// limit.
    fn anchor(&mut self, anchor: usize, node: &Node) -> bool {
        let is_inside = self.stack.iter().any(|open| open.anchor != 0);
        let has_room = !is_inside || self.has_room(node, self.first_char(node.span.start));
        if has_room {
            self.anchors.add(anchor, node.clone());
        }
        has_room
    }

    /// Returns the bytes of the character that begins at the given byte.
    fn first_char(&self, start: usize) -> Span {
        start..start + self.text[start..].chars().next().map_or(0, char::len_utf8)
    }

    /// Adds a value to the innermost open collection. If no collection is open, the value becomes a document.
    fn value(&mut self, node: Node, anchor: usize) -> bool {
        if anchor != 0 && !self.anchor(anchor, &node) {
            return false;
        }
        let is_root = self.stack.len() == 1;
        let Some(open) = self.stack.last_mut() else {
            // A document without a value, such as one of comments only, is left out.
            if node.data != Data::Null {
                let id = DocumentId { file: self.file, serial: self.serial };
                let (root, comments) = (node.into(), Arc::default());
                self.documents.push(Document { id, start: 0, root, comments });
            }
            return true;
        };
        let was_begun_again = open.begun_again;
        if let Some(Repeated { key, first, again }) = open.add(node, is_root) {
            // The keys of a second document would all be duplicates. The first one is enough.
            if !was_begun_again {
                let finding = builder_findings::duplicate(self.file, &key, first, again, open.begun_again);
                self.findings.push(finding);
            }
        }
        true
    }
}
