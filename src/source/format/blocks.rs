//! Block scalars, kept from the formatter.
//!
//! Every blank of a block scalar may be part of its text, and the formatter is not exact about them: it
//! joins blank lines, cuts lines of blanks alone, and leaves an indentation indicator as it was when the
//! indentation changes. So it gets to see lines of one letter instead, as many, and the true lines are
//! put back, indented as it indented those.
//!
//! It reads texts without quotes otherwise than the reader, too: `- :,` is an error to it. So it sees a word of the
//! same length in place of each that has other signs than letters and digits have between them.

use super::Span;
use granit_parser::{Event, Parser, ScalarStyle};

/// How much further than its parent the formatter indents a block scalar.
const INDENT: &str = "2";

/// How many opening brackets a text without quotes may have that takes several lines.
const MAX_BRACKETS: usize = 8;

/// What of a text the formatter is not trusted with.
#[derive(Debug, Default)]
pub(super) struct Outline {
    blocks: Vec<Block>,
    /// The texts without quotes.
    plains: Vec<Plain>,
    comments: Vec<(Span, String)>,
    /// A text that may keep the formatter busy for ever: where it sees lists in such a text, each bracket that is
    /// not closed makes it four times slower.
    pub(super) tangle: Option<Span>,
}

/// A text without quotes.
#[derive(Debug)]
struct Plain {
    span: Span,
    /// What is kept from the formatter; nothing where that reads it as it is meant.
    odd: Option<String>,
}

impl Plain {
    fn new(text: &str, span: Span) -> Self {
        let is_plain = |c: char| c.is_alphanumeric() || "_./ ".contains(c);
        let said = &text[span.clone()];
        let is_odd = !said.chars().all(is_plain) && !said.contains(['\n', '\r']);
        Self { odd: is_odd.then(|| said.to_owned()), span }
    }

    /// The word that stands for it.
    fn word(odd: &str) -> String {
        "x".repeat(odd.chars().count())
    }
}

/// A block scalar that is not empty.
#[derive(Debug)]
struct Block {
    /// `|` or `>`, with its indicators.
    header: Span,
    /// Its lines, whole. Blank lines after its text are among them where they count.
    body: Span,
    /// How far its lines are indented, where there is one that is not blank.
    indent: Option<usize>,
    /// Its lines without their indentation.
    lines: Vec<String>,
    style: char,
    chomping: Option<char>,
}

impl Outline {
    /// Outlines a text that ends with a line break; nothing if it is not YAML.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut outline = Self::default();
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
                    let is_tangled = is_plain && is_tangled(&text[span.clone()]);
                    outline.tangle = outline.tangle.or_else(|| is_tangled.then_some(span));
                }
                Event::Comment(comment, _) => outline.comments.push((span, comment.trim_end().to_owned())),
                _ => {}
            }
        }
        Some(outline)
    }

    /// The text with one letter in place of each line of its block scalars, and a word in place of each odd text.
    pub(super) fn shelter(&self, text: &str) -> String {
        let blocks =
            self.blocks.iter().map(|block| (block.header.start..block.body.end, block.sheltered(text)));
        let plains = self
            .plains
            .iter()
            .filter_map(|plain| Some((plain.span.clone(), Plain::word(plain.odd.as_deref()?))));
        replaced(text, blocks.chain(plains).collect())
    }

    /// The formatted text with the true lines and texts in it; nothing if it has other block scalars, or other texts.
    pub(super) fn restore(&self, formatted: &Self, text: &str) -> Option<String> {
        let counts = |outline: &Self| (outline.blocks.len(), outline.plains.len());
        if counts(self) != counts(formatted) {
            return None;
        }
        let blocks = self.blocks.iter().zip(&formatted.blocks);
        let blocks = blocks.map(|(block, new)| (new.header.start..new.body.end, block.restored(new, text)));
        let plains = self.plains.iter().zip(&formatted.plains);
        let plains = plains.filter_map(|(plain, new)| Some((new.span.clone(), plain.odd.clone()?)));
        Some(replaced(text, blocks.chain(plains).collect()))
    }

    /// The first comment that does not stand in the other text at its turn.
    pub(super) fn first_lost_comment(&self, other: &Self) -> Option<Span> {
        let mut others = other.comments.iter().map(|(_, comment)| comment);
        self.comments.iter().find(|(_, comment)| others.next() != Some(comment)).map(|(span, _)| span.clone())
    }
}

