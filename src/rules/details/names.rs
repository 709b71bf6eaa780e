//! B01: an internal name contains a character that is not allowed, begins with a digit, or is also a category of
//! articles.

use super::package_details::Details;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place, letter};
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// An error, because the billing system's modules cannot look such a name up, so nothing is provisioned.
const CODE: Code = Code::error(
    "B01",
    "internal-name",
    "not a valid internal name",
    "An internal name contains characters other than Latin letters, digits and `_`, or is also a category of articles.",
    include_str!("../codes/B01.md"),
);

/// Reports internal names that the billing system does not accept.
pub struct Names;

impl Rule for Names {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let names = names(&context.details);
        if names.is_empty() {
            return Vec::new();
        }
        // This looks at all articles, so it is done only if there are internal names.
        let categories = categories(context.catalog);
        let taken = |name: &Named<'_>| {
            // In lower case, so that a name that differs from a category only in case is reported too.
            let (category, place) = categories.get(&name.name.to_lowercase())?;
            Some(is_category(name, category, *place))
        };
        // One finding for each name: a name that is not valid has to be changed anyway.
        names.iter().filter_map(|name| unfit(name).or_else(|| taken(name))).collect()
    }
}

/// An internal name in the catalog.
struct Named<'a> {
    /// What has this name, for messages: `detail type`, for example.
    what: &'static str,
    name: &'a str,
    place: Place,
}

/// Returns all internal names of a catalog.
fn names<'a>(details: &Details<'a>) -> Vec<Named<'a>> {
    let mut names = Vec::new();
    for (name, known) in &details.types {
        names.push(Named { what: "detail type", name, place: known.root.child("name") });
    }
    for (name, known) in &details.enumerations {
        names.push(Named { what: "enumeration", name, place: known.root.child("name") });
        let list = known.root.child("values");
        // Values and choices have names only within their parent, but the same rules for characters.
        names.extend(known.it.values.iter().enumerate().map(|(index, value)| Named {
            what: "value",
            name: value.name.as_str(),
            place: list.child(index).child("name"),
        }));
    }
    // A detail has no name of its own, only its type has one, so only choices are added.
    let variants =
        details.packages.iter().flat_map(|holder| holder.own()).flat_map(|variant| variant.variants());
    names.extend(variants.filter_map(|variant| {
        Some(Named { what: "choice", name: variant.choice?.name.as_str(), place: variant.head() })
    }));
    names
}

/// Returns the categories of articles by lowercase name. Each has its spelling and its place where it is first used.
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

/// Reports a name that contains a character that is not allowed, or begins with a digit.
fn unfit(name: &Named<'_>) -> Option<Diagnostic> {
    let Named { what, name, place } = name;
    let reason = match name.chars().find(|c| !is_part_of_name(*c)) {
        Some(' ') => "contains a space".to_owned(),
        Some(odd) if odd.is_ascii() => format!("contains `{odd}`"),
        Some(odd) => format!("contains {}", letter(odd)),
        None if name.starts_with(|c: char| c.is_ascii_digit()) => "begins with a digit".to_owned(),
        None => return None,
    };
    let message = format!("the internal name of the {what} `{name}` {reason}");
    let help = "internal names consist of Latin letters, digits and `_`, and do not begin with a digit";
    let finding = Diagnostic::new(CODE, *place, message);
    Some(match fitting(name) {
        Some(fitting) => finding.help(format!("write `{fitting}`, for example; {help}")),
        None => finding.help(help),
    })
}

/// Returns a similar name that is valid, or `None` if no character of the name can be kept.
fn fitting(name: &str) -> Option<String> {
    // Underscores at the ends would come from blanks or punctuation and help nobody.
    let fitting: String = name.chars().map(|c| if is_part_of_name(c) { c } else { '_' }).collect();
    let fitting = fitting.trim_matches('_').to_owned();
    let is_digit = fitting.starts_with(|c: char| c.is_ascii_digit());
    (!fitting.is_empty()).then(|| if is_digit { format!("_{fitting}") } else { fitting })
}

fn is_category(name: &Named<'_>, category: &str, place: Place) -> Diagnostic {
    let Named { what, name, place: name_place } = name;
    let message = format!("the {what} `{name}` has the same name as a category of articles");
    Diagnostic::new(CODE, *name_place, message)
        .labelled("already taken")
        .also(place, format!("the category `{category}`"))
        .help("give it a different internal name: the billing system already uses the names of categories as internal names of product types")
}
