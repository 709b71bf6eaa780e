//! Automatic fixes: `check --fix` and `check --diff`.

use crate::support::Project;
use std::os::unix::fs::{PermissionsExt, symlink};

const NOTHING: &str = "There is nothing to fix automatically.";
const FAULTY: &str = "\
# Web hosting.
kind: package
article:   HST-GLDY   # the yearly one
name: Gold
category: HostingPackage
extra_servises: true
periods: [ { every: 1 month,  prices: { eur: \"9.90\", USD: 11 } } ]   # monthly
limits: { mailboxes: \"10\" }
---
kind: upgrade_group
name: Hosting
members:
  - { item: hst-gldy, level: 1 }   # lower case
  - { item: HST-GLDX, level: 2 }
";

/// The same file after every certain fix.
fn fixed() -> String {
    let fixes = [("servises", "services"), ("eur:", "EUR:"), ("\"10\"", "10"), ("hst-gldy", "HST-GLDY")];
    fixes.iter().fold(FAULTY.to_owned(), |text, (wrong, right)| text.replacen(wrong, right, 1))
}

#[test]
fn certain_fixes_are_made_and_comments_and_layout_are_kept() {
    let project = Project::judged().file("a.yaml", FAULTY);
    let run = project.run("check --fix --format concise").code(1);
    assert_eq!(project.read("a.yaml"), fixed());
    for note in [
        "fixed a.yaml:6:1: write `extra_services`",
        "fixed a.yaml:8:22: write `10`",
        "fixed a.yaml:13:13: write `HST-GLDY`",
        "Fixed 4 findings in 1 file.",
    ] {
        assert!(run.stderr.contains(note), "{note}: {}", run.stderr);
    }
    // A suggestion that is not certain is left to the author.
    assert!(run.stdout.contains("a.yaml:14:13: error[A02]"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().filter(|line| line.contains("error")).count(), 1, "{}", run.stdout);
    let run = project.run("check --fix --format concise").code(1).says(NOTHING);
    assert_eq!(project.read("a.yaml"), fixed(), "{}", run.stderr);
}

#[test]
fn diff_shows_the_fixes_and_writes_nothing() {
    let project = Project::judged().file("a.yaml", FAULTY);
    let run = project.run("check --diff").code(1).says("`wares check --fix` fixes 4 findings in 1 file.");
    assert_eq!(project.read("a.yaml"), FAULTY);
    insta::assert_snapshot!(run.stdout, @r#"
    --- a/a.yaml
    +++ b/a.yaml
    @@ -3,12 +3,12 @@
     article:   HST-GLDY   # the yearly one
     name: Gold
     category: HostingPackage
    -extra_servises: true
    -periods: [ { every: 1 month,  prices: { eur: "9.90", USD: 11 } } ]   # monthly
    -limits: { mailboxes: "10" }
    +extra_services: true
    +periods: [ { every: 1 month,  prices: { EUR: "9.90", USD: 11 } } ]   # monthly
    +limits: { mailboxes: 10 }
     ---
     kind: upgrade_group
     name: Hosting
     members:
    -  - { item: hst-gldy, level: 1 }   # lower case
    +  - { item: HST-GLDY, level: 1 }   # lower case
       - { item: HST-GLDX, level: 2 }
    "#);
    project.run("check --diff --fix").code(64);
    let sound = Project::judged().file("a.yaml", crate::support::PACKAGE);
    let run = sound.run("check --diff").code(0).says(NOTHING);
    assert_eq!(run.stdout, "");
}

#[test]
fn only_requested_files_are_fixed() {
    let other = FAULTY
        .replace("HST-GLDY", "HST-SLVY")
        .replace("hst-gldy", "hst-slvy")
        .replace("Hosting\n", "Others\n");
    let project = Project::judged().file("a.yaml", FAULTY).file("b.yaml", &other);
    let path = project.path("b.yaml");
    project.run(&format!("check --fix {}", path.display())).code(1);
    assert_eq!(project.read("a.yaml"), FAULTY);
    assert!(project.read("b.yaml").contains("extra_services"));
}

#[test]
fn read_only_file_is_reported_and_not_changed() {
    let other = FAULTY
        .replace("HST-GLDY", "HST-SLVY")
        .replace("hst-gldy", "hst-slvy")
        .replace("Hosting\n", "Others\n");
    let project = Project::judged().file("a.yaml", FAULTY).file("b.yaml", &other);
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(project.path("a.yaml"), read_only).expect("the file belongs to the test");
    project
        .run("check --fix")
        .code(1)
        .says("error: a.yaml: it is read-only; nothing in it was fixed")
        .says("make it writable, and run the command again")
        .says("fixed b.yaml:6:1");
    assert_eq!(project.read("a.yaml"), FAULTY);
    let mode = project.path("a.yaml").metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o444);
}

#[test]
fn link_is_reported_and_not_changed() {
    let project = Project::judged().file("a.txt", FAULTY);
    symlink("a.txt", project.path("a.yaml")).expect("a link");
    project.run("check --fix").code(1).says("error: a.yaml: it is a link; nothing in it was fixed");
    assert_eq!(project.read("a.txt"), FAULTY);
    assert!(project.path("a.yaml").symlink_metadata().expect("a link").is_symlink());
}

#[test]
fn fix_of_an_aliased_value_is_left_to_the_author() {
    let text = "kind: extra_service\narticle: XSV-A\nname: &name hst-gldy\npackages: [*name]\n";
    let project = Project::judged().file("p.yaml", crate::support::PACKAGE).file("a.yaml", text);
    let run = project.run("check --fix").code(1).says(NOTHING);
    let left = "left a.yaml:3:13: write `HST-GLDY`; fix this by hand";
    assert!(run.stderr.contains(left), "{}", run.stderr);
    assert!(project.read("a.yaml").contains("&name hst-gldy"));
}

#[test]
fn duplicate_is_removed_only_if_nothing_is_lost() {
    let twice = crate::support::PACKAGE.replace(
        "extra_services",
        "shop: { categories: [HostingPackage, FreePackage, HostingPackage] }\nextra_services",
    );
    let project = Project::judged().file("a.yaml", &twice);
    project.run("check").code(1).says("T07");
    project.run("check --fix").code(0).says("Fixed 1 finding in 1 file.");
    assert!(project.read("a.yaml").contains("categories: [HostingPackage, FreePackage]"));
    let members = |second: &str| {
        format!(
            "kind: upgrade_group\nname: A\nmembers:\n  - {{ item: HST-GLDY, level: 1 }} # one\n  - {second}\n"
        )
    };
    project.write("b.yaml", &members("{ item: HST-GLDY, level: 2 }"));
    project.run("check --fix").code(1).says(NOTHING);
    project.write("b.yaml", &members("{ item: HST-GLDY, level: 1 }"));
    project.run("check --fix").says("Fixed 1 finding");
    assert_eq!(project.read("b.yaml"), members("x").replace("  - x\n", ""));
    // The fix would delete a comment, or leave it next to something else.
    for commented in [
        members("{ item: HST-GLDY, level: 1 } # two"),
        members("x").replace("  - x\n", "  # two\n  - { item: HST-GLDY, level: 1 }\n"),
    ] {
        project.write("b.yaml", &commented);
        project.run("check --fix").code(1).says(NOTHING).says("fix this by hand");
        assert_eq!(project.read("b.yaml"), commented);
    }
}

#[test]
fn json_lists_what_was_fixed() {
    let json = |project: &Project, arguments: &str| -> serde_json::Value {
        let run = project.run(&format!("check --format json {arguments}")).code(1);
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    let project = Project::judged().file("a.yaml", FAULTY);
    let diff = json(&project, "--diff");
    assert!(diff["diff"].as_str().expect("a text").starts_with("--- a/a.yaml\n+++ b/a.yaml\n"));
    let fixed = json(&project, "--fix");
    assert_eq!(fixed["fixes"]["fixed"].as_array().map(Vec::len), Some(4));
    assert_eq!(fixed["fixes"]["not_written"].as_array().map(Vec::len), Some(0));
    assert_eq!(fixed["checked"]["findings"], fixed["findings"].as_array().map(Vec::len).unwrap_or_default());
}

#[test]
fn fix_over_several_files_is_made_in_each() {
    let tagged = |number: usize, tag: &str| {
        format!(
            "kind: item\narticle: A-{number}\nname: A\ncategory: setupFee\ntags: [{tag}]\nprices: {{ EUR: 1, USD: 1 }}\n"
        )
    };
    let project = (0..6).fold(Project::judged(), |project, at| {
        project.file(&format!("{at}.yaml"), &tagged(at, if at < 2 { "\"hosting \"" } else { "hosting" }))
    });
    let run = project.run("check --fix --format concise").code(0);
    assert_eq!([0, 1].map(|at| project.read(&format!("{at}.yaml"))), [0, 1].map(|at| tagged(at, "hosting")));
    for note in [
        "fixed 0.yaml:5:8: write `hosting`",
        "fixed 1.yaml:5:8: write `hosting`",
        "Fixed 2 findings in 2 files.",
    ] {
        assert!(run.stderr.contains(note), "{note}: {}", run.stderr);
    }
}

#[test]
fn harmful_fix_does_not_prevent_other_fixes() {
    // The fix would give the currency twice. Everything else can be fixed.
    let text = FAULTY.replace("eur: \"9.90\"", "eur: \"9.90\", EUR: 8");
    let project = Project::judged().file("a.yaml", &text);
    let run = project.run("check --fix --format concise").code(1);
    let fixed = project.read("a.yaml");
    assert!(fixed.contains("item: HST-GLDY, level: 1") && fixed.contains("extra_services: true"), "{fixed}");
    assert!(fixed.contains("eur: \"9.90\", EUR: 8"), "{fixed}");
    assert!(run.stderr.contains("left a.yaml:7:41: write `EUR`; fix this by hand"), "{}", run.stderr);
}

#[test]
fn one_of_two_conflicting_fixes_is_made_and_all_other_fixes() {
    let text = format!("{}descripton: a\ndescriptoin: b\n", crate::support::PACKAGE);
    let twice = "kind: upgrade_group\nname: A\nmembers: [{ item: hst-gldy, level: 1 }]\n";
    let project = Project::judged()
        .file("a.yaml", &text)
        .file("b.yaml", twice)
        .file("c.yaml", &twice.replace("name: A", "name: B"));
    let run = project.run("check --fix --format concise").code(1).says("Fixed 3 findings in 3 files.");
    let fixed = project.read("a.yaml");
    assert_eq!(fixed.matches("description: ").count(), 1, "{fixed}");
    assert!(["b.yaml", "c.yaml"].iter().all(|file| project.read(file).contains("HST-GLDY")));
    assert_eq!(run.stdout.lines().filter(|line| line.contains("error[T02]")).count(), 1, "{}", run.stdout);
}

#[test]
fn uncertain_prices_and_references_are_left_to_the_author() {
    for (from, to) in [("USD: 109.00", "USD: 99 \u{20ac}"), ("USD: 109.00", "USD: free")] {
        let text = crate::support::PACKAGE.replace(from, to);
        assert_ne!(text, crate::support::PACKAGE);
        let project = Project::judged().file("a.yaml", &text);
        project.run("check --fix").code(1).says(NOTHING);
        assert_eq!(project.read("a.yaml"), text);
    }
    let group = "kind: upgrade_group\nname: A\nmembers: [{ item: serverlamp, level: 1 }]\n";
    let text = crate::support::PACKAGE.replace("HST-GLDY", "serverlemp") + "---\n" + group;
    let project = Project::judged()
        .file("a.yaml", &text)
        .file("wares.yaml", &(crate::support::MANIFEST.to_owned() + "external: [serverlemp]\n"));
    project.run("check --fix").code(1).says(NOTHING).says("did you mean `serverlemp`?");
}

#[test]
fn many_harmful_fixes_do_not_prevent_other_fixes() {
    let bad = "kind: item\narticle: B-N\nname: B\ncategory: C\nprices: { eur: 1, EUR: 2, USD: 2 }\n";
    let good = "kind: item\narticle: G-N\nname: \"G \"\ncategory: C\nprices: { EUR: 1, USD: 1 }\n";
    let documents = (0..60).flat_map(|at| [bad, good].map(|text| text.replace("-N", &format!("-{at}"))));
    let project = Project::judged().file("a.yaml", &documents.collect::<Vec<_>>().join("---\n"));
    let run = project
        .run("check --fix --format concise --max-findings 0")
        .code(1)
        .says("Fixed 60 findings in 1 file.");
    let fixed = project.read("a.yaml");
    assert_eq!((fixed.matches("name: G\n").count(), fixed.matches("eur: 1, EUR: 2").count()), (60, 60));
    assert_eq!(run.stderr.matches("fix this by hand").count(), 60);
}
