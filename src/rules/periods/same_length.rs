//! A31: two periods that last equally long, such as 12 months and 1 year.

use crate::diagnostic::{Code, Diagnostic};
use crate::offer::Article;
use crate::rules::{Rule, Sight};

/// An article renews by two periods of the same length.
pub const PERIODS_OF_SAME_LENGTH: Code = Code::error(
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
        PERIODS_OF_SAME_LENGTH
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.offer.articles().flat_map(of_article).collect()
    }
}

fn of_article(article: &Article<'_>) -> Vec<Diagnostic> {
    let periods = &article.sale.part.periods;
    let place = |index: usize| article.entry.document.root().child("periods").child(index).child("every");
    let finding = |(index, period): (usize, &crate::kinds::RenewalPeriod)| {
        // The same period twice is an error of its own.
        let is_same = |other: &crate::kinds::RenewalPeriod| {
            other.every != period.every && other.every.months() == period.every.months()
        };
        let first = periods[..index].iter().position(is_same)?;
        let (every, other) = (period.every, periods[first].every);
        let number = article.number();
        let message = format!("the periods `{other}` and `{every}` of `{number}` are equally long");
        let help = "keep one of the two: a customer cannot tell them apart";
        Some(
            Diagnostic::new(PERIODS_OF_SAME_LENGTH, place(index), message)
                .also(place(first), "equally long")
                .help(help),
        )
    };
    periods.iter().enumerate().filter_map(finding).collect()
}
