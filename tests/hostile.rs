//! Runs shell scripts that attack the program. They are not part of the repository: where they are missing, these tests
//! say so and pass.

use crate::support::{beside, server};
use std::process::Command;

/// Runs a script against the program and a server, and returns what it printed; `None` if the script is missing.
fn run(script: &str, arguments: &[&str]) -> Option<String> {
    let script = beside(&format!("cases/hostile/{script}.sh"))?;
    let mut command = Command::new("bash");
    command.arg(&script).args(arguments);
    command.env("W", env!("CARGO_BIN_EXE_wares")).env("PGURL", server().base());
    // Scripts must not use a database that the environment of the tests names.
    command.env_remove("DATABASE_URL").env_remove("WARES_DATABASE_URL");
    let output = command.output().expect("bash");
    Some(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn rows_that_refer_through_any_foreign_key_are_kept() {
    for arguments in [&[][..], &["script"]] {
        let Some(printed) = run("composite-fk", arguments) else { return };
        assert!(printed.contains("contracts left: 1, offers left: 1 "), "{printed}");
        assert!(!arguments.is_empty() || printed.contains("exit 4"), "{printed}");
    }
}

#[test]
fn duplicate_of_an_owned_period_is_deleted() {
    let Some(printed) = run("duplicate-period", &[]) else { return };
    let (before, after) = printed.split_once("== afterwards").expect("the rows afterwards");
    assert!(before.contains("exit 0"), "{printed}");
    assert!(before.contains("00000000-0000-0000-0000-000000000001|1"), "{printed}");
    assert!(!after.contains("00000000-0000-0000-0000-000000000001"), "{printed}");
}

#[test]
fn period_edited_by_hand_is_changed_back() {
    let Some(printed) = run("period-edited", &[]) else { return };
    assert!(printed.contains("2 years → 1 year") && printed.ends_with("exit 0\n"), "{printed}");
    assert!(!printed.contains("refused"), "{printed}");
}

#[test]
fn link_to_the_environment_of_the_process_prints_nothing() {
    let Some(printed) = run("environ-link", &[]) else { return };
    assert_eq!(printed, "");
}

#[test]
fn ignore_file_that_never_ends_is_an_error() {
    let Some(printed) = run("ignore-fifo", &[]) else { return };
    let ends: Vec<&str> = printed.lines().filter(|line| line.contains(": exit ")).collect();
    assert_eq!(ends.len(), 4, "{printed}");
    assert!(ends.iter().all(|line| line.contains(": exit 1")), "{printed}");
    assert!(!printed.contains("exit 124") && !printed.contains("exit 134"), "{printed}");
}

#[test]
fn lock_timeout_also_applies_to_reading() {
    let Some(printed) = run("lock-timeout", &[]) else { return };
    assert!(printed.contains("exit 5 "), "{printed}");
}

#[test]
fn operator_from_another_schema_is_never_called() {
    let Some(printed) = run("operator-hijack", &[]) else { return };
    assert!(printed.contains("(0 rows)"), "{printed}");
}

#[test]
fn password_is_hidden_in_every_part_of_a_url() {
    let Some(printed) = run("secret-url", &[]) else { return };
    let shown: Vec<&str> =
        printed.lines().filter(|line| !line.starts_with("--- ") && line.contains("S3kr3t")).collect();
    assert!(printed.lines().count() >= 9 && shown.is_empty(), "{printed}");
}

#[test]
fn control_characters_from_the_database_are_escaped() {
    let Some(printed) = run("terminal-injection", &[]) else { return };
    assert!(printed.contains("refused") && printed.contains("error"), "{printed}");
    assert!(!printed.contains("^[") && !printed.contains("M-"), "{printed}");
}
