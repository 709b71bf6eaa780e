//! B09: compound details without a choice.

use super::package_details::Way;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Billing;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "B09",
    "compound-choices",
    "no choice",
    "A compound detail has fewer than two choices, or one that is compound itself.",
    include_str!("../codes/B09.md"),
);

/// Finds compound details without a choice.
pub struct Compound;

impl Rule for Compound {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let details = &*sight.details;
        let mut findings = details.of_ways(|way| nested(way).into_iter().collect());
        findings.extend(details.of_packages(|holder| holder.own().filter_map(|way| too_few(&way)).collect()));
        findings
    }
}

fn too_few(way: &Way<'_>) -> Option<Diagnostic> {
    let choices = &way.detail.choices;
    if !way.is_compound() || choices.len() > 1 {
        return None;
    }
    let (place, has, help) = match choices.len() {
        0 => (way.at("billing"), "no choices", "add two `choices` or more, or write how it is billed"),
        _ => (
            way.at("choices").key(),
            "only one choice",
            "add another, or write the terms of this one on the detail itself",
        ),
    };
    Some(Diagnostic::new(CODE, place, format!("{} is compound and has {has}", way.words())).help(help))
}

fn nested(way: &Way<'_>) -> Option<Diagnostic> {
    way.choice.filter(|choice| choice.billing == Billing::Compound)?;
    let message = format!("{} is compound itself", way.words());
    let finding = Diagnostic::new(CODE, way.at("billing"), message).labelled("a choice within a choice");
    Some(finding.help("write how the choice is billed: `none`, `ordered` or `statistics`"))
}
