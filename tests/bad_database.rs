//! Databases that cannot be used, and everything that `plan` and `apply` print about them. Nothing may be written.
//!
//! In each case of `tests/cases/bad-database`, a package was applied, its price was changed in the files, and then the
//! case's SQL changed the database. The SQL runs as the owner of the database, and each `CREATE ROLE` is on its own
//! line. The URL in the `sh` block has `shop` in place of the real database, and `/run/postgresql` in place of the
//! socket's real folder.

use crate::support::cases::{Case, case_files};
use crate::support::{PACKAGE, Project, Run, server};

/// An applied package whose price was then changed in the files, and a database in which this SQL ran.
fn changed(sql: &str) -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project.sql(sql);
    project
}

/// The URL of the database for another user.
fn as_user(project: &Project, user: &str) -> String {
    project.url().replacen("wares@", &format!("{user}@"), 1)
}

/// Creates a role, runs these grants for it, and returns its URL.
fn role(project: &Project, name: &str, grants: &str) -> String {
    server().role(name, None);
    project.sql(&grants.replace("{}", name));
    as_user(project, name)
}

/// Runs the program against the database at a URL.
fn run(project: &Project, arguments: &str, url: &str) -> Run {
    let mut command = project.command(arguments);
    Run::new(arguments, &command.env("WARES_DATABASE_URL", url).output().expect("the program runs"))
}

/// Everything that the commands of a case print. Asserts that they write nothing.
fn shown(case: &Case) -> String {
    let project = changed(&create_roles(case));
    let url = url(case, &project);
    let before = project.everything();
    let printed = case.printed(|arguments| {
        let run = run(&project, arguments, &url);
        assert!(arguments.starts_with("plan") || run.exit_code() == 5, "{run:?}");
        run
    });
    assert_eq!(project.everything(), before);
    normal(&project, &printed)
}

/// Creates the roles of a case's SQL on the server, and returns the rest of the SQL.
fn create_roles(case: &Case) -> String {
    let sql = case.texts("sql").concat();
    let (role_lines, rest): (Vec<&str>, Vec<&str>) =
        sql.lines().partition(|line| line.starts_with("CREATE ROLE "));
    for line in role_lines {
        let words: Vec<&str> = line.trim_end_matches(';').split(' ').collect();
        server().role(words[2], words.get(5).map(|password| password.trim_matches('\'')));
    }
    rest.join("\n")
}

/// The URL that a case sets in its environment, with the real names of the database and of the socket's folder. If the
/// case sets none, it is the URL of the database's owner.
fn url(case: &Case, project: &Project) -> String {
    let real = project.url();
    let (start, host) = real.split_once("?host=").expect("a URL");
    let database = start.rsplit('/').next().expect("a database");
    let set = case.texts("sh").concat();
    let url = set.trim_end().strip_prefix("export WARES_DATABASE_URL=").unwrap_or(real);
    url.replace("@/shop?", &format!("@/{database}?")).replace("/run/postgresql", host)
}

/// Replaces the names of the test's database and socket folder, so that the output is the same on every machine.
fn normal(project: &Project, output: &str) -> String {
    let (url, host) = project.url().split_once("?host=").expect("a URL");
    let host = host.replace("%2F", "/").replace("%2E", ".");
    let database = url.rsplit('/').next().expect("a database");
    output
        .replace(&format!("`{database}`"), "`shop`")
        .replace(&format!("\"{database}\""), "\"shop\"")
        .replace(&host, "/run/postgresql")
}

case_files!("bad-database", shown, [connections, tables, privileges]);

/// A usable database, and another URL that is derived from its own.
fn elsewhere(url: impl Fn(&Project) -> String) -> (Project, String) {
    let project = changed("");
    let url = url(&project);
    (project, url)
}

/// The URL of a database that does not exist, on the server of one that does.
fn gone(project: &Project) -> String {
    let (before, after) = project.url().split_once('?').expect("a URL");
    let (server, _) = before.rsplit_once('/').expect("a database");
    format!("{server}/gone?{after}")
}

