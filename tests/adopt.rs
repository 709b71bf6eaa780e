//! A database that Wares never wrote: what the files name is adopted, what no one owns is left alone.

use crate::support::Project;

const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
limits: { space_mb: 3072, mailboxes: 10 }
";

const GROUP: &str = "\
kind: upgrade_group
name: Web hosting
members:
  - { item: HST-GLDY, level: 2 }
";

/// An id that a reader can tell apart.
pub fn id(number: u32) -> String {
    format!("{number:08}-0000-4000-8000-000000000000")
}

/// An article, as the billing system's admin panel would have made it.
pub fn item(number: u32, article: &str) -> String {
    format!(
        "INSERT INTO item (id, created_time, last_change_time, category, article_number, deleted, \
         provisioning_allowed_type, renewing_allowed_type, upgrading_allowed_type, recurring, reprovision, \
         defferedrevenue, allow_to_subresellers, renewal_period, renewal_period_unit, auto_credit, \
         allow_autocredit_if_provisioned, align_with_main_subscription, discontinued_expire_action, \
         not_paid_expire_action, separate_renewal_invoice) VALUES ('{}', '2020-01-01', '2020-01-01', \
         'HostingPackage', '{article}', false, 0, 0, 0, true, false, false, false, 1, 'YEAR', false, false, false, \
         0, 0, false);",
        id(number)
    )
}

fn name(number: u32, item: u32, language: &str, text: &str) -> String {
    format!(
        "INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id) \
         SELECT '{}', 'Item.Name', '{}', '{text}', id FROM language WHERE iso_639_name = '{language}';",
        id(number),
        id(item)
    )
}

fn property(number: u32, item: u32, name: &str, value: &str) -> String {
    let (number, item) = (id(number), id(item));
    format!(
        "INSERT INTO item_property (id, fk_item_id, name, value, suffix) VALUES ('{number}', '{item}', '{name}', '{value}', '');"
    )
}

fn period(number: u32, item: u32, value: u32, unit: &str) -> String {
    format!("INSERT INTO renewal_period VALUES ('{}', '{}', {value}, '{unit}');", id(number), id(item))
}

fn price(number: u32, period: u32, currency: &str, value: &str) -> String {
    format!(
        "INSERT INTO item_price (id, discriminator, fk_reseller_id, fk_currency_id, value, enabled, fk_renewal_period_id) \
         SELECT '{}', 'RenewalItemPrice', r.id, c.id, {value}, true, '{}' FROM reseller r, currency c \
         WHERE c.code = '{currency}';",
        id(number),
        id(period)
    )
}

/// A placement in the default shop, under its only category.
fn placed(number: u32, item: u32) -> String {
    let (number, item) = (id(number), id(item));
    format!(
        "INSERT INTO shop_item SELECT '{number}', 7, '{item}', id FROM shop; \
         INSERT INTO shop_item_shop_item_category SELECT gen_random_uuid(), '{number}', id FROM shop_item_category \
         WHERE category_name = 'HostingPackage';"
    )
}

/// Limits: a configuration and its only base package, held by articles.
fn limits(number: u32, holders: &[u32], limits: &[(&str, i32)]) -> String {
    let own = id(number);
    let configuration = format!(
        "INSERT INTO package_configuration SELECT '{own}', 'c', id FROM provisioning_description_package;"
    );
    let holders = holders.iter().map(|item| {
        format!("UPDATE item SET fk_package_configuration_id = '{own}' WHERE id = '{}';", id(*item))
    });
    let limits = limits.iter().map(|(service, amount)| {
        format!("INSERT INTO service_limitation SELECT gen_random_uuid(), {amount}, '{own}', id FROM service WHERE name = '{service}';")
    });
    [configuration].into_iter().chain(holders).chain(limits).collect()
}

fn group(number: u32, name: &str) -> String {
    format!("INSERT INTO upgrade_group VALUES ('{}', '{name}');", id(number))
}

fn member(number: u32, group: u32, item: u32, level: u32) -> String {
    let (number, group, item) = (id(number), id(group), id(item));
    format!(
        "INSERT INTO upgrade_group_member VALUES ('{number}', '{group}', '{item}', {level}, true, true, true, true);"
    )
}

