//! Tests which live row belongs to a resource: the one in the ledger, even if someone edited it by hand.

use crate::adopt;
use crate::support::{GROUP, ITEM, Project, Run};

const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
periods:
  - { every: 1 year, prices: { EUR: 99.00 } }
limits: { space_mb: 3072 }
";

const ITEM_ID: &str = "SELECT id FROM item WHERE article_number = ";

/// A package and its group, applied.
fn applied() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).init();
    project.apply();
    project
}

fn changes(project: &Project) -> Vec<String> {
    project.run("plan --detailed-exitcode").code(2).changes()
}

fn nothing_to_do(project: &Project) {
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

fn item_id(project: &Project, article: &str) -> String {
    project.value(&format!("{ITEM_ID}'{article}'"))
}

/// Adds a line to the manifest.
fn manifest(project: &Project, line: &str) {
    project.write("wares.yaml", &format!("{}{line}\n", project.read("wares.yaml")));
}

/// A statement that places an article in the default shop.
fn placed(item: u32) -> String {
    let item = adopt::id(item);
    format!("INSERT INTO shop_item SELECT gen_random_uuid(), 0, '{item}', id FROM shop WHERE default_shop;")
}

/// Statements that add a configuration with one limit, and assign it to the articles in `holders`.
fn limits(number: u32, holders: &[u32]) -> String {
    let configuration = adopt::id(number);
    let holders: String = holders
        .iter()
        .map(|item| {
            let item = adopt::id(*item);
            format!("UPDATE item SET fk_package_configuration_id = '{configuration}' WHERE id = '{item}';")
        })
        .collect();
    format!(
        "INSERT INTO package_configuration SELECT '{configuration}', 'c', id FROM provisioning_description_package; \
         INSERT INTO service_limitation SELECT gen_random_uuid(), 3072, '{configuration}', id FROM service WHERE name = 'space_mb'; \
         {holders}"
    )
}

/// Asserts that plan and apply both end with this exit code, and that nothing is written.
fn stops(project: &Project, code: i32) -> Run {
    let before = project.everything();
    let plan = project.run("plan").code(code);
    project.run("apply --auto-approve").code(code);
    assert_eq!(project.everything(), before);
    plan
}

/// The ids of all rows of the article and of the group.
fn below(project: &Project) -> Vec<Vec<String>> {
    project.query(
        "SELECT 'group', id FROM upgrade_group UNION ALL SELECT 'member', id FROM upgrade_group_member \
         UNION ALL SELECT 'item', id FROM item UNION ALL SELECT 'text', id FROM international \
         UNION ALL SELECT 'shop', id FROM shop_item UNION ALL SELECT 'category', id FROM shop_item_shop_item_category \
         UNION ALL SELECT 'period', id FROM renewal_period UNION ALL SELECT 'price', id FROM item_price \
         UNION ALL SELECT 'limits', id FROM package_configuration UNION ALL SELECT 'limit', id FROM service_limitation \
         ORDER BY 1, 2",
    )
}

const LEDGER: &str = "SELECT root_table, root_id, kind, key->>0 FROM wares.resource ORDER BY 1, 4";

#[test]
fn article_renamed_by_hand_and_in_the_files_is_the_same_article() {
    let project = applied();
    let before = below(&project);
    let id = item_id(&project, "HST-GLDY");
    project.sql("UPDATE item SET article_number = 'HST-GOLD'");
    project.replace("package.yaml", "HST-GLDY", "HST-GOLD");
    project.replace("group.yaml", "HST-GLDY", "HST-GOLD");
    nothing_to_do(&project);
    project.apply();
    assert_eq!(item_id(&project, "HST-GOLD"), id);
    assert_eq!(below(&project), before);
    assert_eq!(project.query(LEDGER)[0], ["item", id.as_str(), "package", "HST-GOLD"]);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "2");
}

