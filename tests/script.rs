//! `plan --format sql`: the script does exactly what `apply` does, completely or not at all.

use crate::adopt;
use crate::support::{GROUP, ITEM, Project, Run, psql};
use postgres::{Client, NoTls};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
  - { every: 1 month, prices: { EUR: 9.90 } }
limits: { space_mb: 3072, mailboxes: unlimited }
properties: { tos: defaultTOS }
shop: { order: 10, name: Best, properties: { badge: new } }
";

/// A catalog with a package, its upgrade group and an item, applied.
fn applied() -> Project {
    let project =
        Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).file("item.yaml", ITEM).init();
    project.apply();
    project
}

/// Copies a project's database, and returns the URL of the copy.
fn twin(project: &Project) -> String {
    static TWINS: AtomicUsize = AtomicUsize::new(0);
    let name = project.value("SELECT current_database()");
    let twin = format!("{name}_twin_{}", TWINS.fetch_add(1, Ordering::Relaxed));
    let url = |database: &str| project.url().replacen(&format!("/{name}?"), &format!("/{database}?"), 1);
    let mut client = Client::connect(&url("postgres"), NoTls).expect("a connection");
    let begin = Instant::now();
    // The server may need a moment to end a session after its connection was closed.
    while let Err(error) = client.batch_execute(&format!("CREATE DATABASE {twin} TEMPLATE {name}")) {
        assert!(begin.elapsed() < Duration::from_secs(10), "{error:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    url(&twin)
}

/// The plan as a script.
fn script(project: &Project) -> String {
    project.run("plan --format sql").code(0).stdout
}

#[track_caller]
fn runs(url: &str, script: &str) {
    let output = psql(url, script);
    assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
}

/// Asserts that a script fails with a message that contains `expected`, and changes nothing.
#[track_caller]
fn raises(url: &str, script: &str, expected: &str) {
    let before = everything(url);
    let output = psql(url, script);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}\n{script}");
    assert!(stderr.contains(expected), "the error should contain `{expected}`: {stderr}");
    assert_eq!(everything(url), before);
}

/// Every row of every table with its id, except for the times of writing and the header of the migration.
fn everything(url: &str) -> Vec<String> {
    let mut client = Client::connect(url, NoTls).expect("a connection");
    let tables = client
        .query(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables \
             WHERE table_schema IN ('public', 'wares') AND table_type = 'BASE TABLE' ORDER BY 1",
            &[],
        )
        .expect("tables");
    let times = "'created_time' - 'last_change_time' - 'applied_at' - 'header'";
    let rows = tables.iter().flat_map(|table| {
        let table: String = table.get(0);
        let select = format!("SELECT '{table} ' || (to_jsonb(t) - {times})::text FROM {table} t ORDER BY 1");
        client.query(&select, &[]).expect("rows")
    });
    rows.map(|row| row.get(0)).collect()
}

/// Applies the plan to the project's database, and runs the script in a copy of it. Asserts that both databases then
/// have the same rows and match the files. Returns the URL of the copy.
#[track_caller]
fn assert_same_as_apply(project: &Project) -> String {
    let twin = twin(project);
    let script = script(project);
    runs(&twin, &script);
    project.apply();
    let (expected, found) = (everything(project.url()), everything(&twin));
    let missing: Vec<_> = expected.iter().filter(|row| !found.contains(row)).collect();
    let added: Vec<_> = found.iter().filter(|row| !expected.contains(row)).collect();
    assert!(missing.is_empty() && added.is_empty(), "missing {missing:#?}\nadded {added:#?}");
    assert_eq!(found, expected);
    assert_nothing_to_do(project, &twin);
    twin
}

/// Asserts that the plan for a copy of the database is empty.
#[track_caller]
fn assert_nothing_to_do(project: &Project, twin: &str) {
    let mut command = project.command("plan --detailed-exitcode");
    let output = command.env("WARES_DATABASE_URL", twin).output().expect("the program runs");
    Run::new("plan of the twin", &output).code(0).says("Nothing to do");
}

fn run_sql(url: &str, statements: &str) {
    Client::connect(url, NoTls).expect("a connection").batch_execute(statements).expect(statements);
}

#[test]
fn script_creates_a_catalog_as_apply_does() {
    let project =
        Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).file("item.yaml", ITEM).init();
    assert_same_as_apply(&project);
}

