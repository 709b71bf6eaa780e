//! The automatic fixes of the findings in bad input, as edits in the JSON output.

use super::{CHECKED, all, check, package};
use crate::support::Project;

/// The findings of a project as JSON.
fn findings(project: &Project) -> Vec<serde_json::Value> {
    let json: serde_json::Value = serde_json::from_str(&check(project, "json").stdout).expect("JSON");
    json["findings"].as_array().expect("findings").clone()
}

/// Makes every edit of the findings, and returns how many findings have no fix.
fn apply_fixes(project: &Project, findings: &[serde_json::Value]) -> usize {
    let edits = findings.iter().filter_map(|finding| finding["fix"]["edits"].as_array()).flatten();
    let mut edits: Vec<&serde_json::Value> = edits.collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["start"].as_u64()));
    for edit in edits {
        let part = |name: &str| edit[name].as_str().expect("a text");
        let byte = |name: &str| usize::try_from(edit[name].as_u64().expect("a number")).expect("a byte");
        let mut text = project.read(part("file"));
        text.replace_range(byte("start")..byte("end"), part("text"));
        project.write(part("file"), &text);
    }
    findings.iter().filter(|finding| finding["fix"].is_null()).count()
}

#[test]
fn fixes_remove_their_findings() {
    let mut fixed = 0;
    for ((name, project), checked) in all().into_iter().zip(&*CHECKED) {
        let before = checked.findings();
        let without_fix = apply_fixes(&project, before);
        if without_fix < before.len() {
            let mut after = findings(&project);
            // A value that is valid now may still be an unknown name, or a duplicate in its list.
            after.retain(|finding| !["A02", "T07"].contains(&finding["code"].as_str().unwrap_or_default()));
            // Rules may warn about what can be read now.
            after.retain(|finding| finding["severity"] == "error");
            assert!(after.len() <= without_fix, "{name}: {before:#?} {after:#?}");
            fixed += 1;
        }
    }
    assert!(fixed > 20, "{fixed}");
}

#[test]
fn listed_cases_are_fixed_completely() {
    let names = [
        "booleans: `yes` instead of `true`",
        "booleans: `Off` instead of `false`",
        "booleans: quoted boolean",
        "booleans: boolean followed by a comma",
        "numbers_and_limits: quoted limit",
        "upgrade_groups: quoted level",
        "values_of_another_type: single text as a list",
        "values_of_another_type: text with separators as a list",
        "booleans: `true` as a domain",
        "booleans: `yes` as a domain",
        "manifest: `true` as the database",
        "booleans: capitalized booleans as property values",
        "values_of_another_type: number as a property value",
        "values_of_another_type: huge number as an article",
        "prices: price with an exponent",
        "prices: price with a plus sign",
        "prices: price with a decimal comma",
        "prices: price with a decimal comma before its currency",
        "prices: price with a comma as thousands separator",
        "manifest: lowercase currency",
        "manifest: quoted format",
    ];
    let cases: Vec<_> = all().into_iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    assert_eq!(cases.len(), names.len());
    for (name, project) in cases {
        let before = findings(&project);
        assert_eq!(apply_fixes(&project, &before), 0, "{name}: {before:#?}");
        project.run("check").code(0);
    }
}

#[test]
fn block_text_gets_no_fix() {
    for text in ["|-\n  Gold|Silver", "|\n  Gold|Silver", ">-\n  Gold|Silver", "|-\n  Gold\n  Silver"] {
        let findings = findings(&package("name: Gold", &format!("name: Gold\ntags: {text}")));
        assert_eq!((findings.len(), &findings[0]["fix"]), (1, &serde_json::Value::Null), "{text}");
    }
}

#[test]
fn alias_gets_no_fix() {
    let project = package("name: Gold", "name: &n Gold|Silver\ntags: *n");
    let findings = findings(&project);
    assert_eq!((findings.len(), &findings[0]["fix"]), (1, &serde_json::Value::Null));
}
