//! The three-way comparison of files, database and ledger: every combination of states, as a function of three rows and
//! with edits of a real database between two runs.

use crate::support::{GROUP, Project};
use serde_json::Value as Json;
use wares::diff::compare_rows::{Applied, States, field, row};
use wares::diff::{Action, Cause};
use wares::kinds::{Defaults, ITEM, UPGRADE_GROUP_MEMBER};
use wares::live::Stored;
use wares::table::{Cells, Id, Key, Row, Value};

/// A row for a member of a group, with a level.
fn member(level: i64) -> Row {
    let row = Row::new(&UPGRADE_GROUP_MEMBER, &Key::of("Web hosting"), vec![Value::Key(Key::of("HST-GLDY"))]);
    let flags = ["upgradeable", "downgradeable", "upgradeable_from", "downgradeable_from"];
    flags
        .iter()
        .fold(row, |row, flag| row.set(flag, Value::Bool(true)))
        .set("upgrade_level", Value::Int(level))
}

#[test]
fn each_combination_of_row_states_has_one_action_and_cause() {
    use {Action::*, Cause::*};
    let no_change = None;
    let cases = [
        ("all alike", Some(1), Some(1), Some(1), no_change),
        ("the author's change", Some(2), Some(1), Some(1), Some((Update, Files))),
        ("drift", Some(1), Some(2), Some(1), Some((Update, Drift))),
        ("made by hand as the files say", Some(2), Some(2), Some(1), no_change),
        ("all three differ", Some(3), Some(2), Some(1), Some((Update, Both))),
        ("adopted", Some(2), Some(1), None, Some((Update, Files))),
        ("new", Some(1), None, None, Some((Insert, Files))),
        ("gone live", Some(1), None, Some(1), Some((Insert, Drift))),
        ("gone live, and changed in the files", Some(2), None, Some(1), Some((Insert, Drift))),
        ("gone in the files", None, Some(1), Some(1), Some((Delete, Files))),
        ("gone in the files, edited live", None, Some(2), Some(1), Some((Delete, Both))),
        ("added by hand", None, Some(1), None, Some((Delete, Drift))),
        ("gone in both", None, None, Some(1), no_change),
        ("nowhere", None, None, None, no_change),
    ];
    for (name, files, live, applied, expected) in cases {
        let (files, applied) = (files.map(member), applied.map(member));
        let live = live.map(|level| Stored { row: member(level), id: Id::NIL, parent: None });
        let states = States {
            files: files.as_ref(),
            live: live.as_ref(),
            applied: applied.as_ref(),
            owned: true,
            resets_unset: false,
        };
        let change = row(states, &Defaults::default());
        assert_eq!(change.as_ref().map(|change| (change.action, change.cause)), expected, "{name}");
    }
}

#[test]
fn deletion_of_an_unowned_row_is_not_drift() {
    let live = Stored { row: member(1), id: Id::NIL, parent: None };
    let states = States { files: None, live: Some(&live), applied: None, owned: false, resets_unset: false };
    assert_eq!(
        row(states, &Defaults::default()).map(|change| (change.action, change.cause)),
        Some((Action::Delete, Cause::Files))
    );
}

#[test]
fn each_combination_of_field_states_has_one_cause() {
    let column = ITEM.column("category");
    let known = |applied| Applied::Value(applied);
    let (a, b, c) = (Value::text("a"), Value::text("b"), Value::text("c"));
    let cases = [
        (&a, &a, known(&a), None),
        (&b, &a, known(&a), Some((Cause::Files, None))),
        (&a, &b, known(&a), Some((Cause::Drift, None))),
        (&b, &b, known(&a), None),
        (&c, &b, known(&a), Some((Cause::Both, Some(a.clone())))),
        (&a, &a, Applied::Unknown, None),
        (&a, &b, Applied::Unknown, Some((Cause::Files, None))),
        (&a, &Value::Null, known(&Value::Null), Some((Cause::Files, None))),
        (&a, &Value::Null, known(&a), Some((Cause::Drift, None))),
    ];
    for (files, live, applied, expected) in cases {
        let change = field((&ITEM, &Cells::NONE), column, files, live, applied);
        assert_eq!(
            change.map(|change| (change.cause, change.applied)),
            expected,
            "{files} {live} {applied:?}"
        );
    }
}

#[test]
fn field_that_the_ledger_lacks_is_compared_without_the_ledger() {
    let files = member(2);
    let mut applied = member(2);
    applied.cells.put(UPGRADE_GROUP_MEMBER.position("upgrade_level"), None);
    let live = Stored { row: member(1), id: Id::NIL, parent: None };
    let states = States {
        files: Some(&files),
        live: Some(&live),
        applied: Some(&applied),
        owned: true,
        resets_unset: false,
    };
    assert_eq!(row(states, &Defaults::default()).map(|change| change.cause), Some(Cause::Files));
}

