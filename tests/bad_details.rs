//! Invalid details of packages: `tests/cases/bad-details` has the cases.

use crate::support::cases::{Case, case_files};
use crate::support::{MANIFEST, Project};

/// A valid catalog, in which the tests replace one part at a time.
const CATALOG: &str = include_str!("cases/files/details/a.yaml");

case_files!("bad-details", Case::checked, [amounts, enumerations, imports, included, keys_and_types, prices]);

/// Asserts the findings and the exit code of `check`.
#[track_caller]
fn assert_findings(project: &Project, expected: &[&str], about: &str) {
    let run = project.run_bound("check --format concise");
    let code = i32::from(expected.iter().any(|line| line.contains(" error[")));
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), expected, "{about}");
    assert_eq!(run.exit_code(), code, "{about}: {}", run.stderr);
}

/// A package with this article number and these further lines.
fn package(article: &str, more: &str) -> String {
    format!("---\nkind: package\narticle: {article}\nname: {article}\nshop: false\n{more}")
}

fn imports(article: &str, from: &str) -> String {
    package(article, &format!("import_details: {{ from: {from} }}\n"))
}

#[test]
fn catalog_without_changes_has_no_findings() {
    assert_findings(&Project::new().file("a.yaml", CATALOG), &[], "the catalog");
}

#[test]
fn help_says_what_to_write() {
    for (from, to, help) in [
        ("included: false", "included: yes", "write `true`: in YAML 1.2, `yes` is a string"),
        ("included: false", "included: 'true'", "write `true`, without quotes"),
        ("included: 20", "included: unlimitd", "did you mean `unlimited`?"),
        (
            "included: 20",
            "included: 20 GiB",
            "write `20`, and give the unit as a key of its own: `unit: GiB`",
        ),
        (
            "included: 20",
            "included: lots",
            "for an enumeration, name the included value with `included_value:",
        ),
        ("included: 20", "included: 99999999999", "the maximum is 2147483647"),
        (
            "{ 1 month: { EUR: 0.10, USD: 0.11 } }",
            "{ EUR: 0.10 }",
            "group prices by period first, then by currency",
        ),
        ("included_value: debian", "included_value: debain", "did you mean `debian`?"),
    ] {
        let project = Project::new().file("a.yaml", &CATALOG.replace(from, to));
        project.run_bound("check").code(1).says(help);
    }
}

/// The findings of `check`, each as its message and its help.
#[track_caller]
fn messages(project: &Project) -> Vec<String> {
    let run = project.run_bound("check --format json");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings.iter().map(|it| format!("{}\n{}", text(&it["message"]), text(&it["help"]))).collect()
}

