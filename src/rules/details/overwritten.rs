//! B23: details that an import replaces.

use super::package_details::{Details, Holder, Way};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Taken;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "B23",
    "overwritten-detail",
    "replaced",
    "A package's own detail is replaced by one that it imports.",
    include_str!("../codes/B23.md"),
)
.warning();

/// Finds details that an import replaces.
pub struct Overwritten;

impl Rule for Overwritten {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let details = &*sight.details;
        details.of_packages(|holder| of_package(holder, details))
    }
}

fn of_package(holder: &Holder<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    let replaced = details.imports(holder).map(|imports| imports.replaced()).unwrap_or_default();
    let finding = |(own, by): &(Taken<'_>, Taken<'_>)| {
        let [own, other] = [own, by].map(|taken| Way::taken(holder, taken));
        let message = format!("{} is replaced by that of `{}`", own.words(), other.package);
        Diagnostic::new(CODE, own.head(), message)
            .also(other.head(), "holds in its place")
            .also(holder.at("import_details").child("replace_existing"), "as is said here")
            .help("delete the detail here, or take `replace_existing` out to keep it")
    };
    replaced.iter().map(finding).collect()
}
