//! Advice about a catalog: what is allowed and probably not meant, and what the billing system would refuse.
//!
//! A rule is a file in the folder of its subject, with the code that it raises. [`all`] is the only list. A rule
//! sees the typed resources, what is on offer, and, where there is one, the live database.

mod details {
    pub(super) mod all;
    pub(super) mod amounts;
    pub(super) mod compound;
    pub(super) mod fields;
    pub(super) mod limits;
    pub(super) mod minimum;
    pub(super) mod names;
    pub(super) mod nothing;
    pub(super) mod overwritten;
    pub(super) mod priced;
    mod prices;
    pub(super) mod rounded;
    pub(super) mod setup_fee;
    pub(super) mod statistics;
    pub(super) mod unbilled;
    pub(super) mod uncounted;
    pub(super) mod unlimited;
    pub(super) mod values;
}
mod periods {
    pub(super) mod same_length;
}
mod plans {
    mod all;
    mod chosen;
    mod customers;
    pub(super) mod excluded_option;
    pub(super) mod field_circle;
    pub(super) mod field_default;
    mod fit;
    pub(super) mod group_without_subscriptions;
    pub(super) mod hidden_editable;
    pub(super) mod incomplete_plan;
    pub(super) mod missing_option_value;
    pub(super) mod move_to_inactive;
    mod moves;
    pub(super) mod moving_unsupported;
    pub(super) mod no_active_plan;
    pub(super) mod no_region;
    pub(super) mod nowhere_to_move;
    pub(super) mod option_above_quota;
    pub(super) mod option_value;
    mod pattern;
    pub(super) mod pricing_models;
    pub(super) mod quantity_and_grace;
    pub(super) mod region_outside_groups;
    pub(super) mod related_own_package;
    pub(super) mod repeated_field;
    pub(super) mod repeated_period;
    pub(super) mod tariff_type;
    pub(super) mod tier_bounds;
    pub(super) mod tier_prices;
    pub(super) mod unchecked_pattern;
    pub(super) mod unknown_field_type;
    pub(super) mod unknown_option;
    pub(super) mod unknown_placeholder;
    pub(super) mod unreachable_tier;
}

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::live::Live;
use crate::offer::{Offer, Plans};
pub use details::all::{Described, Details, Holder, Way};
use std::cell::LazyCell;

/// Every rule, by subject.
pub fn all() -> Vec<&'static dyn Rule> {
    vec![
        &periods::same_length::SameLength,
        &details::names::Names,
        &details::fields::Fields,
        &details::values::Values,
        &details::statistics::StatisticsFields,
        &details::uncounted::Uncounted,
        &details::amounts::Amounts,
        &details::nothing::Nothing,
        &details::unbilled::Unbilled,
        &details::compound::Compound,
        &details::limits::Limits,
        &details::priced::Priced,
        &details::minimum::Minimum,
        &details::unlimited::Unlimited,
        &details::setup_fee::SetupFee,
        &details::rounded::Rounded,
        &details::overwritten::Overwritten,
        &plans::no_active_plan::NoActivePlan,
        &plans::tariff_type::TariffTypes,
        &plans::incomplete_plan::IncompletePlans,
        &plans::repeated_period::RepeatedPeriods,
        &plans::tier_bounds::TierBounds,
        &plans::tier_prices::TierPrices,
        &plans::unreachable_tier::UnreachableTiers,
        &plans::pricing_models::PricingModels,
        &plans::region_outside_groups::RegionsOutsideGroups,
        &plans::group_without_subscriptions::GroupsWithoutSubscriptions,
        &plans::quantity_and_grace::QuantityAndGrace,
        &plans::unknown_option::UnknownOptions,
        &plans::option_value::OptionValues,
        &plans::missing_option_value::MissingOptionValues,
        &plans::excluded_option::ExcludedOptions,
        &plans::hidden_editable::HiddenEditable,
        &plans::repeated_field::RepeatedFields,
        &plans::unknown_field_type::UnknownFieldTypes,
        &plans::field_default::FieldDefaults,
        &plans::unknown_placeholder::UnknownPlaceholders,
        &plans::related_own_package::RelatedOwnPackages,
        &plans::moving_unsupported::MovingUnsupported,
        &plans::nowhere_to_move::NowhereToMove,
        &plans::option_above_quota::OptionsAboveQuotas,
        &plans::move_to_inactive::MoveToInactive,
        &plans::no_region::NoRegion,
        &plans::unchecked_pattern::UncheckedPatterns,
        &plans::field_circle::FieldCircles,
    ]
}

