//! The kind `tariff`: the prices of subscriptions (seed 004, the tab "Subscription Tariffs").

mod tiers;

pub use tiers::Tiers;

use super::lift::is_false;
use super::lookup_tables::CURRENCY;
use super::simple_kind::resource;
use super::virtuozzo::VIRTUOZZO;
use super::{Charge, Lift, Lower, Numbered, Part, Plain, Price};
use crate::model::{Amount, Currency, Name, Prose, Ref, Target};
use crate::numbered;
use crate::table::{Column, Constant, EffectRule, Money, Row, Table, Type, Value};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `tariff`.
pub(super) fn kind() -> Plain<Tariff> {
    Plain {
        name: "tariff",
        about: "A subscription tariff: the price of an installation per month or year, by the number of installations.",
        example: include_str!("examples/tariff.yaml"),
        tables: TABLES,
        targets: &["tariff"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&TARIFF, &TARIFF_TIER];

/// The table of tariffs, which Wares adds to the database (database.md §C).
pub static TARIFF: Table = Table {
    key: &["code"],
    columns: &[
        Column::new("code", Type::Text, "id", EffectRule::Internal),
        Column::new("name", Type::Text, "name", EffectRule::NewSales),
        Column::new("description", Type::Text, "description", EffectRule::NewSales),
        // The platform cannot edit the type of a tariff (domain.md §3), so a change is refused (V13).
        Column::new("type", Type::Integer, "type", EffectRule::Unknown).names(TariffType::NAMES).fixed(),
        // A price per month would become a price per year, so subscribers would effectively have another tariff.
        Column::new("charge_period", Type::Integer, "charge_period", EffectRule::Unknown)
            .names(ChargePeriod::NAMES)
            .changes_identity(),
        // Like the period: a tariff in another currency is another tariff for those who pay by it.
        Column::new("fk_currency_id", Type::to(&CURRENCY), "currency", EffectRule::Unknown)
            .changes_identity(),
        Column::new("mode", Type::Integer, "mode", EffectRule::Unknown)
            .names(TierMode::NAMES)
            // The discount level follows the total amount, which is volume pricing (domain.md §3, "Tariffs").
            .default(Constant::Int(TierMode::Volume as i64)),
    ],
    ..Table::root("tariff").owned_by_wares()
};

/// The tiers of tariffs.
pub static TARIFF_TIER: Table = Table {
    key: &["from_quantity"],
    columns: &[
        Column::key("from_quantity", Type::Integer),
        Column::new(
            "price",
            Type::Money(Money::decimal(4, "fk_currency_id")),
            "price",
            EffectRule::WorseHigher,
        ),
    ],
    words: "tiers[from {0}]",
    ..Table::child("tariff_tier", &TARIFF, "fk_tariff_id", EffectRule::Unknown).owned_by_wares()
};

numbered! {
    /// The type of a tariff. Files describe only tariffs for subscriptions; tariffs of other types exist only in the
    /// database.
    pub enum TariffType {
        /// Cloudlets that are used as needed.
        DynamicCloudlets = 1 "dynamic_cloudlets",
        /// Cloudlets that are paid for whether or not they are used.
        ReservedCloudlets = 2 "reserved_cloudlets",
        /// Disk space that is used as needed.
        DynamicDisk = 3 "dynamic_disk",
        /// Disk space that is paid for whether or not it is used.
        ReservedDisk = 4 "reserved_disk",
        /// Network traffic.
        Network = 5 "network",
        /// Options such as public IP addresses.
        Option = 6 "option",
        /// Software licenses.
        Licence = 7 "licence",
        /// Usage that is metered by another system.
        External = 8 "external",
        /// Subscriptions to products.
        Subscription = 9 "subscription",
    }
}

numbered! {
    /// How often a subscription is charged.
    pub enum ChargePeriod {
        /// Once a month.
        Month = 1 "month",
        /// Once a year.
        Year = 2 "year",
    }
}

impl ChargePeriod {
    /// The length of the period in months.
    pub fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Year => 12,
        }
    }
}

numbered! {
    /// The installations to which the price of a tier applies.
    pub enum TierMode {
        /// The quantity falls into one tier, whose price applies to all installations.
        Volume = 1 "volume",
        /// The price of each tier applies only to the installations within that tier.
        Graduated = 2 "graduated",
    }
}

