//! Files that documents name, such as manifests: they are not catalog files, and are read again when they change.

use super::{Texts, edited, example, fresh_report, open, report, send_changes, setting};

const CATALOG: &str = "\
kind: installation_package
name: Lite
manifest: lite.jps
---
kind: installation_package
name: Full
manifest: manifests/full.yaml
---
kind: region
name: eu-west
";

const MANIFEST: &str = "type: install\nsettings:\n  fields:\n    - { type: checkbox, name: waf }\n";

fn texts() -> Texts {
    let manifest = "format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\n";
    [
        ("wares.yaml", manifest),
        ("packages/all.yaml", CATALOG),
        ("packages/lite.jps", MANIFEST),
        ("packages/manifests/full.yaml", MANIFEST),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into()
}

/// The codes of the findings after each edit. An edit gives a file another text or removes it. Asserts that a newly
/// loaded catalog reports the same.
fn codes_after(edits: &[(&str, Option<&str>)]) -> Vec<Vec<String>> {
    let mut texts = texts();
    let mut workspace = open(&texts, None);
    let mut all = Vec::new();
    for (path, text) in edits {
        let before = texts.clone();
        match text {
            Some(text) => texts.insert((*path).to_owned(), (*text).to_owned()),
            None => texts.remove(*path),
        };
        send_changes(&mut workspace, &before, &texts);
        workspace.refresh();
        let (now, fresh) = (report(workspace.loaded()), fresh_report(&texts, None));
        assert!(now == fresh, "{path}: {}", now.against(&fresh));
        all.push(now.findings.into_iter().map(|finding| finding.code).collect());
    }
    all
}

#[test]
fn manifest_is_read_again_when_it_changes() {
    for path in ["packages/lite.jps", "packages/manifests/full.yaml"] {
        let found = codes_after(&[
            (path, Some("settings: [")),
            (path, Some(MANIFEST)),
            (path, None),
            (path, Some(MANIFEST)),
        ]);
        assert_eq!(found, [vec!["P01"], vec![], vec!["P01"], vec![]], "{path}");
    }
}

#[test]
fn file_is_a_catalog_file_again_once_no_document_names_it() {
    let all = "packages/all.yaml";
    let unnamed = CATALOG.replace("manifests/full.yaml", "lite.jps");
    let found = codes_after(&[
        (all, Some(&unnamed)),
        ("packages/manifests/full.yaml", Some("kind: region\nname: us-east\n")),
        (all, Some(CATALOG)),
        ("packages/manifests/full.yaml", Some(MANIFEST)),
    ]);
    // A file that describes resources is a catalog file even if a document names it.
    assert_eq!(found, [vec!["T03"], vec![], vec!["P01"], vec![]]);
}

#[test]
fn manifest_named_twice_or_by_a_broken_document_is_not_a_catalog_file() {
    let broken = CATALOG.replace("name: Full", "nam: Full");
    let other =
        CATALOG.replace("kind: installation_package\nname: Full", "kind: instalation_package\nname: Full");
    let twice = CATALOG.replace("lite.jps", "manifests/full.yaml");
    let all = "packages/all.yaml";
    let found = codes_after(&[(all, Some(&broken)), (all, Some(&other)), (all, Some(&twice))]);
    assert!(!found[0].contains(&"P01".to_owned()), "{found:?}");
    assert_eq!(found[1..], [vec!["T01"], vec![]]);
}

#[test]
fn workspace_with_edited_manifests_has_the_same_findings_as_a_new_one() {
    let (count, seed) = (setting("WARES_TEST_EDITS", 1_400), setting("WARES_TEST_SEED", 1));
    let mut catalog = example("hosting");
    catalog.extend(texts().into_iter().filter(|(path, _)| path != "wares.yaml"));
    let codes = edited(&catalog, None, count / 10, seed);
    assert!(codes.contains("P01"), "{codes:?}");
}
