//! How findings of rules are allowed or denied: in the manifest, by comments in the files, and on the command line.

use crate::support::{Project, Run};

/// An article with two periods of the same length, which a rule reports.
const ARTICLE: &str = "\
kind: item
article: A-1
name: A
category: TLD
periods:
  - { every: 1 year, prices: { EUR: 10, USD: 11 } }
  - { every: 12 months, prices: { EUR: 10, USD: 11 } }
";
const NAME: &str = "periods-of-same-length";

/// The findings of `check` in a file with this text, one line each.
fn findings(text: &str, arguments: &str) -> Vec<String> {
    let project = Project::judged().file("a.yaml", text);
    lines(&project.run(&format!("check --format concise {arguments}")))
}

/// The findings of the rule A31, of the codes about comments (C0x), and of T05. Other rules are ignored.
fn lines(run: &Run) -> Vec<String> {
    let codes = ["[A31]", "[C0", "[T05]"];
    run.stdout
        .lines()
        .filter(|line| codes.iter().any(|code| line.contains(code)))
        .map(str::to_owned)
        .collect()
}

/// The article with a comment on the line before this key.
fn above(comment: &str, key: &str) -> String {
    ARTICLE.replace(key, &format!("{comment}\n{key}"))
}

#[test]
fn comment_allows_findings_at_and_inside_the_key_below_it() {
    let allow = format!("# wares:allow {NAME} the old shop counts in months");
    for key in ["kind", "periods:", "  - { every: 12 months"] {
        let indented = format!("{}{allow}", &key[..key.len() - key.trim_start().len()]);
        assert_eq!(findings(&above(&indented, key), ""), [""; 0], "{key}");
    }
    assert_eq!(
        findings(&format!("{allow}\n---\n{ARTICLE}"), ""),
        [""; 0],
        "before the first document marker"
    );
    assert_eq!(
        findings(&ARTICLE.replace("periods:", &format!("periods: {allow}")), ""),
        [""; 0],
        "next to the key"
    );
    let by_code = above("# wares:allow A31 the old shop counts in months", "kind");
    assert_eq!(findings(&by_code, ""), [""; 0]);
    // It does not apply to another document in the same file.
    let two = format!("{}---\n{}", above(&allow, "kind"), ARTICLE.replace("A-1", "A-2"));
    assert_eq!(findings(&two, "").len(), 1);
}

#[test]
fn comment_that_allows_nothing_is_reported() {
    let allow = format!("# wares:allow {NAME} the old shop counts in months");
    let unused = format!("the rule `{NAME}` finds nothing here");
    for text in [
        above(&allow, "name"),
        above(&allow, "  - { every: 1 year").replace("12 months", "1 month"),
        above(&allow, "kind").replace("12 months", "1 month"),
    ] {
        let found = findings(&text, "");
        assert!(
            found.iter().any(|line| line.contains(&unused) && line.contains("warning[C02]")),
            "{found:?}"
        );
    }
    let at_the_end = findings(&format!("{ARTICLE}{allow}\n"), "");
    let nothing_follows =
        format!("a.yaml:8:1: warning[C02] nothing follows the comment, so it cannot allow `{NAME}`");
    assert_eq!(at_the_end.len(), 2, "{at_the_end:?}");
    assert_eq!(at_the_end[1], nothing_follows);
    let in_its_own_document = findings(&format!("{ARTICLE}---\n{allow}\n"), "");
    assert_eq!(in_its_own_document.len(), 2, "{in_its_own_document:?}");
}

