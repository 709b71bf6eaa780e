//! What the documents say can be typed can be typed.

use crate::support::Project;
use std::path::Path;

/// The `wares` commands in the console blocks of a document, without pipes, redirections and comments.
fn commands(document: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).expect(document);
    let typed = text.lines().filter_map(|line| line.trim_start().strip_prefix("$ wares "));
    let only =
        |line: &str| line.split(['|', '>', '#', ';', '&']).next().unwrap_or_default().trim().to_owned();
    typed.map(only).collect()
}

#[test]
fn every_command_of_the_readme_is_understood() {
    let commands = commands("README.md");
    assert!(commands.len() >= 8, "the README shows what to type: {commands:?}");
    let project = Project::new();
    for command in commands {
        // An option that does not exist is refused before the help is printed.
        let output = project.command(&format!("{command} --help")).output().expect("the program runs");
        assert!(output.status.success(), "wares {command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_example_is_valid() {
    let examples =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).expect("examples");
    for example in examples.flatten() {
        let name = example.file_name().into_string().expect("UTF-8");
        Project::example(&name).run("check").code(0).says("nothing is wrong");
    }
}

#[test]
fn the_description_in_the_readme_is_the_one_of_the_example() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let command = "describe extra_service XSV-DBPACK";
    let (_, rest) = readme.split_once(&format!("$ wares {command}\n")).expect("the command");
    let shown = rest.split("```").next().unwrap_or_default();
    let project = Project::example("hosting");
    let output = project.command(command).output().expect("the program runs");
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    // What is left out is marked.
    for part in shown.split("…\n") {
        assert!(told.contains(part), "the README shows\n{part}\nand the program says\n{told}");
    }
}

#[test]
fn every_option_is_told_of_in_the_readme() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let project = Project::new();
    const COMMANDS: &str = "check explain describe fmt schema plan apply import list completions man";
    for command in COMMANDS.split(' ').chain(["db init", "db status"]) {
        let output = project.command(&format!("{command} --help")).output().expect("the program runs");
        let help = String::from_utf8(output.stdout).expect("UTF-8");
        let words = help.split_whitespace().map(|word| word.trim_matches([',', '.', ':', ')', '(', '`']));
        for option in words.filter(|word| word.starts_with("--") && *word != "--help" && *word != "--version")
        {
            assert!(readme.contains(option), "the README does not tell of `{option}` ({command})");
        }
    }
}