/// The package of the files, exactly, with the ids 1 to 8.
fn gold() -> String {
    [
        item(1, "HST-GLDY"),
        name(2, 1, "en", "Gold"),
        property(3, 1, "HasExtraServices", "true"),
        period(4, 1, 1, "YEAR"),
        price(5, 4, "EUR", "99"),
        price(6, 4, "USD", "109"),
        placed(7, 1),
        limits(8, &[1], &[("space_mb", 3072), ("mailboxes", 10)]),
    ]
    .concat()
}

/// A catalog of one package, and a database filled by hand.
fn project(live: &[String]) -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(&live.concat());
    project
}

fn changes(project: &Project) -> Vec<String> {
    project.run("plan --detailed-exitcode").code(2).changes()
}

/// What a plan that writes no billing row takes into the catalog's care.
#[track_caller]
fn adoptions(project: &Project) -> Vec<String> {
    assert_eq!(project.plan()["plan"]["empty"], true);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to change in").changes()
}

#[test]
fn what_is_as_the_files_say_is_adopted_without_writing_a_billing_row() {
    let project = project(&[gold()]);
    assert_eq!(adoptions(&project), ["> adopt package `HST-GLDY`  package.yaml:1"]);
    let plan = project.plan();
    assert_eq!(plan["plan"]["totals"]["rows"], 0);
    assert_eq!(plan["plan"]["by_hand"], serde_json::json!([]), "no cache is stale");
    project.apply();
    assert_eq!(
        project.query("SELECT root_id, catalog, kind FROM wares.resource"),
        [[id(1), "test".into(), "package".into()]]
    );
    assert_eq!(project.value("SELECT last_change_time::date FROM item"), "2020-01-01");
}

#[test]
fn what_differs_is_shown_and_every_id_is_kept() {
    let project = project(&[gold()]);
    project.sql("UPDATE item_price SET value = 90 WHERE value = 99; UPDATE international SET value = 'Or'");
    let before = project.query("SELECT id FROM item_price UNION ALL SELECT id FROM international ORDER BY 1");
    assert_eq!(
        changes(&project),
        [
            "> adopt package `HST-GLDY`  package.yaml:1",
            "    ~ name.en: Or → Gold",
            "    ~ periods[1 year].prices.EUR: 90.00 → 99.00 (+10.0 %)"
        ]
    );
    project.apply();
    assert_eq!(
        project.query("SELECT id FROM item_price UNION ALL SELECT id FROM international ORDER BY 1"),
        before
    );
    assert_eq!(project.value("SELECT id FROM item"), id(1));
}

#[test]
fn what_the_files_do_not_name_is_left_alone_and_counted() {
    let foreign = [
        item(20, "HST-OLD"),
        name(21, 20, "en", "Old"),
        period(22, 20, 1, "MONTH"),
        price(23, 22, "EUR", "5"),
        placed(24, 20),
    ];
    let project = project(&[gold(), foreign.concat(), group(30, "Old ladder"), member(31, 30, 20, 1)]);
    let all = "SELECT 'item', i::text FROM item i WHERE id = '00000020-0000-4000-8000-000000000000' \
               UNION ALL SELECT 'period', p::text FROM renewal_period p WHERE fk_item_id = '00000020-0000-4000-8000-000000000000' \
               UNION ALL SELECT 'price', p::text FROM item_price p WHERE value = 5 \
               UNION ALL SELECT 'shop', s::text FROM shop_item s WHERE fk_item_id = '00000020-0000-4000-8000-000000000000' \
               UNION ALL SELECT 'member', m::text FROM upgrade_group_member m";
    let before = project.query(all);
    assert_eq!(before.len(), 5);
    project.run("plan --count-foreign").code(0).says("2 others are left alone");
    project.sql("DELETE FROM upgrade_group_member; DELETE FROM upgrade_group");
    project.run("plan --count-foreign").code(0).says("1 other is left alone");
    project.sql(&[group(30, "Old ladder"), member(31, 30, 20, 1)].concat());
    let json: serde_json::Value =
        serde_json::from_str(&project.run("plan --count-foreign --format json").code(0).stdout)
            .expect("JSON");
    assert_eq!(
        (&json["plan"]["foreign"]["count"], &json["plan"]["foreign"]["counted"]),
        (&2.into(), &true.into())
    );
    project.apply();
    assert_eq!(project.query(all), before);
}

#[test]
fn a_property_that_the_file_lacks_is_shown_as_removed() {
    let project = project(&[gold(), property(9, 1, "tos", "defaultTOS")]);
    assert_eq!(changes(&project)[1..], ["    - properties.tos: defaultTOS"]);
    project.apply();
    assert_eq!(project.query("SELECT name FROM item_property"), [["HasExtraServices"]]);
}

