//! The lines of a file that a finding shows: long ones cut to what matters, control characters made visible.

use crate::diagnostic::{is_hidden, masked};
use crate::source::{Position, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// How many characters of a line are shown.
const WIDTH: usize = 120;
/// How many of them stand before what is underlined.
const BEFORE: usize = 40;

/// A place to be shown.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its bytes in the file.
    pub span: Span,
    /// Its line and column there.
    pub at: Position,
}

/// A file with all lines, of which those far from the marks are empty. Line numbers stay as they are.
#[derive(Debug)]
pub struct Excerpt {
    name: String,
    text: String,
    marks: Vec<(Span, Position)>,
}

impl Excerpt {
    /// The excerpt that shows some places of a file. Only their first lines are underlined.
    pub fn new(name: &str, text: &str, marks: &[Mark]) -> Self {
        let mut excerpt = Self { name: name.to_owned(), text: String::new(), marks: Vec::new() };
        let mut placed = vec![(0..0, Position { line: 0, column: 0 }); marks.len()];
        let mut start = 0;
        for (index, line) in text.split('\n').enumerate() {
            let here = |mark: &Mark| mark.at.line == index + 1;
            if let Some(first) = marks.iter().find(|mark| here(mark)) {
                let window = Window::around(line, first.span.start.saturating_sub(start));
                for (mark, placed) in marks.iter().zip(&mut placed).filter(|(mark, _)| here(mark)) {
                    *placed = (window.place(line, start, &mark.span, excerpt.text.len()), mark.at);
                }
                excerpt.text.push_str(&window.shown(line));
            } else if marks.iter().any(|mark| mark.at.line.abs_diff(index + 1) <= 1) {
                excerpt.text.push_str(&Window::around(line, 0).shown(line));
            }
            excerpt.text.push('\n');
            start += line.len() + 1;
        }
        if !text.ends_with('\n') || text.is_empty() {
            return Self { marks: placed, ..excerpt };
        }
        excerpt.text.pop();
        Self { marks: placed, ..excerpt }
    }

    /// The bytes of each mark in the excerpt.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.marks.iter().map(|(span, _)| span)
    }
}

/// The part of a line that is shown, as bytes of the line.
struct Window {
    bytes: Span,
}

impl Window {
    fn around(line: &str, at: usize) -> Self {
        let line = line.trim_end_matches('\r');
        let at = line[..floor(line, at)].chars().count();
        let boundary = |number: usize| line.char_indices().nth(number).map_or(line.len(), |(byte, _)| byte);
        match line.chars().count() {
            length if length <= WIDTH => Self { bytes: 0..line.len() },
            length => {
                let first = at.saturating_sub(BEFORE).min(length - WIDTH);
                Self { bytes: boundary(first)..boundary(first + WIDTH) }
            }
        }
    }

    fn shown(&self, line: &str) -> String {
        let before = if self.bytes.start > 0 { "…" } else { "" };
        let after = if self.bytes.end < line.trim_end_matches('\r').len() { "…" } else { "" };
        format!("{before}{}{after}", visible(line, self.bytes.clone()))
    }

    /// Where bytes of the file come to lie in the excerpt.
    fn place(&self, line: &str, start: usize, span: &Span, offset: usize) -> Span {
        let clamp = |at: usize| floor(line, at.saturating_sub(start)).clamp(self.bytes.start, self.bytes.end);
        let dots = if self.bytes.start > 0 { "…".len() } else { 0 };
        let moved = |at: usize| offset + dots + visible(line, self.bytes.start..clamp(at)).len();
        moved(span.start)..moved(span.end).max(moved(span.start))
    }
}

/// The character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A part of a line in which control characters are shown by their pictures, and what else is hidden by one sign each; a
/// byte-order mark is not shown.
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
        // Without lines around it, it is the place in the heading that is asked for.
        let known =
            self.marks.iter().find(|(mark, _)| mark.start == span.offset() && mark.len() == span.len());
        let (line, column) = match known.filter(|_| before == 0 && after == 0) {
            Some((_, at)) => (at.line - 1, at.column - 1),
            None => (contents.line(), contents.column()),
        };
        // What is counted there are all lines from the file's beginning, which would join excerpts that are far apart.
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
