//! Kinds for tests whose tables have what other systems use: ids that are sequence numbers, ULIDs and strings, a key of
//! two columns, JSON, arrays, enums, minor units, constants that are NULL, soft deletion, and a table that refers to
//! itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};
use wares::kinds::{Cell, Context, Kind, Lift, Lower, Part, Plain, Resource, System, refused};
use wares::model::{Amount, Flag, Name, Ref, ShortName, Target};
use wares::table::{
    Column, Constant, EffectRule, Fill, IdColumn, IdSort, Key, Mark, Money, Rows, SoftDelete, Table, Type,
    Value, canonical_json,
};

pub fn kinds() -> [Arc<dyn Kind>; 3] {
    let segments: Plain<Segment> = Plain {
        name: "segment",
        about: "A segment of customers.",
        example: "",
        tables: SEGMENTS,
        targets: &["segment"],
        system: &SYSTEM,
        of: PhantomData,
    };
    let meters: Plain<Meter> = Plain {
        name: "meter",
        about: "A meter: what is counted.",
        example: "",
        tables: METERS,
        targets: &["meter"],
        system: &SYSTEM,
        of: PhantomData,
    };
    let versions: Plain<Version> = Plain {
        name: "plan_version",
        about: "A version of a plan.",
        example: "",
        tables: PLANS,
        targets: &[],
        system: &SYSTEM,
        of: PhantomData,
    };
    [Arc::new(segments), Arc::new(meters), Arc::new(versions)]
}

static SEGMENTS: &[&Table] = &[&SEGMENT];
static METERS: &[&Table] = &[&METER];
static PLANS: &[&Table] = &[&PLAN, &CHARGE, &FILTER];

static SYSTEM: System = System::new("Metering");

/// The ids are strings, and rows refer to other rows of this table.
static SEGMENT: Table = Table {
    id: IdColumn { name: "uid", sort: IdSort::Text },
    key: &["code"],
    columns: &[
        Column::new("code", Type::Text, "code", EffectRule::Internal),
        Column::new("title", Type::Text, "title", EffectRule::NewSales),
        Column::new("parent_uid", Type::to(&SEGMENT), "within", EffectRule::Internal),
    ],
    ..Table::root("segment")
};

/// The ids are ULIDs. A deleted meter is revived when it returns to the files.
static METER: Table = Table {
    id: IdColumn { name: "ulid", sort: IdSort::Ulid },
    key: &["code"],
    columns: &[
        Column::new("code", Type::Text, "code", EffectRule::Internal),
        Column::new("aggregation", Type::Enum, "aggregation", EffectRule::Unknown),
        Column::new("settings", Type::Json, "settings", EffectRule::Internal).default(Constant::Text("{}")),
        Column::new("dimensions", Type::Array(&Type::Text), "dimensions", EffectRule::Internal),
        Column::new("deleted_at", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Insert),
        Column::new("created_at", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Created),
        Column::new("updated_at", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Changed),
    ],
    constants: &[("archived_by", Constant::Null)],
    soft_delete: Some(SoftDelete { column: "deleted_at", mark: Mark::Time, revives: true }),
    ..Table::root("meter")
};

/// The ids come from a sequence, and the key has two columns.
static PLAN: Table = Table {
    id: IdColumn { name: "id", sort: IdSort::Sequence },
    key: &["code", "version"],
    columns: &[
        Column::new("code", Type::Text, "plan", EffectRule::Internal),
        Column::new("version", Type::Integer, "version", EffectRule::Internal),
        Column::new("billed", Type::Text, "billed", EffectRule::Unknown).default(Constant::Database),
        Column::new("segment_uid", Type::to(&SEGMENT), "segment", EffectRule::NewSales),
        Column::new("deleted_at", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Insert),
    ],
    constants: &[("parent_id", Constant::Null)],
    soft_delete: Some(SoftDelete { column: "deleted_at", mark: Mark::Time, revives: false }),
    ..Table::root("plan")
};

/// Rows of the second level that are only marked as deleted. A charge that returns to the files gets a new row.
static CHARGE: Table = Table {
    id: IdColumn { name: "id", sort: IdSort::Sequence },
    key: &["meter_ulid"],
    columns: &[
        Column::key("meter_ulid", Type::to(&METER)),
        Column::new(
            "amount_cents",
            Type::Money(Money::minor(2, "currency")),
            "amount",
            EffectRule::WorseHigher,
        ),
        Column::new("currency", Type::Text, "currency", EffectRule::Unknown),
        Column::new("deleted_at", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Insert),
    ],
    soft_delete: Some(SoftDelete { column: "deleted_at", mark: Mark::Time, revives: false }),
    survives: false,
    words: "charges[{0}]",
    ..Table::child("charge", &PLAN, "plan_id", EffectRule::Unknown)
};

/// Rows of the third level. They stay when their charge is marked as deleted.
static FILTER: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text),
        Column::new("allowed", Type::Array(&Type::Text), "allowed", EffectRule::Internal),
    ],
    words: "{parent}.filters[{0}]",
    ..Table::child("charge_filter", &CHARGE, "charge_id", EffectRule::Unknown)
};

/// A segment of customers.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Segment {
    /// Its code.
    pub code: ShortName,
    /// Its title.
    pub title: Name,
    /// The segment that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Ref<Segment>>,
}

/// A meter: what is counted.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Meter {
    /// Its code.
    pub code: ShortName,
    /// How what is counted becomes one number.
    pub aggregation: Aggregation,
    /// Settings of the collector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// The dimensions by which it is counted.
    pub dimensions: Names,
}

