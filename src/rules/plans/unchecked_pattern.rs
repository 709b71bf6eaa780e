//! P02: Wares cannot check a regular expression in a manifest.

use super::catalog_plans::{has, manifests};
use super::option_fit::is_filled_later;
use super::pattern::compile;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kinds::{InstallationPackage, PackageManifest};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because the platform itself may well be able to evaluate the expression.
const CODE: Code = Code::error(
    "P02",
    "unchecked-pattern",
    "not checked",
    "A regular expression in a manifest cannot be checked by Wares.",
    include_str!("../codes/P02.md"),
)
.warning();

/// Reports regular expressions that Wares cannot check.
pub struct UncheckedPatterns;

impl Rule for UncheckedPatterns {
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
    let of_fields = manifest.inputs().filter_map(|field| {
        // With a placeholder, the expression is not known before the package is installed.
        let text = field.get("regex")?.as_text().filter(|text| !is_filled_later(text))?;
        let owner = format!("the field `{}`", field.name.as_deref().unwrap_or_default());
        Some((owner, text, field.place.child("regex")))
    });
    let of_regions = manifest.target_regions.as_ref();
    let of_regions = of_regions.map(|(text, place)| ("`targetRegions`".to_owned(), text.as_str(), *place));
    // Once per manifest, however many fields share an expression.
    let mut seen = HashSet::new();
    // The same expression in several fields is reported once.
    let all = of_fields.chain(of_regions).filter(|(_, text, _)| seen.insert(*text));
    all.filter_map(|(owner, text, place)| finding_for(package, &owner, text, place)).collect()
}

fn finding_for(
    package: Described<'_, InstallationPackage>,
    owner: &str,
    text: &str,
    place: Place,
) -> Option<Diagnostic> {
    let reason = compile(text).err()?;
    let message = format!("the regular expression of {owner} cannot be checked: {reason}");
    let finding = Diagnostic::new(CODE, place, message);
    let finding = finding.also(package.at("manifest"), format!("the manifest of `{}`", package.it.name));
    Some(finding.help("Wares does not check values against it: make sure that the platform accepts the values that plans set"))
}
