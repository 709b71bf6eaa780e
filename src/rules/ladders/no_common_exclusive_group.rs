//! U11: services of a ladder of which a customer could hold several at once.

use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, Rung};
use crate::rules::names::near_exclusive_group;
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, Sight};
use std::cell::LazyCell;
use std::collections::HashSet;

const CODE: Code = Code::error(
    "U11",
    "no-common-exclusive-group",
    "does not exclude the others",
    "The services of an upgrade group do not share one exclusive group.",
    include_str!("../codes/U11.md"),
)
.warning();

/// Finds services of a ladder that do not exclude each other.
pub struct NoCommonExclusiveGroup;

impl Rule for NoCommonExclusiveGroup {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let find = Box::new(|| near_exclusive_group::told(sight));
        let slips = Slips::new(find);
        sight.ladders().iter().filter_map(|ladder| of_ladder(ladder, sight, &slips)).collect()
    }
}

/// The names of exclusive groups that are nearly others, found once somebody asks.
type Slips<'s> = LazyCell<HashSet<&'s str>, Box<dyn FnOnce() -> HashSet<&'s str> + 's>>;

fn of_ladder(ladder: &Ladder<'_>, sight: &Sight<'_>, slips: &Slips<'_>) -> Option<Diagnostic> {
    if ladder.rungs.len() < 2 {
        return None;
    }
    let group = |rung: &Rung<'_>| {
        let service = sight.offer.service(rung.item())?;
        service.read("exclusive_group", |own| own.exclusive_group.as_ref().map(|it| it.as_str())).ok()
    };
    // A package, an article of another kind, or one of which it cannot be told: nothing is certain.
    let groups: Option<Vec<Option<&str>>> = ladder.rungs.iter().map(group).collect();
    let groups = groups?;
    if groups[0].is_some() && groups.iter().all(|it| *it == groups[0]) {
        return None;
    }
    let mut by_group = grouped_by(groups.into_iter().zip(&ladder.rungs));
    by_group.sort_by_key(|(group, members)| (group.is_none(), std::cmp::Reverse(members.len())));
    let is_told = |rung: &&Rung<'_>| !sight.is_allowed(CODE, place(rung));
    match by_group.as_slice() {
        [(None, members)] => {
            let members: Vec<&Rung<'_>> = members.iter().copied().filter(is_told).collect();
            (!members.is_empty()).then(|| none_has_one(ladder, &members))
        }
        [(known, most), others @ ..] => {
            let odd =
                others.iter().flat_map(|(group, members)| members.iter().map(move |rung| (*group, *rung)));
            let odd: Vec<_> = odd.filter(|(_, rung)| is_told(rung)).collect();
            // Of a group that is nearly another one, that is told.
            let is_slip = |group: &Option<&str>| group.is_some_and(|group| slips.contains(group));
            let odd: Vec<&Rung<'_>> =
                odd.into_iter().filter(|(group, _)| !is_slip(group)).map(|(_, rung)| rung).collect();
            (!odd.is_empty()).then(|| some_have_another(ladder, known.unwrap_or_default(), most[0], &odd))
        }
        [] => None,
    }
}

fn none_has_one(ladder: &Ladder<'_>, members: &[&Rung<'_>]) -> Diagnostic {
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let message = format!(
        "{} of the upgrade group `{}` have no `exclusive_group`: a customer can hold several of them at once",
        named(&items, "service"),
        ladder.name
    );
    let finding = Diagnostic::new(CODE, place(members[0]), message);
    with_places(
        finding.also(ladder.place, "the upgrade group"),
        members.iter().skip(1).take(2).map(|rung| (place(rung), String::new())),
    )
    .help("give all services of the group the same `exclusive_group`, so that each takes the other's place")
}

fn some_have_another(ladder: &Ladder<'_>, known: &str, has: &Rung<'_>, odd: &[&Rung<'_>]) -> Diagnostic {
    let items: Vec<&str> = odd.iter().map(|rung| rung.item()).collect();
    let verb = if items.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {verb} not in the exclusive group `{known}` of other services of the upgrade group `{}`: a customer can hold both",
        named(&items, "service"),
        ladder.name
    );
    let finding =
        Diagnostic::new(CODE, place(odd[0]), message).also(place(has), format!("`{}` is in it", has.item()));
    with_places(finding, odd.iter().skip(1).take(2).map(|rung| (place(rung), String::new())))
        .help(format!("write `exclusive_group: {known}`, so that each service takes the other's place"))
}

fn place(rung: &Rung<'_>) -> crate::diagnostic::Place {
    rung.article.as_ref().map_or(rung.place, |it| it.entry.document.root().child("exclusive_group"))
}
