//! The way back: what lives in a database, as documents.
//!
//! Import writes nothing that it has not read again. It lifts every resource into a document, loads the
//! catalog that these make, and compares it with the database as a plan would. What would not be left as it
//! is cannot be expressed: it is taken out and reported, and the rest is loaded and compared again, until
//! nothing differs.

mod draft;
mod judge;
mod layout;
mod manifest;

pub use draft::{Listed, listing};
pub use layout::{NewFile, Overlay};
pub use manifest::{Found, new_manifest, unnameable};

use crate::diff::{Live, Problems, whole};
use crate::kinds::{Ignored, Kind};
use crate::model::Manifest;
use crate::source::Files;
use crate::table::{Key, Tables};
use draft::Draft;
use layout::Layout;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be imported.
pub struct Request<'a> {
    /// The manifest that the documents will stand under.
    pub manifest: Manifest,
    /// The catalog that they are added to; none where a new one is made.
    pub existing: Option<Existing<'a>>,
    /// The kinds that are wanted; all if there is none.
    pub kinds: Vec<&'static Kind>,
    /// The pattern that names must match.
    pub names: Option<globset::GlobMatcher>,
    /// The environment of an existing catalog that is meant.
    pub environment: Option<&'a str>,
    /// Whether only what no catalog owns is wanted.
    pub unowned: bool,
}

/// A catalog that lacks something.
pub struct Existing<'a> {
    /// Its files.
    pub files: &'a dyn Files,
    /// What it describes or names as external or released, by root table.
    pub known: BTreeSet<(&'static str, Key)>,
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
    /// Articles that are referred to and were not imported.
    pub external: BTreeSet<String>,
    /// What the catalog owns and does not describe: it is let go of rather than deleted.
    pub released: BTreeSet<String>,
}

/// A resource and the file that describes it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its kind.
    pub kind: &'static str,
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

/// Turns what lives into documents.
///
/// # Errors
/// What in the database would stop every plan of the catalog.
pub fn import(live: &Live, request: &Request<'_>, tables: &Tables) -> Result<Imported, Problems> {
    let ignored = Ignored::new(&request.manifest).unwrap_or_default();
    let whole = whole(live, request.manifest.catalog.as_str(), &ignored, tables);
    let (mut drafts, mut out) = draft::drafts(&whole, request);
    loop {
        if request.existing.is_none() {
            out.released = draft::left_behind(&whole, &drafts);
        }
        let manifest = manifest::with(&request.manifest, &out.external, &out.released);
        let layout = Layout::new(request, &manifest, &drafts);
        let verdict = judge::judge(&layout, live, &whole, request, &out.external, tables)?;
        if verdict.is_settled(&out.external) {
            out.files = layout.files;
            out.resources = layout.places;
            out.incomplete =
                drafts.iter().filter(|draft| !draft.unsaid.is_empty()).map(Draft::incomplete).collect();
            return Ok(out);
        }
        out.external.extend(verdict.external);
        let (dropped, kept): (Vec<_>, Vec<_>) =
            drafts.into_iter().enumerate().partition(|(number, _)| verdict.faults.contains_key(number));
        drafts = kept.into_iter().map(|(_, draft)| draft).collect();
        out.left_out
            .extend(dropped.into_iter().map(|(number, draft)| draft.left_out(&verdict.faults[&number])));
    }
}
