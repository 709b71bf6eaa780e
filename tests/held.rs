//! Tests plans that change details of packages with subscriptions: which subscriptions they affect, and what is
//! refused.

use crate::support::Project;
use serde_json::{Value, json};

const TYPES: &str = "\
kind: detail_type
name: disk
text: Disk space
value: integer
unit: GiB
---
kind: detail_type
name: os
text: Operating system
value: enumeration
---
kind: enumeration
name: systems
text: Operating systems
values:
  - { name: debian, text: Debian }
  - { name: ubuntu, text: Ubuntu, prices: { 1 month: { EUR: 1.00, USD: 1.00 }, 1 year: { EUR: 10.00, USD: 10.00 } } }
  - { name: windows, text: Windows, prices: { 1 month: { EUR: 12.00, USD: 13.00 }, 1 year: { EUR: 120.00, USD: 130.00 } } }
";

const PACKAGE: &str = "\
kind: package
article: VPS-S
name: Small
category: VPS
periods:
  - { every: 1 month, prices: { EUR: 5.00, USD: 6.00 } }
  - { every: 1 year, prices: { EUR: 50.00, USD: 60.00 } }
shop: { categories: [HostingPackage] }
details:
  - type: disk
    billing: ordered
    included: 20
    step: 10
    maximum: 500
    prices:
      1 month: { EUR: 0.10, USD: 0.11 }
      1 year: { EUR: 1.00, USD: 1.10 }
  - type: os
    billing: ordered
    enumeration: systems
    included_value: debian
    value_prices:
      windows:
        1 month: { EUR: 10.00, USD: 11.00 }
        1 year: { EUR: 100.00, USD: 110.00 }
";

fn applied() -> Project {
    let project = Project::new().file("types.yaml", TYPES).file("package.yaml", PACKAGE).init();
    project.apply();
    project
}

/// Adds `count` subscriptions of the package with a period, each with an amount of disk and an operating system.
fn subscribe(project: &Project, unit: &str, count: u32, disk: u32, system: &str) {
    project.sql(&format!(
        "WITH new AS (INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, \
         expiration_date, next_renewal_date) SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, now(), now() FROM item i \
         JOIN renewal_period r ON r.fk_item_id = i.id AND r.renewal_period_unit = '{unit}', generate_series(1, {count}) \
         WHERE i.article_number = 'VPS-S' RETURNING id, fk_item_id) \
         INSERT INTO subscription_detail (id, fk_subscription_id, fk_detail_type_id, fk_package_detail_id, amount, \
         fk_enumeration_item_id) \
         SELECT gen_random_uuid(), n.id, t.id, d.id, CASE t.name WHEN 'disk' THEN {disk} END, \
         CASE t.name WHEN 'os' THEN (SELECT id FROM enumeration_item WHERE name = '{system}') END \
         FROM new n JOIN package_detail d ON d.fk_item_id = n.fk_item_id JOIN detail_type t ON t.id = d.fk_detail_type_id"
    ));
}

fn change<'a>(plan: &'a Value, name: &str) -> &'a Value {
    let resources = plan["plan"]["resources"].as_array().expect("resources");
    resources.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("no change of {name}: {plan:#}"))
}

#[test]
fn renewals_at_a_new_detail_price_count_units_beyond_the_included_ones() {
    let project = applied();
    subscribe(&project, "MONTH", 7, 20, "debian");
    subscribe(&project, "MONTH", 3, 50, "debian");
    subscribe(&project, "MONTH", 2, 120, "debian");
    subscribe(&project, "YEAR", 4, 30, "debian");
    project.replace("package.yaml", "1 month: { EUR: 0.10", "1 month: { EUR: 0.12");
    let plan = project.plan();
    let small = change(&plan, "VPS-S");
    // The subscriptions have 3 × 30 + 2 × 100 units in addition to the 20 that are included.
    let renewals = json!([
        { "period": "1 month", "currency": "EUR", "subscriptions": 5, "before": "29", "after": "34.8" },
    ]);
    assert_eq!((&small["impact"]["renewals"], &small["impact"]["live"]), (&renewals, &json!(16)));
    assert_eq!(small["effect"], "worse");
    // A subscription is counted once, even if both its package and the type of its detail change.
    project.replace("types.yaml", "unit: GiB", "unit: GB");
    assert_eq!(project.plan()["plan"]["totals"]["live"], json!(16));
    project.replace("types.yaml", "unit: GB", "unit: GiB");
    project.run("plan").code(0).says("5 renew at a new price:").says("29.00 → 34.80");
    // If more is included, subscribers who have more than that pay for fewer units.
    project.write("package.yaml", &PACKAGE.replace("included: 20", "included: 40"));
    let plan = project.plan();
    let renewals = &change(&plan, "VPS-S")["impact"]["renewals"];
    let euros: Vec<&Value> =
        renewals.as_array().expect("a list").iter().filter(|it| it["currency"] == "EUR").collect();
    assert_eq!(
        euros,
        [
            &json!({ "period": "1 month", "currency": "EUR", "subscriptions": 5, "before": "29", "after": "19" }),
            &json!({ "period": "1 year", "currency": "EUR", "subscriptions": 4, "before": "40", "after": "0" }),
        ]
    );
}

