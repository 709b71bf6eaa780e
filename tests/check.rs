//! The findings of `check`, line by line, and the exit code for wrong usage.

use crate::support::{ITEM, PACKAGE, Project, Run};

/// The findings of a catalog of these files, one line each, without those of rules.
#[track_caller]
fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let project = files.iter().fold(Project::new(), |project, (path, text)| project.file(path, text));
    let mut lines = lines(&project.run("check --format concise").code(1));
    lines.retain(|line| !is_of_rule(line));
    lines
}

/// Whether a line is a finding of a rule. The findings of rules have their own cases.
fn is_of_rule(line: &str) -> bool {
    wares::rules::all().iter().any(|rule| line.contains(&format!("[{}]", rule.code())))
}

fn lines(run: &Run) -> Vec<String> {
    run.stdout.lines().map(str::to_owned).collect()
}

/// The findings of a package in which one part is replaced.
#[track_caller]
fn package(from: &str, to: &str) -> Vec<String> {
    assert_eq!(PACKAGE.matches(from).count(), 1, "{from}");
    findings(&[("a.yaml", &PACKAGE.replacen(from, to, 1))])
}

#[test]
fn valid_catalog_passes_silently() {
    let run = Project::new().file("a.yaml", PACKAGE).run("check --format concise").code(0);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("no problems"), "{}", run.stderr);
}

#[test]
fn unknown_key_gets_a_suggestion() {
    assert_eq!(
        package("extra_services", "extra_servises"),
        ["a.yaml:5:1: error[T02] unknown key `extra_servises`"]
    );
    let project = Project::new().file("a.yaml", &PACKAGE.replace("extra_services", "extra_servises"));
    project.run("check").code(1).says("did you mean `extra_services`?");
}

#[test]
fn unknown_key_inside_a_period_is_located_at_the_key() {
    assert_eq!(package("prices:", "price:"), ["a.yaml:7:22: error[T02] unknown key `price`"]);
}

#[test]
fn unknown_kind_gets_a_suggestion() {
    assert_eq!(
        package("kind: package", "kind: pakage"),
        ["a.yaml:1:7: error[T01] there is no kind `pakage`"]
    );
    let project = Project::new().file("a.yaml", &PACKAGE.replace("kind: package", "kind: pakage"));
    project.run("check").code(1).says("did you mean `package`?");
}

#[test]
fn document_without_a_kind_is_an_error() {
    assert_eq!(package("kind: package\n", ""), ["a.yaml:1:1: error[T03] the document has no `kind`"]);
}

#[test]
fn missing_key_is_an_error() {
    assert_eq!(package("name: Gold\n", ""), ["a.yaml:1:1: error[T03] `name` is missing"]);
}

#[test]
fn wrong_type_is_an_error() {
    let found =
        package("periods:\n  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }", "periods: 1 year");
    assert_eq!(found, ["a.yaml:6:10: error[T04] expected a list, found the string `1 year`"]);
}

#[test]
fn null_is_an_error() {
    assert_eq!(package("category: HostingPackage", "category:").len(), 1);
    assert_eq!(package("extra_services: true", "extra_services: ~").len(), 1);
}

#[test]
fn yes_is_a_string_and_not_a_boolean() {
    let found = package("extra_services: true", "extra_services: yes");
    assert_eq!(found, ["a.yaml:5:17: error[T04] expected a boolean, found the string `yes`"]);
    let project =
        Project::new().file("a.yaml", &PACKAGE.replace("extra_services: true", "extra_services: yes"));
    project.run("check").code(1).says("write `true`: in YAML 1.2, `yes` is a string");
}

#[test]
fn article_with_both_periods_and_prices_is_an_error() {
    let found = package("limits:", "prices: { EUR: 5.00 }\nlimits:");
    assert_eq!(found, ["a.yaml:8:1: error[T06] `HST-GLDY` has both `periods` and `prices`"]);
}

#[test]
fn undeclared_currency_is_an_error() {
    let found = package("USD: 109.00", "GBP: 109.00");
    assert_eq!(
        found,
        ["a.yaml:7:44: error[X02] the currency `GBP` is not listed in the manifest's `currencies`"]
    );
}

#[test]
fn undeclared_language_is_an_error() {
    let found = package("name: Gold", "name: { en: Gold, fr: Or }");
    assert_eq!(
        found,
        ["a.yaml:3:19: error[A34] the language `fr` is not listed in the manifest's `languages`"]
    );
}

#[test]
fn name_must_have_the_default_language() {
    let found = package("name: Gold", "name: { de: Gold }");
    assert_eq!(found, ["a.yaml:3:1: error[A34] `HST-GLDY` has no name in the default language `en`"]);
}

