//! B23: a package has its own detail, but imports a detail that replaces it.

use super::package_details::{DetailVariant, Details, PackageWithDetails};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::OwnOrImported;
use crate::rules::{Rule, RuleContext};

// A warning, because it is clear what customers get: the imported detail.
const CODE: Code = Code::error(
    "B23",
    "overwritten-detail",
    "replaced",
    "A detail of a package is replaced by one that the package imports.",
    include_str!("../codes/B23.md"),
)
.warning();

/// Reports details of a package that an imported detail replaces.
pub struct Overwritten;

impl Rule for Overwritten {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_packages(|holder| of_package(holder, details))
    }
}

fn of_package(holder: &PackageWithDetails<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    let replaced = details.imports(holder).map(|imports| imports.replaced()).unwrap_or_default();
    let finding = |(own, by): &(OwnOrImported<'_>, OwnOrImported<'_>)| {
        let [own, other] = [own, by].map(|taken| DetailVariant::taken(holder, taken));
        let message = format!("{} is replaced by the one imported from `{}`", own.words(), other.package);
        Diagnostic::new(CODE, own.head(), message)
            .also(other.head(), "used instead")
            .also(holder.at("import_details").child("replace_existing"), "replaced because of this")
            // Removing the detail changes nothing, because the imported one is already in effect.
            .help("delete the detail here, or remove `replace_existing` to keep it")
    };
    replaced.iter().map(finding).collect()
}
