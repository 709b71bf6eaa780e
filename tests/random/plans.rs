//! Generates random products, service plans, tariffs and what they refer to, which violate no rule. From one catalog to
//! the next, statuses change only as allowed.

use super::{CURRENCIES, Catalog, ODD};
use crate::support::defaults;
use fastrand::Rng;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// The documents of the service plans of the previous catalog, by id.
pub type Sold = BTreeMap<String, Json>;

/// Packages, with names that differ little; each has its manifest in `m0.jps` and so on.
const PACKAGES: [&str; 4] = ["WordPress", "Wordpress", "Word Press", "word  press"];
const REGIONS: [&str; 3] = ["Region_0", "Region_1", "Region_2"];
const GROUPS: [&str; 2] = ["Group_0", "Group_1"];
const MODELS: [&str; 2] = ["Model_0", "Model_1"];
const QUOTAS: [&str; 4] = ["environment.maxcount", "a b", "0", "Größe"];

/// The statuses that a plan can have after its current one.
fn next(status: Option<&str>) -> &'static [&'static str] {
    match status {
        None => &["draft", "active", "inactive"],
        Some("draft") => &["draft", "active", "inactive"],
        Some("active") => &["active", "inactive", "archived"],
        Some("inactive") => &["inactive", "active", "archived"],
        Some(_) => &["archived"],
    }
}

