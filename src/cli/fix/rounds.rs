//! Fixes, made in a workspace round by round.

use super::Told;
use crate::diagnostic::{Code, Diagnostic, File, Fix, Severity};
use crate::kinds::codes::DUPLICATE;
use crate::rules;
use crate::source::Sources;
use crate::source::codes::DUPLICATE_KEY;
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};

/// How many times fixes are looked for in what others made of the files: some touch each other.
const ROUNDS: usize = 10;

/// A finding of a file, with the fix that it carries.
type Offered<'a> = (&'a Diagnostic, &'a Fix);

/// A file with the text that some fixes give it.
struct Step {
    file: File,
    text: String,
    made: Vec<Told>,
}

/// Makes the fixes of findings in the files that are asked for, as long as there are any that make no file worse. Returns
/// what was made, file by file, and what is left to be done by hand.
pub(super) fn make(
    workspace: &mut Workspace,
    is_asked: &dyn Fn(File) -> bool,
) -> (BTreeMap<File, Vec<Told>>, Vec<Told>) {
    let mut made: BTreeMap<File, Vec<Told>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let done = round(workspace, is_asked);
        if done.is_empty() {
            break;
        }
        done.into_iter().for_each(|step| made.entry(step.file).or_default().extend(step.made));
    }
    let loaded = workspace.loaded();
    let left = offered(&loaded.findings, is_asked).into_iter().flat_map(|(file, fixes)| {
        fixes.into_iter().map(move |fix| told(&loaded.sources, file, fix)).collect::<Vec<_>>()
    });
    let mut left: Vec<Told> = left.collect();
    left.sort();
    left.dedup();
    (made, left)
}

/// The fixes by the files in which they change something.
fn offered<'a>(
    findings: &'a [Diagnostic],
    is_asked: &dyn Fn(File) -> bool,
) -> BTreeMap<File, Vec<Offered<'a>>> {
    let mut offered: BTreeMap<File, Vec<Offered<'a>>> = BTreeMap::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let mut files: Vec<File> = fix.edits.iter().map(|edit| edit.location.file()).collect();
        files.dedup();
        for file in files.into_iter().filter(|file| is_asked(*file)) {
            let fixes = offered.entry(file).or_default();
            if !fixes.contains(&(finding, fix)) {
                fixes.push((finding, fix));
            }
        }
    }
    offered
}

/// What a person reads of a fix in a file: the place of its finding, or of its first edit there.
fn told(sources: &Sources, file: File, (finding, fix): Offered<'_>) -> Told {
    let edits = fix.edits.iter().map(|edit| edit.location);
    let mut places = std::iter::once(finding.primary()).chain(edits);
    let at = places.find(|place| place.file() == file).unwrap_or(finding.primary());
    Told { file, at: sources.position(at), title: fix.title.clone() }
}

/// Makes what can be made next. Where something would be worse afterwards, each fix is tried by itself.
fn round(workspace: &mut Workspace, is_asked: &dyn Fn(File) -> bool) -> Vec<Step> {
    let steps = steps(workspace, is_asked, |_| true);
    if attempt(workspace, &steps).is_some() {
        return steps;
    }
    let all: BTreeSet<Told> = steps.into_iter().flat_map(|step| step.made).collect();
    let good: BTreeSet<Told> = all.into_iter().filter(|told| is_good(workspace, is_asked, told)).collect();
    let steps = self::steps(workspace, is_asked, |told| good.contains(told));
    if attempt(workspace, &steps).is_some() { steps } else { Vec::new() }
}

/// What the fixes that are wanted make of files. The places of findings hold for the text at hand alone, so that fixes
/// are named by what a person reads of them.
fn steps(
    workspace: &Workspace,
    is_asked: &dyn Fn(File) -> bool,
    is_wanted: impl Fn(&Told) -> bool,
) -> Vec<Step> {
    let loaded = workspace.loaded();
    let of_file = |(file, fixes): (File, Vec<Offered<'_>>)| {
        let wanted: Vec<Offered<'_>> =
            fixes.into_iter().filter(|fix| is_wanted(&told(&loaded.sources, file, *fix))).collect();
        step(&loaded.sources, file, &wanted)
    };
    offered(&loaded.findings, is_asked).into_iter().filter_map(of_file).collect()
}

/// What some fixes make of a file, if they make anything of it.
fn step(sources: &Sources, file: File, fixes: &[Offered<'_>]) -> Option<Step> {
    let edited = sources.edited(file, &fixes.iter().map(|(_, fix)| *fix).collect::<Vec<_>>());
    let made: Vec<Told> = edited.made.iter().map(|number| told(sources, file, fixes[*number])).collect();
    (!made.is_empty()).then_some(Step { file, text: edited.text, made })
}

/// Whether a fix alone makes nothing worse.
fn is_good(workspace: &mut Workspace, is_asked: &dyn Fn(File) -> bool, fix: &Told) -> bool {
    let steps = steps(workspace, is_asked, |told| told == fix);
    let old = attempt(workspace, &steps);
    old.map(|old| write(workspace, &old)).is_some()
}

/// A file with a text.
type Text = (File, String);

fn write(workspace: &mut Workspace, texts: &[Text]) {
    texts.iter().for_each(|(file, text)| workspace.set(file.path(), text));
    workspace.refresh();
}

/// Gives files their new texts and returns the old ones; where more would be wrong in one of them, they keep the old.
fn attempt(workspace: &mut Workspace, steps: &[Step]) -> Option<Vec<Text>> {
    let before = errors(workspace);
    let sources = &workspace.loaded().sources;
    let text = |file: File| sources.text(file).unwrap_or_default().to_owned();
    let old: Vec<Text> = steps.iter().map(|step| (step.file, text(step.file))).collect();
    let new: Vec<Text> = steps.iter().map(|step| (step.file, step.text.clone())).collect();
    write(workspace, &new);
    let is_worse =
        |(file, now): (&File, &Errors)| now.is_more(&before.get(file).copied().unwrap_or_default());
    if !errors(workspace).iter().any(is_worse) {
        return Some(old);
    }
    write(workspace, &old);
    None
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, Default)]
struct Errors {
    /// Whether it cannot be read as YAML.
    is_torn: bool,
    /// How many things are given twice.
    twice: usize,
    /// How many errors there are in all.
    all: usize,
}

impl Errors {
    /// Whether more is wrong. What was spelt wrong may come to stand beside what is right, which is no fix even where
    /// others make up for it.
    fn is_more(&self, before: &Self) -> bool {
        self.is_torn && !before.is_torn || self.twice > before.twice || self.all > before.all
    }
}

/// The errors of each file that has any, without those that rules find.
fn errors(workspace: &Workspace) -> BTreeMap<File, Errors> {
    let loaded = workspace.loaded();
    let mut errors: BTreeMap<File, Errors> = BTreeMap::new();
    // Of what could not be read rules say nothing: once it is fixed they may.
    let rules: Vec<Code> = rules::all().into_iter().map(|rule| rule.code()).collect();
    let is_own =
        |finding: &&Diagnostic| finding.severity == Severity::Error && !rules.contains(&finding.code);
    for finding in loaded.findings.iter().filter(is_own) {
        let file = finding.primary().file();
        let own = errors.entry(file).or_default();
        own.is_torn = loaded.sources.get(file).is_some_and(|source| source.torn);
        own.all += 1;
        own.twice += usize::from([DUPLICATE_KEY, DUPLICATE].contains(&finding.code));
    }
    errors
}