#[test]
fn article_renamed_by_hand_and_in_the_files_can_change_otherwise() {
    let project = applied();
    let before = below(&project);
    project.sql("UPDATE item SET article_number = 'HST-GOLD'");
    project.replace("package.yaml", "HST-GLDY", "HST-GOLD");
    project.replace("package.yaml", "99.00", "89.00");
    project.replace("group.yaml", "HST-GLDY, level: 2", "HST-GOLD, level: 3");
    assert_eq!(
        changes(&project),
        [
            "~ change upgrade_group `Web hosting`  group.yaml:1",
            "    ~ members[HST-GOLD].level: 2 → 3",
            "~ change package `HST-GOLD`  package.yaml:1",
            "    ~ periods[1 year].prices.EUR: 99.00 → 89.00 (-10.1 %)",
        ]
    );
    project.apply();
    assert_eq!(below(&project), before);
    assert_eq!(project.value("SELECT value FROM item_price"), "89.0000");
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "2");
}

#[test]
fn group_renamed_by_hand_and_in_the_files_is_the_same_group() {
    let project = applied();
    let before = below(&project);
    project.sql("UPDATE upgrade_group SET name = 'Hosting'");
    project.replace("group.yaml", "Web hosting", "Hosting");
    nothing_to_do(&project);
    project.replace("group.yaml", "level: 2", "level: 3");
    assert_eq!(
        changes(&project),
        ["~ change upgrade_group `Hosting`  group.yaml:1", "    ~ members[HST-GLDY].level: 2 → 3"]
    );
    project.apply();
    assert_eq!(below(&project), before);
    assert_eq!(project.query("SELECT name FROM upgrade_group"), [["Hosting"]]);
    assert_eq!(
        project.query("SELECT key->>0 FROM wares.resource WHERE kind = 'upgrade_group'"),
        [["Hosting"]]
    );
}

#[test]
fn article_renamed_by_hand_is_restored_while_a_new_one_takes_that_name() {
    let project = applied();
    let id = item_id(&project, "HST-GLDY");
    let member = project.query("SELECT * FROM upgrade_group_member");
    project.sql("UPDATE item SET article_number = 'HST-GOLD'");
    project.write(
        "new.yaml",
        "kind: item\narticle: HST-GOLD\nname: New\ncategory: HostingPackage\nprices: { EUR: 1 }\n",
    );
    assert_eq!(
        changes(&project),
        [
            "+ create item `HST-GOLD`  new.yaml:1",
            "    + category: HostingPackage",
            "    + name.en: New",
            "    + shop.categories[HostingPackage]",
            "    + prices.EUR: 1.00",
            "~ change package `HST-GLDY`  package.yaml:1",
            "    ~ article: HST-GOLD → HST-GLDY  [drift: edited in the database]",
        ]
    );
    project.apply();
    assert_eq!(item_id(&project, "HST-GLDY"), id);
    assert_ne!(item_id(&project, "HST-GOLD"), id);
    assert_eq!(project.query("SELECT * FROM upgrade_group_member"), member);
}

#[test]
fn group_renamed_by_hand_is_restored_while_a_new_one_takes_that_name() {
    let project = applied();
    let id = project.value("SELECT id FROM upgrade_group");
    project.sql("UPDATE upgrade_group SET name = 'Hosting'");
    project.write("new.yaml", &GROUP.replace("Web hosting", "Hosting"));
    assert_eq!(
        changes(&project),
        [
            "~ change upgrade_group `Web hosting`  group.yaml:1",
            "    ~ name: Hosting → Web hosting  [drift: edited in the database]",
            "+ create upgrade_group `Hosting`  new.yaml:1",
            "    + members[HST-GLDY]: level 2",
        ]
    );
    project.apply();
    assert_eq!(project.value("SELECT id FROM upgrade_group WHERE name = 'Web hosting'"), id);
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group_member"), "2");
}

#[test]
fn article_recreated_by_hand_after_its_deletion_is_adopted() {
    let project = applied();
    let id = item_id(&project, "HST-GLDY");
    project.sql("UPDATE item SET deleted = true");
    project.sql(&adopt::item(20, "HST-GLDY"));
    project.run("plan").code(0).says("> adopt package `HST-GLDY`");
    project.apply();
    assert_eq!(project.value("SELECT root_id FROM wares.resource WHERE root_table = 'item'"), adopt::id(20));
    assert_eq!(project.value(&format!("SELECT deleted FROM item WHERE id = '{id}'")), "t");
}

#[test]
fn renamed_article_and_a_new_one_with_its_old_name_stop_the_plan() {
    let project = applied();
    let id = item_id(&project, "HST-GLDY");
    project.sql("UPDATE item SET article_number = 'HST-OLD'");
    project.sql(&adopt::item(20, "HST-GLDY"));
    stops(&project, 5).says("`HST-GLDY`").says(&id).says(&adopt::id(20)).says("`HST-OLD`");
}