/// A rule.
pub trait Rule: Send + Sync {
    /// The code of what it finds.
    fn code(&self) -> Code;
    /// Whether it looks at a live database, and so has nothing to say about the files alone.
    fn needs_live(&self) -> bool {
        false
    }
    /// Whether it may find something in the files of a catalog. A rule that can tell without knowing what is on offer
    /// saves time: where it can find nothing, it is not asked.
    fn may_find(&self, _: &Catalog) -> bool {
        true
    }
    /// What it finds.
    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic>;
}

/// What a rule sees.
pub struct Sight<'a> {
    /// The resources, by type and name.
    pub catalog: &'a Catalog,
    /// Who may see, order and move to what, and what it costs: found out once a rule asks.
    pub offer: LazyCell<Offer<'a>, Box<dyn FnOnce() -> Offer<'a> + 'a>>,
    /// The details of packages, and what they refer to: found out once a rule asks.
    pub details: LazyCell<Details<'a>, Box<dyn FnOnce() -> Details<'a> + 'a>>,
    /// Products, service plans and what belongs to them: found once a rule asks.
    pub plans: LazyCell<Plans<'a>, Box<dyn FnOnce() -> Plans<'a> + 'a>>,
    /// What the database holds; none where the files alone are looked at.
    pub live: Option<&'a Live>,
}

impl<'a> Sight<'a> {
    /// What rules see of a catalog.
    pub fn new(catalog: &'a Catalog, live: Option<&'a Live>) -> Self {
        let offer = LazyCell::new(Box::new(move || Offer::new(catalog)) as Box<dyn FnOnce() -> _>);
        let details = LazyCell::new(Box::new(move || Details::new(catalog)) as Box<dyn FnOnce() -> _>);
        let plans = LazyCell::new(Box::new(move || Plans::new(catalog)) as Box<dyn FnOnce() -> _>);
        Self { catalog, offer, details, plans, live }
    }
}

/// What some rules find: in the files those that need no more, in a database those that do.
pub fn findings(rules: &[&'static dyn Rule], sight: &Sight<'_>) -> Vec<Diagnostic> {
    let asked = rules.iter().filter(|rule| match sight.live {
        Some(_) => rule.needs_live(),
        None => !rule.needs_live() && rule.may_find(sight.catalog),
    });
    asked.flat_map(|rule| rule.check(sight)).collect()
}

/// What rules find in a database that holds a catalog.
pub fn live_findings(catalog: &Catalog, live: &Live) -> Vec<Diagnostic> {
    let rules: Vec<&'static dyn Rule> = all().into_iter().filter(|rule| rule.needs_live()).collect();
    if rules.is_empty() { Vec::new() } else { findings(&rules, &Sight::new(catalog, Some(live))) }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Sight, findings};
    use crate::diagnostic::{Code, Diagnostic};
    use crate::kinds::{Kinds, codes};
    use crate::live::Live;
    use crate::source::Files;
    use std::sync::Arc;

    struct Manifest;

    impl Files for Manifest {
        fn list(&self) -> Result<Vec<String>, String> {
            Ok(Vec::new())
        }

        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(b"format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\n".to_vec())
        }
    }

    struct Counts;

    impl Rule for Counts {
        fn code(&self) -> Code {
            codes::CONFLICT
        }

        fn needs_live(&self) -> bool {
            true
        }

        fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
            let rows = sight.live.map_or(0, |live| live.rows.len());
            let place = crate::diagnostic::File::new("wares.yaml");
            vec![Diagnostic::new(self.code(), crate::diagnostic::Location::whole(place), rows.to_string())]
        }
    }

    #[test]
    fn a_rule_that_needs_a_database_is_asked_only_where_there_is_one() {
        let loaded = crate::workspace::load(&Kinds::standard(), Arc::new(Manifest), None);
        let catalog = loaded.catalog.expect("a catalog");
        assert_eq!(findings(&[&Counts], &Sight::new(&catalog, None)), []);
        let live = Live::default();
        assert_eq!(findings(&[&Counts], &Sight::new(&catalog, Some(&live)))[0].message, "0");
    }
}
