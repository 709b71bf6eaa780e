//! A31: an article has two renewal periods of the same length, such as 12 months and 1 year.

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::RenewalPeriod;
use crate::model::Manifest;
use crate::offer::Article;
use crate::rules::{Rule, RuleContext};
use rayon::prelude::*;

// A warning, because the billing system treats them as two periods, and existing subscriptions may use either.
const CODE: Code = Code::error(
    "A31",
    "periods-of-same-length",
    "same length as another",
    "An article has two renewal periods of the same length.",
    include_str!("../codes/A31.md"),
)
.warning();

/// Reports renewal periods that have the same length but different units.
pub struct SameLength;

impl Rule for SameLength {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        // This needs only the resources, while the check itself would have to compute what is on offer.
        catalog.entries().par_iter().any(|entry| has_two_as_long(entry, catalog.manifest()))
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.offer.articles().flat_map(of_article).collect()
    }
}

fn has_two_as_long(entry: &Entry, manifest: &Manifest) -> bool {
    let periods = entry.resource.sale(manifest).map_or(&[][..], |sale| &sale.part.periods);
    periods.iter().enumerate().any(|(index, period)| first_as_long(&periods[..index], period).is_some())
}

/// Returns the first period that has the same length as `period` but a different unit. A period that is given twice is
/// reported elsewhere.
fn first_as_long(periods: &[RenewalPeriod], period: &RenewalPeriod) -> Option<usize> {
    let every = period.every;
    // In months, which all periods have in common: the units are months and years only.
    periods.iter().position(|other| other.every != every && other.every.months() == every.months())
}

fn of_article(article: &Article<'_>) -> Vec<Diagnostic> {
    let periods = &article.sale.part.periods;
    let place = |index: usize| article.entry.document.root().child("periods").child(index).child("every");
    let finding = |(index, period): (usize, &RenewalPeriod)| {
        let every = period.every;
        let first = first_as_long(&periods[..index], period)?;
        let (number, other) = (article.number(), periods[first].every);
        let message = format!("the periods `{other}` and `{every}` of `{number}` have the same length");
        let finding = Diagnostic::new(CODE, place(index), message).also(place(first), "same length");
        Some(finding.help("keep one of the two: to customers they are the same"))
    };
    periods.iter().enumerate().filter_map(finding).collect()
}
