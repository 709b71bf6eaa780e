//! U07: an upgrade group has fewer than two levels, so customers cannot move between its members.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::offer::Ladder;
use crate::rules::repeated_findings::named;
use crate::rules::{Rule, RuleContext};

// An error, because the group has no effect, and the billing system does not say why.
const CODE: Code = Code::error(
    "U07",
    "single-level",
    "no moves possible",
    "The members of an upgrade group are not on different levels.",
    include_str!("../codes/U07.md"),
);

/// Reports upgrade groups with fewer than two levels.
pub struct SingleLevel;

impl Rule for SingleLevel {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.ladders().iter().filter_map(finding).collect()
    }
}

fn finding(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    let name = ladder.name;
    let in_group = |message: String| Diagnostic::new(CODE, ladder.place, message);
    match ladder.rungs.as_slice() {
        [] => Some(
            in_group(format!("the upgrade group `{name}` has no members"))
                .help("list at least two articles, or delete the group"),
        ),
        // A warning, because the author may be about to add the other members.
        [only] => Some(Diagnostic {
            severity: Severity::Warning,
            ..in_group(format!("the only member of the upgrade group `{name}` is `{}`", only.item()))
                .help("add the articles that customers can move to, or delete the group")
        }),
        [first, .., last] if first.step == last.step => {
            let items: Vec<&str> = ladder.rungs.iter().map(|rung| rung.item()).collect();
            let level = first.member.level;
            let message = format!(
                "{} are all on level {level} of the upgrade group `{name}`: customers cannot move between them",
                named(&items, "member")
            );
            Some(
                in_group(message)
                    .help("put the larger product on a higher level: there are no moves within a level"),
            )
        }
        _ => None,
    }
}
