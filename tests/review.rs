//! The text of a plan as a reviewer reads it: a short summary first, then each change so that it stands out.

use crate::support::{GROUP, PACKAGE, Project};
use rust_decimal::Decimal;
use std::sync::Arc;
use wares::diff::{Changes, Refusal, ResourceChange, Verb};
use wares::kinds::{Defaults, Direction, ITEM, Ignored, Impact, Kinds, LostMove, Renewal};
use wares::live::{Live, SubscriptionQuery};
use wares::model::{GuardCategory, Guards, SpecialNumbers};
use wares::plan::{GuardRefusal, Header, Plan, PlanInputs, plan};
use wares::report::{Detail, Style, plan_text};
use wares::source::Sources;
use wares::table::{Effect, Key};

const SERVICE: &str = "\
kind: extra_service
article: XSV-SHOP
name: Shop
prices: { EUR: 1.00, USD: 1.00 }
packages: [HST-GLDY, HST-GLDM]
requires: [HST-GLDM, HST-GLDY]
domain: { tlds: [com, net] }
";

fn gold(article: &str) -> String {
    PACKAGE.replace("HST-GLDY", article)
}

/// A catalog with three packages and a service that two of them sell, applied.
fn project() -> Project {
    let packages = [gold("HST-GLDY"), gold("HST-GLDM"), gold("HST-SLVM")].join("---\n");
    let project = Project::new().file("packages.yaml", &packages).file("service.yaml", SERVICE).init();
    project.apply();
    project
}

#[test]
fn reordered_list_is_not_a_change() {
    let project = project();
    let values =
        "SELECT value FROM item_property WHERE name IN ('packages', 'acceptableDomainTlds') ORDER BY 1";
    let before = project.query(values);
    project.replace("service.yaml", "[HST-GLDY, HST-GLDM]", "[HST-GLDM, HST-GLDY]");
    project.replace("service.yaml", "[com, net]", "[net, com]");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    project.apply();
    assert_eq!(project.query(values), before, "nothing was written");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");

    // Another order in the database is not drift either.
    project.sql("UPDATE item_property SET value = 'net|com' WHERE name = 'acceptableDomainTlds'");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    project.comes_back();

    // It does not count as an edit of the list either when the files change the list.
    project.replace("service.yaml", "[net, com]", "[com, net, org]");
    let plan = project.run("plan --detailed-exitcode").code(2).does_not_say("edited");
    assert_eq!(plan.changes()[1..], ["    ~ domain.tlds:", "        + org"]);
    project.apply();
}

#[test]
fn repeated_name_in_a_live_list_is_drift() {
    let project = project();
    project.sql("UPDATE item_property SET value = 'com|net|net' WHERE name = 'acceptableDomainTlds'");
    let plan = project.run("plan").code(0).says("drift");
    assert_eq!(plan.changes()[2..], ["        - net"]);
}

#[test]
fn each_added_or_removed_list_element_has_its_own_line() {
    let project = project();
    project.replace("service.yaml", "[HST-GLDY, HST-GLDM]", "[HST-GLDM, HST-SLVM]");
    let expected = [
        "~ change extra_service `XSV-SHOP`  service.yaml:1",
        "    ~ packages:",
        "        + HST-SLVM",
        "        - HST-GLDY",
    ];
    assert_eq!(project.run("plan").code(0).changes(), expected);
    // A new list is shown completely, however long it is.
    let many: Vec<String> = (0..40).map(|number| format!("tld{number}")).collect();
    project.replace("service.yaml", "domain: { tlds: [com, net] }\n", "");
    project.apply();
    let document = format!("{SERVICE}\n").replace("[com, net]", &format!("[{}]", many.join(", ")));
    project.write("service.yaml", &document);
    let plan = project.run("plan").code(0).stdout;
    assert!(many.iter().all(|name| plan.contains(&format!(" {name}"))), "{plan}");
    let names = plan.lines().filter(|line| line.contains("tld"));
    assert!(names.into_iter().all(|line| line.chars().count() <= 100), "{plan}");
}