impl Catalog<'_> {
    /// All documents about plans. What plans refer to is in every catalog, because archived plans do not change; the
    /// rest comes and goes.
    pub fn plans(&mut self, sold: &mut Sold) -> Vec<Json> {
        let mut all = Vec::new();
        for (number, name) in PACKAGES.iter().enumerate() {
            let manifest = format!("m{number}.jps");
            all.push(json!({ "kind": "installation_package", "name": name, "manifest": manifest }));
        }
        all.extend(REGIONS.map(|name| self.region(name.to_owned())));
        all.extend(GROUPS.map(|name| self.user_group(name.to_owned())));
        all.extend(MODELS.map(|name| self.pricing_model(name.to_owned())));
        all.extend((0..CURRENCIES.len() * 2).map(|number| self.tariff(number)));
        if self.rng.bool() {
            let name = self.name();
            all.push(match self.rng.u8(..3) {
                0 => self.region(name),
                1 => self.user_group(name),
                _ => self.pricing_model(name),
            });
        }
        let before = std::mem::take(sold);
        for number in 0..6 {
            let id = format!("Plan_{number}");
            let plan = if self.one_in_three() { None } else { Some(self.plan(&id, before.get(&id))) };
            sold.extend(plan.map(|plan| (id, plan)));
        }
        let plans: Vec<String> = sold.keys().cloned().collect();
        all.extend(sold.values().cloned());
        let count = self.rng.usize(..3);
        all.extend((0..count).map(|number| self.product(format!("Product_{number}"), &plans)));
        all
    }

    /// The manifests of the packages, by path.
    pub fn package_manifests(&mut self) -> BTreeMap<String, String> {
        (0..PACKAGES.len())
            .map(|number| (format!("m{number}.jps"), super::escaped(&self.package_manifest())))
            .collect()
    }

    /// A manifest: always the four fields that the options of plans refer to, and others of any type.
    fn package_manifest(&mut self) -> Json {
        let mut fields = vec![
            json!({ "type": "string", "name": "title", "caption": self.text() }),
            json!({ "type": "spinner", "name": "disk", "min": 0, "max": 1000, "increment": 10, "default": 10 }),
            json!({ "type": "checkbox", "name": "cdn", "value": self.rng.bool() }),
            json!({ "type": "list", "name": "engine", "values": { "a": self.text(), "b": self.text() }, "default": "a" }),
        ];
        for number in 0..self.rng.usize(..4) {
            let of = self.pick(&[
                "text",
                "dockertags",
                "hostpicker",
                "envlist",
                "popupselector",
                "displayfield",
                "owner",
            ]);
            fields.push(json!({
                "type": of, "name": format!("more{number}"), "caption": self.text(), "required": false,
                "default": self.amount(), "tooltip": [self.text(), { "x": self.rng.bool(), "y": null }],
            }));
        }
        let mut manifest = json!({ "type": "install", "name": self.text(), "baseUrl": self.text() });
        match self.rng.u8(..3) {
            0 => manifest["fields"] = json!(fields),
            1 => manifest["settings"] = json!({ "fields": fields }),
            _ => manifest["settings"] = json!({ "main": { "fields": fields }, "onBeforeInit": self.text() }),
        }
        // Subscriptions can move to plans of every package.
        manifest["onApplySubscriptionSettings"] = json!([{ "log": self.text() }]);
        manifest
    }

    fn region(&mut self, name: String) -> Json {
        let mut region = json!({ "kind": "region", "name": name });
        if self.rng.bool() {
            region["description"] = json!(self.text());
        }
        region
    }

    fn user_group(&mut self, name: String) -> Json {
        let quotas = self
            .several(&QUOTAS, 0)
            .into_iter()
            .map(|name| (name.to_owned(), json!(self.rng.u32(..=i32::MAX as u32))));
        let quotas: Map<String, Json> = quotas.collect();
        json!({
            "kind": "user_group", "name": name, "regions": self.several(&REGIONS, 0), "quotas": quotas,
            "subscriptions": self.rng.bool(),
        })
    }

    fn pricing_model(&mut self, name: String) -> Json {
        let tariff = format!("Tariff_{}", self.rng.usize(..CURRENCIES.len()));
        json!({ "kind": "pricing_model", "name": name, "tariffs": defaults(&tariff) })
    }

    /// A tariff. Its number determines its period and currency, so that a plan never has two tariffs for the same ones.
    fn tariff(&mut self, number: usize) -> Json {
        let period = if number < CURRENCIES.len() { "month" } else { "year" };
        let (mut from, mut tiers) = (1, Vec::new());
        for _ in 0..self.rng.usize(1..4) {
            tiers.push(json!({ "from": from, "price": self.amount() }));
            from += self.rng.u32(1..1_000_000);
        }
        let mut tariff = json!({
            "kind": "tariff", "id": format!("Tariff_{number}"), "name": self.name(), "charge_period": period,
            "currency": CURRENCIES[number % CURRENCIES.len()], "mode": self.pick(&["volume", "graduated"]), "tiers": tiers,
        });
        if self.one_in_three() {
            tariff["description"] = json!(self.text());
        }
        tariff
    }

    /// The next state of a plan. An archived plan stays as it is.
    fn plan(&mut self, id: &str, before: Option<&Json>) -> Json {
        let status = before.and_then(|plan| plan["status"].as_str());
        let mut plan = match (before, status) {
            (Some(before), Some("archived")) => return before.clone(),
            // Keep everything but the status.
            (Some(before), Some(_)) if self.one_in_three() => before.clone(),
            _ => self.fresh_plan(id),
        };
        plan["status"] = json!(self.pick(next(status)));
        plan
    }

    fn fresh_plan(&mut self, id: &str) -> Json {
        let tariffs: Vec<String> =
            (0..CURRENCIES.len() * 2).map(|number| format!("Tariff_{number}")).collect();
        let tariffs: Vec<&str> = tariffs.iter().map(String::as_str).collect();
        let mut plan = json!({
            "kind": "service_plan", "id": id, "name": self.name(), "package": self.pick(&PACKAGES),
            "tariffs": self.several(&tariffs, 1), "metadata": self.metadata(), "options": self.options(),
            "max_quantity": self.rng.u32(1..), "grace_period": self.rng.u32(..), "allow_moving": false,
        });
        for field in ["description", "details"] {
            if self.rng.bool() {
                plan[field] = json!(self.text());
            }
        }
        if self.rng.bool() {
            plan["override_regions"] = json!(true);
            plan["regions"] = self.regions();
        }
        plan
    }

    fn regions(&mut self) -> Json {
        let region = |name: &str, this: &mut Self| match this.rng.bool() {
            true => json!({ "region": name, "pricing_model": this.pick(&MODELS) }),
            false => json!({ "region": name }),
        };
        self.several(&REGIONS, 0).into_iter().map(|name| region(name, self)).collect()
    }

    /// Random metadata. It always has the key `x`, because texts may refer to it.
    fn metadata(&mut self) -> Json {
        let mut metadata = Map::from_iter([("x".to_owned(), json!(self.text()))]);
        let more = self.several(ODD, 0);
        let named = more.into_iter().filter(|key| !key.replace('\u{feff}', " ").trim().is_empty());
        for key in named {
            metadata.insert(key.to_owned(), json!(self.text()));
        }
        metadata.into()
    }

    fn options(&mut self) -> Json {
        let values = [
            ("title", json!(self.text())),
            ("disk", json!(self.rng.u32(..=100) * 10)),
            ("cdn", json!(self.rng.bool())),
            ("engine", json!(self.pick(&["a", "b"]))),
        ];
        let mut options = Map::new();
        for (name, value) in values {
            match self.rng.u8(..4) {
                0 => {}
                1 => drop(options.insert(name.to_owned(), json!({ "editable": true }))),
                2 => drop(options.insert(name.to_owned(), json!({ "value": value }))),
                _ => drop(
                    options.insert(name.to_owned(), json!({ "value": value, "editable": self.rng.bool() })),
                ),
            }
        }
        options.into()
    }

    fn product(&mut self, id: String, plans: &[String]) -> Json {
        let plans: Vec<&str> = plans.iter().map(String::as_str).collect();
        let mut product = json!({
            "kind": "product", "id": id, "name": self.name(), "status": self.pick(&["active", "inactive"]),
            "plans": self.several(&plans, 0),
        });
        let groups = self.several(&GROUPS, 1);
        let texts = [
            ("logo", json!(self.name())),
            ("short_description", json!("one line")),
            ("description", json!(self.text())),
        ];
        let others =
            [("user_groups", json!(groups)), ("related_packages", json!(self.several(&PACKAGES, 0)))];
        for (field, value) in texts.into_iter().chain(others) {
            if self.rng.bool() {
                product[field] = value;
            }
        }
        product
    }
}

/// Makes sure that a sequence of random catalogs covers every status, rather than leaving it to chance.
#[test]
fn random_plans_reach_every_status() {
    let mut rng = Rng::with_seed(1);
    let mut sold = Sold::new();
    let mut statuses = std::collections::BTreeSet::new();
    for _ in 0..50 {
        super::catalog(&mut rng, &mut sold);
        statuses.extend(sold.values().filter_map(|plan| plan["status"].as_str().map(str::to_owned)));
    }
    assert_eq!(statuses.len(), 4, "{statuses:?}");
}
