//! A32: articles that have no price in one of the manifest's currencies.

use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, counted};
use crate::model::Prices;
use crate::rules::ladders::missing_ladder_currency;
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A32",
    "missing-currency",
    "not in every currency",
    "An article has no price in one of the manifest's currencies.",
    include_str!("../codes/A32.md"),
);

/// Finds articles without prices in a currency.
pub struct MissingCurrencies;

impl Rule for MissingCurrencies {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let articles = &*sight.articles;
        let currencies = &articles.manifest().currencies;
        let is_incomplete =
            |each: &&Each<'_>| lists(each).any(|(_, prices)| !is_complete(prices, currencies));
        let incomplete: Vec<&Each<'_>> = articles.iter().filter(is_incomplete).collect();
        if incomplete.is_empty() {
            return Vec::new();
        }
        let told = missing_ladder_currency::told(sight);
        let is_told = |code: &str, each: &Each<'_>| told.contains(&(each.number(), code.to_owned()));
        let wanted = currencies.iter().enumerate().map(|(at, name)| Wanted {
            name,
            at,
            is_sold: articles.iter().any(|each| lists(each).any(|(_, prices)| has(prices, name))),
        });
        let found = wanted.flat_map(|wanted| {
            // Where another member of an upgrade group has a price in it, that is told of the group.
            let (told, untold): (Vec<&Each<'_>>, Vec<&Each<'_>>) =
                incomplete.iter().copied().partition(|each| is_told(wanted.name, each));
            // A comment that allows it there is not called unused.
            told.iter().for_each(|each| {
                wanted.is_allowed(each, sight);
            });
            wanted.found(&untold, sight)
        });
        found.collect()
    }
}

/// Where a list of prices stands.
#[derive(Clone, Copy)]
enum Slot {
    /// In a period, or on the article itself.
    Own(Option<usize>),
    /// In a range of a counter.
    Range(usize, usize),
}

/// The lists of prices of an article that hold any.
fn lists<'a>(each: &Each<'a>) -> impl Iterator<Item = (Slot, &'a Prices)> + use<'a> {
    let counters = each.part.counters.iter().enumerate();
    let ranges = counters.flat_map(|(at, counter)| {
        let ranges = counter.ranges.iter().enumerate();
        ranges.map(move |(number, range)| (Slot::Range(at, number), &range.prices))
    });
    let own = each.prices().map(|(period, prices)| (Slot::Own(period), prices));
    own.chain(ranges).filter(|(_, prices)| !prices.is_empty())
}

fn has(prices: &Prices, currency: &str) -> bool {
    prices.keys().any(|known| known.name() == currency)
}

/// Whether there is a price in every currency. A list with one that is not declared, which is a finding of its own, is
/// taken for complete: a declared one may be meant.
fn is_complete(prices: &Prices, currencies: &[String]) -> bool {
    currencies.iter().all(|currency| has(prices, currency))
        || prices.keys().any(|known| currencies.iter().all(|currency| currency != known.name()))
}

impl Slot {
    fn is_own(self) -> bool {
        matches!(self, Self::Own(_))
    }

    fn place(self, each: &Each<'_>) -> Place {
        match self {
            Self::Own(period) => each.at_prices(period),
            Self::Range(counter, range) => {
                each.at("counters").child(counter).child("ranges").child(range).child("prices")
            }
        }
    }

    fn words(self, each: &Each<'_>) -> String {
        match self {
            Self::Own(Some(period)) => each.every(period).to_string(),
            Self::Own(None) => "one payment".to_owned(),
            Self::Range(counter, range) => {
                let counter = &each.part.counters[counter];
                format!("{} from {}", counter.id, counter.ranges[range].from.decimal())
            }
        }
    }
}

/// How many articles that are sold in no currency of a name are told one by one.
const ONE_BY_ONE: usize = 3;

/// A currency of the manifest.
struct Wanted<'c> {
    name: &'c str,
    /// Its number among the manifest's.
    at: usize,
    /// Whether any article has a price in it.
    is_sold: bool,
}

