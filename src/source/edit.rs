//! Applies fixes to the text of a file.

use super::node::{Data, Node};
use super::source_range::{Span, within};
use super::sources::Sources;
use crate::diagnostic::{Edit, File, Fix, Location, Part, Place, Pointer};

/// The text of a file after fixes were applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// The new text.
    pub text: String,
    /// The indices of the fixes that were applied.
    pub made: Vec<usize>,
}

/// The bytes to replace, and the new text.
type Written<'a> = (Span, &'a str);

impl Sources {
    /// Applies fixes to the text of a file. The edits of each fix in this file are applied together or not at all. A
    /// fix is skipped if it overlaps with an earlier fix, or changes a block scalar or a value with an anchor or alias.
    pub fn edited(&self, file: File, fixes: &[&Fix]) -> Edited {
        let mut edited = Edited::default();
        let mut all: Vec<Written<'_>> = Vec::new();
        for (index, fix) in fixes.iter().enumerate() {
            // The edits in other files are made when those files are edited.
            let edits = fix.edits.iter().filter(|edit| edit.location.file() == file);
            let writes = edits.map(|edit| self.written(file, edit)).collect::<Option<Vec<_>>>();
            let Some(writes) = writes else { continue };
            let writes = merged(writes, self.text(file).unwrap_or_default());
            // Several findings may propose the same edits.
            let is_made = writes.iter().all(|write| all.contains(write));
            if !is_made && overlap(&all, &writes) {
                continue;
            }
            all.extend(writes.into_iter().filter(|_| !is_made));
            edited.made.push(index);
        }
        // The fixes come in the order of their findings, but the text is copied once, from start to end.
        all.sort_by_key(|(span, _)| span.start);
        edited.text = with_writes(self.text(file).unwrap_or_default(), &all);
        edited
    }

    /// Converts an edit to a replacement of bytes; `None` if the edit cannot be applied.
    fn written<'a>(&self, file: File, edit: &'a Edit) -> Option<Written<'a>> {
        let span = match (edit.location, &edit.text) {
            (Location::In(place), None) => self.cut(place),
            (Location::In(place), Some(_)) => self.written_at(place),
            (Location::Bytes(_, range), Some(_)) => Some(range.start..range.end),
            // A cut must include the separator next to it, and only the tree knows where that is.
            (Location::Bytes(..), None) => None,
        }?;
        let text = self.text(file)?;
        // The finding may come from an earlier state of the file.
        text.get(span.clone())?;
        Some((span, edit.text.as_deref().unwrap_or_default()))
    }

    /// Returns the bytes to cut in order to remove the key or element at the place. `None` if the place is inside a
    /// value with an anchor, or if the cut would remove a comment or separate a comment from its key or element.
    fn cut(&self, place: Place) -> Option<Span> {
        if self.is_shared(place) {
            return None;
        }
        let span =
            self.document(place.document)?.is_written_at(place.pointer).then(|| self.removal(place))??;
        let document = self.document(place.document)?;
        let mut comments = document.comments.iter().map(|it| document.start + it.span.start);
        let is_commented =
            comments.any(|at| span.contains(&at)) || is_below_comment(self.text(place.file())?, &span);
        (!is_commented).then_some(span)
    }

    /// Whether the place is inside a value with an anchor. A change to such a value also changes the aliases of the
    /// anchor.
    fn is_shared(&self, place: Place) -> bool {
        let (document, text) = (self.document(place.document), self.text(place.file()).unwrap_or_default());
        let is_anchored = |pointer: Pointer| {
            let start = document.map_or(0, |document| document.span(pointer, Part::Value).start);
            // An anchor is the word before its value.
            let before = text.get(..start).unwrap_or_default();
            before.split_whitespace().next_back().is_some_and(|word| word.starts_with('&'))
        };
        // An anchor on any value around the place shares the place too.
        let to_parent = |pointer: &Pointer| Some(pointer.parent()).filter(|parent| parent != pointer);
        std::iter::successors(Some(place.pointer), to_parent).any(is_anchored)
    }

    /// Returns the bytes of a key or a value. `None` if it is written elsewhere, has an anchor, is inside a value with
    /// an anchor, or is a block scalar.
    fn written_at(&self, place: Place) -> Option<Span> {
        let document = self.document(place.document)?;
        let is_replaceable = document.is_written_at(place.pointer) && !self.is_shared(place);
        let node = document.find(place.pointer).filter(|_| is_replaceable)?;
        let whole = document.span(place.pointer, place.part);
        let text = self.text(place.file())?.get(whole.clone())?;
        match place.part {
            Part::Key => Some(whole),
            Part::Value => (!is_block(node)).then_some(whole),
            Part::Piece(piece) => {
                let found = within(text, node.as_text()?, piece.range())?;
                Some(whole.start + found.start..whole.start + found.end)
            }
        }
    }
}

