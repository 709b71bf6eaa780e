//! Names on which the ledger and the database disagree, for example because two articles swapped their numbers, and
//! the prices or other rows do not settle which row is which.

use crate::support::{Project, Run};

const MANIFEST: &str = "format: 1\ncatalog: c\ncurrencies: [EUR]\nlanguages: [en]\n";

/// Documents of packages: the article number, the name, a property that distinguishes them, and the monthly price.
fn packages(all: &[(&str, &str, &str, &str)]) -> String {
    let one = |(number, name, tld, price): &(&str, &str, &str, &str)| {
        format!(
            "kind: package\narticle: {number}\nname: {name}\ncategory: Hosting\nproperties: {{ tld: {tld} }}\n\
             periods: [{{ every: 1 month, prices: {{ EUR: {price} }} }}]\n---\n"
        )
    };
    all.iter().map(one).collect()
}

/// An applied catalog, with a subscription on every period.
fn applied(files: &str) -> Project {
    let project = Project::new().file("wares.yaml", MANIFEST).file("a.yaml", files).init();
    project.apply();
    project.sql(
        "INSERT INTO subscription SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, 1, null, now(), now() \
         FROM item i JOIN renewal_period r ON r.fk_item_id = i.id",
    );
    project
}

const SWAP: &str = "UPDATE item SET article_number = CASE article_number WHEN 'A' THEN 'B' ELSE 'A' END \
                    WHERE article_number IN ('A', 'B')";

/// Asserts that apply and plan stop with this exit code, and that nothing is written.
fn stops(project: &Project, code: i32) -> Run {
    let before = project.everything();
    let run = project.run("apply --auto-approve").code(code);
    assert!(project.everything() == before);
    assert_eq!(project.run("plan").exit_code(), code);
    run
}

#[test]
fn matching_prices_do_not_identify_swapped_articles() {
    for (names, before, after) in [
        (["Domain", "Domain"], ["10", "12"], ["12", "14"]),
        (["COM domain", "NET domain"], ["10", "12"], ["12", "10"]),
    ] {
        let files = |prices: [&str; 2]| {
            packages(&[("A", names[0], ".com", prices[0]), ("B", names[1], ".net", prices[1])])
        };
        let project = applied(&files(before));
        project.sql(SWAP);
        project.write("a.yaml", &files(after));
        stops(&project, 5).says("cannot determine which row of `item` is `A` and which is `B`");
        // Without a change of prices, it is known.
        project.write("a.yaml", &files(before));
        project.apply();
        project.write("a.yaml", &files(after));
        project.apply();
    }
}

#[test]
fn name_shared_by_two_rows_stops_the_plan() {
    let files = |first: (&'static str, &'static str, &'static str, &'static str)| {
        packages(&[first, ("B", "Mid", ".m", "2"), ("C", "Big", ".b", "3")])
    };
    let project = applied(&files(("A", "Small", ".s", "1")));
    project.sql("UPDATE item SET article_number = 'N' WHERE article_number IN ('A', 'B')");
    let followed = format!("{}{}", files(("A", "New", ".n", "9")), packages(&[("N", "Small", ".s", "1")]));
    project.write("a.yaml", &followed);
    stops(&project, 5).says("have the key `N`");
    // Now one of the two is an article that no catalog owns.
    project.sql(
        "UPDATE item SET article_number = 'B' WHERE id = (SELECT external_id FROM international WHERE value = 'Mid'); \
         INSERT INTO item SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid()))).* \
         FROM item i WHERE article_number = 'N'",
    );
    stops(&project, 5).says("have the key `N`");
}

/// A package with some periods.
fn periods(all: &[(&str, &str)]) -> String {
    let one =
        |(every, price): &(&str, &str)| format!("  - {{ every: {every}, prices: {{ EUR: {price} }} }}\n");
    let periods: String = all.iter().map(one).collect();
    format!("kind: package\narticle: P\nname: P\ncategory: Hosting\nperiods:\n{periods}")
}

