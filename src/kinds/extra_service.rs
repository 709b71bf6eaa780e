//! The kind `extra_service`: services that customers can add to a package.

use super::article::limits;
use super::article_kind::{Selling, SoldKind, word};
use super::lift::{Lifting, is_false};
use super::property::{OtherData, Property, TypedProperty};
use super::{ArticlePart, Candidate, Context, Likelihood, Package};
use crate::diagnostic::{Diagnostic, Pointer};
use crate::model::{Amount, Article, Manifest, Map, Name, Prose, Ref, Service, Units, not_empty_or};
use crate::source;
use crate::table::{EffectRule, Key, Row, Rows, SEPARATOR, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The kind `extra_service`.
pub(super) fn kind() -> Selling<ExtraService> {
    Selling::default()
}

/// An extra service: a service that customers can add to a package.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ExtraService {
    /// The packages with which the service is offered. If left out, the service is offered with every package that has
    /// `extra_services: true`. Stored in the property `packages`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some_packages")]
    #[schemars(length(min = 1))]
    pub packages: Vec<Ref<Package>>,
    /// The articles that a customer must already have when ordering the service. Stored in the property
    /// `applicableToArticleNumbers`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some_requirements")]
    #[schemars(length(min = 1))]
    pub requires: Vec<Ref<Article>>,
    /// Whether a customer can order the service more than once. Stored in the property `allowMultiple`.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub allow_multiple: bool,
    /// A name shared by services that exclude each other, such as basic, pro and enterprise variants: a customer can
    /// have only one of them. Stored in the property `productValue`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_group: Option<Name>,
    /// Customers must name a domain when they order. `{}` accepts any domain. Stored in the property `domainBased`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// The amounts that a customer can choose from: `min`, `min + step` and so on, up to `max`. Prices are for one
    /// unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Choice>,
    /// The amount that one unit adds to each limit of a package, by the name of the limit. Wares uses these amounts
    /// only for analysis; the provisioning service of the billing system does the provisioning.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub adds: Map<Ref<Service>, Units>,
}

fn some_packages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Ref<Package>>, D::Error> {
    not_empty_or(
        deserializer,
        "remove `packages` to offer the service with every package that has extra services, or write `shop: false` to offer it nowhere",
    )
}

fn some_requirements<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Ref<Article>>, D::Error> {
    not_empty_or(deserializer, "remove `requires` if nothing is required")
}

fn some_tlds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Name>, D::Error> {
    not_empty_or(deserializer, "remove `tlds` if every domain is accepted")
}

/// The requirements for the domain that a customer names in an order.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Whether the customer must have a subscription for the domain. Stored in the property `checkIfDomainExists`.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub must_exist: bool,
    /// The accepted top-level domains, without a dot. If left out, all top-level domains are accepted. Stored in the
    /// property `acceptableDomainTlds`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some_tlds")]
    #[schemars(length(min = 1))]
    pub tlds: Vec<Name>,
}

/// The amounts that a customer can choose from: `min`, `min + step` and so on, up to `max`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AmountChoice")]
pub struct Choice {
    /// The smallest amount. Stored in the property `minimalproductvalue`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The largest amount. Stored in the property `maximalproductvalue`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The difference between two successive amounts. Stored in the property `productvaluestep`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Amount>,
    /// The key under which the shop's theme stores the unit's name. An empty string means that the unit has no name.
    /// Stored in the property `productvalueunit`, which is not written if `unit` is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Prose>,
}

