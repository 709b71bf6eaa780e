//! Everything that is needed to render a plan as text: the plan, the positions of its places, the style, and helpers
//! that format single lines.

use crate::diagnostic::{Place, printable};
use crate::diff::{Action, Cause, Note, ResourceChange, RowChange};
use crate::plan::Plan;
use crate::report::{Color, Style};
use crate::source::Positions;

/// A plan as it is rendered.
pub struct View<'a> {
    pub plan: &'a Plan,
    pub positions: &'a dyn Positions,
    pub style: Style,
}

impl View<'_> {
    /// A line of a resource: `    ~ text`, with the mark in a color.
    pub fn line(&self, color: Color, mark: &str, text: &str) -> String {
        format!("    {} {text}\n", self.style.paint(color, mark))
    }

    /// A line that belongs to the line above it.
    pub fn below(&self, color: Color, mark: &str, text: &str) -> String {
        format!("    {}", self.line(color, mark, text))
    }

    /// A dimmed line.
    pub fn note(&self, text: &str) -> String {
        format!("{}\n", self.style.paint(Color::Dim, text))
    }

    /// A file name and a line number, dimmed, for the end of a line of output.
    pub fn at(&self, place: Place) -> String {
        let position = self.positions.position(place);
        self.style.paint(Color::Dim, &printable(&format!("  {}:{}", place.file(), position.line)))
    }

    /// The place of a row, if it is in a different document from its resource.
    pub fn source(&self, resource: &ResourceChange, row: &RowChange) -> String {
        // In the resource's own document the reader finds the row by its words, so a place would be noise.
        let elsewhere = row.place.filter(|place| Some(place.document) != resource.document);
        elsewhere.map(|place| self.at(place)).unwrap_or_default()
    }

    /// How the files name a row. If a row of another resource is deleted together with this resource, its name includes
    /// that other resource.
    pub fn words(&self, resource: &ResourceChange, row: &RowChange) -> String {
        let words = self.plan.kinds.words(&resource.kind, row.table, &row.key, row.cells());
        let root = row.table.root_table();
        let is_of_another =
            root != resource.root && row.note == Some(Note::GoesWith) && row.table.parent.is_some();
        if is_of_another { format!("{} `{}`: {words}", root.name, row.key.parts()[0]) } else { words }
    }

    /// Whether the subscriptions to a resource have a currency in its billing system.
    pub fn names_currency(&self, resource: &ResourceChange) -> bool {
        self.plan.kinds.find(&resource.kind).is_some_and(|kind| kind.system().names_currency)
    }
}

/// Why a row is inserted or deleted, if the files are not the only reason.
pub fn why(row: &RowChange) -> &'static str {
    match (row.note, row.cause, row.action) {
        (Some(Note::Duplicate), ..) => "  [duplicate]",
        (Some(Note::Dangling), ..) => "  [refers to something missing, deleted or ambiguous]",
        (Some(Note::GoesWith), ..) => "  [deleted along with it]",
        (None, Cause::Drift, Action::Insert) => "  [drift: deleted in the database]",
        (None, Cause::Drift, _) => "  [drift: added in the database]",
        (None, Cause::Both, _) => "  [also edited in the database]",
        (None, Cause::Files, _) => "",
    }
}

/// Whether rows below the row with these words change too. Their lines then explain what happens to that row.
pub fn has_rows_below(resource: &ResourceChange, words: &str) -> bool {
    let is_below = |row: &RowChange| {
        row.table.words.strip_prefix(words).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    resource.rows.iter().any(is_below)
}

/// The words of a row and of a column in it, joined by a dot.
pub fn join(words: &str, column: &str) -> String {
    match (words.is_empty(), column.is_empty()) {
        (true, _) => column.to_owned(),
        (_, true) => words.to_owned(),
        _ => format!("{words}.{column}"),
    }
}
