//! One function for each way in which a text can fail to be YAML.

use super::line::{Line, quoted};
use super::{Fault, Place, Span, brackets, stray_characters};
use granit_parser::ErrorKind as Kind;

/// What to say of tabs, in whichever place.
const TABS: &str = "write spaces instead; an editor can be told to do so in YAML files";
/// What keeps lines together.
const COLUMNS: &str = "the keys of one mapping begin in the same column, and so do the dashes of one list: indent it as its neighbours are";

/// What is wrong.
pub(super) fn of(place: &Place<'_>, kind: &Kind) -> Fault {
    if let Some(fault) = stray_characters::of(place, kind) {
        return fault;
    }
    match kind {
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => open_quote(place),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            behind_quote(place)
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

/// Whether it is a tag that is wrong: a catalog has none, right or wrong.
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

fn rest(place: &Place<'_>, kind: &Kind) -> Fault {
    let (here, line) = (place.token(place.at), place.line());
    match kind {
        kind if is_of_a_tag(kind) => Fault::new(
            here,
            "a tag has no meaning in a catalog",
            "take it out; a text that begins with `!` is written in quotes",
        ),
        Kind::ExpectedBlockSequenceEntry | Kind::ExpectedBlockMappingKey | Kind::InvalidIndentation => {
            stray_characters::comma(place)
                .or_else(|| stray_characters::text_in_brackets(place))
                .unwrap_or_else(|| {
                    let message =
                        "this line belongs to nothing above it: it is indented unlike its neighbours";
                    Fault::new(line.content(), message, COLUMNS)
                })
        }
        Kind::BlockSequenceEntryNotAllowed => Fault::new(
            here,
            "a list of dashes cannot begin after something else on a line",
            "begin it on the next line, or write it in brackets: `[a, b]`",
        ),
        Kind::CommentInterceptedScalar => Fault::new(
            here,
            "a comment stands within a text that goes on in the next line",
            "put the comment on a line of its own above, or end the text before it",
        ),
        Kind::CommentNotSeparated => {
            Fault::new(here, "a comment begins without a space before it", "write a space before `#`")
        }
        Kind::BomInsideDocument => Fault::new(
            here,
            "a byte-order mark stands in the middle of the file",
            "take this invisible character out; two files were put together here, perhaps",
        ),
        kind => Fault::new(
            here,
            format!("this is not YAML: {kind}"),
            "look here and in the line above for a quote or bracket that is not closed, a colon that belongs in quotes, or another indentation",
        ),
    }
}

fn open_quote(place: &Place<'_>) -> Fault {
    let Some(start) = place.quote() else { return generic(place, "a quote is not closed") };
    let line = Line::at(place.text, start);
    let end = line.content().end.max(start + 1);
    let said = place.text[start + 1..end].trim();
    let quote = &place.text[start..=start];
    let plain = !said.is_empty() && !said.contains(['"', '\'', '#', ',', '[', ']', '{', '}', '\\']);
    let help = match plain {
        true => format!("close it: `{quote}{said}{quote}`"),
        false => format!("write {quote} where the text ends"),
    };
    Fault::new(start..end, format!("this text begins with {quote} and is not closed"), help)
}

fn behind_quote(place: &Place<'_>) -> Fault {
    let here = place.token(place.at);
    if let Some(fault) = stray_characters::comma(place) {
        return fault;
    }
    let single = place.quote().is_some_and(|at| place.text[at..].starts_with('\''));
    let help = match single {
        true => {
            "in single quotes an apostrophe is written twice: `'It''s here'`; double quotes take it as it is: `\"It's here\"`"
        }
        false => "in double quotes a quote is written `\\\"`; single quotes take it as it is: `'17\" wide'`",
    };
    Fault::new(here, "something stands after the quote that ends the text", help)
}

fn escape(place: &Place<'_>) -> Fault {
    const KNOWN: &str = "0abtnvfre \"/\\N_LPxuU\n\r\t";
    let Some(start) = place.quote() else { return generic(place, "this escape is unknown") };
    let inside = &place.text[start + 1..];
    let mut at = 0;
    while let Some(next) = inside[at..].find('\\').map(|found| at + found) {
        let Some(c) = inside[next + 1..].chars().next() else { break };
        if !KNOWN.contains(c) {
            let span = start + 1 + next..start + 2 + next + c.len_utf8();
            return Fault::new(
                span,
                format!("`\\{c}` means nothing in double quotes"),
                format!(
                    "write `\\\\{c}` for a backslash, or use single quotes, in which a backslash is itself"
                ),
            );
        }
        at = next + 1 + c.len_utf8();
    }
    Fault::new(
        place.token(start),
        "an escape in this text lacks its hexadecimal digits",
        "write `\\x` with two, `\\u` with four or `\\U` with eight digits, or `\\\\` for a backslash",
    )
}

fn tab(place: &Place<'_>) -> Fault {
    let line = place.line();
    let content = line.content();
    let around = place.at.saturating_sub(1).max(line.start);
    let found = place.text[around..].find('\t').map_or(place.at, |at| around + at);
    // A text may go on in further lines; the tab stands in one of them, then.
    let indents = |line: &Line<'_>| place.text[line.start..line.content().start].contains('\t');
    if let Some(line) = [line, Line::at(place.text, found)].into_iter().find(indents) {
        return Fault::new(
            line.start..line.content().start,
            "a tab indents this line, and YAML takes only spaces there",
            TABS,
        );
    }
    let span = if found < content.end { found..found + 1 } else { place.token(place.at) };
    Fault::new(span, "a tab stands where YAML takes only spaces", TABS)
}

/// A colon where no value may begin: within a text, or in a line that goes on the one above.
fn colon(place: &Place<'_>) -> Fault {
    let line = place.line();
    let content = line.content();
    let said = &place.text[content.clone()];
    if said.starts_with('-') && !said.starts_with("- ") {
        return Fault::new(
            content.start..content.start + 1,
            "a space is missing after `-`",
            format!("write `- {}`", &said[1..]),
        );
    }
    let key = line.key();
    if key.end < place.at {
        let value = place.text[key.end + 1..content.end].trim();
        let span = content.end - value.len()..content.end;
        let right = format!("{}: {}", &place.text[key], quoted(value));
        return Fault::new(
            span,
            "a text that holds a colon and a space must be in quotes",
            format!("write `{right}`"),
        );
    }
    let help = match line.above() {
        Some(above) if is_element(&above, line.column(content.start)) => {
            let element = place.text[above.content()].trim_start_matches('-').trim();
            format!("give `{element}` a key too, as in `- name: {element}`")
        }
        Some(above) => {
            let over = above.key();
            let column = above.column(over.start);
            format!("begin it in column {column}, where `{}` begins", &place.text[over])
        }
        None => COLUMNS.to_owned(),
    };
    Fault::new(content, "this line is indented as if it went on the value above it", help)
}

/// Whether a line is an element of a list that is one text, beside which a key in this column would stand.
fn is_element(line: &Line<'_>, column: usize) -> bool {
    let content = line.content();
    let said = &line.text[content.start - line.start..content.end - line.start];
    let rest = said.strip_prefix("- ").map(str::trim_start);
    let is_text = |rest: &str| !rest.is_empty() && !rest.contains(": ") && !rest.ends_with(':');
    rest.is_some_and(|rest| is_text(rest) && line.column(content.end - rest.len()) == column)
}

/// A line that is no key with a value.
fn no_key(place: &Place<'_>) -> Fault {
    let line = place.line();
    let content = line.content();
    let said = &place.text[content.clone()];
    match said.split_once(':') {
        Some((key, value)) if !value.is_empty() && !value.starts_with(' ') => {
            let help = format!("write `{key}: {value}`");
            Fault::new(content.clone(), "a space is missing after the colon", help)
        }
        _ => Fault::new(
            content.clone(),
            "this line is neither a key with a value nor an element of a list",
            "write `key: value`, or `- value` for an element of a list",
        ),
    }
}

fn character_fault(place: &Place<'_>, character: char) -> Fault {
    if character.is_control() || character == '\u{feff}' {
        let at = place.text[place.at..].find(character).map_or(place.at, |found| place.at + found);
        let span = at..at + place.text[at..].chars().next().map_or(0, char::len_utf8);
        let message = format!("the control character U+{:04X} stands in the file", u32::from(character));
        return Fault::new(span, message, "take it out; most editors show it as a box, or not at all");
    }
    if character == '%' && place.text[..place.at].ends_with('{') {
        return stray_characters::template(place.text, place.at - 1..place.line().content().end);
    }
    let span = value_at(place);
    let first = if character == '`' { "a backtick".to_owned() } else { format!("`{character}`") };
    let message = format!("a text that begins with {first} must be in quotes");
    let help = format!("write `{}`", quoted(&place.text[span.clone()]));
    Fault::new(span, message, help)
}

fn alias(place: &Place<'_>) -> Fault {
    let span = value_at(place);
    let said = &place.text[span.clone()];
    let name = said.trim_start_matches('*');
    let message = match said.starts_with('*') && !name.is_empty() {
        true => format!("`{said}` is an alias, and no anchor `&{name}` stands before it"),
        false => format!("`{said}` is no name of an anchor"),
    };
    Fault::new(span, message, format!("if it is meant as text, put it in quotes: `{}`", quoted(said)))
}

/// The value at the place: the rest of its line, or what brackets and commas leave of it.
fn value_at(place: &Place<'_>) -> Span {
    let end = place.line().content().end;
    let said = &place.text[place.at..end.max(place.at)];
    let length = match place.bracket {
        Some(_) => said.find(['[', ']', '{', '}', ',']).unwrap_or(said.len()),
        None => said.find(" #").unwrap_or(said.len()),
    };
    match said[..length].trim_end().len() {
        0 => place.token(place.at),
        length => place.at..place.at + length,
    }
}

pub(super) fn generic(place: &Place<'_>, message: &str) -> Fault {
    Fault::new(place.token(place.at), message, COLUMNS)
}
