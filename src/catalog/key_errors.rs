//! Findings about unknown and missing keys.

use super::schema::Schema;
use super::spelling_fix::respelled;
use crate::diagnostic::{Diagnostic, Place, Pointer, certain, is_odd_blank, letter, list, near, one_of};
use crate::kinds::{Word, words_of};
use crate::source::{Data, Document, codes};

/// The finding for an unknown key. `known` are the keys that the mapping can have, and `around` describes that mapping.
pub fn unknown(place: Place, key: &str, known: &[&str], around: EnclosingMapping<'_>) -> Diagnostic {
    let finding = Diagnostic::new(codes::UNKNOWN_KEY, place, format!("unknown key `{key}`"));
    // First, because the key may look exactly like a valid one, and a suggestion would then repeat what is on the
    // screen.
    if let Some(blank) = key.chars().find(|c| is_odd_blank(*c)) {
        let (letter, bare) = (letter(blank), key.replace(is_odd_blank, " "));
        return finding.help(format!(
            "this key contains {letter}, which looks like an ordinary space: write `{}` {}",
            bare.trim(),
            // Inside the key, an ordinary space takes its place; at the start or the end, nothing does.
            if key.trim_matches(is_odd_blank).contains(is_odd_blank) { "instead" } else { "without it" }
        ));
    }
    // A synonym of a key that is already there would be a duplicate.
    let free: Vec<&str> = known.iter().copied().filter(|known| !around.present.contains(known)).collect();
    // From the most to the least specific advice. A key that is still missing is offered before all others.
    let synonym = synonym(key, &free);
    let help = synonym.map(|name| format!("did you mean `{name}`?"));
    let help = help.or_else(|| path_elsewhere(key, around.kind));
    let help = help.or_else(|| missing_instead(key, known, &around));
    let help = help.or_else(|| one_of(key, known.iter().copied()));
    let finding = finding.help(help.unwrap_or_else(|| "remove it".to_owned()));
    // A fix must not contradict the help, nor write a key that is already there.
    let is_fix = |name: &&str| synonym.is_none_or(|synonym| synonym == *name) && free.contains(name);
    match certain(key, known.iter().copied()).filter(is_fix) {
        Some(name) => respelled(finding, place, name),
        None => finding,
    }
}

/// Suggests the required keys that the mapping lacks. `None` if it lacks none, or if the unknown key is similar to a
/// known one.
fn missing_instead(key: &str, known: &[&str], around: &EnclosingMapping<'_>) -> Option<String> {
    let is_near = !near(key, known.iter().copied()).is_empty();
    let missing: Vec<&str> =
        around.required.iter().copied().filter(|key| !around.present.contains(key)).collect();
    let verb = if missing.len() == 1 { "is" } else { "are" };
    (!is_near && !missing.is_empty())
        .then(|| format!("did you mean {}, which {verb} missing?", list(&missing, "or")))
}

/// Says which key of a catalog corresponds to a term of a billing system. A key in documents of the given kind comes
/// first. Keys of other kinds are suggested only for terms that are not plain English words. `None` if there is no such
/// key.
fn path_elsewhere(key: &str, kind: Option<&str>) -> Option<String> {
    let in_this_kind = |word: &'static Word| {
        let paths = word.keys.iter().filter_map(|path| path.split_once('.'));
        let (_, path) = paths.into_iter().find(|(word_kind, _)| Some(*word_kind) == kind)?;
        Some(path_help(word, path))
    };
    // Anyone may write a plain English word without thinking of the billing system.
    let is_coined = |word: &&Word| word.word.chars().skip(1).any(|c| c.is_uppercase() || c == '_');
    let in_any_kind =
        || words_of(key).find(is_coined).and_then(|word| Some(path_help(word, word.keys.first()?)));
    // A key of the same kind is something that the author can write in this very document.
    words_of(key).find_map(in_this_kind).or_else(in_any_kind)
}

fn path_help(word: &Word, path: &str) -> String {
    format!("what {} calls `{}` is written `{path}` here", word.system, word.word)
}

/// The mapping that contains an unknown key.
#[derive(Default)]
pub struct EnclosingMapping<'a> {
    /// The keys that the mapping has.
    pub present: Vec<&'a str>,
    /// The keys that the mapping must have.
    pub required: Vec<&'a str>,
    /// The kind of the document, if it has one.
    pub kind: Option<&'a str>,
}