#[test]
fn every_difference_between_two_long_strings_is_shown() {
    let long = "Room for several websites and the databases behind them, with mail for everybody in the house and \
                copies of everything that is made each and every day.";
    let project = Project::new().file("package.yaml", &format!("{PACKAGE}description: {long}\n")).init();
    project.apply();
    project.replace("package.yaml", "several", "many");
    project.replace("package.yaml", "each and every", "every");
    let expected = [
        "~ change package `HST-GLDY`  package.yaml:1",
        "    ~ description.en:",
        "        - Room for several websites and the databa…",
        "        + Room for many websites and the databa…",
        "        - … everything that is made each and every day.",
        "        + … everything that is made every day.",
    ];
    assert_eq!(project.run("plan").code(0).changes(), expected);
}

#[test]
fn invisible_and_lookalike_characters_are_escaped() {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).init();
    project.apply();
    for (stored, shown) in [
        ("Gold ", r"Gold\u{20} → Gold"),
        ("Gold\u{200b}", r"Gold\u{200b} → Gold"),
        ("\u{202e}Gold", r"\u{202e}Gold → Gold"),
        ("G\u{43e}ld", r"G\u{43e}ld → Gold"),
    ] {
        project.sql(&format!("UPDATE international SET value = '{stored}' WHERE value LIKE '%G%ld%'"));
        let plan = project.run("plan").code(0);
        let line = format!("    ~ name.en: {shown}  [drift: edited in the database]");
        assert_eq!(plan.changes()[1], line);
        project.apply();
    }
    // They are escaped in the names of resources too.
    project.replace("group.yaml", "Web hosting", "\"Web\\u00a0hosting\"");
    let expected = [
        "+ create upgrade_group `Web\\u{a0}hosting`  group.yaml:1",
        "    + members[HST-GLDY]: level 2",
        "- delete upgrade_group `Web hosting`",
        "    - members[HST-GLDY]: level 2",
    ];
    let plan = project.run("plan").code(0).says("Deletes 1 upgrade group: `Web hosting`.");
    assert_eq!(plan.changes(), expected);
}

#[test]
fn deletions_are_named_first_and_other_changes_are_counted() {
    let packages: Vec<String> = (10..22).map(|number| gold(&format!("HST-{number}"))).collect();
    let project = Project::new().file("packages.yaml", &packages.join("---\n")).init();
    project.apply();
    project.write("packages.yaml", &packages[0].replace("99.00", "89.10").replace("109.00", "120.00"));
    project.allow("mass-change");
    let plan = project.run("plan").code(0).stdout;
    let lines: Vec<&str> = plan.lines().skip(2).take(4).collect();
    let expected = [
        "Deletes 11 packages: `HST-11`, `HST-12`, `HST-13`, `HST-14`, `HST-15`, `HST-16`, `HST-17`, `HST-18`,",
        "    `HST-19`, `HST-20` and 1 more.",
        "1 to change, 11 to delete, 0 unchanged; 35 rows to write.",
        "2 price changes: 1 in EUR (-10.0 %); 1 in USD (+10.1 %).",
    ];
    assert_eq!(lines, expected, "{plan}");
    assert_eq!(plan.matches(" unchanged").count(), 1, "the counts are not repeated");
}

#[test]
fn summary_has_one_line_for_each_resource() {
    let project = project();
    project.replace("packages.yaml", "HST-SLVM\nname: Gold", "HST-SLVM\nname: Silver");
    project.remove("service.yaml");
    let plan = project.run("plan --summary").code(0).does_not_say("name.en");
    let expected = [
        "",
        "Deletes 1 extra service: `XSV-SHOP`.",
        "1 to change, 1 to delete, 2 unchanged; 4 rows to write.",
        "",
        "~ change package `HST-SLVM`  packages.yaml:19",
        "- delete extra_service `XSV-SHOP`",
        "",
    ];
    assert_eq!(plan.stdout.lines().skip(1).take(7).collect::<Vec<_>>(), expected);
    project.run("plan --summary --format json").code(64).says("--summary applies only to --format text");
}

