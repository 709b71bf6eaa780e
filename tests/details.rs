//! Stories for every field of details, detail types and enumerations: a change of only this field reaches its column,
//! appears in the plan, and is applied, and the next plan is empty.

mod import;
mod seed;

use crate::support::{MANIFEST, Project, Stories, Story, without_effect};
use std::collections::BTreeMap;
use wares::kinds::Kinds;

/// A field that a detail and a choice of a compound detail have in common: the document, its text before and after the
/// change, the field, the table and the column that it reaches, and the line of the plan, with `@` for the detail.
type Term = (&'static str, [&'static str; 2], &'static str, (&'static str, &'static str), &'static str);

const DISK: &str = "billing: ordered, included: 20, step: 10, maximum: 500, unit: GiB, \
    prices: { 1 month: { EUR: 0.10, USD: 0.11 }, 1 year: { EUR: 1.00, USD: 1.10 } }, \
    unlimited_prices: { 1 month: { EUR: 99.00, USD: 109.00 }, 1 year: { EUR: 990.00, USD: 1090.00 } }, \
    setup_fee: { EUR: 5.00, USD: 6.00 }, minimum_period: 1 month";
const BACKUP: &str = "billing: ordered, included: false, \
    prices: { 1 month: { EUR: 2.00, USD: 2.20 }, 1 year: { EUR: 20.00, USD: 22.00 } }";
const SYSTEM: &str = "billing: ordered, enumeration: systems, included_value: debian, \
    value_prices: { windows: { 1 month: { EUR: 10.00, USD: 11.00 }, 1 year: { EUR: 100.00, USD: 110.00 } } }, \
    prices: { 1 month: { EUR: 1.00, USD: 1.10 }, 1 year: { EUR: 12.00, USD: 13.00 } }";
const BARE: &str = "billing: ordered, enumeration: systems, \
    prices: { 1 month: { EUR: 1.00, USD: 1.10 }, 1 year: { EUR: 12.00, USD: 13.00 } }";
/// A detail that cannot be ordered for a month needs no price for it.
const LATE: &str = "billing: ordered, enumeration: systems, included_value: debian, minimum_period: 1 year, \
    value_prices: { windows: { 1 month: { EUR: 10.00, USD: 11.00 }, 1 year: { EUR: 100.00, USD: 110.00 } } }, \
    prices: { 1 month: { EUR: 2.00, USD: 2.20 }, 1 year: { EUR: 20.00, USD: 22.00 } }";
/// A detail that is not billed needs no prices.
const UNBILLED: &str = "billing: none, setup_fee: { EUR: 5.00, USD: 6.00 }";
const TRAFFIC: &str = "billing: statistics, included: 100, overage_prices: { EUR: 0.05, USD: 0.06 }, \
    statistics: { overage_period: month, aggregation: sum, price_per: month, active_only: false }";

/// The details: the name of the document, the type, the terms, and the terms of another choice.
const DETAILS: [[&str; 4]; 7] = [
    ["disk", "disk", DISK, "billing: none"],
    ["backup", "backup", BACKUP, "billing: none"],
    ["system", "system", SYSTEM, "billing: none, enumeration: systems"],
    ["bare", "system", BARE, "billing: none, enumeration: distributions"],
    ["late", "system", LATE, "billing: none, enumeration: systems"],
    ["unbilled", "traffic", UNBILLED, "billing: none"],
    ["traffic", "traffic", TRAFFIC, "billing: none"],
];

