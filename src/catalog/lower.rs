//! A catalog into rows.

use super::{Catalog, Entry};
use crate::diagnostic::{Diagnostic, Location, Pointer};
use crate::kinds;
use crate::kinds::{Defaults, Ignored, Kind};
use crate::model::Manifest;
use crate::source::Document;
use crate::table::{Key, Rows};
use std::collections::BTreeSet;

/// The document that a resource comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The document's number within it, from 0.
    pub document: usize,
}

impl Origin {
    /// A place in the document.
    pub fn at(&self, pointer: Pointer) -> Location {
        Location::value(&self.file, self.document, pointer)
    }

    /// A key in the document.
    pub fn key_at(&self, pointer: Pointer) -> Location {
        Location::key(&self.file, self.document, pointer)
    }
}

/// All that the files ask for.
#[derive(Debug)]
pub struct Desired {
    /// The catalog's name.
    pub catalog: String,
    /// The resources.
    pub resources: Vec<DesiredResource>,
    /// Articles that must exist in the database.
    pub external: Vec<Key>,
    /// Names of resources to disown.
    pub release: Vec<Key>,
    /// What new rows have in columns that nothing sets.
    pub defaults: Defaults,
    /// The live rows that others own.
    pub ignored: Ignored,
}

/// What the files ask for of one resource.
#[derive(Debug)]
pub struct DesiredResource {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its natural key.
    pub key: Key,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether a plan must not delete it.
    pub protect: bool,
    /// Its rows.
    pub rows: Rows,
}

impl Catalog {
    /// The rows that the catalog stands for.
    ///
    /// # Panics
    /// Never: a catalog's patterns have been checked when it was loaded.
    pub fn lower(&self) -> Desired {
        let manifest = &self.manifest;
        let resources = self.entries.iter().map(|entry| DesiredResource {
            kind: entry.kind,
            key: Key::of(entry.resource.name()),
            origin: entry.origin.clone(),
            protect: entry.resource.protect(),
            rows: entry.resource.lower(manifest),
        });
        Desired {
            catalog: manifest.catalog.as_str().to_owned(),
            resources: resources.collect(),
            external: manifest.external.iter().map(|article| Key::of(article.as_str())).collect(),
            release: manifest.release.iter().map(|name| Key::of(name.as_str())).collect(),
            defaults: Defaults::new(manifest),
            ignored: Ignored::new(manifest).expect("a catalog's patterns have been checked"),
        }
    }
}

/// What is wrong within one resource: its fields against each other, and rows that it asks for twice.
pub fn faults(
    entry: &Entry,
    document: &Document,
    manifest: &Manifest,
    ignored: Option<&Ignored>,
) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> =
        entry.resource.validate(manifest).into_iter().map(|fault| fault.in_document(document)).collect();
    let rows = entry.resource.lower(manifest);
    // What is at fault already need not be told to be there twice.
    let told: Vec<Location> = findings.iter().map(|finding| finding.primary().clone()).collect();
    let places = |pointer: &Option<Pointer>| {
        let pointer = pointer.clone().unwrap_or_default();
        [document.key_at(pointer.clone()), document.at(pointer)]
    };
    let all = rows.duplicates();
    let given: BTreeSet<&str> = all.iter().map(|duplicate| duplicate.words.as_str()).collect();
    // What stands within a part that is given twice is given twice with it.
    let is_within = |words: &str| words.match_indices('.').any(|(at, _)| given.contains(&words[..at]));
    let twice = all.iter().filter(|d| !places(&d.again).iter().any(|place| told.contains(place)));
    findings.extend(twice.filter(|d| !is_within(&d.words)).map(|duplicate| {
        let [_, again] = places(&duplicate.again);
        let [_, first] = places(&duplicate.first);
        Diagnostic::new(kinds::codes::DUPLICATE, again, format!("`{}` is given twice", duplicate.words))
            .also(first, "first")
            .help("keep one of the two")
    }));
    if let Some(patterns) = ignored {
        findings.extend(left_to_others(entry, document, patterns, &rows));
    }
    findings
}

/// A property that the manifest leaves to others cannot be set here.
fn left_to_others(entry: &Entry, document: &Document, patterns: &Ignored, rows: &Rows) -> Vec<Diagnostic> {
    let finding = |row: &crate::table::Row| {
        let message = format!(
            "`{}` of `{}` is left to others by the manifest",
            row.table.words_for(&row.key),
            entry.resource.name()
        );
        let place = document.at(row.pointer.clone().unwrap_or_default());
        Diagnostic::new(kinds::codes::CONFLICT, place, message)
            .help("take it out, or take its pattern out of `ignore_properties`")
    };
    rows.iter().filter(|row| patterns.contains(row)).map(finding).collect()
}
