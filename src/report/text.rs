//! A plan as a person reads it.

mod key;
mod summary;

use super::value::{apart, percent, show};
use super::{Color, Style};
use crate::diagnostic::{Place, printable};
use crate::diff::{Action, Cause, FieldChange, Note, ResourceChange, RowChange, Verb};
use crate::plan::Plan;
use crate::source::Positions;
use crate::table::{Cells, Column, Link, Value};
use rayon::prelude::*;

/// The plan, resource by resource, and a last line of totals.
pub fn plan_text(plan: &Plan, positions: &dyn Positions, style: Style) -> String {
    if !plan.needs_approval() {
        return summary::nothing(plan);
    }
    let view = View { plan, positions, style };
    let mut out = summary::heading(plan);
    let mut was_long = true;
    let visible = plan.resources.par_iter().filter(|resource| resource.is_visible());
    let texts: Vec<String> = visible.map(|resource| view.resource(resource)).collect();
    for text in texts {
        let is_long = text.lines().count() > 1;
        // Resources about which there is nothing to tell stand together.
        out.push_str(if is_long || was_long { "\n" } else { "" });
        out.push_str(&text);
        was_long = is_long;
    }
    out.push('\n');
    for step in plan.by_hand() {
        out.push_str(&format!("By hand, once this is applied: {step}.\n\n"));
    }
    out + &summary::totals(plan, style)
}

struct View<'a> {
    plan: &'a Plan,
    positions: &'a dyn Positions,
    style: Style,
}

