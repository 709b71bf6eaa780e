//! The way back: from the contents of a database to documents.
//!
//! Import writes nothing that it has not read again. It lifts every resource into a document, loads the
//! catalog that these make, and compares it with the database as a plan would. What would not be left as it
//! is cannot be expressed: it is taken out and reported, and the rest is loaded and compared again, until
//! nothing differs.

mod document_text;
mod draft;
mod external_list;
mod layout;
mod manifest;
mod verify;

pub use external_list::{Listed, Listing, Unowned};
pub use layout::{NewFile, Overlay, added_to};
pub use manifest::{Found, new_manifest, unnameable};

use crate::diagnostic::Code;
use crate::diff::{Problems, Whole, whole};
use crate::kinds::{Ignored, Kind, Kinds, Unsaid};
use crate::live::Live;
use crate::model::{GuardCategory, Guards, Manifest, Named};
use crate::source::Files;
use crate::table::{Id, Key};
use draft::Draft;
use layout::Layout;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is to be imported.
pub struct Request<'a> {
    /// The manifest that the documents will stand under.
    pub manifest: Manifest,
    /// The catalog that they are added to; none where a new one is made.
    pub existing: Option<Existing>,
    /// The kinds that are wanted; all if there is none.
    pub kinds: Vec<Arc<dyn Kind>>,
    /// The pattern that names must match.
    pub names: Option<globset::GlobMatcher>,
    /// The environment of an existing catalog that is meant.
    pub environment: Option<&'a str>,
    /// Whether only what no catalog owns is wanted.
    pub unowned: bool,
}

/// A catalog that lacks something.
pub struct Existing {
    /// Its files.
    pub files: Arc<dyn Files>,
    /// What it describes or names as external or released, by root table.
    pub known: BTreeSet<(&'static str, Key)>,
    /// How many folders above its root the folder stands that has `schemas/`.
    pub up: usize,
}

/// What became of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// The files to write.
    pub files: Vec<NewFile>,
    /// The resources in them.
    pub resources: Vec<Resource>,
    /// What cannot be expressed and was left out.
    pub left_out: Vec<LeftOut>,
    /// What is there, though some value of it cannot be expressed.
    pub incomplete: Vec<LeftOut>,
    /// How many resources other catalogs own.
    pub owned_elsewhere: BTreeMap<String, usize>,
    /// What is referred to and was not imported: an article by its name, anything else with its kind.
    pub external: BTreeSet<Named>,
    /// What the catalog owns and does not describe: it is let go of rather than deleted.
    pub released: BTreeSet<Named>,
    /// Rules that report errors for imported resources; the new manifest sets them to `warn`.
    pub warned: BTreeSet<Code>,
    /// What the first apply has to allow, since it takes more into the catalog's care than guards let pass.
    pub to_allow: Option<GuardCategory>,
}

/// A resource and the file that describes it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub key: Key,
    /// The file.
    pub file: String,
}

/// What cannot be expressed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its kind, or its table where it has none.
    pub kind: String,
    /// Its name, or its ids where it has none.
    pub name: String,
    /// The reasons.
    pub reasons: Vec<String>,
}

/// Turns live resources into documents.
///
/// # Errors
/// What in the database would stop every plan of the catalog.
pub fn import(kinds: &Arc<Kinds>, live: &Live, request: &Request<'_>) -> Result<Imported, Problems> {
    let tables = kinds.tables();
    let ignored = Ignored::new(&request.manifest).unwrap_or_default();
    let whole = whole(live, request.manifest.catalog.as_str(), &ignored, tables);
    let (mut drafts, mut out) = draft::drafts(kinds, &whole, request);
    loop {
        if request.existing.is_none() {
            out.released = draft::left_behind(&whole, &drafts);
        }
        let manifest = manifest::with(&request.manifest, &out.external, &out.released, &out.warned);
        let layout = Layout::new(request, &manifest, &drafts);
        let mut verdict = verify::judge(kinds, &layout, live, &whole, request, &out.external)?;
        if verdict.is_settled(&out.external) {
            out.to_allow = to_allow(&whole, &drafts, &request.manifest.guards);
            return Ok(out.with(layout, &drafts));
        }
        if request.existing.is_some() {
            draft::add_referrers(&drafts, &mut verdict.faults);
        }
        drafts = out.leave_out(drafts, &verdict.faults);
        out.external.extend(verdict.external);
        out.warned.extend(verdict.warned);
    }
}

/// What guards refuse of adopting what was drafted and nobody owns.
fn to_allow(whole: &Whole<'_>, drafts: &[Draft], guards: &Guards) -> Option<GuardCategory> {
    let owned: BTreeSet<(&str, Id)> =
        whole.owned.iter().map(|resident| (resident.root.name, resident.id)).collect();
    let adopted = drafts.iter().filter(|draft| !owned.contains(&(draft.kind.root().name, draft.id))).count();
    let category = GuardCategory::MassAdoption;
    (adopted as u64 > guards.max_adoptions.into() && !guards.allow.contains(&category)).then_some(category)
}

impl Imported {
    /// Leaves out the drafts that have faults; the others are returned.
    fn leave_out(&mut self, drafts: Vec<Draft>, faults: &BTreeMap<usize, Vec<Unsaid>>) -> Vec<Draft> {
        let (faulty, kept): (Vec<_>, Vec<_>) =
            drafts.into_iter().enumerate().partition(|(number, _)| faults.contains_key(number));
        self.left_out.extend(faulty.into_iter().map(|(number, draft)| draft.left_out(&faults[&number])));
        kept.into_iter().map(|(_, draft)| draft).collect()
    }

    /// The outcome, with the files and all that is in them.
    fn with(self, layout: Layout, drafts: &[Draft]) -> Self {
        let incomplete = drafts.iter().filter(|draft| !draft.unsaid.is_empty()).map(Draft::incomplete);
        Self { files: layout.files, resources: layout.places, incomplete: incomplete.collect(), ..self }
    }
}
