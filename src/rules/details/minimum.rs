//! B12: a minimum period that is longer than every period of the package.

use super::package_details::{Details, Holder, Way};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Taken;
use crate::model::Period;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "B12",
    "minimum-period",
    "longer than every period",
    "A detail can be ordered only for a longer period than the package has.",
    include_str!("../codes/B12.md"),
)
.warning();

/// Finds minimum periods that are longer than every period of the package.
pub struct Minimum;

impl Rule for Minimum {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let details = &*sight.details;
        details.of_packages(|holder| of_package(holder, details))
    }
}

fn of_package(holder: &Holder<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    let Some(imports) = details.imports(holder) else { return Vec::new() };
    let finding = |taken: &Taken<'_>| {
        // What holds of the package that it comes from as well is a finding there.
        let told = details.between(&imports, taken.from);
        let ways = Way::taken(holder, taken).ways().collect::<Vec<_>>();
        let too_long = |way: &Way<'_>| {
            let minimum = way.terms.minimum_period.filter(|_| way.is_on_order())?;
            let is_new = !told.iter().any(|other| is_too_long(minimum, other));
            (is_too_long(minimum, holder) && is_new)
                .then(|| told_of(way, minimum, holder, taken.from.is_some()))
        };
        ways.iter().filter_map(too_long).collect::<Vec<_>>()
    };
    imports.details().iter().flat_map(finding).collect()
}

fn is_too_long(minimum: Period, holder: &Holder<'_>) -> bool {
    let periods = &holder.part.periods;
    !periods.is_empty() && periods.iter().all(|period| period.every.months() < minimum.months())
}

fn told_of(way: &Way<'_>, minimum: Period, holder: &Holder<'_>, is_imported: bool) -> Diagnostic {
    let (words, name) = (way.words(), holder.name);
    let message =
        format!("{words} is ordered for `{minimum}` at least, and no period of `{name}` is as long");
    let [own, periods] = [way.at("minimum_period"), holder.at("periods")];
    let finding = match is_imported {
        false => Diagnostic::new(CODE, own, message).also(periods, "its periods"),
        true => Diagnostic::new(CODE, holder.import_place(), message)
            .labelled("imported from here")
            .also(own, "the minimum")
            .also(periods, "the periods of the package"),
    };
    finding.help("nobody can order it: shorten `minimum_period`, or let the package have a longer period")
}