#[test]
fn field_that_is_removed_from_the_file_returns_to_its_default() {
    let mut files = member(2);
    files.cells.put(UPGRADE_GROUP_MEMBER.position("upgradeable"), None);
    let applied = member(2).set("upgradeable", Value::Bool(false));
    let live = Stored { row: applied.clone(), id: Id::NIL, parent: None };
    let states = States {
        files: Some(&files),
        live: Some(&live),
        applied: Some(&applied),
        owned: true,
        resets_unset: false,
    };
    let change = row(states, &Defaults::default()).expect("a change");
    assert_eq!(change.fields.len(), 1);
    assert_eq!((&change.fields[0].after, change.cause), (&Value::Bool(true), Cause::Files));
}

const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
properties: { tos: defaultTOS }
";

/// A catalog with a package, applied.
fn applied() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project
}

/// The action, field and cause of each row of the plan.
fn causes(project: &Project) -> Vec<(String, String, String)> {
    let plan = project.plan();
    let resources = plan["plan"]["resources"].as_array().expect("resources").iter();
    let rows = resources.flat_map(|resource| resource["rows"].as_array().expect("rows"));
    let text = |row: &Json, name: &str| row[name].as_str().expect(name).to_owned();
    rows.map(|row| (text(row, "action"), text(row, "field"), text(row, "cause"))).collect()
}

/// An edit of the package's file: a part of the text and its replacement.
type Edit = Option<(&'static str, &'static str)>;

#[test]
fn each_combination_of_edits_has_one_action_and_cause() {
    const EUR: &str = "periods[1 year].prices.EUR";
    const TOS: &str = "properties.tos";
    let dearer: Edit = Some(("EUR: 99.00", "EUR: 108.90"));
    let gone: Edit = Some(("properties: { tos: defaultTOS }\n", ""));
    type Case = (&'static str, &'static str, Edit, &'static [(&'static str, &'static str, &'static str)]);
    let cases: [Case; 12] = [
        ("nothing", "", None, &[]),
        ("the author's change", "", dearer, &[("update", EUR, "files")]),
        ("drift", "UPDATE item_price SET value = 50 WHERE value = 99", None, &[("update", EUR, "drift")]),
        ("as the files say", "UPDATE item_price SET value = 108.9 WHERE value = 99", dearer, &[]),
        (
            "all differ",
            "UPDATE item_price SET value = 50 WHERE value = 99",
            dearer,
            &[("update", EUR, "both")],
        ),
        ("gone live", "DELETE FROM item_price WHERE value = 99", None, &[("insert", EUR, "drift")]),
        ("gone in the files", "", gone, &[("delete", TOS, "files")]),
        (
            "gone in the files, edited",
            "UPDATE item_property SET value = 'x'",
            gone,
            &[("delete", TOS, "both")],
        ),
        ("gone in both", "DELETE FROM item_property", gone, &[]),
        (
            "added by hand",
            "INSERT INTO item_property SELECT gen_random_uuid(), id, 'extra', '1', '' FROM item",
            None,
            &[("delete", "properties.extra", "drift")],
        ),
        ("not managed", "UPDATE item SET delivery_date = 1, last_change_time = now()", None, &[]),
        ("the same number", "UPDATE item_price SET value = 99.0000 WHERE value = 99", None, &[]),
    ];
    for (name, sql, edit, expected) in cases {
        let project = applied();
        project.allow("price-change");
        project.sql(sql);
        if let Some((from, to)) = edit {
            project.replace("package.yaml", from, to);
        }
        let found = causes(&project);
        let found: Vec<(&str, &str, &str)> =
            found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(found, expected, "{name}");
        project.apply();
    }
}

#[test]
fn drift_is_marked_and_all_three_values_are_shown_if_they_differ() {
    let project = applied();
    project.allow("price-change");
    project.sql("UPDATE item_price SET value = 50 WHERE value = 99");
    let lines = project.run("plan").code(0).changes();
    assert!(
        lines[1].starts_with("    ~ periods[1 year].prices.EUR: 50.00 → 99.00 (+98.0 %)")
            && lines[1].contains("drift"),
        "{lines:?}"
    );
    project.replace("package.yaml", "EUR: 99.00", "EUR: 108.90");
    let line = &project.run("plan").code(0).changes()[1];
    assert!(line.contains("50.00 → 108.90") && line.contains("99.00"), "{line}");
    let field = project.plan()["plan"]["resources"][0]["rows"][0]["fields"][0].clone();
    let values =
        ["before", "after", "applied", "cause"].map(|name| field[name].as_str().expect("a text").to_owned());
    assert_eq!(values, ["50", "108.9", "99", "both"]);
}

#[test]
fn article_that_was_deleted_by_hand_is_revived_as_drift() {
    let project = applied();
    let id = project.value("SELECT id FROM item");
    project.sql(
        "UPDATE item SET deleted = true; DELETE FROM shop_item_shop_item_category; DELETE FROM shop_item",
    );
    let resource = project.plan()["plan"]["resources"][0].clone();
    assert_eq!((&resource["action"], &resource["drifted"]), (&"revive".into(), &true.into()));
    project
        .run("plan --detailed-exitcode")
        .code(2)
        .says("it was deleted in the database after it was last applied");
    project.apply();
    assert_eq!(project.query("SELECT id, deleted FROM item"), [[id, "f".into()]]);
}

