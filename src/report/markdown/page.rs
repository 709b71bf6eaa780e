//! The state of a Markdown page while it is rendered: the lines that are finished, and the elements that are being
//! read.

use crate::diagnostic::printable;
use crate::report::columns::{Cell, columns, wrapping};
use crate::report::{Color, Style};
use pulldown_cmark::{Alignment, HeadingLevel};
use textwrap::wrap;

/// The maximum number of levels of quotations and lists that are indented. Deeper levels keep this indentation, so that
/// the output cannot grow without limit.
const DEEPEST: usize = 12;

/// The mark before the lines of a quotation.
const QUOTED: &str = "│ ";

/// A page that is being rendered.
pub struct Page {
    /// The colors and the width.
    pub style: Style,
    /// The lines that are finished.
    pub lines: Vec<String>,
    /// The words of the paragraph that is being read. Each word has its own color sequences, so that wrapping does not
    /// separate the sequences from the word.
    pub words: String,
    /// The colors of the elements that are open, with the outermost element first.
    pub colors: Vec<Color>,
    /// The quotations and list items that are open, with the outermost one first.
    pub levels: Vec<Level>,
    /// The number of the next item in each list that is open; `None` for a list without numbers.
    pub lists: Vec<Option<u64>>,
    /// The links and images that are open, each with its address and the text that has been read so far.
    pub links: Vec<(String, String)>,
    /// The table that is being read; `None` outside of tables.
    pub table: Option<Table>,
    /// Whether code is being read.
    pub is_code: bool,
}

/// A quotation or an item of a list.
pub struct Level {
    /// The text before the first line, such as a bullet; `None` once that line is written.
    pub first: Option<String>,
    /// The text before every line after the first.
    pub rest: String,
    /// Whether the quotation or item has no lines yet.
    pub is_fresh: bool,
}

/// A table that is being read.
#[derive(Default)]
pub struct Table {
    /// The alignment of each column.
    pub alignments: Vec<Alignment>,
    /// The rows of the table, beginning with the headings.
    pub rows: Vec<Vec<Cell>>,
}

impl Page {
    /// Creates an empty page.
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

    /// Begins a quotation.
    pub fn quotation(&mut self) {
        // Before the level is opened, so that the empty line is not marked as a part of the quotation.
        self.gap();
        self.levels.push(Level { first: None, rest: QUOTED.to_owned(), is_fresh: true });
    }

    /// Begins a heading.
    pub fn heading(&mut self, level: HeadingLevel) {
        self.gap();
        self.colors.push(Color::Bold);
        if level == HeadingLevel::H1 {
            self.colors.push(Color::Underline);
        }
    }

    /// Begins a list. `number` is the number of the first item; `None` for a list without numbers.
    pub fn list(&mut self, number: Option<u64>) {
        self.flush();
        // An inner list belongs to its item and has no empty line before it.
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
                // Saturating, since the first number of a list may be as large as its author likes.
                *number = number.saturating_add(1);
                bullet
            }
            _ => "- ".to_owned(),
        };
        // As wide as the bullet, so that the other lines are aligned with the text of the first.
        let rest = " ".repeat(bullet.len());
        self.levels.push(Level { first: Some(bullet), rest, is_fresh: true });
    }

    /// Ends a link or an image, and adds the address unless it is the same as the text of the link.
    pub fn end_of_link(&mut self) {
        self.colors.pop();
        let Some((address, text)) = self.links.pop() else { return };
        // `<https://d.e>` is its own text, and would be shown twice.
        if !address.is_empty() && address != text {
            self.text(&format!(" ({address})"));
        }
    }

    /// Ends a cell of a table.
    pub fn cell(&mut self) {
        let text = std::mem::take(&mut self.words).trim().to_owned();
        let Some(table) = &mut self.table else { return };
        // The parser gives cells only within rows; anything else would be ignored rather than panic.
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

    /// Adds words to the paragraph. Each word is painted in the current colors.
    pub fn text(&mut self, text: &str) {
        let (style, colors) = (self.style, self.colors.clone());
        // Kept without colors, to be compared with the address at the end of the link.
        self.links.last_mut().into_iter().for_each(|(_, read)| read.push_str(text));
        let word = |word: &str| match word.is_empty() {
            true => word.to_owned(),
            false => colors.iter().fold(printable(word), |word, color| style.paint(*color, &word)),
        };
        // At spaces only: a no-break space must not become the end of a line.
        let words: Vec<String> = text.split(' ').map(word).collect();
        self.words.push_str(&words.join(" "));
    }

    /// Adds words in a color to the paragraph.
    pub fn painted(&mut self, color: Color, text: &str) {
        self.colors.push(color);
        self.text(text);
        self.colors.pop();
    }

    /// Adds lines of code, which are not wrapped.
    pub fn code(&mut self, text: &str) {
        for line in text.lines() {
            // A tab would be spelled out as a hidden character.
            let line = format!("  {}", printable(&line.replace('\t', "    ")));
            let line = if self.style.color { self.style.paint(Color::Blue, &line) } else { line };
            self.line(&line);
        }
    }

    /// Ends the paragraph that is being read, and wraps its words into lines.
    pub fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        for words in words.split('\n').filter(|words| !words.trim().is_empty()) {
            let room = self.room();
            wrap(words.trim(), wrapping(room)).iter().for_each(|line| self.line(line));
        }
    }

    /// Returns the number of columns that a line may have at the current level.
    pub fn room(&self) -> usize {
        let inner: usize = self.levels.iter().take(DEEPEST).map(|level| level.rest.chars().count()).sum();
        // Deeply nested text still gets some room, even if its lines become too long.
        self.style.width.saturating_sub(inner).max(20)
    }

    /// Adds a line. The markers of the quotations and list items that contain the line come first.
    pub fn line(&mut self, line: &str) {
        let mut before = String::new();
        for (depth, level) in self.levels.iter_mut().enumerate() {
            level.is_fresh = false;
            // Taken, so that the bullet stands only before the first line of its item.
            let first = level.first.take();
            if depth < DEEPEST {
                before.push_str(first.as_deref().unwrap_or(&level.rest));
            }
        }
        // Without trailing spaces, which an empty line of a quotation would have.
        self.lines.push(format!("{before}{line}").trim_end().to_owned());
    }

    /// Adds an empty line before the next block, unless that block is the first one of the page or of an item.
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
