//! Live resources as documents that nobody has read yet.

use super::{Imported, LeftOut, Request};
use crate::diff::{Ambiguous, Live, Whole, WholeResource, whole};
use crate::kinds::{Candidate, Ignored, Kind, Lifting, Unsaid, classify};
use crate::model::Manifest;
use crate::source::{MAX_BYTES, format, parse, write};
use crate::table::{Key, Table, Tables};
use serde_yaml::{Mapping, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a document refers to: targets and names.
type Mentions = BTreeSet<(&'static str, String)>;

/// A document of a live resource.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: &'static Kind,
    /// The id of the resource's root.
    pub id: Uuid,
    /// The resource's key.
    pub key: Key,
    /// The category that says in which file it belongs.
    pub category: Option<String>,
    /// Its text.
    pub text: String,
    /// What it refers to.
    pub mentions: Mentions,
    /// What the language has no words for.
    pub unsaid: Vec<Unsaid>,
}

/// Lifts every resource that is wanted; what has no name, or not what its kind must have, is left out at once.
pub fn drafts(whole: &Whole<'_>, request: &Request<'_>) -> (Vec<Draft>, Imported) {
    let mut out = Imported::default();
    out.left_out.extend(whole.ambiguous.iter().filter(|it| may_be_wanted(it, request)).map(nameless));
    let lifted: Vec<(&'static Table, Lifting<'_>)> =
        whole.resources.iter().map(|resource| (resource.root, lifting(resource, request))).collect();
    let kinds = classify(&lifted);
    let mut drafts = Vec::new();
    for ((resource, (_, lifting)), guessed) in whole.resources.iter().zip(lifted).zip(kinds) {
        let recorded = resource.owner.and_then(|owner| crate::kinds::find(&owner.kind));
        let recorded = recorded.filter(|kind| kind.root == resource.root);
        let Some(kind) = recorded.or(guessed) else { continue };
        if !is_wanted(resource, kind, request) {
            continue;
        }
        if let Some(other) = resource.owner.filter(|owner| owner.catalog != request.manifest.catalog.as_str())
        {
            *out.owned_elsewhere.entry(other.catalog.clone()).or_default() += 1;
            continue;
        }
        match draft(kind, resource.id, lifting) {
            Ok(draft) => drafts.push(draft),
            Err(left_out) => out.left_out.push(left_out),
        }
    }
    (drafts, out)
}

/// A live resource, as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its kind, or its table where it has no name.
    pub kind: String,
    /// Its name, or its ids where it has none.
    pub name: String,
    /// The catalog that owns it.
    pub owner: Option<String>,
}

/// Every live resource, each with the kind that it would be imported as.
pub fn listing(live: &Live, manifest: &Manifest, tables: &Tables) -> Vec<Listed> {
    let ignored = Ignored::new(manifest).unwrap_or_default();
    let whole = whole(live, manifest.catalog.as_str(), &ignored, tables);
    let each = whole.resources.iter();
    let lifted: Vec<_> = each.map(|it| (it.root, Lifting::new(&it.rows, &it.key, manifest, false))).collect();
    let listed = whole.resources.iter().zip(classify(&lifted)).map(|(resource, guessed)| Listed {
        kind: match (resource.owner, guessed) {
            (Some(owner), _) => owner.kind.clone(),
            (None, Some(kind)) => kind.name.to_owned(),
            (None, None) => resource.root.name.to_owned(),
        },
        name: resource.key.to_string(),
        owner: resource.owner.map(|owner| owner.catalog.clone()),
    });
    let nameless = whole.ambiguous.iter().map(|ambiguous| {
        let LeftOut { kind, name, .. } = nameless(ambiguous);
        Listed { kind, name, owner: ambiguous.owner.clone() }
    });
    listed.chain(nameless).collect()
}

