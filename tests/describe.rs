//! What `describe` tells of a resource, without a database.

use crate::support::{Project, Run};
use serde_json::Value;

/// Runs `describe`; nothing tells it of a database.
fn describe(project: &Project, arguments: &[&str]) -> Run {
    let output = project.command("describe").args(arguments).output().expect("the program runs");
    Run::new(&format!("describe {arguments:?}"), &output)
}

/// What is told of a resource of the hosting example.
#[track_caller]
fn hosting(kind: &str, name: &str) -> String {
    describe(&Project::example("hosting"), &[kind, name]).code(0).stdout
}

/// What is told of a resource as JSON.
#[track_caller]
fn json(project: &Project, kind: &str, name: &str) -> Value {
    let run = describe(project, &[kind, name, "--format", "json"]).code(0);
    serde_json::from_str(&run.stdout).expect("JSON")
}

/// The part of a text from a heading to the next empty line.
#[track_caller]
fn block<'a>(text: &'a str, heading: &str) -> &'a str {
    let from = text.find(heading).unwrap_or_else(|| panic!("no `{heading}` in\n{text}"));
    text[from..].split("\n\n").next().unwrap_or_default().trim_end()
}

#[test]
fn a_package_with_extra_services() {
    insta::assert_snapshot!(hosting("package", "HST-GLDM"));
}

#[test]
fn a_package_that_is_no_longer_sold() {
    insta::assert_snapshot!(hosting("package", "HST-BRZY"));
}

#[test]
fn an_extra_service_with_amounts() {
    insta::assert_snapshot!(hosting("extra_service", "XSV-MYSQL"));
}

#[test]
fn an_extra_service_that_others_share_no_period_with() {
    insta::assert_snapshot!(hosting("extra_service", "XSV-WHOIS"));
}

#[test]
fn an_extra_service_that_is_metered() {
    insta::assert_snapshot!(hosting("extra_service", "XSV-CDN"));
}

#[test]
fn an_upgrade_group() {
    insta::assert_snapshot!(hosting("upgrade_group", "Web hosting yearly"));
}

#[test]
fn an_item_that_others_bundle_and_require() {
    insta::assert_snapshot!(hosting("item", "SSL-CERT"));
}

#[test]
fn every_resource_of_the_example_is_described_in_a_hundred_columns() {
    let project = Project::example("hosting");
    for (kind, name) in
        [("package", "HST-PLTY"), ("extra_service", "XSV-DBPACK"), ("upgrade_group", "Backup")]
    {
        let text = describe(&project, &[kind, name]).code(0).stdout;
        let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 100).collect();
        assert_eq!(long, Vec::<&str>::new());
        assert!(text.lines().all(|line| line == line.trim_end()), "no line ends in blanks:\n{text}");
    }
}

