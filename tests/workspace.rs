//! A workspace has the same findings after any edits as one that is newly opened, and does little work for them.

mod cut;
mod edits;
mod named;
mod lookups;
mod told;
mod work;

use crate::support::Memory;
use edits::{Editor, Texts};
use fastrand::Rng;
use std::collections::BTreeSet;
use std::sync::Arc;
use told::{Report, all_findings, assert_difference, report};
use wares::kinds::Kinds;
use wares::workspace::{Workspace, load};

/// A number from an environment variable, or a default.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// A random element.
fn pick<'a, T: ?Sized>(rng: &mut Rng, from: &[&'a T]) -> &'a T {
    from[rng.usize(..from.len())]
}

const ENVIRONMENTS: &str = "
environments:
  staging: { currencies: [EUR], reseller: Acme test }
  abroad: { languages: [en, sv], database: { ignore_properties: ['b*'] } }
";

/// The texts of an example.
fn example(name: &str) -> Texts {
    let files = Memory::example(name).0.into_iter();
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The texts of an example to which environments are added.
fn with_environments() -> Texts {
    let mut texts = example("hosting");
    texts.entry("wares.yaml".to_owned()).and_modify(|text| text.push_str(ENVIRONMENTS));
    texts
}

fn open(texts: &Texts, environment: Option<&str>) -> Workspace {
    Workspace::open(&Kinds::standard(), Arc::new(Memory::new(texts.clone())), environment)
}

/// What a catalog that is newly loaded reports.
fn fresh_report(texts: &Texts, environment: Option<&str>) -> Report {
    report(&load(&Kinds::standard(), Arc::new(Memory::new(texts.clone())), environment))
}

/// Passes the differences between two versions of the texts to a workspace.
fn send_changes(workspace: &mut Workspace, before: &Texts, after: &Texts) {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths.into_iter().filter(|path| before.get(*path) != after.get(*path)) {
        match after.get(path) {
            Some(text) => workspace.set(path, text),
            None => workspace.remove(path),
        }
    }
}

/// Makes `count` random edits of a catalog. Asserts that the workspace reports the same as a newly loaded catalog, and
/// returns the codes of all findings.
fn edited(original: &Texts, environment: Option<&str>, count: u64, seed: u64) -> BTreeSet<String> {
    let mut rng = Rng::with_seed(seed);
    let mut texts = original.clone();
    let mut workspace = open(&texts, environment);
    let (mut log, mut codes, mut done) = (Vec::new(), BTreeSet::new(), 0);
    while done < count {
        let before = all_findings(workspace.loaded());
        for _ in 0..*rng.choice(&[1, 2, 3, 4, 5]).expect("a number") {
            let known = texts.clone();
            log.push(Editor::new(&mut rng, &mut texts, original).edit());
            send_changes(&mut workspace, &known, &texts);
            done += 1;
        }
        let difference = workspace.refresh();
        let (now, fresh) = (report(workspace.loaded()), fresh_report(&texts, environment));
        let last = &log[log.len().saturating_sub(8)..];
        assert!(now == fresh, "after {done} edits of seed {seed}, last {last:?}:\n{}", now.against(&fresh));
        assert_difference(&difference, &before, &all_findings(workspace.loaded()));
        codes.extend(fresh.findings.into_iter().chain(fresh.elsewhere).map(|finding| finding.code));
    }
    codes
}

#[test]
fn edited_workspace_has_the_same_findings_as_a_new_one() {
    let (count, seed) = (setting("WARES_TEST_EDITS", 1_400), setting("WARES_TEST_SEED", 1));
    let catalogs = [
        (example("hosting"), None),
        (example("cloud"), None),
        (with_environments(), None),
        (with_environments(), Some("staging")),
    ];
    let each = count.div_ceil(catalogs.len() as u64);
    let codes = std::thread::scope(|scope| {
        let edited = |(texts, environment)| scope.spawn(move || edited(texts, environment, each, seed));
        let threads: Vec<_> =
            catalogs.iter().map(|(texts, environment)| edited((texts, *environment))).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("the same findings"))
            .collect::<BTreeSet<_>>()
    });
    assert!(codes.len() > 12, "the edits should cause more types of findings: {codes:?}");
}

/// Documents that are not read again keep their numbers. Those of a file that was removed and set again get new ones.
#[test]
fn file_that_is_removed_and_set_with_another_text_is_read() {
    let texts = example("hosting");
    let mut workspace = open(&texts, None);
    workspace.remove("fees.yaml");
    workspace.set("fees.yaml", "kind: item\n");
    workspace.refresh();
    let after = texts.into_iter().chain([("fees.yaml".to_owned(), "kind: item\n".to_owned())]).collect();
    let (now, fresh) = (report(workspace.loaded()), fresh_report(&after, None));
    assert!(now == fresh, "{}", now.against(&fresh));
}

/// A file that cannot be read completely may contain what a reference names, so the reference is not reported.
#[test]
fn unresolved_reference_is_reported_once_the_broken_file_is_fixed() {
    let mut texts = example("hosting");
    let mut workspace = open(&texts, None);
    let all = texts["packages/monthly.yaml"].clone();
    let renamed = all.replace("HST-GLDM", "HST-GLDQ");
    let broken = all.replace("article: HST-GLDM", "article: [HST-GLDM");
    for (text, code) in
        [(broken, "S02"), (renamed, "A02"), (all.replace("kind: package", "kind: pack"), "T01")]
    {
        texts.insert("packages/monthly.yaml".to_owned(), text.clone());
        workspace.set("packages/monthly.yaml", &text);
        workspace.refresh();
        let (now, fresh) = (report(workspace.loaded()), fresh_report(&texts, None));
        assert!(now == fresh, "{}", now.against(&fresh));
        assert!(now.findings.iter().any(|finding| finding.code == code), "{code}: {now:#?}");
    }
}
