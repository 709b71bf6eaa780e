//! A22: an exclusive group of one extra service.

use super::exclusive::groups;
use crate::diagnostic::{Code, Diagnostic, Place, list, near};
use crate::kinds::ExtraService;
use crate::offer::Sells;
use crate::rules::names::near_exclusive_group;
use crate::rules::{Rule, Sight};
use std::collections::HashSet;

const CODE: Code = Code::error(
    "A22",
    "lone-exclusive-group",
    "no other service has it",
    "An exclusive group has one extra service alone.",
    include_str!("../codes/A22.md"),
)
.warning();

/// Finds exclusive groups of one.
pub struct LoneExclusiveGroup;

impl Rule for LoneExclusiveGroup {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        // Others may be in the database alone.
        if sight.reach().may_have_other_services() {
            return Vec::new();
        }
        let groups = groups(&sight.offer);
        let is_told = |services: &[&Sells<'_, ExtraService>]| {
            services.len() == 1 && !sight.is_allowed(CODE, place(services[0]))
        };
        let lone: Vec<_> = groups.iter().filter(|(_, services)| is_told(services)).collect();
        let slips = if lone.is_empty() { HashSet::new() } else { near_exclusive_group::told(sight) };
        let lone = lone.into_iter().filter(|(name, _)| !slips.contains(*name));
        lone.map(|(name, services)| finding(name, services[0], groups.keys().copied())).collect()
    }
}

fn place(service: &Sells<'_, ExtraService>) -> Place {
    service.article.entry.document.root().child("exclusive_group")
}

fn finding<'a>(
    name: &str,
    service: &Sells<'_, ExtraService>,
    all: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let number = service.article.number();
    let message =
        format!("`{number}` is the only service of the exclusive group `{name}`: it excludes nothing");
    let close = near(name, all.filter(|other| *other != name));
    let help = match close.as_slice() {
        [] => "give it to the services that exclude each other, or take it out".to_owned(),
        close => format!("did you mean {}? Otherwise take it out", list(close, "or")),
    };
    Diagnostic::new(CODE, place(service), message).help(help)
}
