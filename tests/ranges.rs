//! Tests the ranges of counters, of which the last may be open, and limits that are too large for the files.

use crate::support::{PACKAGE, Project};

const COUNTED: &str = "\
kind: item
article: CNT
name: Traffic
category: HostingPackage
counters:
  - id: traffic
    ranges:
      - { from: 0, to: 10, prices: { EUR: 1.00 } }
      - { from: 10, prices: { EUR: 0.50 } }
  - id: space
    ranges:
      - { from: 5, prices: { EUR: 2.00 } }
      - { from: 0, to: 5, prices: { EUR: 3.00 } }
";

const MARGINS: &str = "SELECT lower_margin::text, upper_margin::text FROM counter_range ORDER BY counter_range.lower_margin, counter_range.upper_margin";

fn project(manifest: &str) -> Project {
    let project = Project::new().file("item.yaml", COUNTED);
    let first = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{first}{manifest}"));
    project.init()
}

#[test]
fn open_last_range_ends_at_the_largest_number() {
    let project = project("");
    project.run("plan").code(0).says("+ counters[traffic].ranges[10]: to open");
    project.apply();
    let end = "999999999999999999999.9999";
    assert_eq!(
        project.query(MARGINS),
        [["0.0000", "5.0000"], ["0.0000", "10.0000"], ["5.0000", end], ["10.0000", end]]
    );
    project.comes_back();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0);
    let files = folder.read("items/hosting-package.yaml");
    assert_eq!(files.matches("to: ").count(), 2, "{files}");
    assert_eq!(folder.read("wares.yaml").matches("open_margin").count(), 0);
    project.run("describe item CNT").code(0).says("to open");
}

#[test]
fn manifest_sets_the_number_that_stands_for_an_open_end() {
    let project = project("database: { open_margin: 99999 }\n");
    project.apply();
    assert_eq!(project.value("SELECT max(upper_margin)::text FROM counter_range"), "99999.0000");
    // Only the last range can be open.
    project.sql("UPDATE counter_range SET upper_margin = 99999 WHERE upper_margin = 5");
    let run = project.run("plan").code(0).says("ranges[0].to: open → 5");
    run.says("drift");
    project.replace("item.yaml", "to: 5", "to: 99999");
    project.run("plan").code(0).says("Nothing to do");
}

#[test]
fn range_before_the_last_must_have_an_end() {
    let project = project("");
    project.replace("item.yaml", "from: 0, to: 10", "from: 0");
    project.replace("item.yaml", "from: 0, to: 5", "from: 0");
    let run = project.run("check").code(1).says("2 errors").says("T03");
    let run = run
        .says("`to` is missing in the range of `traffic` from 0, which is not the last range")
        .says("add `to: 10`");
    run.says("`to` is missing in the range of `space` from 0, which is not the last range")
        .says("add `to: 5`");
}

/// With a smaller number, the open range would end where it begins, or before.
#[test]
fn open_margin_must_be_above_the_last_range() {
    for (margin, errors) in [("10", "1 error"), ("4", "2 errors")] {
        let project = Project::new().file("item.yaml", COUNTED);
        let first = project.read("wares.yaml");
        project.write("wares.yaml", &format!("{first}database: {{ open_margin: {margin} }}\n"));
        let run = project.run("check").code(1).says(errors).says("T05").says("item.yaml:9:9");
        run.says(&format!(
            "the range of `traffic` from 10 has no `to`, and the manifest's `open_margin` is only {margin}"
        ))
        .says("set a greater `database: { open_margin: … }` in the manifest, or add `to` to the range");
        project.replace("item.yaml", "from: 10,", "from: 10, to: 20,");
        project.replace("item.yaml", "from: 5,", "from: 5, to: 20,");
        project.run("check").code(0);
    }
}

#[test]
fn empty_range_is_not_imported_as_an_open_one() {
    let project = project("database: { open_margin: 99999 }\n");
    project.apply();
    project.sql("UPDATE counter_range SET lower_margin = 99999 WHERE lower_margin = 10");
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0);
    folder.write("wares.yaml", &format!("{}database: {{ open_margin: 99999 }}\n", folder.read("wares.yaml")));
    std::fs::remove_dir_all(folder.path("items")).expect("the files of the import");
    folder.run("import --into .").code(0);
    folder.run("check").code(0);
    let files = folder.read("items/hosting-package.yaml");
    assert_eq!(files.matches("to: 99999").count(), 1, "{files}");
}

#[test]
fn column_too_small_for_the_open_margin_is_named() {
    let project = project("");
    project.sql("ALTER TABLE counter_range ALTER upper_margin TYPE numeric(12,4)");
    let run = project.run("plan").code(5).says("item.yaml:12:9");
    run.says("`counter_range.upper_margin` is of type numeric(12,4)")
        .says("`database: { open_margin: … }`")
        .does_not_say("write a smaller number");
    let first = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{first}database: {{ open_margin: 99999 }}\n"));
    project.apply();
}

#[test]
fn limit_above_the_maximum_is_refused_and_not_imported() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "3072", "2147483648");
    project.run("check").code(1).says("T05").says("from 0 to 2147483647");
    project.sql("ALTER TABLE service_limitation ALTER limitation TYPE bigint; UPDATE service_limitation SET limitation = 2147483648");
    let folder = Project::beside(&project);
    let run = folder.run("import --out .").code(0).says("Left out").says("`HST-GLDY`");
    run.says("`limits.space_mb`: `2147483648` is not a limit").does_not_say("from 0 to");
}
