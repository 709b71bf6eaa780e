//! X10: services that require themselves, one another, or what they exclude.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::ExtraService;
use crate::rules::cycles::circles;
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{Articles, Each, Rule, Sight};
use std::collections::{HashMap, HashSet};

const CODE: Code = Code::error(
    "X10",
    "requires-circle",
    "required before itself",
    "Extra services require themselves, one another, or one that they exclude.",
    include_str!("../codes/X10.md"),
);

/// Finds extra services that nobody can order first.
pub struct RequiresCircles;

impl Rule for RequiresCircles {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let requirements = Requirements::new(&sight.articles);
        if requirements.order.is_empty() {
            return Vec::new();
        }
        let [certain, possible] = [Reading::One, Reading::All].map(|reading| requirements.blocked(reading));
        let mut found = requirements.found(&certain, &HashSet::new(), Reading::One);
        let others = requirements.found(&possible, &certain, Reading::All);
        found.extend(others.into_iter().map(|finding| Diagnostic { severity: Severity::Warning, ..finding }));
        found
    }
}

/// How many of the articles that a service requires a customer must have. Which it is no source settles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// One of them.
    One,
    /// All of them.
    All,
}

impl Reading {
    /// Who can order what is blocked.
    fn nobody(self) -> &'static str {
        match self {
            Self::One => "nobody",
            Self::All => "if customers must have all that it requires, nobody",
        }
    }
}

/// A service that requires something.
#[derive(Clone, Copy)]
struct Requiring<'s, 'a> {
    each: &'s Each<'a>,
    service: &'a ExtraService,
}

/// The services that require something.
struct Requirements<'s, 'a> {
    articles: &'s Articles<'a>,
    services: HashMap<&'a str, Requiring<'s, 'a>>,
    /// Their numbers, in the order of the files.
    order: Vec<&'a str>,
}

impl<'s, 'a> Requirements<'s, 'a> {
    fn new(articles: &'s Articles<'a>) -> Self {
        let all = articles.services().filter(|(_, service)| !service.requires.is_empty());
        let all: Vec<Requiring<'_, '_>> = all.map(|(each, service)| Requiring { each, service }).collect();
        let order = all.iter().map(|it| it.each.number()).collect();
        Self { articles, services: all.into_iter().map(|it| (it.each.number(), it)).collect(), order }
    }

    /// Whether a service excludes an article that it requires: of an exclusive group a customer has one.
    fn excludes(&self, from: Requiring<'_, '_>, number: &str) -> bool {
        let group = from.service.exclusive_group.as_ref();
        let of_group = || self.articles.find(number).and_then(|each| each.service?.exclusive_group.as_ref());
        group.is_some() && number != from.each.number() && of_group() == group
    }

    /// The services that nobody can order, since what they require cannot be had before them.
    fn blocked(&self, reading: Reading) -> HashSet<&'a str> {
        let mut needed: HashMap<&str, usize> = HashMap::new();
        let mut dependents: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut open = Vec::new();
        for number in &self.order {
            let from = self.services[number];
            let mut left = if reading == Reading::One { 1 } else { from.service.requires.len() };
            for required in from.service.requires.iter().map(|item| item.name()) {
                match self.services.contains_key(required) {
                    _ if self.excludes(from, required) => {}
                    true => dependents.entry(required).or_default().push(number),
                    false => left = left.saturating_sub(1),
                }
            }
            needed.insert(number, left);
            open.extend((left == 0).then_some(*number));
        }
        release(open, needed, &dependents)
    }

    /// What is found among services that nobody can order, without those of which it is known.
    fn found(
        &self,
        blocked: &HashSet<&'a str>,
        known: &HashSet<&'a str>,
        reading: Reading,
    ) -> Vec<Diagnostic> {
        let is_new = |number: &&&'a str| blocked.contains(**number) && !known.contains(**number);
        let new = || self.order.iter().filter(is_new).copied();
        let mut found: Vec<Diagnostic> =
            new().filter_map(|number| self.excluded(self.services[number], reading)).collect();
        let next = |number: &str| {
            let Some(from) = self.services.get(number) else { return Vec::new() };
            let items = from.service.requires.iter().map(|item| item.name());
            let leads =
                |item: &&str| blocked.contains(item) && !known.contains(item) && !self.excludes(*from, item);
            items.filter(leads).collect::<Vec<&'a str>>()
        };
        found.extend(circles(new(), next).iter().filter_map(|circle| self.told(circle, reading)));
        found
    }

    /// Where a service requires another.
    fn place(&self, from: &str, to: &str) -> Option<Place> {
        let from = self.services.get(from)?;
        let at = from.service.requires.iter().position(|item| item.name() == to)?;
        Some(from.each.at("requires").child(at))
    }

    fn told(&self, circle: &[&'a str], reading: Reading) -> Option<Diagnostic> {
        let next = |at: usize| circle[(at + 1) % circle.len()];
        let places = circle.iter().enumerate().filter_map(|(at, number)| self.place(number, next(at)));
        let places: Vec<Place> = places.collect();
        let (first, others) = circle.split_first()?;
        let nobody = reading.nobody();
        let message = match others {
            [] => format!("`{first}` requires itself: {nobody} can order it first"),
            [other] => {
                format!(
                    "`{first}` requires `{other}`, which requires `{first}`: {nobody} can order either first"
                )
            }
            others => format!(
                "`{first}` requires itself, through {}: {nobody} can order any of them first",
                few(others.iter().copied())
            ),
        };
        let finding = Diagnostic::new(CODE, *places.first()?, message);
        let finding = with_more(finding, places[1..].iter().copied(), "and this in turn");
        Some(finding.help("write the article that is meant, or take the requirement out"))
    }

    /// A requirement that the service's own exclusive group keeps from being met.
    fn excluded(&self, from: Requiring<'s, 'a>, reading: Reading) -> Option<Diagnostic> {
        let mut items = from.service.requires.iter().map(|item| item.name());
        let required = items.find(|item| self.excludes(from, item))?;
        let (number, group) = (from.each.number(), from.service.exclusive_group.as_ref()?);
        let message = format!(
            "`{number}` requires `{required}`, and both are of the exclusive group `{group}`: {} can order it",
            reading.nobody()
        );
        let finding = Diagnostic::new(CODE, self.place(number, required)?, message).labelled("excluded");
        let finding = finding.also(from.each.at("exclusive_group"), "the group of both");
        Some(finding.help("take the requirement out, or one of the two out of the group"))
    }
}

/// What stays blocked when everything that can be had is had.
fn release<'a>(
    mut open: Vec<&'a str>,
    mut needed: HashMap<&'a str, usize>,
    dependents: &HashMap<&'a str, Vec<&'a str>>,
) -> HashSet<&'a str> {
    while let Some(number) = open.pop() {
        for dependent in dependents.get(number).into_iter().flatten() {
            let Some(left) = needed.get_mut(dependent).filter(|left| **left > 0) else { continue };
            *left -= 1;
            if *left == 0 {
                open.push(dependent);
            }
        }
    }
    needed.into_iter().filter(|(_, left)| *left > 0).map(|(number, _)| number).collect()
}
