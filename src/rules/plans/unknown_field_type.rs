//! V25: fields of a manifest whose type is not documented.

use super::catalog_plans::{has, manifests};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, counted, list, near};
use crate::kinds::{FieldType, InstallationPackage, ManifestField, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, Sight};
use std::collections::HashMap;

const CODE: Code = Code::error(
    "V25",
    "unknown-field-type",
    "not documented",
    "A field of a manifest has a type that the documentation of the platform does not have.",
    include_str!("../codes/V25.md"),
)
.warning();

/// Finds fields of types that nobody knows.
pub struct UnknownFieldTypes;

impl Rule for UnknownFieldTypes {
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

fn of_manifest(package: Described<'_, InstallationPackage>, manifest: &PackageManifest) -> Vec<Diagnostic> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<(&str, &ManifestField, usize)> = Vec::new();
    for field in &manifest.fields {
        let FieldType::Other(word) = &field.of else { continue };
        match known.get(word.as_str()) {
            Some(at) => all[*at].2 += 1,
            None => {
                known.insert(word, all.len());
                all.push((word, field, 1));
            }
        }
    }
    all.into_iter().map(|(word, field, count)| told(package, word, field, count)).collect()
}

fn told(
    package: Described<'_, InstallationPackage>,
    word: &str,
    field: &ManifestField,
    count: usize,
) -> Diagnostic {
    let whose = match (&field.name, count) {
        (Some(name), 1) => format!("of the field `{name}`"),
        (None, 1) => "of a field".to_owned(),
        (_, count) => format!("of {}", counted(count, "field")),
    };
    let message = format!(
        "the type `{word}` {whose} of the package `{}` is not one that the platform documents",
        package.it.name
    );
    let finding = Diagnostic::new(CODE, field.place.child("type"), message);
    let close = near(word, FieldType::words());
    finding.help(match close.is_empty() {
        true => "values of such fields are taken as they are".to_owned(),
        false => {
            format!("did you mean {}? values of unknown types are taken as they are", list(&close, "or"))
        }
    })
}
