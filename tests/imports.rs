//! Tests how a plan shows packages that import the details of other packages.

use crate::support::Project;

const TYPES: &str = "\
kind: detail_type
name: disk
text: Disk space
value: integer
unit: GiB
---
kind: detail_type
name: ip
text: Addresses
value: integer
";

const BASE: &str = "\
kind: package
article: VPS-BASE
name: Base
category: VPS
shop: false
periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 6.00 } }]
details:
  - type: disk
    billing: ordered
    included: 20
    step: 10
    prices: { 1 month: { EUR: 0.10, USD: 0.11 } }
";

fn package(name: &str, from: &str, details: &str) -> String {
    format!(
        "kind: package\narticle: {name}\nname: {name}\ncategory: VPS\nshop: false\n\
         periods: [{{ every: 1 month, prices: {{ EUR: 6.00, USD: 7.00 }} }}]\n\
         import_details: {{ from: {from} }}\n{details}"
    )
}

/// An applied catalog in which fifty packages import the details of `VPS-BASE`. `VPS-OWN` imports them too and adds a
/// detail, `VPS-THIRD` imports from `VPS-OWN`, and `VPS-BIG` from `VPS-THIRD`, with its own disk.
fn project() -> Project {
    let project = Project::new().file("types.yaml", TYPES).file("base.yaml", BASE);
    for number in 1..=50 {
        project
            .write(&format!("many/{number:02}.yaml"), &package(&format!("VPS-{number:02}"), "VPS-BASE", ""));
    }
    let ip = "details: [{ type: ip, billing: ordered, included: 1, prices: { 1 month: { EUR: 2.00, USD: 2.00 } } }]\n";
    project.write("own.yaml", &package("VPS-OWN", "VPS-BASE", ip));
    project.write("third.yaml", &package("VPS-THIRD", "VPS-OWN", ""));
    let disk = "details: [{ type: disk, billing: ordered, included: 500, prices: { 1 month: { EUR: 0.10, USD: 0.11 } } }]\n";
    project.write("big.yaml", &package("VPS-BIG", "VPS-THIRD", disk));
    project.allow("mass-change");
    let project = project.init();
    project.apply();
    project
}

