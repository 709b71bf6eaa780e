//! Any other article: a top-level domain, a setup fee, prepaid credit.

use super::article::{ITEM, TABLES};
use super::lift::Lifting;
use super::property::{OtherData, Property, TypedProperty};
use super::sold::{self, SoldKind, word};
use super::{Claim, Kind};
use crate::model::{Article, Manifest};
use crate::table::{Key, Rows};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    claim: |_| Claim::Any,
    lift: sold::lift::<Item>,
};

/// Any other article: a top-level domain, a setup fee, prepaid credit.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Item {}

impl SoldKind for Item {
    const PROPERTIES: &'static [TypedProperty] = &[];

    fn properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn lift(_: &mut Lifting<'_>, _: &mut OtherData) -> Self {
        Self {}
    }

    fn lower(&self, _: &Key, _: &Manifest, _: &mut Rows) {}
}
