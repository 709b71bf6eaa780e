//! The kind `enumeration`: lists of values that customers choose from, such as operating systems (seed 002).

use super::article::translation;
use super::atomia::ATOMIA;
use super::lift::is_false;
use super::shared_tables::period_prices;
use super::simple_kind::resource;
use super::{Lift, Lower, Part, Plain};
use crate::model::{Flag, Name, PeriodPrices, Target, Text};
use crate::table::{Column, Constant, EffectRule, Key, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `enumeration`.
pub(super) fn kind() -> Plain<Enumeration> {
    Plain {
        name: "enumeration",
        about: "An enumeration: a list of values that customers choose from, such as operating systems.",
        example: include_str!("examples/enumeration.yaml"),
        tables: TABLES,
        targets: &["enumeration"],
        system: &ATOMIA,
        of: PhantomData,
    }
}

static TABLES: &[&Table] =
    &[&ENUMERATION, &ENUMERATION_TEXT, &ENUMERATION_ITEM, &ENUMERATION_ITEM_TEXT, &ENUMERATION_ITEM_PRICE];

/// The table of enumerations, which Wares adds to the database (database.md §C).
pub static ENUMERATION: Table = Table {
    key: &["name"],
    columns: &[Column::new("name", Type::Text, "name", EffectRule::Internal)],
    ..Table::root("enumeration").owned_by_wares()
};

/// The localized names of enumerations.
pub static ENUMERATION_TEXT: Table = translation(
    "enumeration_text",
    &ENUMERATION,
    "text.{0}",
    &[("entity_field_name", Constant::Text("Enumeration.Name"))],
);

/// The values of enumerations, with their positions.
pub static ENUMERATION_ITEM: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text),
        // Hidden, because one value that moves shifts the positions of all that follow it.
        Column::new("position", Type::Integer, "position", EffectRule::NewSales).hidden(),
        Column::new("enabled", Type::Boolean, "enabled", EffectRule::NewSales).default(Constant::Bool(true)),
    ],
    // Packages refer to a value by its own name, and already name the enumeration next to it.
    has_short_names: true,
    // A value that somebody has cannot be deleted, so the message says how to stop selling it.
    stop_sale_setting: Some("enabled: false"),
    words: "values[{0}]",
    // Who has chosen a value that is removed loses it.
    ..Table::child("enumeration_item", &ENUMERATION, "fk_enumeration_id", EffectRule::WorseLower)
        .owned_by_wares()
};

/// The localized names of values.
pub static ENUMERATION_ITEM_TEXT: Table = translation(
    "enumeration_item_text",
    &ENUMERATION_ITEM,
    "{parent}.text.{0}",
    &[("entity_field_name", Constant::Text("EnumerationItem.Name"))],
);

/// The prices of values. They apply to packages that do not set their own prices.
pub static ENUMERATION_ITEM_PRICE: Table = period_prices(
    "enumeration_item_price",
    &ENUMERATION_ITEM,
    "fk_enumeration_item_id",
    "{parent}.prices.{0}.{1}",
);

/// An enumeration: a list of values that customers choose from, such as operating systems.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Enumeration {
    /// The internal name by which details refer to the enumeration: Latin letters, digits and underscores.
    pub name: Name,
    /// The name that customers see.
    pub text: Text,
    /// The values, in the order in which customers see them.
    pub values: Vec<EnumerationValue>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// A value of an enumeration.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnumerationValue {
    /// The internal name of the value: Latin letters, digits and underscores.
    pub name: Name,
    /// The name that customers see.
    pub text: Text,
    /// Whether customers can choose the value.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub enabled: Flag<true>,
    /// The prices of the value, by period and currency. They apply if a package does not set its own price for the
    /// value.
    #[serde(default, skip_serializing_if = "PeriodPrices::is_empty")]
    pub prices: PeriodPrices,
}

impl Target for Enumeration {
    const TAG: &'static str = "wares:ref:enumeration";
}

impl Enumeration {
    /// Finds a value by its internal name; `None` if no value has that name.
    pub fn value(&self, name: &str) -> Option<&EnumerationValue> {
        self.values.iter().find(|value| value.name.as_str() == name)
    }
}

/// The natural key of an enumeration value's row, given the names of the enumeration and of the value.
pub(super) fn value_key(enumeration: &str, value: &str) -> Key {
    // Two enumerations can have values of the same name.
    Key::of(enumeration).join([Value::text(value)])
}

resource!(Enumeration, name);

impl Part for Enumeration {
    const TABLE: &'static Table = &ENUMERATION;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.texts(&ENUMERATION_TEXT, "text", &self.text);
        row.rows("values", &self.values);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self {
            name: row.get("name")?,
            text: row.texts(&ENUMERATION_TEXT)?,
            // By position, not by key: customers see the values in the order of the file.
            values: row.rows_by("position"),
            protect: row.protect(),
        })
    }
}

impl Part for EnumerationValue {
    const TABLE: &'static Table = &ENUMERATION_ITEM;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        // Customers see the values in the order of the file, which rows do not have by themselves.
        row.set_position("position");
        row.set("enabled", &self.enabled);
        row.texts(&ENUMERATION_ITEM_TEXT, "text", &self.text);
        row.period_prices(&ENUMERATION_ITEM_PRICE, "prices", &self.prices);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self {
            name: row.get("name")?,
            text: row.texts(&ENUMERATION_ITEM_TEXT)?,
            enabled: row.get("enabled")?,
            prices: row.period_prices(&ENUMERATION_ITEM_PRICE),
        })
    }
}
