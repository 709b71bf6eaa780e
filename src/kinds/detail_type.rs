//! Detail types: what a detail of a package can be (seed 002, "Item types → Add-ons").

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

/// The kind `detail_type`.
pub(super) fn kind() -> Plain<DetailType> {
    Plain {
        name: "detail_type",
        about: "A detail type: what packages include, and what customers can order on top, such as disk space.",
        example: include_str!("examples/detail_type.yaml"),
        tables: TABLES,
        targets: &["detail_type"],
        system: &ATOMIA,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&DETAIL_TYPE, &DETAIL_TYPE_TEXT, &DETAIL_TYPE_UNIT];

/// Detail types: Wares' own table (database.md §C).
pub static DETAIL_TYPE: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("value_type", Type::Integer, "value", EffectRule::Unknown)
            .names(ValueType::NAMES)
            .nature(),
        Column::new("unit", Type::Text, "unit", EffectRule::Unknown),
        Column::new("fk_service_id", Type::to(&SERVICE), "limit", EffectRule::Internal),
    ],
    ..Table::root("detail_type").own()
};

/// The texts of detail types.
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
        Column::new("factor", Type::Integer, "", EffectRule::Unknown),
    ],
    words: "larger_units.{0}",
    ..Table::child("detail_type_unit", &DETAIL_TYPE, "fk_detail_type_id", EffectRule::Unknown).own()
};

numbered! {
    /// What the value of a detail is.
    pub enum ValueType {
        /// Something that one has or has not.
        Boolean = 1 "boolean",
        /// A whole number of units.
        Integer = 2 "integer",
        /// One of the values of an enumeration.
        Enumeration = 3 "enumeration",
        /// One of the values of an enumeration, and a whole number of units of it.
        EnumerationWithNumber = 4 "enumeration_with_number",
    }
}

impl ValueType {
    /// Whether the value has a number of units.
    pub fn has_number(self) -> bool {
        matches!(self, Self::Integer | Self::EnumerationWithNumber)
    }

    /// Whether the value is one of an enumeration.
    pub fn has_enumeration(self) -> bool {
        matches!(self, Self::Enumeration | Self::EnumerationWithNumber)
    }

    /// The value type as the files write it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

/// A detail type: what packages include, and what customers can order on top, such as disk space.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct DetailType {
    /// The internal name by which details refer to the type: Latin letters, digits and underscores.
    pub name: Name,
    /// The name that customers see.
    pub text: Text,
    /// What the value of such a detail is.
    pub value: ValueType,
    /// The unit in which the amounts of such details are counted, such as `MiB` or `pieces`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<ShortName>,
    /// Larger units in which a package may count instead: how many of `unit` each of them is, such as `GiB: 1024`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub larger_units: Map<ShortName, Units>,
    /// The limit of a package (under `limits`) that such a detail raises: one unit of the detail is one of the limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Ref<Service>>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for DetailType {
    const TAG: &'static str = "wares:ref:detail_type";
}

impl DetailType {
    /// How many of the type's own unit one of a unit is; none of a unit that the type does not have.
    pub fn factor(&self, unit: Option<&str>) -> Option<u32> {
        let Some(unit) = unit else { return Some(1) };
        if self.unit.as_ref().is_some_and(|own| own.as_str() == unit) {
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
