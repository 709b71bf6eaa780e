//! U18: an extra service in an upgrade group has no provisioning service, so a change to another member fails.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::offer::{Article, Ladder, LadderMember};
use crate::rules::repeated_findings::{named, with_places};
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because a catalog may be tested without provisioning.
const CODE: Code = Code::error(
    "U18",
    "service-without-provisioning",
    "no provisioning service",
    "An extra service in an upgrade group has no provisioning service.",
    include_str!("../codes/U18.md"),
)
.warning();

/// Reports extra services in upgrade groups that have no provisioning service.
pub struct ServiceWithoutProvisioning;

impl Rule for ServiceWithoutProvisioning {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let mut seen = HashSet::new();
        // Without different levels there are no moves that could fail.
        let all = context.ladders().iter().filter(|ladder| can_move(ladder)).flat_map(|ladder| &ladder.rungs);
        let unprovisioned: Vec<_> = all
            .filter_map(unprovisioned)
            .filter(|(article, _)| seen.insert(article.number()) && !context.is_allowed(CODE, place(article)))
            .collect();
        // One finding for all of them: a catalog that is not provisioned yet would have one for each service.
        let Some((first, member)) = unprovisioned.first() else { return Vec::new() };
        let numbers: Vec<&str> = unprovisioned.iter().map(|(article, _)| article.number()).collect();
        let verb = if numbers.len() == 1 { "has" } else { "have" };
        let message = format!(
            "{} {verb} no provisioning service, so customers cannot change to another member of the upgrade group",
            named(&numbers, "service")
        );
        let others = unprovisioned.iter().skip(1).map(|(article, _)| (place(article), String::new()));
        let finding =
            Diagnostic::new(CODE, place(first), message).also(*member, "a member of an upgrade group");
        vec![with_places(finding, others).help(
            "set `provisioning_service` to the service that provisions the extra service: provisioning sets \
the ServiceId that a change needs",
        )]
    }
}

fn place(article: &Article<'_>) -> Place {
    article.entry.document.root().child("provisioning_service")
}

fn can_move(ladder: &Ladder<'_>) -> bool {
    ladder.rungs.last().is_some_and(|last| last.step > 0)
}

fn is_unprovisioned(article: &Article<'_>) -> bool {
    let service = article.sale.part.provisioning_service.as_ref().map(|it| it.as_str().trim());
    // `None` is the name that the billing system uses for no provisioning.
    let is_none = service.is_none_or(|name| name.is_empty() || name.eq_ignore_ascii_case("none"));
    article.entry.kind.name() == "extra_service" && is_none
}

/// Returns the article and the place of a member, if the member is an extra service without a provisioning service.
fn unprovisioned<'a>(rung: &LadderMember<'a>) -> Option<(Article<'a>, Place)> {
    let article = rung.article.as_ref().filter(|article| is_unprovisioned(article))?;
    // Cheap to clone: an article consists of references into the catalog.
    Some((article.clone(), rung.place))
}
