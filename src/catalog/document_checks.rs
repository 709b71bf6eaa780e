//! Checks one document in the context of the whole catalog.

use super::codes::UNKNOWN_REFERENCE;
use super::entry::Entry;
use super::known_names::Known;
use super::loaded_catalog::Catalog;
use super::read_result::Read;
use super::resolve::{Resolution, resolve};
use crate::diagnostic::{Diagnostic, Edit, Location, Place};
use crate::kinds::{Context, Ignored, LookedUp, codes};
use crate::table::{Duplicate, Row, Rows, Table};
use std::collections::BTreeSet;

/// The result of checking one document.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The findings that are always reported.
    pub findings: Vec<Diagnostic>,
    /// The references to resources that do not exist or have the wrong kind. Some of them may not be reported: see
    /// [`unresolved_findings`].
    pub unresolved: Vec<Unresolved>,
    /// Whether a reference has no readable target, but may refer to a document that could not be read.
    pub may_have_unread_target: bool,
    /// The other resources and files that were looked up while the resource was checked. The targets of its references
    /// are not included.
    pub seen: LookedUp,
}

impl Checked {
    /// Whether there are no findings and no unresolved references, `may_have_unread_target` is false, and nothing else
    /// was looked up.
    pub fn says_nothing(&self) -> bool {
        let Self { findings, unresolved, may_have_unread_target: lost, seen } = self;
        findings.is_empty() && unresolved.is_empty() && !lost && *seen == LookedUp::default()
    }
}

/// A reference to a resource that does not exist or has the wrong kind.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// The type of target that the reference needs, such as `article`.
    pub target: &'static str,
    /// The name in the reference.
    pub name: &'static str,
    /// The finding that reports the reference.
    pub finding: Diagnostic,
}

/// Checks a document: resolves its references, and looks for fields that contradict each other or the rest of the
/// catalog. `ignored` has the patterns of `ignore_properties`, if there are any.
pub fn check(read: &Read, catalog: &Catalog, known: &Known<'_>, ignored: Option<&Ignored>) -> Checked {
    let mut checked = Checked::default();
    for mention in read.mentions.iter() {
        let finding = match resolve(mention, mention.place(read.document), known) {
            Resolution::Found => continue,
            Resolution::Unknown => {
                // Not reported, but checked again once the unreadable document can be read.
                checked.may_have_unread_target = true;
                continue;
            }
            Resolution::Failed(finding) => *finding,
        };
        let (target, name) = (mention.target, mention.name);
        // Whether these are reported depends on the unresolved references of all documents: see `unresolved_findings`.
        match known.kinds.lead_to(target) {
            true => checked.unresolved.push(Unresolved { target, name, finding }),
            false => checked.findings.push(finding),
        }
    }
    // A document that is not valid has no resource to check, and its own findings already say why.
    if let Some(entry) = &read.entry {
        let context = catalog.context_under(known.manifest, entry.document);
        checked.findings.extend(resource_findings(entry, &context, ignored));
        // Last, since lowering looks up resources too.
        checked.seen = context.seen();
    }
    checked
}

/// Returns the findings about unresolved references, except those that may be consequences of another mistake.
///
/// A document without a readable name may be the target of an unresolved reference. If there are at least as many such
/// documents as unresolved names, each unresolved name may belong to one of these documents. In that case, the
/// references with these names are not reported.
pub fn unresolved_findings<'a>(
    unresolved: impl Iterator<Item = &'a Unresolved> + Clone,
    known: &Known<'_>,
) -> Vec<Diagnostic> {
    // A reference to the wrong kind has found a resource, so no document without a name can be the target.
    let may_be_nameless =
        |it: &&Unresolved| it.finding.code == UNKNOWN_REFERENCE && known.names.may_be_nameless(it.target);
    // By name: all references to one missing resource are one mistake.
    let names: BTreeSet<&str> = unresolved.clone().filter(may_be_nameless).map(|it| it.name).collect();
    let may_all_be_nameless = names.len() <= known.names.nameless();
    let is_reported = |it: &&Unresolved| !may_all_be_nameless || !may_be_nameless(it);
    unresolved.filter(is_reported).map(|it| it.finding.clone()).collect()
}

/// Returns the findings about one resource: contradictions between its fields, rows that it asks for twice, and
/// properties that `ignored` excludes.
fn resource_findings(entry: &Entry, context: &Context<'_>, ignored: Option<&Ignored>) -> Vec<Diagnostic> {
    let mut findings = entry.resource.validate(context);
    let may_repeat = entry.resource.may_repeat_rows(context.manifest);
    // Making all rows takes longer than all other checks together, so it is skipped where rows cannot repeat. Debug
    // builds make them anyway, to check that the kind was right to say so.
    if !may_repeat && ignored.is_none() && !cfg!(debug_assertions) {
        return findings;
    }
    let rows = entry.resource.lower(context);
    // Rows can come from other documents too. Their duplicates are reported there.
    let is_here =
        |it: &&Duplicate| [it.first, it.again].iter().flatten().any(|place| place.document == entry.document);
    let duplicates: Vec<&Duplicate> = rows.duplicates().iter().filter(is_here).collect();
    assert_rows(entry, &rows, may_repeat || duplicates.is_empty());
    if !duplicates.is_empty() {
        let reported = duplicate_findings(&duplicates, entry, &findings);
        findings.extend(reported);
    }
    if let Some(patterns) = ignored {
        findings.extend(ignored_findings(entry, patterns, &rows));
    }
    findings
}

