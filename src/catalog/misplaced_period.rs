//! Periods that are written where a currency is expected: `prices: { 1 month: … }`.

use crate::diagnostic::Part;
use crate::model::{Currency, Period, Target};
use crate::source::Mention;

/// Whether a name is a period. No currency has such a name.
pub(super) fn is_period(name: &str) -> bool {
    name.parse::<Period>().is_ok()
}

/// Whether a reference is a period that was given as the currency of a price.
pub(super) fn is_period_for_currency(mention: &Mention) -> bool {
    mention.part == Part::Key && mention.target == Currency::word() && is_period(mention.name)
}
