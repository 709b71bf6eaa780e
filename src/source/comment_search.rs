//! Searches the comments of a file.

use super::comment::Comment;
use super::document::Document;
use super::document_split::Pieces;
use super::source_file::Source;
use super::source_range::Span;
use crate::diagnostic::{File, Location, Place};

/// A comment of a file, and the key, element or document that the comment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The text, without the `#` and without leading and trailing spaces.
    pub text: Box<str>,
    /// The location of the comment.
    pub at: Location,
    /// The key, element or document that the comment is about; `None` for a comment on its own line after the last key
    /// or element.
    pub about: Option<Place>,
}

impl Source {
    /// Returns the comments in the file whose text satisfies `matches`. A comment outside of all documents is
    /// about the next document.
    pub fn remarks(&self, file: File, matches: impl Fn(&str) -> bool) -> Vec<Remark> {
        let in_document = |document| of_document(document, &matches);
        let mut remarks: Vec<Remark> = self.documents.iter().flat_map(in_document).collect();
        for (start, lines) in self.pieces.without_document(&self.text) {
            // The first document may begin with a marker, which puts the comments above it into a part of their own.
            let below = self.documents.iter().find(|document| document.start > start);
            let about = below.map(|document| document.id.root());
            let matching = lines.into_iter().filter(|(text, _)| matches(text));
            remarks.extend(matching.map(|(text, span)| Remark {
                text: text.into(),
                at: Location::bytes(file, span),
                about,
            }));
        }
        remarks
    }
}

/// Returns the comments of the document for whose text `matches` returns true.
fn of_document(document: &Document, matches: &impl Fn(&str) -> bool) -> Vec<Remark> {
    let matching = document.comments.iter().filter(|comment| matches(&comment.text));
    let remark = |comment: &Comment| {
        let span = &comment.span;
        // A comment above the document and one below it both have the root's pointer; only the position tells them
        // apart.
        let is_after =
            comment.is_alone && comment.pointer.last().is_none() && span.end > document.root.span.start;
        let at = document.start + span.start..document.start + span.end;
        let about = (!is_after).then(|| document.at(comment.pointer));
        Remark { text: comment.text.clone(), at: Location::bytes(document.id.file, at), about }
    };
    matching.map(remark).collect()
}

/// The text and the bytes of a comment that is on its own line.
type Line<'a> = (&'a str, Span);

impl Pieces {
    /// Returns the comments in valid parts of the file that have no document. Each list of comments comes with the byte
    /// at which its part begins.
    fn without_document<'a>(&self, text: &'a str) -> Vec<(usize, Vec<Line<'a>>)> {
        let bare = self.spans_without_documents().filter_map(|span| Some((span.start, text.get(span)?)));
        bare.map(|(start, part)| (start, lines(part, start))).collect()
    }
}

/// Returns the comments in a part of a file that consists only of comments and blank lines. The parser attaches
/// comments only to documents, so this function finds the others.
fn lines(part: &str, start: usize) -> Vec<Line<'_>> {
    let mut line_start = start;
    let mut comments = Vec::new();
    for line in part.split_inclusive('\n') {
        // A byte-order mark is not whitespace, so `trim` alone would keep it.
        let content = line.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
        if content.starts_with('#') {
            let begin = line_start + line.len() - content.len();
            let comment = content.trim_end();
            comments.push((comment.trim_start_matches('#').trim(), begin..begin + comment.len()));
        }
        line_start += line.len();
    }
    comments
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{File, Location};
    use crate::source::Source;

    /// The comments that begin with `!`, each with the number of the document and the pointer that it is about.
    fn marked_comments(text: &str) -> Vec<(String, String)> {
        let file = File::new("remarks.yaml");
        let source = Source::of(file, text, None);
        let about = |remark: &super::Remark| match remark.about {
            Some(place) => format!("{}{}", place.document.serial, place.pointer),
            None => "nothing".to_owned(),
        };
        let remarks = source.remarks(file, |text| text.starts_with('!'));
        for remark in &remarks {
            let Location::Bytes(_, range) = remark.at else {
                panic!("the location of a comment is a byte range")
            };
            assert!(text[range.start..range.end].starts_with('#'), "{text}");
        }
        remarks.iter().map(|remark| (remark.text.to_string(), about(remark))).collect()
    }

    #[test]
    fn comment_is_about_a_key_a_document_or_nothing() {
        for (text, about) in [
            ("# !a\nkind: x\n", "0"),
            ("# !a\n---\nkind: x\n", "0"),
            ("---\n# !a\nkind: x\n", "0"),
            ("--- # !a\nkind: x\n", "0"),
            ("\u{feff}# !a\r\n---\r\nkind: x\r\n", "0"),
            ("kind: x\n---\n# !a\n---\nkind: y\n", "2"),
            ("kind: x\n# !a\nb: 1\n", "0/b"),
            ("kind: x\nb: 1 # !a\n", "0/b"),
            ("{ kind: x, b: 1 } # !a\n", "0"),
            ("kind: x\n# !a\n", "nothing"),
            ("kind: x\n# !a\n---\nkind: y\n", "nothing"),
            ("# !a\n", "nothing"),
            ("kind: x\n---\n# !a\n", "nothing"),
        ] {
            assert_eq!(marked_comments(text), [("!a".to_owned(), about.to_owned())], "{text:?}");
        }
        assert_eq!(marked_comments("a: \"# !a\"\nb: |\n  # !a\n"), []);
    }
}
