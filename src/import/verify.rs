//! Loads the drafts as a catalog, and compares the catalog with the database.

use super::layout::Layout;
use super::overlay::Overlay;
use super::request::Request;
use crate::catalog::{self, Catalog, MANIFEST};
use crate::diagnostic::{Code, Diagnostic, DocumentId, Place, Severity};
use crate::diff::{
    Action, AllResources, Changes, DeletionReason, FieldChange, Problems, ResourceChange, RowChange, Verb,
    diff,
};
use crate::kinds::{Inexpressible, Kind, Kinds};
use crate::live::Live;
use crate::model::{Article, Named, Target};
use crate::rules;
use crate::source::{Files, Mention};
use crate::table::{Column, Key, Value};
use crate::workspace::{Loaded, load};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The reasons why drafts cannot be imported as they are.
#[derive(Debug, Default)]
pub struct Corrections {
    /// The reasons why drafts must be left out, by the index of the draft.
    pub faults: BTreeMap<usize, Vec<Inexpressible>>,
    /// Resources that the manifest must list as external.
    pub external: BTreeSet<Named>,
    /// Rules that report errors for imported resources. The new manifest sets these rules to `warn`.
    pub warned: BTreeSet<Code>,
}

impl Corrections {
    /// Whether all drafts can be imported as they are. `external` contains the resources that the manifest lists
    /// already.
    pub fn is_settled(&self, external: &BTreeSet<Named>) -> bool {
        self.faults.is_empty() && self.warned.is_empty() && self.external.is_subset(external)
    }
}

/// Loads the catalog as it would be written, and compares the catalog with the database.
///
/// # Errors
/// Problems that would stop every plan of a new catalog.
pub fn verify(
    kinds: &Arc<Kinds>,
    layout: &Layout,
    live: &Live,
    all_resources: &AllResources<'_>,
    request: &Request<'_>,
    external: &BTreeSet<Named>,
) -> Result<Corrections, Problems> {
    let below = request.existing.as_ref().map(|existing| existing.files.clone());
    let files: Arc<dyn Files> = Arc::new(Overlay::new(below, &layout.files));
    // Read as the next command will read it, so that import writes nothing which that would reject.
    let loaded = load(kinds, files.clone(), request.environment);
    let verification = Verification {
        kinds,
        origins: layout.origins(&loaded.sources),
        present: all_resources.resources.iter().map(|resource| (resource.root.name, &resource.key)).collect(),
        loaded: &loaded,
        external,
        is_new: request.existing.is_none(),
    };
    // Only a sound catalog can be compared. If the catalog has errors, they are all that there is to correct.
    let sound = loaded.catalog.as_ref().and_then(Catalog::sound);
    let mut corrections = match sound {
        None => verification.unsound()?,
        Some(sound) => {
            verification.compared(&diff(kinds, sound.catalog().manifest(), &sound.lower(), live))?
        }
    };
    if request.environment.is_some() {
        // An existing catalog must stay valid without an environment too.
        verification.errors(&load(kinds, files, None).findings, &mut corrections);
    }
    Ok(corrections)
}

struct Verification<'a> {
    kinds: &'a Kinds,
    /// The index of the draft for each imported document.
    origins: BTreeMap<DocumentId, usize>,
    /// The root tables and keys of the resources in the database.
    present: BTreeSet<(&'static str, &'a Key)>,
    loaded: &'a Loaded,
    external: &'a BTreeSet<Named>,
    /// Whether import creates a new catalog.
    is_new: bool,
}

