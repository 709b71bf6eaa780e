//! Tests the examples, the plan in the README, and the workflow in the guide about pull requests.

use crate::support::Project;
use std::path::Path;

#[test]
fn every_example_is_valid() {
    let examples =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).expect("examples");
    for example in examples.flatten() {
        let name = example.file_name().into_string().expect("UTF-8");
        Project::example(&name).run("check").code(0).says("no problems");
    }
}

/// The rest of a console block, from a text to the end of the block.
fn block<'a>(readme: &'a str, from: &str) -> &'a str {
    let at = readme.find(from).unwrap_or_else(|| panic!("the README does not show `{from}`"));
    readme[at..].split("```").next().unwrap_or_default()
}

#[test]
fn plan_in_the_readme_is_what_the_program_prints() {
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
    let last_service = services.rfind("---\n").expect("the last service");
    assert!(services[last_service..].contains("XSV-MIGR"));
    project.write("services/web.yaml", &services[..last_service]);
    project.sql(
        "UPDATE service_limitation l SET limitation = 50 FROM item i, service s WHERE i.article_number = 'HST-GLDM' \
         AND l.fk_package_configuration_id = i.fk_package_configuration_id AND s.id = l.fk_service_id \
         AND s.name = 'mailboxes'",
    );
    project.sql(
        "INSERT INTO subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity, expiration_date, \
         next_renewal_date) SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, now(), now() FROM item i \
         JOIN renewal_period r ON r.fk_item_id = i.id, generate_series(1, 250) WHERE i.article_number = 'HST-GLDM'",
    );
    let plan = project.run("plan").code(0).stdout;
    // The name and the location of the database are different here.
    let shown = block(&readme, "Catalog `acme-hosting` compared with").split_once('…').map(|(_, rest)| rest);
    for part in shown.expect("the location of the database").split("…\n") {
        assert!(plan.contains(part), "the README shows\n{part}\nand the program says\n{plan}");
    }
}

/// A package that becomes the highest in its upgrade group.
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

/// The commands of the steps of a job, in the workflow in the guide.
fn steps(job: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pull-requests.md");
    let guide = std::fs::read_to_string(path).expect("the guide");
    let (_, rest) = guide.split_once("# .github/workflows/catalog.yaml\n").expect("a workflow");
    let workflow: serde_yaml::Value =
        serde_yaml::from_str(rest.split("```\n\n").next().expect("a block")).expect("YAML");
    let steps = workflow["jobs"][job]["steps"].as_sequence().expect("steps");
    steps.iter().filter_map(|step| step["run"].as_str().map(str::to_owned)).collect()
}

/// Runs a step as GitHub's runner does.
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
fn workflow_in_the_guide_plans_and_applies() {
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
    // If most of the catalog is missing, the plan is refused, which fails the job.
    std::fs::remove_dir_all(project.path("packages")).expect("the packages");
    std::fs::remove_dir_all(project.path("services")).expect("the services");
    let codes: Vec<_> = steps("plan").iter().map(|script| step(&project, script).status.code()).collect();
    assert!(codes.contains(&Some(4)) || codes.contains(&Some(1)), "{codes:?}");
}
