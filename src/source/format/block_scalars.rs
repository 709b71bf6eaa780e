//! Hides block scalars, and some strings without quotes, from the formatter, which would change them.
//!
//! Every space in a block scalar may matter, but the formatter does not preserve all of them. It joins blank lines, and
//! removes the spaces from lines that contain nothing else. It also keeps an indentation indicator when the indentation
//! changes. So each line of a block scalar is replaced by one letter before formatting. Afterwards the lines are put
//! back with the new indentation.
//!
//! The formatter also parses strings without quotes differently from the parser: `- :,` is an error for the formatter.
//! So a string with unusual characters is replaced by a word of the same length.

use crate::source::source_range::Span;
use granit_parser::{Event, Parser, ScalarStyle};

/// The number of columns by which the formatter indents a block scalar further than its parent.
const INDENT: &str = "2";

/// The maximum number of opening brackets in a multi-line string without quotes.
const MAX_BRACKETS: usize = 8;

/// The block scalars, strings and comments of a text. Some of them are hidden from the formatter. The formatted text
/// must contain all of them.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The block scalars.
    blocks: Vec<Block>,
    /// The strings without quotes.
    plains: Vec<Plain>,
    /// The comments, with their spans.
    comments: Vec<(Span, String)>,
    /// The bytes of the first string that the formatter might take almost forever to format. The formatter looks for
    /// lists in a multi-line string, and each unclosed bracket makes this search four times slower.
    pub(super) slow_string: Option<Span>,
}

/// A string without quotes.
#[derive(Debug)]
struct Plain {
    span: Span,
    /// The text of the string, if it has unusual characters and so must be hidden from the formatter.
    odd: Option<String>,
}

impl Plain {
    fn new(text: &str, span: Span) -> Self {
        let is_plain = |c: char| c.is_alphanumeric() || "_./ ".contains(c);
        let written = &text[span.clone()];
        let is_odd = !written.chars().all(is_plain) && !written.contains(['\n', '\r']);
        Self { odd: is_odd.then(|| written.to_owned()), span }
    }

    /// Returns the word that replaces a hidden string. The word has the same width as the string, so lines break in the
    /// same places.
    fn word(odd: &str) -> String {
        "x".repeat(odd.chars().count())
    }
}

/// A block scalar that is not empty.
#[derive(Debug)]
struct Block {
    /// The bytes of the header: `|` or `>`, and its indicators.
    header: Span,
    /// The bytes of the lines. Trailing blank lines are included if they are part of the string.
    body: Span,
    /// The number of spaces by which the lines are indented; `None` if all lines are blank.
    indent: Option<usize>,
    /// The lines without their indentation and line breaks.
    lines: Vec<String>,
    /// `|` or `>`.
    style: char,
    /// `+` or `-`, if the header has one of them.
    chomping: Option<char>,
}

impl Outline {
    /// Finds the block scalars, strings and comments of a text that ends with a line break; `None` if the text is not
    /// YAML.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut outline = Self::default();
        // A file may consist of any number of comments in a row.
        let options =
            granit_parser::options! { emit_comments: true, max_buffered_comment_events: usize::MAX };
        let mut parser = Parser::new_from_str_with_options(text, options);
        let mut end = 0;
        while let Some(next) = parser.next_event() {
            let (event, span) = next.ok()?;
            let span = span.byte_range().unwrap_or(0..0);
            match event {
                Event::Scalar(value, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                    outline.blocks.extend(Block::find(text, end, &span, &value));
                    end = span.end;
                }
                Event::Scalar(_, style, ..) => {
                    end = span.end;
                    let is_plain = style == ScalarStyle::Plain && !span.is_empty();
                    outline.plains.extend(is_plain.then(|| Plain::new(text, span.clone())));
                    let is_slow = is_plain && is_slow_to_format(&text[span.clone()]);
                    outline.slow_string = outline.slow_string.or_else(|| is_slow.then_some(span));
                }
                Event::Comment(comment, _) => outline.comments.push((span, comment.trim_end().to_owned())),
                _ => {}
            }
        }
        Some(outline)
    }

    /// Returns the text for the formatter: each line of a block scalar is replaced by a letter, and each unusual string
    /// by a word.
    pub(super) fn replace_unformattable(&self, text: &str) -> String {
        let blocks =
            self.blocks.iter().map(|block| (block.header.start..block.body.end, block.substitute(text)));
        let plains = self
            .plains
            .iter()
            .filter_map(|plain| Some((plain.span.clone(), Plain::word(plain.odd.as_deref()?))));
        replaced(text, blocks.chain(plains).collect())
    }

    /// Puts the original lines and strings back into the formatted text. `None` if the formatted text does not have as
    /// many block scalars and strings as the original.
    pub(super) fn restore(&self, formatted: &Self, text: &str) -> Option<String> {
        let counts = |outline: &Self| (outline.blocks.len(), outline.plains.len());
        // The n-th block scalar can only be put back if it is still the n-th.
        if counts(self) != counts(formatted) {
            return None;
        }
        let blocks = self.blocks.iter().zip(&formatted.blocks);
        let blocks = blocks.map(|(block, new)| (new.header.start..new.body.end, block.restored(new, text)));
        let plains = self.plains.iter().zip(&formatted.plains);
        let plains = plains.filter_map(|(plain, new)| Some((new.span.clone(), plain.odd.clone()?)));
        Some(replaced(text, blocks.chain(plains).collect()))
    }

    /// Returns the bytes of the first comment that differs from the comment at the same index in `other`; `None` if all
    /// comments are equal.
    pub(super) fn first_lost_comment(&self, other: &Self) -> Option<Span> {
        // By text and order, since formatting changes the position of every comment.
        let mut others = other.comments.iter().map(|(_, comment)| comment);
        self.comments.iter().find(|(_, comment)| others.next() != Some(comment)).map(|(span, _)| span.clone())
    }
}

