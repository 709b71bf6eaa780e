//! The tables of service plans, and the allowed changes to the status of a plan.

use super::super::installation_package::INSTALLATION_PACKAGE;
use super::super::pricing_model::PRICING_MODEL;
use super::super::region::REGION;
use super::super::tariff::TARIFF;
use super::{ChargeType, PlanStatus};
use crate::kinds::Numbered;
use crate::table::{Column, Constant, EffectRule, Lifecycle, Table, Type};

/// The tables of the kind `service_plan`, the root table first.
pub static TABLES: &[&Table] = &[
    &SERVICE_PLAN,
    &SERVICE_PLAN_OPTION,
    &SERVICE_PLAN_REGION,
    &SERVICE_PLAN_TARIFF,
    &SERVICE_PLAN_METADATA,
];

/// The table of service plans, which Wares adds to the database (database.md §C).
pub static SERVICE_PLAN: Table = Table {
    key: &["code"],
    columns: &[
        Column::new("code", Type::Text, "id", EffectRule::Internal),
        Column::new("name", Type::Text, "name", EffectRule::NewSales),
        Column::new("description", Type::Text, "description", EffectRule::NewSales),
        Column::new("charge_type", Type::Integer, "charge_type", EffectRule::Unknown)
            .names(ChargeType::NAMES),
        Column::new("status", Type::Integer, "status", EffectRule::NewSales).names(PlanStatus::NAMES),
        Column::new("max_quantity", Type::Integer, "max_quantity", EffectRule::WorseLower),
        // A shorter period ends unpaid subscriptions earlier.
        Column::new("grace_period", Type::Integer, "grace_period", EffectRule::WorseLower),
        Column::new("details", Type::Text, "details", EffectRule::NewSales),
        Column::new("allow_moving", Type::Boolean, "allow_moving", EffectRule::WorseLower)
            .default(Constant::Bool(false)),
        Column::new(
            "fk_installation_package_id",
            Type::to(&INSTALLATION_PACKAGE),
            "package",
            EffectRule::Unknown,
        ),
        Column::new("override_regions", Type::Boolean, "override_regions", EffectRule::Unknown)
            .default(Constant::Bool(false)),
    ],
    lifecycle: Some(&LIFECYCLE),
    ..Table::root("service_plan").owned_by_wares()
};

/// The changes of status that the platform allows (domain.md §3): no plan returns to draft, only active and inactive
/// plans can be archived, and an archived plan stays archived.
static LIFECYCLE: Lifecycle = Lifecycle {
    column: "status",
    // Not archived: a draft cannot be archived either, so nothing begins so (domain.md §3).
    first: &[PlanStatus::Draft as i64, PlanStatus::Active as i64, PlanStatus::Inactive as i64],
    steps: &[
        (PlanStatus::Draft as i64, PlanStatus::Active as i64),
        (PlanStatus::Draft as i64, PlanStatus::Inactive as i64),
        (PlanStatus::Active as i64, PlanStatus::Inactive as i64),
        (PlanStatus::Inactive as i64, PlanStatus::Active as i64),
        (PlanStatus::Active as i64, PlanStatus::Archived as i64),
        (PlanStatus::Inactive as i64, PlanStatus::Archived as i64),
    ],
    frozen: &[PlanStatus::Archived as i64],
    on_sale: (&[PlanStatus::Active as i64], PlanStatus::Inactive as i64),
    // A draft has never been offered (seed 004), so subscriptions to it mean that something is wrong (V03).
    unsold: &[PlanStatus::Draft as i64],
    // Changes of these plans reach all existing subscriptions (domain.md §3).
    affecting_subscriptions: &[PlanStatus::Active as i64, PlanStatus::Inactive as i64],
    // Several products can show one plan, so a change of it is announced for all of them (V32).
    shared_as: Some("service_plan"),
};

/// The options of service plans.
pub static SERVICE_PLAN_OPTION: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text),
        Column::new("value", Type::Json, "value", EffectRule::Unknown),
        Column::new("editable", Type::Boolean, "editable", EffectRule::WorseLower)
            .default(Constant::Bool(false)),
    ],
    words: "options.{0}",
    // An option that is added or removed changes what customers can set, for better or worse.
    ..Table::child("service_plan_option", &SERVICE_PLAN, "fk_service_plan_id", EffectRule::Unknown)
        .owned_by_wares()
};

/// The regions of service plans.
pub static SERVICE_PLAN_REGION: Table = Table {
    key: &["fk_region_id"],
    columns: &[
        Column::key("fk_region_id", Type::to(&REGION)),
        Column::new("fk_pricing_model_id", Type::to(&PRICING_MODEL), "pricing_model", EffectRule::Unknown),
    ],
    words: "regions[{0}]",
    ..Table::child("service_plan_region", &SERVICE_PLAN, "fk_service_plan_id", EffectRule::Unknown)
        .owned_by_wares()
};

/// The tariffs of service plans.
pub static SERVICE_PLAN_TARIFF: Table = Table {
    key: &["fk_tariff_id"],
    columns: &[Column::key("fk_tariff_id", Type::to(&TARIFF))],
    words: "tariffs[{0}]",
    // The tariffs of a plan set the renewal periods of its subscriptions.
    ..Table::child("service_plan_tariff", &SERVICE_PLAN, "fk_service_plan_id", EffectRule::WorseLower)
        .owned_by_wares()
};

/// The metadata of service plans.
pub static SERVICE_PLAN_METADATA: Table = Table {
    key: &["name"],
    columns: &[Column::key("name", Type::Text), Column::new("value", Type::Text, "", EffectRule::NewSales)],
    words: "metadata.{0}",
    ..Table::child("service_plan_metadata", &SERVICE_PLAN, "fk_service_plan_id", EffectRule::NewSales)
        .owned_by_wares()
};
