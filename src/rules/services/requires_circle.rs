//! X10: an extra service requires itself, directly or through other services, or requires a service that it excludes.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::ExtraService;
use crate::rules::cycles::cycles;
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{ArticleView, Articles, Rule, RuleContext};
use std::collections::{HashMap, HashSet};

// An error only if no reading of `requires` makes an order possible; otherwise the finding is a warning.
const CODE: Code = Code::error(
    "X10",
    "requires-circle",
    "cyclic requirement",
    "An extra service requires itself, directly or through other services, or requires a service that it excludes.",
    include_str!("../codes/X10.md"),
);

/// Reports extra services that no one can order, because the services that they require cannot be ordered before them.
pub struct RequiresCircles;

impl Rule for RequiresCircles {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let requirements = Requirements::new(&context.articles);
        // Most catalogs require nothing, so there is nothing to sort.
        if requirements.order.is_empty() {
            return Vec::new();
        }
        let [certain, possible] = [Reading::One, Reading::All].map(|reading| requirements.blocked(reading));
        let mut findings = requirements.findings(&certain, &HashSet::new(), Reading::One);
        // What is blocked in any case has been reported as an error.
        let others = requirements.findings(&possible, &certain, Reading::All);
        findings
            .extend(others.into_iter().map(|finding| Diagnostic { severity: Severity::Warning, ..finding }));
        findings
    }
}

/// Whether customers need one of the articles that a service requires, or all of them. It is not known which is
/// the case. A service that is blocked only if customers need all articles gets a warning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Customers need at least one of the articles.
    One,
    /// Customers need all of the articles.
    All,
}

impl Reading {
    /// Returns the subject of a sentence that says that no one can order a service.
    fn no_one(self) -> &'static str {
        match self {
            Self::One => "no one",
            Self::All => "if customers need all required articles, no one",
        }
    }
}

/// An extra service that requires other articles.
#[derive(Clone, Copy)]
struct Requiring<'s, 'a> {
    each: &'s ArticleView<'a>,
    service: &'a ExtraService,
}

/// All extra services that require other articles.
struct Requirements<'s, 'a> {
    articles: &'s Articles<'a>,
    services: HashMap<&'a str, Requiring<'s, 'a>>,
    /// The article numbers of the services, in the order of the files.
    order: Vec<&'a str>,
}

impl<'s, 'a> Requirements<'s, 'a> {
    fn new(articles: &'s Articles<'a>) -> Self {
        let all = articles.services().filter(|(_, service)| !service.requires.is_empty());
        let all: Vec<Requiring<'_, '_>> = all.map(|(each, service)| Requiring { each, service }).collect();
        let order = all.iter().map(|it| it.each.number()).collect();
        Self { articles, services: all.into_iter().map(|it| (it.each.number(), it)).collect(), order }
    }

    /// Whether the service excludes the given article, because both are in the same exclusive group. A customer can
    /// have only one service of an exclusive group.
    fn excludes(&self, from: Requiring<'_, '_>, number: &str) -> bool {
        let group = from.service.exclusive_group.as_ref();
        let of_group = || self.articles.find(number).and_then(|each| each.service?.exclusive_group.as_ref());
        group.is_some() && number != from.each.number() && of_group() == group
    }