#[test]
fn properties_that_the_manifest_leaves_to_others_stay() {
    let project = project(&[gold(), property(9, 1, "X-theme", "blue")]);
    project.replace(
        "wares.yaml",
        "languages: [en, de]\n",
        "languages: [en, de]\ndatabase: { ignore_properties: [\"x-*\"] }\n",
    );
    assert_eq!(adoptions(&project).len(), 1);
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM item_property"), "2");
}

#[test]
fn the_live_spelling_of_a_property_stays_and_a_false_option_counts_as_absent() {
    let project = project(&[gold(), property(9, 1, "CheckDuration", "false")]);
    project.sql("UPDATE item_property SET name = 'hasEXTRAservices' WHERE name = 'HasExtraServices'");
    assert_eq!(adoptions(&project).len(), 1);
    project.apply();
    assert_eq!(
        project.query("SELECT name FROM item_property ORDER BY id"),
        [["hasEXTRAservices"], ["CheckDuration"]]
    );
}

#[test]
fn members_that_refer_to_nothing_or_to_a_deleted_article_are_shown_and_deleted() {
    let live = [
        gold(),
        item(20, "HST-OLD"),
        group(30, "Web hosting"),
        member(31, 30, 1, 2),
        member(32, 30, 20, 3),
        member(33, 30, 99, 4),
    ];
    let project = project(&live);
    project.sql("UPDATE item SET deleted = true WHERE article_number = 'HST-OLD'");
    project.write("group.yaml", GROUP);
    assert_eq!(
        changes(&project)[..3],
        [
            "> adopt upgrade_group `Web hosting`  group.yaml:1".to_owned(),
            format!(
                "    - members[{}]: level 3  [refers to something missing, deleted or ambiguous]",
                id(20)
            ),
            format!(
                "    - members[{}]: level 4  [refers to something missing, deleted or ambiguous]",
                id(99)
            ),
        ]
    );
    let notes: Vec<_> = project.plan()["plan"]["resources"][0]["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["note"].clone())
        .collect();
    assert_eq!(notes, ["dangling", "dangling"]);
    project.apply();
    assert_eq!(project.query("SELECT id FROM upgrade_group_member"), [[id(31)]]);
}

#[test]
fn of_duplicate_properties_the_one_that_equals_the_file_stays() {
    let project = project(&[gold(), property(10, 1, "TOS", "old"), property(11, 1, "tos", "new")]);
    project.replace("package.yaml", "limits:", "properties: { tos: new }\nlimits:");
    assert_eq!(changes(&project)[1..], ["    - properties.TOS: old  [duplicate]"]);
    project.apply();
    assert_eq!(project.query("SELECT id FROM item_property WHERE lower(name) = 'tos'"), [[id(11)]]);
}

#[test]
fn of_duplicate_properties_that_differ_from_the_file_the_lowest_id_stays() {
    let project = project(&[gold(), property(11, 1, "tos", "b"), property(10, 1, "TOS", "a")]);
    project.replace("package.yaml", "limits:", "properties: { tos: new }\nlimits:");
    assert_eq!(
        changes(&project)[1..],
        ["    ~ properties.TOS: a → new", "    - properties.tos: b  [duplicate]"]
    );
    project.apply();
    assert_eq!(
        project.query("SELECT id, value FROM item_property WHERE lower(name) = 'tos'"),
        [[id(10), "new".into()]]
    );
}

#[test]
fn of_two_identical_periods_the_lowest_id_stays_and_the_others_prices_go() {
    let project = project(&[gold(), period(40, 1, 1, "year"), price(41, 40, "EUR", "99")]);
    project.apply();
    assert_eq!(project.query("SELECT id FROM renewal_period"), [[id(4)]]);
    assert_eq!(project.query("SELECT id FROM item_price ORDER BY id"), [[id(5)], [id(6)]]);
}

#[test]
fn of_duplicate_periods_the_one_that_subscriptions_renew_by_stays() {
    let project = project(&[gold(), period(40, 1, 1, "YEAR")]);
    project.sql(&subscription(1, Some(40)));
    project.run("plan").code(0).says("[duplicate]");
    project.apply();
    assert_eq!(project.query("SELECT id FROM renewal_period"), [[id(40)]]);
}

#[test]
fn duplicate_periods_that_subscriptions_renew_by_are_not_deleted() {
    let project = project(&[gold(), period(40, 1, 1, "YEAR")]);
    project.sql(&subscription(1, Some(40)));
    let other = project.value(&format!("SELECT id FROM renewal_period WHERE id <> '{}'", id(40)));
    project.sql(&format!(
        "INSERT INTO subscription SELECT gen_random_uuid(), fk_item_id, '{other}', 1, true, 1, 1, null, now(), now() \
         FROM renewal_period WHERE id = '{other}'"
    ));
    project.run("plan").code(4).says("1 row refers to it from `subscription` (`renewal_period_id`)");
    project.run("apply --auto-approve").code(4);
    assert_eq!(project.value("SELECT count(*) FROM renewal_period"), "2");
}

#[test]
fn of_two_live_articles_the_only_one_in_the_shop_is_taken() {
    let project = project(&[item(20, "HST-GLDY"), gold(), name(21, 20, "en", "Twin")]);
    assert_eq!(adoptions(&project), ["> adopt package `HST-GLDY`  package.yaml:1"]);
    project.apply();
    assert_eq!(project.value("SELECT root_id FROM wares.resource"), id(1));
    assert_eq!(
        project.value(
            "SELECT value FROM international WHERE external_id <> '00000001-0000-4000-8000-000000000000'"
        ),
        "Twin"
    );
}

#[test]
fn two_live_articles_that_the_shop_does_not_tell_apart_stop_the_plan() {
    for (first, second) in [(false, false), (true, true)] {
        let place =
            |number, item, placed_there| if placed_there { placed(number, item) } else { String::new() };
        let project = project(&[
            item(20, "HST-GLDY"),
            item(21, "HST-GLDY"),
            place(22, 20, first),
            place(23, 21, second),
        ]);
        project.run("plan").code(5).says(&id(20)).says(&id(21));
        project.run("apply --auto-approve").code(5).says(&id(20)).says(&id(21));
        assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "0");
        assert_eq!(project.value("SELECT count(*) FROM item_property"), "0");
    }
}

