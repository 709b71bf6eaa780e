//! Comments, and what they are about.

use super::node::{Data, Node, Span};
use crate::diagnostic::Pointer;

/// A comment of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its text, without the `#` and the blanks around it.
    pub text: Box<str>,
    /// What it is about: of a comment on a line of its own the key or element below it, of another the one on its
    /// line; the document as a whole, of one that stands before all of it or behind all of it.
    pub pointer: Pointer,
    /// The bytes of the comment, counted like those of the nodes.
    pub span: Span,
}

impl Comment {
    /// A comment in the text of a document.
    pub(super) fn new(span: Span, text: &str, root: &Node) -> Self {
        let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let stands_alone = text[line..span.start].trim_start_matches('\u{feff}').trim().is_empty();
        let pointer = match stands_alone {
            _ if span.end <= root.span.start => None,
            true => below(root, Pointer::root(), span.end),
            false => beside(root, Pointer::root(), span.start),
        };
        let text = text[span.clone()].trim_start_matches('#').trim().into();
        Self { text, pointer: pointer.unwrap_or_default(), span }
    }
}

/// The parts of a value, each with where it begins.
fn parts(node: &Node, pointer: Pointer) -> Vec<(usize, Pointer, &Node)> {
    match &node.data {
        Data::Sequence(items) => {
            let part = |(index, item): (usize, _)| (start(item), pointer.child(index), item);
            items.iter().enumerate().map(part).collect()
        }
        Data::Mapping(entries) => {
            entries.iter().map(|entry| (entry.span.start, pointer.child(&entry.key), &entry.value)).collect()
        }
        _ => Vec::new(),
    }
}

fn start(node: &Node) -> usize {
    node.span.start
}

/// The first key or element that begins behind a byte.
fn below(node: &Node, pointer: Pointer, at: usize) -> Option<Pointer> {
    parts(node, pointer).into_iter().find_map(|(start, pointer, value)| match start >= at {
        true => Some(pointer),
        false => below(value, pointer, at),
    })
}

/// The innermost key or element that begins last before a byte.
fn beside(node: &Node, pointer: Pointer, at: usize) -> Option<Pointer> {
    let parts = parts(node, pointer);
    let (_, pointer, value) = parts.into_iter().rev().find(|(start, ..)| *start <= at)?;
    Some(beside(value, pointer, at).unwrap_or(pointer))
}

#[cfg(test)]
mod tests {
    use crate::source::parse;

    #[test]
    fn a_comment_is_about_the_key_below_it_or_beside_it() {
        let text = "# all\nkind: item # kind\n\n# periods\nperiods:\n  # first\n  - every: 1 year # year\n    \
                    # prices\n    prices: { EUR: 9 } # EUR\n  # second\n  - every: 1 month\n# behind\n";
        let (documents, findings) = parse("a.yaml", text);
        assert!(findings.is_empty(), "{findings:?}");
        let told: Vec<String> =
            documents[0].comments.iter().map(|it| format!("{}: {}", it.text, it.pointer)).collect();
        let right = [
            "all: ",
            "kind: /kind",
            "periods: /periods",
            "first: /periods/0",
            "year: /periods/0/every",
            "prices: /periods/0/prices",
            "EUR: /periods/0/prices/EUR",
            "second: /periods/1",
            "behind: ",
        ];
        assert_eq!(told, right);
        for comment in documents[0].comments.iter() {
            assert!(text[comment.span.clone()].starts_with('#'));
        }
    }

    #[test]
    fn comments_of_several_documents_stay_with_their_own() {
        let (documents, _) = parse("a.yaml", "# one\na: 1\n---\n# two\nb: 2\n---\n# nothing\n");
        let texts: Vec<Vec<&str>> =
            documents.iter().map(|document| document.comments.iter().map(|it| &*it.text).collect()).collect();
        assert_eq!(texts, [["one"], ["two"]]);
    }

    #[test]
    fn many_comments_are_kept_and_signs_in_texts_are_none() {
        let text = format!("a: \"# no\"\n{}b: '#' # yes\n", "# line\n".repeat(500));
        let (documents, findings) = parse("a.yaml", &text);
        assert_eq!((documents[0].comments.len(), findings.len()), (501, 0));
    }
}
