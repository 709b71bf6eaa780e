//! Keys of rows that change: the files name the row by them.

use super::{Color, View, show};
use crate::diagnostic::apart;
use crate::diff::{Cause, FieldChange, ResourceChange, RowChange};
use crate::table::{Cells, Row, Value};

impl View<'_> {
    /// Whose doing the change of a field is.
    pub(super) fn why_changed(&self, row: &RowChange, field: &FieldChange) -> String {
        match (field.cause, &field.applied) {
            (Cause::Files, _) => String::new(),
            (Cause::Drift, _) => "  [drift: somebody edited it in the database]".to_owned(),
            (Cause::Both, Some(applied)) => {
                let applied =
                    show(row.table, row.cells(), field.column.0, applied, self.plan.header.stand_ins);
                format!("  [edited in the database too: last applied {applied}]")
            }
            (Cause::Both, None) => "  [edited in the database too]".to_owned(),
        }
    }

    /// That a row gets its key back, or another one, by which the files name it.
    pub(super) fn key(&self, resource: &ResourceChange, row: &RowChange, field: &FieldChange) -> String {
        let none = Cells::NONE;
        let cells = row.before.as_ref().unwrap_or(&none);
        let own = row.table.key.iter();
        let own = own.map(|column| cells.get(row.table.position(column)).cloned().unwrap_or(Value::Null));
        let parent = row.key.prefix(row.key.len() - row.table.key.len());
        let before = Row::new(row.table, &parent, own.collect()).key;
        let before = self.plan.kinds.words(&resource.kind, row.table, &before, cells);
        let shown = apart(vec![before, self.words(resource, row)]);
        let (before, words) = (&shown[0], &shown[1]);
        let why = self.why_changed(row, field) + &self.effect(field.effect);
        let source = self.source(resource, row);
        let text = match (bracketed(before), bracketed(words)) {
            (Some((list, before)), Some((same, after))) if list == same => {
                format!("{list}: {before} → {after}{why}{source}")
            }
            _ => format!("{before} → {words}{why}{source}"),
        };
        self.line(Color::Yellow, "~", &text)
    }
}

/// Whether a field is a part of the key that is not shown beside it.
pub(super) fn is_hidden(row: &RowChange, field: &FieldChange) -> bool {
    row.table.parent.is_some() && row.table.is_key(field.column.0) && !field.column.0.shown
}

/// A list and what is named in it: `periods[1 year]`.
fn bracketed(words: &str) -> Option<(&str, &str)> {
    words.strip_suffix(']')?.rsplit_once('[')
}
