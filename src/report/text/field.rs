//! Renders a field that changes.

use super::list_elements::Elements;
use super::view::{View, has_rows_below, join};
use crate::diagnostic::counted;
use crate::diff::{Cause, FieldChange, ResourceChange, RowChange, Verb};
use crate::report::Color;
use crate::report::composite_value::Difference;
use crate::report::format_value::{pair, percent, signed};
use crate::report::text_diff::ShownDifference;

impl View<'_> {
    /// Renders a field that changes: its value before and after, or what is added, removed and changed in its value.
    /// The text is empty if other lines already explain the change.
    pub(super) fn field(
        &self,
        resource: &ResourceChange,
        row: &RowChange,
        words: &str,
        field: &FieldChange,
    ) -> String {
        // A change that other lines explain would otherwise look like a second one.
        if self.is_explained(resource, field) {
            return String::new();
        }
        let column = field.column.0;
        let words = join(words, column.words);
        let end = self.end_of_line(resource, row, field);
        let line = |text: &str| self.line(Color::Yellow, "~", &format!("{words}:{text}{end}"));
        let before_and_after = |before: &str, after: &str| line(&format!(" {before} → {after}"));
        // Lists first: as plain text, one added element would look like a change of the whole.
        if let Some(elements) = Elements::of(row, field) {
            return line("") + &self.elements(&elements);
        }
        if let Some(difference) = Difference::of(column, &field.before, &field.after) {
            let [before, after] = &difference.counts;
            return before_and_after(before, after) + &self.difference(&difference);
        }
        match pair(row.table, column, [&field.before, &field.after], self.plan.header.special_numbers) {
            ShownDifference::Whole(before, after) => before_and_after(&before, &after),
            ShownDifference::Parts(parts, more) => line("") + &self.parts(&parts, more),
        }
    }

    /// Returns what follows the values in the line: the change in percent, the drift, the effect on subscribers, and
    /// the location.
    fn end_of_line(&self, resource: &ResourceChange, row: &RowChange, field: &FieldChange) -> String {
        // Only money has a percentage: for a reviewer it says more than the two prices.
        let percent = percent(field.column.0, &field.before, &field.after);
        let percent = percent.map(|percent| format!(" ({})", signed(percent))).unwrap_or_default();
        percent + &self.why_changed(row, field) + &self.effect(field.effect) + &self.source(resource, row)
    }

    /// Renders the passages in which two long texts differ, and the number of further differences.
    fn parts(&self, parts: &[(String, String)], more: usize) -> String {
        let part = |(before, after): &(String, String)| {
            self.below(Color::Red, "-", before) + &self.below(Color::Green, "+", after)
        };
        let rest = match more {
            0 => String::new(),
            more => self.note(&format!("        … and {}", counted(more, "more difference"))),
        };
        parts.iter().map(part).collect::<String>() + &rest
    }

    /// Renders what is removed, added and changed in a composite value.
    fn difference(&self, difference: &Difference) -> String {
        let Difference { added, removed, changed, .. } = difference;
        // The parts are equal as a set, and yet the value differs: only their order or nesting is left.
        if added.is_empty() && removed.is_empty() && changed.is_empty() {
            return self.note("        only their order or nesting changes");
        }
        let added = added.iter().map(|name| self.below(Color::Green, "+", name));
        let removed = removed.iter().map(|name| self.below(Color::Red, "-", name));
        let changed = changed.iter().map(|name| self.below(Color::Yellow, "~", name));
        // Removed before added, as in a diff.
        removed.chain(added).chain(changed).collect()
    }

    /// Renders the elements that are added to a list or removed from it.
    fn elements(&self, elements: &Elements) -> String {
        let added = elements.added.iter().map(|name| self.below(Color::Green, "+", name));
        let removed = elements.removed.iter().map(|name| self.below(Color::Red, "-", name));
        added.chain(removed).collect()
    }

    /// Whether other lines already explain the change: the title of the resource, for a soft deletion, or the lines of
    /// the rows below.
    fn is_explained(&self, resource: &ResourceChange, field: &FieldChange) -> bool {
        let column = field.column.0;
        // The mark of a soft deletion is a column like any other, but the title has said what it means.
        let by_verb = resource.root.soft_delete.is_some_and(|soft| soft.column == column.name)
            && matches!(resource.verb, Verb::Delete | Verb::Revive);
        let explained = || column.explained_by.is_some_and(|words| has_rows_below(resource, words));
        // Drift is never hidden: it is somebody's edit, which apply would undo.
        by_verb || (field.cause == Cause::Files && explained())
    }
}