#[test]
fn an_article_that_was_deleted_comes_back_with_its_id() {
    let project = project(&[gold()]);
    project.sql(
        "UPDATE item SET deleted = true; DELETE FROM shop_item_shop_item_category; DELETE FROM shop_item",
    );
    let lines = changes(&project);
    assert_eq!(lines[0], "+ revive package `HST-GLDY`  package.yaml:1");
    project.apply();
    assert_eq!(project.query("SELECT id, deleted FROM item"), [[id(1), "f".into()]]);
    assert_eq!(project.query("SELECT id FROM renewal_period"), [[id(4)]]);
}

#[test]
fn of_several_deleted_articles_none_comes_back() {
    let project = project(&[item(20, "HST-GLDY"), item(21, "HST-GLDY")]);
    project.sql("UPDATE item SET deleted = true");
    assert_eq!(changes(&project)[0], "+ create package `HST-GLDY`  package.yaml:1");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM item"), "3");
}

#[test]
fn what_another_catalog_owns_is_an_error_that_names_it() {
    let first = project(&[gold()]);
    first.apply();
    let second = Project::new().file("package.yaml", PACKAGE).sharing(&first);
    second.replace("wares.yaml", "catalog: test", "catalog: other");
    second.run("plan").code(1).says("X06").says("the catalog `test` owns `HST-GLDY`").says("package.yaml:2:");
    second.run("apply --auto-approve").code(1);
    assert_eq!(second.query("SELECT catalog FROM wares.resource"), [["test"]]);
}

#[test]
fn external_articles_must_live() {
    let project = project(&[gold()]);
    project.replace("wares.yaml", "languages: [en, de]\n", "languages: [en, de]\nexternal: [DMN-COM]\n");
    project
        .run("plan")
        .code(1)
        .says("L02")
        .says("the database has no article `DMN-COM`")
        .says("wares.yaml:6:12");
    project.sql(&item(20, "DMN-COM"));
    project.run("plan").code(0);
    project.sql("UPDATE item SET deleted = true WHERE article_number = 'DMN-COM'");
    project.run("plan").code(1).says("the database has no article `DMN-COM`");
}

#[test]
fn an_unknown_service_is_found_at_its_place_with_near_names() {
    let project = project(&[gold()]);
    project.replace("package.yaml", "mailboxes:", "mailboxs:");
    project
        .run("plan")
        .code(1)
        .says("L01")
        .says("no service `mailboxs`")
        .says("package.yaml:8:")
        .says("did you mean `mailboxes`?");
    project.run("apply --auto-approve").code(1);
}

