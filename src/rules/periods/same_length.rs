//! A31: two periods that last equally long, such as 12 months and 1 year.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::RenewalPeriod;
use crate::offer::Article;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A31",
    "periods-of-same-length",
    "as long as another",
    "An article renews by two periods of the same length.",
    include_str!("../codes/A31.md"),
)
.warning();

/// Finds periods of the same length.
pub struct SameLength;

impl Rule for SameLength {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.offer.articles().flat_map(of_article).collect()
    }
}

fn of_article(article: &Article<'_>) -> Vec<Diagnostic> {
    let periods = &article.sale.part.periods;
    let place = |index: usize| article.entry.document.root().child("periods").child(index).child("every");
    let finding = |(index, period): (usize, &RenewalPeriod)| {
        let every = period.every;
        // The same period twice is an error of its own.
        let is_as_long =
            |other: &RenewalPeriod| other.every != every && other.every.months() == every.months();
        let first = periods[..index].iter().position(is_as_long)?;
        let (number, other) = (article.number(), periods[first].every);
        let message = format!("the periods `{other}` and `{every}` of `{number}` are equally long");
        let finding = Diagnostic::new(CODE, place(index), message).also(place(first), "equally long");
        Some(finding.help("keep one of the two: a customer cannot tell them apart"))
    };
    periods.iter().enumerate().filter_map(finding).collect()
}
