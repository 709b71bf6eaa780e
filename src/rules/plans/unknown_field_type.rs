//! V25: a field of a manifest has a type that the platform's documentation does not mention.

use super::catalog_plans::{has, manifests};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, counted, list, near};
use crate::kinds::{FieldType, InstallationPackage, ManifestField, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// A warning, because the platform may support the type without documenting it (domain.md §3).
const CODE: Code = Code::error(
    "V25",
    "unknown-field-type",
    "not documented",
    "A field of a manifest has a type that the platform's documentation does not mention.",
    include_str!("../codes/V25.md"),
)
.warning();

/// Reports fields of types that the platform's documentation does not mention.
pub struct UnknownFieldTypes;

impl Rule for UnknownFieldTypes {
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

fn of_manifest(package: Described<'_, InstallationPackage>, manifest: &PackageManifest) -> Vec<Diagnostic> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<(&str, &ManifestField, usize)> = Vec::new();
    for field in &manifest.fields {
        let FieldType::Other(word) = &field.of else { continue };
        match known.get(word.as_str()) {
            // Each unknown type is reported once, with the number of fields that have it.
            Some(at) => all[*at].2 += 1,
            None => {
                known.insert(word, all.len());
                all.push((word, field, 1));
            }
        }
    }
    all.into_iter().map(|(word, field, count)| finding_for(package, word, field, count)).collect()
}

fn finding_for(
    package: Described<'_, InstallationPackage>,
    word: &str,
    field: &ManifestField,
    count: usize,
) -> Diagnostic {
    let owner = match (&field.name, count) {
        (Some(name), 1) => format!("of the field `{name}`"),
        (None, 1) => "of a field".to_owned(),
        (_, count) => format!("of {}", counted(count, "field")),
    };
    let message = format!(
        "the type `{word}` {owner} of the package `{}` is not documented by the platform",
        package.it.name
    );
    let finding = Diagnostic::new(CODE, field.place.child("type"), message);
    // Some real manifests use undocumented types, so a typo is only a guess.
    let close = near(word, FieldType::words());
    finding.help(match close.is_empty() {
        true => "Wares does not check values of such fields".to_owned(),
        false => {
            format!("did you mean {}? Wares does not check values of unknown types", list(&close, "or"))
        }
    })
}
