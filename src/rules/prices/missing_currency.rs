//! A32: articles that have no price in one of the manifest's currencies.

use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, counted};
use crate::model::Prices;
use crate::rules::few::{few, with_more};
use crate::rules::{Articles, Each, Rule, Sight};

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
        let incomplete: Vec<&Each<'_>> = articles
            .iter()
            .filter(|each| lists(each).any(|(_, prices)| !is_complete(prices, currencies)))
            .collect();
        let of = |(at, currency): (usize, &String)| of_currency(&incomplete, articles, at, currency);
        currencies.iter().enumerate().flat_map(of).collect()
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

fn is_complete(prices: &Prices, currencies: &[String]) -> bool {
    currencies.iter().all(|currency| has(prices, currency))
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

/// What is missing in one currency: of articles that have prices in it elsewhere each by itself, those that have none
/// at all as one where they are many.
fn of_currency(
    incomplete: &[&Each<'_>],
    articles: &Articles<'_>,
    at: usize,
    currency: &str,
) -> Vec<Diagnostic> {
    let lacks = |each: &&&Each<'_>| lists(each).any(|(_, prices)| !has(prices, currency));
    let has_any = |each: &&Each<'_>| lists(each).any(|(_, prices)| has(prices, currency));
    let (some, none): (Vec<&Each<'_>>, Vec<&Each<'_>>) =
        incomplete.iter().filter(lacks).copied().partition(has_any);
    let is_default = at == 0;
    let mut found: Vec<Diagnostic> = some.iter().map(|each| partly(each, currency, is_default)).collect();
    match none.len() {
        0..=ONE_BY_ONE => found.extend(none.iter().map(|each| wholly(each, currency, is_default))),
        _ => found.push(many(&none, articles, at, currency)),
    }
    found
}

fn lacking<'a>(each: &Each<'a>, currency: &str) -> Vec<Slot> {
    lists(each).filter(|(_, prices)| !has(prices, currency)).map(|(slot, _)| slot).collect()
}

/// Without a price in the default currency the shop cannot show an article.
fn is_error(each: &Each<'_>, slots: &[Slot], is_default: bool) -> bool {
    is_default && each.is_shown && slots.iter().any(|slot| slot.is_own())
}

fn finding(place: Place, message: String, is_error: bool) -> Diagnostic {
    let severity = if is_error { Severity::Error } else { Severity::Warning };
    Diagnostic { severity, ..Diagnostic::new(CODE, place, message) }
}

fn the(currency: &str, is_default: bool) -> String {
    if is_default { format!("the default currency `{currency}`") } else { format!("`{currency}`") }
}

fn partly(each: &Each<'_>, currency: &str, is_default: bool) -> Diagnostic {
    let slots = lacking(each, currency);
    let known = lists(each).find(|(_, prices)| has(prices, currency)).map(|(slot, _)| slot);
    let words: Vec<String> = slots.iter().map(|slot| slot.words(each)).collect();
    let message = format!(
        "`{}` has no price in {} for {}",
        each.number(),
        the(currency, is_default),
        few(words.iter().map(String::as_str))
    );
    let finding = finding(slots[0].place(each).key(), message, is_error(each, &slots, is_default));
    let finding = with_more(finding, slots[1..].iter().map(|slot| slot.place(each).key()), "nor here");
    let finding = match known {
        Some(known) => finding.also(known.place(each).child(currency), "has one here"),
        None => finding,
    };
    finding.help(format!("add `{currency}` there, 0.00 to give it away"))
}

fn wholly(each: &Each<'_>, currency: &str, is_default: bool) -> Diagnostic {
    let slots = lacking(each, currency);
    let message = format!("`{}` has no price in {}", each.number(), the(currency, is_default));
    let finding = finding(slots[0].place(each).key(), message, is_error(each, &slots, is_default));
    with_more(finding, slots[1..].iter().map(|slot| slot.place(each).key()), "nor here").help(format!(
        "add `{currency}` to its prices: the manifest declares the currency, and customers who pay in it cannot order the article"
    ))
}

/// Articles that have no price in a currency, as one: it is one thing that is missing.
fn many(none: &[&Each<'_>], articles: &Articles<'_>, at: usize, currency: &str) -> Diagnostic {
    let is_default = at == 0;
    let is_sold = articles.iter().any(|each| lists(each).any(|(_, prices)| has(prices, currency)));
    let message = format!(
        "{} have no price in {}: {}",
        counted(none.len(), "article"),
        the(currency, is_default),
        few(none.iter().map(|each| each.number()))
    );
    let place = |each: &Each<'_>| lacking(each, currency).first().map(|slot| slot.place(each).key());
    let error = none.iter().any(|each| is_error(each, &lacking(each, currency), is_default));
    let declared = in_manifest("/currencies").child(at);
    let Some(first) = place(none[0]) else { return finding(declared, message, error) };
    let finding = finding(first, message, error).also(declared, "declared here");
    let finding = with_more(finding, none[1..].iter().take(2).filter_map(|each| place(each)), "nor here");
    finding.help(match is_sold {
        true => format!("add `{currency}` to their prices"),
        false => {
            format!("no article has a price in `{currency}`: add the prices, or take it out of `currencies`")
        }
    })
}
