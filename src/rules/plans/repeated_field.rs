//! V24: fields of a manifest that share a name.

use super::catalog_plans::{has, manifests};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{InstallationPackage, ManifestField, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, Sight};
use std::collections::{HashMap, HashSet};

const CODE: Code = Code::error(
    "V24",
    "repeated-field",
    "again",
    "A manifest has several fields of one name.",
    include_str!("../codes/V24.md"),
);

/// Finds fields that share a name.
pub struct RepeatedFields;

impl Rule for RepeatedFields {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<InstallationPackage>(catalog)
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let all = manifests(&sight.plans).into_iter();
        all.flat_map(|(package, manifest)| of_manifest(package, manifest)).collect()
    }
}

/// The fields of a name.
struct Alike<'a> {
    first: &'a ManifestField,
    /// The field under whose values all of them are shown, where they are.
    shown_by: Option<&'a str>,
    values: HashSet<&'a str>,
    /// The first that is there at the same time as another one, and how many such there are.
    again: Option<(&'a ManifestField, usize)>,
}

fn of_manifest(package: Described<'_, InstallationPackage>, manifest: &PackageManifest) -> Vec<Diagnostic> {
    // Each group of settings is a form of its own.
    let mut known: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    let mut all: Vec<Alike<'_>> = Vec::new();
    for field in manifest.inputs() {
        let Some(name) = field.name.as_deref() else { continue };
        let key = (field.group.as_deref(), name);
        match known.get(&key) {
            Some(at) => all[*at].add(field),
            None => {
                known.insert(key, all.len());
                all.push(Alike::of(field));
            }
        }
    }
    all.iter().filter_map(|alike| alike.told(package)).collect()
}

impl<'a> Alike<'a> {
    fn of(first: &'a ManifestField) -> Self {
        let condition = first.shown_if.as_ref();
        Self {
            first,
            shown_by: condition.map(|condition| condition.field.as_str()),
            values: condition.map(|condition| condition.value.as_str()).into_iter().collect(),
            again: None,
        }
    }

    fn add(&mut self, field: &'a ManifestField) {
        let condition = field.shown_if.as_ref();
        let is_apart = condition.is_some_and(|condition| {
            self.shown_by == Some(condition.field.as_str()) && self.values.insert(condition.value.as_str())
        });
        if !is_apart {
            self.again = Some(self.again.map_or((field, 1), |(first, count)| (first, count + 1)));
        }
    }

    fn told(&self, package: Described<'_, InstallationPackage>) -> Option<Diagnostic> {
        let (again, count) = self.again?;
        let name = self.first.name.as_deref()?;
        let (count, package) = (count + 1, &package.it.name);
        let message = format!("the manifest of the package `{package}` has {count} fields `{name}`");
        let finding = Diagnostic::new(CODE, again.place.child("name"), message);
        let finding = finding.also(self.first.place.child("name"), "the first one");
        Some(finding.help("the platform keeps one value for a name: give each field a name of its own"))
    }
}
