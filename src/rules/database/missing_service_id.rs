//! U21: live subscriptions to services in an upgrade group lack the attribute ServiceId. Without this attribute,
//! customers cannot change to another member.

use crate::diagnostic::{Code, Diagnostic, counted};
use crate::kinds::rule_queries::WITHOUT_SERVICE_ID;
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::with_places;
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

const CODE: Code = Code::error(
    "U21",
    "missing-service-id",
    "subscriptions without ServiceId",
    "Live subscriptions to services of an upgrade group lack the attribute ServiceId.",
    include_str!("../codes/U21.md"),
)
.warning();

/// Reports services with subscriptions that cannot be changed to another member of the upgrade group.
pub struct MissingServiceId;

impl Rule for MissingServiceId {
    fn code(&self) -> Code {
        CODE
    }

    fn needs_live(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let Some(live) = context.live else { return Vec::new() };
        let rows = live.rule_query_results.rows(WITHOUT_SERVICE_ID).iter();
        let counts = rows.filter_map(|row| match row.as_slice() {
            [number, count] => Some((number.as_str(), count.parse().ok()?)),
            _ => None,
        });
        let counts: HashMap<&str, u64> = counts.collect();
        if counts.is_empty() {
            return Vec::new();
        }
        context.ladders().iter().filter_map(|ladder| of_ladder(ladder, &counts, context)).collect()
    }
}

fn of_ladder(
    ladder: &Ladder<'_>,
    counts: &HashMap<&str, u64>,
    context: &RuleContext<'_>,
) -> Option<Diagnostic> {
    // Only for services does the vendor's guide say that a change needs the attribute.
    let is_service = |rung: &LadderMember<'_>| {
        rung.article.as_ref().is_some_and(|article| article.entry.kind.name() == "extra_service")
    };
    let services = ladder.rungs.iter().filter(|rung| is_service(rung));
    let lacking = services.filter_map(|rung| Some((rung, *counts.get(rung.item())?)));
    // One finding has several members, so a comment must be able to allow each of them.
    let lacking: Vec<(&LadderMember<'_>, u64)> =
        lacking.filter(|(rung, _)| !context.is_allowed(CODE, rung.place)).collect();
    let (first, first_count) = lacking.first()?;
    let all: u64 = lacking.iter().map(|(_, count)| count).sum();
    let subscriptions = counted(all, "live subscription");
    let to = match lacking.len() {
        1 => format!("`{}`", first.item()),
        more => format!("{} services", more),
    };
    let message = format!(
        "{subscriptions} to {to} in the upgrade group `{}` lack the attribute ServiceId, so the customers cannot upgrade or downgrade",
        ladder.name
    );
    // The message is written for several, since that is the usual case.
    let message = if all == 1 { message.replacen(" lack ", " lacks ", 1) } else { message };
    let finding = Diagnostic::new(CODE, first.place, message).labelled(counted(*first_count, "subscription"));
    let others = lacking.iter().skip(1).map(|(rung, count)| (rung.place, counted(*count, "subscription")));
    Some(with_places(finding, others).help(
        "provision the subscriptions to set the attribute; they may have been created before the article had a \
         provisioning service",
    ))
}
