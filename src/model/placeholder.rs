//! Placeholders in strings: `${key}` is replaced by a value of a service plan's `metadata`.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use std::ops::Range;

/// The first words of placeholders that the platform replaces itself (domain.md §3), such as `${env.domain}`.
const RESERVED: &[&str] = &["env", "nodes", "user", "globals", "settings", "fn", "event", "this"];

/// The beginning of a placeholder.
const OPEN: &str = "${";
/// The escape for a literal [`OPEN`].
const LITERAL: &str = "$${";

/// A placeholder in a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder<'a> {
    /// The key of the metadata value that replaces the placeholder.
    pub key: &'a str,
    /// The byte range of the placeholder in the string, from the `$` to the closing brace.
    pub range: Range<usize>,
}

/// A substring that is replaced.
enum Part<'a> {
    /// A placeholder.
    Placeholder(Placeholder<'a>),
    /// The escape `$${`, which becomes `${`.
    Literal(Range<usize>),
}

/// The placeholders of a string, in order. Placeholders in Markdown code are left out, and so are
/// placeholders that the platform replaces.
pub fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let placeholder = |part| match part {
        Part::Placeholder(placeholder) => Some(placeholder),
        Part::Literal(_) => None,
    };
    parts(text).into_iter().filter_map(placeholder).collect()
}

/// Replaces the placeholders of a string with their values, and the escape `$${` with `${`. A placeholder without a
/// value stays as it is. Values are not searched for placeholders.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for part in parts(text) {
        let (range, with) = match part {
            Part::Literal(range) => (range, OPEN),
            Part::Placeholder(Placeholder { key, range }) => {
                (range.clone(), value(key).unwrap_or(&text[range]))
            }
        };
        filled.push_str(&text[from..range.start]);
        filled.push_str(with);
        from = range.end;
    }
    filled.push_str(&text[from..]);
    filled
}

/// All substrings that are replaced, in order.
fn parts(text: &str) -> Vec<Part<'_>> {
    // Few strings have a placeholder. The others need not be parsed as Markdown.
    // Code in Markdown is shown literally, so a `${` in it is not a placeholder.
    let code = if text.contains(OPEN) { code(text) } else { return Vec::new() };
    let mut code = code.into_iter().peekable();
    let (mut parts, mut from) = (Vec::new(), 0);
    while let Some(dollar) = text[from..].find('$').map(|offset| from + offset) {
        // Both are in ascending order, so code that ends before this `$` is never needed again.
        while code.next_if(|code| code.end <= dollar).is_some() {}
        from = match code.peek().filter(|code| code.contains(&dollar)) {
            Some(code) => code.end,
            None => part(text, dollar, &mut parts),
        };
    }
    parts
}

/// Adds the placeholder or the escape that begins at the given `$`, if there is one. Returns the position at which the
/// search continues.
fn part<'a>(text: &'a str, dollar: usize, parts: &mut Vec<Part<'a>>) -> usize {
    let rest = &text[dollar..];
    // The escape is looked for first, since it begins with a `$` that could start a placeholder.
    if rest.starts_with(LITERAL) {
        let range = dollar..dollar + LITERAL.len();
        parts.push(Part::Literal(range.clone()));
        return range.end;
    }
    // Only the `$` is skipped: a placeholder can begin right after it.
    let Some(key) = rest.strip_prefix(OPEN).and_then(key) else { return dollar + 1 };
    let range = dollar..dollar + OPEN.len() + key.len() + 1;
    let end = range.end;
    // The platform fills these in, so they need no key in `metadata`.
    if !is_reserved(key) {
        parts.push(Part::Placeholder(Placeholder { key, range }));
    }
    end
}

/// The key of a placeholder, given the text after `${`: everything up to the closing brace. `None` if there is no
/// closing brace, or if the key would contain a brace or a line break.
fn key(rest: &str) -> Option<&str> {
    let end = rest.find(['{', '}', '\n', '\r'])?;
    rest[end..].starts_with('}').then(|| &rest[..end])
}