#[test]
fn comment_allows_only_its_own_article_of_a_combined_finding() {
    let item = |number: &str, comment: &str| {
        format!(
            "{comment}kind: item\narticle: {number}\nname: A\ncategory: setupFee\nshop: false\nprices: {{ EUR: 1 }}\n"
        )
    };
    let project_allowing = |allowed: &[usize]| {
        let comment = |at: usize| if allowed.contains(&at) { "# wares:allow A32 sold at home\n" } else { "" };
        let files = (0..5).map(|at| item(&format!("A-{at}"), comment(at)));
        files
            .enumerate()
            .fold(Project::judged(), |project, (at, text)| project.file(&format!("{at}.yaml"), &text))
    };
    let check = |project: &Project, arguments: &str| {
        project.run(&format!("check --format concise {arguments}")).stdout
    };
    let all = check(&project_allowing(&[]), "");
    assert!(all.starts_with("0.yaml:6:1: warning[A32] 5 articles have no price in `USD`: `A-0`, "), "{all}");
    let left = check(&project_allowing(&[0]), "");
    assert_eq!(
        left,
        "1.yaml:6:1: warning[A32] 4 articles have no price in `USD`: `A-1`, `A-2`, `A-3` and `A-4`\n"
    );
    let left = check(&project_allowing(&[1, 4]), "");
    let each = |at: usize| format!("{at}.yaml:6:1: warning[A32] `A-{at}` has no price in `USD`\n");
    assert_eq!(left, [0, 2, 3].map(each).concat());
    assert_eq!(check(&project_allowing(&[0, 1, 2, 3, 4]), ""), "");
    // A comment cannot allow a rule that the command line denies by name, and is not reported as unused.
    let denied = check(&project_allowing(&[1, 4]), "--deny A32");
    assert!(denied.starts_with("0.yaml:6:1: error[A32] 5 articles have no price"), "{denied}");
    assert_eq!(denied.lines().count(), 1, "{denied}");
}

#[test]
fn comment_is_not_reported_as_unused_if_the_document_is_invalid() {
    let text = above(&format!("# wares:allow {NAME} as agreed"), "kind").replace("category", "categroy");
    let found = findings(&text, "");
    assert!(!found.iter().any(|line| line.contains("C02")), "{found:?}");
}

#[test]
fn allow_without_a_reason_works_but_is_reported() {
    for comment in ["# wares:allow periods-of-same-length", "# wares:allow periods-of-same-length -"] {
        let found = findings(&above(comment, "periods:"), "");
        let expected =
            format!("a.yaml:5:1: warning[C03] the comment does not give a reason for allowing `{NAME}`");
        assert_eq!(found, [expected], "{comment}");
    }
}

#[test]
fn allow_of_something_other_than_a_rule_is_an_error() {
    let project = |comment: &str| Project::judged().file("a.yaml", &above(comment, "kind"));
    let check = |comment: &str| project(comment).run("check").code(1).says("C01");
    check("# wares:allow period-of-same-length as agreed")
        .says("there is no rule `period-of-same-length`")
        .says("did you mean `periods-of-same-length`?");
    check("# wares:allow quite-another-thing as agreed").says("run `wares explain` for a list of the rules");
    check("# wares:allow").says("the comment does not name the rule that it allows");
    for (name, called) in [
        ("unknown-reference", "`unknown-reference` (A02)"),
        ("X06", "`X06` (owned-elsewhere)"),
        ("unused-allow", "`unused-allow` (C02)"),
        ("L01", "`L01` (unknown-service)"),
    ] {
        check(&format!("# wares:allow {name} as agreed"))
            .says(&format!("{called} is not a rule: it cannot be allowed, and its level cannot be set"))
            .says("fix what it reports");
    }
    check("# wares:allow mass-adoption as agreed").says("pass `--allow` to `wares plan`");
}

#[test]
fn comment_that_resembles_an_allow_is_reported() {
    for (comment, help) in [
        ("# ware:allow periods-of-same-length as agreed", "# wares:allow periods-of-same-length reason"),
        ("# wares: allow periods-of-same-length as agreed", "start it with `wares:allow`"),
        ("#wares:Allow periods-of-same-length as agreed", "start it with `wares:allow`"),
        ("# allow A31 as agreed", "# wares:allow A31 reason"),
        ("# wares:deny periods-of-same-length", "rules: { periods-of-same-length: deny }"),
    ] {
        let project = Project::judged().file("a.yaml", &above(comment, "kind"));
        let run = project.run("check").says("warning").says("C04").says(help);
        assert!(
            lines(&project.run("check --format concise")).iter().any(|it| it.contains("[A31]")),
            "{comment}"
        );
        drop(run);
    }
    let prose = above("# Wares: all prices are without tax, and we allow no others", "kind");
    assert!(!findings(&prose, "").iter().any(|line| line.contains("[C0")));
}

#[test]
fn manifest_cannot_set_the_level_of_an_error_code() {
    let project = Project::judged();
    project.write("wares.yaml", &project.with_rules("unknown-reference: allow"));
    project.run("check").code(1).says("`unknown-reference` (A02) is not a rule").says("fix what it reports");
}

