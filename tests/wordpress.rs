//! The `wordpress` example of products and service plans is applied to the database, and imported with its manifests.

use crate::support::Project;
use serde_json::Value;
use std::collections::BTreeSet;
use wares::kinds::PackageManifest;

const PLANS: [&str; 4] = ["wp100", "wp200", "wp500", "wp1000"];

/// The example, applied to a database that has the platform's own tariffs.
fn wordpress() -> Project {
    let project = Project::example("wordpress").init();
    project.sql(&project.read("platform.sql"));
    project.apply();
    project
}

#[test]
fn plan_after_the_first_apply_is_empty() {
    let project = wordpress();
    let nothing = "Nothing to do: the database matches the files (30 resources in ";
    project.run("plan --detailed-exitcode").code(0).says(nothing);
    let kinds = "SELECT kind, count(*) FROM wares.resource GROUP BY 1 ORDER BY 1";
    assert_eq!(
        project.query(kinds),
        [
            ["installation_package", "3"],
            ["pricing_model", "1"],
            ["product", "1"],
            ["region", "3"],
            ["service_plan", "4"],
            ["tariff", "16"],
            ["user_group", "2"],
        ]
    );
}

#[test]
fn example_has_no_findings_and_is_formatted() {
    let project = Project::example("wordpress");
    assert_eq!(project.run("check --format concise").code(0).stdout, "");
    project.run("fmt --check").code(0);
}

/// The tiers of a tariff in the database: from which quantity, and the price.
fn tiers(project: &Project, tariff: &str) -> Vec<Vec<String>> {
    project.query(&format!(
        "SELECT t.from_quantity, t.price FROM tariff_tier t JOIN tariff f ON f.id = t.fk_tariff_id \
         WHERE f.code = '{tariff}' ORDER BY 1"
    ))
}

#[test]
fn tariffs_have_monthly_and_yearly_prices_in_both_currencies() {
    let project = wordpress();
    let first = |tariff: String| tiers(&project, &tariff)[0][1].clone();
    let ladder = |end: &str| PLANS.map(|plan| first(format!("{plan}-{end}")));
    assert_eq!(ladder("month-usd"), ["99.0000", "199.0000", "499.0000", "699.0000"]);
    assert_eq!(ladder("month-eur"), ["89.0000", "179.0000", "449.0000", "629.0000"]);
    assert_eq!(ladder("year-usd"), ["990.0000", "1990.0000", "4990.0000", "6990.0000"]);
    assert_eq!(ladder("year-eur"), ["890.0000", "1790.0000", "4490.0000", "6290.0000"]);
    assert_eq!(tiers(&project, "wp100-month-usd"), [["1", "99.0000"], ["5", "94.0000"], ["20", "90.0000"]]);
    let modes = "SELECT mode, string_agg(DISTINCT split_part(code, '-', 1), ' ') FROM tariff WHERE type = 9 \
                 GROUP BY 1 ORDER BY 1";
    assert_eq!(project.query(modes), [["1", "wp100 wp200 wp500"], ["2", "wp1000"]]);
}

#[test]
fn product_has_its_plans_in_order_and_in_their_regions() {
    let project = wordpress();
    let plans = "SELECT s.code FROM product_plan l JOIN service_plan s ON s.id = l.fk_service_plan_id ORDER BY l.position";
    assert_eq!(project.query(plans).concat(), PLANS);
    let regions = "SELECT s.code, s.override_regions, r.name, m.name FROM service_plan_region x \
                   JOIN service_plan s ON s.id = x.fk_service_plan_id JOIN region r ON r.id = x.fk_region_id \
                   JOIN pricing_model m ON m.id = x.fk_pricing_model_id ORDER BY 1, 3";
    assert_eq!(
        project.query(regions),
        [
            ["wp1000", "f", "ap-south", "overuse"],
            ["wp500", "t", "eu-west", "overuse"],
            ["wp500", "t", "us-east", "overuse"],
        ]
    );
}

