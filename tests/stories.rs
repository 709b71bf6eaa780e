//! Each edit of the files is planned with exactly the expected lines and applied, and the next plan is empty.

use crate::support::{ITEM, Project, TABLES};

const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
limits: { space_mb: 3072, mailboxes: unlimited }
";

const SERVICE: &str = "\
kind: extra_service
article: XSV-MYSQL
name: MySQL database
periods:
  - { every: 1 year, prices: { EUR: 12.00, USD: 13.00 } }
";

const GROUP: &str = "\
kind: upgrade_group
name: Web hosting
members:
  - { item: OTHER-A, level: 1 }
  - { item: OTHER-B, level: 2 }
";

/// Articles that the other documents refer to. `db init` creates the categories and services that they name.
const OTHERS: &str = "\
kind: package
article: OTHER-A
name: A
category: HostingPackage
extra_services: true
prices: { EUR: 0 }
limits: { space_mb: 1, mailboxes: 1, databases: 1 }
shop: { categories: [HostingPackage, FreePackage, TLD, ExtraServices] }
---
kind: package
article: OTHER-B
name: B
category: HostingPackage
extra_services: true
prices: { EUR: 0 }
---
kind: item
article: OTHER-C
name: C
category: TLD
prices: { EUR: 0 }
";

/// A part of the file, its replacement, and the lines of the plan below the title of the resource.
type Edit<'a> = (&'a str, &'a str, &'a [&'a str]);

/// A project in which a document, as `catalog.yaml`, and the articles that it may refer to are applied.
fn applied(document: &str) -> Project {
    let project = Project::new().file("catalog.yaml", document).file("others.yaml", OTHERS).init();
    project.apply();
    project
}

/// Applies a document and then edits of it, one after the other.
#[track_caller]
fn story(document: &str, title: &str, edits: &[Edit<'_>]) -> Project {
    let project = applied(document);
    edited(&project, title, edits);
    project
}

/// Applies edits of one resource, one after the other. Asserts the lines of each plan, and that rows keep their ids.
#[track_caller]
fn edited(project: &Project, title: &str, edits: &[Edit<'_>]) {
    for (from, to, lines) in edits {
        project.replace("catalog.yaml", from, to);
        let indented = lines.iter().map(|line| format!("    {line}"));
        let expected: Vec<String> =
            std::iter::once(format!("~ change {title}  catalog.yaml:1")).chain(indented).collect();
        let before = ids(project, TABLES);
        assert_planned_and_apply(project, &expected);
        let is_update = lines.iter().all(|line| line.starts_with(['~', ' ']));
        let stable = if is_update { TABLES } else { &["item", "upgrade_group"] };
        let stays = |row: &&Vec<String>| stable.contains(&row[0].as_str());
        let before: Vec<_> = before.iter().filter(stays).cloned().collect();
        assert_eq!(ids(project, stable), before, "`{from}` → `{to}` should keep the ids");
    }
}

/// Asserts that the plan has exactly these lines, and applies it.
#[track_caller]
fn assert_planned_and_apply<S: AsRef<str>>(project: &Project, lines: &[S]) {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    assert_eq!(project.run("plan --detailed-exitcode").code(2).changes(), lines);
    project.apply();
}

/// The table and the id of every row.
fn ids(project: &Project, tables: &[&str]) -> Vec<Vec<String>> {
    let selects: Vec<String> =
        tables.iter().map(|table| format!("SELECT '{table}', id FROM {table}")).collect();
    project.query(&format!("{} ORDER BY 1, 2", selects.join(" UNION ALL ")))
}

#[test]
fn edits_of_prices_and_periods_are_planned_and_applied() {
    let project = applied(PACKAGE);
    project.allow("price-change");
    edited(
        &project,
        "package `HST-GLDY`",
        &[
            ("EUR: 99.00", "EUR: 108.90", &["~ periods[1 year].prices.EUR: 99.00 → 108.90 (+10.0 %)"]),
            (
                "USD: 109.00",
                "USD: { value: 109.00, enabled: false }",
                &["~ periods[1 year].prices.USD.enabled: true → false"],
            ),
            (
                "{ value: 109.00, enabled: false }",
                "109.00",
                &["~ periods[1 year].prices.USD.enabled: false → true"],
            ),
            ("EUR: 108.90", "EUR: 0", &["~ periods[1 year].prices.EUR: 108.90 → 0.00 (-100.0 %)"]),
            ("EUR: 0", "EUR: 12.3456", &["~ periods[1 year].prices.EUR: 0.00 → 12.3456"]),
            (", USD: 109.00", "", &["- periods[1 year].prices.USD: 109.00"]),
            ("EUR: 12.3456", "EUR: 12.3456, USD: 1", &["+ periods[1 year].prices.USD: 1.00"]),
            (
                "limits:",
                "  - { every: 1 month, prices: { EUR: 9.90, USD: { value: 10.90, enabled: false } } }\nlimits:",
                &[
                    "+ periods[1 month]",
                    "+ periods[1 month].prices.EUR: 9.90",
                    "+ periods[1 month].prices.USD: 10.90, enabled false",
                ],
            ),
            (
                "  - { every: 1 year, prices: { EUR: 12.3456, USD: 1 } }\n",
                "",
                &[
                    "- periods[1 year]",
                    "- periods[1 year].prices.EUR: 12.3456",
                    "- periods[1 year].prices.USD: 1.00",
                ],
            ),
        ],
    );
    let periods = "SELECT renewal_period_value, renewal_period_unit FROM renewal_period";
    assert_eq!(project.query(periods), [["1", "MONTH"]]);
    // The item's own renewal columns keep the first period that it was created with.
    let item = "SELECT renewal_period, renewal_period_unit FROM item WHERE article_number = 'HST-GLDY'";
    assert_eq!(project.query(item), [["1", "YEAR"]]);
}

#[test]
fn prices_with_another_notation_are_not_a_change() {
    let project = applied(PACKAGE);
    project.replace("catalog.yaml", "EUR: 99.00, USD: 109.00", "EUR: 99, USD: \"109.0000\"");
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn article_becomes_recurring_and_then_a_one_time_purchase_again() {
    let periods = "periods: [{ every: 1 year, prices: { EUR: 12.00 } }]";
    let project = story(
        ITEM,
        "item `DMN-COM`",
        &[(
            "prices: { EUR: 12.00 }",
            periods,
            &["+ periods[1 year]", "+ periods[1 year].prices.EUR: 12.00", "- prices.EUR: 12.00"],
        )],
    );
    let recurring = "SELECT recurring FROM item WHERE article_number = 'DMN-COM'";
    assert_eq!(project.value(recurring), "t");
    project.replace("catalog.yaml", periods, "prices: { EUR: 12.00 }");
    project.apply();
    assert_eq!(project.value(recurring), "f");
    assert_eq!(
        project.value("SELECT count(*) FROM item_price p JOIN item i ON i.id = p.fk_item_id WHERE article_number = 'DMN-COM'"),
        "1"
    );
}

#[test]
fn edits_of_properties_are_planned_and_applied() {
    story(
        ITEM,
        "item `DMN-COM`",
        &[
            ("prices:", "properties: { tos: defaultTOS }\nprices:", &["+ properties.tos: defaultTOS"]),
            ("defaultTOS", "otherTOS", &["~ properties.tos: defaultTOS → otherTOS"]),
            ("otherTOS", "\"\"", &["~ properties.tos: otherTOS → \"\""]),
            ("{ tos: \"\" }", "{ tos: \"\", productValue: .com }", &["+ properties.productValue: .com"]),
            (
                "properties: { tos: \"\", productValue: .com }\n",
                "",
                &["- properties.productValue: .com", "- properties.tos: \"\""],
            ),
        ],
    );
}

#[test]
fn edits_of_package_options_are_planned_and_applied() {
    story(
        PACKAGE,
        "package `HST-GLDY`",
        &[
            ("extra_services: true\n", "", &["- extra_services: true"]),
            ("category:", "check_duration: true\ncategory:", &["+ check_duration: true"]),
            ("category:", "extra_services: true\ncategory:", &["+ extra_services: true"]),
            ("check_duration: true", "check_duration: false", &["- check_duration: true"]),
        ],
    );
}

#[test]
fn edits_of_extra_service_options_are_planned_and_applied() {
    story(
        SERVICE,
        "extra_service `XSV-MYSQL`",
        &[
            ("periods:", "allow_multiple: true\nperiods:", &["+ allow_multiple: true"]),
            ("periods:", "exclusive_group: mysql\nperiods:", &["+ exclusive_group: mysql"]),
            ("exclusive_group: mysql", "exclusive_group: db", &["~ exclusive_group: mysql → db"]),
            ("exclusive_group: db\n", "", &["- exclusive_group: db"]),
            ("allow_multiple: true\n", "", &["- allow_multiple: true"]),
            ("periods:", "domain: {}\nperiods:", &["+ domain: true"]),
            ("domain: {}", "domain: { must_exist: true }", &["+ domain.must_exist: true"]),
            ("true }", "true, tlds: [com, net] }", &["+ domain.tlds: com, net"]),
            ("[com, net]", "[net, org]", &["~ domain.tlds:", "    + org", "    - com"]),
            ("must_exist: true, ", "", &["- domain.must_exist: true"]),
            ("domain: { tlds: [net, org] }\n", "", &["- domain.tlds: net, org", "- domain: true"]),
            ("periods:", "packages: [OTHER-A]\nperiods:", &["+ packages: OTHER-A"]),
            ("[OTHER-A]", "[OTHER-A, OTHER-B]", &["~ packages:", "    + OTHER-B"]),
            ("packages: [OTHER-A, OTHER-B]\n", "", &["- packages: OTHER-A, OTHER-B"]),
            ("periods:", "requires: [OTHER-C]\nperiods:", &["+ requires: OTHER-C"]),
            ("[OTHER-C]", "[OTHER-C, OTHER-A]", &["~ requires:", "    + OTHER-A"]),
            ("requires: [OTHER-C, OTHER-A]\n", "", &["- requires: OTHER-C, OTHER-A"]),
        ],
    );
}

#[test]
fn edits_of_extra_service_amounts_are_planned_and_applied() {
    story(
        SERVICE,
        "extra_service `XSV-MYSQL`",
        &[
            (
                "periods:",
                "amount: { min: 1, max: 10, step: 1, unit: dbs }\nperiods:",
                &["+ amount.min: 1", "+ amount.max: 10", "+ amount.step: 1", "+ amount.unit: dbs"],
            ),
            ("max: 10, step: 1,", "max: 2, step: 1.1,", &["~ amount.max: 10 → 2", "~ amount.step: 1 → 1.1"]),
            ("unit: dbs", "unit: \"\"", &["~ amount.unit: dbs → \"\""]),
            (", unit: \"\"", "", &["- amount.unit: \"\""]),
            (
                "amount: { min: 1, max: 2, step: 1.1 }\n",
                "",
                &["- amount.max: 2", "- amount.min: 1", "- amount.step: 1.1"],
            ),
        ],
    );
}

#[test]
fn edits_of_what_an_extra_service_adds_are_planned_and_applied() {
    let project = story(
        SERVICE,
        "extra_service `XSV-MYSQL`",
        &[
            ("periods:", "adds: { databases: 1 }\nperiods:", &["+ adds.databases: 1"]),
            ("databases: 1", "databases: 2", &["~ adds.databases: 1 → 2"]),
            ("databases: 2", "databases: 2, mailboxes: 5", &["+ adds.mailboxes: 5"]),
            ("adds: { databases: 2, mailboxes: 5 }\n", "", &["- adds.databases: 2", "- adds.mailboxes: 5"]),
        ],
    );
    assert_eq!(project.value("SELECT count(*) FROM extra_service_limit"), "0");
}

#[test]
fn edits_of_names_and_descriptions_are_planned_and_applied() {
    story(
        PACKAGE,
        "package `HST-GLDY`",
        &[
            ("name: Gold", "name: Golden", &["~ name.en: Gold → Golden"]),
            ("name: Golden", "name: { en: Golden, de: Gold }", &["+ name.de: Gold"]),
            ("de: Gold", "de: Golden", &["~ name.de: Gold → Golden"]),
            ("{ en: Golden, de: Golden }", "Golden", &["- name.de: Golden"]),
            (
                "category:",
                "description: { en: Big, de: Groß }\ncategory:",
                &["+ description.en: Big", "+ description.de: Groß"],
            ),
            ("Big", "Bigger", &["~ description.en: Big → Bigger"]),
            ("en: Bigger, ", "", &["- description.en: Bigger"]),
            ("description: { de: Groß }\n", "", &["- description.de: Groß"]),
        ],
    );
}

#[test]
fn edits_of_limits_are_planned_and_applied() {
    let project = story(
        PACKAGE,
        "package `HST-GLDY`",
        &[
            ("mailboxes: unlimited", "mailboxes: unlimited, databases: 5", &["+ limits.databases: 5"]),
            ("space_mb: 3072", "space_mb: 4096", &["~ limits.space_mb: 3072 → 4096"]),
            ("space_mb: 4096", "space_mb: unlimited", &["~ limits.space_mb: 4096 → unlimited"]),
            ("mailboxes: unlimited", "mailboxes: 0", &["~ limits.mailboxes: unlimited → 0"]),
            (", databases: 5", "", &["- limits.databases: 5"]),
            (
                "limits: { space_mb: unlimited, mailboxes: 0 }\n",
                "",
                &["- limits.mailboxes: 0", "- limits.space_mb: unlimited"],
            ),
        ],
    );
    let configuration = "FROM package_configuration WHERE name = 'HST-GLDY'";
    assert_eq!(project.value(&format!("SELECT count(*) {configuration}")), "0");
    project.replace("catalog.yaml", "periods:", "limits: { space_mb: 1024 }\nperiods:");
    assert_planned_and_apply(
        &project,
        &["~ change package `HST-GLDY`  catalog.yaml:1", "    + limits.space_mb: 1024"],
    );
    assert_eq!(project.value(&format!("SELECT count(*) {configuration}")), "1");
    let limit = "SELECT limitation FROM item i JOIN service_limitation l USING (fk_package_configuration_id) \
                 WHERE article_number = 'HST-GLDY'";
    assert_eq!(project.value(limit), "1024");
}

#[test]
fn edits_of_shop_placement_are_planned_and_applied() {
    let project = story(
        PACKAGE,
        "package `HST-GLDY`",
        &[
            ("periods:", "shop: { order: 10 }\nperiods:", &["~ shop.order: 0 → 10"]),
            (
                "order: 10",
                "order: 20, categories: [HostingPackage, FreePackage]",
                &["~ shop.order: 10 → 20", "+ shop.categories[FreePackage]"],
            ),
            ("[HostingPackage, FreePackage]", "[FreePackage]", &["- shop.categories[HostingPackage]"]),
            (
                "order: 20",
                "order: 20, name: Best, properties: { badge: new }",
                &["+ shop.name.en: Best", "+ shop.properties.badge: new"],
            ),
            ("badge: new", "badge: old", &["~ shop.properties.badge: new → old"]),
            (
                "name: Best, properties: { badge: old }",
                "name: Better",
                &["~ shop.name.en: Best → Better", "- shop.properties.badge: old"],
            ),
            (
                "shop: { order: 20, name: Better, categories: [FreePackage] }",
                "shop: false",
                &["- shop: order 20", "- shop.categories[FreePackage]", "- shop.name.en: Better"],
            ),
        ],
    );
    assert_eq!(placements(&project, "HST-GLDY"), Vec::<Vec<String>>::new());
    assert_eq!(
        project.value("SELECT count(*) FROM international WHERE entity_field_name = 'ShopItem.Name'"),
        "0"
    );
    project.replace("catalog.yaml", "shop: false", "shop: { order: 5 }");
    assert_planned_and_apply(
        &project,
        &[
            "~ change package `HST-GLDY`  catalog.yaml:1",
            "    + shop.categories[HostingPackage]",
            "    + shop: order 5",
        ],
    );
    assert_eq!(placements(&project, "HST-GLDY"), [["Default", "5", "HostingPackage"]]);
}

fn placements(project: &Project, article: &str) -> Vec<Vec<String>> {
    project.query(&format!(
        "SELECT s.name, order_by, category_name FROM item i JOIN shop_item p ON p.fk_item_id = i.id \
         JOIN shop s ON s.id = fk_shop_id LEFT JOIN shop_item_shop_item_category c ON c.fk_shop_item_id = p.id \
         LEFT JOIN shop_item_category n ON n.id = c.fk_category_id WHERE article_number = '{article}' ORDER BY 1, 2, 3"
    ))
}

#[test]
fn shop_order_that_the_file_does_not_set_is_left_as_it_is() {
    let project = applied(PACKAGE);
    project.sql("UPDATE shop_item SET order_by = 77 FROM item WHERE item.id = fk_item_id AND article_number = 'HST-GLDY'");
    project.run("plan --detailed-exitcode").code(0);
    assert_eq!(placements(&project, "HST-GLDY"), [["Default", "77", "HostingPackage"]]);
}

#[test]
fn change_of_category_also_changes_the_shop_category() {
    story(
        PACKAGE,
        "package `HST-GLDY`",
        &[(
            "HostingPackage",
            "FreePackage",
            &[
                "~ category: HostingPackage → FreePackage",
                "+ shop.categories[FreePackage]",
                "- shop.categories[HostingPackage]",
            ],
        )],
    );
}

#[test]
fn edits_of_bundles_and_tags_are_planned_and_applied() {
    story(
        ITEM,
        "item `DMN-COM`",
        &[
            ("prices:", "bundle: [{ item: OTHER-A }]\nprices:", &["+ bundle[OTHER-A]: quantity 1"]),
            ("item: OTHER-A", "item: OTHER-A, quantity: 1.5", &["~ bundle[OTHER-A].quantity: 1 → 1.5"]),
            (
                "[{ item: OTHER-A, quantity: 1.5 }]",
                "[{ item: OTHER-B, quantity: 2 }]",
                &["+ bundle[OTHER-B]: quantity 2", "- bundle[OTHER-A]: quantity 1.5"],
            ),
            ("bundle: [{ item: OTHER-B, quantity: 2 }]\n", "", &["- bundle[OTHER-B]: quantity 2"]),
            ("prices:", "tags: [new, cheap]\nprices:", &["+ tags[new]", "+ tags[cheap]"]),
            ("[new, cheap]", "[cheap, old]", &["+ tags[old]", "- tags[new]"]),
            ("tags: [cheap, old]\n", "", &["- tags[cheap]", "- tags[old]"]),
        ],
    );
}

#[test]
fn edits_of_counters_are_planned_and_applied() {
    let counters = "\
counters:
  - id: traffic
    name: Traffic
    ranges:
      - { from: 0, to: 50, prices: { EUR: 0.00 } }
";
    story(
        &format!("{ITEM}shop: {{ order: 1 }}\n"),
        "item `DMN-COM`",
        &[
            (
                "shop:",
                &format!("{counters}shop:"),
                &[
                    "+ counters[traffic]: unit_value 1",
                    "+ counters[traffic].name.en: Traffic",
                    "+ counters[traffic].ranges[0]: to 50",
                    "+ counters[traffic].ranges[0].prices.EUR: 0.00",
                ],
            ),
            (
                "    name: Traffic\n",
                "    name: Use\n    unit: GB\n    unit_value: 1000\n    requires_subscription: true\n",
                &[
                    "~ counters[traffic].unit_value: 1 → 1000",
                    "~ counters[traffic].requires_subscription: false → true",
                    "~ counters[traffic].name.en: Traffic → Use",
                    "+ counters[traffic].unit.en: GB",
                ],
            ),
            (
                "shop:",
                "      - { from: 50, to: 1000.5, name: Rest, prices: { EUR: 0.05 } }\nshop:",
                &[
                    "+ counters[traffic].ranges[50]: to 1000.5",
                    "+ counters[traffic].ranges[50].name.en: Rest",
                    "+ counters[traffic].ranges[50].prices.EUR: 0.05",
                ],
            ),
            ("to: 1000.5", "to: 2000", &["~ counters[traffic].ranges[50].to: 1000.5 → 2000"]),
            ("EUR: 0.05", "EUR: 0.06", &["~ counters[traffic].ranges[50].prices.EUR: 0.05 → 0.06 (+20.0 %)"]),
            (
                "      - { from: 50, to: 2000, name: Rest, prices: { EUR: 0.06 } }\n",
                "",
                &[
                    "- counters[traffic].ranges[50]: to 2000",
                    "- counters[traffic].ranges[50].prices.EUR: 0.06",
                    "- counters[traffic].ranges[50].name.en: Rest",
                ],
            ),
        ],
    );
}

#[test]
fn columns_of_the_item_return_to_their_defaults() {
    let project = story(
        ITEM,
        "item `DMN-COM`",
        &[
            (
                "prices:",
                "taxes: { tax1: VAT, tax2: GST, tax2_mode: 1 }\nprices:",
                &["~ taxes.tax1: unset → VAT", "~ taxes.tax2: unset → GST", "~ taxes.tax2_mode: unset → 1"],
            ),
            (
                "tax2: GST, tax2_mode: 1",
                "tax2: PST",
                &["~ taxes.tax2: GST → PST", "~ taxes.tax2_mode: 1 → unset"],
            ),
            (
                "taxes: { tax1: VAT, tax2: PST }\n",
                "",
                &["~ taxes.tax1: VAT → unset", "~ taxes.tax2: PST → unset"],
            ),
            ("prices:", "expiry_action: terminate\nprices:", &["~ expiry_action: none → terminate"]),
            ("terminate", "suspend", &["~ expiry_action: terminate → suspend"]),
            ("expiry_action: suspend\n", "", &["~ expiry_action: suspend → none"]),
            ("prices:", "unpaid_action: downgrade\nprices:", &["~ unpaid_action: none → downgrade"]),
            ("prices:", "renewal_item: OTHER-A\nprices:", &["~ renewal_item: unset → OTHER-A"]),
            ("renewal_item: OTHER-A", "renewal_item: OTHER-B", &["~ renewal_item: OTHER-A → OTHER-B"]),
            ("renewal_item: OTHER-B\n", "", &["~ renewal_item: OTHER-B → unset"]),
            ("prices:", "provisioning_service: Dns\nprices:", &["~ provisioning_service: unset → Dns"]),
            ("provisioning_service: Dns\n", "", &["~ provisioning_service: Dns → unset"]),
        ],
    );
    let columns = "SELECT tax1, tax2, tax2_mode, discontinued_expire_action, not_paid_expire_action, renewal_item_id, \
                   provisioning_service FROM item WHERE article_number = 'DMN-COM'";
    assert_eq!(project.query(columns), [["∅", "∅", "∅", "0", "3", "∅", "∅"]]);
}

#[test]
fn edits_of_group_members_are_planned_and_applied() {
    let project = story(
        GROUP,
        "upgrade_group `Web hosting`",
        &[
            ("OTHER-B, level: 2", "OTHER-B, level: 3", &["~ members[OTHER-B].level: 2 → 3"]),
            (
                "level: 3",
                "level: 3, downgradeable_from: false",
                &["~ members[OTHER-B].downgradeable_from: true → false"],
            ),
            (
                "downgradeable_from",
                "upgradeable",
                &[
                    "~ members[OTHER-B].upgradeable: true → false",
                    "~ members[OTHER-B].downgradeable_from: false → true",
                ],
            ),
            (", upgradeable: false", "", &["~ members[OTHER-B].upgradeable: false → true"]),
            (
                "level: 1 }",
                "level: 1, downgradeable: false, upgradeable_from: false }",
                &[
                    "~ members[OTHER-A].downgradeable: true → false",
                    "~ members[OTHER-A].upgradeable_from: true → false",
                ],
            ),
            (
                "  - { item: OTHER-B, level: 3 }\n",
                "  - { item: OTHER-C, level: 4, upgradeable: false }\n",
                &["+ members[OTHER-C]: level 4, upgradeable false", "- members[OTHER-B]: level 3"],
            ),
        ],
    );
    let members = "SELECT article_number, upgrade_level, upgradeable, downgradeable, upgradeable_from, downgradeable_from \
                   FROM upgrade_group_member m JOIN item i ON i.id = fk_item_id ORDER BY upgrade_level";
    assert_eq!(
        project.query(members),
        [["OTHER-A", "1", "t", "f", "f", "t"], ["OTHER-C", "4", "f", "t", "t", "t"]]
    );
}

#[test]
fn member_moves_to_another_group() {
    let second = "---\nkind: upgrade_group\nname: Second\nmembers:\n  - { item: OTHER-C, level: 1 }\n";
    let project = applied(&format!("{GROUP}{second}"));
    let moved = "  - { item: OTHER-B, level: 2 }\n";
    project.replace("catalog.yaml", moved, "");
    project.write("catalog.yaml", &format!("{}{moved}", project.read("catalog.yaml")));
    assert_planned_and_apply(
        &project,
        &[
            "~ change upgrade_group `Web hosting`  catalog.yaml:1",
            "    - members[OTHER-B]: level 2",
            "~ change upgrade_group `Second`  catalog.yaml:6",
            "    + members[OTHER-B]: level 2",
        ],
    );
}

#[test]
fn group_is_added_and_removed() {
    let project = applied(ITEM);
    project.write("group.yaml", GROUP);
    assert_planned_and_apply(
        &project,
        &[
            "+ create upgrade_group `Web hosting`  group.yaml:1",
            "    + members[OTHER-A]: level 1",
            "    + members[OTHER-B]: level 2",
        ],
    );
    project.remove("group.yaml");
    assert_planned_and_apply(
        &project,
        &[
            "- delete upgrade_group `Web hosting`",
            "    - members[OTHER-A]: level 1",
            "    - members[OTHER-B]: level 2",
        ],
    );
    assert_eq!(ids(&project, &["upgrade_group", "upgrade_group_member"]), Vec::<Vec<String>>::new());
}

#[test]
fn item_becomes_a_package_and_an_item_again() {
    let project = applied(ITEM);
    let id = "SELECT id FROM item WHERE article_number = 'DMN-COM'";
    let before = project.value(id);
    project.replace("catalog.yaml", "kind: item", "kind: package\nextra_services: true");
    assert_planned_and_apply(
        &project,
        &[
            "~ change package `DMN-COM`  catalog.yaml:1",
            "    ~ kind: item → package",
            "    + extra_services: true",
        ],
    );
    project.replace("catalog.yaml", "kind: package\nextra_services: true", "kind: item");
    assert_planned_and_apply(
        &project,
        &[
            "~ change item `DMN-COM`  catalog.yaml:1",
            "    ~ kind: package → item",
            "    - properties.HasExtraServices: true",
        ],
    );
    assert_eq!(project.value(id), before);
}

#[test]
fn moved_file_is_not_a_change() {
    let project = applied(PACKAGE);
    project.remove("catalog.yaml");
    project.write("packages/gold.yaml", PACKAGE);
    project.run("plan --detailed-exitcode").code(0);
    project.apply();
    assert_eq!(
        project.value("SELECT file FROM wares.resource WHERE key::text LIKE '%HST-GLDY%'"),
        "packages/gold.yaml"
    );
}

/// A package with rows in every table that can belong to one, and an upgrade group that has it.
const WITH_PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: { en: Gold, de: Gold }
description: Big
category: HostingPackage
extra_services: true
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: { value: 109.00, enabled: false } } }
properties: { tos: defaultTOS }
tags: [popular]
bundle: [{ item: OTHER-C }]
counters:
  - { id: traffic, name: Traffic, ranges: [{ from: 0, to: 50, prices: { EUR: 0.05 } }] }
limits: { space_mb: 3072 }
taxes: { tax1: VAT }
shop: { order: 3, name: Best, properties: { badge: new } }
---
kind: upgrade_group
name: Web hosting
members:
  - { item: OTHER-A, level: 1 }
  - { item: HST-GLDY, level: 2 }
";

/// The same upgrade group without the package.
const WITHOUT_PACKAGE: &str = "\
kind: upgrade_group
name: Web hosting
members:
  - { item: OTHER-A, level: 1 }
";

/// How many rows `HST-GLDY` has in each table, whether it is deleted, and its id.
fn rows(project: &Project) -> Vec<Vec<String>> {
    project.query(
        "WITH i AS (SELECT * FROM item WHERE article_number = 'HST-GLDY') \
         SELECT (SELECT count(*) FROM renewal_period WHERE fk_item_id = i.id), \
                (SELECT count(*) FROM item_price p JOIN renewal_period r ON r.id = fk_renewal_period_id WHERE r.fk_item_id = i.id), \
                (SELECT count(*) FROM item_property WHERE fk_item_id = i.id), \
                (SELECT count(*) FROM international WHERE external_id = i.id), \
                (SELECT count(*) FROM item_tag WHERE fk_item_id = i.id), \
                (SELECT count(*) FROM item_relation WHERE fk_parent_item_id = i.id), \
                (SELECT count(*) FROM counter_type WHERE fk_item_id = i.id), \
                (SELECT count(*) FROM service_limitation l WHERE l.fk_package_configuration_id = i.fk_package_configuration_id), \
                (SELECT count(*) FROM shop_item WHERE fk_item_id = i.id), \
                (SELECT count(*) FROM upgrade_group_member WHERE fk_item_id = i.id), \
                deleted, id FROM i",
    )
}

#[test]
fn package_is_added_removed_and_revived() {
    let project = Project::new().file("catalog.yaml", WITHOUT_PACKAGE).file("others.yaml", OTHERS).init();
    project.apply();
    project.write("catalog.yaml", WITH_PACKAGE);
    assert_planned_and_apply(
        &project,
        &[
            "+ create package `HST-GLDY`  catalog.yaml:1",
            "    + category: HostingPackage",
            "    + taxes.tax1: VAT",
            "    + name.en: Gold",
            "    + name.de: Gold",
            "    + description.en: Big",
            "    + shop.categories[HostingPackage]",
            "    + extra_services: true",
            "    + periods[1 year]",
            "    + periods[1 year].prices.EUR: 99.00",
            "    + periods[1 year].prices.USD: 109.00, enabled false",
            "    + properties.tos: defaultTOS",
            "    + tags[popular]",
            "    + bundle[OTHER-C]: quantity 1",
            "    + counters[traffic]: unit_value 1",
            "    + counters[traffic].name.en: Traffic",
            "    + counters[traffic].ranges[0]: to 50",
            "    + counters[traffic].ranges[0].prices.EUR: 0.05",
            "    + limits.space_mb: 3072",
            "    + shop: order 3",
            "    + shop.name.en: Best",
            "    + shop.properties.badge: new",
            "~ change upgrade_group `Web hosting`  catalog.yaml:18",
            "    + members[HST-GLDY]: level 2",
        ],
    );
    let id = project.value("SELECT id FROM item WHERE article_number = 'HST-GLDY'");
    assert_eq!(rows(&project), [["1", "2", "2", "3", "1", "1", "1", "1", "1", "1", "f", &id]]);

    project.write("catalog.yaml", WITHOUT_PACKAGE);
    assert_planned_and_apply(
        &project,
        &[
            "~ change upgrade_group `Web hosting`  catalog.yaml:1",
            "    - members[HST-GLDY]: level 2",
            "- delete package `HST-GLDY`",
            "    - shop: order 3",
            "    - shop.properties.badge: new",
            "    - shop.categories[HostingPackage]",
            "    - shop.name.en: Best",
        ],
    );
    assert_eq!(rows(&project), [["1", "2", "2", "3", "1", "1", "1", "1", "0", "0", "t", &id]]);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource WHERE key::text LIKE '%HST-GLDY%'"), "0");

    project.write("catalog.yaml", WITH_PACKAGE);
    project.replace("catalog.yaml", "EUR: 99.00", "EUR: 89.00");
    let changes = project.run("plan --detailed-exitcode").code(2).changes();
    assert_eq!(changes[0], "+ revive package `HST-GLDY`  catalog.yaml:1");
    assert!(
        changes.contains(&"    ~ periods[1 year].prices.EUR: 99.00 → 89.00 (-10.1 %)".to_owned()),
        "{changes:#?}"
    );
    assert!(!changes.contains(&"    + tags[popular]".to_owned()), "{changes:#?}");
    project.apply();
    assert_eq!(rows(&project), [["1", "2", "2", "3", "1", "1", "1", "1", "1", "1", "f", &id]]);
}

#[test]
fn released_package_is_no_longer_owned_and_not_changed() {
    let project = applied(PACKAGE);
    let before = rows(&project);
    project.remove("catalog.yaml");
    project.write("wares.yaml", &format!("{}release: [HST-GLDY]\n", project.read("wares.yaml")));
    assert_planned_and_apply(&project, &["< release package `HST-GLDY`"]);
    assert_eq!(rows(&project), before);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource WHERE key::text LIKE '%HST-GLDY%'"), "0");
    project.sql("UPDATE item SET tax1 = 'hand' WHERE article_number = 'HST-GLDY'");
    project.run("plan --detailed-exitcode").code(0).does_not_say("HST-GLDY");
}

#[test]
fn protected_package_is_deleted_only_after_protect_was_removed() {
    let project = applied(&format!("{PACKAGE}protect: true\n"));
    let before = rows(&project);
    let document = project.read("catalog.yaml");
    project.remove("catalog.yaml");
    project.run("plan").code(4).says("the protected package `HST-GLDY` is no longer in the files");
    project
        .run("apply --auto-approve")
        .code(4)
        .says("the protected package `HST-GLDY` is no longer in the files");
    assert_eq!(rows(&project), before);
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "1");

    project.write("catalog.yaml", &document.replace("protect: true", "protect: false"));
    assert_planned_and_apply(
        &project,
        &["~ change package `HST-GLDY`  catalog.yaml:1", "    ~ protect: true → false"],
    );
    project.remove("catalog.yaml");
    assert_planned_and_apply(
        &project,
        &["- delete package `HST-GLDY`", "    - shop.categories[HostingPackage]"],
    );
    assert_eq!(project.value("SELECT deleted FROM item WHERE article_number = 'HST-GLDY'"), "t");
}

#[test]
fn period_of_a_subscription_is_not_deleted() {
    let project = applied(&PACKAGE.replace("limits:", "  - { every: 1 month, prices: { EUR: 9 } }\nlimits:"));
    project.sql(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, next_renewal_date) \
         SELECT gen_random_uuid(), fk_item_id, id, 0, true, 1, now(), now() FROM renewal_period WHERE renewal_period_unit = 'MONTH'",
    );
    project.replace("catalog.yaml", "  - { every: 1 month, prices: { EUR: 9 } }\n", "");
    project.run("plan").code(4).says("subscription").says("HST-GLDY");
    project.run("apply --auto-approve").code(4);
    assert_eq!(project.value("SELECT count(*) FROM renewal_period"), "2");
}

