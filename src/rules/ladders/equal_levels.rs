//! U06: members of one level, between which nobody can move.

use crate::diagnostic::{Code, Diagnostic, counted};
use crate::offer::{Ladder, Rung};
use crate::rules::repeated_findings::{named, with_places};
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
        let all = sight.ladders().iter().filter_map(|ladder| Some((ladder, of_ladder(ladder)?)));
        let mut all = all.filter(|(_, level)| !sight.is_allowed(CODE, level[1].place));
        let first = all.next();
        let others = all.count();
        first.map(|(ladder, level)| finding(ladder, level, others)).into_iter().collect()
    }
}

/// The first level of a ladder that several members have, where there are other levels. Where there is none, another rule
/// tells.
fn of_ladder<'l, 'a>(ladder: &'l Ladder<'a>) -> Option<&'l [Rung<'a>]> {
    let last = ladder.rungs.last().filter(|last| last.step > 0)?;
    if ladder.rungs.len() == last.step + 1 {
        return None;
    }
    ladder.rungs.chunk_by(|one, other| one.step == other.step).find(|level| level.len() > 1)
}

fn finding(ladder: &Ladder<'_>, level: &[Rung<'_>], others: usize) -> Diagnostic {
    let more = match others {
        0 => String::new(),
        _ => format!("; the same holds in {}", counted(others, "other upgrade group")),
    };
    let items: Vec<&str> = level.iter().map(Rung::item).collect();
    let message = format!(
        "{} have the same level {} in the upgrade group `{}`: nobody moves between them{more}",
        named(&items, "member"),
        level[0].member.level,
        ladder.name
    );
    let finding = Diagnostic::new(CODE, level[1].place, message).also(level[0].place, "the first of them");
    with_places(finding, level.iter().skip(2).take(2).map(|rung| (rung.place, String::new())))
        .help("give them different levels if customers may exchange one for the other")
}
