//! Tests `check --online`, which also checks the files against a database.

use crate::support::{PACKAGE, Project};

#[test]
fn names_that_the_database_lacks_are_found_only_with_online() {
    let project = Project::judged().file("a.yaml", PACKAGE).init();
    let online = |more: &str| project.run(&format!("check --online --database-url {} {more}", project.url()));
    online("").code(0).says("1 resource in 2 files: 1 note.");
    project.replace("a.yaml", "category: HostingPackage", "category: HostingPakage");
    project.run("check").code(0);
    let before = project.everything();
    let run = online("--format concise").code(1);
    assert!(run.stdout.starts_with("a.yaml:4:11: error[A08]"), "{}", run.stdout);
    assert_eq!(project.everything(), before, "nothing is written");
    let json = online("--format json").code(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["command"], &json["findings"][0]["code"]), (&"check".into(), &"A08".into()));
    project.run("plan").code(1).says("A08");
    // Findings are reported only for the files that are named.
    project.write(
        "b.yaml",
        "kind: item\narticle: A-1\nname: A\ncategory: HostingPackage\nprices: { EUR: 1, USD: 1 }\n",
    );
    online(&project.path("b.yaml").display().to_string()).code(0).says("elsewhere");
}

#[test]
fn database_is_read_only_with_online_and_valid_files() {
    let project = Project::judged().file("a.yaml", PACKAGE);
    project.run("check --database-url postgresql://nobody@127.0.0.1:1/none").code(64).says("add --online");
    let url = "--database-url postgresql://nobody@127.0.0.1:1/none";
    project.run(&format!("check --online {url}")).code(5);
    project.run(&format!("check --online --format json {url}")).code(5);
    project.replace("a.yaml", "name: Gold", "nmae: Gold");
    project.run(&format!("check --online {url}")).code(1).says("the database was not read");
}
