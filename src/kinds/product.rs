//! The kind `product`: products that customers find in the marketplace and subscribe to (seed 004).

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
        about: "A product: something that customers find in the marketplace and subscribe to through a service plan.",
        example: include_str!("examples/product.yaml"),
        tables: TABLES,
        targets: &["product"],
        system: &VIRTUOZZO,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&PRODUCT, &PRODUCT_USER_GROUP, &PRODUCT_RELATED_PACKAGE, &PRODUCT_PLAN];

/// The table of products, which Wares adds to the database (database.md §C).
pub static PRODUCT: Table = Table {
    key: &["code"],
    columns: &[
        Column::new("code", Type::Text, "id", EffectRule::Internal),
        Column::new("type", Type::Integer, "type", EffectRule::Unknown).names(ProductType::NAMES),
        Column::new("name", Type::Text, "name", EffectRule::NewSales),
        // Existing subscriptions keep their product whatever its status is.
        Column::new("status", Type::Integer, "status", EffectRule::NewSales).names(ProductStatus::NAMES),
        Column::new("logo", Type::Text, "logo", EffectRule::NewSales),
        Column::new("short_description", Type::Text, "short_description", EffectRule::NewSales),
        Column::new("description", Type::Text, "description", EffectRule::NewSales),
    ],
    lifecycle: Some(&LIFECYCLE),
    ..Table::root("product").owned_by_wares()
};

/// The lifecycle of products: a product can begin in either status, and can always change to the other status.
static LIFECYCLE: Lifecycle = Lifecycle {
    column: "status",
    // Also inactive: a product is often prepared before it is shown.
    first: &[ProductStatus::Active as i64, ProductStatus::Inactive as i64],
    steps: &[
        (ProductStatus::Active as i64, ProductStatus::Inactive as i64),
        (ProductStatus::Inactive as i64, ProductStatus::Active as i64),
    ],
    frozen: &[],
    // Inactive, not deleted: existing subscriptions keep their product.
    on_sale: (&[ProductStatus::Active as i64], ProductStatus::Inactive as i64),
    unsold: &[],
    affecting_subscriptions: &[],
    shared_as: None,
};

/// The user groups that products are available to.
pub static PRODUCT_USER_GROUP: Table = Table {
    key: &["fk_user_group_id"],
    columns: &[
        Column::key("fk_user_group_id", Type::to(&USER_GROUP)),
        // Stored so that a file that is imported again lists the groups as it did.
        Column::new("position", Type::Integer, "position", EffectRule::Internal).hidden(),
    ],
    words: "user_groups[{0}]",
    // Adding the first group takes the product away from everyone else; removing the last one makes it available to
    // all.
    ..Table::child("product_user_group", &PRODUCT, "fk_product_id", EffectRule::Unknown).owned_by_wares()
};

/// The related packages of products. The marketplace shows a product together with its related packages.
pub static PRODUCT_RELATED_PACKAGE: Table = Table {
    key: &["fk_installation_package_id"],
    columns: &[
        Column::key("fk_installation_package_id", Type::to(&INSTALLATION_PACKAGE)),
        Column::new("position", Type::Integer, "position", EffectRule::Internal).hidden(),
    ],
    words: "related_packages[{0}]",
    ..Table::child("product_related_package", &PRODUCT, "fk_product_id", EffectRule::NewSales)
        .owned_by_wares()
};

/// The service plans of products, in order.
pub static PRODUCT_PLAN: Table = Table {
    key: &["fk_service_plan_id"],
    columns: &[
        Column::key("fk_service_plan_id", Type::to(&SERVICE_PLAN)),
        // The marketplace shows plans in this order, so a move of a plan is a change of its row.
        Column::new("position", Type::Integer, "position", EffectRule::NewSales).hidden(),
    ],
    words: "plans[{0}]",
    ..Table::child("product_plan", &PRODUCT, "fk_product_id", EffectRule::WorseLower).owned_by_wares()
};

numbered! {
    /// The type of a product.
    pub enum ProductType {
        /// An installation of a package from the marketplace.
        MarketplaceInstallation = 1 "marketplace_installation",
    }
}

numbered! {
    /// Whether customers see a product.
    pub enum ProductStatus {
        /// Customers see the product and can subscribe to its active plans.
        Active = 1 "active",
        /// Customers do not see the product.
        Inactive = 2 "inactive",
    }
}

/// A product: something that customers find in the marketplace and subscribe to through a service plan.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Product {
    /// The unique id by which the platform refers to the product.
    pub id: Name,
    /// The type of the product: an installation of a package from the marketplace. There is no other type.
    #[serde(rename = "type", default = "installation", skip_serializing_if = "is_installation")]
    pub what: ProductType,
    /// The name that customers see.
    pub name: Name,
    /// Whether customers see the product: `active` or `inactive`.
    pub status: ProductStatus,
    /// The names of the user groups that can subscribe to the product. If left out, all groups can.
    #[serde(default, deserialize_with = "not_empty", skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub user_groups: Vec<Ref<UserGroup>>,
    /// The product's logo: a URL, or the path of a file on the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Name>,
    /// A description of the product in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_description: Option<Prose>,
    /// The description that customers read while they install the product, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Prose>,
    /// The names of related packages. The marketplace advertises the product together with these packages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_packages: Vec<Ref<InstallationPackage>>,
    /// The ids of the service plans to which customers can subscribe, in the order in which customers see them. A plan
    /// can belong to several products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Ref<ServicePlan>>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

// A function, since serde takes no literal for a default.
fn installation() -> ProductType {
    ProductType::MarketplaceInstallation
}

// Left out on import, since there is no other type (seed 004).
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
        // NULL instead of unset: a logo that the file no longer has must go.
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
