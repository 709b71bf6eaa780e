//! The scripts that attack the program from outside, where they are beside the project, run as they are.

use crate::support::{beside, server};
use std::process::Command;

/// What a script printed, run with the program and a server.
fn run(script: &str, arguments: &[&str]) -> Option<String> {
    let script = beside(&format!("cases/hostile/{script}.sh"))?;
    let mut command = Command::new("bash");
    command.arg(&script).args(arguments);
    command.env("W", env!("CARGO_BIN_EXE_wares")).env("PGURL", server().base());
    // No setting of the tests' own environment is about a database.
    command.env_remove("DATABASE_URL").env_remove("WARES_DATABASE_URL");
    let output = command.output().expect("bash");
    Some(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn nothing_is_deleted_under_anyone_by_a_foreign_key_of_any_columns() {
    for arguments in [&[][..], &["script"]] {
        let Some(said) = run("composite-fk", arguments) else { return };
        assert!(said.contains("contracts left: 1, offers left: 1 "), "{said}");
        assert!(!arguments.is_empty() || said.contains("exit 4"), "{said}");
    }
}

#[test]
fn of_duplicate_periods_the_ledgers_own_stays() {
    let Some(said) = run("duplicate-period", &[]) else { return };
    let (before, after) = said.split_once("== afterwards").expect("the rows afterwards");
    assert!(before.contains("exit 0"), "{said}");
    assert!(before.contains("00000000-0000-0000-0000-000000000001|1"), "{said}");
    assert!(!after.contains("00000000-0000-0000-0000-000000000001"), "{said}");
}

#[test]
fn a_period_that_was_edited_is_still_that_period() {
    let Some(said) = run("period-edited", &[]) else { return };
    assert!(said.contains("2 years → 1 year") && said.ends_with("exit 0\n"), "{said}");
    assert!(!said.contains("refused"), "{said}");
}

#[test]
fn a_link_does_not_print_the_environment() {
    let Some(said) = run("environ-link", &[]) else { return };
    assert_eq!(said, "");
}

#[test]
fn an_ignore_file_neither_hangs_the_program_nor_eats_the_memory() {
    let Some(said) = run("ignore-fifo", &[]) else { return };
    let ends: Vec<&str> = said.lines().filter(|line| line.contains(": exit ")).collect();
    assert_eq!(ends.len(), 4, "{said}");
    assert!(ends.iter().all(|line| line.contains(": exit 1")), "{said}");
    assert!(!said.contains("exit 124") && !said.contains("exit 134"), "{said}");
}

#[test]
fn a_lock_is_waited_for_as_long_as_was_said_while_reading_too() {
    let Some(said) = run("lock-timeout", &[]) else { return };
    assert!(said.contains("exit 5 "), "{said}");
}

#[test]
fn an_operator_of_somebody_else_is_never_called() {
    let Some(said) = run("operator-hijack", &[]) else { return };
    assert!(said.contains("(0 rows)"), "{said}");
}

#[test]
fn no_part_of_a_url_shows_a_password() {
    let Some(said) = run("secret-url", &[]) else { return };
    let shown: Vec<&str> =
        said.lines().filter(|line| !line.starts_with("--- ") && line.contains("S3kr3t")).collect();
    assert!(said.lines().count() >= 9 && shown.is_empty(), "{said}");
}

#[test]
fn no_text_of_the_database_reaches_the_terminal_raw() {
    let Some(said) = run("terminal-injection", &[]) else { return };
    assert!(said.contains("refused") && said.contains("error"), "{said}");
    assert!(!said.contains("^[") && !said.contains("M-"), "{said}");
}
