//! Comments, and the keys and elements to which they refer.

use super::node::{Data, Entry, Node};
use super::source_range::Span;
use crate::diagnostic::Pointer;
use std::borrow::Cow;
use std::sync::Arc;

/// A comment in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The text, without the `#` and without leading and trailing spaces.
    pub text: Box<str>,
    /// The key or element that the comment is about. A comment on its own line is about the next key or element; any
    /// other comment is about the key or element on its line. A comment before or after the whole document is about the
    /// document.
    pub pointer: Pointer,
    /// Whether the comment is on its own line.
    pub is_alone: bool,
    /// The bytes of the comment, counted from [`Document::start`](super::Document::start).
    pub span: Span,
}

/// Returns the comments of a document, each with the key or element that the comment is about. `spans` has the bytes of
/// the comments in `text`.
pub(super) fn comments_of(root: &Node, text: &str, spans: Vec<Span>) -> Arc<[Comment]> {
    // Most documents have no comments, and the outline takes time.
    if spans.is_empty() {
        return Arc::default();
    }
    let mut outline = Outline { text, root: None, steps: Vec::new() };
    // A comment after the bracket that closes the whole document is about the document, not about its last key.
    outline.root = outline.is_flow(root).then_some(root.span.end);
    outline.add(root, None);
    let comment = |span: Span| {
        let is_alone = is_on_own_line(text, span.start);
        let step = match is_alone {
            // A comment before the document is about all of it.
            _ if span.end <= root.span.start => None,
            true => outline.below(span.end),
            false => outline.on_line(&(line_start(text, span.start)..span.start)),
        };
        let pointer = step.map_or(Pointer::root(), |step| outline.pointer(step));
        Comment { text: text[span.clone()].trim_start_matches('#').trim().into(), pointer, is_alone, span }
    };
    spans.into_iter().map(comment).collect()
}

/// Whether only spaces and tabs come before the given byte on its line.
fn is_on_own_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    // The byte-order mark of a file is not part of its first line.
    before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}'])
}

/// Returns the byte at which the line of the given byte begins.
fn line_start(text: &str, at: usize) -> usize {
    // A carriage return alone is a line break in YAML too.
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// The keys and elements of a document, in the order of the text.
struct Outline<'a> {
    text: &'a str,
    /// The byte at which the document ends, if the document is a list or mapping in brackets; otherwise `None`.
    root: Option<usize>,
    steps: Vec<Step<'a>>,
}

/// A key of a mapping with its value, or an element of a list.
struct Step<'a> {
    start: usize,
    /// The byte at which the value ends. Equal to `start` if the value is written elsewhere, at an anchor.
    end: usize,
    /// Whether the value is a list or mapping in brackets.
    is_flow: bool,
    /// The index of the step that contains this step; `None` at the top level of the document.
    parent: Option<usize>,
    name: Cow<'a, str>,
}

