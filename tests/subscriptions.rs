//! Subscriptions to service plans: whom a change of a product, a plan or a tariff hits.

use crate::support::{Project, psql};

const MANIFEST: &str =
    "format: 1\ncatalog: t\ncurrencies: [USD]\nlanguages: [en]\nguards: { max_price_change: 50 % }\n";

const CATALOG: &str = "\
kind: product
id: wordpress
name: WordPress
status: active
plans: [wp100]
---
kind: service_plan
id: wp100
name: Lite
status: active
max_quantity: 100
package: WP
override_regions: true
regions: [{ region: north }]
tariffs: [wp100-month]
---
kind: tariff
id: wp100-month
name: Lite, monthly
charge_period: month
currency: USD
tiers:
  - { from: 1, price: 99 }
---
kind: installation_package
name: WP
manifest: wp.jps
---
kind: region
name: north
";

fn applied() -> Project {
    let project = Project::new()
        .file("wares.yaml", MANIFEST)
        .file("catalog.yaml", CATALOG)
        .file(
            "wp.jps",
            "type: install\nsettings: { fields: [{ type: checkbox, name: waf, default: true }] }\n",
        )
        .init();
    project.apply();
    project
}

/// Subscriptions to the plan, so many in a state, each for a quantity.
fn subscribe(project: &Project, state: &str, count: u32, quantity: u32) {
    project.sql(&format!(
        "INSERT INTO service_plan_subscription SELECT gen_random_uuid(), '{state}', {quantity}, p.id, s.id, t.id \
         FROM product p, service_plan s, tariff t, generate_series(1, {count})"
    ));
}

#[test]
fn a_subscription_that_has_several_things_which_change_is_counted_once() {
    let project = applied();
    subscribe(&project, "ACTIVE", 3, 1);
    subscribe(&project, "ENDED", 2, 1);
    project.replace("catalog.yaml", "name: WordPress", "name: WordPress site");
    project.replace("catalog.yaml", "name: Lite\n", "name: Light\n");
    project.replace("catalog.yaml", "Lite, monthly", "Light, monthly");
    project.run("plan").code(0).says("3 to change").says("\n3 live subscriptions are affected");
    assert_eq!(project.plan()["plan"]["totals"]["live"], 3);
}

#[test]
fn a_tariff_of_one_tier_says_what_subscriptions_renew_at() {
    let project = applied();
    subscribe(&project, "ACTIVE", 3, 2);
    subscribe(&project, "CANCELED", 1, 10);
    project.replace("catalog.yaml", "price: 99", "price: 109.50");
    let run = project.run("plan").code(0);
    run.says("wp100-month").says("3 renew at a new price").says("594.00 → 657.00");
}

/// One subscription of 2 and two of 5 each, by tiers from 1 and from 3.
#[test]
fn of_several_tiers_those_are_told_of_who_pay_another_price() {
    for (mode, from, to, expected) in [
        // Two of five: 5 × 89 = 445 becomes 5 × 90 = 450, each.
        (
            "volume",
            "price: 89",
            "price: 90",
            Some(("2 renew at a new price", "890.00 → 900.00", "[worse for")),
        ),
        (
            "volume",
            "price: 89",
            "price: 80",
            Some(("2 renew at a new price", "890.00 → 800.00", "[better for")),
        ),
        (
            "volume",
            "price: 99",
            "price: 100",
            Some(("1 renews at a new price", "198.00 → 200.00", "[worse for")),
        ),
        // 2 × 99 + 3 × 89 = 465 becomes 2 × 99 + 3 × 90 = 468, each.
        (
            "graduated",
            "price: 89",
            "price: 90",
            Some(("2 renew at a new price", "930.00 → 936.00", "[worse for")),
        ),
        // Of two the first is 198 and 200; of five 465 and 467.
        (
            "graduated",
            "price: 99",
            "price: 100",
            Some(("3 renew at a new price", "1,128.00 → 1,134.00", "[worse for")),
        ),
        // Nobody has so many.
        ("volume", "89 }", "89 }\n  - { from: 6, price: 70 }", None),
        ("graduated", "89 }", "89 }\n  - { from: 10, price: 70 }", None),
    ] {
        let project = applied();
        project.replace("catalog.yaml", "price: 99 }", "price: 99 }\n  - { from: 3, price: 89 }");
        project.replace("catalog.yaml", "tiers:", &format!("mode: {mode}\ntiers:"));
        project.apply();
        subscribe(&project, "ACTIVE", 1, 2);
        subscribe(&project, "ACTIVE", 2, 5);
        subscribe(&project, "ENDED", 3, 5);
        project.replace("catalog.yaml", from, to);
        let run = project.run("plan").code(0).does_not_say("loses a price");
        match expected {
            Some((who, sums, effect)) => {
                run.says(who).says(sums).says(effect);
            }
            None => {
                run.does_not_say("at a new price").does_not_say("worse").does_not_say("better");
            }
        }
    }
}

#[test]
fn a_tier_that_becomes_much_dearer_is_refused_by_the_guard() {
    let project = applied();
    project.replace("catalog.yaml", "price: 99", "price: 990");
    project.run("plan").code(4).says("G01").says("tiers[from 1].price");
}

