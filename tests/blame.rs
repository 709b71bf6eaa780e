//! If rows are not written as planned, apply names the triggers or rules that may have caused it, but does not blame
//! them for a concurrent edit.

use crate::support::{PACKAGE, Project, Run, psql};
use std::time::{Duration, Instant};

/// An applied package with two periods. The files then change a price and remove a period.
fn changed() -> Project {
    let month = "  - { every: 1 month, prices: { EUR: 9.90 } }\nlimits:";
    let project = Project::new().file("package.yaml", &PACKAGE.replace("limits:", month)).init();
    project.apply();
    project.write("package.yaml", &PACKAGE.replace("USD: 109.00", "USD: 119.00"));
    project
}

/// Creates a trigger that discards rows.
fn swallow(project: &Project, name: &str, when: &str) {
    project.sql(&format!(
        "CREATE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
         CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION public.{name}()"
    ));
}

/// Asserts that apply fails with this message, also when it is repeated, and writes nothing.
#[track_caller]
fn blames(project: &Project, expected: &str) -> Run {
    let before = project.everything();
    project.run("apply --auto-approve").code(5);
    let run = project.run("apply --auto-approve").code(5).says(expected).says("nothing was written");
    assert_eq!(project.everything(), before);
    run
}

#[test]
fn trigger_that_suppresses_an_update_or_a_deletion_is_named() {
    let project = changed();
    swallow(&project, "swallow", "BEFORE UPDATE ON item_price");
    blames(
        &project,
        "0 of 1 row of `item_price` was updated: the trigger `swallow` of `item_price` (function `public.swallow`) keeps rows from being updated",
    );
    let project = changed();
    swallow(&project, "keep", "BEFORE DELETE ON renewal_period");
    blames(
        &project,
        "0 of 1 row of `renewal_period` was deleted: the trigger `keep` of `renewal_period` (function `public.keep`)",
    );
    // A soft deletion is an update.
    let project = changed();
    project.remove("package.yaml");
    project.allow("mass-change");
    swallow(&project, "keep", "BEFORE UPDATE ON item");
    blames(&project, "0 of 1 row of `item` was updated: the trigger `keep` of `item`");
}

#[test]
fn rule_that_does_nothing_instead_is_named() {
    for (event, table, expected) in [
        (
            "UPDATE",
            "item_price",
            "0 of 1 row of `item_price` was updated: the rule `never` of `item_price` keeps",
        ),
        (
            "DELETE",
            "renewal_period",
            "0 of 1 row of `renewal_period` was deleted: the rule `never` of `renewal_period`",
        ),
    ] {
        let project = changed();
        project.sql(&format!("CREATE RULE never AS ON {event} TO {table} DO INSTEAD NOTHING"));
        blames(&project, expected);
    }
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql("CREATE RULE never AS ON INSERT TO shop_item DO INSTEAD NOTHING");
    blames(
        &project,
        "0 of 1 new row of `shop_item` was inserted: the rule `never` of `shop_item` keeps rows from being inserted",
    );
}

#[test]
fn all_suspect_triggers_are_named_and_no_others() {
    let project = changed();
    swallow(&project, "first", "BEFORE UPDATE ON item_price");
    swallow(&project, "second", "BEFORE INSERT OR UPDATE ON item_price");
    swallow(&project, "other", "BEFORE INSERT ON item_price");
    swallow(&project, "sleeping", "BEFORE UPDATE ON item_price");
    project.sql("ALTER TABLE item_price DISABLE TRIGGER sleeping");
    blames(
        &project,
        "the trigger `first` of `item_price` (function `public.first`) or the trigger `second` of `item_price`",
    )
    .does_not_say("sleeping")
    .does_not_say("`other`");
}

#[test]
fn trigger_that_changes_a_written_row_is_named() {
    let project = changed();
    project.sql(
        "CREATE FUNCTION public.twist() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.enabled := false; RETURN NEW; END'; \
         CREATE TRIGGER twist BEFORE UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.twist()",
    );
    blames(&project, "because of the trigger `twist` of `item_price` (function `public.twist`)")
        .says("periods[1 year].prices.USD: enabled was true and is false");
}

#[test]
fn suppressed_ledger_rows_are_noticed() {
    for (when, expected) in [
        (
            "BEFORE INSERT ON wares.migration",
            "0 of 1 new row of `wares.migration` was inserted: the trigger `swallow`",
        ),
        (
            "BEFORE INSERT ON wares.migration_change",
            "0 of 1 new row of `wares.migration_change` was inserted",
        ),
        ("BEFORE INSERT ON wares.resource", "0 of 1 new row of `wares.resource` was inserted"),
        ("BEFORE DELETE ON wares.resource", "0 of 1 row of `wares.resource` was deleted"),
    ] {
        let project = changed();
        let script = project.run("plan --format sql").code(0).stdout;
        swallow(&project, "swallow", when);
        blames(&project, expected);
        let before = project.everything();
        let output = psql(project.url(), &script);
        assert_eq!(output.status.code(), Some(3), "{when}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("the ledger"), "{output:?}");
        assert_eq!(project.everything(), before);
    }
}

#[test]
fn script_notices_suppressed_insertions() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let script = project.run("plan --format sql").code(0).stdout;
    swallow(&project, "swallow", "BEFORE INSERT ON item_price");
    let before = project.everything();
    let output = psql(project.url(), &script);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("item_price"), "{output:?}");
    assert_eq!(project.everything(), before);
}

/// Runs apply while another session makes an edit after apply has written and before it reads back.
fn apply_with_concurrent_edit(edit: &str) -> Run {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    // Apply pauses once it has written the price.
    project.sql(
        "CREATE FUNCTION public.pause() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END'; \
         CREATE TRIGGER pause AFTER UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.pause()",
    );
    let mut other = project.client();
    other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(42)").expect("a lock");
    let apply = std::thread::scope(|scope| {
        let apply = scope.spawn(|| project.run("apply --auto-approve"));
        let begin = Instant::now();
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND application_name = 'wares' AND wait_event_type = 'Lock'";
        while project.value(waiting) != "1" {
            assert!(begin.elapsed() < Duration::from_secs(20), "apply should pause");
            std::thread::sleep(Duration::from_millis(20));
        }
        other.batch_execute(&format!("{edit}; COMMIT")).expect(edit);
        apply.join().expect("a run")
    });
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "1");
    apply
}

#[test]
fn concurrent_edit_is_not_blamed_on_a_trigger() {
    for (edit, expected) in [
        ("INSERT INTO item_property SELECT gen_random_uuid(), id, 'tos', 'x', '' FROM item", " is new"),
        ("UPDATE item_price SET value = 50 WHERE value = 99", "periods[1 year].prices.EUR"),
        ("DELETE FROM item_price WHERE value = 99", "periods[1 year].prices.EUR is gone"),
    ] {
        apply_with_concurrent_edit(edit)
            .code(3)
            .says(expected)
            .says("Nothing was written")
            .does_not_say("trigger");
    }
}
