//! How much work an edit causes: how many documents are parsed, read and checked.

use super::{Texts, example, fresh_report, open, report};
use wares::workspace::{WorkCounts, Workspace};

/// The beginning of the last document but one in `upgrades.yaml`.
const BACKUP: &str =
    "---\n# yaml-language-server: $schema=../../schemas/catalog.json\nkind: upgrade_group\nname: Backup";

/// The texts of the `hosting` example, and a workspace with them.
fn hosting() -> (Texts, Workspace) {
    let texts = example("hosting");
    let workspace = open(&texts, None);
    assert!(workspace.loaded().findings.is_empty());
    (texts, workspace)
}

/// The work that edits cause. Asserts that a newly loaded catalog reports the same afterwards.
#[track_caller]
fn work(workspace: &mut Workspace, texts: &mut Texts, edits: &[(&str, &str, &str)]) -> WorkCounts {
    let before = workspace.work();
    for (path, from, to) in edits {
        let text = texts.get_mut(*path).expect("a file");
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}");
        *text = text.replacen(from, to, 1);
        workspace.set(path, text);
    }
    workspace.refresh();
    let (now, fresh) = (report(workspace.loaded()), fresh_report(texts, None));
    assert!(now == fresh, "{}", now.against(&fresh));
    let after = workspace.work();
    WorkCounts {
        parsed: after.parsed - before.parsed,
        read: after.read - before.read,
        checked: after.checked - before.checked,
    }
}

/// How many documents name an article, including its own.
fn documents_that_name(texts: &Texts, article: &str) -> usize {
    let documents = texts.values().flat_map(|text| text.split("\n---\n"));
    let is_name = |c: char| c.is_alphanumeric() || c == '-';
    let names = |document: &&str| {
        let lines = document.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(|line| line.split(|c| !is_name(c))).any(|word| word == article)
    };
    documents.filter(names).count()
}

#[test]
fn edit_reads_one_document_and_checks_those_that_refer_to_it() {
    let (mut texts, mut workspace) = hosting();
    let named = documents_that_name(&texts, "HST-GLDM");
    assert!(named > 5, "{named}");
    let price = [("packages/monthly.yaml", "EUR: 9.90", "EUR: 9.95")];
    let done = work(&mut workspace, &mut texts, &price);
    assert_eq!(done, WorkCounts { parsed: 1, read: 1, checked: named });
    let fault = [("packages/monthly.yaml", "EUR: 9.95", "EUR: [9.95]")];
    assert_eq!(work(&mut workspace, &mut texts, &fault), done, "an error should cause the same work");
    assert_eq!(workspace.loaded().findings.len(), 1);
}

#[test]
fn edit_of_a_comment_checks_only_its_document() {
    let (mut texts, mut workspace) = hosting();
    let comment = [("upgrades.yaml", "# Platinum yearly includes", "# Platinum by the year includes")];
    let done = work(&mut workspace, &mut texts, &comment);
    assert_eq!(done, WorkCounts { parsed: 1, read: 1, checked: 1 });
    let between = [("upgrades.yaml", BACKUP, &*format!("\n# Copies.\n{BACKUP}"))];
    let done = work(&mut workspace, &mut texts, &between);
    assert_eq!(
        done,
        WorkCounts { parsed: 1, read: 1, checked: 1 },
        "the comment should belong to the document above"
    );
}

#[test]
fn moved_document_is_not_parsed() {
    let (mut texts, mut workspace) = hosting();
    let item = "kind: item\narticle: NEW\nname: New\ncategory: TLD\nprices: { EUR: 1, USD: 1 }\n";
    let above = [("upgrades.yaml", BACKUP, &*format!("---\n{item}{BACKUP}"))];
    let done = work(&mut workspace, &mut texts, &above);
    assert_eq!(done, WorkCounts { parsed: 1, read: 1, checked: 1 });
    let swapped: Vec<&str> = texts["upgrades.yaml"].split_inclusive("\n---\n").collect();
    let text = [swapped[0], swapped[2], swapped[1], swapped[3]].concat();
    workspace.set("upgrades.yaml", &text);
    assert_eq!(workspace.refresh(), wares::workspace::Difference::default());
}

#[test]
fn unchanged_text_causes_no_work() {
    let (texts, mut workspace) = hosting();
    let before = workspace.work();
    for (path, text) in texts.iter().filter(|(path, _)| *path != "wares.yaml") {
        workspace.set(path, text);
    }
    workspace.refresh();
    assert_eq!(workspace.work(), before);
}

#[test]
fn file_that_is_removed_and_set_unchanged_causes_no_work() {
    let (texts, mut workspace) = hosting();
    let before = workspace.work();
    workspace.remove("fees.yaml");
    workspace.set("fees.yaml", &texts["fees.yaml"]);
    workspace.refresh();
    assert_eq!(workspace.work(), before);
}

/// An unresolved reference is checked with every edit, because a new document may be what it refers to.
#[test]
fn unresolved_reference_is_checked_with_every_edit_until_it_resolves() {
    let (mut texts, mut workspace) = hosting();
    let lost = [("upgrades.yaml", "item: XSV-BAKB", "item: XSV-BAKK")];
    assert_eq!(work(&mut workspace, &mut texts, &lost), WorkCounts { parsed: 1, read: 1, checked: 1 });
    let other = [("fees.yaml", "# One-time fees", "# Fees that are paid once")];
    assert_eq!(work(&mut workspace, &mut texts, &other), WorkCounts { parsed: 1, read: 1, checked: 2 });
    let found = [("upgrades.yaml", "item: XSV-BAKK", "item: XSV-BAKB")];
    assert_eq!(work(&mut workspace, &mut texts, &found), WorkCounts { parsed: 1, read: 1, checked: 1 });
    assert!(workspace.loaded().findings.is_empty());
}

#[test]
fn edit_of_the_manifest_checks_all_documents_and_reads_none() {
    let (mut texts, mut workspace) = hosting();
    let documents = workspace.loaded().documents;
    let done = work(&mut workspace, &mut texts, &[("wares.yaml", "[EUR, USD]", "[EUR]")]);
    assert_eq!(done, WorkCounts { parsed: 1, read: 0, checked: documents });
}