impl View<'_> {
    fn resource(&self, resource: &ResourceChange) -> String {
        let mut out = self.title(resource);
        out.extend(self.attributes(resource));
        out.extend(self.ordered(resource).into_iter().map(|row| self.row(resource, row)));
        out.extend(resource.notes.iter().map(|note| self.note(&format!("    {}", printable(note)))));
        out.extend(resource.edits.iter().map(|(words, edit)| self.edit(words, edit)));
        out
    }

    fn title(&self, resource: &ResourceChange) -> String {
        let (mark, color) = mark(resource.verb);
        let (verb, key) = (resource.verb.as_str(), printable(&resource.key.to_string()));
        let title = self.style.paint(color, &format!("{mark} {verb} {} `{key}`", resource.kind));
        let mut out = format!("{title}{}\n", self.origin(resource));
        if resource.drifted {
            out += &self.note("    somebody deleted it in the database since it was last applied");
        }
        if resource.verb == Verb::Delete && resource.root.soft_delete.is_some() {
            out += &self.note("    it stays, marked as deleted, with all that subscriptions renew by");
        }
        out
    }

    /// What the ledger alone knows of a resource, where it changes.
    fn attributes(&self, resource: &ResourceChange) -> Vec<String> {
        let kind = resource.former_kind.as_ref().map(|former| format!("kind: {former} → {}", resource.kind));
        let is_written = matches!(resource.verb, Verb::Change | Verb::Create | Verb::Adopt | Verb::Revive);
        let (after, before) = resource.protect;
        let protect = (is_written && after != before).then(|| format!("protect: {before} → {after}"));
        let changed = kind.into_iter().chain(protect);
        changed.map(|text| self.line(Color::Yellow, "~", &text)).collect()
    }

    /// An edit in the database that goes with what is deleted.
    fn edit(&self, words: &str, edit: &FieldChange) -> String {
        let words = join(words, edit.column.0.words);
        let applied = edit.applied.as_ref().map(Value::to_string).unwrap_or_default();
        let before = &edit.before;
        let text = format!("    {words} was edited in the database: {before} (last applied {applied})");
        self.note(&printable(&text))
    }

    /// The rows in the order of the document; what it does not name comes last.
    fn ordered<'a>(&self, resource: &'a ResourceChange) -> Vec<&'a RowChange> {
        let is_own = |place: &Place| Some(place.document) == resource.document;
        let place = |row: &RowChange| {
            let place = row.place.filter(is_own);
            place.map(|place| self.positions.position(place))
        };
        let mut rows: Vec<&RowChange> = resource.rows.iter().collect();
        rows.sort_by_cached_key(|row| (place(row).is_none(), place(row), row.key.clone(), row.table.name));
        rows
    }

    fn origin(&self, resource: &ResourceChange) -> String {
        resource.document.map(|document| self.at(document.root())).unwrap_or_default()
    }

    /// Where a row comes from, if that is another document than its resource's.
    fn source(&self, resource: &ResourceChange, row: &RowChange) -> String {
        let elsewhere = row.place.filter(|place| Some(place.document) != resource.document);
        elsewhere.map(|place| self.at(place)).unwrap_or_default()
    }

    fn at(&self, place: Place) -> String {
        let at = self.positions.position(place);
        self.style.paint(Color::Dim, &printable(&format!("  {}:{}", place.file(), at.line)))
    }

    fn row(&self, resource: &ResourceChange, row: &RowChange) -> String {
        let words = self.words(resource, row);
        match row.action {
            Action::Update => {
                let (keys, fields): (Vec<_>, Vec<_>) =
                    row.fields.iter().partition(|field| key::is_hidden(row, field));
                let key =
                    keys.first().map(|field| self.key(resource, row, &words, field)).unwrap_or_default();
                key + &fields.iter().map(|field| self.field(resource, row, &words, field)).collect::<String>()
            }
            Action::Insert => self.whole(resource, row, &words, row.after.as_ref(), Color::Green, "+"),
            // The title says what becomes of it.
            Action::Delete if row.table.parent.is_none() && row.table.soft_delete.is_some() => String::new(),
            Action::Delete => self.whole(resource, row, &words, row.before.as_ref(), Color::Red, "-"),
        }
    }

    /// Whether other lines say what the change of a column means.
    fn is_explained(&self, resource: &ResourceChange, field: &FieldChange) -> bool {
        let column = field.column.0;
        let by_verb = resource.root.soft_delete.is_some_and(|soft| soft.column == column.name)
            && matches!(resource.verb, Verb::Delete | Verb::Revive);
        let explained = || column.explained_by.is_some_and(|words| has_rows_below(resource, words));
        by_verb || (field.cause == Cause::Files && explained())
    }

    /// How the files name the row; one that belongs to something else is named with it.
    fn words(&self, resource: &ResourceChange, row: &RowChange) -> String {
        let words = self.plan.kinds.words(&resource.kind, row.table, &row.key, row.cells());
        let root = row.table.root_table();
        let elsewhere =
            root != resource.root && row.note == Some(Note::GoesWith) && row.table.parent.is_some();
        let words =
            if elsewhere { format!("{} `{}`: {words}", root.name, row.key.parts()[0]) } else { words };
        printable(&words)
    }

    fn field(&self, resource: &ResourceChange, row: &RowChange, words: &str, field: &FieldChange) -> String {
        let column = field.column.0;
        if self.is_explained(resource, field) {
            return String::new();
        }
        let shown = |value| show(row.table, column, value, self.plan.header.stand_ins);
        let (before, after) = apart(shown(&field.before), shown(&field.after), &field.before, &field.after);
        let percent = percent(column, &field.before, &field.after).map(|p| format!(" ({p})"));
        let why = self.why_changed(row, field);
        let words = join(words, column.words);
        let (percent, source) = (percent.unwrap_or_default(), self.source(resource, row));
        let text = format!("{words}: {before} → {after}{percent}{why}{source}");
        self.line(Color::Yellow, "~", &text)
    }

    fn whole(
        &self,
        resource: &ResourceChange,
        row: &RowChange,
        words: &str,
        cells: Option<&Cells>,
        color: Color,
        mark: &str,
    ) -> String {
        let none = Cells::NONE;
        let said = cells.unwrap_or(&none).iter();
        let told: Vec<(&Column, &Value)> =
            said.filter_map(|(number, value)| tells(row, &row.table.columns[number], value)).collect();
        let why = self.why(row);
        if row.table.parent.is_none() && row.note.is_none() {
            let line = |(column, value): (&Column, &Value)| {
                let text = format!(
                    "{}: {}",
                    join(words, column.words),
                    show(row.table, column, value, self.plan.header.stand_ins)
                );
                self.line(color, mark, &text)
            };
            return told.into_iter().map(line).collect();
        }
        let told = told.iter().map(|(column, value)| {
            let value = show(row.table, column, value, self.plan.header.stand_ins);
            if column.words.is_empty() { value } else { format!("{} {value}", column.words) }
        });
        let told = told.collect::<Vec<_>>().join(", ");
        let separator = if told.is_empty() { "" } else { ": " };
        // The column that refers to a shared row already shows it.
        let is_shared = matches!(row.table.parent.as_ref().map(|parent| parent.link), Some(Link::Shared(_)));
        if words.is_empty() || (told.is_empty() && (is_shared || has_rows_below(resource, row.table.words))) {
            return String::new();
        }
        let source = self.source(resource, row);
        self.line(color, mark, &format!("{words}{separator}{told}{why}{source}"))
    }

    fn why(&self, row: &RowChange) -> &'static str {
        match (row.note, row.cause, row.action) {
            (Some(Note::Duplicate), ..) => "  [duplicate]",
            (Some(Note::Dangling), ..) => "  [refers to something missing, deleted or ambiguous]",
            (Some(Note::GoesWith), ..) => "  [goes with it]",
            (None, Cause::Drift, Action::Insert) => "  [drift: somebody deleted it in the database]",
            (None, Cause::Drift, _) => "  [drift: somebody added it in the database]",
            (None, Cause::Both, _) => "  [edited in the database too]",
            (None, Cause::Files, _) => "",
        }
    }

    fn line(&self, color: Color, mark: &str, text: &str) -> String {
        format!("    {} {text}\n", self.style.paint(color, mark))
    }

    fn note(&self, text: &str) -> String {
        format!("{}\n", self.style.paint(Color::Dim, text))
    }
}

/// Whether rows below some words change: those explain what happens to what they hang on.
fn has_rows_below(resource: &ResourceChange, words: &str) -> bool {
    let below = |row: &RowChange| {
        row.table.words.strip_prefix(words).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    resource.rows.iter().any(below)
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

fn join(words: &str, column: &str) -> String {
    match (words.is_empty(), column.is_empty()) {
        (true, _) => column.to_owned(),
        (_, true) => words.to_owned(),
        _ => format!("{words}.{column}"),
    }
}

fn mark(verb: Verb) -> (&'static str, Color) {
    match verb {
        Verb::Create | Verb::Revive => ("+", Color::Green),
        Verb::Adopt => (">", Color::Blue),
        Verb::Change | Verb::Refresh => ("~", Color::Yellow),
        Verb::Delete => ("-", Color::Red),
        Verb::Release => ("<", Color::Blue),
    }
}
