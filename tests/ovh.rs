//! Tests with the catalog of a real server provider: it is converted, checked and applied, and what cannot be expressed
//! is counted.

mod catalog;
mod convert;
mod details;
mod ladders;
mod prices;

pub use convert::{Converted, convert};

use crate::limits::Reason;
use crate::support::{Memory, Project, real};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// The path of the provider's catalog, which may be missing.
pub const CATALOG: &str = "ovh/US-2024-09-30.json.gz";

/// The text of a gzip file.
pub fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).expect("gzip");
    text
}

/// A handwritten catalog in the provider's format. Its add-ons are generated here, because they differ only in a few
/// values.
fn sample() -> String {
    let mut catalog: Value = serde_json::from_str(include_str!("ovh/sample.json")).expect("JSON");
    let addon = |code: &str, product: &str, price: u64, maximum: Option<u32>, upgrade: u64| {
        let pricing = |capacity: &str, price: u64, interval: u32| {
            json!({
                "capacities": [capacity], "price": price, "mode": "default", "description": "", "commitment": 0,
                "engagementConfiguration": null, "interval": interval, "mustBeCompleted": false, "phase": 1,
                "intervalUnit": if interval == 0 { "none" } else { "month" }, "promotions": [], "tax": 0,
                "quantity": { "min": 1, "max": maximum }, "strategy": "tiered", "type": "rental",
                "repeat": { "min": 1, "max": if code == "ram-32" { Some(24) } else { None } },
            })
        };
        json!({
            "planCode": code, "product": product, "invoiceName": code, "family": null, "pricingType": "rental",
            "consumptionConfiguration": null, "blobs": null, "configurations": [], "addonFamilies": [],
            "pricings": [pricing("upgrade", upgrade, 0), pricing("renew", price, 1)],
        })
    };
    catalog["addons"] = json!([
        addon("ram-8", "ram-8", 0, None, 0),
        addon("ram-16", "ram-16", 300_000_000, None, 0),
        addon("ram-16-fast", "ram-16", 300_000_000, None, 0),
        addon("ram-32", "ram-32", 700_000_000, None, 100_000_000),
        addon("disks-1", "disks", 1_230_000, None, 0),
        addon("ip", "ip", 150_000_000, None, 0),
        addon("ip-block", "ip", 1_000, Some(4), 0),
        addon("ram-4", "ram-4", 0, None, 0),
    ]);
    catalog.to_string()
}

/// Applies the converted catalog in a new project, and asserts that nothing is left to plan.
fn applied(converted: &Converted) -> Project {
    let project = Project::new();
    project.write("wares.yaml", &converted.manifest.to_string());
    for (file, documents) in &converted.files {
        // JSON is YAML.
        let documents: Vec<String> = documents.iter().map(|document| format!("{document:#}\n")).collect();
        project.write(file, &documents.join("---\n"));
    }
    project.run("check").code(0);
    let project = project.init();
    project.apply();
    project.comes_back();
    project
}

/// The price of every renewal period, by article and months, in ten-thousandths of a currency unit.
fn live_prices(project: &Project) -> BTreeMap<(String, u32), u64> {
    let rows = project.query(
        "SELECT i.article_number, n.renewal_period_value * CASE n.renewal_period_unit WHEN 'YEAR' THEN 12 ELSE 1 END, \
         (p.value * 10000)::bigint FROM item i JOIN renewal_period n ON n.fk_item_id = i.id \
         JOIN item_price p ON p.fk_renewal_period_id = n.id",
    );
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let months = |text: &str| text.parse::<u32>().expect("a number");
    rows.into_iter().map(|row| ((row[0].clone(), months(&row[1])), number(&row[2]))).collect()
}

