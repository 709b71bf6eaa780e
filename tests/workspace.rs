//! A workspace: after any edits it finds what it would find if it were opened anew, and does little for it.

mod cut;
mod edits;
mod named;
mod sight;
mod told;
mod work;

use crate::support::Memory;
use edits::{Editor, Texts};
use fastrand::Rng;
use std::collections::BTreeSet;
use std::sync::Arc;
use told::{Told, all, leads, told};
use wares::kinds::Kinds;
use wares::workspace::{Workspace, load};

/// A number from the environment, or another.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// One of several.
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

/// An example that has environments.
fn with_environments() -> Texts {
    let mut texts = example("hosting");
    texts.entry("wares.yaml".to_owned()).and_modify(|text| text.push_str(ENVIRONMENTS));
    texts
}

fn open(texts: &Texts, environment: Option<&str>) -> Workspace {
    Workspace::open(&Kinds::standard(), Arc::new(Memory::new(texts.clone())), environment)
}

fn anew(texts: &Texts, environment: Option<&str>) -> Told {
    told(&load(&Kinds::standard(), Arc::new(Memory::new(texts.clone())), environment))
}

/// Tells a workspace what became of some texts.
fn tell(workspace: &mut Workspace, before: &Texts, after: &Texts) {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths.into_iter().filter(|path| before.get(*path) != after.get(*path)) {
        match after.get(path) {
            Some(text) => workspace.set(path, text),
            None => workspace.remove(path),
        }
    }
}

/// Makes so many random edits of a catalog, and gives the codes of all that was found meanwhile.
fn edited(original: &Texts, environment: Option<&str>, count: u64, seed: u64) -> BTreeSet<String> {
    let mut rng = Rng::with_seed(seed);
    let mut texts = original.clone();
    let mut workspace = open(&texts, environment);
    let (mut log, mut codes, mut done) = (Vec::new(), BTreeSet::new(), 0);
    while done < count {
        let before = all(workspace.loaded());
        for _ in 0..*rng.choice(&[1, 2, 3, 4, 5]).expect("a number") {
            let known = texts.clone();
            log.push(Editor::new(&mut rng, &mut texts, original).edit());
            tell(&mut workspace, &known, &texts);
            done += 1;
        }
        let difference = workspace.refresh();
        let (now, fresh) = (told(workspace.loaded()), anew(&texts, environment));
        let last = &log[log.len().saturating_sub(8)..];
        assert!(now == fresh, "after {done} edits of seed {seed}, last {last:?}:\n{}", now.against(&fresh));
        leads(&difference, &before, &all(workspace.loaded()));
        codes.extend(fresh.findings.into_iter().chain(fresh.elsewhere).map(|finding| finding.code));
    }
    codes
}

#[test]
fn after_any_edits_a_workspace_finds_what_it_would_find_if_it_were_opened_anew() {
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
        threads.into_iter().flat_map(|thread| thread.join().expect("the same")).collect::<BTreeSet<_>>()
    });
    assert!(codes.len() > 12, "the edits are not wild enough: {codes:?}");
}

/// Documents that are not read again keep their numbers; those of a file that comes back get others.
#[test]
fn a_file_that_goes_and_comes_at_once_with_another_text_is_read() {
    let texts = example("hosting");
    let mut workspace = open(&texts, None);
    workspace.remove("fees.yaml");
    workspace.set("fees.yaml", "kind: item\n");
    workspace.refresh();
    let after = texts.into_iter().chain([("fees.yaml".to_owned(), "kind: item\n".to_owned())]).collect();
    let (now, fresh) = (told(workspace.loaded()), anew(&after, None));
    assert!(now == fresh, "{}", now.against(&fresh));
}

/// What stands in a file that cannot be read whole may be what a reference leads to.
#[test]
fn a_reference_leads_nowhere_once_the_file_that_may_have_held_its_end_is_mended() {
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
        let (now, fresh) = (told(workspace.loaded()), anew(&texts, None));
        assert!(now == fresh, "{}", now.against(&fresh));
        assert!(now.findings.iter().any(|finding| finding.code == code), "{code}: {now:#?}");
    }
}
