//! Databases that cannot be used, each with all that `plan` and `apply` say of them. Nothing is ever written.

use crate::adopt;
use crate::support::{PACKAGE, Project, Run, server};

/// A package that was applied, a change of it that was not, and what befell the database meanwhile.
fn changed(befell: &str) -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project.sql(befell);
    project
}

/// The database as somebody else comes to it.
fn as_user(project: &Project, user: &str) -> String {
    project.url().replacen("wares@", &format!("{user}@"), 1)
}

/// A role that may do this, and its name.
fn role(project: &Project, name: &str, grants: &str) -> String {
    server().role(name, None);
    project.sql(&grants.replace("{}", name));
    as_user(project, name)
}

/// Runs the program against a database by its URL.
fn run(project: &Project, arguments: &str, url: &str) -> Run {
    let mut command = project.command(arguments);
    Run::new(arguments, &command.env("WARES_DATABASE_URL", url).output().expect("the program runs"))
}

/// All that `plan` and `apply` say; nothing may be written.
fn shown(project: &Project, url: &str) -> String {
    let before = project.everything();
    let said = ["plan", "apply --auto-approve"].map(|arguments| {
        let run = run(project, arguments, url);
        assert!(arguments.starts_with("plan") || run.exit_code() == 5, "{run:?}");
        format!("$ wares {arguments}\n{}{}exit code {}\n", run.stdout, run.stderr, run.exit_code())
    });
    assert_eq!(project.everything(), before);
    normal(project, &said.join("\n"))
}

/// The same words on every machine: without the names that the test's server happens to have.
fn normal(project: &Project, said: &str) -> String {
    let (url, host) = project.url().split_once("?host=").expect("a URL");
    let host = host.replace("%2F", "/").replace("%2E", ".");
    let database = url.rsplit('/').next().expect("a database");
    said.replace(&format!("`{database}`"), "`shop`")
        .replace(&format!("\"{database}\""), "\"shop\"")
        .replace(&host, "/run/postgresql")
}

/// One test for each case.
macro_rules! cases {
    ($($name:ident: $case:expr;)*) => {
        $(#[test] fn $name() {
            let (project, url) = $case;
            insta::assert_snapshot!(stringify!($name), shown(&project, &url));
        })*
    };
}

/// A database of one's own, to which this happened.
fn own(befell: &str) -> (Project, String) {
    let project = changed(befell);
    let url = project.url().to_owned();
    (project, url)
}

/// A sound database, to which somebody else comes.
fn other(name: &str, grants: &str) -> (Project, String) {
    let project = changed("");
    let url = role(&project, name, grants);
    (project, url)
}

/// A sound database, and a URL that leads somewhere else.
fn elsewhere(url: impl Fn(&Project) -> String) -> (Project, String) {
    let project = changed("");
    let url = url(&project);
    (project, url)
}

/// A database that does not exist, on the server of one that does.
fn gone(project: &Project) -> String {
    let (before, after) = project.url().split_once('?').expect("a URL");
    let (server, _) = before.rsplit_once('/').expect("a database");
    format!("{server}/gone?{after}")
}

/// A sound database, whose server asks this role for the password `right`.
fn locked(name: &str, user: &str) -> (Project, String) {
    server().role(name, Some("right"));
    elsewhere(|project| as_user(project, user))
}

const READ: &str = "GRANT USAGE ON SCHEMA public, wares TO {}; \
                    GRANT SELECT ON ALL TABLES IN SCHEMA public, wares TO {}";
const WRITE: &str = "GRANT USAGE ON SCHEMA public, wares TO {}; \
                     GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, wares TO {}";

/// A policy that hides rows that nobody has yet.
const HIDES: &str = "ALTER TABLE item ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON item USING (article_number <> 'HST-GLDY')";

