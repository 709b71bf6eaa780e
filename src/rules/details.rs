//! Rules about package details: detail types, enumerations, and the details of packages.

mod amounts;
mod compound;
mod fields;
mod limits;
mod minimum;
mod names;
mod nothing_to_order;
mod overwritten;
mod package_details;
mod priced;
mod prices;
mod rounded;
mod setup_fee;
mod statistics;
mod unbilled;
mod uncounted;
mod unlimited;
mod values;

use super::Subject;
pub use package_details::{Described, DetailVariant, Details, PackageWithDetails};

/// The rules about package details, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Package details",
    rules: &[
        &names::Names,
        &fields::Fields,
        &values::Values,
        &statistics::StatisticsFields,
        &uncounted::Uncounted,
        &amounts::Amounts,
        &nothing_to_order::NothingToOrder,
        &unbilled::Unbilled,
        &compound::Compound,
        &limits::Limits,
        &priced::Priced,
        &minimum::Minimum,
        &unlimited::Unlimited,
        &setup_fee::SetupFee,
        &rounded::Rounded,
        &overwritten::Overwritten,
    ],
};
