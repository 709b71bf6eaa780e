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

/// The lines of a console block from a text on, to the end of the block.
fn block<'a>(readme: &'a str, from: &str) -> &'a str {
    let at = readme.find(from).unwrap_or_else(|| panic!("the README shows `{from}`"));
    readme[at..].split("```").next().unwrap_or_default()
}

#[test]
fn the_plan_in_the_readme_is_what_the_program_prints() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let project = Project::example("hosting").init();
    project.apply();
    project.replace(
        "packages/monthly.yaml",
        "{ EUR: 9.90, USD: 10.90 } }\nlimits:\n  space_mb: 3072",
        "{ EUR: 10.90, USD: 11.90 } }\nlimits:\n  space_mb: 5120",
    );
    project.replace("packages/monthly.yaml", "space: 3 GB", "space: 5 GB");
    project.write("packages/monthly.yaml", &(project.read("packages/monthly.yaml") + TITANIUM));
    project.replace(
        "upgrades.yaml",
        "  - { item: HST-PLTM, level: 3 }\n",
        "  - { item: HST-PLTM, level: 3 }\n  - { item: HST-TITM, level: 4 }\n",
    );
    let services = project.read("services/web.yaml");
    let moved = services.rfind("---\n").expect("the last service");
    assert!(services[moved..].contains("XSV-MIGR"));
    project.write("services/web.yaml", &services[..moved]);
    project.sql(
        "UPDATE service_limitation l SET limitation = 50 FROM item i, service s WHERE i.article_number = 'HST-GLDM' \
         AND l.fk_package_configuration_id = i.fk_package_configuration_id AND s.id = l.fk_service_id \
         AND s.name = 'mailboxes'",
    );
    let plan = project.run("plan").code(0).stdout;
    // The database has another name and place here.
    let shown = block(&readme, "Catalog `acme-hosting` against").split_once('…').map(|(_, rest)| rest);
    for part in shown.expect("the place").split('…') {
        assert!(plan.contains(part), "the README shows\n{part}\nand the program says\n{plan}");
    }
}

/// A package above all others.
const TITANIUM: &str = "\
---
kind: package
article: HST-TITM
name: { en: Titanium monthly, de: Titan monatlich }
category: HostingPackage
periods:
  - { every: 1 month, prices: { EUR: 39.90, USD: 43.90 } }
limits: { space_mb: 12288, mailboxes: 250, subdomains: unlimited }
shop: { categories: [HostingPackage], order: 40 }
";

#[test]
fn the_first_plan_in_the_readme_is_that_of_a_new_catalog() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let folder = Project::new();
    folder.remove("wares.yaml");
    folder.run("init").code(0);
    let shown = block(&readme, "4 to create, 0 unchanged").split("$ wares").next().unwrap_or_default();
    folder.run("db init").code(0);
    let plan = folder.run("plan").code(0).stdout;
    for part in shown.split("…\n") {
        assert!(plan.contains(part), "the README shows\n{part}\nand the program says\n{plan}");
    }
}