/// Whether the line above a cut is a comment. After the cut, this comment would wrongly refer to the next key or
/// element.
fn is_below_comment(text: &str, cut: &Span) -> bool {
    let line = text[..cut.start].rfind('\n').map_or(0, |at| at + 1);
    let begins_line = text[line..cut.start].trim().is_empty();
    let above = text[..line].lines().next_back().unwrap_or_default();
    begins_line && above.trim_start().starts_with('#')
}

/// Whether a string may be a block scalar. The span of a block scalar does not include its `|` or `>`, so replacing the
/// span would leave that character. The span of any other string is as long as the string, plus two bytes if the string
/// is quoted.
fn is_block(node: &Node) -> bool {
    let Data::Text(text) = &node.data else { return false };
    text.contains('\n') || node.span.len() == text.len() + 1
}

/// Joins overlapping cuts of one fix. The cuts of neighboring elements overlap, since both include the separator
/// between them. If a closing bracket follows a cut, the comma before the cut is removed too.
fn merged<'a>(mut writes: Vec<Written<'a>>, whole: &str) -> Vec<Written<'a>> {
    // Sorted, so that only neighbors can overlap.
    writes.sort_by_key(|(span, _)| span.start);
    let mut merged: Vec<Written<'_>> = Vec::with_capacity(writes.len());
    for (span, text) in writes {
        match merged.last_mut() {
            // Both cuts include the separator between the two elements.
            Some((last, "")) if text.is_empty() && span.start <= last.end => {
                last.end = last.end.max(span.end)
            }
            _ => merged.push((span, text)),
        }
    }
    merged.iter_mut().filter(|(_, text)| text.is_empty()).for_each(|(span, _)| cut_comma(span, whole));
    merged
}

/// Extends a cut that ends before a closing bracket, so that it includes the comma before it.
fn cut_comma(span: &mut Span, whole: &str) {
    let before = whole[..span.start].trim_end();
    if before.ends_with(',') && whole[span.end..].trim_start().starts_with([']', '}']) {
        span.start = before.len() - 1;
    }
}

/// Whether a replacement in `writes` overlaps with one in `all`, or with another one in `writes`.
fn overlap(all: &[Written<'_>], writes: &[Written<'_>]) -> bool {
    // Two empty ranges have no byte in common, but at the same place their order would decide the result.
    let do_overlap = |a: &Span, b: &Span| a.start < b.end && b.start < a.end || a.start == b.start;
    let has_overlap = |(index, (span, _)): (usize, &Written<'_>)| {
        all.iter().chain(&writes[..index]).any(|(other, _)| do_overlap(span, other))
    };
    writes.iter().enumerate().any(has_overlap)
}

