//! Import: turns the contents of a database into documents.
//!
//! Import checks all documents before any of them is written to a file. It lifts every resource into a document, loads
//! these documents as a catalog, and compares the catalog with the database. If a plan would change a resource, its
//! document does not describe the resource exactly. Import leaves out such resources and reports them. Then it repeats
//! the comparison, until a plan would change nothing.

mod document_text;
mod draft;
mod external_list;
mod file_names;
mod layout;
mod manifest;
mod outcome;
mod overlay;
mod request;
mod verify;

pub use external_list::{ListedResource, Listing, Unowned};
pub use layout::added_to;
pub use manifest::{ManifestContents, new_manifest, unnameable};
pub use outcome::{Imported, LeftOut, Resource};
pub use overlay::{NewFile, Overlay};
pub use request::{Existing, Request};

use crate::diff::{AllResources, Problems, all_resources};
use crate::kinds::{Ignored, Inexpressible, Kinds};
use crate::live::Live;
use crate::model::{GuardCategory, Guards};
use crate::table::Id;
use draft::Draft;
use layout::Layout;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Turns live resources into documents.
///
/// # Errors
/// Problems in the database that would stop every plan of the catalog.
pub fn import(kinds: &Arc<Kinds>, live: &Live, request: &Request<'_>) -> Result<Imported, Problems> {
    let tables = kinds.tables();
    // Patterns that cannot be read have a finding in the manifest.
    let ignored = Ignored::new(&request.manifest).unwrap_or_default();
    let all_resources = all_resources(live, request.manifest.catalog.as_str(), &ignored, tables);
    let (mut drafts, mut out) = draft::drafts(kinds, &all_resources, request);
    // Each round leaves out a draft, or adds to the manifest, so the loop ends.
    loop {
        // Only a new manifest can list what is released; an existing one stays as its author wrote it.
        if request.existing.is_none() {
            out.released = draft::left_behind(&all_resources, &drafts);
        }
        let manifest = manifest::with(&request.manifest, &out.external, &out.released, &out.warned);
        let layout = Layout::new(request, &manifest, &drafts);
        let mut corrections = verify::verify(kinds, &layout, live, &all_resources, request, &out.external)?;
        if corrections.is_settled(&out.external) {
            // Counted at the end, since each round may leave out more drafts.
            out.to_allow = to_allow(&all_resources, &drafts, &request.manifest.guards);
            return Ok(with_files(out, layout, &drafts));
        }
        // A new manifest can list what is left out as external; an existing one is not changed.
        if request.existing.is_some() {
            draft::add_referrers(&drafts, &mut corrections.faults);
        }
        drafts = leave_out(&mut out, drafts, &corrections.faults);
        out.external.extend(corrections.external);
        out.warned.extend(corrections.warned);
    }
}

/// The category that `--allow` must name for the first apply, because that apply adopts too many resources. `None` if
/// no guard would refuse the apply.
fn to_allow(all_resources: &AllResources<'_>, drafts: &[Draft], guards: &Guards) -> Option<GuardCategory> {
    let owned: BTreeSet<(&str, Id)> =
        all_resources.owned.iter().map(|resident| (resident.root.name, resident.id)).collect();
    let adopted = drafts.iter().filter(|draft| !owned.contains(&(draft.kind.root().name, draft.id))).count();
    let category = GuardCategory::MassAdoption;
    (adopted as u64 > guards.max_adoptions.into() && !guards.allow.contains(&category)).then_some(category)
}

/// Leaves out the drafts that have faults, and returns the other drafts. `faults` has the reasons, by the index of the
/// draft.
fn leave_out(
    out: &mut Imported,
    drafts: Vec<Draft>,
    faults: &BTreeMap<usize, Vec<Inexpressible>>,
) -> Vec<Draft> {
    let (faulty, kept): (Vec<_>, Vec<_>) =
        drafts.into_iter().enumerate().partition(|(index, _)| faults.contains_key(index));
    out.left_out.extend(faulty.into_iter().map(|(index, draft)| draft.left_out(&faults[&index])));
    kept.into_iter().map(|(_, draft)| draft).collect()
}

/// Adds to the outcome the files, the resources in these files, and the incomplete drafts.
fn with_files(out: Imported, layout: Layout, drafts: &[Draft]) -> Imported {
    let incomplete = drafts.iter().filter(|draft| !draft.inexpressible.is_empty()).map(Draft::incomplete);
    Imported { files: layout.files, resources: layout.places, incomplete: incomplete.collect(), ..out }
}
