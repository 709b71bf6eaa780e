//! Adoption: apply takes over live rows that Wares never wrote if the files describe them, and leaves all others
//! alone.

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

/// An id that a reader can recognize by its number.
pub fn id(number: u32) -> String {
    format!("{number:08}-0000-4000-8000-000000000000")
}

/// An article, as the billing system's admin panel would create it.
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

/// A placement of an article in the default shop, under the shop's only category.
fn placed(number: u32, item: u32) -> String {
    let (number, item) = (id(number), id(item));
    format!(
        "INSERT INTO shop_item SELECT '{number}', 7, '{item}', id FROM shop; \
         INSERT INTO shop_item_shop_item_category SELECT gen_random_uuid(), '{number}', id FROM shop_item_category \
         WHERE category_name = 'HostingPackage';"
    )
}

/// A package configuration with limits, which refers to the only base package and is shared by all of the holders.
fn limits(number: u32, holders: &[u32], limits: &[(&str, i32)]) -> String {
    let configuration_id = id(number);
    let configuration = format!(
        "INSERT INTO package_configuration SELECT '{configuration_id}', 'c', id FROM provisioning_description_package;"
    );
    let holders = holders.iter().map(|item| {
        format!(
            "UPDATE item SET fk_package_configuration_id = '{configuration_id}' WHERE id = '{}';",
            id(*item)
        )
    });
    let limits = limits.iter().map(|(service, amount)| {
        format!("INSERT INTO service_limitation SELECT gen_random_uuid(), {amount}, '{configuration_id}', id FROM service WHERE name = '{service}';")
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

/// The live rows of exactly the package in `PACKAGE`, with the ids 1 to 8.
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

/// A catalog of one package, and a database with live rows that Wares did not write.
fn project(live: &[String]) -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(&live.concat());
    project
}

fn changes(project: &Project) -> Vec<String> {
    project.run("plan --detailed-exitcode").code(2).changes()
}

/// The lines of a plan that adopts resources without writing a billing row.
#[track_caller]
fn adoptions(project: &Project) -> Vec<String> {
    assert_eq!(project.plan()["plan"]["empty"], true);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to change in").changes()
}

#[test]
fn matching_article_is_adopted_without_writing_billing_rows() {
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
fn differences_are_shown_and_ids_are_kept_on_adoption() {
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
fn unmanaged_articles_and_groups_are_left_alone_and_counted() {
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
fn property_missing_from_the_file_is_shown_as_removed() {
    let project = project(&[gold(), property(9, 1, "tos", "defaultTOS")]);
    assert_eq!(changes(&project)[1..], ["    - properties.tos: defaultTOS"]);
    project.apply();
    assert_eq!(project.query("SELECT name FROM item_property"), [["HasExtraServices"]]);
}

#[test]
fn properties_ignored_by_the_manifest_are_kept() {
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
fn live_property_spelling_is_kept_and_false_option_counts_as_absent() {
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
fn dangling_group_members_are_shown_and_deleted() {
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
fn duplicate_property_that_matches_the_file_is_kept() {
    let project = project(&[gold(), property(10, 1, "TOS", "old"), property(11, 1, "tos", "new")]);
    project.replace("package.yaml", "limits:", "properties: { tos: new }\nlimits:");
    assert_eq!(changes(&project)[1..], ["    - properties.TOS: old  [duplicate]"]);
    project.apply();
    assert_eq!(project.query("SELECT id FROM item_property WHERE lower(name) = 'tos'"), [[id(11)]]);
}

#[test]
fn duplicate_property_with_the_lowest_id_is_kept_if_none_matches() {
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
fn duplicate_period_with_the_higher_id_is_deleted_with_its_prices() {
    let project = project(&[gold(), period(40, 1, 1, "year"), price(41, 40, "EUR", "99")]);
    project.apply();
    assert_eq!(project.query("SELECT id FROM renewal_period"), [[id(4)]]);
    assert_eq!(project.query("SELECT id FROM item_price ORDER BY id"), [[id(5)], [id(6)]]);
}

#[test]
fn duplicate_period_used_by_subscriptions_is_kept() {
    let project = project(&[gold(), period(40, 1, 1, "YEAR")]);
    project.sql(&subscription(1, Some(40)));
    project.run("plan").code(0).says("[duplicate]");
    project.apply();
    assert_eq!(project.query("SELECT id FROM renewal_period"), [[id(40)]]);
}

#[test]
fn duplicate_periods_that_are_all_in_use_are_not_deleted() {
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
fn article_in_the_shop_is_adopted_rather_than_its_twin() {
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
fn twin_articles_stop_the_plan_if_the_shop_does_not_distinguish_them() {
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
fn deleted_article_is_revived_with_its_id() {
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
fn none_of_several_deleted_articles_is_revived() {
    let project = project(&[item(20, "HST-GLDY"), item(21, "HST-GLDY")]);
    project.sql("UPDATE item SET deleted = true");
    assert_eq!(changes(&project)[0], "+ create package `HST-GLDY`  package.yaml:1");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM item"), "3");
}

#[test]
fn article_owned_by_another_catalog_is_an_error_that_names_the_owner() {
    let first = project(&[gold()]);
    first.apply();
    let second = Project::new().file("package.yaml", PACKAGE).sharing(&first);
    second.replace("wares.yaml", "catalog: test", "catalog: other");
    second.run("plan").code(1).says("X06").says("the catalog `test` owns `HST-GLDY`").says("package.yaml:2:");
    second.run("apply --auto-approve").code(1);
    assert_eq!(second.query("SELECT catalog FROM wares.resource"), [["test"]]);
}

#[test]
fn external_articles_must_exist_in_the_database() {
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
fn unknown_service_is_reported_with_location_and_suggestion() {
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
fn unknown_shop_category_is_reported_with_location_and_suggestion() {
    let project = project(&[gold()]);
    project.replace("package.yaml", "category: HostingPackage", "category: HostingPackages");
    let run = project.run("plan").code(1);
    run.says("A08")
        .says("no shop category `HostingPackages`")
        .says("package.yaml:4:11")
        .says("did you mean `HostingPackage`?");
}

#[test]
fn deleted_shop_category_is_unknown() {
    let project = project(&[gold()]);
    project.sql("UPDATE shop_item_category SET deleted = true");
    project.run("plan").code(1).says("no shop category `HostingPackage`");
}

#[test]
fn limits_shared_with_an_unmanaged_article_are_not_changed() {
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
fn shared_limits_change_if_every_holder_changes_them_alike() {
    let project = sharing();
    project.replace("package.yaml", "space_mb: 3072", "space_mb: 4096");
    project.run("plan").code(1).says("L03").says("`HST-PLTY`");
    project.replace("platinum.yaml", "space_mb: 3072", "space_mb: 4096");
    project.apply();
    assert_eq!(project.query("SELECT limitation FROM service_limitation ORDER BY 1"), [["10"], ["4096"]]);
    assert_eq!(project.value("SELECT count(DISTINCT fk_package_configuration_id) FROM item"), "1");
}

#[test]
fn shared_limits_are_kept_when_one_holder_drops_them() {
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
fn shared_limits_are_deleted_when_all_holders_drop_them() {
    let project = sharing();
    for file in ["package.yaml", "platinum.yaml"] {
        project.replace(file, "limits: { space_mb: 3072, mailboxes: 10 }\n", "");
    }
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM service_limitation"), "0");
    assert_eq!(project.value("SELECT count(*) FROM package_configuration"), "0");
}

#[test]
fn article_in_a_group_of_another_catalog_is_not_deleted() {
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
fn membership_in_an_unowned_group_is_deleted_with_the_article() {
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
fn period_used_by_subscriptions_is_not_deleted() {
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
fn subscribed_article_is_soft_deleted_and_keeps_its_periods_and_limits() {
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
fn texts_in_undeclared_languages_are_deleted_with_their_row() {
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
