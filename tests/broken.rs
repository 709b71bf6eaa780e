//! Breaks the examples in one place at a time, and counts how many of the mistakes `check` finds.
//!
//! Some changes are certainly mistakes, such as a reference to something that does not exist. Nearly all of these must
//! be found. Others may be intended, such as another price. For these, the test only prints how many were found.

mod breaking;
mod catalog;
mod plausible;

use catalog::{Catalog, Change};
use fastrand::Rng;
use rayon::prelude::*;

/// A way to break a catalog.
struct Way {
    name: &'static str,
    /// Every change that it can make to a catalog.
    changes: fn(&Catalog, &mut Rng) -> Vec<Change>,
}

/// How many changes of each way are tried in each example.
const TRIED: usize = 12;

/// The result of trying one way to break catalogs.
struct Outcome {
    name: &'static str,
    tried: usize,
    /// Descriptions of the changes after which `check` found nothing new.
    missed: Vec<String>,
}

impl Outcome {
    fn found(&self) -> usize {
        self.tried - self.missed.len()
    }
}

fn outcome(way: &Way) -> Outcome {
    let mut rng = Rng::with_seed(14);
    let tried: Vec<(&Catalog, Change)> = Catalog::examples()
        .iter()
        .flat_map(|catalog| {
            let mut changes = (way.changes)(catalog, &mut rng);
            rng.shuffle(&mut changes);
            changes.truncate(TRIED);
            changes.into_iter().map(move |change| (catalog, change))
        })
        .collect();
    let is_missed = |(catalog, change): &&(&Catalog, Change)| catalog.new_findings(change).is_empty();
    let missed =
        tried.par_iter().filter(is_missed).map(|(catalog, change)| catalog.describe(change)).collect();
    Outcome { name: way.name, tried: tried.len(), missed }
}

#[expect(clippy::print_stderr, reason = "the figures are what is asked for")]
fn outcomes(ways: &[Way]) -> Vec<Outcome> {
    let outcomes: Vec<Outcome> = ways.iter().map(outcome).collect();
    for outcome in &outcomes {
        eprintln!("{}: {} of {} found", outcome.name, outcome.found(), outcome.tried);
        outcome.missed.iter().for_each(|missed| eprintln!("  not found: {missed}"));
    }
    outcomes
}

#[test]
fn nearly_all_certain_mistakes_are_found() {
    let outcomes = outcomes(breaking::WAYS);
    let (tried, found): (Vec<usize>, Vec<usize>) =
        outcomes.iter().map(|outcome| (outcome.tried, outcome.found())).unzip();
    for outcome in &outcomes {
        assert!(outcome.tried >= 5, "{}: {} tried", outcome.name, outcome.tried);
        assert!(outcome.found() * 100 >= outcome.tried * 80, "{}: {:#?}", outcome.name, outcome.missed);
    }
    let (tried, found): (usize, usize) = (tried.iter().sum(), found.iter().sum());
    assert!(found * 100 >= tried * 95, "{found} of {tried}");
}

#[test]
fn plausible_changes_are_counted() {
    let outcomes = outcomes(plausible::WAYS);
    assert!(outcomes.iter().all(|outcome| outcome.tried >= 5));
}
