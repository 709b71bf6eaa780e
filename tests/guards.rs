//! Guards: what each of them refuses at, below and above its threshold, and how that is allowed.

use crate::support::{MANIFEST, Project, Run};
use postgres::Client;
use serde_json::Value;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A package with a monthly price.
fn package(number: usize, price: &str) -> String {
    format!(
        "kind: package\narticle: P-{number:02}\nname: Package {number}\ncategory: HostingPackage\n\
         periods: [{{ every: 1 month, prices: {{ EUR: {price} }} }}]\n"
    )
}

/// An applied catalog with this many packages, each in its own file.
fn applied(count: usize) -> Project {
    let mut project = Project::new();
    for number in 1..=count {
        project = project.file(&format!("p{number:02}.yaml"), &package(number, "10.00"));
    }
    let project = project.init();
    project.apply();
    project
}

fn remove(project: &Project, numbers: impl Iterator<Item = usize>) {
    numbers.for_each(|number| project.remove(&format!("p{number:02}.yaml")));
}

/// Asserts that a guard refuses the plan, with this code and the flag that allows it, that apply is refused as well,
/// and that nothing is written.
#[track_caller]
fn refused(project: &Project, code: &str, category: &str) -> Run {
    let before = project.everything();
    let flag = format!("allow it with `--allow {category}`");
    let run = project.run("plan --detailed-exitcode").code(4);
    project.run("apply --auto-approve").code(4).says(&format!("refused[{code}]: ")).says(&flag);
    assert_eq!(project.everything(), before);
    run.says(&format!("refused[{code}]: "))
        .says(&flag)
        .says(&format!("For more information, run `wares explain {code}`."))
}

/// Asserts that the plan has changes, and that nothing is refused.
#[track_caller]
fn passes(project: &Project) {
    project.run("plan --detailed-exitcode").code(2).does_not_say("refused");
}

/// The JSON output of a run.
fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).expect("JSON")
}

/// Runs the program with an environment variable.
fn with(project: &Project, arguments: &str, (name, value): (&str, &str)) -> Run {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url()).env(name, value);
    Run::new(arguments, &command.output().expect("the program runs"))
}

#[test]
fn deleting_over_30_percent_of_a_kind_must_be_allowed() {
    let project = applied(10);
    remove(&project, 1..=3);
    passes(&project);
    remove(&project, 4..=4);
    refused(&project, "X07", "mass-change").says(
        "4 of 10 resources of kind `package` would be deleted or changed, more than 30 %: `P-01`, `P-02`, `P-03`, `P-04`\n",
    );
    for guards in ["max_changed: 40 %", "min_resources: 11", "allow: [in-use, mass-change]"] {
        project.write("wares.yaml", &format!("{MANIFEST}guards: {{ {guards} }}\n"));
        passes(&project);
    }
    project.write("wares.yaml", &format!("{MANIFEST}guards: {{ max_changed: 39.99% }}\n"));
    refused(&project, "X07", "mass-change").says("more than 39.99 %");
    project.write("old.plan", "an earlier plan");
    project
        .run("plan --out old.plan --allow in-use")
        .code(4)
        .says("note: old.plan still has an earlier plan, because a refused plan is not saved");
    assert_eq!(project.read("old.plan"), "an earlier plan");
    project.run("plan --detailed-exitcode --allow in-use").code(4);
    project
        .run("plan --detailed-exitcode --allow in-use --allow mass-change")
        .code(2)
        .does_not_say("refused");
    project.run("apply --auto-approve --allow mass-change").code(0);
    assert_eq!(project.value("SELECT count(*) FROM item WHERE deleted"), "4");
}

#[test]
fn changes_count_like_deletions_but_additions_do_not() {
    let project = applied(10);
    let rename = |number: usize| {
        let path = format!("p{number:02}.yaml");
        project.replace(&path, &format!("name: Package {number}"), "name: Another");
    };
    (1..=3).for_each(rename);
    passes(&project);
    rename(4);
    refused(&project, "X07", "mass-change").says("4 of 10 resources of kind `package`");
    project.run("apply --auto-approve --allow mass-change").code(0);
    // New resources, and changes of protection only, do not count.
    (11..=20).for_each(|number| project.write(&format!("p{number}.yaml"), &package(number, "10.00")));
    (1..=9).for_each(|number| {
        let path = format!("p{number:02}.yaml");
        project.write(&path, &format!("{}protect: true\n", project.read(&path)));
    });
    passes(&project);
}

