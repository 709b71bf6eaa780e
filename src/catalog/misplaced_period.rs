//! Detects periods that are written where a currency is expected: `prices: { 1 month: … }`.

use crate::diagnostic::Part;
use crate::model::{Currency, Period, Target};
use crate::source::Mention;

/// Whether the given name is a period, such as `1 month`. No currency has such a name.
pub(super) fn is_period(name: &str) -> bool {
    name.parse::<Period>().is_ok()
}

/// Whether a reference to the currency of a price names a period instead.
pub(super) fn is_period_for_currency(mention: &Mention) -> bool {
    mention.part == Part::Key && mention.target == Currency::word() && is_period(mention.name)
}
