//! Products, plans, tariffs and manifests that are wrong: each is told at its place, with what is meant.

use crate::support::Project;
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A catalog in which nothing is wrong.
const CATALOG: &str = "\
kind: region
name: eu
---
kind: region
name: us
---
kind: user_group
name: customers
regions: [eu, us]
quotas: { disk: 100 }
---
kind: installation_package
name: WP
manifest: wp.jps
---
kind: tariff
id: monthly
name: Monthly
charge_period: month
currency: USD
mode: volume
tiers:
  - { from: 1, price: 9.00 }
  - { from: 10, price: 8.90 }
  - { from: 20, price: 8.80 }
---
kind: product
id: wordpress
name: WordPress
status: active
user_groups: [customers]
plans: [lite, pro]
---
kind: service_plan
id: lite
name: Lite ${gb} GB
status: active
max_quantity: 100
grace_period: 3
package: WP
options:
  disk: { value: 20 }
  php: { value: '8.3', editable: true }
  cdn: { value: true }
  cdn-plan: { value: premium }
tariffs: [monthly]
metadata: { gb: '20' }
---
kind: service_plan
id: pro
name: Pro
status: active
max_quantity: 100
package: WP
override_regions: true
regions: [{ region: eu }, { region: us }]
tariffs: [monthly]
";

/// Its manifest.
const MANIFEST: &str = "\
type: install
settings:
  fields:
    - { name: disk, type: slider, min: 10, max: 100, default: 10 }
    - { name: php, type: list, default: '8.3', values: { '8.2': PHP 8.2, '8.3': PHP 8.3 } }
    - { name: title, type: string, regex: '^[a-z]+$', default: site }
    - name: cdn
      type: checkbox
      default: false
      showIf:
        'true':
          - { name: cdn-plan, type: radiolist, default: basic, values: [basic, premium] }
";

fn project() -> Project {
    Project::new().file("a.yaml", CATALOG).file("wp.jps", MANIFEST)
}

