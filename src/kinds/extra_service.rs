//! Extra services: what a customer can add to a package.

use super::article::{ITEM, TABLES, limits};
use super::property::{Property, TypedProperty};
use super::sold::{self, SoldKind, word};
use super::{Fault, Kind, Package};
use crate::diagnostic::{Code, Pointer};
use crate::model::{Amount, Article, Manifest, Name, Prose, Ref, Service};
use crate::table::{Key, Row, Rows, Value};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The kind `extra_service`.
pub static KIND: Kind = Kind {
    name: "extra_service",
    about: "An extra service: what a customer can add to a package.",
    root: &ITEM,
    tables: TABLES,
    targets: &[word::<Article>()],
    properties: ExtraService::PROPERTIES,
    schema: sold::schema::<ExtraService>,
    read: sold::read::<ExtraService>,
};

/// An extra service: what a customer can add to a package.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ExtraService {
    /// The packages whose customers see the service; every package with extra services unless given
    /// (Other data `packages`).
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub packages: Vec<Ref<Package>>,
    /// The articles that a customer must have to order the service (Other data `applicableToArticleNumbers`).
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub requires: Vec<Ref<Article>>,
    /// Whether a customer may order the service more than once (Other data `allowMultiple`).
    #[serde(default)]
    pub allow_multiple: bool,
    /// A name shared by services that exclude each other, such as a basic, pro and enterprise variant
    /// (Other data `productValue`).
    #[serde(default)]
    pub exclusive_group: Option<Name>,
    /// The customer names a domain with the order. Present, even as `{}`: Other data `domainBased`.
    #[serde(default)]
    pub domain: Option<Domain>,
    /// The amounts that a customer can choose from.
    #[serde(default)]
    pub amount: Option<Choice>,
    /// What one unit adds to the limits of a package. For analysis alone: the extension service provisions it.
    #[serde(default)]
    pub adds: BTreeMap<Ref<Service>, u16>,
}

/// What the domain named with an order must be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Domain {
    /// The domain must be among the customer's subscriptions (Other data `checkIfDomainExists`).
    #[serde(default)]
    pub must_exist: bool,
    /// The top-level domains that are accepted, without a dot; any unless given (Other data
    /// `acceptableDomainTlds`).
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub tlds: Vec<Name>,
}

/// The amounts that a customer can choose from: `min`, `min + step`, up to `max`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Choice {
    /// The least (Other data `minimalproductvalue`).
    #[serde(default)]
    pub min: Option<u32>,
    /// The most (Other data `maximalproductvalue`).
    #[serde(default)]
    pub max: Option<u32>,
    /// The step between two choices (Other data `productvaluestep`).
    #[serde(default)]
    pub step: Option<Amount>,
    /// The unit's resource key in the theme. An empty text is a unit without a name; without the key
    /// nothing is written (Other data `productvalueunit`).
    #[serde(default)]
    pub unit: Option<Prose>,
}

impl SoldKind for ExtraService {
    const PROPERTIES: &'static [TypedProperty] = &[
        TypedProperty::text("packages", "packages"),
        TypedProperty::text("applicableToArticleNumbers", "requires"),
        TypedProperty::boolean("allowMultiple", "allow_multiple"),
        TypedProperty::text("productValue", "exclusive_group"),
        TypedProperty::boolean("domainBased", "domain"),
        TypedProperty::boolean("checkIfDomainExists", "domain.must_exist"),
        TypedProperty::text("acceptableDomainTlds", "domain.tlds"),
        TypedProperty::integer("minimalproductvalue", "amount.min"),
        TypedProperty::integer("maximalproductvalue", "amount.max"),
        TypedProperty {
            name: "productvaluestep",
            field: "amount.step",
            holds: |v| v.parse::<Amount>().is_ok(),
        },
        TypedProperty { name: "productvalueunit", field: "amount.unit", holds: |_| true },
    ];

    fn default_category(manifest: &Manifest) -> Option<&str> {
        Some(manifest.database.extra_service_category.as_str())
    }

    fn properties(&self) -> Vec<Property> {
        let list = |name, names: Vec<&str>, pointer| {
            (!names.is_empty()).then(|| Property::new(name, names.join("|"), pointer))
        };
        let packages = self.packages.iter().map(Ref::name).collect();
        let requires = self.requires.iter().map(Ref::name).collect();
        let group = self
            .exclusive_group
            .as_ref()
            .map(|g| Property::new("productValue", g.as_str(), "/exclusive_group"));
        let properties = [
            list("packages", packages, "/packages"),
            list("applicableToArticleNumbers", requires, "/requires"),
            Property::flag("allowMultiple", self.allow_multiple, "/allow_multiple"),
            group,
        ];
        let domain = self.domain.iter().flat_map(Domain::properties);
        let amount = self.amount.iter().flat_map(Choice::properties);
        properties.into_iter().flatten().chain(domain).chain(amount).collect()
    }

    fn validate(&self) -> Vec<Fault> {
        let packages =
            self.packages.iter().map(Ref::name).enumerate().map(|(i, name)| ("/packages", i, name));
        let requires =
            self.requires.iter().map(Ref::name).enumerate().map(|(i, name)| ("/requires", i, name));
        let tlds = self.domain.iter().flat_map(|domain| &domain.tlds).map(Name::as_str).enumerate();
        let named = packages.chain(requires).chain(tlds.map(|(i, name)| ("/domain/tlds", i, name)));
        let fault = |(list, index, name): (&str, usize, &str)| {
            let message = format!(
                "`{name}` contains `|`, which separates names where the billing system keeps this list"
            );
            Fault::at_key(
                Code::WrongValue,
                Pointer::parse(list).child(index),
                message,
                "use a name without `|`",
            )
        };
        named.filter(|(.., name)| name.contains('|')).map(fault).collect()
    }

    fn lower(&self, key: &Key, _: &Manifest, rows: &mut Rows) {
        for (service, amount) in &self.adds {
            let own = vec![Value::Key(Key::of(service.name()))];
            let row = Row::new(&limits::EXTRA_SERVICE_LIMIT, key, own)
                .set("limitation", Value::Int(i64::from(*amount)));
            rows.add(row.at(Pointer::parse("/adds").child(service)));
        }
    }
}

impl Domain {
    fn properties(&self) -> Vec<Property> {
        let tlds: Vec<&str> = self.tlds.iter().map(Name::as_str).collect();
        let tlds =
            (!tlds.is_empty()).then(|| Property::new("acceptableDomainTlds", tlds.join("|"), "/domain/tlds"));
        let exists = Property::flag("checkIfDomainExists", self.must_exist, "/domain/must_exist");
        [Some(Property::new("domainBased", "true", "/domain")), exists, tlds].into_iter().flatten().collect()
    }
}

impl Choice {
    fn properties(&self) -> Vec<Property> {
        let property =
            |name, value: Option<String>, pointer| value.map(|value| Property::new(name, value, pointer));
        let step = self.step.map(|step| step.decimal().to_string());
        let unit = self.unit.as_ref().map(|unit| unit.as_str().to_owned());
        [
            property("minimalproductvalue", self.min.map(|min| min.to_string()), "/amount/min"),
            property("maximalproductvalue", self.max.map(|max| max.to_string()), "/amount/max"),
            property("productvaluestep", step, "/amount/step"),
            property("productvalueunit", unit, "/amount/unit"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
