//! Explains the errors of the parser, with one function for each type of mistake.

use super::fault::{COLUMNS, Fault, Place, generic};
use super::line::{Line, quoted};
use super::{brackets, stray_characters};
use crate::source::source_range::Span;
use granit_parser::ErrorKind as Kind;

/// The help for tabs.
const TABS: &str = "write spaces instead; most editors can be set to do so in YAML files";
/// The help for an error that only the parser can describe.
const CHECK_LINES: &str = "check this line and the line above for an unclosed quote or bracket, an unquoted \
                           string that contains a colon, or wrong indentation";

/// Explains an error of the parser.
pub(super) fn of(place: &Place<'_>, kind: &Kind) -> Fault {
    // What can be seen in the line is more helpful than what the parser expected.
    if let Some(fault) = stray_characters::of(place, kind) {
        return fault;
    }
    match kind {
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => open_quote(place),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            after_quote(place)
        }
        Kind::UnknownQuotedScalarEscape | Kind::InvalidQuotedScalarHexEscape => escape(place),
        Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabNotAllowed
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar
        | Kind::InvalidBlockEntryWhitespace
        | Kind::InvalidMappingValueWhitespace => tab(place),
        Kind::MappingValueNotAllowed => colon(place),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => no_key(place),
        Kind::UnexpectedCharacter { character } => character_fault(place, *character),
        Kind::UnknownAnchor | Kind::MissingAnchorOrAliasName => alias(place),
        _ => brackets::of(place, kind).unwrap_or_else(|| rest(place, kind)),
    }
}

/// Whether the error is in a tag. Tags are not supported in catalogs, even if they are valid YAML.
pub(super) fn is_of_a_tag(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::UndeclaredTagHandle
            | Kind::ExpectedTagBang
            | Kind::InvalidGlobalTagCharacter
            | Kind::InvalidTagTerminator
            | Kind::MissingTagUri
            | Kind::UnclosedVerbatimTag
            | Kind::InvalidTagEscape
            | Kind::InvalidTagUtf8LeadingByte
            | Kind::InvalidTagUtf8TrailingByte
            | Kind::InvalidTagUtf8
    )
}

/// Explains an error of any other type. The message of the parser is used only if nothing here explains the error.
fn rest(place: &Place<'_>, kind: &Kind) -> Fault {
    let here = place.token(place.at);
    let (message, help) = match kind {
        kind if is_of_a_tag(kind) => {
            ("tags are not supported in a catalog", "remove it; a string that starts with `!` must be quoted")
        }
        Kind::ExpectedBlockSequenceEntry | Kind::ExpectedBlockMappingKey | Kind::InvalidIndentation => {
            return indentation(place);
        }
        Kind::BlockSequenceEntryNotAllowed => (
            "a list with dashes cannot start in the middle of a line",
            "start it on the next line, or write it in brackets: `[a, b]`",
        ),
        Kind::CommentInterceptedScalar => (
            "a comment interrupts a string that continues on the next line",
            "move the comment to its own line above, or end the string before it",
        ),
        Kind::CommentNotSeparated => ("missing space before a comment", "add a space before `#`"),
        Kind::BomInsideDocument => (
            "byte-order mark in the middle of the file",
            "remove this invisible character; two files may have been joined here",
        ),
        kind => return Fault::new(here, format!("invalid YAML: {kind}"), CHECK_LINES),
    };
    Fault::new(here, message, help)
}

/// Explains a line whose indentation matches no line above it, or the stray character that is the cause.
fn indentation(place: &Place<'_>) -> Fault {
    stray_characters::comma(place).or_else(|| stray_characters::text_in_brackets(place)).unwrap_or_else(
        || {
            let message = "the indentation of this line matches no line above it";
            Fault::new(place.line().content(), message, COLUMNS)
        },
    )
}

