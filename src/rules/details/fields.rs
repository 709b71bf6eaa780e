//! B02: a detail has a field that its value type does not allow, or lacks a field that its value type needs.

use super::package_details::{Described, DetailVariant, Details};
use super::prices::has_any;
use crate::diagnostic::{Code, Diagnostic, Place, one_of};
use crate::kinds::{DetailType, ValueType};
use crate::model::{Included, Limit, ShortName};
use crate::rules::{Rule, RuleContext};

// An error, because the billing system ignores a field that does not fit: customers get something else than stated.
const CODE: Code = Code::error(
    "B02",
    "unfit-field",
    "does not fit",
    "A field does not fit the value type of a detail, or a field that the value type needs is missing.",
    include_str!("../codes/B02.md"),
);

/// Reports fields that the value type does not allow, and missing fields that it needs.
pub struct Fields;

impl Rule for Fields {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        let mut findings: Vec<Diagnostic> = details.types.values().flat_map(of_type).collect();
        findings.extend(
            details.of_packages(|holder| holder.own().flat_map(|variant| of_compound(&variant)).collect()),
        );
        // Compound details are checked above: this visits their choices.
        findings.extend(details.of_variants(|variant| of_variant(variant, details)));
        findings
    }
}

/// The name of a field, and whether the value type allows the field.
type Given = (&'static str, bool);

/// If the value type of a detail type has no number, reports the fields that have an effect only for numbers. Otherwise
/// checks the larger units.
fn of_type(known: &Described<'_, DetailType>) -> Vec<Diagnostic> {
    let (it, value) = (known.it, known.root.child("value"));
    let number_fields = [
        ("unit", it.unit.is_some()),
        ("larger_units", !it.larger_units.is_empty()),
        ("limit", it.limit.is_some()),
    ];
    // A type with a number can have all of these fields, so only its units are left to check.
    if it.value.has_number() {
        return larger_units(known);
    }
    let finding = |(field, _): &(&str, bool)| {
        let message =
            format!("`{field}` of the detail type `{}` has no effect: its value type has no number", it.name);
        Diagnostic::new(CODE, known.root.child(field).key(), message)
            .also(value, is_a(it.value))
            .help(format!("remove `{field}`, or change `value` to a type with a number"))
    };
    number_fields.iter().filter(|(_, is_given)| *is_given).map(finding).collect()
}

fn larger_units(known: &Described<'_, DetailType>) -> Vec<Diagnostic> {
    let units = known.it.larger_units.iter();
    units.filter_map(|(unit, factor)| larger_unit(known, unit, factor.count())).collect()
}

/// Reports a larger unit that has the same name as the unit of the detail type, or is not larger than that unit.
fn larger_unit(known: &Described<'_, DetailType>, unit: &ShortName, factor: u32) -> Option<Diagnostic> {
    let (name, base) = (&known.it.name, known.it.unit.as_ref());
    let place = known.root.child("larger_units").child(unit);
    if base == Some(unit) {
        let message = format!("`{unit}` is the unit of `{name}` and cannot also be one of its larger units");
        let finding = Diagnostic::new(CODE, place.key(), message).also(known.root.child("unit"), "the unit");
        return Some(finding.help("remove it, or give it a different name"));
    }
    if factor > 1 {
        return None;
    }
    let base = base.map_or("unit".to_owned(), |base| format!("`{base}`"));
    let message = format!("one `{unit}` of `{name}` is {factor} {base}, so it is not a larger unit");
    let finding = Diagnostic::new(CODE, place, message);
    Some(finding.help("write how many of the smaller unit it contains, at least 2"))
}

/// Reports terms of a compound detail that belong in its choices, and choices of a detail that is not compound.
fn of_compound(variant: &DetailVariant<'_>) -> Vec<Diagnostic> {
    match variant.is_compound() {
        true => terms_given(variant).into_iter().map(|field| misplaced_term(variant, field)).collect(),
        false if variant.detail.choices.is_empty() => Vec::new(),
        false => vec![choices_without_compound(variant)],
    }
}

fn misplaced_term(variant: &DetailVariant<'_>, field: &str) -> Diagnostic {
    let message = format!(
        "`{field}` of {} has no effect: a compound detail is sold on the terms of its choices",
        variant.words()
    );
    Diagnostic::new(CODE, variant.at(field).key(), message)
        .also(variant.at("billing"), "compound")
        .help(format!("move `{field}` to the choices that it applies to"))
}

fn choices_without_compound(variant: &DetailVariant<'_>) -> Diagnostic {
    let message = format!("{} has choices but is not `billing: compound`", variant.words());
    Diagnostic::new(CODE, variant.at("choices").key(), message)
        .also(variant.at("billing"), "how it is billed")
        .help("write `billing: compound`, or remove `choices`")
}

/// Returns the names of the terms that are given. Terms that every detail has are left out, and so are the terms for
/// statistics, which B04 checks.
fn terms_given(variant: &DetailVariant<'_>) -> Vec<&'static str> {
    let terms = &variant.terms;
    let given = [
        ("included", terms.included.is_some()),
        ("step", terms.step.is_some()),
        ("maximum", terms.maximum.is_some()),
        ("unit", terms.unit.is_some()),
        ("enumeration", terms.enumeration.is_some()),
        ("included_value", terms.included_value.is_some()),
        ("value_prices", !terms.value_prices.is_empty()),
        ("prices", has_any(terms.prices)),
        ("unlimited_prices", has_any(terms.unlimited_prices)),
        ("setup_fee", !terms.setup_fee.is_empty()),
        // True by default, so only `false` has been written by someone.
        ("multiply_setup_fee", !*terms.multiply_setup_fee),
        ("minimum_period", terms.minimum_period.is_some()),
        ("post_paid", terms.post_paid),
        ("manual_processing", terms.manual_processing),
        ("send_instruction", terms.send_instruction),
        ("skip_trial", terms.skip_trial),
        ("alternative_calculation", terms.alternative_calculation),
        ("random_name", terms.random_name),
    ];
    given.into_iter().filter(|(_, is_given)| *is_given).map(|(field, _)| field).collect()
}

/// Checks the fields of a detail or choice against its value type.
fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    // An unknown detail type is an unresolved reference, and nothing is known about its fields.
    let Some(known) = details.type_of(variant.detail) else { return Vec::new() };
    let (value, place) = (known.it.value, known.root.child("value"));
    let unfit = unfit(variant, value).into_iter().map(|field| {
        let message = format!("{} cannot have `{field}`", variant.words());
        let finding = Diagnostic::new(CODE, variant.at(field).key(), message).also(place, is_a(value));
        finding.help(format!("remove `{field}`: {}", fields(value)))
    });
    unfit
        .chain(included(variant, value, place))
        .chain(missing(variant, value, place))
        .chain(unit(variant, known))
        .collect()
}

/// Returns the names of the given fields that the value type does not allow.
fn unfit(variant: &DetailVariant<'_>, value: ValueType) -> Vec<&'static str> {
    let terms = &variant.terms;
    let (number, list) = (value.has_number(), value.has_enumeration());
    let given: [(Given, bool); 8] = [
        // A value of an enumeration is included by `included_value` instead.
        (("included", number || !list), terms.included.is_some()),
        (("step", number), terms.step.is_some()),
        (("maximum", number), terms.maximum.is_some()),
        (("unit", number), terms.unit.is_some()),
        (("unlimited_prices", number), has_any(terms.unlimited_prices)),
        (("enumeration", list), terms.enumeration.is_some()),
        (("included_value", list), terms.included_value.is_some()),
        (("value_prices", list), !terms.value_prices.is_empty()),
    ];
    let is_unfit =
        |((field, fits), is_given): ((&'static str, bool), bool)| (is_given && !fits).then_some(field);
    given.into_iter().filter_map(is_unfit).collect()
}

/// Reports an `included` that is an amount although the value is a boolean, or a boolean although the value has a
/// number.
fn included(variant: &DetailVariant<'_>, value: ValueType, place: Place) -> Option<Diagnostic> {
    let (given, help) = match (variant.terms.included?, value) {
        (Included::Amount(_), ValueType::Boolean) => ("an amount", "write `true` or `false`"),
        (Included::Flag(_), value) if value.has_number() => {
            ("a boolean", "write a whole number, or `unlimited`")
        }
        // An enumeration without a number cannot have `included` at all, which is reported as unfit.
        _ => return None,
    };
    let message =
        format!("`included` of {} is {given}, but its value type is `{}`", variant.words(), value.as_str());
    Some(Diagnostic::new(CODE, variant.at("included"), message).also(place, is_a(value)).help(help))
}

/// Reports a missing `enumeration` or `included_value`, if the value type needs it.
fn missing(variant: &DetailVariant<'_>, value: ValueType, place: Place) -> Option<Diagnostic> {
    let terms = &variant.terms;
    if !value.has_enumeration() {
        return None;
    }
    if terms.enumeration.is_none() {
        let message = format!("{} has no `enumeration` for customers to choose from", variant.words());
        let finding = Diagnostic::new(CODE, variant.head(), message).labelled("no values to choose from");
        return Some(
            finding.also(place, is_a(value)).help("add `enumeration` with the name of an enumeration"),
        );
    }
    // An amount of 0 belongs to no value, so no value has to be named.
    let counts = value.has_number() && terms.included_amount() > Limit::Of(0);
    let message = || format!("{} includes an amount but has no `included_value`", variant.words());
    let finding = || Diagnostic::new(CODE, variant.at("included"), message()).also(place, is_a(value));
    (counts && terms.included_value.is_none()).then(|| {
        finding()
            .help("add `included_value` to name the value that the amount belongs to, or remove `included`")
    })
}

/// Reports a unit that the detail type does not define.
fn unit(variant: &DetailVariant<'_>, known: &Described<'_, DetailType>) -> Option<Diagnostic> {
    let (unit, it) = (variant.terms.unit?.as_str(), known.it);
    // A unit on a value without a number is reported as unfit.
    if !it.value.has_number() || it.factor(Some(unit)).is_some() {
        return None;
    }
    let units = || it.unit.iter().chain(it.larger_units.keys()).map(|unit| unit.as_str());
    let (field, label) = if it.unit.is_some() { ("unit", "its unit") } else { ("name", "has no unit") };
    let message = format!("`{unit}` is not a unit of the detail type `{}`", it.name);
    // Added even to a suggestion, because the unit may be meant as it is written.
    let add = format!("to count in `{unit}`, add it to the type's `larger_units`");
    let help = one_of(unit, units().collect::<Vec<_>>()).map_or(add.clone(), |near| format!("{near}\n{add}"));
    let finding = Diagnostic::new(CODE, variant.at("unit"), message).also(known.root.child(field), label);
    Some(match it.unit {
        Some(_) => finding.help(help),
        None => finding.help(format!("remove `unit`, or write `unit: {unit}` in the detail type")),
    })
}

/// Returns the label for the place that sets the value type.
fn is_a(value: ValueType) -> String {
    format!("the value type is `{}`", value.as_str())
}

/// Returns a help text that lists the fields that the value type allows.
fn fields(value: ValueType) -> &'static str {
    match value {
        ValueType::Boolean => "a boolean has the field `included`, which is `true` or `false`",
        ValueType::Integer => "an integer has the fields `included`, `step`, `maximum` and `unit`",
        ValueType::Enumeration => {
            "an enumeration has the fields `enumeration`, `included_value` and `value_prices`"
        }
        ValueType::EnumerationWithNumber => {
            "an enumeration with a number has the fields of an enumeration and of an integer"
        }
    }
}
