//! The kind `region`: groups of hosts on which installations run (seed 004, the tab "Regions").

use super::lift::is_false;
use super::simple_kind::resource;
use super::virtuozzo::VIRTUOZZO;
use super::{Lift, Lower, Part, Plain};
use crate::model::{Name, Prose, Target};
use crate::table::{Column, EffectRule, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `region`.
pub(super) fn kind() -> Plain<Region> {
    Plain {
        name: "region",
        about: "A region: a group of hosts on which customers can install packages.",
        example: include_str!("examples/region.yaml"),
        tables: TABLES,
        targets: &["region"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&REGION];

/// The table of regions, which Wares adds to the database (database.md §C).
pub static REGION: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("description", Type::Text, "description", EffectRule::NewSales),
    ],
    ..Table::root("region").owned_by_wares()
};

/// A region: a group of hosts on which customers can install packages.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Region {
    /// The unique name by which user groups and service plans refer to the region.
    pub name: Name,
    /// The description that customers see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Prose>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for Region {
    const TAG: &'static str = "wares:ref:region";
}

resource!(Region, name, {
    fn may_repeat_rows(&self, _: &crate::model::Manifest) -> bool {
        // A region is a single row.
        false
    }
});

impl Part for Region {
    const TABLE: &'static Table = &REGION;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set_or_null("description", &self.description);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { name: row.get("name")?, description: row.maybe("description"), protect: row.protect() })
    }
}
