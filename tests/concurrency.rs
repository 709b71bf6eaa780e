//! Concurrent work in the same database: apply never overwrites what somebody else changed after it had read the
//! database.

use crate::adopt;
use crate::support::{GROUP, PACKAGE, Project, Run};
use postgres::Client;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// An applied package, with a change in the files that was not applied yet.
fn changed() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project
}

/// A run of the program in the background.
struct Running(Child);

fn start(project: &Project, arguments: &str) -> Running {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Running(command.spawn().expect("the program runs"))
}

impl Running {
    fn end(self) -> Run {
        Run::new("apply, in the background", &self.0.wait_with_output().expect("the program ends"))
    }
}

/// Waits until this many runs of the program wait for a lock.
fn until_waiting(project: &Project, count: usize) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'wares' AND wait_event_type = 'Lock'";
    let begin = Instant::now();
    while project.value(waiting) != count.to_string() {
        assert!(begin.elapsed() < Duration::from_secs(20), "apply should wait for a lock");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Takes the lock that every apply takes first.
const HOLD: &str = "SELECT pg_advisory_xact_lock(hashtextextended('wares.apply.public', 0));";

/// Runs apply while another session, which holds a lock, makes an edit between apply's reading and its writing.
fn apply_with_concurrent_edit(project: &Project, hold: &str, edit: &str) -> Run {
    let mut other: Client = project.client();
    other.batch_execute(&format!("BEGIN; {hold}")).expect("a lock");
    let apply = start(project, "apply --auto-approve");
    until_waiting(project, 1);
    other.batch_execute(&format!("{edit}; COMMIT")).expect(edit);
    apply.end()
}

#[test]
fn edit_between_reading_and_writing_stops_apply_and_names_the_field() {
    let edits = [
        ("UPDATE item_price SET value = 50 WHERE value = 99", "periods[1 year].prices.EUR: "),
        ("UPDATE international SET value = 'Or'", "name.en: "),
        ("UPDATE item SET category = 'Other'", "category was HostingPackage and is Other"),
        ("DELETE FROM item_price WHERE value = 99", "periods[1 year].prices.EUR is gone"),
        ("INSERT INTO item_property SELECT gen_random_uuid(), id, 'tos', 'x', '' FROM item", " is new"),
    ];
    for lock in ["UPDATE item SET delivery_date = 1", "SELECT FROM item FOR UPDATE"] {
        for (edit, expected) in edits {
            let project = changed();
            let ledger = project.query("SELECT r::text FROM wares.resource r");
            apply_with_concurrent_edit(&project, lock, edit)
                .code(3)
                .says("package `HST-GLDY`")
                .says(expected)
                .says("Nothing was written");
            assert_eq!(project.query("SELECT r::text FROM wares.resource r"), ledger);
            assert_eq!(project.value("SELECT count(*) FROM item_price WHERE value = 119"), "0");
            assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "1");
        }
    }
}

#[test]
fn edit_of_an_unmanaged_column_does_not_stop_apply() {
    let project = changed();
    apply_with_concurrent_edit(&project, "SELECT FROM item FOR UPDATE", "UPDATE item SET delivery_date = 1")
        .code(0);
    assert_eq!(project.query("SELECT delivery_date FROM item"), [["1"]]);
    assert_eq!(project.value("SELECT count(*) FROM item_price WHERE value = 119"), "1");
}

#[test]
fn concurrently_created_article_is_not_created_twice() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    apply_with_concurrent_edit(&project, HOLD, &adopt::item(1, "HST-GLDY")).code(3).says(" is new");
    assert_eq!(project.query("SELECT id FROM item"), [[adopt::id(1)]]);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "0");
}

#[test]
fn concurrently_created_group_is_not_created_twice() {
    let project = changed();
    project.write("group.yaml", GROUP);
    apply_with_concurrent_edit(
        &project,
        HOLD,
        "INSERT INTO upgrade_group VALUES (gen_random_uuid(), 'Web hosting')",
    )
    .code(3)
    .says(" is new");
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group"), "1");
}

