//! The terms of billing systems, with the corresponding keys of a catalog.

/// A term of a billing system, with the corresponding keys of a catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The term as the billing system spells it.
    pub word: &'static str,
    /// The billing system, such as `Atomia`.
    pub system: &'static str,
    /// What the term is in the billing system, such as a property, a table, a column, or a label in the admin panel.
    pub what: &'static str,
    /// The paths of the corresponding keys. A path begins with a kind or with `manifest`, as in
    /// `package.extra_services`.
    pub keys: &'static [&'static str],
}

// Constants, so that a misspelled system or label does not compile.
const ATOMIA: &str = "Atomia";
const BILLMANAGER: &str = "BILLmanager";
const VIRTUOZZO: &str = "Virtuozzo";

const API: &str = "a type of the API";
const CATEGORY: &str = "a category of the shop";
const COLUMN: &str = "a column";
const LABEL: &str = "a label in the admin panel";
const MANUAL: &str = "a term from the manual";
const PRICE: &str = "a kind of price";
const PROPERTY: &str = "a property";
const TABLE: &str = "a table";
const TEXT: &str = "a kind of text";

const fn word(
    word: &'static str,
    system: &'static str,
    what: &'static str,
    keys: &'static [&'static str],
) -> Word {
    Word { word, system, what, keys }
}

/// Expands to the paths of keys that all kinds of articles have, one path for each kind and key.
macro_rules! articles {
    ($($key:literal),+) => {
        &[$(concat!("package.", $key), concat!("extra_service.", $key), concat!("item.", $key)),+]
    };
}

/// Expands to the paths of a key that details and choices of details have.
macro_rules! details {
    ($key:literal) => {
        &[concat!("package.details.", $key), concat!("package.details.choices.", $key)]
    };
}

