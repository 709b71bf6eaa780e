//! U17: customers can move to a member of an upgrade group that no active shop sells.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::rule_queries::UNSOLD_MEMBERS;
use crate::offer::{Ladder, LadderMember};
use crate::rules::ladders::reachable;
use crate::rules::repeated_findings::named;
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

const CODE: Code = Code::error(
    "U17",
    "unsold-member",
    "not sold by any active shop",
    "Customers can move to a member of an upgrade group that no active shop sells.",
    include_str!("../codes/U17.md"),
)
.warning();

/// Reports members of upgrade groups that customers can move to although no active shop sells them.
pub struct UnsoldMember;

impl Rule for UnsoldMember {
    fn code(&self) -> Code {
        CODE
    }

    fn needs_live(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let Some(live) = context.live else { return Vec::new() };
        let rows = live.rule_query_results.rows(UNSOLD_MEMBERS);
        let unsold: HashSet<&str> = rows.iter().filter_map(|row| row.first()).map(String::as_str).collect();
        if unsold.is_empty() {
            return Vec::new();
        }
        context.ladders().iter().filter_map(|ladder| of_ladder(ladder, &unsold, context)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, unsold: &HashSet<&str>, context: &RuleContext<'_>) -> Option<Diagnostic> {
    // The plan puts an article in the shop if the files say so, whatever the database says now.
    let is_shown =
        |rung: &LadderMember<'_>| rung.article.as_ref().is_some_and(|article| article.sale.is_shown());
    let is_unsold = |rung: &&LadderMember<'_>| unsold.contains(rung.item()) && !is_shown(rung);
    let unsold = reachable(ladder).filter(is_unsold);
    // One finding has several members, so a comment must be able to allow each of them.
    let unsold: Vec<&LadderMember<'_>> =
        unsold.filter(|rung| !context.is_allowed(CODE, rung.place)).collect();
    let first = unsold.first()?;
    let items: Vec<&str> = unsold.iter().map(|rung| rung.item()).collect();
    let it = if items.len() == 1 { "it" } else { "them" };
    let message = format!(
        "customers can move to {} in the upgrade group `{}`, but no active shop sells {it}",
        named(&items, "member"),
        ladder.name
    );
    let help = format!(
        "put {it} in the shop, or prevent moves to {it}: `upgradeable_from: false, downgradeable_from: false`"
    );
    Some(Diagnostic::new(CODE, first.place, message).help(help))
}