/// In debug builds, checks two promises of a kind. All rows must be in its `tables`, and a resource may have the same
/// row twice only if its `may_repeat_rows` says so. `keeps_may_repeat` says whether the second promise is kept.
fn assert_rows(entry: &Entry, rows: &Rows, keeps_may_repeat: bool) {
    // Such a row would be planned, but never written.
    debug_assert!(
        rows.iter().all(|row| entry.kind.tables().contains(&row.table)),
        "the kind `{}` lowers to rows of a table that is not among its `tables`",
        entry.kind.name()
    );
    // Such a duplicate would not be found in a release build.
    debug_assert!(
        keeps_may_repeat,
        "`{}` has the same row twice, although its kind `{}` says that rows do not repeat",
        entry.resource.name(),
        entry.kind.name()
    );
}

/// Returns the findings about values that are given twice. A value is skipped if it already has a finding, or if it is
/// inside another value that is itself given twice.
fn duplicate_findings(duplicates: &[&Duplicate], entry: &Entry, reported: &[Diagnostic]) -> Vec<Diagnostic> {
    let reported: Vec<Location> = reported.iter().map(Diagnostic::primary).collect();
    // Another finding about the same value may point to its key.
    let is_reported =
        |place: Place| [place, place.key()].iter().any(|place| reported.contains(&(*place).into()));
    // A repeated period repeats its prices too, and the finding about the period says enough.
    let repeated: BTreeSet<&str> = duplicates.iter().map(|duplicate| duplicate.words.as_str()).collect();
    let is_within = |words: &str| words.match_indices('.').any(|(end, _)| repeated.contains(&words[..end]));
    let findings = duplicates.iter().filter(|duplicate| !is_within(&duplicate.words));
    let findings = findings.map(|duplicate| duplicate_finding(duplicate, entry));
    findings.filter(|finding| !finding.primary().place().is_some_and(is_reported)).collect()
}

fn duplicate_finding(duplicate: &Duplicate, entry: &Entry) -> Diagnostic {
    let document = entry.document;
    let [again, first] = [duplicate.again, duplicate.first].map(|it| it.unwrap_or(document.root()));
    // If one of the two comes from another document, report the one in this document.
    let (here, other, label) = match again.document == document {
        true => (again, first, "first given here"),
        false => (first, again, "also given here"),
    };
    // The words name the row as the files do, such as `periods[1 year]`.
    let message = format!("`{}` is given twice", duplicate.words);
    let finding = Diagnostic::new(codes::DUPLICATE, here, message).also(other, label);
    let finding = finding.help("keep one of the two");
    match again.document == document && is_superfluous(duplicate, entry) {
        true => finding.fix("remove it", vec![Edit { location: again.into(), text: None }]),
        false => finding,
    }
}

/// Whether the second of two duplicate values can be removed from its list without loss. It must equal the first value,
/// and its table must have no child tables, since rows in those would be lost with it.
fn is_superfluous(duplicate: &Duplicate, entry: &Entry) -> bool {
    // Prices below the second period, for example, may differ from those below the first one.
    let is_parent = |table: &&'static Table| {
        table.parent.as_ref().is_some_and(|parent| *parent.table == *duplicate.table)
    };
    let is_element = |place: Place| place.pointer.last().is_some_and(|part| part.parse::<usize>().is_ok());
    let is_element = duplicate.again.is_some_and(is_element);
    duplicate.is_same && is_element && !entry.kind.tables().iter().any(is_parent)
}

/// Returns a finding for each property that matches `ignore_properties` in the manifest, which Wares must not manage.
fn ignored_findings(entry: &Entry, patterns: &Ignored, rows: &Rows) -> Vec<Diagnostic> {
    let finding = |row: &Row| {
        let message = format!(
            "`{}` of `{}` matches a pattern in `ignore_properties`, so Wares does not manage it",
            row.table.words_for(&row.key),
            entry.resource.name()
        );
        let place = row.place.unwrap_or(entry.document.root());
        Diagnostic::new(codes::CONFLICT, place, message)
            .help("remove it, or remove the pattern from `ignore_properties` in the manifest")
    };
    rows.iter().filter(|row| patterns.contains(row)).map(finding).collect()
}
