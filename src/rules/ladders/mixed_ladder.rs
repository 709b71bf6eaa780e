//! U10: an upgrade group whose members are not of one kind.

use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, Rung};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "U10",
    "mixed-ladder",
    "of another kind",
    "The members of an upgrade group are of different kinds.",
    include_str!("../codes/U10.md"),
)
.warning();

/// Finds groups of members of different kinds.
pub struct MixedLadder;

impl Rule for MixedLadder {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    let kind = |rung: &Rung<'_>| Some(rung.article.as_ref()?.entry.kind.name().to_owned());
    let mut kinds = ladder.rungs.iter().filter_map(kind);
    let first = kinds.next()?;
    if kinds.all(|kind| kind == first) {
        return None;
    }
    let mut kinds = grouped_by(ladder.rungs.iter().filter_map(|rung| Some((kind(rung)?, rung))));
    // The fewest are the odd ones; of equally many those that come last.
    kinds.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    let (many, odd) = (&kinds.first()?.0, &kinds.last()?);
    let items: Vec<&str> = odd.1.iter().map(|rung| rung.item()).collect();
    let (is, of) = match items.len() {
        1 => (format!("is {}", one(&odd.0)), "it"),
        _ => (format!("are {}", several(&odd.0)), "them"),
    };
    let items = named(&items, "member");
    let message = format!("{items} {is} among {} in the upgrade group `{}`", several(many), ladder.name);
    let finding = Diagnostic::new(CODE, odd.1[0].place, message);
    let others = odd.1.iter().skip(1).take(2).map(|rung| (rung.place, String::new()));
    let known = kinds[0].1.first().map(|rung| (rung.place, format!("`{}` is {}", rung.item(), one(many))));
    Some(with_places(finding, others.chain(known)).help(format!(
        "take {of} out of the group: nobody exchanges {} for {}",
        one(&odd.0),
        one(many)
    )))
}

/// An article of a kind, in words.
fn one(kind: &str) -> String {
    match kind {
        "package" => "a package".to_owned(),
        "extra_service" => "an extra service".to_owned(),
        "item" => "an article of the kind `item`".to_owned(),
        kind => format!("an article of the kind `{kind}`"),
    }
}

/// Articles of a kind, in words.
fn several(kind: &str) -> String {
    match kind {
        "package" => "packages".to_owned(),
        "extra_service" => "extra services".to_owned(),
        kind => format!("articles of the kind `{kind}`"),
    }
}
