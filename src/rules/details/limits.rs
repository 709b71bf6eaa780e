//! B10: two details of a package raise the same limit.

use super::package_details::{DetailVariant, Details, PackageWithDetails};
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

const CODE: Code = Code::error(
    "B10",
    "limit-raised-twice",
    "raises the same limit",
    "Two details of a package raise the same limit.",
    include_str!("../codes/B10.md"),
)
.warning();

/// Reports packages in which two details raise the same limit.
pub struct Limits;

impl Rule for Limits {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_packages(|holder| of_package(holder, details))
    }
}

/// Reports details of the package that raise the same limit as another detail. If both details are imported, they are
/// reported in the package from which they are imported.
fn of_package(holder: &PackageWithDetails<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    // What an import replaces is not in effect, so it cannot raise a limit.
    let taken = details.imports(holder).map(|imports| imports.details()).unwrap_or_default();
    let (imported, direct): (Vec<_>, Vec<_>) = taken.iter().partition(|taken| taken.from.is_some());
    let limit = |variant: &DetailVariant<'_>| {
        details.type_of(variant.detail)?.it.limit.as_ref().map(|limit| limit.name())
    };
    // Each of the package's own details is compared with the imported ones and with those before it.
    let mut earlier: Vec<DetailVariant<'_>> =
        imported.iter().map(|taken| DetailVariant::taken(holder, taken)).collect();
    let mut findings = Vec::new();
    for variant in direct.iter().map(|taken| DetailVariant::taken(holder, taken)) {
        // Details without a limit cannot raise the same one.
        let is_same = |other: &&DetailVariant<'_>| {
            limit(&variant).is_some()
                && limit(other) == limit(&variant)
                // Two details of the same type are duplicates, which is a different mistake.
                && other.detail.detail_type != variant.detail.detail_type
        };
        if let (Some(other), Some(limit)) = (earlier.iter().find(is_same), limit(&variant)) {
            findings.push(twice(holder, &variant, other, limit));
        }
        earlier.push(variant);
    }
    findings
}

fn twice(
    holder: &PackageWithDetails<'_>,
    variant: &DetailVariant<'_>,
    other: &DetailVariant<'_>,
    limit: &str,
) -> Diagnostic {
    let [one, two] = [other, variant].map(|variant| &variant.detail.detail_type);
    let message =
        format!("the details `{one}` and `{two}` of `{}` both raise the limit `{limit}`", holder.name);
    Diagnostic::new(CODE, variant.head(), message)
        .also(other.head(), "raises it too")
        .help("keep one of them, or make them choices of one compound detail")
}
