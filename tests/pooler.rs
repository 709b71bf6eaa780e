//! Tests Wares behind PgBouncer: it works in session mode and in transaction mode, whatever other connections do, and
//! what a pooler does not allow is named and refused before anything is written.

use crate::support::{Bouncer, Listening, PACKAGE, Project, Run};
use std::process::Command;

/// A catalog, and the URL of a new database for it.
fn catalog(server: &Listening, name: &str) -> (Project, String) {
    server.sql(&format!("CREATE DATABASE {name}"));
    (Project::new().file("package.yaml", PACKAGE), server.url(name))
}

fn command(project: &Project, url: &str, arguments: &str) -> Command {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", url);
    command
}

fn run(project: &Project, url: &str, arguments: &str) -> Run {
    Run::new(arguments, &command(project, url, arguments).output().expect("it runs"))
}

#[test]
fn everything_works_behind_a_pooler_with_concurrent_connections() {
    let server = Listening::start("", "");
    for mode in ["session", "transaction"] {
        let (project, direct) = catalog(&server, mode);
        let bouncer = Bouncer::start(&server, mode, "");
        let url = bouncer.url(mode);
        run(&project, &url, "db init").code(0);
        run(&project, &url, "plan --out made.json").code(0).says("to create");
        run(&project, &url, "apply made.json").code(0).says("Applied as migration");
        run(&project, &url, "apply made.json").code(3).says("applied");
        run(&project, &url, "plan --detailed-exitcode").code(0).says("Nothing to do");
        run(&project, &url, "list --owned").code(0).says("HST-GLDY");
        run(&project, &url, "db grants --reader wares").code(0);
        let folder = Project::beside(&project);
        run(&folder, &url, "import --out new").code(0);
        // So many concurrent runs that the pooler gives their transactions different connections.
        project.replace("package.yaml", "EUR: 99.00", "EUR: 98.00");
        for _ in 0..3 {
            let all: Vec<_> = (0..6)
                .map(|_| command(&project, &url, "plan").stdout(std::process::Stdio::piped()).spawn())
                .collect();
            for child in all {
                let output = child.expect("it runs").wait_with_output().expect("it ends");
                Run::new("plan", &output).code(0).says("98.00");
            }
        }
        run(&project, &url, "apply --auto-approve").code(0);
        // Without the pooler, the result is the same.
        run(&project, &direct, "plan --detailed-exitcode").code(0).says("Nothing to do");
    }
}

#[test]
fn one_of_several_concurrent_applies_behind_a_pooler_succeeds() {
    let server = Listening::start("", "");
    let (project, direct) = catalog(&server, "shop");
    let bouncer = Bouncer::start(&server, "transaction", "");
    let url = bouncer.url("shop");
    run(&project, &url, "db init").code(0);
    run(&project, &url, "plan --out made.json").code(0);
    let all: Vec<_> = (0..4)
        .map(|_| command(&project, &url, "apply made.json").stderr(std::process::Stdio::piped()).spawn())
        .collect();
    let ended = all.into_iter().map(|child| child.expect("it runs").wait_with_output().expect("it ends"));
    let codes: Vec<Option<i32>> = ended.map(|output| output.status.code()).collect();
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 3 | 5))), "{codes:?}");
    run(&project, &direct, "plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn unsupported_pooler_modes_are_refused_before_anything_is_written() {
    let server = Listening::start("", "");
    let (project, direct) = catalog(&server, "shop");
    run(&project, &direct, "db init").code(0);
    let statement = Bouncer::start(&server, "statement", "");
    for arguments in ["plan", "apply --auto-approve", "db init"] {
        let run = run(&project, &statement.url("shop"), arguments).code(5).does_not_say("Applied");
        // The reason arrives together with the end of the connection, so it does not always get through.
        let reasons = [
            "transaction blocks not allowed in statement pooling mode",
            "A pooler in statement mode does not allow transactions",
        ];
        assert!(reasons.iter().any(|reason| run.stderr.contains(reason)), "{run:?}");
    }
    let transaction = Bouncer::start(&server, "transaction", "");
    let with_options = format!("{}?options=-c%20work_mem=4MB", transaction.url("shop"));
    run(&project, &with_options, "plan")
        .code(5)
        .says("the server rejects the options in `WARES_DATABASE_URL`");
    let bound = format!("{}?channel_binding=require", transaction.url("shop"));
    run(&project, &bound, "plan").code(5).says("which `channel_binding=require` requires");
    // Another client left prepared statements on the pooler's connection, with the names that Wares uses.
    let leftovers =
        "DO $$ BEGIN FOR n IN 0..99 LOOP EXECUTE format('PREPARE s%s AS SELECT 1', n); END LOOP; END $$";
    let limited = Bouncer::start(&server, "transaction", "default_pool_size = 1");
    let mut other = postgres::Client::connect(&limited.url("shop"), postgres::NoTls).expect("a connection");
    other.batch_execute(leftovers).expect("statements");
    for arguments in ["plan", "apply --auto-approve"] {
        let run = run(&project, &limited.url("shop"), arguments).code(5);
        run.says("already exists (42P05)")
            .says("a pooler gave Wares a connection")
            .says("nothing was written");
    }
    run(&project, &direct, "plan --detailed-exitcode").code(2).says("to create");
}
