//! The output of `describe`, which needs no database.

use crate::support::{ITEM, Project, Run};
use serde_json::Value;

/// Runs `describe` without the URL of a database.
fn describe(project: &Project, arguments: &[&str]) -> Run {
    let output = project.command("describe").args(arguments).output().expect("the program runs");
    Run::new(&format!("describe {arguments:?}"), &output)
}

/// The description of a resource of the hosting example.
#[track_caller]
fn hosting(kind: &str, name: &str) -> String {
    describe(&Project::example("hosting"), &[kind, name]).code(0).stdout
}

/// The description of a resource as JSON.
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
fn package_that_is_no_longer_sold_is_described() {
    insta::assert_snapshot!(hosting("package", "HST-BRZY"), @r"
    package `HST-BRZY`  packages/legacy.yaml:5:1

      name.en                     Bronze yearly                               packages/legacy.yaml:7:13
      name.de                     Bronze jährlich                             packages/legacy.yaml:7:32
      description.en              A single page and a few mailboxes. No       packages/legacy.yaml:8:14
                                  longer sold.
      category                    HostingPackage                              packages/legacy.yaml:9:11
      periods[1 year]                                                         packages/legacy.yaml:11:14
      periods[1 year].prices.EUR  29.00                                       packages/legacy.yaml:11:37
      periods[1 year].prices.USD  32.00, enabled false                        packages/legacy.yaml:11:49
      limits.space_mb             256                                         packages/legacy.yaml:13:13
      limits.traffic_gb           5                                           packages/legacy.yaml:14:15
      limits.websites             1                                           packages/legacy.yaml:15:13
      limits.mailboxes            3                                           packages/legacy.yaml:16:14
      taxes.tax1                  VAT                                         packages/legacy.yaml:17:16
      expiry_action               terminate                                   packages/legacy.yaml:18:16
      unpaid_action               suspend                                     packages/legacy.yaml:19:16
      shop                        false                                       packages/legacy.yaml:20:7
      protect                     true                                        packages/legacy.yaml:21:10
      properties.space            256 MB                                      packages/legacy.yaml:22:22
      properties.traffic          5 GB                                        packages/legacy.yaml:22:39
      properties.duration         12                                          packages/legacy.yaml:22:55

    Extra services that its customers see
      none: it sells no extra services
    ");
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
fn item_is_described_with_the_resources_that_bundle_or_require_it() {
    insta::assert_snapshot!(hosting("item", "SSL-CERT"), @r"
    item `SSL-CERT`  certificates.yaml:4:1

      name.en                     SSL certificate                                certificates.yaml:6:13
      name.de                     SSL-Zertifikat                                 certificates.yaml:6:34
      description.en              Encrypts one website and its subdomains.       certificates.yaml:8:7
      description.de              Verschlüsselt eine Website und ihre            certificates.yaml:9:7
                                  Subdomains.
      category                    SSL                                            certificates.yaml:10:11
      shop.categories[SSL]                                                       certificates.yaml:10:11
      periods[1 year]                                                            certificates.yaml:12:14
      periods[1 year].prices.EUR  39.00                                          certificates.yaml:12:37
      periods[1 year].prices.USD  43.00                                          certificates.yaml:12:49
      taxes.tax1                  VAT                                            certificates.yaml:13:16
      provisioning_service        SslCertificate                                 certificates.yaml:14:23
      expiry_action               terminate                                      certificates.yaml:15:16

    Referred to by
      package `HST-PLTY`        bundle.item  packages/yearly.yaml:75:13
      extra_service `XSV-SHOP`  requires     services/web.yaml:42:12
    ");
}

#[test]
fn descriptions_fit_in_a_hundred_columns() {
    let project = Project::example("hosting");
    for (kind, name) in
        [("package", "HST-PLTY"), ("extra_service", "XSV-DBPACK"), ("upgrade_group", "Backup")]
    {
        let text = describe(&project, &[kind, name]).code(0).stdout;
        let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 100).collect();
        assert_eq!(long, Vec::<&str>::new());
        assert!(text.lines().all(|line| line == line.trim_end()), "no line may end in spaces:\n{text}");
    }
}

#[test]
fn step_beyond_the_maximum_leaves_one_amount() {
    let text = hosting("extra_service", "XSV-DBPACK");
    insta::assert_snapshot!(block(&text, "Amounts to choose from"), @r"
    Amounts to choose from
      1 amount: 1, since a step of 1.1 would exceed 2; the unit has no name
      amount  1 month EUR  1 month USD  1 year EUR  1 year USD
           1         3.50         3.90       39.00       43.00
    ");
    insta::assert_snapshot!(block(&text, "Link that"), @r"
    Link that selects the service on the page of extra services
      selectedProduct=XSV-DBPACK                  selects 1, the lowest amount
      selectedProduct=XSV-DBPACK&selectedValue=1  selects 1, the only amount
    ");
}

#[test]
fn service_that_is_not_in_the_shop_is_hidden_from_customers() {
    let project = Project::example("hosting");
    project.replace(
        "services/databases.yaml",
        "shop: { categories: [ExtraServices], order: 12 }",
        "shop: false",
    );
    let text = describe(&project, &["extra_service", "XSV-DBPACK"]).code(0).stdout;
    insta::assert_snapshot!(block(&text, "Packages whose"), @"
    Packages whose customers see it
      DNS-PK    DNS only            no: it sells no extra services   packages/dns.yaml:6:1
      HST-BRZY  Bronze yearly       no: it sells no extra services   packages/legacy.yaml:5:1
      HST-SLVM  Silver monthly      no: the shop does not show it    services/databases.yaml:63:7
      HST-GLDM  Gold monthly        no: `packages` does not list it  services/databases.yaml:56:11
      HST-PLTM  Platinum monthly    no: it sells no extra services   packages/monthly.yaml:63:1
      HST-GLDQ  Gold quarterly      no: it sells no extra services   packages/quarterly.yaml:5:1
      HST-PLTQ  Platinum quarterly  no: it sells no extra services   packages/quarterly.yaml:29:1
      HST-SLVY  Silver yearly       no: the shop does not show it    services/databases.yaml:63:7
      HST-GLDY  Gold yearly         no: `packages` does not list it  services/databases.yaml:56:11
      HST-PLTY  Platinum yearly     no: it sells no extra services   packages/yearly.yaml:57:1
    ");
    insta::assert_snapshot!(block(&text, "Link that"), @r"
    Link that selects the service on the page of extra services
      no: no package of this catalog shows it
    ");
    assert!(text.contains("  shop                         false "), "{text}");
}

/// A catalog in which everything is unusual: names, texts, prices, amounts and ladders.
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
    insta::assert_snapshot!(describe(&unusual(), &["package", "P-2"]).code(0).stdout, @r#"
    package `P-2`  packages/all.yaml:11:1

      name.en           Second                   packages/all.yaml:13:7
      category          Hosting                  packages/all.yaml:14:11
      extra_services    true (HasExtraServices)  packages/all.yaml:15:17
      shop              false                    packages/all.yaml:16:7
      protect           true                     packages/all.yaml:17:10
      periods[1 month]                           packages/all.yaml:18:20
      periods[1 year]                            packages/all.yaml:18:40
      renewal_item      P-1                      packages/all.yaml:19:15

    Referred to by
      upgrade_group `G "1" \ end`  members.item  groups.yaml:6:13
      upgrade_group `Flat`         members.item  groups.yaml:11:44
      extra_service `S-1`          packages      services.yaml:5:12

    Extra services that its customers see
      existing customers only: the shop does not sell the package
      S-1    Many        yes
      S-2    Elsewhere   no: the shop shows it, but not among the extra services  services.yaml:8:1
      S-3    Endless     yes
      S & 4  Incomplete  yes
    "#);
}

#[test]
fn package_without_extra_services_says_so_once() {
    let text = describe(&unusual(), &["package", "P-3"]).code(0).stdout;
    insta::assert_snapshot!(block(&text, "Extra services"), @r"
    Extra services that its customers see
      none: it sells no extra services
    ");
}

#[test]
fn long_list_of_amounts_is_truncated() {
    let text = describe(&unusual(), &["extra_service", "S-1"]).code(0).stdout;
    let amounts: Vec<&str> = block(&text, "Amounts to choose from").lines().collect();
    let (head, tail) = (amounts[..5].join("\n"), amounts[amounts.len() - 2..].join("\n"));
    assert_eq!(amounts.len(), 3 + 200 + 1);
    insta::assert_snapshot!(format!("{head}\n…\n{tail}"), @r"
    Amounts to choose from
      13,330,000,000,001 amounts: from 1000000 to 4000000000 in steps of 0.0003; unit `GB`
            amount  1 month USD  1 month EUR (off)
           1000000    too large         2000000.00
      1000000.0003    too large       2000000.0006
    …
      1000000.0597    too large       2000000.1194
      … and 13,329,999,999,801 more, up to 4000000000
    ");
    insta::assert_snapshot!(block(&text, "Packages whose"), @r#"
    Packages whose customers see it
      P-1       Say "end" [now]; #1 & <more>  no: `packages` does not list it     services.yaml:5:11
      P-2       Second                        yes, existing customers only: the
                                              shop does not sell the package
      P-3       Third                         no: it sells no extra services      packages/all.yaml:21:1
      OLD-PACK                                exists only in the database         services.yaml:5:17
    "#);
    let json = json(&unusual(), "extra_service", "S-1");
    let choices = &json["describe"]["choices"]["amounts"];
    assert_eq!(
        (&choices["count"], &choices["last"]),
        (&Value::from(13_330_000_000_001_u64), &"4000000000".into())
    );
    assert_eq!(choices["listed"].as_array().map(Vec::len), Some(200));
    assert_eq!(choices["listed"][1]["prices"][0]["price"], Value::Null, "too large to be exact");
    assert_eq!(choices["listed"][1]["prices"][1]["price"], "2000000.0006");
}

#[test]
fn missing_list_of_amounts_is_explained() {
    let sections = |name: &str| {
        let text = describe(&unusual(), &["extra_service", name]).code(0).stdout;
        format!("{}\n{}\n", block(&text, "Amounts to"), block(&text, "Link that"))
    };
    insta::assert_snapshot!(sections("S-2") + &sections("S-3") + &sections("S & 4"), @r"
    Amounts to choose from
      none: `amount.min` is more than `amount.max`
    Link that selects the service on the page of extra services
      no: the property `productvalueunit` is missing (`amount.unit`)
      no: no package of this catalog shows it
    Amounts to choose from
      none: `amount.step` is 0; the unit has no name
    Link that selects the service on the page of extra services
      selectedProduct=S-3  there is no amount to select
    Amounts to choose from
      none: `amount.min` and `amount.step` are missing
    Link that selects the service on the page of extra services
      no: the property `minimalproductvalue` is missing (`amount.min`)
      no: the property `productvaluestep` is missing (`amount.step`)
      no: the property `productvalueunit` is missing (`amount.unit`)
    ");
}

/// A catalog in which properties take the place of fields, as import writes them.
fn raw() -> Project {
    Project::new().file("wares.yaml", MANIFEST).file("a.yaml", RAW)
}

const MANIFEST: &str = "format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\n";

const RAW: &str = r#"kind: package
article: HST-A
name: A
category: Hosting
extra_services: true
check_duration: true
periods: [{ every: 1 month }, { every: 1 year }]
---
kind: package
article: HST-B
name: B
category: Hosting
properties: { HasExtraServices: "True" }
---
kind: package
article: HST-C
name: C
category: Hosting
---
kind: extra_service
article: XSV-1
name: One
periods: [{ every: 1 year }]
amount: { min: 1, step: 1, unit: "" }
properties: { maximalproductvalue: "010", packages: "HST-B|", tos: none }
---
kind: extra_service
article: XSV-2
name: Two
periods: [{ every: 1 year, prices: { EUR: 1 } }]
properties: { PRODUCTVALUESTEP: "" }
"#;

#[test]
fn property_that_replaces_a_field_makes_dependent_values_unknown() {
    insta::assert_snapshot!(describe(&raw(), &["extra_service", "XSV-1"]).code(0).stdout);
    let text = describe(&raw(), &["extra_service", "XSV-2"]).code(0).stdout;
    insta::assert_snapshot!(&text[text.find("Packages whose").expect("a heading")..], @"
    Packages whose customers see it
      HST-A  A  yes, for 1 year
      HST-B  B  unknown: the property `HasExtraServices` is `True`, which the field         a.yaml:13:33
                `extra_services` cannot hold
      HST-C  C  no: it sells no extra services                                              a.yaml:15:1

    Amounts to choose from
      unknown: the property `PRODUCTVALUESTEP` is empty, which the field `amount.step`      a.yaml:31:33
      cannot hold

    Link that selects the service on the page of extra services
      no: the property `minimalproductvalue` is missing (`amount.min`)
      no: the property `maximalproductvalue` is missing (`amount.max`)
      no: the property `productvalueunit` is missing (`amount.unit`)
      unknown: the property `PRODUCTVALUESTEP` is empty, which the field `amount.step`      a.yaml:31:33
      cannot hold
    ");
    let text = describe(&raw(), &["package", "HST-B"]).code(0).stdout;
    insta::assert_snapshot!(block(&text, "Extra services"), @"
    Extra services that its customers see
      XSV-1  One  unknown: the property `HasExtraServices` is `True`, which the field       a.yaml:13:33
                  `extra_services` cannot hold
      XSV-2  Two  unknown: the property `HasExtraServices` is `True`, which the field       a.yaml:13:33
                  `extra_services` cannot hold
    ");
}

#[test]
fn json_names_the_property_that_replaces_a_field() {
    let json = json(&raw(), "extra_service", "XSV-1");
    let described = &json["describe"];
    let max = serde_json::json!({
        "property": "maximalproductvalue", "field": "amount.max", "value": "010",
        "place": { "file": "a.yaml", "line": 25, "column": 36 },
    });
    assert_eq!(described["choices"]["no_amounts"], serde_json::json!({ "raw": [max] }));
    assert_eq!((&described["link"]["works"], &described["link"]["raw"][0]), (&Value::Null, &max));
    assert_eq!(described["link"]["missing"], serde_json::json!([]));
    insta::assert_snapshot!(format!("{:#}", described["packages"][1]), @r#"
    {
      "article": "HST-B",
      "name": "B",
      "shown": null,
      "periods": null,
      "reason": "raw_property",
      "raw": {
        "property": "HasExtraServices",
        "field": "extra_services",
        "value": "True",
        "place": {
          "file": "a.yaml",
          "line": 13,
          "column": 33
        }
      },
      "package_in_shop": true,
      "place": {
        "file": "a.yaml",
        "line": 13,
        "column": 33
      }
    }
    "#);
    let max = described["parts"].as_array().expect("parts").iter().find(|part| part["place"] == max["place"]);
    let max = max.expect("a part");
    assert_eq!((&max["field"], &max["property"]), (&"properties.maximalproductvalue".into(), &Value::Null));
}

#[test]
fn shared_periods_are_listed_if_the_package_checks_the_duration() {
    let project = raw();
    let text = describe(&project, &["package", "HST-A"]).code(0).stdout;
    assert!(block(&text, "Extra services").contains("XSV-2  Two  yes, for 1 year"), "{text}");
    let first_package =
        |project: &Project| json(project, "extra_service", "XSV-2")["describe"]["packages"][0].clone();
    assert_eq!(
        (&first_package(&project)["shown"], &first_package(&project)["periods"]),
        (&true.into(), &vec!["1 year"].into())
    );
    project.replace("a.yaml", "check_duration: true\n", "shop: false\n");
    assert_eq!(
        (&first_package(&project)["shown"], &first_package(&project)["periods"]),
        (&true.into(), &Value::Null)
    );
    project.replace("a.yaml", "shop: false\n", "shop: false\ncheck_duration: true\n");
    let text = describe(&project, &["extra_service", "XSV-2"]).code(0).stdout;
    assert!(text.contains("yes, for 1 year, existing customers only: the shop does not"), "{text}");
}

#[test]
fn category_from_the_manifest_has_its_location() {
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
      none: there are no members on different levels to move between
    ");
}

#[test]
fn ladder_is_drawn_as_mermaid_and_dot() {
    let project = unusual();
    let draw = |format: &str| {
        describe(&project, &["upgrade_group", "G \"1\" \\ end", "--format", format]).code(0).stdout
    };
    insta::assert_snapshot!(draw("mermaid"), @r#"
    ---
    title: "G \"1\" \\ end"
    ---
    flowchart BT
        subgraph level0["level 1"]
            n0["P-1<br/>Say #34;end#34; #91;now#93;#59; #35;1 #38; #60;more#62;"]
        end
        subgraph level1["level 2"]
            n1["P-2<br/>Second"]
            n2["OLD-PACK<br/>exists only in the database"]
        end
        subgraph level2["level 3"]
            n3["P-3<br/>Third"]
        end
        n0 -.->|"1 month (only under the other reading of the flags)"| n1
        n0 -.->|"periods unknown (only under the other reading of the flags)"| n2
        n2 -.->|"periods unknown"| n0
        n1 -->|"1 year"| n3
        n2 <-.->|"periods unknown"| n3
    "#);
    insta::assert_snapshot!(draw("dot"), @r#"
    digraph ladder {
        rankdir=BT;
        label="G \"1\" \\ end";
        node [shape=box];
        n0 [label="P-1\nSay \"end\" [now]; #1 &amp; <more>\nlevel 1"];
        { rank=same; n0; }
        n1 [label="P-2\nSecond\nlevel 2"];
        n2 [label="OLD-PACK\nexists only in the database\nlevel 2"];
        { rank=same; n1; n2; }
        n3 [label="P-3\nThird\nlevel 3"];
        { rank=same; n3; }
        n0 -> n1 [dir=forward, style=dashed, label="1 month (only under the other reading of the flags)"];
        n0 -> n2 [dir=forward, style=dashed, label="periods unknown (only under the other reading of the flags)"];
        n0 -> n2 [dir=back, style=dashed, label="periods unknown"];
        n1 -> n3 [dir=forward, label="1 year"];
        n2 -> n3 [dir=both, style=dashed, label="periods unknown"];
    }
    "#);
}

#[test]
fn only_ladders_can_be_drawn() {
    for format in ["mermaid", "dot"] {
        let run = describe(&unusual(), &["package", "P-1", "--format", format]).code(64);
        insta::allow_duplicates! {
            insta::assert_snapshot!(run.stderr, @r"
            error: `P-1` has no ladder to draw, because its kind is `package`
              help: mermaid and dot only draw the ladders of upgrade groups; use --format text or json
            ");
        }
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn json_has_the_common_keys_moves_and_external_members() {
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
fn json_says_who_sees_a_service_and_how_to_link_to_it() {
    let json = json(&Project::example("hosting"), "extra_service", "XSV-MYSQL");
    let described = &json["describe"];
    insta::assert_snapshot!(format!("{:#}", described["packages"][2]), @r#"
    {
      "article": "HST-SLVM",
      "name": "Silver monthly",
      "shown": false,
      "periods": null,
      "reason": "not_listed",
      "raw": null,
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
      "raw": [],
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
fn unknown_name_is_an_error_with_help() {
    let project = unusual();
    let stderr = |arguments: &[&str]| describe(&project, arguments).code(1).stderr;
    insta::assert_snapshot!(stderr(&["package", "P-9"]), @r"
    error: there is no package `P-9`
      help: did you mean `P-1`, `P-2` or `P-3`?
    ");
    insta::assert_snapshot!(stderr(&["item", "X"]), @r"
    error: there is no item `X`
      help: the catalog has no item
    ");
    insta::assert_snapshot!(stderr(&["package", "S & 4"]), @r"
    error: there is no package `S & 4`, but a resource of the kind `extra_service` has this name
      help: write `wares describe extra_service 'S & 4'`
    ");
    insta::assert_snapshot!(stderr(&["package", "OLD-PACK"]), @r"
    error: `OLD-PACK` exists only in the database: the manifest lists it as external
      help: only what the files describe can be described
    ");
    insta::assert_snapshot!(stderr(&["package", "a\u{1b}[31mb"]), @r"
    error: there is no package `a\u{1b}[31mb`
      help: expected one of `P-1`, `P-2` or `P-3`
    ");
    let run = describe(&project, &["package", "P-9", "--format", "json"]).code(1);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        (&json["exit_code"], &json["error"]["message"]),
        (&1.into(), &"there is no package `P-9`".into())
    );
}

#[test]
fn unknown_kind_is_wrong_usage() {
    describe(&unusual(), &["pakage", "P-1"]).code(64).says("'package'");
}

#[test]
fn catalog_with_errors_is_described_as_far_as_it_can_be_read() {
    let project = unusual();
    project.replace("packages/all.yaml", "renewal_item: P-1", "renewal_item: P-0");
    project.write("broken.yaml", "kind: [\n");
    let run = describe(&project, &["package", "P-3"]).code(0);
    assert!(run.stdout.starts_with("package `P-3`"), "{}", run.stdout);
    assert_eq!(run.stderr, "note: 2 errors in the files; `wares check` shows them\n");
    let run = describe(&project, &["package", "P-3", "--format", "json"]).code(0);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&json["describe"]["name"], &json["findings"][1]["code"]), (&"P-3".into(), &"A02".into()));
    project.run("plan").code(1).says("there is no article `P-0`");
}

#[test]
fn colors_are_only_used_on_request() {
    let project = unusual();
    let plain = describe(&project, &["package", "P-1"]).code(0).stdout;
    let painted = describe(&project, &["package", "P-1", "--color", "always"]).code(0).stdout;
    assert!(!plain.contains('\u{1b}') && painted.contains("\u{1b}[1mpackage `P-1`"));
}

/// The description, as JSON, of a resource of the unusual catalog.
#[track_caller]
fn describe_unusual(kind: &str, name: &str) -> Value {
    json(&unusual(), kind, name)["describe"].clone()
}

#[test]
fn json_says_why_a_service_is_not_shown() {
    let visibility = |described: &Value, list: &str| -> Vec<String> {
        let entries = described[list].as_array().expect("a list").iter();
        let line = |entry: &Value| {
            format!(
                "{} {} {} {}",
                entry["article"], entry["shown"], entry["reason"], entry["package_in_shop"]
            )
        };
        entries.map(|entry| line(entry).replace('"', "")).collect()
    };
    assert_eq!(
        visibility(&describe_unusual("extra_service", "S-1"), "packages"),
        [
            "P-1 false not_listed true",
            "P-2 true null false",
            "P-3 false no_extra_services true",
            "OLD-PACK null external null"
        ]
    );
    assert_eq!(
        visibility(&describe_unusual("package", "P-1"), "services")[1],
        "S-2 false other_category true"
    );
    let project = unusual();
    project.replace("services.yaml", "name: Endless\n", "name: Endless\nshop: false\n");
    project.replace("packages/all.yaml", "limits: {", "check_duration: true\nlimits: {");
    let services = visibility(&json(&project, "package", "P-1")["describe"], "services");
    assert_eq!(services[2], "S-3 false no_shared_period true");
    let services = visibility(&json(&project, "package", "P-2")["describe"], "services");
    assert_eq!(services[2], "S-3 false not_in_shop false");
}

#[test]
fn json_says_why_there_are_no_amounts_and_no_link() {
    let choices = |name| describe_unusual("extra_service", name)["choices"]["no_amounts"].clone();
    assert_eq!(choices("S-1"), Value::Null);
    assert_eq!(choices("S-2"), serde_json::json!({ "empty": true }));
    assert_eq!(choices("S-3"), serde_json::json!({ "no_step": true }));
    assert_eq!(choices("S & 4"), serde_json::json!({ "missing": ["amount.min", "amount.step"] }));
    assert_eq!(
        describe_unusual("extra_service", "S-2")["link"]["missing"],
        serde_json::json!([{ "property": "productvalueunit", "field": "amount.unit" }, { "customers": true }])
    );
}

#[test]
fn json_has_members_and_uncertain_moves() {
    let project = unusual();
    project.replace(
        "groups.yaml",
        "{ item: P-3, level: 3 }",
        "{ item: P-3, level: 3, downgradeable_from: false }",
    );
    let ladder = json(&project, "upgrade_group", "G \"1\" \\ end")["describe"]["ladder"].clone();
    let fields = [
        "article",
        "level",
        "upgradeable",
        "downgradeable",
        "upgradeable_from",
        "downgradeable_from",
        "external",
        "in_shop",
    ];
    let member = |member: &Value| fields.map(|field| member[field].to_string()).join(" ").replace('"', "");
    let members: Vec<String> = ladder["members"].as_array().expect("members").iter().map(member).collect();
    assert_eq!(
        members,
        [
            "P-1 1 false true true true false true",
            "P-2 2 true false true false false false",
            "OLD-PACK 2 true true true true true null",
            "P-3 3 true true true false false true"
        ]
    );
    let one = |step: &Value| {
        let values = ["from", "to", "possible", "certain"].map(|field| step[field].to_string());
        values.join(" ").replace('"', "")
    };
    let moves: Vec<String> = ladder["moves"].as_array().expect("moves").iter().map(one).collect();
    assert!(moves.contains(&"OLD-PACK P-3 null true".to_owned()), "the periods are unknown: {moves:?}");
    assert!(moves.contains(&"P-1 OLD-PACK false false".to_owned()), "a flag forbids it: {moves:?}");
    assert!(moves.contains(&"P-2 P-3 true true".to_owned()), "{moves:?}");
}

#[test]
fn json_gives_the_origin_of_each_value() {
    let project = unusual();
    let package = json(&project, "package", "P-2")["describe"].clone();
    assert_eq!((&package["protect"], &package["kind"]), (&true.into(), &"package".into()));
    let words = |described: &Value| -> Vec<String> {
        let parts = described["parts"].as_array().expect("parts").iter();
        let parts = parts.filter(|part| !part["word"].is_null());
        parts.map(|part| format!("{} {}", part["field"], part["word"]).replace('"', "")).collect()
    };
    assert_eq!(words(&package), ["shop false", "protect true"]);
    project.replace("wares.yaml", "database: { extra_service_category: Extras }\n", "");
    let service = json(&project, "extra_service", "S-3")["describe"].clone();
    let parts = service["parts"].as_array().expect("parts");
    let category = parts.iter().find(|part| part["field"] == "category").expect("a category");
    assert_eq!((&category["origin"], &category["place"]), (&"manifest_default".into(), &Value::Null));
}

#[test]
fn resources_of_two_kinds_with_the_same_name_are_distinguished() {
    let project = unusual();
    project.replace("groups.yaml", "name: Flat", "name: P-1");
    let text = describe(&project, &["upgrade_group", "P-1"]).code(0).stdout;
    assert!(!text.contains("Referred to by"), "nothing refers to a group:\n{text}");
}

/// The description of the only resource of a catalog.
#[track_caller]
fn describe_only(kind: &str, document: &str) -> String {
    let project = Project::new().file("a.yaml", &format!("kind: {kind}\narticle: A\nname: A\n{document}"));
    describe(&project, &[kind, "A"]).code(0).stdout
}

#[test]
fn missing_packages_services_and_prices_are_mentioned() {
    let text = describe_only("extra_service", "prices: { EUR: 1 }\n");
    assert_eq!(
        block(&text, "Packages whose"),
        "Packages whose customers see it\n  none: the catalog has no packages"
    );
    let text = describe_only("package", "category: Hosting\nextra_services: true\nprices: { EUR: 1 }\n");
    assert_eq!(
        block(&text, "Extra services"),
        "Extra services that its customers see\n  none: the catalog has no extra services"
    );
    let text = describe_only("extra_service", "amount: { min: 1, max: 2, step: 1 }\n");
    insta::assert_snapshot!(block(&text, "Amounts to choose"), @r"
    Amounts to choose from
      2 amounts: from 1 to 2 in steps of 1
      amount
           1
           2
      there is no price
    ");
    let text = describe_only("extra_service", "amount: { min: 1, step: 1 }\nprices: { EUR: 1 }\n");
    assert_eq!(block(&text, "Amounts to choose"), "Amounts to choose from\n  none: `amount.max` is missing");
}

#[test]
fn prices_that_do_not_fit_in_one_line_continue_below() {
    let period = |months| format!("{{ every: {months} months, prices: {{ EUR: {months}, USD: {months} }} }}");
    let periods: Vec<String> = [2, 3, 4, 6].map(period).to_vec();
    let document = format!("amount: {{ min: 1, max: 1, step: 1 }}\nperiods: [{}]\n", periods.join(", "));
    insta::assert_snapshot!(block(&describe_only("extra_service", &document), "Amounts to choose"), @r"
    Amounts to choose from
      1 amount: 1
      amount  2 months EUR  2 months USD  3 months EUR  3 months USD  4 months EUR  4 months USD
           1          2.00          2.00          3.00          3.00          4.00          4.00
      amount  6 months EUR  6 months USD
           1          6.00          6.00
    ");
}

#[test]
fn ladder_shows_one_time_prices_and_colors_uncertain_moves() {
    let project = unusual();
    project.replace("packages/all.yaml", "periods: [{ every: 1 year }]\n", "prices: { USD: 1 }\n");
    let name = "G \"1\" \\ end";
    let text = describe(&project, &["upgrade_group", name, "--color", "always"]).code(0).stdout;
    let ladder = block(&text, "Ladder");
    assert!(ladder.lines().any(|line| line.contains("P-3") && line.contains("one-time")), "{ladder}");
    let color = |step: &str| {
        let line = text.lines().find(|line| line.contains(step)).unwrap_or_default();
        line.split("\u{1b}[").nth(1).and_then(|rest| rest.split('m').next()).unwrap_or_default().to_owned()
    };
    assert_eq!(color("P-2 → P-3"), "31", "an impossible move is red:\n{text}");
    assert_eq!(color("P-1 → P-2"), "33", "an uncertain move is yellow");
    assert_eq!(color("OLD-PACK → P-1"), "33", "an unknown move is yellow");
    let project = unusual();
    let text = describe(&project, &["upgrade_group", name, "--color", "always"]).code(0).stdout;
    let possible = text.lines().find(|line| line.contains("P-2 → P-3")).unwrap_or_default();
    assert!(possible.contains("\u{1b}[32myes"), "{possible}");
}

#[test]
fn long_list_of_moves_is_truncated_with_a_count() {
    let members: Vec<String> =
        (0..50).map(|number| format!("{{ item: OLD-{number}, level: {number} }}")).collect();
    let external: Vec<String> = (0..50).map(|number| format!("OLD-{number}")).collect();
    let manifest = "format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\nexternal: ";
    let group = format!("kind: upgrade_group\nname: Many\nmembers: [{}]\n", members.join(", "));
    let project = Project::new()
        .file("wares.yaml", &format!("{manifest}[{}]\n", external.join(", ")))
        .file("a.yaml", &group);
    let draw = |format| describe(&project, &["upgrade_group", "Many", "--format", format]).code(0).stdout;
    let text = draw("text");
    assert_eq!(text.lines().filter(|line| line.contains(" → ")).count(), 1000);
    assert!(text.contains("  … and 1,450 more\n"), "{text}");
    let ladder = &json(&project, "upgrade_group", "Many")["describe"]["ladder"];
    assert_eq!((&ladder["pairs"], ladder["moves"].as_array().map(Vec::len)), (&2450.into(), Some(1000)));
    assert!(draw("mermaid").ends_with("    %% 225 more pairs of members are left out\n"));
    assert!(draw("dot").ends_with("    // 225 more pairs of members are left out\n}\n"));
}

#[test]
fn drawing_contains_no_control_characters() {
    let project = unusual();
    project.replace("groups.yaml", "name: Flat", "name: \"a\\ab\"");
    project.replace("packages/all.yaml", "name: Second", "name: \"x\\ay\"");
    let draw = |format| describe(&project, &["upgrade_group", "a\u{7}b", "--format", format]).code(0).stdout;
    let mermaid = draw("mermaid");
    assert!(mermaid.starts_with("---\ntitle: \"a\\\\u{7}b\"\n"), "{mermaid}");
    assert!(mermaid.contains("x#92;u#123;7#125;y"), "{mermaid}");
    let dot = draw("dot");
    assert!(dot.contains("label=\"a\\\\u{7}b\"") && dot.contains("x\\\\u{7}y"), "{dot}");
}

#[test]
fn resource_in_an_invalid_file_is_not_called_missing() {
    let project = Project::new().file("item.yaml", &(ITEM.to_owned() + "nmae: x\n"));
    project.run("describe item DMN-COM").code(1).says("T02").says("`nmae`");
}
