//! Renders a row whose key changes. The files name a row by its key, so its line shows the old and the new name.

use super::view::View;
use crate::diagnostic::distinguishable;
use crate::diff::{Cause, FieldChange, ResourceChange, RowChange};
use crate::report::Color;
use crate::report::format_value::show;
use crate::table::{Cells, Row, Value};

impl View<'_> {
    /// Says why a field changes. The text is empty if the files are the only reason.
    pub(super) fn why_changed(&self, row: &RowChange, field: &FieldChange) -> String {
        match (field.cause, &field.applied) {
            (Cause::Files, _) => String::new(),
            (Cause::Drift, _) => "  [drift: edited in the database]".to_owned(),
            (Cause::Both, Some(applied)) => {
                let applied =
                    show(row.table, row.cells(), field.column.0, applied, self.plan.header.special_numbers);
                format!("  [also edited in the database; last applied: {applied}]")
            }
            (Cause::Both, None) => "  [also edited in the database]".to_owned(),
        }
    }

    /// Renders the line of a row whose key changes: the name of the row before and after.
    pub(super) fn key(&self, resource: &ResourceChange, row: &RowChange, field: &FieldChange) -> String {
        let none = Cells::NONE;
        let cells = row.before.as_ref().unwrap_or(&none);
        let key_before = row.table.key.iter();
        let key_before =
            key_before.map(|column| cells.get(row.table.position(column)).cloned().unwrap_or(Value::Null));
        // The parent's key is the beginning of the row's own: a key is a path (design.md §2).
        let parent = row.key.prefix(row.key.len() - row.table.key.len());
        let before = Row::new(row.table, &parent, key_before.collect()).key;
        let before = self.plan.kinds.words(&resource.kind, row.table, &before, cells);
        // Together, since the two names may differ in nothing that is visible.
        let shown = distinguishable(vec![before, self.words(resource, row)]);
        let (before, words) = (&shown[0], &shown[1]);
        let why = self.why_changed(row, field) + &self.effect(field.effect);
        let source = self.source(resource, row);
        let text = match (bracketed(before), bracketed(words)) {
            // `periods: 1 month → 1 year` instead of `periods[1 month] → periods[1 year]`.
            (Some((list, before)), Some((same, after))) if list == same => {
                format!("{list}: {before} → {after}{why}{source}")
            }
            _ => format!("{before} → {words}{why}{source}"),
        };
        self.line(Color::Yellow, "~", &text)
    }
}

/// Whether a field belongs to the key of its row and has no line of its own. The value of such a field appears only in
/// the name of the row.
pub(super) fn is_hidden(row: &RowChange, field: &FieldChange) -> bool {
    // The key of a root is the name in the title; a shown key column has a line as a field.
    row.table.parent.is_some() && row.table.is_key(field.column.0) && !field.column.0.shown
}

/// Splits a name like `periods[1 year]` into the name of the list and the element. Returns `None` for names without
/// brackets.
fn bracketed(words: &str) -> Option<(&str, &str)> {
    words.strip_suffix(']')?.rsplit_once('[')
}