#[test]
fn unknown_reference_gets_a_suggestion() {
    let group = "kind: upgrade_group\nname: Web\nmembers:\n  - { item: HST-GLDX, level: 1 }\n";
    let files = [("a.yaml", PACKAGE), ("b.yaml", group)];
    assert_eq!(findings(&files), ["b.yaml:4:13: error[A02] there is no article `HST-GLDX`"]);
    let project = Project::new().file("a.yaml", PACKAGE).file("b.yaml", group);
    project.run("check").code(1).says("did you mean `HST-GLDY`?");
}

#[test]
fn reference_to_the_wrong_kind_is_an_error() {
    let service = "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\n";
    let other =
        "kind: extra_service\narticle: XSV-B\nname: B\nprices: { EUR: 1.00 }\npackages: [HST-GLDY, XSV-A]\n";
    let found = findings(&[("a.yaml", PACKAGE), ("b.yaml", service), ("c.yaml", other)]);
    assert_eq!(
        found,
        ["c.yaml:5:22: error[X01] `XSV-A` is an `extra_service`, but a `package` is needed here"]
    );
}

#[test]
fn article_described_twice_is_shown_at_both_locations() {
    let item = "kind: item\narticle: HST-GLDY\nname: Setup\ncategory: Fees\nprices: { EUR: 1.00 }\n";
    let files = [("a.yaml", PACKAGE), ("sub/b.yaml", item)];
    assert_eq!(findings(&files), ["sub/b.yaml:2:10: error[A01] `HST-GLDY` is described twice"]);
    let project = Project::new().file("a.yaml", PACKAGE).file("sub/b.yaml", item);
    project.run("check").code(1).says("a.yaml:2:10").says("sub/b.yaml:2:10");
}

#[test]
fn key_given_twice_is_shown_at_both_locations() {
    let project = Project::new().file("a.yaml", &PACKAGE.replace("category:", "name: Or\ncategory:"));
    let run = project.run("check --format json").code(1);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let lines: Vec<u64> = json["findings"][0]["labels"]
        .as_array()
        .expect("labels")
        .iter()
        .filter_map(|label| label["line"].as_u64())
        .collect();
    assert_eq!(lines, [4, 3]);
    assert_eq!(
        self::lines(&project.run("check --format concise").code(1)),
        ["a.yaml:4:1: error[S03] duplicate key `name`"]
    );
}

#[test]
fn syntax_error_does_not_keep_other_files_from_being_checked() {
    let found = findings(&[
        ("a.yaml", "kind: package\nname: [Gold\n"),
        ("b.yaml", &PACKAGE.replace("name: Gold\n", "")),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "a.yaml:2:7: error[S02] this `[` is not closed");
    assert_eq!(found[1], "b.yaml:1:1: error[T03] `name` is missing");
}

#[test]
fn period_given_twice_is_an_error() {
    let found = package("limits:", "  - { every: 1 year }\nlimits:");
    assert_eq!(found, ["a.yaml:8:14: error[T07] `periods[1 year]` is given twice"]);
}

#[test]
fn price_with_five_decimal_places_is_an_error() {
    let found = package("99.00,", "99.00001,");
    assert_eq!(
        found,
        ["a.yaml:7:37: error[T05] `99.00001` has 5 decimal places, but the database stores at most 4"]
    );
    let found = package("99.00,", "'99.00001',");
    assert_eq!(
        found,
        ["a.yaml:7:37: error[T05] `99.00001` has 5 decimal places, but the database stores at most 4"]
    );
}

#[test]
fn negative_price_is_an_error() {
    assert_eq!(package("99.00,", "-99.00,"), ["a.yaml:7:37: error[T05] `-99.00` is negative"]);
}

#[test]
fn property_with_its_own_key_is_refused_under_properties() {
    let found = package("extra_services: true", "properties: { hasExtraServices: 'true', tos: defaultTOS }");
    assert_eq!(
        found,
        ["a.yaml:5:15: error[T06] the property `hasExtraServices` has its own key: `extra_services`"]
    );
}

#[test]
fn property_is_accepted_if_its_own_key_cannot_hold_the_value() {
    let text = PACKAGE.replace("extra_services: true", "properties: { HasExtraServices: banana }");
    Project::new().file("a.yaml", &text).run("check").code(0);
}

#[test]
fn findings_are_reported_in_the_order_of_the_files() {
    let broken = PACKAGE.replace("extra_services: true", "extra_services: yes").replace("name: Gold\n", "");
    let other = PACKAGE.replace("HST-GLDY", "HST-SLVY").replace("EUR", "XXX");
    let found = findings(&[("b.yaml", &broken), ("a.yaml", &other)]);
    let locations: Vec<&str> =
        found.iter().map(|line| line.split(": ").next().expect("a location")).collect();
    assert_eq!(locations, ["a.yaml:7:32", "b.yaml:1:1", "b.yaml:4:17"]);
}

#[test]
fn json_has_a_format_version_and_locations() {
    let project = Project::new().file("a.yaml", &PACKAGE.replace("name: Gold\n", ""));
    let run = project.run("check --format json").code(1);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        (&json["format_version"], &json["command"], &json["exit_code"]),
        (&1.into(), &"check".into(), &1.into())
    );
    let finding = &json["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&"T03".into(), &"error".into()));
    assert_eq!((&finding["labels"][0]["file"], &finding["labels"][0]["line"]), (&"a.yaml".into(), &1.into()));
}

#[test]
fn json_has_the_same_form_without_a_catalog() {
    let empty = tempfile::tempdir().expect("a folder");
    let project = Project::new();
    let run = project.run(&format!("check --format json --dir {}", empty.path().display())).code(1);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&json["format_version"], &json["findings"][0]["code"]), (&1.into(), &"M01".into()));
}

