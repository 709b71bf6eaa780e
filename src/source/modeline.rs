//! Modelines: comments that tell an editor the schema of a document.
//!
//! A language server looks for a modeline in the comments before the value of each document. Such comments are at the
//! top of the file and after each `---`. A comment right before a `---` belongs to the document above it.

/// The word at the start of the line that starts a document.
const MARKER: &str = "---";
const ENDING: &str = "...";

/// The lines of one document of a file.
#[derive(Default)]
struct Part<'a> {
    /// The lines before the value: comments, blank lines, directives and the marker.
    head: Vec<&'a str>,
    /// The value and all lines after it.
    rest: Vec<&'a str>,
}

/// Returns the modeline for the schema at the given path. The path is relative to the folder of the document's file.
pub fn modeline(schema: &str) -> String {
    format!("# yaml-language-server: $schema={schema}\n")
}

/// Returns the text with a modeline for the given schema in each document. An existing modeline with another path is
/// replaced. A modeline with a URL or `none` stays, since someone has chosen it on purpose.
pub fn with_modelines(text: &str, schema: &str) -> String {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_crlf = body.find('\n').is_some_and(|at| body[..at].ends_with('\r'));
    let end = if is_crlf { "\r\n" } else { "\n" };
    // The modeline gets the line endings of the file.
    let line = modeline(schema).replace('\n', end);
    let parts = parts(body);
    // There is a part even if the text is empty.
    let last = parts.len() - 1;
    // A byte-order mark must stay in front of everything, even of a modeline at the top.
    let mut tied = text[..text.len() - body.len()].to_owned();
    for (at, part) in parts.iter().enumerate() {
        part.write(&mut tied, &line, end, at == last);
    }
    tied
}

/// Splits a text into documents, before each `---` and after each `...`.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    let mut has_ended = false;
    for line in text.split_inclusive('\n') {
        // After `...` the next document can begin without a marker.
        if has_ended || is_line_of(line, MARKER) && part.has_begun() {
            parts.push(std::mem::take(&mut part));
        }
        part.add(line);
        has_ended = is_line_of(line, ENDING);
    }
    parts.push(part);
    parts
}

impl<'a> Part<'a> {
    fn add(&mut self, line: &'a str) {
        if self.rest.is_empty() && is_head(line) {
            self.head.push(line);
        } else {
            self.rest.push(line);
        }
    }

    /// Whether a `---` would start another document.
    fn has_begun(&self) -> bool {
        !self.rest.is_empty() || self.head.iter().any(|line| is_line_of(line, MARKER))
    }

    fn write(&self, tied: &mut String, line: &str, end: &str, is_last: bool) {
        let mut schemas = self.head.iter().filter_map(|line| schema_of(line)).peekable();
        let is_tied = schemas.peek().is_some();
        let first = self.rest.first().filter(|line| !is_line_of(line, ENDING));
        // A document without a value needs no schema.
        let (Some(first), false) = (first, schemas.any(is_chosen)) else {
            tied.extend(self.head.iter().chain(&self.rest).copied());
            return;
        };
        match first.strip_prefix(MARKER).filter(|_| is_line_of(first, MARKER) && !is_tied) {
            // The value is on the line of the marker, so it moves to a line of its own.
            Some(value) => {
                tied.extend(self.head.iter().copied());
                *tied += &format!("{MARKER}{end}{line}{}", value.trim_start());
            }
            None => {
                self.write_head(tied, line, end);
                *tied += first;
            }
        }
        self.write_rest(tied, is_last);
    }

    /// Writes the lines before the value, with the new modeline. The new modeline replaces an earlier one. Without an
    /// earlier one, it is written after the marker, or first if there is no marker.
    fn write_head(&self, tied: &mut String, line: &str, end: &str) {
        let old = self.head.iter().position(|line| schema_of(line).is_some());
        let at = old.or_else(|| self.head.iter().position(|line| is_line_of(line, MARKER)));
        // Neither a modeline nor a marker: the document begins at the top of the text.
        if at.is_none() {
            *tied += line;
        }
        for (number, text) in self.head.iter().enumerate() {
            match schema_of(text) {
                // A modeline may be on the line of the marker.
                Some(_) if is_line_of(text, MARKER) => *tied += &format!("{MARKER}{end}"),
                Some(_) => {}
                None => *tied += text,
            }
            if at == Some(number) {
                *tied += line;
            }
        }
    }

    /// Writes the lines after the first line of the value. Modelines after the value are dropped, unless the document
    /// is the last one. They were intended for the next document, which gets a modeline of its own.
    fn write_rest(&self, tied: &mut String, is_last: bool) {
        let is_comment = |line: &&&str| line.trim().is_empty() || line.starts_with('#');
        let value_end = self.rest.len() - self.rest.iter().rev().take_while(is_comment).count();
        let is_replaceable = |line: &str| schema_of(line).is_some_and(|schema| !is_chosen(schema));
        // Below the last document there is no other one that would get a modeline of its own instead.
        let is_misplaced = |at: usize, line: &str| !is_last && at >= value_end && is_replaceable(line);
        let rest = self.rest.iter().enumerate().skip(1).filter(|(at, line)| !is_misplaced(*at, line));
        tied.extend(rest.map(|(_, line)| *line));
    }
}

