//! Tests the impact of a plan: which subscriptions it affects, and whether it is better or worse for them.

use crate::support::Project;
use serde_json::{Value, json};

const PACKAGES: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
  - { every: 1 month, prices: { EUR: 9.90, USD: 10.90 } }
limits: { space_mb: 3072, mailboxes: unlimited }
---
kind: package
article: HST-SLVY
name: Silver
category: HostingPackage
periods:
  - { every: 1 year, prices: { EUR: 49.00, USD: 59.00 } }
";

const GROUP: &str = "\
kind: upgrade_group
name: Web hosting
members:
  - { item: HST-SLVY, level: 1 }
  - { item: HST-GLDY, level: 2 }
";

fn applied() -> Project {
    let project = Project::new().file("catalog.yaml", PACKAGES).file("group.yaml", GROUP).init();
    project.apply();
    project
}

/// Adds `count` subscriptions of an article with a period, all with the same state and quantity.
fn subscribe(project: &Project, article: &str, period: &str, (count, state, quantity): (u32, i32, &str)) {
    project.sql(&format!(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) SELECT gen_random_uuid(), i.id, r.id, {state}, true, {quantity}, now(), now() \
         FROM item i JOIN renewal_period r ON r.fk_item_id = i.id AND r.renewal_period_unit = '{period}', \
         generate_series(1, {count}) WHERE i.article_number = '{article}'"
    ));
}

/// The entry of a changed resource in a plan.
fn change<'a>(plan: &'a Value, name: &str) -> &'a Value {
    let resources = plan["plan"]["resources"].as_array().expect("resources");
    resources.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("no change of {name}: {plan:#}"))
}

#[test]
fn subscriptions_are_counted_by_state() {
    let project = applied();
    project.replace("group.yaml", "level: 1 }", "level: 1, upgradeable: false }");
    project.run("plan").code(0).does_not_say("note: ");
    project.write("group.yaml", GROUP);
    subscribe(&project, "HST-GLDY", "YEAR", (3, 1, "1"));
    subscribe(&project, "HST-GLDY", "MONTH", (2, 4, "1"));
    project.replace("catalog.yaml", "EUR: 99.00", "EUR: 119.00");
    let plan = project.plan();
    let gold = change(&plan, "HST-GLDY");
    assert_eq!(gold["impact"]["by_state"], json!({ "1": 3, "4": 2 }));
    assert_eq!((&gold["impact"]["live"], &gold["effect"]), (&json!(5), &json!("worse")));
    assert_eq!((&plan["plan"]["effect"], &plan["plan"]["totals"]["live"]), (&json!("worse"), &json!(5)));
    let manifest = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{manifest}database: {{ ended_states: [4, ended] }}\n"));
    assert_eq!(change(&project.plan(), "HST-GLDY")["impact"]["live"], json!(3));
}

#[test]
fn lost_moves_are_listed_with_their_subscriptions() {
    let project = applied();
    project.allow("upgrade-path");
    subscribe(&project, "HST-SLVY", "YEAR", (4, 1, "1"));
    project.replace("group.yaml", "level: 1 }", "level: 1, upgradeable: false }");
    let plan = project.plan();
    let group = change(&plan, "Web hosting");
    let lost = json!([{ "direction": "upgrade", "from": "HST-SLVY", "to": "HST-GLDY", "subscriptions": 4 }]);
    assert_eq!((&group["impact"]["lost_moves"], &group["effect"]), (&lost, &json!("worse")));
    // Another group still offers the move.
    project.write("second.yaml", &GROUP.replace("Web hosting", "Second"));
    let plan = project.plan();
    let group = change(&plan, "Web hosting");
    assert_eq!((&group["impact"]["lost_moves"], &group["effect"]), (&json!([]), &json!("new_sales")));
    assert_eq!(change(&plan, "Second")["effect"], "new_sales");
}

