//! The kind `user_group`: groups of customers with the same regions and quotas (seed 004, "User Groups").

use super::lift::is_false;
use super::region::{REGION, Region};
use super::simple_kind::resource;
use super::virtuozzo::VIRTUOZZO;
use super::{Lift, Lower, Part, Plain};
use crate::model::{Flag, Map, Name, Ref, ShortName, Target, Units};
use crate::table::{Column, Constant, EffectRule, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `user_group`.
pub(super) fn kind() -> Plain<UserGroup> {
    Plain {
        name: "user_group",
        about: "A user group: a group of customers with the same regions and quotas.",
        example: include_str!("examples/user_group.yaml"),
        tables: TABLES,
        targets: &["user_group"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&USER_GROUP, &USER_GROUP_REGION, &USER_GROUP_QUOTA];

/// The table of user groups, which Wares adds to the database (database.md §C).
pub static USER_GROUP: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("subscriptions", Type::Boolean, "subscriptions", EffectRule::WorseLower)
            // Without this quota, a group cannot subscribe to any product (domain.md, V17).
            .default(Constant::Bool(true)),
    ],
    ..Table::root("user_group").owned_by_wares()
};

/// The regions of user groups.
pub static USER_GROUP_REGION: Table = Table {
    key: &["fk_region_id"],
    columns: &[Column::key("fk_region_id", Type::to(&REGION))],
    words: "regions[{0}]",
    // Who is in the group can no longer install packages in a region that is removed.
    ..Table::child("user_group_region", &USER_GROUP, "fk_user_group_id", EffectRule::WorseLower)
        .owned_by_wares()
};

/// The quotas of user groups.
pub static USER_GROUP_QUOTA: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text),
        // A lower quota takes away what customers could have before.
        Column::new("value", Type::Integer, "", EffectRule::WorseLower),
    ],
    words: "quotas.{0}",
    // A new row is worse for customers: without one, nothing limits them.
    ..Table::child("user_group_quota", &USER_GROUP, "fk_user_group_id", EffectRule::WorseHigher)
        .owned_by_wares()
};

/// A user group: a group of customers with the same regions and quotas.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct UserGroup {
    /// The unique name by which products refer to the group.
    pub name: Name,
    /// The names of the regions in which customers in the group can install packages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Ref<Region>>,
    /// The largest amounts that a customer in the group can have, by the platform's name for the quota, such as
    /// `environment.maxcount`. A quota that is not listed is not limited.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub quotas: Map<ShortName, Units>,
    /// Whether customers in the group can subscribe to products. The platform calls this quota
    /// `account.subscriptions.enabled`.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub subscriptions: Flag<true>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for UserGroup {
    const TAG: &'static str = "wares:ref:user_group";
}

resource!(UserGroup, name);

impl Part for UserGroup {
    const TABLE: &'static Table = &USER_GROUP;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("subscriptions", &self.subscriptions);
        row.keys(&USER_GROUP_REGION, "regions", &self.regions);
        for (name, value) in &self.quotas {
            row.entry(&USER_GROUP_QUOTA, "quotas", name, ("value", value));
        }
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self {
            name: row.get("name")?,
            regions: row.keys(&USER_GROUP_REGION),
            quotas: row.entries(&USER_GROUP_QUOTA, "value"),
            subscriptions: row.get("subscriptions")?,
            protect: row.protect(),
        })
    }
}

impl UserGroup {
    /// Whether customers in the group can install packages in the region with the given name.
    pub fn has_region(&self, name: &str) -> bool {
        self.regions.iter().any(|region| region.name() == name)
    }
}
