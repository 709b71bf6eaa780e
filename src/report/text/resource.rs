//! Renders a resource of a plan: its title, remarks about it, and its rows.

use super::impact;
use super::inherited_changes::InheritedChanges;
use super::key;
use super::view::{View, join};
use crate::diagnostic::{Place, counted, distinguishable, printable};
use crate::diff::{Action, FieldChange, ResourceChange, RowChange, Verb};
use crate::report::Color;
use crate::report::columns::wrapping;
use crate::table::Value;
use std::collections::BTreeSet;
use textwrap::fill;

impl View<'_> {
    /// Renders a resource. `inherited` has the indexes of the rows that are shown in the text of another resource, from
    /// which they are imported.
    pub(super) fn resource(
        &self,
        resource: &ResourceChange,
        name: &str,
        inherited: Option<&BTreeSet<usize>>,
    ) -> String {
        let mut out = self.title(resource, name);
        out.extend(self.remarks(resource).map(|remark| self.note(&format!("    {remark}"))));
        out.extend(self.attributes(resource));
        let is_shown = |number: usize| inherited.is_none_or(|inherited| !inherited.contains(&number));
        let rows = self.ordered(resource, is_shown);
        let words = distinguishable(rows.iter().map(|row| self.words(resource, row)).collect());
        out.extend(rows.into_iter().zip(&words).map(|(row, words)| self.row(resource, row, words)));
        out.extend(self.imported(resource, inherited));
        out.extend(resource.notes.iter().map(|note| self.note(&format!("    {}", printable(note)))));
        out.extend(resource.edits.iter().map(|(words, edit)| self.edit(words, edit)));
        out
    }

    /// Returns a line with the number of imported rows that are shown in the text of another resource. Returns `None`
    /// if there are none.
    fn imported(&self, resource: &ResourceChange, inherited: Option<&BTreeSet<usize>>) -> Option<String> {
        let (source, inherited) = resource.takes_rows_from.as_ref().zip(inherited)?;
        let (rows, are) = (counted(inherited.len(), "row"), if inherited.len() == 1 { "is" } else { "are" });
        let source = printable(&source.to_string());
        Some(self.note(&format!("    and {rows} imported from `{source}`, which {are} shown there")))
    }

    /// Returns the lines that say which resources import changed rows from this resource. The text is empty if there
    /// are none.
    pub(super) fn importers(
        &self,
        inherited: &InheritedChanges,
        number: usize,
        resources: &[&ResourceChange],
        names: &[String],
    ) -> String {
        let Some(importers) =
            inherited.importers.get(&number).filter(|_| !inherited.entire.contains(&number))
        else {
            return String::new();
        };
        let live: u64 = importers.iter().map(|it| resources[*it].impact.live).fold(0, u64::saturating_add);
        let live =
            if live == 0 { String::new() } else { format!(" ({})", counted(live, "live subscription")) };
        let many = counted(importers.len(), &resources[number].kind.replace('_', " "));
        let names: Vec<String> = importers.iter().map(|it| format!("`{}`", names[*it])).collect();
        let imports = if importers.len() == 1 { "imports" } else { "import" };
        let text = format!("also in {many} that {imports} from it{live}: {}", names.join(", "));
        let options = wrapping(self.style.width).initial_indent("    ").subsequent_indent("        ");
        fill(&text, options).lines().map(|line| self.note(line)).collect()
    }

    /// Returns the first line of a resource: what happens to it, its location, and the effect on subscribers.
    pub(super) fn title(&self, resource: &ResourceChange, name: &str) -> String {
        let (mark, color) = mark(resource.verb);
        let title = format!("{mark} {} {} `{name}`", resource.verb.as_str(), resource.kind);
        let place = resource.document.map(|document| self.at(document.root())).unwrap_or_default();
        format!("{}{place}{}\n", self.style.paint(color, &title), self.effect_on(resource))
    }

    /// Returns the remarks that come before the changes to a resource: drift, a soft deletion, and the affected
    /// subscriptions.
    fn remarks(&self, resource: &ResourceChange) -> impl Iterator<Item = String> {
        let drifted = "it was deleted in the database after it was last applied";
        let is_soft = resource.verb == Verb::Delete && resource.root.soft_delete.is_some();
        let stays = "its row is only marked as deleted and keeps all that subscriptions need to renew";
        let remarks = [resource.drifted.then_some(drifted), is_soft.then_some(stays)];
        let remarks = remarks.into_iter().flatten().map(str::to_owned);
        remarks.chain(impact::of_resource(resource, self.names_currency(resource)))
    }

    /// Renders the changes to attributes that only the ledger records: the kind of the resource, and whether it is
    /// protected.
    fn attributes(&self, resource: &ResourceChange) -> Vec<String> {
        let kind = resource.former_kind.as_ref().map(|former| format!("kind: {former} → {}", resource.kind));
        // Nothing is written to the ledger about what is deleted or released, except that it is gone.
        let is_written = matches!(resource.verb, Verb::Change | Verb::Create | Verb::Adopt | Verb::Revive);
        let (after, before) = resource.protect;
        let protect = (is_written && after != before).then(|| match resource.verb {
            Verb::Create => self.line(Color::Green, "+", &format!("protect: {after}")),
            _ => self.line(Color::Yellow, "~", &format!("protect: {before} → {after}")),
        });
        let kind = kind.map(|text| self.line(Color::Yellow, "~", &text));
        kind.into_iter().chain(protect).collect()
    }

    /// Renders an edit in the database that is lost because the resource is deleted.
    fn edit(&self, words: &str, edit: &FieldChange) -> String {
        let words = join(words, edit.column.0.words);
        let applied = edit.applied.as_ref().map(Value::to_string).unwrap_or_default();
        let before = &edit.before;
        let text = format!("    {words} was edited in the database: {before} (last applied: {applied})");
        self.note(&printable(&text))
    }

    /// Returns the shown rows in the order of the resource's document. Rows without a place in that document come last.
    fn ordered<'a>(
        &self,
        resource: &'a ResourceChange,
        is_shown: impl Fn(usize) -> bool,
    ) -> Vec<&'a RowChange> {
        // An imported row has its place in another document, whose lines have no order with these.
        let is_own = |place: &Place| Some(place.document) == resource.document;
        let position = |row: &RowChange| row.place.filter(is_own).map(|place| self.positions.position(place));
        let rows = resource.rows.iter().enumerate().filter(|(number, _)| is_shown(*number));
        let mut rows: Vec<&RowChange> = rows.map(|(_, row)| row).collect();
        // The key and the table keep the order the same on every run.
        rows.sort_by_cached_key(|row| {
            (position(row).is_none(), position(row), row.key.clone(), row.table.name)
        });
        rows
    }

    /// Renders a row.
    fn row(&self, resource: &ResourceChange, row: &RowChange, words: &str) -> String {
        match row.action {
            Action::Update => self.updated(resource, row, words),
            Action::Insert => self.whole(resource, row, words, row.after.as_ref(), (Color::Green, "+")),
            // The title of the resource says already what happens to this row.
            Action::Delete if row.table.parent.is_none() && row.table.soft_delete.is_some() => String::new(),
            Action::Delete => self.whole(resource, row, words, row.before.as_ref(), (Color::Red, "-")),
        }
    }

    /// Renders a row that is updated: first its key, if that changes, then each field.
    fn updated(&self, resource: &ResourceChange, row: &RowChange, words: &str) -> String {
        let (keys, fields): (Vec<_>, Vec<_>) =
            row.fields.iter().partition(|field| key::is_hidden(row, field));
        // A key of several columns is one change, since its words name all of them.
        let key = keys.first().map(|field| self.key(resource, row, field)).unwrap_or_default();
        // A column that is not shown on its own adds nothing to a shown column with the same words.
        let is_covered = |field: &FieldChange| {
            let covers =
                |other: &&&FieldChange| other.column.0.shown && other.column.0.words == field.column.0.words;
            !field.column.0.shown && fields.iter().any(|other| covers(&other))
        };
        let fields = fields.iter().filter(|field| !is_covered(field));
        key + &fields.map(|field| self.field(resource, row, words, field)).collect::<String>()
    }
}

/// Returns the mark and the color for an action on a resource.
fn mark(verb: Verb) -> (&'static str, Color) {
    match verb {
        Verb::Create | Verb::Revive => ("+", Color::Green),
        // Not green: adopting writes nothing to the billing tables.
        Verb::Adopt => (">", Color::Blue),
        Verb::Change | Verb::Refresh => ("~", Color::Yellow),
        Verb::Delete => ("-", Color::Red),
        Verb::Release => ("<", Color::Blue),
    }
}
