//! Finds the bytes to cut in order to remove a key or an element. Everything else stays unchanged.

use super::document::Document;
use super::node::{Data, Node};
use super::source_range::Span;
use crate::diagnostic::Pointer;

impl Document {
    /// Returns the bytes of a list element, or of a key with its value, including the separator. If the collection has
    /// no other element or key, returns the bytes of the collection and its key. `None` if cutting bytes is not enough.
    pub fn removal(&self, text: &str, pointer: Pointer) -> Option<Span> {
        let parent = self.find(pointer.parent())?;
        let parts = parts(parent);
        let index = index_of(parent, pointer.last()?)?;
        // Cutting the only part would leave its key without a value.
        if let [_] = parts.as_slice() {
            return self.removal(text, pointer.parent());
        }
        // The spans of nodes count from here.
        let text = text.get(self.start..)?;
        let span = match text.get(parent.span.start..)?.starts_with(['[', '{']) {
            true => in_brackets(&parts, index),
            false => whole_lines(text, parts.get(index)?, marker(parent))?,
        };
        Some(self.start + span.start..self.start + span.end)
    }
}

/// Returns the bytes of each element, or of each key with its value.
fn parts(node: &Node) -> Vec<Span> {
    match &node.data {
        Data::Sequence(items) => items.iter().map(|item| item.span.clone()).collect(),
        Data::Mapping(entries) => {
            entries.iter().map(|entry| entry.span.start..entry.value.span.end.max(entry.span.end)).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the index of an element or key in a collection; `None` if a mapping does not have the key.
fn index_of(node: &Node, part: &str) -> Option<usize> {
    match &node.data {
        Data::Sequence(_) => part.parse().ok(),
        Data::Mapping(entries) => entries.iter().position(|entry| &*entry.key == part),
        _ => None,
    }
}

/// Returns the bytes of an element or entry in brackets, with the comma after it. For the last one, returns the bytes
/// with the comma before it.
fn in_brackets(parts: &[Span], index: usize) -> Span {
    match parts.get(index + 1) {
        Some(next) => parts[index].start..next.start,
        // There is a part before the last one: the only part of a collection is removed with its parent.
        None => parts[index - 1].end..parts[index].end,
    }
}

/// Returns the text before an element or entry that is alone on its line: a dash for an element, nothing for an entry.
fn marker(parent: &Node) -> &'static str {
    match parent.data {
        Data::Sequence(_) => "-",
        _ => "",
    }
}

/// Returns the lines of an element or entry, including their line breaks. `None` if the lines contain anything else,
/// except `marker` before the element or entry and a comment after it.
fn whole_lines(text: &str, part: &Span, marker: &str) -> Option<Span> {
    let start = text[..part.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[part.end..].find('\n').map_or(text.len(), |at| part.end + at + 1);
    let before = text[start..part.start].trim();
    let after = text[part.end..end].trim();
    (before == marker && (after.is_empty() || after.starts_with('#'))).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Pointer;
    use crate::source::parse;

    #[test]
    fn removed_part_takes_no_neighbor_with_it() {
        for (text, pointer, expected) in [
            ("a: [B, A]\nc: 1\n", "/a/1", "a: [B]\nc: 1\n"),
            ("a: [A, B]\n", "/a/0", "a: [B]\n"),
            ("a:\n  - A # why\n  - B\n", "/a/0", "a:\n  - B\n"),
            ("a:\n  - A\nc: 1\n", "/a/0", "c: 1\n"),
            ("c: 1\na: [A]\n", "/a/0", "c: 1\n"),
            ("a: { b: 1, c: 2 }\n", "/a/b", "a: { c: 2 }\n"),
            ("x: 1\n---\na:\n  b:\n    c: 1\n  d: 2\n", "/a/b", "x: 1\n---\na:\n  d: 2\n"),
        ] {
            let (documents, _) = parse("a.yaml", text);
            let document = documents.last().expect("a document");
            let span = document.removal(text, Pointer::parse(pointer)).expect("bytes to remove");
            assert_eq!(format!("{}{}", &text[..span.start], &text[span.end..]), expected, "{text}");
        }
    }

    #[test]
    fn parts_that_cannot_be_removed_have_no_range() {
        for (text, pointer) in
            [("- a: 1\n  b: 2\n", "/0/a"), ("- - a\n  - b\n", "/0/0"), ("a: 1\n", "/a"), ("a: 1\n", "/b")]
        {
            let (documents, _) = parse("a.yaml", text);
            assert_eq!(documents[0].removal(text, Pointer::parse(pointer)), None, "{text}");
        }
    }
}