/// How what is counted becomes one number.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// By counting.
    Count,
    /// By adding.
    Sum,
    /// By taking the largest value.
    Max,
}

/// Settings of any form.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Settings(serde_json::Value);

/// A list of names.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Names(Vec<ShortName>);

/// A version of a plan.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Version {
    /// The plan.
    pub plan: ShortName,
    /// The number of the version.
    pub version: u32,
    /// When it is billed; by default, the database decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed: Option<ShortName>,
    /// The segment of customers that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Ref<Segment>>,
    /// What is charged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charge>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub protect: Flag<false>,
    #[serde(skip)]
    #[schemars(skip)]
    label: OnceLock<String>,
}

/// What is charged for what is counted.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// What is counted.
    pub meter: Ref<Meter>,
    /// The price of one unit.
    pub amount: Amount,
    /// Its currency.
    pub currency: ShortName,
    /// The filters for what is counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
}

/// A filter of a charge.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Its name.
    pub name: ShortName,
    /// The names that pass the filter.
    pub allowed: Names,
}

impl Target for Segment {
    const TAG: &'static str = "wares:ref:segment";
}

impl Target for Meter {
    const TAG: &'static str = "wares:ref:meter";
}

impl Cell for Aggregation {
    fn to_value(&self) -> Option<Value> {
        serde_json::to_value(self).ok()?.as_str().map(Value::text)
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        let text = value.as_text().map_or_else(|| refused(value), Ok)?;
        serde_json::from_value(text.into()).map_err(|error| error.to_string())
    }
}

impl Cell for Settings {
    fn to_value(&self) -> Option<Value> {
        canonical_json(&self.0.to_string()).ok().map(Value::Json)
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Json(text) => serde_json::from_str(text).map(Self).map_err(|error| error.to_string()),
            other => refused(other),
        }
    }
}

impl Cell for Names {
    fn to_value(&self) -> Option<Value> {
        Some(Value::List(self.0.iter().filter_map(Cell::to_value).collect()))
    }

    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::List(names) => names.iter().map(ShortName::from_value).collect::<Result<_, _>>().map(Self),
            other => refused(other),
        }
    }
}

macro_rules! resources {
    ($($type:ty: $name:expr, $protect:expr;)*) => {$(
        impl Resource for $type {
            fn name(&self) -> &str {
                fn of<T>(it: &T, name: impl for<'a> Fn(&'a T) -> &'a str) -> &str {
                    name(it)
                }
                of(self, $name)
            }

            fn key(&self) -> Key {
                Key::new(Part::key(self))
            }

            fn protect(&self) -> bool {
                $protect(self)
            }

            fn lower(&self, context: &Context<'_>) -> Rows {
                wares::kinds::lower(self, context)
            }
        }
    )*};
}

resources! {
    Segment: |segment: &Segment| segment.code.as_str(), |_: &Segment| false;
    Meter: |meter: &Meter| meter.code.as_str(), |_: &Meter| false;
    Version: Version::label, |version: &Version| *version.protect;
}

impl Version {
    fn label(&self) -> &str {
        self.label.get_or_init(|| format!("{}, {}", self.plan, self.version))
    }
}

impl Part for Segment {
    const TABLE: &'static Table = &SEGMENT;

    fn key(&self) -> Vec<Value> {
        self.code.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("title", &self.title);
        row.set("parent_uid", &self.within);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { code: row.get("code")?, title: row.get("title")?, within: row.maybe("parent_uid") })
    }
}

impl Part for Meter {
    const TABLE: &'static Table = &METER;

    fn key(&self) -> Vec<Value> {
        self.code.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("aggregation", &self.aggregation);
        row.set("settings", &self.settings);
        row.set("dimensions", &self.dimensions);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let (code, aggregation) = (row.get("code")?, row.get("aggregation")?);
        let settings: Settings = row.get("settings")?;
        let settings = Some(settings).filter(|settings| settings.0 != serde_json::json!({}));
        Some(Self { code, aggregation, settings, dimensions: row.get("dimensions")? })
    }
}

impl Part for Version {
    const TABLE: &'static Table = &PLAN;

    fn key(&self) -> Vec<Value> {
        [self.plan.to_value(), self.version.to_value()].into_iter().flatten().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("billed", &self.billed);
        row.set("segment_uid", &self.segment);
        row.rows("charges", &self.charges);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let (plan, version, billed) = (row.get("code")?, row.get("version")?, row.get("billed")?);
        let (segment, charges, protect) = (row.maybe("segment_uid"), row.rows(), row.protect());
        Some(Self { plan, version, billed: Some(billed), segment, charges, protect, label: OnceLock::new() })
    }
}

impl Part for Charge {
    const TABLE: &'static Table = &CHARGE;

    fn key(&self) -> Vec<Value> {
        self.meter.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("amount_cents", &self.amount);
        row.set("currency", &self.currency);
        row.rows("filters", &self.filters);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let (meter, amount, currency) =
            (row.get("meter_ulid")?, row.get("amount_cents")?, row.get("currency")?);
        Some(Self { meter, amount, currency, filters: row.rows() })
    }
}

impl Part for Filter {
    const TABLE: &'static Table = &FILTER;

    fn key(&self) -> Vec<Value> {
        self.name.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("allowed", &self.allowed);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { name: row.get("name")?, allowed: row.get("allowed")? })
    }
}