/// What `check` says, within a minute.
fn check(project: &Project, format: &str) -> String {
    let mut command = project.command(&format!("check --format {format}"));
    // A file keeps what a pipe might not hold.
    let said = tempfile::tempfile().expect("a file");
    command.stdin(Stdio::null()).stderr(Stdio::null()).stdout(said.try_clone().expect("a file"));
    let (mut child, begin) = (command.spawn().expect("it runs"), Instant::now());
    while child.try_wait().expect("a process").is_none() {
        if begin.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            panic!("`check` hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut said = said;
    std::io::Seek::rewind(&mut said).expect("a file");
    std::io::read_to_string(said).expect("UTF-8")
}

/// What `check` says of each case, under what the case is about.
fn all<A: Into<String>>(cases: impl IntoIterator<Item = (A, Project)>) -> String {
    let told = |(about, project): (A, Project)| format!("# {}\n{}", about.into(), check(&project, "concise"));
    cases.into_iter().map(told).collect::<Vec<_>>().join("\n")
}

/// What `check` says where something of one of the texts is replaced.
fn replaced(path: &str, text: &str, cases: &[(&str, &str)]) -> String {
    all(cases.iter().map(|(from, to)| {
        assert_eq!(text.matches(from).count(), 1, "`{from}` stands once");
        let about = format!("{from} → {to}").replace('\n', "⏎");
        (about, project().file(path, &text.replace(from, to)))
    }))
}

#[test]
fn nothing_is_wrong_with_the_catalog() {
    assert_eq!(check(&project(), "concise"), "");
}

#[test]
fn tiers() {
    let told = replaced(
        "a.yaml",
        CATALOG,
        &[
            ("from: 10,", "from: 30,"),
            ("from: 1,", "from: 5,"),
            ("from: 20,", "from: 10,"),
            ("from: 1,", "from: 0,"),
            ("from: 10,", "from: -10,"),
            ("from: 10,", "from: 1.5,"),
            ("from: 10,", "from: ten,"),
            ("from: 10, price", "from: 10, to: 19, price"),
            ("price: 8.90", "price: 9.10"),
            ("price: 8.90", "price: 1.00"),
            ("price: 8.90", "price: -1"),
            ("price: 8.90", "price: 8.90001"),
            (
                "tiers:\n  - { from: 1, price: 9.00 }\n  - { from: 10, price: 8.90 }\n  - { from: 20, price: 8.80 }\n",
                "tiers: []\n",
            ),
            (
                "tiers:\n  - { from: 1, price: 9.00 }\n  - { from: 10, price: 8.90 }\n  - { from: 20, price: 8.80 }\n",
                "",
            ),
            ("charge_period: month", "charge_period: quarter"),
            ("charge_period: month", "charge_period: Month"),
            ("mode: volume", "mode: tiered"),
            ("mode: volume", "type: reserved_disk"),
            ("currency: USD", "currency: GBP"),
        ],
    );
    insta::assert_snapshot!(told);
}

#[test]
fn products_and_plans() {
    let told = replaced(
        "a.yaml",
        CATALOG,
        &[
            ("plans: [lite, pro]", "plans: [lite, lite]"),
            ("plans: [lite, pro]", "plans: [lite, por]"),
            ("plans: [lite, pro]", "plans: []"),
            ("status: active\nuser_groups", "status: draft\nuser_groups"),
            ("status: active\nmax_quantity: 100\ngrace", "status: actve\nmax_quantity: 100\ngrace"),
            ("user_groups: [customers]", "user_groups: []"),
            ("user_groups: [customers]", "user_groups: [costumers]"),
            ("user_groups: [customers]", "type: subscription"),
            ("grace_period: 3", "grace_period: -1"),
            ("grace_period: 3", "grace_period: 30"),
            ("max_quantity: 100\ngrace", "max_quantity: 0\ngrace"),
            ("max_quantity: 100\ngrace", "charge_type: hourly\ngrace"),
            ("[{ region: eu }, { region: us }]", "[{ region: eu }, { region: us }, { region: eu }]"),
            ("[{ region: eu }, { region: us }]", "[{ region: eu }, { region: mars }]"),
            ("[{ region: eu }, { region: us }]", "[{ region: eu, pricing_model: overuse }]"),
            ("[{ region: eu }, { region: us }]", "[]"),
            ("tariffs: [monthly]\nmetadata", "tariffs: [monthly, monthly]\nmetadata"),
            ("package: WP\noptions", "package: wp\noptions"),
            ("{ gb: '20' }", "{ gb: 20 }"),
            ("{ gb: '20' }", "{ gb: '20', gb: '30' }"),
            ("{ gb: '20' }", "{ g: '20' }"),
            ("${gb} GB", "${} GB"),
            ("grace_period: 3", "allow_moving: true"),
        ],
    );
    insta::assert_snapshot!(told);
}

#[test]
fn options() {
    let told = replaced(
        "a.yaml",
        CATALOG,
        &[
            ("value: 20", "value: much"),
            ("value: 20", "value: 5"),
            ("value: 20", "value: 200"),
            ("value: 20", "value:"),
            ("value: 20", "value: null"),
            ("value: 20", "value: .inf"),
            ("value: 20", "value: [20]"),
            ("value: 20", "valeu: 20"),
            ("  disk: { value: 20 }", "  disk: 20"),
            ("  disk: { value: 20 }", "  dsk: { value: 20 }"),
            ("  disk: { value: 20 }", "  title: { value: Lite 20 }"),
            ("'8.3', editable: true", "8.30"),
            ("'8.3', editable: true", "'7.4'"),
            ("'8.3', editable: true", "'8.3', editable: yes"),
            ("cdn: { value: true }", "cdn: { value: yes }"),
            ("cdn: { value: true }", "cdn: { value: false }"),
            ("value: premium", "value: platinum"),
        ],
    );
    insta::assert_snapshot!(told);
}

#[test]
fn fields_of_manifests() {
    let told = replaced(
        "wp.jps",
        MANIFEST,
        &[
            ("max: 100", "max: 15"),
            ("type: slider", "type: silder"),
            ("name: title", "name: disk"),
            ("default: '8.3'", "default: PHP 8.3"),
            ("'^[a-z]+$'", "'^(?!a)[a-z]+$'"),
            ("'^[a-z]+$'", "'(a{1000}){1000}'"),
            ("'^[a-z]+$'", "'^(([a-z])+.)+[A-Z]([a-z])+$'"),
            ("'^[a-z]+$'", "'['"),
            ("name: title", "name: title, dependsOn: title"),
            ("min: 10,", "dependsOn: php,"),
            ("name: php,", "name: php, dependsOn: cdn-plan,"),
        ],
    );
    insta::assert_snapshot!(told);
    let circle =
        MANIFEST.replace("min: 10,", "dependsOn: php,").replace("name: php,", "name: php, dependsOn: disk,");
    insta::assert_snapshot!(check(&project().file("wp.jps", &circle), "concise"));
}

/// A project whose manifest is made by somebody.
fn made(make: impl Fn(&Project) -> std::io::Result<()>) -> Project {
    let project = project();
    project.remove("wp.jps");
    make(&project).expect("the file system takes it");
    project
}

fn bytes(bytes: &[u8]) -> Project {
    made(|project| std::fs::write(project.path("wp.jps"), bytes))
}

fn named(path: &str) -> Project {
    project().file("a.yaml", &CATALOG.replace("manifest: wp.jps", &format!("manifest: {path}")))
}

#[test]
fn manifests_that_cannot_be_used() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("wp.jps"), MANIFEST).expect("a file");
    let fifo = |project: &Project| {
        nix::unistd::mkfifo(&project.path("wp.jps"), nix::sys::stat::Mode::S_IRWXU).map_err(Into::into)
    };
    let bomb = (1..30).fold("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned(), |bomb, n| {
        let m = n - 1;
        bomb + &format!("a{n}: &a{n} [*a{m}, *a{m}, *a{m}, *a{m}, *a{m}, *a{m}, *a{m}, *a{m}]\n")
    });
    let deep = format!("settings: {}{}\n", "[".repeat(1000), "]".repeat(1000));
    let told = all([
        ("missing", made(|_| Ok(()))),
        ("not YAML", bytes(b"settings: [\n")),
        ("with a key twice", bytes(b"fields: []\nfields: []\n")),
        ("with a tag", bytes(b"fields: !script x\n")),
        ("out of the catalog's folder", named("../../wp.jps")),
        ("by an absolute path", named("/etc/passwd")),
        ("the folder itself", named(".")),
        ("a path that ends in a slash", named("wp.jps/")),
        (
            "a link that leads out",
            made(|project| symlink(outside.path().join("wp.jps"), project.path("wp.jps"))),
        ),
        ("a link to nothing", made(|project| symlink("gone.jps", project.path("wp.jps")))),
        ("a link to a manifest of the catalog", {
            made(|project| {
                project.write("m/real.jps", MANIFEST);
                symlink("m/real.jps", project.path("wp.jps"))
            })
        }),
        ("a pipe", made(fifo)),
        ("a folder", made(|project| std::fs::create_dir(project.path("wp.jps")))),
        ("empty", bytes(b"")),
        ("a comment", bytes(b"# nothing\n")),
        ("nothing but null", bytes(b"~\n")),
        ("a list", bytes(b"- a\n")),
        ("two documents", bytes(b"a: 1\n---\nb: 2\n")),
        ("not UTF-8", bytes(b"name: \xff\n")),
        ("UTF-16", bytes(&"name: a\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())),
        ("a NUL", bytes(b"settings: { fields: [{ name: \"a\\0b\" }] }\n")),
        ("nested too deep", bytes(deep.as_bytes())),
        ("an alias bomb", bytes(bomb.as_bytes())),
        (
            "more than 64 MiB",
            made(|project| std::fs::File::create(project.path("wp.jps"))?.set_len(70 * 1024 * 1024)),
        ),
        ("the manifest of the catalog", named("wares.yaml")),
        ("a file of the catalog", named("a.yaml")),
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn fields_that_are_none() {
    let told = all([
        ("a text", bytes(b"settings: { fields: none }\n")),
        ("a number", bytes(b"settings: 5\nfields: 5\n")),
        ("a list of lists", bytes(b"settings: { fields: [[{ name: disk }]] }\n")),
        ("without names", bytes(b"settings: { fields: [{ type: slider }, { name: [x] }, { name: { y: z } }] }\n")),
        ("JSON", bytes(br#"{"settings": {"fields": [{"name": "disk"}, {"name": "php"}, {"name": "cdn"}, {"name": "cdn-plan"}]}}"#)),
        ("a form that is no mapping", bytes(b"settings: { main: [1], other: { fields: { name: disk } } }\n")),
        ("bounds that are none", bytes(b"fields: [{ name: disk, type: slider, min: [], max: x, increment: 0 }, { name: php, values: 5 }, { name: cdn, dependsOn: 5 }, { name: cdn-plan, showIf: x }]\n")),
        ("type and name of another sort", bytes(b"fields: [{ name: 5, type: 5 }, { name: disk, type: [] }, { name: php, type: true }, { name: cdn }, { name: cdn-plan }]\n")),
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_large_manifest_is_read_and_a_larger_one_is_not() {
    let large = format!(
        "{MANIFEST}script: |\n{}",
        "  // a line of a script that nobody needs to read here\n".repeat(1_000_000)
    );
    assert!(large.len() > 50 * 1024 * 1024);
    assert_eq!(check(&bytes(large.as_bytes()), "concise"), "");
    let larger = large.clone() + &large[MANIFEST.len() + 10..][..20 * 1024 * 1024];
    assert!(check(&bytes(larger.as_bytes()), "concise").contains("P01"));
}

#[test]
fn a_catalog_file_that_is_named_as_a_manifest_keeps_its_resources() {
    let other = CATALOG.replace("manifest: wp.jps", "manifest: b.yaml");
    let project = Project::new().file("a.yaml", &other).file("b.yaml", "kind: region\nname: asia\n");
    assert!(check(&project, "concise").contains("b.yaml"));
    let run = project.run_bound("list --kind region");
    assert!(run.stdout.contains("asia"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn both_places_are_shown() {
    let wrong = CATALOG.replace("value: 20", "value: 500").replace("Lite ${gb} GB", "Lite");
    let details = "details: |2\n\n    # For *beginners*\n\n    You get ${gb} GB, and ${größe} too.\ntariffs: [monthly]\nmetadata";
    let wrong = wrong.replace("tariffs: [monthly]\nmetadata", details);
    insta::assert_snapshot!(check(&project().file("a.yaml", &wrong), "text"));
}

#[test]
fn placeholders_are_shown_at_their_columns() {
    let texts = [
        "name: für ${a}",
        "name: 'it''s für ${a}'",
        "name: \"\\u00fc ${a}\"",
        "name: x\ndescription: a\n  folded\n  ${a} text",
        "name: x\ndescription: >-\n  folded\n\n  text ${a}",
        "name: x\ndetails: |+\n  * a\n     ${a}\n\n",
        "name: ${gb} `${a}` ${a} $${a} ${this.a}",
        "name: \"\\x24{a}\"",
    ];
    let case = |text: &&'static str| {
        let plan =
            format!("---\nkind: service_plan\nid: new\nstatus: draft\nmetadata: {{ gb: '1' }}\n{text}\n");
        (*text, project().file("b.yaml", &plan))
    };
    let told = all(texts.iter().map(case));
    insta::assert_snapshot!(told);
}

#[test]
fn hostile_expressions_and_values_do_not_run_long() {
    let evil = [
        "^(a+)+$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "^(.*a){30}$",
        "(x+x+)+y",
        "^([a-z0-9]+)*@(([a-z0-9])+.)+[a-z]{2,}$",
    ];
    let fields: String =
        (0..300).map(|n| format!("  - {{ name: f{n}, regex: '{}' }}\n", evil[n % evil.len()])).collect();
    let value = "a".repeat(4000) + "!";
    let options: String = (0..300).map(|n| format!("  f{n}: {{ value: {value} }}\n")).collect();
    let plan = format!("kind: service_plan\nid: a\nname: A\nstatus: draft\npackage: P\noptions:\n{options}");
    let package = "---\nkind: installation_package\nname: P\nmanifest: p.jps\n";
    let project =
        Project::new().file("a.yaml", &(plan + package)).file("p.jps", &format!("fields:\n{fields}"));
    let found = check(&project, "concise");
    assert!(found.lines().count() >= 100 && found.lines().all(|line| line.contains("[V20]")), "{found}");
}

#[test]
fn many_plans_and_fields_take_no_longer_than_they_are_many() {
    const PLANS: usize = 5000;
    let mut catalog = String::from("kind: product\nid: p\nname: P\nstatus: active\nplans:\n");
    (0..PLANS).for_each(|n| catalog += &format!("  - s{n}\n"));
    for n in 0..PLANS {
        let rest = "package: P\ntariffs: [t]\nallow_moving: true\noptions: { f1: { value: x }, f999: { value: y } }\n";
        catalog += &format!(
            "---\nkind: service_plan\nid: s{n}\nname: ${{a}}\nstatus: active\n{rest}metadata: {{ a: b }}\n"
        );
    }
    catalog += "---\nkind: tariff\nid: t\nname: T\ncharge_period: month\ncurrency: USD\ntiers: [{ from: 1, price: 1 }]\n";
    catalog += "---\nkind: installation_package\nname: P\nmanifest: p.jps\n";
    let chain: String =
        (0..20_000).map(|n| format!("  - {{ name: f{n}, dependsOn: f{} }}\n", n + 1)).collect();
    let manifest = format!("onApplySubscriptionSettings: []\nfields:\n{chain}");
    let project = Project::new().file("a.yaml", &catalog).file("p.jps", &manifest);
    let begin = Instant::now();
    assert_eq!(check(&project, "concise"), "");
    assert!(begin.elapsed() < Duration::from_secs(40), "{:?}", begin.elapsed());
}
