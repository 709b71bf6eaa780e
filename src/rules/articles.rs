//! Rules about the fields that articles of all kinds have.

mod blank_name;
mod bundle_circle;
mod counter_ranges;
mod foreign_property;
mod misspelt_property;
mod no_downgrade;
mod odd_name;
mod renews_as_itself;
mod shown;
mod tld_value;
mod unreadable_property;
mod zero_quantity;

use super::Subject;

/// The rules about articles, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Articles",
    rules: &[
        &misspelt_property::MisspeltProperties,
        &unreadable_property::UnreadableProperties,
        &tld_value::TldValues,
        &counter_ranges::CounterRanges,
        &no_downgrade::NoDowngrade,
        &foreign_property::ForeignProperties,
        &blank_name::BlankNames,
        &renews_as_itself::RenewsAsItself,
        &bundle_circle::BundleCircles,
        &zero_quantity::ZeroQuantities,
        &odd_name::OddNames,
    ],
};
