//! What is wrong with one document in the light of the whole catalog.

use super::resolve::{Known, Leads, resolve};
use super::{Catalog, Entry, Read};
use crate::diagnostic::{Diagnostic, Edit, Location, Place};
use crate::kinds::{Context, Ignored, Seen, codes};
use crate::table::{Duplicate, Rows, Table};
use std::collections::BTreeSet;

/// What was found about one document.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
    /// The references that could not be resolved.
    pub unresolved: Vec<Unresolved>,
    /// Whether a reference could not be resolved, but its target may be a document that could not be read.
    pub lost: bool,
    /// What the resource looked at, besides what it refers to.
    pub seen: Seen,
}

impl Checked {
    /// Whether nothing was found, and nothing was looked at.
    pub fn says_nothing(&self) -> bool {
        let Self { findings, unresolved, lost, seen } = self;
        findings.is_empty() && unresolved.is_empty() && !lost && *seen == Seen::default()
    }
}

/// A reference to no resource, or to a resource of another kind.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// What it must lead to.
    pub target: &'static str,
    /// The name.
    pub name: &'static str,
    /// What is wrong.
    pub finding: Diagnostic,
}

/// Checks a document: its references, and what its resource says of itself and of others.
pub fn check(read: &Read, catalog: &Catalog, known: &Known<'_>, ignored: Option<&Ignored>) -> Checked {
    let mut checked = Checked::default();
    for mention in read.mentions.iter() {
        let finding = match resolve(mention, mention.place(read.document), known) {
            Leads::There => continue,
            Leads::Perhaps => {
                checked.lost = true;
                continue;
            }
            Leads::Astray(finding) => *finding,
        };
        let (target, name) = (mention.target, mention.name);
        match known.kinds.lead_to(target) {
            true => checked.unresolved.push(Unresolved { target, name, finding }),
            false => checked.findings.push(finding),
        }
    }
    if let Some(entry) = &read.entry {
        let context = catalog.context_under(known.manifest, entry.document);
        checked.findings.extend(faults(entry, &context, ignored));
        checked.seen = context.seen();
    }
    checked
}

/// The findings about references that lead nowhere, in all documents. As long as no more names lead to nothing than
/// there are documents without a name, these may be what is meant: then they are no mistakes of their own.
pub fn spared<'a>(
    unresolved: impl Iterator<Item = &'a Unresolved> + Clone,
    known: &Known<'_>,
) -> Vec<Diagnostic> {
    let may_be_nameless = |it: &&Unresolved| {
        it.finding.code == super::codes::UNKNOWN_REFERENCE && known.names.may_be_nameless(it.target)
    };
    let lost: BTreeSet<&str> = unresolved.clone().filter(may_be_nameless).map(|it| it.name).collect();
    let are_spared = lost.len() <= known.names.nameless();
    let stays = |it: &&Unresolved| !are_spared || !may_be_nameless(it);
    unresolved.filter(stays).map(|it| it.finding.clone()).collect()
}

/// What is wrong within one resource: its fields against each other, and rows that it asks for twice.
fn faults(entry: &Entry, context: &Context<'_>, ignored: Option<&Ignored>) -> Vec<Diagnostic> {
    let mut findings = entry.resource.validate(context);
    let may_repeat = entry.resource.may_repeat_rows(context.manifest);
    // To make all rows takes longer than everything else that is checked. A debug build makes them all the same, and
    // holds that nothing is missed.
    if !may_repeat && ignored.is_none() && !cfg!(debug_assertions) {
        return findings;
    }
    let rows = entry.resource.lower(context);
    // A mistake of the kind's author: such a row would be planned and never written.
    debug_assert!(
        rows.iter().all(|row| entry.kind.tables().contains(&row.table)),
        "the kind `{}` lowers to rows of a table that is not among its `tables`",
        entry.kind.name()
    );
    // What another document gives twice is reported there.
    let is_own =
        |it: &Duplicate| [it.first, it.again].iter().flatten().any(|place| place.document == entry.document);
    debug_assert!(
        may_repeat || !rows.duplicates().iter().any(is_own),
        "`{}` asks for a row twice, and its kind `{}` says that it does not",
        entry.resource.name(),
        entry.kind.name()
    );
    let own: Vec<&Duplicate> = rows.duplicates().iter().filter(|it| is_own(it)).collect();
    if !own.is_empty() {
        let twice = twice(&own, entry, &findings);
        findings.extend(twice);
    }
    if let Some(patterns) = ignored {
        findings.extend(left_to_others(entry, patterns, &rows));
    }
    findings
}

/// Findings for values given twice. A value with another finding is skipped, and so is one nested in a part that is
/// itself given twice.
fn twice(all: &[&Duplicate], entry: &Entry, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let document = entry.document;
    let told: Vec<Location> = told.iter().map(Diagnostic::primary).collect();
    let given: BTreeSet<&str> = all.iter().map(|duplicate| duplicate.words.as_str()).collect();
    let is_within = |words: &str| words.match_indices('.').any(|(at, _)| given.contains(&words[..at]));
    let is_told = |place: Place| [place, place.key()].iter().any(|place| told.contains(&(*place).into()));
    let finding = |duplicate: &Duplicate| {
        let [again, first] = [duplicate.again, duplicate.first].map(|it| it.unwrap_or(document.root()));
        // If one of the two comes from another document, report the one in this document.
        let (here, other, label) = match again.document == document {
            true => (again, first, "first given here"),
            false => (first, again, "also given here"),
        };
        let message = format!("`{}` is given twice", duplicate.words);
        let finding = Diagnostic::new(codes::DUPLICATE, here, message).also(other, label);
        let finding = finding.help("keep one of the two");
        let finding = match again.document == document && is_superfluous(duplicate, entry) {
            true => finding.fix("remove it", vec![Edit { location: again.into(), text: None }]),
            false => finding,
        };
        (!is_told(here) && !is_within(&duplicate.words)).then_some(finding)
    };
    all.iter().copied().filter_map(finding).collect()
}

/// Whether nothing is lost when what is given again is taken out of its list: it says the same as the first, and nothing
/// belongs to it.
fn is_superfluous(duplicate: &Duplicate, entry: &Entry) -> bool {
    let is_parent = |table: &&'static Table| {
        table.parent.as_ref().is_some_and(|parent| *parent.table == *duplicate.table)
    };
    let is_element = |place: Place| place.pointer.last().is_some_and(|part| part.parse::<usize>().is_ok());
    let is_element = duplicate.again.is_some_and(is_element);
    duplicate.is_same && is_element && !entry.kind.tables().iter().any(is_parent)
}

/// A property that the manifest leaves to others cannot be set here.
fn left_to_others(entry: &Entry, patterns: &Ignored, rows: &Rows) -> Vec<Diagnostic> {
    let finding = |row: &crate::table::Row| {
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
