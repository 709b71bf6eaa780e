//! Block scalars, kept from the formatter.
//!
//! Every blank of a block scalar may be part of its text, and the formatter is not exact about them: it
//! joins blank lines, cuts lines of blanks alone, and leaves an indentation indicator as it was when the
//! indentation changes. So it gets to see lines of one letter instead, as many, and the true lines are
//! put back, indented as it indented those.

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
    comments: Vec<(Span, String)>,
    /// A text that may keep the formatter busy for ever: where it sees lists in such a text, each bracket that is
    /// not closed makes it four times slower.
    pub(super) tangle: Option<Span>,
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
                    let is_tangled = style == ScalarStyle::Plain && is_tangled(&text[span.clone()]);
                    outline.tangle = outline.tangle.or_else(|| is_tangled.then_some(span));
                }
                Event::Comment(comment, _) => outline.comments.push((span, comment.trim_end().to_owned())),
                _ => {}
            }
        }
        Some(outline)
    }

    /// The text with one letter in place of each line of its block scalars.
    pub(super) fn shelter(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for block in &self.blocks {
            out.push_str(&text[at..block.header.start]);
            out.push(block.style);
            out.extend(block.chomping);
            out.push_str(&text[block.header.end..block.body.start]);
            // Further right than the header is further right than whatever the scalar belongs to; further right
            // than a comment below it are its own lines alone.
            let line = text[..block.header.start].rfind('\n').map_or(0, |newline| newline + 1);
            let indent = " ".repeat(block.indent.unwrap_or_default().max(block.header.start - line + 1));
            block.lines.iter().for_each(|_| out.extend([&indent, "x\n"]));
            at = block.body.end;
        }
        out + &text[at..]
    }

    /// The formatted text with the true lines in it; nothing if it has other block scalars.
    pub(super) fn restore(&self, formatted: &Self, text: &str) -> Option<String> {
        if self.blocks.len() != formatted.blocks.len() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (block, new) in self.blocks.iter().zip(&formatted.blocks) {
            out.push_str(&text[at..new.header.start]);
            out.push(block.style);
            out.push_str(if block.needs_indicator() { INDENT } else { "" });
            out.extend(block.chomping);
            out.push_str(&text[new.header.end..new.body.start]);
            let indent = " ".repeat(blanks(&text[new.body.start..]));
            for line in &block.lines {
                let indent = if line.is_empty() { "" } else { &indent };
                out.extend([indent, line, "\n"]);
            }
            at = new.body.end;
        }
        Some(out + &text[at..])
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

    /// Whether its indentation cannot be told from its first line.
    fn needs_indicator(&self) -> bool {
        self.lines.iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(' '))
    }
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