#[test]
fn an_unknown_shop_category_is_found_at_its_place_with_near_names() {
    let project = project(&[gold()]);
    project.replace("package.yaml", "category: HostingPackage", "category: HostingPackages");
    let run = project.run("plan").code(1);
    run.says("A08")
        .says("no shop category `HostingPackages`")
        .says("package.yaml:4:11")
        .says("did you mean `HostingPackage`?");
}

#[test]
fn a_deleted_shop_category_is_none() {
    let project = project(&[gold()]);
    project.sql("UPDATE shop_item_category SET deleted = true");
    project.run("plan").code(1).says("no shop category `HostingPackage`");
}

#[test]
fn shared_limits_are_not_changed_for_an_article_that_the_catalog_does_not_have() {
    let project = project(&[
        gold(),
        item(20, "HST-PLTY"),
        "UPDATE item SET fk_package_configuration_id = (SELECT id FROM package_configuration);".into(),
    ]);
    assert_eq!(adoptions(&project), ["> adopt package `HST-GLDY`  package.yaml:1"]);
    project.replace("package.yaml", "space_mb: 3072", "space_mb: 4096");
    project.run("plan").code(1).says("L03").says("`HST-PLTY`").says("package.yaml:8:");
    project.run("apply --auto-approve").code(1);
    assert_eq!(project.value("SELECT max(limitation) FROM service_limitation"), "3072");
}

/// Two packages of the catalog that share their limits.
fn sharing() -> Project {
    let project = project(&[gold(), item(20, "HST-PLTY"), placed(21, 20)]);
    project.sql("UPDATE item SET fk_package_configuration_id = (SELECT id FROM package_configuration)");
    project.write("platinum.yaml", &PACKAGE.replace("HST-GLDY", "HST-PLTY"));
    project.apply();
    project
}

#[test]
fn shared_limits_change_when_every_holder_asks_for_the_same() {
    let project = sharing();
    project.replace("package.yaml", "space_mb: 3072", "space_mb: 4096");
    project.run("plan").code(1).says("L03").says("`HST-PLTY`");
    project.replace("platinum.yaml", "space_mb: 3072", "space_mb: 4096");
    project.apply();
    assert_eq!(project.query("SELECT limitation FROM service_limitation ORDER BY 1"), [["10"], ["4096"]]);
    assert_eq!(project.value("SELECT count(DISTINCT fk_package_configuration_id) FROM item"), "1");
}

#[test]
fn shared_limits_stay_when_one_holder_lets_go_of_them() {
    let project = sharing();
    project.replace("package.yaml", "limits: { space_mb: 3072, mailboxes: 10 }\n", "");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM service_limitation"), "2");
    assert_eq!(
        project.query("SELECT article_number FROM item WHERE fk_package_configuration_id IS NOT NULL"),
        [["HST-PLTY"]]
    );
}

#[test]
fn shared_limits_go_when_the_last_holders_let_go_of_them() {
    let project = sharing();
    for file in ["package.yaml", "platinum.yaml"] {
        project.replace(file, "limits: { space_mb: 3072, mailboxes: 10 }\n", "");
    }
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM service_limitation"), "0");
    assert_eq!(project.value("SELECT count(*) FROM package_configuration"), "0");
}

#[test]
fn an_article_in_the_group_of_another_catalog_is_not_deleted() {
    let first = project(&[gold()]);
    first.apply();
    let second = Project::new().file("group.yaml", GROUP).sharing(&first);
    second.write("wares.yaml", "format: 1\ncatalog: other\nreseller: Acme\ncurrencies: [EUR]\nlanguages: [en]\nexternal: [HST-GLDY]\n");
    second.apply();
    first.remove("package.yaml");
    first.run("plan").code(4).says(
        "`HST-GLDY` cannot be deleted: it is a member of `Web hosting`, which the catalog `other` owns",
    );
    first.run("apply --auto-approve").code(4);
    assert_eq!(first.value("SELECT deleted FROM item"), "f");
}

#[test]
fn a_membership_in_a_group_that_no_one_owns_goes_with_the_article_and_is_shown() {
    let project = project(&[gold(), group(30, "Old ladder"), member(31, 30, 1, 1)]);
    project.apply();
    project.remove("package.yaml");
    project.allow("mass-change");
    let lines = changes(&project);
    assert_eq!(lines[0], "- delete package `HST-GLDY`");
    let line = "    - upgrade_group `Old ladder`: members[HST-GLDY]: level 1  [deleted along with it]";
    assert!(lines.iter().any(|found| found == line), "{lines:#?}");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group_member"), "0");
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group"), "1");
    assert_eq!(project.value("SELECT deleted FROM item"), "t");
}

