//! Applying the cloud example writes it completely, with the prices and limits of the provider that it is modeled on.

use crate::limits::{Reason, Unsaid};
use crate::support::{Project, real};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The provider's classes of machines, and the tags that the example has for them.
const CLASSES: &[(&str, &str)] = &[
    ("nanode", "nano"),
    ("standard", "shared"),
    ("dedicated", "dedicated"),
    ("premium", "premium"),
    ("highmem", "memory"),
    ("gpu", "gpu"),
];

/// The provider's names for the limits of the example.
const LIMITS: &[(&str, &str)] = &[
    ("memory", "memory_mb"),
    ("disk", "disk_mb"),
    ("vcpus", "vcpus"),
    ("gpus", "gpus"),
    ("transfer", "transfer_gb"),
    ("network_out", "network_out_mbps"),
];

/// The provider's list of its machines.
const TYPES: &str = "TestTypes_List.body.json";

/// The example, applied.
fn cloud() -> Project {
    let project = Project::example("cloud").init();
    project.apply();
    project
}

/// The monthly price of every article of a kind, by article.
fn prices(project: &Project, kind: &str) -> BTreeMap<String, f64> {
    let rows = project.query(&format!(
        "SELECT i.article_number, p.value FROM item i JOIN wares.resource r ON r.root_id = i.id::text AND r.kind = '{kind}' \
         JOIN renewal_period n ON n.fk_item_id = i.id AND n.renewal_period_value = 1 AND n.renewal_period_unit = 'MONTH' \
         JOIN item_price p ON p.fk_renewal_period_id = n.id"
    ));
    rows.into_iter().map(|row| (row[0].clone(), row[1].parse().expect("a price"))).collect()
}

/// The limits of every package.
fn limits(project: &Project) -> BTreeMap<String, BTreeMap<String, u64>> {
    let rows = project.query(
        "SELECT i.article_number, s.name, l.limitation FROM item i \
         JOIN service_limitation l ON l.fk_package_configuration_id = i.fk_package_configuration_id \
         JOIN service s ON s.id = l.fk_service_id",
    );
    let mut limits: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for row in rows {
        let amount = row[2].parse().expect("an amount");
        limits.entry(row[0].clone()).or_default().insert(row[1].clone(), amount);
    }
    limits
}

#[test]
fn plan_after_the_first_apply_is_empty() {
    let project = cloud();
    project
        .run("plan --detailed-exitcode")
        .code(0)
        .says("Nothing to do: the database matches the files (79 resources in ");
    project.comes_back();
    let kinds = "SELECT kind, count(*) FROM wares.resource GROUP BY 1 ORDER BY 1";
    assert_eq!(project.query(kinds), [["extra_service", "37"], ["package", "37"], ["upgrade_group", "5"]]);
}

#[test]
fn sample_prices_limits_and_levels_are_in_the_database() {
    let project = cloud();
    assert_eq!(prices(&project, "package")["SHARED-2"], 12.0);
    assert_eq!(prices(&project, "extra_service")["BAK-SHARED-2"], 2.5);
    assert_eq!(limits(&project)["GPU-4"]["gpus"], 4);
    assert_eq!(limits(&project)["DEDICATED-512"]["disk_mb"], 7_372_800);
    let members = "SELECT i.article_number, m.upgrade_level FROM upgrade_group_member m JOIN item i ON i.id = m.fk_item_id \
                   JOIN upgrade_group g ON g.id = m.fk_group_id WHERE g.name = 'GPU machines' ORDER BY m.upgrade_level";
    assert_eq!(project.query(members), [["GPU-1", "1"], ["GPU-2", "2"], ["GPU-3", "3"], ["GPU-4", "4"]]);
}

#[test]
fn each_backup_is_offered_only_with_its_own_machine() {
    let project = cloud();
    let bound = "SELECT count(*) FROM item i JOIN item_property p ON p.fk_item_id = i.id AND p.name = 'packages' \
                 WHERE i.article_number = 'BAK-' || p.value";
    assert_eq!(project.value(bound), "37");
    let sells = "SELECT count(*) FROM item_property WHERE name = 'HasExtraServices' AND value = 'true'";
    assert_eq!(project.value(sells), "37");
}

