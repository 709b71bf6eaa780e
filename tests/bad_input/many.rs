//! Input that is large, deeply nested, or has many errors.

use super::made::bomb;
use super::{MANIFEST, with};
use crate::support::{Memory, PACKAGE, Project, Run};
use std::time::{Duration, Instant};

#[test]
fn large_file_is_refused_without_being_read() {
    let project = Project::new().file("b.yaml", PACKAGE);
    // Reading it would take minutes, and more memory than most machines have.
    let sparse = std::fs::File::create(project.path("a.yaml")).and_then(|file| file.set_len(200_000_000_000));
    sparse.expect("a sparse file");
    let start = Instant::now();
    project.run("check").code(1).says("S05");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// A catalog of one file, in memory.
fn load(text: String) -> wares::workspace::Loaded {
    Memory::new([("a.yaml", text), ("wares.yaml", MANIFEST.to_owned())]).load()
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(512 * 1024).build().expect("threads");
    let braces = |depth: usize| format!("{}x{}", "{ a: ".repeat(depth), " }".repeat(depth));
    let anchored = format!("{PACKAGE}x: &x {}\ny: {}*x{}\n", braces(60), "{ b: ".repeat(60), " }".repeat(60));
    for text in [
        "[".repeat(1_000_000),
        "{a: ".repeat(1_000_000),
        "- ".repeat(1_000_000),
        "? ".repeat(1_000_000),
        (0..3_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
        format!("{PACKAGE}x: {}\n", braces(60)),
        anchored,
        bomb(),
    ] {
        let loaded = pool.install(|| load(text));
        assert!(!loaded.findings.is_empty());
    }
}

/// A catalog of packages that each have an unknown key and a price with five decimals.
fn many(count: usize) -> Project {
    let package = |n: usize| {
        let text = PACKAGE.replace("GLDY", &format!("{n:04}")).replace("99.00,", "99.00001,");
        text.replace("extra_services", "extra_servises") + "---\n"
    };
    Project::new().file("a.yaml", &(0..count).map(package).collect::<String>())
}

#[test]
fn first_hundred_findings_are_shown_with_the_total() {
    let project = many(75);
    let lines = |arguments: &str| project.run(arguments).code(1).stdout.lines().count();
    assert_eq!(lines("check --format concise"), 100);
    assert_eq!(lines("check --format concise --max-findings 0"), 150);
    assert_eq!(lines("check --format concise --max-findings 3"), 3);
    project
        .run("check")
        .code(1)
        .says("100 of 150 findings are shown; `--max-findings 0` shows all.")
        .says("75 resources in 2 files: 150 errors.");
    project.run("check --max-findings 150").code(1).does_not_say("are shown");
    let mut command = project.command("check --format concise");
    let output = command.env("WARES_MAX_FINDINGS", "7").output().expect("the program runs");
    assert_eq!(Run::new("check", &output).code(1).stdout.lines().count(), 7);
}

#[test]
fn json_has_all_findings_by_default() {
    let project = many(75);
    let count = |arguments: &str| {
        let run = project.run(arguments).code(1);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(json["checked"]["findings"], 150);
        json["findings"].as_array().expect("findings").len()
    };
    assert_eq!(count("check --format json"), 150);
    assert_eq!(count("check --format json --max-findings 0"), 150);
    assert_eq!(count("check --format json --max-findings 2"), 2);
}

#[test]
fn every_command_shows_the_first_hundred_findings() {
    let project = many(75);
    for command in ["plan", "apply --auto-approve", "db init"] {
        let run = project.run(command).code(1).says("100 of 150 findings are shown").says("150 errors");
        assert_eq!(
            run.stderr.lines().filter(|line| ["T02 unknown-key", "T05 wrong-value"].contains(line)).count(),
            100,
            "{command}"
        );
    }
}

/// A document with many errors is only read again for a few of them.
#[test]
fn thousands_of_errors_in_one_document_are_found_quickly() {
    let period =
        |n: usize| format!("  - {{ every: {n} months, prices: {{ EUR: 1.00001, USD: 1.00001 }} }}\n");
    let text = with(PACKAGE, "limits:", &((1..=5_000).map(period).collect::<String>() + "limits:"));
    let start = Instant::now();
    let loaded = load(text);
    assert_eq!(loaded.findings.len(), 10_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn nested_anchors_count_as_aliases() {
    let anchors: String = (0..60).map(|n| format!("&a{n} [")).collect();
    let text = format!("kind: item\nx: {anchors}{}{}\n", "x, ".repeat(20_000), "]".repeat(60));
    let loaded = load(text);
    let messages: Vec<&str> = loaded.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["the anchors and aliases of this file expand to more than 8 MiB"]);
}

#[test]
fn merge_key_with_many_keys_is_read_quickly() {
    let keys: String = (0..100_000).map(|n| format!("k{n}: 1, ")).collect();
    let start = Instant::now();
    let loaded = load(format!("a: {{ <<: {{ {keys} }} }}\n"));
    assert!(loaded.findings.iter().any(|finding| finding.message.contains("a merge key (`<<`)")));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn lines_of_many_findings_are_found_quickly() {
    let loaded = load("---\nkind: item\n".repeat(20_000));
    let start = Instant::now();
    let lines = loaded.findings.iter().map(|finding| loaded.sources.position(finding.primary()).line);
    assert_eq!(lines.max(), Some(40_000));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