#[test]
fn path_argument_limits_the_reported_findings() {
    let broken = PACKAGE.replace("name: Gold\n", "");
    let project = Project::new().file("a.yaml", &broken).file("sub/b.yaml", &broken.replace("GLDY", "SLVY"));
    assert_eq!(
        lines(&project.run("check --format concise sub").code(1)),
        ["sub/b.yaml:1:1: error[T03] `name` is missing"]
    );
    assert_eq!(
        lines(&project.run("check --format concise a.yaml").code(1)),
        ["a.yaml:1:1: error[T03] `name` is missing"]
    );
    assert_eq!(lines(&project.run("check --format concise a.yaml sub").code(1)).len(), 2);
    project.run("check --format concise wares.yaml").code(0);
    project.run("check nowhere.yaml").code(64).says("nowhere.yaml does not exist");
    project.write("notes.txt", "kind: package");
    project.run("check notes.txt").code(64).says("notes.txt is not a file of the catalog");
}

#[test]
fn init_creates_a_valid_catalog_and_refuses_to_overwrite_it() {
    let project = Project::new();
    project.remove("wares.yaml");
    project.run("init").code(0);
    project.run("check").code(0).says("no problems");
    project.write("packages.yaml", "kind: package\n");
    project.run("init").code(1).says("wares.yaml").says("nothing was written");
    assert_eq!(project.read("packages.yaml"), "kind: package\n");
}

#[test]
fn wrong_usage_exits_with_64() {
    let project = Project::new();
    for arguments in [
        "",
        "frobnicate",
        "check --format yaml",
        "plan --local --database-url postgresql://x",
        "apply --lock-timeout 0",
    ] {
        project.run(arguments).code(64);
    }
    project.run("--help").code(0);
    project.run("--version").code(0);
}