/// All terms, in case-insensitive alphabetical order.
pub const WORDS: &[Word] = &[
    word("acceptableDomainTlds", ATOMIA, PROPERTY, &["extra_service.domain.tlds"]),
    word("account.subscriptions.enabled", VIRTUOZZO, "a quota", &["user_group.subscriptions"]),
    word("active", BILLMANAGER, COLUMN, details!("enabled")),
    word("Add-on", BILLMANAGER, LABEL, &["package.details"]),
    word("Add-on price", BILLMANAGER, LABEL, details!("prices")),
    word("addonlimit", BILLMANAGER, COLUMN, details!("included")),
    word("addonmax", BILLMANAGER, COLUMN, details!("maximum")),
    word("addontype", BILLMANAGER, COLUMN, &["detail_type.value"]),
    word("Allow moving to another service plan", VIRTUOZZO, LABEL, &["service_plan.allow_moving"]),
    word("allowMultiple", ATOMIA, PROPERTY, &["extra_service.allow_multiple"]),
    word(
        "Alternative method of calculation according to the number",
        BILLMANAGER,
        LABEL,
        details!("alternative_calculation"),
    ),
    word("applicableToArticleNumbers", ATOMIA, PROPERTY, &["extra_service.requires"]),
    word("Article number", ATOMIA, MANUAL, articles!("article")),
    word("article_number", ATOMIA, COLUMN, articles!("article")),
    word("Based on statistics", BILLMANAGER, LABEL, details!("billing")),
    word("Based on the ordered values", BILLMANAGER, LABEL, details!("billing")),
    word("Billing type", BILLMANAGER, LABEL, details!("billing")),
    word("billtype", BILLMANAGER, COLUMN, details!("billing")),
    word("Boolean (yes/no)", BILLMANAGER, LABEL, &["detail_type.value"]),
    word("category_name", ATOMIA, COLUMN, articles!("category", "shop.categories")),
    word("Charge Period", VIRTUOZZO, LABEL, &["tariff.charge_period"]),
    word("Charge Type", VIRTUOZZO, LABEL, &["service_plan.charge_type"]),
    word("CheckDuration", ATOMIA, PROPERTY, &["package.check_duration"]),
    word("checkIfDomainExists", ATOMIA, PROPERTY, &["extra_service.domain.must_exist"]),
    word("Client can choose", BILLMANAGER, LABEL, &["package.details.billing", "package.details.choices"]),
    word("compound", BILLMANAGER, COLUMN, &["package.details.choices"]),
    word("Copy from", BILLMANAGER, LABEL, &["package.import_details.from"]),
    word("Cost of unlimited service", BILLMANAGER, LABEL, details!("unlimited_prices")),
    word("Count exceeded usage", BILLMANAGER, LABEL, details!("statistics.overage_period")),
    word("counter_id", ATOMIA, COLUMN, articles!("counters.id")),
    word("counter_range", ATOMIA, TABLE, articles!("counters.ranges")),
    word("counter_type", ATOMIA, TABLE, articles!("counters")),
    word("CounterPrice", ATOMIA, PRICE, articles!("counters.ranges.prices")),
    word("CounterRange.Name", ATOMIA, TEXT, articles!("counters.ranges.name")),
    word("CounterType.Name", ATOMIA, TEXT, articles!("counters.name")),
    word("CounterType.UnitName", ATOMIA, TEXT, articles!("counters.unit")),
    word("Default shop", ATOMIA, MANUAL, &["manifest.shop"]),
    word("default_shop", ATOMIA, COLUMN, &["manifest.shop"]),
    word("DeliveryDate", ATOMIA, API, &["manifest.database.item_defaults.delivery_date"]),
    word("Description (markdown)", VIRTUOZZO, LABEL, &["product.description", "service_plan.details"]),
    word("discontinued_expire_action", ATOMIA, COLUMN, articles!("expiry_action")),
    word("Discount tiers", VIRTUOZZO, MANUAL, &["tariff.tiers"]),
    word("Display Name", VIRTUOZZO, LABEL, &["product.name", "service_plan.name"]),
    word("Do not count during trial period", BILLMANAGER, LABEL, details!("skip_trial")),
    word("Do not multiple by the number", BILLMANAGER, LABEL, details!("multiply_setup_fee")),
    word("domainBased", ATOMIA, PROPERTY, &["extra_service.domain"]),
    word("Editable by User", VIRTUOZZO, LABEL, &["service_plan.options.editable"]),
    word("Enumeration with number", BILLMANAGER, LABEL, &["detail_type.value"]),
    word(
        "enumerationitem",
        BILLMANAGER,
        TABLE,
        &["enumeration.values", "package.details.included_value", "package.details.choices.included_value"],
    ),
    word("ExpireAction", ATOMIA, API, articles!("expiry_action", "unpaid_action")),
    // Seed 000 and the vendor's sample catalog spell the category differently (domain.md §0).
    word("ExtraService", ATOMIA, CATEGORY, &["manifest.database.extra_service_category"]),
    word("ExtraServices", ATOMIA, CATEGORY, &["manifest.database.extra_service_category"]),
    word("fk_child_item_id", ATOMIA, COLUMN, articles!("bundle.item")),
    word("fk_item_id", ATOMIA, COLUMN, &["upgrade_group.members.item"]),
    word("fk_package_configuration_id", ATOMIA, COLUMN, &["package.limits"]),
    word("fk_provisioning_package_id", ATOMIA, COLUMN, &["manifest.database.provisioning_package"]),
    word(
        "GenericConfigurablePackage",
        ATOMIA,
        "a provisioning package",
        &["manifest.database.provisioning_package"],
    ),
    word("Grace Period (days)", VIRTUOZZO, LABEL, &["service_plan.grace_period"]),
    word("HasExtraServices", ATOMIA, PROPERTY, &["package.extra_services"]),
    word("Host groups", VIRTUOZZO, MANUAL, &["service_plan.regions", "user_group.regions"]),
    word("If there are several parameters", BILLMANAGER, LABEL, details!("statistics.aggregation")),
    word("Ignore", BILLMANAGER, LABEL, details!("billing")),
    word("Import features", BILLMANAGER, LABEL, &["package.import_details"]),
    word("Included limit", BILLMANAGER, LABEL, details!("included")),
    word("Included value", BILLMANAGER, LABEL, details!("included_value")),
    word(
        "Internal name",
        BILLMANAGER,
        LABEL,
        &["detail_type.name", "enumeration.name", "enumeration.values.name", "package.details.choices.name"],
    ),
    word("international", ATOMIA, TABLE, articles!("name", "description", "shop.name")),
    word(
        "intname",
        BILLMANAGER,
        COLUMN,
        &["detail_type.name", "enumeration.name", "enumeration.values.name"],
    ),
    word("iso_639_name", ATOMIA, COLUMN, &["manifest.languages"]),
    word("Item.Description", ATOMIA, TEXT, articles!("description")),
    word("Item.Name", ATOMIA, TEXT, articles!("name")),
    word("item_price", ATOMIA, TABLE, articles!("prices", "periods.prices", "counters.ranges.prices")),
    word("item_property", ATOMIA, TABLE, articles!("properties")),
    word("item_relation", ATOMIA, TABLE, articles!("bundle")),
    word("item_tag", ATOMIA, TABLE, articles!("tags")),
    word("ItemPrice", ATOMIA, PRICE, articles!("prices")),
    word("itemtype", BILLMANAGER, TABLE, &["package.details.type"]),
    word("limitation", ATOMIA, COLUMN, &["package.limits"]),
    word("lower_margin", ATOMIA, COLUMN, articles!("counters.ranges.from")),
    word("Manual processing", BILLMANAGER, LABEL, details!("manual_processing")),
    word("Marketplace Installation", VIRTUOZZO, LABEL, &["product.type"]),
    word("Max Quantity", VIRTUOZZO, LABEL, &["service_plan.max_quantity"]),
    word("maximalproductvalue", ATOMIA, PROPERTY, &["extra_service.amount.max"]),
    word("Maximum value", BILLMANAGER, LABEL, details!("maximum")),
    word(
        "measure",
        BILLMANAGER,
        TABLE,
        &["package.details.unit", "package.details.choices.unit", "detail_type.unit"],
    ),
    word("minimalproductvalue", ATOMIA, PROPERTY, &["extra_service.amount.min"]),
    word("Minimum order period", BILLMANAGER, LABEL, details!("minimum_period")),
    word("Name (ID)", VIRTUOZZO, LABEL, &["product.id"]),
    word("not_paid_expire_action", ATOMIA, COLUMN, articles!("unpaid_action")),
    word(
        "onApplySubscriptionSettings",
        VIRTUOZZO,
        "an event of a package's manifest",
        &["service_plan.allow_moving"],
    ),
    word("Only for active service", BILLMANAGER, LABEL, details!("statistics.active_only")),
    word("order_by", ATOMIA, COLUMN, articles!("shop.order")),
    word("Other data", ATOMIA, LABEL, articles!("properties")),
    word("Override User Group Regions", VIRTUOZZO, LABEL, &["service_plan.override_regions"]),
    word("overrideRegions", VIRTUOZZO, "a parameter of an event", &["service_plan.override_regions"]),
    word("Overuse", VIRTUOZZO, MANUAL, &["service_plan.regions.pricing_model"]),
    word("Package details", BILLMANAGER, LABEL, &["package.details"]),
    word("Package extension", ATOMIA, MANUAL, &["extra_service.adds", "extra_service.provisioning_service"]),
    word("package_configuration", ATOMIA, TABLE, &["package.limits"]),
    word("packages", ATOMIA, PROPERTY, &["extra_service.packages"]),
    word("Placeholders", VIRTUOZZO, MANUAL, &["service_plan.metadata"]),
    word("Post-paid", BILLMANAGER, LABEL, details!("post_paid")),
    word("Pricing model", VIRTUOZZO, LABEL, &["service_plan.regions.pricing_model"]),
    word("Pricing tiers", VIRTUOZZO, LABEL, &["tariff.tiers"]),
    // Top-level domains use the same property for the TLD itself (domain.md §1), hence `item.properties`.
    word("productValue", ATOMIA, PROPERTY, &["extra_service.exclusive_group", "item.properties"]),
    word("productvaluestep", ATOMIA, PROPERTY, &["extra_service.amount.step"]),
    word("productvalueunit", ATOMIA, PROPERTY, &["extra_service.amount.unit"]),
    word("Provisioning service", ATOMIA, LABEL, articles!("provisioning_service")),
    word("provisioning_description_package", ATOMIA, TABLE, &["manifest.database.provisioning_package"]),
    word("ProvisioningAllowed", ATOMIA, API, &["manifest.database.item_defaults.provisioning_allowed_type"]),
    word("Random name", BILLMANAGER, LABEL, details!("random_name")),
    word("recurring", ATOMIA, COLUMN, articles!("periods")),
    word("Related Packages", VIRTUOZZO, LABEL, &["product.related_packages"]),
    word("Renewal period", ATOMIA, MANUAL, articles!("periods")),
    word("renewal_item_id", ATOMIA, COLUMN, articles!("renewal_item")),
    word("renewal_period", ATOMIA, TABLE, articles!("periods")),
    word("renewal_period_unit", ATOMIA, COLUMN, articles!("periods.every")),
    word("renewal_period_value", ATOMIA, COLUMN, articles!("periods.every")),
    word("RenewalItemPrice", ATOMIA, PRICE, articles!("periods.prices")),
    word("RenewingAllowed", ATOMIA, API, &["manifest.database.item_defaults.renewing_allowed_type"]),
    word("Replace existing values", BILLMANAGER, LABEL, &["package.import_details.replace_existing"]),
    word("require_subscription", ATOMIA, COLUMN, articles!("counters.requires_subscription")),
    word("Send instruction upon modification", BILLMANAGER, LABEL, details!("send_instruction")),
    word("service", ATOMIA, TABLE, &["package.limits", "extra_service.adds", "detail_type.limit"]),
    word("Service limits", ATOMIA, MANUAL, &["package.limits"]),
    word("Service Plan (ID)", VIRTUOZZO, LABEL, &["service_plan.id"]),
    word("Service Plan Options", VIRTUOZZO, LABEL, &["service_plan.options"]),
    word("Service Plans", VIRTUOZZO, LABEL, &["product.plans"]),
    word("service_limitation", ATOMIA, TABLE, &["package.limits"]),
    word("servicePlanId", VIRTUOZZO, "a parameter of an event", &["service_plan.id"]),
    word("settings", VIRTUOZZO, "a key of a package's manifest", &["service_plan.options"]),
    word("Setup fee", BILLMANAGER, LABEL, details!("setup_fee")),
    word("shop_item", ATOMIA, TABLE, articles!("shop")),
    word("shop_item_category", ATOMIA, TABLE, articles!("category", "shop.categories")),
    word("shop_item_property", ATOMIA, TABLE, articles!("shop.properties")),
    word("shop_item_shop_item_category", ATOMIA, TABLE, articles!("shop.categories")),
    word("ShopItem.Name", ATOMIA, TEXT, articles!("shop.name")),
    word("Short Description", VIRTUOZZO, LABEL, &["product.short_description"]),
    word("state", ATOMIA, COLUMN, &["manifest.database.ended_states"]),
    word("Status", BILLMANAGER, LABEL, details!("enabled")),
    word("Subscription Tariffs", VIRTUOZZO, LABEL, &["service_plan.tariffs"]),
    word("The price is specified", BILLMANAGER, LABEL, details!("statistics.price_per")),
    word(
        "Unit of measure",
        BILLMANAGER,
        LABEL,
        &["package.details.unit", "package.details.choices.unit", "detail_type.unit"],
    ),
    word("upgrade_group_member", ATOMIA, TABLE, &["upgrade_group.members"]),
    word("upgrade_level", ATOMIA, COLUMN, &["upgrade_group.members.level"]),
    word("UpgradingAllowed", ATOMIA, API, &["manifest.database.item_defaults.upgrading_allowed_type"]),
    word("upper_margin", ATOMIA, COLUMN, articles!("counters.ranges.to")),
    word("Use Existing", VIRTUOZZO, LABEL, &["product.plans"]),
    word("User Groups", VIRTUOZZO, LABEL, &["product.user_groups"]),
    word("Value type", BILLMANAGER, LABEL, &["detail_type.value"]),
];

/// Finds the terms that match the given word. Case, spaces and punctuation are ignored.
pub fn words_of(word: &str) -> impl Iterator<Item = &'static Word> {
    // The labels of admin panels have blanks and punctuation that people leave out or write differently.
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(word);
    WORDS.iter().filter(move |known| plain(known.word) == wanted)
}
