//! Import of details that were edited in the database: what the files cannot express is reported.

use super::{BACKUP, DISK, KNOWN, SYSTEM, TRAFFIC, manifest, package};
use crate::support::Project;
use serde_json::Value;

/// Packages with one detail each: the name, the type, and the terms of the detail.
const PACKAGES: [[&str; 3]; 9] = [
    ["WHOLE", "disk", DISK],
    ["NO-TYPE", "disk", DISK],
    ["BILLING", "backup", BACKUP],
    ["CURRENCY", "backup", BACKUP],
    ["PERIOD", "backup", BACKUP],
    ["MINIMUM", "disk", DISK],
    ["AMOUNT", "disk", DISK],
    ["VALUE", "system", SYSTEM],
    ["COUNT", "traffic", TRAFFIC],
];

/// What somebody changed in the database by hand.
const BY_HAND: &[&str] = &[
    "UPDATE package_detail d SET fk_detail_type_id = NULL FROM item i WHERE i.id = d.fk_item_id AND i.article_number = 'NO-TYPE'",
    "UPDATE package_detail d SET billing = 9 FROM item i WHERE i.id = d.fk_item_id AND i.article_number = 'BILLING'",
    "INSERT INTO currency VALUES ('00000000-0000-4000-8000-0000000000c1', 'CHF', 'Fr', 'Franc', true, true)",
    "INSERT INTO package_detail_price SELECT gen_random_uuid(), d.id, 'price', '1 month', '00000000-0000-4000-8000-0000000000c1', 3 \
     FROM package_detail d JOIN item i ON i.id = d.fk_item_id WHERE i.article_number = 'CURRENCY'",
    "UPDATE package_detail_price p SET period = '2 weeks' FROM package_detail d, item i WHERE d.id = p.fk_package_detail_id \
     AND i.id = d.fk_item_id AND i.article_number = 'PERIOD' AND p.period = '1 month'",
    "UPDATE package_detail d SET minimum_period = 'soon' FROM item i WHERE i.id = d.fk_item_id AND i.article_number = 'MINIMUM'",
    "UPDATE package_detail d SET included = -7, step = 0 FROM item i WHERE i.id = d.fk_item_id AND i.article_number = 'AMOUNT'",
    "UPDATE package_detail d SET fk_enumeration_id = NULL FROM item i WHERE i.id = d.fk_item_id AND i.article_number = 'VALUE'",
    "UPDATE package_detail d SET overage_period = NULL, aggregation = 7 FROM item i WHERE i.id = d.fk_item_id \
     AND i.article_number = 'COUNT'",
    "INSERT INTO detail_type (id, name, value_type) VALUES (gen_random_uuid(), 'odd', 17), ('00000000-0000-4000-8000-0000000000d1', '', 1)",
    "INSERT INTO enumeration (id, name) VALUES (gen_random_uuid(), 'untold')",
];

fn project() -> Project {
    let packages =
        PACKAGES.map(|[name, kind, terms]| package(name, &format!("type: {kind}, {terms}"))).join("---\n");
    let project = Project::new()
        .file("wares.yaml", &manifest())
        .file("known.yaml", KNOWN)
        .file("packages.yaml", &packages)
        .init();
    project.apply();
    project
}

/// Imports the database into a new folder, and returns the folder and a line for each resource that is not complete.
fn import(project: &Project) -> (Project, Vec<String>) {
    let folder = Project::beside(project);
    let run = folder.run("import --out . --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let mut reports = Vec::new();
    for list in ["left_out", "incomplete"] {
        for it in outcome["import"][list].as_array().expect("a list") {
            let reasons: Vec<&str> =
                it["reasons"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            reports.push(format!(
                "{list} {} {}: {}",
                it["kind"].as_str().unwrap_or_default(),
                it["name"].as_str().unwrap_or_default(),
                reasons.join("; ")
            ));
        }
    }
    reports.sort();
    (folder, reports)
}

#[test]
fn edited_details_that_files_cannot_express_are_reported() {
    let project = project();
    BY_HAND.iter().for_each(|statement| project.sql(statement));
    let (folder, reports) = import(&project);
    insta::assert_snapshot!(reports.join("\n"), @"
    left_out detail_type 00000000-0000-4000-8000-0000000000d1: it has no name
    left_out detail_type odd: it lacks values that every detail_type must have
    left_out enumeration untold: it lacks values that every enumeration must have
    left_out package AMOUNT: `details[disk]`: `-7` is not a limit
    left_out package BILLING: `details[backup]`: the number 9 has no meaning; known numbers are 1 (none), 2 (ordered), 3 (statistics), 4 (compound)
    left_out package COUNT: `details[traffic]`: it is 7 in the database; a document would change it to none; `details[traffic]`: it is 2 in the database; a document would change it to none
    left_out package MINIMUM: `details[disk]`: `soon` is not a period
    left_out package NO-TYPE: `details[disk]`: it names no detail_type
    left_out package PERIOD: `details[backup].prices.1 month.EUR`: `2 weeks` is not a period; `details[backup].prices.1 month.USD`: `2 weeks` is not a period
    left_out package VALUE: `details[system]`: it is systems, debian in the database; a document would change it to none; `details[system].value_prices.windows.1 month.EUR`: a document cannot express it; `details[system].value_prices.windows.1 month.USD`: a document cannot express it; `details[system].value_prices.windows.1 year.EUR`: a document cannot express it; `details[system].value_prices.windows.1 year.USD`: a document cannot express it
    ");
    // The new manifest releases the resources that were left out, so the plan deletes nothing.
    folder.run("check").code(0);
    folder.run("plan").code(0).says("0 rows to write");
}

#[test]
fn without_a_ledger_packages_are_recognized_by_their_details() {
    let project = project();
    project.sql("DROP SCHEMA wares CASCADE");
    let (folder, reports) = import(&project);
    assert_eq!(reports, Vec::<String>::new());
    assert_eq!(folder.run("list --kind package").code(0).stdout.lines().count(), 1 + PACKAGES.len() + 1);
}
