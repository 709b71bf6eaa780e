//! The comments of a file, for those who look for a word in them.

use super::document_split::Pieces;
use super::files::Source;
use super::node::Document;
use crate::diagnostic::{File, Location, Place};

/// A comment, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its text, without the `#` and the blanks around it.
    pub text: Box<str>,
    /// Where it stands.
    pub at: Location,
    /// What it is about; nothing, of one that stands behind all of a document.
    pub about: Option<Place>,
}

impl Source {
    /// The comments of the file at which a look at the text says so. A comment before the marker with which the first
    /// document begins is about that document.
    pub fn remarks(&self, file: File, is_meant: impl Fn(&str) -> bool) -> Vec<Remark> {
        let of = |document| of_document(document, &is_meant);
        let mut remarks: Vec<Remark> = self.documents.iter().flat_map(of).collect();
        for (start, lines) in self.pieces.without_document(&self.text) {
            let below = self.documents.iter().find(|document| document.start > start);
            let about = below.map(|document| document.id.root());
            let found = lines.into_iter().filter(|(text, _)| is_meant(text));
            remarks.extend(found.map(|(text, span)| Remark {
                text: text.into(),
                at: Location::bytes(file, span),
                about,
            }));
        }
        remarks
    }
}

fn of_document(document: &Document, is_meant: &impl Fn(&str) -> bool) -> Vec<Remark> {
    let meant = document.comments.iter().filter(|comment| is_meant(&comment.text));
    let remark = |comment: &super::Comment| {
        let span = &comment.span;
        let is_behind =
            comment.is_alone && comment.pointer.last().is_none() && span.end > document.root.span.start;
        let at = document.start + span.start..document.start + span.end;
        let about = (!is_behind).then(|| document.at(comment.pointer));
        Remark { text: comment.text.clone(), at: Location::bytes(document.id.file, at), about }
    };
    meant.map(remark).collect()
}

/// A comment on a line of its own, by its text and its bytes.
type Line<'a> = (&'a str, super::Span);

impl Pieces {
    /// The comments of the parts that are sound and hold no document: each part by where it begins.
    fn without_document<'a>(&self, text: &'a str) -> Vec<(usize, Vec<Line<'a>>)> {
        let bare = self.bare().filter_map(|span| Some((span.start, text.get(span)?)));
        bare.map(|(start, part)| (start, lines(part, start))).collect()
    }
}

fn lines(part: &str, start: usize) -> Vec<Line<'_>> {
    let mut at = start;
    let mut found = Vec::new();
    for line in part.split_inclusive('\n') {
        let shown = line.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
        if shown.starts_with('#') {
            let begin = at + line.len() - shown.len();
            let whole = shown.trim_end();
            found.push((whole.trim_start_matches('#').trim(), begin..begin + whole.len()));
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{File, Location};
    use crate::source::Source;

    fn told(text: &str) -> Vec<(String, String)> {
        let file = File::new("remarks.yaml");
        let source = Source::of(file, text, None);
        let about = |remark: &super::Remark| match remark.about {
            Some(place) => format!("{}{}", place.document.serial, place.pointer),
            None => "nothing".to_owned(),
        };
        let remarks = source.remarks(file, |text| text.starts_with('!'));
        for remark in &remarks {
            let Location::Bytes(_, range) = remark.at else { panic!("a comment has bytes") };
            assert!(text[range.start..range.end].starts_with('#'), "{text}");
        }
        remarks.iter().map(|remark| (remark.text.to_string(), about(remark))).collect()
    }

    #[test]
    fn a_comment_is_about_a_key_a_document_or_nothing() {
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
            assert_eq!(told(text), [("!a".to_owned(), about.to_owned())], "{text:?}");
        }
        assert_eq!(told("a: \"# !a\"\nb: |\n  # !a\n"), []);
    }
}
