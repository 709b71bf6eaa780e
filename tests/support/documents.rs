//! Documents that many tests begin with, and the names of the billing tables that a catalog manages.

/// A package.
pub const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
limits: { space_mb: 3072 }
";

/// An upgrade group whose only member is the package.
pub const GROUP: &str = "\
kind: upgrade_group
name: Web hosting
members:
  - { item: HST-GLDY, level: 2 }
";

/// An article that is neither a package nor an extra service.
pub const ITEM: &str = "\
kind: item
article: DMN-COM
name: .com domain
category: TLD
prices: { EUR: 12.00 }
";

/// The billing tables that a catalog manages.
pub const TABLES: &[&str] = &[
    "item",
    "item_property",
    "item_tag",
    "item_relation",
    "item_price",
    "international",
    "renewal_period",
    "counter_type",
    "counter_range",
    "shop_item",
    "shop_item_property",
    "shop_item_shop_item_category",
    "package_configuration",
    "service_limitation",
    "extra_service_limit",
    "upgrade_group",
    "upgrade_group_member",
    "region",
    "user_group",
    "user_group_region",
    "user_group_quota",
    "tariff",
    "tariff_tier",
    "pricing_model",
    "pricing_model_tariff",
    "installation_package",
    "service_plan",
    "service_plan_option",
    "service_plan_region",
    "service_plan_tariff",
    "service_plan_metadata",
    "product",
    "product_user_group",
    "product_related_package",
    "product_plan",
];