#[test]
fn period_with_a_concurrent_subscription_is_not_deleted() {
    let project = Project::new().file(
        "package.yaml",
        &PACKAGE.replace("limits:", "  - { every: 1 month, prices: { EUR: 9.90 } }\nlimits:"),
    );
    let project = project.init();
    project.apply();
    project.write("package.yaml", PACKAGE);
    let subscribe = "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
                     next_renewal_date) SELECT gen_random_uuid(), fk_item_id, id, 1, true, 1, now(), now() \
                     FROM renewal_period WHERE renewal_period_unit = 'MONTH'";
    apply_with_concurrent_edit(&project, HOLD, subscribe).code(3).says("`subscription`");
    assert_eq!(project.value("SELECT count(*) FROM renewal_period"), "2");
}

#[test]
fn concurrently_upgraded_ledger_is_left_alone() {
    let project = changed();
    let edit = "UPDATE wares.version SET version = 3 WHERE component = 'ledger'";
    apply_with_concurrent_edit(&project, HOLD, edit)
        .code(5)
        .says("the ledger has version 3")
        .says("created by a newer version of Wares");
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "1");
    assert_eq!(project.value("SELECT count(*) FROM item_price WHERE value = 119"), "0");
}

#[test]
fn article_concurrently_added_to_a_group_is_not_deleted() {
    let project = changed();
    project.remove("package.yaml");
    project.allow("mass-change");
    let edit = [
        "INSERT INTO upgrade_group VALUES (gen_random_uuid(), 'Other')",
        "INSERT INTO upgrade_group_member SELECT gen_random_uuid(), g.id, i.id, 1, true, true, true, true FROM upgrade_group g, item i",
    ];
    apply_with_concurrent_edit(&project, HOLD, &edit.join("; ")).code(3);
    assert_eq!(project.value("SELECT deleted FROM item"), "f");
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group_member"), "1");
}

#[test]
fn limits_concurrently_shared_by_another_article_are_not_changed() {
    let project = changed();
    project.replace("package.yaml", "space_mb: 3072", "space_mb: 4096");
    let edit = format!(
        "{}; UPDATE item SET fk_package_configuration_id = (SELECT id FROM package_configuration)",
        adopt::item(1, "HST-PLTY")
    );
    apply_with_concurrent_edit(&project, HOLD, &edit).code(3);
    assert_eq!(project.value("SELECT limitation FROM service_limitation"), "3072");
}

#[test]
fn lock_timeout_ends_apply_with_nothing_written() {
    let project = changed();
    let before = project.everything();
    let mut other = project.client();
    other.batch_execute("BEGIN; SELECT FROM item FOR UPDATE").expect("a lock");
    project.run("apply --auto-approve --lock-timeout 1").code(5).says("`item`");
    other.batch_execute("ROLLBACK").expect("the end");
    assert_eq!(project.everything(), before);
}

#[test]
fn second_concurrent_apply_names_the_first() {
    let project = changed();
    let mut other = project.client();
    other.batch_execute("BEGIN; SELECT FROM item FOR UPDATE").expect("a lock");
    let first = start(&project, "apply --auto-approve");
    until_waiting(&project, 1);
    let holder = project.value("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    let second = project.run("apply --auto-approve --lock-timeout 1").code(5);
    second
        .says("another apply is running: wares")
        .says(&format!("process {holder}"))
        .says("nothing was written");
    other.batch_execute("ROLLBACK").expect("the end");
    first.end().code(0);
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "2");
}

#[test]
fn second_apply_of_the_same_plan_waits_and_finds_it_stale() {
    let project = changed();
    let mut other = project.client();
    other.batch_execute("BEGIN; SELECT FROM item FOR UPDATE").expect("a lock");
    let first = start(&project, "apply --auto-approve");
    until_waiting(&project, 1);
    let second = start(&project, "apply --auto-approve");
    until_waiting(&project, 2);
    other.batch_execute("ROLLBACK").expect("the end");
    first.end().code(0);
    second.end().code(3).says("this plan was already applied on ");
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "2");
}

/// Creates a trigger with this body.
fn trigger(project: &Project, when: &str, body: &str) {
    project.sql(&format!(
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$; \
         CREATE TRIGGER meddle {when} FOR EACH ROW EXECUTE FUNCTION meddle()"
    ));
}