#[test]
fn rows_outside_the_scope_of_the_manifest_are_not_changed() {
    let project = applied(PACKAGE);
    project.sql(
        "INSERT INTO reseller VALUES ('00000000-0000-0000-0000-000000000001', 'Other');
         INSERT INTO shop SELECT '00000000-0000-0000-0000-000000000002', fk_reseller_id, false, active_from, active_to, 'Second',
             created_time, last_update_time, false FROM shop;
         INSERT INTO currency VALUES ('00000000-0000-0000-0000-000000000003', 'SEK', 'kr', 'SEK', false, true);
         INSERT INTO language VALUES ('00000000-0000-0000-0000-000000000004', 'sv');
         INSERT INTO shop_item SELECT gen_random_uuid(), 9, id, '00000000-0000-0000-0000-000000000002' FROM item;
         INSERT INTO shop_item_shop_item_category SELECT gen_random_uuid(), p.id, c.id FROM shop_item p, shop_item_category c
             WHERE fk_shop_id = '00000000-0000-0000-0000-000000000002';
         INSERT INTO international SELECT gen_random_uuid(), 'Item.Name', id, 'Guld', '00000000-0000-0000-0000-000000000004' FROM item;
         INSERT INTO item_price SELECT gen_random_uuid(), discriminator, '00000000-0000-0000-0000-000000000001', fk_currency_id, 7,
             true, null, fk_item_id, fk_renewal_period_id, null FROM item_price;
         INSERT INTO item_price SELECT gen_random_uuid(), 'RenewalItemPrice', r.id, '00000000-0000-0000-0000-000000000003', 8,
             true, null, null, p.id, null FROM reseller r, renewal_period p WHERE r.name = 'Acme';
         INSERT INTO item_price SELECT gen_random_uuid(), 'ResellerRenewalItemPrice', r.id, c.id, 9, true, null, null, p.id, null
             FROM reseller r, currency c, renewal_period p WHERE r.name = 'Acme' AND c.code = 'EUR';",
    );
    let others = "SELECT id::text, value FROM item_price WHERE value IN (7, 8, 9) UNION SELECT id::text, 0 FROM international \
                  WHERE value = 'Guld' UNION SELECT id::text, order_by FROM shop_item WHERE order_by = 9 ORDER BY 1";
    let before = project.query(others);
    project.run("plan --detailed-exitcode").code(0);
    project.replace("catalog.yaml", "EUR: 99.00, USD: 109.00", "EUR: 89.00, USD: 99.00");
    project.replace("catalog.yaml", "name: Gold", "name: Golden");
    assert_planned_and_apply(
        &project,
        &[
            "~ change package `HST-GLDY`  catalog.yaml:1",
            "    ~ name.en: Gold → Golden",
            "    ~ periods[1 year].prices.EUR: 99.00 → 89.00 (-10.1 %)",
            "    ~ periods[1 year].prices.USD: 109.00 → 99.00 (-9.2 %)",
        ],
    );
    assert_eq!(project.query(others), before);
    assert_eq!(project.value("SELECT count(*) FROM shop_item_category WHERE NOT deleted"), "4");
}

