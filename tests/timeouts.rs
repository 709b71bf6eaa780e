//! How long the program waits: as long as its options say, for every command, whatever the database says.

use crate::support::{PACKAGE, Project, Run, all_at_once};
use std::time::{Duration, Instant};

/// The commands that read or write a database.
const COMMANDS: [&str; 6] =
    ["plan", "apply --auto-approve", "import --out new", "list --owned", "list --unowned", "db init"];

/// A package that was applied, and a change of it that was not.
fn changed() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project
}

/// Runs the program while somebody alters the tables, and lets them go after a time, if at all.
fn meanwhile(project: &Project, arguments: &str, lets_go: Option<Duration>) -> (Run, Duration) {
    let mut other = project.client();
    let lock = "SET idle_in_transaction_session_timeout = 0; BEGIN; \
                LOCK TABLE item, wares.version, wares.resource IN ACCESS EXCLUSIVE MODE";
    other.batch_execute(lock).expect("a lock");
    let begin = Instant::now();
    let run = std::thread::scope(|scope| {
        let run = scope.spawn(|| project.run(arguments));
        if let Some(time) = lets_go {
            std::thread::sleep(time);
            other.batch_execute("COMMIT").expect("an end");
        }
        run.join().expect("a run")
    });
    (run, begin.elapsed())
}

#[test]
fn every_command_ends_when_it_waited_for_a_lock() {
    all_at_once(COMMANDS, |command| {
        let arguments = format!("{command} --lock-timeout 1 --statement-timeout 60");
        let (run, time) = meanwhile(&changed(), &arguments, None);
        run.code(5).says("(55P03)").says("--lock-timeout");
        assert!(time < Duration::from_secs(9), "{command} took {time:?}");
    });
}

#[test]
fn every_command_ends_when_a_statement_took_too_long() {
    all_at_once(COMMANDS, |command| {
        let arguments = format!("{command} --lock-timeout 60 --statement-timeout 1");
        let (run, time) = meanwhile(&changed(), &arguments, None);
        run.code(5).says("(57014)").says("--statement-timeout");
        assert!(time < Duration::from_secs(9), "{command} took {time:?}");
    });
}

#[test]
fn the_options_hold_over_what_the_database_says() {
    all_at_once(COMMANDS, |command| {
        let project = changed();
        for setting in ["statement_timeout = '300ms'", "lock_timeout = '200ms'"] {
            let name = project.value("SELECT current_database()");
            project.sql(&format!("ALTER DATABASE {name} SET {setting}"));
        }
        meanwhile(&project, command, Some(Duration::from_secs(2))).0.code(0);
    });
}

#[test]
fn every_command_that_waits_has_the_options() {
    for command in ["plan", "apply", "import", "list", "db init"] {
        let run = Project::new().run(&format!("{command} --help")).code(0);
        run.says("--lock-timeout <SECONDS>").says("--statement-timeout <SECONDS>");
    }
}