impl SoldKind for ExtraService {
    const NAME: &'static str = "extra_service";
    const ABOUT: &'static str = "An extra service: a service that customers can add to a package.";
    const EXAMPLE: &'static str = include_str!("examples/extra_service.yaml");
    const TARGETS: &'static [&'static str] = &[word::<Article>()];
    const PROPERTIES: &'static [TypedProperty] = &[
        TypedProperty::list("packages", "packages", EffectRule::NewSales),
        TypedProperty::list("applicableToArticleNumbers", "requires", EffectRule::NewSales),
        TypedProperty::boolean("allowMultiple", "allow_multiple", EffectRule::NewSales),
        TypedProperty::text("productValue", "exclusive_group", EffectRule::NewSales),
        TypedProperty::boolean("domainBased", "domain", EffectRule::NewSales),
        TypedProperty::boolean("checkIfDomainExists", "domain.must_exist", EffectRule::NewSales),
        TypedProperty::list("acceptableDomainTlds", "domain.tlds", EffectRule::NewSales),
        TypedProperty::integer("minimalproductvalue", "amount.min", EffectRule::NewSales),
        TypedProperty::integer("maximalproductvalue", "amount.max", EffectRule::NewSales),
        TypedProperty::amount("productvaluestep", "amount.step", EffectRule::NewSales),
        TypedProperty::any("productvalueunit", "amount.unit", EffectRule::NewSales),
    ];

    const INHERITED: &'static [(&'static str, &'static str)] =
        &[("category", "/database/extra_service_category")];

    fn default_category(manifest: &Manifest) -> Option<&str> {
        Some(manifest.database.extra_service_category.as_str())
    }

    fn may_repeat_rows(&self) -> bool {
        false // `adds` is a mapping, so its keys are unique
    }

    fn properties(&self) -> Vec<Property> {
        let list = |name, names: Vec<&str>, pointer| {
            (!names.is_empty()).then(|| Property::new(name, names.join(&SEPARATOR.to_string()), pointer))
        };
        let packages = self.packages.iter().map(Ref::name).collect();
        let requires = self.requires.iter().map(Ref::name).collect();
        let group = self
            .exclusive_group
            .as_ref()
            .map(|g| Property::new("productValue", g.as_str().to_owned(), "/exclusive_group"));
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

    fn validate(&self, _: &ArticlePart, context: &Context<'_>) -> Vec<Diagnostic> {
        let packages =
            self.packages.iter().map(Ref::name).enumerate().map(|(i, name)| ("/packages", i, name));
        let requires =
            self.requires.iter().map(Ref::name).enumerate().map(|(i, name)| ("/requires", i, name));
        let tlds = self.domain.iter().flat_map(|domain| &domain.tlds).map(Name::as_str).enumerate();
        let named = packages.chain(requires).chain(tlds.map(|(i, name)| ("/domain/tlds", i, name)));
        let finding = |(list, index, name): (&str, usize, &str)| {
            let message = format!(
                "`{name}` contains `|`, which the billing system uses to separate the names in this list"
            );
            let place = context.document.key_at(Pointer::parse(list).child(index));
            Diagnostic::new(source::codes::WRONG_VALUE, place, message).help("use a name without `|`")
        };
        // The database stores a list as one string, so a name with the separator would become two names.
        named.filter(|(.., name)| name.contains(SEPARATOR)).map(finding).collect()
    }

    fn lift(lifting: &mut Lifting<'_>, other: &mut OtherData) -> Self {
        let list = |text: Option<String>| text.into_iter().flat_map(|text| split(&text)).collect::<Vec<_>>();
        let packages = list(other.take(Self::PROPERTIES, "packages"));
        let requires = list(other.take(Self::PROPERTIES, "requires"));
        let group = other.take(Self::PROPERTIES, "exclusive_group");
        Self {
            packages: packages.iter().filter_map(|name| Ref::new(name).ok()).collect(),
            requires: requires.iter().filter_map(|name| Ref::new(name).ok()).collect(),
            allow_multiple: other.take_flag(Self::PROPERTIES, "allow_multiple"),
            exclusive_group: group.and_then(|group| group.parse().ok()),
            domain: Domain::lift(other),
            amount: Choice::lift(other),
            adds: adds(lifting).into(),
        }
    }

    fn likelihood(candidate: &Candidate<'_>) -> Likelihood {
        likelihood(candidate)
    }

    fn lower(&self, key: &Key, context: &Context<'_>, rows: &mut Rows) {
        for (service, amount) in &self.adds {
            let own = vec![Value::Key(Key::of(service.name()))];
            let row = Row::new(&limits::EXTRA_SERVICE_LIMIT, key, own)
                .set("limitation", Value::Int(i64::from(amount.count())));
            rows.add(row.at(context.at("adds").child(service)));
        }
    }
}