    /// Returns the services that no one can order. They are part of a cycle, require a service that is part of one, or
    /// exclude a service that they require.
    // This is a topological sort: what can be ordered releases what requires it, and the rest is blocked.
    fn blocked(&self, reading: Reading) -> HashSet<&'a str> {
        let mut needed: HashMap<&str, usize> = HashMap::new();
        let mut dependents: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut open = Vec::new();
        for number in &self.order {
            let from = self.services[number];
            // How many requirements still have to be met before the service can be ordered.
            let mut left = if reading == Reading::One { 1 } else { from.service.requires.len() };
            for required in from.service.requires.iter().map(|item| item.name()) {
                match self.services.contains_key(required) {
                    // An excluded service never helps: customers who have it cannot order this one.
                    _ if self.excludes(from, required) => {}
                    true => dependents.entry(required).or_default().push(number),
                    // An article that requires nothing can be ordered at once. Whether customers can have it is checked
                    // by A25.
                    false => left = left.saturating_sub(1),
                }
            }
            needed.insert(number, left);
            open.extend((left == 0).then_some(*number));
        }
        still_blocked(open, needed, &dependents)
    }

    /// Reports the services in `blocked`, except those in `known`.
    fn findings(
        &self,
        blocked: &HashSet<&'a str>,
        known: &HashSet<&'a str>,
        reading: Reading,
    ) -> Vec<Diagnostic> {
        let is_new = |number: &str| blocked.contains(number) && !known.contains(number);
        let new: Vec<&'a str> = self.order.iter().copied().filter(|number| is_new(number)).collect();
        // First, because exclusion explains a service that is in no cycle.
        let excluded = new.iter().filter_map(|number| self.excluded(self.services[number], reading));
        let mut findings: Vec<Diagnostic> = excluded.collect();
        let next = |number: &str| {
            let Some(from) = self.services.get(number) else { return Vec::new() };
            let items = from.service.requires.iter().map(|item| item.name());
            // Only through services that are blocked themselves, or a cycle that
            // customers can get around would be reported.
            items.filter(|item| is_new(item) && !self.excludes(*from, item)).collect::<Vec<&'a str>>()
        };
        findings.extend(cycles(new, next).iter().filter_map(|cycle| self.cycle(cycle, reading)));
        findings
    }

    /// Returns the place where the service `from` requires the service `to`.
    fn place(&self, from: &str, to: &str) -> Option<Place> {
        let from = self.services.get(from)?;
        let at = from.service.requires.iter().position(|item| item.name() == to)?;
        Some(from.each.at("requires").child(at))
    }

    fn cycle(&self, cycle: &[&'a str], reading: Reading) -> Option<Diagnostic> {
        let next = |at: usize| cycle[(at + 1) % cycle.len()];
        let places = cycle.iter().enumerate().filter_map(|(at, number)| self.place(number, next(at)));
        let places: Vec<Place> = places.collect();
        let (first, others) = cycle.split_first()?;
        let no_one = reading.no_one();
        let message = match others {
            [] => format!("`{first}` requires itself: {no_one} can order it"),
            [other] => {
                format!(
                    "`{first}` requires `{other}`, which requires `{first}`: {no_one} can order either of them"
                )
            }
            others => format!(
                "`{first}` requires itself through {}: {no_one} can order any of them",
                few(others.iter().copied())
            ),
        };
        let finding = Diagnostic::new(CODE, *places.first()?, message);
        let finding = with_more(finding, places[1..].iter().copied(), "and through this");
        Some(finding.help("write the intended article, or remove the requirement"))
    }

    /// Reports a service that requires another service in the same exclusive group.
    fn excluded(&self, from: Requiring<'s, 'a>, reading: Reading) -> Option<Diagnostic> {
        let mut items = from.service.requires.iter().map(|item| item.name());
        let required = items.find(|item| self.excludes(from, item))?;
        let (number, group) = (from.each.number(), from.service.exclusive_group.as_ref()?);
        let message = format!(
            "`{number}` requires `{required}`, but both are in the exclusive group `{group}`: {} can order it",
            reading.no_one()
        );
        let finding = Diagnostic::new(CODE, self.place(number, required)?, message).labelled("excluded");
        let finding = finding.also(from.each.at("exclusive_group"), "the common group");
        Some(finding.help("remove the requirement, or remove one of the two from the group"))
    }
}

/// Returns the services that are still blocked after all services that can be ordered have been ordered.
fn still_blocked<'a>(
    mut open: Vec<&'a str>,
    mut needed: HashMap<&'a str, usize>,
    dependents: &HashMap<&'a str, Vec<&'a str>>,
) -> HashSet<&'a str> {
    while let Some(number) = open.pop() {
        for dependent in dependents.get(number).into_iter().flatten() {
            // In the reading `One`, several requirements may be met after the only needed one.
            let Some(left) = needed.get_mut(dependent).filter(|left| **left > 0) else { continue };
            *left -= 1;
            if *left == 0 {
                open.push(dependent);
            }
        }
    }
    needed.into_iter().filter(|(_, left)| *left > 0).map(|(number, _)| number).collect()
}