/// A part of the catalog, its replacement, and the findings that result, each with its help.
type Replacement<'a> = (&'a str, &'a str, &'a [&'a str]);

#[track_caller]
fn assert_messages(cases: &[Replacement<'_>]) {
    for (from, to, expected) in cases {
        assert_eq!(CATALOG.matches(from).count(), 1, "`{from}` must appear once");
        assert_eq!(
            messages(&Project::new().file("a.yaml", &CATALOG.replace(from, to))),
            *expected,
            "{from} → {to}"
        );
    }
}

#[test]
fn period_in_prices_by_currency_is_explained() {
    let message = "`1 month` is a period, but these prices must be given by currency\nwrite them without the period: `{ EUR: … }`";
    for (from, to) in [
        ("    step: 10\n", "    step: 10\n    setup_fee: { 1 month: { EUR: 1.20, USD: 1.20 } }\n"),
        ("    step: 10\n", "    step: 10\n    setup_fee: { 1 month: 1.20 }\n"),
        ("prices: { 1 month: { EUR: 0.10, USD: 0.11 } }", "prices: { 1 month: { 1 month: { EUR: 0.10 } } }"),
    ] {
        let project = Project::new().file("a.yaml", &CATALOG.replace(from, to));
        assert_eq!(messages(&project)[0], message, "{to}");
    }
    assert_messages(&[(
        "    step: 10\n",
        "    step: 10\n    setup_fee: { 1 month: { EUR: 1.20, USD: 1.20 } }\n",
        &[message],
    )]);
}

#[test]
fn lowercase_currency_is_reported_once() {
    let message = "the currency `eur` is not listed in the manifest's `currencies`\nwrite `EUR`";
    assert_messages(&[("EUR: 0.10,", "eur: 0.10,", &[message])]);
}

#[test]
fn help_on_import_from_itself() {
    let itself = [CATALOG.to_owned(), imports("VPS-M", "VPS-M")].concat();
    let message = "`VPS-M` imports its own details\nremove `import_details`, or import from another package";
    assert_eq!(messages(&Project::new().file("a.yaml", &itself)), [message]);
    let twice = [CATALOG.to_owned(), imports("VPS-M", "VPS-S"), imports("VPS-M", "VPS-M")].concat();
    let messages = messages(&Project::new().file("a.yaml", &twice));
    assert!(messages.len() == 1 && messages[0].starts_with("`VPS-M` is described twice\n"), "{messages:?}");
}

#[test]
fn help_on_unknown_references_names_the_kind() {
    assert_messages(&[
        ("type: disk", "type: dsik", &["there is no detail_type `dsik`\ndid you mean `disk`?"]),
        (
            "type: disk",
            "type: Cores",
            &[
                "there is no detail_type `Cores`\nexpected one of `backup`, `disk`, `os` or `traffic`\nif it exists only in the database, add `{ kind: detail_type, name: Cores }` to `external` in the manifest",
            ],
        ),
        (
            "enumeration: systems",
            "enumeration: Images",
            &[
                "there is no enumeration `Images`\nexpected `systems`\nif it exists only in the database, add `{ kind: enumeration, name: Images }` to `external` in the manifest",
            ],
        ),
    ]);
}

#[test]
fn external_name_without_kind_is_an_article() {
    let text = CATALOG.replace("type: disk", "type: Cores");
    let with_external = |external: &str| {
        let manifest = format!("{MANIFEST}external: [{external}]\n");
        messages(&Project::new().file("a.yaml", &text).file("wares.yaml", &manifest))
    };
    let expected = "there is no detail_type `Cores`\nexpected one of `backup`, `disk`, `os` or `traffic`\n`external` in wares.yaml lists it without a kind, which makes it an article: write `{ kind: detail_type, name: Cores }` there";
    assert_eq!(with_external("Cores"), [expected]);
    assert_eq!(with_external("{ kind: detail_type, name: Cores }"), [""; 0]);
}

#[test]
fn help_on_price_for_a_period_that_is_not_offered() {
    let (month, year) = ("{ EUR: 0.10, USD: 0.11 }", "{ EUR: 1.00, USD: 1.00 }");
    let periods = "periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 5.00 } }, { every: 1 year, prices: { EUR: 5.00, USD: 5.00 } }]";
    let disk = |prices: &str| {
        let own =
            format!("{periods}\ndetails: [{{ type: disk, billing: ordered, prices: {{ {prices} }} }}]\n");
        let disk = "kind: detail_type\nname: disk\ntext: Disk\nvalue: integer\n";
        messages(&Project::new().file("a.yaml", &(disk.to_owned() + &package("VPS-T", &own))))
    };
    let start = |period: &str| {
        format!(
            "the detail `disk` of `VPS-T` has a price for `{period}`, a period that `VPS-T` does not offer\n"
        )
    };
    assert_eq!(
        disk(&format!("1 month: {month}, 1 year: {year}, 12 months: {year}")),
        [start("12 months") + "remove it: `1 year`, which has the same length, already has a price"]
    );
    assert_eq!(
        disk(&format!("1 month: {month}, 12 months: {year}"))[1..],
        [start("12 months") + "write `1 year`, which has the same length"]
    );
    assert_eq!(
        disk(&format!("1 month: {month}, 1 year: {year}, 2 years: {year}")),
        [start("2 years")
            + "remove the price, or add the period to the package, which currently renews every `1 month` or `1 year`"]
    );
}

#[test]
fn missing_price_of_a_value_points_at_the_value() {
    let text = CATALOG.replace("    value_prices: { windows: { 1 month: { EUR: 9.00, USD: 9.00 } } }\n", "");
    let run = Project::new().file("a.yaml", &text).run_bound("check").code(1);
    let run = run.says("write `prices` in the enumeration or `value_prices` here, for each period");
    run.says("no price here").says("{ name: windows, text: Windows }");
    let imported = text.clone()
        + &imports("VPS-M", "VPS-S")
        + "periods: [{ every: 1 year, prices: { EUR: 9.00, USD: 9.00 } }]\n";
    let project = Project::new().file("a.yaml", &imported);
    let run = project.run_bound("check").code(1);
    let run = run.says("write `prices` in the enumeration or `value_prices` in `VPS-S`");
    run.says("a period that `VPS-S` does not have");
}

#[test]
fn help_shows_the_shape_of_prices() {
    let disk = "prices: { 1 month: { EUR: 0.10, USD: 0.11 } }";
    let project = |from: &str, to: &str| {
        assert_eq!(CATALOG.matches(from).count(), 1, "`{from}` must appear once");
        Project::new().file("a.yaml", &CATALOG.replace(from, to))
    };
    for (from, to, help) in [
        ("    step: 10\n", "    setup_fee: 2 EUR\n", "write an amount for each currency: `{ EUR: 2 }`"),
        ("    step: 10\n", "    setup_fee: 2,50 USD\n", "write an amount for each currency: `{ USD: 2.50 }`"),
        (disk, "prices: 0.10", "write an amount for each period and currency: `{ 1 month: { EUR: 0.10 } }`"),
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
            "write an amount for each period and currency: `{ 1 month: { EUR: 3.00 } }`",
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
            "write a list whose elements start with `- `: `- { every: …",
        ),
        (
            "enumeration: systems",
            "enumeration: [systems]",
            "write only the element, without the list around it",
        ),
        ("enumeration: systems", "enumeration: [debian, windows]", "write a single string, not a list"),
    ] {
        project(from, to).run_bound("check").code(1).says(help);
    }
}

#[test]
fn missing_key_is_suggested_first() {
    assert_messages(&[
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
                "`billing` is missing\nadd `billing: …`, which must be `none`, `ordered`, `statistics` or `compound`",
            ],
        ),
    ]);
}

