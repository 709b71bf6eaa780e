//! The kinds of resources: one file each, with its YAML shape and the rows it stands for.
//!
//! A [`Kind`] is a trait object, and the [`Kinds`] in use are a value that is handed down. Everything after this
//! module works on these and on rows. What several kinds need is here for all of them: fields that are columns
//! ([`Cell`]), parts that are rows ([`Part`]), values that the database keeps as numbers ([`numbered!`](crate::numbered)),
//! texts by language, prices by currency and amount, flags, and `protect`.

mod article;
mod atomia;
mod cell;
mod charge;
mod claim;
pub mod codes;
mod context;
mod defaults;
mod detail_type;
mod enumeration;
pub mod example;
mod extra_service;
mod field;
mod ignored;
mod impact;
mod installation_package;
mod item;
mod kind;
mod lift;
mod lookup;
mod numbered;
mod package;
mod part;
mod plain;
mod pricing_model;
mod product;
mod property;
pub mod questions;
mod region;
mod schema;
mod service_plan;
mod set;
pub mod slices;
mod sold;
mod subscribers;
mod system;
mod tariff;
mod upgrade_group;
mod user_group;
mod virtuozzo;
mod words;

pub use article::{ArticlePart, Counter, CounterRange, ExpireAction, ITEM, RenewalPeriod, Shop};
pub use cell::{Cell, refused};
pub use charge::{Charge, Holdable, Price};
pub use claim::{Candidate, Claim, classify, named_packages, surest};
pub use context::{Context, Found, Resources, Seen};
pub use defaults::Defaults;
pub use detail_type::{DetailType, ValueType};
pub use enumeration::{Enumeration, EnumerationValue};
pub use extra_service::{Choice, ExtraService};
pub use field::{Field, Shape, shapes};
pub use ignored::Ignored;
pub use impact::{Direction, Impact, LostMove, Renewal};
pub use installation_package::{
    Condition, Dependent, FieldType, INSTALLATION_PACKAGE, InstallationPackage, ManifestField, Offers,
    PackageManifest, SETTINGS_EVENT, word as manifest_word,
};
pub use kind::{Kind, Loaded, Resource};
pub use lift::{Lifting, Unsaid, mapping};
pub use lookup::{
    CURRENCIES, CURRENCY, LANGUAGE, LANGUAGES, PROVISIONING_PACKAGE, RESELLER, RESELLERS, SERVICE,
};
pub use lookup::{SHOP, SHOP_CATEGORY, SHOPS};
pub use numbered::{Numbered, unnumbered};
pub use package::{
    Aggregation, Billing, Choice as DetailChoice, Detail, ImportDetails, Imports, OveragePeriod, Package,
    Statistics, Step as ImportsStep, Taken, Terms,
};
pub use part::{Lift, Lower, Part, lift, lower};
pub use plain::Plain;
pub use pricing_model::PricingModel;
pub use product::{PRODUCT, Product, ProductStatus, ProductType};
pub use property::{PropertyValues, TypedProperty};
pub use region::Region;
pub use schema::{bound, catalog_schema, entries, for_editors, kind_schema, manifest_schema, target};
pub use service_plan::{ChargeType, PlanOption, PlanRegion, PlanStatus, SERVICE_PLAN, ServicePlan};
pub use set::{Kinds, property_of};
pub use sold::{Sale, Sold};
pub use subscribers::{Ladders, Subscribers, Whole};
pub use system::{Companion, Question, Survey, System};
pub use tariff::{ChargePeriod, Tariff, TariffTier, TariffType, TierMode, Tiers};
pub use upgrade_group::{Member, UPGRADE_GROUP, UPGRADE_GROUP_MEMBER, UpgradeGroup};
pub use user_group::UserGroup;
pub use words::{WORDS, Word, words_of};
