//! The list that `make` prints, and the output of `make demo`.

use std::path::Path;
use std::process::{Command, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `make` prints without a target.
fn help() -> String {
    let mut make = Command::new("make");
    make.args(["-s", "-C"]).arg(root()).env_remove("MAKEFLAGS").env_remove("MAKELEVEL").stdin(Stdio::null());
    let output = make.output().expect("make runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn make_without_a_target_lists_every_target_and_variable() {
    let (help, makefile) = (help(), std::fs::read_to_string(root().join("Makefile")).expect("the Makefile"));
    let targets = makefile.lines().find_map(|line| line.strip_prefix(".PHONY: ")).expect("targets");
    for target in targets.split_whitespace() {
        assert!(help.contains(&format!("\n  {target} ")), "{target} is not in\n{help}");
    }
    for variable in makefile.lines().filter_map(|line| line.split_once(" ?=")).map(|(name, _)| name) {
        assert!(help.contains(&format!("\n  {variable} ")), "{variable} is not in\n{help}");
    }
}

/// Parts of the demo's output, in order.
const STEPS: &[&str] = &[
    "did you mean",
    "no problems",
    "43 to create, 0 unchanged",
    "Applied as migration",
    "from upgrade_group_member",
    "250 live subscriptions",
    "[drift: edited in the database]",
    "refused[A38]",
    "(exit code 4)",
    "Nothing to do",
    "What next?",
    "wares init",
    "docs/catalog.md",
];

#[test]
fn demo_shows_every_step_in_order() {
    let mut demo = Command::new(root().join("scripts/demo.sh"));
    let output = demo.arg(env!("CARGO_BIN_EXE_wares")).stdin(Stdio::null()).output().expect("the demo runs");
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{shown}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        output.stderr.is_empty(),
        "all output must be on stdout, so that it stays in order: {:?}",
        output.stderr
    );
    let mut rest = shown.as_str();
    for step in STEPS {
        let at = rest.find(step).unwrap_or_else(|| panic!("`{step}` does not come next in\n{shown}"));
        rest = &rest[at..];
    }
    assert!(!shown.contains('\u{1b}'), "colors are only for terminals");
}

/// A demo that continues whatever happens would show nothing: it must not pass with a program that does nothing.
#[test]
fn demo_fails_if_the_program_does_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = folder.path().join("wares");
    std::fs::write(&fake, "#!/bin/sh\nexit 0\n").expect("a program");
    std::fs::set_permissions(&fake, std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .expect("the file belongs to the test");
    let mut demo = Command::new(root().join("scripts/demo.sh"));
    let output = demo.arg(&fake).stdin(Stdio::null()).output().expect("the demo runs");
    assert!(!output.status.success(), "{output:?}");
}
