//! The kind `item`: articles that are neither packages nor extra services.

use super::article_kind::{Selling, SoldKind, word};
use super::lift::Lifting;
use super::property::{OtherData, Property, TypedProperty};
use super::{Candidate, Context, Likelihood};
use crate::model::Article;
use crate::table::{Key, Rows};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind `item`.
pub(super) fn kind() -> Selling<Item> {
    Selling::default()
}

/// An article that is neither a package nor an extra service, such as a top-level domain, a setup fee or prepaid
/// credit.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Item {}

impl SoldKind for Item {
    const NAME: &'static str = "item";
    const ABOUT: &'static str =
        "Any other article, such as a top-level domain, a setup fee or prepaid credit.";
    const EXAMPLE: &'static str = include_str!("examples/item.yaml");
    const TARGETS: &'static [&'static str] = &[word::<Article>()];
    const PROPERTIES: &'static [TypedProperty] = &[];

    fn may_repeat_rows(&self) -> bool {
        false // the kind adds no rows
    }

    fn properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn lift(_: &mut Lifting<'_>, _: &mut OtherData) -> Self {
        Self {}
    }

    fn likelihood(_: &Candidate<'_>) -> Likelihood {
        // An article that no other kind recognizes is an item.
        Likelihood::Possible
    }

    fn lower(&self, _: &Key, _: &Context<'_>, _: &mut Rows) {}
}
