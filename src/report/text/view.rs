//! Data and helpers for the functions that render a plan.

use crate::diagnostic::{Place, printable};
use crate::diff::{Action, Cause, DeletionReason, ResourceChange, RowChange};
use crate::plan::Plan;
use crate::report::{Color, Style};
use crate::source::Positions;

/// A plan, with everything that is needed to render it.
pub struct View<'a> {
    pub plan: &'a Plan,
    pub positions: &'a dyn Positions,
    pub style: Style,
}

impl View<'_> {
    /// Returns a line of a resource, indented by four spaces: the mark in the given color, then the text.
    pub fn line(&self, color: Color, mark: &str, text: &str) -> String {
        format!("    {} {text}\n", self.style.paint(color, mark))
    }

    /// Returns a line that is indented below the previous line.
    pub fn below(&self, color: Color, mark: &str, text: &str) -> String {
        format!("    {}", self.line(color, mark, text))
    }

    /// Returns a dimmed line.
    pub fn note(&self, text: &str) -> String {
        format!("{}\n", self.style.paint(Color::Dim, text))
    }

    /// Returns the file name and line number of a place, dimmed, to be added at the end of a line.
    pub fn at(&self, place: Place) -> String {
        let position = self.positions.position(place);
        self.style.paint(Color::Dim, &printable(&format!("  {}:{}", place.file(), position.line)))
    }

    /// Returns the location of a row if the row is not in the document of its resource. Otherwise the text is empty.
    pub fn source(&self, resource: &ResourceChange, row: &RowChange) -> String {
        // In the resource's own document the reader finds the row by its words, so a place would be noise.
        let elsewhere = row.place.filter(|place| Some(place.document) != resource.document);
        elsewhere.map(|place| self.at(place)).unwrap_or_default()
    }

    /// Returns the name that the files use for a row. A row of another resource may be deleted together with this
    /// resource. In that case, the name begins with the name of that other resource.
    pub fn words(&self, resource: &ResourceChange, row: &RowChange) -> String {
        let words = self.plan.kinds.words(&resource.kind, row.table, &row.key, row.cells());
        let root = row.table.root_table();
        let is_of_another =
            root != resource.root && row.note == Some(DeletionReason::GoesWith) && row.table.parent.is_some();
        if is_of_another { format!("{} `{}`: {words}", root.name, row.key.parts()[0]) } else { words }
    }

    /// Whether subscriptions to the resource have a currency in the billing system.
    pub fn names_currency(&self, resource: &ResourceChange) -> bool {
        self.plan.kinds.find(&resource.kind).is_some_and(|kind| kind.system().names_currency)
    }
}

/// Says why a row is inserted or deleted. The text is empty if the files are the only reason.
pub fn why(row: &RowChange) -> &'static str {
    match (row.note, row.cause, row.action) {
        (Some(DeletionReason::Duplicate), ..) => "  [duplicate]",
        (Some(DeletionReason::Dangling), ..) => "  [refers to something missing, deleted or ambiguous]",
        (Some(DeletionReason::GoesWith), ..) => "  [deleted along with it]",
        (None, Cause::Drift, Action::Insert) => "  [drift: deleted in the database]",
        (None, Cause::Drift, _) => "  [drift: added in the database]",
        (None, Cause::Both, _) => "  [also edited in the database]",
        (None, Cause::Files, _) => "",
    }
}

/// Whether rows below the named row change too. The lines of those rows then explain what happens to the named row.
pub fn has_rows_below(resource: &ResourceChange, words: &str) -> bool {
    let is_below = |row: &RowChange| {
        row.table.words.strip_prefix(words).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    resource.rows.iter().any(is_below)
}

/// Joins the name of a row and the name of one of its columns with a dot. Either name may be empty.
pub fn join(words: &str, column: &str) -> String {
    match (words.is_empty(), column.is_empty()) {
        (true, _) => column.to_owned(),
        (_, true) => words.to_owned(),
        _ => format!("{words}.{column}"),
    }
}
