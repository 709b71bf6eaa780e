//! The resource kinds. Each file describes the YAML of a kind and the rows to which its documents are lowered.
//!
//! A [`Kind`] is a trait object, and the [`Kinds`] in use are passed as a value. Later modules use only kinds and rows.
//! This module also has code that several kinds share:
//! - [`Cell`] for fields that are stored in one column.
//! - [`Part`] for fields that are stored as rows.
//! - [`numbered!`](crate::numbered) for enumerations that are stored as numbers.
//! - Localized text, prices by currency and amount, flags, and `protect`.

mod article;
mod article_kind;
mod atomia;
mod billing_system;
mod billing_terms;
mod catalog_context;
pub mod codes;
mod column_defaults;
mod column_field;
mod detail_type;
mod detect_kind;
mod enumeration;
pub mod example;
mod extra_service;
mod field_docs;
mod ignored_rows;
mod impact;
mod installation_package;
mod item;
mod kind;
mod kind_set;
mod lift;
mod lookup_tables;
mod numeric_enum;
mod package;
mod pricing_model;
mod product;
mod property;
mod region;
mod row_mapping;
pub mod rule_queries;
mod schema;
mod service_plan;
pub mod shared_tables;
mod simple_kind;
mod subscriber_price;
mod subscription_tables;
mod tariff;
mod upgrade_group;
mod user_group;
mod virtuozzo;

pub use article::{ArticlePart, Counter, CounterRange, ExpireAction, ITEM, RenewalPeriod, Shop};
pub use article_kind::{ArticleOfKind, Sale};
pub use billing_system::{Companion, RuleQuery, Survey, System};
pub use billing_terms::{WORDS, Word, words_of};
pub use catalog_context::{Context, FoundResource, LookedUp, Resources};
pub use column_defaults::Defaults;
pub use column_field::{Cell, refused};
pub use detail_type::{DetailType, ValueType};
pub use detect_kind::{Candidate, Likelihood, classify, named_packages, surest};
pub use enumeration::{Enumeration, EnumerationValue};
pub use extra_service::{Choice, ExtraService};
pub use field_docs::{Field, Shape, shapes};
pub use ignored_rows::Ignored;
pub use impact::{Direction, Impact, LostMove, Renewal};
pub use installation_package::{
    Condition, Dependent, FieldType, INSTALLATION_PACKAGE, InstallationPackage, ManifestField, Offers,
    PackageManifest, SETTINGS_EVENT, word as manifest_word,
};
pub use kind::{Kind, Loaded, Resource};
pub use kind_set::{Kinds, property_of};
pub use lift::{Inexpressible, Lifting, mapping};
pub use lookup_tables::{
    CURRENCIES, CURRENCY, LANGUAGE, LANGUAGES, PROVISIONING_PACKAGE, RESELLER, RESELLERS, SERVICE,
};
pub use lookup_tables::{SHOP, SHOP_CATEGORY, SHOPS};
pub use numeric_enum::{Numbered, unnumbered};
pub use package::{
    Aggregation, Billing, Choice as DetailChoice, Detail, ImportChain, ImportDetails, OveragePeriod,
    OwnOrImported, Package, Statistics, Step as ImportsStep, Terms,
};
pub use pricing_model::PricingModel;
pub use product::{PRODUCT, Product, ProductStatus, ProductType};
pub use property::{PropertyValues, TypedProperty};
pub use region::Region;
pub use row_mapping::{Lift, Lower, Part, lift, lower};
pub use schema::{bound, catalog_schema, entries, for_editors, kind_schema, manifest_schema, target};
pub use service_plan::{ChargeType, PlanOption, PlanRegion, PlanStatus, SERVICE_PLAN, ServicePlan};
pub use simple_kind::Plain;
pub use subscriber_price::{Charge, Holdable, Price};
pub use subscription_tables::{Ladders, PartOf, Subscribers};
pub use tariff::{ChargePeriod, Tariff, TariffTier, TariffType, TierMode, Tiers};
pub use upgrade_group::{Member, UPGRADE_GROUP, UPGRADE_GROUP_MEMBER, UpgradeGroup};
pub use user_group::UserGroup;
