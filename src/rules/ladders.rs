//! Upgrade groups, and who can move where on them.

mod graph;
mod missing_ladder_currency;
mod no_common_period;
mod price_inversion;
mod single_level;

use super::Subject;

/// The rules about upgrade groups.
pub const SUBJECT: Subject = Subject {
    title: "Upgrade groups",
    rules: &[
        &single_level::SingleLevel,
        &no_common_period::NoCommonPeriod,
        &price_inversion::PriceInversion,
        &missing_ladder_currency::MissingLadderCurrency,
    ],
};
