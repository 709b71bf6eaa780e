//! Documents that show what a kind can say: `wares new` prints the first, and `wares explain` quotes all of them.
//!
//! A file of examples begins with a line `#! NAME`, the name that the resource has unless another is given. Lines that
//! begin with `#? ` are keys that most resources do without: `new` prints them as comments, `explain` as keys. Documents
//! after the first show what excludes something in it. These stand for what a catalog has of its own:
//!
//! | written | stands for |
//! |---|---|
//! | `{name}` | the resource's name |
//! | `{text:Gold}` | a text for customers, in each language |
//! | `{prices:4.90}` | a price in each currency |
//! | `{currency}`, `{language}`, `{category}` | the default ones, and a category that is in use |
//! | `{ref:package}`, `{ref2:package}` | one resource of a kind, and another |

mod lines;

use crate::source::scalar;
pub use lines::of_key;

/// What the documents of examples are filled in with.
#[derive(Clone, Debug)]
pub struct Filling {
    /// The resource's name.
    pub name: String,
    /// The currencies of the catalog, the default one first.
    pub currencies: Vec<String>,
    /// The languages of the catalog, the default one first.
    pub languages: Vec<String>,
    /// A category that is in use.
    pub category: String,
    /// The names of resources by kind.
    pub names: Vec<(String, String)>,
}

/// The resources that examples refer to where no catalog is at hand.
const NAMES: &[(&str, &str)] = &[
    ("package", "HST-SILVER"),
    ("package", "HST-GOLD"),
    ("package", "HST-PLATINUM"),
    ("item", "DMN-COM"),
    ("extra_service", "XSV-BACKUP"),
    ("detail_type", "disk"),
    ("enumeration", "systems"),
    ("service_plan", "wp-small"),
    ("tariff", "wp-small-month"),
    ("installation_package", "WordPress"),
    ("installation_package", "Matomo"),
    ("user_group", "Customers"),
    ("region", "Dublin"),
    ("pricing_model", "Standard"),
];

impl Filling {
    /// What examples say where no catalog is at hand.
    pub fn plain(example: &str) -> Self {
        Self {
            name: name(example).to_owned(),
            currencies: vec!["EUR".to_owned()],
            languages: vec!["en".to_owned()],
            category: "Hosting".to_owned(),
            names: NAMES.iter().map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned())).collect(),
        }
    }

    /// The first resource of a kind, or the second, and whether there is one.
    pub fn resource(&self, kind: &str, number: usize) -> (String, bool) {
        let mut known = self.names.iter().filter(|(of, name)| of == kind && *name != self.name);
        match known.nth(number) {
            Some((_, name)) => (name.clone(), true),
            None => (stand_in(kind, number), false),
        }
    }

    fn token(&self, token: &str) -> Option<String> {
        let first = |all: &[String]| all.first().map(|one| scalar(one)).unwrap_or_default();
        Some(match token.split_once(':') {
            None => match token {
                "name" => scalar(&self.name),
                "currency" => first(&self.currencies),
                "language" => first(&self.languages),
                "category" => scalar(&self.category),
                _ => return None,
            },
            Some(("text", text)) => by_key(&self.languages, text, self.languages.len() > 1),
            Some(("prices", amount)) => by_key(&self.currencies, amount, true),
            Some(("ref", kind)) => scalar(&self.resource(kind, 0).0),
            Some(("ref2", kind)) => scalar(&self.resource(kind, 1).0),
            Some(_) => return None,
        })
    }

    /// A text of examples, filled in.
    pub fn fill(&self, text: &str) -> String {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let token = part.split_once('}').and_then(|(token, rest)| Some((self.token(token)?, rest)));
            match token {
                Some((value, rest)) => filled.extend([&value, rest]),
                None => filled.extend(["{", part]),
            }
        }
        filled
    }
}

/// What stands for a resource that the catalog does not have.
fn stand_in(kind: &str, number: usize) -> String {
    // Names of details and enumerations are words of letters, digits and underscores.
    match kind {
        "detail_type" | "enumeration" => format!("{kind}_{}", number + 1),
        kind => format!("{}-{}", kind.to_uppercase().replace('_', "-"), number + 1),
    }
}

/// The same value behind each key, or the value alone.
fn by_key(keys: &[String], value: &str, is_mapping: bool) -> String {
    let entries = keys.iter().map(|key| format!("{}: {value}", scalar(key))).collect::<Vec<_>>().join(", ");
    if is_mapping { format!("{{ {entries} }}") } else { value.to_owned() }
}

/// The name that the resource of an example has unless another is given.
pub fn name(example: &str) -> &str {
    example.lines().next().and_then(|line| line.strip_prefix("#! ")).unwrap_or_default()
}

/// The document to begin with: what most resources do without is commented out.
pub fn commented(example: &str) -> String {
    let line = |line: &str| match line.strip_prefix(OPTIONAL) {
        Some(key) => format!("# {key}\n"),
        None => format!("{line}\n"),
    };
    first(example).map(line).collect()
}

/// The shortest document: what most resources have, without a comment.
pub fn short(example: &str) -> String {
    let is_key = |line: &&str| !line.starts_with('#') && !line.is_empty();
    first(example).filter(is_key).map(|line| format!("{line}\n")).collect()
}

/// All documents with every key, without a comment.
pub fn whole(example: &str) -> String {
    let key = |line: &str| match line.strip_prefix(OPTIONAL) {
        Some(key) => Some(format!("{}\n", key.split_once(" # ").map_or(key, |(key, _)| key))),
        None if line.starts_with('#') || line.is_empty() => None,
        None => Some(format!("{line}\n")),
    };
    example.lines().filter_map(key).collect()
}

/// How a line begins that most resources do without.
const OPTIONAL: &str = "#? ";

fn first(example: &str) -> impl Iterator<Item = &str> {
    example.lines().skip(1).take_while(|line| *line != "---")
}