#[test]
fn script_creates_every_example_as_apply_does() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in std::fs::read_dir(examples).expect("examples").flatten() {
        if example.path().join("wares.yaml").is_file() {
            let project = Project::example(example.file_name().to_str().expect("UTF-8")).init();
            if let Ok(platform) = std::fs::read_to_string(example.path().join("platform.sql")) {
                project.sql(&platform);
            }
            assert_same_as_apply(&project);
        }
    }
}

#[test]
fn script_changes_adds_deletes_and_revives_as_apply_does() {
    let project = applied();
    project.replace("package.yaml", "EUR: 99.00", "EUR: 89.90");
    project.replace(
        "package.yaml",
        "  - { every: 1 month, prices: { EUR: 9.90 } }\n",
        "  - { every: 2 years, prices: { EUR: 150 } }\n",
    );
    project.replace("package.yaml", ", mailboxes: unlimited", "");
    project.replace("package.yaml", "order: 10, name: Best, properties: { badge: new }", "order: 20");
    project.replace("package.yaml", "name: Gold", "name: { en: Gold, de: Gold }");
    project.replace("group.yaml", "level: 2", "level: 3, upgradeable: false");
    assert_same_as_apply(&project);
    project.remove("item.yaml");
    assert_same_as_apply(&project);
    project.write("item.yaml", &format!("{ITEM}taxes: {{ tax1: VAT }}\nprotect: true\n"));
    assert_same_as_apply(&project);
    project.remove("group.yaml");
    assert_same_as_apply(&project);
    project.replace("package.yaml", "limits: { space_mb: 3072 }\n", "");
    assert_same_as_apply(&project);
    project.remove("package.yaml");
    project.write("wares.yaml", &format!("{}release: [HST-GLDY]\n", project.read("wares.yaml")));
    assert_same_as_apply(&project);
}

#[test]
fn script_adopts_as_apply_does() {
    let project = Project::new().file("item.yaml", ITEM).init();
    project.sql(&adopt::item(1, "DMN-COM"));
    project.sql("INSERT INTO item_property SELECT gen_random_uuid(), id, 'tos', 'old', '' FROM item");
    assert_same_as_apply(&project);
    assert_eq!(project.query("SELECT id, category FROM item"), [[adopt::id(1), "TLD".into()]]);
}

#[test]
fn script_creates_articles_that_renew_as_other_new_articles() {
    // `DMN-COM` refers to an article that comes after it, `ZZZ-Z` to one that comes before it.
    let project = Project::new()
        .file("a.yaml", &format!("{ITEM}renewal_item: ZZZ-RENEW\n"))
        .file("b.yaml", &ITEM.replace("DMN-COM", "ZZZ-RENEW"))
        .file("c.yaml", &ITEM.replace("DMN-COM", "ZZZ-Z").replace("prices", "renewal_item: DMN-COM\nprices"))
        .init();
    assert_same_as_apply(&project);
    let renewals = "SELECT i.article_number, r.article_number FROM item i JOIN item r ON r.id = i.renewal_item_id ORDER BY 1";
    assert_eq!(project.query(renewals), [["DMN-COM", "ZZZ-RENEW"], ["ZZZ-Z", "DMN-COM"]]);
}

