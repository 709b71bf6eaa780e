//! Markdown as a terminal shows it.

use super::columns::{Cell, columns, wrapping};
use super::{Color, Style};
use crate::diagnostic::printable;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use textwrap::wrap;

/// How far what stands in quotations and lists is moved in at most, in levels.
const DEEPEST: usize = 12;

/// What stands before the lines of a quotation.
const QUOTED: &str = "│ ";

/// A text as lines without a margin; plain where colours are not wanted. What a terminal would obey is spelled out, and
/// HTML stays as it is written.
pub fn markdown(text: &str, style: Style) -> Vec<String> {
    let mut page = Page { style, ..Page::default() };
    let extensions = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(text, extensions).for_each(|event| page.event(event));
    page.flush();
    page.lines
}

/// What a page is made with.
struct Page {
    style: Style,
    lines: Vec<String>,
    /// The words of the paragraph that is being read; each is painted for itself, so that it can be wrapped.
    words: String,
    colors: Vec<Color>,
    levels: Vec<Level>,
    /// The number of the next item of each list that is being read; none of one without numbers.
    lists: Vec<Option<u64>>,
    /// Where links and images lead that are being read, and what has been read of them.
    links: Vec<(String, String)>,
    table: Option<Table>,
    is_code: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            style: Style { color: false, width: 0 },
            lines: Vec::new(),
            words: String::new(),
            colors: Vec::new(),
            levels: Vec::new(),
            lists: Vec::new(),
            links: Vec::new(),
            table: None,
            is_code: false,
        }
    }
}

/// A quotation or an item of a list.
struct Level {
    /// What stands before its first line, until that is written.
    first: Option<String>,
    /// What stands before its other lines.
    rest: String,
    /// Whether it has no line yet.
    is_fresh: bool,
}