#[rustfmt::skip]
const TERMS: &[Term] = &[
    ("disk", ["billing: ordered", "enabled: false, billing: ordered"], "enabled", ("", "enabled"), "~ @.enabled: true → false"),
    ("backup", ["billing: ordered", "billing: none"], "billing", ("", "billing"), "~ @.billing: ordered → none"),
    ("disk", ["included: 20", "included: 30"], "included", ("", "included"), "~ @.included: 20 → 30"),
    ("traffic", ["included: 100", "included: unlimited"], "included", ("", "included"), "~ @.included: 100 → unlimited"),
    ("backup", ["included: false", "included: true"], "included", ("", "included_flag"), "~ @.included: false → true"),
    ("disk", ["step: 10", "step: 20"], "step", ("", "step"), "~ @.step: 10 → 20"),
    ("disk", ["maximum: 500", "maximum: 600"], "maximum", ("", "maximum"), "~ @.maximum: 500 → 600"),
    ("disk", ["maximum: 500", "maximum: unlimited"], "maximum", ("", "maximum"), "~ @.maximum: 500 → unlimited"),
    ("disk", ["unit: GiB", "unit: TiB"], "unit", ("", "unit"), "~ @.unit: GiB → TiB"),
    ("bare", ["enumeration: systems", "enumeration: distributions"], "enumeration", ("", "fk_enumeration_id"), "~ @.enumeration: systems → distributions"),
    ("system", ["included_value: debian", "included_value: ubuntu"], "included_value", ("", "fk_enumeration_item_id"), "~ @.included_value: debian → ubuntu"),
    ("system", ["EUR: 10.00", "EUR: 12.00"], "value_prices", ("_item_price", "value"), "~ @.value_prices.windows.1 month.EUR: 10.00 → 12.00 (+20.0 %)"),
    ("system", ["EUR: 10.00", "EUR: { value: 12.50 }"], "value_prices.*.*.*.value", ("_item_price", "value"), "~ @.value_prices.windows.1 month.EUR: 10.00 → 12.50 (+25.0 %)"),
    ("late", ["EUR: 10.00", "EUR: { value: 10.00, enabled: false }"], "value_prices.*.*.*.enabled", ("_item_price", "enabled"), "~ @.value_prices.windows.1 month.EUR.enabled: true → false"),
    ("disk", ["EUR: 0.10", "EUR: 0.12"], "prices", ("_price", "value"), "~ @.prices.1 month.EUR: 0.10 → 0.12 (+20.0 %)"),
    ("backup", ["EUR: 2.00", "EUR: { value: 2.50 }"], "prices.*.*.value", ("_price", "value"), "~ @.prices.1 month.EUR: 2.00 → 2.50 (+25.0 %)"),
    ("late", ["EUR: 2.00", "EUR: { value: 2.00, enabled: false }"], "prices.*.*.enabled", ("_price", "enabled"), "~ @.prices.1 month.EUR.enabled: true → false"),
    ("disk", ["EUR: 99.00", "EUR: 98.00"], "unlimited_prices", ("_unlimited_price", "value"), "~ @.unlimited_prices.1 month.EUR: 99.00 → 98.00 (-1.0 %)"),
    ("disk", ["EUR: 99.00", "EUR: { value: 97.50 }"], "unlimited_prices.*.*.value", ("_unlimited_price", "value"), "~ @.unlimited_prices.1 month.EUR: 99.00 → 97.50 (-1.5 %)"),
    ("disk", ["EUR: 99.00", "EUR: { value: 99.00, enabled: false }"], "unlimited_prices.*.*.enabled", ("_unlimited_price", "enabled"), "~ @.unlimited_prices.1 month.EUR.enabled: true → false"),
    ("traffic", ["EUR: 0.05", "EUR: 0.04"], "overage_prices", ("_overage_price", "value"), "~ @.overage_prices.EUR: 0.05 → 0.04 (-20.0 %)"),
    ("traffic", ["EUR: 0.05", "EUR: { value: 0.045 }"], "overage_prices.*.value", ("_overage_price", "value"), "~ @.overage_prices.EUR: 0.05 → 0.045 (-10.0 %)"),
    ("disk", ["EUR: 5.00", "EUR: 4.00"], "setup_fee", ("_setup_fee", "value"), "~ @.setup_fee.EUR: 5.00 → 4.00 (-20.0 %)"),
    ("disk", ["EUR: 5.00", "EUR: { value: 4.50 }"], "setup_fee.*.value", ("_setup_fee", "value"), "~ @.setup_fee.EUR: 5.00 → 4.50 (-10.0 %)"),
    ("unbilled", ["EUR: 5.00", "EUR: { value: 5.00, enabled: false }"], "setup_fee.*.enabled", ("_setup_fee", "enabled"), "~ @.setup_fee.EUR.enabled: true → false"),
    ("disk", ["step: 10", "step: 10, multiply_setup_fee: false"], "multiply_setup_fee", ("", "multiply_setup_fee"), "~ @.multiply_setup_fee: true → false"),
    ("disk", ["minimum_period: 1 month", "minimum_period: 1 year"], "minimum_period", ("", "minimum_period"), "~ @.minimum_period: 1 month → 1 year"),
    ("disk", ["step: 10", "step: 10, priority: 3"], "priority", ("", "priority"), "~ @.priority: 0 → 3"),
    ("disk", ["step: 10", "step: 10, post_paid: true"], "post_paid", ("", "post_paid"), "~ @.post_paid: false → true"),
    ("backup", ["billing: ordered", "billing: ordered, manual_processing: true"], "manual_processing", ("", "manual_processing"), "~ @.manual_processing: false → true"),
    ("system", ["billing: ordered", "billing: ordered, send_instruction: true"], "send_instruction", ("", "send_instruction"), "~ @.send_instruction: false → true"),
    ("traffic", ["included: 100", "included: 100, skip_trial: true"], "skip_trial", ("", "skip_trial"), "~ @.skip_trial: false → true"),
    ("bare", ["billing: ordered", "billing: ordered, alternative_calculation: true"], "alternative_calculation", ("", "alternative_calculation"), "~ @.alternative_calculation: false → true"),
    ("bare", ["billing: ordered", "billing: ordered, random_name: true"], "random_name", ("", "random_name"), "~ @.random_name: false → true"),
    ("traffic", ["overage_period: month", "overage_period: day"], "statistics.overage_period", ("", "overage_period"), "~ @.statistics.overage_period: month → day"),
    ("traffic", ["aggregation: sum", "aggregation: maximum"], "statistics.aggregation", ("", "aggregation"), "~ @.statistics.aggregation: sum → maximum"),
    ("traffic", ["price_per: month", "price_per: day"], "statistics.price_per", ("", "price_per"), "~ @.statistics.price_per: month → day"),
    ("traffic", ["active_only: false", "active_only: true"], "statistics.active_only", ("", "active_only"), "~ @.statistics.active_only: false → true"),
];

