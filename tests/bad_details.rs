//! Details of packages that are wrong: each is told at its place, with what is meant.

use crate::support::{MANIFEST, Project};

/// A catalog in which nothing is wrong.
const CATALOG: &str = "\
kind: detail_type
name: disk
text: Disk
value: integer
unit: GiB
larger_units: { TiB: 1024 }
---
kind: detail_type
name: os
text: System
value: enumeration
---
kind: detail_type
name: backup
text: Backup
value: boolean
---
kind: detail_type
name: traffic
text: Traffic
value: integer
---
kind: enumeration
name: systems
text: Systems
values:
  - { name: debian, text: Debian }
  - { name: windows, text: Windows }
---
kind: package
article: VPS-S
name: Small
category: Servers
periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 5.00 } }]
details:
  - type: disk
    billing: ordered
    included: 20
    step: 10
    maximum: 500
    prices: { 1 month: { EUR: 0.10, USD: 0.11 } }
  - type: os
    billing: ordered
    enumeration: systems
    included_value: debian
    value_prices: { windows: { 1 month: { EUR: 9.00, USD: 9.00 } } }
  - type: backup
    billing: ordered
    included: false
    prices: { 1 month: { EUR: 1.00, USD: 1.00 } }
  - type: traffic
    billing: compound
    choices:
      - { name: less, billing: none, included: 10 }
      - { name: more, billing: ordered, included: 20, prices: { 1 month: { EUR: 0.01, USD: 0.01 } } }
";

/// What replaces what in the catalog, and the findings.
type Case = (&'static str, &'static str, &'static [&'static str]);

#[track_caller]
fn found(project: &Project, expected: &[&str], about: &str) {
    let run = project.run_bound("check --format concise");
    let code = i32::from(expected.iter().any(|line| line.contains(" error[")));
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), expected, "{about}");
    assert_eq!(run.exit_code(), code, "{about}: {}", run.stderr);
}

#[track_caller]
fn holds(cases: &[Case]) {
    for (from, to, expected) in cases {
        assert_eq!(CATALOG.matches(from).count(), 1, "`{from}` stands once");
        found(
            &Project::new().file("a.yaml", &CATALOG.replace(from, to)),
            expected,
            &format!("{from} → {to}"),
        );
    }
}

/// A package of this article that says no more than this of its details.
fn package(article: &str, more: &str) -> String {
    format!("---\nkind: package\narticle: {article}\nname: {article}\nshop: false\n{more}")
}

fn imports(article: &str, from: &str) -> String {
    package(article, &format!("import_details: {{ from: {from} }}\n"))
}

#[test]
fn nothing_is_wrong_with_the_catalog() {
    found(&Project::new().file("a.yaml", CATALOG), &[], "the catalog");
}

#[test]
fn amounts_that_contradict_each_other() {
    holds(&[
        (
            "step: 10",
            "step: 0",
            &[
                "a.yaml:39:11: error[B06] the step of the detail `disk` of `VPS-S` is 0, by which it never grows",
            ],
        ),
        (
            "included: 20\n",
            "included: 600\n",
            &[
                "a.yaml:40:14: error[B06] the detail `disk` of `VPS-S` includes 600, more than its maximum of 500",
            ],
        ),
        (
            "maximum: 500",
            "maximum: 0",
            &[
                "a.yaml:40:14: error[B06] the detail `disk` of `VPS-S` includes 20, more than its maximum of 0",
            ],
        ),
        (
            "step: 10",
            "step: 1000",
            &[
                "a.yaml:40:14: warning[B06] no order of the detail `disk` of `VPS-S` reaches its maximum of 500: nothing can be ordered, as one step makes 1020 already",
            ],
        ),
    ]);
}

