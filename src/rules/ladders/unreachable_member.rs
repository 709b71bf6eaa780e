//! U08: a member that the flags let nobody reach or leave.

use super::graph::{Levels, Readings};
use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, Rung};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "U08",
    "unreachable-member",
    "no move leads to it or from it",
    "No move leads to a member of an upgrade group, or from it.",
    include_str!("../codes/U08.md"),
)
.warning();

/// Finds members that nobody can reach or leave.
pub struct UnreachableMember;

impl Rule for UnreachableMember {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.ladders().iter().flat_map(|ladder| of_ladder(ladder, sight)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, sight: &Sight<'_>) -> Vec<Diagnostic> {
    // Of one level, and of members without any flag, other rules tell.
    let has_moves = ladder.rungs.last().is_some_and(|last| last.step > 0);
    if Levels::are_plain(ladder) || !has_moves {
        return Vec::new();
    }
    let alone = alone(ladder).into_iter().filter(|(_, rung)| !sight.is_allowed(CODE, rung.place));
    let by_readings = grouped_by(alone).into_iter();
    by_readings.map(|(readings, members)| finding(ladder, &members, readings)).collect()
}

fn finding(ladder: &Ladder<'_>, members: &[&Rung<'_>], readings: Readings) -> Diagnostic {
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let them = if items.len() == 1 { "it" } else { "them" };
    let message = format!(
        "no move of the upgrade group `{}` leads to {} or from {them}{}",
        ladder.name,
        named(&items, "member"),
        readings.words()
    );
    let finding = Diagnostic::new(CODE, members[0].place, message);
    with_places(finding, members.iter().skip(1).map(|rung| (rung.place, String::new()))).help(
        "set the flags so that a member below or above can be exchanged for it, or take it out of the group",
    )
}

/// The members that no move leads to or from, with the readings in which that holds.
fn alone<'l, 'a>(ladder: &'l Ladder<'a>) -> Vec<(Readings, &'l Rung<'a>)> {
    let levels = Levels::new(ladder);
    let is_alone = |rung: &'l Rung<'a>| {
        let moves = levels.moves(rung);
        let readings = Readings {
            documented: !moves.iter().any(|it| it.documented),
            swapped: !moves.iter().any(|it| it.swapped),
        };
        readings.any().then_some((readings, rung))
    };
    ladder.rungs.iter().filter(|rung| !Levels::has_no_flag(rung)).filter_map(is_alone).collect()
}
