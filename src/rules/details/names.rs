//! B01: internal names that the billing system does not take.

use super::package_details::Details;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place, letter};
use crate::rules::{Rule, Sight};
use std::collections::HashMap;

const CODE: Code = Code::error(
    "B01",
    "internal-name",
    "not an internal name",
    "An internal name has other signs than Latin letters, digits and `_`, or is the category of an article.",
    include_str!("../codes/B01.md"),
);

/// Finds internal names that the billing system does not take.
pub struct Names;

impl Rule for Names {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let names = names(&sight.details);
        if names.is_empty() {
            return Vec::new();
        }
        let categories = categories(sight.catalog);
        let taken = |name: &Named<'_>| {
            let (category, place) = categories.get(&name.name.to_lowercase())?;
            Some(is_category(name, category, *place))
        };
        names.iter().filter_map(|name| unfit(name).or_else(|| taken(name))).collect()
    }
}

/// An internal name.
struct Named<'a> {
    /// What it is the name of.
    what: &'static str,
    name: &'a str,
    place: Place,
}

/// The internal names of a catalog.
fn names<'a>(details: &Details<'a>) -> Vec<Named<'a>> {
    let mut names = Vec::new();
    for (name, known) in &details.types {
        names.push(Named { what: "detail type", name, place: known.root.child("name") });
    }
    for (name, known) in &details.enumerations {
        names.push(Named { what: "enumeration", name, place: known.root.child("name") });
        let list = known.root.child("values");
        names.extend(known.it.values.iter().enumerate().map(|(index, value)| Named {
            what: "value",
            name: value.name.as_str(),
            place: list.child(index).child("name"),
        }));
    }
    let ways = details.packages.iter().flat_map(|holder| holder.own()).flat_map(|way| way.ways());
    names.extend(ways.filter_map(|way| {
        Some(Named { what: "choice", name: way.choice?.name.as_str(), place: way.head() })
    }));
    names
}

/// The categories of articles in small letters, each with its place in one of their documents.
fn categories(catalog: &Catalog) -> HashMap<String, (&str, Place)> {
    let mut categories = HashMap::new();
    for entry in catalog.entries() {
        let category = entry.resource.sale(catalog.manifest()).and_then(|sale| sale.part.category.as_ref());
        if let Some(category) = category {
            let place = entry.document.root().child("category");
            categories.entry(category.as_str().to_lowercase()).or_insert((category.as_str(), place));
        }
    }
    categories
}

fn is_part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What is wrong with the signs of a name.
fn unfit(name: &Named<'_>) -> Option<Diagnostic> {
    let Named { what, name, place } = name;
    let reason = match name.chars().find(|c| !is_part_of_name(*c)) {
        Some(' ') => "has a space".to_owned(),
        Some(odd) if odd.is_ascii() => format!("has a `{odd}`"),
        Some(odd) => format!("has {}", letter(odd)),
        None if name.starts_with(|c: char| c.is_ascii_digit()) => "begins with a digit".to_owned(),
        None => return None,
    };
    let message = format!("the internal name of the {what} `{name}` {reason}");
    let help = "internal names are made of Latin letters, digits and `_`, and do not begin with a digit";
    let finding = Diagnostic::new(CODE, *place, message);
    Some(match fitting(name) {
        Some(fitting) => finding.help(format!("write `{fitting}`, for instance; {help}")),
        None => finding.help(help),
    })
}

/// A name without the signs that it must not have; none where nothing of it would be left.
fn fitting(name: &str) -> Option<String> {
    let fitting: String = name.chars().map(|c| if is_part_of_name(c) { c } else { '_' }).collect();
    let fitting = fitting.trim_matches('_').to_owned();
    let is_digit = fitting.starts_with(|c: char| c.is_ascii_digit());
    (!fitting.is_empty()).then(|| if is_digit { format!("_{fitting}") } else { fitting })
}

fn is_category(name: &Named<'_>, category: &str, place: Place) -> Diagnostic {
    let Named { what, name, place: at } = name;
    let message = format!("the {what} `{name}` has the name of a category of articles");
    Diagnostic::new(CODE, *at, message)
        .labelled("taken")
        .also(place, format!("the category `{category}`"))
        .help("give it another internal name: the billing system knows product types by theirs already")
}