#[test]
fn unowned_article_is_not_changed() {
    let project = applied(PACKAGE);
    let item = "SELECT to_jsonb(i) - 'id' FROM item i WHERE article_number = 'FOREIGN'";
    project.sql(
        "INSERT INTO item SELECT (r).* FROM (SELECT jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), \
         'article_number', 'FOREIGN', 'fk_package_configuration_id', null)) r FROM item i WHERE article_number = 'HST-GLDY') s",
    );
    let before = project.value(item);
    project.replace("catalog.yaml", "name: Gold", "name: Golden");
    assert_planned_and_apply(
        &project,
        &["~ change package `HST-GLDY`  catalog.yaml:1", "    ~ name.en: Gold → Golden"],
    );
    assert_eq!(project.value(item), before);
}

#[test]
fn property_name_in_another_case_is_not_a_change() {
    let project = applied(&format!("{ITEM}properties: {{ productValue: .com }}\n"));
    project.replace("catalog.yaml", "productValue", "PRODUCTVALUE");
    project.run("plan --detailed-exitcode").code(0);
    assert_eq!(project.value("SELECT name FROM item_property WHERE value = '.com'"), "productValue");
}

#[test]
fn released_package_that_returns_is_adopted_unchanged() {
    let project = applied(PACKAGE);
    let (manifest, before) = (project.read("wares.yaml"), rows(&project));
    project.remove("catalog.yaml");
    project.write("wares.yaml", &format!("{manifest}release: [HST-GLDY]\n"));
    project.apply();
    project.write("wares.yaml", &manifest);
    project.write("catalog.yaml", PACKAGE);
    let adopted = project.run("plan --detailed-exitcode").code(0).changes();
    assert_eq!(adopted, ["> adopt package `HST-GLDY`  catalog.yaml:1"]);
    project.run("apply").code(64).says("--auto-approve");
    project.apply();
    assert_eq!(rows(&project), before);
}

