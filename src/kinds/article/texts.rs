//! The localized text of articles, counters, ranges and placements. For each field, a table describes rows of
//! `international` (database.md §A).

use super::tables::{COUNTER_RANGE, COUNTER_TYPE, ITEM, SHOP_ITEM};
use crate::kinds::lookup_tables::LANGUAGE;
use crate::kinds::shared_tables;
use crate::table::{Column, Constant, EffectRule, Table, Type};

/// Returns the table of the rows of `international` whose `entity_field_name` has the given value.
pub const fn translation(
    name: &'static str,
    parent: &'static Table,
    words: &'static str,
    field: &'static [(&'static str, Constant)],
) -> Table {
    Table {
        physical: "international",
        constants: field,
        ..shared_tables::texts(name, parent, "external_id", words)
    }
}

/// The names of articles.
pub static ITEM_NAME: Table = Table {
    // Customers know the article by this text, so a plan shows it next to the article number.
    names_root: true,
    ..translation("item_name", &ITEM, "name.{0}", &[("entity_field_name", Constant::Text("Item.Name"))])
};
/// The descriptions of articles.
pub static ITEM_DESCRIPTION: Table = translation(
    "item_description",
    &ITEM,
    "description.{0}",
    &[("entity_field_name", Constant::Text("Item.Description"))],
);
/// The names of counters.
pub static COUNTER_NAME: Table = translation(
    "counter_type_name",
    &COUNTER_TYPE,
    "{parent}.name.{0}",
    &[("entity_field_name", Constant::Text("CounterType.Name"))],
);
/// The units of counters.
pub static COUNTER_UNIT: Table = translation(
    "counter_type_unit_name",
    &COUNTER_TYPE,
    "{parent}.unit.{0}",
    &[("entity_field_name", Constant::Text("CounterType.UnitName"))],
);
/// The names of counter ranges.
pub static RANGE_NAME: Table = translation(
    "counter_range_name",
    &COUNTER_RANGE,
    "{parent}.name.{0}",
    &[("entity_field_name", Constant::Text("CounterRange.Name"))],
);
/// The names that the shop shows instead of the names of articles.
pub static SHOP_NAME: Table = Table {
    // The placement does not survive the deletion of its article, so its name must go too.
    survives: false,
    ..translation(
        "shop_item_name",
        &SHOP_ITEM,
        "shop.name.{0}",
        &[("entity_field_name", Constant::Text("ShopItem.Name"))],
    )
};

/// The table of all localized text. It is used to delete the text of deleted rows.
pub static ANY_TEXT: Table = Table {
    physical: "international",
    // All three, since a row can have texts in several fields and languages.
    key: &["external_id", "entity_field_name", "fk_language_id"],
    columns: &[
        // The column holds ids of rows of any table, not only of items.
        // The type is only used to convert the id; `is_text_of` checks by field whether a text belongs to a row.
        Column::key("external_id", Type::to(&ITEM)),
        Column::key("entity_field_name", Type::Text),
        Column::key("fk_language_id", Type::to(&LANGUAGE)),
        Column::new("value", Type::Text, "", EffectRule::NewSales),
    ],
    words: "texts[{1}, {2}]",
    ..Table::root("international")
};
