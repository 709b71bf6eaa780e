//! What apply does if it gets no clear answer to COMMIT: it finds out whether the migration was committed, or reports
//! the outcome as unknown, within a limited time.

use crate::support::{After, Fate, PACKAGE, Project, Proxy, Run, all_at_once, server};
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Applies a package through a proxy. This may not take longer than half a minute.
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

/// The error codes of servers and poolers that lose the connection to each other, and a code that a pooler makes up.
const CODES: &[&str] = &["08P01", "57P01", "08006", "58000", "40003"];

#[test]
fn outcome_is_looked_up_after_a_connection_error() {
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
fn error_that_proves_a_rollback_is_reported_as_it_is() {
    let (project, run) = apply(Fate::Failed { passed: false, code: "23514" }, After::Refused);
    run.code(5)
        .says("committing the migration failed")
        .says("(23514)")
        .says("nothing was written")
        .does_not_say("unknown");
    assert!(!is_applied(&project));
}

#[test]
fn outcome_is_looked_up_if_the_answer_never_comes() {
    let fates = [true, false].map(|passed| [Fate::Silent { passed }, Fate::Dropped { passed }]);
    all_at_once(fates.as_flattened(), |fate| {
        let passed = matches!(fate, Fate::Silent { passed: true } | Fate::Dropped { passed: true });
        let (project, run) = apply(*fate, After::Passed);
        assert_eq!(is_applied(&project), passed, "{fate:?}: {run:?}");
        match (fate, passed) {
            (_, true) => drop(run.code(0).says("Applied as migration")),
            // The server still waits for the transaction to continue, and holds its lock.
            (Fate::Silent { .. }, false) => assert_unknown(run, "did not end within 1 s"),
            (_, false) => drop(run.code(5).says("was not committed")),
        }
    });
}

/// Asserts that the outcome is reported as unknown, with this reason and with advice.
fn assert_unknown(run: Run, why: &str) {
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
fn outcome_is_unknown_if_the_database_cannot_be_asked() {
    let afters = [
        (After::Refused, "the database cannot be reached"),
        (After::Silent, "the server did not answer within 2 s"),
        (After::SilentAtLock, "the server did not answer the query within 6 s"),
        (After::Elsewhere("postgres"), "another database now answers at the server's address"),
    ];
    let cases = afters.into_iter().flat_map(|case| [true, false].map(|passed| (passed, case)));
    all_at_once(cases, |(passed, (after, why))| {
        assert_unknown(apply(Fate::Fatal { passed, code: "08P01" }, after).1, why);
    });
}

#[test]
fn advice_for_an_unknown_outcome_works() {
    let (project, run) = apply(Fate::Dropped { passed: true }, After::Refused);
    let stderr = run.code(5).stderr;
    let statements: Vec<&str> = stderr.split('`').filter(|part| part.starts_with("SELECT")).collect();
    assert_eq!(statements.len(), 2, "{stderr}");
    project.sql(statements[0]);
    assert_eq!(project.query(statements[1]).len(), 1);
}

/// A role that may only apply can read less about the server.
#[test]
fn outcome_is_looked_up_without_further_privileges() {
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
fn server_that_accepts_connections_but_never_answers_times_out() {
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
fn silent_host_among_several_is_skipped() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = listener.local_addr().expect("an address").port();
    let proxy = Proxy::new(project.url(), Fate::Passed, After::Passed);
    let url = proxy.url(project.url()).replacen('@', &format!("@127.0.0.1:1,127.0.0.1:{silent},"), 1);
    let output = project.command("plan").env("DATABASE_URL", url).output().expect("it runs");
    Run::new("plan", &output).code(0).says("to create");
}

#[test]
fn connection_that_ends_while_idle_is_reopened() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    let proxy = Proxy::idling(project.url());
    let mut command = project.command("apply --auto-approve");
    let output = command.env("WARES_DATABASE_URL", proxy.url(project.url())).output().expect("it runs");
    Run::new("apply", &output).code(0).says("Applied as migration");
    assert_eq!(proxy.connections(), 2);
    assert!(is_applied(&project));
}
