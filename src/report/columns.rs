//! Aligns cells in columns and wraps the text of a column.

use super::{Color, Style};
use crate::diagnostic::printable;
use std::borrow::Cow;
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, wrap};

/// The minimum width of a wrapped column, in terminal columns.
const NARROWEST: usize = 24;
/// The indentation of the lines in a report.
const INDENT: &str = "  ";
/// The number of spaces between two cells.
const GAP: usize = 2;

/// The text of one cell, with its color and alignment.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    color: Option<Color>,
    is_right: bool,
}

impl Cell {
    /// Creates a cell without a color, aligned to the left.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), color: None, is_right: false }
    }

    /// Creates a cell in a color, aligned to the left.
    pub fn painted(color: Color, text: impl Into<String>) -> Self {
        Self { color: Some(color), ..Self::new(text) }
    }

    /// Aligns the cell to the right, as for numbers.
    pub fn right(mut self) -> Self {
        self.is_right = true;
        self
    }

    /// The number of terminal columns that the text takes.
    pub fn width(&self) -> usize {
        display_width(&self.text)
    }
}

/// Returns rows as indented lines, with each column as wide as its widest cell. If the lines are too long, the text in
/// the column with the index `wrapped` is wrapped.
pub fn columns(rows: &[Vec<Cell>], wrapped: Option<usize>, style: Style) -> String {
    // The indentation is added afterwards, so it must not be used by the cells.
    let style = Style { width: style.width.saturating_sub(INDENT.len()), ..style };
    aligned(rows, wrapped, style).lines().map(|line| format!("{INDENT}{line}\n")).collect()
}

/// Returns rows as lines without indentation, with each column as wide as its widest cell. If the lines are too long,
/// the text in the column with the index `wrapped` is wrapped.
pub fn aligned(rows: &[Vec<Cell>], wrapped: Option<usize>, style: Style) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widest = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.width())).max();
    let mut widths: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or_default()).collect();
    let all = widths.iter().sum::<usize>() + GAP * count.saturating_sub(1);
    if let Some(width) = wrapped.and_then(|column| widths.get_mut(column)) {
        // A column narrower than that has a word or two per line; a long line is the lesser evil.
        let room = style.width.saturating_sub(all - *width).max(NARROWEST);
        *width = room.min(*width);
    }
    rows.iter().map(|row| lines(row, wrapped, &widths, style)).collect()
}

/// Returns a line with the headings, then a line for each row. Empty columns are left out. `rows` is called twice, the
/// first time for the widths, and the rows are never collected: there may be millions.
pub fn table<'a, const N: usize, R: Iterator<Item = [Cow<'a, str>; N]>>(
    headings: [&'static str; N],
    rows: impl Fn() -> R,
    style: Style,
) -> impl Iterator<Item = String> {
    // `None` is a column in which every cell is empty.
    let mut widths = [None; N];
    for row in rows() {
        for (width, cell) in widths.iter_mut().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            // As it is printed: escaped characters take more columns than the characters themselves.
            *width = (*width).max(Some(display_width(&printable(&cell))));
        }
    }
    let headings = headings.map(|heading| Cow::Owned(heading.to_uppercase()));
    let shown: Vec<usize> = (0..N).filter(|column| widths[*column].is_some()).collect();
    let wide = |column: &usize| widths[*column].max(Some(display_width(&headings[*column])));
    let widths: Vec<usize> = shown.iter().filter_map(wide).collect();
    std::iter::once(headings).chain(rows()).map(move |row| {
        let cells: Vec<Cell> = shown.iter().map(|column| Cell::new(printable(&row[*column]))).collect();
        line(&cells, &widths, style)
    })
}

/// Returns options for wrapping text only at spaces, so that words such as `!text` and article numbers with hyphens are
/// not split.
pub fn wrapping<'a>(width: usize) -> Options<'a> {
    Options::new(width).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation)
}

/// Returns one row: a line with its cells, and further lines with the rest of the wrapped cell.
fn lines(row: &[Cell], wrapped: Option<usize>, widths: &[usize], style: Style) -> String {
    // A word that is longer than its column is not broken, so that it can still be copied.
    let options = |column: usize| wrapping(widths[column]).break_words(false);
    // Only one column is wrapped; the others keep names and numbers that are to be copied in one piece.
    let text = wrapped.and_then(|column| Some(wrap(&row.get(column)?.text, options(column))));
    let rest = text.unwrap_or_default();
    let line = |index: usize| {
        let cells = row.iter().enumerate().map(|(at, cell)| {
            let text = match (Some(at) == wrapped, index) {
                (true, _) => rest.get(index).map(|text| text.to_string()).unwrap_or_default(),
                (false, 0) => cell.text.clone(),
                (false, _) => String::new(),
            };
            Cell { text, ..cell.clone() }
        });
        line(&cells.collect::<Vec<_>>(), widths, style)
    };
    // A row without the wrapped cell still has one line.
    (0..rest.len().max(1)).map(line).collect()
}

/// Returns one line. The last cell is not padded, so that the line has no trailing spaces.
fn line(cells: &[Cell], widths: &[usize], style: Style) -> String {
    let last = cells.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
    let cell = |(at, cell): (usize, &Cell)| {
        let blank = " ".repeat(widths[at].saturating_sub(cell.width()));
        // Painted after measuring, since color codes take no columns.
        let text = cell.color.map_or(cell.text.clone(), |color| style.paint(color, &cell.text));
        match (cell.is_right, at + 1 == last) {
            (true, _) => blank + &text,
            (false, true) => text,
            (false, false) => text + &blank,
        }
    };
    let cells: Vec<String> = cells[..last].iter().enumerate().map(cell).collect();
    format!("{}\n", cells.join(&" ".repeat(GAP)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { color: false, width: 40 };

    #[test]
    fn cells_are_aligned_by_display_width() {
        let rows = [
            vec![Cell::new("一"), Cell::new("b"), Cell::new("1").right()],
            vec![Cell::new("a"), Cell::new(""), Cell::new("22").right()],
        ];
        assert_eq!(columns(&rows, None, STYLE), "  一  b   1\n  a      22\n");
    }

    #[test]
    fn long_text_wraps_within_its_column() {
        let rows = [vec![Cell::new("key"), Cell::new("some words that do not fit here"), Cell::new("end")]];
        let text = columns(&rows, Some(1), STYLE);
        assert_eq!(text, "  key  some words that do not fit    end\n       here\n");
    }

    #[test]
    fn empty_column_is_omitted_with_its_heading() {
        let rows = || [["a", "", "1"], [""; 3]].into_iter().map(|row| row.map(Cow::from));
        let lines: String = table(["name", "file", "since"], rows, STYLE).collect();
        assert_eq!(lines, "NAME  SINCE\na     1\n\n");
    }

    #[test]
    fn empty_tables_and_empty_rows_are_laid_out() {
        assert_eq!(columns(&[], Some(0), STYLE), "");
        assert_eq!(columns(&[Vec::new()], Some(3), STYLE), "  \n");
    }
}