const READ: &str = "GRANT USAGE ON SCHEMA public, wares TO {}; \
                    GRANT SELECT ON ALL TABLES IN SCHEMA public, wares TO {}";
const WRITE: &str = "GRANT USAGE ON SCHEMA public, wares TO {}; \
                     GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, wares TO {}";

/// A row-level security policy that hides the package.
const HIDES: &str = "ALTER TABLE item ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON item USING (article_number <> 'HST-GLDY')";

#[test]
fn partitioned_table_is_accepted() {
    let project = changed(
        "ALTER TABLE item_tag RENAME TO tag; CREATE TABLE public.item_tag (LIKE tag) PARTITION BY HASH (id); \
         CREATE TABLE public.item_tag_0 PARTITION OF public.item_tag FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
    );
    project.apply();
}

#[test]
fn user_who_bypasses_row_security_can_plan_and_apply() {
    let project = changed("");
    let url = role(&project, "wares_above", &format!("{WRITE}; {HIDES}; ALTER ROLE {{}} BYPASSRLS"));
    run(&project, "plan", &url).code(0).says("to change");
    run(&project, "apply --auto-approve", &url).code(0);
}

#[test]
fn table_with_rows_of_another_reseller_is_not_called_empty() {
    let project = changed(
        "INSERT INTO reseller (id, name) VALUES (gen_random_uuid(), 'Other'); \
         UPDATE shop_item_category SET fk_reseller_id = (SELECT id FROM reseller WHERE name = 'Other')",
    );
    let run = project.run("plan").code(1).says("A08").does_not_say("it has no shop category");
    run.says("this reseller has no shop category at all");
    project.sql("ALTER TABLE service RENAME TO services; CREATE TABLE public.service (LIKE services)");
    project.run("plan").code(1).says("it has no service at all");
}

#[test]
fn expired_shop_is_not_called_missing() {
    let project = changed("UPDATE shop SET active_to = now() - interval '1 day'");
    project.replace("wares.yaml", "reseller: Acme\n", "reseller: Acme\nshop: Default\n");
    project.run("plan").code(1).says("the shop `Default` is not active now").does_not_say("has no shop");
}

#[test]
fn init_does_not_claim_that_everything_exists() {
    let project = changed("");
    project.replace("wares.yaml", "[EUR, USD]", "[EUR, USD, CHF]");
    project.run("plan").code(1).says("the database has no currency `CHF`");
    project
        .run("db init")
        .code(0)
        .does_not_say("Everything")
        .says("only to billing tables that `wares db init` creates");
}

#[test]
fn init_refuses_views_instead_of_billing_tables() {
    let project = Project::new().file("package.yaml", PACKAGE);
    project.sql("CREATE VIEW item AS SELECT 1 AS id");
    project.run("db init").code(5).says("`item` in it is a view");
}

/// The right password is accepted, so the wrong one is refused because of the password.
#[test]
fn right_password_is_accepted() {
    server().role("wares_right", Some("right"));
    let project = changed("");
    project.sql(&READ.replace("{}", "wares_right"));
    run(&project, "plan", &as_user(&project, "wares_right:right")).code(0).says("to change");
    run(&project, "plan", &as_user(&project, "wares_right:wrong")).code(5).does_not_say("wrong");
}

/// Programs that read the output get the error as well.
#[test]
fn json_contains_the_error() {
    let (project, gone) = elsewhere(gone);
    let reader = role(&project, "wares_json", READ);
    for (arguments, url, expected) in [
        ("plan --format json", &gone, "does not exist"),
        ("apply --auto-approve --format json", &gone, "does not exist"),
        ("apply --auto-approve --format json", &reader, "lacks privileges to apply"),
    ] {
        let run = run(&project, arguments, url).code(5);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!((&json["exit_code"], &json["format_version"]), (&5.into(), &1.into()));
        assert!(json["error"]["message"].as_str().expect("a message").contains(expected), "{json:#}");
        assert!(!json["error"]["help"].as_str().expect("help").is_empty());
        assert_eq!(json["findings"], serde_json::json!([]));
    }
}