#[test]
fn numbers_that_are_none() {
    holds(&[
        ("step: 10", "step: -10", &["a.yaml:39:11: error[T05] `-10` is not a number of units"]),
        (
            "step: 10",
            "step: 2.5",
            &["a.yaml:39:11: error[T04] the number `2.5` stands where a whole number is expected"],
        ),
        (
            "step: 10",
            "step: 99999999999",
            &["a.yaml:39:11: error[T05] `99999999999` is not a number of units"],
        ),
        (
            "step: 10",
            "step: 999999999999999999999999",
            &["a.yaml:39:11: error[T05] the number `999999999999999999999999` is more than 2147483647"],
        ),
        (
            "step: 10",
            "step: ten",
            &["a.yaml:39:11: error[T04] the text `ten` stands where a whole number is expected"],
        ),
        (
            "step: 10",
            "step: true",
            &["a.yaml:39:11: error[T04] the boolean `true` stands where a whole number is expected"],
        ),
        (
            "step: 10",
            "step: '10'",
            &["a.yaml:39:11: error[T04] the text `10` stands where a whole number is expected"],
        ),
        ("step: 10", "step: ~", &["a.yaml:39:11: error[T04] null is not a value in a catalog"]),
        (
            "step: 10",
            "step: [1]",
            &["a.yaml:39:11: error[T04] a list stands where a whole number is expected"],
        ),
        ("maximum: 500", "maximum: -1", &["a.yaml:40:14: error[T05] `-1` is not a limit"]),
        (
            "maximum: 500",
            "maximum: 2.5",
            &[
                "a.yaml:40:14: error[T04] the number `2.5` stands where a whole number or `unlimited` is expected",
            ],
        ),
        ("maximum: 500", "maximum: infinite", &["a.yaml:40:14: error[T05] `infinite` is not a limit"]),
        ("maximum: 500", "maximum: 99999999999", &["a.yaml:40:14: error[T05] `99999999999` is not a limit"]),
        (
            "{ TiB: 1024 }",
            "{ TiB: 1.5, PiB: -1, KiB: lots }",
            &[
                "a.yaml:6:22: error[T04] the number `1.5` stands where a whole number is expected",
                "a.yaml:6:32: error[T05] `-1` is not a number of units",
                "a.yaml:6:41: error[T04] the text `lots` stands where a whole number is expected",
            ],
        ),
        ("{ TiB: 1024 }", "[TiB]", &["a.yaml:6:15: error[T04] a list stands where a mapping is expected"]),
        (
            "{ TiB: 1024 }",
            "{ TiB: 1 }",
            &["a.yaml:6:22: error[B02] one `TiB` of `disk` is 1 `GiB`, and so is not larger"],
        ),
    ]);
}