/// A table that is being read.
#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Cell>>,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => self.code(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(text) if self.style.color => self.painted(Color::Blue, &text),
            Event::Code(text) => self.text(&format!("`{text}`")),
            Event::Html(text) => text.lines().for_each(|line| self.line(&printable(line))),
            Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak => self.words.push(' '),
            Event::HardBreak => self.words.push('\n'),
            Event::Rule => {
                self.gap();
                self.line(&"─".repeat(self.room().min(40)));
            }
            Event::TaskListMarker(is_done) => self.text(if is_done { "[x] " } else { "[ ] " }),
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text)
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.gap(),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(_) => {
                self.gap();
                self.levels.push(Level { first: None, rest: QUOTED.to_owned(), is_fresh: true });
            }
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

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
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

    fn heading(&mut self, level: HeadingLevel) {
        self.gap();
        self.colors.push(Color::Bold);
        if level == HeadingLevel::H1 {
            self.colors.push(Color::Underline);
        }
    }

    fn list(&mut self, number: Option<u64>) {
        self.flush();
        if self.lists.is_empty() {
            self.gap();
        }
        self.lists.push(number);
    }

    fn item(&mut self) {
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            _ => "- ".to_owned(),
        };
        let rest = " ".repeat(bullet.len());
        self.levels.push(Level { first: Some(bullet), rest, is_fresh: true });
    }

    /// The address of a link, unless the text is the address.
    fn end_of_link(&mut self) {
        self.colors.pop();
        let Some((address, text)) = self.links.pop() else { return };
        if !address.is_empty() && address != text {
            self.text(&format!(" ({address})"));
        }
    }

    fn cell(&mut self) {
        let text = std::mem::take(&mut self.words).trim().to_owned();
        let Some(table) = &mut self.table else { return };
        let Some(row) = table.rows.last_mut() else { return };
        let cell = Cell::new(text);
        let is_right = table.alignments.get(row.len()) == Some(&Alignment::Right);
        row.push(if is_right { cell.right() } else { cell });
    }

    fn end_of_table(&mut self) {
        let table = self.table.take().unwrap_or_default();
        let style = Style { width: self.room(), ..self.style };
        let lines = columns(&table.rows, None, style);
        lines.lines().for_each(|line| self.line(line));
    }

    /// Words that are wrapped later, each painted as it is to look.
    fn text(&mut self, text: &str) {
        let (style, colors) = (self.style, self.colors.clone());
        self.links.last_mut().into_iter().for_each(|(_, read)| read.push_str(text));
        let word = |word: &str| match word.trim().is_empty() {
            true => word.to_owned(),
            false => colors.iter().fold(printable(word), |word, color| style.paint(*color, &word)),
        };
        let words: Vec<String> = text.split(' ').map(word).collect();
        self.words.push_str(&words.join(" "));
    }

    fn painted(&mut self, color: Color, text: &str) {
        self.colors.push(color);
        self.text(text);
        self.colors.pop();
    }

    fn code(&mut self, text: &str) {
        for line in text.lines() {
            let line = format!("  {}", printable(&line.replace('\t', "    ")));
            let line = if self.style.color { self.style.paint(Color::Blue, &line) } else { line };
            self.line(&line);
        }
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        for words in words.split('\n').filter(|words| !words.trim().is_empty()) {
            let room = self.room();
            wrap(words.trim(), wrapping(room)).iter().for_each(|line| self.line(line));
        }
    }

    /// How wide a line may be.
    fn room(&self) -> usize {
        let inner: usize = self.levels.iter().take(DEEPEST).map(|level| level.rest.chars().count()).sum();
        self.style.width.saturating_sub(inner).max(20)
    }

    fn line(&mut self, line: &str) {
        let mut before = String::new();
        for (depth, level) in self.levels.iter_mut().enumerate() {
            level.is_fresh = false;
            let first = level.first.take();
            if depth < DEEPEST {
                before.push_str(first.as_deref().unwrap_or(&level.rest));
            }
        }
        self.lines.push(format!("{before}{line}").trim_end().to_owned());
    }

    /// An empty line before what follows, but for the first of the page and of an item.
    fn gap(&mut self) {
        self.flush();
        let is_first = self.lines.is_empty() || self.levels.iter().any(|level| level.is_fresh);
        let before: String = self.levels.iter().take(DEEPEST).map(|level| level.rest.as_str()).collect();
        let empty = before.trim_end();
        if !is_first && self.lines.last().is_some_and(|last| last != empty) {
            self.lines.push(empty.to_owned());
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
    fn blocks_stand_apart_and_lines_are_wrapped() {
        let text = "# Lite\nTwenty *gigabytes* of **disk** and `code`, see [here](https://a.b/c) or <https://d.e>.\n\n\
                    1. one\n2. two\n   - below\n   - more words than a line of forty columns can have\n\n> said\n>\n> again\n\n\
                    ---\n\n```sh\n  echo  x\n```\n\na  \nb";
        let expected = "Lite\n\nTwenty gigabytes of disk and `code`, see\nhere (https://a.b/c) or https://d.e.\n\n\
                        1. one\n2. two\n   - below\n   - more words than a line of forty\n     columns can have\n\n\
                        │ said\n│\n│ again\n\n────────────────────────────────────────\n\n    echo  x\n\na\nb";
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn tables_have_columns() {
        let text = "| Disk | Price |\n|---|---:|\n| 20 GB | 9 |\n| 100 GB | **99** |";
        assert_eq!(plain(text), "  Disk    Price\n  20 GB       9\n  100 GB     99");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let text = "# a\u{1b}[2J\n\n[x\u{9b}](https://a\u{1b}]8;;b) `c\u{1b}[31m` <b\u{7}>\n\n```\nd\u{1b}[0m\r\u{202e}\n```\n\n\
                    <div>\u{1b}[1m</div>\n\n| e\u{1b}[K |\n|---|\n\n&#27;[31m &#x9b;";
        let all = plain(text);
        let is_obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!all.contains(is_obeyed), "{all:?}");
        assert_eq!(all.matches("\\u{1b}").count(), 7, "{all}");
    }

    #[test]
    fn words_are_painted_one_by_one() {
        let lines = markdown("a **b c** d", Style { color: true, width: 20 });
        assert_eq!(lines, ["a \u{1b}[1mb\u{1b}[0m \u{1b}[1mc\u{1b}[0m d"]);
    }

    #[test]
    fn what_is_nested_without_end_stays_short() {
        for text in [">".repeat(5000) + " a", "- ".repeat(5000) + "a", "*".repeat(5000) + "a"] {
            assert!(plain(&text).len() < 50_000);
        }
    }
}
