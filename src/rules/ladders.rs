//! Rules about upgrade groups and the moves that they allow. In the code, an upgrade group is a ladder, and its members
//! are its rungs (`Ladder::rungs`).

mod contradictory_order;
mod equal_levels;
mod extension;
mod extension_of_other_period;
mod falling_limit;
mod graph;
mod irregular_levels;
mod lost_limit;
mod member_without_flags;
pub(in crate::rules) mod missing_ladder_currency;
mod mixed_ladder;
mod no_common_exclusive_group;
mod no_common_period;
mod one_way_trap;
mod price_inversion;
mod service_without_provisioning;
mod single_level;
mod unreachable_member;

pub(in crate::rules) use graph::reachable;

use super::Subject;

/// The rules about upgrade groups, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Upgrade groups",
    rules: &[
        &member_without_flags::MemberWithoutFlags,
        &contradictory_order::ContradictoryOrder,
        &irregular_levels::IrregularLevels,
        &equal_levels::EqualLevels,
        &single_level::SingleLevel,
        &unreachable_member::UnreachableMember,
        &no_common_period::NoCommonPeriod,
        &mixed_ladder::MixedLadder,
        &no_common_exclusive_group::NoCommonExclusiveGroup,
        &price_inversion::PriceInversion,
        &missing_ladder_currency::MissingLadderCurrency,
        &falling_limit::FallingLimit,
        &lost_limit::LostLimit,
        &extension_of_other_period::ExtensionOfOtherPeriod,
        &service_without_provisioning::ServiceWithoutProvisioning,
        &one_way_trap::OneWayTrap,
    ],
};
