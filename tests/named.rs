//! What the manifest names: resources that are elsewhere, and resources to let go of.

use crate::support::{GROUP, ITEM, PACKAGE, Project};
use serde_json::Value;

/// A catalog that owns a package and an upgrade group of one name, both gone from its files.
fn two_of_one_name() -> Project {
    let package = PACKAGE.replace("HST-GLDY", "Gold");
    let group = GROUP.replace("HST-GLDY", "Gold").replace("Web hosting", "Gold");
    let project = Project::new().file("package.yaml", &package).file("group.yaml", &group).init();
    project.apply();
    project.remove("package.yaml");
    project.remove("group.yaml");
    project
}

fn manifest(project: &Project, line: &str) {
    let text = project.read("wares.yaml");
    let kept = text.lines().filter(|line| !line.starts_with("release") && !line.starts_with("external"));
    project.write("wares.yaml", &(kept.map(|line| format!("{line}\n")).collect::<String>() + line + "\n"));
}

#[test]
fn name_of_two_owned_resources_is_not_released() {
    let project = two_of_one_name();
    let before = project.everything();
    manifest(&project, "release: [Gold]");
    let run = project.run("plan").code(1);
    insta::assert_snapshot!(run.stderr, @"
    M02 ambiguous-name

      × `Gold` under `release` is ambiguous: resources of several kinds have this name: `package` and
      │ `upgrade_group`
       ╭─[wares.yaml:7:11]
     6 │ rules: { A10: allow, A11: allow, A21: allow, A36: allow, A40: allow, A41: allow, A42: allow, A43: allow, A44: allow, A47…
     7 │ release: [Gold]
       ·           ──┬─
       ·             ╰── several resources have this name
       ╰────
      help: give the kind too: `{ kind: package, name: Gold }` or `{ kind: upgrade_group, name: Gold }
            `

    1 error.
    For more information, run `wares explain M02`.
    ");
    project.run("apply --auto-approve").code(1).says("M02");
    assert_eq!(project.everything(), before);
}

#[test]
fn the_kind_says_which_of_two_is_released() {
    let project = two_of_one_name();
    manifest(&project, "release: [{ kind: package, name: Gold }]");
    assert_eq!(
        project.run("plan").code(0).changes(),
        ["< release package `Gold`", "- delete upgrade_group `Gold`", "    - members[Gold]: level 2"]
    );
    manifest(&project, "release: [{ kind: upgrade_group, name: Gold }, { kind: package, name: Gold }]");
    let changes = project.run("plan").code(0).changes();
    assert_eq!(changes, ["< release package `Gold`", "< release upgrade_group `Gold`"]);
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "0");
    assert_eq!(project.value("SELECT count(*) FROM item WHERE NOT deleted"), "1");
}

#[test]
fn nothing_is_released_as_what_it_is_not() {
    let project = two_of_one_name();
    manifest(&project, "release: [{ kind: extra_service, name: Gold }]");
    let run = project.run("plan").code(1).says("X01");
    run.says("with the kind `extra_service`, but it is of the kind").says("write `{ kind: package");
}

#[test]
fn what_is_said_to_be_released_is_clear() {
    let project = two_of_one_name();
    manifest(&project, "external: [Gold]");
    project.run("plan").code(1).says("`release: [{").says("kind: package");
}

#[test]
fn a_name_that_one_of_two_has_left_the_files_is_clear() {
    let project = two_of_one_name();
    project.write("group.yaml", &GROUP.replace("HST-GLDY", "Gold").replace("Web hosting", "Gold"));
    manifest(&project, "external: [{ kind: package, name: Gold }]\nrelease: [{ kind: package, name: Gold }]");
    assert_eq!(project.run("plan").code(0).changes(), ["< release package `Gold`"]);
    project.apply();
}

#[test]
fn what_is_external_is_looked_for_among_what_the_kind_says() {
    let project = Project::new().file("item.yaml", ITEM).init();
    project.apply();
    let other =
        Project::beside(&project).file("wares.yaml", &project.read("wares.yaml").replace("test", "other"));
    other.write("group.yaml", &GROUP.replace("HST-GLDY", "DMN-COM"));
    for (line, code) in [
        ("external: [DMN-COM]", 0),
        ("external: [{ kind: item, name: DMN-COM }]", 0),
        ("external: [{ kind: upgrade_group, name: DMN-COM }]", 1),
    ] {
        manifest(&other, line);
        other.run("plan").code(code);
    }
    other.run("check").code(1).says("there is no article `DMN-COM`");
}

#[test]
fn a_kind_that_does_not_exist_is_told_where_it_is_named() {
    let project = Project::new().file("item.yaml", ITEM);
    manifest(&project, "release: [{ kind: pakage, name: Gold }]");
    project.run("check").code(1).says("there is no kind `pakage`").says("did you mean `package`?");
    manifest(&project, "release: [{ kind: package }]");
    project.run("check").code(1).says("T03").says("`name`");
}

#[test]
fn which_of_two_is_wrong_is_left_to_the_author() {
    let project = Project::new().file("item.yaml", ITEM);
    manifest(&project, "external: [DMN-NET, DMN-COM]");
    let json: Value = serde_json::from_str(&project.run("check --format json").code(1).stdout).expect("JSON");
    let finding = &json["findings"][0];
    assert_eq!((&finding["code"], &finding["fix"]), (&"T06".into(), &Value::Null));
    let help = finding["help"].as_str().expect("help");
    assert!(
        help.starts_with("remove it from `external`") && help.contains("or delete its document"),
        "{help}"
    );
    let before = project.read("wares.yaml");
    project.run("check --fix").code(1);
    assert_eq!(project.read("wares.yaml"), before);
}
