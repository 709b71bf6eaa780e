//! Keys that are unknown, and keys that are missing.

use super::resolve::respelt;
use super::schema::Schema;
use crate::diagnostic::{Diagnostic, Place, Pointer, certain, is_odd_blank, letter, list, near, one_of};
use crate::kinds::{Word, words_of};
use crate::source::{Data, Document, codes};

/// The finding for a key that has no meaning where it stands. What the mapping lacks is offered before other keys.
pub fn unknown(place: Place, key: &str, known: &[&str], around: Around<'_>) -> Diagnostic {
    let finding = Diagnostic::new(codes::UNKNOWN_KEY, place, format!("unknown key `{key}`"));
    if let Some(blank) = key.chars().find(|c| is_odd_blank(*c)) {
        let (letter, bare) = (letter(blank), key.replace(is_odd_blank, " "));
        return finding.help(format!(
            "this key contains {letter}, which looks like an ordinary space: write `{}` with ordinary spaces around it",
            bare.trim()
        ));
    }
    let free: Vec<&str> = known.iter().copied().filter(|known| !around.present.contains(known)).collect();
    let word = synonym(key, &free);
    let other = word.map(|name| format!("did you mean `{name}`?"));
    let help = other.or_else(|| elsewhere(key, around.kind)).or_else(|| lacking(key, known, &around));
    let help = help.or_else(|| one_of(key, known.iter().copied()));
    let finding = finding.help(help.unwrap_or_else(|| "remove it".to_owned()));
    let is_same = |meant: &&str| word.is_none_or(|word| word == *meant) && free.contains(meant);
    let meant = certain(key, known.iter().copied()).filter(is_same);
    match meant {
        Some(meant) => respelt(finding, place, meant),
        None => finding,
    }
}

/// What the mapping must have and lacks, where the key is near to none that it may have.
fn lacking(key: &str, known: &[&str], around: &Around<'_>) -> Option<String> {
    let is_near = !near(key, known.iter().copied()).is_empty();
    let lacking: Vec<&str> =
        around.required.iter().copied().filter(|key| !around.present.contains(key)).collect();
    let verb = if lacking.len() == 1 { "is" } else { "are" };
    (!is_near && !lacking.is_empty())
        .then(|| format!("did you mean {}, which {verb} missing?", list(&lacking, "or")))
}

/// Where a catalog says what a billing system calls by this name: in a document of this kind, or of another one where the
/// word is no plain English, which anybody may have written.
fn elsewhere(key: &str, kind: Option<&str>) -> Option<String> {
    let said = |word: &Word, path: &str| {
        format!("what {} calls `{}` is written `{path}` here", word.system, word.word)
    };
    let own = |word: &'static Word| {
        let paths = word.keys.iter().filter_map(|path| path.split_once('.'));
        let path = paths.into_iter().find(|(of, _)| Some(*of) == kind)?;
        Some(said(word, path.1))
    };
    let is_coined = |word: &&Word| word.word.chars().skip(1).any(|c| c.is_uppercase() || c == '_');
    let other = || words_of(key).find(is_coined).and_then(|word| Some(said(word, word.keys.first()?)));
    words_of(key).find_map(own).or_else(other)
}

/// The keys of a mapping in which an unknown one stands.
#[derive(Default)]
pub struct Around<'a> {
    /// Those that are there.
    pub present: Vec<&'a str>,
    /// Those that must be there.
    pub required: Vec<&'a str>,
    /// The kind of the document.
    pub kind: Option<&'a str>,
}

impl<'a> Around<'a> {
    /// The keys of the mapping at a pointer.
    pub fn of(document: &'a Document, pointer: Pointer, schema: &'a Schema) -> Self {
        let kind = document.root.get("kind").and_then(|kind| kind.as_text());
        let Some(Data::Mapping(entries)) = document.find(pointer).map(|node| &node.data) else {
            return Self::default();
        };
        let present = entries.iter().map(|entry| &*entry.key).collect();
        let required = schema.forms(pointer).into_iter().flat_map(|form| form.required()).collect();
        Self { present, required, kind }
    }
}

/// The findings for the keys that a mapping lacks. One that stands there under another name is not missing: the
/// other name is the mistake.
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
    let is_meant = |key: &str| unknown.iter().any(|other| meant(other, &free) == Some(key));
    let required = forms.iter().flat_map(|form| form.required());
    let missing = required.filter(|key| !present.contains(key) && !is_meant(key));
    let words = |key: &str| forms.iter().map(|form| form.words(key)).find(|words| !words.is_empty());
    missing.map(|key| is_missing(document.at(pointer), key, &words(key).unwrap_or_default())).collect()
}

fn is_missing(place: Place, key: &str, words: &[&str]) -> Diagnostic {
    let help = match words {
        [] => format!("add `{key}: …`"),
        words => format!("add `{key}: …`, which must be {}", list(words, "or")),
    };
    Diagnostic::new(codes::MISSING_KEY, place, format!("`{key}` is missing"))
        .labelled(format!("`{key}` belongs in this mapping"))
        .help(help)
}

/// The key that was most probably meant by an unknown one.
fn meant<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    synonym(key, known).or_else(|| near(key, known.iter().copied()).first().copied())
}

/// What other programs call the keys of a catalog.
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

/// The known key that another word stands for, first of all a word of a billing system. Of several the first, which may
/// stand there already: so ask for those that do not.
fn synonym<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let fields = words_of(key).flat_map(|word| word.keys).filter_map(|path| path.rsplit('.').next());
    let meant = |field: &str| known.iter().find(|known| **known == field).copied();
    if let Some(field) = fields.into_iter().find_map(meant) {
        return Some(field);
    }
    let key = key.to_lowercase();
    let names = SYNONYMS.iter().filter(|(_, others)| others.contains(&key.as_str())).map(|(name, _)| name);
    names.into_iter().find_map(|name| known.iter().find(|known| *known == name)).copied()
}
