//! Extra services, each by itself.

mod amount_bounds;
mod amounts;
mod fractional_amounts;
mod incomplete_amount;
mod too_many_amounts;
mod unreached_maximum;
mod zero_step;

use super::Subject;

/// The rules about extra services.
pub const SUBJECT: Subject = Subject {
    title: "Extra services",
    rules: &[
        &zero_step::ZeroStep,
        &amount_bounds::AmountBounds,
        &unreached_maximum::UnreachedMaximum,
        &fractional_amounts::FractionalAmounts,
        &too_many_amounts::TooManyAmounts,
        &incomplete_amount::IncompleteAmounts,
    ],
};