#[test]
fn moves_of_a_deleted_package_are_lost() {
    let project = applied();
    project.allow("in-use, upgrade-path");
    subscribe(&project, "HST-SLVY", "YEAR", (4, 1, "1"));
    subscribe(&project, "HST-GLDY", "YEAR", (2, 1, "1"));
    // The group exists only in the database: no catalog owns it, and no file describes it.
    project.sql("UPDATE wares.resource SET catalog = 'gone' WHERE key::text LIKE '%Web hosting%'");
    project.sql("DELETE FROM wares.resource WHERE catalog = 'gone'");
    project.remove("group.yaml");
    let catalog = project.read("catalog.yaml");
    project.write("catalog.yaml", catalog.split("---\n").next().expect("a package"));
    let plan = project.plan();
    let silver = change(&plan, "HST-SLVY");
    let lost = json!([
        { "direction": "upgrade", "from": "HST-SLVY", "to": "HST-GLDY", "subscriptions": 4 },
        { "direction": "downgrade", "from": "HST-GLDY", "to": "HST-SLVY", "subscriptions": 2 },
    ]);
    assert_eq!((&silver["impact"]["lost_moves"], &silver["effect"]), (&lost, &json!("worse")));
    assert_eq!((&silver["impact"]["deleted"], &silver["impact"]["live"]), (&json!(4), &json!(4)));
}

#[test]
fn renewals_at_a_new_price_are_counted_by_period_and_currency() {
    let project = applied();
    subscribe(&project, "HST-GLDY", "YEAR", (3, 1, "2"));
    subscribe(&project, "HST-GLDY", "MONTH", (5, 1, "1"));
    project.replace("catalog.yaml", "EUR: 99.00, USD: 109.00", "EUR: 119.00, USD: 109.00");
    let plan = project.plan();
    let gold = change(&plan, "HST-GLDY");
    let renewals = json!([
        { "period": "1 year", "currency": "EUR", "subscriptions": 3, "before": "594", "after": "714" },
    ]);
    assert_eq!((&gold["impact"]["renewals"], &gold["impact"]["unpriced"]), (&renewals, &json!(0)));
    // Monthly subscriptions are not affected by a change of the yearly price.
    project.replace("catalog.yaml", "EUR: 119.00, USD: 109.00", "EUR: 99.00, USD: 109.00");
    project.sql("DELETE FROM subscription WHERE quantity = 2");
    project.replace("catalog.yaml", "EUR: 99.00", "EUR: 119.00");
    let plan = project.plan();
    let gold = change(&plan, "HST-GLDY");
    assert_eq!((&gold["impact"]["renewals"], &gold["impact"]["live"]), (&json!([]), &json!(5)));
    assert_eq!(gold["effect"], "new_sales");
}

#[test]
fn removed_price_leaves_renewals_unpriced() {
    for remaining in ["{ EUR: 9.90 }", "{ EUR: 9.90, USD: { value: 10.90, enabled: false } }"] {
        let project = applied();
        subscribe(&project, "HST-GLDY", "YEAR", (3, 1, "2"));
        subscribe(&project, "HST-GLDY", "MONTH", (5, 1, "1"));
        project.replace("catalog.yaml", "{ EUR: 9.90, USD: 10.90 }", remaining);
        let plan = project.plan();
        let gold = change(&plan, "HST-GLDY");
        let impact = &gold["impact"];
        assert_eq!((&impact["renewals"], &impact["unpriced"]), (&json!([]), &json!(5)), "{remaining}");
        assert_eq!(
            (&impact["not_orderable"], &gold["effect"]),
            (&json!(0), &json!("unknown")),
            "{remaining}"
        );
    }
}

#[test]
fn subscriptions_that_can_no_longer_be_ordered_are_counted() {
    let disabled = "{ EUR: { value: 9.90, enabled: false }, USD: { value: 10.90, enabled: false } }";
    for (from, to, count) in [
        ("name: Gold\n", "name: Gold\nshop: false\n", 8),
        ("{ EUR: 9.90, USD: 10.90 }", disabled, 5),
        ("name: Gold\n", "name: Gold\nshop: { order: 3 }\n", 0),
    ] {
        let project = applied();
        subscribe(&project, "HST-GLDY", "YEAR", (3, 1, "2"));
        subscribe(&project, "HST-GLDY", "MONTH", (5, 1, "1"));
        project.replace("catalog.yaml", from, to);
        let plan = project.plan();
        assert_eq!(change(&plan, "HST-GLDY")["impact"]["not_orderable"], count, "{to}");
    }
}