/// Strings that could break a script, each as YAML writes it between double quotes and as its value.
const TEXTS: &[(&str, &str)] = &[
    ("it's \\\"quoted\\\"", "it's \"quoted\""),
    ("''", "''"),
    ("back\\\\slash \\\\n \\\\'", "back\\slash \\n \\'"),
    ("$wares$ $$ $wares_0$ $1", "$wares$ $$ $wares_0$ $1"),
    ("two\\nlines\\r\\n\\\\. \\n-- end", "two\nlines\r\n\\. \n-- end"),
    ("\\n\\\\q\\n\\\\! false\\n:x :'x' :\\\"x\\\"", "\n\\q\n\\! false\n:x :'x' :\"x\""),
    ("'; drop table item; --", "'; drop table item; --"),
    ("'; END $$; DROP TABLE item; --", "'; END $$; DROP TABLE item; --"),
    ("Größe – 日本 😀 %s %", "Größe – 日本 😀 %s %"),
    ("/* */ E'\\\\x' U&'\\\\0041'", "/* */ E'\\x' U&'\\0041'"),
];

fn with_texts() -> String {
    let properties: String =
        TEXTS.iter().enumerate().map(|(number, (yaml, _))| format!("  p{number}: \"{yaml}\"\n")).collect();
    format!("{ITEM}properties:\n{properties}description: \"{}\"\n", TEXTS[4].0)
}

#[test]
fn script_writes_special_characters_unchanged() {
    let project = Project::new().file("item.yaml", &with_texts()).init();
    assert_same_as_apply(&project);
    let values: Vec<String> = project.query("SELECT value FROM item_property ORDER BY name").concat();
    assert_eq!(values, TEXTS.iter().map(|(_, text)| (*text).to_owned()).collect::<Vec<_>>());
}

#[test]
fn script_changes_and_deletes_strings_with_special_characters() {
    let project = Project::new().file("item.yaml", &with_texts()).init();
    project.apply();
    project.write("item.yaml", &with_texts().replace(": \"", ": \"2"));
    assert_same_as_apply(&project);
    project.write("item.yaml", ITEM);
    assert_same_as_apply(&project);
}

#[test]
fn script_writes_names_and_paths_with_special_characters() {
    let project =
        Project::new().file("it's $wares$ ü.yaml", &ITEM.replace("DMN-COM", "\"it's $$ \\\\ ü\"")).init();
    project.write("g.yaml", "kind: upgrade_group\nname: \"'; drop table item; -- ü\"\nmembers: [{ item: \"it's $$ \\\\ ü\", level: 1 }]\n");
    assert_same_as_apply(&project);
    assert_eq!(project.value("SELECT article_number FROM item"), "it's $$ \\ ü");
    assert_eq!(project.value("SELECT name FROM upgrade_group"), "'; drop table item; -- ü");
}

#[test]
fn script_does_not_depend_on_settings_of_the_database() {
    let project = Project::new().file("item.yaml", &with_texts()).init();
    let twin = twin(&project);
    let settings = ["search_path = nowhere", "standard_conforming_strings = off", "backslash_quote = on"];
    for setting in settings {
        let alter = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting}', current_database()); END $$"
        );
        run_sql(&twin, &alter);
    }
    runs(&twin, &script(&project));
    run_sql(&twin, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database()); END $$");
    project.apply();
    assert_eq!(everything(&twin), everything(project.url()));
}

#[test]
fn script_records_the_same_migration_header_as_apply() {
    let project = applied();
    project.replace("package.yaml", "99.00", "89.00");
    let twin = assert_same_as_apply(&project);
    let header = "SELECT header::text FROM wares.migration ORDER BY sequence DESC LIMIT 1";
    let row =
        Client::connect(&twin, NoTls).expect("a connection").query_one(header, &[]).expect("a migration");
    assert_eq!(row.get::<_, Option<String>>(0), Some(project.value(header)));
}

#[test]
fn script_of_an_empty_plan_writes_nothing() {
    let project = applied();
    let script = script(&project);
    assert!(script.contains("nothing to do"), "{script}");
    let before = everything(project.url());
    runs(project.url(), &script);
    assert_eq!(everything(project.url()), before);
}

