//! What is said of a migration whose COMMIT got no plain answer: nothing but what is known, and in a time that ends.

use crate::support::{After, Fate, PACKAGE, Project, Proxy, Run, all_at_once, server};
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Applies a package through a proxy. Nothing may take longer than half a minute.
fn apply(fate: Fate, after: After) -> (Project, Run) {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let proxy = Proxy::new(project.url(), fate, after);
    let mut command = project.command("apply --auto-approve --lock-timeout 1 --statement-timeout 1");
    let begin = Instant::now();
    let output = command.env("WARES_DATABASE_URL", proxy.url(project.url())).output().expect("it runs");
    assert!(begin.elapsed() < Duration::from_secs(30), "{fate:?} {after:?} took {:?}", begin.elapsed());
    (project, Run::new("apply", &output))
}

fn is_applied(project: &Project) -> bool {
    project.value("SELECT count(*) FROM wares.migration") == "1"
}

/// What poolers and servers say when they lose each other, and what a pooler makes up.
const CODES: &[&str] = &["08P01", "57P01", "08006", "58000", "40003"];

#[test]
fn a_pooler_that_lost_its_server_says_nothing_of_the_migration() {
    let cases = CODES.iter().flat_map(|code| [true, false].map(|passed| (code, passed)));
    all_at_once(cases, |(code, passed)| {
        let fates = [Fate::Fatal { passed, code }, Fate::Failed { passed, code }];
        for fate in fates.into_iter().take(if *code == "08P01" { 2 } else { 1 }) {
            let (project, run) = apply(fate, After::Passed);
            assert_eq!(is_applied(&project), passed, "{fate:?}");
            match passed {
                true => run.code(0).says("Applied as migration"),
                false => {
                    run.code(5).says("was not committed").says("nothing was written; apply again").says(code)
                }
            };
        }
    });
}

#[test]
fn an_error_that_proves_a_rollback_is_told_as_it_is() {
    let (project, run) = apply(Fate::Failed { passed: false, code: "23514" }, After::Refused);
    run.code(5)
        .says("committing the migration failed")
        .says("(23514)")
        .says("nothing was written")
        .does_not_say("unknown");
    assert!(!is_applied(&project));
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for() {
    let fates = [true, false].map(|passed| [Fate::Silent { passed }, Fate::Dropped { passed }]);
    all_at_once(fates.as_flattened(), |fate| {
        let passed = matches!(fate, Fate::Silent { passed: true } | Fate::Dropped { passed: true });
        let (project, run) = apply(*fate, After::Passed);
        assert_eq!(is_applied(&project), passed, "{fate:?}: {run:?}");
        match (fate, passed) {
            (_, true) => drop(run.code(0).says("Applied as migration")),
            // The server waits for the transaction to go on, and holds its lock.
            (Fate::Silent { .. }, false) => unknown(run, "did not end within 1 s"),
            (_, false) => drop(run.code(5).says("was not committed")),
        }
    });
}

fn unknown(run: Run, why: &str) {
    run.code(5)
        .says("the outcome is unknown")
        .says(why)
        .says("look for the migration ")
        .says("hashtextextended('wares.apply.' || 'public', 0)")
        .says("SELECT applied_at FROM wares.migration WHERE id = '")
        .does_not_say("Applied as")
        .does_not_say("; apply again");
}

#[test]
fn what_cannot_be_asked_is_unknown() {
    let afters = [
        (After::Refused, "the database cannot be reached"),
        (After::Silent, "the server did not answer within 2 s"),
        (After::SilentAtLock, "the server did not answer the query within 6 s"),
        (After::Elsewhere("postgres"), "another database now answers at the server's address"),
    ];
    let cases = afters.into_iter().flat_map(|case| [true, false].map(|passed| (passed, case)));
    all_at_once(cases, |(passed, (after, why))| {
        unknown(apply(Fate::Fatal { passed, code: "08P01" }, after).1, why);
    });
}

#[test]
fn the_advice_for_an_unknown_outcome_holds() {
    let (project, run) = apply(Fate::Dropped { passed: true }, After::Refused);
    let said = run.code(5).stderr;
    let statements: Vec<&str> = said.split('`').filter(|part| part.starts_with("SELECT")).collect();
    assert_eq!(statements.len(), 2, "{said}");
    project.sql(statements[0]);
    assert_eq!(project.query(statements[1]).len(), 1);
}

/// A role that may do no more than apply, which reads less of the server.
#[test]
fn a_user_without_privileges_is_told_the_same() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    server().role("wares_committer", None);
    project.sql(
        "GRANT USAGE ON SCHEMA public, wares TO wares_committer; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, wares TO wares_committer; \
         GRANT USAGE ON ALL SEQUENCES IN SCHEMA wares TO wares_committer",
    );
    let proxy = Proxy::new(project.url(), Fate::Fatal { passed: true, code: "08P01" }, After::Passed);
    let url = proxy.url(project.url()).replacen("wares@", "wares_committer@", 1);
    let output =
        project.command("apply --auto-approve").env("WARES_DATABASE_URL", url).output().expect("it runs");
    Run::new("apply", &output).code(0).says("Applied as migration");
    assert!(is_applied(&project));
}

#[test]
fn a_server_that_takes_connections_and_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let project = Project::new();
    let commands = ["plan", "apply --auto-approve", "list --owned", "import --out new", "db init"];
    all_at_once(commands, |arguments| {
        let begin = Instant::now();
        let url = format!("postgresql://u@127.0.0.1:{port}/d?connect_timeout=1");
        let output = project.command(arguments).env("DATABASE_URL", url).output().expect("it runs");
        Run::new(arguments, &output).code(5).says("did not answer within 2 s").says("connect_timeout");
        assert!(begin.elapsed() < Duration::from_secs(20));
    });
}

#[test]
fn of_several_hosts_one_that_is_silent_is_passed_over() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = listener.local_addr().expect("an address").port();
    let proxy = Proxy::new(project.url(), Fate::Passed, After::Passed);
    let url = proxy.url(project.url()).replacen('@', &format!("@127.0.0.1:1,127.0.0.1:{silent},"), 1);
    let output = project.command("plan").env("DATABASE_URL", url).output().expect("it runs");
    Run::new("plan", &output).code(0).says("to create");
}

#[test]
fn a_connection_that_ends_while_it_idles_is_made_again() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let proxy = Proxy::idling(project.url());
    let mut command = project.command("apply --auto-approve");
    let output = command.env("WARES_DATABASE_URL", proxy.url(project.url())).output().expect("it runs");
    Run::new("apply", &output).code(0).says("Applied as migration");
    assert_eq!(proxy.connections(), 2);
    assert!(is_applied(&project));
}
