//! Tests `wares import`: the files that it writes describe the database, so that a plan for them is empty.

use crate::support::{ITEM, Project, TABLES};
use crate::upgrade::{DROP_OWN, MADE};
use serde_json::Value;
use std::process::Stdio;

/// A project whose database has the rows of `tests/import/live.sql`.
fn live() -> Project {
    let project = Project::new().init();
    project.sql(include_str!("import/live.sql"));
    project
}

/// Imports a project's database into an empty folder.
#[track_caller]
fn import(from: &Project, options: &str) -> (Project, Value) {
    let folder = Project::beside(from);
    let run = folder.run(&format!("import --out . --format json {options}")).code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    folder.run("check").code(0);
    folder.run("fmt --check").code(0);
    (folder, outcome["import"].clone())
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// The resources in a list of the outcome (`left_out` or `incomplete`), one line each, with the reasons.
fn reported(outcome: &Value, list: &str) -> Vec<String> {
    let all = outcome[list].as_array().expect("a list").iter();
    let reasons = |it: &Value| {
        let reasons = it["reasons"].as_array().expect("reasons").iter();
        reasons.map(text).collect::<Vec<_>>().join("; ")
    };
    let lines = all.map(|it| format!("{} {}: {}", text(&it["kind"]), text(&it["name"]), reasons(it)));
    lines.collect()
}

/// Every row of the billing tables that a catalog manages.
fn rows(project: &Project) -> Vec<Vec<Vec<String>>> {
    TABLES.iter().map(|table| project.query(&format!("SELECT * FROM {table} ORDER BY id"))).collect()
}

#[track_caller]
fn plans_empty(folder: &Project) {
    assert_eq!(folder.plan()["plan"]["empty"], true, "{}", folder.run("plan").stdout);
    folder.run("plan --detailed-exitcode").code(0);
}

/// Strings that some YAML parsers read as another type, and how import writes them.
const ODD: &[(&str, &str)] = &[
    ("1:30", "\"1:30\""),
    ("190:20:30.15", "\"190:20:30.15\""),
    ("1_000", "\"1_000\""),
    ("1,000", "\"1,000\""),
    ("2024-01-01", "\"2024-01-01\""),
    ("2001-12-14 21:59:43.10 -5", "\"2001-12-14 21:59:43.10 -5\""),
    ("0x1F", "\"0x1F\""),
    ("0b1", "\"0b1\""),
    ("010", "\"010\""),
    (".5", "\".5\""),
    ("1.", "\"1.\""),
    ("1e3", "\"1e3\""),
    (".inf", "\".inf\""),
    ("~", "\"~\""),
    ("yes", "\"yes\""),
    ("Off", "\"Off\""),
    ("n", "\"n\""),
    ("NULL", "\"NULL\""),
    ("TRUE", "\"TRUE\""),
    ("<<", "\"<<\""),
    ("=", "\"=\""),
    (":a", "\":a\""),
    ("-,", "-,"),
    (":,", "\":,\""),
    ("1.2.3", "1.2.3"),
    ("12 GB", "12 GB"),
    ("a:30", "a:30"),
];

#[test]
fn strings_that_parsers_may_misread_are_quoted() {
    let property = |(text, quoted): &(&str, &str)| match *text {
        // Import leaves out this key.
        "<<" => String::new(),
        _ => format!("  {quoted}: {quoted}\n"),
    };
    let properties: String = ODD.iter().map(property).collect();
    let tags: String = ODD.iter().map(|(_, quoted)| format!("  - {quoted}\n")).collect();
    let item = format!("{ITEM}tags:\n{tags}properties:\n{properties}");
    let project = Project::new().file("item.yaml", &item).init();
    project.apply();
    let (folder, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "incomplete"), [""; 0]);
    let text = folder.read("items/tld.yaml");
    for line in properties.lines().chain(tags.lines()) {
        assert!(text.lines().any(|written| written.trim() == line.trim()), "{line}\n{text}");
    }
    plans_empty(&folder);
}

#[test]
fn prices_are_written_as_plans_show_them() {
    let item = ITEM.replace("12.00", "149, USD: 14.9");
    let project = Project::new().file("item.yaml", &item).init();
    project.apply();
    let text = import(&project, "").0.read("items/tld.yaml");
    assert!(text.contains("EUR: 149.00\n") && text.contains("USD: 14.90\n"), "{text}");
}

/// The resources that the manifest of an example lists as external.
fn external(example: &Project) -> Vec<String> {
    let manifest: serde_yaml::Value = serde_yaml::from_str(&example.read("wares.yaml")).expect("YAML");
    let named = manifest["external"].as_sequence().into_iter().flatten();
    let word = |named: &serde_yaml::Value, key: &str| named[key].as_str().expect("a string").to_owned();
    sorted(named.map(|named| format!("{} {}", word(named, "kind"), word(named, "name"))).collect())
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

#[test]
fn each_example_is_imported_back_from_its_database() {
    let examples = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"))
        .expect("examples");
    for example in examples.flatten() {
        let example = Project::example(&example.file_name().into_string().expect("UTF-8")).init();
        if example.path("platform.sql").exists() {
            example.sql(&example.read("platform.sql"));
        }
        example.apply();
        let before = rows(&example);
        let (folder, outcome) = import(&example, "");
        let left_out: Vec<String> = reported(&outcome, "left_out")
            .into_iter()
            .map(|line| line.split_once(": ").expect("reasons").0.to_owned())
            .collect();
        assert_eq!(sorted(left_out.clone()), external(&example));
        assert_eq!(reported(&outcome, "incomplete"), [""; 0]);
        assert_eq!(outcome["external"].as_array().map(Vec::len), Some(left_out.len()));
        folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
        let counted = |project: &Project| project.run("list").code(0).stdout.lines().count();
        assert_eq!(counted(&folder), counted(&example));
        folder.apply();
        assert_eq!(rows(&example), before);
    }
}

#[test]
fn rows_inserted_by_plain_sql_are_imported_and_stay_unchanged() {
    let project = live();
    let before = rows(&project);
    let (folder, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "left_out"), [""; 0]);
    assert_eq!(reported(&outcome, "incomplete"), [""; 0]);
    plans_empty(&folder);
    assert_eq!(
        project.value("SELECT count(*) FROM wares.resource"),
        "0",
        "import writes nothing to the database"
    );
    folder.apply();
    assert_eq!(rows(&project), before);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "10");
}

