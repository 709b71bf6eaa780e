//! `explain`: every code has an explanation, and its examples are wrong or right as they claim.

use crate::support::{Project, Run};
use std::collections::BTreeSet;
use std::path::Path;
use wares::diagnostic::{Block, Code, Example};
use wares::diff;
use wares::kinds;
use wares::source;

/// The lines that complete an example that is only a fragment of a document or of a manifest.
const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold yearly
category: HostingPackage
periods: [{ every: 1 year, prices: { EUR: 99.00 } }]
";
const MANIFEST: &str = "\
format: 1
catalog: acme
reseller: Acme
currencies: [EUR, USD]
languages: [en, de]
";
/// The resources that the examples refer to.
const KNOWN: &str = "\
kind: package
article: HST-SLVY
name: Silver yearly
category: HostingPackage
periods: [{ every: 1 year, prices: { EUR: 49.00, USD: 54.00 } }]
---
kind: item
article: DMN-COM
name: .com domain
category: TLD
periods: [{ every: 1 year, prices: { EUR: 14.00, USD: 15.00 } }]
properties: { productValue: .com }
---
kind: package
article: VPS-S
name: Small
category: Servers
periods: [{ every: 1 month, prices: { EUR: 5.00, USD: 6.00 } }]
details: [{ type: disk, billing: none, included: 20 }]
---
kind: detail_type
name: disk
text: Disk space
value: integer
unit: GiB
";
/// A package that exists only in the database. The manifest lists it if the example names it.
const EXTERNAL: &str = "HST-OTHER";
/// The resources that the examples about products and service plans refer to.
const PLANS: &str = "\
kind: region
name: eu
---
kind: region
name: us
---
kind: user_group
name: customers
regions: [eu]
quotas: { disk: 50 }
---
kind: installation_package
name: WordPress
manifest: wordpress.jps
---
kind: installation_package
name: Movable
manifest: movable.jps
---
kind: tariff
id: monthly
name: Monthly
charge_period: month
currency: EUR
tiers: [{ from: 1, price: 9.00 }]
";
/// The application manifest of those examples.
const WORDPRESS: &str = "\
settings:
  fields:
    - { name: php, type: list, default: '8.3', values: { '8.2': PHP 8.2, '8.3': PHP 8.3 } }
    - { name: disk, type: spinner, min: 1, max: 100, default: 10 }
    - { name: title, type: string }
    - { name: edition, type: string, default: full, hidden: true }
    - name: cdn
      type: checkbox
      default: false
      showIf: { 'true': [{ name: cdn-plan, type: string, default: basic }] }
";
/// The application manifests, which are written unless the example is one of them.
const MANIFESTS: [(&str, &str); 2] =
    [("wordpress.jps", WORDPRESS), ("movable.jps", "onApplySubscriptionSettings: []\n")];
/// The tariff that such an example expects to exist in the platform.
const OF_PLATFORM: &str = "platform-default";

/// Codes that are reported only with a database.
const LIVE: &[Code] = &[
    wares::diff::codes::AMBIGUOUS_NAME,
    kinds::codes::UNKNOWN_CATEGORY,
    kinds::codes::UNKNOWN_SERVICE,
    kinds::codes::MISSING_LIVE,
    diff::codes::SHARED_LIMITS,
    diff::codes::OWNED_ELSEWHERE,
    wares::plan::SOLD,
    kinds::codes::STATUS_STEP,
    kinds::codes::ARCHIVED,
    kinds::codes::DRAFT_SOLD,
    kinds::codes::REACHES_SUBSCRIPTIONS,
    kinds::codes::HAS_SUBSCRIPTIONS,
    kinds::codes::FIXED_VALUE,
    kinds::codes::SHARED_PLAN,
];

