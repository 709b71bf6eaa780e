//! Saved plans: applying one on any machine does exactly what was reviewed, or nothing at all.

use crate::support::{GROUP, ITEM, PACKAGE, Project, Run};
use fastrand::Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use wares::kinds::Kinds;
use wares::plan::saved::{Unreadable, read};

/// A package, an item and a group, all applied, and a saved plan that changes a price of the package.
fn planned() -> Project {
    let project =
        Project::new().file("package.yaml", PACKAGE).file("item.yaml", ITEM).file("group.yaml", GROUP).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project.run("plan --out plan.json").code(0).says("Saved the plan as plan.json with the checksum ");
    project
}

/// A folder that contains only the saved plan of a project, and uses the project's database.
fn elsewhere(project: &Project) -> Project {
    Project::beside(project).file("plan.json", &project.read("plan.json"))
}

#[test]
fn saved_plan_is_shown_and_applied_without_the_files() {
    let project = planned();
    let other = elsewhere(&project);
    for format in ["text", "sql"] {
        let plan = project.run(&format!("plan --format {format}")).code(0).stdout;
        let show = other.run(&format!("show plan.json --format {format}")).code(0);
        assert_eq!(show.stdout, plan, "{format}");
    }
    other.run("show plan.json").says("  package.yaml:1").says("Planned on 20");
    other.run("apply plan.json").code(0).says("USD: 109.00 → 119.00").says("Applied as migration");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn show_prints_the_causes_of_changes_as_plan_did() {
    let project = planned();
    // A field that the files change too, a field that they do not change, an added row and a deleted row.
    project.sql("UPDATE item_price SET value = 111 WHERE value = 109; UPDATE international SET value = 'Or'");
    project.sql("DELETE FROM item_property; INSERT INTO item_property SELECT gen_random_uuid(), id, 'x', 'y', '' FROM item");
    let plan = project
        .run("plan --out plan.json")
        .code(0)
        .says("last applied: 109.00")
        .says("drift: added in the database");
    assert_eq!(elsewhere(&project).run("show plan.json").code(0).stdout, plan.stdout);
    elsewhere(&project).run("apply plan.json").code(0);
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn saved_plan_writes_the_same_rows_as_a_direct_apply() {
    let [direct, saved] = ["apply --auto-approve", "apply plan.json"].map(|apply| {
        let project = Project::example("hosting").init();
        project.run("plan --out plan.json").code(0);
        project.run(apply).code(0);
        // The ids of new rows come from the plan, so they are the same in both databases.
        project.query(
            "SELECT id, article_number, category FROM item UNION ALL SELECT id, value::text, discriminator FROM item_price \
             UNION ALL SELECT id, name, value FROM item_property UNION ALL SELECT id, value, entity_field_name FROM international \
             UNION ALL SELECT root_id::uuid, rows, hash FROM wares.resource WHERE rows NOT LIKE '%\"id\"%' ORDER BY 1",
        )
    });
    assert_eq!(direct, saved);
}

#[test]
fn created_resource_of_ten_rows_takes_at_most_3000_bytes() {
    let project = Project::example("hosting").init();
    project.run("plan --out plan.json").code(0);
    let text = project.read("plan.json");
    let lines = text.lines().filter(|line| line.starts_with("{\"action\":\"create\""));
    let mut sizes = 0;
    for line in lines {
        let resource: Value = serde_json::from_str(line.trim_end_matches(',')).expect("a resource");
        if resource["rows"].as_array().expect("rows").len() == 10 {
            assert!(line.len() <= 3000, "{}: {}", line.len(), resource["key"]);
            sizes += 1;
        }
    }
    assert!(sizes > 0, "no resource has ten rows");
}

#[test]
fn stale_plan_names_the_row_and_field_that_changed_since() {
    let edits = [
        (
            "UPDATE item_price SET value = 50 WHERE value = 109",
            "package `HST-GLDY`: periods[1 year].prices.USD: value was 109 and is 50",
        ),
        // The plan does not change this row, but it was compared when the plan was made.
        ("UPDATE international SET value = 'Or'", "name.en"),
        ("DELETE FROM item_price WHERE value = 99", "periods[1 year].prices.EUR is gone"),
        ("UPDATE item SET deleted = true WHERE article_number = 'HST-GLDY'", "deleted was false and is true"),
    ];
    for (edit, message) in edits {
        let project = planned();
        project.sql(edit);
        let before = project.everything();
        elsewhere(&project).run("apply plan.json").code(3).says("Nothing was written").says(message);
        assert_eq!(project.everything(), before, "{edit}");
    }
}

#[test]
fn edits_of_unrelated_rows_do_not_make_a_plan_stale() {
    let project = planned();
    project.sql(
        "UPDATE item_price SET value = 50 WHERE fk_item_id IN (SELECT id FROM item WHERE article_number = 'DMN-COM')",
    );
    project.sql("INSERT INTO upgrade_group VALUES (gen_random_uuid(), 'Somebody else''s')");
    elsewhere(&project).run("apply plan.json").code(0).says("Applied as migration");
}

#[test]
fn second_apply_of_a_plan_reports_when_and_by_whom_it_was_applied() {
    let project = planned();
    project.run("apply plan.json").code(0);
    let before = project.everything();
    let run = elsewhere(&project).run("apply plan.json").code(3);
    let run = run.says("this plan was already applied on 20").says(" by ");
    assert!(!run.stderr.contains("plan again"), "{}", run.stderr);
    assert_eq!(project.everything(), before);
}

/// Adds a live subscription of the item.
fn subscribe(project: &Project) {
    project.sql(
        "INSERT INTO subscription (id, fk_item_id, state, recurring, quantity, expiration_date, next_renewal_date) \
         SELECT gen_random_uuid(), id, 1, true, 1, now(), now() FROM item WHERE article_number = 'DMN-COM'",
    );
}

#[test]
fn new_subscription_to_a_deleted_article_refuses_the_saved_plan() {
    let project = planned();
    project.remove("item.yaml");
    project.run("plan --out plan.json").code(0).says("Deletes 1 item: `DMN-COM`.");
    subscribe(&project);
    let before = project.everything();
    let other = elsewhere(&project);
    let run =
        other.run("apply plan.json").code(4).says("refused[A38]: a guard tripped after the plan was made");
    run.says("item `DMN-COM`").says("1 live subscription");
    other.run("apply plan.json --format json").code(4).says("\"category\": \"in-use\"");
    assert_eq!(project.everything(), before);
    // `--allow` belongs to plan: what it allowed then is still allowed when the plan is applied.
    project.run("plan --out plan.json --allow in-use").code(0);
    let other = elsewhere(&project);
    other.run("apply plan.json --allow in-use").code(64).says("plan again with --allow");
    other.run("apply plan.json").code(0);
}

#[test]
fn refused_plan_is_shown_but_not_saved() {
    let project = planned();
    let before = project.read("plan.json");
    for file in ["package.yaml", "item.yaml", "group.yaml"] {
        project.remove(file);
    }
    project
        .run("plan --out plan.json")
        .code(4)
        .says("- delete package `HST-GLDY`")
        .does_not_say("Saved the plan");
    assert_eq!(project.read("plan.json"), before);
    let run = project.run("plan --out plan.json --format json").code(4);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&json["plan"]["saved"], &json["refusals"][0]["code"]), (&Value::Null, &json!("X07")));
    assert_eq!(project.run("plan --out plan.json --format checksum").code(4).stdout, "");
    subscribe(&project);
    let run = project.run("plan --out plan.json --fail-on worse --allow mass-change --allow in-use").code(4);
    run.says("refused: `--fail-on worse`: item `DMN-COM` is worse for 1 live subscription");
    assert_eq!(project.read("plan.json"), before);
}

