//! U11: the extra services in an upgrade group are not all in the same exclusive group, so a customer can have several
//! of them.

use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, LadderMember};
use crate::rules::names::near_exclusive_group;
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};
use std::cell::LazyCell;
use std::collections::HashSet;

// A warning, because customers can order and move; they can just have two members at once.
const CODE: Code = Code::error(
    "U11",
    "no-common-exclusive-group",
    "does not exclude the others",
    "The extra services of an upgrade group are not all in the same exclusive group.",
    include_str!("../codes/U11.md"),
)
.warning();

/// Reports extra services in an upgrade group that do not exclude one another.
pub struct NoCommonExclusiveGroup;

impl Rule for NoCommonExclusiveGroup {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let slips = Slips::new(Box::new(|| near_exclusive_group::reported(context)));
        context.ladders().iter().filter_map(|ladder| of_ladder(ladder, context, &slips)).collect()
    }
}

/// The names of exclusive groups that X23 reports as misspelled. Computed on first use.
type Slips<'s> = LazyCell<HashSet<&'s str>, Box<dyn FnOnce() -> HashSet<&'s str> + 's>>;

fn of_ladder(ladder: &Ladder<'_>, context: &RuleContext<'_>, slips: &Slips<'_>) -> Option<Diagnostic> {
    // A group with a single member is reported as U07.
    if ladder.rungs.len() < 2 {
        return None;
    }
    let groups = exclusive_groups(ladder, context)?;
    if groups[0].is_some() && groups.iter().all(|it| *it == groups[0]) {
        return None;
    }
    let mut by_group = grouped_by(groups.into_iter().zip(&ladder.rungs));
    // The most frequent group is the intended one. Services without a group come last, however many they are.
    by_group.sort_by_key(|(group, members)| (group.is_none(), std::cmp::Reverse(members.len())));
    let is_reported = |rung: &&LadderMember<'_>| !context.is_allowed(CODE, place(rung));
    match by_group.as_slice() {
        [(None, members)] => {
            let members: Vec<&LadderMember<'_>> = members.iter().copied().filter(is_reported).collect();
            (!members.is_empty()).then(|| none_has_one(ladder, &members))
        }
        [(known, most), others @ ..] => {
            let outside =
                others.iter().flat_map(|(group, members)| members.iter().map(move |rung| (*group, *rung)));
            // A comment counts as used even if its group turns out to be misspelled, so this comes first.
            let outside: Vec<_> = outside.filter(|(_, rung)| is_reported(rung)).collect();
            // A misspelled group is reported as X23.
            let is_slip = |group: &Option<&str>| group.is_some_and(|group| slips.contains(group));
            let outside = outside.into_iter().filter(|(group, _)| !is_slip(group));
            let odd: Vec<&LadderMember<'_>> = outside.map(|(_, rung)| rung).collect();
            (!odd.is_empty()).then(|| some_have_another(ladder, known.unwrap_or_default(), most[0], &odd))
        }
        // There are at least two members, so this does not happen.
        [] => None,
    }
}

/// Returns the exclusive groups of the members, in the order of the ladder. A member without a group is `None` in the
/// list. Returns `None` instead of a list if a member is not an extra service, or if its group is not known.
fn exclusive_groups<'a>(ladder: &Ladder<'_>, context: &RuleContext<'a>) -> Option<Vec<Option<&'a str>>> {
    let group = |rung: &LadderMember<'_>| {
        let service = context.offer.service(rung.item())?;
        service.read("exclusive_group", |own| own.exclusive_group.as_ref().map(|it| it.as_str())).ok()
    };
    // One unknown group is enough to say nothing: it may be the one that all others have.
    ladder.rungs.iter().map(group).collect()
}

fn none_has_one(ladder: &Ladder<'_>, members: &[&LadderMember<'_>]) -> Diagnostic {
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let message = format!(
        "{} in the upgrade group `{}` have no `exclusive_group`: a customer can have several of them at the same time",
        named(&items, "service"),
        ladder.name
    );
    let finding = Diagnostic::new(CODE, place(members[0]), message);
    with_places(
        finding.also(ladder.place, "the upgrade group"),
        members.iter().skip(1).take(2).map(|rung| (place(rung), String::new())),
    )
    .help("give all services of the group the same `exclusive_group`, so that each one replaces the others")
}

fn some_have_another(
    ladder: &Ladder<'_>,
    known: &str,
    has: &LadderMember<'_>,
    odd: &[&LadderMember<'_>],
) -> Diagnostic {
    let items: Vec<&str> = odd.iter().map(|rung| rung.item()).collect();
    let verb = if items.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {verb} not in the exclusive group `{known}`, unlike other services in the upgrade group `{}`: \
a customer can have several of them at the same time",
        named(&items, "service"),
        ladder.name
    );
    let finding =
        Diagnostic::new(CODE, place(odd[0]), message).also(place(has), format!("`{}` is in it", has.item()));
    with_places(finding, odd.iter().skip(1).take(2).map(|rung| (place(rung), String::new())))
        .help(format!("write `exclusive_group: {known}`, so that each service replaces the others"))
}

fn place(rung: &LadderMember<'_>) -> crate::diagnostic::Place {
    rung.article.as_ref().map_or(rung.place, |it| it.entry.document.root().child("exclusive_group"))
}