fn subscription(item: u32, period: Option<u32>) -> String {
    let period = period.map_or("NULL".to_owned(), |period| format!("'{}'", id(period)));
    format!(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) VALUES (gen_random_uuid(), '{}', {period}, 1, true, 1, now(), now());",
        id(item)
    )
}

#[test]
fn a_period_that_subscriptions_renew_by_is_not_deleted() {
    let project =
        project(&[gold(), period(40, 1, 1, "MONTH"), subscription(1, Some(40)), subscription(1, Some(40))]);
    let run = project.run("plan").code(4);
    run.says("`periods[1 month]` of package `HST-GLDY` cannot be deleted: 2 rows refer to it from `subscription` (`renewal_period_id`)");
    let json: serde_json::Value =
        serde_json::from_str(&project.run("plan --format json").code(4).stdout).expect("JSON");
    assert_eq!((json["exit_code"].as_u64(), json["refusals"].as_array().map(Vec::len)), (Some(4), Some(1)));
    project.run("apply --auto-approve").code(4);
    project.sql("DELETE FROM subscription");
    project.apply();
}

#[test]
fn an_article_that_is_subscribed_to_is_deleted_softly_and_keeps_what_subscriptions_renew_by() {
    let project = project(&[gold()]);
    project.apply();
    project.sql(&subscription(1, Some(4)));
    project.remove("package.yaml");
    project.allow("in-use, mass-change");
    project.apply();
    assert_eq!(project.value("SELECT deleted FROM item"), "t");
    let left = "SELECT (SELECT count(*) FROM renewal_period), (SELECT count(*) FROM item_price), \
                (SELECT count(*) FROM service_limitation), (SELECT count(*) FROM shop_item)";
    assert_eq!(project.query(left), [["1", "2", "2", "0"]]);
}

const COUNTERS: &str = "\
kind: item
article: CNT
name: Traffic
category: HostingPackage
prices: { EUR: 1.00 }
counters:
  - id: traffic
    name: Traffic
    ranges:
      - { from: 0, to: 10, name: Little, prices: { EUR: 1.00 } }
      - { from: 10, to: 100, name: Much, prices: { EUR: 0.50 } }
";

#[test]
fn texts_of_languages_that_are_not_declared_go_with_a_deleted_child() {
    let project = Project::new().file("item.yaml", COUNTERS).init();
    project.apply();
    project.sql(
        "INSERT INTO language VALUES (gen_random_uuid(), 'sv'); \
         INSERT INTO international SELECT gen_random_uuid(), 'CounterType.Name', c.id, 'Trafik', l.id \
           FROM counter_type c, language l WHERE iso_639_name = 'sv'; \
         INSERT INTO international SELECT gen_random_uuid(), 'CounterRange.Name', c.id, 'Mycket', l.id \
           FROM counter_range c, language l WHERE iso_639_name = 'sv' AND lower_margin = 10; \
         INSERT INTO international SELECT gen_random_uuid(), 'Item.Name', i.id, 'Trafik', l.id \
           FROM item i, language l WHERE iso_639_name = 'sv'",
    );
    project.run("plan --detailed-exitcode").code(0);
    let foreign = "SELECT value FROM international JOIN language l ON l.id = fk_language_id WHERE iso_639_name = 'sv' ORDER BY 1";

    project.replace("item.yaml", "      - { from: 10, to: 100, name: Much, prices: { EUR: 0.50 } }\n", "");
    assert_eq!(
        changes(&project),
        [
            "~ change item `CNT`  item.yaml:1",
            "    - counters[traffic].ranges[10]: to 100",
            "    - counters[traffic].ranges[10].prices.EUR: 0.50",
            "    - counters[traffic].ranges[10].name.en: Much",
            "    - texts[CounterRange.Name, sv]: Mycket  [deleted along with it]",
        ]
    );
    project.apply();
    assert_eq!(project.query(foreign), [["Trafik"], ["Trafik"]]);

    let text = project.read("item.yaml");
    project.write("item.yaml", text.split("counters:").next().expect("a document"));
    project.apply();
    assert_eq!(project.query(foreign), [["Trafik"]]);
}
