//! Rules that need a database: `plan` reports what they find, and is not stopped by it.

use crate::support::Project;

const CATALOG: &str = "\
kind: extra_service
article: XSV-B1
name: Basic
exclusive_group: backup
provisioning_service: Backup
periods: [{ every: 1 month, prices: { EUR: 1.00, USD: 1.00 } }]
---
kind: extra_service
article: XSV-B2
name: Pro
exclusive_group: backup
provisioning_service: Backup
periods: [{ every: 1 month, prices: { EUR: 2.00, USD: 2.00 } }]
---
kind: package
article: HST-A
name: A
category: HostingPackage
extra_services: true
periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 5.00 } }]
---
kind: upgrade_group
name: Backup
members:
  - { item: XSV-B1, level: 1 }
  - { item: XSV-B2, level: 2 }
";
const ATTRIBUTES: &str = "\
CREATE TABLE public.subscription_custom_attribute (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), \
fk_subscription_id uuid NOT NULL REFERENCES public.subscription, name varchar(255) NOT NULL, value text NOT NULL)";

fn applied() -> Project {
    let project = Project::judged().file("catalog.yaml", CATALOG).init();
    project.apply();
    project
}

/// Adds this many subscriptions to an article, in a state.
fn subscribe(project: &Project, article: &str, state: i32, count: u32) {
    project.sql(&format!(
        "INSERT INTO subscription SELECT gen_random_uuid(), i.id, p.id, {state}, true, 1, 0, NULL, now(), now() \
         FROM item i JOIN renewal_period p ON p.fk_item_id = i.id, generate_series(1, {count}) \
         WHERE i.article_number = '{article}'"
    ));
}

#[test]
fn subscriptions_without_a_service_id_are_reported() {
    let project = applied();
    subscribe(&project, "XSV-B1", 1, 3);
    subscribe(&project, "XSV-B2", 1, 1);
    subscribe(&project, "HST-A", 1, 7);
    assert_eq!(project.value("SELECT count(*) FROM subscription"), "11");
    // Without the table of attributes, nothing can be found.
    project.run("plan").code(0).does_not_say("U21");
    project.sql(ATTRIBUTES);
    let message =
        "4 live subscriptions to 2 services in the upgrade group `Backup` lack the attribute ServiceId";
    project.run("plan").code(0).says("U21").says(message);
    project.sql(
        "INSERT INTO public.subscription_custom_attribute (fk_subscription_id, name, value) SELECT s.id, 'serviceId', 'x' \
         FROM subscription s JOIN item i ON i.id = s.fk_item_id WHERE i.article_number = 'XSV-B1'",
    );
    let message =
        "1 live subscription to `XSV-B2` in the upgrade group `Backup` lacks the attribute ServiceId";
    project.run("plan").code(0).says(message);
    // Subscriptions that have ended do not need the attribute.
    project.sql("UPDATE subscription SET state = 9");
    project.write("wares.yaml", &(project.read("wares.yaml") + "database: { ended_states: [9] }\n"));
    project.run("plan").code(0).does_not_say("U21");
}

#[test]
fn findings_in_a_database_can_be_allowed_and_denied() {
    let project = applied();
    subscribe(&project, "XSV-B1", 1, 3);
    subscribe(&project, "XSV-B2", 1, 1);
    project.sql(ATTRIBUTES);
    let allow_members = |members: &[&str]| {
        let comment = |text: String, member: &&str| {
            let line = format!("  - {{ item: {member}");
            text.replace(&line, &format!("  # wares:allow U21 they are being moved\n{line}"))
        };
        project.write("catalog.yaml", &members.iter().fold(CATALOG.to_owned(), comment));
    };
    allow_members(&["XSV-B1"]);
    project.run("plan").code(0).says("1 live subscription to `XSV-B2`").does_not_say("C02");
    project.run("check").code(0).does_not_say("C02");
    allow_members(&["XSV-B1", "XSV-B2"]);
    project.run("plan").code(0).does_not_say("U21");
    let online = |more: &str| project.run(&format!("check --online --database-url {} {more}", project.url()));
    online("--deny missing-service-id").code(1).says("4 live subscriptions");
    // A comment that a database does not need is reported only when a database is checked.
    project.sql("DELETE FROM subscription");
    project.run("check").code(0).does_not_say("C02");
    online("").code(0).says("the rule `missing-service-id` finds nothing here");
}

