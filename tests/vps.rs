//! The `vps` example is applied with the details that each virtual server imports from the one below it.

use crate::support::Project;
use std::collections::BTreeSet;

const SERVERS: [&str; 6] = ["VPS-1", "VPS-2", "VPS-4", "VPS-8", "VPS-16", "VPS-32"];
const BOXES: [&str; 2] = ["BOX-1", "BOX-4"];

/// The example, applied.
fn vps() -> Project {
    let project = Project::example("vps").init();
    project.apply();
    project
}

/// The details of a package: the type and one column of each.
fn details(project: &Project, article: &str, column: &str) -> Vec<Vec<String>> {
    project.query(&format!(
        "SELECT t.name, d.{column} FROM package_detail d JOIN item i ON i.id = d.fk_item_id \
         JOIN detail_type t ON t.id = d.fk_detail_type_id WHERE i.article_number = '{article}' ORDER BY d.priority"
    ))
}

#[test]
fn plan_after_the_first_apply_is_empty() {
    let project = vps();
    let nothing = "Nothing to do: the database matches the files (23 resources in ";
    project.run("plan --detailed-exitcode").code(0).says(nothing);
    let kinds = "SELECT kind, count(*) FROM wares.resource GROUP BY 1 ORDER BY 1";
    assert_eq!(
        project.query(kinds),
        [
            ["detail_type", "9"],
            ["enumeration", "2"],
            ["extra_service", "2"],
            ["package", "8"],
            ["upgrade_group", "2"]
        ]
    );
}

#[test]
fn example_has_no_findings_and_is_formatted() {
    let project = Project::example("vps");
    assert_eq!(project.run("check --format concise").code(0).stdout, "");
    project.run("fmt --check").code(0);
}

#[test]
fn details_cover_every_value_type_and_every_billing() {
    let project = vps();
    let numbers = |select: &str| project.query(&format!("SELECT DISTINCT {select} ORDER BY 1")).concat();
    assert_eq!(numbers("value_type FROM detail_type"), ["1", "2", "3", "4"]);
    assert_eq!(numbers("billing FROM package_detail"), ["1", "2", "3", "4"]);
}

#[test]
fn servers_have_imported_details_and_their_own() {
    let project = vps();
    let all = ["cores", "memory", "disk", "ipv4", "traffic", "backup", "snapshots", "system", "panel"];
    for article in SERVERS.iter().chain(&BOXES) {
        let types: Vec<String> =
            details(&project, article, "billing").into_iter().map(|row| row[0].clone()).collect();
        assert_eq!(types, all, "{article}");
    }
    let included = |article: &str| -> Vec<String> {
        details(&project, article, "included").into_iter().take(4).map(|row| row[1].clone()).collect()
    };
    assert_eq!(
        SERVERS.map(included),
        [
            ["1", "1", "20", "1"],
            ["1", "2", "40", "1"],
            ["2", "4", "80", "1"],
            ["4", "8", "160", "1"],
            ["6", "16", "320", "1"],
            ["8", "32", "640", "1"],
        ]
    );
    assert_eq!(BOXES.map(included), [["1", "2", "1", "1"], ["2", "4", "4", "1"]]);
    let windows = "SELECT i.article_number, p.value FROM package_detail_item_price p JOIN package_detail d ON d.id = p.fk_package_detail_id \
                   JOIN item i ON i.id = d.fk_item_id JOIN currency c ON c.id = p.fk_currency_id \
                   WHERE p.period = '1 month' AND c.code = 'EUR' ORDER BY 1";
    let price = |article: &str| vec![article.to_owned(), "24.0000".to_owned()];
    let found: BTreeSet<Vec<String>> = project.query(windows).into_iter().collect();
    assert_eq!(found, ["VPS-8", "VPS-16", "VPS-32"].map(price).into());
}

#[test]
fn every_detail_price_exists_for_each_period_and_currency() {
    let project = vps();
    let each = "SELECT DISTINCT count(*) FROM package_detail_price p WHERE p.kind IN ('price', 'unlimited') \
                GROUP BY p.fk_package_detail_id, p.kind";
    assert_eq!(project.query(each), [["8"]]);
    let disk = "SELECT p.period, c.code, p.value FROM package_detail_price p JOIN currency c ON c.id = p.fk_currency_id \
                JOIN package_detail d ON d.id = p.fk_package_detail_id JOIN item i ON i.id = d.fk_item_id \
                JOIN detail_type t ON t.id = d.fk_detail_type_id \
                WHERE i.article_number = 'VPS-32' AND t.name = 'ipv4' AND p.kind = 'price' AND c.code = 'EUR' ORDER BY p.value";
    assert_eq!(
        project.query(disk),
        [
            ["1 month", "EUR", "1.5000"],
            ["3 months", "EUR", "4.5000"],
            ["6 months", "EUR", "8.5500"],
            ["1 year", "EUR", "16.2000"],
        ]
    );
}

#[test]
fn imported_catalog_has_all_details_and_nothing_to_apply() {
    let project = vps();
    project.comes_back();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0);
    assert_eq!(folder.run("check --format concise").code(0).stdout, "");
    let billing =
        || project.everything().into_iter().filter(|row| row[0].starts_with("public.")).collect::<Vec<_>>();
    let before = billing();
    folder.run("apply --auto-approve").code(0).says("Nothing to do");
    assert_eq!(billing(), before);
}

#[test]
fn change_of_the_first_server_reaches_those_that_import_its_details() {
    let project = vps();
    project.replace(
        "packages/small.yaml",
        "    included: 1\n    maximum: 8\n",
        "    included: 2\n    maximum: 8\n",
    );
    let plan = project.run("plan").code(0);
    for article in SERVERS.iter().chain(&BOXES) {
        assert!(plan.stdout.contains(article), "{}", plan.stdout);
    }
    project.allow("mass-change");
    project.apply();
    let included = "SELECT DISTINCT d.included FROM package_detail d JOIN detail_type t ON t.id = d.fk_detail_type_id \
                    WHERE t.name = 'ipv4'";
    assert_eq!(project.query(included), [["2"]]);
}