/// The parsed manifests of installation packages at paths of a project.
fn manifests(project: &Project, paths: &[&str]) -> Vec<PackageManifest> {
    let manifest = |path: &&str| {
        let text = project.read(path);
        PackageManifest::parse(path, text.as_bytes()).unwrap_or_else(|why| panic!("{path}: {}", why.reason))
    };
    paths.iter().map(manifest).collect()
}

const MANIFESTS: [&str; 3] = ["manifests/standalone.jps", "manifests/cluster.jps", "manifests/kit.json"];

#[test]
fn manifests_cover_every_field_type() {
    let project = Project::example("wordpress");
    let manifests = manifests(&project, &MANIFESTS);
    let types: BTreeSet<&str> =
        manifests.iter().flat_map(|it| &it.fields).map(|field| field.of.word()).collect();
    let documented = [
        "string",
        "text",
        "list",
        "checkbox",
        "checkboxlist",
        "radiolist",
        "dockertags",
        "compositefield",
        "slider",
        "envlist",
        "regionlist",
        "popupselector",
        "displayfield",
        "spinner",
        "numberpicker",
        "hostpicker",
        "toggle",
    ];
    assert_eq!(types, documented.into());
    let moves: Vec<bool> = manifests.iter().map(|it| it.applies_settings).collect();
    assert_eq!(moves, [true, true, false]);
}

#[test]
fn plans_set_the_options_of_their_manifests() {
    let project = wordpress();
    let options = "SELECT s.code, o.name, o.value, o.editable FROM service_plan_option o \
                   JOIN service_plan s ON s.id = o.fk_service_plan_id WHERE s.code IN ('wp100', 'wp1000') ORDER BY 1, 2";
    assert_eq!(
        project.query(options),
        [
            ["wp100", "addons", r#"["cdn"]"#, "t"],
            ["wp100", "autoscaling", "true", "f"],
            ["wp100", "disk", "20", "f"],
            ["wp100", "memory", "4", "f"],
            ["wp100", "title", r#""My WordPress""#, "t"],
            ["wp100", "waf", "false", "t"],
            ["wp1000", "disk", "200", "f"],
            ["wp1000", "galera", "true", "f"],
            ["wp1000", "growth", r#""fast""#, "t"],
            ["wp1000", "nodes", "5", "f"],
            ["wp1000", "region", "∅", "t"],
            ["wp1000", "title", r#""My WordPress""#, "t"],
        ]
    );
}

#[test]
fn imported_catalog_has_all_manifest_fields_and_nothing_to_apply() {
    let project = wordpress();
    let folder = Project::beside(&project);
    let run = folder.run("import --out . --format json").code(0);
    let outcome: Value = serde_json::from_str(&run.stdout).expect("JSON");
    // The platform's own tariffs have types that files cannot describe.
    let left: BTreeSet<&str> = outcome["import"]["left_out"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["kind"].as_str())
        .collect();
    assert_eq!(left, BTreeSet::from(["tariff"]));
    assert_eq!(outcome["import"]["left_out"].as_array().map(Vec::len), Some(8));
    assert_eq!(outcome["import"]["incomplete"], serde_json::json!([]));
    folder.run("check").code(0).says("no problems");
    folder.run("fmt --check").code(0);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    let before = project.everything();
    folder.run("apply --auto-approve").code(0).says("Nothing to do");
    assert_eq!(
        before.iter().filter(|row| row[0].starts_with("public.")).collect::<Vec<_>>(),
        project.everything().iter().filter(|row| row[0].starts_with("public.")).collect::<Vec<_>>()
    );
    let imported: Vec<String> = std::fs::read_dir(folder.path("manifests"))
        .expect("manifests")
        .flatten()
        .map(|entry| format!("manifests/{}", entry.file_name().to_string_lossy()))
        .collect();
    let imported: Vec<&str> = imported.iter().map(String::as_str).collect();
    let fields = |manifests: Vec<PackageManifest>| -> BTreeSet<(String, bool)> {
        manifests.iter().map(|it| (it.schema.to_string(), it.applies_settings)).collect()
    };
    assert_eq!(fields(manifests(&folder, &imported)), fields(manifests(&project, &MANIFESTS)));
}