#[test]
fn duplicate_of_an_owned_article_is_left_alone() {
    let project = applied();
    project.sql(&adopt::item(20, "HST-GLDY"));
    project.sql(&placed(20));
    nothing_to_do(&project);
    project.replace("package.yaml", "99.00", "89.00");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM item WHERE NOT deleted"), "2");
    let last = format!("SELECT last_change_time::date FROM item WHERE id = '{}'", adopt::id(20));
    assert_eq!(project.value(&last), "2020-01-01");
}

/// A group with an external article number that two articles have. Those in `in_shop` are placed in the shop.
fn external_twins(in_shop: &[u32]) -> Project {
    let project = Project::new().file("group.yaml", GROUP);
    manifest(&project, "external: [HST-GLDY]");
    let project = project.init();
    project.sql(&[adopt::item(20, "HST-GLDY"), adopt::item(21, "HST-GLDY")].concat());
    in_shop.iter().for_each(|item| project.sql(&placed(*item)));
    project
}

#[test]
fn external_name_of_two_articles_refers_to_the_one_in_the_shop() {
    let project = external_twins(&[21]);
    assert_eq!(
        changes(&project),
        ["+ create upgrade_group `Web hosting`  group.yaml:1", "    + members[HST-GLDY]: level 2"]
    );
    project.apply();
    assert_eq!(project.value("SELECT fk_item_id FROM upgrade_group_member"), adopt::id(21));
}

#[test]
fn external_duplicates_that_the_shop_does_not_distinguish_stop_the_plan() {
    for in_shop in [&[] as &[u32], &[20, 21]] {
        stops(&external_twins(in_shop), 5).says("`HST-GLDY`").says(&adopt::id(20)).says(&adopt::id(21));
    }
}

#[test]
fn owned_article_becomes_external_only_by_release() {
    let project = applied();
    let before = below(&project);
    let item = "SELECT i::text FROM item i";
    let row = project.value(item);
    project.remove("package.yaml");
    manifest(&project, "external: [HST-GLDY]");
    stops(&project, 1)
        .says("external: [HST-GLDY]")
        .says("`HST-GLDY` is listed under `external`, but this catalog owns it")
        .says("release: [HST-GLDY]");
    manifest(&project, "release: [HST-GLDY]");
    assert_eq!(changes(&project), ["< release package `HST-GLDY`"]);
    project.apply();
    assert_eq!((below(&project), project.value(item)), (before, row));
    assert_eq!(project.query("SELECT kind FROM wares.resource"), [["upgrade_group"]]);
    // A name that stays listed under `release` is not a change, and the group is managed as before.
    project.replace("group.yaml", "level: 2", "level: 3");
    assert_eq!(changes(&project)[1..], ["    ~ members[HST-GLDY].level: 2 → 3"]);
    project.apply();
}

#[test]
fn duplicate_service_stops_a_plan_that_uses_it() {
    let project = applied();
    project.sql("INSERT INTO service SELECT gen_random_uuid(), name FROM service");
    stops(&project, 5).says("2 rows of `service` have the name `space_mb`");
}

#[test]
fn duplicate_service_that_no_file_uses_does_not_stop_a_plan() {
    let project = applied();
    project.sql("INSERT INTO service SELECT gen_random_uuid(), 'gone' FROM generate_series(1, 2)");
    nothing_to_do(&project);
    // Limits of an article that no catalog owns.
    project.sql(&[adopt::item(20, "HST-OLD"), limits(21, &[20])].concat());
    let twice = "INSERT INTO service_limitation SELECT gen_random_uuid(), 1, c.id, s.id \
                 FROM package_configuration c, service s WHERE s.name = 'gone' AND c.name = ";
    project.sql(&format!("{twice}'c'"));
    nothing_to_do(&project);
    // Limits of the owned package: those that the file does not list are deleted.
    project.sql(&format!("{twice}'HST-GLDY'"));
    let lines = changes(&project);
    assert_eq!(lines[0], "~ change package `HST-GLDY`  package.yaml:1");
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(
        lines[1..].iter().all(|line| line.starts_with("    - limits[") || line.starts_with("    - limits.")),
        "{lines:#?}"
    );
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM service_limitation"), "4");
}

