//! Live resources as documents that nobody has read yet.

use super::document_text::{in_order, text};
use super::{Imported, LeftOut, Request};
use crate::diff::{Ambiguous, Whole, WholeResource};
use crate::kinds::{Kind, Kinds, Lifting, Unsaid, classify};
use crate::live::Resident;
use crate::model::{Manifest, Named};
use crate::table::{Id, Key, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a document refers to: targets and names.
pub type Mentions = BTreeSet<(&'static str, String)>;

/// A document of a live resource.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: Arc<dyn Kind>,
    /// The id of the resource's root.
    pub id: Id,
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
    /// The files that it names: their paths beside it, and their texts.
    pub files: Vec<(String, String)>,
}

/// Lifts every resource that is wanted; what has no name, or not what its kind must have, is left out at once.
pub fn drafts(kinds: &Kinds, whole: &Whole<'_>, request: &Request<'_>) -> (Vec<Draft>, Imported) {
    let mut out = Imported::default();
    out.left_out.extend(whole.ambiguous.iter().filter(|it| may_be_wanted(it, request)).map(nameless));
    let mut drafts = Vec::new();
    for (resource, lifting, kind) in classified(kinds, whole, &request.manifest) {
        let Some(kind) = kind.filter(|kind| is_wanted(resource, kind, request)) else { continue };
        match resource.owner.filter(|owner| owner.catalog != request.manifest.catalog.as_str()) {
            Some(other) => *out.owned_elsewhere.entry(other.catalog.clone()).or_default() += 1,
            None => match draft(&kind, resource.id, lifting) {
                Ok(draft) => drafts.push(draft),
                Err(left_out) => out.left_out.push(left_out),
            },
        }
    }
    (drafts, out)
}

/// A resource on its way back, and its kind, if it can be of any.
type Classified<'a> = (&'a WholeResource<'a>, Lifting<'a>, Option<Arc<dyn Kind>>);

/// Every resource with its kind: the one that the ledger has, else the one that it looks like.
fn classified<'a>(kinds: &Kinds, whole: &'a Whole<'_>, manifest: &'a Manifest) -> Vec<Classified<'a>> {
    let lifting = |resource: &'a WholeResource<'_>| {
        let protect = resource.owner.is_some_and(|owner| owner.protect);
        (resource.root, Lifting::new(&resource.rows, &resource.key, manifest, protect))
    };
    let lifted: Vec<(&'static Table, Lifting<'a>)> = whole.resources.iter().map(lifting).collect();
    let looks = classify(kinds, &lifted);
    let each = whole.resources.iter().zip(lifted).zip(looks);
    let classified = |((resource, (_, lifting)), looks): ((&'a WholeResource<'a>, _), _)| {
        let recorded = resource.owner.and_then(|owner| kinds.find(&owner.kind));
        (resource, lifting, recorded.filter(|kind| kind.root() == resource.root).cloned().or(looks))
    };
    each.map(classified).collect()
}

/// What the catalog owns that no draft describes, under the names by which the ledger knows it.
pub fn left_behind(whole: &Whole<'_>, drafts: &[Draft]) -> BTreeSet<Named> {
    let drafted: BTreeSet<(&str, Id)> =
        drafts.iter().map(|draft| (draft.kind.root().name, draft.id)).collect();
    let left = whole.owned.iter().filter(|resident| !drafted.contains(&(resident.root.name, resident.id)));
    let is_of_another = |resident: &&&Resident| {
        let same = |other: &&Resident| other.key == resident.key && other.root != resident.root;
        whole.owned.iter().copied().any(|other| same(&other))
    };
    let named = |resident: &&Resident| {
        let name = resident.key.to_string().parse().ok()?;
        // Where another resource has the same name, the kind says which is meant.
        let kind = is_of_another(&resident).then(|| resident.kind.parse().ok()).flatten();
        Some(Named { kind, name })
    };
    left.filter_map(named).collect()
}

fn is_wanted(resource: &WholeResource<'_>, kind: &Arc<dyn Kind>, request: &Request<'_>) -> bool {
    // What was renamed in the database is described under the name that the ledger has.
    let own = resource.owner.filter(|owner| owner.catalog == request.manifest.catalog.as_str());
    let keys = [Some(&resource.key), own.map(|owner| &owner.key)];
    request.wants(resource.root, keys, resource.owner.is_some())
        && (request.kinds.is_empty() || request.kinds.contains(kind))
}