#[test]
fn included_that_is_no_amount() {
    holds(&[
        ("included: 20\n", "included: -1\n", &["a.yaml:38:15: error[T05] the number `-1` is less than 0"]),
        (
            "included: 20\n",
            "included: 2.5\n",
            &[
                "a.yaml:38:15: error[T04] the number `2.5` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: 20\n",
            "included: 99999999999\n",
            &["a.yaml:38:15: error[T05] the number `99999999999` is more than 2147483647"],
        ),
        (
            "included: 20\n",
            "included: 999999999999999999999999\n",
            &["a.yaml:38:15: error[T05] the number `999999999999999999999999` is more than 2147483647"],
        ),
        (
            "included: 20\n",
            "included: lots\n",
            &["a.yaml:38:15: error[T05] `lots` is neither an amount nor `true` or `false`"],
        ),
        (
            "included: 20\n",
            "included: yes\n",
            &[
                "a.yaml:38:15: error[T04] the text `yes` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: 20\n",
            "included: unlimitd\n",
            &["a.yaml:38:15: error[T05] `unlimitd` is neither an amount nor `true` or `false`"],
        ),
        (
            "included: 20\n",
            "included: true\n",
            &[
                "a.yaml:38:15: error[B02] `included` of the detail `disk` of `VPS-S` is `true` or `false`, which does not fit its value",
            ],
        ),
        (
            "included: 20\n",
            "included: '20'\n",
            &[
                "a.yaml:38:15: error[T04] the text `20` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        ("included: 20\n", "included: ~\n", &["a.yaml:38:15: error[T04] null is not a value in a catalog"]),
        (
            "included: 20\n",
            "included: { a: 1 }\n",
            &[
                "a.yaml:38:15: error[T04] a mapping stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: 20\n",
            "included: 20 GiB\n",
            &["a.yaml:38:15: error[T05] `20 GiB` is neither an amount nor `true` or `false`"],
        ),
    ]);
}

#[test]
fn included_that_is_not_yes_or_no() {
    holds(&[
        (
            "included: false",
            "included: yes",
            &[
                "a.yaml:49:15: error[T04] the text `yes` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: false",
            "included: No",
            &[
                "a.yaml:49:15: error[T04] the text `No` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: false",
            "included: off",
            &[
                "a.yaml:49:15: error[T04] the text `off` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: false",
            "included: 1",
            &[
                "a.yaml:49:15: error[B02] `included` of the detail `backup` of `VPS-S` is an amount, which does not fit its value",
            ],
        ),
        (
            "included: false",
            "included: 'true'",
            &[
                "a.yaml:49:15: error[T04] the text `true` stands where a whole number, `unlimited`, `true` or `false` is expected",
            ],
        ),
        (
            "included: false",
            "included: maybe",
            &["a.yaml:49:15: error[T05] `maybe` is neither an amount nor `true` or `false`"],
        ),
    ]);
}

#[test]
fn fields_that_do_not_fit() {
    holds(&[
        (
            "    maximum: 500\n",
            "    maximum: 500\n    overage_prices: { EUR: 1.00, USD: 1.00 }\n    statistics: { overage_period: month, aggregation: sum, price_per: month }\n",
            &[
                "a.yaml:41:5: error[B04] `overage_prices` of the detail `disk` of `VPS-S` has no effect: it is not billed by statistics",
                "a.yaml:42:5: error[B04] `statistics` of the detail `disk` of `VPS-S` has no effect: it is not billed by statistics",
            ],
        ),
        (
            "    maximum: 500\n",
            "    maximum: 500\n    statistics: { overage_period: year, price_per: month }\n",
            &[
                "a.yaml:41:17: error[T03] `aggregation` is missing",
                "a.yaml:41:35: error[T05] the text `year` is not one of the values this key takes",
            ],
        ),
        (
            "    included: false\n",
            "    included: false\n    step: 1\n",
            &["a.yaml:50:5: error[B02] the detail `backup` of `VPS-S` cannot have `step`"],
        ),
        (
            "    maximum: 500\n",
            "    maximum: 500\n    unit: GB\n",
            &["a.yaml:41:11: error[B02] `GB` is no unit of the detail type `disk`"],
        ),
    ]);
}

#[test]
fn values_that_an_enumeration_does_not_have() {
    holds(&[
        (
            "included_value: debian",
            "included_value: debain",
            &["a.yaml:45:21: error[B03] the enumeration `systems` has no value `debain`"],
        ),
        (
            "windows: { 1 month",
            "windoze: { 1 month",
            &[
                "a.yaml:44:18: error[B11] the value `windows` of the detail `os` of `VPS-S` has no price for `1 month` in `EUR` and `USD`",
                "a.yaml:46:21: error[B03] the enumeration `systems` has no value `windoze`",
            ],
        ),
        (
            "  - { name: debian, text: Debian }\n",
            "",
            &["a.yaml:44:21: error[B03] the enumeration `systems` has no value `debian`"],
        ),
        (
            "values:\n  - { name: debian, text: Debian }\n  - { name: windows, text: Windows }\n",
            "values: []\n",
            &[
                "a.yaml:26:9: error[B03] the enumeration `systems` has no values",
                "a.yaml:43:21: error[B03] the enumeration `systems` has no value `debian`",
                "a.yaml:44:21: error[B03] the enumeration `systems` has no value `windows`",
            ],
        ),
        (
            "{ name: windows, text: Windows }",
            "{ name: debian, text: Windows }",
            &[
                "a.yaml:28:5: error[T07] `values[debian]` is given twice",
                "a.yaml:46:21: error[B03] the enumeration `systems` has no value `windows`",
            ],
        ),
    ]);
}

#[test]
fn prices_that_nothing_offers() {
    holds(&[
        (
            "EUR: 0.10, USD: 0.11",
            "EUR: 0.10, USD: 0.11, CHF: 1.00",
            &["a.yaml:41:48: error[X02] the currency `CHF` is not one of the manifest's"],
        ),
        (
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }",
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 }, 2 years: { EUR: 1.00, USD: 1.00 } }",
            &[
                "a.yaml:41:50: warning[B11] the detail `disk` of `VPS-S` has a price for `2 years`, a period that `VPS-S` does not offer",
            ],
        ),
        (
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }",
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 }, monthly: { EUR: 1.00 } }",
            &["a.yaml:41:50: error[T05] `monthly` is not a period"],
        ),
        (
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }",
            "prices: { EUR: 0.10, USD: 0.11 }",
            &[
                "a.yaml:41:15: error[T05] `EUR` is not a period",
                "a.yaml:41:26: error[T05] `USD` is not a period",
            ],
        ),
        (
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }",
            "prices: { 1 month: 0.10 }",
            &["a.yaml:41:24: error[T04] the number `0.10` stands where a mapping is expected"],
        ),
        (
            "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }",
            "prices: { 1 month: { EUR: -0.10, USD: 0.11 } }",
            &["a.yaml:41:31: error[T05] `-0.10` is negative"],
        ),
        (
            "    prices: { 1 month: { EUR: 0.10, USD: 0.11 } }\n",
            "",
            &[
                "a.yaml:36:11: error[B11] the detail `disk` of `VPS-S` has no price for `1 month` in `EUR` and `USD`",
            ],
        ),
    ]);
}

