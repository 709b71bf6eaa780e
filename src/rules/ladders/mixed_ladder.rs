//! U10: the members of an upgrade group are of different kinds.

use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};

// A warning, because no source says that the billing system refuses such a group (domain.md U10).
const CODE: Code = Code::error(
    "U10",
    "mixed-ladder",
    "different kind",
    "The members of an upgrade group are of different kinds.",
    include_str!("../codes/U10.md"),
)
.warning();

/// Reports upgrade groups whose members are of different kinds.
pub struct MixedLadder;

impl Rule for MixedLadder {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    // The kind of an article outside the files is not known, so it is left out.
    let kind = |rung: &LadderMember<'_>| Some(rung.article.as_ref()?.entry.kind.name().to_owned());
    let mut kinds = ladder.rungs.iter().filter_map(kind);
    let first = kinds.next()?;
    // The usual case, which needs no grouping.
    if kinds.all(|kind| kind == first) {
        return None;
    }
    let mut kinds = grouped_by(ladder.rungs.iter().filter_map(|rung| Some((kind(rung)?, rung))));
    // The rarest kind is reported. If several are equally rare, it is the one that comes last in the ladder.
    kinds.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    let (many, odd) = (&kinds.first()?.0, &kinds.last()?);
    let items: Vec<&str> = odd.1.iter().map(|rung| rung.item()).collect();
    let (is, them) = match items.len() {
        1 => (format!("is {}", one(&odd.0)), "it"),
        _ => (format!("are {}", several(&odd.0)), "them"),
    };
    let items = named(&items, "member");
    let message =
        format!("{items} {is}, but the upgrade group `{}` consists of {}", ladder.name, several(many));
    let finding = Diagnostic::new(CODE, odd.1[0].place, message);
    let others = odd.1.iter().skip(1).take(2).map(|rung| (rung.place, String::new()));
    let known = kinds[0].1.first().map(|rung| (rung.place, format!("`{}` is {}", rung.item(), one(many))));
    Some(with_places(finding, others.chain(known)).help(format!(
        "remove {them} from the group: customers do not move between {} and {}",
        one(&odd.0),
        one(many)
    )))
}

/// Returns the words for one article of the given kind: `a package`.
fn one(kind: &str) -> String {
    match kind {
        "package" => "a package".to_owned(),
        "extra_service" => "an extra service".to_owned(),
        "item" => "an article of the kind `item`".to_owned(),
        kind => format!("an article of the kind `{kind}`"),
    }
}

/// Returns the words for several articles of the given kind: `packages`.
fn several(kind: &str) -> String {
    match kind {
        "package" => "packages".to_owned(),
        "extra_service" => "extra services".to_owned(),
        kind => format!("articles of the kind `{kind}`"),
    }
}
