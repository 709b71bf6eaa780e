//! Packages that take over the details of others: what a plan shows of them.

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
fn a_change_that_fifty_others_import_is_one_entry() {
    let project = project();
    project.replace("base.yaml", "included: 20", "included: 30");
    project.replace("base.yaml", "EUR: 0.10", "EUR: 0.12");
    project.sql(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, now(), now() FROM item i \
         JOIN renewal_period r ON r.fk_item_id = i.id, generate_series(1, 31) WHERE i.article_number LIKE 'VPS-0%'",
    );
    let plan = project.run("plan").code(0);
    insta::assert_snapshot!(plan.stdout.split_once("\n\n").expect("a heading").1);
    let json = project.plan();
    assert_eq!(json["plan"]["resources"].as_array().map(Vec::len), Some(53));
    // A saved plan is shown as it was.
    project.run("plan --out p.json").code(0);
    assert_eq!(project.run("show p.json").code(0).stdout, plan.stdout);
    let summary = project.run("plan --summary").code(0);
    assert_eq!(summary.stdout.lines().filter(|line| line.starts_with('~')).count(), 1, "{}", summary.stdout);
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn what_a_package_changes_itself_is_told_of_it() {
    let project = project();
    project.replace("base.yaml", "step: 10", "step: 5");
    project.replace("own.yaml", "included: 1", "included: 2");
    project.replace("many/07.yaml", "EUR: 6.00", "EUR: 6.50");
    let plan = project.run("plan").code(0);
    insta::assert_snapshot!(plan.stdout.split_once("\n\n").expect("a heading").1);
}

#[test]
fn a_detail_that_goes_from_where_it_is_imported_goes_everywhere_and_is_told_once() {
    let project = project();
    project.write("base.yaml", &BASE.replace("type: disk", "type: ip").replace("step: 10", "step: 1"));
    let plan = project.run("plan").code(0);
    insta::assert_snapshot!(plan.stdout.split_once("\n\n").expect("a heading").1);
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}
