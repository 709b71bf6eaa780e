//! Rules that compare the catalog with the billing database.

mod dangling_member;
mod missing_service_id;
mod not_default_shop;
mod shop_windows;
mod unsold_member;

use super::Subject;

/// The rules that need a database, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "The database",
    rules: &[
        &shop_windows::ShopWindows,
        &not_default_shop::NotDefaultShop,
        &unsold_member::UnsoldMember,
        &dangling_member::DanglingMember,
        &missing_service_id::MissingServiceId,
    ],
};
