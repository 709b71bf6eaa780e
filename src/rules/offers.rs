//! Who sees and orders which extra service.

mod duration_without_services;
mod no_service_of_duration;
mod package_without_services;
mod package_without_extra_services;
mod service_for_nobody;
mod words;

pub(in crate::rules) use words::renewal;

use super::Subject;

/// The rules about what customers see.
pub const SUBJECT: Subject = Subject {
    title: "What customers see",
    rules: &[
        &package_without_extra_services::PackageWithoutExtraServices,
        &package_without_services::PackageWithoutServices,
        &service_for_nobody::ServiceForNobody,
        &no_service_of_duration::NoServiceOfDuration,
        &duration_without_services::DurationWithoutServices,
    ],
};