impl Wanted<'_> {
    /// What is missing: of articles that have prices in the currency elsewhere each by itself, those that have none at
    /// all as one where they are many.
    fn found(&self, incomplete: &[&Each<'_>], sight: &Sight<'_>) -> Vec<Diagnostic> {
        let lacks = |each: &&&Each<'_>| lists(each).any(|(_, prices)| !has(prices, self.name));
        let has_any = |each: &&Each<'_>| lists(each).any(|(_, prices)| has(prices, self.name));
        let (some, none): (Vec<&Each<'_>>, Vec<&Each<'_>>) =
            incomplete.iter().filter(lacks).copied().partition(has_any);
        let none: Vec<&Each<'_>> = none.into_iter().filter(|each| !self.is_allowed(each, sight)).collect();
        let mut found: Vec<Diagnostic> = some.iter().filter_map(|each| self.partly(each)).collect();
        match none.len() {
            0..=ONE_BY_ONE => found.extend(none.iter().filter_map(|each| self.wholly(each))),
            _ => found.extend(self.of_many(&none)),
        }
        found
    }

    fn lacking<'a>(&self, each: &Each<'a>) -> Vec<(Slot, &'a Prices)> {
        lists(each).filter(|(_, prices)| !has(prices, self.name)).collect()
    }

    /// The first place at which the currency is missing.
    fn place(&self, each: &Each<'_>) -> Option<Place> {
        Some(self.lacking(each).first()?.0.place(each).key())
    }

    fn is_allowed(&self, each: &Each<'_>, sight: &Sight<'_>) -> bool {
        self.place(each).is_some_and(|place| sight.is_allowed(CODE, place))
    }

    /// A finding at the first of some lists of an article, with the next few.
    fn finding(&self, each: &Each<'_>, message: String) -> Option<Diagnostic> {
        let lacking = self.lacking(each);
        let mut places = lacking.iter().map(|(slot, _)| slot.place(each).key());
        let finding = Diagnostic::new(CODE, places.next()?, message);
        Some(self.graded(with_more(finding, places, "nor here"), self.is_error(each)))
    }

    /// Without a price in the default currency the shop cannot show an article.
    fn is_error(&self, each: &Each<'_>) -> bool {
        self.at == 0 && each.is_shown && self.lacking(each).iter().any(|(slot, _)| slot.is_own())
    }

    fn graded(&self, finding: Diagnostic, is_error: bool) -> Diagnostic {
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        Diagnostic { severity, ..finding }
    }

    fn words(&self) -> String {
        let default = if self.at == 0 { "the default currency " } else { "" };
        format!("{default}`{}`", self.name)
    }

    fn partly(&self, each: &Each<'_>) -> Option<Diagnostic> {
        let words: Vec<String> = self.lacking(each).iter().map(|(slot, _)| slot.words(each)).collect();
        let (number, words) = (each.number(), few(words.iter().map(String::as_str)));
        let message = format!("`{number}` has no price in {} for {words}", self.words());
        let finding = self.finding(each, message)?;
        let known = lists(each).find(|(_, prices)| has(prices, self.name));
        let known = known.map(|(slot, _)| slot.place(each).child(self.name));
        let finding = known.into_iter().fold(finding, |finding, place| finding.also(place, "has one here"));
        Some(finding.help(format!("add `{}` there{}", self.name, self.unsold())))
    }

    /// What to write where the article is not sold in the currency.
    fn unsold(&self) -> String {
        format!("; `{}: {{ value: 1.00, enabled: false }}` where it is not sold", self.name)
    }

    fn wholly(&self, each: &Each<'_>) -> Option<Diagnostic> {
        let message = format!("`{}` has no price in {}", each.number(), self.words());
        Some(self.finding(each, message)?.help(self.help("its")))
    }

    fn help(&self, whose: &str) -> String {
        let name = self.name;
        match self.is_sold {
            true => {
                format!("add `{name}` to {whose} prices{}", self.unsold())
            }
            false => {
                format!(
                    "no article has a price in `{name}`: add the prices, or take it out of the manifest's `currencies`"
                )
            }
        }
    }

    /// Articles that have no price in the currency, as one: it is one thing that is missing.
    fn of_many(&self, none: &[&Each<'_>]) -> Option<Diagnostic> {
        let (count, names) = (counted(none.len(), "article"), few(none.iter().map(|each| each.number())));
        let message = format!("{count} have no price in {}: {names}", self.words());
        let mut places = none.iter().filter_map(|each| self.place(each));
        let finding = Diagnostic::new(CODE, places.next()?, message);
        let finding = with_more(finding, places, "nor here");
        let finding = finding.also(in_manifest("/currencies").child(self.at), "declared here");
        let is_error = none.iter().any(|each| self.is_error(each));
        Some(self.graded(finding, is_error).help(self.help("their")))
    }
}