#[test]
fn types_and_keys_that_are_not_known() {
    holds(&[
        ("type: disk", "type: dsik", &["a.yaml:36:11: error[A02] there is no detail_type `dsik`"]),
        (
            "type: disk",
            "type: systems",
            &["a.yaml:36:11: error[X01] `systems` is an `enumeration`, and a `detail_type` is needed here"],
        ),
        ("type: disk", "typ: disk", &["a.yaml:36:5: error[T02] unknown key `typ`"]),
        (
            "enumeration: systems",
            "enumeration: sistems",
            &["a.yaml:44:18: error[A02] there is no enumeration `sistems`"],
        ),
        (
            "enumeration: systems",
            "enumeration: disk",
            &["a.yaml:44:18: error[X01] `disk` is a `detail_type`, and an `enumeration` is needed here"],
        ),
        (
            "    billing: ordered\n    included: 20\n",
            "    billing: orderd\n    included: 20\n",
            &["a.yaml:37:14: error[T05] the text `orderd` is not one of the values this key takes"],
        ),
        (
            "    billing: ordered\n    included: 20\n",
            "    included: 20\n",
            &["a.yaml:36:5: error[T03] `billing` is missing"],
        ),
        (
            "value: boolean",
            "value: bool",
            &["a.yaml:16:8: error[T05] the text `bool` is not one of the values this key takes"],
        ),
        (
            "{ name: less, billing: none, included: 10 }",
            "{ name: less, billing: none, included: 10, type: disk, choices: [] }",
            &[
                "a.yaml:54:52: error[T02] unknown key `type`",
                "a.yaml:54:64: error[T02] unknown key `choices`",
            ],
        ),
        (
            "{ name: less,",
            "{ name: more,",
            &["a.yaml:55:9: error[T07] `details[traffic].choices[more]` is given twice"],
        ),
        ("{ name: less,", "{", &["a.yaml:54:9: error[T03] `name` is missing"]),
        (
            "  - type: backup",
            "  - type: traffic",
            &[
                "a.yaml:49:15: error[B02] `included` of the detail `traffic` of `VPS-S` is `true` or `false`, which does not fit its value",
                "a.yaml:51:5: error[T07] `details[traffic]` is given twice",
            ],
        ),
        (
            "details:\n",
            "details:\n  - disk\n",
            &["a.yaml:36:5: error[T04] the text `disk` stands where a mapping is expected"],
        ),
    ]);
}

#[test]
fn an_import_cycle_of_three_is_told_once_with_its_path() {
    let text = [
        CATALOG.to_owned(),
        imports("VPS-M", "VPS-L"),
        imports("VPS-L", "VPS-XL"),
        imports("VPS-XL", "VPS-M"),
    ]
    .concat();
    let project = Project::new().file("a.yaml", &text);
    found(
        &project,
        &[
            "a.yaml:67:25: error[D01] packages import details in a cycle: `VPS-L` → `VPS-XL` → `VPS-M` → `VPS-L`",
        ],
        &text,
    );
}

#[test]
fn a_package_that_imports_from_a_cycle_is_not_part_of_it() {
    let text =
        [CATALOG.to_owned(), imports("VPS-A", "VPS-M"), imports("VPS-M", "VPS-L"), imports("VPS-L", "VPS-M")]
            .concat();
    let project = Project::new().file("a.yaml", &text);
    found(
        &project,
        &["a.yaml:73:25: error[D01] packages import details in a cycle: `VPS-L` → `VPS-M` → `VPS-L`"],
        &text,
    );
}