#[test]
fn deleted_package_is_revived_as_an_item() {
    let project = applied(PACKAGE);
    let id = "SELECT id FROM item WHERE article_number = 'HST-GLDY'";
    let before = project.value(id);
    project.remove("catalog.yaml");
    project.apply();
    project.write("catalog.yaml", "kind: item\narticle: HST-GLDY\nname: Gold\ncategory: HostingPackage\nprices: { EUR: 1 }\nshop: false\n");
    assert_planned_and_apply(
        &project,
        &[
            "+ revive item `HST-GLDY`  catalog.yaml:1",
            "    + prices.EUR: 1.00",
            "    - periods[1 year]",
            "    - periods[1 year].prices.EUR: 99.00",
            "    - periods[1 year].prices.USD: 109.00",
            "    - properties.HasExtraServices: true",
            "    - limits.mailboxes: unlimited",
            "    - limits.space_mb: 3072",
        ],
    );
    assert_eq!(project.value(id), before);
    assert_eq!(project.value("SELECT count(*) FROM package_configuration WHERE name = 'HST-GLDY'"), "0");
}

#[test]
fn changed_article_number_is_another_article() {
    let project = applied(ITEM);
    project.replace("catalog.yaml", "DMN-COM", "DMN-NET");
    assert_planned_and_apply(
        &project,
        &[
            "+ create item `DMN-NET`  catalog.yaml:1",
            "    + category: TLD",
            "    + name.en: .com domain",
            "    + shop.categories[TLD]",
            "    + prices.EUR: 12.00",
            "- delete item `DMN-COM`",
            "    - shop.categories[TLD]",
        ],
    );
    let items = "SELECT article_number, deleted FROM item WHERE article_number LIKE 'DMN%' ORDER BY 1";
    assert_eq!(project.query(items), [["DMN-COM", "t"], ["DMN-NET", "f"]]);
}

