//! Least privilege: `wares db grants` prints what plan and apply need, and an error names each missing privilege.

use crate::support::{PACKAGE, Project, Run, server};
use std::path::Path;

/// A printed privilege: its name, the type and the name of the object, and the roles that get it.
#[derive(Debug)]
struct Grant {
    privilege: String,
    object: String,
    roles: Vec<String>,
}

/// The grants of a script, one for each privilege and object.
fn grants(script: &str) -> Vec<Grant> {
    let lines = script.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join(" ");
    let mut all = Vec::new();
    for statement in lines.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        let rest = statement.strip_prefix("GRANT ").expect("a grant");
        let (privileges, rest) = rest.split_once(" ON ").expect("an object");
        let (object_type, rest) = rest.split_once(' ').expect("a type");
        let (names, roles) = rest.rsplit_once(" TO ").expect("roles");
        let roles: Vec<String> = roles.split(", ").map(str::to_owned).collect();
        for name in names.split(',').map(str::trim) {
            for privilege in privileges.split(", ") {
                let object = format!("{object_type} {name}");
                all.push(Grant { privilege: privilege.to_owned(), object, roles: roles.clone() });
            }
        }
    }
    all
}

/// Runs a command as a role.
fn run(project: &Project, role: &str, arguments: &str) -> Run {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url().replacen("wares@", &format!("{role}@"), 1));
    Run::new(arguments, &command.output().expect("the program runs"))
}

/// Creates two roles, and closes the database to everyone who has no grant.
fn close(project: &Project, reader: &str, writer: &str) {
    server().role(reader, None);
    server().role(writer, None);
    project.sql(
        "DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$; \
         REVOKE ALL ON SCHEMA public FROM PUBLIC",
    );
}

#[test]
fn plan_and_apply_need_exactly_the_printed_grants() {
    let project = Project::example("hosting").init();
    unprotect(&project.path("."));
    // A table of another application that refers to rows that will be deleted.
    project.sql("CREATE SCHEMA crm; CREATE TABLE crm.note (upgrade uuid REFERENCES public.upgrade_group)");
    close(&project, "wares_plans", "wares_applies");
    run(&project, "wares_plans", "plan").code(5).says("permission denied for database");
    let script = project.run("db grants --reader wares_plans --writer wares_applies").code(0).stdout;
    project.sql(&script);
    let grants = grants(&script);
    assert!(grants.len() > 100, "{}", grants.len());
    run(&project, "wares_plans", "plan").code(0).says("to create");
    run(&project, "wares_plans", "apply --auto-approve").code(5).says("lacks privileges to apply");
    run(&project, "wares_applies", "apply --auto-approve").code(0);
    run(&project, "wares_plans", "plan --detailed-exitcode").code(0).says("Nothing to do");
    // Delete everything, so that the tables of other applications are checked too.
    remove_all(&project);
    project.allow("mass-change");
    let plan = run(&project, "wares_plans", "plan");
    plan.code(0).says("to delete");
    for grant in grants.iter().rev() {
        let Grant { privilege, object, .. } = grant;
        let roles = grant.roles.join(", ");
        project.sql(&format!("REVOKE {privilege} ON {object} FROM {roles}"));
        let is_read = grant.roles.iter().any(|role| role == "wares_plans");
        let run = match is_read {
            true => run(&project, "wares_plans", "plan"),
            false => run(&project, "wares_applies", "apply --auto-approve"),
        };
        let stderr = run.code(5).stderr.replace('"', "");
        let name = object.split_once(' ').map_or("", |(_, name)| name);
        let name = if object.starts_with("DATABASE") { "database" } else { name };
        assert!(stderr.contains(name), "{privilege} on {object}:\n{stderr}");
        let is_named = stderr.contains(privilege) || stderr.contains("permission denied for database");
        assert!(is_named, "{privilege} on {object}:\n{stderr}");
        project.sql(&format!("GRANT {privilege} ON {object} TO {roles}"));
    }
    run(&project, "wares_applies", "apply --auto-approve").code(0);
}

/// Removes every `protect` from the files, so that all resources can be deleted.
fn unprotect(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => unprotect(&path),
            false => {
                let text = std::fs::read_to_string(&path).expect("a file");
                let kept = text.lines().filter(|line| !line.trim_start().starts_with("protect:"));
                let kept: String = kept.map(|line| format!("{line}\n")).collect();
                std::fs::write(&path, kept).expect("a file");
            }
        }
    }
}

/// Removes everything from the catalog's folder except for its manifest and the schemas.
fn remove_all(project: &Project) {
    let folder = std::fs::read_dir(project.path(".")).expect("the catalog").flatten();
    for entry in folder.filter(|entry| entry.file_name() != "wares.yaml" && entry.file_name() != "schemas") {
        match entry.path().is_dir() {
            true => std::fs::remove_dir_all(entry.path()).expect("a folder"),
            false => std::fs::remove_file(entry.path()).expect("a file"),
        }
    }
}

#[test]
fn names_that_need_quotes_in_sql_are_quoted() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql("ALTER SCHEMA public RENAME TO \"Bill; ing\"");
    project.write(
        "wares.yaml",
        "format: 1\ncatalog: test\nreseller: Acme\ncurrencies: [EUR, USD]\nlanguages: [en, de]\ndatabase: { schema: 'Bill; ing' }\n",
    );
    project.sql("CREATE ROLE \"x\"\"; DROP ROLE wares; --\" NOLOGIN");
    let mut command = project.command("db grants --writer");
    command.arg("x\"; DROP ROLE wares; --").env("WARES_DATABASE_URL", project.url());
    let run = Run::new("db grants", &command.output().expect("it runs")).code(0);
    run.says("TO \"x\"\"; DROP ROLE wares; --\";")
        .says("\"Bill; ing\".item")
        .says("ON SCHEMA \"Bill; ing\", wares TO");
}

#[test]
fn grants_require_an_existing_role_and_a_ledger() {
    let project = Project::new();
    project.run("db grants").code(64).says("--reader");
    project.run("db grants --reader r").code(5).says("has no ledger yet").says("wares db init");
    let project = project.init();
    for role in ["nobody_of_that_name", "public", "PUBLIC"] {
        project.run(&format!("db grants --reader {role}")).code(5).says(&format!("has no role `{role}`"));
    }
    server().role("r", None);
    let reader = project.run("db grants --reader r").code(0);
    reader.does_not_say("INSERT").does_not_say("TEMPORARY").says("GRANT SELECT ON TABLE");
    let both = project.run("db grants --reader r --writer r").code(0);
    both.does_not_say("r, r").says("GRANT INSERT");
}

#[test]
fn ids_from_a_sequence_require_a_grant_on_the_sequence() {
    let segment = "kind: segment\ncode: everyone\ntitle: Everyone\n---\nkind: plan_version\nplan: basic\nversion: 1\nsegment: everyone\n";
    let project = Project::metering().file("plans.yaml", segment);
    server().role("wares_meters", None);
    let script = project.run("db grants --writer wares_meters").code(0).stdout;
    assert!(script.contains("GRANT USAGE ON SEQUENCE"), "{script}");
    project.sql(&script);
    project.sql("REVOKE USAGE ON SEQUENCE plan_id_seq FROM wares_meters");
    run(&project, "wares_meters", "apply --auto-approve")
        .code(5)
        .says("USAGE on the sequence `public.plan_id_seq`");
    project.sql(&script);
    run(&project, "wares_meters", "apply --auto-approve").code(0);
}
