//! The tables of limits. Packages include the amounts of their limits, and extra services add to these amounts.

use super::tables::ITEM;
use crate::kinds::lookup_tables::{PROVISIONING_PACKAGE, SERVICE};
use crate::table::{Column, EffectRule, Fill, Handle, Link, Parent, Table, Type};

/// Configurations, which have limits. Several articles can share a configuration.
pub static PACKAGE_CONFIGURATION: Table = Table {
    // Shared: the id is in the item's row, and several items can have it (design.md §2, "Limits").
    parent: Some(Parent { table: Handle::of(&ITEM), link: Link::Shared("fk_package_configuration_id") }),
    columns: &[
        // Written only for a new configuration. A live one keeps its name and its base package.
        Column::new("name", Type::Text, "", EffectRule::Internal).filled(Fill::Insert),
        Column::new("fk_provisioning_package_id", Type::to(&PROVISIONING_PACKAGE), "", EffectRule::Internal)
            .filled(Fill::Insert),
    ],
    // `survives` is left at its default: subscriptions of a deleted article keep their limits.
    words: "limits",
    ..Table::root("package_configuration")
};

/// The limits of configurations. There is one row for each service.
pub static SERVICE_LIMITATION: Table = Table {
    key: &["fk_service_id"],
    columns: &[
        Column::key("fk_service_id", Type::to(&SERVICE)),
        // A limit of `unlimited` is a negative number in this column; diff compares it as more than any other.
        Column::new("limitation", Type::Integer, "", EffectRule::WorseLower),
    ],
    words: "limits.{0}",
    ..Table::child(
        "service_limitation",
        &PACKAGE_CONFIGURATION,
        "fk_package_configuration_id",
        EffectRule::WorseLower,
    )
};

/// The amounts that one unit of an extra service adds to the limits. This is a table of Wares, not of the billing
/// system (database.md §C).
pub static EXTRA_SERVICE_LIMIT: Table = Table {
    key: &["fk_service_id"],
    columns: &[
        Column::key("fk_service_id", Type::to(&SERVICE)),
        // Internal: the column is used only for analysis, and nothing is provisioned from it.
        Column::new("limitation", Type::Integer, "", EffectRule::Internal),
    ],
    own: true,
    words: "adds.{0}",
    ..Table::child("extra_service_limit", &ITEM, "fk_item_id", EffectRule::Internal)
};
