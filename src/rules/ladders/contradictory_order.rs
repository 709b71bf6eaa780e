//! U04: two upgrade groups contain the same two articles in opposite order.

use super::graph::{Readings, between};
use crate::diagnostic::{Code, Diagnostic};
use crate::offer::{Ladder, LadderMember};
use crate::rules::{Rule, RuleContext};
use std::collections::{BTreeMap, HashMap};

// An error, because the billing system's own API refuses such a pair (domain.md U04).
const CODE: Code = Code::error(
    "U04",
    "contradictory-order",
    "opposite order",
    "Two upgrade groups contain the same two articles in opposite order.",
    include_str!("../codes/U04.md"),
);

/// Reports pairs of articles that two upgrade groups contain in opposite order.
pub struct ContradictoryOrder;

/// An article that two groups contain: its member in the first group, and its member in the second group.
type SharedArticle<'l, 'a> = (&'l LadderMember<'a>, &'l LadderMember<'a>);

impl Rule for ContradictoryOrder {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let ladders = context.ladders();
        let of_pair = |((one, other), mut both): ((usize, usize), Vec<SharedArticle<'_, '_>>)| {
            contradiction(&mut both, &ladders[one], &ladders[other])
        };
        shared(ladders).into_iter().filter_map(of_pair).collect()
    }
}

/// Finds the articles that two groups have in common. Each key is the pair of indexes of the two groups.
fn shared<'l, 'a>(ladders: &'l [Ladder<'a>]) -> BTreeMap<(usize, usize), Vec<SharedArticle<'l, 'a>>> {
    let mut by_item: HashMap<&str, Vec<(usize, &'l LadderMember<'a>)>> = HashMap::new();
    for (number, ladder) in ladders.iter().enumerate() {
        ladder.rungs.iter().for_each(|rung| by_item.entry(rung.item()).or_default().push((number, rung)));
    }
    // Sorted, because the hash map above has no stable order and findings must.
    let mut shared: BTreeMap<(usize, usize), Vec<SharedArticle<'l, 'a>>> = BTreeMap::new();
    for all in by_item.into_values().filter(|all| all.len() > 1) {
        for (index, (one, first)) in all.iter().enumerate() {
            // An article that is in the same group twice is reported as a duplicate member.
            let others = all[index + 1..].iter().filter(|(other, _)| other != one);
            others
                .for_each(|(other, second)| shared.entry((*one, *other)).or_default().push((first, second)));
        }
    }
    shared
}

fn contradiction(
    both: &mut [SharedArticle<'_, '_>],
    one: &Ladder<'_>,
    other: &Ladder<'_>,
) -> Option<Diagnostic> {
    // Sorted by level in the first group, so that opposite neighbors in the second show.
    both.sort_by_key(|(first, second)| (first.step, second.step));
    // The usual case: the levels rise in both groups. Then there is no need to compare all pairs.
    if both.windows(2).all(|pair| pair[0].1.step <= pair[1].1.step) {
        return None;
    }
    let pairs = (0..both.len()).flat_map(|low| (low + 1..both.len()).map(move |high| (low, high)));
    // One finding for each two groups, however many pairs they order differently.
    let mut opposites =
        pairs.filter_map(|(low, high)| Some((both[low], both[high], opposite(both[low], both[high])?)));
    let (low, high, readings) = opposites.next()?;
    let (lower, higher) = (low.0.item(), high.0.item());
    let message = format!(
        "`{lower}` is below `{higher}` in the upgrade group `{}` but above it in `{}`{}",
        one.name,
        other.name,
        readings.words()
    );
    let level = |rung: &LadderMember<'_>| format!("`{}` on level {}", rung.item(), rung.member.level);
    let finding = Diagnostic::new(CODE, low.1.place, message)
        .labelled(format!("level {}, above `{higher}`", low.1.member.level))
        .also(high.1.place, level(high.1))
        .also(low.0.place, level(low.0))
        .also(high.0.place, level(high.0));
    Some(finding.help("put the two in the same order in both groups: the billing system rejects a move that is an upgrade in one group and a downgrade in another"))
}

/// Returns the readings of the flags in which both groups allow moves between two articles. Returns `None` if there are
/// no such readings, or if the articles are not in opposite order.
fn opposite(low: SharedArticle<'_, '_>, high: SharedArticle<'_, '_>) -> Option<Readings> {
    if low.0.step >= high.0.step || low.1.step <= high.1.step {
        return None;
    }
    let (here, there) = (between(low.0.member, high.0.member), between(high.1.member, low.1.member));
    // Both groups must allow the move in the same reading of the flags, because only one of the readings is right.
    let both =
        Readings { documented: here.documented && there.documented, swapped: here.swapped && there.swapped };
    both.any().then_some(both)
}