/// Returns [`Likelihood::Certain`] for an article in the manifest's category for extra services, and
/// [`Likelihood::Likely`] for an article with a property of extra services. The property `productValue` does not count,
/// since top-level domains have it too.
fn likelihood(candidate: &Candidate<'_>) -> Likelihood {
    let category = candidate.lifting.manifest.database.extra_service_category.as_str();
    if candidate.lifting.category() == Some(category) {
        return Likelihood::Certain;
    }
    let properties = candidate.lifting.other_data();
    let mut options = ExtraService::PROPERTIES.iter().filter(|property| property.field != "exclusive_group");
    match options.any(|property| properties.has(property.name)) {
        true => Likelihood::Likely,
        false => Likelihood::Never,
    }
}

/// The packages that an article names in its property `packages`; empty if the article does not have that property.
pub fn named_packages(lifting: &Lifting<'_>) -> Vec<String> {
    let named = lifting.other_data().take(ExtraService::PROPERTIES, "packages");
    named.map(|text| split(&text)).unwrap_or_default()
}

/// Splits a list of names that the billing system stores as one string.
fn split(text: &str) -> Vec<String> {
    text.split(SEPARATOR).map(str::to_owned).collect()
}

/// Reads the value of `adds` from the rows of a live article.
fn adds(lifting: &mut Lifting<'_>) -> BTreeMap<Ref<Service>, Units> {
    let mut adds = BTreeMap::new();
    for row in lifting.below(&limits::EXTRA_SERVICE_LIMIT, lifting.key) {
        let service = lifting.reference(row, "fk_service_id");
        adds.extend(service.zip(lifting.cell(row, "limitation")));
    }
    adds
}

impl Domain {
    /// Reads the value of `domain`; `None` if the article does not have the property `domainBased`. In that case, the
    /// properties for the other keys of `domain` stay under `properties`.
    fn lift(other: &mut OtherData) -> Option<Self> {
        other.take(ExtraService::PROPERTIES, "domain")?;
        let tlds = other.take(ExtraService::PROPERTIES, "domain.tlds").map(|text| split(&text));
        Some(Self {
            must_exist: other.take_flag(ExtraService::PROPERTIES, "domain.must_exist"),
            tlds: tlds.into_iter().flatten().filter_map(|tld| tld.parse().ok()).collect(),
        })
    }

    fn properties(&self) -> Vec<Property> {
        let tlds: Vec<&str> = self.tlds.iter().map(Name::as_str).collect();
        let tlds = (!tlds.is_empty()).then(|| {
            Property::new("acceptableDomainTlds", tlds.join(&SEPARATOR.to_string()), "/domain/tlds")
        });
        let exists = Property::flag("checkIfDomainExists", self.must_exist, "/domain/must_exist");
        [Some(Property::new("domainBased", "true", "/domain")), exists, tlds].into_iter().flatten().collect()
    }
}

impl Choice {
    fn lift(other: &mut OtherData) -> Option<Self> {
        let mut take = |field| other.take(ExtraService::PROPERTIES, field);
        // `PROPERTIES` has already checked that the values have the right form.
        let choice = Self {
            min: take("amount.min").and_then(|text| text.parse().ok()),
            max: take("amount.max").and_then(|text| text.parse().ok()),
            step: take("amount.step").and_then(|text| text.parse().ok()),
            unit: take("amount.unit").and_then(|text| text.parse().ok()),
        };
        let none =
            choice.min.is_none() && choice.max.is_none() && choice.step.is_none() && choice.unit.is_none();
        (!none).then_some(choice)
    }

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