#[test]
fn small_catalog_is_applied_and_the_rest_is_counted() {
    let converted = convert(&sample());
    let counted: Vec<(Reason, usize)> = converted.unsaid.counts();
    assert_eq!(
        counted,
        [
            (Reason::SecondPrice, 1),
            (Reason::Interval, 1),
            (Reason::Tiers, 1),
            (Reason::Promotion, 1),
            (Reason::FixedTerm, 2),
            (Reason::Decimals, 1),
            (Reason::Tax, 1),
            (Reason::SetupFee, 1),
            (Reason::UpgradeFee, 1),
            (Reason::Sideways, 1),
            (Reason::LadderOfPackage, 1),
            (Reason::Mandatory, 2),
            (Reason::Preselected, 2),
            (Reason::Option, 2),
            (Reason::Quantity, 1),
            (Reason::Nested, 1),
        ]
    );
    let project = applied(&converted);
    let prices = live_prices(&project);
    assert_eq!((prices[&("small".to_owned(), 1)], prices[&("large".to_owned(), 12)]), (99_900, 4_320_000));
    assert_eq!(prices[&("disks-1".to_owned(), 1)], 123);
    let property = |article: &str, name: &str| {
        project.query(&format!(
            "SELECT p.value FROM item_property p JOIN item i ON i.id = p.fk_item_id \
             WHERE i.article_number = '{article}' AND p.name = '{name}'"
        ))
    };
    assert_eq!(property("ram-16", "packages"), [["large|small"]]);
    assert_eq!(property("ram-16", "productValue"), [["memory"]]);
    assert_eq!(property("ip", "allowMultiple"), [["true"]]);
    assert_eq!(property("ip-block", "maximalproductvalue"), [["4"]]);
    assert_eq!(property("small", "country"), [["here"]]);
    assert_eq!(property("small", "server.cpu.frequency"), [["2.5"]]);
    let adds = "SELECT limitation FROM extra_service_limit l JOIN item i ON i.id = l.fk_item_id WHERE i.article_number = 'disks-1'";
    assert_eq!(project.value(adds), "84960");
    let levels = "SELECT i.article_number, m.upgrade_level FROM upgrade_group_member m JOIN item i ON i.id = m.fk_item_id \
                  JOIN upgrade_group g ON g.id = m.fk_group_id WHERE g.name = 'memory of small' ORDER BY 2, 1";
    assert_eq!(project.query(levels), [["ram-8", "1"], ["ram-16", "2"], ["ram-16-fast", "2"]]);
    let bundle = "SELECT p.article_number, c.article_number FROM item_relation r JOIN item p ON p.id = r.fk_parent_item_id \
                  JOIN item c ON c.id = r.fk_child_item_id";
    assert_eq!(project.query(bundle), [["small", "SETUP-20.00"]]);
    let hidden = "SELECT article_number FROM item WHERE id NOT IN (SELECT fk_item_id FROM shop_item)";
    assert_eq!(project.query(hidden), [["ram-4"]]);
}

#[test]
fn real_catalog_is_applied_with_every_price_that_can_be_expressed() {
    let Some(bytes) = real(CATALOG) else { return };
    let json = gunzip(&bytes);
    let converted = convert(&json);
    let project = applied(&converted);
    let kinds = "SELECT kind, count(*) FROM wares.resource GROUP BY 1 ORDER BY 1";
    assert_eq!(
        project.query(kinds),
        [["extra_service", "301"], ["item", "11"], ["package", "60"], ["upgrade_group", "69"]]
    );
    // Read the source again without the types of the converter, as an independent check.
    let source: Value = serde_json::from_str(&json).expect("JSON");
    let mut live = live_prices(&project);
    let mut compared = 0;
    for plan in ["plans", "addons"].iter().flat_map(|list| source[*list].as_array().expect("a list")) {
        let article = plan["planCode"].as_str().expect("a code");
        for pricing in plan["pricings"].as_array().expect("a list") {
            let mode = pricing["mode"].as_str().expect("a mode");
            if pricing["capacities"] != json!(["renew"]) || mode.starts_with("degressivity") {
                continue;
            }
            let months = u32::try_from(pricing["interval"].as_u64().expect("a number")).expect("months");
            let price = live.remove(&(article.to_owned(), months));
            assert_eq!(
                price,
                Some(pricing["price"].as_u64().expect("a price") / 10_000),
                "{article}: {mode}"
            );
            compared += 1;
        }
    }
    assert_eq!(offers(&project), source_offers(&source));
    assert!(live.is_empty(), "prices that the source does not have: {live:?}");
    assert_eq!(compared + converted.unsaid.count(Reason::SecondPrice), 378 + 1927);
}

