//! B03: a detail names a value that its enumeration does not have, or an enumeration has no values.

use super::package_details::{Described, DetailVariant, Details};
use crate::diagnostic::{Code, Diagnostic, Place, one_of};
use crate::kinds::Enumeration;
use crate::rules::{Rule, RuleContext};

// An error, because an included value that does not exist means that customers get none.
const CODE: Code = Code::error(
    "B03",
    "enumeration-value",
    "no such value",
    "A detail names a value that its enumeration does not have, or an enumeration has no values.",
    include_str!("../codes/B03.md"),
);

/// Reports unknown and disabled values, and enumerations without values.
pub struct Values;

impl Rule for Values {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        let mut findings: Vec<Diagnostic> = details.enumerations.values().filter_map(empty).collect();
        findings.extend(details.of_variants(|variant| of_variant(variant, details)));
        findings
    }
}

fn empty(known: &Described<'_, Enumeration>) -> Option<Diagnostic> {
    if !known.it.values.is_empty() {
        return None;
    }
    let message = format!("the enumeration `{}` has no values", known.it.name);
    let finding = Diagnostic::new(CODE, known.root.child("values"), message).labelled("empty");
    Some(finding.help("add the values that customers choose from, or delete the enumeration"))
}

fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    // An enumeration that does not exist is an unresolved reference, and a missing one is reported as B02.
    let Some(known) = details.enumeration_of(&variant.terms) else { return Vec::new() };
    let prices = variant.at("value_prices");
    // The key, not the price: the name of the value is what is wrong.
    let priced = variant.terms.value_prices.keys().map(|name| (name, prices.child(name).key()));
    let included = variant.terms.included_value.map(|name| (name, variant.at("included_value")));
    let unknown = included.into_iter().chain(priced).filter_map(|(name, place)| {
        let is_known = known.it.value(name.as_str()).is_some();
        (!is_known).then(|| unknown(name.as_str(), place, known))
    });
    unknown.chain(disabled(variant, known)).collect()
}

fn unknown(name: &str, place: Place, known: &Described<'_, Enumeration>) -> Diagnostic {
    let values = known.it.values.iter().map(|value| value.name.as_str());
    let message = format!("the enumeration `{}` has no value `{name}`", known.it.name);
    let finding = Diagnostic::new(CODE, place, message).also(known.root.child("values"), "its values");
    match one_of(name, values) {
        Some(near) => finding.help(format!("{near}\nto offer `{name}`, add it to the enumeration")),
        None => finding.help("add the value to the enumeration"),
    }
}

/// Reports an included value that is disabled, so that customers cannot choose it. This is allowed, but probably a
/// mistake.
fn disabled(variant: &DetailVariant<'_>, known: &Described<'_, Enumeration>) -> Option<Diagnostic> {
    let name = variant.terms.included_value?;
    let index = known.it.values.iter().position(|value| value.name == *name)?;
    if *known.it.values[index].enabled {
        return None;
    }
    let message = format!("{} includes `{name}`, which is disabled", variant.words());
    // Only a warning: the package still includes the value, although no one can choose it again.
    let finding = Diagnostic::new(CODE.warning(), variant.at("included_value"), message).labelled("disabled");
    let place = known.root.child("values").child(index).child("enabled");
    Some(
        finding
            .also(place, "disabled here")
            .help("enable the value, or include one that customers can choose"),
    )
}