#[test]
fn kinds_without_limits_leave_the_limits_of_adopted_articles_alone() {
    let kinds = [
        ITEM.to_owned(),
        "kind: extra_service\narticle: DMN-COM\nname: MySQL\nperiods: [{ every: 1 year, prices: { EUR: 1 } }]\n".to_owned(),
    ];
    for document in kinds {
        let project = Project::new().file("package.yaml", PACKAGE).init();
        project.write("item.yaml", &document);
        project.run("db init").code(0);
        project.sql("INSERT INTO shop_item_category SELECT gen_random_uuid(), id, c, false FROM reseller, unnest(ARRAY['TLD', 'ExtraServices']) c");
        project.sql(&[adopt::item(1, "DMN-COM"), limits(2, &[1])].concat());
        let held = "SELECT c::text, l::text FROM package_configuration c JOIN service_limitation l \
                    ON l.fk_package_configuration_id = c.id JOIN item i ON i.fk_package_configuration_id = c.id \
                    WHERE article_number = 'DMN-COM'";
        let before = project.query(held);
        assert_eq!(before.len(), 1);
        project.run("plan").code(0).says("> adopt").does_not_say("- limits").does_not_say("limits: set");
        project.apply();
        assert_eq!(project.query(held), before);
    }
}

const WITHOUT_LIMITS: (&str, &str) = ("limits: { space_mb: 3072 }\n", "");

#[test]
fn package_without_limits_removes_an_empty_configuration() {
    let project = applied();
    project.sql("DELETE FROM service_limitation");
    project.replace("package.yaml", WITHOUT_LIMITS.0, WITHOUT_LIMITS.1);
    assert_eq!(
        changes(&project)[..2],
        ["~ change package `HST-GLDY`  package.yaml:1", "    ~ limits: set → unset"]
    );
    project.apply();
    assert_eq!(project.value("SELECT fk_package_configuration_id FROM item"), "∅");
    assert_eq!(project.value("SELECT count(*) FROM package_configuration"), "0");
}

#[test]
fn package_without_limits_removes_the_limits_of_an_adopted_article() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(&[adopt::item(1, "HST-GLDY"), limits(2, &[1])].concat());
    project.replace("package.yaml", WITHOUT_LIMITS.0, WITHOUT_LIMITS.1);
    let lines = changes(&project);
    assert!(lines.contains(&"    - limits.space_mb: 3072".to_owned()), "{lines:#?}");
    project.apply();
    assert_eq!(project.value("SELECT fk_package_configuration_id FROM item"), "∅");
    assert_eq!(project.value("SELECT count(*) FROM service_limitation"), "0");
}

#[test]
fn package_that_drops_shared_limits_leaves_them_to_the_other_package() {
    let project = applied();
    project.write("other.yaml", &PACKAGE.replace("HST-GLDY", "HST-PLTY"));
    project.apply();
    let shared = "SELECT fk_package_configuration_id FROM item WHERE article_number = 'HST-PLTY'";
    project.sql(&format!("UPDATE item SET fk_package_configuration_id = ({shared})"));
    project.sql(
        "DELETE FROM service_limitation WHERE fk_package_configuration_id NOT IN (SELECT fk_package_configuration_id FROM item); \
         DELETE FROM package_configuration WHERE id NOT IN (SELECT fk_package_configuration_id FROM item)",
    );
    project.apply();
    let limits = "SELECT c::text, l::text FROM package_configuration c JOIN service_limitation l ON l.fk_package_configuration_id = c.id";
    let before = (project.value(shared), project.query(limits));
    project.replace("package.yaml", WITHOUT_LIMITS.0, WITHOUT_LIMITS.1);
    assert_eq!(
        changes(&project),
        ["~ change package `HST-GLDY`  package.yaml:1", "    ~ limits: set → unset"]
    );
    project.apply();
    assert_eq!((project.value(shared), project.query(limits)), before);
    assert_eq!(
        project.value("SELECT fk_package_configuration_id FROM item WHERE article_number = 'HST-GLDY'"),
        "∅"
    );
}

