//! U09: members of an upgrade group have no renewal period in common, so customers cannot move between them.

use super::graph::{Class, Graph, Readings};
use crate::diagnostic::{Code, Diagnostic, Severity, grouped};
use crate::offer::{Ladder, LadderMember};
use crate::rules::offers::{ALIKE, renewal};
use crate::rules::repeated_findings::with_places;
use crate::rules::{Rule, RuleContext};

// A warning, because other moves in the group still work; if none does, the finding becomes an error.
const CODE: Code = Code::error(
    "U09",
    "no-common-period",
    "no common period",
    "Members of an upgrade group have no renewal period in common.",
    include_str!("../codes/U09.md"),
)
.warning();

/// Reports members of upgrade groups that have no renewal period in common.
pub struct NoCommonPeriod;

/// The pairs of members between which the flags allow a move.
#[derive(Default)]
struct Pairs<'l, 'a> {
    /// The number of all pairs.
    all: usize,
    /// The number of pairs without a common period.
    apart: usize,
    /// The first pair without a common period.
    first: Option<(&'l LadderMember<'a>, &'l LadderMember<'a>)>,
    /// The readings in which the flags allow a move between the members of a pair without a common period.
    readings: Readings,
    /// By class, the number of pairs without a common period that contain a member of the class.
    by_class: Vec<usize>,
}

impl Rule for NoCommonPeriod {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    let graph = Graph::new(ladder);
    // The usual case, which is much cheaper than counting pairs.
    if graph.has_common_period() {
        return None;
    }
    if ladder.rungs.iter().all(is_paid_once) {
        return Some(paid_once(ladder));
    }
    // Counted by class: a thousand members make half a million pairs.
    let pairs = Pairs::new(&graph.classes);
    // If there is no such pair, the members lack a common period, but each move has one.
    let (low, high) = pairs.first?;
    // It is not known whether the billing system treats 12 months and 1 year as the same, so both are counted.
    let by_length = Pairs::new(&Graph::by_length(ladder).classes).apart;
    // From the most to the least general: what is wrong with the whole group explains each pair.
    let finding = if pairs.apart == pairs.all {
        none_at_all(ladder, by_length == pairs.all)
    } else if let Some(odd) = pairs.odd_one(&graph.classes) {
        odd_one(ladder, odd, pairs.apart, pairs.readings)
    } else {
        several(ladder, &pairs)
    };
    let place =
        |rung: &LadderMember<'_>| Some(rung.article.as_ref()?.entry.document.root().child("periods").key());
    let words = |rung: &LadderMember<'_>| {
        rung.article
            .as_ref()
            .map(|it| format!("`{}` {}", rung.item(), renewal(it.sale.part)))
            .unwrap_or_default()
    };
    let places = [low, high].map(|rung| Some((place(rung)?, words(rung))));
    let finding = with_places(finding, places.into_iter().flatten());
    Some(if by_length < pairs.apart { finding.help(ALIKE) } else { finding })
}

/// Whether a member is known to have prices but no periods.
fn is_paid_once(rung: &LadderMember<'_>) -> bool {
    let part = rung.article.as_ref().map(|article| article.sale.part);
    part.is_some_and(|part| part.periods.is_empty() && !part.prices.is_empty())
}

fn paid_once(ladder: &Ladder<'_>) -> Diagnostic {
    let message = format!(
        "the members of the upgrade group `{}` do not renew, but customers can only move to a product with the same renewal period",
        ladder.name
    );
    Diagnostic::new(CODE, ladder.place, message)
        .labelled("customers may not be able to move")
        .help("give the members a common renewal period, or delete the group")
}

/// Reports a ladder in which no pair has a common period, so that no move is possible. It is an error if `is_certain`
/// is set: then no pair has periods of the same length either. Otherwise it is a warning.
fn none_at_all(ladder: &Ladder<'_>, is_certain: bool) -> Diagnostic {
    let message = match ladder.rungs.as_slice() {
        [one, other] => {
            format!(
                "`{}` and `{}` have no renewal period in common: customers cannot move between them",
                one.item(),
                other.item()
            )
        }
        _ => format!(
            "no two members of the upgrade group `{}` have a renewal period in common: customers cannot move between them",
            ladder.name
        ),
    };
    let finding = Diagnostic::new(CODE, ladder.place, message).help(
        "customers can only move to a product with the same renewal period: give the members a common one",
    );
    if is_certain { Diagnostic { severity: Severity::Error, ..finding } } else { finding }
}

fn odd_one(ladder: &Ladder<'_>, odd: &LadderMember<'_>, apart: usize, readings: Readings) -> Diagnostic {
    let (item, name) = (odd.item(), ladder.name);
    let others = match apart {
        1 => "one other member".to_owned(),
        _ => format!("{} other members", grouped(apart)),
    };
    let message = format!(
        "`{item}` has no renewal period in common with {others} of the upgrade group `{name}`{}",
        readings.words()
    );
    Diagnostic::new(CODE, odd.place, message)
        .labelled("customers cannot move between them")
        .help(format!("give `{item}` one of their periods, or remove it from the group"))
}

fn several(ladder: &Ladder<'_>, pairs: &Pairs<'_, '_>) -> Diagnostic {
    let (apart, all, name) = (grouped(pairs.apart), grouped(pairs.all), ladder.name);
    let message = format!(
        "the upgrade group `{name}` allows moves for {all} pairs of members, but {apart} of these pairs have no renewal period in common{}",
        pairs.readings.words()
    );
    Diagnostic::new(CODE, ladder.place, message)
        .labelled("customers cannot move between them")
        .help("create an upgrade group for each period, or give the members a common one")
}

impl<'l, 'a> Pairs<'l, 'a> {
    fn new(classes: &[Class<'l, 'a>]) -> Self {
        let mut pairs = Self { by_class: vec![0; classes.len()], ..Self::default() };
        for (index, low) in classes.iter().enumerate() {
            // There are no moves within a level, so only pairs of different levels count.
            for (above, high) in
                classes.iter().enumerate().skip(index + 1).filter(|(_, high)| high.step > low.step)
            {
                let readings = low.between(high);
                if readings.any() {
                    pairs.add((index, low), (above, high), readings);
                }
            }
        }
        pairs
    }

    fn add(&mut self, low: (usize, &Class<'l, 'a>), high: (usize, &Class<'l, 'a>), readings: Readings) {
        let count = low.1.members.len() * high.1.members.len();
        self.all += count;
        if !low.1.shares_period(high.1) {
            self.apart += count;
            // For both classes, because either of them may be the one that does not fit.
            self.by_class[low.0] += count;
            self.by_class[high.0] += count;
            self.first.get_or_insert((low.1.members[0], high.1.members[0]));
            self.readings = self.readings.or(readings);
        }
    }

    /// Returns the member that is in every pair without a common period, or `None` if there is no such member. If there
    /// is only one pair, returns the member with fewer periods.
    fn odd_one(&self, classes: &[Class<'l, 'a>]) -> Option<&'l LadderMember<'a>> {
        let all = self
            .by_class
            .iter()
            .zip(classes)
            // If the class has several members, no single member is the odd one out.
            .filter(|(count, class)| **count == self.apart && class.members.len() == 1);
        let odd: Vec<&'l LadderMember<'a>> = all.map(|(_, class)| class.members[0]).collect();
        // If there is only one pair, both members qualify: it is the one with fewer periods.
        odd.into_iter().min_by_key(|rung| rung.article.as_ref().map_or(0, |it| it.sale.part.periods.len()))
    }
}
