//! Which live row belongs to which resource, after article numbers with subscriptions were swapped, reused or edited by
//! hand.

use crate::support::{Project, Run};

const MANIFEST: &str = "format: 1\ncatalog: c\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n";

/// SQL that creates a new article `HST-B` by hand.
const NEW_HST_B: &str = "INSERT INTO item SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), \
                    'article_number', 'HST-B'))).* FROM item i WHERE i.article_number = 'XSV-M'";

/// The text of a file in `tests/whose/`.
fn input(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/whose").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A project with the catalog of a file, applied.
fn applied(case: &str) -> Project {
    let project = Project::new().file("wares.yaml", MANIFEST).file("a.yaml", &input(&format!("{case}.yaml")));
    let project = project.init();
    project.apply();
    project
}

/// The same project after the SQL of a file was run and the catalog was replaced by another one.
fn applied_then_edited(first: &str, sql: &str, case: &str) -> Project {
    let project = applied(first);
    project.sql(&input(&format!("{sql}.sql")));
    project.write("a.yaml", &input(&format!("{case}.yaml")));
    project
}

/// The rows of the billing tables, without those of the ledger.
fn billing(project: &Project) -> Vec<Vec<String>> {
    let all = project.everything().into_iter();
    all.filter(|row| !row[0].starts_with("wares.")).collect()
}

/// The ids and keys of the articles in the ledger.
fn ledger(project: &Project) -> Vec<Vec<String>> {
    project.query("SELECT root_id, key::text FROM wares.resource WHERE root_table = 'item' ORDER BY 1")
}

/// Adds a subscription to an article, with one of its periods.
fn subscribe(project: &Project, article: &str) {
    project.sql(&format!(
        "INSERT INTO subscription SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, 1, null, now(), now() \
         FROM item i JOIN renewal_period r ON r.fk_item_id = i.id WHERE i.article_number = '{article}' LIMIT 1"
    ));
}

/// The prices of the article with an id, by period.
fn prices(project: &Project, id: &str) -> Vec<Vec<String>> {
    project.query(&format!(
        "SELECT r.renewal_period_value, r.renewal_period_unit, round(p.value, 2) FROM renewal_period r \
         JOIN item_price p ON p.fk_renewal_period_id = r.id WHERE r.fk_item_id = '{id}' ORDER BY 1, 2, 3"
    ))
}

fn id_of(project: &Project, article: &str) -> String {
    project.value(&format!("SELECT id FROM item WHERE article_number = '{article}' AND NOT deleted"))
}

/// Asserts that the plan is empty, and that apply writes no billing row.
fn assert_nothing_to_write(project: &Project) {
    let before = billing(project);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    project.run("apply --auto-approve").code(0);
    assert_eq!(billing(project), before);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn swap_that_the_files_follow_changes_only_the_ledger() {
    let project = applied_then_edited("00-base", "20-swap", "15-swap");
    subscribe(&project, "HST-B");
    let (basic, pro) = (id_of(&project, "HST-P"), id_of(&project, "HST-B"));
    assert_nothing_to_write(&project);
    let mut expected = vec![vec![basic, "[\"HST-P\"]".to_owned()], vec![pro, "[\"HST-B\"]".to_owned()]];
    expected.extend([vec![id_of(&project, "XSV-M"), "[\"XSV-M\"]".to_owned()]]);
    expected.sort();
    assert_eq!(ledger(&project), expected);
}

#[test]
fn swap_that_the_files_do_not_follow_is_drift_and_keeps_the_prices() {
    let project = applied("00-base");
    let (basic, pro) = (id_of(&project, "HST-B"), id_of(&project, "HST-P"));
    let before = (prices(&project, &basic), prices(&project, &pro));
    project.sql(input("20-swap.sql").lines().nth(1).expect("the first statement"));
    subscribe(&project, "HST-B");
    let changes = project.run("plan --detailed-exitcode").code(2).changes();
    let fields: Vec<&String> = changes.iter().filter(|line| line.contains("article:")).collect();
    assert_eq!(fields.len(), 2, "{changes:?}");
    assert!(fields.iter().all(|line| line.contains("[drift")), "{changes:?}");
    project.apply();
    assert_eq!((id_of(&project, "HST-B"), id_of(&project, "HST-P")), (basic.clone(), pro.clone()));
    assert_eq!((prices(&project, &basic), prices(&project, &pro)), before);
}

#[test]
fn reused_number_leaves_subscribers_with_their_article() {
    let project = applied_then_edited("00-base", "20-rename-followed", "14-reuse-AAA");
    subscribe(&project, "AAA");
    let basic = id_of(&project, "AAA");
    let before = prices(&project, &basic);
    let run = project.run("plan --detailed-exitcode").code(2).says("create package `HST-B`");
    run.does_not_say("AAA");
    project.apply();
    assert_eq!(id_of(&project, "AAA"), basic);
    assert_eq!(prices(&project, &basic), before);
    assert_ne!(id_of(&project, "HST-B"), basic);
    assert_eq!(
        project.value("SELECT i.article_number FROM subscription s JOIN item i ON i.id = s.fk_item_id"),
        "AAA"
    );
}

#[test]
fn swap_of_articles_of_the_same_name_with_new_prices_stops_the_plan() {
    let project = applied("00-base");
    let (basic, pro) = (id_of(&project, "HST-B"), id_of(&project, "HST-P"));
    // The two articles have the same name. Their numbers are swapped while the files change the prices of both.
    let twins = |one: &str, other: &str| {
        let package = |article: &str, price: &str| {
            format!(
                "kind: package\narticle: {article}\nname: Same\ncategory: Hosting\n\
                 periods: [{{ every: 1 month, prices: {{ EUR: {price}, USD: {price} }} }}]\n"
            )
        };
        format!("{}---\n{}", package("HST-B", one), package("HST-P", other))
    };
    project.write("a.yaml", &twins("4.00", "9.00"));
    project.run("apply --auto-approve").code(0);
    project.sql(input("20-swap.sql").lines().nth(1).expect("the first statement"));
    project.write("a.yaml", &twins("5.00", "8.00"));
    let before = project.everything();
    let run = project
        .run("apply --auto-approve")
        .code(5)
        .says("cannot determine which row")
        .says("`HST-B`")
        .says("`HST-P`");
    run.says(&basic)
        .says(&pro)
        .says("rename them back in the database to their names in the ledger")
        .says("first describe each row in the files under its new name, with the values that it has in the database now");
    assert_eq!(project.everything(), before);
    // After the prices are first adapted to the swap, as the message advises, they can be changed.
    project.write("a.yaml", &twins("9.00", "4.00"));
    assert_nothing_to_write(&project);
    project.write("a.yaml", &twins("5.00", "8.00"));
    project.allow("price-change");
    project.apply();
}

#[test]
fn name_of_a_new_unowned_row_is_reported_with_both_rows_and_remedies() {
    let project = applied("00-base");
    let basic = id_of(&project, "HST-B");
    project
        .sql(&format!("UPDATE item SET article_number = 'OLD' WHERE article_number = 'HST-B'; {NEW_HST_B}"));
    let other = id_of(&project, "HST-B");
    let run = project.run("plan").code(5).says("may be `HST-B`").says(&basic).says(&other).says("`OLD`");
    run.says("rename or delete").says("describe `OLD` in a file");
    let files = project.read("a.yaml").replacen("article: HST-B", "article: OLD", 1);
    let files = files.replace("packages: [HST-B]", "packages: [OLD]").replace("item: HST-B", "item: OLD");
    let new = "---\nkind: package\narticle: HST-B\nname: New\ncategory: Hosting\nperiods: [{ every: 1 month, prices: { EUR: 1, USD: 1 } }]\n";
    project.write("a.yaml", &format!("{files}{new}"));
    project.apply();
    assert_eq!((id_of(&project, "OLD"), id_of(&project, "HST-B")), (basic, other));
}

#[test]
fn manual_rename_that_the_files_follow_leaves_nothing_to_do() {
    for (first, sql, case) in
        [("00-base", "20-rename-followed", "13-follow-AAA"), ("12-refs", "20-refs-renamed", "13-refs-A1")]
    {
        let project = applied_then_edited(first, sql, case);
        assert_nothing_to_write(&project);
    }
}

/// The output of an import after numbers were renamed by hand, and the text of the imported files.
fn imported(first: &str, sql: &str) -> (Run, String) {
    let project = applied(first);
    project.sql(&input(&format!("{sql}.sql")));
    let folder = Project::beside(&project);
    let run = folder.run("import --out .").code(0);
    let text: String = catalog_text(&folder);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    (run, text)
}

/// The text of every catalog file.
fn catalog_text(project: &Project) -> String {
    let mut files = Vec::new();
    let mut open = vec![project.path(".")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => open.push(path),
                false if path.extension().is_some_and(|ext| ext == "yaml") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    files.iter().map(|path| std::fs::read_to_string(path).expect("a file")).collect()
}

#[test]
fn import_keeps_references_to_a_renamed_number() {
    let (run, text) = imported("00-base", "20-rename-followed");
    run.does_not_say("Left out");
    assert!(text.contains("kind: upgrade_group") && text.contains("item: AAA"), "{text}");
    assert!(!text.contains("release"), "{text}");
    let (run, text) = imported("12-refs", "20-refs-renamed");
    run.does_not_say("Left out");
    assert!(text.contains("renewal_item: A1") && text.contains("item: FEE"), "{text}");
    assert!(!text.contains("release"), "{text}");
}

#[test]
fn duplicate_period_is_deleted_and_the_one_in_the_ledger_stays() {
    let project = applied_then_edited("00-base", "21-duplicate-period", "00-base");
    let original = project.value("SELECT renewal_period_id FROM subscription");
    let run = project.run("plan --detailed-exitcode").code(2).says("[duplicate]");
    assert_eq!(run.changes().iter().filter(|line| line.contains("periods")).count(), 1, "{run:?}");
    project.apply();
    assert_eq!(
        project.query(
            "SELECT r.id, count(p.id) FROM renewal_period r JOIN item i ON i.id = r.fk_item_id \
                       LEFT JOIN item_price p ON p.fk_renewal_period_id = r.id \
                       WHERE i.article_number = 'HST-P' GROUP BY 1"
        ),
        [[original, "2".to_owned()]]
    );
}

#[test]
fn without_a_ledger_the_duplicate_period_with_subscriptions_stays() {
    let project = applied_then_edited("00-base", "21-duplicate-period", "00-base");
    let original = project.value("SELECT renewal_period_id FROM subscription");
    let twin = "00000000-0000-4000-8000-000000000001";
    // It stays whether its id is the lower or the higher one.
    for used in [original.as_str(), twin] {
        project.sql(&format!(
            "DELETE FROM wares.resource; UPDATE subscription SET renewal_period_id = '{used}'"
        ));
        let gone = if used == twin { &original } else { twin };
        let plan = project.plan().to_string();
        assert!(plan.contains(gone), "{plan}");
        project.run("plan").code(0).says("[duplicate]");
    }
    // If neither has subscriptions, the one with prices stays.
    project.sql("DELETE FROM subscription");
    project.run("apply --auto-approve").code(0);
    assert_eq!(
        project.value(
            "SELECT count(*) FROM renewal_period WHERE id = '{twin}'".replace("{twin}", twin).as_str()
        ),
        "0"
    );
}

#[test]
fn period_with_an_edited_length_is_still_the_same_row() {
    let project = applied("00-base");
    let period = project.value(
        "SELECT r.id FROM renewal_period r JOIN item i ON i.id = r.fk_item_id WHERE i.article_number = 'HST-P'",
    );
    subscribe(&project, "HST-P");
    project.sql(&format!("UPDATE renewal_period SET renewal_period_value = 2 WHERE id = '{period}'"));
    let run = project.run("plan --detailed-exitcode").code(2).says("2 months → 1 month").says("[drift");
    assert_eq!(run.changes().len(), 2, "{:?}", run.changes());
    project.apply();
    assert_eq!(project.value("SELECT renewal_period_id FROM subscription"), period);
    assert_eq!(
        project.value(&format!("SELECT renewal_period_value FROM renewal_period WHERE id = '{period}'")),
        "1"
    );
}

#[test]
fn swapped_periods_are_restored_and_subscribers_keep_their_prices() {
    let project = applied("00-base");
    project
        .sql("CREATE UNIQUE INDEX ON renewal_period (fk_item_id, renewal_period_value, renewal_period_unit)");
    let basic = id_of(&project, "HST-B");
    let before = prices(&project, &basic);
    project.sql(&format!(
        "UPDATE renewal_period SET renewal_period_unit = renewal_period_unit || '?' WHERE fk_item_id = '{basic}'; \
         UPDATE renewal_period SET renewal_period_unit = CASE renewal_period_unit WHEN 'MONTH?' THEN 'YEAR' ELSE 'MONTH' END \
         WHERE fk_item_id = '{basic}'"
    ));
    subscribe(&project, "HST-B");
    let paid = "SELECT round(p.value, 2) FROM subscription s JOIN item_price p ON p.fk_renewal_period_id = s.renewal_period_id \
                ORDER BY 1";
    let paying = project.query(paid);
    project.run("plan").code(0).says("[drift");
    project.apply();
    assert_eq!(prices(&project, &basic), before);
    assert_eq!(project.query(paid), paying);
}

#[test]
fn swapped_periods_with_new_prices_for_both_stop_the_plan() {
    let project = applied("00-base");
    project.replace(
        "a.yaml",
        "1 year, prices: { EUR: 49.00, USD: 59.00 }",
        "2 months, prices: { EUR: 9.00, USD: 9.00 }",
    );
    project.run("apply --auto-approve").code(0);
    let basic = id_of(&project, "HST-B");
    project.sql(&format!(
        "UPDATE renewal_period SET renewal_period_value = 3 - renewal_period_value WHERE fk_item_id = '{basic}'"
    ));
    project.replace("a.yaml", "EUR: 9.00, USD: 9.00", "EUR: 7.00, USD: 7.00");
    project.replace("a.yaml", "EUR: 4.90, USD: 5.90", "EUR: 3.00, USD: 3.00");
    let before = project.everything();
    let run = project.run("apply --auto-approve").code(5).says("cannot determine which row");
    run.says("`periods[1 month]` of `HST-B`").says("`periods[2 months]` of `HST-B`");
    assert_eq!(project.everything(), before);
}

#[test]
fn renamed_number_is_restored_while_the_article_gets_new_limits() {
    // The new limits must be created first. The new article can be created only once its number is free.
    let project = applied("00-base");
    project.sql("CREATE UNIQUE INDEX ON item (article_number)");
    project.sql("UPDATE item SET article_number = 'NEW-1' WHERE article_number = 'XSV-M'");
    let mail = id_of(&project, "NEW-1");
    project.write("a.yaml", &input("10-changed.yaml"));
    project.replace("a.yaml", "article: XSV-M\n", "article: XSV-M\nadds: { mailboxes: 1 }\n");
    project.replace("a.yaml", "name: Pro plus\n", "name: Pro plus\nrenewal_item: NEW-1\n");
    project.apply();
    assert_eq!(id_of(&project, "XSV-M"), mail);
    assert_ne!(id_of(&project, "NEW-1"), mail);
    let renewal = "SELECT n.article_number FROM item i JOIN item n ON n.id = i.renewal_item_id WHERE i.article_number = 'HST-P'";
    assert_eq!(project.value(renewal), "NEW-1");
}

#[test]
fn row_that_is_restored_and_refers_to_a_new_one_is_counted_once() {
    let project = applied("00-base");
    project.sql(input("20-swap.sql").lines().nth(1).expect("the first statement"));
    project.sql("CREATE UNIQUE INDEX ON item (article_number)");
    project.replace("a.yaml", "name: Pro\n", "name: Pro\nrenewal_item: FEE\n");
    let fee = "---\nkind: item\narticle: FEE\nname: Fee\ncategory: Hosting\nshop: false\nprices: { EUR: 1, USD: 1 }\n";
    project.write("a.yaml", &format!("{}{fee}", project.read("a.yaml")));
    // Two restored numbers, and the new article with its name and its two prices.
    project.run("plan").code(0).says("6 rows to write");
    project.run("apply --auto-approve").code(0).says("6 rows written");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn unique_indexes_do_not_prevent_renames_and_swaps() {
    for (index, case) in [
        ("22-unique-lower", "41-case-rename"),
        ("22-unique-level", "47-level-swap"),
        ("22-unique-tag", "50-tag-case"),
        ("22-unique-member", "52-group-rename-member-unique"),
    ] {
        let project = applied_then_edited("00-base", index, case);
        project.apply();
        let script = applied_then_edited("00-base", index, case);
        let sql = script.run("plan --format sql").code(0).stdout;
        script.sql(&sql);
        script.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    }
}

#[test]
fn article_number_changes_case_while_another_article_gets_a_reference() {
    let project = applied_then_edited("00-base", "22-unique-lower", "41-case-rename");
    project.replace(
        "a.yaml",
        "category: Hosting\nextra_services: true\n",
        "category: Hosting\nextra_services: true\nrenewal_item: XSV-M\n",
    );
    project.apply();
    let renewal = "SELECT n.article_number FROM item i JOIN item n ON n.id = i.renewal_item_id WHERE i.article_number = 'HST-B'";
    assert_eq!(project.value(renewal), "XSV-M");
}

#[test]
fn swapped_numbers_are_restored_despite_a_unique_index() {
    for by_script in [false, true] {
        let project = applied("00-base");
        project.sql(input("20-swap.sql").lines().nth(1).expect("the first statement"));
        project.sql("CREATE UNIQUE INDEX ON item (article_number)");
        match by_script {
            true => project.sql(&project.run("plan --format sql").code(0).stdout),
            false => drop(project.apply()),
        }
        project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    }
}

#[test]
fn new_ids_do_not_collide_with_rows_of_a_lost_ledger() {
    let project = applied("00-base");
    // The ledger is lost and all rows are renamed, so the plan creates exactly what the first plan created.
    project.sql(
        "DROP SCHEMA wares CASCADE; UPDATE item SET article_number = 'RENAMED-' || article_number; \
         UPDATE upgrade_group SET name = 'Renamed'",
    );
    project.run("db init").code(0);
    let (one, other) = (project.plan(), project.plan());
    assert_eq!(one, other);
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM item"), "6");
}

#[test]
fn article_that_another_catalog_owns_is_reported_with_both_ids() {
    for loss in ["UPDATE item SET deleted = true", "UPDATE item SET article_number = 'AWAY', deleted = true"]
    {
        let project = applied("00-base");
        let ours = id_of(&project, "HST-B");
        project.sql(&format!("{loss} WHERE id = '{ours}'"));
        let other = Project::beside(&project)
            .file("wares.yaml", &MANIFEST.replace("catalog: c", "catalog: other"))
            .file("a.yaml", "kind: package\narticle: HST-B\nname: Theirs\ncategory: Hosting\nperiods: [{ every: 1 month, prices: { EUR: 1, USD: 1 } }]\n");
        // The deleted row belongs to the first catalog, so the other catalog gets a new row with the same number.
        project.sql(NEW_HST_B);
        other.run("apply --auto-approve").code(0);
        let theirs = id_of(&project, "HST-B");
        let run = project.run("plan").code(1).says("X06").says("the catalog `other` owns `HST-B`");
        run.says(&ours).says(&theirs);
    }
}

#[test]
fn unowned_article_that_replaces_a_deleted_one_is_adopted() {
    let project = applied("00-base");
    let deleted = id_of(&project, "HST-B");
    project.sql(&format!("UPDATE item SET deleted = true WHERE article_number = 'HST-B'; {NEW_HST_B}"));
    let new = id_of(&project, "HST-B");
    project.run("plan").code(0).says("adopt");
    project.apply();
    assert!(ledger(&project).iter().any(|row| row[0] == new));
    assert!(!ledger(&project).iter().any(|row| row[0] == deleted));
}
