//! U03: all four flags of a member of an upgrade group are false.

use super::graph::flags;
use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, LadderMember};
use crate::rules::{Rule, RuleContext};

// An error and not a warning, because the billing system itself refuses such a member (domain.md U03).
const CODE: Code = Code::error(
    "U03",
    "member-without-flags",
    "all four flags are false",
    "All four flags of a member of an upgrade group are false.",
    include_str!("../codes/U03.md"),
);

/// Reports members that have none of the four flags, so that customers can move neither to nor from them.
pub struct MemberWithoutFlags;

impl Rule for MemberWithoutFlags {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let of_ladder = |ladder: &Ladder<'_>| {
            // The billing system's own API rejects such a member, but rows can be written without it.
            let idle = ladder.rungs.iter().filter(|rung| flags(rung.member) == [false; 4]);
            idle.map(|rung| finding(ladder.name, rung)).collect::<Vec<_>>()
        };
        context.ladders().iter().flat_map(of_ladder).collect()
    }
}

fn finding(group: &str, rung: &LadderMember<'_>) -> Diagnostic {
    let item = rung.item();
    let message = format!(
        "all four flags of `{item}` in the upgrade group `{group}` are false, which the billing system rejects"
    );
    Diagnostic::new(CODE, rung.place, message).help(format!(
        "set one of the flags, or remove `{item}` from the group: customers can move neither to it nor from it"
    ))
}