#[test]
fn lower_included_amount_is_worse_for_every_subscriber_of_the_package() {
    let project = applied();
    project.replace("package.yaml", "included: 20", "included: 10");
    assert_eq!(change(&project.plan(), "VPS-S")["effect"], "new_sales");
    // The subscription itself has no row for the detail.
    subscribe(&project, "MONTH", 1, 20, "debian");
    project.sql("DELETE FROM subscription_detail");
    assert_eq!(change(&project.plan(), "VPS-S")["effect"], "worse");
    project.write(
        "package.yaml",
        &PACKAGE.replace("included: 20", "included: unlimited").replace("    maximum: 500\n", ""),
    );
    assert_eq!(change(&project.plan(), "VPS-S")["effect"], "better");
    subscribe(&project, "MONTH", 1, 20, "debian");
    assert_eq!(change(&project.plan(), "VPS-S")["impact"]["unpriced"], json!(0));
    project.sql("DELETE FROM subscription_detail");
    // No subscription pays for additional units yet.
    project.write("package.yaml", &PACKAGE.replace("1 month: { EUR: 0.10", "1 month: { EUR: 0.12"));
    assert_eq!(change(&project.plan(), "VPS-S")["effect"], "new_sales");
}

#[test]
fn used_details_and_values_can_be_disabled_but_not_deleted() {
    let project = applied();
    subscribe(&project, "MONTH", 3, 50, "windows");
    let (types, package) = (TYPES.split("---\n").last().expect("the enumeration"), PACKAGE);
    let without_windows =
        types.lines().filter(|line| !line.contains("windows")).collect::<Vec<_>>().join("\n") + "\n";
    let without_os = &package[..package.find("  - type: os").expect("a detail")];
    project.write("package.yaml", without_os);
    let plan = project.run("plan").code(4);
    insta::assert_snapshot!(plan.stderr, @"
    refused[B22]: `details[os]` of package `VPS-S` cannot be deleted: 3 rows refer to it from `subscription_detail` (`fk_package_detail_id`) through the foreign key `subscription_detail_fk_package_detail_id_fkey`
      help: put it back in the files, and disable it with `enabled: false`
    For more information, run `wares explain B22`.
    ");
    let json = project.run("plan --format json").code(4).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["refusals"][0]["code"], "B22");
    project.write("types.yaml", &TYPES.replace(types, &without_windows));
    project.run("plan").code(4).says("refused[B22]").says("`values[windows]` of enumeration `systems`");
    project.run("apply --auto-approve --allow in-use").code(4).says("refused[B22]");
    project.write("types.yaml", &TYPES.replace("name: windows,", "name: windows, enabled: false,"));
    project.write("package.yaml", &PACKAGE.replace("- type: os\n", "- type: os\n    enabled: false\n"));
    assert_eq!(change(&project.plan(), "VPS-S")["impact"]["not_orderable"], json!(3));
    project.apply();
    project.comes_back();
}

#[test]
fn value_type_of_a_subscribed_detail_type_changes_only_with_allow() {
    let project = applied();
    subscribe(&project, "MONTH", 3, 50, "debian");
    project.replace("types.yaml", "value: enumeration", "value: enumeration_with_number");
    project.replace(
        "package.yaml",
        "included_value: debian",
        "included_value: debian\n    included: unlimited",
    );
    let plan = project.run("plan").code(4).says("refused[A38]");
    assert!(
        plan.stderr.contains("detail_type `os`, which had the value `enumeration` (3 live subscriptions)"),
        "{}",
        plan.stderr
    );
    assert_eq!(
        change(&serde_json::from_str(&project.run("plan --format json").stdout).expect("JSON"), "os")["effect"],
        "unknown"
    );
    project.allow("in-use");
    project.apply();
    project.comes_back();
}

