//! The kind `service_plan`: plans to which customers subscribe (seed 004, "Adding New Product").

mod tables;

pub use tables::SERVICE_PLAN;
use tables::{SERVICE_PLAN_METADATA, SERVICE_PLAN_OPTION, SERVICE_PLAN_REGION, SERVICE_PLAN_TARIFF, TABLES};

use super::installation_package::InstallationPackage;
use super::lift::is_false;
use super::pricing_model::PricingModel;
use super::region::Region;
use super::simple_kind::resource;
use super::tariff::Tariff;
use super::virtuozzo::VIRTUOZZO;
use super::{Cell, Lift, Lower, Part, Plain};
use crate::model::{Flag, Map, Name, OptionValue, Prose, Ref, ShortName, Target};
use crate::numbered;
use crate::table::{Table, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `service_plan`.
pub(super) fn kind() -> Plain<ServicePlan> {
    Plain {
        name: "service_plan",
        about: "A service plan: a package with options, regions and tariffs, to which customers subscribe.",
        example: include_str!("examples/service_plan.yaml"),
        tables: TABLES,
        targets: &["service_plan"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

numbered! {
    /// How a subscription to a service plan is charged.
    pub enum ChargeType {
        /// Customers pay a fixed price per period, and the resources that they use are free.
        Fixed = 1 "fixed",
    }
}

numbered! {
    /// Whether customers can subscribe to a service plan, and whether the plan can be changed.
    pub enum PlanStatus {
        /// Customers cannot subscribe yet. Everything can be changed.
        Draft = 1 "draft",
        /// Customers can subscribe. A change affects all existing subscriptions.
        Active = 2 "active",
        /// Customers can no longer subscribe. A change affects all existing subscriptions.
        Inactive = 3 "inactive",
        /// Customers can no longer subscribe, and the plan can never be changed again.
        Archived = 4 "archived",
    }
}

/// A service plan: a package with options, regions and tariffs, to which customers subscribe.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ServicePlan {
    /// The unique id by which products refer to the plan.
    pub id: Name,
    /// The name that customers see. In all texts of the plan, `${key}` is replaced by the value of that key in
    /// `metadata`.
    pub name: Name,
    /// The description that customers see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Prose>,
    /// How subscriptions are charged: a fixed price per period. There is no other charge type.
    #[serde(default = "fixed", skip_serializing_if = "is_fixed")]
    pub charge_type: ChargeType,
    /// Whether customers can subscribe, and whether the plan can be changed: `draft`, `active`, `inactive` or
    /// `archived`.
    pub status: PlanStatus,
    /// The largest number of installations in one subscription.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 0), extend("default" = 1))]
    pub max_quantity: u32,
    /// The number of days for which an unpaid subscription is kept after payment is due. With 0, it is kept until the
    /// end of the day on which payment is due.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schemars(range(min = 0), extend("default" = 0))]
    pub grace_period: u32,
    /// The description that customers read while they install the package, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Prose>,
    /// Whether a subscription can be moved to another plan of the same product.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub allow_moving: Flag<false>,
    /// The name of the package that is installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Ref<InstallationPackage>>,
    /// The settings of the package's options, by the names of the fields in the package's manifest.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub options: Map<ShortName, PlanOption>,
    /// Whether `regions` replaces the regions of the user groups; otherwise `regions` only sets pricing models for some
    /// of the user groups' regions.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub override_regions: Flag<false>,
    /// The regions in which the package can be installed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<PlanRegion>,
    /// The ids of the plan's tariffs: at most one for each period and currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariffs: Vec<Ref<Tariff>>,
    /// The values that replace `${key}` in the plan's texts, by key.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<ShortName, Prose>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// An option of a service plan.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanOption {
    /// The value of the option. If `editable` is `true`, customers can replace this value; otherwise this value
    /// overrides the package's own value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<OptionValue>,
    /// Whether customers can change the option while they install the package.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub editable: Flag<false>,
}

/// A region of a service plan.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRegion {
    /// The name of the region.
    pub region: Ref<Region>,
    /// The name of the pricing model for the resources that an installation uses in the region. If left out, these
    /// resources are free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pricing_model: Option<Ref<PricingModel>>,
}

// Functions, since serde takes neither literals for defaults nor conditions for leaving out a field.
fn fixed() -> ChargeType {
    ChargeType::Fixed
}

fn is_fixed(charge: &ChargeType) -> bool {
    *charge == ChargeType::Fixed
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == 1
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Target for ServicePlan {
    const TAG: &'static str = "wares:ref:service_plan";
}

resource!(ServicePlan, id);

impl Part for ServicePlan {
    const TABLE: &'static Table = &SERVICE_PLAN;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.id.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("name", &self.name);
        row.set_or_null("description", &self.description);
        row.set("charge_type", &self.charge_type);
        row.set("status", &self.status);
        row.set("max_quantity", &self.max_quantity);
        row.set("grace_period", &self.grace_period);
        row.set_or_null("details", &self.details);
        row.set("allow_moving", &self.allow_moving);
        // Only an active plan must have a package (domain.md, V08).
        row.set_or_null("fk_installation_package_id", &self.package);
        row.set("override_regions", &self.override_regions);
        for (name, option) in &self.options {
            // Cloned, because the pair of name and option is the part, and a part owns its fields.
            row.part_at("options", name, &(name.clone(), option.clone()));
        }
        row.rows("regions", &self.regions);
        row.keys(&SERVICE_PLAN_TARIFF, "tariffs", &self.tariffs);
        for (key, value) in &self.metadata {
            row.entry(&SERVICE_PLAN_METADATA, "metadata", key, ("value", value));
        }
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let options: Vec<(ShortName, PlanOption)> = row.rows();
        Some(Self {
            id: row.get("code")?,
            name: row.get("name")?,
            description: row.maybe("description"),
            charge_type: row.get("charge_type")?,
            status: row.get("status")?,
            max_quantity: row.get("max_quantity")?,
            grace_period: row.get("grace_period")?,
            details: row.maybe("details"),
            allow_moving: row.get("allow_moving")?,
            package: row.maybe("fk_installation_package_id"),
            options: options.into_iter().collect(),
            override_regions: row.get("override_regions")?,
            regions: row.rows(),
            tariffs: row.keys(&SERVICE_PLAN_TARIFF),
            metadata: row.entries(&SERVICE_PLAN_METADATA, "value"),
            protect: row.protect(),
        })
    }
}

/// An option of a service plan with its name. The name is the key of the row.
impl Part for (ShortName, PlanOption) {
    const TABLE: &'static Table = &SERVICE_PLAN_OPTION;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.0.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set_or_null("value", &self.1.value);
        row.set("editable", &self.1.editable);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let option = PlanOption { value: row.maybe("value"), editable: row.get("editable")? };
        Some((row.get("name")?, option))
    }
}

impl Part for PlanRegion {
    const TABLE: &'static Table = &SERVICE_PLAN_REGION;

    fn key(&self) -> Vec<Value> {
        self.region.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set_or_null("fk_pricing_model_id", &self.pricing_model);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { region: row.get("fk_region_id")?, pricing_model: row.maybe("fk_pricing_model_id") })
    }
}
