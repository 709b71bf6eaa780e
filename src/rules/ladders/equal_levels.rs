//! U06: members of one level, between which nobody can move.

use crate::diagnostic::{Code, Diagnostic, grouped};
use crate::offer::{Ladder, Rung};
use crate::rules::several::{named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "U06",
    "equal-levels",
    "of the same level",
    "Members of an upgrade group have the same level, so that nobody moves between them.",
    include_str!("../codes/U06.md"),
)
.note();

/// Finds members of one level.
pub struct EqualLevels;

impl Rule for EqualLevels {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    // Where there is no other level, another rule tells.
    let last = ladder.rungs.last().filter(|last| last.step > 0)?;
    if ladder.rungs.len() == last.step + 1 {
        return None;
    }
    let mut levels =
        ladder.rungs.chunk_by(|one, other| one.step == other.step).filter(|level| level.len() > 1);
    let level = levels.next()?;
    let others = levels.count();
    let more = match others {
        0 => String::new(),
        1 => ", and so have those of one other level".to_owned(),
        _ => format!(", and so have those of {} other levels", grouped(others)),
    };
    let items: Vec<&str> = level.iter().map(Rung::item).collect();
    let message = format!(
        "{} have the same level {} in the upgrade group `{}`{more}: nobody moves between them",
        named(&items, "member"),
        level[0].member.level,
        ladder.name
    );
    let finding = Diagnostic::new(CODE, level[1].place, message).also(level[0].place, "the first of them");
    let finding = with_places(finding, level.iter().skip(2).take(2).map(|rung| (rung.place, String::new())));
    Some(finding.help("give them different levels if customers may exchange one for the other"))
}