/// A subscription tariff: the price of an installation per month or year, by the number of installations.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Tariff {
    /// The unique id by which service plans refer to the tariff.
    pub id: Name,
    /// The name of the tariff.
    pub name: Name,
    /// A description of the tariff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Prose>,
    /// The type of the tariff. Files can describe only tariffs of the type `subscription`.
    #[serde(rename = "type", default = "subscription", skip_serializing_if = "is_subscription")]
    pub for_what: TariffType,
    /// How often a subscription is charged: every `month` or every `year`.
    pub charge_period: ChargePeriod,
    /// The ISO 4217 code of the currency of the prices.
    pub currency: Ref<Currency>,
    /// The installations to which the price of a tier applies. With `volume`, the price applies to all installations;
    /// with `graduated`, it applies only to those within the tier. If left out, the mode is `volume`.
    #[serde(default = "volume", skip_serializing_if = "is_volume")]
    pub mode: TierMode,
    /// The price of one installation, by the number of installations. The first tier begins at 1, each tier ends where
    /// the next tier begins, and the last tier has no end.
    pub tiers: Vec<TariffTier>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// A tier of a tariff.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TariffTier {
    /// The lowest number of installations in the tier.
    #[schemars(range(min = 0))]
    pub from: u32,
    /// The price of one installation per charge period.
    pub price: Amount,
}

fn subscription() -> TariffType {
    TariffType::Subscription
}

fn is_subscription(of: &TariffType) -> bool {
    *of == TariffType::Subscription
}

fn volume() -> TierMode {
    TierMode::Volume
}

fn is_volume(mode: &TierMode) -> bool {
    *mode == TierMode::Volume
}

impl Target for Tariff {
    const TAG: &'static str = "wares:ref:tariff";
}

/// Returns what subscriptions with the tariff pay when they renew; `None` if the rows lack a value that is needed.
fn charge(rows: &[Row]) -> Option<Charge> {
    let root = rows.iter().find(|row| row.table == &TARIFF)?;
    let number = |column| match root.get(column) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let tiers = rows.iter().filter(|row| row.table == &TARIFF_TIER);
    // A tier that cannot be read makes every total wrong, so it takes the whole charge with it.
    let tiers: Vec<(u32, Decimal)> = tiers.map(tier).collect::<Option<_>>()?;
    let Some(Value::Key(currency)) = root.get("fk_currency_id") else { return None };
    let period = ChargePeriod::of_number(number("charge_period")?)?;
    Some(Charge {
        by: (TARIFF.name, root.key.clone()),
        period: format!("1 {}", period.word()),
        currency: currency.to_string(),
        price: Price::ByQuantity(Tiers::new(TierMode::of_number(number("mode")?)?, tiers)),
        // Not a part: the subscription itself refers to the tariff.
        part: None,
    })
}

fn tier(row: &Row) -> Option<(u32, Decimal)> {
    let from = match row.key.parts().last()? {
        Value::Int(from) => u32::try_from(*from).ok()?,
        _ => return None,
    };
    Some((from, row.get("price")?.as_decimal()?))
}

impl Tariff {
    /// The tiers as [`Tiers`], which calculate prices by quantity.
    pub fn prices(&self) -> Tiers {
        Tiers::new(self.mode, self.tiers.iter().map(|tier| (tier.from, tier.price.decimal())).collect())
    }
}

resource!(Tariff, id, {
    fn charges(rows: &[Row]) -> Vec<Charge> {
        charge(rows).into_iter().collect()
    }
});

impl Part for Tariff {
    const TABLE: &'static Table = &TARIFF;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.id.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("name", &self.name);
        row.set_or_null("description", &self.description);
        row.set("type", &self.for_what);
        row.set("charge_period", &self.charge_period);
        row.set("fk_currency_id", &self.currency);
        row.set("mode", &self.mode);
        row.rows("tiers", &self.tiers);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let for_what: TariffType = row.get("type")?;
        // Tariffs of other types bill usage and are maintained in the platform.
        if for_what != TariffType::Subscription {
            row.record_inexpressible(
                "type",
                format!("it is `{}`, but files can describe only `subscription` tariffs", for_what.word()),
            );
            return None;
        }
        let mut tiers: Vec<TariffTier> = row.rows();
        tiers.sort_by_key(|tier| tier.from);
        Some(Self {
            id: row.get("code")?,
            name: row.get("name")?,
            description: row.maybe("description"),
            for_what,
            charge_period: row.get("charge_period")?,
            currency: row.get("fk_currency_id")?,
            mode: row.get("mode")?,
            tiers,
            protect: row.protect(),
        })
    }
}

impl Part for TariffTier {
    const TABLE: &'static Table = &TARIFF_TIER;

    fn key(&self) -> Vec<Value> {
        vec![Value::Int(self.from.into())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("price", &self.price);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { from: row.get("from_quantity")?, price: row.get("price")? })
    }
}
