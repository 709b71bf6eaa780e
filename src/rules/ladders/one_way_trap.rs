//! U22: a member below the highest level that customers can reach and not leave.

use super::graph::{Levels, Readings, flags};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::offer::{Ladder, Rung};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "U22",
    "one-way-trap",
    "can be reached, and not left",
    "Customers can reach a member of an upgrade group, and can move neither on nor back.",
    include_str!("../codes/U22.md"),
)
.warning();

/// Finds members that can be reached and not left.
pub struct OneWayTrap;

impl Rule for OneWayTrap {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.ladders().iter().flat_map(|ladder| of_ladder(ladder, sight)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, sight: &Sight<'_>) -> Vec<Diagnostic> {
    let Some(top) = ladder.rungs.last().filter(|_| !Levels::are_plain(ladder)) else { return Vec::new() };
    let levels = Levels::new(ladder);
    // That nobody moves down from the highest level is a policy; there it ends anyway.
    let below = ladder.rungs.iter().filter(|rung| rung.step < top.step);
    let traps = below.map(|rung| (is_trap(&levels, rung), rung)).filter(|(readings, _)| readings.any());
    let traps = traps.filter(|(_, rung)| !sight.is_allowed(CODE, rung.place));
    let by_readings = grouped_by(traps).into_iter();
    by_readings.map(|(readings, members)| finding(ladder, &members, readings)).collect()
}

fn finding(ladder: &Ladder<'_>, members: &[&Rung<'_>], readings: Readings) -> Diagnostic {
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let message = format!(
        "customers can move to {} of the upgrade group `{}`, but not on or back{}",
        named(&items, "member"),
        ladder.name,
        readings.words()
    );
    let finding = Diagnostic::new(CODE, members[0].place, message);
    let finding =
        closers(ladder, members[0]).into_iter().fold(finding, |it, (place, text)| it.also(place, text));
    let finding = with_places(finding, members.iter().skip(1).map(|rung| (rung.place, String::new())))
        .help("a move up needs `upgradeable` here and `upgradeable_from` on a member above, a move down `downgradeable` here and `downgradeable_from` on one below");
    // Of the other reading nobody knows that it holds.
    if readings.documented { finding } else { Diagnostic { severity: Severity::Note, ..finding } }
}

/// The flags that close the ways to the next members above and below.
fn closers<'l>(ladder: &'l Ladder<'_>, trap: &'l Rung<'_>) -> Vec<(Place, String)> {
    let above = ladder.rungs.iter().find(|rung| rung.step > trap.step);
    let below = ladder.rungs.iter().rev().find(|rung| rung.step < trap.step);
    let closed = |rung: Option<&Rung<'_>>, flag: usize, name: &str, way: &str| {
        let rung = rung.filter(|rung| !flags(rung.member)[flag])?;
        Some((rung.place, format!("`{name}: false`: nobody moves {way} to `{}`", rung.item())))
    };
    let up = closed(above, 1, "upgradeable_from", "up");
    let down = closed(below, 3, "downgradeable_from", "down");
    up.into_iter().chain(down).collect()
}

fn is_trap(levels: &Levels, rung: &Rung<'_>) -> Readings {
    let [up, down, from_below, from_above] = levels.moves(rung);
    Readings {
        documented: (from_below.documented || from_above.documented) && !up.documented && !down.documented,
        swapped: (from_below.swapped || from_above.swapped) && !up.swapped && !down.swapped,
    }
}