#[test]
fn references_to_a_deleted_article_are_removed_in_the_same_plan() {
    let removed = "---\nkind: item\narticle: SETUP\nname: Setup\ncategory: TLD\nprices: { EUR: 5 }\n";
    let project = applied(&format!("{ITEM}renewal_item: SETUP\nbundle: [{{ item: SETUP }}]\n{removed}"));
    project.write("catalog.yaml", ITEM);
    assert_planned_and_apply(
        &project,
        &[
            "~ change item `DMN-COM`  catalog.yaml:1",
            "    ~ renewal_item: SETUP → unset",
            "    - bundle[SETUP]: quantity 1",
            "- delete item `SETUP`",
            "    - shop.categories[TLD]",
        ],
    );
}

#[test]
fn members_swap_their_levels() {
    let project = applied(GROUP);
    project.replace("catalog.yaml", "OTHER-A, level: 1", "OTHER-A, level: 2");
    project.replace("catalog.yaml", "OTHER-B, level: 2", "OTHER-B, level: 1");
    let before = ids(&project, TABLES);
    assert_planned_and_apply(
        &project,
        &[
            "~ change upgrade_group `Web hosting`  catalog.yaml:1",
            "    ~ members[OTHER-A].level: 1 → 2",
            "    ~ members[OTHER-B].level: 2 → 1",
        ],
    );
    assert_eq!(ids(&project, TABLES), before);
}

