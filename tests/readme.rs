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
    const COMMANDS: &str =
        "check explain describe quote fmt schema plan show apply import list completions man";
    for command in COMMANDS.split(' ').chain(["db init", "db status", "db grants"]) {
        let output = project.command(&format!("{command} --help")).output().expect("the program runs");
        let help = String::from_utf8(output.stdout).expect("UTF-8");
        let words = help.split_whitespace().map(|word| word.trim_matches([',', '.', ':', ')', '(', '`']));
        for option in words.filter(|word| word.starts_with("--") && *word != "--help" && *word != "--version")
        {
            assert!(readme.contains(option), "the README does not tell of `{option}` ({command})");
        }
    }
}

#[test]
fn the_quotes_in_the_readme_are_those_of_its_package() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let (_, section) = readme.split_once("## What an order costs\n").expect("the section");
    let (_, yaml) = section.split_once("```yaml\n").expect("a package");
    let project = Project::new().file("server.yaml", yaml.split("```").next().unwrap_or_default());
    for (arguments, code) in [("quote VPS-S --with disk=40", 0), ("quote VPS-S --with disk=45", 1)] {
        let output = project.command(arguments).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(code), "{arguments}");
        let told = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
        let (_, shown) = section.split_once(&format!("$ wares {arguments}\n")).expect("the command");
        assert_eq!(shown.split("$ wares").next().and_then(|it| it.split("```").next()), Some(&*told));
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

/// The commands of a job's steps in the README's workflow.
fn steps(job: &str) -> Vec<String> {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let (_, rest) = readme.split_once("# .github/workflows/catalog.yaml\n").expect("a workflow");
    let workflow: serde_yaml::Value =
        serde_yaml::from_str(rest.split("```\n\n").next().expect("a block")).expect("YAML");
    let steps = workflow["jobs"][job]["steps"].as_sequence().expect("steps");
    steps.iter().filter_map(|step| step["run"].as_str().map(str::to_owned)).collect()
}

/// Runs a step as the runner does.
fn step(project: &Project, script: &str) -> std::process::Output {
    let program = Path::new(env!("CARGO_BIN_EXE_wares")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let mut command = std::process::Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).env_clear();
    command.env("PATH", format!("{}:{path}", program.display())).env("WARES_DATABASE_URL", project.url());
    command
        .env("GITHUB_STEP_SUMMARY", project.path("summary.md"))
        .env("GITHUB_OUTPUT", project.path("output"));
    command.current_dir(project.path(".")).output().expect("bash runs")
}

#[test]
fn the_workflow_of_the_readme_plans_and_applies() {
    let project = Project::example("hosting").init();
    for script in steps("plan") {
        let output = step(&project, &script);
        assert!(output.status.success(), "{script}: {output:?}");
    }
    assert!(project.read("summary.md").contains("43 to create"));
    let checksum = project.read("output").trim().trim_start_matches("checksum=").to_owned();
    let runner = Project::beside(&project).file("plan.json", &project.read("plan.json"));
    let [apply] = steps("apply").try_into().expect("one step");
    let wrong = step(&runner, &apply.replace("${{ needs.plan.outputs.checksum }}", "0"));
    assert_eq!(wrong.status.code(), Some(64));
    let output = step(&runner, &apply.replace("${{ needs.plan.outputs.checksum }}", &checksum));
    assert!(output.status.success(), "{output:?}");
    project.run("plan --detailed-exitcode").code(0);
    // A catalog that is not there is refused, and that fails the job.
    std::fs::remove_dir_all(project.path("packages")).expect("the packages");
    std::fs::remove_dir_all(project.path("services")).expect("the services");
    let codes: Vec<_> = steps("plan").iter().map(|script| step(&project, script).status.code()).collect();
    assert!(codes.contains(&Some(4)) || codes.contains(&Some(1)), "{codes:?}");
}