#[test]
fn every_machine_is_on_one_ladder_and_a_higher_level_costs_more() {
    let project = cloud();
    let rows = project.query(
        "SELECT g.name, i.article_number, t.value FROM upgrade_group_member m JOIN upgrade_group g ON g.id = m.fk_group_id \
         JOIN item i ON i.id = m.fk_item_id JOIN item_tag t ON t.fk_item_id = i.id ORDER BY g.name, m.upgrade_level",
    );
    let prices = prices(&project, "package");
    let articles: BTreeSet<&String> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!((articles.len(), rows.len()), (37, 37));
    for pair in rows.windows(2).filter(|pair| pair[0][0] == pair[1][0]) {
        assert!(prices[&pair[0][1]] < prices[&pair[1][1]], "{} before {}", pair[0][1], pair[1][1]);
    }
    let ladders: BTreeSet<(&String, &String)> = rows.iter().map(|row| (&row[2], &row[0])).collect();
    assert_eq!(ladders.len(), CLASSES.len(), "each class is on one ladder: {ladders:?}");
}

/// One of the provider's own lists, if it is present on this machine.
fn provider(list: &str) -> Option<Vec<Value>> {
    let list: Value = serde_json::from_slice(&real(&format!("linode/{list}"))?).expect("JSON");
    Some(list["data"].as_array().expect("a list").clone())
}

/// What a catalog cannot express of the provider's machines and volumes.
pub fn unsaid() -> Option<Unsaid> {
    let mut unsaid = Unsaid::default();
    for machine in provider(TYPES)? {
        count("", &machine, &mut unsaid);
        count(" backups", &machine["addons"]["backups"], &mut unsaid);
    }
    provider("TestVolumeType_List.body.json")?.iter().for_each(|volume| count("", volume, &mut unsaid));
    Some(unsaid)
}

fn count(what: &str, sold: &Value, unsaid: &mut Unsaid) {
    let regions = sold["region_prices"].as_array().expect("a list");
    for price in regions.iter().chain([&sold["price"]]) {
        let place = format!("{}{what} {price}", sold["id"].as_str().unwrap_or("its"));
        unsaid.add(Reason::Interval, &place);
        if price["id"].is_string() {
            unsaid.add(Reason::Region, &place);
        }
        let places =
            |amount: &Value| amount.to_string().split_once('.').map_or(0, |(_, places)| places.len());
        if [&price["hourly"], &price["monthly"]].iter().any(|amount| places(amount) > 4) {
            unsaid.add(Reason::Decimals, &place);
        }
    }
}

#[test]
fn every_machine_type_has_a_package_with_its_price_and_limits() {
    let Some(types) = provider(TYPES) else { return };
    let project = cloud();
    let (packages, backups) = (prices(&project, "package"), prices(&project, "extra_service"));
    let limits = limits(&project);
    let tags =
        project.query("SELECT article_number, value FROM item i JOIN item_tag t ON t.fk_item_id = i.id");
    let mut found = BTreeSet::new();
    for machine in &types {
        let class = machine["class"].as_str().expect("a class");
        let tag = CLASSES.iter().find(|(theirs, _)| *theirs == class).expect("a known class").1;
        let expected: BTreeMap<String, u64> = LIMITS
            .iter()
            .map(|(theirs, ours)| ((*ours).to_owned(), machine[theirs].as_u64().expect("a number")))
            .filter(|(_, amount)| *amount > 0) // a package includes nothing that it does not list
            .collect();
        let fits = |article: &&String| tags.contains(&vec![(*article).clone(), tag.to_owned()]);
        let matching: Vec<&String> = limits
            .iter()
            .filter(|(article, has)| fits(article) && **has == expected)
            .map(|(a, _)| a)
            .collect();
        let [article] = matching.as_slice() else { panic!("{}: {matching:?}", machine["id"]) };
        assert_eq!(packages[*article], machine["price"]["monthly"].as_f64().expect("a price"), "{article}");
        let backup = &machine["addons"]["backups"]["price"]["monthly"];
        assert_eq!(backups[&format!("BAK-{article}")], backup.as_f64().expect("a price"), "{article}");
        found.insert((*article).clone());
    }
    assert_eq!((types.len(), found.len(), packages.len()), (37, 37, 37));
}