#[test]
fn help_on_amounts_with_a_unit_and_on_free_prices() {
    let number = "write only the number, without a unit: `10` if amounts are counted in `GiB` here";
    assert_messages(&[
        ("step: 10", "step: 10 GiB", &[&format!("`10 GiB` is not a valid number of units\n{number}")]),
        ("maximum: 500", "maximum: 10 GiB", &[&format!("`10 GiB` is not a limit\n{number}")]),
        ("EUR: 0.10,", "EUR: free,", &["`free` is not an amount\nwrite an amount: `0.00` if it is free"]),
    ]);
}

#[test]
fn invalid_key_is_not_called_a_value() {
    let project =
        Project::new().file("a.yaml", &CATALOG.replace("{ 1 month: { EUR: 0.10,", "{ 1 mnth: { EUR: 0.10,"));
    project.run_bound("check").code(1).says("not a valid key").says("did you mean `1 month`?");
}

#[test]
fn help_on_list_element_without_a_key_before_nested_keys() {
    let values = "  - debian\n    prices: { 1 month: { EUR: 1.00, USD: 1.00 } }\n";
    let text = CATALOG.replace("  - { name: debian, text: Debian }\n", values);
    assert_eq!(
        messages(&Project::new().file("a.yaml", &text))[0],
        "this line is indented as if it continued the value above it\ngive `debian` a key too, as in `- name: debian`"
    );
}

/// Import writes imported details as the package's own. A price for a period that the package does not have must not
/// keep import from doing so.
#[test]
fn package_with_prices_for_periods_that_it_lacks_can_be_imported() {
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
    assert_findings(&project, &[], "prices for all periods of a package");
    project.apply();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0).does_not_say("Left out").does_not_say("without these values");
    let message = "warning[B11] the detail `disk` of `VPS-M` has a price for `1 year`, a period that `VPS-M` does not offer";
    let run = folder.run("check --format concise").code(0).says(message);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
}

#[test]
fn duplicate_in_an_imported_package_is_reported_only_there() {
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