#[test]
fn matching_prices_do_not_identify_swapped_periods() {
    let project = applied(&periods(&[("1 month", "4.90"), ("2 months", "9.00")]));
    project.sql("UPDATE renewal_period SET renewal_period_value = 3 - renewal_period_value");
    project.write("a.yaml", &periods(&[("1 month", "9.00"), ("2 months", "9.50")]));
    let run = stops(&project, 5)
        .says("cannot determine which row of `renewal_period` is `periods[1 month]` of `P`");
    run.says("and which is `periods[2 months]` of `P`");
}

#[test]
fn removed_period_does_not_take_the_place_of_another() {
    let project = applied(&periods(&[("1 month", "4.90"), ("1 year", "49.00")]));
    project.sql(
        "UPDATE renewal_period SET renewal_period_value = CASE renewal_period_unit WHEN 'YEAR' THEN 2 ELSE 1 END, \
         renewal_period_unit = 'YEAR'",
    );
    project.write("a.yaml", &periods(&[("1 year", "4.90")]));
    stops(&project, 5).says("cannot determine which row");
}

#[test]
fn name_of_a_released_article_is_not_given_to_another() {
    let both = packages(&[("A", "Small", ".s", "1"), ("B", "Big", ".b", "2")]);
    let project = applied(&both);
    project.sql(SWAP);
    project.write("a.yaml", &packages(&[("A", "Small", ".s", "1")]));
    project.write("wares.yaml", &format!("{MANIFEST}release: [B]\n"));
    let id = project.value("SELECT id FROM item WHERE article_number = 'A'");
    let released = format!("the catalog releases row {id}, which is `B` in the ledger");
    stops(&project, 5).says("two rows of `item` may be `A`").says(&released);
}

#[test]
fn renamed_article_is_released_by_its_current_name() {
    let project = applied(&packages(&[("A", "Small", ".s", "1"), ("B", "Big", ".b", "2")]));
    project.sql("UPDATE item SET article_number = 'ZZZ' WHERE article_number = 'A'");
    project.write("a.yaml", &packages(&[("B", "Big", ".b", "2")]));
    project.write("wares.yaml", &format!("{MANIFEST}release: [ZZZ]\n"));
    project.run("apply --auto-approve").code(0).says("< release package `A`");
    assert_eq!(project.value("SELECT count(*) FROM item WHERE deleted"), "0");
}

#[test]
fn own_article_cannot_be_external_under_its_new_name() {
    let files = packages(&[("A", "Small", ".s", "1"), ("B", "Big", ".b", "2")]);
    let project = applied(&files);
    project.sql("UPDATE item SET article_number = 'ZZZ' WHERE article_number = 'A'");
    project.write("wares.yaml", &format!("{MANIFEST}external: [ZZZ]\n"));
    stops(&project, 1).says("is this catalog's own package `A`").says("remove `ZZZ` from `external`");
}

#[test]
fn numbers_swapped_between_catalogs_must_be_restored_in_the_database() {
    let project = applied(&packages(&[("A", "Small", ".s", "1")]));
    let other = Project::beside(&project)
        .file("wares.yaml", &MANIFEST.replace("catalog: c", "catalog: other"))
        .file("a.yaml", &packages(&[("B", "Big", ".b", "2")]));
    other.apply();
    project.sql(SWAP);
    stops(&project, 1)
        .says("X06")
        .says("rename both rows back in the database")
        .says("to `B`, its name in the catalog `other`");
}

#[test]
fn swap_in_the_database_is_followed_while_one_article_is_deleted() {
    let project = applied(&packages(&[("A", "Small", ".s", "1"), ("B", "Big", ".b", "2")]));
    project.sql(SWAP);
    project.write("a.yaml", &packages(&[("A", "Big", ".b", "2")]));
    project.allow("in-use");
    let big = "SELECT i.article_number || ' ' || i.deleted FROM item i JOIN international n ON n.external_id = i.id \
               WHERE n.value = ";
    project.run("plan").code(0).says("- delete package `A`").does_not_say("→");
    project.apply();
    assert_eq!(project.value(&format!("{big}'Big'")), "A false");
    assert_eq!(project.value(&format!("{big}'Small'")), "B true");
}

