//! A36: the ranges of a counter are reversed, overlap or leave a gap.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::{Counter, CounterRange};
use crate::rules::{ArticleView, Rule, RuleContext};
use rust_decimal::Decimal;

// An error for what is charged wrongly; gaps and open ends get a lower severity below.
const CODE: Code = Code::error(
    "A36",
    "counter-ranges",
    "not consecutive",
    "The ranges of a counter are reversed, overlap or leave a gap.",
    include_str!("../codes/A36.md"),
);

/// Reports counters whose ranges are not consecutive.
pub struct CounterRanges;

impl Rule for CounterRanges {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

fn of_article(each: &ArticleView<'_>) -> Vec<Diagnostic> {
    let counters = each.part.counters.iter().enumerate();
    counters.flat_map(|(at, counter)| of_counter(each, counter, each.at("counters").child(at))).collect()
}

fn of_counter(each: &ArticleView<'_>, counter: &Counter, place: Place) -> Vec<Diagnostic> {
    let ranges = place.child("ranges");
    let mut sorted: Vec<Range<'_>> = counter
        .ranges
        .iter()
        .enumerate()
        .map(|(index, it)| Range { it, place: ranges.child(index) })
        .collect();
    let counter = NamedCounter { number: each.number(), counter };
    let reversed: Vec<Diagnostic> = sorted.iter().filter_map(|range| counter.reversed(range)).collect();
    // Ranges that end before they begin have no order, so gaps and overlaps cannot be determined.
    if !reversed.is_empty() {
        return reversed;
    }
    // The order in the file does not matter to the billing system.
    sorted.sort_by_key(|range| range.it.from);
    let first = sorted.first().and_then(|first| counter.start(first));
    // A range is compared with the one before it that reaches furthest, which need not be the one directly before it.
    let furthest = sorted.iter().scan(None::<&Range<'_>>, |furthest, range| {
        let before = *furthest;
        *furthest = before.filter(|it| it.reaches(range)).or(Some(range));
        Some((before, range))
    });
    let pairs = furthest.filter_map(|(before, range)| counter.pair(before?, range));
    // Only the furthest end matters, since an earlier one is covered by it.
    let last = sorted.iter().reduce(|one, other| if one.reaches(other) { one } else { other });
    first.into_iter().chain(pairs).chain(last.and_then(|last| counter.end(last))).collect()
}

/// A range of a counter, with its place in the files.
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

    /// Whether the range ends at the same amount as `other` or at a higher one. A range without an end reaches
    /// furthest.
    fn reaches(&self, other: &Self) -> bool {
        // No end is the furthest end of all.
        match (self.to(), other.to()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(to), Some(other)) => to >= other,
        }
    }

    fn words(&self) -> String {
        match self.to() {
            Some(to) => format!("{} to {to}", self.from()),
            None => format!("from {} up", self.from()),
        }
    }
}

/// A counter, with the number of its article.
struct NamedCounter<'a> {
    number: &'a str,
    counter: &'a Counter,
}

impl NamedCounter<'_> {
    fn words(&self) -> String {
        format!("the counter `{}` of `{}`", self.counter.id, self.number)
    }

    fn reversed(&self, range: &Range<'_>) -> Option<Diagnostic> {
        let (from, to) = (range.from(), range.to().filter(|to| *to <= range.from())?);
        // Equal ends cannot be swapped, so the help differs.
        let (words, help) = match to == from {
            true => {
                ("ends where it starts", format!("write a `to` above {from}, or omit it in the last range"))
            }
            false => ("ends before it starts", format!("did you mean `from: {to}` and `to: {from}`?")),
        };
        let message = format!("a range of {} {words}: from {from} to {to}", self.words());
        let finding = Diagnostic::new(CODE, range.place.child("to"), message).labelled("not above `from`");
        Some(finding.also(range.place.child("from"), "starts here").help(help))
    }

    fn pair(&self, one: &Range<'_>, other: &Range<'_>) -> Option<Diagnostic> {
        let (to, from) = (one.to()?, other.from());
        let overlaps = to > from;
        // It is not known whether a range includes its end, so `0 to 50` and `51 to 100` may be consecutive.
        if !overlaps && from - to <= Decimal::ONE {
            return None;
        }
        let message = match overlaps {
            true => format!("two ranges of {} overlap: {} and {}", self.words(), one.words(), other.words()),
            false => {
                format!("{} has no price from {to} to {from}: no range covers this gap", self.words())
            }
        };
        let finding = Diagnostic::new(CODE, other.place.child("from"), message);
        let finding = finding.labelled("starts here").also(one.place.child("to"), "ends here");
        let finding =
            finding.help(format!("start one range where the other ends, for example with `from: {to}`"));
        // An overlap charges the same usage twice, while what a gap leaves out may be free on purpose.
        let severity = if overlaps { Severity::Error } else { Severity::Warning };
        Some(Diagnostic { severity, ..finding })
    }

    // Only a note: a first range above 0 may be intentional, because what is below it is then free.
    fn start(&self, first: &Range<'_>) -> Option<Diagnostic> {
        // 1 is the first whole unit, so a range from 1 leaves out nothing that is counted in whole units.
        let from = Some(first.from()).filter(|from| *from > Decimal::ONE)?;
        let message = format!("{} has no price below {from}, where its first range starts", self.words());
        let finding = Diagnostic::new(CODE, first.place.child("from"), message).labelled("starts here");
        let finding = finding.help("start at `from: 0`, with a price of 0.00 if small amounts are free");
        Some(Diagnostic { severity: Severity::Note, ..finding })
    }

    // Only a note: a last range that ends may be intentional.
    fn end(&self, last: &Range<'_>) -> Option<Diagnostic> {
        let to = last.to()?;
        let message = format!("{} has no price above {to}, where its last range ends", self.words());
        let finding = Diagnostic::new(CODE, last.place.child("to"), message).labelled("ends here");
        let finding = finding.help("omit `to` in the last range if everything above costs the same");
        Some(Diagnostic { severity: Severity::Note, ..finding })
    }
}
