//! Tests rows of other tables that refer to rows which a plan deletes or changes: a plan must not break the references.

use crate::support::{Project, Run, psql, server};
use std::process::Stdio;

const ITEM: &str = "\
kind: item
article: DMN
name: Domain
category: T
shop: false
periods: [{ every: 1 year, prices: { EUR: 9 } }, { every: 2 years, prices: { EUR: 17 } }]
";
const OLD: &str = "kind: upgrade_group\nname: Old\nmembers: [{ item: DMN, level: 1 }]\n";
const TWO: &str = "FROM public.renewal_period WHERE renewal_period_value = 2";

/// An applied item with two periods and its group, and a schema of another application.
fn applied() -> Project {
    let project = Project::new().file("item.yaml", ITEM).file("group.yaml", OLD).init();
    project.apply();
    project.sql("CREATE SCHEMA crm; ALTER TABLE renewal_period ADD UNIQUE (id, fk_item_id); ALTER TABLE upgrade_group ADD UNIQUE (name)");
    project
}

/// Removes the second period from the files.
fn remove_two_years(project: &Project) {
    project.replace("item.yaml", ", { every: 2 years, prices: { EUR: 17 } }", "");
}

/// Renames the group in the database, which the next apply would undo.
fn rename_group(project: &Project) {
    project.sql("UPDATE upgrade_group SET name = 'New'");
}

/// Asserts that `plan` and `apply` are refused, and that the table `others` does not change.
#[track_caller]
fn assert_refused(project: &Project, others: &str) -> Run {
    let before = project.query(&format!("SELECT x::text FROM {others} x ORDER BY 1"));
    project.run("plan --format sql").code(4);
    project.run("apply --auto-approve").code(4);
    assert_eq!(project.query(&format!("SELECT x::text FROM {others} x ORDER BY 1")), before);
    project.run("plan").code(4)
}

/// Asserts that a script that was generated before the referring rows were added fails on its own, and changes nothing.
#[track_caller]
fn assert_script_fails(project: &Project, script: &str, message: &str) {
    let before = project.everything();
    let output = psql(project.url(), script);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}\n{script}");
    assert!(stderr.contains(message), "should say `{message}`: {stderr}");
    assert_eq!(project.everything(), before);
}