#[test]
fn most_of_a_small_catalog_may_be_deleted_but_not_all_of_it() {
    let project = applied(9);
    remove(&project, 1..=8);
    passes(&project);
    remove(&project, 9..=9);
    refused(&project, "X07", "mass-change")
        .says("all 9 resources that the catalog owns would be deleted: package `P-01`")
        .says("package `P-05`, and 4 more")
        .says("check whether files are missing, or whether `--dir` names the wrong folder");
    project.run("apply --auto-approve --allow mass-change").code(0);
}

#[test]
fn emptied_catalog_is_refused_even_if_it_had_one_resource() {
    let project = applied(1);
    remove(&project, 1..=1);
    refused(&project, "X07", "mass-change")
        .says("package `P-01` would be deleted, and it is the only resource that the catalog owns\n");
    // A new resource does not make up for the deleted one.
    project.write("p02.yaml", &package(2, "10.00"));
    refused(&project, "X07", "mass-change");
    project.write("wares.yaml", &format!("{MANIFEST}release: [P-01]\n"));
    passes(&project);
}

#[test]
fn emptied_catalog_is_refused_even_if_some_rows_are_already_gone() {
    let project = applied(2);
    project.sql("UPDATE item SET deleted = true WHERE article_number = 'P-01'");
    remove(&project, 1..=2);
    refused(&project, "X07", "mass-change").says(
        "package `P-02` would be deleted, and it is the only remaining resource that the catalog owns\n",
    );
}

#[test]
fn missing_folder_is_refused_and_renamed_folder_is_not() {
    let project = Project::new()
        .file("a.yaml", &package(1, "10.00"))
        .file("eu/north/b.yaml", &package(2, "10.00"))
        .file("eu/south/c.yaml", &package(3, "10.00"))
        .file("eu2/d.yaml", &package(4, "10.00"))
        .init();
    project.apply();
    let outside = project.path("../").join(format!("outside-{}", std::process::id()));
    std::fs::rename(project.path("eu"), &outside).expect("a folder");
    refused(&project, "X07", "mass-change")
        .says("2 of 2 resources in the folder `eu` would be deleted\n")
        .says("check whether files in `eu` are missing; ")
        .does_not_say("`eu/north`");
    std::fs::rename(&outside, project.path("europe")).expect("a folder");
    project.run("plan").code(0).does_not_say("refused");
    project.apply();
    // A folder with only one resource may disappear.
    project.remove("eu2/d.yaml");
    passes(&project);
}

#[test]
fn missing_folder_is_refused_if_at_least_two_resources_are_deleted() {
    let mut project = Project::new().file("p99.yaml", &package(99, "10.00"));
    for number in 1..=4 {
        project = project.file(&format!("eu/p{number:02}.yaml"), &package(number, "10.00"));
    }
    let project = project.init();
    project.apply();
    (1..=4).for_each(|number| project.remove(&format!("eu/p{number:02}.yaml")));
    let release = |names: &str| project.write("wares.yaml", &format!("{MANIFEST}release: [{names}]\n"));
    release("P-01");
    refused(&project, "X07", "mass-change").says(
        "3 of 4 resources in the folder `eu` would be deleted, and the other one is released or already gone\n",
    );
    project.sql("UPDATE item SET deleted = true WHERE article_number = 'P-02'");
    refused(&project, "X07", "mass-change").says(
        "2 of 4 resources in the folder `eu` would be deleted, and the others are released or already gone\n",
    );
    release("P-01, P-03");
    passes(&project);
}

