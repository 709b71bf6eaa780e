//! A plan as a person reads it.

mod effect;
mod field;
mod impact;
mod inherited_changes;
mod key;
mod prices;
mod summary;

use super::columns::wrapping;
use super::format_value::show;
use super::{Color, Style};
use crate::diagnostic::{Place, apart, counted, printable};
use crate::diff::{Action, Cause, FieldChange, Note, ResourceChange, RowChange, Verb};
use crate::plan::Plan;
use crate::source::Positions;
use crate::table::Value;
use inherited_changes::Alike;
use rayon::prelude::*;
use std::collections::BTreeSet;
use textwrap::fill;

/// How much of each resource a plan tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything that changes.
    Full,
    /// One line.
    Summary,
}

/// What a plan does, counted, in one line.
pub fn plan_totals(plan: &Plan) -> String {
    summary::totals(plan)
}

/// The plan: a summary, then resource by resource.
pub fn plan_text(plan: &Plan, positions: &dyn Positions, style: Style, detail: Detail) -> String {
    if !plan.needs_approval() {
        return summary::nothing(plan);
    }
    let view = View { plan, positions, style };
    let visible: Vec<&ResourceChange> =
        plan.resources.iter().filter(|resource| resource.is_visible()).collect();
    let names = apart(visible.iter().map(|resource| resource.key.to_string()).collect());
    let alike = Alike::of(&visible, &plan.kinds);
    let mut out = summary::heading(plan) + "\n" + &view.summary(&visible, &names);
    let told = (0..visible.len()).into_par_iter().filter(|number| !alike.whole.contains(number));
    let texts: Vec<String> = told
        .map(|number| {
            let (resource, name) = (visible[number], &names[number]);
            let text = match detail {
                Detail::Full => view.resource(resource, name, alike.taken.get(&number)),
                Detail::Summary => view.title(resource, name),
            };
            text + &view.takers(&alike, number, &visible, &names)
        })
        .collect();
    let mut was_long = true;
    for text in texts {
        let is_long = text.lines().count() > 1;
        // Resources about which there is nothing to tell stand together.
        out.push_str(if is_long || was_long { "\n" } else { "" });
        out.push_str(&text);
        was_long = is_long;
    }
    for step in plan.by_hand() {
        out.push_str(&format!("\nBy hand, once this is applied: {step}.\n"));
    }
    out
}

struct View<'a> {
    plan: &'a Plan,
    positions: &'a dyn Positions,
    style: Style,
}