#[test]
fn plan_is_stale_after_another_migration() {
    let project = planned();
    let other = elsewhere(&project);
    project.replace("package.yaml", "USD: 119.00", "USD: 120.00");
    project.run("apply --auto-approve").code(0);
    other
        .run("apply plan.json")
        .code(3)
        .says("another migration of this catalog has been applied since the plan was made");
}

#[test]
fn plan_for_another_database_catalog_or_environment_is_refused() {
    let project = planned();
    let plan = project.read("plan.json");
    let refused = |other: &Project, arguments: &str, message: &str| {
        let before = other.everything();
        other.run(arguments).code(64).says(message);
        assert_eq!(other.everything(), before);
    };
    let database = Project::new().file("package.yaml", PACKAGE).init().file("plan.json", &plan);
    refused(&database, "apply plan.json", "is for another database: it was made for the database `t");
    let catalog = elsewhere(&project);
    catalog.write("wares.yaml", "format: 1\ncatalog: other\ncurrencies: [EUR]\nlanguages: [en]\n");
    refused(
        &catalog,
        "apply plan.json",
        "is for another catalog: it was made for `test`, but this one is `other`",
    );
    refused(&project, "apply plan.json --env staging", "it was made for no environment, not `staging`");
}

#[test]
fn plan_with_another_checksum_is_refused() {
    let project = planned();
    let sum = project.run("plan --out plan.json --format checksum").code(0).stdout;
    assert!(sum.len() == 65 && sum.ends_with('\n'), "{sum:?}");
    assert_eq!(project.run("show plan.json --format checksum").code(0).stdout, sum);
    let before = project.everything();
    for wrong in ["0", "", &"0".repeat(64)] {
        let mut command = project.command("apply plan.json --checksum");
        let output = command.arg(wrong).env("WARES_DATABASE_URL", project.url()).output();
        Run::new("apply", &output.expect("it runs")).code(64).says("has the checksum ");
    }
    assert_eq!(project.everything(), before);
    project.run(&format!("apply plan.json --checksum {}", sum.trim())).code(0);
    project.run("plan --format checksum").code(64).says("save it with --out FILE");
    project.run("apply --auto-approve --checksum 00").code(64);
}