/// The findings in a converted catalog, by code: their number, and the first message.
fn findings(converted: &Converted) -> BTreeMap<&'static str, (usize, String)> {
    let text = |documents: &[Value]| documents.iter().map(|it| format!("---\n{it:#}\n")).collect::<String>();
    let files = converted.files.iter().map(|(file, documents)| ((*file).to_owned(), text(documents)));
    let manifest = ("wares.yaml".to_owned(), converted.manifest.to_string());
    let mut findings: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    for finding in Memory::new(files.chain([manifest])).judge().findings {
        let entry = findings.entry(finding.code.as_str()).or_insert_with(|| (0, finding.message.clone()));
        entry.0 += 1;
    }
    findings
}

#[test]
fn findings_in_a_real_catalog_are_counted() {
    let Some(bytes) = real(CATALOG) else { return };
    let mut converted = convert(&gunzip(&bytes));
    insta::assert_debug_snapshot!(findings(&converted), @r#"
    {
        "U06": (
            1,
            "`softraid-2x4000sa-24sys-ca` and `softraid-2x512nvme-24sys-ca` share level 1 in the upgrade group `storage of 24sys01-ca, 24sys02-ca`: customers cannot move between them; the same applies to 17 other upgrade groups",
        ),
        "U18": (
            1,
            "`ram-128g-ecc-3200-24rise-ca`, `ram-256g-ecc-3200-24rise-ca` and 172 other services have no provisioning service, so customers cannot change to another member of the upgrade group",
        ),
    }
    "#);
    // An add-on that no plan offers is available to every package, unless it is left out of the shop.
    let services = converted.files.get_mut("addons.yaml").expect("add-ons");
    services.iter_mut().filter_map(Value::as_object_mut).for_each(|service| drop(service.remove("shop")));
    insta::assert_debug_snapshot!(findings(&converted), @r#"
    {
        "A60": (
            1,
            "`bandwidth-100-skle-included-ca`, `bandwidth-100-skle-included-eu` and 32 other services list no packages and are for every package, while 267 other services list theirs",
        ),
        "U06": (
            1,
            "`softraid-2x4000sa-24sys-ca` and `softraid-2x512nvme-24sys-ca` share level 1 in the upgrade group `storage of 24sys01-ca, 24sys02-ca`: customers cannot move between them; the same applies to 17 other upgrade groups",
        ),
        "U18": (
            1,
            "`ram-128g-ecc-3200-24rise-ca`, `ram-256g-ecc-3200-24rise-ca` and 172 other services have no provisioning service, so customers cannot change to another member of the upgrade group",
        ),
    }
    "#);
}

/// The packages that each add-on is offered with.
fn offers(project: &Project) -> BTreeMap<String, BTreeSet<String>> {
    let rows = project.query(
        "SELECT i.article_number, p.value FROM item_property p JOIN item i ON i.id = p.fk_item_id WHERE p.name = 'packages'",
    );
    rows.into_iter().map(|row| (row[0].clone(), row[1].split('|').map(str::to_owned).collect())).collect()
}

/// The same, read from the source without the types of the converter.
fn source_offers(source: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut offers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for plan in source["plans"].as_array().expect("plans") {
        let families = plan["addonFamilies"].as_array().expect("families");
        for addon in families.iter().flat_map(|family| family["addons"].as_array().expect("add-ons")) {
            let plan = plan["planCode"].as_str().expect("a code").to_owned();
            offers.entry(addon.as_str().expect("a code").to_owned()).or_default().insert(plan);
        }
    }
    offers
}