/// Returns the text after all replacements, which must be sorted by their bytes.
fn with_writes(text: &str, writes: &[Written<'_>]) -> String {
    let (mut whole, mut at) = (String::with_capacity(text.len()), 0);
    for (span, written) in writes {
        // In order and without overlaps: `edited` has left out the fixes that overlap.
        whole += text.get(at..span.start).unwrap_or_default();
        whole += written;
        at = span.end;
    }
    whole + text.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Edited;
    use crate::diagnostic::{Edit, File, Fix, Location, Pointer};
    use crate::source::{Source, Sources};

    /// Edits the values at the given pointers and returns the result. `None` removes a value.
    fn edited(text: &str, edits: &[(&str, Option<&str>)]) -> Edited {
        let file = File::new("edit.yaml");
        let source = Source::of(file, text, None);
        let document = source.documents[0].clone();
        let mut sources = Sources::default();
        sources.set(file, source);
        let fix = |(pointer, text): &(&str, Option<&str>)| {
            let (location, text) = (document.at(Pointer::parse(pointer)).into(), text.map(str::to_owned));
            Fix { title: String::new(), edits: vec![Edit { location, text }] }
        };
        let fixes: Vec<Fix> = edits.iter().map(fix).collect();
        sources.edited(file, &fixes.iter().collect::<Vec<_>>())
    }

    #[test]
    fn edits_preserve_comments_and_layout() {
        let text = "a:   'x'  # why\r\nb: [ 1,  2 , 3 ]\nc:\n  - d\n  - e # two\n";
        let edited = edited(text, &[("/a", Some("y")), ("/b/1", None), ("/c/0", None)]);
        assert_eq!(edited.text, "a:   y  # why\r\nb: [ 1,  3 ]\nc:\n  - e # two\n");
        assert_eq!(edited.made, [0, 1, 2]);
    }

    #[test]
    fn first_of_overlapping_fixes_is_applied() {
        let edited = edited("a: [x, x, x]\n", &[("/a/1", None), ("/a/2", None), ("/a/1", None)]);
        assert_eq!((edited.text.as_str(), edited.made), ("a: [x, x]\n", vec![0, 2]));
    }

    #[test]
    fn one_fix_can_remove_neighboring_elements() {
        let file = File::new("cut.yaml");
        let source = Source::of(file, "a: [x, x, x]\n", None);
        let document = source.documents[0].clone();
        let mut sources = Sources::default();
        sources.set(file, source);
        let removal =
            |pointer: &str| Edit { location: document.at(Pointer::parse(pointer)).into(), text: None };
        let fix = Fix { title: String::new(), edits: vec![removal("/a/1"), removal("/a/2")] };
        assert_eq!(sources.edited(file, &[&fix]).text, "a: [x]\n");
    }

    #[test]
    fn aliases_anchors_and_block_scalars_are_not_edited() {
        for (text, pointer) in [
            ("a: &x { b: c }\nd: *x\n", "/d/b"),
            ("a: &x { b: c }\nd: *x\n", "/a/b"),
            ("a: &x c\nd: *x\n", "/a"),
            ("a: |-\n  text\n", "/a"),
            ("a: >\n  text\n", "/a"),
            ("a: 1\n", "/b"),
        ] {
            let edited = edited(text, &[(pointer, Some("y"))]);
            assert_eq!((edited.text.as_str(), edited.made), (text, Vec::new()), "{text}");
        }
    }

    #[test]
    fn parts_with_comments_are_not_removed() {
        for (text, pointer) in [
            ("a:\n  - b\n  # why c\n  - c\n", "/a/1"),
            ("a: [b, # why b\n    c]\n", "/a/1"),
            ("# a\na: 1\nb: 2\n", "/a"),
            ("a:\n  - b\n  - c # why c\n", "/a/1"),
            ("a:\n  # why\n  b\nc: 1\n", "/a"),
        ] {
            let edited = edited(text, &[(pointer, None)]);
            assert_eq!((edited.text.as_str(), edited.made), (text, Vec::new()), "{text}");
        }
        assert_eq!(edited("a:\n  # why b\n  - b\n  - c\n", &[("/a/1", None)]).text, "a:\n  # why b\n  - b\n");
    }

    #[test]
    fn byte_ranges_can_be_replaced_but_not_removed() {
        let file = File::new("edit.yaml");
        let mut sources = Sources::default();
        sources.set(file, Source::of(file, "a: 1,5\n", None));
        let fix = |text: Option<&str>, range| Fix {
            title: String::new(),
            edits: vec![Edit { location: Location::bytes(file, range), text: text.map(str::to_owned) }],
        };
        assert_eq!(sources.edited(file, &[&fix(Some("1.5"), 3..6)]).text, "a: 1.5\n");
        assert_eq!(sources.edited(file, &[&fix(None, 3..6)]).made, [0_usize; 0]);
        assert_eq!(sources.edited(file, &[&fix(Some("x"), 3..99)]).made, [0_usize; 0]);
    }
}
