//! U22: customers can move to a member below the highest level, but cannot move away from it again.

use super::graph::{Levels, Readings, flags};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};

// A warning, because the flags may be intended; customers who are stuck can ask support.
const CODE: Code = Code::error(
    "U22",
    "one-way-trap",
    "customers cannot move away again",
    "Customers can move to a member of an upgrade group, but neither up nor down from there.",
    include_str!("../codes/U22.md"),
)
.warning();

/// Reports members that customers can move to but cannot leave again.
pub struct OneWayTrap;

impl Rule for OneWayTrap {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.ladders().iter().flat_map(|ladder| of_ladder(ladder, context)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    // If all flags are set, no member can be a trap.
    let Some(top) = ladder.rungs.last().filter(|_| !Levels::allow_all(ladder)) else { return Vec::new() };
    let levels = Levels::new(ladder);
    // Allowing no downgrades from the highest level is a legitimate policy, so that level is not checked.
    let below = ladder.rungs.iter().filter(|rung| rung.step < top.step);
    let traps = below.map(|rung| (is_trap(&levels, rung), rung)).filter(|(readings, _)| readings.any());
    let traps = traps.filter(|(_, rung)| !context.is_allowed(CODE, rung.place));
    // The message says in which reading of the flags it applies, so each reading has its own finding.
    let by_readings = grouped_by(traps).into_iter();
    by_readings.map(|(readings, members)| finding(ladder, &members, readings)).collect()
}

fn finding(ladder: &Ladder<'_>, members: &[&LadderMember<'_>], readings: Readings) -> Diagnostic {
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let message = format!(
        "customers can move to {} in the upgrade group `{}`, but neither up nor down from there{}",
        named(&items, "member"),
        ladder.name,
        readings.words()
    );
    let finding = Diagnostic::new(CODE, members[0].place, message);
    let finding =
        // Only for the first member, so that the finding stays short.
        closers(ladder, members[0]).into_iter().fold(finding, |it, (place, text)| it.also(place, text));
    let finding = with_places(finding, members.iter().skip(1).map(|rung| (rung.place, String::new())))
        .help("an upgrade needs `upgradeable` here and `upgradeable_from` on a higher member; a downgrade needs `downgradeable` here and `downgradeable_from` on a lower member");
    // It is not known whether the other reading is right, so there it is only a note.
    if readings.documented { finding } else { Diagnostic { severity: Severity::Note, ..finding } }
}

/// Returns the places of the nearest members above and below that do not allow moves to them, with labels.
fn closers<'l>(ladder: &'l Ladder<'_>, trap: &'l LadderMember<'_>) -> Vec<(Place, String)> {
    let above = ladder.rungs.iter().find(|rung| rung.step > trap.step);
    // In reverse, because the members are sorted by level and the nearest one is wanted.
    let below = ladder.rungs.iter().rev().find(|rung| rung.step < trap.step);
    let closed = |rung: Option<&LadderMember<'_>>, flag: usize, name: &str, direction: &str| {
        let rung = rung.filter(|rung| !flags(rung.member)[flag])?;
        Some((rung.place, format!("`{name}: false` prevents moves {direction} to `{}`", rung.item())))
    };
    let up = closed(above, 1, "upgradeable_from", "up");
    let down = closed(below, 3, "downgradeable_from", "down");
    up.into_iter().chain(down).collect()
}

fn is_trap(levels: &Levels, rung: &LadderMember<'_>) -> Readings {
    let [up, down, from_below, from_above] = levels.moves(rung);
    Readings {
        documented: (from_below.documented || from_above.documented) && !up.documented && !down.documented,
        swapped: (from_below.swapped || from_above.swapped) && !up.swapped && !down.swapped,
    }
}