/// Writes an example to a project, with everything that it leaves out.
fn write(project: &Project, example: &Example) {
    let manifest = example.file.as_deref() == Some("wares.yaml");
    let completed = |fragment: &str, base: &str| {
        let has = |key: &str| fragment.lines().any(|line| line.starts_with(key));
        let given = |line: &str| has(line.split_once(' ').expect("a key").0);
        let kept = base.lines().filter(|line| !given(line));
        kept.map(|line| format!("{line}\n")).collect::<String>() + fragment
    };
    project.write("known.yaml", KNOWN);
    let is_about_plans = [
        "kind: service_plan",
        "kind: tariff",
        "kind: product",
        "kind: pricing_model",
        "kind: installation_package",
    ]
    .iter()
    .any(|kind| example.text.starts_with(kind));
    let is_package = example.file.as_deref().is_some_and(|file| file.ends_with(".jps"));
    let external = match () {
        () if example.text.contains(EXTERNAL) => format!("external: [{EXTERNAL}]\n"),
        () if example.text.contains(OF_PLATFORM) => {
            format!("external: [{{ kind: tariff, name: {OF_PLATFORM} }}]\n")
        }
        () => String::new(),
    };
    if is_about_plans || is_package {
        project.write("plans.yaml", PLANS);
        for (path, text) in MANIFESTS {
            let text = if example.file.as_deref() == Some(path) { &example.text } else { text };
            project.write(path, text);
        }
    }
    // An example about the extension of a file is written to that file. The file of the other example is removed.
    let named = example.file.as_deref().filter(|file| file.to_lowercase().starts_with("packages."));
    ["packages.YAML", "packages.yaml"].iter().for_each(|path| drop(std::fs::remove_file(project.path(path))));
    named.iter().for_each(|path| project.write(path, &example.text));
    let manifest_text = if manifest { completed(&example.text, MANIFEST) } else { MANIFEST.to_owned() };
    project.write("wares.yaml", &(manifest_text + &external));
    let is_complete = example.text.starts_with("kind:") && example.text.lines().count() > 1;
    let document = match (manifest || is_package || named.is_some(), is_complete) {
        (true, _) => String::new(),
        (false, true) => example.text.clone(),
        (false, false) => completed(&example.text, PACKAGE),
    };
    project.write("example.yaml", &document);
}

/// The codes that `check` finds, each once.
fn codes(run: &Run) -> BTreeSet<String> {
    let code = |line: &str| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned());
    run.stdout.lines().filter_map(code).collect()
}

/// The names of the files in every folder `codes` below a folder.
fn explanations(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let is_codes = folder.ends_with("codes");
    let names = |entry: std::fs::DirEntry| match (entry.path().is_dir(), is_codes) {
        (true, _) => explanations(&entry.path()),
        (false, true) => vec![entry.file_name().into_string().expect("UTF-8")],
        (false, false) => Vec::new(),
    };
    entries.flat_map(names).collect()
}

#[test]
fn every_code_is_explained_in_four_parts() {
    let mut files: BTreeSet<String> =
        wares::codes::all().into_iter().map(|code| format!("{code}.md")).collect();
    for code in wares::codes::all() {
        let explanation = code.explanation();
        for (part, blocks) in [
            ("meaning", &explanation.meaning),
            ("why", &explanation.why),
            ("example", &explanation.example),
            ("remedy", &explanation.remedy),
        ] {
            let words = |block: &Block| match block {
                Block::Text(text) => text.split_whitespace().count(),
                Block::Yaml(example) => example.text.split_whitespace().count(),
            };
            let words: usize = blocks.iter().map(words).sum();
            assert!(words >= 4, "{code}: {part} says too little: {blocks:?}");
        }
        let both = [explanation.lines(false), explanation.lines(true)].map(|lines| lines.is_some());
        assert!(both[0] == both[1], "{code}: there must be both a wrong and a right example");
        assert!(both[0] || code == source::codes::UNREADABLE, "{code} has no example");
    }
    for file in explanations(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        assert!(files.remove(&file), "{file} explains no code");
    }
    assert_eq!(files, BTreeSet::new(), "each code must have its own file");
}

