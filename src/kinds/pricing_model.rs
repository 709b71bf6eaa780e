//! The kind `pricing_model`: sets of tariffs by which a platform bills usage (seed 004, the tab "Regions").

use super::lift::is_false;
use super::simple_kind::resource;
use super::tariff::{TARIFF, Tariff, TariffType};
use super::virtuozzo::VIRTUOZZO;
use super::{Lift, Lower, Numbered, Part, Plain};
use crate::model::{Map, Name, Ref, Target};
use crate::table::{Column, EffectRule, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `pricing_model`.
pub(super) fn kind() -> Plain<PricingModel> {
    Plain {
        name: "pricing_model",
        about: "A pricing model: a default tariff for each type of resource that customers use.",
        example: include_str!("examples/pricing_model.yaml"),
        tables: TABLES,
        targets: &["pricing_model"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&PRICING_MODEL, &PRICING_MODEL_TARIFF];

/// The table of pricing models, which Wares adds to the database (database.md §C).
pub static PRICING_MODEL: Table = Table {
    key: &["name"],
    columns: &[Column::new("name", Type::Text, "name", EffectRule::Internal)],
    ..Table::root("pricing_model").owned_by_wares()
};

/// The default tariffs of pricing models.
pub static PRICING_MODEL_TARIFF: Table = Table {
    key: &["type"],
    columns: &[
        Column::key("type", Type::Integer).names(TariffType::NAMES),
        // Another tariff can be dearer or cheaper depending on usage, so the direction is not known.
        Column::new("fk_tariff_id", Type::to(&TARIFF), "", EffectRule::Unknown),
    ],
    words: "tariffs.{0}",
    ..Table::child("pricing_model_tariff", &PRICING_MODEL, "fk_pricing_model_id", EffectRule::Unknown)
        .owned_by_wares()
};

/// A pricing model: a default tariff for each type of resource that customers use.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct PricingModel {
    /// The unique name by which service plans refer to the model.
    pub name: Name,
    /// The ids of the default tariffs, by tariff type. Tariffs of types other than `subscription` exist only in the
    /// database; list them in the manifest's `external`.
    pub tariffs: Map<TariffType, Ref<Tariff>>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

impl Target for PricingModel {
    const TAG: &'static str = "wares:ref:pricing_model";
}

resource!(PricingModel, name, {
    fn may_repeat_rows(&self, _: &crate::model::Manifest) -> bool {
        // The tariffs are a mapping by type, so no type can appear twice.
        false
    }
});

impl Part for PricingModel {
    const TABLE: &'static Table = &PRICING_MODEL;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        for (of, tariff) in &self.tariffs {
            row.entry(&PRICING_MODEL_TARIFF, "tariffs", of, ("fk_tariff_id", tariff));
        }
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self {
            name: row.get("name")?,
            tariffs: row.entries(&PRICING_MODEL_TARIFF, "fk_tariff_id"),
            protect: row.protect(),
        })
    }
}

impl PricingModel {
    /// The types of tariffs for which the model has no default.
    pub fn lacking(&self) -> impl Iterator<Item = TariffType> + '_ {
        // A model without a default for each type is reported (domain.md, V14).
        TariffType::ALL.iter().map(|(of, ..)| *of).filter(|of| !self.tariffs.keys().any(|known| known == of))
    }
}
