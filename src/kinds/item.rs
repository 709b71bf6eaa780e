//! Any other article: a top-level domain, a setup fee, prepaid credit.

use super::Kind;
use super::article::{ITEM, TABLES};
use super::property::{Property, TypedProperty};
use super::sold::{self, SoldKind, word};
use crate::model::{Article, Manifest};
use crate::table::{Key, Rows};
use schemars::JsonSchema;
use serde::Deserialize;

/// The kind `item`.
pub static KIND: Kind = Kind {
    name: "item",
    about: "Any other article: a top-level domain, a setup fee, prepaid credit.",
    root: &ITEM,
    tables: TABLES,
    targets: &[word::<Article>()],
    properties: Item::PROPERTIES,
    schema: sold::schema::<Item>,
    read: sold::read::<Item>,
};

/// Any other article: a top-level domain, a setup fee, prepaid credit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Item {}

impl SoldKind for Item {
    const PROPERTIES: &'static [TypedProperty] = &[];

    fn properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn lower(&self, _: &Key, _: &Manifest, _: &mut Rows) {}
}
