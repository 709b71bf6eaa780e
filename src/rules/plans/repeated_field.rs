//! V24: a manifest has several fields with the same name in one form.

use super::catalog_plans::{has, manifests};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{InstallationPackage, ManifestField, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::{HashMap, HashSet};

// An error, because the platform stores one value per name, so what customers enter in the other field is lost.
const CODE: Code = Code::error(
    "V24",
    "repeated-field",
    "duplicate name",
    "A manifest has several fields with the same name in one form.",
    include_str!("../codes/V24.md"),
);

/// Reports fields of a form that have the same name and can be shown at the same time.
pub struct RepeatedFields;

impl Rule for RepeatedFields {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<InstallationPackage>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let all = manifests(&context.plans).into_iter();
        all.flat_map(|(package, manifest)| of_manifest(package, manifest)).collect()
    }
}

/// The fields of a form that share a name.
struct Alike<'a> {
    first: &'a ManifestField,
    /// The name of the other field whose value decides whether the first field is shown. `None` means that the first
    /// field is always shown.
    shown_by: Option<&'a str>,
    /// The values of the other field for which the fields are shown. Each value shows only one of them.
    values: HashSet<&'a str>,
    /// The first field that can be shown together with an earlier one, and the number of such fields.
    again: Option<(&'a ManifestField, usize)>,
}

fn of_manifest(package: Described<'_, InstallationPackage>, manifest: &PackageManifest) -> Vec<Diagnostic> {
    // Each group of settings is a separate form.
    let mut known: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    let mut all: Vec<Alike<'_>> = Vec::new();
    // Displays are left out: real manifests repeat their names (domain.md, V24).
    for field in manifest.inputs() {
        // A field without a name stores nothing, so it cannot overwrite another one.
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
    all.iter().filter_map(|alike| alike.finding(package)).collect()
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
        let is_alternative = condition.is_some_and(|condition| {
            // Fields for different values of the same field are never shown together.
            self.shown_by == Some(condition.field.as_str()) && self.values.insert(condition.value.as_str())
        });
        if !is_alternative {
            self.again = Some(self.again.map_or((field, 1), |(first, count)| (first, count + 1)));
        }
    }

    fn finding(&self, package: Described<'_, InstallationPackage>) -> Option<Diagnostic> {
        let (again, count) = self.again?;
        let name = self.first.name.as_deref()?;
        let (count, package) = (count + 1, &package.it.name);
        let message = format!("the manifest of the package `{package}` has {count} fields named `{name}`");
        let finding = Diagnostic::new(CODE, again.place.child("name"), message);
        let finding = finding.also(self.first.place.child("name"), "the first one");
        Some(finding.help("give each field its own name: the platform stores only one value for each name"))
    }
}
