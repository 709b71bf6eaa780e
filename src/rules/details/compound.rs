//! B09: a compound detail has fewer than two choices, or a choice that is itself compound.

use super::package_details::DetailVariant;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Billing;
use crate::rules::{Rule, RuleContext};

// An error, because without a choice the order has no price for the detail.
const CODE: Code = Code::error(
    "B09",
    "compound-choices",
    "not a choice",
    "A compound detail has fewer than two choices, or a choice that is itself compound.",
    include_str!("../codes/B09.md"),
);

/// Reports compound details with fewer than two choices, and choices that are compound themselves.
pub struct Compound;

impl Rule for Compound {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        let mut findings = details.of_variants(|variant| nested(variant).into_iter().collect());
        // `of_variants` visits the choices of a compound detail and not the detail itself, so the latter is checked
        // here.
        findings.extend(
            details.of_packages(|holder| holder.own().filter_map(|variant| too_few(&variant)).collect()),
        );
        findings
    }
}

fn too_few(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    let choices = &variant.detail.choices;
    // A detail that is not compound but has choices is reported as B02.
    if !variant.is_compound() || choices.len() > 1 {
        return None;
    }
    let (place, has, help) = match choices.len() {
        0 => (
            variant.at("billing"),
            "no choices",
            "add at least two `choices`, or replace `compound` with `none`, `ordered` or `statistics`",
        ),
        _ => (
            variant.at("choices").key(),
            "only one choice",
            "add a second choice, or write the terms of this one directly in the detail",
        ),
    };
    Some(Diagnostic::new(CODE, place, format!("{} is compound but has {has}", variant.words())).help(help))
}

fn nested(variant: &DetailVariant<'_>) -> Option<Diagnostic> {
    // Only a choice can be nested: the detail itself is where the choices begin.
    variant.choice.filter(|choice| choice.billing == Billing::Compound)?;
    let message = format!("{} is itself compound", variant.words());
    let finding = Diagnostic::new(CODE, variant.at("billing"), message).labelled("a choice within a choice");
    Some(finding.help("write how the choice is billed: `none`, `ordered` or `statistics`"))
}