impl Block {
    /// The block scalar whose value and span the parser gave; what came before it ended at `after`.
    fn find(text: &str, after: usize, span: &Span, value: &str) -> Option<Self> {
        let is_blank = value.bytes().all(|byte| byte == b'\n');
        // The span begins with the text. It begins with the header only where the file ends with blank lines.
        let start = if is_blank && !span.is_empty() { span.start } else { header_line(text, span.start)? };
        let header = header(text, start.max(after))?;
        let begin = header.end + text[header.end..].find('\n')? + 1;
        let end = text[..span.end].rfind('\n').map_or(0, |newline| newline + 1).max(begin);
        let raw: Vec<&str> = text[begin..end].split_inclusive('\n').collect();
        let indent = indent(&raw, value);
        let bare = |line: &&str| {
            line.trim_end_matches('\n')[blanks(line).min(indent.unwrap_or(usize::MAX))..].to_owned()
        };
        let mut lines: Vec<String> = raw.iter().map(bare).collect();
        let marks = &text[header.clone()];
        let chomping = marks.chars().find(|mark| ['+', '-'].contains(mark));
        while chomping != Some('+') && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let body = begin..begin + raw[..lines.len()].iter().map(|line| line.len()).sum::<usize>();
        let style = marks.chars().next()?;
        (!lines.is_empty()).then_some(Self { header, body, indent, lines, style, chomping })
    }

    /// Its header and one letter for each of its lines.
    fn sheltered(&self, text: &str) -> String {
        let mut out = self.style.to_string();
        out.extend(self.chomping);
        out.push_str(&text[self.header.end..self.body.start]);
        // Further right than the header is further right than whatever the scalar belongs to; further right
        // than a comment below it are its own lines alone.
        let line = text[..self.header.start].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = " ".repeat(self.indent.unwrap_or_default().max(self.header.start - line + 1));
        self.lines.iter().for_each(|_| out.extend([&indent, "x\n"]));
        out
    }

    /// Its header and its true lines, where the formatter has put those that stood for them.
    fn restored(&self, new: &Self, text: &str) -> String {
        let mut out = self.style.to_string();
        out.push_str(if self.needs_indicator() { INDENT } else { "" });
        out.extend(self.chomping);
        out.push_str(&text[new.header.end..new.body.start]);
        let indent = " ".repeat(blanks(&text[new.body.start..]));
        for line in &self.lines {
            let indent = if line.is_empty() { "" } else { &indent };
            out.extend([indent, line, "\n"]);
        }
        out
    }

    /// Whether its indentation cannot be told from its first line.
    fn needs_indicator(&self) -> bool {
        self.lines.iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(' '))
    }
}

/// A text with other texts in place of parts of it, which do not overlap.
fn replaced(text: &str, mut parts: Vec<(Span, String)>) -> String {
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

/// Where the line of the header begins: the last line above a place that is not blank.
fn header_line(text: &str, at: usize) -> Option<usize> {
    let line = text[..at].rfind('\n')?;
    let above = text[..line].trim_end();
    Some(above.rfind('\n').map_or(0, |newline| newline + 1))
}

/// The first header at or after a place; a blank or a line break stands before it.
fn header(text: &str, from: usize) -> Option<Span> {
    let is_header = |at: &usize| {
        text[*at..].starts_with(['|', '>']) && (*at == 0 || text[..*at].ends_with([' ', '\t', '\n']))
    };
    let start = text.get(from..)?.char_indices().map(|(at, _)| from + at).find(is_header)?;
    let marks = text[start + 1..].find(|c: char| !c.is_ascii_digit() && c != '+' && c != '-')?;
    Some(start..start + 1 + marks)
}

/// How far a block scalar is indented: what its first line that is not blank has more than its value has.
fn indent(raw: &[&str], value: &str) -> Option<usize> {
    let text = value.trim_start_matches('\n');
    let first = raw.get(value.len() - text.len()).filter(|_| !text.is_empty());
    first.map(|line| blanks(line).saturating_sub(blanks(text)))
}

fn is_tangled(text: &str) -> bool {
    text.contains('\n') && text.bytes().filter(|byte| b"[{".contains(byte)).count() > MAX_BRACKETS
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}
