//! Every command waits as long as its timeout options say, whatever timeouts the database has.

use crate::support::{PACKAGE, Project, Run, all_at_once};
use std::time::{Duration, Instant};

/// The commands that read or write a database.
const COMMANDS: [&str; 6] =
    ["plan", "apply --auto-approve", "import --out new", "list --owned", "list --unowned", "db init"];

/// A catalog with a package that is applied, and with a change of it that is not.
fn changed() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project
}

/// Runs the program while another session locks the tables. The session releases them after `release_after`, if given.
fn run_while_locked(project: &Project, arguments: &str, release_after: Option<Duration>) -> (Run, Duration) {
    let mut other = project.client();
    let lock = "SET idle_in_transaction_session_timeout = 0; BEGIN; \
                LOCK TABLE item, wares.version, wares.resource IN ACCESS EXCLUSIVE MODE";
    other.batch_execute(lock).expect("a lock");
    let begin = Instant::now();
    let run = std::thread::scope(|scope| {
        let run = scope.spawn(|| project.run(arguments));
        if let Some(time) = release_after {
            std::thread::sleep(time);
            other.batch_execute("COMMIT").expect("an end");
        }
        run.join().expect("a run")
    });
    (run, begin.elapsed())
}

#[test]
fn lock_timeout_ends_every_command() {
    all_at_once(COMMANDS, |command| {
        let arguments = format!("{command} --lock-timeout 1 --statement-timeout 60");
        let (run, time) = run_while_locked(&changed(), &arguments, None);
        run.code(5).says("(55P03)").says("--lock-timeout");
        assert!(time < Duration::from_secs(9), "{command} took {time:?}");
    });
}

#[test]
fn statement_timeout_ends_every_command() {
    all_at_once(COMMANDS, |command| {
        let arguments = format!("{command} --lock-timeout 60 --statement-timeout 1");
        let (run, time) = run_while_locked(&changed(), &arguments, None);
        run.code(5).says("(57014)").says("--statement-timeout");
        assert!(time < Duration::from_secs(9), "{command} took {time:?}");
    });
}

#[test]
fn timeouts_of_the_database_do_not_end_any_command() {
    all_at_once(COMMANDS, |command| {
        let project = changed();
        for setting in ["statement_timeout = '300ms'", "lock_timeout = '200ms'"] {
            let name = project.value("SELECT current_database()");
            project.sql(&format!("ALTER DATABASE {name} SET {setting}"));
        }
        run_while_locked(&project, command, Some(Duration::from_secs(2))).0.code(0);
    });
}

#[test]
fn every_command_that_waits_has_the_timeout_options() {
    for command in ["plan", "apply", "import", "list", "db init"] {
        let run = Project::new().run(&format!("{command} --help")).code(0);
        run.says("--lock-timeout <SECONDS>").says("--statement-timeout <SECONDS>");
    }
}
