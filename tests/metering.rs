//! Tests kinds whose tables look like those of other systems: their resources are applied, changed, imported, deleted
//! and created again, by the program and by a script.

use crate::support::Project;

const SEGMENTS: &str = "\
kind: segment
code: everyone
title: Everyone
---
kind: segment
code: agencies
title: Agencies
within: everyone
";

const METERS: &str = "\
kind: meter
code: requests
aggregation: count
settings: { window: 60, rates: [1.50, 2], note: 'a \"b\" \\ c' }
dimensions: [region, 'a \"b\" \\ c']
---
kind: meter
code: storage
aggregation: max
dimensions: []
";

const PLANS: &str = "\
kind: plan_version
plan: basic
version: 1
segment: agencies
charges:
  - meter: requests
    amount: 49.00
    currency: EUR
    filters: [{ name: region, allowed: [eu, 'us, ca'] }]
---
kind: plan_version
plan: basic
version: 2
billed: yearly
charges:
  - { meter: requests, amount: 59.5, currency: EUR }
  - { meter: storage, amount: 0.05, currency: EUR }
";

fn project() -> Project {
    Project::metering().file("segments.yaml", SEGMENTS).file("meters.yaml", METERS).file("plans.yaml", PLANS)
}

fn applied() -> Project {
    let project = project();
    project.apply();
    project.comes_back();
    project
}

