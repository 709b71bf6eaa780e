//! U22: a member below the highest level that customers can reach and not leave.

use super::graph::{Levels, Readings};
use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, Rung};
use crate::rules::several::{named, with_places};
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
        sight.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    if Levels::are_plain(ladder) {
        return None;
    }
    let (levels, top) = (Levels::new(ladder), ladder.rungs.last()?.step);
    // That nobody moves down from the highest level is a policy; there it ends anyway.
    let below = ladder.rungs.iter().filter(|rung| rung.step < top);
    let traps: Vec<(&Rung<'_>, Readings)> =
        below.map(|rung| (rung, is_trap(&levels, rung))).filter(|(_, readings)| readings.any()).collect();
    let (first, readings) = *traps.first()?;
    let items: Vec<&str> = traps.iter().map(|(rung, _)| rung.item()).collect();
    let message = format!(
        "customers can move to {} of the upgrade group `{}`, and neither on nor back{}",
        named(&items, "member"),
        ladder.name,
        readings.words()
    );
    let finding = Diagnostic::new(CODE, first.place, message);
    let others = traps.iter().skip(1).map(|(rung, _)| (rung.place, String::new()));
    Some(
        with_places(finding, others)
            .help("let the member be left: set `upgradeable` or `downgradeable`, or let nobody reach it"),
    )
}

fn is_trap(levels: &Levels, rung: &Rung<'_>) -> Readings {
    let [up, down, from_below, from_above] = levels.moves(rung);
    Readings {
        documented: (from_below.documented || from_above.documented) && !up.documented && !down.documented,
        swapped: (from_below.swapped || from_above.swapped) && !up.swapped && !down.swapped,
    }
}