impl Verification<'_> {
    /// The corrections for a catalog that has errors.
    ///
    /// # Errors
    /// The errors, if a change to the drafts or to the manifest cannot avoid any of them.
    fn unsound(&self) -> Result<Corrections, Problems> {
        let mut corrections = Corrections::default();
        let unplaced = self.errors(&self.loaded.findings, &mut corrections);
        match corrections.faults.is_empty()
            && corrections.external.is_empty()
            && corrections.warned.is_empty()
        {
            // No draft is at fault, so leaving some out would not help.
            true => Err(Problems { findings: unplaced, ..Problems::default() }),
            false => Ok(corrections),
        }
    }

    /// The corrections for a catalog without errors, from the changes that a plan would make. In an existing catalog,
    /// problems that are not related to the drafts are ignored.
    ///
    /// # Errors
    /// Problems that would stop every plan of a new catalog.
    fn compared(&self, changes: &Changes) -> Result<Corrections, Problems> {
        let mut corrections = Corrections::default();
        // An existing catalog reports these when it is planned; import only adds to it.
        if self.is_new && !changes.problems.fatal.is_empty() {
            return Err(Problems { fatal: changes.problems.fatal.clone(), ..Problems::default() });
        }
        let unplaced = self.findings(&changes.problems.findings, &mut corrections);
        // If drafts are at fault, the rest may disappear with them.
        if self.is_new && !unplaced.is_empty() && corrections.faults.is_empty() {
            return Err(Problems { findings: unplaced, ..Problems::default() });
        }
        changes.resources.iter().for_each(|change| self.change(change, &mut corrections));
        Ok(corrections)
    }

    /// The index of the draft for a document; `None` if the document was not imported.
    fn draft(&self, document: DocumentId) -> Option<usize> {
        self.origins.get(&document).copied()
    }

    /// Assigns each error to the draft that it points to. Returns the errors that do not point to a draft. Warnings are
    /// ignored, because they do not prevent an import.
    fn errors(&self, findings: &[Diagnostic], corrections: &mut Corrections) -> Vec<Diagnostic> {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        self.findings(&errors.cloned().collect::<Vec<_>>(), corrections)
    }

    /// Assigns each finding to the draft that it points to. Returns the findings that do not point to a draft.
    fn findings(&self, findings: &[Diagnostic], corrections: &mut Corrections) -> Vec<Diagnostic> {
        let mut unplaced = Vec::new();
        let rules: BTreeSet<Code> = rules::all().into_iter().map(|rule| rule.code()).collect();
        for finding in findings {
            // Resources in the database are already on sale, so a rule does not keep them out. An existing manifest is
            // left as its author wrote it.
            let is_of_rule = rules.contains(&finding.code);
            if self.is_new && is_of_rule {
                corrections.warned.insert(finding.code);
                continue;
            }
            let places = finding.labels.iter().filter_map(|label| label.location.place());
            let drafts = places.filter_map(|place| self.draft(place.document));
            // A finding about two drafts keeps only the later one out.
            let Some(draft) = drafts.max() else {
                unplaced.push(finding.clone());
                continue;
            };
            match self.live_resource(finding).filter(|_| self.is_new) {
                Some(named) => drop(corrections.external.insert(named)),
                None => {
                    let reason = if is_of_rule { of_rule(finding) } else { finding.message.clone() };
                    corrections.faults.entry(draft).or_default().push(Inexpressible::whole(reason));
                }
            }
        }
        unplaced
    }

    /// The resource that a finding reports as missing, if the resource exists in the database and is not listed as
    /// external yet.
    fn live_resource(&self, finding: &Diagnostic) -> Option<Named> {
        let place =
            finding.primary().place().filter(|_| finding.code == catalog::codes::UNKNOWN_REFERENCE)?;
        let mention = self.mention(place)?;
        let fits = |kind: &&Arc<dyn Kind>| kind.targets().contains(&mention.target);
        // A reference is a single name, so it can only refer to a resource with a single key column.
        let key = Key::of(mention.name);
        let is_present = |kind: &&Arc<dyn Kind>| self.present.contains(&(kind.root().name, &key));
        let kind = self.kinds.iter().filter(fits).find(is_present)?;
        // In `external`, a name without a kind is that of an article.
        let is_article = kind.targets().contains(&Article::word());
        let kind = if is_article { None } else { Some(kind.name().parse().ok()?) };
        let named = Named { kind, name: mention.name.parse().ok()? };
        (!self.external.contains(&named)).then_some(named)
    }

    /// The reference at the given place.
    fn mention(&self, place: Place) -> Option<&Mention> {
        let entries = self.loaded.catalog.as_ref()?.entries().iter();
        // A linear search: only findings about unknown references come here.
        let mut entries = entries.filter(|entry| entry.document == place.document);
        entries.find_map(|entry| entry.mentions.iter().find(|mention| entry.place(mention) == place))
    }

    /// Describes a row in the words of the files.
    fn words(&self, change: &ResourceChange, row: &RowChange) -> String {
        self.kinds.words(&change.kind, row.table, &row.key, row.cells())
    }

    /// Adds the reasons why a plan would change the resource of a draft. A draft with such a reason does not match the
    /// database.
    fn change(&self, change: &ResourceChange, corrections: &mut Corrections) {
        // Changes of documents that were there before are not the import's business.
        let Some(draft) = change.document.and_then(|document| self.draft(document)) else { return };
        // With these verbs the resource itself is found as it is; its rows are compared one by one.
        let keeps_root = matches!(change.verb, Verb::Adopt | Verb::Refresh | Verb::Change);
        let words: Vec<String> = change.rows.iter().map(|row| self.words(change, row)).collect();
        let rows = change.rows.iter().zip(&words);
        let mut reasons: Vec<Inexpressible> =
            rows.flat_map(|(row, row_words)| row_reasons(row, row_words, &words)).collect();
        if !keeps_root {
            reasons.push(Inexpressible::whole(format!("a plan would {} it", change.verb.as_str())));
        }
        if !reasons.is_empty() {
            corrections.faults.entry(draft).or_default().extend(reasons);
        }
    }
}

/// The reason why a rule prevents a resource from being imported, and how to import it anyway.
fn of_rule(finding: &Diagnostic) -> String {
    let name = finding.code.name();
    format!("{}; to import it anyway, add `{name}: warn` to the `rules` in {MANIFEST}", finding.message)
}

/// The reasons why a plan would change a row. A column is omitted if changes to other rows explain its change.
fn row_reasons(row: &RowChange, words: &str, all: &[String]) -> Vec<Inexpressible> {
    let is_explained =
        |column: &Column| column.explained_by.is_some_and(|by| all.iter().any(|words| words.starts_with(by)));
    let whole_row = |reason: &str| vec![Inexpressible { words: words.to_owned(), reason: reason.to_owned() }];
    match (row.action, row.note) {
        (Action::Insert, _) => whole_row("the database has no such row"),
        (Action::Delete, Some(DeletionReason::Duplicate)) => whole_row("it is a duplicate"),
        (Action::Delete, _) => whole_row("a document cannot express it"),
        (Action::Update, _) => {
            let fields = row.fields.iter().filter(|change| !is_explained(change.column.0));
            fields.map(|field| field_reason(field, words)).collect()
        }
    }
}

/// The reason why a plan would change a value.
fn field_reason(field: &FieldChange, row: &str) -> Inexpressible {
    let column = field.column.0;
    let words = match (row, column.words) {
        ("", "") => column.name,
        ("", words) => words,
        (row, _) => row,
    };
    let (before, after) = (shown(&field.before), shown(&field.after));
    let reason = format!("it is {before} in the database; a document would change it to {after}");
    Inexpressible { words: words.to_owned(), reason }
}

/// Formats a value for use in a sentence.
fn shown(value: &Value) -> String {
    match value.as_text() {
        Some("") => "empty".to_owned(),
        _ => value.to_string(),
    }
}
