//! SQL statements are built only from the table descriptors. No string of a catalog file is part of one.

use crate::support::{Listening, Project, Run};

/// A string that would do harm in a statement, and that is easy to find there.
const HOSTILE: &str = "zqx'; DROP TABLE item; --$$\\\\";

/// Documents in which every free string is hostile.
const CATALOG: &str = "\
kind: item
article: \"{} item\"
name: \"{} name\"
description: \"{} description\"
category: TLD
tags: [\"{} tag\"]
properties: { \"{} property\": \"{} value\" }
prices: { EUR: 12.00 }
---
kind: extra_service
article: \"{} service\"
name: \"{} name\"
category: ExtraServices
prices: { EUR: 2.00 }
---
kind: package
article: \"{} package\"
name: \"{} name\"
category: HostingPackage
extra_services: true
periods: [{ every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }]
limits: { \"{} limit\": 3072 }
---
kind: enumeration
name: zqx_enumeration
text: \"{} text\"
values: [{ name: zqx_value, text: \"{} text\" }]
---
kind: upgrade_group
name: \"{} group\"
members: [{ item: \"{} package\", level: 2 }]
";

/// The statements that a server logged, without their parameters.
fn statements(log: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in log.lines() {
        match line.starts_with('\t') {
            true => entries.last_mut().expect("an entry").push_str(line),
            false => entries.push(line.to_owned()),
        }
    }
    let is_statement = |entry: &String| {
        let statement = entry.strip_prefix("LOG:  ");
        statement.is_some_and(|statement| {
            statement.starts_with("statement: ") || statement.starts_with("execute ")
        })
    };
    entries.into_iter().filter(is_statement).collect()
}

#[test]
fn strings_of_catalog_files_are_not_part_of_statements() {
    let server = Listening::start("log_statement = all\nlog_line_prefix = ''\n", "");
    server.sql("CREATE DATABASE shop");
    let url = server.url("shop");
    let project = Project::new().file("zqx'; DROP TABLE item.yaml", &CATALOG.replace("{}", HOSTILE));
    let run = |project: &Project, arguments: &str, code| {
        let mut command = project.command(arguments);
        command.env("WARES_DATABASE_URL", &url);
        Run::new(arguments, &command.output().expect("it runs")).code(code)
    };
    run(&project, "check", 0);
    run(&project, "db init", 0);
    run(&project, "plan --format sql", 0).says("zqx''; DROP TABLE item");
    run(&project, "plan", 0).says("to create");
    run(&project, "apply --auto-approve", 0);
    run(&project, "plan --detailed-exitcode", 0);
    run(&project, "list --owned", 0);
    run(&project, "import --out new", 0);
    let path = "zqx'; DROP TABLE item.yaml";
    project.write(
        path,
        &project.read(path).replace(" name\"", " other\"").replace("12.00", "13.00").replace("3072", "4096"),
    );
    run(&project, "apply --auto-approve", 0);
    project.remove(path);
    std::fs::remove_dir_all(project.path("new")).ok();
    project.allow("mass-change");
    run(&project, "apply --auto-approve", 0);
    let log = std::fs::read_to_string(server.path("log")).expect("a log");
    let all = statements(&log);
    assert!(all.len() > 300 && log.to_lowercase().contains("parameters: "), "{} statements", all.len());
    assert!(log.contains("zqx"), "the log should have the parameters");
    for statement in all {
        assert!(!statement.contains("zqx"), "{statement}");
    }
}