#[test]
fn script_of_a_plan_that_only_refreshes_the_ledger_does_so() {
    let project = applied();
    project.remove("item.yaml");
    project.write("moved.yaml", ITEM);
    assert_same_as_apply(&project);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource WHERE file = 'moved.yaml'"), "1");
}

#[test]
fn script_fails_when_it_is_run_again() {
    let project = applied();
    project.replace("package.yaml", "99.00", "89.00");
    let script = script(&project);
    runs(project.url(), &script);
    raises(project.url(), &script, "another migration of this catalog has been applied");
}

#[test]
fn script_fails_if_the_ledger_has_another_version() {
    let project = applied();
    project.replace("package.yaml", "99.00", "89.00");
    let script = script(&project);
    let message = "this script was made for version 2 of the ledger, but the ledger has another version";
    project.sql("UPDATE wares.version SET version = 3 WHERE component = 'ledger'");
    raises(project.url(), &script, message);
    project.sql("UPDATE wares.version SET version = 2 WHERE component = 'ledger'");
    project.sql("ALTER TABLE wares.version RENAME TO kept; CREATE TABLE wares.version (version integer); INSERT INTO wares.version VALUES (1)");
    raises(project.url(), &script, message);
    project.sql("DROP TABLE wares.version; ALTER TABLE wares.kept RENAME TO version");
    runs(project.url(), &script);
}

#[test]
fn first_script_of_a_catalog_fails_when_it_is_run_again() {
    let project = Project::new().file("item.yaml", ITEM).init();
    let script = script(&project);
    runs(project.url(), &script);
    raises(project.url(), &script, "another migration of this catalog has been applied");
}

#[test]
fn script_fails_after_another_apply() {
    let project = applied();
    project.replace("package.yaml", "99.00", "89.00");
    let stale = script(&project);
    project.replace("item.yaml", "12.00", "13.00");
    project.apply();
    raises(project.url(), &stale, "another migration of this catalog has been applied");
}

/// Runs a script in a copy of the database that was edited after the script was made. Returns what happened if the
/// script did not fail with a message that contains `expected`, or if it changed anything.
fn unless_refused(project: &Project, script: &str, edit: &str, expected: &str) -> Option<String> {
    let twin = twin(project);
    run_sql(&twin, edit);
    let before = everything(&twin);
    let output = psql(&twin, script);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let raised = output.status.code() == Some(3) && stderr.contains(expected) && everything(&twin) == before;
    (!raised).then(|| format!("{edit}: exit {:?} {stderr}", output.status.code()))
}

#[test]
fn script_does_not_overwrite_rows_that_changed_meanwhile() {
    let edits = [
        "UPDATE item_price SET value = 98 WHERE value = 99",
        "UPDATE item_price SET enabled = false WHERE value = 99",
        "DELETE FROM item_price WHERE value = 99",
        "UPDATE item SET category = 'Other' WHERE article_number = 'HST-GLDY'",
        "UPDATE item SET article_number = 'OTHER' WHERE article_number = 'HST-GLDY'",
        "DELETE FROM item_property WHERE name = 'tos'",
        "UPDATE item_property SET value = 'DEFAULTtos' WHERE name = 'tos'",
        "UPDATE service_limitation SET limitation = 1 WHERE limitation = 3072",
        "UPDATE upgrade_group_member SET upgrade_level = 9",
        "UPDATE item SET deleted = true WHERE article_number = 'DMN-COM'",
    ];
    let project = applied();
    project.sql(
        "INSERT INTO shop_item_category SELECT gen_random_uuid(), fk_reseller_id, 'FreePackage', false FROM shop",
    );
    project.replace("package.yaml", "EUR: 99.00", "EUR: 89.00");
    project.replace("package.yaml", "category: HostingPackage", "category: FreePackage");
    project.replace("package.yaml", "tos: defaultTOS", "tos: other");
    project.replace("package.yaml", "space_mb: 3072", "space_mb: 4096");
    project.replace("group.yaml", "level: 2", "level: 3");
    project.remove("item.yaml");
    let script = script(&project);
    let not_refused: Vec<String> = edits
        .iter()
        .filter_map(|edit| unless_refused(&project, &script, edit, "differs from the plan"))
        .collect();
    assert_eq!(not_refused, [""; 0]);
    assert_same_as_apply(&project);
}

