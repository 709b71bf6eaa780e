//! Tests the import of a database with products, plans and everything that they refer to.

use super::stories;
use crate::support::{JPS, MOVING_JPS, Project, metered, metered_external};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A project with every field of every kind, applied.
fn live() -> Project {
    let project = stories::all().project().init();
    project.sql(&metered());
    project.apply();
    project
}

/// The outcome of an import, as JSON.
fn outcome(folder: &Project, command: &str) -> Value {
    let run = folder.run(&format!("{command} --format json")).code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    outcome["import"].clone()
}

/// The names of what was left out, each with its first reason.
fn left_out(outcome: &Value) -> BTreeSet<(String, String)> {
    let all = outcome["left_out"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.map(|it| (format!("{} {}", text(&it["kind"]), text(&it["name"])), text(&it["reasons"][0]))).collect()
}

/// The manifests that an import wrote, by path.
fn manifests(folder: &Project) -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder.path("manifests")).expect("manifests").flatten();
    let mut paths: Vec<String> =
        files.map(|entry| format!("manifests/{}", entry.file_name().to_string_lossy())).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), folder.read(&path))).collect()
}

#[test]
fn imported_products_and_plans_leave_nothing_to_apply() {
    let project = live();
    let folder = Project::beside(&project);
    let outcome = outcome(&folder, "import --out .");
    let metered: BTreeSet<String> = metered_external()
        .iter()
        .map(|it| format!("tariff {}", it["name"].as_str().unwrap_or_default()))
        .collect();
    let left_out = left_out(&outcome);
    assert_eq!(left_out.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>(), metered);
    for (name, reason) in &left_out {
        assert!(reason.contains("files can describe only `subscription` tariffs"), "{name}: {reason}");
        assert!(reason.contains(&format!("`{}`", name.trim_start_matches("tariff "))), "{name}: {reason}");
    }
    assert_eq!(outcome["incomplete"], json!([]));
    // These tariffs are external, because the pricing models refer to them.
    let external: BTreeSet<String> =
        outcome["external"].as_array().expect("a list").iter().map(ToString::to_string).collect();
    assert_eq!(external.len(), 8, "{external:?}");
    folder.run("check").code(0);
    folder.run("fmt --check").code(0);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    let resources = |project: &Project| project.run("list").code(0).stdout.lines().count();
    assert_eq!(resources(&folder), resources(&project));
    let before = project.everything();
    folder.run("apply --auto-approve").code(0);
    let billing = |rows: Vec<Vec<String>>| {
        rows.into_iter().filter(|row| row[0].starts_with("public.")).collect::<Vec<_>>()
    };
    assert_eq!(billing(project.everything()), billing(before));
}

#[test]
fn missing_resources_are_added_together_with_their_manifests() {
    let project = live();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0);
    let manifests = manifests(&folder);
    let names: BTreeSet<String> = manifests.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    // Remove one of the manifests, together with its package.
    let packages = folder.read("installation_packages.yaml");
    let kept: Vec<&str> =
        packages.split("---\n").filter(|document| !document.contains("name: Kit\n")).collect();
    assert_eq!(kept.len(), 4, "{packages}");
    folder.write("installation_packages.yaml", &kept.join("---\n"));
    let path =
        manifests.iter().map(|(path, _)| path).find(|path| path.contains("kit")).expect("its manifest");
    folder.remove(path);
    folder.remove("products.yaml");
    let grown = outcome(&folder, "import --into .");
    assert_eq!(grown["incomplete"], json!([]));
    assert_eq!(manifests, self::manifests(&folder));
    folder.run("check").code(0);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    folder.run("import --into .").code(0).says("Imported nothing");
}

