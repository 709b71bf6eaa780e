//! Shell completion of commands, options, and the names in the catalog and of the rules.

use crate::support::Project;
use std::process::{Command, Stdio};

/// The shells that have completions.
const SHELLS: &[&str] = &["bash", "zsh", "fish", "powershell", "elvish"];

/// The completions that the program offers for the last of some words.
fn offered(project: &Project, words: &[&str]) -> Vec<String> {
    let mut command = project.command("--");
    command.arg("wares").args(words).env("WARES_COMPLETE", "bash");
    command.env("_CLAP_COMPLETE_INDEX", words.len().to_string()).env("_CLAP_COMPLETE_COMP_TYPE", "9");
    command.env("_CLAP_COMPLETE_SPACE", "true").env("_CLAP_IFS", "\n");
    let output = command.output().expect("the program runs");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[test]
fn every_command_is_completed() {
    let project = Project::new();
    let help = project.run("--help").code(0).stdout;
    let commands =
        help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let offered = offered(&project, &[""]);
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        assert!(offered.iter().any(|word| word == name), "`{name}` is not among {offered:?}");
    }
}

#[test]
fn options_and_subcommands_are_completed() {
    let project = Project::new();
    assert_eq!(offered(&project, &["fmt", "--ch"]), ["--check"]);
    assert_eq!(offered(&project, &["db", "des"]), ["destroy"]);
    assert_eq!(offered(&project, &["plan", "--allow", "mass-c"]), ["mass-change"]);
}

#[test]
fn names_kinds_environments_and_rules_are_completed() {
    let project = Project::example("hosting");
    let manifest = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{manifest}environments: {{ staging: {{}}, test: {{}} }}\n"));
    assert_eq!(offered(&project, &["describe", "package", "HST-GLD"]), ["HST-GLDM", "HST-GLDQ", "HST-GLDY"]);
    assert_eq!(offered(&project, &["describe", "HST-GLDM"]), ["HST-GLDM"]);
    // A kind before the name limits the names, and `quote` only offers kinds that have a price.
    assert!(offered(&project, &["describe", "extra_service", "HST"]).is_empty());
    assert!(!offered(&project, &["quote", ""]).contains(&"upgrade_group".to_owned()));
    assert_eq!(offered(&project, &["quote", "XSV-MYS"]), ["XSV-MYSQL"]);
    assert!(offered(&project, &["describe", ""]).contains(&"upgrade_group".to_owned()));
    assert_eq!(offered(&project, &["plan", "--env", ""]), ["staging", "test"]);
    assert_eq!(offered(&project, &["check", "--deny", "price-inv"]), ["price-inversion"]);
    let codes = offered(&project, &["explain", "A0"]);
    assert!(
        codes.contains(&"A02".to_owned()) && codes.iter().all(|code| code.starts_with("A0")),
        "{codes:?}"
    );
    assert_eq!(offered(&project, &["new", "upg"]), ["upgrade_group"]);
}

/// Pressing the completion key prints no errors, even if the catalog is missing or broken.
#[test]
fn completion_prints_nothing_without_a_valid_catalog() {
    let project = Project::new();
    project.write("wares.yaml", "[");
    project.write("a.yaml", "kind: package\narticle: [");
    assert!(offered(&project, &["plan", "--env", "x"]).is_empty());
    project.remove("wares.yaml");
    assert!(offered(&project, &["describe", "HST"]).is_empty());
}

/// A name that a shell would split into words is left out.
#[test]
fn name_that_needs_quotes_is_not_offered() {
    let project = Project::example("hosting");
    let offered = offered(&project, &["describe", "upgrade_group", ""]);
    assert!(offered.contains(&"Backup".to_owned()), "{offered:?}");
    assert!(offered.iter().all(|name| !name.contains(' ')), "{offered:?}");
}

#[test]
fn every_shell_has_a_completion_script() {
    let project = Project::new();
    for shell in SHELLS {
        let script = project.run(&format!("completions {shell}")).code(0).stdout;
        assert!(script.contains("WARES_COMPLETE") && script.contains("wares"), "{shell}: {script}");
    }
    project.run("completions tcsh").code(64);
    let help = project.run("completions").code(0).stdout;
    for shell in SHELLS {
        assert!(help.contains(&format!("wares completions {shell} >")), "{shell}: {help}");
    }
}

#[test]
fn bash_completes_with_the_printed_script() {
    let project = Project::example("hosting");
    let script = project.run("completions bash").code(0).stdout;
    let program_folder =
        std::path::Path::new(env!("CARGO_BIN_EXE_wares")).parent().expect("a folder").display();
    let request = "COMP_WORDS=(wares describe HST-GLDY); COMP_CWORD=2; COMP_TYPE=9; _clap_complete_wares wares HST-GLDY describe; \
               echo \"${COMPREPLY[@]}\"";
    let lines = format!("PATH={program_folder}:$PATH\n{script}\n{request}\n");
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-c", &lines]).current_dir(project.path(".")).stdin(Stdio::null());
    let output = bash.output().expect("bash runs");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "HST-GLDY", "{output:?}");
}

/// The variable has an effect only if the program is called the way the scripts call it. Otherwise the command runs as
/// usual.
#[test]
fn completion_variable_alone_does_not_change_a_command() {
    let project = Project::new().file("broken.yaml", "kind: package\n");
    for value in ["on", "1", "bash", ""] {
        let output = project.command("check").env("WARES_COMPLETE", value).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{value}: {output:?}");
    }
    let output = project.command("-- wares des").env("WARES_COMPLETE", "tcsh").output().expect("it runs");
    assert_eq!(output.status.code(), Some(64), "{output:?}");
}
