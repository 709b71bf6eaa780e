//! Lifts live resources into documents that have not been checked yet.

use super::document_text::{Mentions, in_order, text};
use super::outcome::{Imported, LeftOut};
use super::request::Request;
use crate::diff::{AllResources, Ambiguous, WholeResource};
use crate::kinds::{Inexpressible, Kind, Kinds, Lifting, classify};
use crate::live::LedgerEntry;
use crate::model::{Manifest, Named};
use crate::table::{Id, Key, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A document that describes a live resource, before it has been checked.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The kind of the resource.
    pub kind: Arc<dyn Kind>,
    /// The id of the root row of the resource.
    pub id: Id,
    /// The natural key of the resource.
    pub key: Key,
    /// The category of the resource, which determines the file. `None` if the resource has no category.
    pub category: Option<String>,
    /// The text of the document.
    pub text: String,
    /// The names that the document refers to.
    pub mentions: Mentions,
    /// The values of the resource that a document cannot express.
    pub inexpressible: Vec<Inexpressible>,
    /// The paths and texts of the files that are named in the document.
    pub files: Vec<(String, String)>,
}

/// Lifts every requested resource. Resources without a unique name, or without values that their kind requires, are
/// left out.
pub fn drafts(
    kinds: &Kinds,
    all_resources: &AllResources<'_>,
    request: &Request<'_>,
) -> (Vec<Draft>, Imported) {
    let mut out = Imported::default();
    // A document names its resource, so rows without a unique name cannot have one.
    out.left_out.extend(all_resources.ambiguous.iter().filter(|it| may_be_wanted(it, request)).map(nameless));
    let mut drafts = Vec::new();
    for (resource, lifting, kind) in classified(kinds, all_resources, &request.manifest) {
        let Some(kind) = kind.filter(|kind| is_wanted(resource, kind, request)) else { continue };
        match resource.owner.filter(|owner| owner.catalog != request.manifest.catalog.as_str()) {
            // Another catalog describes the resource already.
            Some(other) => *out.owned_elsewhere.entry(other.catalog.clone()).or_default() += 1,
            None => match draft(&kind, resource.id, lifting) {
                Ok(draft) => drafts.push(draft),
                Err(left_out) => out.left_out.push(left_out),
            },
        }
    }
    (drafts, out)
}

/// A resource with its lifting and its kind. `None` if no kind matches the resource.
type Classified<'a> = (&'a WholeResource<'a>, Lifting<'a>, Option<Arc<dyn Kind>>);

/// Determines the kind of every resource. It is the kind in the ledger, or else the kind that matches the rows best.
fn classified<'a>(
    kinds: &Kinds,
    all_resources: &'a AllResources<'_>,
    manifest: &'a Manifest,
) -> Vec<Classified<'a>> {
    let lifting = |resource: &'a WholeResource<'_>| {
        // The billing tables do not know which resources are protected; only the ledger does.
        let protect = resource.owner.is_some_and(|owner| owner.protect);
        (resource.root, Lifting::new(&resource.rows, &resource.key, manifest, protect))
    };
    // All are lifted before any is classified: what other resources refer to helps to decide the kind.
    let lifted: Vec<(&'static Table, Lifting<'a>)> = all_resources.resources.iter().map(lifting).collect();
    let looks = classify(kinds, &lifted);
    let each = all_resources.resources.iter().zip(lifted).zip(looks);
    let with_kind = |((resource, (_, lifting)), looks): ((&'a WholeResource<'a>, _), _)| {
        // The ledger knows the kind for certain, whatever the rows look like.
        let recorded = resource.owner.and_then(|owner| kinds.find(&owner.kind));
        (resource, lifting, recorded.filter(|kind| kind.root() == resource.root).cloned().or(looks))
    };
    each.map(with_kind).collect()
}

/// The resources that the catalog owns but no draft describes, by their names in the ledger.
pub fn left_behind(all_resources: &AllResources<'_>, drafts: &[Draft]) -> BTreeSet<Named> {
    let drafted: BTreeSet<(&str, Id)> =
        drafts.iter().map(|draft| (draft.kind.root().name, draft.id)).collect();
    // The next plan would delete what the catalog owns but no file describes.
    let left =
        all_resources.owned.iter().filter(|resident| !drafted.contains(&(resident.root.name, resident.id)));
    let is_ambiguous = |resident: &LedgerEntry| {
        all_resources.owned.iter().any(|other| other.key == resident.key && other.root != resident.root)
    };
    let named = |resident: &&LedgerEntry| {
        let name = resident.key.to_string().parse().ok()?;
        // If a resource of another kind has the same name, the kind says which one to release.
        let kind = is_ambiguous(resident).then(|| resident.kind.parse().ok()).flatten();
        Some(Named { kind, name })
    };
    left.filter_map(named).collect()
}

