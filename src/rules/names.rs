//! Names that are nearly those of others.

mod look_alike_name;
pub(in crate::rules) mod near_category;
pub(in crate::rules) mod near_exclusive_group;
pub(in crate::rules) mod near_service_name;
mod near_tag;
mod similar_names;
mod vocabulary;

use super::Subject;

/// The rules about names.
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