/// The number of subscriptions to count. Set `WARES_TEST_SUBSCRIPTIONS=2000000` to test the size of a large
/// installation.
fn subscription_count() -> u64 {
    let given = std::env::var("WARES_TEST_SUBSCRIPTIONS").ok();
    given.map_or(100_000, |count| count.parse().expect("a number"))
}

#[test]
fn many_subscriptions_are_counted_by_the_database() {
    let (packages, count) = (500, subscription_count());
    let package = |number: u32, price: u32| {
        format!(
            "kind: package\narticle: P-{number:03}\nname: P\ncategory: Hosting\nperiods:\n\
             \x20 - {{ every: 1 year, prices: {{ EUR: {price}, USD: {price} }} }}\n\
             \x20 - {{ every: 1 month, prices: {{ EUR: 1 }} }}\n"
        )
    };
    let all = |price| (0..packages).map(|number| package(number, price)).collect::<Vec<_>>().join("---\n");
    let project = Project::new().file("catalog.yaml", &all(10)).init();
    project.apply();
    project.allow("mass-change");
    project.sql(&format!(
        "WITH held AS (SELECT i.id AS item, r.id AS period, row_number() OVER (ORDER BY i.article_number, r.id) - 1 AS at \
           FROM item i JOIN renewal_period r ON r.fk_item_id = i.id) \
         INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) SELECT gen_random_uuid(), item, period, n / {packages} % 5, true, 1, now(), now() \
         FROM generate_series(0, {count} - 1) n JOIN held ON held.at = n % {};\nANALYZE subscription",
        packages * 2
    ));
    for edited in [1, packages] {
        let text = (0..packages).map(|number| package(number, if number < edited { 12 } else { 10 }));
        project.write("catalog.yaml", &text.collect::<Vec<_>>().join("---\n"));
        let begin = std::time::Instant::now();
        let plan = project.plan();
        let took = begin.elapsed();
        let most = std::time::Duration::from_secs(30);
        assert!(
            took < most,
            "{count} subscriptions, {edited} of {packages} packages change: planned in {took:.2?}"
        );
        let held = count / u64::from(packages) * u64::from(edited);
        assert_eq!(plan["plan"]["totals"]["live"], held);
        let renewing = |change: &Value| change["impact"]["renewals"][0]["subscriptions"].as_u64();
        let resources = plan["plan"]["resources"].as_array().expect("resources");
        assert_eq!(resources.iter().filter_map(renewing).sum::<u64>(), held / 2);
    }
}

/// The effect of a change, and the exit code of `plan --fail-on worse`.
fn effect(project: &Project, name: &str) -> (String, i32) {
    let effect = change(&project.plan(), name)["effect"].as_str().expect("a string").to_owned();
    (effect, project.run("plan --fail-on worse").exit_code())
}

#[test]
fn missing_subscription_table_makes_effects_unknown() {
    let project = applied();
    project.sql("DROP TABLE subscription");
    let note = "note: the database has no table `subscription`, so the subscriptions that the changes affect cannot be counted";
    project.run("plan").code(0).does_not_say("note: ");
    project.replace("catalog.yaml", "EUR: 99.00", "EUR: 119.00");
    let stderr = project.run("plan").code(0).says(note).stderr;
    assert_eq!(stderr.matches(note).count(), 1, "{stderr}");
    assert_eq!(effect(&project, "HST-GLDY"), ("unknown".to_owned(), 4));
    project.replace("catalog.yaml", "EUR: 119.00", "EUR: 89.00");
    assert_eq!(effect(&project, "HST-GLDY"), ("better".to_owned(), 0));
    project.replace("catalog.yaml", "EUR: 89.00", "EUR: 99.00");
    project.replace("group.yaml", "level: 1 }", "level: 1, upgradeable: false }");
    assert_eq!(effect(&project, "Web hosting"), ("unknown".to_owned(), 4));
    project.run("plan").says(note);
    project.write("new.yaml", &PACKAGES.replace("HST-", "NEW-"));
    assert_eq!(effect(&project, "NEW-GLDY").0, "new_sales");
    project
        .run("plan --fail-on worse")
        .code(4)
        .says("refused: `--fail-on worse`: upgrade_group `Web hosting` may be worse");
}

