//! A22: an exclusive group contains only one extra service.

use super::exclusive::groups;
use crate::diagnostic::{Code, Diagnostic, Place, list, near};
use crate::kinds::ExtraService;
use crate::offer::TypedArticle;
use crate::rules::names::near_exclusive_group;
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because the service can be ordered all the same; the group just excludes nothing.
const CODE: Code = Code::error(
    "A22",
    "lone-exclusive-group",
    "only service in its group",
    "An exclusive group contains only one extra service.",
    include_str!("../codes/A22.md"),
)
.warning();

/// Reports exclusive groups with a single extra service.
pub struct LoneExclusiveGroup;

impl Rule for LoneExclusiveGroup {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        // Services that exist only in the database may be in the same group.
        if context.visible_services().may_have_other_services() {
            return Vec::new();
        }
        let groups = groups(&context.offer);
        let is_reported = |services: &[&TypedArticle<'_, ExtraService>]| {
            services.len() == 1 && !context.is_allowed(CODE, place(services[0]))
        };
        let lone: Vec<_> = groups.iter().filter(|(_, services)| is_reported(services)).collect();
        // A misspelled group is reported as X23.
        let slips = if lone.is_empty() { HashSet::new() } else { near_exclusive_group::reported(context) };
        let lone = lone.into_iter().filter(|(name, _)| !slips.contains(*name));
        lone.map(|(name, services)| finding(name, services[0], groups.keys().copied())).collect()
    }
}

fn place(service: &TypedArticle<'_, ExtraService>) -> Place {
    service.article.entry.document.root().child("exclusive_group")
}

fn finding<'a>(
    name: &str,
    service: &TypedArticle<'_, ExtraService>,
    all: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let number = service.article.number();
    let message =
        format!("`{number}` is the only service in the exclusive group `{name}`, so it excludes nothing");
    // A similar name of another group suggests a typo.
    let close = near(name, all.filter(|other| *other != name));
    let help = match close.as_slice() {
        [] => "add the group to the services that exclude one another, or remove it".to_owned(),
        close => format!("did you mean {}? Otherwise, remove it", list(close, "or")),
    };
    Diagnostic::new(CODE, place(service), message).help(help)
}