cases! {
    a_database_that_does_not_exist: elsewhere(gone);
    a_socket_that_is_not_there: elsewhere(|_| "postgresql://wares@/shop?host=/nowhere".to_owned());
    a_server_that_does_not_answer: elsewhere(|_| "postgresql://wares@127.0.0.1:1/shop".to_owned());
    a_url_that_is_none: elsewhere(|_| "shop".to_owned());
    a_user_that_does_not_exist: elsewhere(|project| as_user(project, "nobody_of_that_name"));
    a_wrong_password: locked("wares_wrong", "wares_wrong:wrong");
    no_password: locked("wares_silent", "wares_silent");
    a_schema_without_tables: own("ALTER SCHEMA public RENAME TO billing; CREATE SCHEMA public");
    a_table_that_is_missing: own("ALTER TABLE item_tag RENAME TO tag");
    a_column_that_is_missing: own("ALTER TABLE item_tag DROP value");
    a_column_of_another_type: own("ALTER TABLE item_price ALTER value TYPE double precision");
    an_unknown_mandatory_column: own("ALTER TABLE item_price ADD audit integer; UPDATE item_price SET audit = 1; ALTER TABLE item_price ALTER audit SET NOT NULL");
    several_faults_at_once: own("ALTER TABLE item_tag RENAME TO tag; ALTER TABLE item_price ALTER value TYPE double precision; ALTER TABLE service RENAME TO services");
    a_ledger_that_is_missing: own("DROP SCHEMA wares CASCADE");
    a_user_who_may_read_alone: other("wares_reader", READ);
    a_user_who_may_not_write_prices: other("wares_clerk", &format!("{WRITE}; REVOKE UPDATE ON item_price FROM {{}}"));
    a_user_who_may_not_write_the_ledger: other("wares_biller", &format!("{WRITE}; REVOKE INSERT ON wares.migration FROM {{}}"));
    a_user_who_may_not_read_articles: other("wares_blind", &format!("{READ}; REVOKE SELECT ON item FROM {{}}"));
    a_user_who_may_not_read_the_ledger: other("wares_outsider", "GRANT USAGE ON SCHEMA public TO {}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}");
    a_user_who_may_nothing: other("wares_stranger", "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    a_user_from_whom_rows_are_hidden: other("wares_hidden", &format!("{WRITE}; {HIDES}"));
    a_user_to_whom_a_policy_shows_all: other("wares_shown", &format!("{WRITE}; ALTER TABLE item ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON item USING (true)"));
    a_ledger_of_which_rows_are_hidden: other("wares_half", &format!("{WRITE}; ALTER TABLE wares.resource ENABLE ROW LEVEL SECURITY"));
    an_owner_from_whom_rows_are_hidden: other("wares_owner", &format!("{WRITE}; {HIDES}; ALTER TABLE item OWNER TO {{}}; ALTER TABLE item FORCE ROW LEVEL SECURITY; ALTER TABLE item_tag ENABLE ROW LEVEL SECURITY"));
    a_user_who_may_make_no_temporary_tables: other("wares_lasting", &format!("{WRITE}; DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$"));
    a_view_in_place_of_a_table: own("ALTER TABLE item_tag RENAME TO tag; CREATE VIEW public.item_tag AS SELECT * FROM tag");
    what_is_no_table_in_place_of_several: own("ALTER TABLE item_tag RENAME TO tag; CREATE MATERIALIZED VIEW public.item_tag AS SELECT * FROM tag; ALTER TABLE extra_service_limit RENAME TO added; CREATE VIEW public.extra_service_limit AS SELECT * FROM added; ALTER TABLE service RENAME TO services; CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far; CREATE FOREIGN TABLE public.service (id uuid, name text) SERVER far");
    a_database_that_takes_no_writes: own("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");
    two_live_rows_of_one_article: own(&(adopt::item(20, "HST-GLDM") + "UPDATE item SET article_number = 'HST-GLDY'; DELETE FROM shop_item_shop_item_category; DELETE FROM shop_item; DELETE FROM wares.resource"));
}

#[test]
fn a_partitioned_table_is_a_table() {
    let project = changed(
        "ALTER TABLE item_tag RENAME TO tag; CREATE TABLE public.item_tag (LIKE tag) PARTITION BY HASH (id); \
         CREATE TABLE public.item_tag_0 PARTITION OF public.item_tag FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
    );
    project.apply();
}

#[test]
fn who_sees_all_rows_in_spite_of_row_security_plans_and_applies() {
    let project = changed("");
    let url = role(&project, "wares_above", &format!("{WRITE}; {HIDES}; ALTER ROLE {{}} BYPASSRLS"));
    run(&project, "plan", &url).code(0).says("to change");
    run(&project, "apply --auto-approve", &url).code(0);
}

#[test]
fn a_table_with_rows_of_others_is_not_said_to_be_empty() {
    let project = changed(
        "INSERT INTO reseller (id, name) VALUES (gen_random_uuid(), 'Other'); \
         UPDATE shop_item_category SET fk_reseller_id = (SELECT id FROM reseller WHERE name = 'Other')",
    );
    let run = project.run("plan").code(1).says("A08").does_not_say("empty");
    run.says("this reseller has no shop category at all");
    project.sql("ALTER TABLE service RENAME TO services; CREATE TABLE public.service (LIKE services)");
    project.run("plan").code(1).says("there is no service at all");
}

#[test]
fn a_shop_that_has_ended_is_not_said_to_be_missing() {
    let project = changed("UPDATE shop SET active_to = now() - interval '1 day'");
    project.replace("wares.yaml", "reseller: Acme\n", "reseller: Acme\nshop: Default\n");
    project.run("plan").code(1).says("the shop `Default` is not active now").does_not_say("has no shop");
}

#[test]
fn preparing_a_database_does_not_say_that_everything_is_there() {
    let project = changed("");
    project.replace("wares.yaml", "[EUR, USD]", "[EUR, USD, CHF]");
    project.run("plan").code(1).says("the database has no currency `CHF`");
    project
        .run("db init")
        .code(0)
        .does_not_say("Everything")
        .says("only to billing tables that `wares db init` makes");
}

#[test]
fn views_in_place_of_the_billing_tables_are_not_prepared() {
    let project = Project::new().file("package.yaml", PACKAGE);
    project.sql("CREATE VIEW item AS SELECT 1 AS id");
    project.run("db init").code(5).says("`item` in it is a view");
}

/// The right password opens what the wrong one does not: it is the password that was refused.
#[test]
fn the_right_password_is_not_refused() {
    server().role("wares_right", Some("right"));
    let project = changed("");
    project.sql(&READ.replace("{}", "wares_right"));
    run(&project, "plan", &as_user(&project, "wares_right:right")).code(0).says("to change");
    run(&project, "plan", &as_user(&project, "wares_right:wrong")).code(5).does_not_say("wrong");
}

/// A program that reads the output is told the same.
#[test]
fn json_names_what_failed() {
    let (project, gone) = elsewhere(gone);
    let reader = role(&project, "wares_json", READ);
    for (arguments, url, said) in [
        ("plan --format json", &gone, "does not exist"),
        ("apply --auto-approve --format json", &gone, "does not exist"),
        ("apply --auto-approve --format json", &reader, "lacks what it needs to apply"),
    ] {
        let run = run(&project, arguments, url).code(5);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!((&json["exit_code"], &json["format_version"]), (&5.into(), &1.into()));
        assert!(json["error"]["message"].as_str().expect("a message").contains(said), "{json:#}");
        assert!(!json["error"]["help"].as_str().expect("help").is_empty());
        assert_eq!(json["findings"], serde_json::json!([]));
    }
}