#[test]
fn renamed_catalog_is_refused_with_its_old_name() {
    let project = applied(3);
    let before = project.everything();
    project.replace("wares.yaml", "catalog: test", "catalog: tset");
    for command in ["plan --detailed-exitcode", "plan --format sql", "apply --auto-approve"] {
        let run = project.run(command).code(4);
        let run =
            run.says("the catalog `tset` owns nothing in this database, but `test` owns 3 of the resources");
        assert_eq!(run.says("write `catalog: test` in `wares.yaml`").stdout, "");
    }
    let output = json(&project.run("plan --format json").code(4));
    assert_eq!(output["refusals"].as_array().map(Vec::len), Some(1));
    assert_eq!(project.everything(), before);
    // The steps that the help describes work.
    let files: Vec<(usize, String)> =
        (1..=3).map(|it| (it, project.read(&format!("p{it:02}.yaml")))).collect();
    remove(&project, 1..=3);
    project.write("wares.yaml", &format!("{MANIFEST}release: [P-01, P-02, P-03]\n"));
    project.run("apply --auto-approve").code(0);
    files.iter().for_each(|(number, text)| project.write(&format!("p{number:02}.yaml"), text));
    project.write("wares.yaml", &MANIFEST.replace("catalog: test", "catalog: tset"));
    project.apply();
    assert_eq!(project.query("SELECT DISTINCT catalog FROM wares.resource"), [["tset"]]);
}

#[test]
fn price_changes_are_refused_above_the_limit_in_both_directions() {
    let project = applied(1);
    let price = |price: &str| project.write("p01.yaml", &package(1, price));
    for near in ["15.00", "5.00", "10.01"] {
        price(near);
        passes(&project);
    }
    for (far, change) in [
        ("15.01", "10.00 → 15.01 (+50.1 %)"),
        ("15.0001", "10.00 → 15.0001 (+50.001 %)"),
        ("4.99", "10.00 → 4.99 (-50.1 %)"),
        ("100.00", "10.00 → 100.00 (+900.0 %)"),
        ("0", "10.00 → 0.00 (-100.0 %)"),
    ] {
        price(far);
        refused(&project, "G01", "price-change").says(&format!(
            "1 price would change by more than 50 %: package `P-01` periods[1 month].prices.EUR {change}"
        ));
    }
    for (guards, far) in [("max_price_change: 900 %", "100.00"), ("allow: [price-change]", "0")] {
        project.write("wares.yaml", &format!("{MANIFEST}guards: {{ {guards} }}\n"));
        price(far);
        passes(&project);
    }
    // A change to or from zero is more than any percentage.
    project.write("wares.yaml", &format!("{MANIFEST}guards: {{ max_price_change: 100000 % }}\n"));
    refused(&project, "G01", "price-change");
    project.run("apply --auto-approve --allow price-change").code(0);
    price("0.01");
    refused(&project, "G01", "price-change").says("prices.EUR 0.00 → 0.01\n");
}

#[test]
fn new_prices_do_not_count_and_the_largest_changes_come_first() {
    let project = applied(8);
    project.write("new.yaml", &package(99, "99999.00"));
    project.replace("p01.yaml", "{ EUR: 10.00 }", "{ EUR: 10.00, USD: 99999.00 }");
    project.replace("p02.yaml", "}]\n", "}, { every: 1 year, prices: { EUR: 99999.00 } }]\n");
    passes(&project);
    (1..=8).for_each(|number| {
        project.write(&format!("p{number:02}.yaml"), &package(number, &format!("{}.00", number * 16)));
    });
    refused(&project, "G01", "price-change")
        .says("8 prices would change by more than 50 %: package `P-08` periods[1 month].prices.EUR 10.00 → 128.00 (+1180.0 %), package `P-07`")
        .says("64.00 (+540.0 %), and 3 more\n");
}

#[test]
fn restoring_an_edited_price_counts_as_a_price_change() {
    let project = applied(1);
    project.sql("UPDATE item_price SET value = 5.50");
    refused(&project, "G01", "price-change").says("5.50 → 10.00 (+81.8 %; edited in the database)");
    project.write("p01.yaml", &package(1, "11.00"));
    refused(&project, "G01", "price-change").says("5.50 → 11.00 (+100.0 %; also edited in the database)");
    project.write("p01.yaml", &package(1, "10.00"));
    project.sql("UPDATE item_price SET value = 8");
    passes(&project);
    project.sql("UPDATE item_price SET value = 0");
    refused(&project, "G01", "price-change").says("0.00 → 10.00 (edited in the database)");
    project.run("apply --auto-approve --allow price-change").code(0);
    // The price of an adopted article counts too.
    project.sql("UPDATE item_price SET value = 100; DELETE FROM wares.resource");
    refused(&project, "G01", "price-change").says("100.00 → 10.00 (-90.0 %)").says("adopt package `P-01`");
}