#[test]
fn database_without_a_ledger_can_be_imported_and_planned() {
    let project = live();
    project.sql(&format!("DROP SCHEMA wares CASCADE; {DROP_OWN}"));
    let (folder, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "left_out"), [""; 0]);
    plans_empty(&folder);
    folder.run("apply --auto-approve").code(5).says("the database has no ledger").says("wares db init");
    folder.run("db init").code(0).says(&format!("Created {MADE}; the ledger"));
    project.sql(DROP_OWN);
    folder.run("apply --auto-approve").code(5).says("the database has no table `extra_service_limit`");
    folder.run("db init").code(0).says(&format!("Created {MADE}."));
    folder.apply();
}

#[test]
fn files_are_laid_out_by_kind_and_category() {
    let project = live();
    let (folder, outcome) = import(&project, "--catalog live");
    assert_eq!(
        outcome["files"],
        serde_json::json!([
            "wares.yaml",
            "extra_services/a-b-c.yaml",
            "extra_services/extra-service.yaml",
            "items.yaml",
            "items/setup-fee.yaml",
            "items/tld.yaml",
            "packages/hosting-package.yaml",
            "upgrade_groups.yaml"
        ])
    );
    insta::assert_snapshot!(folder.read("wares.yaml"), @r"
    # yaml-language-server: $schema=schemas/wares.json

    format: 1
    catalog: live
    reseller: Acme
    currencies:
      - EUR
      - SEK
    languages:
      - en
      - de
    rules:
      blank-name: warn
      no-downgrade: warn
      single-level: warn
    database:
      extra_service_category: ExtraService
    ");
    insta::assert_snapshot!("hosting_package", folder.read("packages/hosting-package.yaml"));
    folder.run("schema --check").code(0);
    folder.run("fmt --modelines --check").code(0);
}

#[test]
fn extra_services_items_and_groups_are_imported() {
    let (folder, _) = import(&live(), "--catalog live");
    insta::assert_snapshot!(folder.read("extra_services/extra-service.yaml"), @r#"
    # yaml-language-server: $schema=../schemas/catalog.json
    kind: extra_service
    article: MAIL
    name: "Mail\nin two lines \t with a tab "
    packages:
      - WEB-S
      - WEB-L
    allow_multiple: true
    domain:
      tlds:
        - com
        - co.uk
    amount:
      unit: ""
    periods:
      - every: 3 months
        prices:
          EUR: 0.00
    properties:
      checkIfDomainExists: maybe
    "#);
    insta::assert_snapshot!(folder.read("items.yaml"), @r#"
    # yaml-language-server: $schema=schemas/catalog.json
    kind: item
    article: "007"
    name: A number for a name
    prices:
      EUR: 12.50
    shop: false
    ---
    # yaml-language-server: $schema=schemas/catalog.json
    kind: item
    article: BARE
    name: "null"
    periods:
      - every: 1 month
        prices:
          EUR: 1.00
    shop: false
    "#);
    insta::assert_snapshot!(folder.read("upgrade_groups.yaml"), @r#"
    # yaml-language-server: $schema=schemas/catalog.json
    kind: upgrade_group
    name: Nobody
    members: []
    ---
    # yaml-language-server: $schema=schemas/catalog.json
    kind: upgrade_group
    name: "Web: small to large"
    members:
      - item: WEB-S
        level: -1
        downgradeable_from: false
      - item: WEB-L
        level: 2
        downgradeable: false
        downgradeable_from: false
    "#);
    insta::assert_snapshot!(folder.read("extra_services/a-b-c.yaml"), @r#"
    # yaml-language-server: $schema=../schemas/catalog.json
    kind: extra_service
    article: DISK
    name: Disk
    category: 'a/b: "c"'
    requires:
      - "007"
      - "no"
    amount:
      min: 1
      step: 1.10
    periods:
      - every: 1 month
        prices:
          EUR: 123456789012345678.9999
    properties:
      maximalproductvalue: "010"
    shop:
      categories:
        - ExtraService
      order: -3
    "#);
}

#[test]
fn items_of_each_category_are_imported_into_one_file() {
    let (folder, _) = import(&live(), "--catalog live");
    insta::assert_snapshot!(folder.read("items/setup-fee.yaml"), @r#"
    # yaml-language-server: $schema=../schemas/catalog.json
    kind: item
    article: FEE
    name: ""
    category: setupFee
    prices:
      EUR: 12.50
    properties:
      <x>: "- ["
      Größe <<: "<<"
    shop: false
    "#);
    insta::assert_snapshot!(folder.read("items/tld.yaml"), @r#"
    # yaml-language-server: $schema=../schemas/catalog.json
    kind: item
    article: "no"
    name: "~"
    category: TLD
    prices:
      EUR: 12.50
    properties:
      productValue: .no
    "#);
}

/// The order depends on the values in the rows, because the rows themselves have no order.
#[test]
fn renewal_period_comes_first_and_the_others_follow_by_length() {
    let project = live();
    let periods = [(6, "MONTH"), (1, "YEAR"), (2, "MONTH"), (2, "YEAR"), (12, "month")];
    let add = |(value, unit): (i32, &str)| {
        format!(
            "INSERT INTO renewal_period SELECT gen_random_uuid(), id, {value}, '{unit}' FROM item WHERE article_number = 'MAIL';"
        )
    };
    project.sql(&periods.map(add).concat());
    for (value, unit, first) in [(1, "year", "1 year"), (2, "YEAR", "2 years"), (3, "MONTH", "3 months")] {
        project.sql(&format!(
            "UPDATE item SET renewal_period = {value}, renewal_period_unit = '{unit}' WHERE article_number = 'MAIL'"
        ));
        let (folder, _) = import(&project, "--article MAIL");
        let text = folder.read("extra_services/extra-service.yaml");
        let every = |line: &str| Some(line.split_once("every: ")?.1.trim().to_owned());
        let written: Vec<String> = text.lines().filter_map(every).collect();
        let rest = ["2 months", "3 months", "6 months", "1 year", "12 months", "2 years"];
        let rest: Vec<&str> = rest.into_iter().filter(|every| *every != first).collect();
        let months = |every: &str| -> i32 {
            let (value, unit) = every.split_once(' ').expect("a period");
            value.parse::<i32>().expect("a number") * if unit.starts_with("year") { 12 } else { 1 }
        };
        assert_eq!(written[0], first, "{text}");
        assert_eq!(
            written[1..].iter().map(|every| months(every)).collect::<Vec<_>>(),
            rest.iter().map(|every| months(every)).collect::<Vec<_>>(),
            "{text}"
        );
    }
}

#[test]
fn shop_placement_is_imported_with_only_the_value_that_differs() {
    let placement =
        "SELECT p.id FROM shop_item p JOIN item i ON i.id = p.fk_item_id WHERE i.article_number = 'no'";
    let cases = [
        (format!("UPDATE shop_item SET order_by = -3 WHERE id = ({placement})"), "shop: { order: -3 }"),
        (
            format!(
                "INSERT INTO shop_item_property (id, name, value, fk_shop_item_id) SELECT gen_random_uuid(), 'badge', 'new', ({placement})"
            ),
            "shop: { properties: { badge: new } }",
        ),
        (
            format!(
                "INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id) \
                 SELECT gen_random_uuid(), 'ShopItem.Name', ({placement}), 'Other', id FROM language WHERE iso_639_name = 'en'"
            ),
            "shop: { name: Other }",
        ),
    ];
    for (statement, shop) in cases {
        let project = live();
        let import = || import(&project, "--article no").0.read("items/tld.yaml");
        assert!(!import().contains("shop:"), "the default placement is not written");
        project.sql(&statement);
        let flow: String = import().split("shop:").nth(1).unwrap_or_default().split_whitespace().collect();
        let wanted: String =
            shop.trim_start_matches("shop:").replace(['{', '}'], " ").split_whitespace().collect();
        assert_eq!(flow, wanted, "{statement}");
    }
}

#[test]
fn default_values_are_omitted_and_others_written() {
    let cases = [
        ("tax2 = 'Green'", "taxes:\n  tax2: Green\n"),
        ("tax2_mode = 3", "taxes:\n  tax2_mode: 3\n"),
        ("tax1 = 'VAT'", "taxes:\n  tax1: VAT\n"),
    ];
    for (column, taxes) in cases {
        let project = live();
        project.sql(&format!("UPDATE item SET {column} WHERE article_number = 'FEE'"));
        let text = import(&project, "--article FEE").0.read("items/setup-fee.yaml");
        assert!(text.contains(taxes), "{text}");
    }
    let project = live();
    project.sql("UPDATE counter_type SET unit_value = 1");
    let text = import(&project, "--article WEB-S").0.read("packages/hosting-package.yaml");
    assert!(text.contains("id: traffic") && !text.contains("unit_value"), "{text}");
    project.sql(
        "DELETE FROM item_price; UPDATE upgrade_group_member SET upgradeable = true, downgradeable = true, \
         upgradeable_from = true, downgradeable_from = true",
    );
    let folder = import(&project, "").0;
    let text = folder.read("packages/hosting-package.yaml") + &folder.read("upgrade_groups.yaml");
    assert!(!text.contains("prices") && !text.contains("gradeable"), "{text}");
    project.sql(
        "UPDATE item SET fk_package_configuration_id = NULL; UPDATE counter_type SET require_subscription = false; \
         DELETE FROM item_property WHERE name ILIKE 'acceptableDomainTlds' OR name ILIKE '%productvalue%'",
    );
    let folder = import(&project, "").0;
    let text =
        folder.read("packages/hosting-package.yaml") + &folder.read("extra_services/extra-service.yaml");
    for key in ["limits:", "requires_subscription:", "tlds:", "amount:"] {
        assert!(!text.contains(key), "{key} {text}");
    }
}

#[test]
fn every_unpaid_action_is_imported_by_its_name() {
    let project = live();
    for (number, word) in [(1, "suspend"), (2, "terminate"), (3, "downgrade")] {
        project.sql(&format!(
            "UPDATE item SET not_paid_expire_action = {number}, discontinued_expire_action = 0 WHERE article_number = 'FEE'"
        ));
        let (folder, _) = import(&project, "--article FEE");
        let text = folder.read("items/setup-fee.yaml");
        assert!(text.contains(&format!("unpaid_action: {word}\n")), "{text}");
        assert!(!text.contains("expiry_action"), "the default action is not written: {text}");
    }
}

#[test]
fn import_reports_resources_and_files() {
    let project = live();
    project.sql("UPDATE renewal_period SET renewal_period_unit = 'DAY' WHERE renewal_period_value = 3");
    let run = Project::beside(&project).run("import --out new").code(0);
    insta::assert_snapshot!(run.stdout + "--- stderr\n" + &run.stderr, @r"
    wares.yaml
    extra_services/a-b-c.yaml
    items.yaml
    items/setup-fee.yaml
    items/tld.yaml
    packages/hosting-package.yaml
    upgrade_groups.yaml
    --- stderr
    Imported 1 extra service, 4 items, 2 packages, 2 upgrade groups into 7 files.
    Left out:
      extra_service `MAIL`
        `periods[3 days]`: `3 days` is not a period
    ");
}

#[test]
fn resources_that_files_cannot_describe_are_left_out_with_the_reason() {
    let cases = [
        (
            "UPDATE renewal_period SET renewal_period_unit = 'DAY' WHERE renewal_period_value = 3",
            "extra_service MAIL: `periods[3 days]`: `3 days` is not a period",
        ),
        (
            "UPDATE item_price SET value = -1 WHERE value = 9.9001",
            "package WEB-L: `periods[1 month].prices.EUR`: `-1` is negative",
        ),
        (
            "UPDATE service_limitation SET limitation = -7 WHERE limitation = 0; \
             UPDATE item SET fk_package_configuration_id = NULL WHERE article_number = 'WEB-S'",
            "package WEB-L: `limits.no`: `-7` is not a limit",
        ),
        (
            "DELETE FROM service_limitation; UPDATE item SET fk_package_configuration_id = NULL WHERE article_number = 'WEB-S'",
            "package WEB-L: `limits`: the configuration has no limits",
        ),
        (
            "UPDATE item SET recurring = true WHERE article_number = 'no'",
            "item no: `recurring`: it is true in the database; a document would change it to false",
        ),
        (
            "UPDATE international SET fk_language_id = (SELECT id FROM language WHERE iso_639_name = 'de') \
             WHERE value = '~'",
            "item no: `no` has no name in the default language `en`",
        ),
        (
            "DELETE FROM international WHERE value = '~'",
            "item no: `article`: the article has no name in a language of the manifest",
        ),
        (
            "INSERT INTO item_tag SELECT gen_random_uuid(), fk_item_id, value FROM item_tag WHERE value = 'web'",
            "package WEB-S: `tags[web]`: it is a duplicate",
        ),
        (
            "UPDATE item_property SET value = 'WEB-S|GONE' WHERE name = 'packages'",
            "extra_service MAIL: there is no package `GONE`",
        ),
        (
            "UPDATE item_property SET value = 'true' WHERE name = 'checkIfDomainExists'; \
             UPDATE item_property SET value = 'perhaps' WHERE name = 'domainBased'",
            "extra_service MAIL: the property `acceptableDomainTlds` has its own key: `domain.tlds`; \
             the property `checkIfDomainExists` has its own key: `domain.must_exist`",
        ),
        (
            "DELETE FROM shop_item_shop_item_category WHERE fk_shop_item_id = \
             (SELECT p.id FROM shop_item p JOIN item i ON i.id = p.fk_item_id WHERE i.article_number = 'DISK')",
            "extra_service DISK: `DISK` has no category under which the shop could show it",
        ),
        (
            "UPDATE upgrade_group_member SET upgrade_level = NULL WHERE upgrade_level = 2",
            "upgrade_group Web: small to large: `members[WEB-L]`: it has no level",
        ),
        (
            "INSERT INTO upgrade_group_member SELECT gen_random_uuid(), id, '00000000-0000-4000-8000-0000000000ff', 9, true, true, true, true \
             FROM upgrade_group WHERE name = 'Nobody'",
            "upgrade_group Nobody: `members[00000000-0000-4000-8000-0000000000ff]`: it refers to \
             00000000-0000-4000-8000-0000000000ff, which is missing or deleted, or has no name of its own",
        ),
        (
            "INSERT INTO upgrade_group VALUES ('00000000-0000-4000-8000-0000000000fe', 'Nobody')",
            "upgrade_group Nobody: 2 live rows have this name: 00000000-0000-4000-8000-00000000000b, \
             00000000-0000-4000-8000-0000000000fe",
        ),
        (
            "UPDATE item SET article_number = ' ' WHERE article_number = 'BARE'",
            "item  : `article`: the name is empty",
        ),
    ];
    are_left_out(&cases);
}

#[test]
fn values_that_no_file_can_contain_are_left_out_with_the_reason() {
    let cases = [
        (
            "INSERT INTO upgrade_group_member SELECT gen_random_uuid(), id, NULL, 9, true, true, true, true \
             FROM upgrade_group WHERE name = 'Nobody'",
            "upgrade_group Nobody: `members[none]`: it names no article",
        ),
        (
            "UPDATE renewal_period SET renewal_period_unit = 'months' WHERE renewal_period_value = 3",
            "extra_service MAIL: `periods[3 months]`: its unit is `months`, but the billing system spells it `MONTH`",
        ),
        (
            "UPDATE item SET category = '' WHERE article_number = 'MAIL'",
            "extra_service MAIL: `category`: it is empty in the database; a document would change it to ExtraService",
        ),
        (
            "UPDATE item_relation SET quantity = 0.1::float8 + 0.2::float8 WHERE quantity = 1",
            "package WEB-S: `bundle[FEE]`: `0.30000000000000004` has 17 decimal places; an amount has at most 4",
        ),
        (
            "UPDATE item_relation SET quantity = 1e300 WHERE quantity = 1",
            "package WEB-S: `bundle[FEE]`: `1e+300` is not an amount",
        ),
        (
            "UPDATE item_price SET value = 'NaN' WHERE value = 9.9001",
            "package WEB-L: `periods[1 month].prices.EUR`: `NaN` is not an amount",
        ),
        (
            "UPDATE currency SET code = 'kr' WHERE code = 'SEK'",
            "currency kr: its code is not three capital letters, so prices in it are not imported",
        ),
        (
            "UPDATE language SET iso_639_name = ' ' WHERE iso_639_name = 'de'",
            "language  : it has no name, so texts in it are not imported",
        ),
    ];
    are_left_out(&cases);
}

/// Asserts that after each of these statements exactly one thing is left out, with this reason.
#[track_caller]
fn are_left_out(cases: &[(&str, &str)]) {
    for (statements, reason) in cases {
        let project = live();
        project.sql(statements);
        let (folder, outcome) = import(&project, "");
        assert_eq!(reported(&outcome, "left_out"), [*reason], "{statements}");
        plans_empty(&folder);
    }
}

#[test]
fn row_without_a_name_is_reported_by_its_id() {
    for name in ["NULL", "''"] {
        let project = live();
        let id = project.value("SELECT id FROM item WHERE article_number = 'BARE'");
        project.sql(&format!("UPDATE item SET article_number = {name} WHERE article_number = 'BARE'"));
        let (folder, outcome) = import(&project, "");
        assert_eq!(reported(&outcome, "left_out"), [format!("item {id}: it has no name")]);
        plans_empty(&folder);
    }
}

#[test]
fn row_without_an_id_and_ledger_without_a_version_stop_the_import() {
    let project = live();
    project.sql("CREATE TABLE kept AS TABLE wares.version; DELETE FROM wares.version");
    let folder = Project::beside(&project);
    folder.run("import --out new").code(5).says("the ledger has no version");
    project.sql(
        "INSERT INTO wares.version TABLE kept; ALTER TABLE item_tag DROP CONSTRAINT item_tag_pkey; \
         ALTER TABLE item_tag ALTER COLUMN id DROP NOT NULL; UPDATE item_tag SET id = NULL WHERE value = 'web'",
    );
    folder.run("import --out new").code(5).says("a row of `item_tag` has no id").says("give the row an id");
    assert!(!folder.path("new").exists());
}

#[test]
fn null_names_in_a_laxer_schema_do_not_stop_the_import() {
    let project = live();
    for (table, column) in [
        ("reseller", "name"),
        ("currency", "code"),
        ("language", "iso_639_name"),
        ("shop_item_category", "category_name"),
    ] {
        project.sql(&format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"));
    }
    project.sql(
        "INSERT INTO reseller VALUES (gen_random_uuid(), NULL); UPDATE currency SET code = NULL WHERE code = 'SEK'; \
         UPDATE language SET iso_639_name = NULL WHERE iso_639_name = 'de'; \
         INSERT INTO shop_item_category SELECT gen_random_uuid(), id, NULL, false FROM reseller WHERE name = 'Acme'; \
         ALTER TABLE shop ALTER COLUMN name DROP NOT NULL; ALTER TABLE shop ALTER COLUMN default_shop DROP NOT NULL; \
         INSERT INTO shop SELECT gen_random_uuid(), fk_reseller_id, NULL, active_from, active_to, NULL, created_time, \
         last_update_time, false FROM shop",
    );
    let (folder, outcome) = import(&project, "");
    let reported = reported(&outcome, "left_out");
    assert!(reported.iter().any(|reported| reported.starts_with("currency :")), "{reported:?}");
    assert!(reported.iter().any(|reported| reported.starts_with("language :")), "{reported:?}");
    plans_empty(&folder);
}

#[test]
fn duplicates_are_reported_only_if_they_are_selected() {
    let project = live();
    project.sql("INSERT INTO upgrade_group VALUES (gen_random_uuid(), 'Nobody')");
    let left_out = |options| import(&project, options).1["left_out"].as_array().expect("a list").len();
    assert_eq!(left_out("--article Nobody"), 1);
    assert_eq!(left_out("--article WEB-*"), 0);
    assert_eq!(left_out("--kind package --kind item"), 0);
}

#[test]
fn nan_stops_only_plans_for_the_resource_that_has_it() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine");
    project.sql("UPDATE item_relation SET quantity = 'NaN' WHERE quantity = 1");
    let id = project.value("SELECT id FROM item_relation WHERE quantity = 'NaN'");
    folder
        .run("plan")
        .code(5)
        .says(&format!("`item_relation.quantity` in row {id} is NaN, which is not a decimal number"));
    folder.remove("packages/hosting-package.yaml");
    folder.remove("upgrade_groups.yaml");
    folder.remove("extra_services/extra-service.yaml");
    plans_empty(&folder);
}

#[test]
fn resource_with_a_nan_can_be_released() {
    let project = live();
    import(&project, "--catalog mine").0.apply();
    project.sql("UPDATE item_relation SET quantity = 'NaN' WHERE quantity = 1");
    let before = rows(&project);
    let (folder, _) = import(&project, "");
    let changes = folder.run("plan --detailed-exitcode").code(2).changes();
    assert!(changes.contains(&"< release package `WEB-S`".to_owned()), "{changes:?}");
    assert!(changes.iter().all(|change| change.starts_with('<')), "{changes:?}");
    folder.apply();
    assert_eq!(rows(&project), before);
    plans_empty(&folder);
}

#[test]
fn strings_with_unprintable_characters_are_imported() {
    let project = live();
    project.sql("UPDATE item_property SET value = E'\\ufffe \\x01\\u2028\\r' WHERE name = 'tos'");
    let (folder, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "left_out"), [""; 0]);
    plans_empty(&folder);
}

#[test]
fn file_of_a_category_is_never_named_like_the_manifest() {
    let project = live();
    project.sql("UPDATE item SET category = 'Wares' WHERE article_number = 'FEE'");
    let (folder, outcome) = import(&project, "");
    assert!(outcome["files"].to_string().contains("items/wares-category.yaml"), "{outcome}");
    plans_empty(&folder);
}

#[test]
fn unknown_number_in_an_optional_key_is_reported_and_left_alone() {
    let project = live();
    project.sql("UPDATE item SET not_paid_expire_action = 9 WHERE article_number = 'WEB-S'");
    let (folder, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "left_out"), [""; 0]);
    assert_eq!(
        reported(&outcome, "incomplete"),
        [
            "package WEB-S: `unpaid_action`: the number 9 has no meaning; known numbers are 0 (none), 1 (suspend), 2 (terminate), 3 (downgrade)"
        ]
    );
    folder.apply();
    assert_eq!(project.value("SELECT not_paid_expire_action FROM item WHERE article_number = 'WEB-S'"), "9");
}

/// A property that its own key cannot express is imported under `properties`, exactly as it is.
#[test]
fn options_that_no_key_can_express_are_imported_as_properties() {
    let cases = [
        ("packages", "WEB-S||WEB-L"),
        ("packages", "WEB-S| |WEB-L"),
        ("minimalproductvalue", "01"),
        ("minimalproductvalue", "-1"),
        ("productvaluestep", "+2"),
        ("productvaluestep", "01.5"),
        ("productvaluestep", "some"),
        ("allowMultiple", "1"),
        ("productValue", ""),
    ];
    for (name, value) in cases {
        let project = live();
        project.sql(&format!(
            "DELETE FROM item_property WHERE name ILIKE '{name}'; INSERT INTO item_property \
             SELECT gen_random_uuid(), id, '{name}', '{value}', '' FROM item WHERE article_number = 'MAIL'"
        ));
        let (folder, outcome) = import(&project, "");
        assert_eq!(reported(&outcome, "left_out"), [""; 0], "{name}");
        let text = folder.read("extra_services/extra-service.yaml").to_lowercase();
        assert!(text.contains(&format!("{}:", name.to_lowercase())), "{text}");
        plans_empty(&folder);
    }
}

#[test]
fn article_with_limits_and_no_category_is_imported_as_a_package() {
    let project = live();
    project.sql(
        "UPDATE item SET category = NULL, fk_package_configuration_id = '00000000-0000-4000-8000-00000000000c' \
         WHERE article_number = 'BARE'",
    );
    let (_, outcome) = import(&project, "--article BARE");
    assert_eq!(outcome["resources"][0]["kind"], "package");
}

#[test]
fn ignored_properties_are_not_imported() {
    let project = live();
    let folder = Project::beside(&project).file(
        "wares.yaml",
        "format: 1\ncatalog: mine\ncurrencies: [EUR, SEK]\nlanguages: [en, de]\n\
         database: { extra_service_category: ExtraService, ignore_properties: [tos] }\n",
    );
    folder.run("import --into .").code(0).does_not_say("Left out");
    assert!(!folder.read("packages/hosting-package.yaml").contains("tos"));
    plans_empty(&folder);
}

#[test]
fn referenced_resource_that_is_left_out_becomes_external() {
    let project = live();
    project.sql("UPDATE renewal_period SET renewal_period_unit = 'DAY' WHERE renewal_period_unit = 'Year'");
    let (folder, outcome) = import(&project, "");
    assert_eq!(
        reported(&outcome, "left_out"),
        ["package WEB-S: `periods[2 days]`: `2 days` is not a period"]
    );
    assert_eq!(outcome["external"], serde_json::json!(["WEB-S"]));
    assert!(folder.read("wares.yaml").contains("external:\n  - WEB-S\n"));
    plans_empty(&folder);
}

#[test]
fn deleted_article_is_not_imported() {
    let project = live();
    project.sql("UPDATE item SET deleted = true WHERE article_number = 'BARE'");
    let (folder, outcome) = import(&project, "");
    assert!(!outcome.to_string().contains("BARE"), "{outcome}");
    plans_empty(&folder);
}

#[test]
fn article_in_the_shop_is_imported_rather_than_its_duplicate() {
    let project = live();
    project.sql(
        "INSERT INTO item SELECT (jsonb_populate_record(i, '{\"id\": \"00000000-0000-4000-8000-0000000000ee\"}')).* \
         FROM item i WHERE article_number = 'no'",
    );
    let (folder, outcome) = import(&project, "");
    let left_out = reported(&outcome, "left_out");
    let twin = "item no: row 00000000-0000-4000-8000-0000000000ee has this name too, \
                but the name refers to row ";
    assert!(left_out.len() == 1 && left_out[0].starts_with(twin), "{left_out:?}");
    plans_empty(&folder);
    folder.apply();
    assert!(folder.run("list --unowned").code(0).stdout.lines().any(|line| line == "item  no"));
}

#[test]
fn import_can_select_a_kind_a_pattern_or_unowned_resources() {
    let project = live();
    let names = |options: &str| -> Vec<String> {
        let (folder, outcome) = import(&project, options);
        plans_empty(&folder);
        let resources = outcome["resources"].as_array().expect("resources").iter();
        resources.map(|resource| resource["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(
        names("--kind upgrade_group --kind package"),
        ["WEB-L", "WEB-S", "Nobody", "Web: small to large"]
    );
    assert_eq!(names("--article WEB-*"), ["WEB-L", "WEB-S"]);
    assert_eq!(names("--article WEB-* --kind item"), [""; 0]);
    let (mine, outcome) = import(&project, "--kind package --catalog mine");
    assert_eq!(outcome["external"], serde_json::json!(["007", "FEE"]));
    mine.apply();
    assert_eq!(names("--unowned").len(), 8);
}

#[test]
fn resources_of_another_catalog_are_not_imported() {
    let project = live();
    import(&project, "--kind package --catalog packages").0.apply();
    let (folder, outcome) = import(&project, "--catalog rest");
    assert_eq!(outcome["owned_elsewhere"], serde_json::json!({ "packages": 2 }));
    assert_eq!(outcome["external"], serde_json::json!(["WEB-L", "WEB-S"]));
    plans_empty(&folder);
    folder.apply();
}

#[test]
fn owned_resource_that_is_left_out_is_released_rather_than_deleted() {
    let project = live();
    import(&project, "--catalog mine").0.apply();
    project.sql("UPDATE renewal_period SET renewal_period_unit = 'DAY' WHERE renewal_period_value = 3");
    let folder = Project::beside(&project);
    let run = folder.run("import --out . --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(outcome["import"]["released"], serde_json::json!(["MAIL"]));
    assert!(
        folder
            .read("wares.yaml")
            .starts_with("# yaml-language-server: $schema=schemas/wares.json\n\nformat: 1\ncatalog: mine\n")
    );
    assert_eq!(folder.run("plan --detailed-exitcode").code(2).changes(), ["< release extra_service `MAIL`"]);
}

/// The ledger still has the old names, under which a plan would delete the resources.
#[test]
fn owned_resource_that_lost_its_name_is_released() {
    let cases = [
        (
            "UPDATE item SET article_number = NULL WHERE article_number = 'BARE'",
            vec!["< release item `BARE`"],
        ),
        (
            "UPDATE item SET article_number = '007' WHERE article_number = 'BARE'",
            vec![
                "< release extra_service `DISK`",
                "< release item `007`",
                "< release item `BARE`",
                "< release package `WEB-S`",
            ],
        ),
        (
            "UPDATE upgrade_group SET name = 'WEB-S' WHERE name = 'Nobody'; \
             INSERT INTO upgrade_group_member SELECT gen_random_uuid(), id, NULL, 1, true, true, true, true \
             FROM upgrade_group WHERE name = 'WEB-S'",
            vec!["< release upgrade_group `Nobody`"],
        ),
    ];
    for (statements, released) in cases {
        let project = live();
        import(&project, "--catalog mine").0.apply();
        project.sql(statements);
        let before = rows(&project);
        let (folder, _) = import(&project, "");
        let mut changes = folder.run("plan --detailed-exitcode").code(2).changes();
        changes.sort();
        assert_eq!(changes, released, "{statements}");
        folder.apply();
        assert_eq!(rows(&project), before, "{statements}");
    }
}

#[test]
fn wrong_kind_in_the_ledger_is_replaced_by_a_guess() {
    let project = live();
    import(&project, "--catalog mine").0.apply();
    project.sql("UPDATE wares.resource SET kind = 'upgrade_group' WHERE kind = 'item'");
    let (_, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "left_out"), [""; 0]);
    assert_eq!(outcome["resources"].as_array().expect("resources").len(), 10);
}

#[test]
fn renamed_article_is_imported_under_its_new_name() {
    let project = live();
    import(&project, "--catalog mine").0.apply();
    project.sql("UPDATE item SET article_number = 'FEE2' WHERE article_number = 'FEE'");
    let (folder, _) = import(&project, "--catalog mine");
    plans_empty(&folder);
}

#[test]
fn renamed_article_that_the_files_describe_is_not_added_again() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine");
    folder.apply();
    project.sql("UPDATE item SET article_number = 'FEE2' WHERE article_number = 'FEE'");
    folder.run("import --into .").code(0).says("Imported nothing").does_not_say("Left out");
    folder.run("plan").code(0).says("article: FEE2 → FEE  [drift");
}

#[test]
fn protection_is_imported() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine");
    folder.replace("items/setup-fee.yaml", "kind: item\n", "kind: item\nprotect: true\n");
    folder.apply();
    let (again, _) = import(&project, "--catalog mine");
    assert!(again.read("items/setup-fee.yaml").contains("protect: true\n"));
    again.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn missing_resources_are_added_without_changing_existing_lines() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine");
    let packages = folder.read("packages/hosting-package.yaml");
    let (small, large) = packages.split_once("---\n").expect("two packages");
    // The last line has no line break, as some editors leave it.
    folder.write("packages/hosting-package.yaml", small.trim_end());
    folder.remove("items/tld.yaml");
    folder.replace("items.yaml", "A number for a name", "Another name");
    let items = folder.read("items.yaml");
    let run = folder.run("import --into . --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        outcome["import"]["files"],
        serde_json::json!(["items/tld.yaml", "packages/hosting-package.yaml"])
    );
    let grown = folder.read("packages/hosting-package.yaml");
    assert!(grown.starts_with(small.trim_end()), "{grown}");
    assert_eq!(grown, format!("{}\n---\n{large}", small.trim_end()));
    folder.run("fmt --modelines --check").code(0);
    assert_eq!(folder.read("items.yaml"), items);
    assert_eq!(
        folder.run("plan").code(0).changes().len(),
        11,
        "ten adoptions and the name that the author changed"
    );
    folder.run("import --into .").code(0).says("Imported nothing");
}

#[test]
fn added_files_refer_to_schemas_above_the_catalog() {
    let project = live();
    let folder = Project::beside(&project)
        .file("inner/wares.yaml", "format: 1\ncatalog: inner\ncurrencies: [EUR, SEK]\nlanguages: [en, de]\n");
    folder.run("schema --out schemas").code(0);
    folder.run("import --into inner --kind item").code(0);
    let items = folder.read("inner/items.yaml");
    assert!(
        items.starts_with("# yaml-language-server: $schema=../schemas/catalog.json\nkind: item\n"),
        "{items}"
    );
}

/// Removes the `rules` of the manifest. `Project::write` then allows all rules about whole catalogs, so that import
/// leaves nothing out because of them.
fn allow_all_rules(folder: &Project) {
    let text = folder.read("wares.yaml");
    let (before, after) = text.split_once("rules:\n").unwrap_or((&text, ""));
    let after: String =
        after.lines().skip_while(|line| line.starts_with(' ')).map(|line| format!("{line}\n")).collect();
    folder.write("wares.yaml", &format!("{before}{after}"));
}

#[test]
fn ignored_file_is_not_written_to() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine --kind item");
    let run = folder.run("import --into . --kind upgrade_group").code(0);
    run.says("to import it anyway, add `single-level: warn` to the `rules` in wares.yaml");
    assert!(!folder.path("upgrade_groups.yaml").exists());
    allow_all_rules(&folder);
    folder.write(".waresignore", "packages/hosting-package.yaml\n");
    folder.write("packages/hosting-package.yaml", "notes: mine\n");
    folder.run("import --into . --kind package").code(0);
    assert_eq!(folder.read("packages/hosting-package.yaml"), "notes: mine\n");
    assert!(folder.read("packages/hosting-package-2.yaml").contains("WEB-S"));
    folder.write(".waresignore", "packages/hosting-package.yaml\nupgrade_groups.yaml\n");
    folder
        .run("import --into . --kind upgrade_group")
        .code(64)
        .says("upgrade_groups.yaml would not be part of the catalog");
    assert!(!folder.path("upgrade_groups.yaml").exists());
}

#[test]
fn categories_with_similar_names_get_separate_files() {
    let project = live();
    project.sql("UPDATE item SET category = 'foo' WHERE article_number = 'FEE'");
    project.sql("UPDATE item SET category = 'foo-2' WHERE article_number = 'BARE'");
    let (folder, _) = import(&project, "--catalog mine --kind package");
    folder.replace("wares.yaml", "external:\n  - \"007\"\n  - FEE\n", "");
    folder.write("items/foo.yaml", "notes: mine\n");
    folder.write(".waresignore", "items/foo.yaml\n");
    folder.run("import --into . --kind item").code(0);
    assert!(folder.read("items/foo-2.yaml").contains("BARE"));
    assert!(folder.read("items/foo-3.yaml").contains("FEE"));
    folder.run("import --into . --kind item").code(0).says("Imported nothing");
}

#[test]
fn file_that_ends_in_an_open_block_scalar_is_not_appended_to() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine --kind item");
    allow_all_rules(&folder);
    let text = "kind: upgrade_group\nmembers: []\nname: |+\n  best\n  ";
    folder.write("upgrade_groups.yaml", text);
    folder.run("import --into .").code(0);
    assert_eq!(folder.read("upgrade_groups.yaml"), text);
    assert!(folder.read("upgrade_groups-2.yaml").contains("members:"));
}

#[test]
fn amount_with_many_zeros_is_imported() {
    let project = live();
    project.sql("UPDATE item_price SET value = 100000000000000000000 WHERE value = 9.9001");
    let (folder, outcome) = import(&project, "");
    assert_eq!(reported(&outcome, "left_out"), [""; 0]);
    plans_empty(&folder);
}

#[test]
fn added_lines_have_the_line_endings_of_the_file() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine --kind item");
    allow_all_rules(&folder);
    folder.write("upgrade_groups.yaml", "# ours\r\nkind: upgrade_group\r\nname: Nobody\r\nmembers: []");
    folder.run("import --into .").code(0);
    let grown = folder.read("upgrade_groups.yaml");
    assert_eq!(grown.matches('\n').count(), grown.matches("\r\n").count(), "{grown:?}");
    plans_empty(&folder);
}

#[test]
fn created_and_extended_files_have_the_expected_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let project = live();
    let (folder, _) = import(&project, "--catalog mine --kind item");
    folder.write("other", "");
    let mode = |path: &str| std::fs::metadata(folder.path(path)).expect(path).permissions().mode() & 0o777;
    assert_eq!(mode("items.yaml"), mode("other"));
    let private = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(folder.path("items.yaml"), private).expect("permissions");
    let before = folder.read("items.yaml");
    project.sql("UPDATE item SET article_number = 'NEW' WHERE article_number = 'BARE'");
    folder.run("import --into . --kind item").code(0);
    let grown = folder.read("items.yaml");
    assert!(grown.starts_with(&before) && grown.contains("NEW"), "{grown}");
    assert_eq!(mode("items.yaml"), 0o640);
}

#[test]
fn import_that_cannot_write_all_files_writes_none() {
    let project = live();
    let (folder, _) = import(&project, "--catalog mine --kind item");
    allow_all_rules(&folder);
    std::fs::create_dir(folder.path("upgrade_groups.yaml")).expect("a folder in the way of a file");
    let listed = |project: &Project| {
        let entries = std::fs::read_dir(project.path("")).expect("the folder").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        names
    };
    let before = listed(&folder);
    folder.run("import --into .").code(64).says("upgrade_groups.yaml cannot be written");
    assert_eq!(listed(&folder), before);
    // A file that would have been extended keeps its content, too.
    folder.replace("items.yaml", "A number for a name", "Another name");
    let items = folder.read("items.yaml");
    project.sql("UPDATE item SET article_number = 'NEW' WHERE article_number = 'BARE'");
    folder.run("import --into .").code(64);
    assert_eq!(folder.read("items.yaml"), items);
}

#[test]
fn resources_that_are_invalid_without_the_environment_are_not_added() {
    let project = live();
    let folder = Project::beside(&project).file(
        "wares.yaml",
        "format: 1\ncatalog: mine\ncurrencies: [EUR]\nlanguages: [en]\ndatabase: { extra_service_category: ExtraService }\n\
         environments: { staging: { languages: [en, de] } }\n",
    );
    let run = folder.run("import --into . --env staging --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let left_out = reported(&outcome["import"], "left_out").concat();
    assert!(left_out.contains("the language `de` is not listed in the manifest's `languages`"), "{left_out}");
    folder.run("check").code(0);
    folder.run("check --env staging").code(0);
}

#[test]
fn environment_requires_a_manifest() {
    let project = live();
    let folder = Project::beside(&project);
    folder.run("import --out new --env staging").code(1).says("has a wares.yaml");
    folder.run("import --out new --dir gone").code(1).says("gone has no wares.yaml");
    project
        .run("import --out new --env staging --catalog mine")
        .code(64)
        .says("name a database with --database-url");
    assert!(!folder.path("new").exists());
}

#[test]
fn external_and_released_resources_are_not_imported() {
    let project = live();
    let folder = Project::beside(&project).file(
        "wares.yaml",
        "format: 1\ncatalog: mine\ncurrencies: [EUR, SEK]\nlanguages: [en, de]\nexternal: [WEB-S, '007']\nrelease: [Nobody, FEE]\n\
         database: { extra_service_category: ExtraService }\n",
    );
    let run = folder.run("import --into . --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let names: Vec<&str> = outcome["import"]["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .map(|it| it["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(names, ["BARE", "DISK", "MAIL", "WEB-L", "no", "Web: small to large"]);
    plans_empty(&folder);
}

#[test]
fn resource_that_refers_to_a_missing_one_is_not_added() {
    let project = live();
    let folder = Project::beside(&project)
        .file("wares.yaml", "format: 1\ncatalog: mine\ncurrencies: [EUR]\nlanguages: [en]\n");
    let run = folder.run("import --into . --kind upgrade_group --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        reported(&outcome["import"], "left_out"),
        ["upgrade_group Web: small to large: there is no article `WEB-S`; there is no article `WEB-L`"]
    );
}

#[test]
fn resource_that_refers_to_one_left_out_is_not_added() {
    let project = live();
    project.sql("UPDATE renewal_period SET renewal_period_unit = 'DAY' WHERE renewal_period_unit = 'Year'");
    let manifest = "format: 1\ncatalog: mine\ncurrencies: [EUR, SEK]\nlanguages: [en, de]\n\
                    database: { extra_service_category: ExtraService }\n";
    let folder = Project::beside(&project).file("wares.yaml", manifest);
    let run = folder.run("import --into . --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        reported(&outcome["import"], "left_out"),
        [
            "extra_service MAIL: it refers to `WEB-S`, which is left out",
            "package WEB-L: it refers to `WEB-S`, which is left out",
            "package WEB-S: `periods[2 days]`: `2 days` is not a period",
            "upgrade_group Web: small to large: it refers to `WEB-S`, which is left out",
        ]
    );
    plans_empty(&folder);
}

#[test]
fn out_refuses_a_folder_that_is_not_empty() {
    let project = live();
    let folder = Project::beside(&project).file("notes.txt", "mine");
    folder.run("import --out .").code(64).says("is not an empty folder").says("--into");
    assert_eq!(std::fs::read_dir(folder.path("")).expect("the folder").count(), 1);
}

#[test]
fn catalog_with_errors_is_not_added_to() {
    let project = live().file("a.yaml", "kind: item\narticle: X\nnmae: X\n");
    project.run("import --into .").code(1).says("did you mean `name`?");
}

#[test]
fn reseller_must_be_named_if_there_are_several() {
    let project = live();
    project.sql("INSERT INTO reseller VALUES (gen_random_uuid(), 'Other')");
    let folder = Project::beside(&project);
    folder
        .run("import --out new")
        .code(5)
        .says("several resellers: `Acme` and `Other`")
        .says("--reseller NAME");
    assert!(!folder.path("new").exists());
    folder.run("import --out new --reseller Nobody").code(5).says("no reseller `Nobody`");
    folder.run("import --out new --reseller Acme").code(0);
    assert!(folder.read("new/wares.yaml").contains("reseller: Acme\n"));
}

#[test]
fn database_that_cannot_be_read_leaves_no_folder() {
    let project = live();
    project.sql("ALTER TABLE item DROP COLUMN tax1");
    let folder = Project::beside(&project);
    folder.run("import --out new").code(5).says("column `item.tax1` does not exist");
    assert!(!folder.path("new").exists());
}

#[test]
fn partial_import_does_not_take_the_name_of_the_current_catalog() {
    let project = live();
    project.run("import --out new --kind package").code(0);
    let manifest = project.read("new/wares.yaml");
    assert!(manifest.contains("catalog: new\n") && !manifest.contains("release"), "{manifest}");
}

#[test]
fn new_manifest_is_a_copy_of_the_current_one() {
    let project = live();
    project.run("import --out new").code(0).says("The new manifest is a copy of");
    let manifest = project.read("new/wares.yaml");
    assert!(manifest.contains("catalog: test\n") && manifest.contains("- USD\n"), "{manifest}");
}

#[test]
fn manifest_that_requires_another_version_is_not_copied() {
    let project = Project::new().file("item.yaml", ITEM).init();
    project.apply();
    project.write("wares.yaml", &(project.read("wares.yaml") + "requires: '>=99'\n"));
    project.run("import --out made").code(1).says("M01");
}

/// An import that is killed while it writes leaves either a complete catalog or none.
#[test]
fn killed_import_leaves_nothing_half_written() {
    let project = Project::example("hosting").init();
    project.apply();
    let mut complete = 0;
    for attempt in 0..14 {
        let folder = Project::beside(&project);
        let exists = attempt % 2 == 0;
        if exists {
            std::fs::create_dir(folder.path("new")).expect("a folder");
        }
        let mut command = folder.command("import --out new -q");
        command.env("WARES_DATABASE_URL", folder.url()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        // Kill it a little later in each attempt, counted from the moment when it begins to write.
        let is_writing = || {
            let parent = if exists { folder.path("new") } else { folder.path("") };
            std::fs::read_dir(parent).expect("a folder").count() > 0
        };
        while !is_writing() && child.try_wait().expect("a process").is_none() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(900 * attempt));
        let _ = child.kill();
        child.wait().expect("it ends");
        if folder.path("new/wares.yaml").exists() {
            complete += 1;
            folder.run("check --dir new").code(0);
            folder.run("plan --dir new --detailed-exitcode").code(0);
        } else {
            folder.run("import --out new -q").code(0);
            folder.run("plan --dir new --detailed-exitcode").code(0);
            let names = std::fs::read_dir(folder.path("new")).expect("a folder").flatten();
            assert!(
                names
                    .into_iter()
                    .all(|name| !name.file_name().to_string_lossy().starts_with(".wares-import"))
            );
        }
    }
    assert!(complete < 14, "at least one import is killed before it is complete");
}