impl<'a> EnclosingMapping<'a> {
    /// Describes the mapping at a pointer. Everything is empty if the value there is not a mapping.
    pub fn of(document: &'a Document, pointer: Pointer, schema: &'a Schema) -> Self {
        let kind = document.root.get("kind").and_then(|kind| kind.as_text());
        let Some(Data::Mapping(entries)) = document.find(pointer).map(|node| &node.data) else {
            return Self::default();
        };
        let present = entries.iter().map(|entry| &*entry.key).collect();
        // With several forms, the keys of all of them are offered.
        let required = schema.forms(pointer).into_iter().flat_map(|form| form.required()).collect();
        Self { present, required, kind }
    }
}

/// Returns a finding for each required key that the mapping at a pointer lacks. A key is skipped if an unknown key is
/// probably a misspelling of it, because the unknown key is reported.
pub fn missing(document: &Document, pointer: Pointer, schema: &Schema) -> Vec<Diagnostic> {
    let Some(Data::Mapping(entries)) = document.find(pointer).map(|node| &node.data) else {
        return Vec::new();
    };
    let forms = schema.forms(pointer);
    let keys = forms.iter().filter_map(|form| form.keys()).flatten();
    let known: Vec<&str> = keys.map(|(key, _)| key.as_str()).collect();
    let (present, unknown): (Vec<&str>, Vec<&str>) =
        entries.iter().map(|entry| &*entry.key).partition(|key| known.contains(key));
    let free: Vec<&str> = known.iter().copied().filter(|key| !present.contains(key)).collect();
    // Two findings for one slip would look like two mistakes.
    let is_misspelled = |key: &str| unknown.iter().any(|other| probable(other, &free) == Some(key));
    let required = forms.iter().flat_map(|form| form.required());
    let missing = required.filter(|key| !present.contains(key) && !is_misspelled(key));
    let words = |key: &str| forms.iter().map(|form| form.words(key)).find(|words| !words.is_empty());
    // At the mapping, since a missing key has no place of its own.
    missing.map(|key| missing_key(document.at(pointer), key, &words(key).unwrap_or_default())).collect()
}

/// The finding for a missing key. `words` lists the values that the key accepts; empty if other values are possible.
fn missing_key(place: Place, key: &str, words: &[&str]) -> Diagnostic {
    let help = match words {
        [] => format!("add `{key}: …`"),
        words => format!("add `{key}: …`, which must be {}", list(words, "or")),
    };
    Diagnostic::new(codes::MISSING_KEY, place, format!("`{key}` is missing"))
        .labelled(format!("`{key}` belongs in this mapping"))
        .help(help)
}

/// Returns the known key that was probably meant by an unknown key. `None` if no known key is similar or a synonym.
fn probable<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    synonym(key, known).or_else(|| near(key, known.iter().copied()).first().copied())
}

/// The names that other programs use for keys of a catalog: first the key of the catalog, then the other names.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("name", &["title", "label", "display_name"]),
    ("text", &["title", "label", "display_name", "description"]),
    ("article", &["id", "sku", "code", "number", "article_number"]),
    ("prices", &["price", "cost", "costs"]),
    ("every", &["period", "duration", "interval", "cycle"]),
    ("periods", &["duration", "renewals", "billing_periods"]),
    ("description", &["desc", "text", "summary"]),
    ("kind", &["type"]),
];

/// Returns the first known key that is a synonym of the given key. Terms of billing systems are looked up first, then
/// [`SYNONYMS`]. `known` should not contain keys that the mapping already has.
fn synonym<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    // The last part of a path is the key in its own mapping.
    let fields = words_of(key).flat_map(|word| word.keys).filter_map(|path| path.rsplit('.').next());
    let known_key = |field: &str| known.iter().find(|known| **known == field).copied();
    if let Some(field) = fields.into_iter().find_map(known_key) {
        return Some(field);
    }
    let key = key.to_lowercase();
    let names = SYNONYMS.iter().filter(|(_, others)| others.contains(&key.as_str())).map(|(name, _)| name);
    names.into_iter().find_map(|name| known.iter().find(|known| *known == name)).copied()
}