#[test]
fn wrong_examples_give_their_code_and_right_examples_pass() {
    let live = wares::rules::all().into_iter().filter(|rule| rule.needs_live()).map(|rule| rule.code());
    let guards = wares::plan::guards().into_iter().map(|guard| guard.code());
    let live: Vec<Code> = live.chain(guards).chain(LIVE.iter().copied()).collect();
    for code in wares::codes::all().iter().filter(|code| !live.contains(code)) {
        let explanation = code.explanation();
        let (Some(wrong), Some(right)) = (explanation.lines(false), explanation.lines(true)) else {
            continue;
        };
        let project = Project::judged();
        write(&project, wrong);
        // Other rules may report something too; ignore them.
        let is_rule = |id: &str| wares::rules::all().iter().any(|rule| rule.code().as_str() == id);
        let is_own = |id: &str| id == code.as_str() || !is_rule(id);
        let found = |project: &Project| -> BTreeSet<String> {
            codes(&project.run("check --format concise")).into_iter().filter(|it| is_own(it)).collect()
        };
        assert_eq!(found(&project), BTreeSet::from([code.to_string()]), "{code}: {}", wrong.text);
        write(&project, right);
        assert_eq!(found(&project), BTreeSet::new(), "{code}: {}", right.text);
    }
}

#[test]
fn file_in_another_encoding_is_unreadable() {
    let project = Project::judged();
    std::fs::write(project.path("a.yaml"), b"name: Gr\xf6\xdfe\n").expect("a file");
    assert_eq!(
        codes(&project.run("check --format concise").code(1)),
        BTreeSet::from([source::codes::UNREADABLE.to_string()])
    );
}

/// A project whose database has the right example of an explanation.
fn applied(right: &Example) -> Project {
    let project = Project::judged();
    write(&project, right);
    let project = project.init();
    project.apply();
    project
}

#[test]
fn wrong_examples_give_their_code_against_a_database() {
    for code in [kinds::codes::UNKNOWN_CATEGORY, kinds::codes::UNKNOWN_SERVICE, kinds::codes::MISSING_LIVE] {
        let explanation = code.explanation();
        let (wrong, right) = explanation.lines(false).zip(explanation.lines(true)).expect("lines");
        let project = applied(right);
        write(&project, wrong);
        project.run("check").code(0);
        project.run("plan").code(1).says(code.as_str());
        write(&project, right);
        project.run("plan --detailed-exitcode").code(0);
    }
}

#[test]
fn shared_limits_must_change_in_all_packages() {
    let explanation = diff::codes::SHARED_LIMITS.explanation();
    let (wrong, right) = explanation.lines(false).zip(explanation.lines(true)).expect("lines");
    let project = applied(right);
    project.sql(
        "UPDATE item SET fk_package_configuration_id = (SELECT fk_package_configuration_id FROM item \
         WHERE article_number = 'HST-GLDY') WHERE article_number = 'HST-GLDM'; UPDATE service_limitation SET limitation = 3072",
    );
    write(&project, wrong);
    project.run("plan").code(1).says(diff::codes::SHARED_LIMITS.as_str());
    write(&project, right);
    project.run("plan").code(0);
}

#[test]
fn article_of_another_catalog_is_refused() {
    let explanation = diff::codes::OWNED_ELSEWHERE.explanation();
    let (wrong, right) = explanation.lines(false).zip(explanation.lines(true)).expect("lines");
    let write_only = |project: &Project, example| {
        write(project, example);
        project.remove("known.yaml");
    };
    let other = Project::judged();
    write_only(&other, wrong);
    other.write("wares.yaml", &MANIFEST.replace("acme", "acme-brands"));
    let other = other.init();
    other.apply();
    let project = Project::judged().sharing(&other);
    write_only(&project, wrong);
    project.run("plan").code(1).says(diff::codes::OWNED_ELSEWHERE.as_str());
    write_only(&project, right);
    project.run("plan").code(0);
}

