//! Renders Markdown for a terminal.

mod page;

use super::{Color, Style};
use crate::diagnostic::printable;
use page::{Page, Table};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Returns Markdown as lines, with colors if the style has them. Control characters are escaped, and HTML is shown as
/// it is written.
pub fn markdown(text: &str, style: Style) -> Vec<String> {
    let mut page = Page::new(style);
    let extensions = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(text, extensions).for_each(|event| page.event(event));
    page.flush();
    page.lines
}

impl Page {
    /// Handles an event of the parser.
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => self.code(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(text) if self.style.color => self.painted(Color::Blue, &text),
            Event::Code(text) => self.text(&format!("`{text}`")),
            // Shown as written: a reviewer has to see HTML that customers would get.
            Event::Html(text) => text.lines().for_each(|line| self.line(&printable(line))),
            Event::InlineHtml(text) => self.text(&text.replace('\n', " ")),
            // A line break in the source is a space, so that the paragraph can be wrapped to this terminal.
            Event::SoftBreak => self.words.push(' '),
            Event::HardBreak => self.words.push('\n'),
            Event::Rule => {
                self.gap();
                // 40 columns mark a break as well as a whole line does.
                self.line(&"─".repeat(self.room().min(40)));
            }
            Event::TaskListMarker(is_done) => self.text(if is_done { "[x] " } else { "[ ] " }),
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text)
            }
        }
    }

    /// Begins a block or an inline element.
    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.gap(),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(_) => self.quotation(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.gap();
                self.is_code = true;
            }
            Tag::List(number) => self.list(number),
            Tag::Item => self.item(),
            Tag::Table(alignments) => {
                self.gap();
                self.table = Some(Table { alignments, rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                self.table.iter_mut().for_each(|table| table.rows.push(Vec::new()));
            }
            Tag::Emphasis => self.colors.push(Color::Italic),
            Tag::Strong => self.colors.push(Color::Bold),
            Tag::Strikethrough => self.colors.push(Color::Dim),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), String::new()));
                self.colors.push(Color::Underline);
            }
            _ => {}
        }
    }

    /// Ends a block or an inline element.
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
                // A heading pushes one or two colors, depending on its level, and nothing may be open around it.
                self.colors.clear();
            }
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.flush();
                self.levels.pop();
            }
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => self.cell(),
            TagEnd::Table => self.end_of_table(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.colors.pop();
            }
            TagEnd::Link | TagEnd::Image => self.end_of_link(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        markdown(text, Style { color: false, width: 40 }).join("\n")
    }

    #[test]
    fn blocks_are_separated_and_long_lines_are_wrapped() {
        let text = "# Lite\nTwenty *gigabytes* of **disk** and `code`, see [here](https://a.b/c) or <https://d.e>.\n\n\
                    1. one\n2. two\n   - below\n   - more words than a line of forty columns can have\n\n> said\n>\n> again\n\n\
                    ---\n\n```sh\n  echo  x\n```\n\na  \nb";
        let expected = "Lite\n\nTwenty gigabytes of disk and `code`, see\nhere (https://a.b/c) or https://d.e.\n\n\
                        1. one\n2. two\n   - below\n   - more words than a line of forty\n     columns can have\n\n\
                        │ said\n│\n│ again\n\n────────────────────────────────────────\n\n    echo  x\n\na\nb";
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn tables_are_aligned_in_columns() {
        let text = "| Disk | Price |\n|---|---:|\n| 20 GB | 9 |\n| 100 GB | **99** |";
        assert_eq!(plain(text), "  Disk    Price\n  20 GB       9\n  100 GB     99");
    }

    #[test]
    fn control_characters_are_escaped() {
        let text = "# a\u{1b}[2J\n\n[x\u{9b}](https://a\u{1b}]8;;b) `c\u{1b}[31m` <b\u{7}>\n\n```\nd\u{1b}[0m\r\u{202e}\n```\n\n\
                    <div>\u{1b}[1m</div>\n\n| e\u{1b}[K |\n|---|\n\n&#27;[31m &#x9b;";
        let rendered = plain(text);
        let is_unescaped = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!rendered.contains(is_unescaped), "{rendered:?}");
        assert_eq!(rendered.matches("\\u{1b}").count(), 7, "{rendered}");
    }

    #[test]
    fn style_is_applied_to_each_word_separately() {
        let lines = markdown("a **b c** d", Style { color: true, width: 20 });
        assert_eq!(lines, ["a \u{1b}[1mb\u{1b}[0m \u{1b}[1mc\u{1b}[0m d"]);
    }

    #[test]
    fn deeply_nested_markdown_stays_short() {
        for text in [">".repeat(5000) + " a", "- ".repeat(5000) + "a", "*".repeat(5000) + "a"] {
            assert!(plain(&text).len() < 50_000);
        }
    }
}
