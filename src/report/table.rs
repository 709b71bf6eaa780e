//! Lists in columns.

use super::value::printable;
use comfy_table::{Table, presets};

/// Rows under headings, each column as wide as what stands in it. Columns in which nothing stands are left out.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let told: Vec<usize> = (0..headings.len())
        .filter(|column| rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty())))
        .collect();
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(told.iter().map(|column| headings[*column].to_uppercase()));
    for row in rows {
        table.add_row(told.iter().map(|column| printable(row.get(*column).map_or("", String::as_str))));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.to_string();
    lines.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
