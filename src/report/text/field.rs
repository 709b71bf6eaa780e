//! The lines of a row: each field that changes, or what a whole row says.

use super::{Color, View, has_rows_below, join};
use crate::diagnostic::{apart, counted};
use crate::diff::{Cause, FieldChange, ResourceChange, RowChange, Verb};
use crate::report::columns::wrapping;
use crate::report::composite_value::Difference;
use crate::report::format_value::{pair, percent, show, signed};
use crate::report::text_diff::{LONGEST, Shown};
use crate::table::{Cells, Column, Link, Value};
use std::collections::BTreeMap;
use textwrap::fill;

impl View<'_> {
    /// A field that changes.
    pub(super) fn field(
        &self,
        resource: &ResourceChange,
        row: &RowChange,
        words: &str,
        field: &FieldChange,
    ) -> String {
        if self.is_explained(resource, field) {
            return String::new();
        }
        let column = field.column.0;
        let words = join(words, column.words);
        let percent = percent(column, &field.before, &field.after).map(|p| format!(" ({})", signed(p)));
        let why = format!("{}{}", percent.unwrap_or_default(), self.why_changed(row, field));
        let why = why + &self.effect(field.effect) + &self.source(resource, row);
        if let Some(elements) = Elements::of(row, field) {
            return self.line(Color::Yellow, "~", &format!("{words}:{why}")) + &self.elements(&elements);
        }
        if let Some(parts) = Difference::of(column, &field.before, &field.after) {
            let [before, after] = &parts.counts;
            let line = format!("{words}: {before} → {after}{why}");
            return self.line(Color::Yellow, "~", &line) + &self.different(&parts);
        }
        match pair(row.table, column, [&field.before, &field.after], self.plan.header.stand_ins) {
            Shown::Whole(before, after) => {
                self.line(Color::Yellow, "~", &format!("{words}: {before} → {after}{why}"))
            }
            Shown::Parts(parts, more) => {
                self.line(Color::Yellow, "~", &format!("{words}:{why}")) + &self.parts(&parts, more)
            }
        }
    }

    /// The parts in which two long texts differ.
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

    /// What comes to a value of parts, what goes, and what changes in it.
    fn different(&self, parts: &Difference) -> String {
        if parts.come.is_empty() && parts.gone.is_empty() && parts.changed.is_empty() {
            return self.note("        in another order, or within others");
        }
        let come = parts.come.iter().map(|name| self.below(Color::Green, "+", name));
        let gone = parts.gone.iter().map(|name| self.below(Color::Red, "-", name));
        let changed = parts.changed.iter().map(|name| self.below(Color::Yellow, "~", name));
        gone.chain(come).chain(changed).collect()
    }

    /// What comes to a list and what goes.
    fn elements(&self, elements: &Elements) -> String {
        let come = elements.come.iter().map(|name| self.below(Color::Green, "+", name));
        let gone = elements.gone.iter().map(|name| self.below(Color::Red, "-", name));
        come.chain(gone).collect()
    }

    /// What a row says that comes or goes as a whole.
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
        let told: Vec<(&Column, &Value)> = cells
            .iter()
            .filter_map(|(number, value)| tells(row, &row.table.columns[number], value))
            .collect();
        let stand_ins = self.plan.header.stand_ins;
        let spelled = |column: &Column, value: &Value| show(row.table, cells, column, value, stand_ins);
        if row.table.parent.is_none() && row.note.is_none() {
            let line = |(column, value): (&Column, &Value)| {
                self.line(color, mark, &format!("{}: {}", join(words, column.words), spelled(column, value)))
            };
            return told.into_iter().map(line).collect();
        }
        // The column that refers to a shared row already shows it.
        let is_shared = matches!(row.table.parent.as_ref().map(|parent| parent.link), Some(Link::Shared(_)));
        if words.is_empty() || (told.is_empty() && (is_shared || has_rows_below(resource, row.table.words))) {
            return String::new();
        }
        let is_list = told.iter().any(|(column, value)| row.table.names_in(cells, column, value).is_some());
        let told = told.iter().map(|(column, value)| {
            let value = spelled(column, value);
            if column.words.is_empty() { value } else { format!("{} {value}", column.words) }
        });
        let told = told.collect::<Vec<_>>().join(", ");
        let told = match told.is_empty() {
            true => told,
            false if is_list => self.wrapped(&told),
            false => format!(": {told}"),
        };
        let why = self.why(row).to_owned() + &self.effect(row.effect) + &self.source(resource, row);
        self.line(color, mark, &format!("{words}{told}{why}"))
    }

    /// The names of a list, on as many lines as they need.
    fn wrapped(&self, names: &str) -> String {
        const INDENT: &str = "        ";
        if names.chars().count() <= LONGEST {
            return format!(": {names}");
        }
        let options = wrapping(self.style.width.max(2 * INDENT.len()));
        let lines = fill(names, options.initial_indent(INDENT).subsequent_indent(INDENT));
        format!(":\n{lines}")
    }

    /// Whether other lines say what the change of a column means.
    fn is_explained(&self, resource: &ResourceChange, field: &FieldChange) -> bool {
        let column = field.column.0;
        let by_verb = resource.root.soft_delete.is_some_and(|soft| soft.column == column.name)
            && matches!(resource.verb, Verb::Delete | Verb::Revive);
        let explained = || column.explained_by.is_some_and(|words| has_rows_below(resource, words));
        by_verb || (field.cause == Cause::Files && explained())
    }
}

/// The elements in which two lists differ; none where they are the same in another order.
struct Elements {
    come: Vec<String>,
    gone: Vec<String>,
}

impl Elements {
    fn of(row: &RowChange, field: &FieldChange) -> Option<Self> {
        let names = |value: &Value| match value {
            Value::List(values) => Some(values.iter().map(Value::to_string).collect::<Vec<_>>()),
            Value::Null => Some(Vec::new()),
            value => {
                let names = row.table.names_in(row.cells(), field.column.0, value)?;
                Some(names.into_iter().map(str::to_owned).collect())
            }
        };
        let is_list = [&field.before, &field.after].iter().any(|value| **value != Value::Null);
        let (before, after) = (names(&field.before).filter(|_| is_list)?, names(&field.after)?);
        let elements = Self { come: without(&after, &before), gone: without(&before, &after) };
        (!elements.come.is_empty() || !elements.gone.is_empty()).then(|| elements.apart())
    }

    /// Shows them so that none is taken for another.
    fn apart(self) -> Self {
        let count = self.come.len();
        let mut come = apart(self.come.into_iter().chain(self.gone).collect());
        let gone = come.split_off(count);
        Self { come, gone }
    }
}

/// The elements of a list that another does not have, each as often as it has more of it.
fn without(list: &[String], other: &[String]) -> Vec<String> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    other.iter().for_each(|name| *left.entry(name).or_default() += 1);
    let is_new = |name: &&String| match left.get_mut(name.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    list.iter().filter(is_new).cloned().collect()
}

/// A column of a whole row that says something: shown, given, and not what every new row has.
fn tells<'a>(
    row: &RowChange,
    column: &'static Column,
    value: &'a Value,
) -> Option<(&'static Column, &'a Value)> {
    let is_default = !column.words.is_empty() && column.default.value(column.kind).as_ref() == Some(value);
    let is_name = row.table.parent.is_none() && row.table.is_key(column) && row.note.is_none();
    (column.is_managed() && column.shown && *value != Value::Null && !is_default && !is_name)
        .then_some((column, value))
}
