//! A description as a person reads it: what the resource says, who refers to it, what follows for customers.

mod details;
mod fields;
mod json;
mod plans;
mod sections;

pub use details::{has, prices};
pub use json::describe_json;
pub use plans::{prices_json, prices_of_one};
pub use sections::{reason, totals, untold};

use super::columns::{Cell, columns};
use super::format_value::spell;
use super::{Color, Style};
use crate::diagnostic::{Place, counted, printable};
use crate::model::{Article, Manifest, Target};
use crate::offer::{Description, Part, Values};
use crate::source::{Data, Node, Sources};
use crate::table::Value;

/// The description as text.
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

/// What a description is seen with.
struct View<'a> {
    manifest: &'a Manifest,
    sources: &'a Sources,
    style: Style,
}

/// Who decides what a part says.
enum Origin {
    /// The document.
    Document(Place),
    /// The manifest.
    Manifest(Place),
    /// What the manifest is when it says nothing.
    ManifestDefault,
    /// What a document is when it says nothing.
    Default,
}

/// Who decides what a part says.
fn origin(part: &Part, sources: &Sources) -> Origin {
    match part.inherited {
        _ if sources.node(part.place).is_some() => Origin::Document(part.place),
        Some(place) if sources.node(place).is_some() => Origin::Manifest(place),
        Some(_) => Origin::ManifestDefault,
        None => Origin::Default,
    }
}

/// The parts in the order of the document, and what it does not say; what comes from other documents is last.
fn ordered<'a>(description: &'a Description<'_>, sources: &Sources) -> Vec<&'a Part> {
    let own = description.entry.document;
    let at = |part: &Part| match origin(part, sources) {
        Origin::Document(place) => (Some(place.document).filter(|it| *it != own), sources.span(place).start),
        _ => (None, usize::MAX),
    };
    let mut parts: Vec<&Part> = description.parts.iter().collect();
    parts.sort_by_cached_key(|part| (at(part), part.field.clone()));
    parts
}

impl View<'_> {
    fn title(&self, description: &Description<'_>) -> String {
        let entry = description.entry;
        let title = format!("{} `{}`", entry.kind.name(), printable(entry.resource.name()));
        let place = self.place(entry.document.root());
        format!("{}  {}\n", self.style.paint(Color::Bold, &title), self.style.paint(Color::Dim, &place))
    }

    /// A place, so that an editor or a terminal can follow it.
    fn place(&self, place: Place) -> String {
        let at = self.sources.position(place);
        printable(&format!("{}:{}:{}", place.file().path(), at.line, at.column))
    }

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

    fn value(&self, part: &Part) -> String {
        let value = match &part.values {
            Values::Word(word) => (*word).to_owned(),
            Values::Row { table, columns, .. } => {
                let stand_ins = self.manifest.database.stand_ins();
                let told = columns.iter().map(|(column, value)| {
                    let value = in_short(value).unwrap_or_else(|| spell(table, column, value, stand_ins));
                    let is_field = column.words.is_empty() || table.parent.is_none();
                    if is_field { value } else { format!("{} {value}", column.words) }
                });
                told.collect::<Vec<_>>().join(", ")
            }
        };
        let Some(property) = part.property else { return value };
        // The billing system keeps a list as one text.
        let is_list = |node: &Node| matches!(node.data, Data::Sequence(_));
        let is_list = self.sources.node(part.place).is_some_and(is_list);
        let value = if is_list { value.replace('|', ", ") } else { value };
        format!("{value} ({property})")
    }

    fn external(&self, description: &Description<'_>) -> String {
        let line = |external: &crate::offer::External<'_>| {
            let place = Cell::painted(Color::Dim, self.place(external.place));
            vec![Cell::new(printable(external.number)), Cell::new("known only to the database"), place]
        };
        let is_article = |external: &crate::offer::External<'_>| external.target == Article::word();
        let articles = description.external.iter().all(is_article);
        let heading = if articles { "External articles" } else { "External resources" };
        self.block(heading, &description.external.iter().map(line).collect::<Vec<_>>(), Some(1))
    }

    fn referrers(&self, description: &Description<'_>) -> String {
        let line = |referrer: &crate::offer::Referrer<'_>| {
            let entry = referrer.entry;
            let name = format!("{} `{}`", entry.kind.name(), printable(entry.resource.name()));
            let place = Cell::painted(Color::Dim, self.place(referrer.place));
            vec![Cell::new(name), Cell::new(printable(&referrer.field)), place]
        };
        self.block("Referred to by", &description.referrers.iter().map(line).collect::<Vec<_>>(), Some(0))
    }

    /// A heading with lines, if there are any.
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

/// How many lines a text may have to be shown whole.
const WHOLE: usize = 3;

/// The first line of a text that has many, and how many those are.
fn in_short(value: &Value) -> Option<String> {
    let text = value.as_text()?.trim_end();
    let count = text.lines().count();
    let first = text.lines().next().filter(|_| count > WHOLE)?;
    Some(format!("{} … ({})", printable(first.trim_end()), counted(count, "line")))
}