#[test]
fn file_that_is_not_a_plan_is_refused_with_the_reason() {
    let project = planned();
    let plan = project.read("plan.json");
    let half = &plan[..plan.len() / 2];
    let tailless = &plan[..plan.len() - 40];
    let pretty =
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&plan).expect("JSON")).expect("JSON");
    let files = [
        ("", "is empty"),
        ("{", "is truncated"),
        (half, "is truncated"),
        (tailless, "is truncated"),
        ("format: 1\ncatalog: test\n", "is not a saved plan"),
        ("[]", "is not a saved plan"),
        ("{\"format_version\":2,\"new\":true}", "has format version 2, and Wares "),
        ("{\"format_version\":1}", "was changed after it was saved"),
        (&plan.replace("119", "19"), "was changed after it was saved"),
        (&pretty, "was changed after it was saved"),
        (&plan.replace('\n', "\r\n"), "was changed after it was saved"),
        (&format!("{plan}{plan}"), "was changed after it was saved"),
    ];
    let before = project.everything();
    for (text, message) in files {
        project.write("odd.json", text);
        for command in ["show odd.json", "apply odd.json", "show odd.json --format json"] {
            project.run(command).code(64).says("the plan odd.json ").says(message);
        }
    }
    project.write("out.json", &project.run("plan --format json").stdout);
    project
        .run("apply out.json")
        .code(64)
        .says("is the JSON output of a command")
        .says("`wares plan --out FILE`");
    project.run("apply nothing.json").code(64).says("cannot read the plan nothing.json: No such file");
    project.run("apply .").code(64).says("cannot read the plan .: Is a directory");
    let huge = std::fs::File::create(project.path("huge.json")).expect("a file");
    huge.set_len(1 << 40).expect("a sparse file");
    project.run("apply huge.json").code(64).says("is too large for a plan: more than 4 GiB");
    project.run("show /dev/zero").code(64).says("is not a saved plan");
    assert_eq!(project.everything(), before);
}

/// The text of a plan with its checksum corrected.
fn signed(text: &str) -> String {
    let (body, _) = text.rsplit_once("\"checksum\":").expect("a checksum");
    let sum = Sha256::digest(body).iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    });
    format!("{body}\"checksum\":\"{sum}\"}}\n")
}

#[test]
fn plan_with_any_changed_byte_is_refused() {
    let (project, mut rng) = (planned(), Rng::with_seed(3));
    let plan = project.read("plan.json").into_bytes();
    let kinds = Kinds::standard();
    assert!(read(&kinds, plan.as_slice()).is_ok());
    for _ in 0..2_000 {
        let mut other = plan.clone();
        let at = rng.usize(..other.len());
        other[at] ^= 1 << rng.u8(..8);
        assert!(read(&kinds, other.as_slice()).is_err(), "byte {at}");
        let short = read(&kinds, &plan[..at]);
        assert!(
            matches!(short, Err(Unreadable::Empty | Unreadable::Truncated | Unreadable::Edited)),
            "{at} bytes: {short:?}"
        );
    }
}