#[test]
fn dangling_members_of_unmanaged_groups_are_reported() {
    let project = applied();
    project.run("plan").code(0).does_not_say("U19");
    let add_dangling_members = |group: &str, count: u32| {
        project.sql(&format!(
            "INSERT INTO upgrade_group SELECT gen_random_uuid(), '{group}'; \
             INSERT INTO upgrade_group_member SELECT gen_random_uuid(), g.id, gen_random_uuid(), 1, true, true, true, true \
             FROM upgrade_group g, generate_series(1, {count}) WHERE g.name = '{group}'"
        ));
    };
    add_dangling_members("Old hosting", 1);
    let id = project.value("SELECT m.id::text FROM upgrade_group_member m JOIN upgrade_group g ON g.id = m.fk_group_id WHERE g.name = 'Old hosting'");
    project
        .run("plan")
        .code(0)
        .says("the upgrade group `Old hosting` has 1 member whose article is deleted or does not exist")
        .says("to delete it, run: DELETE FROM")
        .says("public.upgrade_group_member WHERE id = '")
        .says(&format!("WHERE id = '{id}'"));
    add_dangling_members("Older hosting", 2);
    project
        .run("plan")
        .code(0)
        .says("the upgrade group `Old hosting` and 1 other have 3 members whose article is deleted")
        .says("WHERE NOT EXISTS (SELECT FROM public.item i");
    // The statement in the finding works.
    project.sql("DELETE FROM public.upgrade_group_member m WHERE NOT EXISTS (SELECT FROM public.item i WHERE i.id = m.fk_item_id AND NOT i.deleted)");
    project.run("plan").code(0).does_not_say("U19");
}

#[test]
fn member_that_no_active_shop_sells_is_reported() {
    let project = applied();
    project.replace("catalog.yaml", "name: Basic\n", "name: Basic\nshop: false\n");
    project.allow("price-change");
    project.run("plan").code(0).does_not_say("U17");
    project.apply();
    project
        .run("plan")
        .code(0)
        .says("customers can move to `XSV-B1` in the upgrade group `Backup`, but no active shop sells it");
    let change = (
        "{ item: XSV-B1, level: 1 }",
        "{ item: XSV-B1, level: 1, downgradeable_from: false, downgradeable: false }",
    );
    project.replace("catalog.yaml", change.0, change.1);
    project.run("plan").code(0).does_not_say("U17");
    project.replace("catalog.yaml", change.1, change.0);
    // Another active shop sells it.
    project.sql(
        "INSERT INTO shop SELECT gen_random_uuid(), r.id, false, '2000-01-01', '2999-01-01', 'Partners', now(), now(), false FROM reseller r; \
         INSERT INTO shop_item (id, order_by, fk_item_id, fk_shop_id) SELECT gen_random_uuid(), 1, i.id, s.id FROM item i, shop s \
         WHERE i.article_number = 'XSV-B1' AND s.name = 'Partners'",
    );
    project.run("plan").code(0).does_not_say("U17");
}

#[test]
fn contradictory_periods_of_shops_are_reported() {
    let project = applied();
    project.run("plan").code(0).does_not_say("A35").does_not_say("A61");
    let shop = |name: &str, default: bool, from: &str, to: &str| {
        project.sql(&format!(
            "INSERT INTO shop SELECT gen_random_uuid(), r.id, {default}, '{from}', '{to}', '{name}', now(), now(), false FROM reseller r"
        ));
    };
    shop("Spring", false, "2020-03-01", "2020-05-31");
    shop("Spring", false, "2021-03-01", "2021-05-31");
    project.run("plan").code(0).does_not_say("A35");
    shop("Spring", false, "2021-05-01", "2021-06-30");
    project
        .run("plan")
        .code(0)
        .says("the shops `Spring` (from 2021-03-01 to 2021-05-31) and `Spring` (from 2021-05-01")
        .says("have the same name at the same time");
    shop("Late", true, "9999-12-30", "9999-12-31");
    project.run("plan").code(0).says("are both the default shop at the same time");
    shop("Turned", false, "2021-03-01", "2020-03-01");
    project
        .run("plan")
        .code(0)
        .says("the shop `Turned` is never active: it is open from 2021-03-01 to 2020-03-01");
}

#[test]
fn extra_services_outside_of_the_default_shop_are_reported() {
    let project = applied();
    project.sql(
        "INSERT INTO shop SELECT gen_random_uuid(), r.id, false, '2000-01-01', '2999-01-01', 'Brand', now(), now(), false FROM reseller r",
    );
    project.run("plan").code(0).does_not_say("A61");
    let default = project.value("SELECT name FROM shop WHERE default_shop");
    project.write("wares.yaml", &(project.read("wares.yaml") + "shop: Brand\n"));
    project.run("plan").code(0).says(&format!(
        "`XSV-B1` and `XSV-B2` are put in the shop `Brand`, but the default shop is `{default}`"
    ));
    project.sql("UPDATE shop SET default_shop = name = 'Brand'");
    project.run("plan").code(0).does_not_say("A61");
}
