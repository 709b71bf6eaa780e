//! Converts plans into packages, and add-ons into extra services.

use super::catalog::{Catalog, Configuration, Plan, Product};
use super::{details, ladders, prices};
use crate::limits::{Reason, Unsaid};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A converted catalog, and what of the source cannot be expressed in it.
#[derive(Debug)]
pub struct Converted {
    pub manifest: Value,
    /// The documents, by file.
    pub files: BTreeMap<&'static str, Vec<Value>>,
    pub unsaid: Unsaid,
}

/// Converts a published catalog.
pub fn convert(json: &str) -> Converted {
    let catalog: Catalog = serde_json::from_str(json).expect("a catalog in the known format");
    let mut unsaid = Unsaid::default();
    let currency = &catalog.locale.currency_code;
    if catalog.locale.tax_rate != 0.0 {
        unsaid.add(Reason::Tax, format!("{} of everything", catalog.locale.tax_rate));
    }
    let products: BTreeMap<&str, &Product> = catalog.products.iter().map(|p| (p.name.as_str(), p)).collect();
    let mut converter = Converter { currency, products, fees: BTreeSet::new(), unsaid };
    let packages = catalog.plans.iter().map(|plan| converter.package(plan)).collect();
    let offers = offers(&catalog.plans);
    let services = catalog.addons.iter().map(|addon| converter.service(addon, &offers)).collect();
    let monthly = catalog.addons.iter().map(|addon| (addon.plan_code.as_str(), addon.monthly())).collect();
    let ladders = ladders::ladders(&catalog.plans, &monthly, &mut converter.unsaid);
    let fees = converter.fees.iter().map(|fee| setup(fee, currency)).collect();
    let files = [
        ("plans.yaml", packages),
        ("addons.yaml", services),
        ("ladders.yaml", ladders),
        ("setup.yaml", fees),
    ];
    Converted {
        manifest: json!({ "format": 1, "catalog": "servers", "currencies": [currency], "languages": ["en"] }),
        files: files.into(),
        unsaid: converter.unsaid,
    }
}

struct Converter<'a> {
    currency: &'a str,
    products: BTreeMap<&'a str, &'a Product>,
    fees: BTreeSet<String>,
    unsaid: Unsaid,
}

/// The plans that offer an add-on, and the exclusive family in which they do.
#[derive(Debug, Default)]
struct Offer<'a> {
    plans: BTreeSet<&'a str>,
    exclusive: Option<&'a str>,
}

impl Converter<'_> {
    fn package(&mut self, plan: &Plan) -> Value {
        let mut package = self.article("package", plan);
        package["category"] = json!("Servers");
        package["extra_services"] = json!(true);
        // An add-on is paid for the same periods as its server.
        package["check_duration"] = json!(true);
        let Some(first) = plan.pricings.first() else { return package };
        if first.quantity.max.is_none_or(|max| max > 1) {
            self.unsaid.add(Reason::Quantity, format!("{}: {} and more", plan.plan_code, first.quantity.min));
        }
        for family in &plan.addon_families {
            let place = format!("{}: {}", plan.plan_code, family.name);
            if family.mandatory {
                self.unsaid.add(Reason::Mandatory, &place);
            }
            if let Some(default) = &family.default {
                self.unsaid.add(Reason::Preselected, format!("{place}: {default}"));
            }
        }
        package
    }

    fn service(&mut self, addon: &Plan, offers: &BTreeMap<&str, Offer<'_>>) -> Value {
        assert!(addon.addon_families.is_empty(), "{} has add-ons of its own", addon.plan_code);
        let mut service = self.article("extra_service", addon);
        prices::upgrade_fees(addon, &mut self.unsaid);
        let Some(offer) = offers.get(addon.plan_code.as_str()) else {
            // Customers of former plans can still move to it.
            service["shop"] = json!(false);
            return service;
        };
        service["packages"] = json!(offer.plans);
        match offer.exclusive {
            Some(family) => service["exclusive_group"] = json!(family),
            None => self.amount(addon, &mut service),
        }
        service
    }

    /// Sets how many of an add-on a customer may have.
    fn amount(&self, addon: &Plan, service: &mut Value) {
        let Some(first) = addon.pricings.first() else { return };
        match first.quantity.max {
            Some(1) => {}
            Some(max) => service["amount"] = json!({ "min": 1, "max": max, "step": 1, "unit": "" }),
            None => service["allow_multiple"] = json!(true),
        }
    }

    /// The keys that packages and extra services have in common.
    fn article(&mut self, kind: &str, plan: &Plan) -> Value {
        let by_months = prices::by_months(plan, &mut self.unsaid);
        let mut article = json!({
            "kind": kind,
            "article": plan.plan_code,
            "name": plan.invoice_name,
            "periods": prices::periods(&by_months, self.currency),
        });
        if let Some(fee) = prices::setup_fee(plan, &mut self.unsaid) {
            article["bundle"] = json!([{ "item": setup_article(&fee) }]);
            self.fees.insert(fee);
        }
        let product = self.products.get(plan.product.as_str()).copied();
        if let Some(product) = product {
            article["description"] = json!(product.description);
        }
        let mut details = details::of(plan, product, &mut self.unsaid);
        let configurations = plan.configurations.iter().chain(product.iter().flat_map(|p| &p.configurations));
        for configuration in configurations {
            self.configure(configuration, plan, &mut details.properties);
        }
        details.write(kind, &mut article);
        article
    }

    /// Adds a setting with one value as a property. Several values are a choice, which cannot be expressed.
    fn configure(
        &mut self,
        configuration: &Configuration,
        plan: &Plan,
        properties: &mut BTreeMap<String, String>,
    ) {
        match configuration.values.as_deref() {
            Some([only]) => drop(properties.insert(configuration.name.clone(), only.clone())),
            Some([]) => {}
            Some(_) | None => {
                self.unsaid.add(Reason::Option, format!("{}: {}", plan.plan_code, configuration.name));
            }
        }
    }
}

fn offers(plans: &[Plan]) -> BTreeMap<&str, Offer<'_>> {
    let mut offers: BTreeMap<&str, Offer<'_>> = BTreeMap::new();
    for plan in plans {
        for (family, addon) in
            plan.addon_families.iter().flat_map(|f| f.addons.iter().map(move |addon| (f, addon)))
        {
            let offer = offers.entry(addon).or_default();
            offer.plans.insert(&plan.plan_code);
            if family.exclusive {
                let known = offer.exclusive.replace(&family.name);
                assert!(
                    known.is_none_or(|known| known == family.name),
                    "{addon} is in two exclusive families"
                );
            }
        }
    }
    offers
}

fn setup_article(fee: &str) -> String {
    format!("SETUP-{fee}")
}

fn setup(fee: &str, currency: &str) -> Value {
    json!({
        "kind": "item", "article": setup_article(fee), "name": "Setup", "category": "setupFee", "prices": { currency: fee },
    })
}