#[test]
fn forged_plan_is_read_or_refused_without_a_panic() {
    let (project, mut rng) = (planned(), Rng::with_seed(4));
    let plan = project.read("plan.json");
    let kinds = Kinds::standard();
    assert_eq!(signed(&plan), plan, "the checksum should cover all bytes before it");
    let original: Value = serde_json::from_str(&plan).expect("JSON");
    let mut read_anyway = 0;
    for _ in 0..3_000 {
        let mut other = original.clone();
        for _ in 0..rng.usize(1..3) {
            change(&mut other, &mut rng);
        }
        let Value::Object(mut object) = other else { continue };
        object.remove("checksum");
        let text = Value::Object(object).to_string();
        let text = signed(&format!("{},\"checksum\":", text.trim_end_matches('}')));
        if let Ok(saved) = read(&kinds, text.as_bytes()) {
            read_anyway += 1;
            wares::plan::script(&saved.plan);
            wares::report::plan_json(&saved.plan, &saved.places);
            let style = wares::report::Style { color: false, width: 80 };
            for detail in [wares::report::Detail::Full, wares::report::Detail::Summary] {
                wares::report::plan_text(&saved.plan, &saved.places, style, detail);
            }
        }
    }
    assert!(read_anyway > 100, "{read_anyway}");
}

/// Makes one random change within a value: removes a part, repeats a list element, or replaces a part.
fn change(value: &mut Value, rng: &mut Rng) {
    let deeper = rng.u8(..10) > 0;
    match value {
        Value::Object(object) if deeper && !object.is_empty() => {
            let key = object.keys().nth(rng.usize(..object.len())).expect("a key").clone();
            match rng.u8(..12) {
                0 => drop(object.remove(&key)),
                _ => change(&mut object[&key], rng),
            }
        }
        Value::Array(array) if deeper && !array.is_empty() => {
            let at = rng.usize(..array.len());
            match rng.u8(..12) {
                0 => drop(array.remove(at)),
                1 => array.push(array[at].clone()),
                _ => change(&mut array[at], rng),
            }
        }
        other => {
            let values = [
                json!(null),
                json!(true),
                json!(-1),
                json!(1e300),
                json!(u64::MAX),
                json!(""),
                json!("item"),
                json!("\u{0}\u{202e}"),
                json!([]),
                json!({}),
                json!({ "id": {} }),
                json!([[[]]]),
                json!("delete"),
                json!("update"),
                json!("insert"),
                json!("upgrade_group"),
                json!("123456789012345678901234567890123456789"),
            ];
            *other = values[rng.usize(..values.len())].clone();
        }
    }
}

#[test]
fn plan_file_is_replaced_completely_or_not_at_all() {
    let project = planned();
    let before = project.read("plan.json");
    project.write("package.yaml", "kind: package\n");
    project.run("plan --out plan.json").code(1);
    assert_eq!(project.read("plan.json"), before);
    project.write("package.yaml", PACKAGE);
    for (path, message) in [
        ("wares.yaml", "belong to the catalog"),
        ("new.YML", "belong to the catalog"),
        ("/dev/null", "it is not a regular file"),
        (".", "it is not a regular file"),
        ("missing/plan.json", "its folder does not exist"),
    ] {
        project.run(&format!("plan --out {path}")).code(64).says("cannot save the plan").says(message);
    }
    std::os::unix::fs::symlink("plan.json", project.path("link.json")).expect("a link");
    project.run("plan --out link.json").code(0);
    assert_ne!(project.read("plan.json"), before);
    assert!(project.path("link.json").is_symlink());
    let entries: Vec<_> = std::fs::read_dir(project.path(".")).expect("a folder").flatten().collect();
    let temporary =
        entries.iter().filter(|entry| entry.file_name().to_string_lossy().starts_with(".tmp")).count();
    assert_eq!(temporary, 0);
}