#[test]
fn change_that_fifty_packages_import_is_shown_once() {
    let project = project();
    project.replace("base.yaml", "included: 20", "included: 30");
    project.replace("base.yaml", "EUR: 0.10", "EUR: 0.12");
    project.sql(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, now(), now() FROM item i \
         JOIN renewal_period r ON r.fk_item_id = i.id, generate_series(1, 31) WHERE i.article_number LIKE 'VPS-0%'",
    );
    let plan = project.run("plan").code(0);
    insta::assert_snapshot!(plan.stdout.split_once("\n\n").expect("a heading").1, @"
    53 to change, 3 unchanged; 106 rows to write.
    53 price changes: +20.0 % each.
    279 live subscriptions are affected.
    For existing subscribers: 9 resources are better, 44 are changed only for new sales.
    Allowed (mass-change): 53 of 54 resources of kind `package` would be deleted or changed, more than
        30 %: `VPS-BASE`, `VPS-01`, `VPS-02`, `VPS-03`, `VPS-04`, and 48 more.

    ~ change package `VPS-BASE`  base.yaml:1
        ~ details[disk].included: 20 → 30
        ~ details[disk].prices.1 month.EUR: 0.10 → 0.12 (+20.0 %)
        also in 52 packages that import from it (279 live subscriptions): `VPS-01`, `VPS-02`, `VPS-03`,
            `VPS-04`, `VPS-05`, `VPS-06`, `VPS-07`, `VPS-08`, `VPS-09`, `VPS-10`, `VPS-11`, `VPS-12`,
            `VPS-13`, `VPS-14`, `VPS-15`, `VPS-16`, `VPS-17`, `VPS-18`, `VPS-19`, `VPS-20`, `VPS-21`,
            `VPS-22`, `VPS-23`, `VPS-24`, `VPS-25`, `VPS-26`, `VPS-27`, `VPS-28`, `VPS-29`, `VPS-30`,
            `VPS-31`, `VPS-32`, `VPS-33`, `VPS-34`, `VPS-35`, `VPS-36`, `VPS-37`, `VPS-38`, `VPS-39`,
            `VPS-40`, `VPS-41`, `VPS-42`, `VPS-43`, `VPS-44`, `VPS-45`, `VPS-46`, `VPS-47`, `VPS-48`,
            `VPS-49`, `VPS-50`, `VPS-OWN`, `VPS-THIRD`

    To do by hand after applying this plan: flush the item cache of the billing system, which otherwise keeps selling the old catalog: run `iisreset` on its server, or call `FlushItemsCache` of its API.
    ");
    let json = project.plan();
    assert_eq!(json["plan"]["resources"].as_array().map(Vec::len), Some(53));
    // `show` prints the saved plan as `plan` printed it.
    project.run("plan --out p.json").code(0);
    assert_eq!(project.run("show p.json").code(0).stdout, plan.stdout);
    let summary = project.run("plan --summary").code(0);
    assert_eq!(summary.stdout.lines().filter(|line| line.starts_with('~')).count(), 1, "{}", summary.stdout);
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn own_changes_of_an_importing_package_are_shown() {
    let project = project();
    project.replace("base.yaml", "step: 10", "step: 5");
    project.replace("own.yaml", "included: 1", "included: 2");
    project.replace("many/07.yaml", "EUR: 6.00", "EUR: 6.50");
    let plan = project.run("plan").code(0);
    insta::assert_snapshot!(plan.stdout.split_once("\n\n").expect("a heading").1, @"
    54 to change, 2 unchanged; 57 rows to write.
    1 price change: +8.3 %.
    Allowed (mass-change): 54 of 54 resources of kind `package` would be deleted or changed, more than
        30 %: `VPS-BASE`, `VPS-BIG`, `VPS-01`, `VPS-02`, `VPS-03`, and 49 more.

    ~ change package `VPS-BASE`  base.yaml:1
        ~ details[disk].step: 10 → 5
        also in 52 packages that import from it: `VPS-01`, `VPS-02`, `VPS-03`, `VPS-04`, `VPS-05`,
            `VPS-06`, `VPS-07`, `VPS-08`, `VPS-09`, `VPS-10`, `VPS-11`, `VPS-12`, `VPS-13`, `VPS-14`,
            `VPS-15`, `VPS-16`, `VPS-17`, `VPS-18`, `VPS-19`, `VPS-20`, `VPS-21`, `VPS-22`, `VPS-23`,
            `VPS-24`, `VPS-25`, `VPS-26`, `VPS-27`, `VPS-28`, `VPS-29`, `VPS-30`, `VPS-31`, `VPS-32`,
            `VPS-33`, `VPS-34`, `VPS-35`, `VPS-36`, `VPS-37`, `VPS-38`, `VPS-39`, `VPS-40`, `VPS-41`,
            `VPS-42`, `VPS-43`, `VPS-44`, `VPS-45`, `VPS-46`, `VPS-47`, `VPS-48`, `VPS-49`, `VPS-50`,
            `VPS-OWN`, `VPS-THIRD`

    ~ change package `VPS-07`  many/07.yaml:1
        ~ periods[1 month].prices.EUR: 6.00 → 6.50 (+8.3 %)
        and 1 row imported from `VPS-BASE`, which is shown there

    ~ change package `VPS-OWN`  own.yaml:1
        ~ details[ip].included: 1 → 2
        and 1 row imported from `VPS-BASE`, which is shown there
        also in 2 packages that import from it: `VPS-BIG`, `VPS-THIRD`

    To do by hand after applying this plan: flush the item cache of the billing system, which otherwise keeps selling the old catalog: run `iisreset` on its server, or call `FlushItemsCache` of its API.
    ");
}

#[test]
fn deleted_detail_is_reported_once_for_all_importing_packages() {
    let project = project();
    project.write("base.yaml", &BASE.replace("type: disk", "type: ip").replace("step: 10", "step: 1"));
    let plan = project.run("plan").code(0);
    insta::assert_snapshot!(plan.stdout.split_once("\n\n").expect("a heading").1, @"
    53 to change, 3 unchanged; 312 rows to write.
    Allowed (mass-change): 53 of 54 resources of kind `package` would be deleted or changed, more than
        30 %: `VPS-BASE`, `VPS-01`, `VPS-02`, `VPS-03`, `VPS-04`, and 48 more.

    ~ change package `VPS-BASE`  base.yaml:1
        + details[ip]: billing ordered, included 20
        + details[ip].prices.1 month.EUR: 0.10
        + details[ip].prices.1 month.USD: 0.11
        - details[disk]: billing ordered, included 20, step 10
        - details[disk].prices.1 month.EUR: 0.10
        - details[disk].prices.1 month.USD: 0.11
        also in 52 packages that import from it: `VPS-01`, `VPS-02`, `VPS-03`, `VPS-04`, `VPS-05`,
            `VPS-06`, `VPS-07`, `VPS-08`, `VPS-09`, `VPS-10`, `VPS-11`, `VPS-12`, `VPS-13`, `VPS-14`,
            `VPS-15`, `VPS-16`, `VPS-17`, `VPS-18`, `VPS-19`, `VPS-20`, `VPS-21`, `VPS-22`, `VPS-23`,
            `VPS-24`, `VPS-25`, `VPS-26`, `VPS-27`, `VPS-28`, `VPS-29`, `VPS-30`, `VPS-31`, `VPS-32`,
            `VPS-33`, `VPS-34`, `VPS-35`, `VPS-36`, `VPS-37`, `VPS-38`, `VPS-39`, `VPS-40`, `VPS-41`,
            `VPS-42`, `VPS-43`, `VPS-44`, `VPS-45`, `VPS-46`, `VPS-47`, `VPS-48`, `VPS-49`, `VPS-50`,
            `VPS-OWN`, `VPS-THIRD`

    To do by hand after applying this plan: flush the item cache of the billing system, which otherwise keeps selling the old catalog: run `iisreset` on its server, or call `FlushItemsCache` of its API.
    ");
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn ladder_compares_limits_including_those_from_details() {
    let types = "kind: detail_type\nname: disk\ntext: Disk\nvalue: integer\nunit: MB\nlarger_units: { GB: 1000 }\nlimit: space_mb\n\
                 ---\nkind: detail_type\nname: traffic\ntext: Traffic\nvalue: integer\nlimit: traffic_gb\n";
    let package = |name: &str, limits: &str, details: &str| {
        format!(
            "kind: package\narticle: {name}\nname: {name}\ncategory: HostingPackage\n\
             periods: [{{ every: 1 month, prices: {{ EUR: 5.00, USD: 6.00 }} }}]\nlimits: {limits}\n{details}"
        )
    };
    let project = Project::new()
        .file("types.yaml", types)
        .file("s.yaml", &package("S", "{ space_mb: 500, mailboxes: unlimited }", "details:\n  - { type: disk, billing: none, included: 20, unit: GB }\n"))
        .file("m.yaml", &package("M", "{ mailboxes: 5 }", "import_details: { from: S }\ndetails:\n  - type: traffic\n    billing: compound\n    choices:\n      - { name: a, enabled: false, billing: none, included: 1 }\n      - { name: b, billing: none, included: unlimited }\n      - { name: c, billing: none, included: 7, priority: -1 }\n"))
        .file("group.yaml", "kind: upgrade_group\nname: VPS\nmembers:\n  - { item: S, level: 1 }\n  - { item: M, level: 2 }\n");
    let text = project.run("describe upgrade_group VPS").stdout;
    let section = text.split("Limits, including those from details\n").nth(1).expect("a section");
    let section = section.split("\n\n").next().unwrap_or_default();
    let lines: Vec<String> =
        section.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, ["S M", "mailboxes unlimited 5", "space_mb 20,500 20,000", "traffic_gb – 7"]);
    let json: serde_json::Value =
        serde_json::from_str(&project.run("describe upgrade_group VPS --format json").stdout).expect("JSON");
    let limits = &json["describe"]["ladder"]["members"][0]["limits"];
    assert_eq!(*limits, serde_json::json!({ "mailboxes": "unlimited", "space_mb": 20500 }));
}

#[test]
fn changes_that_are_not_imported_are_shown_for_each_package() {
    let project = project();
    for path in ["base.yaml", "many/01.yaml", "many/02.yaml"] {
        project.replace(path, "category: VPS", "category: Servers");
    }
    let plan = project.run("plan").code(0);
    assert_eq!(plan.changes().len(), 6, "{}", plan.stdout);
    plan.does_not_say("import from it").does_not_say("imported from `VPS-BASE`");
}

#[test]
fn same_change_of_a_packages_own_detail_is_shown_for_it_too() {
    let details = BASE.split("details:\n").nth(1).expect("details");
    let project = Project::new()
        .file("types.yaml", TYPES)
        .file("base.yaml", BASE)
        .file("own.yaml", &package("VPS-OWN", "VPS-BASE", &format!("details:\n{details}")))
        .init();
    project.allow("mass-change");
    project.apply();
    for path in ["base.yaml", "own.yaml"] {
        project.replace(path, "step: 10", "step: 5");
    }
    let plan = project.run("plan").code(0);
    let shown = plan.changes().iter().filter(|line| line.contains("details[disk].step: 10 → 5")).count();
    assert_eq!(shown, 2, "{}", plan.stdout);
    plan.does_not_say("from it").does_not_say("imported from `VPS-BASE`");
}