/// What the catalog owns that no draft describes, under the names by which the ledger knows it.
pub fn left_behind(whole: &Whole<'_>, drafts: &[Draft]) -> BTreeSet<String> {
    let drafted: BTreeSet<(&str, Uuid)> =
        drafts.iter().map(|draft| (draft.kind.root.name, draft.id)).collect();
    let left = whole.owned.iter().filter(|resident| !drafted.contains(&(resident.root.name, resident.id)));
    left.map(|resident| resident.key.to_string()).collect()
}

fn lifting<'a>(resource: &'a WholeResource<'_>, request: &'a Request<'_>) -> Lifting<'a> {
    let protect = resource.owner.is_some_and(|owner| owner.protect);
    Lifting::new(&resource.rows, &resource.key, &request.manifest, protect)
}

fn is_wanted(resource: &WholeResource<'_>, kind: &'static Kind, request: &Request<'_>) -> bool {
    // What was renamed in the database is described under the name that the ledger has.
    let own = resource.owner.filter(|owner| owner.catalog == request.manifest.catalog.as_str());
    let keys = [Some(&resource.key), own.map(|owner| &owner.key)];
    let mut keys = keys.into_iter().flatten().map(|key| (resource.root.name, key.clone()));
    let known =
        request.existing.as_ref().is_some_and(|existing| keys.any(|key| existing.known.contains(&key)));
    let name = resource.key.to_string();
    !known
        && (request.kinds.is_empty() || request.kinds.contains(&kind))
        && request.names.as_ref().is_none_or(|names| names.is_match(&name))
        && !(request.unowned && resource.owner.is_some())
}

/// Adds to faulty drafts those that refer to them, and those that refer to these: a chain of them ends here,
/// rather than by one reading of the whole catalog for each.
pub fn add_referrers(drafts: &[Draft], faults: &mut BTreeMap<usize, Vec<String>>) {
    let mut referrers: BTreeMap<&(&str, String), Vec<usize>> = BTreeMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        draft.mentions.iter().for_each(|mention| referrers.entry(mention).or_default().push(number));
    }
    let mut faulty: Vec<usize> = faults.keys().copied().collect();
    while let Some(number) = faulty.pop() {
        let name = drafts[number].key.to_string();
        for target in drafts[number].kind.targets {
            for referrer in referrers.remove(&(*target, name.clone())).unwrap_or_default() {
                faults.entry(referrer).or_insert_with(|| {
                    faulty.push(referrer);
                    vec![format!("it refers to `{name}`, which is left out")]
                });
            }
        }
    }
}

/// Whether what has no name of its own could be meant.
fn may_be_wanted(ambiguous: &Ambiguous, request: &Request<'_>) -> bool {
    let name = ambiguous.key.as_ref().map(Key::to_string).unwrap_or_default();
    let known = request.existing.as_ref().zip(ambiguous.key.as_ref());
    !known.is_some_and(|(existing, key)| existing.known.contains(&(ambiguous.root.name, key.clone())))
        && (request.kinds.is_empty() || request.kinds.iter().any(|kind| kind.root == ambiguous.root))
        && request.names.as_ref().is_none_or(|names| names.is_match(&name))
}

fn draft(kind: &'static Kind, id: Uuid, mut lifting: Lifting<'_>) -> Result<Draft, LeftOut> {
    let candidate = Candidate { lifting: &lifting, is_named_as_package: false };
    let category = candidate.category().filter(|category| !category.is_empty()).map(str::to_owned);
    let (key, manifest) = (lifting.key.clone(), lifting.manifest);
    let lifted = (kind.lift)(&mut lifting);
    let draft = |text, mentions| Draft {
        kind,
        id,
        key: key.clone(),
        category,
        text,
        mentions,
        unsaid: lifting.unsaid,
    };
    match lifted.map(|body| text(kind, in_order(body, manifest))) {
        Some(Ok((text, mentions))) => Ok(draft(text, mentions)),
        Some(Err(reason)) => Err(draft(String::new(), Mentions::new()).left_out(&[reason])),
        None => Err(draft(String::new(), Mentions::new()).left_out(&[])),
    }
}

