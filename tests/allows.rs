//! What is made of the findings of rules: by the manifest, by comments in the files, and by the command line.

use crate::support::{Project, Run};

/// An article whose periods are as long as one another, which a rule finds.
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

/// The findings about the article, one line each, with a comment in the place of a mark.
fn found(text: &str, arguments: &str) -> Vec<String> {
    let project = Project::judged().file("a.yaml", text);
    lines(&project.run(&format!("check --format concise {arguments}")))
}

/// What was found that is no other rule's.
fn lines(run: &Run) -> Vec<String> {
    let own = ["[A31]", "[C0", "[T05]"];
    run.stdout.lines().filter(|line| own.iter().any(|code| line.contains(code))).map(str::to_owned).collect()
}

fn above(comment: &str, key: &str) -> String {
    ARTICLE.replace(key, &format!("{comment}\n{key}"))
}

#[test]
fn a_comment_allows_what_is_found_at_the_key_below_it_or_in_it() {
    let allow = format!("# wares:allow {NAME} the old shop counts in months");
    for key in ["kind", "periods:", "  - { every: 12 months"] {
        let indented = format!("{}{allow}", &key[..key.len() - key.trim_start().len()]);
        assert_eq!(found(&above(&indented, key), ""), [""; 0], "{key}");
    }
    assert_eq!(found(&format!("{allow}\n---\n{ARTICLE}"), ""), [""; 0], "before the first marker");
    assert_eq!(
        found(&ARTICLE.replace("periods:", &format!("periods: {allow}")), ""),
        [""; 0],
        "beside the key"
    );
    let by_code = above("# wares:allow A31 the old shop counts in months", "kind");
    assert_eq!(found(&by_code, ""), [""; 0]);
    // Another document of the file is not meant.
    let two = format!("{}---\n{}", above(&allow, "kind"), ARTICLE.replace("A-1", "A-2"));
    assert_eq!(found(&two, "").len(), 1);
}

#[test]
fn a_comment_that_allows_nothing_is_told() {
    let allow = format!("# wares:allow {NAME} the old shop counts in months");
    let unused = format!("the rule `{NAME}` finds nothing here");
    for text in [
        above(&allow, "name"),
        above(&allow, "  - { every: 1 year").replace("12 months", "1 month"),
        above(&allow, "kind").replace("12 months", "1 month"),
    ] {
        let found = found(&text, "");
        assert!(
            found.iter().any(|line| line.contains(&unused) && line.contains("warning[C02]")),
            "{found:?}"
        );
    }
    let behind = found(&format!("{ARTICLE}{allow}\n"), "");
    let nothing_follows =
        format!("a.yaml:8:1: warning[C02] nothing follows the comment, so it cannot allow `{NAME}`");
    assert_eq!(behind.len(), 2, "{behind:?}");
    assert_eq!(behind[1], nothing_follows);
    let alone = found(&format!("{ARTICLE}---\n{allow}\n"), "");
    assert_eq!(alone.len(), 2, "{alone:?}");
}

#[test]
fn a_comment_allows_its_own_place_of_what_is_told_of_many() {
    let item = |number: &str, comment: &str| {
        format!(
            "{comment}kind: item\narticle: {number}\nname: A\ncategory: setupFee\nshop: false\nprices: {{ EUR: 1 }}\n"
        )
    };
    let of = |allowed: &[usize]| {
        let comment = |at: usize| if allowed.contains(&at) { "# wares:allow A32 sold at home\n" } else { "" };
        let files = (0..5).map(|at| item(&format!("A-{at}"), comment(at)));
        files
            .enumerate()
            .fold(Project::judged(), |project, (at, text)| project.file(&format!("{at}.yaml"), &text))
    };
    let told = |project: &Project, arguments: &str| {
        project.run(&format!("check --format concise {arguments}")).stdout
    };
    let all = told(&of(&[]), "");
    assert!(all.starts_with("0.yaml:6:1: warning[A32] 5 articles have no price in `USD`: `A-0`, "), "{all}");
    let left = told(&of(&[0]), "");
    assert_eq!(
        left,
        "1.yaml:6:1: warning[A32] 4 articles have no price in `USD`: `A-1`, `A-2`, `A-3` and `A-4`\n"
    );
    let left = told(&of(&[1, 4]), "");
    let each = |at: usize| format!("{at}.yaml:6:1: warning[A32] `A-{at}` has no price in `USD`\n");
    assert_eq!(left, [0, 2, 3].map(each).concat());
    assert_eq!(told(&of(&[0, 1, 2, 3, 4]), ""), "");
    // What the command line denies by name no comment allows, and the comments are not called unused.
    let denied = told(&of(&[1, 4]), "--deny A32");
    assert!(denied.starts_with("0.yaml:6:1: error[A32] 5 articles have no price"), "{denied}");
    assert_eq!(denied.lines().count(), 1, "{denied}");
}

#[test]
fn a_comment_is_not_called_unused_where_that_cannot_be_known() {
    let text = above(&format!("# wares:allow {NAME} as agreed"), "kind").replace("category", "categroy");
    let found = found(&text, "");
    assert!(!found.iter().any(|line| line.contains("C02")), "{found:?}");
}

#[test]
fn an_allow_without_a_reason_holds_and_is_told() {
    for comment in ["# wares:allow periods-of-same-length", "# wares:allow periods-of-same-length -"] {
        let found = found(&above(comment, "periods:"), "");
        let told =
            format!("a.yaml:5:1: warning[C03] the comment does not give a reason for allowing `{NAME}`");
        assert_eq!(found, [told], "{comment}");
    }
}

#[test]
fn an_allow_of_no_rule_is_an_error() {
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
            .says(&format!("{called} is not a rule and can be neither allowed nor set"))
            .says("fix what it reports");
    }
    check("# wares:allow mass-adoption as agreed").says("pass `--allow` to `wares plan`");
}

#[test]
fn a_comment_that_is_nearly_an_allow_is_told() {
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
    assert!(!found(&prose, "").iter().any(|line| line.contains("[C0")));
}

#[test]
fn the_manifest_refuses_to_set_what_is_no_rule() {
    let project = Project::judged();
    project.write("wares.yaml", &project.with_rules("unknown-reference: allow"));
    project.run("check").code(1).says("`unknown-reference` (A02) is not a rule").says("fix what it reports");
}

#[test]
fn the_command_line_says_what_is_made_of_a_rule() {
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
fn the_command_line_comes_before_a_comment_only_where_it_denies_the_rule_by_name() {
    let allowed = above("# wares:allow A31 as agreed", "kind");
    for (arguments, count) in
        [("", 0), ("--warn A31", 0), ("--deny warnings", 0), ("--deny A31", 1), ("--allow A31", 0)]
    {
        let found = found(&allowed, arguments);
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
fn what_the_command_line_cannot_set_is_refused() {
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
fn what_is_allowed_stops_no_plan() {
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
fn an_allow_holds_in_each_environment_and_is_unused_only_where_none_needs_it() {
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
    // Whether another environment needs it is not looked for where one is named.
    assert_eq!(lines(&project.run("check --format concise --env strict")), [""; 0]);
}
