//! Rules about products, service plans, tariffs, user groups and the manifests of installation packages.

mod catalog_plans;
mod chosen_options;
mod excluded_option;
mod field_circle;
mod field_default;
mod group_without_subscriptions;
mod hidden_editable;
mod incomplete_plan;
mod missing_option_value;
mod move_to_inactive;
mod moves;
mod moving_unsupported;
mod no_active_plan;
mod no_region;
mod nowhere_to_move;
mod option_above_quota;
mod option_fit;
mod option_value;
mod pattern;
mod plan_customers;
mod pricing_models;
mod product_texts;
mod quantity_and_grace;
mod region_outside_groups;
mod related_own_package;
mod repeated_field;
mod repeated_period;
mod short_description;
mod tariff_type;
mod tier_bounds;
mod tier_prices;
mod unchecked_pattern;
mod unknown_field_type;
mod unknown_option;
mod unknown_placeholder;
mod unreachable_tier;
mod unused_metadata;
mod without_product;

use super::Subject;

/// The rules about products and service plans, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Products and service plans",
    rules: &[
        &no_active_plan::NoActivePlan,
        &tariff_type::TariffTypes,
        &incomplete_plan::IncompletePlans,
        &repeated_period::RepeatedPeriods,
        &tier_bounds::TierBounds,
        &tier_prices::TierPrices,
        &unreachable_tier::UnreachableTiers,
        &pricing_models::PricingModels,
        &region_outside_groups::RegionsOutsideGroups,
        &group_without_subscriptions::GroupsWithoutSubscriptions,
        &quantity_and_grace::QuantityAndGrace,
        &unknown_option::UnknownOptions,
        &option_value::OptionValues,
        &missing_option_value::MissingOptionValues,
        &excluded_option::ExcludedOptions,
        &hidden_editable::HiddenEditable,
        &repeated_field::RepeatedFields,
        &unknown_field_type::UnknownFieldTypes,
        &field_default::FieldDefaults,
        &unknown_placeholder::UnknownPlaceholders,
        &related_own_package::RelatedOwnPackages,
        &moving_unsupported::MovingUnsupported,
        &nowhere_to_move::NowhereToMove,
        &option_above_quota::OptionsAboveQuotas,
        &without_product::PlansWithoutProducts,
        &unused_metadata::UnusedMetadata,
        &product_texts::ProductTexts,
        &short_description::ShortDescriptionsOfLines,
        &move_to_inactive::MoveToInactive,
        &no_region::NoRegion,
        &unchecked_pattern::UncheckedPatterns,
        &field_circle::FieldCircles,
    ],
};