#[test]
fn group_recreated_by_hand_is_adopted_with_one_ledger_entry() {
    let project = applied();
    let again = adopt::id(30);
    project.sql(&format!(
        "DELETE FROM upgrade_group_member; DELETE FROM upgrade_group; \
         INSERT INTO upgrade_group VALUES ('{again}', 'Web hosting'); \
         INSERT INTO upgrade_group_member SELECT gen_random_uuid(), '{again}', id, 2, true, true, true, true FROM item"
    ));
    let adopted = project.run("plan --detailed-exitcode").code(0).changes();
    assert_eq!(adopted, ["> adopt upgrade_group `Web hosting`  group.yaml:1"]);
    project.apply();
    let ledger = "SELECT root_id FROM wares.resource WHERE kind = 'upgrade_group'";
    assert_eq!(project.query(ledger), [[again]]);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "2");
}

#[test]
fn group_deleted_by_hand_is_recreated_with_one_ledger_entry() {
    let project = applied();
    let before = project.value("SELECT id FROM upgrade_group");
    project.sql("DELETE FROM upgrade_group_member; DELETE FROM upgrade_group");
    let lines = changes(&project);
    assert_eq!(lines[0], "+ create upgrade_group `Web hosting`  group.yaml:1");
    project.apply();
    let id = project.value("SELECT id FROM upgrade_group");
    assert_ne!(id, before);
    let ledger = "SELECT root_id FROM wares.resource WHERE kind = 'upgrade_group'";
    assert_eq!(project.query(ledger), [[id]]);
}

#[test]
fn shop_order_removed_from_a_file_stays_in_the_database() {
    let project = applied();
    project.replace("package.yaml", "limits:", "shop: { order: 10 }\nlimits:");
    project.apply();
    project.replace("package.yaml", "shop: { order: 10 }\n", "");
    nothing_to_do(&project);
    project.replace("package.yaml", "99.00", "89.00");
    assert_eq!(changes(&project).len(), 2);
    project.apply();
    assert_eq!(project.value("SELECT order_by FROM shop_item"), "10");
}

#[test]
fn deleting_an_article_reports_its_placement_in_another_shop() {
    let project = applied();
    project.sql(
        "INSERT INTO shop SELECT gen_random_uuid(), fk_reseller_id, false, active_from, active_to, 'Second', \
         created_time, last_update_time, false FROM shop; \
         INSERT INTO shop_item SELECT gen_random_uuid(), 0, i.id, s.id FROM item i, shop s WHERE s.name = 'Second'",
    );
    project.remove("package.yaml");
    project.remove("group.yaml");
    project.allow("mass-change");
    project
        .run("plan")
        .code(0)
        .says("- delete package `HST-GLDY`")
        .says("it is still placed in another shop, which this catalog does not manage");
    project.apply();
    assert_eq!(project.query("SELECT s.name FROM shop_item JOIN shop s ON s.id = fk_shop_id"), [["Second"]]);
}

#[test]
fn period_referenced_from_another_schema_is_not_deleted() {
    let project = applied();
    project.sql(
        "CREATE SCHEMA crm; \
         CREATE TABLE crm.contract (period uuid REFERENCES renewal_period ON DELETE CASCADE); \
         INSERT INTO crm.contract SELECT id FROM renewal_period",
    );
    project.replace("package.yaml", "every: 1 year", "every: 1 month");
    stops(&project, 4)
        .says("`periods[1 year]` of package `HST-GLDY` cannot be deleted: 1 row refers to it from `crm.contract` (`period`)");
    assert_eq!(project.value("SELECT count(*) FROM crm.contract"), "1");
}

/// An owned article and its owned group, which have the same id.
fn with_shared_id() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).init();
    let id = adopt::id(1);
    project.sql(&adopt::item(1, "HST-GLDY"));
    project.sql(&format!("INSERT INTO upgrade_group VALUES ('{id}', 'Web hosting')"));
    project.apply();
    assert_eq!(
        project.query(LEDGER),
        [["item", &id, "package", "HST-GLDY"], ["upgrade_group", &id, "upgrade_group", "Web hosting"]]
    );
    project
}

#[test]
fn article_and_group_with_one_id_change_independently() {
    let project = with_shared_id();
    project.replace("package.yaml", "99.00", "89.00");
    assert_eq!(changes(&project)[0], "~ change package `HST-GLDY`  package.yaml:1");
    assert_eq!(changes(&project).len(), 2);
    project.apply();
    project.replace("group.yaml", "level: 2", "level: 3");
    assert_eq!(changes(&project)[0], "~ change upgrade_group `Web hosting`  group.yaml:1");
    assert_eq!(changes(&project).len(), 2);
    project.apply();
}