const STYLE: Style = Style { color: false, width: 100 };

fn resource(verb: Verb, article: &str, effect: Effect, impact: Impact) -> ResourceChange {
    ResourceChange {
        verb,
        kind: "package".to_owned(),
        former_kind: None,
        protect: (false, false),
        root: &ITEM,
        key: Key::of(article),
        document: None,
        takes_rows_from: None,
        id: None,
        former_id: None,
        rows: Vec::new(),
        before: Vec::new(),
        existing_rows: None,
        drifted: false,
        edits: Vec::new(),
        notes: Vec::new(),
        effect,
        impact,
    }
}

fn plan_of(resources: Vec<ResourceChange>) -> Plan {
    let header = Header {
        catalog: "test".to_owned(),
        schema: "public".to_owned(),
        database: "`billing`, schema `public`".to_owned(),
        last_migration: None,
        special_numbers: SpecialNumbers { unlimited: -1, open_margin: Decimal::MAX },
        ledger_version: 2,
        is_private: false,
    };
    let changes = Changes { resources, unchanged: 40, ..Changes::default() };
    let mut live = Live::default();
    let kinds = Arc::new(Kinds::standard());
    let basis = PlanInputs {
        header,
        defaults: Defaults::default(),
        hash: "0".repeat(64),
        guards: Guards::default(),
        subscription_query: SubscriptionQuery::default(),
        ignored: Ignored::default(),
    };
    plan(&kinds, changes, &mut live, basis).expect("a plan")
}

fn renewal(currency: &str, subscriptions: u64, before: i64, after: i64) -> Renewal {
    let (before, after) = (Decimal::new(before, 2), Decimal::new(after, 2));
    Renewal { period: "1 month".to_owned(), currency: currency.to_owned(), subscriptions, before, after }
}

fn lost(from: &str, to: &str, subscriptions: u64) -> LostMove {
    LostMove { direction: Direction::Upgrade, from: from.to_owned(), to: to.to_owned(), subscriptions }
}

