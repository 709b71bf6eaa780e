//! The lines of a file that a finding shows. Long lines are cut on both sides of the marked text, and control
//! characters are made visible.

use crate::diagnostic::{is_hidden, masked};
use crate::source::{Position, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// The maximum number of characters of a line that are shown.
// A generated file may have its whole catalog in one line.
const WIDTH: usize = 120;
/// The usual number of characters before the marked text in a line that is cut.
const BEFORE: usize = 40;

/// A range of a file that is underlined.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The range in the file, in bytes.
    pub span: Span,
    /// The line and the column in the file at which the range begins.
    pub at: Position,
}

/// A copy of a file with only the lines near the marks. All other lines are empty, so that line numbers stay the same.
#[derive(Debug)]
pub struct Excerpt {
    /// The name of the file.
    name: String,
    /// The text of the excerpt.
    text: String,
    /// The range of each mark in the excerpt, and the position of the mark in the file.
    marks: Vec<(Span, Position)>,
}

impl Excerpt {
    /// Creates the excerpt of a file that shows the given marks. If a mark spans several lines, only the first line is
    /// underlined.
    pub fn new(name: &str, text: &str, marks: &[Mark]) -> Self {
        let mut excerpt = Self { name: name.to_owned(), text: String::new(), marks: Vec::new() };
        let mut placed = vec![(0..0, Position { line: 0, column: 0 }); marks.len()];
        let mut start = 0;
        // `\n` alone: spans count the `\r` of a line as one of its bytes.
        for (index, line) in text.split('\n').enumerate() {
            let is_here = |mark: &Mark| mark.at.line == index + 1;
            if let Some(first) = marks.iter().find(|mark| is_here(mark)) {
                let window = Window::around(line, first.span.start.saturating_sub(start));
                for (mark, placed) in marks.iter().zip(&mut placed).filter(|(mark, _)| is_here(mark)) {
                    *placed = (window.range(line, start, &mark.span, excerpt.text.len()), mark.at);
                }
                excerpt.text.push_str(&window.shown(line));
            // The lines before and after a marked line are shown too.
            } else if marks.iter().any(|mark| mark.at.line.abs_diff(index + 1) <= 1) {
                excerpt.text.push_str(&Window::around(line, 0).shown(line));
            }
            // Every line is written, if only as an empty one, so that line numbers stay the same.
            excerpt.text.push('\n');
            start += line.len() + 1;
        }
        if !text.ends_with('\n') || text.is_empty() {
            return Self { marks: placed, ..excerpt };
        }
        // `split` sees an empty line after the last line break, which the file does not have.
        excerpt.text.pop();
        Self { marks: placed, ..excerpt }
    }

    /// Returns the range of each mark in the excerpt.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.marks.iter().map(|(span, _)| span)
    }
}

/// The range of a line that is shown, in bytes.
struct Window {
    bytes: Span,
}

impl Window {
    /// Chooses the range of a line to show around the byte with the index `at`.
    fn around(line: &str, at: usize) -> Self {
        let line = line.trim_end_matches('\r');
        // In characters, since the window is as wide as a terminal shows it.
        let at = line[..floor(line, at)].chars().count();
        let boundary = |number: usize| line.char_indices().nth(number).map_or(line.len(), |(byte, _)| byte);
        match line.chars().count() {
            length if length <= WIDTH => Self { bytes: 0..line.len() },
            length => {
                // At the end of a line the window moves back, so that it is never narrower than it may be.
                let first = at.saturating_sub(BEFORE).min(length - WIDTH);
                Self { bytes: boundary(first)..boundary(first + WIDTH) }
            }
        }
    }

    /// Returns the range of a line as it is shown, with `…` on each side that is cut.
    fn shown(&self, line: &str) -> String {
        let before = if self.bytes.start > 0 { "…" } else { "" };
        let after = if self.bytes.end < line.trim_end_matches('\r').len() { "…" } else { "" };
        format!("{before}{}{after}", visible(line, self.bytes.clone()))
    }

    /// Converts a range of bytes in the file to a range in the excerpt. `start` is the byte at which the line begins in
    /// the file, and `offset` the byte at which it begins in the excerpt.
    fn range(&self, line: &str, start: usize, span: &Span, offset: usize) -> Span {
        // A mark outside the window is drawn at its edge: miette would reject a span outside of the text.
        let clamp = |at: usize| floor(line, at.saturating_sub(start)).clamp(self.bytes.start, self.bytes.end);
        let dots = if self.bytes.start > 0 { "…".len() } else { 0 };
        // Slicing in the middle of a character would panic.
        let moved = |at: usize| offset + dots + visible(line, self.bytes.start..clamp(at)).len();
        moved(span.start)..moved(span.end).max(moved(span.start))
    }
}

/// Returns the nearest character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Returns a range of a line with hidden characters replaced: control characters by their Unicode pictures, others by
/// `\u{fffd}`. Each becomes one character, so that the marks stay below the right characters. A byte-order mark is left
/// out.
fn visible(line: &str, bytes: Span) -> String {
    let shown = |c: char| match c {
        '\u{feff}' => None,
        '\t' => Some(c),
        c if c.is_ascii_control() => {
            char::from_u32(if c == '\u{7f}' { 0x2421 } else { 0x2400 + u32::from(c) })
        }
        c if is_hidden(c) => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    };
    // The whole line is masked before it is cut: a part of a URL would not be recognized.
    let masked = masked(line);
    let chars = line.char_indices().zip(masked.chars()).filter(|((at, _), _)| bytes.contains(at));
    chars.filter_map(|(_, c)| shown(c)).collect()
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        // miette asks without lines around it for the position in the heading. That position is the one in the file.
        let known =
            self.marks.iter().find(|(mark, _)| mark.start == span.offset() && mark.len() == span.len());
        let (line, column) = match known.filter(|_| before == 0 && after == 0) {
            Some((_, at)) => (at.line - 1, at.column - 1),
            None => (contents.line(), contents.column()),
        };
        // The inner `line_count` counts from the beginning of the file. miette would join excerpts that are far apart
        // by it.
        let lines = contents.data().iter().filter(|byte| **byte == b'\n').count().max(1);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            line,
            column,
            lines,
        )))
    }
}
