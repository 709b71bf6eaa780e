//! U09: members of a ladder between which nobody can move, since they share no renewal period.

use super::graph::{Class, Graph, Readings};
use crate::diagnostic::{Code, Diagnostic, Severity, grouped};
use crate::offer::{Ladder, Rung};
use crate::rules::offers::{ALIKE, renewal};
use crate::rules::repeated_findings::with_places;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "U09",
    "no-common-period",
    "no common period",
    "Members of an upgrade group share no renewal period.",
    include_str!("../codes/U09.md"),
)
.warning();

/// Finds members without a common period.
pub struct NoCommonPeriod;

/// The pairs of members between which the flags allow a move.
#[derive(Default)]
struct Pairs<'l, 'a> {
    /// How many.
    all: usize,
    /// How many of them share no period.
    apart: usize,
    /// The first of those.
    first: Option<(&'l Rung<'a>, &'l Rung<'a>)>,
    /// In which readings the flags allow the move between one of those.
    readings: Readings,
    /// How many of those each class has.
    by_class: Vec<usize>,
}

impl Rule for NoCommonPeriod {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.ladders().iter().filter_map(of_ladder).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>) -> Option<Diagnostic> {
    let graph = Graph::new(ladder);
    if graph.has_common_period() {
        return None;
    }
    if ladder.rungs.iter().all(is_paid_once) {
        return Some(paid_once(ladder));
    }
    let pairs = Pairs::new(&graph.classes);
    let (low, high) = pairs.first?;
    let by_length = Pairs::new(&Graph::by_length(ladder).classes).apart;
    let finding = if pairs.apart == pairs.all {
        none_at_all(ladder, by_length == pairs.all)
    } else if let Some(odd) = pairs.odd_one(&graph.classes) {
        odd_one(ladder, odd, pairs.apart, pairs.readings)
    } else {
        several(ladder, &pairs)
    };
    let place = |rung: &Rung<'_>| Some(rung.article.as_ref()?.entry.document.root().child("periods").key());
    let words = |rung: &Rung<'_>| {
        rung.article
            .as_ref()
            .map(|it| format!("`{}` {}", rung.item(), renewal(it.sale.part)))
            .unwrap_or_default()
    };
    let places = [low, high].map(|rung| Some((place(rung)?, words(rung))));
    let finding = with_places(finding, places.into_iter().flatten());
    Some(if by_length < pairs.apart { finding.help(ALIKE) } else { finding })
}

/// Whether a member is known to have prices, and no period.
fn is_paid_once(rung: &Rung<'_>) -> bool {
    let part = rung.article.as_ref().map(|article| article.sale.part);
    part.is_some_and(|part| part.periods.is_empty() && !part.prices.is_empty())
}

fn paid_once(ladder: &Ladder<'_>) -> Diagnostic {
    let message = format!(
        "the members of the upgrade group `{}` are paid once, and a move leads to a product of the same renewal period",
        ladder.name
    );
    Diagnostic::new(CODE, ladder.place, message)
        .labelled("customers may not be able to move")
        .help("give the members a renewal period in common, or take the group out")
}

/// Without a common period nobody can move; it is certain as long as none is common by its length either.
fn none_at_all(ladder: &Ladder<'_>, is_certain: bool) -> Diagnostic {
    let message = match ladder.rungs.as_slice() {
        [one, other] => {
            format!("`{}` and `{}` share no renewal period: nobody can move", one.item(), other.item())
        }
        _ => format!(
            "no two members of the upgrade group `{}` share a renewal period: nobody can move",
            ladder.name
        ),
    };
    let finding = Diagnostic::new(CODE, ladder.place, message)
        .help("a move leads to a product of the same renewal period: give the members one in common");
    if is_certain { Diagnostic { severity: Severity::Error, ..finding } } else { finding }
}

fn odd_one(ladder: &Ladder<'_>, odd: &Rung<'_>, apart: usize, readings: Readings) -> Diagnostic {
    let (item, name) = (odd.item(), ladder.name);
    let others = match apart {
        1 => "one other member".to_owned(),
        _ => format!("{} other members", grouped(apart)),
    };
    let message = format!(
        "`{item}` shares no renewal period with {others} of the upgrade group `{name}`{}",
        readings.words()
    );
    Diagnostic::new(CODE, odd.place, message)
        .labelled("nobody can move between them")
        .help(format!("give `{item}` a period of theirs, or take it out of the group"))
}

fn several(ladder: &Ladder<'_>, pairs: &Pairs<'_, '_>) -> Diagnostic {
    let (apart, all, name) = (grouped(pairs.apart), grouped(pairs.all), ladder.name);
    let message = format!(
        "{apart} of the {all} pairs of members between which the upgrade group `{name}` allows moves share no renewal period{}",
        pairs.readings.words()
    );
    Diagnostic::new(CODE, ladder.place, message)
        .labelled("nobody can move between them")
        .help("make an upgrade group for each period, or give the members one in common")
}

impl<'l, 'a> Pairs<'l, 'a> {
    fn new(classes: &[Class<'l, 'a>]) -> Self {
        let mut pairs = Self { by_class: vec![0; classes.len()], ..Self::default() };
        for (at, low) in classes.iter().enumerate() {
            for (above, high) in
                classes.iter().enumerate().skip(at + 1).filter(|(_, high)| high.step > low.step)
            {
                let readings = low.between(high);
                if readings.any() {
                    pairs.add((at, low), (above, high), readings);
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
            self.by_class[low.0] += count;
            self.by_class[high.0] += count;
            self.first.get_or_insert((low.1.members[0], high.1.members[0]));
            self.readings = self.readings.or(readings);
        }
    }

    /// The member that is one of every such pair, if there is one, and more than one pair.
    fn odd_one(&self, classes: &[Class<'l, 'a>]) -> Option<&'l Rung<'a>> {
        let all = self
            .by_class
            .iter()
            .zip(classes)
            .filter(|(count, class)| **count == self.apart && class.members.len() == 1);
        let odd: Vec<&'l Rung<'a>> = all.map(|(_, class)| class.members[0]).collect();
        // Of a single pair either may be the odd one: what has fewer periods.
        odd.into_iter().min_by_key(|rung| rung.article.as_ref().map_or(0, |it| it.sale.part.periods.len()))
    }
}