#[test]
fn deleting_a_group_keeps_the_article_with_the_same_id() {
    let project = with_shared_id();
    project.sql(&format!(
        "INSERT INTO language VALUES (gen_random_uuid(), 'sv'); INSERT INTO international \
         SELECT gen_random_uuid(), 'Item.Name', '{}', 'Guld', id FROM language WHERE iso_639_name = 'sv'",
        adopt::id(1)
    ));
    let texts = project.query("SELECT t::text FROM international t ORDER BY id");
    project.remove("group.yaml");
    assert_eq!(
        changes(&project),
        ["- delete upgrade_group `Web hosting`", "    - members[HST-GLDY]: level 2"]
    );
    project.apply();
    assert_eq!(project.query("SELECT t::text FROM international t ORDER BY id"), texts);
    assert_eq!(project.query("SELECT deleted FROM item"), [["f"]]);
    assert_eq!(project.query("SELECT kind FROM wares.resource"), [["package"]]);
}

#[test]
fn article_in_another_catalogs_group_with_the_same_id_is_not_deleted() {
    // Either of the two may come first in the ledger.
    for article_moves in [false, true] {
        let project = with_shared_id();
        let other = Project::new().sharing(&project);
        other.replace("wares.yaml", "catalog: test", "catalog: other");
        let (file, name) =
            if article_moves { ("package.yaml", "HST-GLDY") } else { ("group.yaml", "Web hosting") };
        other.write(file, &project.read(file));
        project.remove(file);
        manifest(&project, &format!("release: [{name}]"));
        manifest(if article_moves { &project } else { &other }, "external: [HST-GLDY]");
        project.apply();
        other.apply();
        let owners = project.query("SELECT catalog FROM wares.resource ORDER BY kind");
        let (holder, owner) = if article_moves { (&other, "test") } else { (&project, "other") };
        assert_eq!(owners, if article_moves { [["other"], ["test"]] } else { [["test"], ["other"]] });
        holder.remove("package.yaml");
        let refusal = format!(
            "`HST-GLDY` cannot be deleted: it is a member of `Web hosting`, which the catalog `{owner}` owns"
        );
        stops(holder, 4).says(&refusal);
    }
}

#[test]
fn deleted_articles_membership_goes_even_if_a_deleted_group_has_its_id() {
    let project = with_shared_id();
    let foreign = adopt::id(40);
    project.sql(&format!(
        "INSERT INTO upgrade_group VALUES ('{foreign}', 'Old ladder'); INSERT INTO upgrade_group_member \
         VALUES (gen_random_uuid(), '{foreign}', '{}', 1, true, true, true, true)",
        adopt::id(1)
    ));
    project.remove("package.yaml");
    project.remove("group.yaml");
    project.allow("mass-change");
    let lines = changes(&project);
    let item = lines.iter().position(|line| line == "- delete package `HST-GLDY`").expect("the article");
    let group =
        lines.iter().position(|line| line == "- delete upgrade_group `Web hosting`").expect("the group");
    let membership = "    - upgrade_group `Old ladder`: members[HST-GLDY]: level 1  [deleted along with it]";
    let membership = lines.iter().position(|line| line == membership).unwrap_or_else(|| panic!("{lines:#?}"));
    assert!(item < membership && (membership < group || group < item), "{lines:#?}");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group_member"), "0");
    assert_eq!(project.query("SELECT name FROM upgrade_group"), [["Old ladder"]]);
}

#[test]
fn article_and_group_can_have_the_same_name() {
    let project = Project::new().file("a.yaml", &ITEM.replace("DMN-COM", "Web hosting")).init();
    project.write("b.yaml", &GROUP.replace("HST-GLDY", "Web hosting"));
    project.apply();
    assert_eq!(project.query("SELECT kind FROM wares.resource ORDER BY 1"), [["item"], ["upgrade_group"]]);
    project.replace("a.yaml", "12.00", "13.00");
    project.replace("b.yaml", "level: 2", "level: 3");
    assert_eq!(
        changes(&project),
        [
            "~ change item `Web hosting`  a.yaml:1",
            "    ~ prices.EUR: 12.00 → 13.00 (+8.3 %)",
            "~ change upgrade_group `Web hosting`  b.yaml:1",
            "    ~ members[Web hosting].level: 2 → 3",
        ]
    );
    project.apply();
    project.remove("b.yaml");
    project.apply();
    assert_eq!(project.query("SELECT article_number, deleted FROM item"), [["Web hosting", "f"]]);
    assert_eq!(project.value("SELECT count(*) FROM upgrade_group"), "0");
}