#[test]
fn who_subscribes_after_a_plan_was_made_keeps_what_it_would_delete() {
    let project = applied();
    project.write("catalog.yaml", &CATALOG[CATALOG.find("kind: installation_package").expect("it")..]);
    project.run("plan --out plan.json --allow mass-change").code(0);
    subscribe(&project, "TRIAL", 1, 1);
    project.run("apply plan.json").code(3).says("service_plan_subscription");
    project.sql("UPDATE service_plan_subscription SET status = 'INCOMPLETE_EXPIRED'");
    project.run("apply plan.json").code(0);
    assert_eq!(project.query("SELECT count(*)::text FROM service_plan_subscription"), [["1"]]);
}

/// What ended subscriptions refer to may go, by a script as well, and what live ones refer to may not.
#[test]
fn a_script_minds_the_subscriptions_that_came_meanwhile_unless_they_have_ended() {
    for (state, is_let) in [("ENDED", true), ("PAST_DUE", false)] {
        let project = applied();
        project.write("catalog.yaml", &CATALOG[CATALOG.find("kind: installation_package").expect("it")..]);
        let script = project.run("plan --format sql --allow mass-change").code(0).stdout;
        subscribe(&project, state, 1, 1);
        let output = psql(project.url(), &script);
        assert_eq!(output.status.success(), is_let, "{state}: {}", String::from_utf8_lossy(&output.stderr));
        let left = if is_let { "0" } else { "1" };
        assert_eq!(project.query("SELECT count(*)::text FROM service_plan"), [[left]], "{state}");
    }
}

#[test]
fn numbers_that_json_does_not_keep_are_refused_and_kept_as_texts_in_manifests() {
    let project = applied();
    let set = |value: &str| {
        project.write(
            "catalog.yaml",
            &CATALOG.replace(
                "override_regions",
                &format!("options: {{ waf: {{ value: {value} }} }}\noverride_regions"),
            ),
        );
    };
    for value in ["123456789012345678901234567890", "0.1234567890123456789", "1e300"] {
        set(value);
        project.run("check").code(1).says("more digits than a JSON number can hold").says("put it in quotes");
    }
    project.write("catalog.yaml", CATALOG);
    project.write(
        "wp.jps",
        "fields: [{ name: waf, type: string, default: 1e300, max: 123456789012345678901234567890 }]\n",
    );
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn a_change_of_a_tariff_tells_whose_plans_have_it_and_archived_plans_too() {
    let project = applied();
    subscribe(&project, "ACTIVE", 2, 1);
    project.replace("catalog.yaml", "status: active\nmax", "status: archived\nmax");
    project.run("plan").code(0).says("archived is final").does_not_say("V04");
    project.apply();
    project.replace("catalog.yaml", "price: 99", "price: 100");
    let run = project.run("plan").code(0).says("V04");
    run.says("tariff `wp100-month` belongs to `wp100`, and this change affects 2 live subscriptions");
}

#[test]
fn a_tariff_that_somebody_has_keeps_its_period_and_its_currency() {
    let project = applied();
    project.replace("catalog.yaml", "charge_period: month", "charge_period: year");
    project.run("plan").code(0);
    subscribe(&project, "ACTIVE", 1, 1);
    project.run("plan").code(4).says("A38").says("had the charge_period `month`");
}

#[test]
fn a_draft_that_somebody_has_is_told_of_whatever_else_changes() {
    let project = applied();
    let draft =
        CATALOG.replace("id: wp100\n", "id: wp200\n").replace("status: active\nmax", "status: draft\nmax");
    let start = draft.find("kind: service_plan").expect("a plan");
    let end = draft[start..].find("---").expect("an end") + start;
    project.write("draft.yaml", &draft[start..end]);
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
    project.sql(
        "INSERT INTO service_plan_subscription SELECT gen_random_uuid(), 'TRIAL', 1, p.id, s.id, t.id \
         FROM product p, service_plan s, tariff t WHERE s.code = 'wp200'",
    );
    let told = "service_plan `wp200` has the status `draft`, but also 1 live subscription (1 TRIAL)";
    project.run("plan").code(1).says("V03").says(told).says("draft.yaml");
    project.replace("catalog.yaml", "name: north", "name: north\ndescription: Far up");
    project.run("plan").code(1).says(told);
    project.sql("UPDATE service_plan_subscription SET status = 'ENDED'");
    project.run("plan --detailed-exitcode").code(2).does_not_say("V03");
}

#[test]
fn a_change_that_reaches_subscriptions_is_told_in_json_too() {
    let project = applied();
    subscribe(&project, "ACTIVE", 2, 1);
    project.replace("catalog.yaml", "max_quantity: 100", "max_quantity: 90");
    let plan = project.plan();
    let codes: Vec<&str> =
        plan["findings"].as_array().expect("findings").iter().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!((plan["exit_code"].as_i64(), codes), (Some(0), vec!["V04"]));
    project.run("plan").code(0).says("warning").says("affects 2 live subscriptions (2 ACTIVE)");
}
