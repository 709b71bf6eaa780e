//! U05: the levels of an upgrade group start below 1 or have gaps.

use crate::diagnostic::{Code, Diagnostic, grouped};
use crate::offer::{Ladder, LadderMember};
use crate::rules::{Rule, RuleContext};

// A warning, because it is not known whether customers can move past a missing level (domain.md §1, "Upgrade").
const CODE: Code = Code::error(
    "U05",
    "irregular-levels",
    "not the next level",
    "The levels of an upgrade group start below 1 or have gaps.",
    include_str!("../codes/U05.md"),
)
.warning();

/// Reports levels below 1 and gaps between levels.
pub struct IrregularLevels;

impl Rule for IrregularLevels {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.ladders().iter().flat_map(|ladder| below_one(ladder).into_iter().chain(gap(ladder))).collect()
    }
}

fn below_one(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    // The members are sorted by level, so no other level is lower.
    let first = ladder.rungs.first().filter(|rung| rung.member.level < 1)?;
    let (item, level, name) = (first.item(), first.member.level, ladder.name);
    let message = format!("`{item}` has level {level} in the upgrade group `{name}`, but levels start at 1");
    let finding = Diagnostic::new(CODE, first.place.child("level"), message).labelled("below 1");
    Some(finding.help("number the levels 1, 2, 3 and so on, starting with the smallest product"))
}

fn gap(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    // As `i64`, because the difference of two levels may exceed an `i32`.
    let is_gap =
        |pair: &&[LadderMember<'_>]| i64::from(pair[1].member.level) - i64::from(pair[0].member.level) > 1;
    let mut gaps = ladder.rungs.windows(2).filter(is_gap);
    let pair = gaps.next()?;
    let (low, high, others) = (&pair[0], &pair[1], gaps.count());
    let more = match others {
        0 => String::new(),
        1 => ", and there is one other gap".to_owned(),
        _ => format!(", and there are {} other gaps", grouped(others)),
    };
    let message = format!(
        "the levels of the upgrade group `{}` go from {} to {}{more}",
        ladder.name, low.member.level, high.member.level
    );
    let finding = Diagnostic::new(CODE, high.place.child("level"), message)
        .also(low.place.child("level"), "the level below");
    Some(finding.help(
        "number the levels without gaps: if customers can move only to the next level, they cannot cross a gap",
    ))
}