#[test]
fn duplicates_in_use_are_named_with_the_row_that_is_kept() {
    let project = applied(&periods(&[("1 month", "4.90")]));
    let own = project.value("SELECT id FROM renewal_period");
    let twin = "00000000-0000-4000-8000-000000000001";
    project.sql(&format!(
        "INSERT INTO renewal_period SELECT '{twin}', fk_item_id, renewal_period_value, renewal_period_unit FROM renewal_period; \
         INSERT INTO subscription SELECT gen_random_uuid(), fk_item_id, id, 1, true, 1, 1, null, now(), now() \
         FROM renewal_period WHERE id = '{twin}'"
    ));
    stops(&project, 4).says("exists twice").says(&format!("refer to row {own}, which is kept"));
}

#[test]
fn period_of_the_ledger_is_kept_although_customers_use_its_duplicate() {
    let project = applied(&periods(&[("1 month", "4.90")]));
    let own = project.value("SELECT id FROM renewal_period");
    let twin = "00000000-0000-4000-8000-000000000001";
    project.sql(&format!(
        "INSERT INTO renewal_period SELECT '{twin}', fk_item_id, renewal_period_value, renewal_period_unit FROM renewal_period; \
         UPDATE subscription SET renewal_period_id = '{twin}'"
    ));
    stops(&project, 4).says(&format!("refer to row {own}, which is kept"));
    project.sql(&format!("UPDATE subscription SET renewal_period_id = '{own}'"));
    project.apply();
    assert_eq!(project.query("SELECT id FROM renewal_period"), [[own]]);
}

/// Two packages, and an upgrade group that has them at these levels.
fn ladder(levels: [u32; 2]) -> String {
    let [one, two] = levels;
    format!(
        "{}kind: upgrade_group\nname: G\nmembers:\n  - {{ item: A, level: {one} }}\n  - {{ item: B, level: {two} }}\n",
        packages(&[("A", "Small", ".s", "1"), ("B", "Big", ".b", "2")])
    )
}

#[test]
fn swaps_work_with_many_unique_indexes_and_column_types() {
    for (sql, swaps) in [
        ("CREATE UNIQUE INDEX ON item (article_number) WHERE category IS NOT NULL", true),
        ("CREATE UNIQUE INDEX ON item (article_number) INCLUDE (category)", true),
        ("ALTER TABLE item ADD CONSTRAINT q UNIQUE (article_number) DEFERRABLE", true),
        (
            "ALTER TABLE item ADD k text GENERATED ALWAYS AS (lower(article_number)) STORED; CREATE UNIQUE INDEX ON item (k)",
            true,
        ),
        (
            "ALTER TABLE item ALTER article_number TYPE varchar(8), ADD CHECK (article_number ~ '^[A-Z]+$'); \
             CREATE UNIQUE INDEX ON item (article_number)",
            true,
        ),
        (
            "ALTER TABLE upgrade_group_member ALTER upgrade_level TYPE smallint, ADD CHECK (upgrade_level BETWEEN 1 AND 100); \
             CREATE UNIQUE INDEX ON upgrade_group_member (fk_group_id, upgrade_level)",
            false,
        ),
        (
            "CREATE UNIQUE INDEX ON upgrade_group_member (fk_group_id, upgrade_level) WHERE downgradeable IS NOT NULL",
            false,
        ),
    ] {
        for by_script in [false, true] {
            let project = applied(&ladder([1, 2]));
            project.allow("upgrade-path");
            match swaps {
                true => project.sql(SWAP),
                false => project.write("a.yaml", &ladder([2, 1])),
            }
            project.sql(sql);
            match by_script {
                true => project.sql(&project.run("plan --format sql").code(0).stdout),
                false => drop(project.apply()),
            }
            project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
        }
    }
}