impl View<'_> {
    /// A resource, without those of its rows that are told elsewhere.
    fn resource(&self, resource: &ResourceChange, name: &str, elsewhere: Option<&BTreeSet<usize>>) -> String {
        let mut out = self.title(resource, name);
        out.extend(self.remarks(resource).map(|remark| self.note(&format!("    {remark}"))));
        out.extend(self.attributes(resource));
        let is_told = |number: usize| elsewhere.is_none_or(|elsewhere| !elsewhere.contains(&number));
        let rows = self.ordered(resource, is_told);
        let words = apart(rows.iter().map(|row| self.words(resource, row)).collect());
        out.extend(rows.into_iter().zip(&words).map(|(row, words)| self.row(resource, row, words)));
        out.extend(self.from(resource, elsewhere));
        out.extend(resource.notes.iter().map(|note| self.note(&format!("    {}", printable(note)))));
        out.extend(resource.edits.iter().map(|(words, edit)| self.edit(words, edit)));
        out
    }

    /// How many rows are told where they are taken from.
    fn from(&self, resource: &ResourceChange, elsewhere: Option<&BTreeSet<usize>>) -> Option<String> {
        let (from, rows) = resource.takes_rows_from.as_ref().zip(elsewhere)?;
        let rows = counted(rows.len(), "row");
        Some(
            self.note(&format!(
                "    and {rows} as in `{}`, from which it imports",
                printable(&from.to_string())
            )),
        )
    }

    /// Those that take over what changes of a resource.
    fn takers(
        &self,
        alike: &Alike,
        number: usize,
        resources: &[&ResourceChange],
        names: &[String],
    ) -> String {
        let Some(takers) = alike.takers.get(&number).filter(|_| !alike.whole.contains(&number)) else {
            return String::new();
        };
        let live: u64 = takers.iter().map(|taker| resources[*taker].impact.live).fold(0, u64::saturating_add);
        let live =
            if live == 0 { String::new() } else { format!(" ({})", counted(live, "live subscription")) };
        let many = counted(takers.len(), &resources[number].kind.replace('_', " "));
        let names: Vec<String> = takers.iter().map(|taker| format!("`{}`", names[*taker])).collect();
        let imports = if takers.len() == 1 { "imports" } else { "import" };
        let text = format!("also in {many} that {imports} from it{live}: {}", names.join(", "));
        let options = wrapping(self.style.width).initial_indent("    ").subsequent_indent("        ");
        fill(&text, options).lines().map(|line| self.note(line)).collect()
    }

    fn title(&self, resource: &ResourceChange, name: &str) -> String {
        let (mark, color) = mark(resource.verb);
        let title = format!("{mark} {} {} `{name}`", resource.verb.as_str(), resource.kind);
        let effect = self.effect_on(resource);
        format!("{}{}{effect}\n", self.style.paint(color, &title), self.origin(resource))
    }

    /// What is to be known of a resource before what changes about it.
    fn remarks(&self, resource: &ResourceChange) -> impl Iterator<Item = String> {
        let drifted = "somebody deleted it in the database since it was last applied";
        let is_soft = resource.verb == Verb::Delete && resource.root.soft_delete.is_some();
        let stays = "it stays, marked as deleted, with all that subscriptions renew by";
        let own = [resource.drifted.then_some(drifted), is_soft.then_some(stays)];
        let own = own.into_iter().flatten().map(str::to_owned);
        own.chain(impact::of_resource(resource, self.names_currency(resource)))
    }

    /// What the ledger alone knows of a resource, where it changes.
    fn attributes(&self, resource: &ResourceChange) -> Vec<String> {
        let kind = resource.former_kind.as_ref().map(|former| format!("kind: {former} → {}", resource.kind));
        let is_written = matches!(resource.verb, Verb::Change | Verb::Create | Verb::Adopt | Verb::Revive);
        let (after, before) = resource.protect;
        let protect = (is_written && after != before).then(|| match resource.verb {
            Verb::Create => self.line(Color::Green, "+", &format!("protect: {after}")),
            _ => self.line(Color::Yellow, "~", &format!("protect: {before} → {after}")),
        });
        let kind = kind.map(|text| self.line(Color::Yellow, "~", &text));
        kind.into_iter().chain(protect).collect()
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
    fn ordered<'a>(
        &self,
        resource: &'a ResourceChange,
        is_told: impl Fn(usize) -> bool,
    ) -> Vec<&'a RowChange> {
        let is_own = |place: &Place| Some(place.document) == resource.document;
        let place = |row: &RowChange| {
            let place = row.place.filter(is_own);
            place.map(|place| self.positions.position(place))
        };
        let rows = resource.rows.iter().enumerate().filter(|(number, _)| is_told(*number));
        let mut rows: Vec<&RowChange> = rows.map(|(_, row)| row).collect();
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

    fn row(&self, resource: &ResourceChange, row: &RowChange, words: &str) -> String {
        match row.action {
            Action::Update => {
                let (keys, fields): (Vec<_>, Vec<_>) =
                    row.fields.iter().partition(|field| key::is_hidden(row, field));
                let key = keys.first().map(|field| self.key(resource, row, field)).unwrap_or_default();
                // What is not shown of its own says nothing more beside a column of the same words.
                let is_told = |field: &FieldChange| {
                    let says = |other: &&&FieldChange| {
                        other.column.0.shown && other.column.0.words == field.column.0.words
                    };
                    !field.column.0.shown && fields.iter().any(|other| says(&other))
                };
                let fields = fields.iter().filter(|field| !is_told(field));
                key + &fields.map(|field| self.field(resource, row, words, field)).collect::<String>()
            }
            Action::Insert => self.whole(resource, row, words, row.after.as_ref(), (Color::Green, "+")),
            // The title says what becomes of it.
            Action::Delete if row.table.parent.is_none() && row.table.soft_delete.is_some() => String::new(),
            Action::Delete => self.whole(resource, row, words, row.before.as_ref(), (Color::Red, "-")),
        }
    }

    /// How the files name the row; one that belongs to something else is named with it.
    fn words(&self, resource: &ResourceChange, row: &RowChange) -> String {
        let words = self.plan.kinds.words(&resource.kind, row.table, &row.key, row.cells());
        let root = row.table.root_table();
        let elsewhere =
            root != resource.root && row.note == Some(Note::GoesWith) && row.table.parent.is_some();
        if elsewhere { format!("{} `{}`: {words}", root.name, row.key.parts()[0]) } else { words }
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

    /// A line below another.
    fn below(&self, color: Color, mark: &str, text: &str) -> String {
        format!("    {}", self.line(color, mark, text))
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