#[test]
fn a_package_does_not_import_from_itself() {
    let text = [CATALOG.to_owned(), imports("VPS-M", "VPS-M")].concat();
    let project = Project::new().file("a.yaml", &text);
    found(&project, &["a.yaml:61:25: error[D01] `VPS-M` imports its own details"], &text);
}

#[test]
fn an_import_from_what_has_no_details() {
    let text = [CATALOG.to_owned(), imports("VPS-M", "VPS-L"), package("VPS-L", "")].concat();
    let project = Project::new().file("a.yaml", &text);
    found(&project, &["a.yaml:61:25: error[D02] `VPS-L` has no details that `VPS-M` could import"], &text);
}

#[test]
fn an_import_through_what_has_no_details() {
    let text =
        [CATALOG.to_owned(), imports("VPS-M", "VPS-L"), imports("VPS-L", "VPS-XL"), package("VPS-XL", "")]
            .concat();
    let project = Project::new().file("a.yaml", &text);
    found(
        &project,
        &[
            "a.yaml:61:25: error[D02] `VPS-L` has no details that `VPS-M` could import",
            "a.yaml:67:25: error[D02] `VPS-XL` has no details that `VPS-L` could import",
        ],
        &text,
    );
}

#[test]
fn an_import_from_an_article_of_the_database_alone() {
    let text = [CATALOG.to_owned(), imports("VPS-M", "VPS-X")].concat();
    let project =
        Project::new().file("a.yaml", &text).file("wares.yaml", &format!("{MANIFEST}external: [VPS-X]\n"));
    found(
        &project,
        &["a.yaml:61:25: error[D03] `VPS-M` imports the details of `VPS-X`, which no file describes"],
        &text,
    );
}

#[test]
fn an_import_from_nothing() {
    let text = [CATALOG.to_owned(), imports("VPS-M", "VPS-T")].concat();
    let project = Project::new().file("a.yaml", &text);
    found(&project, &["a.yaml:61:25: error[A02] there is no package `VPS-T`"], &text);
}

#[test]
fn an_import_from_what_is_no_package() {
    let text = [CATALOG.to_owned(), imports("VPS-M", "systems")].concat();
    let project = Project::new().file("a.yaml", &text);
    found(
        &project,
        &["a.yaml:61:25: error[X01] `systems` is an `enumeration`, and a `package` is needed here"],
        &text,
    );
}

#[test]
fn an_import_is_a_mapping_with_the_package() {
    let text = [
        CATALOG.to_owned(),
        package("VPS-M", "import_details: VPS-S\n"),
        package("VPS-L", "import_details: { from: VPS-S, replace: true }\n"),
        package("VPS-Q", "import_details: { replace_existing: true }\n"),
        package("VPS-R", "import_details: [VPS-S]\n"),
    ]
    .concat();
    let project = Project::new().file("a.yaml", &text);
    found(
        &project,
        &[
            "a.yaml:61:17: error[T04] the text `VPS-S` stands where a mapping is expected",
            "a.yaml:67:32: error[T02] unknown key `replace`",
            "a.yaml:73:17: error[T03] `from` is missing",
            "a.yaml:79:17: error[T04] a list stands where a mapping is expected",
        ],
        &text,
    );
}

#[test]
fn what_is_wrong_comes_with_what_to_write() {
    for (from, to, help) in [
        ("included: false", "included: yes", "write `true`: in YAML 1.2, `yes` is a text"),
        ("included: false", "included: 'true'", "write `true`, without quotes"),
        ("included: 20", "included: unlimitd", "did you mean `unlimited`?"),
        ("included: 20", "included: 20 GiB", "write `20`, and the unit beside it: `unit: GiB`"),
        (
            "included: 20",
            "included: lots",
            "of an enumeration the value that is included, as `included_value: lots`",
        ),
        ("included: 20", "included: 99999999999", "the greatest value is 2147483647"),
        (
            "{ 1 month: { EUR: 0.10, USD: 0.11 } }",
            "{ EUR: 0.10 }",
            "prices stand by period, and then by currency",
        ),
        ("included_value: debian", "included_value: debain", "did you mean `debian`?"),
    ] {
        let project = Project::new().file("a.yaml", &CATALOG.replace(from, to));
        project.run_bound("check").code(1).says(help);
    }
}

