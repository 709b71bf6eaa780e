//! Ranges of bytes in a file. Also finds a piece of a string in the text of the file.

/// A range of bytes.
pub type Span = std::ops::Range<usize>;

/// Finds a piece of the string `value` in `written`, which is `value` as spelled in the file. Returns the piece's byte
/// range in `written`. `None` if the piece is spelled differently there, for example with an escape, or if it is not
/// clear which occurrence is the right one.
pub(super) fn within(written: &str, value: &str, piece: Span) -> Option<Span> {
    // An empty piece would be found everywhere.
    let word = value.get(piece.clone()).filter(|word| !word.is_empty())?;
    let index = value.match_indices(word).position(|(at, _)| at == piece.start)?;
    let mut found = written.match_indices(word).skip(index);
    let start = found.next()?.0;
    // If both have the word equally often from here on, the occurrences correspond.
    let rest = value.match_indices(word).skip(index + 1).count();
    (found.count() == rest).then_some(start..start + word.len())
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{File, Pointer};
    use crate::source::{Source, Sources};

    /// The line number and the source text of one occurrence of a word in the value of `a`. Occurrences count from 0.
    fn range_of(text: &str, word: &str, occurrence: usize) -> String {
        let file = File::new("piece.yaml");
        let source = Source::of(file, text, None);
        let document = source.documents[0].clone();
        let value = document.root.get("a").and_then(|node| node.as_text()).expect("a string").to_owned();
        let start = value.match_indices(word).nth(occurrence).expect("the word").0;
        let piece_place = document.at(Pointer::parse("/a")).piece(start..start + word.len());
        let mut sources = Sources::default();
        sources.set(file, source);
        let span = sources.span(piece_place);
        format!("{}:{}", sources.position(piece_place).line, &text[span])
    }

    #[test]
    fn piece_is_located_in_every_style_of_string() {
        for text in [
            "a: für ${x}, ${x}",
            "a: 'it''s ${x}, ${x}'",
            "a: \"\\u00e4 ${x}, ${x}\"",
            "é: 1\na: ü ${x}\n  and ${x}",
            "a: |2+\n    ${x}\n\n   ${x}\n\n",
            "a: >-\n  ${x} b\n  c\n\n  ${x}",
        ] {
            let last = text.trim_end().lines().count();
            assert!(range_of(text, "${x}", 0).ends_with(":${x}"), "{text}");
            assert_eq!(range_of(text, "${x}", 1), format!("{last}:${{x}}"), "{text}");
        }
    }

    #[test]
    fn escaped_piece_has_the_range_of_the_whole_value() {
        assert_eq!(range_of("a: \"${x} \\x24{x}\"", "${x}", 0), "1:\"${x} \\x24{x}\"");
        assert_eq!(range_of("a: b ${x\n  y}", "${x y}", 0), "1:b ${x\n  y}");
    }
}
