//! What the rules about the amounts of extra services have in common.

use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::{Choice, ExtraService};
use crate::offer::{Amounts, Sells};
use crate::rules::Sight;

/// The amounts of a service, as its file has them.
pub struct Amount<'s, 'a> {
    /// The service.
    pub service: &'s Sells<'a, ExtraService>,
    /// What the file says.
    pub choice: &'a Choice,
}

impl<'s, 'a> Amount<'s, 'a> {
    /// The amounts of a service; none where a property stands in their place, of which nobody knows what is made of it.
    fn of(service: &'s Sells<'a, ExtraService>) -> Option<Self> {
        let choice = service.read("amount", |own| own.amount.as_ref()).ok()??;
        Some(Self { service, choice })
    }

    /// The article number.
    pub fn number(&self) -> &'a str {
        self.service.article.number()
    }

    /// The place of a field of the amounts.
    pub fn at(&self, field: &str) -> Place {
        self.place().child(field)
    }

    /// The place of the amounts.
    pub fn place(&self) -> Place {
        self.service.article.entry.document.root().child("amount")
    }

    /// The list that they make, where they make one.
    pub fn list(&self) -> Option<Amounts> {
        Amounts::of(self.service)?.ok()
    }

    /// The list, where it has an amount that is not whole.
    pub fn fractional(&self) -> Option<Amounts> {
        self.list().filter(|list| list.count() > 1 && !list.step().is_integer())
    }
}

/// What is found of each service with amounts.
pub fn of_amounts<F: IntoIterator<Item = Diagnostic>>(
    sight: &Sight<'_>,
    find: impl Fn(&Amount<'_, '_>) -> F,
) -> Vec<Diagnostic> {
    sight.offer.services().iter().filter_map(Amount::of).flat_map(|amount| find(&amount)).collect()
}