#[test]
fn catalog_becomes_empty() {
    let project = applied(WITH_PACKAGE);
    project.remove("catalog.yaml");
    project.remove("others.yaml");
    project.allow("mass-change");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM item WHERE NOT deleted"), "0");
    assert_eq!(
        ids(&project, &["shop_item", "upgrade_group", "upgrade_group_member"]),
        Vec::<Vec<String>>::new()
    );
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "0");
}

#[test]
fn every_change_has_a_line_that_says_what_changes() {
    let by_hand = [
        "UPDATE item SET recurring = true WHERE article_number = 'DMN-COM'",
        "INSERT INTO package_configuration SELECT '00000000-0000-0000-0000-000000000001', 'empty', fk_provisioning_package_id
             FROM package_configuration;
         UPDATE item SET fk_package_configuration_id = '00000000-0000-0000-0000-000000000001' WHERE article_number = 'DMN-COM'",
        "INSERT INTO shop_item SELECT gen_random_uuid(), 0, item.id, shop.id FROM item, shop WHERE article_number = 'DMN-COM'",
    ];
    let has_no_lines = |edit: &&&str| {
        let package = ITEM.replace("kind: item", "kind: package");
        let project = applied(&format!("{package}shop: false\n"));
        project.sql(edit);
        project.run("plan --detailed-exitcode").code(2).changes()
            == ["~ change package `DMN-COM`  catalog.yaml:1"]
    };
    assert_eq!(by_hand.iter().filter(has_no_lines).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn item_that_is_revived_without_its_taxes_has_none() {
    let project = applied(&format!("{ITEM}taxes: {{ tax1: VAT }}\n"));
    project.remove("catalog.yaml");
    project.apply();
    project.write("catalog.yaml", ITEM);
    project.apply();
    assert_eq!(project.value("SELECT tax1 FROM item WHERE article_number = 'DMN-COM'"), "∅");
}

#[test]
fn drift_is_shown_even_where_other_lines_explain_the_change() {
    let project = applied(PACKAGE);
    project.sql("UPDATE item SET recurring = false WHERE article_number = 'HST-GLDY'");
    project.replace(
        "catalog.yaml",
        "periods:\n",
        "periods:\n  - { every: 2 years, prices: { EUR: 190.00 } }\n",
    );
    let run = project.run("plan --detailed-exitcode").code(2);
    run.says("+ periods[2 years]").says("recurring: false → true  [drift");
    project.apply();
}

#[test]
fn revived_resource_shows_that_it_becomes_protected() {
    let project = applied(PACKAGE);
    project.sql("UPDATE item SET deleted = true WHERE article_number = 'HST-GLDY'");
    project.write("catalog.yaml", &format!("{PACKAGE}protect: true\n"));
    project.run("plan --detailed-exitcode").code(2).says("revive").says("protect: false → true");
    project.apply();
}

#[test]
fn change_of_limits_notes_deleted_articles_that_share_them() {
    let project = applied(PACKAGE);
    project.sql(
        "INSERT INTO item SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'article_number', 'OLD', 'deleted', true))).* \
         FROM item i WHERE article_number = 'HST-GLDY'",
    );
    project.replace("catalog.yaml", "space_mb: 3072", "space_mb: 4096");
    project.run("plan --detailed-exitcode").code(2).says("deleted articles share these limits: `OLD`");
    project.apply();
}

#[test]
fn shortened_strings_show_the_part_that_differs() {
    let long = "x".repeat(100);
    let project = applied(&format!("{ITEM}description: {long} one\n"));
    project.replace("catalog.yaml", &format!("{long} one"), &format!("{long} two"));
    let lines = project.run("plan --detailed-exitcode").code(2).changes();
    let part = |mark, end| format!("        {mark} …{} {end}", "x".repeat(23));
    assert_eq!(lines[1..], ["    ~ description.en:".to_owned(), part("-", "one"), part("+", "two")]);
    project.apply();
}
