//! Tests `wares list`: the resources in the files, and the owned and unowned ones in the database.

use crate::support::Project;

const FILE: &str = "\
kind: package
article: PK
name: Package
category: HostingPackage
prices: { EUR: 1 }
---
kind: upgrade_group
name: Group
members: [{ item: PK, level: 1 }]
";

fn project() -> Project {
    let project = Project::new().file("a/b.yaml", FILE).init();
    project.apply();
    project.sql("INSERT INTO upgrade_group VALUES ('00000000-0000-4000-8000-000000000001', 'Nobody''s')");
    project.sql("INSERT INTO upgrade_group VALUES ('00000000-0000-4000-8000-000000000002', 'Twice'), ('00000000-0000-4000-8000-000000000003', 'Twice')");
    project
}

#[test]
fn files_are_listed_without_a_database() {
    let project = Project::new().file("a/b.yaml", FILE);
    let run = project.command("list").output().expect("the program runs");
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    assert_eq!(
        text,
        "KIND           NAME   FILE\npackage        PK     a/b.yaml:1\nupgrade_group  Group  a/b.yaml:7\n"
    );
    assert_eq!(project.run("list --files --kind package").code(0).stdout.lines().count(), 2);
    project.run("list --kind item").code(0).says("There are none.");
    project.run("list --kind packages").code(64).says("a similar value exists: 'package'");
    assert_eq!(project.run("list --kind package --kind upgrade_group").code(0).stdout, text);
    project.run("list --database-url postgresql://wares@/shop").code(64).says("--owned or --unowned");
}

#[test]
fn owned_resources_are_listed_with_the_migration_that_wrote_them() {
    let project = project();
    let migration = project.value("SELECT id FROM wares.migration");
    let since = project
        .value("SELECT to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM wares.migration");
    let text = project.run("list --owned").code(0).stdout;
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split("  ").filter(|cell| !cell.is_empty()).map(str::trim).collect())
        .collect();
    assert_eq!(lines[0], ["KIND", "NAME", "FILE", "SINCE", "MIGRATION"]);
    let since = format!("{}Z", since.replace(' ', "T"));
    assert_eq!(lines[1], ["package", "PK", "a/b.yaml", &since, &migration]);
    assert_eq!(lines[2], ["upgrade_group", "Group", "a/b.yaml", &since, &migration]);
}

#[test]
fn unowned_resources_are_listed_with_the_kind_they_would_have() {
    let text = project().run("list --unowned").code(0).stdout;
    assert_eq!(text, "KIND           NAME\nupgrade_group  Nobody's\nupgrade_group  Twice\n");
}

#[test]
fn control_characters_are_escaped_in_lists() {
    let project = Project::new().file("a.yaml", "kind: upgrade_group\nname: \"a\\eb\"\nmembers: []\n");
    project.run("list").code(0).says("a\\u{1b}b").does_not_say("\u{1b}");
}

#[test]
fn lists_can_be_printed_as_json() {
    let project = project();
    let json: serde_json::Value =
        serde_json::from_str(&project.run("list --owned --format json").code(0).stdout).expect("JSON");
    let first = &json["resources"][0];
    assert_eq!((&first["kind"], &first["name"]), (&"package".into(), &"PK".into()));
    assert_eq!(first["place"], serde_json::json!({ "file": "a/b.yaml", "line": null, "column": null }));
    assert_eq!(first["migration"], project.value("SELECT id FROM wares.migration"));
    assert!(first["since"].as_str().is_some_and(|since| since.ends_with('Z')), "{first}");
    assert_eq!(json["format_version"], 1);
    let json: serde_json::Value =
        serde_json::from_str(&project.run("list --format json").code(0).stdout).expect("JSON");
    let second = &json["resources"][1];
    assert_eq!(second["place"], serde_json::json!({ "file": "a/b.yaml", "line": 7, "column": 1 }));
    assert_eq!((&second["migration"], &second["since"]), (&().into(), &().into()));
}

#[test]
fn database_without_a_ledger_has_no_owned_resources() {
    let project = Project::new().init();
    project.sql("DROP SCHEMA wares CASCADE");
    project.run("list --owned").code(0).says("There are none.");
}
