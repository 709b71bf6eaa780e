//! Subscriptions to service plans: which of them a change of a product, a service plan or a tariff affects.

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

/// Adds `count` subscriptions to the service plan, in a state and with a quantity each.
fn subscribe(project: &Project, state: &str, count: u32, quantity: u32) {
    project.sql(&format!(
        "INSERT INTO service_plan_subscription SELECT gen_random_uuid(), '{state}', {quantity}, p.id, s.id, t.id \
         FROM product p, service_plan s, tariff t, generate_series(1, {count})"
    ));
}

#[test]
fn subscription_that_several_changes_affect_is_counted_once() {
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
fn change_of_a_single_tier_shows_the_renewal_prices() {
    let project = applied();
    subscribe(&project, "ACTIVE", 3, 2);
    subscribe(&project, "CANCELED", 1, 10);
    project.replace("catalog.yaml", "price: 99", "price: 109.50");
    let run = project.run("plan").code(0);
    run.says("wp100-month").says("3 renew at a new price").says("594.00 → 657.00");
}

/// The tiers begin at 1 and at 3. One live subscription has the quantity 2, and two have the quantity 5.
#[test]
fn change_of_a_tier_shows_only_subscriptions_whose_price_changes() {
    for (mode, from, to, expected) in [
        // Each of the two with the quantity 5: 5 × 89 = 445 becomes 5 × 90 = 450.
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
        // Each of the two with the quantity 5: 2 × 99 + 3 × 89 = 465 becomes 2 × 99 + 3 × 90 = 468.
        (
            "graduated",
            "price: 89",
            "price: 90",
            Some(("2 renew at a new price", "930.00 → 936.00", "[worse for")),
        ),
        // The quantity 2: 198 becomes 200. The quantity 5: 465 becomes 467.
        (
            "graduated",
            "price: 99",
            "price: 100",
            Some(("3 renew at a new price", "1,128.00 → 1,134.00", "[worse for")),
        ),
        // No subscription has a quantity within the new tier.
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
fn large_price_increase_of_a_tier_is_refused_by_the_guard() {
    let project = applied();
    project.replace("catalog.yaml", "price: 99", "price: 990");
    project.run("plan").code(4).says("G01").says("tiers[from 1].price");
}

#[test]
fn new_subscription_makes_a_saved_plan_that_would_delete_it_stale() {
    let project = applied();
    project.write("catalog.yaml", &CATALOG[CATALOG.find("kind: installation_package").expect("it")..]);
    project.run("plan --out plan.json --allow mass-change").code(0);
    subscribe(&project, "TRIAL", 1, 1);
    project.run("apply plan.json").code(3).says("service_plan_subscription");
    project.sql("UPDATE service_plan_subscription SET status = 'INCOMPLETE_EXPIRED'");
    project.run("apply plan.json").code(0);
    assert_eq!(project.query("SELECT count(*)::text FROM service_plan_subscription"), [["1"]]);
}

/// A script may delete what only ended subscriptions refer to, but not what live ones refer to.
#[test]
fn script_fails_if_there_is_a_new_subscription_that_has_not_ended() {
    for (state, succeeds) in [("ENDED", true), ("PAST_DUE", false)] {
        let project = applied();
        project.write("catalog.yaml", &CATALOG[CATALOG.find("kind: installation_package").expect("it")..]);
        let script = project.run("plan --format sql --allow mass-change").code(0).stdout;
        subscribe(&project, state, 1, 1);
        let output = psql(project.url(), &script);
        assert_eq!(output.status.success(), succeeds, "{state}: {}", String::from_utf8_lossy(&output.stderr));
        let left = if succeeds { "0" } else { "1" };
        assert_eq!(project.query("SELECT count(*)::text FROM service_plan"), [[left]], "{state}");
    }
}

#[test]
fn numbers_beyond_json_are_refused_in_catalogs_and_kept_in_manifests() {
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
fn tariff_change_names_the_affected_plan_even_if_it_is_archived() {
    let project = applied();
    subscribe(&project, "ACTIVE", 2, 1);
    project.replace("catalog.yaml", "status: active\nmax", "status: archived\nmax");
    project.run("plan").code(0).says("`archived` is final").does_not_say("V04");
    project.apply();
    project.replace("catalog.yaml", "price: 99", "price: 100");
    let run = project.run("plan").code(0).says("V04");
    run.says("tariff `wp100-month` belongs to `wp100`, and this change affects 2 live subscriptions");
}

#[test]
fn subscribed_tariff_cannot_change_its_charge_period() {
    let project = applied();
    project.replace("catalog.yaml", "charge_period: month", "charge_period: year");
    project.run("plan").code(0);
    subscribe(&project, "ACTIVE", 1, 1);
    project.run("plan").code(4).says("A38").says("had the charge_period `month`");
}

#[test]
fn draft_plan_with_subscriptions_is_reported_by_every_plan() {
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
    let message = "service_plan `wp200` has the status `draft`, but it has 1 live subscription (1 TRIAL)";
    project.run("plan").code(1).says("V03").says(message).says("draft.yaml");
    project.replace("catalog.yaml", "name: north", "name: north\ndescription: Far up");
    project.run("plan").code(1).says(message);
    project.sql("UPDATE service_plan_subscription SET status = 'ENDED'");
    project.run("plan --detailed-exitcode").code(2).does_not_say("V03");
}

#[test]
fn change_that_affects_subscriptions_is_a_finding_in_json_too() {
    let project = applied();
    subscribe(&project, "ACTIVE", 2, 1);
    project.replace("catalog.yaml", "max_quantity: 100", "max_quantity: 90");
    let plan = project.plan();
    let codes: Vec<&str> =
        plan["findings"].as_array().expect("findings").iter().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!((plan["exit_code"].as_i64(), codes), (Some(0), vec!["V04"]));
    project.run("plan").code(0).says("warning").says("affects 2 live subscriptions (2 ACTIVE)");
}