#[test]
fn command_line_sets_the_level_of_a_rule() {
    let project = Project::judged().file("a.yaml", ARTICLE);
    let line = |severity: &str| {
        format!(
            "a.yaml:7:14: {severity}[A31] the periods `1 year` and `12 months` of `A-1` have the same length"
        )
    };
    let check = |arguments: &str| lines(&project.run(&format!("check --format concise {arguments}")));
    assert_eq!(check(""), [line("warning")]);
    assert_eq!(check("--deny periods-of-same-length"), [line("error")]);
    assert_eq!(check("--deny A31"), [line("error")]);
    assert_eq!(check("--allow periods-of-same-length"), [""; 0]);
    assert_eq!(check("--deny warnings"), [line("error")]);
    assert_eq!(check("--deny warnings --allow A31"), [""; 0]);
    project.run("check").code(0).says("warning");
    project.run("check --deny warnings").code(1).says("error");
    let mut command = project.command("check --format concise");
    let run = Run::new("check", &command.env("WARES_DENY", "A31,warnings").output().expect("it runs"));
    assert_eq!(lines(&run.code(1)), [line("error")]);
}

#[test]
fn command_line_overrides_a_comment_only_by_denying_the_rule_by_name() {
    let allowed = above("# wares:allow A31 as agreed", "kind");
    for (arguments, count) in
        [("", 0), ("--warn A31", 0), ("--deny warnings", 0), ("--deny A31", 1), ("--allow A31", 0)]
    {
        let found = findings(&allowed, arguments);
        assert_eq!(found.len(), count, "{arguments}: {found:?}");
    }
    let manifest = Project::judged().with_rules("A31: deny");
    let project = Project::judged()
        .file("wares.yaml", &manifest)
        .file("a.yaml", ARTICLE)
        .file("b.yaml", &allowed.replace("A-1", "A-2"));
    let check = |arguments: &str| lines(&project.run(&format!("check --format concise {arguments}")));
    let left = check("");
    assert!(left.len() == 1 && left[0].contains("error[A31]"), "{left:?}");
    let left = check("--warn A31");
    assert!(left.len() == 1 && left[0].contains("warning[A31]"), "{left:?}");
    assert_eq!(check("--allow A31"), [""; 0]);
}

#[test]
fn invalid_levels_on_the_command_line_are_refused() {
    let project = Project::judged().file("a.yaml", ARTICLE);
    for (arguments, says) in [
        ("--deny period-of-same-length", "did you mean `periods-of-same-length`?"),
        ("--allow unknown-reference", "`unknown-reference` (A02) is not a rule"),
        ("--allow warnings", "`warnings` is only valid with --deny"),
        ("--deny A31 --allow periods-of-same-length", "is given twice, with different levels"),
    ] {
        project.run(&format!("check {arguments}")).code(64).says(says);
        let json = project.run(&format!("check --format json {arguments}")).code(64).stdout;
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["exit_code"], 64, "{arguments}");
    }
}

#[test]
fn allowed_findings_do_not_stop_a_plan() {
    let manifest = Project::judged().with_rules("A31: deny");
    let project = Project::judged()
        .file("wares.yaml", &manifest)
        .file("a.yaml", &above("# wares:allow A31 as agreed", "periods:"))
        .init();
    project.write("a.yaml", ARTICLE);
    project.run("plan").code(1).says("A31");
    project.write("a.yaml", &above("# wares:allow A31 as agreed", "periods:"));
    project.run("plan").code(0).does_not_say("A31");
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

#[test]
fn allow_is_unused_only_if_no_environment_needs_it() {
    let manifest = Project::judged().read("wares.yaml");
    let environments = "environments:\n  strict: { rules: { A31: deny } }\n  other: { reseller: Other }\n";
    let project = Project::judged()
        .file("wares.yaml", &format!("{manifest}{environments}"))
        .file("a.yaml", &above("# wares:allow A31 as agreed", "periods:"));
    for arguments in ["", "--env strict", "--env other"] {
        let run = project.run(&format!("check --format concise {arguments}"));
        assert_eq!(lines(&run), [""; 0], "{arguments}");
    }
    project.replace("a.yaml", "12 months", "1 month");
    assert_eq!(lines(&project.run("check --format concise")).len(), 1);
    // With `--env`, the other environments are not checked, so it is not known whether they need the comment.
    assert_eq!(lines(&project.run("check --format concise --env strict")), [""; 0]);
}