/// Explains a string whose quote is not closed.
fn open_quote(place: &Place<'_>) -> Fault {
    let Some(start) = place.quote() else { return generic(place, "unclosed quote") };
    let line = Line::at(place.text, start);
    let end = line.content().end.max(start + 1);
    let written = place.text[start + 1..end].trim();
    let quote = &place.text[start..=start];
    // A complete suggestion would be wrong if the string ends somewhere inside this text.
    let plain = !written.is_empty() && !written.contains(['"', '\'', '#', ',', '[', ']', '{', '}', '\\']);
    let help = match plain {
        true => format!("close it: `{quote}{written}{quote}`"),
        false => format!("write {quote} at the end of the string"),
    };
    Fault::new(start..end, format!("this string starts with {quote} but is not closed"), help)
}

/// Explains text after the closing quote of a string.
fn after_quote(place: &Place<'_>) -> Fault {
    let here = place.token(place.at);
    if let Some(fault) = stray_characters::comma(place) {
        return fault;
    }
    // Which escape is right depends on the quote.
    let single = place.quote().is_some_and(|at| place.text[at..].starts_with('\''));
    let help = match single {
        true => {
            "in single quotes, write an apostrophe twice: `'It''s here'`; in double quotes, write it once: `\"It's here\"`"
        }
        false => {
            "in double quotes, write a quote as `\\\"`; in single quotes, write it as it is: `'17\" wide'`"
        }
    };
    Fault::new(here, "unexpected text after the closing quote", help)
}

/// Explains an unknown or incomplete escape in double quotes.
fn escape(place: &Place<'_>) -> Fault {
    const KNOWN: &str = "0abtnvfre \"/\\N_LPxuU\n\r\t";
    let Some(start) = place.quote() else { return generic(place, "unknown escape") };
    let inside = &place.text[start + 1..];
    let mut at = 0;
    while let Some(next) = inside[at..].find('\\').map(|found| at + found) {
        let Some(c) = inside[next + 1..].chars().next() else { break };
        if !KNOWN.contains(c) {
            let span = start + 1 + next..start + 2 + next + c.len_utf8();
            return Fault::new(
                span,
                format!("unknown escape `\\{c}` in double quotes"),
                format!(
                    "write `\\\\{c}` for a backslash, or use single quotes, where a backslash has no special meaning"
                ),
            );
        }
        at = next + 1 + c.len_utf8();
    }
    Fault::new(
        place.token(start),
        "an escape in this string lacks its hexadecimal digits",
        "write `\\x` with two, `\\u` with four or `\\U` with eight digits, or `\\\\` for a backslash",
    )
}

/// Explains a tab where YAML allows only spaces.
fn tab(place: &Place<'_>) -> Fault {
    let line = place.line();
    let content = line.content();
    let search_start = place.at.saturating_sub(1).max(line.start);
    let found = place.text[search_start..].find('\t').map_or(place.at, |at| search_start + at);
    // In a multi-line string, the tab may be on a later line than the one where the parser stopped.
    let indents = |line: &Line<'_>| place.text[line.start..line.content().start].contains('\t');
    if let Some(line) = [line, Line::at(place.text, found)].into_iter().find(indents) {
        return Fault::new(
            line.start..line.content().start,
            "this line is indented with a tab, but YAML allows only spaces there",
            TABS,
        );
    }
    let span = if found < content.end { found..found + 1 } else { place.token(place.at) };
    Fault::new(span, "unexpected tab: YAML allows only spaces here", TABS)
}

/// Explains a colon where no value can begin: inside a string, or in a line that continues the line above.
fn colon(place: &Place<'_>) -> Fault {
    let line = place.line();
    let content = line.content();
    let written = &place.text[content.clone()];
    if written.starts_with('-') && !written.starts_with("- ") {
        return Fault::new(
            content.start..content.start + 1,
            "missing space after `-`",
            format!("write `- {}`", &written[1..]),
        );
    }
    let key = line.key();
    if key.end < place.at {
        let value = place.text[key.end + 1..content.end].trim();
        let span = content.end - value.len()..content.end;
        let right = format!("{}: {}", &place.text[key], quoted(value));
        return Fault::new(
            span,
            "a string that contains a colon and a space must be quoted",
            format!("write `{right}`"),
        );
    }
    let help = column_help(&line);
    Fault::new(content, "this line is indented as if it continued the value above it", help)
}