/// Whether the import was asked for a resource.
fn is_wanted(resource: &WholeResource<'_>, kind: &Arc<dyn Kind>, request: &Request<'_>) -> bool {
    // If a resource was renamed in the database, its document still has the name that the ledger knows.
    let owner = resource.owner.filter(|owner| owner.catalog == request.manifest.catalog.as_str());
    let keys = [Some(&resource.key), owner.map(|owner| &owner.key)];
    request.wants(resource.root, keys, resource.owner.is_some())
        && (request.kinds.is_empty() || request.kinds.contains(kind))
}

/// Whether the import may have been asked for a row without a unique name.
fn may_be_wanted(ambiguous: &Ambiguous, request: &Request<'_>) -> bool {
    request.wants(ambiguous.root, [ambiguous.name(), None], ambiguous.owner.is_some())
        && (request.kinds.is_empty() || request.kinds.iter().any(|kind| kind.root() == ambiguous.root))
}

/// Adds to `faults` every draft that refers to a faulty draft, directly or indirectly. Without this step, each link in
/// a chain of references would require another check of the whole catalog.
pub fn add_referrers(drafts: &[Draft], faults: &mut BTreeMap<usize, Vec<Inexpressible>>) {
    let mut referrers: BTreeMap<&(&str, String), Vec<usize>> = BTreeMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        draft.mentions.iter().for_each(|mention| referrers.entry(mention).or_default().push(number));
    }
    // A list instead of recursion, which a long chain of references could make too deep.
    let mut faulty: Vec<usize> = faults.keys().copied().collect();
    while let Some(number) = faulty.pop() {
        let name = drafts[number].key.to_string();
        for target in drafts[number].kind.targets() {
            // Removed, so that references in a cycle do not keep the loop going.
            for referrer in referrers.remove(&(*target, name.clone())).unwrap_or_default() {
                // A draft that has a fault already is in the queue already.
                faults.entry(referrer).or_insert_with(|| {
                    faulty.push(referrer);
                    vec![Inexpressible::whole(format!("it refers to `{name}`, which is left out"))]
                });
            }
        }
    }
}

/// Lifts one resource.
///
/// # Errors
/// The resource, with the reasons why it cannot be described.
fn draft(kind: &Arc<dyn Kind>, id: Id, mut lifting: Lifting<'_>) -> Result<Draft, LeftOut> {
    // An empty category counts as none.
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
        inexpressible: lifting.inexpressible,
        files: lifting.files,
    };
    match lifted.map(|body| text(&**kind, in_order(body, manifest))) {
        Some(Ok((text, mentions))) => Ok(draft(text, mentions)),
        Some(Err(reason)) => {
            Err(draft(String::new(), Mentions::new()).left_out(&[Inexpressible::whole(reason)]))
        }
        None => {
            let draft = draft(String::new(), Mentions::new());
            let missing =
                Inexpressible::whole(format!("it lacks values that every {} must have", kind.name()));
            // The lifting usually says itself what it lacks.
            let reasons = if draft.inexpressible.is_empty() { vec![missing] } else { Vec::new() };
            Err(draft.left_out(&reasons))
        }
    }
}

/// Creates the [`LeftOut`] for live rows without a unique name.
pub fn nameless(ambiguous: &Ambiguous) -> LeftOut {
    let ids: Vec<String> = ambiguous.ids.iter().map(ToString::to_string).collect();
    let all = ids.join(", ");
    let reason = match (ambiguous.name(), ambiguous.chosen) {
        (Some(_), Some(chosen)) => {
            let (rows, have) = if ids.len() == 1 { ("row", "has") } else { ("rows", "have") };
            format!("{rows} {all} {have} this name too, but the name refers to row {chosen}")
        }
        (Some(_), None) => format!("{} live rows have this name: {all}", ids.len()),
        (None, _) => "it has no name".to_owned(),
    };
    let name = ambiguous.name().map_or_else(|| ids.join(", "), Key::to_string);
    LeftOut { kind: ambiguous.root.name.to_owned(), name, reasons: vec![reason] }
}

impl Draft {
    /// Creates the [`LeftOut`] for this draft. Its reasons are those in `inexpressible`, and the given reasons that
    /// they do not already cover.
    pub fn left_out(&self, reasons: &[Inexpressible]) -> LeftOut {
        let is_covered = |reason: &Inexpressible| {
            self.inexpressible.iter().any(|inexpressible| inexpressible.covers(reason))
        };
        // A reason about a value that is reported anyway would only repeat it.
        let others = reasons.iter().filter(|reason| !is_covered(reason));
        let reasons = self.inexpressible.iter().chain(others).map(Inexpressible::to_string).collect();
        LeftOut { kind: self.kind.name().to_owned(), name: self.key.to_string(), reasons }
    }

    /// The values of the resource that an imported draft cannot express.
    pub fn incomplete(&self) -> LeftOut {
        self.left_out(&[])
    }
}
