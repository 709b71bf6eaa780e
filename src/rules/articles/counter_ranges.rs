//! A36: ranges of counters that are reversed, overlap or leave a hole.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::{Counter, CounterRange};
use crate::rules::{Each, Rule, Sight};
use rust_decimal::Decimal;

const CODE: Code = Code::error(
    "A36",
    "counter-ranges",
    "does not fit the others",
    "The ranges of a counter are reversed, overlap or leave a hole.",
    include_str!("../codes/A36.md"),
);

/// Finds ranges of counters that do not follow one another.
pub struct CounterRanges;

impl Rule for CounterRanges {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(of_article)
    }
}

fn of_article(each: &Each<'_>) -> Vec<Diagnostic> {
    let counters = each.part.counters.iter().enumerate();
    counters.flat_map(|(at, counter)| of_counter(each, counter, each.at("counters").child(at))).collect()
}

fn of_counter(each: &Each<'_>, counter: &Counter, place: Place) -> Vec<Diagnostic> {
    let ranges = place.child("ranges");
    let mut sorted: Vec<Range<'_>> =
        counter.ranges.iter().enumerate().map(|(at, it)| Range { it, place: ranges.child(at) }).collect();
    let of = Of { number: each.number(), counter };
    let reversed: Vec<Diagnostic> = sorted.iter().filter_map(|range| of.reversed(range)).collect();
    // What follows what cannot be told of ranges that end before they begin.
    if !reversed.is_empty() {
        return reversed;
    }
    sorted.sort_by_key(|range| range.it.from);
    let first = sorted.first().and_then(|first| of.start(first));
    // What is not covered by the range before may be by one that reaches further.
    let furthest = sorted.iter().scan(None::<&Range<'_>>, |furthest, range| {
        let before = *furthest;
        *furthest = before.filter(|it| it.reaches(range)).or(Some(range));
        Some((before, range))
    });
    let pairs = furthest.filter_map(|(before, range)| of.pair(before?, range));
    let last = sorted.iter().reduce(|one, other| if one.reaches(other) { one } else { other });
    first.into_iter().chain(pairs).chain(last.and_then(|last| of.end(last))).collect()
}

/// A range and its place.
struct Range<'a> {
    it: &'a CounterRange,
    place: Place,
}

impl Range<'_> {
    fn from(&self) -> Decimal {
        self.it.from.decimal()
    }

    fn to(&self) -> Option<Decimal> {
        self.it.to.map(|to| to.decimal())
    }

    /// Whether it ends where another does, or later.
    fn reaches(&self, other: &Self) -> bool {
        match (self.to(), other.to()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(to)) => own >= to,
        }
    }

    fn words(&self) -> String {
        match self.to() {
            Some(to) => format!("{} to {to}", self.from()),
            None => format!("{} on", self.from()),
        }
    }
}

/// Whose ranges they are.
struct Of<'a> {
    number: &'a str,
    counter: &'a Counter,
}

impl Of<'_> {
    fn words(&self) -> String {
        format!("the counter `{}` of `{}`", self.counter.id, self.number)
    }

    fn reversed(&self, range: &Range<'_>) -> Option<Diagnostic> {
        let (from, to) = (range.from(), range.to().filter(|to| *to <= range.from())?);
        let (words, help) = match to == from {
            true => (
                "ends where it begins",
                format!("write a `to` above {from}, or leave it out of the last range"),
            ),
            false => ("ends before it begins", format!("did you mean `from: {to}` and `to: {from}`?")),
        };
        let message = format!("a range of {} {words}: from {from} to {to}", self.words());
        let finding = Diagnostic::new(CODE, range.place.child("to"), message).labelled("not above `from`");
        Some(finding.also(range.place.child("from"), "begins here").help(help))
    }

    fn pair(&self, one: &Range<'_>, other: &Range<'_>) -> Option<Diagnostic> {
        let (to, from) = (one.to()?, other.from());
        let overlaps = to > from;
        // Whether a range holds the number at its end is not known: 0 to 50 and 51 to 100 may be meant.
        if !overlaps && from - to <= Decimal::ONE {
            return None;
        }
        let message = match overlaps {
            true => format!("two ranges of {} overlap: {} and {}", self.words(), one.words(), other.words()),
            false => {
                format!("{} has no price from {to} to {from}: no range holds what is between", self.words())
            }
        };
        let finding = Diagnostic::new(CODE, other.place.child("from"), message);
        let finding = finding.labelled("begins here").also(one.place.child("to"), "ends here");
        let finding = finding.help(format!("let one begin where the other ends, as with `from: {to}`"));
        let severity = if overlaps { Severity::Error } else { Severity::Warning };
        Some(Diagnostic { severity, ..finding })
    }

    /// A first range that begins above 0 may be meant so: what is below costs nothing then.
    fn start(&self, first: &Range<'_>) -> Option<Diagnostic> {
        let from = Some(first.from()).filter(|from| *from > Decimal::ONE)?;
        let message = format!("{} has no price below {from}, where its first range begins", self.words());
        let finding = Diagnostic::new(CODE, first.place.child("from"), message).labelled("begins here");
        let finding =
            finding.help("begin with `from: 0`, and a price of 0.00 if what is below costs nothing");
        Some(Diagnostic { severity: Severity::Note, ..finding })
    }

    /// A last range that has an end may be meant so.
    fn end(&self, last: &Range<'_>) -> Option<Diagnostic> {
        let to = last.to()?;
        let message = format!("{} has no price above {to}, where its last range ends", self.words());
        let finding = Diagnostic::new(CODE, last.place.child("to"), message).labelled("ends here");
        let finding = finding.help("leave `to` out of the last range if all that is above costs the same");
        Some(Diagnostic { severity: Severity::Note, ..finding })
    }
}
