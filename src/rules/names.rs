//! Rules about names that are probably misspelled, because they are almost the same as other names.

mod look_alike_name;
pub(in crate::rules) mod near_category;
pub(in crate::rules) mod near_exclusive_group;
pub(in crate::rules) mod near_service_name;
mod near_tag;
mod similar_names;
mod vocabulary;

use super::Subject;

/// The rules about names, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Names",
    rules: &[
        &near_service_name::NearServiceName,
        &near_category::NearCategory,
        &near_tag::NearTag,
        &look_alike_name::LookAlikeName,
        &near_exclusive_group::NearExclusiveGroup,
    ],
};
