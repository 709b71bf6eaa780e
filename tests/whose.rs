//! Whose row it is: numbers that were swapped, given away or edited by hand, with subscriptions on them.

use crate::support::{Project, Run};

const MANIFEST: &str = "format: 1\ncatalog: c\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n";

/// An article that somebody makes by hand.
const ANEW: &str = "INSERT INTO item SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), \
                    'article_number', 'HST-B'))).* FROM item i WHERE i.article_number = 'XSV-M'";

/// A file beside this one.
fn input(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/whose").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A catalog that was applied.
fn applied(case: &str) -> Project {
    let project = Project::new().file("wares.yaml", MANIFEST).file("a.yaml", &input(&format!("{case}.yaml")));
    let project = project.init();
    project.apply();
    project
}

/// The same after somebody's SQL, with other files.
fn then(first: &str, sql: &str, case: &str) -> Project {
    let project = applied(first);
    project.sql(&input(&format!("{sql}.sql")));
    project.write("a.yaml", &input(&format!("{case}.yaml")));
    project
}

/// The rows of the billing tables, those of the ledger left out.
fn billing(project: &Project) -> Vec<Vec<String>> {
    let all = project.everything().into_iter();
    all.filter(|row| !row[0].starts_with("wares.")).collect()
}

/// What the ledger says of the articles: their ids and keys.
fn ledger(project: &Project) -> Vec<Vec<String>> {
    project.query("SELECT root_id, key::text FROM wares.resource WHERE root_table = 'item' ORDER BY 1")
}

/// A subscription of an article, with its first period.
fn subscribe(project: &Project, article: &str) {
    project.sql(&format!(
        "INSERT INTO subscription SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, 1, null, now(), now() \
         FROM item i JOIN renewal_period r ON r.fk_item_id = i.id WHERE i.article_number = '{article}' LIMIT 1"
    ));
}

/// The prices of an article by id, as text.
fn prices(project: &Project, id: &str) -> Vec<Vec<String>> {
    project.query(&format!(
        "SELECT r.renewal_period_value, r.renewal_period_unit, round(p.value, 2) FROM renewal_period r \
         JOIN item_price p ON p.fk_renewal_period_id = r.id WHERE r.fk_item_id = '{id}' ORDER BY 1, 2, 3"
    ))
}

fn id_of(project: &Project, article: &str) -> String {
    project.value(&format!("SELECT id FROM item WHERE article_number = '{article}' AND NOT deleted"))
}

/// Holds that there is nothing to do, and that apply writes no billing row.
fn nothing_to_write(project: &Project) {
    let before = billing(project);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    project.run("apply --auto-approve").code(0);
    assert_eq!(billing(project), before);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn a_swap_that_the_files_follow_leaves_the_rows_and_the_ledger_follows() {
    let project = then("00-base", "20-swap", "15-swap");
    subscribe(&project, "HST-B");
    let (basic, pro) = (id_of(&project, "HST-P"), id_of(&project, "HST-B"));
    nothing_to_write(&project);
    let mut expected = vec![vec![basic, "[\"HST-P\"]".to_owned()], vec![pro, "[\"HST-B\"]".to_owned()]];
    expected.extend([vec![id_of(&project, "XSV-M"), "[\"XSV-M\"]".to_owned()]]);
    expected.sort();
    assert_eq!(ledger(&project), expected);
}

#[test]
fn a_swap_that_the_files_do_not_follow_is_drift_and_prices_stay_with_their_rows() {
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
fn a_number_that_is_given_to_something_new_leaves_its_subscribers_what_they_have() {
    let project = then("00-base", "20-rename-followed", "14-reuse-AAA");
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
fn what_the_ledger_and_the_database_both_leave_open_stops_the_plan() {
    let project = applied("00-base");
    let (basic, pro) = (id_of(&project, "HST-B"), id_of(&project, "HST-P"));
    // Two articles of one name, whose numbers change places while the files give both another price.
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
        .says("first give each name in the files the values that its row has today");
    assert_eq!(project.everything(), before);
    // Both ways out are open.
    project.write("a.yaml", &twins("9.00", "4.00"));
    nothing_to_write(&project);
    project.write("a.yaml", &twins("5.00", "8.00"));
    project.allow("price-change");
    project.apply();
}

#[test]
fn a_name_that_belongs_to_nobody_now_is_named_with_both_rows_and_both_ways_out() {
    let project = applied("00-base");
    let basic = id_of(&project, "HST-B");
    project.sql(&format!("UPDATE item SET article_number = 'OLD' WHERE article_number = 'HST-B'; {ANEW}"));
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
fn a_rename_by_hand_that_the_files_follow_is_nothing_to_do() {
    for (first, sql, case) in
        [("00-base", "20-rename-followed", "13-follow-AAA"), ("12-refs", "20-refs-renamed", "13-refs-A1")]
    {
        let project = then(first, sql, case);
        nothing_to_write(&project);
    }
}

/// What import says and writes of a database whose numbers were renamed by hand.
fn imported(first: &str, sql: &str) -> (Run, String) {
    let project = applied(first);
    project.sql(&input(&format!("{sql}.sql")));
    let folder = Project::beside(&project);
    let run = folder.run("import --out .").code(0);
    let text: String = walk(&folder);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    (run, text)
}

/// The text of every catalog file.
fn walk(project: &Project) -> String {
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
fn import_of_a_renamed_number_keeps_what_refers_to_it() {
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
fn among_duplicates_the_ledgers_own_period_stays_with_its_subscribers() {
    let project = then("00-base", "21-duplicate-period", "00-base");
    let own = project.value("SELECT renewal_period_id FROM subscription");
    let run = project.run("plan --detailed-exitcode").code(2).says("[duplicate]");
    assert_eq!(run.changes().iter().filter(|line| line.contains("periods")).count(), 1, "{run:?}");
    project.apply();
    assert_eq!(
        project.query(
            "SELECT r.id, count(p.id) FROM renewal_period r JOIN item i ON i.id = r.fk_item_id \
                       LEFT JOIN item_price p ON p.fk_renewal_period_id = r.id \
                       WHERE i.article_number = 'HST-P' GROUP BY 1"
        ),
        [[own, "2".to_owned()]]
    );
}

#[test]
fn among_duplicates_without_a_ledger_the_one_that_subscriptions_use_stays() {
    let project = then("00-base", "21-duplicate-period", "00-base");
    let original = project.value("SELECT renewal_period_id FROM subscription");
    let twin = "00000000-0000-4000-8000-000000000001";
    // Whichever of the two it is, with the lower id or the higher one.
    for used in [original.as_str(), twin] {
        project.sql(&format!(
            "DELETE FROM wares.resource; UPDATE subscription SET renewal_period_id = '{used}'"
        ));
        let gone = if used == twin { &original } else { twin };
        let plan = project.plan().to_string();
        assert!(plan.contains(gone), "{plan}");
        project.run("plan").code(0).says("[duplicate]");
    }
    // Where nobody uses either, the one with prices stays.
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
fn a_period_whose_length_was_edited_is_still_that_period() {
    let project = applied("00-base");
    let own = project.value(
        "SELECT r.id FROM renewal_period r JOIN item i ON i.id = r.fk_item_id WHERE i.article_number = 'HST-P'",
    );
    subscribe(&project, "HST-P");
    project.sql(&format!("UPDATE renewal_period SET renewal_period_value = 2 WHERE id = '{own}'"));
    let run = project.run("plan --detailed-exitcode").code(2).says("2 months → 1 month").says("[drift");
    assert_eq!(run.changes().len(), 2, "{:?}", run.changes());
    project.apply();
    assert_eq!(project.value("SELECT renewal_period_id FROM subscription"), own);
    assert_eq!(
        project.value(&format!("SELECT renewal_period_value FROM renewal_period WHERE id = '{own}'")),
        "1"
    );
}

#[test]
fn periods_that_changed_places_go_back_without_moving_their_subscribers() {
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
fn periods_that_changed_places_while_both_get_other_prices_stop_the_plan() {
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
fn a_number_comes_back_while_new_limits_come_to_the_article() {
    // The new limits have to be there first, the new article may only come once its number is free.
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
fn a_renamed_row_that_comes_to_refer_to_a_new_one_is_written_twice_and_counted_once() {
    let project = applied("00-base");
    project.sql(input("20-swap.sql").lines().nth(1).expect("the first statement"));
    project.sql("CREATE UNIQUE INDEX ON item (article_number)");
    project.replace("a.yaml", "name: Pro\n", "name: Pro\nrenewal_item: FEE\n");
    let fee = "---\nkind: item\narticle: FEE\nname: Fee\ncategory: Hosting\nshop: false\nprices: { EUR: 1, USD: 1 }\n";
    project.write("a.yaml", &format!("{}{fee}", project.read("a.yaml")));
    // Two numbers; the new article with its name and its prices.
    project.run("plan").code(0).says("6 rows to write");
    project.run("apply --auto-approve").code(0).says("6 rows written");
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn unique_indexes_of_the_database_do_not_stand_in_the_way() {
    for (index, case) in [
        ("22-unique-lower", "41-case-rename"),
        ("22-unique-level", "47-level-swap"),
        ("22-unique-tag", "50-tag-case"),
        ("22-unique-member", "52-group-rename-member-unique"),
    ] {
        let project = then("00-base", index, case);
        project.apply();
        let script = then("00-base", index, case);
        let sql = script.run("plan --format sql").code(0).stdout;
        script.sql(&sql);
        script.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    }
}

#[test]
fn an_article_that_goes_makes_room_while_others_come_to_refer_to_its_kind() {
    let project = then("00-base", "22-unique-lower", "41-case-rename");
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
fn swapped_numbers_go_back_under_a_unique_index() {
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
fn ids_that_a_lost_ledger_would_give_again_are_replaced() {
    let project = applied("00-base");
    // The ledger is lost, and the row has another name: what is new is exactly what was new the first time.
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
fn what_another_catalog_owns_under_the_name_is_named_with_both_ids() {
    for loss in ["UPDATE item SET deleted = true", "UPDATE item SET article_number = 'AWAY', deleted = true"]
    {
        let project = applied("00-base");
        let own = id_of(&project, "HST-B");
        project.sql(&format!("{loss} WHERE id = '{own}'"));
        let other = Project::beside(&project)
            .file("wares.yaml", &MANIFEST.replace("catalog: c", "catalog: other"))
            .file("a.yaml", "kind: package\narticle: HST-B\nname: Theirs\ncategory: Hosting\nperiods: [{ every: 1 month, prices: { EUR: 1, USD: 1 } }]\n");
        // To the other catalog the deleted row is this one's: somebody made the number anew for it.
        project.sql(ANEW);
        other.run("apply --auto-approve").code(0);
        let theirs = id_of(&project, "HST-B");
        let run = project.run("plan").code(1).says("X06").says("the catalog `other` owns `HST-B`");
        run.says(&own).says(&theirs);
    }
}

#[test]
fn what_was_made_anew_by_hand_and_belongs_to_nobody_is_adopted() {
    let project = applied("00-base");
    let own = id_of(&project, "HST-B");
    project.sql(&format!("UPDATE item SET deleted = true WHERE article_number = 'HST-B'; {ANEW}"));
    let new = id_of(&project, "HST-B");
    project.run("plan").code(0).says("adopt");
    project.apply();
    assert!(ledger(&project).iter().any(|row| row[0] == new));
    assert!(!ledger(&project).iter().any(|row| row[0] == own));
}