/// What `check` says of a catalog in which this replaces that: findings with their help, without what the file has.
#[track_caller]
fn told(project: &Project) -> Vec<String> {
    let run = project.run_bound("check --format json");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings.iter().map(|it| format!("{}\n{}", text(&it["message"]), text(&it["help"]))).collect()
}

/// What replaces what in the catalog, and all that is told, each finding with its help.
type Told<'a> = (&'a str, &'a str, &'a [&'a str]);

#[track_caller]
fn tells(cases: &[Told<'_>]) {
    for (from, to, expected) in cases {
        assert_eq!(CATALOG.matches(from).count(), 1, "`{from}` stands once");
        assert_eq!(
            told(&Project::new().file("a.yaml", &CATALOG.replace(from, to))),
            *expected,
            "{from} → {to}"
        );
    }
}

#[test]
fn prices_by_currency_do_not_stand_by_period() {
    let told = "`1 month` is a period, and prices stand by currency here\nwrite them without the period: `{ EUR: … }`";
    for (from, to) in [
        ("    step: 10\n", "    step: 10\n    setup_fee: { 1 month: { EUR: 1.20, USD: 1.20 } }\n"),
        ("    step: 10\n", "    step: 10\n    setup_fee: { 1 month: 1.20 }\n"),
        ("prices: { 1 month: { EUR: 0.10, USD: 0.11 } }", "prices: { 1 month: { 1 month: { EUR: 0.10 } } }"),
    ] {
        let project = Project::new().file("a.yaml", &CATALOG.replace(from, to));
        assert_eq!(self::told(&project)[0], told, "{to}");
    }
    tells(&[(
        "    step: 10\n",
        "    step: 10\n    setup_fee: { 1 month: { EUR: 1.20, USD: 1.20 } }\n",
        &[told],
    )]);
}

#[test]
fn a_currency_in_small_letters_is_told_once() {
    let told = "the currency `eur` is not one of the manifest's\nwrite `EUR`";
    tells(&[("EUR: 0.10,", "eur: 0.10,", &[told])]);
}

#[test]
fn advice_on_an_import_from_itself_fits() {
    let itself = [CATALOG.to_owned(), imports("VPS-M", "VPS-M")].concat();
    let told = "`VPS-M` imports its own details\ntake `import_details` out, or import from another package";
    assert_eq!(self::told(&Project::new().file("a.yaml", &itself)), [told]);
    let twice = [CATALOG.to_owned(), imports("VPS-M", "VPS-S"), imports("VPS-M", "VPS-M")].concat();
    let told = self::told(&Project::new().file("a.yaml", &twice));
    assert!(told.len() == 1 && told[0].starts_with("`VPS-M` is described twice\n"), "{told:?}");
}

#[test]
fn what_exists_in_the_database_alone_is_named_with_its_kind() {
    tells(&[
        ("type: disk", "type: dsik", &["there is no detail_type `dsik`\ndid you mean `disk`?"]),
        (
            "type: disk",
            "type: Cores",
            &[
                "there is no detail_type `Cores`\nthere are `backup`, `disk`, `os` and `traffic`\nif it exists in the database alone, add `{ kind: detail_type, name: Cores }` to the manifest's `external`",
            ],
        ),
        (
            "enumeration: systems",
            "enumeration: Images",
            &[
                "there is no enumeration `Images`\nthere is only `systems`\nif it exists in the database alone, add `{ kind: enumeration, name: Images }` to the manifest's `external`",
            ],
        ),
    ]);
}

#[test]
fn a_name_alone_is_external_as_an_article() {
    let text = CATALOG.replace("type: disk", "type: Cores");
    let under = |external: &str| {
        let manifest = format!("{MANIFEST}external: [{external}]\n");
        told(&Project::new().file("a.yaml", &text).file("wares.yaml", &manifest))
    };
    let alone = "there is no detail_type `Cores`\nthere are `backup`, `disk`, `os` and `traffic`\n`external` in wares.yaml has it without its kind, which makes it an article: write `{ kind: detail_type, name: Cores }` there";
    assert_eq!(under("Cores"), [alone]);
    assert_eq!(under("{ kind: detail_type, name: Cores }"), [""; 0]);
}

#[test]
fn a_price_for_a_period_that_is_not_offered_is_taken_out_or_renamed() {
    let (month, year) = ("{ EUR: 0.10, USD: 0.11 }", "{ EUR: 1.00, USD: 1.00 }");
    let periods = "periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 5.00 } }, { every: 1 year, prices: { EUR: 5.00, USD: 5.00 } }]";
    let disk = |prices: &str| {
        let own =
            format!("{periods}\ndetails: [{{ type: disk, billing: ordered, prices: {{ {prices} }} }}]\n");
        let disk = "kind: detail_type\nname: disk\ntext: Disk\nvalue: integer\n";
        told(&Project::new().file("a.yaml", &(disk.to_owned() + &package("VPS-T", &own))))
    };
    let start = |period: &str| {
        format!(
            "the detail `disk` of `VPS-T` has a price for `{period}`, a period that `VPS-T` does not offer\n"
        )
    };
    assert_eq!(
        disk(&format!("1 month: {month}, 1 year: {year}, 12 months: {year}")),
        [start("12 months") + "take it out: `1 year`, which is as long, has its price already"]
    );
    assert_eq!(
        disk(&format!("1 month: {month}, 12 months: {year}"))[1..],
        [start("12 months") + "write `1 year`, which is as long"]
    );
    assert_eq!(
        disk(&format!("1 month: {month}, 1 year: {year}, 2 years: {year}")),
        [start("2 years")
            + "take the price out, or add the period to the package, which renews every `1 month` or `1 year` so far"]
    );
}

#[test]
fn a_missing_price_of_a_value_is_shown_where_the_value_is() {
    let text = CATALOG.replace("    value_prices: { windows: { 1 month: { EUR: 9.00, USD: 9.00 } } }\n", "");
    let run = Project::new().file("a.yaml", &text).run_bound("check").code(1);
    let run = run.says("write `prices` in the enumeration, or `value_prices` here, for each period");
    run.says("no price here").says("{ name: windows, text: Windows }");
    let imported = text.clone()
        + &imports("VPS-M", "VPS-S")
        + "periods: [{ every: 1 year, prices: { EUR: 9.00, USD: 9.00 } }]\n";
    let project = Project::new().file("a.yaml", &imported);
    let run = project.run_bound("check").code(1);
    let run = run.says("write `prices` in the enumeration, or `value_prices` in `VPS-S`");
    run.says("a period that `VPS-S` does not have");
}

#[test]
fn the_shape_of_prices_is_shown_where_another_stands() {
    let disk = "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }";
    let project = |from: &str, to: &str| {
        assert_eq!(CATALOG.matches(from).count(), 1, "`{from}` stands once");
        Project::new().file("a.yaml", &CATALOG.replace(from, to))
    };
    for (from, to, help) in [
        ("    step: 10\n", "    setup_fee: 2 EUR\n", "write one for each currency: `{ EUR: 2 }`"),
        ("    step: 10\n", "    setup_fee: 2,50 USD\n", "write one for each currency: `{ USD: 2.50 }`"),
        (disk, "prices: 0.10", "write it by period and currency: `{ 1 month: { EUR: 0.10 } }`"),
        (disk, "prices: [0.10]", "write a mapping, such as `{ 1 month: { EUR: … } }`"),
        (
            disk,
            "prices: [{ every: 1 month, prices: { EUR: 0.10 } }]",
            "write a mapping, such as `{ 1 month: { EUR: … } }`",
        ),
        (
            disk,
            "prices: [{ 1 month: { EUR: 0.10 } }]",
            "write a mapping: lines of `key: value`, without `- `",
        ),
        (
            "{ windows: { 1 month: { EUR: 9.00, USD: 9.00 } } }",
            "{ windows: 3.00 }",
            "write it by period and currency: `{ 1 month: { EUR: 3.00 } }`",
        ),
        (
            "{ windows: { 1 month: { EUR: 9.00, USD: 9.00 } } }",
            "3.00",
            "write names and values: `{ name: { 1 month: { EUR: 3.00 } } }`",
        ),
        ("{ TiB: 1024 }", "[TiB]", "write a mapping, such as `{ TiB: … }`"),
        (
            "periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 5.00 } }]",
            "periods: { 1 month: { EUR: 5.00 } }",
            "write a list, each of whose elements begins with `- `: `- { every: …",
        ),
        (
            "enumeration: systems",
            "enumeration: [systems]",
            "write its only element alone, without the list around it",
        ),
        (
            "enumeration: systems",
            "enumeration: [debian, windows]",
            "write only one, as a text: this is no list",
        ),
    ] {
        project(from, to).run_bound("check").code(1).says(help);
    }
}

#[test]
fn what_a_mapping_lacks_is_offered_first() {
    tells(&[
        ("text: Traffic", "label: Traffic", &["unknown key `label`\ndid you mean `text`?"]),
        (
            "type: disk",
            "name: disk",
            &[
                "unknown key `name`\ndid you mean `type`, which is missing?",
                "`type` is missing\nadd `type: …`",
            ],
        ),
        (
            "    billing: ordered\n    included: 20\n",
            "    included: 20\n",
            &[
                "`billing` is missing\nadd `billing: …`, which is `none`, `ordered`, `statistics` or `compound`",
            ],
        ),
    ]);
}

#[test]
fn amounts_with_a_unit_and_prices_of_nothing() {
    let number = "write a number alone, in the unit that applies here: `10` if that is `GiB`";
    tells(&[
        ("step: 10", "step: 10 GiB", &[&format!("`10 GiB` is not a number of units\n{number}")]),
        ("maximum: 500", "maximum: 10 GiB", &[&format!("`10 GiB` is not a limit\n{number}")]),
        (
            "EUR: 0.10,",
            "EUR: free,",
            &["`free` is not an amount\nwrite an amount: `0.00` if it is given away"],
        ),
    ]);
}

#[test]
fn a_key_that_cannot_stand_there_is_no_value() {
    let project =
        Project::new().file("a.yaml", &CATALOG.replace("{ 1 month: { EUR: 0.10,", "{ 1 mnth: { EUR: 0.10,"));
    project.run_bound("check").code(1).says("not a key that can stand here").says("did you mean `1 month`?");
}

#[test]
fn an_element_without_a_key_and_keys_below_it() {
    let values = "  - debian\n    prices: { 1 month: { EUR: 1.00, USD: 1.00 } }\n";
    let text = CATALOG.replace("  - { name: debian, text: Debian }\n", values);
    assert_eq!(
        told(&Project::new().file("a.yaml", &text))[0],
        "this line is indented as if it went on the value above it\ngive `debian` a key too, as in `- name: debian`"
    );
}

/// What is imported comes back as a package's own: a price that nothing charges there must not keep it from doing so.
#[test]
fn a_package_that_offers_fewer_periods_than_it_imports_prices_for_comes_back() {
    let month = "{ every: 1 month, prices: { EUR: 5.00, USD: 5.00 } }";
    let year = "{ every: 1 year, prices: { EUR: 50.00, USD: 50.00 } }";
    let prices = "{ 1 month: { EUR: 0.10, USD: 0.11 }, 1 year: { EUR: 1.00, USD: 1.10 } }";
    let disk = format!("details: [{{ type: disk, billing: ordered, prices: {prices} }}]\n");
    let text = [
        "kind: detail_type\nname: disk\ntext: Disk\nvalue: integer\n".to_owned(),
        package("VPS-S", &format!("periods: [{month}, {year}]\n{disk}")),
        package("VPS-M", &format!("periods: [{month}]\nimport_details: {{ from: VPS-S }}\n")),
    ];
    let project = Project::new().file("a.yaml", &text.concat()).init();
    found(&project, &[], "prices for all periods of a package");
    project.apply();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0).does_not_say("Left out").does_not_say("but for these values");
    let told = "warning[B11] the detail `disk` of `VPS-M` has a price for `1 year`, a period that `VPS-M` does not offer";
    let run = folder.run("check --format concise").code(0).says(told);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn what_an_imported_package_gives_twice_is_reported_there_alone() {
    let once = "type: disk, billing: none, included: 1";
    let package = |name: &str, own: &str| {
        format!(
            "kind: package\narticle: {name}\nname: {name}\ncategory: C\nprices: {{ EUR: 1, USD: 1 }}\n{own}"
        )
    };
    let from = package("VPS-A", &format!("details:\n  - {{ {once} }}\n  - {{ {once} }}\n"));
    let project = crate::support::Project::new()
        .file("t.yaml", "kind: detail_type\nname: disk\ntext: Disk\nvalue: integer\n")
        .file("a.yaml", &from)
        .file("b.yaml", &package("VPS-B", "import_details: { from: VPS-A }\n"));
    let run = project.run("check --format concise").code(1);
    assert_eq!(run.stdout, "a.yaml:8:5: error[T07] `details[disk]` is given twice\n");
}