/// A field of another document: the document, its text before and after the change, the kind and the field, the table
/// and the column that it reaches, and the lines of the plan.
type Other =
    (&'static str, [&'static str; 2], &'static str, (&'static str, &'static str), &'static [&'static str]);

/// Types and an enumeration that nothing refers to, and packages that import details.
const OTHERS: [(&str, &str); 5] = [
    (
        "type",
        "kind: detail_type\nname: ports\ntext: Ports\nvalue: integer\nunit: GiB\nlarger_units: { TiB: 1024 }\nlimit: space_gb\n",
    ),
    ("plain-type", "kind: detail_type\nname: extra\ntext: Extra\nvalue: boolean\n"),
    (
        "list",
        "kind: enumeration\nname: panels\ntext: Panels\nvalues:\n\
         - { name: one, text: One, enabled: true, prices: { 1 month: { EUR: 1.00, USD: 1.10 } } }\n\
         - { name: two, text: Two }\n",
    ),
    (
        "imported",
        "kind: package\narticle: ONE\nname: One\ncategory: Servers\ndetails:\n\
         - { type: disk, billing: none, included: 10 }\n- { type: memory, billing: none, included: 1 }\n---\n\
         kind: package\narticle: TWO\nname: Two\ncategory: Servers\ndetails:\n\
         - { type: disk, billing: none, included: 10 }\n- { type: memory, billing: none, included: 2 }\n",
    ),
    (
        "importing",
        "kind: package\narticle: THREE\nname: Three\ncategory: Servers\ndetails:\n\
         - { type: disk, billing: none, included: 20 }\n- { type: traffic, billing: compound, choices: [\
         { name: a, billing: none }, { name: b, billing: none }] }\n\
         import_details: { from: ONE, replace_existing: false }\n",
    ),
];

#[rustfmt::skip]
const OTHER: &[Other] = &[
    ("type", ["text: Ports", "text: Sockets"], "detail_type.text", ("detail_type_text", "value"), &["~ text.en: Ports → Sockets"]),
    ("plain-type", ["value: boolean", "value: enumeration"], "detail_type.value", ("detail_type", "value_type"), &["~ value: boolean → enumeration"]),
    ("type", ["unit: GiB", "unit: GB"], "detail_type.unit", ("detail_type", "unit"), &["~ unit: GiB → GB"]),
    ("type", ["TiB: 1024", "TiB: 1000"], "detail_type.larger_units", ("detail_type_unit", "factor"), &["~ larger_units.TiB: 1024 → 1000"]),
    ("type", ["limit: space_gb", "limit: ports"], "detail_type.limit", ("detail_type", "fk_service_id"), &["~ limit: space_gb → ports"]),
    ("list", ["text: Panels", "text: Surfaces"], "enumeration.text", ("enumeration_text", "value"), &["~ text.en: Panels → Surfaces"]),
    ("list", ["text: Two }", "text: Two }\n- { name: three, text: Three }"], "enumeration.values", ("enumeration_item", "*"), &["+ values[three]", "+ values[three].text.en: Three"]),
    (
        "list",
        ["- { name: one, text: One, enabled: true, prices: { 1 month: { EUR: 1.00, USD: 1.10 } } }\n- { name: two, text: Two }\n",
         "- { name: two, text: Two }\n- { name: one, text: One, enabled: true, prices: { 1 month: { EUR: 1.00, USD: 1.10 } } }\n"],
        "enumeration.values", ("enumeration_item", "position"), &["~ values[two].position: 2 → 1", "~ values[one].position: 1 → 2"],
    ),
    ("list", ["name: two", "name: zwei"], "enumeration.values.name", ("enumeration_item", "*"), &["+ values[zwei]", "+ values[zwei].text.en: Two", "- values[two]", "- values[two].text.en: Two"]),
    ("list", ["text: Two", "text: Zwei"], "enumeration.values.text", ("enumeration_item_text", "value"), &["~ values[two].text.en: Two → Zwei"]),
    ("list", ["enabled: true", "enabled: false"], "enumeration.values.enabled", ("enumeration_item", "enabled"), &["~ values[one].enabled: true → false"]),
    ("list", ["EUR: 1.00", "EUR: 2.00"], "enumeration.values.prices", ("enumeration_item_price", "value"), &["~ values[one].prices.1 month.EUR: 1.00 → 2.00 (+100.0 %)"]),
    ("list", ["EUR: 1.00", "EUR: { value: 1.50 }"], "enumeration.values.prices.*.*.value", ("enumeration_item_price", "value"), &["~ values[one].prices.1 month.EUR: 1.00 → 1.50 (+50.0 %)"]),
    ("list", ["EUR: 1.00", "EUR: { value: 1.00, enabled: false }"], "enumeration.values.prices.*.*.enabled", ("enumeration_item_price", "enabled"), &["~ values[one].prices.1 month.EUR.enabled: true → false"]),
    ("imported", ["included: 2 }", "included: 2 }\n- { type: backup, billing: none }"], "package.details", ("package_detail", "*"), &["+ details[backup]: billing none"]),
    ("imported", ["type: memory, billing: none, included: 2", "type: traffic, billing: none, included: 2"], "package.details.type", ("package_detail", "*"), &["+ details[traffic]: billing none, included 2", "- details[memory]: billing none, included 2"]),
    ("importing", ["{ name: b, billing: none }", "{ name: b, billing: none }, { name: c, billing: none }"], "package.details.choices", ("package_detail_choice", "*"), &["+ details[traffic].choices[c]: billing none"]),
    ("importing", ["name: b", "name: c"], "package.details.choices.name", ("package_detail_choice", "*"), &["+ details[traffic].choices[c]: billing none", "- details[traffic].choices[b]: billing none"]),
    ("importing", ["from: ONE", "from: TWO"], "package.import_details.from", ("package_detail", "included"), &["~ details[memory].included: 1 → 2  imported.yaml:15"]),
    ("importing", ["replace_existing: false", "replace_existing: true"], "package.import_details.replace_existing", ("package_detail", "included"), &["~ details[disk].included: 20 → 10  imported.yaml:6"]),
];

/// What the documents refer to.
const KNOWN: &str = "\
kind: detail_type
name: disk
text: Disk
value: integer
unit: GiB
larger_units: { TiB: 1024 }
---
kind: detail_type
name: memory
text: Memory
value: integer
unit: GiB
---
kind: detail_type
name: backup
text: Backup
value: boolean
---
kind: detail_type
name: system
text: System
value: enumeration
---
kind: detail_type
name: traffic
text: Traffic
value: integer
unit: GB
---
kind: enumeration
name: systems
text: Systems
values: [{ name: debian, text: Debian }, { name: ubuntu, text: Ubuntu }, { name: windows, text: Windows }]
---
kind: enumeration
name: distributions
text: Distributions
values: [{ name: debian, text: Debian }]
---
kind: package
article: LIMITS
name: Limits
category: Servers
limits: { space_gb: 1, ports: 1 }
";

fn package(article: &str, detail: &str) -> String {
    format!(
        "kind: package\narticle: {article}\nname: {article}\ncategory: Servers\n\
         periods: [{{ every: 1 month, prices: {{ EUR: 1, USD: 1 }} }}, {{ every: 1 year, prices: {{ EUR: 10, USD: 10 }} }}]\n\
         details: [{{ {detail} }}]\n"
    )
}

/// The documents, by the names of their files.
fn documents() -> BTreeMap<String, String> {
    let details = DETAILS.iter().flat_map(|[name, kind, terms, other]| {
        let choices = format!("choices: [{{ name: one, {terms} }}, {{ name: other, {other} }}]");
        [
            ((*name).to_owned(), package(name, &format!("type: {kind}, {terms}"))),
            (
                format!("choice-{name}"),
                package(&format!("choice-{name}"), &format!("type: {kind}, billing: compound, {choices}")),
            ),
        ]
    });
    let others = OTHERS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    details.chain(others).collect()
}

fn stories() -> Vec<Story> {
    let terms = TERMS.iter().flat_map(|(document, change, field, (table, column), line)| {
        let kind = DETAILS.iter().find(|[name, ..]| name == document).expect("a detail")[1];
        let story = |path: &str, document: String, table: String, words: String| Story {
            path: format!("{path}.{field}"),
            document,
            change: *change,
            column: (table, *column),
            lines: vec![line.replace('@', &words)],
        };
        let choice = format!("details[{kind}].choices[one]");
        [
            story(
                "package.details",
                (*document).to_owned(),
                format!("package_detail{table}"),
                format!("details[{kind}]"),
            ),
            story(
                "package.details.choices",
                format!("choice-{document}"),
                format!("package_detail_choice{table}"),
                choice,
            ),
        ]
    });
    let others = OTHER.iter().map(|(document, change, path, (table, column), lines)| Story {
        path: (*path).to_owned(),
        document: (*document).to_owned(),
        change: *change,
        column: ((*table).to_owned(), *column),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    });
    terms.chain(others).collect()
}

fn manifest() -> String {
    format!("{MANIFEST}guards: {{ allow: [in-use, mass-change, price-change, upgrade-path] }}\n")
}

fn all() -> Stories {
    let files = vec![("wares.yaml", manifest()), ("known.yaml", KNOWN.to_owned())];
    Stories { all: stories(), documents: documents(), files }
}

#[test]
fn change_of_one_field_reaches_its_column_and_no_other() {
    all().reach_their_columns();
}

#[test]
fn every_field_has_a_story() {
    let stories = all().paths();
    let shapes = wares::kinds::shapes(&Kinds::standard());
    let fields = shapes
        .iter()
        .flat_map(|shape| shape.fields.iter().map(|field| format!("{}.{}", shape.name, field.path)));
    let is_ours = |path: &String| {
        ["detail_type.", "enumeration.", "package.details", "package.import_details"]
            .iter()
            .any(|start| path.starts_with(start))
    };
    let fields: Vec<String> = fields.filter(is_ours).collect();
    // No story changes these: a resource is identified by its name, protection is not a row, and a disabled overage
    // price is an error (B11). A field with keys below it is covered by the stories of those keys.
    let other = [
        "detail_type.kind",
        "detail_type.name",
        "detail_type.protect",
        "enumeration.kind",
        "enumeration.name",
        "enumeration.protect",
        "package.details.overage_prices.*.enabled",
        "package.details.choices.overage_prices.*.enabled",
    ];
    let is_above = |path: &String| fields.iter().any(|other| other.starts_with(&format!("{path}.")));
    let missing: Vec<&String> = fields
        .iter()
        .filter(|path| !stories.contains(*path) && !other.contains(&path.as_str()) && !is_above(path))
        .collect();
    assert_eq!(missing, Vec::<&String>::new(), "these fields have no story in this file");
    let unknown: Vec<&String> = stories.iter().filter(|path| !fields.contains(path)).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "no schema has these fields");
}