#[test]
fn insertion_altered_by_a_trigger_is_rolled_back() {
    let meddlers = [
        (
            "BEFORE INSERT ON item_price",
            "NEW.value := NEW.value + 1; RETURN NEW;",
            "periods[1 year].prices.EUR",
        ),
        ("BEFORE INSERT ON item", "NEW.category := 'Other'; RETURN NEW;", "category"),
        (
            "AFTER INSERT ON item",
            "INSERT INTO item_property VALUES (gen_random_uuid(), NEW.id, 'audit', 'x', ''); RETURN NEW;",
            "item_property",
        ),
    ];
    for (when, body, expected) in meddlers {
        let project = Project::new().file("package.yaml", PACKAGE).init();
        let before = project.everything();
        trigger(&project, when, body);
        project.run("apply --auto-approve").code(5).says(expected);
        assert_eq!(project.everything(), before, "{when}");
    }
}

#[test]
fn insertion_suppressed_by_a_trigger_is_not_called_a_stale_plan() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let before = project.everything();
    trigger(&project, "BEFORE INSERT ON shop_item", "RETURN NULL;");
    project
        .run("apply --auto-approve")
        .code(5)
        .says("`shop_item`")
        .says("trigger")
        .does_not_say("plan again");
    assert_eq!(project.everything(), before);
}

#[test]
fn update_altered_by_a_trigger_is_rolled_back() {
    let project = changed();
    let before = project.everything();
    trigger(&project, "BEFORE UPDATE ON item_price", "NEW.enabled := false; RETURN NEW;");
    project
        .run("apply --auto-approve")
        .code(5)
        .says("periods[1 year].prices.USD: enabled was true and is false");
    assert_eq!(project.everything(), before);
}

#[test]
fn without_a_ledger_plan_adopts_and_apply_names_db_init() {
    let project = changed();
    project.sql("DROP SCHEMA wares CASCADE");
    let lines = project.run("plan --detailed-exitcode").code(2).changes();
    assert_eq!(lines[0], "> adopt package `HST-GLDY`  package.yaml:1");
    project.run("apply --auto-approve").code(5).says("`wares db init`");
    assert_eq!(project.value("SELECT count(*) FROM item_price WHERE value = 119"), "0");
    project.run("db init").code(0);
    project.apply();
}

#[test]
fn incompatible_tables_and_columns_are_named() {
    let project = changed();
    let cases = [
        ("ALTER TABLE item_price ADD audit integer NOT NULL", "item_price.audit"),
        ("ALTER TABLE item_price ALTER value TYPE double precision", "item_price.value"),
        ("ALTER TABLE item DROP category", "item.category"),
        ("ALTER TABLE item_tag RENAME TO tag", "`item_tag`"),
        ("ALTER TABLE service RENAME TO services", "`service`"),
    ];
    project.sql("DELETE FROM item_price");
    for (sql, expected) in cases {
        project.sql(sql);
        project.run("plan").code(5).says(expected);
        project.run("apply --auto-approve").code(5).says(expected);
    }
    // All problems are reported at once.
    let run = project.run("plan").code(5);
    cases.iter().fold(run, |run, (_, expected)| run.says(expected));
}

#[test]
fn additional_optional_columns_do_not_stop_apply() {
    let project = changed();
    project.sql(
        "CREATE DOMAIN amount AS numeric(25, 4); ALTER TABLE item_price ALTER value TYPE amount; \
         ALTER TABLE item_price ADD a integer, ADD b integer NOT NULL DEFAULT 1, \
         ADD c integer GENERATED ALWAYS AS IDENTITY, ADD d text GENERATED ALWAYS AS (description) STORED",
    );
    project.apply();
}

#[test]
fn apply_without_a_terminal_requires_auto_approve() {
    let project = changed();
    let before = project.everything();
    project.run("apply").code(64).says("--auto-approve");
    assert_eq!(project.everything(), before);
}

/// No catalog owned the article when the plan was made.
#[test]
fn article_concurrently_adopted_by_another_catalog_is_not_taken() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.sql("DELETE FROM wares.resource");
    let adopt = "INSERT INTO wares.resource (billing_schema, root_table, root_id, kind, key, catalog, file, protect, hash, rows, migration) \
                 SELECT 'public', 'item', i.id, 'package', '[\"HST-GLDY\"]', 'other', 'x.yaml', false, '', '[]', m.id \
                 FROM item i, wares.migration m";
    apply_with_concurrent_edit(&project, HOLD, adopt).code(3).says("the catalog `other` now owns `HST-GLDY`");
    assert_eq!(project.value("SELECT catalog FROM wares.resource"), "other");
}
