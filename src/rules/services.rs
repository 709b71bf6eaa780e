//! Rules that check each extra service on its own.

mod amount_bounds;
mod amounts;
mod exclusive_multiple;
mod fractional_amounts;
mod incomplete_amount;
mod repeated_in_list;
mod requires_circle;
mod tld_spelling;
mod too_many_amounts;
mod unreached_maximum;
mod unsold_tld;
mod zero_step;

use super::Subject;

/// The rules about extra services, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Extra services",
    rules: &[
        &repeated_in_list::RepeatedInLists,
        &zero_step::ZeroStep,
        &amount_bounds::AmountBounds,
        &unreached_maximum::UnreachedMaximum,
        &fractional_amounts::FractionalAmounts,
        &too_many_amounts::TooManyAmounts,
        &incomplete_amount::IncompleteAmounts,
        &tld_spelling::TldSpelling,
        &unsold_tld::UnsoldTlds,
        &exclusive_multiple::ExclusiveMultiple,
        &requires_circle::RequiresCircles,
    ],
};