/// Whether the platform replaces the placeholder with the given key. Examples are `this`, `env.domain`, `nodes[0].id`
/// and `settings.size:10`.
fn is_reserved(key: &str) -> bool {
    let first = key.split(['.', '[', ':', '(']).next().unwrap_or_default();
    RESERVED.contains(&first)
}

/// The byte ranges of Markdown code spans and fenced code blocks, in order.
fn code(text: &str) -> Vec<Range<usize>> {
    let is_code = |event: &Event<'_>| {
        matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))))
    };
    Parser::new(text).into_offset_iter().filter(|(event, _)| is_code(event)).map(|(_, range)| range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<&str> {
        placeholders(text).into_iter().map(|it| it.key).collect()
    }

    fn fill_in(text: &str) -> String {
        fill(text, |key| match key {
            "gb" => Some("20"),
            "odd" => Some("${gb} `$"),
            _ => None,
        })
    }

    #[test]
    fn placeholder_has_the_byte_range_of_its_text() {
        let text = "für ${gb} GB, ${ein Ding}";
        let parsed = placeholders(text);
        assert_eq!(parsed.iter().map(|it| it.key).collect::<Vec<_>>(), ["gb", "ein Ding"]);
        let spans: Vec<&str> = parsed.iter().map(|it| &text[it.range.clone()]).collect();
        assert_eq!(spans, ["${gb}", "${ein Ding}"]);
    }

    #[test]
    fn placeholders_of_the_platform_are_not_filled() {
        for key in [
            "env.domain",
            "nodes.cp.id",
            "nodes[0].id",
            "user.email",
            "globals.x",
            "settings.size:10",
            "settings.size",
            "fn.password(10)",
            "event.params.x",
            "this.x",
            "this",
            "env",
        ] {
            let text = format!("a ${{{key}}} b");
            assert_eq!((keys(&text), fill_in(&text)), (Vec::new(), text.clone()));
        }
        assert_eq!(keys("${environment} ${user_name} ${size:10}"), ["environment", "user_name", "size:10"]);
    }

    #[test]
    fn placeholders_in_code_are_not_filled() {
        let text =
            "a ``${gb} ` ${gb}`` ${gb}\n\n```sh\necho ${gb} $${gb}\n```\n\n> ~~~\n> ${gb}\n> ~~~\n\n${gb}";
        let expected =
            "a ``${gb} ` ${gb}`` 20\n\n```sh\necho ${gb} $${gb}\n```\n\n> ~~~\n> ${gb}\n> ~~~\n\n20";
        assert_eq!((keys(text), fill_in(text).as_str()), (vec!["gb"; 2], expected));
        assert_eq!(fill_in("a ` ${gb}"), "a ` 20", "an unclosed backtick does not begin code");
        assert_eq!(fill_in("```\n${gb}"), "```\n${gb}", "an unclosed fence reaches to the end of the text");
    }

    #[test]
    fn two_dollar_signs_escape_a_placeholder() {
        assert_eq!((keys("$${gb} ${gb}"), fill_in("$${gb} ${gb}").as_str()), (vec!["gb"], "${gb} 20"));
        assert_eq!(fill_in("$$${gb}"), "$${gb}");
        assert_eq!(fill_in("$5 $$ $gb {gb} $"), "$5 $$ $gb {gb} $");
    }

    #[test]
    fn unclosed_placeholder_is_plain_text() {
        for text in ["${gb", "${gb\n}", "${a{b}", "${", "$${", "${a\r\n}"] {
            assert_eq!(keys(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(fill_in("${a${gb}}"), "${a20}");
        assert_eq!(keys("${}"), [""]);
    }

    #[test]
    fn inserted_values_are_not_filled_and_unknown_keys_remain() {
        assert_eq!(fill_in("${odd}${gb}${none}${gb}"), "${gb} `$20${none}20");
    }
}