#[test]
fn change_of_one_field_is_planned_and_applied() {
    let stories = all();
    let project = stories.project().init();
    project.apply();
    let folder = Project::beside(&project);
    folder.run("import --out .").code(0).does_not_say("Left out").does_not_say("without these values");
    folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    stories.are_planned_and_applied(&project);
}

#[test]
fn renamed_type_is_deleted_and_created() {
    let kind = OTHERS[1].1;
    let project = Project::new().file("wares.yaml", &manifest()).file("type.yaml", kind).init();
    project.apply();
    project.replace("type.yaml", "name: extra", "name: more");
    let plan = project.run("plan").code(0);
    let lines = [
        "+ create detail_type `more`  type.yaml:1",
        "    + value: boolean",
        "    + text.en: Extra",
        "- delete detail_type `extra`",
        "    - value: boolean",
        "    - text.en: Extra",
    ];
    assert_eq!(plan.changes().iter().map(|line| without_effect(line)).collect::<Vec<_>>(), lines);
    project.apply();
}

/// The terms of a detail before its package is deleted, with everything that can be left out.
const MUCH: &str = "billing: ordered, unit: TiB, minimum_period: 1 year, included: 2, \
    prices: { 1 year: { EUR: 1.00, USD: 1.10 } }, setup_fee: { EUR: 5.00, USD: 6.00 }";