#[test]
fn script_does_not_create_rows_that_appeared_meanwhile() {
    let of_gold = "FROM item WHERE article_number = 'HST-GLDY'";
    let additions = [
        format!("INSERT INTO item_property SELECT gen_random_uuid(), id, 'new', 'x', '' {of_gold}"),
        format!("INSERT INTO renewal_period SELECT gen_random_uuid(), id, 3, 'YEAR' {of_gold}"),
        "INSERT INTO item_price SELECT gen_random_uuid(), 'RenewalItemPrice', r.id, c.id, 1, true, NULL, NULL, p.id, NULL \
         FROM reseller r, currency c, renewal_period p WHERE c.code = 'USD' AND p.renewal_period_unit = 'MONTH'"
            .to_owned(),
        format!(
            "INSERT INTO international SELECT gen_random_uuid(), 'Item.Name', g.id, 'Gold', l.id \
             FROM (SELECT id {of_gold}) g, language l WHERE iso_639_name = 'de'"
        ),
        "INSERT INTO service_limitation SELECT gen_random_uuid(), 5, c.id, s.id FROM package_configuration c, service s \
         WHERE s.name = 'databases'"
            .to_owned(),
        "INSERT INTO upgrade_group_member SELECT gen_random_uuid(), g.id, i.id, 1, true, true, true, true \
         FROM upgrade_group g, item i WHERE article_number = 'DMN-COM'"
            .to_owned(),
        "INSERT INTO shop_item SELECT gen_random_uuid(), 0, i.id, s.id FROM item i, shop s WHERE article_number = 'DMN-COM'"
            .to_owned(),
        adopt::item(1, "HST-NEW"),
        "INSERT INTO upgrade_group VALUES (gen_random_uuid(), 'New group')".to_owned(),
    ];
    let project = applied();
    project.replace("item.yaml", "prices:", "shop: false\nprices:");
    project.apply();
    project.replace("item.yaml", "shop: false\n", "");
    project.sql("INSERT INTO service VALUES (gen_random_uuid(), 'databases')");
    project.replace("package.yaml", "tos: defaultTOS", "tos: defaultTOS, new: y");
    project.replace(
        "package.yaml",
        "{ EUR: 9.90 } }",
        "{ EUR: 9.90, USD: 10 } }\n  - { every: 3 years, prices: { EUR: 200 } }",
    );
    project.replace("package.yaml", "name: Gold", "name: { en: Gold, de: Gold }");
    project.replace("package.yaml", "space_mb: 3072,", "space_mb: 3072, databases: 5,");
    project.replace("group.yaml", "level: 2 }", "level: 2 }\n  - { item: DMN-COM, level: 1 }");
    project.write("new.yaml", &ITEM.replace("DMN-COM", "HST-NEW"));
    project.write("newgroup.yaml", &GROUP.replace("Web hosting", "New group"));
    let script = script(&project);
    let not_refused: Vec<String> = additions
        .iter()
        .filter_map(|row| {
            unless_refused(&project, &script, row, "already has a row with the key of the new row")
        })
        .collect();
    assert_eq!(not_refused, [""; 0]);
    assert_same_as_apply(&project);
}

