//! Files that documents name: they are no files of the catalog, and what they say is looked at again when it changes.

use super::{Texts, anew, edited, example, open, setting, tell, told};

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

/// What is found after some files got other texts, which is what a workspace finds that was just opened.
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
        tell(&mut workspace, &before, &texts);
        workspace.refresh();
        let (now, fresh) = (told(workspace.loaded()), anew(&texts, None));
        assert!(now == fresh, "{path}: {}", now.against(&fresh));
        all.push(now.findings.into_iter().map(|finding| finding.code).collect());
    }
    all
}

#[test]
fn a_manifest_is_looked_at_again_when_it_changes() {
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
fn a_file_is_one_of_the_catalog_again_once_nobody_names_it() {
    let all = "packages/all.yaml";
    let unnamed = CATALOG.replace("manifests/full.yaml", "lite.jps");
    let found = codes_after(&[
        (all, Some(&unnamed)),
        ("packages/manifests/full.yaml", Some("kind: region\nname: us-east\n")),
        (all, Some(CATALOG)),
        ("packages/manifests/full.yaml", Some(MANIFEST)),
    ]);
    // A file that describes resources stays one of the catalog.
    assert_eq!(found, [vec!["T03"], vec![], vec!["P01"], vec![]]);
}

#[test]
fn a_manifest_that_is_named_twice_or_by_a_broken_document_is_none_of_the_catalog() {
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
fn after_any_edits_of_manifests_too_a_workspace_finds_what_it_would_find_if_it_were_opened_anew() {
    let (count, seed) = (setting("WARES_TEST_EDITS", 1_400), setting("WARES_TEST_SEED", 1));
    let mut catalog = example("hosting");
    catalog.extend(texts().into_iter().filter(|(path, _)| path != "wares.yaml"));
    let codes = edited(&catalog, None, count / 10, seed);
    assert!(codes.contains("P01"), "{codes:?}");
}