#[test]
fn adoptions_are_refused_above_the_limit() {
    let project = applied(3);
    project.sql("DELETE FROM wares.resource");
    let guards = |guards: &str| project.write("wares.yaml", &format!("{MANIFEST}guards: {{ {guards} }}\n"));
    guards("max_adoptions: 2");
    let before = project.everything();
    let run = project.run("plan --detailed-exitcode").code(4);
    run.says("refused[G03]: 3 resources that no catalog owns would be adopted at once, more than 2")
        .says("`--allow mass-adoption`");
    project.run("apply --auto-approve").code(4);
    assert_eq!(project.everything(), before);
    project.run("plan --allow mass-adoption").code(0);
    for allowed in ["max_adoptions: 3", "max_adoptions: 0, allow: [mass-adoption]"] {
        guards(allowed);
        project.run("plan --detailed-exitcode").code(0).does_not_say("refused");
    }
    project.apply();
}

#[test]
fn import_prints_the_command_for_the_first_apply() {
    let project = Project::new();
    let packages: Vec<String> = (1..=101).map(|number| package(number, "10.00")).collect();
    project.write("packages.yaml", &packages.join("---\n"));
    let project = project.init();
    project.apply();
    project.sql("DELETE FROM wares.resource");
    let folder = Project::beside(&project);
    let run = folder.run("import --out imported").code(0);
    let (_, command) = run.stderr.split_once("Run it as: ").expect("a command");
    let command = command.lines().next().expect("a line").strip_prefix("wares ").expect("wares");
    assert_eq!(command, "apply --dir imported --allow mass-adoption");
    folder.run("apply --dir imported --auto-approve").code(4).says("G03");
    folder.run(&format!("{command} --auto-approve")).code(0);
    // What the catalog owns is not adopted again.
    let again = folder.run("import --out again --format json").code(0);
    assert_eq!(json(&again)["import"]["first_apply"], Value::Null);
    project.sql("DELETE FROM wares.resource WHERE key = '[\"P-01\"]'");
    folder.run("import --out part").code(0).does_not_say("--allow");
    project.sql("DELETE FROM wares.resource");
    let first = |folder_name: &str, more: &str| {
        let run = folder.run(&format!("import --out {folder_name} --format json{more}")).code(0);
        json(&run)["import"]["first_apply"].as_str().expect("a command").to_owned()
    };
    assert_eq!(first("told", ""), "wares apply --dir told --allow mass-adoption");
    // A URL may contain a password, so it is not printed.
    let url = format!(" --database-url {}", project.url());
    assert_eq!(first("hidden", &url), "wares apply --dir hidden --database-url URL --allow mass-adoption");
}

/// SQL that adds subscriptions to an article.
fn subscription(article: &str, count: usize) -> String {
    format!(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) SELECT gen_random_uuid(), fk_item_id, r.id, 1, true, 1, now(), now() \
         FROM renewal_period r JOIN item i ON i.id = fk_item_id, generate_series(1, {count}) \
         WHERE article_number = '{article}';"
    )
}

#[test]
fn deleting_resources_with_live_subscriptions_must_be_allowed() {
    let project = applied(7);
    remove(&project, 1..=2);
    passes(&project);
    project.sql(&subscription("P-01", 1));
    refused(&project, "A38", "in-use")
        .says("1 resource with live subscriptions would be deleted or changed into something else: package `P-01`, which would be deleted (1 live subscription)");
    project.sql(&subscription("P-02", 2));
    refused(&project, "A38", "in-use")
        .says("2 resources with live subscriptions ")
        .says("(2 live subscriptions)");
    project.write("wares.yaml", &format!("{MANIFEST}database: {{ ended_states: [1] }}\n"));
    passes(&project);
    project.write("wares.yaml", &format!("{MANIFEST}guards: {{ allow: [in-use] }}\n"));
    passes(&project);
    project.write("wares.yaml", MANIFEST);
    assert_eq!(
        with(&project, "plan --detailed-exitcode", ("WARES_ALLOW", "in-use,upgrade-path")).exit_code(),
        2
    );
    project.run("apply --auto-approve --allow in-use").code(0);
    assert_eq!(project.value("SELECT count(*) FROM item WHERE deleted"), "2");
}