/// The currency must be added to the environment's own list; the manifest's list may well have it already.
#[test]
fn currency_missing_from_an_environment_must_be_added_there() {
    let manifest = "format: 1\ncatalog: test\ncurrencies: [EUR, USD]\nlanguages: [en]\nenvironments:\n  staging: { currencies: [EUR, GBP] }\n";
    let project = Project::new().file("wares.yaml", manifest).file("a.yaml", PACKAGE);
    project.run("list").code(0);
    let run = project.run("check --env staging").code(1);
    insta::assert_snapshot!(run.stdout, @"
    X02 undeclared-currency

      × the currency `USD` is not listed in the environment's own `currencies`
       ╭─[a.yaml:7:44]
     6 │ periods:
     7 │   - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
       ·                                            ─┬─
       ·                                             ╰── not in the manifest
     8 │ limits: { space_mb: 3072 }
       ╰────
      help: expected one of `EUR` or `GBP`
            to use `USD`, add it to the `currencies` of the environment `staging` in wares.yaml
    ");
}

#[test]
fn file_with_a_miscapitalized_extension_is_reported() {
    let text = ITEM.replace("category: TLD", "category: setupFee").replace("12.00", "12.00, USD: 13.00");
    let project = Project::judged().file("Packages.YAML", &text);
    let run = project.run("check --format concise").code(1);
    let message = "error[S06] `Packages.YAML` is not read: catalog files end with `.yaml` or `.yml`";
    assert_eq!(lines(&run), [format!("Packages.YAML:1:1: {message}")]);
    project.run("plan").code(1).says("S06");
    project.run("check").says("rename it to `Packages.yaml`");
    project.run("fmt --check").code(0);
    project.write(".waresignore", "*.YAML\n");
    project.run("check").code(0).says("no problems");
    project.remove(".waresignore");
    std::fs::rename(project.path("Packages.YAML"), project.path("Packages.yaml"))
        .expect("the file can be renamed");
    project.run("check").code(0).says("1 resource in 2 files: no problems");
}

#[test]
fn misnamed_manifest_must_be_renamed() {
    for name in ["wares.yml", "Wares.yaml", "wares.YAML"] {
        let project = Project::new();
        std::fs::rename(project.path("wares.yaml"), project.path(name)).expect("the file can be renamed");
        let run = project.run("check").code(1);
        assert!(run.stderr.contains(&format!("{name} to ")), "{name}: {}", run.stderr);
        assert!(!run.stderr.contains("wares init"), "{name}: {}", run.stderr);
    }
    let project = Project::new();
    project.write("wares.yml", &project.read("wares.yaml"));
    project
        .run("check")
        .code(1)
        .says("help: the manifest must be named `wares.yaml`: move the contents of this file there");
    let project = Project::new();
    project.remove("wares.yaml");
    project.run("check").code(1).says("create a catalog with `wares init`");
}

#[test]
fn foreign_yaml_file_gets_the_advice_to_ignore_it() {
    let compose = "services:\n  db:\n    image: postgres\nversion: '3'\n";
    let project = Project::new().file("docker-compose.yaml", compose);
    let ignore_help = "if the file is not part of the catalog, list `docker-compose.yaml` in .waresignore;";
    let run = project.run("check").code(1).says("the document has no `kind`").says(ignore_help);
    run.says("otherwise add `kind: …`");
    project.write("docker-compose.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: db }\n");
    project.run("check").code(1).says("there is no kind `Deployment`").says(ignore_help);
    project.write("docker-compose.yaml", "- hosts: all\n  tasks: []\n");
    project.run("check").code(1).says("list `docker-compose.yaml` in .waresignore");
    project.write(".waresignore", "docker-compose.yaml\n");
    project.run("check").code(0);
    let without_kind = Project::new().file("a.yaml", &PACKAGE.replace("kind: package\n", ""));
    without_kind
        .run("check")
        .code(1)
        .says("help: add `kind: …`")
        .says("if the file is not part of the catalog");
}

#[test]
fn many_references_to_one_missing_name_are_combined() {
    let service = |at: usize| {
        format!(
            "kind: extra_service\narticle: XSV-{at}\nname: A\npackages: [HST-GLDY, HST-NONE]\nperiods: [{{ every: 1 month, prices: {{ CHF: 1.00 }} }}]\n"
        )
    };
    let project = (0..5).fold(Project::new().file("a.yaml", PACKAGE), |project, at| {
        project.file(&format!("s/{at}.yaml"), &service(at))
    });
    let run = project.run("check --format concise").code(1);
    assert_eq!(
        lines(&run),
        [
            "s/0.yaml:4:22: error[A02] there is no package `HST-NONE` (in 5 places)",
            "s/0.yaml:5:39: error[X02] the currency `CHF` is not listed in the manifest's `currencies` (in 5 places)",
        ]
    );
    assert!(run.stderr.contains("2 errors"), "{}", run.stderr);
    // Only the locations in the requested files count.
    let run = project.run("check s/1.yaml s/2.yaml s/3.yaml s/4.yaml --format concise").code(1);
    assert_eq!(lines(&run)[0], "s/1.yaml:4:22: error[A02] there is no package `HST-NONE` (in 4 places)");
    assert!(run.stderr.contains("2 findings elsewhere"), "{}", run.stderr);
    // A few findings are reported one by one.
    let run = project.run("check s/1.yaml s/2.yaml s/3.yaml --format concise").code(1);
    assert_eq!(lines(&run).len(), 6, "{}", run.stdout);
    assert!(project.run("plan").code(1).stderr.contains("2 errors"));
}

#[test]
fn combined_finding_of_a_rule_is_shown_for_each_requested_file() {
    let item = |at: usize| {
        format!("kind: item\narticle: A-{at}\nname: A\ncategory: setupFee\nprices: {{ EUR: 1 }}\n")
    };
    let project =
        (0..9).fold(Project::judged(), |project, at| project.file(&format!("{at}.yaml"), &item(at)));
    let all = lines(&project.run("check --format concise").code(0));
    assert_eq!(all.len(), 1, "{all:?}");
    for at in [0, 3, 8] {
        let run = project.run(&format!("check {at}.yaml --format concise")).code(0);
        assert_eq!(lines(&run), all, "{at}");
        assert!(run.stderr.contains("1 warning here, none elsewhere"), "{}", run.stderr);
    }
}