#[test]
fn every_type_of_id_and_column_is_written_and_read_back() {
    let project = applied();
    let values = "SELECT p.code, p.version, p.billed, s.code, m.code, c.amount_cents, m.settings, m.dimensions, f.allowed \
        FROM plan p LEFT JOIN segment s ON s.uid = p.segment_uid JOIN charge c ON c.plan_id = p.id \
        JOIN meter m ON m.ulid = c.meter_ulid LEFT JOIN charge_filter f ON f.charge_id = c.id ORDER BY 1, 2, 5";
    let rows: Vec<String> = project.query(values).into_iter().map(|row| row.join(" | ")).collect();
    insta::assert_snapshot!(rows.join("\n"), @r#"
    basic | 1 | monthly | agencies | requests | 4900 | {"note": "a \"b\" \\ c", "rates": [1.5, 2], "window": 60} | {region,"a \"b\" \\ c"} | {eu,"us, ca"}
    basic | 2 | yearly | ∅ | requests | 5950 | {"note": "a \"b\" \\ c", "rates": [1.5, 2], "window": 60} | {region,"a \"b\" \\ c"} | ∅
    basic | 2 | yearly | ∅ | storage | 5 | {} | {} | ∅
    "#);
    assert_eq!(project.value("SELECT count(*) FROM meter WHERE ulid ~ '^[0-7][0-9A-HJKMNP-TV-Z]{25}$'"), "2");
    assert_eq!(project.value("SELECT count(*) FROM segment WHERE uid ~ '^[0-9A-HJKMNP-TV-Z]{26}$'"), "2");
    // The ledger has the generated ids and the names of the physical tables.
    let ids = "SELECT count(*) FROM wares.resource r JOIN plan p ON r.root_table = 'plan' AND r.root_id = p.id::text";
    assert_eq!(project.value(ids), "2");
    assert_eq!(project.value("SELECT count(*) FROM wares.resource WHERE rows LIKE '%new %'"), "0");
}

#[test]
fn minor_units_are_shown_as_amounts_and_two_column_keys_as_names() {
    let project = applied();
    project.replace("plans.yaml", "amount: 49.00", "amount: 52.00");
    project.replace("meters.yaml", "window: 60", "window: 90");
    project.replace("meters.yaml", "aggregation: max", "aggregation: sum");
    project.replace("segments.yaml", "within: everyone\n", "");
    insta::assert_snapshot!(project.run("plan").code(0).changes().join("\n"), @r#"
    ~ change meter `requests`  meters.yaml:1
        ~ settings: {"note":"a \"b\" \\ c","rates":[1.5,2],"window":60} → {"note":"a \"b\" \\ c","rates":[1.5,2],"window":90}
    ~ change meter `storage`  meters.yaml:7  [possibly worse]
        ~ aggregation: max → sum  [possibly worse]
    ~ change plan_version `basic, 1`  plans.yaml:1  [possibly worse]
        ~ charges[requests].amount: 49.00 → 52.00 (+6.1 %)  [possibly worse]
    ~ change segment `agencies`  segments.yaml:5
        ~ within: everyone → unset
    "#);
    project.apply();
    project.comes_back();
    assert_eq!(project.value("SELECT count(*) FROM charge WHERE amount_cents = 5200"), "1");
    project.run("describe plan_version basic").code(1);
    project.run("list").code(0).says("basic, 1").says("basic, 2");
}

#[test]
fn edits_in_the_database_are_drift() {
    let project = applied();
    project.sql("UPDATE charge SET amount_cents = 1 WHERE amount_cents = 5950");
    // The price guard also covers amounts in minor units.
    project.run("plan").code(4).says("refused[G01]").says("0.01 → 59.50");
    project.allow("price-change");
    project.apply();
    for edit in [
        "UPDATE charge SET amount_cents = 1 WHERE amount_cents = 5950",
        "UPDATE meter SET settings = settings || '{\"window\": 61}' WHERE code = 'requests'",
        "UPDATE meter SET dimensions = dimensions || 'more'::varchar WHERE code = 'storage'",
        "UPDATE meter SET aggregation = 'sum' WHERE code = 'storage'",
        "UPDATE segment SET parent_uid = NULL",
        "UPDATE charge_filter SET allowed = array_append(allowed, NULL)",
        "UPDATE plan SET segment_uid = NULL",
        "UPDATE plan SET version = 7 WHERE version = 1",
    ] {
        project.sql(edit);
        let plan = project.run("plan --detailed-exitcode").code(2);
        assert!(plan.stdout.contains("drift"), "{edit}: {}", plan.stdout);
        project.apply();
        project.comes_back();
    }
    // JSON that is written differently but means the same is not a change.
    project.sql("UPDATE meter SET settings = '{\"note\": \"a \\\"b\\\" \\\\ c\", \"rates\": [1.5, 2.0], \"window\": 60.0}' WHERE code = 'requests'");
    project.run("plan --detailed-exitcode").code(0);
    // A value that the files leave to the database is not managed, even if someone changes it.
    project.sql("UPDATE plan SET billed = 'weekly' WHERE version = 1");
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn removed_rows_are_marked_as_deleted_at_every_level_and_can_return() {
    let project = applied();
    let storage = "  - { meter: storage, amount: 0.05, currency: EUR }\n";
    project.replace("plans.yaml", storage, "");
    project.replace("plans.yaml", "  - meter: requests\n    amount: 49.00\n    currency: EUR\n    filters: [{ name: region, allowed: [eu, 'us, ca'] }]\n", "  []\n");
    project.apply();
    project.comes_back();
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM charge"), [["3", "2"]]);
    // Rows below a row that is marked as deleted stay.
    assert_eq!(project.value("SELECT count(*) FROM charge_filter"), "1");
    project.write("plans.yaml", PLANS);
    project.apply();
    project.comes_back();
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM charge"), [["5", "2"]]);

    project.remove("plans.yaml");
    project.remove("meters.yaml");
    project.apply();
    project.comes_back();
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM plan"), [["2", "2"]]);
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM meter"), [["2", "2"]]);
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM charge"), [["5", "5"]]);
    project.write("plans.yaml", PLANS);
    project.write("meters.yaml", METERS);
    let plan =
        project.run("plan").code(0).says("revive meter `requests`").says("create plan_version `basic, 1`");
    assert!(!plan.stdout.contains("create meter"), "{}", plan.stdout);
    project.apply();
    project.comes_back();
    // The meters are the same rows as before; the plans are new ones.
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM meter"), [["2", "0"]]);
    assert_eq!(project.query("SELECT count(*), count(deleted_at) FROM plan"), [["4", "2"]]);
}

#[test]
fn segment_that_others_refer_to_cannot_be_deleted() {
    let project = applied();
    project.sql("INSERT INTO segment VALUES ('by-hand', 'theirs', 'Theirs', (SELECT uid FROM segment WHERE code = 'everyone'))");
    project.write("segments.yaml", "kind: segment\ncode: agencies\ntitle: Agencies\n");
    project
        .run("plan")
        .code(4)
        .says("segment `everyone` cannot be deleted: 1 row refers to it from `segment`");
    project.sql("DELETE FROM segment WHERE uid = 'by-hand'");
    project.apply();
    project.comes_back();
    assert_eq!(project.value("SELECT count(*) FROM segment"), "1");
}

#[test]
fn live_rows_are_imported_and_plan_no_change() {
    let project = applied();
    project.sql("INSERT INTO segment VALUES ('free text', 'partners', 'Partners', NULL)");
    project.sql("INSERT INTO meter VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'seats', 'max', '{}', '{}', NULL, NULL, now(), now())");
    // Rows without the constant values of their tables are not imported.
    project.sql("INSERT INTO meter VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAW', 'old', 'max', '{}', '{}', 'me', NULL, now(), now())");
    project
        .sql("INSERT INTO plan (code, version, parent_id) SELECT 'basic', 1, id FROM plan WHERE version = 1");
    let folder = Project::beside(&project);
    folder.run("import --out . --catalog test").code(0);
    folder.run("plan --detailed-exitcode").code(0);
    folder.run("list").code(0).says("partners").says("seats").says("basic, 2");
    folder.apply();
    folder.comes_back();
}

#[test]
fn script_generates_ids_and_writes_what_apply_writes() {
    let (project, other) = (applied(), project());
    let script = other.run("plan --format sql").code(0).stdout;
    other.sql(&script);
    other.comes_back();
    let content = "SELECT p.code, p.version, c.amount_cents, f.allowed::text FROM plan p JOIN charge c ON c.plan_id = p.id \
        LEFT JOIN charge_filter f ON f.charge_id = c.id ORDER BY 1, 2, 3";
    assert_eq!(other.query(content), project.query(content));
    let hashes =
        "SELECT count(*) FROM wares.resource WHERE hash = encode(sha256(convert_to(rows, 'UTF8')), 'hex')";
    assert_eq!(other.value(hashes), "6");
    other.write("plans.yaml", &PLANS.replace("59.5", "60"));
    other.write("meters.yaml", &METERS.replace("aggregation: max", "aggregation: sum"));
    other.write("segments.yaml", &SEGMENTS.replace("Everyone", "All"));
    let script = other.run("plan --format sql").code(0).stdout;
    other.sql(&script);
    other.comes_back();
    other.remove("plans.yaml");
    let script = other.run("plan --format sql").code(0).stdout;
    other.sql(&script);
    other.comes_back();
    assert_eq!(other.query("SELECT count(*), count(deleted_at) FROM charge"), [["3", "3"]]);
    // Rows of one table that refer to each other can be deleted together. (Plans that are only marked as deleted would
    // still refer to them.)
    other.sql("UPDATE plan SET segment_uid = NULL");
    other.remove("segments.yaml");
    let script = other.run("plan --format sql").code(0).stdout;
    other.sql(&script);
    other.comes_back();
    assert_eq!(other.value("SELECT count(*) FROM segment"), "0");
}

#[test]
fn amount_with_too_many_decimals_for_minor_units_is_refused() {
    let project = project();
    project.replace("plans.yaml", "amount: 0.05", "amount: 0.005");
    project
        .run("plan")
        .code(1)
        .says("the database keeps only 2 decimal places of 0.005")
        .says("write an amount with at most 2 decimal places");
}

#[test]
fn column_of_an_unexpected_type_stops_the_plan() {
    let project = applied();
    project.sql("ALTER TABLE charge_filter ALTER allowed TYPE jsonb USING to_jsonb(allowed)");
    project.run("plan").code(5).says("column `charge_filter.allowed` is of type jsonb, not of type text[]");
}

#[test]
fn missing_sequence_stops_the_apply_and_names_the_column() {
    let project = project();
    project.sql("ALTER SEQUENCE plan_id_seq OWNED BY NONE");
    project.run("apply --auto-approve").code(5).says("`plan.id` has no sequence");
    assert_eq!(project.value("SELECT count(*) FROM segment"), "0");
}