/// Returns a help text that says in which column the line should start.
fn column_help(line: &Line<'_>) -> String {
    let Some(above) = line.above() else { return COLUMNS.to_owned() };
    if is_element(&above, line.column(line.content().start)) {
        let content = above.content();
        let text = &above.text[content.start - above.start..content.end - above.start];
        let element = text.trim_start_matches('-').trim();
        return format!("give `{element}` a key too, as in `- name: {element}`");
    }
    let key = above.key();
    let column = above.column(key.start);
    let name = &above.text[key.start - above.start..key.end - above.start];
    format!("start it in column {column}, like `{name}`")
}

/// Whether a line is a list element that is a string, and the string starts in the given column.
fn is_element(line: &Line<'_>, column: usize) -> bool {
    let content = line.content();
    let written = &line.text[content.start - line.start..content.end - line.start];
    let rest = written.strip_prefix("- ").map(str::trim_start);
    let is_text = |rest: &str| !rest.is_empty() && !rest.contains(": ") && !rest.ends_with(':');
    rest.is_some_and(|rest| is_text(rest) && line.column(content.end - rest.len()) == column)
}

/// Explains a line that is not a key with a value.
fn no_key(place: &Place<'_>) -> Fault {
    let line = place.line();
    let content = line.content();
    let written = &place.text[content.clone()];
    match written.split_once(':') {
        Some((key, value)) if !value.is_empty() && !value.starts_with(' ') => {
            let help = format!("write `{key}: {value}`");
            Fault::new(content.clone(), "missing space after the colon", help)
        }
        _ => Fault::new(
            content.clone(),
            "this line is neither a key with a value nor a list element",
            "write `key: value`, or `- value` for a list element",
        ),
    }
}

/// Explains a character that cannot start a value.
fn character_fault(place: &Place<'_>, character: char) -> Fault {
    if character.is_control() || character == '\u{feff}' {
        let at = place.text[place.at..].find(character).map_or(place.at, |found| place.at + found);
        let span = at..at + place.text[at..].chars().next().map_or(0, char::len_utf8);
        let message = format!("the file contains the control character U+{:04X}", u32::from(character));
        return Fault::new(span, message, "remove it; most editors show it as a box, or not at all");
    }
    if character == '%' && place.text[..place.at].ends_with('{') {
        return stray_characters::template(place.text, place.at - 1..place.line().content().end);
    }
    let span = value_at(place);
    let first = if character == '`' { "a backtick".to_owned() } else { format!("`{character}`") };
    let message = format!("a string that starts with {first} must be quoted");
    let help = format!("write `{}`", quoted(&place.text[span.clone()]));
    Fault::new(span, message, help)
}

/// Explains an alias without an anchor.
fn alias(place: &Place<'_>) -> Fault {
    let span = value_at(place);
    let written = &place.text[span.clone()];
    let name = written.trim_start_matches('*');
    let message = match written.starts_with('*') && !name.is_empty() {
        true => format!("unknown alias `{written}`: there is no anchor `&{name}` before it"),
        false => format!("`{written}` is not a valid alias"),
    };
    Fault::new(
        span,
        message,
        format!("if it is meant to be a string, put it in quotes: `{}`", quoted(written)),
    )
}

/// Returns the bytes of the value at the place: the rest of the line, or in brackets up to a bracket or comma.
fn value_at(place: &Place<'_>) -> Span {
    let end = place.line().content().end;
    let written = &place.text[place.at..end.max(place.at)];
    // Inside brackets, a bracket or comma ends the value.
    let length = match place.bracket {
        Some(_) => written.find(['[', ']', '{', '}', ',']).unwrap_or(written.len()),
        None => written.find(" #").unwrap_or(written.len()),
    };
    match written[..length].trim_end().len() {
        0 => place.token(place.at),
        length => place.at..place.at + length,
    }
}
