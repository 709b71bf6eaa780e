//! B12: the minimum period of a detail is longer than every renewal period of its package.

use super::package_details::{DetailVariant, Details, PackageWithDetails};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::OwnOrImported;
use crate::model::Period;
use crate::rules::{Rule, RuleContext};

// A warning, because everything else in the package can be ordered; the detail just earns nothing.
const CODE: Code = Code::error(
    "B12",
    "minimum-period",
    "longer than every period",
    "The minimum period of a detail is longer than every renewal period of its package.",
    include_str!("../codes/B12.md"),
)
.warning();

/// Reports minimum periods that are longer than every renewal period of the package.
pub struct Minimum;

impl Rule for Minimum {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_packages(|holder| of_package(holder, details))
    }
}

fn of_package(holder: &PackageWithDetails<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    // If imports form a cycle, it is not known what the package has; the cycle itself is reported.
    let Some(imports) = details.imports(holder) else { return Vec::new() };
    let finding = |taken: &OwnOrImported<'_>| {
        // A detail that is also unorderable in a package it is imported through is reported there.
        let sources = details.between(&imports, taken.from);
        let variants = DetailVariant::taken(holder, taken).variants().collect::<Vec<_>>();
        let too_long = |variant: &DetailVariant<'_>| {
            let minimum = variant.terms.minimum_period.filter(|_| variant.is_on_order())?;
            let is_new = !sources.iter().any(|other| is_too_long(minimum, other));
            (is_too_long(minimum, holder) && is_new)
                .then(|| too_long_period(variant, minimum, holder, taken.from.is_some()))
        };
        variants.iter().filter_map(too_long).collect::<Vec<_>>()
    };
    imports.details().iter().flat_map(finding).collect()
}

fn is_too_long(minimum: Period, holder: &PackageWithDetails<'_>) -> bool {
    let periods = &holder.part.periods;
    // A package that is paid for once has no periods to compare with.
    // In months, so that 12 months reach a minimum of 1 year.
    !periods.is_empty() && periods.iter().all(|period| period.every.months() < minimum.months())
}

fn too_long_period(
    variant: &DetailVariant<'_>,
    minimum: Period,
    holder: &PackageWithDetails<'_>,
    is_imported: bool,
) -> Diagnostic {
    let (words, name) = (variant.words(), holder.name);
    let message = format!(
        "{words} can only be ordered for `{minimum}` or longer, but `{name}` has no period that long"
    );
    let [own, periods] = [variant.at("minimum_period"), holder.at("periods")];
    let finding = match is_imported {
        false => Diagnostic::new(CODE, own, message).also(periods, "its periods"),
        true => Diagnostic::new(CODE, holder.import_place(), message)
            .labelled("imported from here")
            .also(own, "the minimum")
            .also(periods, "the periods of the package"),
    };
    finding.help("no one can order it: shorten `minimum_period`, or give the package a longer period")
}
