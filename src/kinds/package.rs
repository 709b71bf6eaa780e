//! The kind `package`: the main product that a customer buys, with limits and details.

mod detail;
mod imported_details;
mod rows;
mod subscriber_effects;
mod tables;

pub use detail::{Aggregation, Billing, Choice, Detail, ImportDetails, OveragePeriod, Statistics, Terms};
pub use imported_details::{ImportChain, OwnOrImported, Step};
pub(super) use tables::{ALL as DETAIL_TABLES, PACKAGE_DETAIL, PACKAGE_DETAIL_CHOICE};

use super::article::limits;
use super::article_kind::{Selling, SoldKind, word};
use super::lift::{Lifting, is_false};
use super::property::{OtherData, Property, TypedProperty};
use super::{ArticlePart, Candidate, Charge, Context, Holdable, Likelihood, row_mapping};
use crate::diagnostic::Diagnostic;
use crate::model::{Article, Limit, Map, Ref, Service, Target};
use crate::table::{EffectRule, Key, Row, Rows, Table, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The kind `package`.
pub(super) fn kind() -> Selling<Package> {
    Selling::default()
}

/// A package: the main product that a customer buys, such as web hosting.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Package {
    /// Whether customers of this package can order extra services. Stored in the property `HasExtraServices`.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub extra_services: bool,
    /// Whether only extra services with the package's renewal period are offered. Stored in the property
    /// `CheckDuration`.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub check_duration: bool,
    /// How much of each service the package includes, by the name of the service. An amount is a whole number or
    /// `unlimited`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub limits: Map<Ref<Service>, Limit>,
    /// The details of the package: what it includes and what customers can order in addition, such as disk space,
    /// addresses or an operating system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Imports the details of another package. If both packages have a detail of the same type, this package's
    /// detail replaces the imported one as a whole, unless `replace_existing` is `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_details: Option<ImportDetails>,
}

impl Target for Package {
    const TAG: &'static str = "wares:ref:package";
}

impl SoldKind for Package {
    const NAME: &'static str = "package";
    const ABOUT: &'static str = "A package: the main product that a customer buys, such as web hosting.";
    const EXAMPLE: &'static str = include_str!("examples/package.yaml");
    const TARGETS: &'static [&'static str] = &[word::<Article>(), word::<Package>()];
    const PROPERTIES: &'static [TypedProperty] = &[
        TypedProperty::boolean("HasExtraServices", "extra_services", EffectRule::WorseLower),
        // It decides only which services are offered, not which ones a customer has.
        TypedProperty::boolean("CheckDuration", "check_duration", EffectRule::NewSales),
    ];

    fn may_repeat_rows(&self) -> bool {
        // Only details are a list; lists can name the same thing twice.
        !self.details.is_empty() // limits are a mapping, and imported details are merged by type
    }

    fn properties(&self) -> Vec<Property> {
        let has = Property::flag("HasExtraServices", self.extra_services, "/extra_services");
        let check = Property::flag("CheckDuration", self.check_duration, "/check_duration");
        has.into_iter().chain(check).collect()
    }

    fn has_limits(&self) -> Option<bool> {
        // `Some`, even if empty: a package without `limits` must lose its configuration, whereas other kinds leave it
        // alone.
        Some(!self.limits.is_empty())
    }

    fn lift(lifting: &mut Lifting<'_>, other: &mut OtherData) -> Self {
        Self {
            extra_services: other.take_flag(Self::PROPERTIES, "extra_services"),
            check_duration: other.take_flag(Self::PROPERTIES, "check_duration"),
            limits: lift_limits(lifting).into(),
            details: row_mapping::lift_below(lifting, lifting.key),
            // Imported details are lifted as the package's own: rows do not say where they came from.
            import_details: None,
        }
    }

    fn likelihood(candidate: &Candidate<'_>) -> Likelihood {
        likelihood(candidate)
    }

    // Import can be told from own details only in files, so the rows of both are in this table.
    const TAKEN_OVER: Option<&'static Table> = Some(&PACKAGE_DETAIL);

    fn takes_rows_from(&self) -> Option<Key> {
        self.import_details.as_ref().map(|import| Key::of(import.from.name()))
    }

    fn charges(rows: &[Row]) -> Vec<Charge> {
        subscriber_effects::charges(rows)
    }

    fn on_sale(rows: &[Row]) -> Vec<Holdable> {
        subscriber_effects::on_sale(rows)
    }

    fn validate(&self, part: &ArticlePart, context: &Context<'_>) -> Vec<Diagnostic> {
        imported_details::validate(self, part.article.as_str(), context)
    }

    fn lower(&self, key: &Key, context: &Context<'_>, rows: &mut Rows) {
        self.lower_limits(key, context, rows);
        // Own and imported details become rows alike, each with the place in the file that describes it.
        for OwnOrImported { detail, place, .. } in
            ImportChain::in_context(self, &key.to_string(), context).details()
        {
            row_mapping::lower_below(detail, key, place, context, rows);
        }
    }
}