impl Block {
    /// Finds the header and the lines of a block scalar in the text. The parser gives its span and value, and `after`,
    /// the end of the scalar before it. `None` if the block scalar is empty.
    fn find(text: &str, after: usize, span: &Span, value: &str) -> Option<Self> {
        let is_blank = value.bytes().all(|byte| byte == b'\n');
        // The span starts at the content. It starts at the header only if the file ends with blank lines.
        let start = if is_blank && !span.is_empty() { span.start } else { header_line(text, span.start)? };
        // Not before the end of the previous node, which may contain a `|` or a `>` itself.
        let header = header(text, start.max(after))?;
        let begin = header.end + text[header.end..].find('\n')? + 1;
        let end = text[..span.end].rfind('\n').map_or(0, |newline| newline + 1).max(begin);
        let whole_lines: Vec<&str> = text[begin..end].split_inclusive('\n').collect();
        let indent = indent(&whole_lines, value);
        let bare = |line: &&str| {
            line.trim_end_matches('\n')[blanks(line).min(indent.unwrap_or(usize::MAX))..].to_owned()
        };
        let mut lines: Vec<String> = whole_lines.iter().map(bare).collect();
        let marks = &text[header.clone()];
        let chomping = marks.chars().find(|mark| ['+', '-'].contains(mark));
        // Trailing blank lines are part of the string only with `+`.
        while chomping != Some('+') && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let body = begin..begin + whole_lines[..lines.len()].iter().map(|line| line.len()).sum::<usize>();
        let style = marks.chars().next()?;
        (!lines.is_empty()).then_some(Self { header, body, indent, lines, style, chomping })
    }

    /// Returns the header without an indentation indicator, followed by a line with one letter for each line of the
    /// block scalar.
    fn substitute(&self, text: &str) -> String {
        // Without an indentation indicator: the letters begin with no space, so they need none.
        let mut out = self.style.to_string();
        out.extend(self.chomping);
        out.push_str(&text[self.header.end..self.body.start]);
        // Indented further than the header, the lines belong to the scalar whatever its parent is. A comment below the
        // scalar is never indented that far, so it stays a comment.
        let line = text[..self.header.start].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = " ".repeat(self.indent.unwrap_or_default().max(self.header.start - line + 1));
        self.lines.iter().for_each(|_| out.extend([&indent, "x\n"]));
        out
    }

    /// Returns the header and the original lines, indented as the formatter has indented their replacements.
    fn restored(&self, new: &Self, text: &str) -> String {
        let mut out = self.style.to_string();
        out.push_str(if self.needs_indicator() { INDENT } else { "" });
        out.extend(self.chomping);
        out.push_str(&text[new.header.end..new.body.start]);
        let indent = " ".repeat(blanks(&text[new.body.start..]));
        for line in &self.lines {
            // A blank line gets no spaces.
            let indent = if line.is_empty() { "" } else { &indent };
            out.extend([indent, line, "\n"]);
        }
        out
    }

    /// Whether the first nonblank line begins with a space, so that the header needs an indentation indicator.
    fn needs_indicator(&self) -> bool {
        self.lines.iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(' '))
    }
}

/// Replaces the given bytes of a text. The ranges must not overlap.
fn replaced(text: &str, mut parts: Vec<(Span, String)>) -> String {
    // Block scalars and strings come as two lists, which are merged by position.
    parts.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, part) in parts {
        out.push_str(&text[at..span.start]);
        out.push_str(&part);
        at = span.end;
    }
    out + &text[at..]
}

/// Returns the start of the line with the header: the last nonblank line above the line of the given byte.
fn header_line(text: &str, at: usize) -> Option<usize> {
    let line = text[..at].rfind('\n')?;
    let above = text[..line].trim_end();
    Some(above.rfind('\n').map_or(0, |newline| newline + 1))
}

/// Returns the bytes of the first header at or after the given byte. A header comes after a space, a tab or a line
/// break.
fn header(text: &str, from: usize) -> Option<Span> {
    let is_header = |at: &usize| {
        text[*at..].starts_with(['|', '>']) && (*at == 0 || text[..*at].ends_with([' ', '\t', '\n']))
    };
    let start = text.get(from..)?.char_indices().map(|(at, _)| from + at).find(is_header)?;
    let marks = text[start + 1..].find(|c: char| !c.is_ascii_digit() && c != '+' && c != '-')?;
    Some(start..start + 1 + marks)
}

/// Returns the indentation of a block scalar: the number of spaces before its first nonblank line, without the spaces
/// that are part of the value.
fn indent(lines: &[&str], value: &str) -> Option<usize> {
    let text = value.trim_start_matches('\n');
    let first = lines.get(value.len() - text.len()).filter(|_| !text.is_empty());
    first.map(|line| blanks(line).saturating_sub(blanks(text)))
}

/// Whether the formatter might take almost forever to format a string without quotes.
fn is_slow_to_format(text: &str) -> bool {
    text.contains('\n') && text.bytes().filter(|byte| b"[{".contains(byte)).count() > MAX_BRACKETS
}

/// Returns the number of spaces at the start of a text.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}