/// Whether what has no name of its own could be meant.
fn may_be_wanted(ambiguous: &Ambiguous, request: &Request<'_>) -> bool {
    request.wants(ambiguous.root, [ambiguous.name(), None], ambiguous.owner.is_some())
        && (request.kinds.is_empty() || request.kinds.iter().any(|kind| kind.root() == ambiguous.root))
}

impl Request<'_> {
    /// Whether a resource is asked for, by its name and by the other one that it may be described under.
    fn wants(&self, root: &'static Table, keys: [Option<&Key>; 2], is_owned: bool) -> bool {
        let name = keys[0].map(Key::to_string).unwrap_or_default();
        let is_known = self.existing.as_ref().is_some_and(|existing| {
            keys.into_iter().flatten().any(|key| existing.known.contains(&(root.name, key.clone())))
        });
        !is_known
            && self.names.as_ref().is_none_or(|names| names.is_match(&name))
            && !(self.unowned && is_owned)
    }
}

/// Adds to faulty drafts those that refer to them, and those that refer to these: a chain of them ends here,
/// rather than by one reading of the whole catalog for each.
pub fn add_referrers(drafts: &[Draft], faults: &mut BTreeMap<usize, Vec<Unsaid>>) {
    let mut referrers: BTreeMap<&(&str, String), Vec<usize>> = BTreeMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        draft.mentions.iter().for_each(|mention| referrers.entry(mention).or_default().push(number));
    }
    let mut faulty: Vec<usize> = faults.keys().copied().collect();
    while let Some(number) = faulty.pop() {
        let name = drafts[number].key.to_string();
        for target in drafts[number].kind.targets() {
            for referrer in referrers.remove(&(*target, name.clone())).unwrap_or_default() {
                faults.entry(referrer).or_insert_with(|| {
                    faulty.push(referrer);
                    vec![Unsaid::whole(format!("it refers to `{name}`, which is left out"))]
                });
            }
        }
    }
}

fn draft(kind: &Arc<dyn Kind>, id: Id, mut lifting: Lifting<'_>) -> Result<Draft, LeftOut> {
    let category = lifting.category().filter(|category| !category.is_empty()).map(str::to_owned);
    let (key, manifest) = (lifting.key.clone(), lifting.manifest);
    let lifted = kind.lift(&mut lifting);
    let draft = |text, mentions| Draft {
        kind: kind.clone(),
        id,
        key: key.clone(),
        category,
        text,
        mentions,
        unsaid: lifting.unsaid,
        files: lifting.files,
    };
    match lifted.map(|body| text(&**kind, in_order(body, manifest))) {
        Some(Ok((text, mentions))) => Ok(draft(text, mentions)),
        Some(Err(reason)) => Err(draft(String::new(), Mentions::new()).left_out(&[Unsaid::whole(reason)])),
        None => {
            let draft = draft(String::new(), Mentions::new());
            let lacks = Unsaid::whole(format!("it lacks values that every {} must have", kind.name()));
            let reasons = if draft.unsaid.is_empty() { vec![lacks] } else { Vec::new() };
            Err(draft.left_out(&reasons))
        }
    }
}

/// What no name leads to, as something that is left out.
pub fn nameless(ambiguous: &Ambiguous) -> LeftOut {
    let ids: Vec<String> = ambiguous.ids.iter().map(ToString::to_string).collect();
    let all = ids.join(", ");
    let reason = match (ambiguous.name(), ambiguous.chosen) {
        (Some(_), Some(chosen)) => {
            format!("{all} has this name too, but the name refers to {chosen}")
        }
        (Some(_), None) => format!("{} live rows have this name: {all}", ids.len()),
        (None, _) => "it has no name".to_owned(),
    };
    let name = ambiguous.name().map_or_else(|| ids.join(", "), Key::to_string);
    LeftOut { kind: ambiguous.root.name.to_owned(), name, reasons: vec![reason] }
}

impl Draft {
    /// The draft as something that is left out.
    pub fn left_out(&self, reasons: &[Unsaid]) -> LeftOut {
        let is_told = |reason: &Unsaid| self.unsaid.iter().any(|told| told.covers(reason));
        let more = reasons.iter().filter(|reason| !is_told(reason));
        let reasons = self.unsaid.iter().chain(more).map(Unsaid::to_string).collect();
        LeftOut { kind: self.kind.name().to_owned(), name: self.key.to_string(), reasons }
    }

    /// What is missing of it, though it is imported.
    pub fn incomplete(&self) -> LeftOut {
        self.left_out(&[])
    }
}