/// The text of a document, which must be one that can be read, and what it refers to.
fn text(kind: &Kind, body: Mapping) -> Result<(String, Mentions), String> {
    let named = std::iter::once((Value::from("kind"), Value::from(kind.name)));
    let document: Mapping = named.chain(body).collect();
    let text = write(&document)?;
    if text.len() > MAX_BYTES / 2 {
        return Err(format!("its document would have {} bytes, too many for a file", text.len()));
    }
    let (documents, findings) = parse("", &text);
    match (documents.as_slice(), findings.first()) {
        ([document], None) => {
            let mentions =
                (kind.read)(document).map_or_else(|error| error.mentions, |(_, mentions)| mentions);
            let mentions = mentions.into_iter().map(|mention| (mention.target, mention.name)).collect();
            Ok((formatted(&text), mentions))
        }
        (_, Some(finding)) => Err(finding.message.clone()),
        _ => Err("it cannot be written as one document".to_owned()),
    }
}

/// A text as `fmt` would leave it; one that it refuses stays as it is.
pub fn formatted(text: &str) -> String {
    format(text).unwrap_or_else(|_| text.to_owned())
}

/// A mapping in which languages and currencies stand in the manifest's order.
fn in_order(mapping: Mapping, manifest: &Manifest) -> Mapping {
    let place =
        |names: &[String], key: &Value| names.iter().position(|name| Some(name.as_str()) == key.as_str());
    let lists = [&manifest.languages, &manifest.currencies];
    let list = lists.into_iter().find(|names| mapping.keys().all(|key| place(names, key).is_some()));
    let mut entries: Vec<(Value, Value)> =
        mapping.into_iter().map(|(key, value)| (key, value_in_order(value, manifest))).collect();
    if let Some(names) = list {
        entries.sort_by_key(|(key, _)| place(names, key));
    }
    entries.into_iter().collect()
}

fn value_in_order(value: Value, manifest: &Manifest) -> Value {
    match value {
        Value::Mapping(mapping) => Value::Mapping(in_order(mapping, manifest)),
        Value::Sequence(items) => items.into_iter().map(|item| value_in_order(item, manifest)).collect(),
        other => other,
    }
}

fn nameless(ambiguous: &Ambiguous) -> LeftOut {
    let ids: Vec<String> = ambiguous.ids.iter().map(ToString::to_string).collect();
    let reason = match &ambiguous.key {
        Some(_) => format!("{} live rows have this name: {}", ids.len(), ids.join(", ")),
        None => "it has no name".to_owned(),
    };
    let name = ambiguous.key.as_ref().map_or_else(|| ids.join(", "), Key::to_string);
    LeftOut { kind: ambiguous.root.name.to_owned(), name, reasons: vec![reason] }
}

impl Draft {
    /// The draft as something that is left out.
    pub fn left_out(&self, reasons: &[String]) -> LeftOut {
        let told = self.unsaid_reasons();
        let more = reasons.iter().filter(|reason| !told.iter().any(|told| same_row(told, reason)));
        let reasons = told.iter().chain(more).cloned().collect();
        LeftOut { kind: self.kind.name.to_owned(), name: self.key.to_string(), reasons }
    }

    /// What is missing of it, though it is imported.
    pub fn incomplete(&self) -> LeftOut {
        self.left_out(&[])
    }

    fn unsaid_reasons(&self) -> Vec<String> {
        self.unsaid.iter().map(|unsaid| format!("`{}`: {}", unsaid.words, unsaid.reason)).collect()
    }
}

/// Whether a reason is about a row that another tells of, or about one below it: reasons begin with the words
/// of their rows.
fn same_row(told: &str, reason: &str) -> bool {
    let words = |reason: &str| reason.split('`').nth(1).unwrap_or_default().to_owned();
    words(reason).starts_with(&words(told))
}