/// Whether a line begins with `sign` (`---` or `...`), followed by nothing or by whitespace.
fn is_line_of(line: &str, sign: &str) -> bool {
    line.strip_prefix(sign).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// Whether a line belongs before the value: a comment, a blank line, a directive, or a marker without a value.
fn is_head(line: &str) -> bool {
    let rest = if is_line_of(line, MARKER) { &line[MARKER.len()..] } else { line };
    let rest = rest.trim();
    // A directive comes before the marker of its document, so it is not part of the value.
    rest.is_empty() || rest.starts_with('#') || line.starts_with('%')
}

/// Returns the schema in a modeline; `None` if the line is not a modeline.
fn schema_of(line: &str) -> Option<&str> {
    let line = if is_line_of(line, MARKER) { &line[MARKER.len()..] } else { line };
    let comment = line.trim().strip_prefix('#')?.trim_start();
    let named = match comment.strip_prefix("yaml-language-server") {
        Some(rest) => rest.trim_start().strip_prefix(':')?.split_once("$schema=")?.1,
        None => comment.strip_prefix("$schema:")?,
    };
    named.split_whitespace().next()
}

/// Whether the schema of a modeline is a URL or `none`. Wares never writes such a modeline, so a person has chosen it.
fn is_chosen(schema: &str) -> bool {
    schema == "none" || schema.contains("://")
}

#[cfg(test)]
mod tests {
    use super::with_modelines;
    use crate::source::parse;

    const LINE: &str = "# yaml-language-server: $schema=s.json\n";

    /// Adds modelines to a text. Checks the result, that no value changes, and that adding modelines again changes
    /// nothing. In the arguments, a line `@` stands for the modeline.
    #[track_caller]
    fn assert_modelines(text: &str, expected: &str) {
        let [text, expected] = [text, expected].map(|text| text.replace("@\n", LINE));
        let with_lines = with_modelines(&text, "s.json");
        assert_eq!(with_lines, expected);
        assert_eq!(with_modelines(&with_lines, "s.json"), expected, "modelines were added twice");
        let roots = |text: &str| parse("", text).0.iter().map(|it| it.root.to_json()).collect::<Vec<_>>();
        assert_eq!(roots(&text), roots(&with_lines));
    }

    #[test]
    fn every_document_gets_a_modeline() {
        assert_modelines("a: 1\n", "@\na: 1\n");
        assert_modelines("a: 1\n---\nb: 2\n---\nc: 3\n", "@\na: 1\n---\n@\nb: 2\n---\n@\nc: 3\n");
        assert_modelines("---\na: 1\n--- # b\n# c\nb: 2\n", "---\n@\na: 1\n--- # b\n@\n# c\nb: 2\n");
        assert_modelines("# a\n\na: 1\n...\nb: 2\n", "@\n# a\n\na: 1\n...\n@\nb: 2\n");
        assert_modelines("%YAML 1.2\n---\na: 1\n", "%YAML 1.2\n---\n@\na: 1\n");
        assert_modelines("--- { a: 1 }\n--- { b: 2 }\n", "---\n@\n{ a: 1 }\n---\n@\n{ b: 2 }\n");
        assert_modelines(
            "a: |\n  ---\n  # b\n---\nb: \"---\n  c\"",
            "@\na: |\n  ---\n  # b\n---\n@\nb: \"---\n  c\"",
        );
    }

    #[test]
    fn existing_modeline_is_kept_or_replaced() {
        assert_modelines("@\n---\na: 1\n", "@\n---\na: 1\n");
        assert_modelines(
            "# a\n\n@\n\n# b\na: 1\n---\n\n@\nb: 2\n",
            "# a\n\n@\n\n# b\na: 1\n---\n\n@\nb: 2\n",
        );
        assert_modelines("# yaml-language-server: $schema=../t.json\na: 1\n", "@\na: 1\n");
        assert_modelines(
            "# $schema: t.json\n@\na: 1\n--- # yaml-language-server: $schema=t\nb: 2\n",
            "@\na: 1\n---\n@\nb: 2\n",
        );
        assert_modelines("@\na: 1\n# c\n@\n---\nb: 2\n", "@\na: 1\n# c\n---\n@\nb: 2\n");
    }

    #[test]
    fn modeline_with_a_schema_chosen_by_the_author_is_kept() {
        for schema in ["none", "https://example.org/t.json"] {
            let text = format!("# yaml-language-server: $schema={schema}\na: 1\n");
            assert_eq!(with_modelines(&text, "s.json"), text);
            // It is also kept if it comes directly after the previous document.
            let start = format!("{LINE}a: 1\n# yaml-language-server: $schema={schema}\n---\n");
            let with_lines = with_modelines(&format!("{start}b: 2\n"), "s.json");
            assert_eq!(with_lines, format!("{start}{LINE}b: 2\n"));
        }
    }

    #[test]
    fn empty_document_gets_no_modeline() {
        for text in ["", "# a\n", "---\n", "# a\n---\n# b\n", "# a\n...\n"] {
            assert_eq!(with_modelines(text, "s.json"), text);
        }
        assert_modelines("a: 1\n---\n", "@\na: 1\n---\n");
        assert_modelines("a: 1\n---\n# b\n---\nb: 2\n", "@\na: 1\n---\n# b\n---\n@\nb: 2\n");
    }

    #[test]
    fn line_endings_and_byte_order_mark_are_preserved() {
        let expected = format!("\u{feff}{LINE}a: 1\n---\n{LINE}b: 2\n").replace('\n', "\r\n");
        assert_eq!(with_modelines("\u{feff}a: 1\r\n---\r\nb: 2\r\n", "s.json"), expected);
    }
}