#[test]
fn script_does_not_create_rows_that_appeared_in_another_case() {
    let of_gold = "FROM item WHERE article_number = 'HST-GLDY'";
    let additions = [
        format!("INSERT INTO item_property SELECT gen_random_uuid(), id, 'NEW', 'x', '' {of_gold}"),
        format!("INSERT INTO renewal_period SELECT gen_random_uuid(), id, 3, 'year' {of_gold}"),
    ];
    let project = applied();
    project.replace("package.yaml", "tos: defaultTOS", "tos: defaultTOS, new: y");
    project.replace("package.yaml", "limits:", "  - { every: 3 years, prices: { EUR: 200 } }\nlimits:");
    let script = script(&project);
    let not_refused: Vec<String> = additions
        .iter()
        .filter_map(|row| {
            unless_refused(&project, &script, row, "already has a row with the key of the new row")
        })
        .collect();
    assert_eq!(not_refused, [""; 0]);
}

#[test]
fn script_does_not_create_an_article_that_was_restored_by_hand() {
    let project = Project::new().init();
    project.sql("INSERT INTO shop_item_category SELECT gen_random_uuid(), id, 'TLD', false FROM reseller");
    project.sql(&[adopt::item(1, "DMN-COM"), adopt::item(2, "DMN-COM")].concat());
    project.sql("UPDATE item SET deleted = true");
    project.write("item.yaml", ITEM);
    let script = script(&project);
    let edit = format!("UPDATE item SET deleted = false WHERE id = '{}'", adopt::id(1));
    assert_eq!(
        unless_refused(&project, &script, &edit, "already has a row with the key of the new row"),
        None
    );
    assert_same_as_apply(&project);
}

#[test]
fn script_does_not_delete_rows_with_new_references() {
    let project = applied();
    project.replace("package.yaml", "  - { every: 1 month, prices: { EUR: 9.90 } }\n", "");
    let month = "FROM renewal_period WHERE renewal_period_unit = 'MONTH'";
    project.sql("CREATE SCHEMA crm; CREATE TABLE crm.contract (period uuid REFERENCES renewal_period ON DELETE CASCADE)");
    let script = script(&project);
    let twin = twin(&project);
    run_sql(&twin, &format!("INSERT INTO crm.contract SELECT id {month}"));
    let output = psql(&twin, &script);
    let count = Client::connect(&twin, NoTls)
        .expect("a connection")
        .query_one("SELECT count(*) FROM crm.contract", &[]);
    assert_eq!(count.expect("a count").get::<_, i64>(0), 1);
    assert_eq!(output.status.code(), Some(3));
    let edit = format!(
        "INSERT INTO subscription SELECT gen_random_uuid(), fk_item_id, id, 1, true, 1, NULL, NULL, now(), now() {month}"
    );
    assert_eq!(unless_refused(&project, &script, &edit, "subscription"), None);
}

/// The new member is the deleted article, in a group that no catalog owns.
#[test]
fn script_does_not_delete_an_article_that_became_a_member() {
    let project = applied();
    project.remove("item.yaml");
    let script = script(&project);
    let edit = "INSERT INTO upgrade_group VALUES ('00000000-0000-0000-0000-000000000001', 'Other'); INSERT INTO upgrade_group_member \
                SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000001', id, 1, true, true, true, true \
                FROM item WHERE article_number = 'DMN-COM'";
    assert_eq!(unless_refused(&project, &script, edit, ""), None);
}

#[test]
fn script_waits_for_the_lock_of_a_running_apply() {
    let project = applied();
    project.replace("package.yaml", "99.00", "89.00");
    let script = format!("SET lock_timeout = 200;\n{}", script(&project));
    let mut other = project.client();
    other
        .batch_execute("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('wares.apply.public', 0))")
        .expect("a lock");
    raises(project.url(), &script, "lock timeout");
    other.batch_execute("ROLLBACK").expect("an end");
    runs(project.url(), &script);
}

#[test]
fn invalid_catalog_prints_no_script() {
    let project = applied();
    project.replace("package.yaml", "space_mb: 3072", "space_mbs: 3072");
    let run = project.run("plan --format sql").code(1);
    assert_eq!(run.stdout.matches("BEGIN").count(), 0, "{}", run.stdout);
}
