//! A32: an article has prices, but not in every currency of the manifest.

use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, counted};
use crate::model::Prices;
use crate::rules::ladders::missing_ladder_currency;
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{ArticleView, Rule, RuleContext};

const CODE: Code = Code::error(
    "A32",
    "missing-currency",
    "missing currency",
    "An article has prices, but not in every currency of the manifest.",
    include_str!("../codes/A32.md"),
);

/// Reports articles that have prices, but none in some currency of the manifest.
pub struct MissingCurrencies;

impl Rule for MissingCurrencies {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let articles = &*context.articles;
        let currencies = &articles.manifest().currencies;
        // Most articles are complete, and the upgrade groups are looked at only if one is not.
        let is_incomplete =
            |each: &&ArticleView<'_>| lists(each).any(|(_, prices)| !is_complete(prices, currencies));
        let incomplete: Vec<&ArticleView<'_>> = articles.iter().filter(is_incomplete).collect();
        if incomplete.is_empty() {
            return Vec::new();
        }
        let reported = missing_ladder_currency::reported(context);
        let is_reported =
            |code: &str, each: &ArticleView<'_>| reported.contains(&(each.number(), code.to_owned()));
        // By currency and not by article, because a missing currency usually affects many articles at once.
        let wanted = currencies.iter().enumerate().map(|(at, name)| Wanted {
            name,
            at,
            is_sold: articles.iter().any(|each| lists(each).any(|(_, prices)| has(prices, name))),
        });
        let findings = wanted.flat_map(|wanted| {
            // If another member of the article's upgrade group has a price in the currency, it is reported as U13.
            let (elsewhere, here): (Vec<&ArticleView<'_>>, Vec<&ArticleView<'_>>) =
                incomplete.iter().copied().partition(|each| is_reported(wanted.name, each));
            // A comment that allows the rule there counts as used, although U13 reports it.
            elsewhere.iter().for_each(|each| {
                wanted.is_allowed(each, context);
            });
            wanted.findings(&here, context)
        });
        findings.collect()
    }
}

/// What the prices in a list are for.
#[derive(Clone, Copy)]
enum Slot {
    /// For a renewal period, given by its index. `None` stands for the one-time price of the article.
    Own(Option<usize>),
    /// For a range of a counter, given by the index of the counter and the index of the range.
    Range(usize, usize),
}

