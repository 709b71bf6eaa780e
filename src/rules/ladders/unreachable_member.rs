//! U08: the flags allow no move to or from a member of an upgrade group.

use super::graph::{Levels, Readings};
use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};

// A warning, because the other members of the group work without this one.
const CODE: Code = Code::error(
    "U08",
    "unreachable-member",
    "no move to or from here",
    "The flags of an upgrade group allow no move to or from one of its members.",
    include_str!("../codes/U08.md"),
)
.warning();

/// Reports members that customers can neither move to nor leave.
pub struct UnreachableMember;

impl Rule for UnreachableMember {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.ladders().iter().flat_map(|ladder| of_ladder(ladder, context)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    // Groups with a single level are reported as U07, members without any flag as U03.
    let has_moves = ladder.rungs.last().is_some_and(|last| last.step > 0);
    // If all flags are set, every member can be reached, so there is nothing to compute.
    if Levels::allow_all(ladder) || !has_moves {
        return Vec::new();
    }
    let isolated = isolated(ladder).into_iter().filter(|(_, rung)| !context.is_allowed(CODE, rung.place));
    // The message says in which reading of the flags it applies, so each reading has its own finding.
    let by_readings = grouped_by(isolated).into_iter();
    by_readings.map(|(readings, members)| finding(ladder, &members, readings)).collect()
}

fn finding(ladder: &Ladder<'_>, members: &[&LadderMember<'_>], readings: Readings) -> Diagnostic {
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let them = if items.len() == 1 { "it" } else { "them" };
    let message = format!(
        "the upgrade group `{}` allows no move to or from {}{}",
        ladder.name,
        named(&items, "member"),
        readings.words()
    );
    let finding = Diagnostic::new(CODE, members[0].place, message);
    let help = format!(
        "set the flags so that customers can move to or from a lower or higher member, or remove {them} from the group"
    );
    with_places(finding, members.iter().skip(1).map(|rung| (rung.place, String::new()))).help(help)
}

/// Finds the members that customers can neither move to nor leave, with the readings of the flags in which this is the
/// case. Members without any flag are left out.
fn isolated<'l, 'a>(ladder: &'l Ladder<'a>) -> Vec<(Readings, &'l LadderMember<'a>)> {
    let levels = Levels::new(ladder);
    let is_isolated = |rung: &'l LadderMember<'a>| {
        let moves = levels.moves(rung);
        let readings = Readings {
            documented: !moves.iter().any(|it| it.documented),
            swapped: !moves.iter().any(|it| it.swapped),
        };
        readings.any().then_some((readings, rung))
    };
    ladder.rungs.iter().filter(|rung| !Levels::has_no_flag(rung)).filter_map(is_isolated).collect()
}