impl Package {
    fn lower_limits(&self, key: &Key, context: &Context<'_>, rows: &mut Rows) {
        // Without limits there is no row: the column of the item is then NULL.
        if self.limits.is_empty() {
            return;
        }
        let settings = &context.manifest.database;
        // The base has a limit of zero for everything, so the configuration alone decides (domain.md §1).
        let base = Key::of(settings.provisioning_package.as_str());
        let place = context.at("limits");
        // The configuration is named after the article, since the database requires a name (design.md §2).
        let configuration = Row::new(&limits::PACKAGE_CONFIGURATION, key, Vec::new())
            .set("name", key.parts()[0].clone())
            .set("fk_provisioning_package_id", Value::Key(base));
        rows.add(configuration.at(place));
        for (service, limit) in &self.limits {
            let amount = match limit {
                Limit::Of(amount) => i64::from(*amount),
                // The vendor's number for it is not known, so the manifest can name it (domain.md §6).
                Limit::Unlimited => settings.unlimited.into(),
            };
            let own = vec![Value::Key(Key::of(service.name()))];
            let row = Row::new(&limits::SERVICE_LIMITATION, key, own).set("limitation", Value::Int(amount));
            rows.add(row.at(place.child(service)));
        }
    }
}

/// The categories of packages in the vendor's own catalogs (domain.md §1, "Shop").
const CATEGORIES: &[&str] = &["HostingPackage", "FreePackage"];

/// Returns [`Likelihood::Sure`] for an article that has a property of packages, has details, or is named as a package
/// by an extra service. Returns [`Likelihood::Likely`] for an article that has limits or is in one of the vendor's
/// categories, and [`Likelihood::Never`] for all others.
fn likelihood(candidate: &Candidate<'_>) -> Likelihood {
    let properties = candidate.lifting.other_data();
    let has_option = Package::PROPERTIES.iter().any(|property| properties.has(property.name));
    let has_details = !candidate.lifting.below(&PACKAGE_DETAIL, candidate.lifting.key).is_empty();
    // Any of these is used for nothing but packages, so a category cannot outweigh it.
    if has_option || has_details || candidate.is_named_as_package {
        return Likelihood::Sure;
    }
    let has_limits =
        !candidate.lifting.below(&limits::PACKAGE_CONFIGURATION, candidate.lifting.key).is_empty();
    // An install can choose its own categories, so a missing one proves nothing.
    match has_limits || candidate.lifting.category().is_some_and(|category| CATEGORIES.contains(&category)) {
        true => Likelihood::Likely,
        false => Likelihood::Never,
    }
}

fn lift_limits(lifting: &mut Lifting<'_>) -> BTreeMap<Ref<Service>, Limit> {
    let unlimited = i64::from(lifting.manifest.database.unlimited);
    let mut lifted = BTreeMap::new();
    let rows = lifting.below(&limits::SERVICE_LIMITATION, lifting.key);
    // At most one row: an article refers to one configuration.
    for configuration in lifting.below(&limits::PACKAGE_CONFIGURATION, lifting.key) {
        // A configuration without limits would be lost, because a document without `limits` means that there is none.
        if rows.is_empty() {
            lifting.record_inexpressible(configuration, "name", "the configuration has no limits");
        }
    }
    for row in rows {
        let service = lifting.reference(row, "fk_service_id");
        let limit = match row.get("limitation") {
            // Compared before the range is checked: the number for `unlimited` is negative by default, which no limit
            // can be.
            Some(Value::Int(number)) if *number == unlimited => Ok(Limit::Unlimited),
            Some(Value::Int(number)) => Limit::try_from(*number),
            _ => Err("it has no amount".to_owned()),
        };
        lifted.extend(service.zip(lifting.ok_or_record(row, "limitation", limit)));
    }
    lifted
}