#[test]
fn subscription_table_without_a_required_column_stops_the_plan() {
    let project = applied();
    project.sql("ALTER TABLE subscription RENAME state TO status");
    project.replace("catalog.yaml", "EUR: 99.00", "EUR: 119.00");
    project.run("plan").code(5).says("`subscription` has no column `state`");
}

#[test]
fn deletion_or_change_of_kind_is_worse_if_there_are_subscriptions() {
    let held = |project: &Project| subscribe(project, "HST-SLVY", "YEAR", (2, 1, "1"));
    for (is_held, deleted, retyped) in [(true, "worse", "unknown"), (false, "new_sales", "new_sales")] {
        let project = applied();
        project.allow("in-use, upgrade-path, mass-change");
        if is_held {
            held(&project);
        }
        let catalog = project.read("catalog.yaml");
        let (gold, silver) = catalog.split_once("---\n").expect("two packages");
        let code = if is_held { 4 } else { 0 };
        project
            .write("catalog.yaml", &format!("{gold}---\n{}", silver.replace("kind: package", "kind: item")));
        assert_eq!(effect(&project, "HST-SLVY"), (retyped.to_owned(), code));
        project.remove("group.yaml");
        project.write("catalog.yaml", gold);
        assert_eq!(effect(&project, "HST-SLVY"), (deleted.to_owned(), code));
    }
}

#[test]
fn plan_refused_by_fail_on_is_printed_with_its_impact() {
    let project = applied();
    subscribe(&project, "HST-GLDY", "YEAR", (1, 1, "1"));
    project.replace("catalog.yaml", "EUR: 99.00", "EUR: 119.00");
    let run = project.run("plan --fail-on worse --detailed-exitcode").code(4);
    assert!(run.stdout.contains("119.00"), "{}", run.stdout);
    assert!(run.stderr.contains("package `HST-GLDY` is worse for 1 live subscription\n"), "{}", run.stderr);
    let json = project.run("plan --fail-on worse --format json").code(4).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["exit_code"], 4);
    assert_eq!(
        json["refusals"][0]["message"],
        "`--fail-on worse`: package `HST-GLDY` is worse for 1 live subscription"
    );
    assert_eq!(json["plan"]["resources"].as_array().map(Vec::len), Some(1));
    // No script is printed for a refused plan.
    assert_eq!(project.run("plan --fail-on worse --format sql").code(4).stdout, "");
    project.run("plan --fail-on better").code(64);
    project.run("plan --detailed-exitcode").code(2);
}

#[test]
fn other_systems_have_their_own_table_of_subscriptions() {
    const COURSE: &str = "\
kind: course
name: Gardening
title: Gardening
modules:
  - { code: soil, level: beginner, hours: 3, seats: [{ from: 1, prices: { EUR: 90 } }] }
";
    let project = Project::with_test_kinds().file("course.yaml", COURSE).init();
    project.run("apply --auto-approve").code(0);
    project.replace("course.yaml", "hours: 3", "hours: 2");
    assert_eq!(effect(&project, "Gardening"), ("unknown".to_owned(), 4));
    project
        .sql("CREATE TABLE public.course_booking (id int, fk_course_id uuid REFERENCES course, status text)");
    assert_eq!(effect(&project, "Gardening"), ("new_sales".to_owned(), 0));
    project.sql("INSERT INTO course_booking SELECT n, id, 'booked' FROM course, generate_series(1, 3) n");
    project.sql("INSERT INTO course_booking SELECT 4, id, 'ended' FROM course");
    project.sql("INSERT INTO course_booking SELECT 5, id, NULL FROM course");
    assert_eq!(effect(&project, "Gardening"), ("worse".to_owned(), 4));
    let manifest = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{manifest}database: {{ ended_states: [ended] }}\n"));
    let plan = project.plan();
    let impact = &change(&plan, "Gardening")["impact"];
    assert_eq!(
        (&impact["by_state"], &impact["live"]),
        (&json!({ "": 1, "booked": 3, "ended": 1 }), &json!(4))
    );
    project.replace("course.yaml", "hours: 2", "hours: 4");
    assert_eq!(effect(&project, "Gardening"), ("better".to_owned(), 0));
}
