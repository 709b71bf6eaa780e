//! Packages: what a customer has one of, and what its limits are.

use super::Kind;
use super::article::{ITEM, TABLES, limits};
use super::property::{Property, TypedProperty};
use super::sold::{self, SoldKind, word};
use crate::diagnostic::Pointer;
use crate::model::{Article, Limit, Manifest, Ref, Service, Target};
use crate::table::{Key, Row, Rows, Value};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The kind `package`.
pub static KIND: Kind = Kind {
    name: "package",
    about: "A package: the main product of a customer, such as web hosting.",
    root: &ITEM,
    tables: TABLES,
    targets: &[word::<Article>(), word::<Package>()],
    properties: Package::PROPERTIES,
    schema: sold::schema::<Package>,
    read: sold::read::<Package>,
};

/// A package: the main product of a customer, such as web hosting.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Package {
    /// Lets customers of this package order extra services (Other data `HasExtraServices`).
    #[serde(default)]
    pub extra_services: bool,
    /// Offers only the extra services that have the package's renewal period (Other data `CheckDuration`).
    #[serde(default)]
    pub check_duration: bool,
    /// How much of each service the package includes: a whole number, or `unlimited`.
    #[serde(default)]
    pub limits: BTreeMap<Ref<Service>, Limit>,
}

impl Target for Package {
    const TAG: &'static str = "wares:ref:package";
}

impl SoldKind for Package {
    const PROPERTIES: &'static [TypedProperty] = &[
        TypedProperty::boolean("HasExtraServices", "extra_services"),
        TypedProperty::boolean("CheckDuration", "check_duration"),
    ];

    fn properties(&self) -> Vec<Property> {
        let has = Property::flag("HasExtraServices", self.extra_services, "/extra_services");
        let check = Property::flag("CheckDuration", self.check_duration, "/check_duration");
        has.into_iter().chain(check).collect()
    }

    fn has_limits(&self) -> Option<bool> {
        Some(!self.limits.is_empty())
    }

    fn lower(&self, key: &Key, manifest: &Manifest, rows: &mut Rows) {
        if self.limits.is_empty() {
            return;
        }
        let base = Key::of(manifest.database.provisioning_package.as_str());
        let pointer = Pointer::parse("/limits");
        let configuration = Row::new(&limits::PACKAGE_CONFIGURATION, key, Vec::new())
            .set("name", key.parts()[0].clone())
            .set("fk_provisioning_package_id", Value::Key(base));
        rows.add(configuration.at(pointer.clone()));
        for (service, limit) in &self.limits {
            let amount = match limit {
                Limit::Of(amount) => i64::from(*amount),
                Limit::Unlimited => manifest.database.unlimited.into(),
            };
            let own = vec![Value::Key(Key::of(service.name()))];
            let row = Row::new(&limits::SERVICE_LIMITATION, key, own).set("limitation", Value::Int(amount));
            rows.add(row.at(pointer.child(service)));
        }
    }
}
