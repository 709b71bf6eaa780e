//! Invalid products, plans, tariffs and application manifests: `tests/cases/bad-plans` has the cases.

use crate::support::Project;
use crate::support::cases::{Case, case_files};
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A valid catalog.
const CATALOG: &str = include_str!("cases/files/plans/a.yaml");

/// The application manifest that the catalog names.
const MANIFEST: &str = include_str!("cases/files/plans/wp.jps");

case_files!(
    "bad-plans",
    Case::checked,
    [fields, manifests, options, placeholders, products_and_plans, tiers]
);

fn project() -> Project {
    Project::new().file("a.yaml", CATALOG).file("wp.jps", MANIFEST)
}

/// The output of `check`, which must end within a minute.
fn check(project: &Project, format: &str) -> String {
    let mut command = project.command(&format!("check --format {format}"));
    // A pipe that nobody reads could fill up and block the program, so the output goes to a file.
    let output = tempfile::tempfile().expect("a file");
    command.stdin(Stdio::null()).stderr(Stdio::null()).stdout(output.try_clone().expect("a file"));
    let (mut child, begin) = (command.spawn().expect("it runs"), Instant::now());
    while child.try_wait().expect("a process").is_none() {
        if begin.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            panic!("`check` hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut output = output;
    std::io::Seek::rewind(&mut output).expect("a file");
    std::io::read_to_string(output).expect("UTF-8")
}

/// The output of `check` for each case, below a line with the name of the case.
fn all<A: Into<String>>(cases: impl IntoIterator<Item = (A, Project)>) -> String {
    let section =
        |(about, project): (A, Project)| format!("# {}\n{}", about.into(), check(&project, "concise"));
    cases.into_iter().map(section).collect::<Vec<_>>().join("\n")
}

#[test]
fn catalog_without_changes_has_no_findings() {
    assert_eq!(check(&project(), "concise"), "");
}

/// A project whose application manifest is created by a function.
fn made(make: impl Fn(&Project) -> std::io::Result<()>) -> Project {
    let project = project();
    project.remove("wp.jps");
    make(&project).expect("the file system allows it");
    project
}

fn bytes(bytes: &[u8]) -> Project {
    made(|project| std::fs::write(project.path("wp.jps"), bytes))
}

#[test]
fn unreadable_application_manifests_are_reported() {
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
    insta::assert_snapshot!(all([
        ("missing file", made(|_| Ok(()))),
        (
            "link out of the folder",
            made(|project| symlink(outside.path().join("wp.jps"), project.path("wp.jps"))),
        ),
        ("broken link", made(|project| symlink("gone.jps", project.path("wp.jps")))),
        (
            "link to another manifest of the catalog",
            made(|project| {
                project.write("m/real.jps", MANIFEST);
                symlink("m/real.jps", project.path("wp.jps"))
            }),
        ),
        ("named pipe", made(fifo)),
        ("folder", made(|project| std::fs::create_dir(project.path("wp.jps")))),
        ("UTF-16", bytes(&"name: a\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())),
        ("lists nested too deeply", bytes(deep.as_bytes())),
        ("alias bomb", bytes(bomb.as_bytes())),
        (
            "more than 64 MiB",
            made(|project| std::fs::File::create(project.path("wp.jps"))?.set_len(70 * 1024 * 1024)),
        ),
    ]), @"
    # missing file
    a.yaml:14:11: error[P01] cannot read the manifest `wp.jps`: No such file or directory (os error 2)

    # link out of the folder
    a.yaml:14:11: error[P01] cannot read the manifest `wp.jps`: it is a link that points outside the catalog's folder

    # broken link
    a.yaml:14:11: error[P01] cannot read the manifest `wp.jps`: it is a link to `gone.jps`, which does not exist

    # link to another manifest of the catalog

    # named pipe
    a.yaml:14:11: error[P01] cannot read the manifest `wp.jps`: it is not a regular file

    # folder
    a.yaml:14:11: error[P01] cannot read the manifest `wp.jps`: it is a folder

    # UTF-16
    a.yaml:14:11: error[P01] cannot use the manifest `wp.jps`: the file contains the control character U+0000

    # lists nested too deeply
    a.yaml:14:11: error[P01] cannot use the manifest `wp.jps`: values are nested more than 64 levels deep

    # alias bomb
    a.yaml:14:11: error[P01] cannot use the manifest `wp.jps`: the anchors and aliases of this file expand to more than 8 MiB

    # more than 64 MiB
    a.yaml:14:11: error[P01] cannot read the manifest `wp.jps`: it is larger than 64 MiB
    ");
}

#[test]
fn application_manifest_of_more_than_64_mib_is_not_read() {
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
fn catalog_file_used_as_a_manifest_keeps_its_resources() {
    let other = CATALOG.replace("manifest: wp.jps", "manifest: b.yaml");
    let project = Project::new().file("a.yaml", &other).file("b.yaml", "kind: region\nname: asia\n");
    assert!(check(&project, "concise").contains("b.yaml"));
    let run = project.run_bound("list --kind region");
    assert!(run.stdout.contains("asia"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn slow_patterns_do_not_slow_down_the_check() {
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
fn thousands_of_plans_and_fields_take_seconds() {
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
