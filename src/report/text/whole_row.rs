//! Renders rows that are inserted or deleted.

use super::view::{View, has_rows_below, join, why};
use crate::diff::{ResourceChange, RowChange};
use crate::report::Color;
use crate::report::columns::wrapping;
use crate::report::format_value::show;
use crate::report::text_diff::LONGEST;
use crate::table::{Cells, Column, Link, Value};
use textwrap::fill;

impl View<'_> {
    /// Renders a row that is inserted or deleted, with the values that are worth showing. The text is empty if other
    /// lines already show the row.
    pub(super) fn whole(
        &self,
        resource: &ResourceChange,
        row: &RowChange,
        words: &str,
        cells: Option<&Cells>,
        (color, mark): (Color, &str),
    ) -> String {
        let none = Cells::NONE;
        let cells = cells.unwrap_or(&none);
        let columns = cells.iter();
        let columns: Vec<(&Column, &Value)> =
            columns.filter_map(|(number, value)| shown(row, &row.table.columns[number], value)).collect();
        // The root of a resource has a line for each column: the title of the resource is their heading.
        if row.table.parent.is_none() && row.note.is_none() {
            let text = |(column, value): (&Column, &Value)| {
                format!("{}: {}", join(words, column.words), self.spelled(row, cells, column, value))
            };
            return columns.into_iter().map(|column| self.line(color, mark, &text(column))).collect();
        }
        // A shared row is shown by the column that refers to it.
        let is_shared = matches!(row.table.parent.as_ref().map(|parent| parent.link), Some(Link::Shared(_)));
        let is_covered = is_shared || has_rows_below(resource, row.table.words);
        if words.is_empty() || (columns.is_empty() && is_covered) {
            return String::new();
        }
        let values = self.values(row, cells, &columns);
        let why = why(row).to_owned() + &self.effect(row.effect) + &self.source(resource, row);
        self.line(color, mark, &format!("{words}{values}{why}"))
    }

    /// Renders the values of the columns as text to append to the name of the row: `: EUR 9.90, enabled false`.
    fn values(&self, row: &RowChange, cells: &Cells, columns: &[(&Column, &Value)]) -> String {
        let values = columns.iter().map(|(column, value)| {
            let value = self.spelled(row, cells, column, value);
            if column.words.is_empty() { value } else { format!("{} {value}", column.words) }
        });
        let text = values.collect::<Vec<_>>().join(", ");
        let is_list =
            columns.iter().any(|(column, value)| row.table.names_in(cells, column, value).is_some());
        match text.is_empty() {
            true => text,
            false if is_list => self.wrapped(&text),
            false => format!(": {text}"),
        }
    }

    fn spelled(&self, row: &RowChange, cells: &Cells, column: &Column, value: &Value) -> String {
        show(row.table, cells, column, value, self.plan.header.special_numbers)
    }

    /// Renders the names in a list as text to append to the name of the row. A long list starts on a new line.
    fn wrapped(&self, names: &str) -> String {
        const INDENT: &str = "        ";
        // A short list stays on the line of its row.
        if names.chars().count() <= LONGEST {
            return format!(": {names}");
        }
        // At least twice the indentation, so that a narrow terminal leaves room for a word.
        let options = wrapping(self.style.width.max(2 * INDENT.len()));
        let lines = fill(names, options.initial_indent(INDENT).subsequent_indent(INDENT));
        format!(":\n{lines}")
    }
}

/// Returns the column and its value if the value is worth showing for an inserted or deleted row. The column must be
/// one that reports show, and the value must be neither empty nor the default. The name of a resource is not worth
/// showing, since it is in the title.
fn shown<'a>(
    row: &RowChange,
    column: &'static Column,
    value: &'a Value,
) -> Option<(&'static Column, &'a Value)> {
    // A column without words is the value of its row, such as a price, and is shown whatever it is.
    let is_default = !column.words.is_empty() && column.default.value(column.kind).as_ref() == Some(value);
    let is_name = row.table.parent.is_none() && row.table.is_key(column) && row.note.is_none();
    (column.is_managed() && column.shown && *value != Value::Null && !is_default && !is_name)
        .then_some((column, value))
}