impl<'a> Outline<'a> {
    /// Adds the keys or elements of a node, and everything inside them.
    fn add(&mut self, node: &'a Node, parent: Option<usize>) {
        match &node.data {
            Data::Sequence(items) => {
                let parts = items.iter().enumerate();
                parts.for_each(|(at, item)| self.step(item.span.start, parent, at.to_string().into(), item));
            }
            Data::Mapping(entries) => {
                let mut part = |entry: &'a Entry| {
                    self.step(entry.span.start, parent, Cow::Borrowed(&entry.key), &entry.value);
                };
                entries.iter().for_each(&mut part);
            }
            _ => {}
        }
    }

    /// Adds a key or element, and everything inside its value. The value of an alias or a merge key is written
    /// elsewhere, so nothing inside such a value is added.
    fn step(&mut self, start: usize, parent: Option<usize>, name: Cow<'a, str>, value: &'a Node) {
        // `below` and `on_line` search by position, so the steps must stay in order.
        if self.steps.last().is_some_and(|last| start < last.start) {
            return;
        }
        let is_written = value.span.start >= start;
        let end = if is_written { value.span.end } else { start };
        let is_flow = is_written && self.is_flow(value);
        self.steps.push(Step { start, end, is_flow, parent, name });
        if is_written {
            self.add(value, Some(self.steps.len() - 1));
        }
    }

    /// Returns the index of the first step that begins at or after the given byte; `None` if there is none.
    fn below(&self, at: usize) -> Option<usize> {
        // A binary search: a file may have a comment on every line, and searching from the top would take quadratic
        // time.
        Some(self.steps.partition_point(|step| step.start < at)).filter(|step| *step < self.steps.len())
    }

    /// Whether the node is a list or mapping in brackets.
    fn is_flow(&self, node: &Node) -> bool {
        self.text.get(node.span.start..).is_some_and(|text| text.starts_with(['[', '{']))
    }

    /// Returns the index of the step that a comment at the end of a line is about; `None` for the document. `line` has
    /// the bytes of the line before the comment.
    ///
    /// If the last step before the comment begins on the line and continues beyond it, returns that step. Otherwise,
    /// the candidates are that step and its ancestors. A candidate must end on the line, and must begin on the line or
    /// be in brackets. Returns the outermost candidate, or the last step if there is none.
    ///
    /// Returns `None` if the closing bracket of the document is on the line, or if no step begins before the comment.
    fn on_line(&self, line: &Span) -> Option<usize> {
        let last = self.steps.partition_point(|step| step.start <= line.end).checked_sub(1)?;
        let is_whole = |step: &Step<'_>| {
            step.end <= line.end && (step.start >= line.start || step.is_flow && step.end > line.start)
        };
        if self.root.is_some_and(|end| end > line.start && end <= line.end) {
            return None;
        }
        let step = &self.steps[last];
        if step.start >= line.start && step.end > line.end {
            return Some(last);
        }
        let around = std::iter::successors(Some(last), |step| self.steps[*step].parent);
        Some(around.filter(|step| is_whole(&self.steps[*step])).last().unwrap_or(last))
    }

    /// Returns the pointer to the step with the given index.
    fn pointer(&self, step: usize) -> Pointer {
        let step = &self.steps[step];
        step.parent.map_or(Pointer::root(), |parent| self.pointer(parent)).child(&step.name)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::parse;

    #[test]
    fn comment_is_about_the_key_on_its_line_or_below_it() {
        let text = "# all\nkind: item # kind\n\n# periods\nperiods:\n  # first\n  - every: 1 year # year\n    \
                    # prices\n    prices: { EUR: 9 } # EUR\n  # second\n  - every: 1 month\n# behind\n";
        let (documents, findings) = parse("a.yaml", text);
        assert!(findings.is_empty(), "{findings:?}");
        let comments: Vec<String> =
            documents[0].comments.iter().map(|it| format!("{}: {}", it.text, it.pointer)).collect();
        let expected = [
            "all: ",
            "kind: /kind",
            "periods: /periods",
            "first: /periods/0",
            "year: /periods/0/every",
            "prices: /periods/0/prices",
            "EUR: /periods/0/prices",
            "second: /periods/1",
            "behind: ",
        ];
        assert_eq!(comments, expected);
        for comment in documents[0].comments.iter() {
            assert!(text[comment.span.clone()].starts_with('#'));
        }
    }

    #[test]
    fn comment_after_brackets_is_about_the_closed_value() {
        for (text, about) in [
            ("a: { b: 1, c: [d], # x\n  e: 2 }\n", "/a/c"),
            ("a: { b: 1, c: [ # x\n  d ] }\n", "/a/c"),
            ("a: { b: [1, 2] } # x\n", "/a"),
            ("{ a: 1, b: [2] } # x\n", ""),
            ("{ a: 1, # x\n  b: [2] }\n", "/a"),
            ("a: [\n  b,\n  c\n] # x\n", "/a"),
            ("a:\n  - { b: 1, c: { d: 2 } } # x\n  - e\n", "/a/0"),
            ("a:\n  - b: 1\n    c: { d: 2 } # x\n", "/a/0/c"),
        ] {
            let (documents, findings) = parse("a.yaml", text);
            assert!(findings.is_empty(), "{findings:?}");
            assert_eq!(documents[0].comments[0].pointer.to_string(), about, "{text}");
        }
    }

    #[test]
    fn each_document_has_its_own_comments() {
        let (documents, _) = parse("a.yaml", "# one\na: 1\n---\n# two\nb: 2\n---\n# nothing\n");
        let texts: Vec<Vec<&str>> =
            documents.iter().map(|document| document.comments.iter().map(|it| &*it.text).collect()).collect();
        assert_eq!(texts, [["one"], ["two"]]);
    }

    #[test]
    fn all_comments_are_kept_and_hashes_in_strings_are_not_comments() {
        let text = format!("a: \"# no\"\n{}b: '#' # yes\n", "# line\n".repeat(500));
        let (documents, findings) = parse("a.yaml", &text);
        assert_eq!((documents[0].comments.len(), findings.len()), (501, 0));
    }

    #[test]
    fn comment_after_an_alias_is_about_the_key_of_the_alias() {
        let (documents, findings) = parse("a.yaml", "a: &x { b: 1 }\nc: *x # alias\nd: [ *x ] # list\n");
        assert!(findings.is_empty(), "{findings:?}");
        let comments: Vec<String> = documents[0].comments.iter().map(|it| it.pointer.to_string()).collect();
        assert_eq!(comments, ["/c", "/d"]);
    }

    #[test]
    fn document_with_many_comments_is_read_quickly() {
        let text: String = (0..50_000).map(|n| format!("# {n}\nk{n}: {n} # beside\n")).collect();
        let start = std::time::Instant::now();
        let (documents, _) = parse("a.yaml", &text);
        let last = documents[0].comments.last().map(|it| it.pointer.to_string());
        assert_eq!((documents[0].comments.len(), last.as_deref()), (100_000, Some("/k49999")));
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
