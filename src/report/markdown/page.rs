//! The lines of a page of Markdown, as they come together.

use crate::diagnostic::printable;
use crate::report::columns::{Cell, columns, wrapping};
use crate::report::{Color, Style};
use pulldown_cmark::{Alignment, HeadingLevel};
use textwrap::wrap;

/// How far what stands in quotations and lists is moved in at most, in levels.
const DEEPEST: usize = 12;

/// What stands before the lines of a quotation.
pub const QUOTED: &str = "│ ";

/// What a page is made with.
pub struct Page {
    /// How it may look.
    pub style: Style,
    /// The lines that are done.
    pub lines: Vec<String>,
    /// The words of the paragraph that is being read; each is painted for itself, so that it can be wrapped.
    pub words: String,
    /// How words are to look.
    pub colors: Vec<Color>,
    /// The quotations and items in which they stand.
    pub levels: Vec<Level>,
    /// The number of the next item of each list that is being read; none of one without numbers.
    pub lists: Vec<Option<u64>>,
    /// Where links and images lead that are being read, and what has been read of them.
    pub links: Vec<(String, String)>,
    /// The table that is being read.
    pub table: Option<Table>,
    /// Whether code is being read.
    pub is_code: bool,
}

/// A quotation or an item of a list.
pub struct Level {
    /// What stands before its first line, until that is written.
    pub first: Option<String>,
    /// What stands before its other lines.
    pub rest: String,
    /// Whether it has no line yet.
    pub is_fresh: bool,
}

/// A table that is being read.
#[derive(Default)]
pub struct Table {
    /// How its columns are aligned.
    pub alignments: Vec<Alignment>,
    /// Its rows, the headings first.
    pub rows: Vec<Vec<Cell>>,
}

impl Page {
    /// An empty page.
    pub fn new(style: Style) -> Self {
        Self {
            style,
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

    /// Begins a heading.
    pub fn heading(&mut self, level: HeadingLevel) {
        self.gap();
        self.colors.push(Color::Bold);
        if level == HeadingLevel::H1 {
            self.colors.push(Color::Underline);
        }
    }

    /// Begins a list, with the number of its first item.
    pub fn list(&mut self, number: Option<u64>) {
        self.flush();
        if self.lists.is_empty() {
            self.gap();
        }
        self.lists.push(number);
    }

    /// Begins an item of a list.
    pub fn item(&mut self) {
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
    pub fn end_of_link(&mut self) {
        self.colors.pop();
        let Some((address, text)) = self.links.pop() else { return };
        if !address.is_empty() && address != text {
            self.text(&format!(" ({address})"));
        }
    }

    /// Ends a cell of a table.
    pub fn cell(&mut self) {
        let text = std::mem::take(&mut self.words).trim().to_owned();
        let Some(table) = &mut self.table else { return };
        let Some(row) = table.rows.last_mut() else { return };
        let cell = Cell::new(text);
        let is_right = table.alignments.get(row.len()) == Some(&Alignment::Right);
        row.push(if is_right { cell.right() } else { cell });
    }

    /// Ends a table.
    pub fn end_of_table(&mut self) {
        let table = self.table.take().unwrap_or_default();
        let style = Style { width: self.room(), ..self.style };
        let lines = columns(&table.rows, None, style);
        lines.lines().for_each(|line| self.line(line));
    }

    /// Words that are wrapped later, each painted as it is to look.
    pub fn text(&mut self, text: &str) {
        let (style, colors) = (self.style, self.colors.clone());
        self.links.last_mut().into_iter().for_each(|(_, read)| read.push_str(text));
        let word = |word: &str| match word.is_empty() {
            true => word.to_owned(),
            false => colors.iter().fold(printable(word), |word, color| style.paint(*color, &word)),
        };
        let words: Vec<String> = text.split(' ').map(word).collect();
        self.words.push_str(&words.join(" "));
    }

    /// Words of a colour.
    pub fn painted(&mut self, color: Color, text: &str) {
        self.colors.push(color);
        self.text(text);
        self.colors.pop();
    }

    /// Lines of code.
    pub fn code(&mut self, text: &str) {
        for line in text.lines() {
            let line = format!("  {}", printable(&line.replace('\t', "    ")));
            let line = if self.style.color { self.style.paint(Color::Blue, &line) } else { line };
            self.line(&line);
        }
    }

    /// Ends the paragraph that is being read.
    pub fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        for words in words.split('\n').filter(|words| !words.trim().is_empty()) {
            let room = self.room();
            wrap(words.trim(), wrapping(room)).iter().for_each(|line| self.line(line));
        }
    }

    /// How wide a line may be.
    pub fn room(&self) -> usize {
        let inner: usize = self.levels.iter().take(DEEPEST).map(|level| level.rest.chars().count()).sum();
        self.style.width.saturating_sub(inner).max(20)
    }

    /// Writes a line behind what its quotations and items put before it.
    pub fn line(&mut self, line: &str) {
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
    pub fn gap(&mut self) {
        self.flush();
        let is_first = self.lines.is_empty() || self.levels.iter().any(|level| level.is_fresh);
        let before: String = self.levels.iter().take(DEEPEST).map(|level| level.rest.as_str()).collect();
        let empty = before.trim_end();
        if !is_first && self.lines.last().is_some_and(|last| last != empty) {
            self.lines.push(empty.to_owned());
        }
    }
}