/// Runs git in a folder.
fn git(folder: &Path, arguments: &str) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    let output = command.args(arguments.split_whitespace()).output().expect("git is installed");
    assert!(output.status.success(), "git {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn plan_records_the_commit_and_uncommitted_changes() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let source = || {
        project.run("plan --out .git/plan.json").code(0);
        let plan: Value = serde_json::from_str(&project.read(".git/plan.json")).expect("JSON");
        plan["plan"]["origin"]["source"].clone()
    };
    std::fs::create_dir(project.path(".git")).expect("a folder");
    assert_eq!(source(), Value::Null, "no repository");
    git(&project.path("."), "init -q");
    assert_eq!(source(), Value::Null, "no commit");
    git(&project.path("."), "add .");
    git(&project.path("."), "commit -q -m one");
    assert_eq!(source()["dirty"], json!(false));
    assert_eq!(source()["commit"].as_str().map(str::len), Some(40));
    project.write("new.yaml", GROUP);
    assert_eq!(source()["dirty"], json!(true));
    project.run("show .git/plan.json").says("with uncommitted changes");
}

#[test]
fn plan_with_contradictory_parts_is_refused() {
    let project = planned();
    let plan = project.read("plan.json");
    // The value shown, the value written, the value read, and the title of the resource.
    for (from, to) in [
        ("\"after\":{\"value\":\"119.00\"", "\"after\":{\"value\":\"9.00\""),
        ("\"before\":\"109.0000\",\"after\":\"119.00\"", "\"before\":\"109.0000\",\"after\":\"110.00\""),
        ("\"before\":{\"value\":\"109.0000\"", "\"before\":{\"value\":\"118.0000\""),
        ("{\"action\":\"change\"", "{\"action\":\"refresh\""),
        ("{\"action\":\"change\"", "{\"action\":\"create\""),
    ] {
        assert!(plan.contains(from), "{from}: {plan}");
        project.write("odd.json", &signed(&plan.replacen(from, to, 1)));
        for command in ["show odd.json", "apply odd.json"] {
            project.run(command).code(64).says("does not match");
        }
    }
}

#[test]
fn allow_covers_only_subscriptions_that_the_plan_reported() {
    let project = planned();
    project.remove("item.yaml");
    project.run("plan --out plan.json --allow in-use").code(0);
    subscribe(&project);
    let before = project.everything();
    elsewhere(&project)
        .run("apply plan.json")
        .code(4)
        .says("refused[A38]: a guard tripped after the plan was made");
    assert_eq!(project.everything(), before);
    // The plan reported a subscription to this item, so another one to the same item changes nothing.
    project.run("plan --out plan.json --allow in-use").code(0).says("Allowed (in-use)");
    subscribe(&project);
    elsewhere(&project).run("apply plan.json").code(0);
}

#[test]
fn plan_is_refused_if_something_it_refers_to_is_gone_or_renamed() {
    for (edit, message) in [
        (
            "UPDATE item SET deleted = true WHERE article_number = 'DMN-COM'",
            "`DMN-COM`, which the plan refers to, was deleted",
        ),
        ("UPDATE item SET article_number = 'X' WHERE article_number = 'DMN-COM'", "is now called `X`"),
        (
            "UPDATE currency SET code = 'XXX' WHERE code = 'USD'",
            "`USD`, which the plan refers to, is now called `XXX`",
        ),
    ] {
        let project = planned();
        project.replace("group.yaml", "members:\n", "members:\n  - { item: DMN-COM, level: 3 }\n");
        project.run("plan --out plan.json").code(0);
        project.sql(edit);
        let before = project.everything();
        elsewhere(&project).run("apply plan.json").code(3).says(message);
        assert_eq!(project.everything(), before, "{edit}");
    }
}

#[test]
fn ignored_properties_do_not_make_a_plan_stale() {
    let project = planned();
    let manifest = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{manifest}database: {{ ignore_properties: [\"x-*\"] }}\n"));
    project.run("plan --out plan.json").code(0);
    project.sql("INSERT INTO item_property SELECT gen_random_uuid(), id, 'x-note', 'y', '' FROM item");
    elsewhere(&project).run("apply plan.json").code(0);
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn ledger_entry_of_an_unknown_kind_can_be_planned_and_deleted() {
    let project = planned();
    project.sql("UPDATE wares.resource SET kind = 'voucher' WHERE kind = 'item'");
    project.remove("item.yaml");
    let plan = project.run("plan --out plan.json").code(0).says("- delete voucher `DMN-COM`");
    assert_eq!(elsewhere(&project).run("show plan.json").code(0).stdout, plan.stdout);
    elsewhere(&project).run("apply plan.json").code(0);
    project.run("plan --detailed-exitcode").code(0);
}
