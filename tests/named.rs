//! Tests `external` and `release` in the manifest, which name resources that are elsewhere or to be released.

use crate::support::{GROUP, ITEM, PACKAGE, Project};
use serde_json::Value;

/// A catalog that owns a package and an upgrade group with the same name, neither of which is in its files any more.
fn two_of_one_name() -> Project {
    let package = PACKAGE.replace("HST-GLDY", "Gold");
    let group = GROUP.replace("HST-GLDY", "Gold").replace("Web hosting", "Gold");
    let project = Project::new().file("package.yaml", &package).file("group.yaml", &group).init();
    project.apply();
    project.remove("package.yaml");
    project.remove("group.yaml");
    project
}

/// Replaces `external` and `release` in the manifest.
fn manifest(project: &Project, line: &str) {
    let text = project.read("wares.yaml");
    let kept = text.lines().filter(|line| !line.starts_with("release") && !line.starts_with("external"));
    project.write("wares.yaml", &(kept.map(|line| format!("{line}\n")).collect::<String>() + line + "\n"));
}

#[test]
fn ambiguous_name_under_release_is_an_error() {
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
fn kind_says_which_of_two_resources_is_released() {
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
fn release_with_the_wrong_kind_is_an_error() {
    let project = two_of_one_name();
    manifest(&project, "release: [{ kind: extra_service, name: Gold }]");
    let run = project.run("plan").code(1).says("X01");
    run.says("with the kind `extra_service`, but it is of the kind").says("write `{ kind: package");
}

#[test]
fn suggested_release_includes_the_kind() {
    let project = two_of_one_name();
    manifest(&project, "external: [Gold]");
    project.run("plan").code(1).says("`release: [{").says("kind: package");
}

#[test]
fn resource_is_released_although_another_in_the_files_has_its_name() {
    let project = two_of_one_name();
    project.write("group.yaml", &GROUP.replace("HST-GLDY", "Gold").replace("Web hosting", "Gold"));
    manifest(&project, "external: [{ kind: package, name: Gold }]\nrelease: [{ kind: package, name: Gold }]");
    assert_eq!(project.run("plan").code(0).changes(), ["< release package `Gold`"]);
    project.apply();
}

#[test]
fn external_name_is_looked_up_among_resources_of_its_kind() {
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
fn unknown_kind_in_the_manifest_is_an_error() {
    let project = Project::new().file("item.yaml", ITEM);
    manifest(&project, "release: [{ kind: pakage, name: Gold }]");
    project.run("check").code(1).says("there is no kind `pakage`").says("did you mean `package`?");
    manifest(&project, "release: [{ kind: package }]");
    project.run("check").code(1).says("T03").says("`name`");
}

#[test]
fn external_resource_with_a_document_has_no_automatic_fix() {
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
