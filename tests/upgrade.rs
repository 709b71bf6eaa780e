//! Databases that another version of Wares created are upgraded or refused, and nothing in them is lost.

use crate::support::{PACKAGE, Project, Run, server};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use wares::table::{Migration, are_in_order};

/// A database of version 1 of the ledger.
pub const DUMP: &str = include_str!("upgrade/v1.sql");
const FILES: [(&str, &str); 5] = [
    ("wares.yaml", include_str!("upgrade/catalog/wares.yaml")),
    ("packages.yaml", include_str!("upgrade/catalog/packages.yaml")),
    ("services.yaml", include_str!("upgrade/catalog/services.yaml")),
    ("items.yaml", include_str!("upgrade/catalog/items.yaml")),
    ("groups.yaml", include_str!("upgrade/catalog/groups.yaml")),
];

/// The catalog that was applied to the database of version 1.
pub fn catalog() -> Project {
    FILES.iter().fold(Project::new(), |project, (path, text)| project.file(path, text))
}

/// A project with the database of version 1, and with the catalog that was applied to it.
fn of_version_1() -> Project {
    let project = catalog();
    project.sql(DUMP);
    project
}

/// The versions that the database records.
fn versions(project: &Project) -> Vec<Vec<String>> {
    project.query("SELECT component, billing_schema, version, name FROM wares.version ORDER BY 1, 2")
}

