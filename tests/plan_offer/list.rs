//! Tests lists of products and plans, and how a plan shows the fields of a package's manifest.

use super::{catalog, run};
use crate::support::Project;
use serde_json::Value;

/// A catalog that can be applied, with one product and two plans.
fn applicable() -> Project {
    let plan = |id: &str, status: &str| {
        format!(
            "---\nkind: service_plan\nid: {id}\nname: Lite ${{gb}} GB\ndescription: \"${{gb}} GB\"\nstatus: {status}\n\
             package: WP\ntariffs: [month]\nmetadata: {{ gb: \"20\" }}\n"
        )
    };
    let others = "\
kind: product
id: wp
name: WordPress
status: active
user_groups: [customers]
short_description: A site in minutes
plans: [lite, old]
---
{ kind: region, name: eu }
---
{ kind: user_group, name: customers, regions: [eu] }
---
{ kind: installation_package, name: WP, manifest: wp.jps }
---
kind: tariff
id: month
name: Monthly
charge_period: month
currency: EUR
tiers: [{ from: 1, price: 99 }]
";
    let project = Project::new()
        .file("a.yaml", &format!("{others}{}{}", plan("lite", "active"), plan("old", "inactive")))
        .file("wp.jps", "settings:\n  fields:\n    - { name: disk, type: spinner, max: 10 }\n    - { name: gone, type: toggle }\n");
    project.init()
}

#[test]
fn products_and_plans_are_listed_with_what_customers_see() {
    insta::assert_snapshot!(run(&catalog(), "list", &["--kind", "product", "--kind", "service_plan"]).code(0).stdout, @"
    KIND          NAME       SHOWN AS    STATUS    USER GROUPS           UNIT PRICE                                                                            CHARGED  DESCRIPTION                                FILE
    service_plan  wp-lite    Lite 20 GB  active                          99.00 USD per month, 99.00 EUR per month, 999.995 USD per year, 0.4999 JPY per month  fixed    A small site, 20 GB; `${gb}` and ${gb} s…  plans.yaml:1
    service_plan  wp-pro     Pro         active                          199.00 USD per month, no price for one installation in USD per year                   fixed                                               plans.yaml:39
    service_plan  wp-max     Max         active                          2999.00 GBP per year                                                                  fixed                                               plans.yaml:50
    service_plan  wp-draft   Draft       draft                           199.00 USD per month                                                                  fixed                                               plans.yaml:57
    service_plan  wp-old     Old         inactive                        199.00 USD per month                                                                  fixed                                               plans.yaml:64
    service_plan  wp-gone    Gone        archived                                                                                                              fixed                                               plans.yaml:73
    service_plan  shop-plan  Shop plan   active                          199.00 USD per month                                                                  fixed                                               plans.yaml:80
    service_plan  lonely     Lonely      active                          999999999999999999999.9999 USD per month                                              fixed                                               plans.yaml:87
    service_plan  bare       Bare        active                                                                                                                fixed                                               plans.yaml:94
    product       bare       Bare        active    all                                                                                                                                                             plans.yaml:99
    service_plan  wp-huge    Huge        active                          999999999999999999999.9999 USD per month                                              fixed                                               plans.yaml:105
    service_plan  few        Few         active                          no price for one installation in USD per month                                        fixed                                               plans.yaml:112
    product       wordpress  WordPress   active    customers, resellers                                                                                                 A site in minutes                          products.yaml:1
    product       shop       Shop        inactive  all                                                                                                                                                             products.yaml:11
    ");
}

#[test]
fn lists_can_be_filtered_by_status() {
    let project = catalog();
    let names = |status: &str| {
        let text = run(&project, "list", &["--status", status, "--format", "json"]).code(0).stdout;
        let json: Value = serde_json::from_str(&text).expect("JSON");
        let resources = json["resources"].as_array().expect("resources").iter();
        resources.map(|it| it["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("draft"), ["wp-draft"]);
    assert_eq!(names("inactive,archived"), ["wp-old", "wp-gone", "shop"]);
    assert_eq!(names("active").len(), 10);
    run(&project, "list", &["--status", "gone"])
        .code(64)
        .says("possible values: draft, active, inactive, archived");
    run(&project, "list", &["--status", "active", "--owned"]).code(64);
    run(&project, "list", &["--status", "draft", "--kind", "product"])
        .code(0)
        .says("There are none among those that could be read.");
}

#[test]
fn list_as_json_has_the_user_groups() {
    let text = run(&catalog(), "list", &["--kind", "product", "--format", "json"]).code(0).stdout;
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let of = |name: &str| {
        let all = json["resources"].as_array().expect("resources");
        all.iter().find(|it| it["name"] == name).expect("the product").clone()
    };
    assert_eq!(of("wordpress")["offer"]["user_groups"], serde_json::json!(["customers", "resellers"]));
    assert_eq!(of("shop")["offer"]["user_groups"], "all");
    assert_eq!(of("shop")["subscriptions"], Value::Null);
}

#[test]
fn subscriptions_are_counted_by_state() {
    let project = applicable();
    project.apply();
    let none = project.run("list --subscriptions --kind product").code(0).stdout;
    assert!(none.contains("WordPress  active  0"), "{none}");
    project.sql(
        "INSERT INTO service_plan_subscription (id, status, quantity, fk_product_id, fk_service_plan_id, fk_tariff_id)
         SELECT gen_random_uuid(), s.status, 1, p.id, l.id, t.id
           FROM product p, service_plan l, tariff t,
                (VALUES ('ACTIVE', 3), ('TRIAL', 1), ('ENDED', 2)) s (status, times), generate_series(1, s.times)
          WHERE l.code = 'lite'",
    );
    let text = project.run("list --subscriptions --kind service_plan").code(0).stdout;
    assert!(text.contains("lite  Lite 20 GB  active    6 (3 ACTIVE, 2 ENDED, 1 TRIAL)"), "{text}");
    assert!(text.contains("old   Lite 20 GB  inactive  0 "), "{text}");
    let json = project.run("list --subscriptions --kind product --format json").code(0).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        json["resources"][0]["subscriptions"],
        serde_json::json!({ "ACTIVE": 3, "ENDED": 2, "TRIAL": 1 })
    );
    // A region cannot have subscriptions.
    let regions = project.run("list --subscriptions --kind region --format json").code(0).stdout;
    let regions: Value = serde_json::from_str(&regions).expect("JSON");
    assert_eq!(regions["resources"][0]["subscriptions"], Value::Null);
    // Without `--subscriptions` the database is not read.
    assert!(!project.run("list --kind product").code(0).stdout.contains("SUBSCRIPTIONS"));
}

#[test]
fn changed_manifest_is_shown_field_by_field() {
    let project = applicable();
    project.run("plan").says("+ manifest: 2 fields: disk, gone").does_not_say("\"fields\"");
    project.apply();
    project.write(
        "wp.jps",
        "settings:\n  fields:\n    - { name: disk, type: spinner, max: 20, caption: Disk }\n    - { name: new, type: string }\n    - { name: more }\n",
    );
    let plan = project.run("plan").code(0);
    let change = "    ~ manifest: 2 fields → 3 fields  [possibly worse]\n        - gone\n        + new\n        + more\n        ~ disk: caption, max\n";
    plan.says(change).does_not_say("\"fields\"");
    let json = project.run("plan --format json").code(0).stdout;
    assert!(
        json.contains("\\\"max\\\":20") || json.contains("\"max\":20"),
        "the exact schema is in the JSON"
    );
    project.apply();
    let described = project.run("describe installation_package WP").code(0);
    described.says("3 fields: disk, new, more").does_not_say("{\"");
}
