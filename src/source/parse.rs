//! Text into documents.

use super::node::{Data, Document, Entry, Node, Span};
use super::scalar;
use crate::diagnostic::{Code, Diagnostic, Location};
use granit_parser::{Event, Parser, ScalarStyle};
use std::collections::HashMap;

/// The largest file that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How deep values may be nested.
const MAX_DEPTH: usize = 64;
/// How many bytes the aliases of one file may stand for.
const MAX_ALIASED: usize = 8 * 1024 * 1024;

/// Parses a file. What is wrong is reported, and documents before it are kept.
pub fn parse(file: &str, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut builder = Builder::new(file, text);
    builder.run();
    (builder.documents, builder.findings)
}

struct Builder<'a> {
    file: &'a str,
    /// Bytes before the text that the parser sees: a byte-order mark.
    offset: usize,
    text: &'a str,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    index: usize,
    documents: Vec<Document>,
    findings: Vec<Diagnostic>,
}

/// A collection that has not ended yet.
struct Open {
    start: usize,
    anchor: usize,
    data: Data,
    /// The key whose value comes next.
    key: Option<(Box<str>, Span)>,
    /// Where each key of a mapping stands first.
    keys: HashMap<Box<str>, Span>,
}

impl<'a> Builder<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            file,
            offset: text.len() - body.len(),
            text: body,
            stack: Vec::new(),
            anchors: HashMap::new(),
            aliased: 0,
            index: 0,
            documents: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn run(&mut self) {
        let options = granit_parser::options! { emit_comments: false };
        let mut parser = Parser::new_from_str_with_options(self.text, options);
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or(0..0);
                    let range = range.start + self.offset..range.end + self.offset;
                    if !self.event(event, range) {
                        return;
                    }
                }
                Err(error) => return self.syntax(&error),
            }
        }
    }

    fn syntax(&mut self, error: &granit_parser::ScanError) {
        let at = (error.marker().byte_offset().unwrap_or(0) + self.offset).min(self.text.len() + self.offset);
        let message = format!("this is not YAML: {error}");
        let finding = Diagnostic::new(Code::Syntax, Location::bytes(self.file, at..at), message)
            .help("mend the YAML; an editor with the catalog's schema shows such faults while you type");
        self.findings.push(finding);
    }

    /// Takes one event; false when the rest of the file cannot be read.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::DocumentEnd => self.index += 1,
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(tag.is_some(), &span);
                if self.stack.last().is_some_and(Open::expects_key) {
                    return self.key(&text, style, span);
                }
                let data = if style == ScalarStyle::Plain {
                    scalar::resolve(&text)
                } else {
                    Data::Text(text.into())
                };
                self.value(Node { span, data }, anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                return self.open(Data::Sequence(Vec::new()), anchor, tag.is_some(), span);
            }
            Event::MappingStart(_, anchor, tag) => {
                return self.open(Data::Mapping(Vec::new()), anchor, tag.is_some(), span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {}
        }
        true
    }

    fn tag(&mut self, tagged: bool, span: &Span) {
        if tagged {
            self.unsupported(span.clone(), "a tag", "leave it out; quote a value that is meant as text");
        }
    }

    fn unsupported(&mut self, span: Span, what: &str, help: &str) {
        let location = Location::bytes(self.file, span);
        let message = format!("{what} has no meaning in a catalog");
        self.findings.push(Diagnostic::new(Code::Unsupported, location, message).help(help));
    }

    fn key(&mut self, text: &str, style: ScalarStyle, span: Span) -> bool {
        if text == "<<" && style == ScalarStyle::Plain {
            self.unsupported(
                span.clone(),
                "a merge key (`<<`)",
                "write the keys out; aliases (`*name`) are supported",
            );
        }
        if let Some(open) = self.stack.last_mut() {
            open.key = Some((text.into(), span));
        }
        true
    }

    fn open(&mut self, data: Data, anchor: usize, tagged: bool, span: Span) -> bool {
        self.tag(tagged, &span);
        if self.stack.last().is_some_and(Open::expects_key) {
            self.unsupported(span, "a list or mapping as a key", "use a text as the key");
            return false;
        }
        if self.stack.len() >= MAX_DEPTH {
            let message = format!("values are nested more than {MAX_DEPTH} deep");
            let location = Location::bytes(self.file, span);
            self.findings.push(
                Diagnostic::new(Code::TooLarge, location, message).help("no part of a catalog needs that"),
            );
            return false;
        }
        self.stack.push(Open { start: span.start, anchor, data, key: None, keys: HashMap::new() });
        true
    }

    fn close(&mut self, span: &Span) {
        let Some(open) = self.stack.pop() else { return };
        let end = open.data_end().filter(|end| *end > span.end || span.is_empty()).unwrap_or(span.end);
        let node = Node { span: open.start..end.max(open.start), data: open.data };
        self.value(node, open.anchor);
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
        self.aliased += size(&node);
        if self.aliased > MAX_ALIASED {
            let message = format!("the aliases of this file stand for more than {MAX_ALIASED} bytes");
            self.findings.push(
                Diagnostic::new(Code::TooLarge, Location::bytes(self.file, span), message)
                    .help("write the values out, or split the file"),
            );
            return false;
        }
        self.value(node, 0);
        true
    }

    fn value(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.stack.last_mut() else {
            if node.data != Data::Null {
                self.documents.push(Document { file: self.file.to_owned(), index: self.index, root: node });
            }
            return;
        };
        match &mut open.data {
            Data::Sequence(items) => items.push(node),
            Data::Mapping(entries) => {
                let Some((key, span)) = open.key.take() else { return };
                if let Some(first) = open.keys.get(&key) {
                    let finding = duplicate(self.file, &key, first.clone(), span);
                    self.findings.push(finding);
                } else {
                    open.keys.insert(key.clone(), span.clone());
                    entries.push(Entry { key, span, value: node });
                }
            }
            _ => {}
        }
    }
}

impl Open {
    fn expects_key(&self) -> bool {
        matches!(self.data, Data::Mapping(_)) && self.key.is_none()
    }

    fn data_end(&self) -> Option<usize> {
        match &self.data {
            Data::Sequence(items) => items.last().map(|item| item.span.end),
            Data::Mapping(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.span.end)),
            _ => None,
        }
    }
}

fn duplicate(file: &str, key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateKey,
        Location::bytes(file, second),
        format!("the key `{key}` stands twice"),
    )
    .also(Location::bytes(file, first), "first")
    .help("keep one of the two")
}

/// About how many bytes a value takes.
fn size(node: &Node) -> usize {
    const NODE: usize = size_of::<Entry>();
    NODE + match &node.data {
        Data::Sequence(items) => items.iter().map(size).sum(),
        Data::Mapping(entries) => entries.iter().map(|entry| entry.key.len() + size(&entry.value)).sum(),
        Data::Text(text) | Data::Number(text) => text.len(),
        Data::Null | Data::Bool(_) => 0,
    }
}
