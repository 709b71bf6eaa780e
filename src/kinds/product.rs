//! Products: what customers find in the marketplace and subscribe to (seed 004).

use super::installation_package::{INSTALLATION_PACKAGE, InstallationPackage};
use super::lift::is_false;
use super::service_plan::{SERVICE_PLAN, ServicePlan};
use super::simple_kind::resource;
use super::user_group::{USER_GROUP, UserGroup};
use super::virtuozzo::VIRTUOZZO;
use super::{Lift, Lower, Numbered, Part, Plain};
use crate::model::{Name, Prose, Ref, Target, not_empty};
use crate::numbered;
use crate::table::{Column, EffectRule, Lifecycle, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The kind `product`.
pub(super) fn kind() -> Plain<Product> {
    Plain {
        name: "product",
        about: "A product: what customers find in the marketplace and subscribe to, by one of its service plans.",
        example: include_str!("examples/product.yaml"),
        tables: TABLES,
        targets: &["product"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&PRODUCT, &PRODUCT_USER_GROUP, &PRODUCT_RELATED_PACKAGE, &PRODUCT_PLAN];

/// Products: Wares' own table (database.md §C).
pub static PRODUCT: Table = Table {
    key: &["code"],
    columns: &[
        Column::new("code", Type::Text, "id", EffectRule::Internal),
        Column::new("type", Type::Integer, "type", EffectRule::Unknown).names(ProductType::NAMES),
        Column::new("name", Type::Text, "name", EffectRule::NewSales),
        Column::new("status", Type::Integer, "status", EffectRule::NewSales).names(ProductStatus::NAMES),
        Column::new("logo", Type::Text, "logo", EffectRule::NewSales),
        Column::new("short_description", Type::Text, "short_description", EffectRule::NewSales),
        Column::new("description", Type::Text, "description", EffectRule::NewSales),
    ],
    lifecycle: Some(&LIFECYCLE),
    ..Table::root("product").own()
};

/// A product begins in either status and moves between the two.
static LIFECYCLE: Lifecycle = Lifecycle {
    column: "status",
    first: &[ProductStatus::Active as i64, ProductStatus::Inactive as i64],
    steps: &[
        (ProductStatus::Active as i64, ProductStatus::Inactive as i64),
        (ProductStatus::Inactive as i64, ProductStatus::Active as i64),
    ],
    frozen: &[],
    on_sale: (&[ProductStatus::Active as i64], ProductStatus::Inactive as i64),
    unsold: &[],
    reaches: &[],
    shared_as: None,
};

/// The user groups that products are available to.
pub static PRODUCT_USER_GROUP: Table = Table {
    key: &["fk_user_group_id"],
    columns: &[
        Column::key("fk_user_group_id", Type::to(&USER_GROUP)),
        Column::new("position", Type::Integer, "position", EffectRule::Internal).hidden(),
    ],
    words: "user_groups[{0}]",
    // The first one takes the product from everybody else, and the last one gives it back.
    ..Table::child("product_user_group", &PRODUCT, "fk_product_id", EffectRule::Unknown).own()
};

/// The packages beside which products are shown.
pub static PRODUCT_RELATED_PACKAGE: Table = Table {
    key: &["fk_installation_package_id"],
    columns: &[
        Column::key("fk_installation_package_id", Type::to(&INSTALLATION_PACKAGE)),
        Column::new("position", Type::Integer, "position", EffectRule::Internal).hidden(),
    ],
    words: "related_packages[{0}]",
    ..Table::child("product_related_package", &PRODUCT, "fk_product_id", EffectRule::NewSales).own()
};

/// The service plans of products, in order.
pub static PRODUCT_PLAN: Table = Table {
    key: &["fk_service_plan_id"],
    columns: &[
        Column::key("fk_service_plan_id", Type::to(&SERVICE_PLAN)),
        Column::new("position", Type::Integer, "position", EffectRule::NewSales).hidden(),
    ],
    words: "plans[{0}]",
    ..Table::child("product_plan", &PRODUCT, "fk_product_id", EffectRule::WorseLower).own()
};

numbered! {
    /// What a product is.
    pub enum ProductType {
        /// An installation of a package of the marketplace.
        MarketplaceInstallation = 1 "marketplace_installation",
    }
}

numbered! {
    /// Whether customers see a product.
    pub enum ProductStatus {
        /// Customers see it, and can subscribe to its active plans.
        Active = 1 "active",
        /// Customers do not see it.
        Inactive = 2 "inactive",
    }
}

/// A product: what customers find in the marketplace and subscribe to, by one of its service plans.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Product {
    /// The id by which everything refers to the product.
    pub id: Name,
    /// What the product is: an installation of a package of the marketplace. There is no other type.
    #[serde(rename = "type", default = "installation", skip_serializing_if = "is_installation")]
    pub what: ProductType,
    /// The name that customers see.
    pub name: Name,
    /// Whether customers see the product: `active` or `inactive`.
    pub status: ProductStatus,
    /// The user groups that can subscribe to the product; if it is left out, all can.
    #[serde(default, deserialize_with = "not_empty", skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub user_groups: Vec<Ref<UserGroup>>,
    /// The logo: a URL, or a path of the platform's resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Name>,
    /// What the product is, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_description: Option<Prose>,
    /// What customers read about the product while they install it, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Prose>,
    /// The packages beside which the marketplace tells customers of the product.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_packages: Vec<Ref<InstallationPackage>>,
    /// The service plans by which customers can subscribe, in the order in which they see them. A plan may belong to several
    /// products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Ref<ServicePlan>>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

fn installation() -> ProductType {
    ProductType::MarketplaceInstallation
}

fn is_installation(what: &ProductType) -> bool {
    *what == ProductType::MarketplaceInstallation
}

impl Target for Product {
    const TAG: &'static str = "wares:ref:product";
}

resource!(Product, id);

impl Part for Product {
    const TABLE: &'static Table = &PRODUCT;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.id.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("type", &self.what);
        row.set("name", &self.name);
        row.set("status", &self.status);
        row.set_or_null("logo", &self.logo);
        row.set_or_null("short_description", &self.short_description);
        row.set_or_null("description", &self.description);
        row.keys(&PRODUCT_USER_GROUP, "user_groups", &self.user_groups);
        row.keys(&PRODUCT_RELATED_PACKAGE, "related_packages", &self.related_packages);
        row.keys(&PRODUCT_PLAN, "plans", &self.plans);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self {
            id: row.get("code")?,
            what: row.get("type")?,
            name: row.get("name")?,
            status: row.get("status")?,
            user_groups: row.keys(&PRODUCT_USER_GROUP),
            logo: row.maybe("logo"),
            short_description: row.maybe("short_description"),
            description: row.maybe("description"),
            related_packages: row.keys(&PRODUCT_RELATED_PACKAGE),
            plans: row.keys(&PRODUCT_PLAN),
            protect: row.protect(),
        })
    }
}
