//! Renders the description of a resource: its values, what refers to it, and what customers get.

mod details;
mod fields;
mod json;
mod plans;
mod rates_json;
mod sections;
mod upgrade_ladder;

pub use details::{has, limit, prices};
pub use json::describe_json;
pub use plans::{prices_json, prices_of_one};
pub use sections::{reason, totals, unknown};
pub use upgrade_ladder::{dot, mermaid};

use super::columns::{Cell, columns};
use super::format_value::spell;
use super::{Color, Style};
use crate::diagnostic::{Place, counted, printable};
use crate::model::{Article, Manifest, Target};
use crate::offer::{Description, Part, Values};
use crate::source::{Data, Node, Sources};
use crate::table::Value;

/// Returns the description as text.
pub fn describe_text(
    description: &Description<'_>,
    manifest: &Manifest,
    sources: &Sources,
    style: Style,
) -> String {
    let view = View { manifest, sources, style };
    let mut out = view.title(description) + "\n" + &view.parts(description);
    out.push_str(&view.external(description));
    out.push_str(&view.referrers(description));
    description.sections.iter().for_each(|section| out.push_str(&view.section(section)));
    out
}

/// The data that is needed to render a description.
struct View<'a> {
    manifest: &'a Manifest,
    sources: &'a Sources,
    style: Style,
}

/// The source of a part's value.
enum Origin {
    /// The document sets the value, at this location.
    Document(Place),
    /// The manifest sets the value, at this location.
    Manifest(Place),
    /// The manifest does not set the value, so the default of a setting in the manifest applies.
    ManifestDefault,
    /// The document does not set the value, so the default of the field applies.
    Default,
}

/// Returns the source of a part's value.
fn origin(part: &Part, sources: &Sources) -> Origin {
    match part.inherited {
        // A part may have been lowered from a field that no document says; then the place has no node.
        _ if sources.node(part.place).is_some() => Origin::Document(part.place),
        Some(place) if sources.node(place).is_some() => Origin::Manifest(place),
        Some(_) => Origin::ManifestDefault,
        None => Origin::Default,
    }
}

/// Returns the parts that the document sets, in the order of the document. Parts that no document sets come next, and
/// parts from other documents come last.
fn ordered<'a>(description: &'a Description<'_>, sources: &Sources) -> Vec<&'a Part> {
    let own = description.entry.document;
    let position = |part: &Part| match origin(part, sources) {
        // Other documents come after the resource's own, and in the order of their names.
        Origin::Document(place) => (Some(place.document).filter(|it| *it != own), sources.span(place).start),
        // What has no place in a document comes after what has one.
        _ => (None, usize::MAX),
    };
    let mut parts: Vec<&Part> = description.parts.iter().collect();
    // Cached, since finding a position is more than a comparison should cost.
    parts.sort_by_cached_key(|part| (position(part), part.field.clone()));
    parts
}

impl View<'_> {
    /// Returns the first line: the kind, the name and the location of the resource.
    fn title(&self, description: &Description<'_>) -> String {
        let entry = description.entry;
        let title = format!("{} `{}`", entry.kind.name(), printable(entry.resource.name()));
        let place = self.place(entry.document.root());
        format!("{}  {}\n", self.style.paint(Color::Bold, &title), self.style.paint(Color::Dim, &place))
    }

    /// Returns a location as `path:line:column`, which editors and terminals can open.
    fn place(&self, place: Place) -> String {
        let at = self.sources.position(place);
        printable(&format!("{}:{}:{}", place.file().path(), at.line, at.column))
    }

    /// Returns a line for each part, with its value and its location.
    fn parts(&self, description: &Description<'_>) -> String {
        let line = |part: &Part| {
            let place = match origin(part, self.sources) {
                Origin::Document(place) | Origin::Manifest(place) => self.place(place),
                Origin::ManifestDefault => "default of the manifest".to_owned(),
                Origin::Default => "default".to_owned(),
            };
            let value = self.value(part);
            vec![Cell::new(printable(&part.field)), Cell::new(value), Cell::painted(Color::Dim, place)]
        };
        let parts: Vec<Vec<Cell>> = ordered(description, self.sources).into_iter().map(line).collect();
        columns(&parts, Some(1), self.style)
    }

    /// Returns the value of a part in words.
    fn value(&self, part: &Part) -> String {
        let value = match &part.values {
            Values::Word(word) => (*word).to_owned(),
            // Which numbers mean `unlimited` is a setting, so the manifest is needed to spell a value.
            Values::Row { table, columns, .. } => {
                let stand_ins = self.manifest.database.stand_ins();
                let values = columns.iter().map(|(column, value)| {
                    // A long text would push the places out of sight; JSON has all of it.
                    let value = in_short(value).unwrap_or_else(|| spell(table, column, value, stand_ins));
                    let is_field = column.words.is_empty() || table.parent.is_none();
                    if is_field { value } else { format!("{} {value}", column.words) }
                });
                values.collect::<Vec<_>>().join(", ")
            }
        };
        let Some(property) = part.property else { return value };
        // The billing system stores a list as one string with `|` between the elements.
        // Looked up in the file: in the database a list and a text that contains `|` are the same.
        let is_list = |node: &Node| matches!(node.data, Data::Sequence(_));
        let is_list = self.sources.node(part.place).is_some_and(is_list);
        let value = if is_list { value.replace('|', ", ") } else { value };
        format!("{value} ({property})")
    }

    /// Lists the articles and other resources that exist only in the database and to which the resource refers.
    fn external(&self, description: &Description<'_>) -> String {
        let line = |external: &crate::offer::External<'_>| {
            let place = Cell::painted(Color::Dim, self.place(external.place));
            vec![Cell::new(printable(external.number)), Cell::new("exists only in the database"), place]
        };
        let is_article = |external: &crate::offer::External<'_>| external.target == Article::word();
        let articles = description.external.iter().all(is_article);
        let heading = if articles { "External articles" } else { "External resources" };
        self.block(heading, &description.external.iter().map(line).collect::<Vec<_>>(), Some(1))
    }

    /// Lists the resources that refer to the described resource.
    fn referrers(&self, description: &Description<'_>) -> String {
        let line = |referrer: &crate::offer::Referrer<'_>| {
            let entry = referrer.entry;
            let name = format!("{} `{}`", entry.kind.name(), printable(entry.resource.name()));
            let place = Cell::painted(Color::Dim, self.place(referrer.place));
            vec![Cell::new(name), Cell::new(printable(&referrer.field)), place]
        };
        self.block("Referred to by", &description.referrers.iter().map(line).collect::<Vec<_>>(), Some(0))
    }

    /// Returns a heading with lines below it; empty if there are no lines.
    fn block(&self, heading: &str, rows: &[Vec<Cell>], wrapped: Option<usize>) -> String {
        match rows {
            [] => String::new(),
            _ => self.heading(heading) + &columns(rows, wrapped, self.style),
        }
    }

    fn heading(&self, text: &str) -> String {
        format!("\n{}\n", self.style.paint(Color::Bold, text))
    }
}

/// The maximum number of lines in a string that is shown completely.
const WHOLE: usize = 3;

/// Returns the first line of a string with more than [`WHOLE`] lines, and the number of its lines; `None` for any other
/// value.
fn in_short(value: &Value) -> Option<String> {
    let text = value.as_text()?.trim_end();
    let count = text.lines().count();
    let first = text.lines().next().filter(|_| count > WHOLE)?;
    Some(format!("{} … ({})", printable(first.trim_end()), counted(count, "line")))
}