/// Returns the lists of prices of an article, except empty ones.
fn lists<'a>(each: &ArticleView<'a>) -> impl Iterator<Item = (Slot, &'a Prices)> + use<'a> {
    let counters = each.part.counters.iter().enumerate();
    let ranges = counters.flat_map(|(at, counter)| {
        let ranges = counter.ranges.iter().enumerate();
        ranges.map(move |(number, range)| (Slot::Range(at, number), &range.prices))
    });
    let own = each.prices().map(|(period, prices)| (Slot::Own(period), prices));
    // Periods and articles without any price are reported as A28 and A29.
    own.chain(ranges).filter(|(_, prices)| !prices.is_empty())
}

fn has(prices: &Prices, currency: &str) -> bool {
    prices.keys().any(|known| known.name() == currency)
}

/// Whether the list has a price in every currency. A list with an undeclared currency counts as complete. That currency
/// is reported elsewhere, and may be a typo of the missing one.
fn is_complete(prices: &Prices, currencies: &[String]) -> bool {
    currencies.iter().all(|currency| has(prices, currency))
        || prices.keys().any(|known| currencies.iter().all(|currency| currency != known.name()))
}

impl Slot {
    fn is_own(self) -> bool {
        matches!(self, Self::Own(_))
    }

    fn place(self, each: &ArticleView<'_>) -> Place {
        match self {
            Self::Own(period) => each.at_prices(period),
            Self::Range(counter, range) => {
                each.at("counters").child(counter).child("ranges").child(range).child("prices")
            }
        }
    }

    fn words(self, each: &ArticleView<'_>) -> String {
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

/// If more articles than this have no price at all in a currency, they are reported in one finding instead of one by
/// one.
const ONE_BY_ONE: usize = 3;

/// A currency of the manifest.
struct Wanted<'c> {
    name: &'c str,
    /// The index of the currency in the manifest. The currency with index 0 is the default.
    at: usize,
    /// Whether any article has a price in the currency.
    is_sold: bool,
}

impl Wanted<'_> {
    /// Reports articles that lack prices in the currency. Articles with some prices in the currency are reported one by
    /// one. Articles without any are reported in one finding if there are many.
    fn findings(&self, incomplete: &[&ArticleView<'_>], context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let lacks = |each: &&&ArticleView<'_>| lists(each).any(|(_, prices)| !has(prices, self.name));
        let has_any = |each: &&ArticleView<'_>| lists(each).any(|(_, prices)| has(prices, self.name));
        let (some, none): (Vec<&ArticleView<'_>>, Vec<&ArticleView<'_>>) =
            incomplete.iter().filter(lacks).copied().partition(has_any);
        let none: Vec<&ArticleView<'_>> =
            none.into_iter().filter(|each| !self.is_allowed(each, context)).collect();
        let mut findings: Vec<Diagnostic> = some.iter().filter_map(|each| self.partly(each)).collect();
        match none.len() {
            // A few articles may each lack the currency for a reason of their own.
            0..=ONE_BY_ONE => findings.extend(none.iter().filter_map(|each| self.wholly(each))),
            _ => findings.extend(self.of_many(&none)),
        }
        findings
    }

    fn lacking<'a>(&self, each: &ArticleView<'a>) -> Vec<(Slot, &'a Prices)> {
        lists(each).filter(|(_, prices)| !has(prices, self.name)).collect()
    }

    /// Returns the first place where a price in the currency is missing.
    fn place(&self, each: &ArticleView<'_>) -> Option<Place> {
        Some(self.lacking(each).first()?.0.place(each).key())
    }

    fn is_allowed(&self, each: &ArticleView<'_>, context: &RuleContext<'_>) -> bool {
        self.place(each).is_some_and(|place| context.is_allowed(CODE, place))
    }

    /// Creates a finding at the first place where a price in the currency is missing, with a few more such places.
    fn finding(&self, each: &ArticleView<'_>, message: String) -> Option<Diagnostic> {
        let lacking = self.lacking(each);
        let mut places = lacking.iter().map(|(slot, _)| slot.place(each).key());
        let finding = Diagnostic::new(CODE, places.next()?, message);
        Some(self.graded(with_more(finding, places, "missing here too"), self.is_error(each)))
    }

    /// Whether the finding is an error. This is the case if the shop cannot show the article, because its own prices
    /// lack the default currency.
    fn is_error(&self, each: &ArticleView<'_>) -> bool {
        // Counters do not matter here: the shop shows an article by its own prices.
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

    fn partly(&self, each: &ArticleView<'_>) -> Option<Diagnostic> {
        let words: Vec<String> = self.lacking(each).iter().map(|(slot, _)| slot.words(each)).collect();
        let (number, words) = (each.number(), few(words.iter().map(String::as_str)));
        let message = format!("`{number}` has no price in {} for {words}", self.words());
        let finding = self.finding(each, message)?;
        // A place where the currency is given shows what the missing price would look like.
        let known = lists(each).find(|(_, prices)| has(prices, self.name));
        let known = known.map(|(slot, _)| slot.place(each).child(self.name));
        let finding = known.into_iter().fold(finding, |finding, place| finding.also(place, "has one here"));
        Some(finding.help(format!("add a price in `{}`{}", self.name, self.unsold("the article"))))
    }

    /// Returns the help text about articles that are not sold in the currency.
    fn unsold(&self, article: &str) -> String {
        format!(
            "; write `{}: {{ value: 1.00, enabled: false }}` if {article} is not sold in this currency",
            self.name
        )
    }

    fn wholly(&self, each: &ArticleView<'_>) -> Option<Diagnostic> {
        let message = format!("`{}` has no price in {}", each.number(), self.words());
        Some(self.finding(each, message)?.help(self.help("its", "the article")))
    }

    fn help(&self, whose: &str, article: &str) -> String {
        let name = self.name;
        match self.is_sold {
            true => {
                format!("add `{name}` to {whose} prices{}", self.unsold(article))
            }
            false => {
                format!(
                    "no article has a price in `{name}`: add prices, or remove the currency from `currencies` in the \
                     manifest"
                )
            }
        }
    }

    /// Reports many articles without any price in the currency. There is one finding, because the cause is probably the
    /// same.
    fn of_many(&self, none: &[&ArticleView<'_>]) -> Option<Diagnostic> {
        let (count, names) = (counted(none.len(), "article"), few(none.iter().map(|each| each.number())));
        let message = format!("{count} have no price in {}: {names}", self.words());
        let mut places = none.iter().filter_map(|each| self.place(each));
        let finding = Diagnostic::new(CODE, places.next()?, message);
        let finding = with_more(finding, places, "missing here too");
        let finding = finding.also(in_manifest("/currencies").child(self.at), "declared here");
        // One finding has one severity, so the most serious article decides.
        let is_error = none.iter().any(|each| self.is_error(each));
        Some(self.graded(finding, is_error).help(self.help("their", "an article")))
    }
}