fn current() -> [[&'static str; 4]; 3] {
    [
        ["AtomiaBilling", "public", "2", "0002_package_details"],
        ["Virtuozzo", "public", "1", "0001_service_plans"],
        ["ledger", "", "2", "0002_one_record_per_resource"],
    ]
}

/// Asserts that each of these commands fails with all of these messages and writes nothing.
fn refused(project: &Project, commands: &[&str], messages: &[&str]) {
    let before = project.everything();
    for command in commands {
        let run = project.run(command).code(5);
        messages.iter().fold(run, |run, text| run.says(text));
    }
    assert_eq!(project.everything(), before);
}

/// What `db init` prints for a database of version 1, after the names of the tables that it creates.
const UPDATED: &str = "Updated the ledger from version 1 to version 2; the set of tables that Wares adds to \
                       AtomiaBilling in the schema `public` from version 1 to version 2.\n";

/// The tables that Wares adds to the billing tables, as `db init` names them.
pub const MADE: &str = "the tables `detail_type`, `detail_type_unit`, `enumeration`, `enumeration_item`, \
                    `enumeration_item_price`, `extra_service_limit`, `package_detail`, `package_detail_item_price`, \
                    `package_detail_price`, `installation_package`, `pricing_model`, `pricing_model_tariff`, `product`, \
                    `product_plan`, `product_related_package`, `product_user_group`, `region`, `service_plan`, \
                    `service_plan_metadata`, `service_plan_option`, `service_plan_region`, `service_plan_tariff`, `tariff`, \
                    `tariff_tier`, `user_group`, `user_group_quota` and `user_group_region`";

/// Drops the tables that Wares adds to the billing tables.
pub const DROP_OWN: &str = "\
    DROP TABLE IF EXISTS subscription_detail, package_detail_item_price, package_detail_price, package_detail, enumeration_item_price, \
    enumeration_item, enumeration, detail_type_unit, detail_type, extra_service_limit, service_plan_subscription, product_plan, \
    product_related_package, product_user_group, product, service_plan_metadata, service_plan_tariff, service_plan_region, \
    service_plan_option, service_plan, installation_package, pricing_model_tariff, pricing_model, tariff_tier, tariff, \
    user_group_quota, user_group_region, user_group, region";

const READERS: [&str; 5] =
    ["plan", "plan --format json", "apply --auto-approve", "list --owned", "import --out new"];

/// Every row that a migration changed, before and after the change, as version 1 and version 2 record it.
const OLD_ROWS: &str = "SELECT migration, 'before', slice, key, before ->> 'id', before - 'id' FROM wares.migration_change \
    WHERE before IS NOT NULL UNION ALL SELECT migration, 'after', slice, key, after ->> 'id', after - 'id' \
    FROM wares.migration_change WHERE after IS NOT NULL ORDER BY 1, 2, 3, 4, 5";
const NEW_ROWS: &str = "SELECT migration, 'before', r ->> 0, r -> 2, r ->> 1, r -> 3 FROM wares.migration_change, \
    jsonb_array_elements(before::jsonb) r UNION ALL SELECT migration, 'after', r ->> 0, r -> 2, r ->> 1, r -> 3 \
    FROM wares.migration_change, jsonb_array_elements(after::jsonb) r ORDER BY 1, 2, 3, 4, 5";

#[test]
fn ledger_of_version_1_is_upgraded_and_nothing_is_lost() {
    let project = of_version_1();
    let messages =
        ["the ledger has version 1", "needs version 2 (`0002_one_record_per_resource`)", "`wares db init`"];
    refused(&project, &READERS, &messages);
    let (rows, resources) = (
        project.query(OLD_ROWS),
        "SELECT root_table, root_id, kind, key, catalog, file, protect, rows::jsonb, migration FROM wares.resource ORDER BY 2",
    );
    let (owned, migrations) = (project.query(resources), project.query("TABLE wares.migration"));
    let billing = |project: &Project| {
        project.everything().into_iter().filter(|row| row[0].starts_with("public.")).collect::<Vec<_>>()
    };
    let bought = billing(&project);
    let run = project.run("db init").code(0);
    let made = run.stderr.strip_suffix(UPDATED).expect("the versions that were updated");
    assert!(
        made.starts_with("Created the tables `installation_package`, ")
            && made.ends_with(" `user_group_region`. "),
        "{made}"
    );
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    assert_eq!(versions(&project), current());
    assert_eq!(project.query(NEW_ROWS), rows);
    assert_eq!(project.query(resources), owned);
    project.run("apply --auto-approve").code(0);
    assert_eq!(project.query("TABLE wares.migration"), migrations);
    assert_eq!(billing(&project), bought);
    let run = project.run("db init").code(0);
    assert!(
        run.stderr.starts_with("Every table existed already. Names that the catalog looks up"),
        "{run:?}"
    );
    assert_eq!(project.value(WRONG_HASHES), "0");
}

/// The number of entries whose hash is not that of the text of their rows.
const WRONG_HASHES: &str =
    "SELECT count(*) FROM wares.resource WHERE hash <> encode(sha256(convert_to(rows, 'UTF8')), 'hex')";

/// The records of all migrations, with the numbers of rows before and after.
const RECORDS: &str = "SELECT m.sequence, c.sequence, root_table, coalesce(root_id, '?'), coalesce(kind, '?'), c.key, verb, \
    jsonb_array_length(before::jsonb), jsonb_array_length(after::jsonb) \
    FROM wares.migration_change c JOIN wares.migration m ON m.id = c.migration ORDER BY 1, 2";

#[test]
fn records_of_version_1_are_merged_into_one_for_each_resource() {
    let project = of_version_1();
    project.run("db init").code(0);
    let records: Vec<String> = project.query(RECORDS).iter().map(|row| row.join("  ")).collect();
    insta::assert_snapshot!(records.join("\n"), @r#"
    1  0  upgrade_group  c584ace6-8d65-8000-8000-000000000009  upgrade_group  ["Web hosting"]  create  0  3
    1  3  upgrade_group  c584ace6-8d65-8000-8000-000000000008  upgrade_group  ["Old"]  create  0  2
    1  5  item  c584ace6-8d65-8000-8000-000000000001  item  ["DMN-COM"]  create  0  5
    1  10  item  c584ace6-8d65-8000-8000-000000000002  ?  ["DMN-ORG"]  create  0  6
    1  16  item  c584ace6-8d65-8000-8000-000000000005  ?  ["TMP-FEE"]  create  0  5
    1  21  item  c584ace6-8d65-8000-8000-000000000004  package  ["HST-SLVY"]  create  0  12
    1  33  item  c584ace6-8d65-8000-8000-000000000003  package  ["HST-GLDY"]  create  0  18
    1  51  item  c584ace6-8d65-8000-8000-000000000006  extra_service  ["XSV-DB"]  create  0  13
    1  64  item  c584ace6-8d65-8000-8000-000000000007  extra_service  ["XSV-MAIL"]  create  0  7
    2  0  item  c584ace6-8d65-8000-8000-000000000003  package  ["HST-GLDY"]  change  4  5
    3  0  item  c584ace6-8d65-8000-8000-000000000002  ?  ["DMN-ORG"]  delete  3  1
    3  3  upgrade_group  ?  upgrade_group  ["Unowned"]  change  1  0
    3  4  upgrade_group  c584ace6-8d65-8000-8000-000000000008  upgrade_group  ["Old"]  delete  2  0
    4  0  upgrade_group  206ad210-f5a8-8000-8000-000000000001  upgrade_group  ["Domains"]  create  0  2
    4  2  item  00000001-0000-4000-8000-000000000000  item  ["DMN-NET"]  change  0  5
    5  0  item  2b67f9b9-a0a6-8000-8000-000000000001  item  ["PRT-FEE"]  create  0  5
    "#);
}

#[test]
fn upgraded_ledger_still_distinguishes_drift_from_edits_of_the_files() {
    let project = of_version_1();
    project.run("db init").code(0);
    project.sql("UPDATE item_price SET value = 98 WHERE value = 99");
    project.replace("packages.yaml", "EUR: 49.00", "EUR: 50.00");
    project
        .run("plan")
        .code(0)
        .says("98.00 → 99.00 (+1.0 %)  [drift")
        .says("49.00 → 50.00 (")
        .does_not_say("adopt");
    project.remove("groups.yaml");
    project.apply();
    assert_eq!(project.value(WRONG_HASHES), "0");
    let last = "SELECT verb, key FROM wares.migration_change WHERE migration = (SELECT id FROM wares.migration \
                ORDER BY sequence DESC LIMIT 1) ORDER BY sequence";
    let expected =
        [["change", "HST-SLVY"], ["change", "HST-GLDY"], ["delete", "Domains"], ["delete", "Web hosting"]]
            .map(|[verb, name]| [verb.to_owned(), format!("[\"{name}\"]")]);
    assert_eq!(project.query(last), expected);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource WHERE catalog = 'partner'"), "1");
}

#[test]
fn grants_on_the_ledger_are_kept() {
    let project = of_version_1();
    server().role("wares_upgrade_reader", None);
    project.sql(
        "GRANT USAGE ON SCHEMA public, wares TO wares_upgrade_reader; \
         GRANT SELECT ON ALL TABLES IN SCHEMA public, wares TO wares_upgrade_reader",
    );
    project.run("db init").code(0);
    let mut command = project.command("plan --detailed-exitcode");
    command.env("WARES_DATABASE_URL", project.url().replacen("wares@", "wares_upgrade_reader@", 1));
    project.sql("SET ROLE wares_upgrade_reader; TABLE wares.migration_change; TABLE wares.version");
    // The new tables need new grants, which only their owner can give.
    let run = Run::new("plan", &command.output().expect("the program runs")).code(5);
    run.says("lacks privileges to plan: SELECT on the tables `public.detail_type`")
        .says("wares db grants --reader");
    project.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO wares_upgrade_reader");
    Run::new("plan", &command.output().expect("the program runs")).code(0).says("Nothing to do");
}

#[test]
fn upgrade_by_a_user_who_does_not_own_the_ledger_is_refused() {
    let project = of_version_1();
    server().role("wares_upgrade_clerk", None);
    project.sql(
        "GRANT USAGE ON SCHEMA public, wares TO wares_upgrade_clerk; \
         GRANT ALL ON ALL TABLES IN SCHEMA public, wares TO wares_upgrade_clerk",
    );
    let before = project.everything();
    let mut command = project.command("db init");
    command.env("WARES_DATABASE_URL", project.url().replacen("wares@", "wares_upgrade_clerk@", 1));
    let run = Run::new("db init", &command.output().expect("the program runs")).code(5);
    run.says("updating the ledger to version 2")
        .says("must be owner of")
        .says("run `wares db init` as the user who owns");
    assert_eq!(project.everything(), before);
}

/// A catalog with a package, applied to a database of the current version.
fn prepared() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project
}

#[test]
fn newer_ledger_is_refused_with_its_version_and_name() {
    let project = prepared();
    project.sql(
        "UPDATE wares.version SET version = 3, name = '0003_from_the_future', tool_version = '9.9.9', \
                 billing_schema = '' WHERE component = 'ledger'; ALTER TABLE wares.version ADD more text",
    );
    let messages = [
        "the ledger has version 3 (`0003_from_the_future`, created by Wares 9.9.9)",
        "works with version 2 (`0002_one_record_per_resource`)",
        "created by a newer version of Wares: use that version or a newer one",
    ];
    refused(&project, &READERS, &messages);
    refused(&project, &["db init"], &messages);
    project.run("list --unowned").code(5).says(messages[0]);
}

#[test]
fn newer_tables_of_a_billing_system_are_refused_with_version_and_name() {
    let project = prepared();
    project.sql(
        "UPDATE wares.version SET version = 3, name = '0003_more', tool_version = '9.9.9' \
                 WHERE component = 'AtomiaBilling'",
    );
    let messages = [
        "the set of tables that Wares adds to AtomiaBilling in the schema `public` has version 3 (`0003_more`, \
         created by Wares 9.9.9)",
        "works with version 2 (`0002_package_details`)",
    ];
    refused(
        &project,
        &["plan", "apply --auto-approve", "import --out new", "list --unowned", "db init"],
        &messages,
    );
    // The version of another billing schema does not matter.
    project.sql("UPDATE wares.version SET billing_schema = 'other' WHERE component = 'AtomiaBilling'");
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn failed_migration_keeps_earlier_ones_and_the_next_run_continues() {
    let project = Project::new().file("package.yaml", PACKAGE);
    project.sql(
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$; \
         CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION refuse()",
    );
    project
        .run("db init")
        .code(5)
        .says("updating the ledger to version 2 (`0002_one_record_per_resource`) failed: not today")
        .says("`wares db init` continues from there");
    assert_eq!(project.query("TABLE wares.version"), [["1"]]);
    assert_eq!(project.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
    project.sql("DROP EVENT TRIGGER refuse");
    let run = project.run("db init").code(0);
    assert_eq!(
        run.stderr,
        format!(
            "Created the billing tables, with the rows that the catalog looks up; {MADE}. Updated the ledger from version 1 to \
             version 2.\n"
        )
    );
    project.apply();
}

/// A view that depends on the ledger prevents the migration from altering it.
#[test]
fn view_on_the_ledger_is_named_and_nothing_is_lost() {
    let project = of_version_1();
    project.sql("CREATE VIEW public.owned AS SELECT root_id FROM wares.resource");
    refused(&project, &["db init"], &["updating the ledger to version 2", "view", "continues from there"]);
    project.sql("DROP VIEW public.owned");
    project.run("db init").code(0);
    project.run("plan --detailed-exitcode").code(0);
}

fn start(project: &Project, arguments: &str) -> Child {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

fn end(child: Child) -> Run {
    Run::new("db init, in the background", &child.wait_with_output().expect("the program ends"))
}

/// Waits until `count` runs of the program are waiting for a lock.
fn until_waiting(project: &Project, count: usize) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'wares' AND wait_event_type = 'Lock'";
    let begin = Instant::now();
    while project.value(waiting) != count.to_string() {
        assert!(begin.elapsed() < Duration::from_secs(20), "`db init` should wait for a lock");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn lost_connection_during_a_migration_leaves_the_database_unchanged() {
    let project = of_version_1();
    // The migration has already altered two tables when it waits.
    project.sql(
        "CREATE FUNCTION wait() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'wares.resource') THEN \
         PERFORM pg_advisory_xact_lock(7); END IF; END $$; \
         CREATE EVENT TRIGGER wait ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION wait()",
    );
    let before = project.everything();
    let mut other = project.client();
    other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(7)").expect("a lock");
    let init = start(&project, "db init");
    until_waiting(&project, 1);
    project.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND application_name = 'wares'",
    );
    end(init).code(5).says("updating the ledger to version 2").says("`wares db init` continues from there");
    other.batch_execute("ROLLBACK").expect("an end");
    assert_eq!(project.everything(), before);
    project.run("db init").code(0).says(UPDATED);
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn migration_waits_for_a_locked_table_only_until_a_timeout() {
    let project = of_version_1();
    let before = project.everything();
    let mut other = project.client();
    other.batch_execute("BEGIN; LOCK TABLE wares.resource IN ACCESS SHARE MODE").expect("a lock");
    project.run("db init").code(5).says("lock timeout").says("other sessions are using these tables");
    other.batch_execute("ROLLBACK").expect("an end");
    assert_eq!(project.everything(), before);
}

#[test]
fn concurrent_db_init_runs_each_migration_once() {
    let fresh = Project::new().file("package.yaml", PACKAGE);
    for project in [of_version_1(), fresh] {
        // Even with this setting, the second run must see what the first one wrote while it waited.
        project.sql(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', \
             current_database()); END $$",
        );
        let mut other = project.client();
        other
            .batch_execute("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('wares.init', 0))")
            .expect("a lock");
        let both = [start(&project, "db init"), start(&project, "db init")];
        until_waiting(&project, 2);
        other.batch_execute("COMMIT").expect("an end");
        for child in both {
            end(child).code(0);
        }
        assert_eq!(versions(&project), current());
        project.apply();
    }
}

/// A table with other columns than Wares' own table of this name.
const STRANGER: &str = "CREATE TABLE public.extra_service_limit (id serial PRIMARY KEY, customer text); \
                        INSERT INTO public.extra_service_limit (customer) VALUES ('Ada')";

#[test]
fn table_of_others_with_the_name_of_an_own_table_is_refused_and_kept() {
    let messages = [
        "the schema `public` has tables with names that Wares needs, but Wares did not create them",
        "column `extra_service_limit.fk_item_id` does not exist",
        "rename the existing tables",
    ];
    let in_use = Project::new().file("package.yaml", PACKAGE).init();
    in_use.sql(&format!("DROP SCHEMA wares CASCADE; {DROP_OWN}; {STRANGER}"));
    let empty = Project::new().file("package.yaml", PACKAGE);
    empty.sql(STRANGER);
    // Version 1 accepted any table of that name as its own.
    let upgraded = of_version_1();
    upgraded.sql(&format!("DROP TABLE extra_service_limit; {STRANGER}"));
    for project in [in_use, empty, upgraded] {
        let run = project.run("db init").code(5);
        messages.iter().fold(run, |run, text| run.says(text));
        refused(&project, &["db init"], &messages);
        assert_eq!(project.query("SELECT customer FROM extra_service_limit"), [["Ada"]]);
        project.sql("ALTER TABLE extra_service_limit RENAME TO customer_limit");
        project.run("db init").code(0).says("`extra_service_limit`");
        assert_eq!(project.query("SELECT customer FROM customer_limit"), [["Ada"]]);
    }
}

#[test]
fn own_table_that_was_altered_or_dropped_is_refused() {
    let project = prepared();
    project.sql("ALTER TABLE extra_service_limit RENAME limitation TO amount");
    let messages = [
        "the set of tables that Wares adds to AtomiaBilling in the schema `public` is not as Wares created it",
        "column `extra_service_limit.limitation` does not exist",
    ];
    refused(&project, &["db init"], &messages);
    refused(&project, &["plan"], &messages[1..]);
    // A missing table is refused too, because its contents are lost.
    project.sql("DROP TABLE extra_service_limit");
    refused(&project, &["db init"], &[messages[0], "table `extra_service_limit` does not exist"]);
    project.sql(DROP_OWN);
    project.run("db init").code(0).says(MADE);
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn schema_of_others_with_the_name_wares_is_refused_and_kept() {
    for (statements, message) in [
        ("CREATE SCHEMA wares", "its tables: none"),
        (
            "CREATE SCHEMA wares; CREATE TABLE wares.resource (id serial, name text); INSERT INTO wares.resource (name) VALUES ('x')",
            "its tables: `resource`",
        ),
    ] {
        let project = Project::new().file("package.yaml", PACKAGE).init();
        project.sql(&format!("DROP SCHEMA wares CASCADE; {statements}"));
        refused(
            &project,
            &["db init"],
            &[
                "the schema `wares` exists but does not contain a ledger",
                message,
                "rename the existing schema",
            ],
        );
        project.run("plan").code(0).says("the database has no ledger");
        refused(&project, &["apply --auto-approve"], &["the database has no ledger"]);
        project.sql("ALTER SCHEMA wares RENAME TO shelf");
        project.run("db init").code(0);
        project.apply();
    }
}

#[test]
fn version_table_of_others_is_refused_and_kept() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql("DROP SCHEMA wares CASCADE; CREATE SCHEMA wares; CREATE TABLE wares.version (product text, version text); \
                 INSERT INTO wares.version VALUES ('shelf', '2.1')");
    let messages = [
        "the table `wares.version` does not belong to a ledger: it has the columns `product` and `version`",
        "rename the existing schema",
    ];
    refused(&project, &READERS, &messages);
    refused(&project, &["db init"], &messages);
    // The table of versions looks like that of version 1, but there are no other tables of a ledger.
    project.sql("DROP TABLE wares.version; CREATE TABLE wares.version (version integer); INSERT INTO wares.version VALUES (1)");
    refused(&project, &["db init"], &["updating the ledger to version 2", "does not exist"]);
}

const COURSE: &str = "kind: course\nname: Parks\ntitle: Parks\nmodules: [{ code: trees, level: advanced, hours: 8, seats: [] }]\n";
const VOUCHER: &str = "kind: voucher\nname: Spring\ncourse: Parks\nseats: 3\n";

fn with_courses() -> Project {
    let project = Project::with_test_kinds()
        .file("package.yaml", PACKAGE)
        .file("course.yaml", COURSE)
        .file("voucher.yaml", VOUCHER)
        .init();
    project.apply();
    project
}

/// The root table of a kind is missing, while the tables below it exist and have rows. These rows belong to nothing
/// that can be read, and references to the kind do not resolve.
#[test]
fn missing_root_table_hides_the_rows_that_belong_to_it() {
    let project = with_courses();
    project.comes_back();
    project.sql("DROP TABLE course CASCADE");
    assert_eq!(project.value("SELECT count(*) FROM course_module"), "1");
    let messages = [
        "the table `course` does not exist in the database, but the files need rows in it",
        "`wares db init`",
    ];
    refused(
        &project,
        &["plan", "plan --format json", "plan --format sql", "apply --auto-approve"],
        &messages,
    );
    project.run("list --unowned").code(0);
    let folder = Project::beside(&project);
    let run = folder.run("import --out .").code(0);
    assert!(!run.stdout.contains("course"), "{}", run.stdout);
    project.remove("course.yaml");
    project.remove("voucher.yaml");
    project.run("plan").code(0).says("delete voucher `Spring`");
    let damaged = [
        "the set of tables that Wares adds to Courses in the schema `public` is not as Wares created it: table \
         `course` does not exist",
    ];
    refused(&project, &["db init"], &damaged);
    project.sql("DROP TABLE course_module, course_title, course_tier, course_price");
    project.run("db init").code(0).says("Created the tables `course`, `course_module`");
    project.apply();
}

#[test]
fn tables_of_a_system_are_upgraded_from_version_to_version() {
    let project = with_courses();
    let vouchers = "SELECT version, name FROM wares.version WHERE component = 'Vouchers'";
    assert_eq!(project.query(vouchers), [["2", "0002_seats"]]);
    project.sql(
        "ALTER TABLE voucher DROP seats; UPDATE wares.version SET version = 1, name = '0001_voucher' \
                 WHERE component = 'Vouchers'",
    );
    let messages = [
        "the set of tables that Wares adds to Vouchers in the schema `public` has version 1, but this program needs \
         version 2 (`0002_seats`)",
        "run `wares db init` to bring it up to date",
    ];
    refused(&project, &["plan", "apply --auto-approve", "import --out new", "list --unowned"], &messages);
    // The second migration fails because its column already exists.
    project.sql("ALTER TABLE voucher ADD seats text");
    refused(&project, &["db init"], &["to version 2 (`0002_seats`) failed", "already exists"]);
    project.sql("ALTER TABLE voucher DROP seats");
    let run = project.run("db init").code(0);
    assert_eq!(
        run.stderr,
        "Updated the set of tables that Wares adds to Vouchers in the schema `public` from version 1 to version 2.\n"
    );
    assert_eq!(project.query(vouchers), [["2", "0002_seats"]]);
    project.run("plan").code(0).says("drift");
    project.apply();
}

/// Without a ledger it is not known which version the tables have. Tables that are exactly as this version creates them
/// are accepted.
#[test]
fn valid_tables_are_accepted_if_the_ledger_is_lost() {
    let project = with_courses();
    project.sql("DROP SCHEMA wares CASCADE");
    let run = project.run("db init").code(0);
    assert_eq!(run.stderr, "Created the ledger (schema `wares`).\n");
    assert_eq!(versions(&project).len(), 5);
    assert_eq!(project.value("SELECT count(*) FROM voucher"), "1");
    project.apply();
    project.sql("DROP SCHEMA wares CASCADE; DROP TABLE course_title");
    project.run("db init").code(5).says("Wares did not create them: table `course_title` does not exist");
}

#[test]
fn migration_numbers_must_be_consecutive() {
    let names = |names: &[&'static str]| {
        let all = names.iter().map(|name| Migration { name, sql: "" });
        are_in_order(&all.collect::<Vec<_>>())
    };
    assert!(names(&[]) && names(&["0001_a"]) && names(&["0001_a", "0002_b"]));
    let wrong: [&[&str]; 6] =
        [&["0000_a"], &["0002_a"], &["0001_a", "0003_b"], &["1_a"], &["0001a_"], &["0001_"]];
    for wrong in wrong {
        assert!(!names(wrong), "{wrong:?}");
    }
}
