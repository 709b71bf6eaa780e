//! Runs SQL scripts with `psql`, as an administrator does.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Pipes a script into `psql`, whose client encoding is deliberately not that of the script.
pub fn psql(url: &str, script: &str) -> Output {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url]).env("PGCLIENTENCODING", "LATIN1");
    if Command::new("psql").arg("--version").output().is_err() {
        let bindir = Command::new("pg_config").arg("--bindir").output().expect("psql or pg_config");
        let bindir = String::from_utf8(bindir.stdout).expect("UTF-8");
        let mut found = Command::new(format!("{}/psql", bindir.trim()));
        found.args(command.get_args()).env("PGCLIENTENCODING", "LATIN1");
        command = found;
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql runs");
    let mut stdin = child.stdin.take().expect("its input");
    // `psql` may end before it has read everything.
    drop(stdin.write_all(script.as_bytes()));
    drop(stdin);
    child.wait_with_output().expect("psql ends")
}
