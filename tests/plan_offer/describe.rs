//! Tests descriptions of products, service plans and installation packages.

use super::{catalog, run};
use crate::support::{Project, beside};
use serde_json::Value;

fn described(kind: &str, name: &str) -> String {
    run(&catalog(), "describe", &[kind, name]).code(0).stdout
}

/// A description as JSON, which `Run::new` checks against the schema of the output.
fn json(project: &Project, kind: &str, name: &str) -> Value {
    let text = run(project, "describe", &[kind, name, "--format", "json"]).code(0).stdout;
    serde_json::from_str::<Value>(&text).expect("JSON")["describe"].clone()
}

#[test]
fn a_plan_is_described_as_customers_read_it() {
    insta::assert_snapshot!(described("service_plan", "wp-lite"));
}

#[test]
fn descriptions_say_why_a_plan_cannot_be_subscribed_to() {
    let project = catalog();
    let lonely = run(&project, "describe", &["service_plan", "lonely"]).code(0);
    lonely.says("none: nobody can subscribe").says("none: nobody can install it");
    let gone = run(&project, "describe", &["service_plan", "wp-gone"]).code(0);
    gone.says("archived: nobody can subscribe anymore")
        .says("elsewhere-month-usd  exists only in the database");
    let own = run(&project, "describe", &["service_plan", "wp-pro"]).code(0);
    own.says("ap-south  usage is free  for all customers of the plan");
    project.replace("products.yaml", "regions: [ap-south]", "regions: []");
    project.replace("plans.yaml", "region: us-east", "region: ap-south");
    let idle = run(&project, "describe", &["service_plan", "wp-lite"]).code(0);
    idle.says("ap-south  no: none of the user groups has it");
}

