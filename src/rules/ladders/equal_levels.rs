//! U06: members of an upgrade group share a level, so customers cannot move between these members.

use crate::diagnostic::{Code, Diagnostic, counted};
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::{named, with_places};
use crate::rules::{Rule, RuleContext};

// Only a note, because the vendor's guide allows equal levels for products that are more or less equivalent.
const CODE: Code = Code::error(
    "U06",
    "equal-levels",
    "same level",
    "Members of an upgrade group have the same level, so customers cannot move between them.",
    include_str!("../codes/U06.md"),
)
.note();

/// Reports upgrade groups in which several members have the same level.
pub struct EqualLevels;

impl Rule for EqualLevels {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        // Equal levels are often intentional, so there is one note for the whole catalog and not one for each group.
        let all = context.ladders().iter().filter_map(|ladder| Some((ladder, of_ladder(ladder)?)));
        let mut all = all.filter(|(_, level)| !context.is_allowed(CODE, level[1].place));
        let first = all.next();
        let others = all.count();
        first.map(|(ladder, level)| finding(ladder, level, others)).into_iter().collect()
    }
}

/// Returns the members of the lowest level with several members. Returns `None` if there is no such level, or if the
/// ladder has only one level, which U07 reports.
fn of_ladder<'l, 'a>(ladder: &'l Ladder<'a>) -> Option<&'l [LadderMember<'a>]> {
    let last = ladder.rungs.last().filter(|last| last.step > 0)?;
    // As many levels as members: no level can have two.
    if ladder.rungs.len() == last.step + 1 {
        return None;
    }
    ladder.rungs.chunk_by(|one, other| one.step == other.step).find(|level| level.len() > 1)
}

fn finding(ladder: &Ladder<'_>, level: &[LadderMember<'_>], others: usize) -> Diagnostic {
    let more = match others {
        0 => String::new(),
        _ => format!("; the same applies to {}", counted(others, "other upgrade group")),
    };
    let items: Vec<&str> = level.iter().map(LadderMember::item).collect();
    let message = format!(
        "{} share level {} in the upgrade group `{}`: customers cannot move between them{more}",
        named(&items, "member"),
        level[0].member.level,
        ladder.name
    );
    let finding = Diagnostic::new(CODE, level[1].place, message).also(level[0].place, "the first of them");
    // A few members are enough to find the level in the file.
    with_places(finding, level.iter().skip(2).take(2).map(|rung| (rung.place, String::new())))
        .help("give them different levels if customers should be able to move from one to the other")
}
