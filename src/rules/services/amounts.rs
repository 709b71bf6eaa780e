//! The amounts of an extra service, for the rules that check them.

use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::{Choice, ExtraService};
use crate::offer::{Amounts, Sells};
use crate::rules::Sight;

/// An extra service that has amounts, with its `amount` field.
pub struct Amount<'s, 'a> {
    /// The extra service.
    pub service: &'s Sells<'a, ExtraService>,
    /// The value of its `amount` field.
    pub choice: &'a Choice,
}

impl<'s, 'a> Amount<'s, 'a> {
    /// The amounts of a service. `None` if a property defines them in a form that Wares cannot interpret.
    fn of(service: &'s Sells<'a, ExtraService>) -> Option<Self> {
        let choice = service.read("amount", |own| own.amount.as_ref()).ok()??;
        Some(Self { service, choice })
    }

    /// The article number of the service.
    pub fn number(&self) -> &'a str {
        self.service.article.number()
    }

    /// The place of a key within `amount`.
    pub fn at(&self, field: &str) -> Place {
        self.place().child(field)
    }

    /// The place of `amount`.
    pub fn place(&self) -> Place {
        self.service.article.entry.document.root().child("amount")
    }

    /// The list of amounts that the shop offers, if they are valid.
    pub fn list(&self) -> Option<Amounts> {
        // Amounts that do not make a list are reported by the other rules about them.
        Amounts::of(self.service)?.ok()
    }

    /// The same list, if it contains amounts that are not whole numbers.
    pub fn fractional(&self) -> Option<Amounts> {
        // With a single amount the step is never taken, so it may be a fraction.
        self.list().filter(|list| list.count() > 1 && !list.step().is_integer())
    }
}

/// Collects what `find` reports for each service with amounts.
pub fn of_amounts<F: IntoIterator<Item = Diagnostic>>(
    sight: &Sight<'_>,
    find: impl Fn(&Amount<'_, '_>) -> F,
) -> Vec<Diagnostic> {
    sight.offer.services().iter().filter_map(Amount::of).flat_map(|amount| find(&amount)).collect()
}