#[test]
fn changing_the_kind_of_a_subscribed_resource_must_be_allowed() {
    let project = applied(2);
    project.sql(&subscription("P-01", 1));
    project.replace("p01.yaml", "kind: package", "kind: item");
    project.replace("p02.yaml", "kind: package", "kind: item");
    refused(&project, "A38", "in-use")
        .says("item `P-01`, which was a `package` (1 live subscription)\n")
        .does_not_say("item `P-02`, which");
    project.run("apply --auto-approve --allow in-use").code(0);
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn removing_a_move_of_live_subscriptions_must_be_allowed() {
    const GROUP: &str = "kind: upgrade_group\nname: Ladder\nmembers:\n  - { item: P-01, level: 1 }\n";
    let project = applied(3);
    project.write("group.yaml", &format!("{GROUP}  - {{ item: P-02, level: 2 }}\n"));
    project.apply();
    project.write("group.yaml", &format!("{GROUP}  - {{ item: P-03, level: 2 }}\n"));
    passes(&project);
    project.sql(&subscription("P-01", 2));
    refused(&project, "G02", "upgrade-path")
        .says("1 move would no longer be possible for live subscriptions: the upgrade from `P-01` to `P-02` (2 live subscriptions)");
    project.run("plan --detailed-exitcode --allow in-use").code(4);
    project.run("plan --detailed-exitcode --allow upgrade-path").code(2);
    project.write(
        "group.yaml",
        &format!("{GROUP}  - {{ item: P-02, level: 2 }}\n  - {{ item: P-03, level: 3 }}\n"),
    );
    passes(&project);
    project.write("group.yaml", GROUP);
    project.run("apply --auto-approve --allow upgrade-path").code(0);
}

/// Runs apply while another session, which holds a lock, executes a statement between apply's reading and its writing.
fn apply_with_concurrent_edit(project: &Project, hold: &str, then: &str) -> Run {
    let mut other: Client = project.client();
    other.batch_execute(&format!("BEGIN; {hold}")).expect("a lock");
    let mut command = project.command("apply --auto-approve --format json");
    command.env("WARES_DATABASE_URL", project.url()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let apply = command.spawn().expect("the program runs");
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'wares' AND wait_event_type = 'Lock'";
    let begin = Instant::now();
    while project.value(waiting) != "1" {
        assert!(begin.elapsed() < Duration::from_secs(20), "apply should wait for a lock");
        std::thread::sleep(Duration::from_millis(20));
    }
    other.batch_execute(&format!("{then} COMMIT")).expect("an end");
    Run::new("apply", &apply.wait_with_output().expect("the program ends"))
}

#[test]
fn subscription_that_appears_between_plan_and_apply_stops_apply() {
    const HOLD: &str = "SELECT pg_advisory_xact_lock(hashtextextended('wares.apply.public', 0));";
    let subscribe = subscription("P-01", 1);
    let retype = |project: &Project| project.replace("p01.yaml", "kind: package", "kind: item");
    let delete = |project: &Project| remove(project, 1..=1);
    let edits: [&dyn Fn(&Project); 2] = [&retype, &delete];
    // Apply waits for the lock of another apply, or for the subscription itself, which refers to the row.
    for (edit, (hold, then)) in
        edits.iter().flat_map(|edit| [(edit, (HOLD, subscribe.as_str())), (edit, (&*subscribe, ""))])
    {
        let project = applied(2);
        edit(&project);
        passes(&project);
        let before = project.everything();
        let run = apply_with_concurrent_edit(&project, hold, then).code(4);
        let output = json(&run);
        let refusal = &output["refusals"][0];
        assert_eq!((refusal["code"].as_str(), refusal["category"].as_str()), (Some("A38"), Some("in-use")));
        let message = refusal["message"].as_str().expect("a message");
        assert!(
            message.starts_with(
                "a guard tripped after the plan was made: 1 resource with live subscriptions would be"
            ),
            "{message}"
        );
        assert!(output["apply"]["plan"]["guards"].as_array().is_some_and(Vec::is_empty));
        assert_eq!(output["apply"]["applied"], Value::Null);
        assert_eq!(project.value("SELECT count(*) FROM subscription"), "1");
        project.sql("DELETE FROM subscription");
        assert_eq!(project.everything(), before);
    }
}

#[test]
fn refused_plan_is_shown_completely_but_not_its_script() {
    let project = applied(1);
    project.write("p01.yaml", &package(1, "100.00"));
    project.write("p02.yaml", &package(2, "10.00"));
    let run = refused(&project, "G01", "price-change");
    assert!(run.stdout.contains("+ create package `P-02`"), "{}", run.stdout);
    assert!(!run.stdout.contains("refused["), "{}", run.stdout);
    let run = project.run("apply --auto-approve").code(4);
    assert!(run.stdout.contains("~ change package `P-01`"), "{}", run.stdout);
    assert_eq!(project.run("plan --format sql").code(4).says("refused[G01]").stdout, "");
    assert!(project.run("plan --format sql --allow price-change").code(0).stdout.contains("COMMIT;"));

    let plan = json(&project.run("plan --format json --detailed-exitcode").code(4));
    assert_eq!(plan["exit_code"], 4);
    assert_eq!(plan["plan"]["resources"].as_array().map(Vec::len), Some(2));
    let guard = &plan["plan"]["guards"][0];
    assert_eq!(
        (&guard["code"], &guard["category"], &guard["allowed"]),
        (&"G01".into(), &"price-change".into(), &false.into())
    );
    assert_eq!(
        (&guard["message"], &guard["help"]),
        (&plan["refusals"][0]["message"], &plan["refusals"][0]["help"])
    );
    assert_eq!(
        (&plan["refusals"][0]["code"], &plan["refusals"][0]["category"]),
        (&"G01".into(), &"price-change".into())
    );

    let allowed = json(&project.run("plan --format json --detailed-exitcode --allow price-change").code(2));
    assert_eq!(allowed["plan"]["guards"][0]["allowed"], true);
    assert_eq!(allowed["refusals"], serde_json::json!([]));
    let apply = json(&project.run("apply --auto-approve --format json").code(4));
    assert_eq!((&apply["exit_code"], &apply["apply"]["applied"]), (&4.into(), &Value::Null));
    assert_eq!(apply["apply"]["plan"]["guards"], plan["plan"]["guards"]);
    assert_eq!(apply["refusals"], plan["refusals"]);
}

#[test]
fn refusal_that_no_flag_allows_is_shown_with_its_plan() {
    let project = applied(2);
    project.write("p01.yaml", &format!("{}protect: true\n", package(1, "10.00")));
    project.apply();
    remove(&project, 1..=1);
    project.replace("p02.yaml", "EUR: 10.00", "EUR: 11.00");
    let run = project
        .run("plan --allow mass-change")
        .code(4)
        .says("refused: the protected package `P-01` is no longer in the files");
    assert_eq!(run.changes().iter().filter(|line| !line.starts_with(' ')).count(), 2, "{}", run.stdout);
    let plan = json(&project.run("plan --format json").code(4));
    assert_eq!(plan["plan"]["totals"]["delete"], 1);
    assert_eq!(plan["refusals"][0].as_object().map(|it| it.contains_key("code")), Some(false));
    let before = project.everything();
    project
        .run("apply --auto-approve")
        .code(4)
        .says("- delete package `P-01`")
        .says("the protected package `P-01` is no longer in the files");
    assert_eq!(project.everything(), before);
}

#[test]
fn apply_without_approval_still_prints_the_plan_as_json() {
    let project = applied(1);
    project.write("p01.yaml", &package(1, "11.00"));
    let output = json(&project.run("apply --format json").code(64));
    assert_eq!(output["apply"]["plan"]["totals"]["change"], 1);
    assert!(output["error"]["message"].as_str().is_some_and(|it| it.contains("stdin is not a terminal")));
    // A refusal is reported before approval is needed.
    project.write("p01.yaml", &package(1, "100.00"));
    let output = json(&project.run("apply --format json").code(4));
    assert_eq!((&output["apply"]["plan"]["totals"]["change"], &output["error"]), (&1.into(), &Value::Null));
    project.run("apply").code(4).does_not_say("not a terminal");
}

#[test]
fn unknown_categories_to_allow_are_wrong_usage() {
    let project = applied(1);
    project.write("p01.yaml", &package(1, "100.00"));
    for command in ["plan --allow price", "apply --auto-approve --allow price-change,all"] {
        let run = project.run(command).code(64);
        run.says("[possible values: in-use, mass-change, price-change, upgrade-path, mass-adoption]");
    }
    let code =
        |variable: &str| with(&project, "plan --detailed-exitcode", ("WARES_ALLOW", variable)).exit_code();
    assert_eq!((code("price-change"), code("mass-change,price-change"), code("in-use")), (2, 2, 4));
    assert_eq!((code(""), code("everything")), (64, 64));
}

#[test]
fn guards_in_the_manifest_are_checked_and_environments_can_override_them() {
    let project = Project::new();
    for (guards, expected) in [
        ("max_changed: 50", "`50` is not a percentage"),
        ("max_changed: 50", "write `50 %`"),
        ("max_changed: -5 %", "`-5 %` is negative"),
        ("max_changed: 101 %", "`101 %` is more than 100 %"),
        ("max_price_change: 1000000 %", "write at most `100000 %`"),
        ("max_price_change: half", "write a number and a percent sign, such as `50 %`"),
        ("max_price_change: true", "write a percentage such as `50 %`"),
        ("allow: [in_use]", "in-use"),
        ("allow: in-use", "write a list"),
        ("max_adoptions: -1", "is less than 0"),
        ("min_resources: many", "wares.yaml:6:"),
        ("max_prices: 50 %", "max_price_change"),
    ] {
        project.write("wares.yaml", &format!("{MANIFEST}guards: {{ {guards} }}\n"));
        project.run("check").code(1).says(expected).says("wares.yaml:6:");
        let environment = format!("{MANIFEST}environments: {{ test: {{ guards: {{ {guards} }} }} }}\n");
        project.write("wares.yaml", &environment);
        project.run("check").code(1).says("wares.yaml:6:");
    }
    let project = applied(1);
    project.write("p01.yaml", &package(1, "20.00"));
    let environments = "environments:\n  test: { guards: { max_price_change: 100 % } }\n";
    project.write(
        "wares.yaml",
        &format!("{MANIFEST}guards: {{ max_price_change: 10 %, max_adoptions: 1 }}\n{environments}"),
    );
    refused(&project, "G01", "price-change").says("more than 10 %");
    project.run("plan --detailed-exitcode --env test").code(2);
}

/// The wrong and the right example of an explanation.
fn example(code: &str) -> [String; 2] {
    let guard = wares::plan::guards().into_iter().find(|guard| guard.code().as_str() == code);
    let explanation = guard.expect("a guard").code().explanation();
    [false, true].map(|is_right| explanation.lines(is_right).expect("lines").text.clone())
}

/// Asserts that the wrong example is refused with its code, and the right one is not.
#[track_caller]
fn assert_example(project: &Project, file: &str, before: &str, code: &str) {
    let [wrong, right] = example(code);
    project.write(file, &format!("{before}{wrong}"));
    project.run("plan").code(4).says(&format!("refused[{code}]"));
    project.write(file, &format!("{before}{right}"));
    project.run("plan").code(0);
}

#[test]
fn wrong_examples_are_refused_and_right_examples_pass() {
    let applied_with = |text: &str| {
        let project = Project::new().file("a.yaml", text).file("others.yaml", OTHERS).init();
        project.apply();
        project
    };
    assert_example(&applied_with(&example("G01")[1]), "a.yaml", "", "G01");
    let subscribe = "INSERT INTO subscription (id, fk_item_id, state, recurring, quantity, expiration_date, \
                     next_renewal_date) SELECT gen_random_uuid(), id, 1, true, 1, now(), now() FROM item";
    for code in ["A38", "G02"] {
        let project = applied_with(&example(code)[1]);
        project.sql(subscribe);
        assert_example(&project, "a.yaml", "", code);
    }
    let project = applied(10);
    (1..=4).for_each(|number| project.write(&format!("p{number:02}.yaml"), &package(number, "11.00")));
    assert_example(&project, "wares.yaml", MANIFEST, "X07");
    let packages: Vec<String> = (1..=101).map(|number| package(number, "10.00")).collect();
    let project = applied_with(&packages.join("---\n"));
    project.sql("DELETE FROM wares.resource");
    assert_example(&project, "wares.yaml", MANIFEST, "G03");
}

/// The packages that the examples refer to.
const OTHERS: &str = "\
kind: package
article: HST-SLVY
name: Silver
category: HostingPackage
---
kind: package
article: HST-PLTY
name: Platinum
category: HostingPackage
";