#[test]
fn a_step_beyond_the_most_leaves_one_amount() {
    let text = hosting("extra_service", "XSV-DBPACK");
    insta::assert_snapshot!(block(&text, "Amounts to choose from"), @r"
    Amounts to choose from
      1 amount: 1, since the step of 1.1 leads beyond 2; the unit has no name
      amount  1 month EUR  1 month USD  1 year EUR  1 year USD
           1         3.50         3.90       39.00       43.00
    ");
    insta::assert_snapshot!(block(&text, "Link that"), @r"
    Link that selects it on the page of extra services
      selectedProduct=XSV-DBPACK                  selects 1, the least
      selectedProduct=XSV-DBPACK&selectedValue=1  selects 1, the only amount
    ");
}

#[test]
fn a_service_that_is_out_of_the_shop_is_seen_by_nobody() {
    let project = Project::example("hosting");
    project.replace(
        "services/databases.yaml",
        "shop: { categories: [ExtraServices], order: 12 }",
        "shop: false",
    );
    let text = describe(&project, &["extra_service", "XSV-DBPACK"]).code(0).stdout;
    insta::assert_snapshot!(block(&text, "Packages whose"));
    insta::assert_snapshot!(block(&text, "Link that"), @r"
    Link that selects it on the page of extra services
      no: no package of this catalog shows it
    ");
    assert!(text.contains("  shop                         false "), "{text}");
}

/// A catalog with one of everything that is unusual.
fn unusual() -> Project {
    Project::new()
        .file(
            "wares.yaml",
            "\
format: 1
catalog: test
currencies: [USD, EUR]
languages: [en, ja]
external: [OLD-PACK, OLD-SSL]
database: { extra_service_category: Extras }
",
        )
        .file("packages/all.yaml", PACKAGES)
        .file("services.yaml", SERVICES)
        .file("groups.yaml", GROUPS)
}

const PACKAGES: &str = r#"kind: package
article: P-1
name: { en: "Say \"end\" [now]; #1 & <more>", ja: 一番 }
description: "two\nlines and a bell \a, and so many words that they do not fit beside the field and the place that says them"
category: Hosting
extra_services: true
periods: [{ every: 1 month, prices: { USD: 1, EUR: { value: 2, enabled: false } } }]
limits: { mailboxes: unlimited }
bundle: [{ item: OLD-SSL, quantity: 2 }]
---
kind: package
article: P-2
name: Second
category: Hosting
extra_services: true
shop: false
protect: true
periods: [{ every: 1 month }, { every: 1 year }]
renewal_item: P-1
---
kind: package
article: P-3
name: Third
category: Hosting
periods: [{ every: 1 year }]
"#;

const SERVICES: &str = "\
kind: extra_service
article: S-1
name: Many
periods: [{ every: 1 month, prices: { USD: 123456789012345678901.1234, EUR: { value: 2, enabled: false } } }]
packages: [P-2, OLD-PACK]
amount: { min: 1000000, max: 4000000000, step: 0.0003, unit: GB }
---
kind: extra_service
article: S-2
name: Elsewhere
category: Other
amount: { min: 3, max: 2, step: 1 }
---
kind: extra_service
article: S-3
name: Endless
amount: { min: 3, max: 4, step: 0, unit: '' }
---
kind: extra_service
article: S & 4
name: Incomplete
prices: { USD: 5 }
amount: { max: 4 }
";

const GROUPS: &str = r#"kind: upgrade_group
name: "G \"1\" \\ end"
members:
  - { item: P-3, level: 3 }
  - { item: P-1, level: 1, upgradeable: false }
  - { item: P-2, level: 2, downgradeable: false, downgradeable_from: false }
  - { item: OLD-PACK, level: 2 }
---
kind: upgrade_group
name: Flat
members: [{ item: P-1, level: 1 }, { item: P-2, level: 1 }]
"#;

#[test]
fn an_unusual_package() {
    insta::assert_snapshot!(describe(&unusual(), &["package", "P-1"]).code(0).stdout);
    insta::assert_snapshot!(describe(&unusual(), &["package", "P-2"]).code(0).stdout);
}

#[test]
fn a_package_without_extra_services_says_so_once() {
    let text = describe(&unusual(), &["package", "P-3"]).code(0).stdout;
    insta::assert_snapshot!(block(&text, "Extra services"), @r"
    Extra services that its customers see
      none: it sells no extra services
    ");
}

#[test]
fn more_amounts_than_anybody_would_list() {
    let text = describe(&unusual(), &["extra_service", "S-1"]).code(0).stdout;
    let amounts: Vec<&str> = block(&text, "Amounts to choose from").lines().collect();
    let (head, tail) = (amounts[..5].join("\n"), amounts[amounts.len() - 2..].join("\n"));
    assert_eq!(amounts.len(), 3 + 200 + 1);
    insta::assert_snapshot!(format!("{head}\n…\n{tail}"), @r"
    Amounts to choose from
      13330000000001 amounts: from 1000000 to 4000000000 in steps of 0.0003; unit `GB`
            amount  1 month USD  1 month EUR (off)
           1000000    too large         2000000.00
      1000000.0003    too large       2000000.0006
    …
      1000000.0597    too large       2000000.1194
      … and 13329999999801 more, up to 4000000000
    ");
    insta::assert_snapshot!(block(&text, "Packages whose"), @r#"
    Packages whose customers see it
      P-1       Say "end" [now]; #1 & <more>  no: `packages` lists others         services.yaml:5:11
      P-2       Second                        yes, those who have the package:
                                              the shop does not sell it
      P-3       Third                         no: it sells no extra services      packages/all.yaml:21:1
      OLD-PACK                                known to the database alone         services.yaml:5:17
    "#);
    let json = json(&unusual(), "extra_service", "S-1");
    let choices = &json["describe"]["choices"]["amounts"];
    assert_eq!(
        (&choices["count"], &choices["last"]),
        (&Value::from(13_330_000_000_001_u64), &"4000000000".into())
    );
    assert_eq!(choices["listed"].as_array().map(Vec::len), Some(200));
    assert_eq!(choices["listed"][1]["prices"][0]["price"], Value::Null, "too large to be told exactly");
    assert_eq!(choices["listed"][1]["prices"][1]["price"], "2000000.0006");
}

#[test]
fn amounts_that_are_no_list_say_why() {
    let told = |name: &str| {
        let text = describe(&unusual(), &["extra_service", name]).code(0).stdout;
        format!("{}\n{}\n", block(&text, "Amounts to"), block(&text, "Link that"))
    };
    insta::assert_snapshot!(told("S-2") + &told("S-3") + &told("S & 4"), @r"
    Amounts to choose from
      none: `amount.min` is more than `amount.max`
    Link that selects it on the page of extra services
      no: Other data `productvalueunit` is missing (`amount.unit`)
      no: no package of this catalog shows it
    Amounts to choose from
      none: `amount.step` is 0; the unit has no name
    Link that selects it on the page of extra services
      selectedProduct=S-3  there is no amount to select
    Amounts to choose from
      none: `amount.min` and `amount.step` are missing
    Link that selects it on the page of extra services
      no: Other data `minimalproductvalue` is missing (`amount.min`)
      no: Other data `productvaluestep` is missing (`amount.step`)
      no: Other data `productvalueunit` is missing (`amount.unit`)
    ");
}

#[test]
fn a_category_that_the_manifest_decides_is_told_with_its_place() {
    let text = describe(&unusual(), &["extra_service", "S-3"]).code(0).stdout;
    insta::assert_snapshot!(text.lines().find(|line| line.contains("category ")).unwrap_or_default(), @"  category                 Extras                   wares.yaml:6:37");
    let json = json(&unusual(), "extra_service", "S-3");
    let parts = json["describe"]["parts"].as_array().expect("parts");
    let category = parts.iter().find(|part| part["field"] == "category").expect("a category");
    assert_eq!((&category["origin"], &category["place"]["file"]), (&"manifest".into(), &"wares.yaml".into()));
}

#[test]
fn an_unusual_ladder() {
    let project = unusual();
    insta::assert_snapshot!(describe(&project, &["upgrade_group", "G \"1\" \\ end"]).code(0).stdout);
    let text = describe(&project, &["upgrade_group", "Flat"]).code(0).stdout;
    insta::assert_snapshot!(block(&text, "Moves"), @r"
    Moves
      none: there are no two levels, and members of one level are not exchanged
    ");
}

#[test]
fn a_ladder_as_a_picture() {
    let project = unusual();
    let draw = |format: &str| {
        describe(&project, &["upgrade_group", "G \"1\" \\ end", "--format", format]).code(0).stdout
    };
    insta::assert_snapshot!(draw("mermaid"));
    insta::assert_snapshot!(draw("dot"));
}

#[test]
fn only_a_ladder_can_be_drawn() {
    for format in ["mermaid", "dot"] {
        let run = describe(&unusual(), &["package", "P-1", "--format", format]).code(64);
        insta::allow_duplicates! {
            insta::assert_snapshot!(run.stderr, @r"
            error: `P-1` has no ladder that could be drawn: it is of the kind `package`
              help: mermaid and dot draw the ladders of upgrade groups; use --format text or json
            ");
        }
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn json_has_the_shape_of_every_command() {
    let project = unusual();
    let json = json(&project, "upgrade_group", "G \"1\" \\ end");
    assert_eq!((&json["format_version"], &json["command"]), (&1.into(), &"describe".into()));
    assert_eq!(json["exit_code"], 0);
    let ladder = &json["describe"]["ladder"];
    assert_eq!(ladder["pairs"], ladder["moves"].as_array().map_or(0, Vec::len));
    insta::assert_snapshot!(format!("{:#}", ladder["moves"][0]), @r#"
    {
      "from": "P-1",
      "to": "P-2",
      "direction": "upgrade",
      "possible": false,
      "certain": false,
      "skips": false,
      "periods": [
        "1 month"
      ],
      "against": [
        {
          "flag": "upgradeable",
          "article": "P-1"
        }
      ],
      "against_otherwise": []
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", json["describe"]["external"]), @r#"
    [
      {
        "name": "OLD-PACK",
        "place": {
          "file": "groups.yaml",
          "line": 7,
          "column": 13
        }
      }
    ]
    "#);
}

#[test]
fn json_tells_who_sees_a_service_and_how_to_link_to_it() {
    let json = json(&Project::example("hosting"), "extra_service", "XSV-MYSQL");
    let described = &json["describe"];
    insta::assert_snapshot!(format!("{:#}", described["packages"][2]), @r#"
    {
      "article": "HST-SLVM",
      "name": "Silver monthly",
      "shown": false,
      "reason": "not_listed",
      "package_in_shop": true,
      "place": {
        "file": "services/databases.yaml",
        "line": 16,
        "column": 11
      }
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", described["link"]), @r#"
    {
      "works": true,
      "missing": [],
      "query": "selectedProduct=XSV-MYSQL",
      "query_with_amount": "selectedProduct=XSV-MYSQL&selectedValue=10"
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", described["choices"]["amounts"]["listed"][2]["prices"][0]), @r#"
    {
      "period": "1 month",
      "currency": "EUR",
      "enabled": true,
      "price": "3"
    }
    "#);
    let parts = described["parts"].as_array().expect("parts");
    let packages = parts.iter().find(|part| part["field"] == "packages").expect("a field");
    insta::assert_snapshot!(format!("{packages:#}"), @r#"
    {
      "field": "packages",
      "property": "packages",
      "table": "item_property",
      "key": [
        "XSV-MYSQL",
        "packages"
      ],
      "values": {
        "value": "HST-GLDY|HST-GLDQ|HST-GLDM"
      },
      "word": null,
      "origin": "document",
      "place": {
        "file": "services/databases.yaml",
        "line": 16,
        "column": 11
      }
    }
    "#);
}

#[test]
fn a_name_that_leads_to_nothing() {
    let project = unusual();
    let told = |arguments: &[&str]| describe(&project, arguments).code(1).stderr;
    insta::assert_snapshot!(told(&["package", "P-9"]), @r"
    error: there is no package `P-9`
      help: did you mean `P-1`, `P-2` or `P-3`?
    ");
    insta::assert_snapshot!(told(&["item", "X"]), @r"
    error: there is no item `X`
      help: the catalog has no item
    ");
    insta::assert_snapshot!(told(&["package", "S & 4"]), @r"
    error: there is no package `S & 4`; there is one of the kind `extra_service`
      help: write `wares describe extra_service 'S & 4'`
    ");
    insta::assert_snapshot!(told(&["package", "OLD-PACK"]), @r"
    error: `OLD-PACK` is known to the database alone: the manifest calls it external
      help: only what the files describe can be described
    ");
    insta::assert_snapshot!(told(&["package", "a\u{1b}[31mb"]), @r"
    error: there is no package `a\u{1b}[31mb`
      help: there are `P-1`, `P-2` and `P-3`
    ");
    let run = describe(&project, &["package", "P-9", "--format", "json"]).code(1);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        (&json["exit_code"], &json["error"]["message"]),
        (&1.into(), &"there is no package `P-9`".into())
    );
}

#[test]
fn a_kind_that_does_not_exist_is_wrong_usage() {
    describe(&unusual(), &["pakage", "P-1"]).code(64).says("'package'");
}

#[test]
fn a_catalog_with_findings_is_not_described() {
    let project = unusual();
    project.replace("packages/all.yaml", "renewal_item: P-1", "renewal_item: P-0");
    describe(&project, &["package", "P-3"]).code(1).says("there is no article `P-0`");
    let run = describe(&project, &["package", "P-3", "--format", "json"]).code(1);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["findings"][0]["code"], "A02");
}

#[test]
fn colours_are_for_those_who_want_them() {
    let project = unusual();
    let plain = describe(&project, &["package", "P-1"]).code(0).stdout;
    let painted = describe(&project, &["package", "P-1", "--color", "always"]).code(0).stdout;
    assert!(!plain.contains('\u{1b}') && painted.contains("\u{1b}[1mpackage `P-1`"));
}