#[test]
fn group_that_was_deleted_by_hand_is_created_again_as_drift() {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).init();
    project.apply();
    project.sql("DELETE FROM upgrade_group_member; DELETE FROM upgrade_group");
    let plan = project.plan();
    let resources = plan["plan"]["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), 1);
    assert_eq!((&resources[0]["action"], &resources[0]["drifted"]), (&"create".into(), &true.into()));
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group_member"), "1");
    assert_eq!(
        project.query("SELECT root_id::text FROM wares.resource WHERE root_table = 'upgrade_group'"),
        project.query("SELECT id::text FROM upgrade_group")
    );
}

#[test]
fn resource_gone_from_files_and_database_is_removed_from_the_ledger() {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).init();
    project.apply();
    project.sql("DELETE FROM upgrade_group_member; DELETE FROM upgrade_group");
    project.sql(
        "UPDATE item SET deleted = true; DELETE FROM shop_item_shop_item_category; DELETE FROM shop_item",
    );
    project.remove("package.yaml");
    project.remove("group.yaml");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "2");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "0");
}

#[test]
fn manual_edit_that_matches_the_files_refreshes_the_ledger() {
    let project = applied();
    project.sql("UPDATE item_price SET value = 108.9 WHERE value = 99");
    project.replace("package.yaml", "EUR: 99.00", "EUR: 108.90");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    project.run("apply").code(0).says("The ledger was updated");
    // The ledger has 108.90 now, so the old price is the author's change and not drift.
    project.replace("package.yaml", "EUR: 108.90", "EUR: 99.00");
    assert_eq!(causes(&project), [("update".into(), "periods[1 year].prices.EUR".into(), "files".into())]);
}

#[test]
fn manual_edits_of_a_resource_that_is_deleted_are_shown() {
    let project = applied();
    project.sql("UPDATE international SET value = 'Or'");
    project.remove("package.yaml");
    project.allow("mass-change");
    project.run("plan").code(0).says("name.en was edited in the database: Or (last applied: Gold)");
    let resource = project.plan()["plan"]["resources"][0].clone();
    assert_eq!(
        (&resource["action"], &resource["edits"][0]["field"]["before"]),
        (&"delete".into(), &"Or".into())
    );
    project.apply();
}

#[test]
fn article_that_was_renamed_by_hand_is_drift_and_not_a_second_article() {
    let project = applied();
    project.sql("UPDATE item SET article_number = 'HST-GOLD'");
    let lines = project.run("plan --detailed-exitcode").code(2).changes();
    assert_eq!(lines[0], "~ change package `HST-GLDY`  package.yaml:1");
    assert!(
        lines[1].starts_with("    ~ article: HST-GOLD → HST-GLDY") && lines[1].contains("drift"),
        "{lines:?}"
    );
    assert_eq!(lines.len(), 2);
    project.apply();
    assert_eq!(project.query("SELECT article_number FROM item"), [["HST-GLDY"]]);
}

#[test]
fn group_that_was_renamed_by_hand_is_drift_and_not_a_second_group() {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).init();
    project.apply();
    project.sql("UPDATE upgrade_group SET name = 'Hosting'");
    let lines = project.run("plan --detailed-exitcode").code(2).changes();
    assert!(lines.len() == 2 && lines[1].starts_with("    ~ name: Hosting → Web hosting"), "{lines:?}");
    project.apply();
    assert_eq!(project.query("SELECT name FROM upgrade_group"), [["Web hosting"]]);
}

#[test]
fn column_that_the_ledger_lacks_is_compared_without_the_ledger() {
    let project = applied();
    // The ledger as an older version would have written it that did not manage `enabled` yet.
    project.sql(
        "UPDATE wares.resource SET rows = (SELECT jsonb_agg(row #- '{3,enabled}') \
         FROM jsonb_array_elements(rows::jsonb) row)::text; \
         UPDATE wares.resource SET hash = encode(sha256(convert_to(rows, 'UTF8')), 'hex'); \
         UPDATE item_price SET enabled = false WHERE value = 99",
    );
    assert_eq!(causes(&project), [("update".into(), "periods[1 year].prices.EUR".into(), "files".into())]);
    project.apply();
}

#[test]
fn released_resource_is_removed_from_the_ledger_and_not_changed() {
    let project = applied();
    project.remove("package.yaml");
    project.replace("wares.yaml", "languages: [en, de]\n", "languages: [en, de]\nrelease: [HST-GLDY]\n");
    assert_eq!(project.run("plan --detailed-exitcode").code(2).changes(), ["< release package `HST-GLDY`"]);
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "0");
    assert_eq!(project.value("SELECT deleted FROM item"), "f");
    assert_eq!(project.value("SELECT count(*) FROM shop_item"), "1");
}
