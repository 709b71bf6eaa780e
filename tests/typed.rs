//! Hints for people who type commands and options of other programs, or have forgotten those of Wares.

use crate::support::Project;

/// What is typed, and a part of the hint.
const HINTS: &[(&str, &str)] = &[
    ("validate", "write `wares check`"),
    ("lint", "write `wares check`"),
    ("diff", "write `wares plan`"),
    ("format", "write `wares fmt`"),
    ("status", "write `wares db status`"),
    ("version", "write `wares --version`"),
    ("deploy", "write `wares apply`"),
    ("delete", "remove the document from its file"),
    ("rollback", "restore the files, for example with `git revert`, and apply them"),
    ("db psql", "run `psql \"$(wares db start)\"`"),
    ("db drop", "write `wares db destroy`"),
    ("--env db migrate", "write `wares apply`"),
    ("--dir db validate", "write `wares check`"),
    ("plan --output json", "write `--format json`"),
    ("plan -ojson", "write `--format json`"),
    ("plan --json", "write `--format json`"),
    ("check -o json", "write `--format json`"),
    ("plan -o plan.json", "write `--out`"),
    ("apply --yes", "write `--auto-approve`"),
    ("apply -y", "write `--auto-approve`"),
    ("apply -auto-approve", "write `--auto-approve`"),
    ("db destroy -y", "write `--auto-approve`"),
    ("apply --dry-run", "`wares plan` shows what apply would do"),
    ("apply --force", "write `--allow CATEGORY`"),
    ("plan --url x", "write `--database-url URL`"),
    ("check --no-color", "write `--color never`"),
];

#[test]
fn commands_of_other_programs_get_a_hint() {
    let project = Project::new();
    for (typed, hint) in HINTS {
        project.run(typed).code(64).says("error: ").says(hint);
    }
}

/// Every command that a hint names exists.
#[test]
fn commands_that_hints_name_exist() {
    let project = Project::new();
    for (_, hint) in HINTS {
        let Some(call) = hint.strip_prefix("write `wares ").and_then(|rest| rest.strip_suffix('`')) else {
            continue;
        };
        if call != "--version" {
            project.run(&format!("{call} --help")).code(0);
        }
    }
}

/// A hint must not suggest an option that the command does not have.
#[test]
fn hints_do_not_suggest_options_that_a_command_lacks() {
    let project = Project::new();
    project.run("fmt --json").code(64).does_not_say("--format");
    project.run("plan --yes").code(64).does_not_say("--auto-approve");
    project.run("check --force").code(64).does_not_say("--allow");
    project.run("frobnicate").code(64).says("unrecognized subcommand").does_not_say("write");
}

/// The commands that a help text lists, sorted.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let mut names: Vec<String> =
        lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    names.retain(|name| name.chars().all(|c| c.is_ascii_lowercase()) && name != "help");
    names.sort();
    names
}

#[test]
fn program_without_arguments_prints_grouped_commands_and_next_steps() {
    let project = Project::new();
    let help = project.run("--help").code(0).stdout;
    let all = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let bare = project.run("").code(64).says("Next, in this catalog: `wares check`, then `wares plan`");
    let groups = bare.stderr.split_once("Write a catalog:").expect("groups").1;
    assert_eq!(listed(groups), listed(all));
    assert!(
        bare.stdout.is_empty() && bare.stderr.lines().all(|line| line.chars().count() <= 100),
        "{bare:?}"
    );
    project.remove("wares.yaml");
    project
        .run("")
        .code(64)
        .says("Next: `wares init` creates a small catalog")
        .says("wares import --out DIR");
}

#[test]
fn describe_finds_the_only_resource_with_a_name() {
    let project = Project::example("hosting");
    let described = project.run("describe HST-GLDY").code(0).stdout;
    assert_eq!(described, project.run("describe package HST-GLDY").code(0).stdout);
    project
        .run("describe package")
        .code(1)
        .says("is a kind, not the name of a resource")
        .says("wares list --kind package");
    project
        .run("describe HST-GLDZ")
        .code(1)
        .says("there is no resource `HST-GLDZ`")
        .says("did you mean `HST-GLDM`, `HST-GLDQ` or `HST-GLDY`?");
    project
        .write("twin.yaml", "kind: upgrade_group\nname: HST-GLDY\nmembers: [{ item: HST-GLDY, level: 1 }]\n");
    project
        .run("describe HST-GLDY")
        .code(1)
        .says("is the name of several resources: `package` and `upgrade_group`")
        .says("`wares describe package HST-GLDY` or `wares describe upgrade_group HST-GLDY`");
}

#[test]
fn init_accepts_any_folder_name_and_any_catalog_name() {
    let project = Project::new();
    for (folder, name) in
        [("true", "catalog-true"), ("No", "catalog-No"), ("1e3", "catalog-1e3"), ("März", "M-rz")]
    {
        let mut command = project.command("init");
        let output = command.arg("--dir").arg(project.path("new").join(folder)).output().expect("it runs");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success() && message.contains(&format!("Created the catalog `{name}`")),
            "{message}"
        );
        let check = project.command("check").arg("--dir").arg(project.path("new").join(folder)).output();
        assert!(check.expect("it runs").status.success(), "{folder}");
    }
    for (number, name) in ["acme", "true", "Acme: hosting", "12", "a \"b\""].iter().enumerate() {
        let folder = project.path(&format!("named{number}"));
        let mut command = project.command("init --name");
        let output = command.arg(name).arg("--dir").arg(&folder).output().expect("it runs");
        assert!(output.status.success(), "{output:?}");
        let mut list = project.command("list --format json --dir");
        let listed = list.arg(&folder).output().expect("it runs");
        assert!(listed.status.success(), "{name}: {listed:?}");
        let manifest = std::fs::read_to_string(folder.join("wares.yaml")).expect("a manifest");
        let manifest: serde_yaml::Value = serde_yaml::from_str(&manifest).expect("YAML");
        assert_eq!(manifest["catalog"].as_str(), Some(*name));
    }
    project
        .command("init --name")
        .arg("")
        .output()
        .map(|output| assert_eq!(output.status.code(), Some(64)))
        .expect("it runs");
}
