//! Reads the amounts of extra services, for the rules that check them.

use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::{Choice, ExtraService};
use crate::offer::{Amounts, TypedArticle};
use crate::rules::RuleContext;

/// An extra service that customers order in amounts.
pub struct Amount<'s, 'a> {
    /// The extra service.
    pub service: &'s TypedArticle<'a, ExtraService>,
    /// The value of the `amount` field.
    pub choice: &'a Choice,
}

impl<'s, 'a> Amount<'s, 'a> {
    /// Reads the amounts of a service. Returns `None` if the service has none, or if a property defines them in a form
    /// that Wares cannot read.
    fn of(service: &'s TypedArticle<'a, ExtraService>) -> Option<Self> {
        let choice = service.read("amount", |own| own.amount.as_ref()).ok()??;
        Some(Self { service, choice })
    }

    /// Returns the article number of the service.
    pub fn number(&self) -> &'a str {
        self.service.article.number()
    }

    /// Returns the place of the given key within `amount`.
    pub fn at(&self, field: &str) -> Place {
        self.place().child(field)
    }

    /// Returns the place of `amount`.
    pub fn place(&self) -> Place {
        self.service.article.entry.document.root().child("amount")
    }

    /// Returns the list of amounts that the shop offers, or `None` if the amounts are not valid.
    pub fn list(&self) -> Option<Amounts> {
        // Amounts that do not make a list are reported by the other rules about them.
        Amounts::of(self.service)?.ok()
    }

    /// Returns the list of amounts like [`list`](Self::list), but only if it has several amounts and a step that is not
    /// a whole number.
    pub fn fractional(&self) -> Option<Amounts> {
        // With a single amount the step is never taken, so it may be a fraction.
        self.list().filter(|list| list.count() > 1 && !list.step().is_integer())
    }
}

/// Calls `find` for each service with amounts and collects the findings.
pub fn of_amounts<F: IntoIterator<Item = Diagnostic>>(
    context: &RuleContext<'_>,
    find: impl Fn(&Amount<'_, '_>) -> F,
) -> Vec<Diagnostic> {
    context.offer.services().iter().filter_map(Amount::of).flat_map(|amount| find(&amount)).collect()
}