#[test]
fn impact_is_shown_first_and_for_each_resource() {
    let gold = Impact {
        by_state: [("1".to_owned(), 1240), ("9".to_owned(), 60)].into(),
        live: 1240,
        renewals: vec![
            renewal("EUR", 1200, 1_188_000, 1_308_000),
            renewal("USD", 1200, 1_308_000, 1_428_000),
        ],
        ..Impact::default()
    };
    let silver = Impact {
        by_state: [("1".to_owned(), 1)].into(),
        live: 1,
        deleted: 1,
        not_orderable: 1,
        lost_moves: vec![lost("HST-SLVM", "HST-GLDM", 1)],
        ..Impact::default()
    };
    let plan = plan_of(vec![
        resource(Verb::Change, "HST-GLDM", Effect::Worse, gold),
        resource(Verb::Change, "HST-PLTM", Effect::Better, Impact::default()),
        resource(Verb::Delete, "HST-SLVM", Effect::Unknown, silver),
    ]);
    insta::assert_snapshot!(plan_text(&plan, &Sources::default(), STYLE, Detail::Full));
    insta::assert_snapshot!(plan_text(&plan, &Sources::default(), STYLE, Detail::Summary), @"
    Catalog `test` compared with `billing`, schema `public`

    Deletes 1 package: `HST-SLVM`.
    2 to change, 1 to delete, 40 unchanged; 0 rows to write.
    1,241 live subscriptions are affected:
        1,200 renew at a new price:
            1,200 every 1 month, if all of them pay in EUR: 11,880.00 → 13,080.00 (+10.1 %)
            1,200 every 1 month, if all of them pay in USD: 13,080.00 → 14,280.00 (+9.2 %)
        1 uses something that is deleted
        1 uses something that can no longer be ordered
        1 can no longer upgrade from `HST-SLVM` to `HST-GLDM`
    For existing subscribers: 1 resource is worse, 1 is possibly worse, 1 is better.
    Refused (in-use): 1 resource with live subscriptions would be deleted or changed into something
        else: package `HST-SLVM`, which would be deleted (1 live subscription).
    Refused (mass-change): package `HST-SLVM` would be deleted, and it is the only resource that the
        catalog owns.
    Refused (upgrade-path): 1 move would no longer be possible for live subscriptions: the upgrade from
        `HST-SLVM` to `HST-GLDM` (1 live subscription).

    ~ change package `HST-GLDM`  [worse for 1,240 subscriptions]
    ~ change package `HST-PLTM`  [better]
    - delete package `HST-SLVM`  [possibly worse for 1 subscription]
    ");
}

#[test]
fn lost_move_that_two_resources_report_is_counted_once() {
    let silver = Impact { live: 6, lost_moves: vec![lost("HST-SLVM", "HST-GLDM", 6)], ..Impact::default() };
    let moves = vec![lost("HST-SLVM", "HST-GLDM", 6), lost("HST-BRZM", "HST-GLDM", 3)];
    let group = Impact { lost_moves: moves, ..Impact::default() };
    let plan = plan_of(vec![
        resource(Verb::Change, "HST-SLVM", Effect::Worse, silver),
        resource(Verb::Change, "Ladder", Effect::Worse, group.clone()),
    ]);
    let text = plan_text(&plan, &Sources::default(), STYLE, Detail::Summary);
    let expected = [
        "9 live subscriptions are affected:",
        "    6 can no longer upgrade from `HST-SLVM` to `HST-GLDM`",
        "    3 can no longer upgrade from `HST-BRZM` to `HST-GLDM`",
    ];
    let impact_lines = text.lines().filter(|line| line.contains("live sub") || line.contains("no longer"));
    assert_eq!(impact_lines.take(4).collect::<Vec<_>>()[..3], expected, "{text}");
    assert_eq!(text.matches("    6 can no longer").count(), 1, "{text}");
    assert_eq!(plan.totals().live, 9);

    // No one subscribes to a group itself. The affected subscriptions are those that lose a move.
    let plan = plan_of(vec![resource(Verb::Change, "Ladder", Effect::Worse, group)]);
    let text = plan_text(&plan, &Sources::default(), STYLE, Detail::Summary);
    assert!(text.contains("\n9 live subscriptions are affected:\n"), "{text}");
    assert!(text.contains("`Ladder`  [worse for 9 subscriptions]\n"), "{text}");
    assert_eq!(plan.totals().live, 9);
}

#[test]
fn refusals_and_allowances_of_guards_are_shown_first() {
    let mut plan = plan_of(vec![resource(Verb::Change, "HST-GLDM", Effect::NewSales, Impact::default())]);
    let tripped = |category, is_allowed| GuardRefusal {
        category,
        code: "G001",
        refusal: Refusal::new(format!("this is {category}"), ""),
        is_allowed,
    };
    plan.tripped = vec![tripped(GuardCategory::InUse, true), tripped(GuardCategory::PriceChange, false)];
    plan.refusals = vec![Refusal::new("it is referred to", "")];
    let text = plan_text(&plan, &Sources::default(), STYLE, Detail::Summary);
    let expected = [
        "1 to change, 40 unchanged; 0 rows to write.",
        "Refused (price-change): this is price-change.",
        "Refused: it is referred to.",
        "Allowed (in-use): this is in-use.",
        "",
        "~ change package `HST-GLDM`",
    ];
    assert_eq!(text.lines().skip(2).collect::<Vec<_>>(), expected);
}

#[test]
fn plan_without_impact_does_not_mention_subscribers() {
    let plan = plan_of(vec![resource(Verb::Change, "HST-GLDM", Effect::NewSales, Impact::default())]);
    let text = plan_text(&plan, &Sources::default(), STYLE, Detail::Full);
    let expected = "Catalog `test` compared with `billing`, schema `public`\n\n\
                    1 to change, 40 unchanged; 0 rows to write.\n\n~ change package `HST-GLDM`\n";
    assert_eq!(text, expected);
}
