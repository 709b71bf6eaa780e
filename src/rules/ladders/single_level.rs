//! U07: an upgrade group on which nobody can move, since its members stand on one level.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::offer::Ladder;
use crate::rules::repeated_findings::named;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "U07",
    "single-level",
    "nobody can move",
    "The members of an upgrade group do not stand on different levels.",
    include_str!("../codes/U07.md"),
);

/// Finds groups without two levels.
pub struct SingleLevel;

impl Rule for SingleLevel {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.ladders().iter().filter_map(finding).collect()
    }
}

fn finding(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    let name = ladder.name;
    let at = |message: String| Diagnostic::new(CODE, ladder.place, message);
    match ladder.rungs.as_slice() {
        [] => Some(
            at(format!("the upgrade group `{name}` has no members"))
                .help("list two articles at least, or delete the group"),
        ),
        [only] => Some(Diagnostic {
            severity: Severity::Warning,
            ..at(format!("the upgrade group `{name}` has no other member than `{}`", only.item()))
                .help("add the articles that customers can move to, or delete the group")
        }),
        [first, .., last] if first.step == last.step => {
            let items: Vec<&str> = ladder.rungs.iter().map(|rung| rung.item()).collect();
            let level = first.member.level;
            let message = format!(
                "{} are all on level {level} of the upgrade group `{name}`: nobody can move",
                named(&items, "member")
            );
            Some(
                at(message)
                    .help("give the bigger product the higher level: there are no moves within a level"),
            )
        }
        _ => None,
    }
}