#[test]
fn plan_as_json_has_what_customers_see() {
    let json = json(&catalog(), "service_plan", "wp-lite");
    let plan = &json["plan_sheet"];
    assert_eq!((&plan["text"], &plan["max_quantity"]), (&"Lite 20 GB".into(), &1_000_000.into()));
    assert_eq!(plan["description"], "A small site, 20 GB; `${gb}` and ${gb} stay.");
    let tiers: Vec<String> = plan["tariffs"][0]["tiers"]
        .as_array()
        .expect("tiers")
        .iter()
        .map(|tier| format!("{} {} {}", tier["from"], tier["to"], tier["price"]))
        .collect();
    let expected = [r#"1 9 "99.00""#, r#"10 99 "89.50""#, r#"100 999 "79.1234""#, r#"1000 null "0.0005""#];
    assert_eq!(tiers, expected);
    assert_eq!(plan["options"][1]["value"], 20);
    assert_eq!(plan["options"][1]["field"]["file"], "manifests/lite.jps");
    assert_eq!(plan["options"][2]["value"], serde_json::json!({ "a": [1] }));
    assert_eq!(plan["regions"][1]["billed_by"], "overuse");
    assert_eq!(plan["regions"][1]["user_groups"], serde_json::json!(["customers"]));
}

#[test]
fn a_product_shows_who_can_move_where() {
    insta::assert_snapshot!(described("product", "wordpress"));
    let json = json(&catalog(), "product", "wordpress");
    let moves = json["product_sheet"]["moves"].as_array().expect("moves");
    assert_eq!(moves.len(), 30);
    assert_eq!(
        moves[0],
        serde_json::json!({
            "from": "wp-lite", "to": "wp-pro", "possible": true, "against": [], "unknown": [],
            "prices": [
                { "period": "1 month", "currency": "USD", "from": "99.00", "to": "199.00", "difference": "100.00" },
                { "period": "1 year", "currency": "USD", "from": "999.995", "to": null, "difference": null },
            ],
        })
    );
    assert_eq!(moves[5]["prices"][0]["difference"], "-100.00", "{}", moves[5]);
    assert_eq!(
        moves[1]["against"],
        serde_json::json!([
            { "reason": "no_tariff_in_common", "name": null },
            { "reason": "no_subscription_settings", "name": "Bare" },
        ])
    );
}

#[test]
fn product_without_user_groups_is_for_all() {
    run(&catalog(), "describe", &["product", "shop"])
        .code(0)
        .says("all user groups; the product is inactive");
}

#[test]
fn a_package_shows_the_fields_of_its_manifest() {
    insta::assert_snapshot!(described("installation_package", "Lite"));
    let json = json(&catalog(), "installation_package", "Lite");
    let manifest = &json["manifest"];
    assert_eq!(manifest["applies_subscription_settings"], true);
    let names: Vec<&str> = manifest["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| field["name"].as_str().unwrap_or("-"))
        .collect();
    let expected = ["disk", "backups", "edition", "currency", "-", "region", "keepers", "magic", "note"];
    assert_eq!(names, expected);
    assert_eq!(manifest["fields"][3]["shown_if"], serde_json::json!({ "field": "edition", "value": "shop" }));
    let bare = run(&catalog(), "describe", &["installation_package", "Bare"]).code(0);
    bare.says("0 fields of `manifests/bare.json`").says("the manifest has no onApplySubscriptionSettings");
}

#[test]
fn control_characters_in_descriptions_are_escaped() {
    let project = catalog();
    let evil = "\\e[2J \\x9b31m \\u202e <b\\a> `\\e[1m` [x\\e](https://a\\e]8;;b)\\n\\n```\\n\\e[0m\\n```\\n\\n| \\e[K |\\n|---|\\n";
    project.replace("plans.yaml", "metadata: { gb: \"20\"", &format!("metadata: {{ gb: \"{evil}\""));
    project.replace("plans.yaml", "name: Lite ${gb} GB", &format!("name: \"{evil}\""));
    project.replace(
        "products.yaml",
        "short_description: A site in minutes",
        &format!("short_description: \"{evil}\""),
    );
    project.replace(
        "products.yaml",
        "description: |\n  # WordPress\n",
        &format!("description: \"{evil}\"\n"),
    );
    for (kind, name) in
        [("service_plan", "wp-lite"), ("product", "wordpress"), ("installation_package", "Lite")]
    {
        let plain = run(&project, "describe", &[kind, name]).code(0).stdout;
        let is_obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!plain.contains(is_obeyed), "{plain:?}");
        let colored = run(&project, "describe", &[kind, name, "--color", "always"]).code(0).stdout;
        // Wares itself writes only escape sequences of one number and `m`. There must be no others.
        let others = colored.split("\u{1b}[").skip(1).filter(|rest| {
            let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            !number.starts_with('m')
        });
        assert_eq!(others.count(), 0, "{colored:?}");
        assert!(!colored.replace("\u{1b}[", "").contains(is_obeyed), "{colored:?}");
    }
}

#[test]
fn markdown_is_styled_with_color() {
    let colored = run(&catalog(), "describe", &["service_plan", "wp-lite", "--color", "always"]).code(0);
    colored.says("\u{1b}[1m20\u{1b}[0m \u{1b}[1mGB\u{1b}[0m of \u{1b}[3mfast\u{1b}[0m disk");
}

/// Reads every manifest of a real provider, and compares the numbers of their fields.
#[test]
fn manifests_of_a_real_provider_are_read() {
    let Some(root) = beside("real/jelastic-jps") else { return };
    let mut paths = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|it| it != "md") => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    assert_eq!(paths.len(), 17);
    let (mut project, mut packages) = (Project::new(), String::new());
    let mut names = Vec::new();
    for path in &paths {
        let name = path.strip_prefix(&root).expect("below").to_str().expect("UTF-8").to_owned();
        packages += &format!("---\nkind: installation_package\nname: {name}\nmanifest: real/{name}\n");
        project = project.file(&format!("real/{name}"), &std::fs::read_to_string(path).expect("UTF-8"));
        names.push(name);
    }
    let project = project.file("packages.yaml", &packages);
    let mut field_counts = Vec::new();
    for name in &names {
        let text = run(&project, "describe", &["installation_package", name]).code(0).stdout;
        assert!(text.contains("the manifest has no onApplySubscriptionSettings"), "{text}");
        let json = json(&project, "installation_package", name);
        let fields = json["manifest"]["fields"].as_array().expect("fields").len();
        field_counts.push(format!("{name} {fields}"));
    }
    insta::assert_snapshot!(field_counts.join("\n"), @r"
    kubernetes-settings.yaml 24
    mysql-cluster-manifest.jps 6
    mysql-performance-tuning.yml 22
    mysql-promote-addon.yml 4
    wordpress-cluster-manifest.jps 14
    wordpress-edition-standalone.yml 10
    wordpress-manifest.jps 11
    wordpress-tiers/2022-wp100.jps 7
    wordpress-tiers/2022-wp1000.jps 7
    wordpress-tiers/2022-wp200.jps 7
    wordpress-tiers/2022-wp25.jps 8
    wordpress-tiers/2022-wp50.jps 7
    wordpress-tiers/2022-wp500.jps 7
    wordpress-tiers/wp100.jps 9
    wordpress-tiers/wp1000.jps 9
    wordpress-tiers/wp200.jps 9
    wordpress-tiers/wp500.jps 9
    ");
}

/// No manifest of that provider can apply the settings of another plan, which moves require.
#[test]
fn plans_with_packages_of_a_real_provider_cannot_allow_moving() {
    let Some(root) = beside("real/jelastic-jps/wordpress-tiers") else { return };
    let mut project = Project::new();
    let mut catalog =
        "kind: product\nid: wordpress\nname: WordPress\nstatus: active\nplans: [wp100, wp200]\n".to_owned();
    for plan in ["wp100", "wp200"] {
        let text = std::fs::read_to_string(root.join(format!("{plan}.jps"))).expect("UTF-8");
        project = project.file(&format!("{plan}.jps"), &text);
        catalog += &format!(
            "---\nkind: installation_package\nname: {plan}-package\nmanifest: {plan}.jps\n---\nkind: tariff\nid: {plan}-month\n\
             name: Monthly\ncharge_period: month\ncurrency: EUR\ntiers: [{{ from: 1, price: 99 }}]\n---\nkind: service_plan\n\
             id: {plan}\nname: {plan}\nstatus: active\nallow_moving: true\npackage: {plan}-package\ntariffs: [{plan}-month]\n"
        );
    }
    let project = project.file("catalog.yaml", &catalog);
    run(&project, "check", &[]).code(1).says("V29").says("lack `onApplySubscriptionSettings`");
    let described = run(&project, "describe", &["product", "wordpress"]).code(0);
    described.says("onApplySubscriptionSettings").says("wp100-package").says("wp200-package");
}