#[test]
fn trigger_that_changes_an_insert_only_column_fails_the_apply() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(
        "CREATE FUNCTION twist() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN NEW.renewal_period := 7; RETURN NEW; END'; \
         CREATE TRIGGER twist BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION twist()",
    );
    let before = project.everything();
    project
        .run("apply --auto-approve")
        .code(5)
        .says("the rows were not written as planned")
        .says("renewal_period was 1 and is 7");
    assert_eq!(project.everything(), before);
}

#[test]
fn rows_hidden_by_row_level_security_stop_the_plan() {
    let project = applied();
    project.sql(
        "DO $$ BEGIN CREATE ROLE wares_limited; EXCEPTION WHEN duplicate_object THEN END $$; \
         GRANT USAGE ON SCHEMA public, wares TO wares_limited; \
         GRANT SELECT ON ALL TABLES IN SCHEMA public, wares TO wares_limited",
    );
    let plan = || {
        let mut command = project.command("plan");
        command.env("WARES_DATABASE_URL", format!("{}&options=-c%20role%3Dwares_limited", project.url()));
        Run::new("plan, as another role", &command.output().expect("the program runs"))
    };
    plan().code(0).says("Nothing to do");
    project.sql(
        "ALTER TABLE item ENABLE ROW LEVEL SECURITY; \
         CREATE POLICY half ON item USING (article_number <> 'HST-GLDY')",
    );
    plan().code(5).says("item").does_not_say("create package");
}

/// The same files must make the same catalog on every machine.
#[test]
fn ignore_rules_from_outside_the_catalog_have_no_effect() {
    let project = Project::new();
    let catalog = |path: &str| format!("outer/catalog/{path}");
    project.write(&catalog("wares.yaml"), &project.read("wares.yaml"));
    project.write(&catalog("package.yaml"), PACKAGE);
    project.write(".gitignore", "package.yaml\n");
    project.write("outer/.gitignore", "*.yaml\n");
    project.write("outer/.ignore", "*.yaml\n");
    project.write("outer/.waresignore", "*.yaml\n");
    project.write(".git/info/exclude", "package.yaml\n");
    project.write(&catalog(".ignore"), "package.yaml\n");
    project.write("home/.config/git/ignore", "package.yaml\n");
    project.write("home/.gitconfig", "[core]\n\texcludesFile = ~/.config/git/ignore\n");
    let mut command = project.command("check -v --dir outer/catalog");
    command.env("HOME", project.path("home")).env("XDG_CONFIG_HOME", project.path("home/.config"));
    // The two files are the manifest and the package.
    Run::new("check", &command.output().expect("the program runs"))
        .code(0)
        .says("read 1 document from 2 files");
}

#[test]
fn ignore_files_and_manifests_in_the_catalog_exclude_files() {
    let broken = "kind: nonsense\n";
    let project = Project::new().file("package.yaml", PACKAGE);
    let files = ["drafts/a.yaml", "deep/er/b.yaml", "c.draft.yaml", "other/wares.yaml", "other/c.yaml"];
    files[..3].iter().for_each(|path| project.write(path, broken));
    project.write("other/wares.yaml", &project.read("wares.yaml"));
    project.write("other/c.yaml", broken);
    let findings = |project: &Project| project.run("check --format concise").stdout.lines().count();
    assert_eq!(findings(&project), 3);
    project.write(".waresignore", "drafts/\n");
    assert_eq!(findings(&project), 2);
    project.write(".gitignore", "*.draft.yaml\n");
    assert_eq!(findings(&project), 1);
    project.write("deep/.waresignore", "b.yaml\n");
    project.run("check").code(0);
    project.run("check --dir other").code(1).says("[c.yaml:1:7]").does_not_say("package.yaml");
}
