//! Example documents of a kind. `wares new` prints the first document, and `wares explain` quotes all documents.
//!
//! A file of examples begins with a line `#! NAME`, which gives the default name of the resource. Lines that begin with
//! `#? ` contain keys that most resources do not need: `new` prints them as comments, `explain` as keys. Documents
//! after the first show keys that cannot be combined with a key of the first document. Tokens are replaced by values
//! from the catalog:
//!
//! | token | value |
//! |---|---|
//! | `{name}` | the name of the resource |
//! | `{text:Gold}` | localized text in every language of the catalog |
//! | `{prices:4.90}` | the same price in every currency of the catalog |
//! | `{currency}`, `{language}`, `{category}` | the default currency, the default language, a category in use |
//! | `{ref:package}`, `{ref2:package}` | the names of the first and the second resource of a kind |

mod lines;

use crate::source::scalar;
pub use lines::of_key;

/// The values that replace the tokens of examples.
#[derive(Clone, Debug)]
pub struct ExampleValues {
    /// The name of the resource.
    pub name: String,
    /// The currencies of the catalog, the default one first.
    pub currencies: Vec<String>,
    /// The languages of the catalog, the default one first.
    pub languages: Vec<String>,
    /// A category that is in use.
    pub category: String,
    /// Pairs of a kind and the name of a resource of that kind.
    pub names: Vec<(String, String)>,
}

/// Resources for examples that are shown without a catalog: pairs of kind and name.
const NAMES: &[(&str, &str)] = &[
    // Several packages, since an example can refer to two of a kind with `{ref:…}` and `{ref2:…}`.
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

impl ExampleValues {
    /// The values for examples that are shown without a catalog.
    pub fn plain(example: &str) -> Self {
        Self {
            name: name(example).to_owned(),
            currencies: vec!["EUR".to_owned()],
            languages: vec!["en".to_owned()],
            category: "Hosting".to_owned(),
            names: NAMES.iter().map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned())).collect(),
        }
    }

    /// Returns the name of a resource of the given kind, and whether the resource exists. `number` is 0 for the first
    /// resource and 1 for the second. If the resource does not exist, the name is made up.
    pub fn resource(&self, kind: &str, number: usize) -> (String, bool) {
        // Not the resource itself: an example that refers to its own name would be a cycle or a duplicate.
        let mut known = self.names.iter().filter(|(of, name)| of == kind && *name != self.name);
        match known.nth(number) {
            Some((_, name)) => (name.clone(), true),
            None => (stand_in(kind, number), false),
        }
    }

    /// Returns the value of a token; `None` if the given text is not a token, such as the inside of a flow mapping.
    fn token(&self, token: &str) -> Option<String> {
        // As scalars, since a name such as `no` needs quotes.
        let first = |all: &[String]| all.first().map(|one| scalar(one)).unwrap_or_default();
        Some(match token.split_once(':') {
            None => match token {
                "name" => scalar(&self.name),
                "currency" => first(&self.currencies),
                "language" => first(&self.languages),
                "category" => scalar(&self.category),
                // Flow mappings such as `{ en: Gold }` also begin with a brace, but are not tokens.
                _ => return None,
            },
            // With a single language, the short form is what a person would write.
            Some(("text", text)) => by_key(&self.languages, text, self.languages.len() > 1),
            // Prices have no short form: each belongs to a currency.
            Some(("prices", amount)) => by_key(&self.currencies, amount, true),
            Some(("ref", kind)) => scalar(&self.resource(kind, 0).0),
            Some(("ref2", kind)) => scalar(&self.resource(kind, 1).0),
            Some(_) => return None,
        })
    }

    /// Replaces the tokens in a string. Other text in braces is left unchanged.
    pub fn fill(&self, text: &str) -> String {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let token = part.split_once('}').and_then(|(token, rest)| Some((self.token(token)?, rest)));
            match token {
                Some((value, rest)) => filled.extend([&value, rest]),
                // An unknown token is part of the example's YAML, so its brace is put back.
                None => filled.extend(["{", part]),
            }
        }
        filled
    }
}

/// Makes up a name for a resource that the catalog does not have.
fn stand_in(kind: &str, number: usize) -> String {
    // Internal names may have only letters, digits and underscores.
    match kind {
        "detail_type" | "enumeration" => format!("{kind}_{}", number + 1),
        kind => format!("{}-{}", kind.to_uppercase().replace('_', "-"), number + 1),
    }
}

/// Returns a flow mapping with the same value for each key or, if `is_mapping` is `false`, only the value.
fn by_key(keys: &[String], value: &str, is_mapping: bool) -> String {
    let entries = keys.iter().map(|key| format!("{}: {value}", scalar(key))).collect::<Vec<_>>().join(", ");
    if is_mapping { format!("{{ {entries} }}") } else { value.to_owned() }
}

/// The default name of the resource in an example; empty if the example does not begin with `#! NAME`.
pub fn name(example: &str) -> &str {
    example.lines().next().and_then(|line| line.strip_prefix("#! ")).unwrap_or_default()
}

/// The first document, with optional keys commented out.
pub fn commented(example: &str) -> String {
    let line = |line: &str| match line.strip_prefix(OPTIONAL) {
        Some(key) => format!("# {key}\n"),
        None => format!("{line}\n"),
    };
    first(example).map(line).collect()
}

/// The first document, without optional keys and without comments.
pub fn short(example: &str) -> String {
    let is_key = |line: &&str| !line.starts_with('#') && !line.is_empty();
    first(example).filter(is_key).map(|line| format!("{line}\n")).collect()
}

/// All documents, with every key and without comments.
pub fn whole(example: &str) -> String {
    let key = |line: &str| match line.strip_prefix(OPTIONAL) {
        // The comments after optional keys are for `new`; in `explain` they would repeat the description.
        Some(key) => Some(format!("{}\n", key.split_once(" # ").map_or(key, |(key, _)| key))),
        None if line.starts_with('#') || line.is_empty() => None,
        None => Some(format!("{line}\n")),
    };
    example.lines().filter_map(key).collect()
}

/// The beginning of a line with an optional key.
const OPTIONAL: &str = "#? ";

/// The lines of the first document.
fn first(example: &str) -> impl Iterator<Item = &str> {
    // The first line names the resource (`#! NAME`) and is not part of a document.
    example.lines().skip(1).take_while(|line| *line != "---")
}