#[test]
fn recreated_package_keeps_no_old_values_of_its_details() {
    let document = |name: &str, kind: &str, terms: &str| package(name, &format!("type: {kind}, {terms}"));
    let project = Project::new().file("wares.yaml", &manifest()).file("known.yaml", KNOWN).init();
    let before = [("A", "disk", MUCH), ("B", "system", SYSTEM), ("C", "traffic", TRAFFIC)];
    let write = |all: [(&str, &str, &str); 3]| {
        let all = all.map(|(name, kind, terms)| document(name, kind, terms));
        project.write("packages.yaml", &all.join("---\n"));
    };
    write(before);
    project.apply();
    project.remove("packages.yaml");
    project.apply();
    let none = "billing: none";
    write([
        ("A", "disk", none),
        ("B", "system", "billing: none, enumeration: systems"),
        ("C", "traffic", none),
    ]);
    project.apply();
    let left = "SELECT count(*) FROM package_detail WHERE unit IS NOT NULL OR minimum_period IS NOT NULL OR included <> 0 \
                OR fk_enumeration_item_id IS NOT NULL OR overage_period IS NOT NULL OR aggregation IS NOT NULL \
                OR price_per IS NOT NULL";
    assert_eq!(project.value(left), "0");
    assert_eq!(project.value("SELECT count(*) FROM package_detail_price"), "0");
    assert_eq!(project.value("SELECT count(*) FROM package_detail"), "3");
}