#[test]
fn explanations_fit_in_a_hundred_columns() {
    let project = Project::judged();
    let standard = wares::kinds::Kinds::standard();
    let kinds = standard.names().map(str::to_owned);
    let fields = wares::kinds::shapes(&standard).into_iter().flat_map(|shape| {
        let path = |field: &wares::kinds::Field| format!("{}.{}", shape.name, field.path.replace(".*", ""));
        shape.fields.iter().map(path).collect::<Vec<_>>()
    });
    let codes = wares::codes::all().into_iter().flat_map(|code| [code.to_string(), code.name().to_owned()]);
    for name in codes.chain(kinds).chain(fields).chain([String::new(), "manifest".to_owned()]) {
        let run = project.run(&format!("explain {name}")).code(0);
        assert!(!run.stdout.is_empty(), "{name}");
        let long: Vec<&str> = run.stdout.lines().filter(|line| line.chars().count() > 100).collect();
        assert!(long.is_empty(), "{name}: {long:#?}");
    }
}

#[test]
fn codes_are_found_by_number_and_by_name() {
    let project = Project::judged();
    let explained = project.run("explain T02").code(0).stdout;
    for name in ["t02", "unknown-key", "unknown_key", "Unknown-Key"] {
        assert_eq!(project.run(&format!("explain {name}")).code(0).stdout, explained);
    }
    insta::assert_snapshot!(explained, @r#"
    T02 unknown-key (error)

    The mapping has no such key.

    What it means
      This key is not allowed here. Usually it is misspelled, or it is a valid key that belongs one
      level higher or lower.

    Why it matters
      If Wares ignored the key, you would rely on a setting that has no effect: for example, a package
      would not get its extra services, or a price would never change.

    Example
      wrong:
          extra_servises: true
      right:
          extra_services: true

    How to fix it
      Use the key that the message suggests. Otherwise look up the valid keys: `wares explain package`
      lists the keys of a package, and `wares explain extra_services` shows where that key belongs. If
      the billing system has an "Other data" property for which Wares has no key, write that property
      under `properties`.
    "#);
}

#[test]
fn key_is_explained_for_every_kind_that_has_it() {
    let project = Project::judged();
    insta::assert_snapshot!(project.run("explain periods").code(0).stdout, @r#"
    periods of `package`, `extra_service` and `item`

    The renewal periods of a recurring article, each with its prices.

      type      list of mappings with the keys below
      required  no

    Keys below it (* required)
      every *  The length of the period, such as `1 month` or `1 year`.
      prices   The prices of the article for one period, by currency.

    Example
      periods:
        - { every: 1 month, prices: { EUR: 9.90 } }
        - { every: 1 year, prices: { EUR: 99.00 } }
    "#);
    insta::assert_snapshot!(project.run("explain expiry_action").code(0).stdout, @r#"
    expiry_action of `package`, `extra_service` and `item`

    What happens to subscriptions when the article is discontinued. The default for new articles is
    `none`.

      type      one of `none`, `suspend`, `terminate`, `downgrade`
      required  no

    Values
      none       Nothing happens.
      suspend    The subscription is suspended.
      terminate  The subscription ends.
      downgrade  The subscription moves to an article at a lower level of its upgrade group.

    Example
      expiry_action: terminate
    "#);
    let run = project.run("explain package.name").code(0);
    assert!(!run.stdout.contains("upgrade_group"), "{}", run.stdout);
    project.run("explain name").code(0).says("of `upgrade_group`").says("See also `counters.name`");
    project.run("explain from").code(0).says("counters.ranges.from").does_not_say("See also");
    project.run("explain upgrade-group").code(0).says("members *");
    project.run("explain manifest").code(0).says("M01").says("currencies *");
}

#[test]
fn unknown_name_gets_a_suggestion() {
    let project = Project::judged();
    let run = project.run("explain extra_servises").code(1).says("did you mean `extra_services`");
    assert_eq!(run.stdout, "");
    project.run("explain evry").code(1).says("did you mean `every`");
    project.run("explain ategory").code(1).says("did you mean `category`");
    project.run("explain package.perods").code(1).says("error: there is no code, kind or key");
    project.run("explain quite-another-thing").code(1).says("`wares explain` lists all codes");
}

#[test]
fn explanations_are_available_as_json() {
    let project = Project::judged();
    let json = |arguments: &str, code: i32| -> serde_json::Value {
        let run = project.run(&format!("explain {arguments} --format json")).code(code);
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    let code = json("T02", 0);
    assert_eq!((&code["command"], &code["topics"][0]["name"]), (&"explain".into(), &"unknown-key".into()));
    assert_eq!(code["topics"][0]["example"]["wrong"]["text"], "extra_servises: true\n");
    let field = &json("package.periods", 0)["topics"][0];
    assert_eq!((&field["topic"], &field["kinds"][0]), (&"field".into(), &"package".into()));
    assert_eq!(field["required"], false);
    assert_eq!(json("package.article", 0)["topics"][0]["required"], true);
    let parts = &code["topics"][0];
    let texts: Vec<&str> =
        ["meaning", "why", "remedy"].iter().filter_map(|part| parts[part].as_str()).collect();
    assert!(texts.len() == 3 && texts[0] != texts[1] && texts[1] != texts[2], "{texts:?}");
    assert_eq!(json("", 0)["codes"].as_array().map(Vec::len), Some(wares::codes::all().len()));
    let unknown = json("no-such-thing-at-all", 1);
    assert_eq!((&unknown["exit_code"], unknown["error"]["message"].is_string()), (&1.into(), true));
}

#[test]
fn check_points_to_the_explanation() {
    let project = Project::judged().file("a.yaml", &format!("{PACKAGE}extra_servises: true\n"));
    project.run("check").code(1).says("For more information, run `wares explain T02`.");
    project.run("check --format concise").code(1).does_not_say("wares explain");
}

#[test]
fn list_of_codes_says_what_else_can_be_explained() {
    let project = Project::judged();
    project.run("explain").code(0).says("`wares explain CODE`").says("`upgrade_group`");
    project
        .run("explain package")
        .code(0)
        .says("run `wares explain package.article` to learn more about a key");
    project.run("explain wares.yaml").code(0).says("currencies *").does_not_say("M01");
    project.run("explain amount").code(0).says("mapping with the keys below");
    project.run("explain S04").code(0).says("(`!money`)");
}

#[test]
fn plan_points_to_the_explanation_of_an_error() {
    let project = Project::judged().file("a.yaml", &format!("{PACKAGE}extra_servises: true\n"));
    let stderr = project.run("plan").code(1).stderr;
    assert!(stderr.ends_with("\n\n1 error.\nFor more information, run `wares explain T02`.\n"), "{stderr}");
}

#[test]
fn codes_are_listed_by_subject() {
    let run = Project::judged().run("explain").code(0);
    let titles: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("Rules: ")).collect();
    let subjects = wares::rules::SUBJECTS.iter().filter(|subject| !subject.rules.is_empty());
    let expected: Vec<String> =
        subjects.map(|subject| format!("Rules: {}", subject.title.to_lowercase())).collect();
    assert_eq!(titles, expected);
    assert!(run.stdout.starts_with("Reading files\nS01 "), "{}", run.stdout);
    let lines = |title: &str| {
        let below = run.stdout.split_once(title).expect("the title").1;
        below.split("\n\n").next().expect("lines").to_owned()
    };
    assert!(lines("Rules: renewal periods\n").starts_with("A31 "), "{}", run.stdout);
}

#[test]
fn code_is_found_by_its_other_name_in_the_list_of_rules() {
    let project = Project::judged();
    let run = project.run("explain a03").code(0);
    assert_eq!(run.stdout, project.run("explain X01").code(0).stdout);
    assert!(run.stderr.contains("`A03` is reported as `X01`."), "{}", run.stderr);
    for (alias, code) in [("A30", "T05"), ("A33", "T05")] {
        let first = project.run(&format!("explain {alias}")).code(0).stdout;
        assert!(first.starts_with(code), "{alias}: {first}");
    }
}

#[test]
fn page_of_all_codes_is_up_to_date() {
    let page = Project::judged().run("explain --format markdown").code(0).stdout;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let written = std::fs::read_to_string(file).expect("docs/rules.md");
    assert!(page == written, "docs/rules.md is stale: run `make rules`");
    for code in wares::codes::all() {
        assert!(page.contains(&format!("\n### {code} {} ({})\n", code.name(), code.severity())), "{code}");
    }
    Project::judged().run("explain T02 --format markdown").code(64).says("leave out the name");
}
