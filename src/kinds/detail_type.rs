//! The kind `detail_type`: the types of package details (seed 002, "Item types → Add-ons").

use super::article::translation;
use super::atomia::ATOMIA;
use super::lift::is_false;
use super::lookup_tables::SERVICE;
use super::simple_kind::resource;
use super::{Lift, Lower, Numbered, Part, Plain};
use crate::model::{Map, Name, Ref, Service, ShortName, Target, Text, Units};
use crate::numbered;
use crate::table::{Column, Constant, EffectRule, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Describes the kind `detail_type`.
pub(super) fn kind() -> Plain<DetailType> {
    Plain {
        name: "detail_type",
        about: "A detail type: something that packages include and that customers can order more of, such as disk space.",
        example: include_str!("examples/detail_type.yaml"),
        tables: TABLES,
        targets: &["detail_type"],
        system: &ATOMIA,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&DETAIL_TYPE, &DETAIL_TYPE_TEXT, &DETAIL_TYPE_UNIT];

/// The table of detail types. It is a table of Wares, not of the billing system (database.md §C).
pub static DETAIL_TYPE: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("value_type", Type::Integer, "value", EffectRule::Unknown)
            // Another value type makes subscribers' amounts meaningless, so it counts as a replacement of the detail
            // type.
            .names(ValueType::NAMES)
            .changes_identity(),
        Column::new("unit", Type::Text, "unit", EffectRule::Unknown),
        // Internal: nothing is provisioned from the link; it says to which limit the amounts count.
        Column::new("fk_service_id", Type::to(&SERVICE), "limit", EffectRule::Internal),
    ],
    ..Table::root("detail_type").owned_by_wares()
};

/// The localized names of detail types.
pub static DETAIL_TYPE_TEXT: Table = translation(
    "detail_type_text",
    &DETAIL_TYPE,
    "text.{0}",
    &[("entity_field_name", Constant::Text("DetailType.Name"))],
);

/// The larger units of detail types.
pub static DETAIL_TYPE_UNIT: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text),
        // The factor changes how many units subscribers get for what they pay, in a direction that depends on the
        // package.
        Column::new("factor", Type::Integer, "", EffectRule::Unknown),
    ],
    words: "larger_units.{0}",
    ..Table::child("detail_type_unit", &DETAIL_TYPE, "fk_detail_type_id", EffectRule::Unknown)
        .owned_by_wares()
};

numbered! {
    // The first three numbers are those of BILLmanager's `addontype` (database.md §B).
    /// The type of a detail's value.
    pub enum ValueType {
        /// A property that a customer either has or does not have.
        Boolean = 1 "boolean",
        /// A whole number of units.
        Integer = 2 "integer",
        /// One of the values of an enumeration.
        Enumeration = 3 "enumeration",
        /// One of the values of an enumeration, with a whole number of units.
        EnumerationWithNumber = 4 "enumeration_with_number",
    }
}

impl ValueType {
    /// Whether values of this type include a number.
    pub fn has_number(self) -> bool {
        matches!(self, Self::Integer | Self::EnumerationWithNumber)
    }

    /// Whether values of this type contain a value of an enumeration.
    pub fn has_enumeration(self) -> bool {
        matches!(self, Self::Enumeration | Self::EnumerationWithNumber)
    }

    /// The name of the value type in the files.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

/// A detail type: something that packages include and that customers can order more of, such as disk space.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct DetailType {
    /// The internal name that details use to refer to this type. It consists of Latin letters, digits and underscores.
    pub name: Name,
    /// The name that customers see.
    pub text: Text,
    /// The type of a detail's value: `boolean`, `integer`, `enumeration` or `enumeration_with_number`.
    pub value: ValueType,
    /// The unit for amounts of details of this type, such as `MiB` or `pieces`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<ShortName>,
    /// Larger units that packages can use for amounts, as a mapping from name to size. The size is given in `unit`, for
    /// example `GiB: 1024` if `unit` is `MiB`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub larger_units: Map<ShortName, Units>,
    /// The limit that details of this type raise: a name used in the `limits` of packages. Each unit of the detail
    /// raises the limit by one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Ref<Service>>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for DetailType {
    const TAG: &'static str = "wares:ref:detail_type";
}

impl DetailType {
    /// The size of the given unit, in the type's `unit`. The size is 1 if no unit is given. `None` if the type does not
    /// have the given unit.
    pub fn factor(&self, unit: Option<&str>) -> Option<u32> {
        // No unit means the type's own unit.
        let Some(unit) = unit else { return Some(1) };
        if self.unit.as_ref().is_some_and(|base| base.as_str() == unit) {
            return Some(1);
        }
        let larger = self.larger_units.iter().find(|(name, _)| name.as_str() == unit);
        larger.map(|(_, factor)| factor.count())
    }
}

resource!(DetailType, name);

impl Part for DetailType {
    const TABLE: &'static Table = &DETAIL_TYPE;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("value_type", &self.value);
        // NULL instead of unset: a unit that the file no longer gives must be removed.
        row.set_or_null("unit", &self.unit);
        row.set_or_null("fk_service_id", &self.limit);
        row.texts(&DETAIL_TYPE_TEXT, "text", &self.text);
        for (unit, factor) in &self.larger_units {
            row.entry(&DETAIL_TYPE_UNIT, "larger_units", unit, ("factor", factor));
        }
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self {
            name: row.get("name")?,
            text: row.texts(&DETAIL_TYPE_TEXT)?,
            value: row.get("value_type")?,
            unit: row.maybe("unit"),
            larger_units: row.entries(&DETAIL_TYPE_UNIT, "factor"),
            limit: row.maybe("fk_service_id"),
            protect: row.protect(),
        })
    }
}