#[test]
fn large_change_of_a_detail_price_is_refused() {
    let project = applied();
    project.replace("package.yaml", "1 year: { EUR: 1.00", "1 year: { EUR: 10.00");
    project
        .run("plan")
        .code(4)
        .says("refused[G01]")
        .says("package `VPS-S` details[disk].prices.1 year.EUR 1.00 → 10.00");
}

#[test]
fn value_is_deleted_together_with_the_last_detail_that_includes_it() {
    let project = applied();
    project.write("package.yaml", &PACKAGE.replace("included_value: debian", "included_value: ubuntu"));
    let types: String =
        TYPES.lines().filter(|line| !line.contains("debian")).map(|line| format!("{line}\n")).collect();
    project.write("types.yaml", &types);
    project.apply();
    project.comes_back();
    assert_eq!(project.value("SELECT count(*) FROM enumeration_item"), "2");
    // The enumeration can be deleted together with everything that refers to it.
    project.write("package.yaml", &PACKAGE[..PACKAGE.find("  - type: os").expect("a detail")]);
    project.write("types.yaml", TYPES.split("---\n").next().expect("a type"));
    project.allow("mass-change");
    project.apply();
    project.comes_back();
    assert_eq!(project.value("SELECT count(*) FROM enumeration_item_price"), "0");
    assert_eq!(
        project.value("SELECT count(*) FROM international WHERE entity_field_name LIKE 'Enumeration%'"),
        "0"
    );
}

#[test]
fn value_renamed_by_hand_is_still_the_same_value() {
    let project = applied();
    project.sql("UPDATE enumeration_item SET name = 'deb' WHERE name = 'debian'");
    let plan = project.run("plan --detailed-exitcode").code(2);
    assert_eq!(plan.changes().len(), 2, "{}", plan.stdout);
    plan.says("values: deb → debian").says("drift");
    project.apply();
    project.comes_back();
    // If the files use the new name too, they refer to the same row, and nothing changes.
    project.sql("UPDATE enumeration_item SET name = 'deb' WHERE name = 'debian'");
    project.replace("types.yaml", "name: debian", "name: deb");
    project.replace("package.yaml", "included_value: debian", "included_value: deb");
    project.run("plan --detailed-exitcode").code(0);
    project.apply();
    project.comes_back();
}

#[test]
fn package_can_use_an_enumeration_of_another_catalog() {
    let project = applied();
    let other = Project::beside(&project);
    let manifest = project.read("wares.yaml").replace("catalog: test", "catalog: other");
    let external = "external: [{ kind: enumeration, name: systems }, { kind: detail_type, name: os }]\n";
    other.write("wares.yaml", &(manifest + external));
    let package = PACKAGE.replace("VPS-S", "VPS-M");
    let disk = (package.find("  - type: disk").expect("disk"), package.find("  - type: os").expect("os"));
    other.write("package.yaml", &(package[..disk.0].to_owned() + &package[disk.1..]));
    other.apply();
    other.run("plan --detailed-exitcode").code(0);
    // A value that the database does not have is reported at its location in the files.
    let text = other.read("package.yaml");
    other.write("package.yaml", &text.replace("included_value: debian", "included_value: nosuch"));
    other
        .run("plan")
        .code(1)
        .says("L02")
        .says("the enumeration `systems` in the database has no `values[nosuch]`")
        .says("package.yaml:13");
    other.write("package.yaml", &text.replace("      windows:\n", "      nosuch:\n"));
    other.run("plan").code(1).says("has no `values[nosuch]`");
    other.write("package.yaml", &text);
    // A value that a package of another catalog includes cannot be deleted.
    project.write("package.yaml", &PACKAGE[..PACKAGE.find("  - type: os").expect("a detail")]);
    let types: String =
        TYPES.lines().filter(|line| !line.contains("debian")).map(|line| format!("{line}\n")).collect();
    project.write("types.yaml", &types);
    project
        .run("plan")
        .code(4)
        .says("`values[debian]` of enumeration `systems` cannot be deleted")
        .does_not_say("B22");
}
