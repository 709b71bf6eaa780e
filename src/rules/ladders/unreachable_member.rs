//! U08: a member that the flags let nobody reach or leave.

use super::graph::{Levels, Readings};
use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, Rung};
use crate::rules::several::{named, with_places};
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
        sight.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    // Of one level, and of members without any flag, other rules tell.
    if Levels::are_plain(ladder) || ladder.rungs.last()?.step == 0 {
        return None;
    }
    let levels = Levels::new(ladder);
    let mut alone: Vec<(&Rung<'_>, Readings)> = Vec::new();
    for rung in ladder.rungs.iter().filter(|rung| !Levels::has_no_flag(rung)) {
        let moves = levels.moves(rung);
        let is_alone = Readings {
            documented: !moves.iter().any(|it| it.documented),
            swapped: !moves.iter().any(|it| it.swapped),
        };
        alone.extend(is_alone.any().then_some((rung, is_alone)));
    }
    let (first, readings) = *alone.first()?;
    let items: Vec<&str> = alone.iter().map(|(rung, _)| rung.item()).collect();
    let them = if items.len() == 1 { "it" } else { "them" };
    let message = format!(
        "no move of the upgrade group `{}` leads to {} or from {them}{}",
        ladder.name,
        named(&items, "member"),
        readings.words()
    );
    let finding = Diagnostic::new(CODE, first.place, message);
    let others = alone.iter().skip(1).map(|(rung, _)| (rung.place, String::new()));
    Some(with_places(finding, others).help(
        "set the flags so that a member below or above can be exchanged for it, or take it out of the group",
    ))
}