/// People can distinguish these names, but some file systems cannot.
#[test]
fn packages_with_similar_names_get_separate_manifests() {
    let names = [
        "wordpress",
        "WordPress",
        "Word Press",
        "word press",
        "word  press",
        "word/press",
        "wörd",
        "..",
        "-",
    ];
    let document = |(number, name): (usize, &&str)| {
        json!({ "kind": "installation_package", "name": name, "manifest": format!("m{number}.jps") })
            .to_string()
    };
    let documents: Vec<String> = names.iter().enumerate().map(document).collect();
    let project = Project::new().file("packages.yaml", &documents.join("\n---\n"));
    for number in 0..names.len() {
        let text = if number % 2 == 0 { JPS } else { MOVING_JPS };
        project.write(
            &format!("m{number}.jps"),
            &text.replace("default: Blog", &format!("default: Blog {number}")),
        );
    }
    let project = project.init();
    project.apply();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0).does_not_say("Left out");
    let manifests = manifests(&folder);
    assert_eq!(manifests.len(), names.len(), "{manifests:?}");
    let lower: BTreeSet<String> = manifests.iter().map(|(path, _)| path.to_lowercase()).collect();
    assert_eq!(lower.len(), names.len(), "{lower:?}");
    folder.run("check").code(0);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn tariff_of_another_type_is_external_only_if_something_refers_to_it() {
    let project = Project::new()
        .file("plan.yaml", "{ kind: service_plan, id: wp100, name: Lite, status: draft, tariffs: [traffic] }")
        .file("wares.yaml", "format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\nexternal: [{ kind: tariff, name: traffic }]\n")
        .init();
    project.sql(
        "INSERT INTO tariff (id, code, name, type) VALUES (gen_random_uuid(), 'traffic', 'Traffic', 5), \
         (gen_random_uuid(), 'licences', 'Licences', 7), (gen_random_uuid(), 'odd', 'Odd', 99)",
    );
    project.apply();
    let folder = Project::beside(&project);
    let outcome = outcome(&folder, "import --out .");
    let left: Vec<String> =
        left_out(&outcome).into_iter().map(|(name, reason)| format!("{name}: {reason}")).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left.iter().any(|it| it.starts_with("tariff traffic") && it.contains("`network`")), "{left:?}");
    assert!(left.iter().any(|it| it.starts_with("tariff odd") && it.contains("99")), "{left:?}");
    assert_eq!(outcome["external"].as_array().map(Vec::len), Some(1), "{outcome:#}");
    let manifest = folder.read("wares.yaml");
    assert!(manifest.contains("traffic") && !manifest.contains("licences"), "{manifest}");
    folder.run("check").code(0);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn edits_by_hand_that_files_cannot_express_are_reported() {
    let project = live();
    for statement in [
        "UPDATE service_plan SET status = 9 WHERE code = 'wp100'",
        "UPDATE product SET type = 2",
        "UPDATE tariff SET charge_period = NULL WHERE code = 'unused'",
        "UPDATE installation_package SET option_schema = '[1]' WHERE name = 'Loose'",
        "UPDATE user_group_quota SET value = -1",
        "UPDATE tariff_tier SET from_quantity = -5 WHERE price = 990",
        "INSERT INTO pricing_model (id, name) VALUES ('00000000-0000-4000-8000-0000000000d1', '')",
    ] {
        project.sql(statement);
    }
    let folder = Project::beside(&project);
    let outcome = outcome(&folder, "import --out .");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut reported = Vec::new();
    for list in ["left_out", "incomplete"] {
        for it in outcome[list].as_array().expect("a list") {
            let reasons: Vec<String> = it["reasons"].as_array().expect("reasons").iter().map(text).collect();
            reported.push(format!(
                "{list} {} {}: {}",
                text(&it["kind"]),
                text(&it["name"]),
                reasons.join("; ")
            ));
        }
    }
    reported.retain(|line| !line.contains("files can describe only `subscription` tariffs"));
    reported.sort();
    insta::assert_snapshot!(reported.join("\n"), @"
    left_out installation_package Loose: `manifest`: its fields are not a mapping
    left_out pricing_model 00000000-0000-4000-8000-0000000000d1: it has no name
    left_out product wordpress: `type`: the number 2 has no meaning; known numbers are 1 (marketplace_installation)
    left_out service_plan wp100: `status`: the number 9 has no meaning; known numbers are 1 (draft), 2 (active), 3 (inactive), 4 (archived)
    left_out tariff unused: `charge_period`: it has no charge_period
    left_out tariff wp100-year: `tiers[from 1]`: -5 is out of range
    left_out user_group testers: `quotas.environment.maxcount`: `-1` is not a valid number of units
    ");
    folder.run("check").code(0);
}

#[test]
fn manifest_of_the_same_name_is_not_overwritten() {
    let project = Project::new()
        .file("lite.jps", "fields: []\n")
        .file("a.yaml", "kind: installation_package\nname: lite\nmanifest: lite.jps\n")
        .init();
    project.apply();
    let folder = Project::beside(&project)
        .file("wares.yaml", "format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\n")
        .file("manifests/lite.jps", "another\n");
    folder
        .run("import --into .")
        .code(64)
        .says("manifests/lite.jps exists already and is a different manifest")
        .says("rename that file, then import again; nothing was written");
    assert_eq!(folder.read("manifests/lite.jps"), "another\n");
    assert!(!folder.path("installation_packages.yaml").exists());
}
