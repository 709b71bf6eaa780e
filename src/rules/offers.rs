//! Rules about which extra services customers can see and order.

mod duration_without_services;
mod exclusive;
mod lone_exclusive_group;
mod no_service_of_duration;
mod open_sibling;
mod outside_extra_services;
mod package_without_extra_services;
mod package_without_services;
mod phrases;
mod required_article_unobtainable;
mod service_for_nobody;

pub(in crate::rules) use phrases::{ALIKE, renewal};

use super::Subject;

/// The rules about extra services that customers see, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "What customers see",
    rules: &[
        &package_without_extra_services::PackageWithoutExtraServices,
        &package_without_services::PackageWithoutServices,
        &service_for_nobody::ServiceForNobody,
        &outside_extra_services::OutsideExtraServices,
        &lone_exclusive_group::LoneExclusiveGroup,
        &required_article_unobtainable::RequiredArticleUnobtainable,
        &no_service_of_duration::NoServiceOfDuration,
        &duration_without_services::DurationWithoutServices,
        &open_sibling::OpenSibling,
    ],
};