/// Asserts that a script succeeds.
#[track_caller]
fn assert_script_runs(project: &Project, script: &str) {
    let output = psql(project.url(), script);
    assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn period_referenced_by_a_foreign_key_of_two_columns_is_not_deleted() {
    for action in ["CASCADE", "SET NULL", "SET DEFAULT", "NO ACTION", "RESTRICT"] {
        let project = applied();
        project.sql(&format!(
            "CREATE TABLE crm.contract (customer text, period uuid, item uuid, CONSTRAINT of_period \
             FOREIGN KEY (period, item) REFERENCES public.renewal_period (id, fk_item_id) ON DELETE {action})"
        ));
        remove_two_years(&project);
        let script = project.run("plan --format sql").code(0).stdout;
        project.sql(&format!("INSERT INTO crm.contract SELECT 'one', id, fk_item_id {TWO}"));
        assert_refused(&project, "crm.contract").says(
            "`periods[2 years]` of item `DMN` cannot be deleted: 1 row refers to it from `crm.contract` (`period`, `item`) \
             through the foreign key `of_period`",
        );
        assert_script_fails(
            &project,
            &script,
            "rows of crm.contract now refer to rows that this script deletes: 1 through the foreign key of_period",
        );
        assert_eq!(project.query("SELECT customer, period IS NULL FROM crm.contract"), [["one", "f"]]);
    }
}

#[test]
fn group_that_a_foreign_key_references_by_name_is_not_deleted() {
    for action in ["CASCADE", "SET NULL", "SET DEFAULT"] {
        let project = applied();
        // The column has another collation than the one that it refers to.
        project.sql(&format!(
            "CREATE TABLE crm.offer (customer text, of varchar COLLATE \"C\" DEFAULT NULL, \
             FOREIGN KEY (of) REFERENCES public.upgrade_group (name) ON DELETE {action})"
        ));
        project.remove("group.yaml");
        let script = project.run("plan --format sql").code(0).stdout;
        project.sql("INSERT INTO crm.offer VALUES ('one', 'Old'), ('two', 'Old'), ('three', NULL)");
        assert_refused(&project, "crm.offer").says(
            "upgrade_group `Old` cannot be deleted: 2 rows refer to it from `crm.offer` (`of`) through the foreign key `offer_of_fkey`",
        );
        assert_script_fails(
            &project,
            &script,
            "rows of crm.offer now refer to rows that this script deletes: 2 through the foreign key offer_of_fkey",
        );
    }
}

#[test]
fn referenced_name_without_on_update_cascade_is_not_changed() {
    for action in ["SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"] {
        let project = applied();
        project.sql(&format!(
            "CREATE TABLE crm.offer (of varchar REFERENCES public.upgrade_group (name) ON UPDATE {action})"
        ));
        rename_group(&project);
        let script = project.run("plan --format sql").code(0).stdout;
        project.sql("INSERT INTO crm.offer VALUES ('New')");
        assert_refused(&project, "crm.offer").says(&format!(
            "`name` of upgrade_group `Old` cannot be changed: 1 row refers to it from `crm.offer` (`of`) through the foreign key \
             `offer_of_fkey` (ON UPDATE {action})"
        ));
        assert_script_fails(
            &project,
            &script,
            "rows of crm.offer now refer to rows that this script changes: 1 through the foreign key offer_of_fkey",
        );
        project.sql("DELETE FROM crm.offer");
        assert_script_runs(&project, &script);
    }
}

#[test]
fn referenced_name_with_on_update_cascade_is_changed() {
    for by_script in [false, true] {
        let project = applied();
        rename_group(&project);
        project.sql(
            "CREATE TABLE crm.offer (of varchar REFERENCES public.upgrade_group (name) ON UPDATE CASCADE ON DELETE CASCADE); \
             INSERT INTO crm.offer VALUES ('New')",
        );
        match by_script {
            true => assert_script_runs(&project, &project.run("plan --format sql").code(0).stdout),
            false => drop(project.apply()),
        }
        assert_eq!(project.query("SELECT of FROM crm.offer"), [["Old"]]);
        project.run("plan --detailed-exitcode").code(0);
    }
}

/// Columns that no foreign key refers to can change.
#[test]
fn unreferenced_columns_of_a_referenced_row_can_change() {
    let project = applied();
    project.sql(&format!(
        "CREATE TABLE crm.contract (item uuid REFERENCES public.item ON DELETE CASCADE ON UPDATE SET NULL, period uuid, \
         FOREIGN KEY (period, item) REFERENCES public.renewal_period (id, fk_item_id) ON UPDATE SET NULL); \
         INSERT INTO crm.contract SELECT fk_item_id, id {TWO}"
    ));
    project.replace("item.yaml", "name: Domain", "name: A domain");
    project.replace("item.yaml", "EUR: 17", "EUR: 16");
    project.apply();
    assert_eq!(project.value("SELECT count(item) + count(period) FROM crm.contract"), "2");
}

#[test]
fn foreign_key_with_a_null_refers_to_nothing() {
    for (kind, values) in [("SIMPLE", "NULL, fk_item_id"), ("SIMPLE", "id, NULL"), ("FULL", "NULL, NULL")] {
        let project = applied();
        project.sql(&format!(
            "CREATE TABLE crm.contract (period uuid, item uuid, FOREIGN KEY (period, item) \
             REFERENCES public.renewal_period (id, fk_item_id) MATCH {kind} ON DELETE CASCADE); \
             INSERT INTO crm.contract SELECT {values} {TWO}"
        ));
        remove_two_years(&project);
        assert_script_runs(&project, &project.run("plan --format sql").code(0).stdout);
        project.run("plan --detailed-exitcode").code(0);
        assert_eq!(project.value("SELECT count(*) FROM crm.contract"), "1");
    }
}

#[test]
fn references_from_partitions_are_counted_once() {
    let project = applied();
    project.sql(&format!(
        "CREATE TABLE crm.contract (year int, period uuid REFERENCES public.renewal_period ON DELETE CASCADE) PARTITION BY LIST (year); \
         CREATE TABLE crm.contract_1 PARTITION OF crm.contract FOR VALUES IN (1); \
         CREATE TABLE crm.contract_2 PARTITION OF crm.contract FOR VALUES IN (2); \
         INSERT INTO crm.contract SELECT n, id FROM generate_series(1, 2) n, renewal_period WHERE renewal_period_value = 2; \
         CREATE TABLE crm.single (year int, period uuid) PARTITION BY LIST (year); \
         CREATE TABLE crm.single_1 PARTITION OF crm.single (FOREIGN KEY (period) REFERENCES public.renewal_period ON DELETE CASCADE) \
         FOR VALUES IN (1); \
         INSERT INTO crm.single SELECT 1, id {TWO}"
    ));
    remove_two_years(&project);
    let run = assert_refused(&project, "crm.contract");
    assert_eq!(run.stderr.matches("cannot be deleted").count(), 2, "{run:?}");
    run.says("2 rows refer to it from `crm.contract` (`period`)")
        .says("1 row refers to it from `crm.single_1` (`period`)");
}

#[test]
fn references_from_tables_with_quoted_names_are_found() {
    let project = applied();
    remove_two_years(&project);
    let script = project.run("plan --format sql").code(0).stdout;
    project.sql(&format!(
        "CREATE SCHEMA \"C R'M\"\"%s\"; CREATE TABLE \"C R'M\"\"%s\".\"Select\" (\"f.id\" uuid, \"order by\" uuid, \
         CONSTRAINT \"the 'key'\" FOREIGN KEY (\"f.id\", \"order by\") REFERENCES public.renewal_period (id, fk_item_id) ON DELETE CASCADE); \
         INSERT INTO \"C R'M\"\"%s\".\"Select\" SELECT id, fk_item_id {TWO}"
    ));
    assert_refused(&project, "\"C R'M\"\"%s\".\"Select\"").says(
        "1 row refers to it from `C R'M\"%s.Select` (`f.id`, `order by`) through the foreign key `the 'key'`",
    );
    assert_script_fails(
        &project,
        &script,
        "now refer to rows that this script deletes: 1 through the foreign key the 'key'",
    );
}

/// The table has the name of one of the billing system's tables, but is in another schema.
#[test]
fn table_of_another_schema_is_not_mistaken_for_a_billing_table() {
    let project = applied();
    project.sql(
        "CREATE TABLE crm.international (id uuid, external_id uuid REFERENCES public.upgrade_group ON DELETE CASCADE); \
         INSERT INTO crm.international SELECT gen_random_uuid(), id FROM public.upgrade_group",
    );
    project.remove("group.yaml");
    assert_refused(&project, "crm.international")
        .says("1 row refers to it from `crm.international` (`external_id`)");
}

#[test]
fn rows_that_refer_to_each_other_can_only_be_deleted_together() {
    let project = applied();
    project.write("other.yaml", &OLD.replace("Old", "Other"));
    project.sql(
        "ALTER TABLE upgrade_group ADD successor varchar REFERENCES upgrade_group (name) ON DELETE CASCADE",
    );
    project.apply();
    project.sql("UPDATE upgrade_group SET successor = 'Old' WHERE name = 'Other'");
    project.remove("group.yaml");
    let both = project.run("plan --format sql").code(4);
    both.says("upgrade_group `Old` cannot be deleted: 1 row refers to it from `upgrade_group` (`successor`)");
    project.remove("other.yaml");
    let script = project.run("plan --format sql").code(0).stdout;
    project.sql("INSERT INTO upgrade_group VALUES (gen_random_uuid(), 'Third', 'Other')");
    assert_script_fails(
        &project,
        &script,
        "rows of public.upgrade_group now refer to rows that this script deletes: 1",
    );
    project.run("plan").code(4).says("1 row refers to it from `upgrade_group` (`successor`)");
    project.sql("DELETE FROM upgrade_group WHERE name = 'Third'");
    project.apply();
}

/// Changes of other columns do not remove the reference in a column that Wares does not know.
#[test]
fn changed_row_still_refers_through_a_column_that_wares_does_not_know() {
    for action in ["SET NULL", "CASCADE", "SET DEFAULT", "NO ACTION"] {
        let project = applied();
        project.sql(&format!(
            "ALTER TABLE item ADD default_period uuid REFERENCES renewal_period (id) ON DELETE {action}"
        ));
        remove_two_years(&project);
        project.replace("item.yaml", "category: T", "category: Other");
        let script = project.run("plan --format sql").code(0).stdout;
        project.sql(&format!("UPDATE item SET default_period = (SELECT id {TWO})"));
        assert_refused(&project, "item").says(
            "`periods[2 years]` of item `DMN` cannot be deleted: 1 row refers to it from `item` (`default_period`) through the \
             foreign key `item_default_period_fkey`",
        );
        assert_script_fails(
            &project,
            &script,
            "rows of public.item now refer to rows that this script deletes: 1",
        );
    }
}

/// A foreign key does not cover rows of tables that inherit from its table.
#[test]
fn references_from_inheriting_tables_are_found() {
    let project = applied();
    project.sql("CREATE TABLE public.subscription_2020 () INHERITS (subscription)");
    remove_two_years(&project);
    let script = project.run("plan --format sql").code(0).stdout;
    let subscribe = |table: &str| {
        project.sql(&format!(
            "INSERT INTO {table} (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, next_renewal_date) \
             SELECT gen_random_uuid(), fk_item_id, id, 1, true, 1, now(), now() {TWO}"
        ));
    };
    subscribe("subscription_2020");
    let run = assert_refused(&project, "subscription_2020");
    let message = "1 row refers to it from `subscription` (`renewal_period_id`)";
    assert_eq!(run.stderr.matches("cannot be deleted").count(), 1, "{run:?}");
    run.says(message).does_not_say("through the foreign key");
    assert_script_fails(&project, &script, "rows of subscription refer to rows that this script deletes");
    // Each row is counted once, through a foreign key if there is one.
    subscribe("subscription");
    let run = assert_refused(&project, "subscription");
    assert_eq!(run.stderr.matches(message).count(), 2, "{run:?}");
    project
        .sql("ALTER TABLE subscription_2020 ADD FOREIGN KEY (renewal_period_id) REFERENCES renewal_period");
    let run = assert_refused(&project, "subscription");
    assert_eq!(run.stderr.matches("cannot be deleted").count(), 2, "{run:?}");
    run.says("`subscription_2020` (`renewal_period_id`) through the foreign key")
        .says("`subscription` (`renewal_period_id`) through the foreign key");
}

/// The membership of a deleted article would be deleted together with it.
#[test]
fn referenced_membership_of_a_deleted_article_is_not_deleted() {
    let project = applied();
    project.remove("group.yaml");
    project.write(
        "wares.yaml",
        &format!("{}release: [{{ kind: upgrade_group, name: Old }}]\n", project.read("wares.yaml")),
    );
    project.apply();
    project.sql(
        "CREATE TABLE crm.note (member uuid REFERENCES public.upgrade_group_member ON DELETE CASCADE); \
         INSERT INTO crm.note SELECT id FROM upgrade_group_member",
    );
    project.remove("item.yaml");
    assert_refused(&project, "crm.note")
        .says("1 row refers to it from `crm.note` (`member`) through the foreign key `note_member_fkey`");
    project.sql("DELETE FROM crm.note");
    project.allow("mass-change");
    project.apply();
}

/// A session that adds a reference while an apply runs waits for the apply, and then gets an error from the database.
#[test]
fn rows_about_to_be_deleted_are_locked_against_new_references() {
    let project = applied();
    project.sql(
        "CREATE TABLE crm.contract (period uuid, item uuid, FOREIGN KEY (period, item) \
         REFERENCES public.renewal_period (id, fk_item_id) ON DELETE CASCADE)",
    );
    // Apply pauses while it deletes the first row below the period.
    project.sql(
        "CREATE FUNCTION crm.pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2); RETURN OLD; END'; \
         CREATE TRIGGER pause BEFORE DELETE ON item_price FOR EACH ROW EXECUTE FUNCTION crm.pause()",
    );
    remove_two_years(&project);
    let mut command = project.command("apply --auto-approve");
    let apply = command
        .env("WARES_DATABASE_URL", project.url())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let pausing =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    let begin = std::time::Instant::now();
    while project.value(pausing) != "1" {
        assert!(begin.elapsed() < std::time::Duration::from_secs(20), "apply should pause");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let insert = format!("INSERT INTO crm.contract SELECT id, fk_item_id {TWO}");
    assert!(project.client().batch_execute(&insert).is_err(), "the period is gone");
    let output = apply.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{output:?}");
}

/// The message names the referring table that the user may not read.
#[test]
fn referring_table_that_may_not_be_read_is_named() {
    let project = applied();
    project.sql("CREATE TABLE crm.contract (period uuid REFERENCES public.renewal_period ON DELETE CASCADE)");
    server().role("wares_narrow", None);
    project.sql(
        "GRANT USAGE ON SCHEMA public, wares TO wares_narrow; \
         GRANT ALL ON ALL TABLES IN SCHEMA public, wares TO wares_narrow",
    );
    remove_two_years(&project);
    let mut command = project.command("plan");
    command.env("WARES_DATABASE_URL", project.url().replacen("wares@", "wares_narrow@", 1));
    Run::new("plan", &command.output().expect("the program runs"))
        .code(5)
        .says("looking for references in `crm.contract` failed")
        .says("grant the user SELECT on `crm.contract`");
}

/// A grant does not help if a policy decides which rows are visible.
#[test]
fn referring_table_with_row_level_security_suggests_no_grants() {
    let project = applied();
    server().role("wares_shielded", None);
    project.sql(
        "CREATE TABLE crm.contract (period uuid REFERENCES public.renewal_period ON DELETE CASCADE); \
         ALTER TABLE crm.contract ENABLE ROW LEVEL SECURITY; \
         GRANT USAGE ON SCHEMA public, wares, crm TO wares_shielded; \
         GRANT ALL ON ALL TABLES IN SCHEMA public, wares, crm TO wares_shielded",
    );
    remove_two_years(&project);
    let mut command = project.command("plan");
    command.env("WARES_DATABASE_URL", project.url().replacen("wares@", "wares_shielded@", 1));
    Run::new("plan", &command.output().expect("the program runs"))
        .code(5)
        .says("looking for references in `crm.contract` failed")
        .says("connect as a role that has BYPASSRLS, or as the table's owner unless the table has FORCE ROW LEVEL SECURITY")
        .does_not_say("SELECT on");
}
