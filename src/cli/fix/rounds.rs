//! Fixes, made in a workspace round by round.

use super::Told;
use crate::diagnostic::{Code, Diagnostic, File, Fix, Location, Severity};
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

/// A workspace in which fixes are made.
struct Making<'w> {
    workspace: &'w mut Workspace,
    /// Whether the fixes in a file are asked for.
    is_asked: &'w dyn Fn(File) -> bool,
    /// The fixes that make a file worse.
    refused: BTreeSet<Told>,
}

/// Makes the fixes of findings in the files that are asked for, as long as there are any that make no file worse. Returns
/// what was made, file by file, and what is left to be done by hand.
pub(super) fn make(
    workspace: &mut Workspace,
    is_asked: &dyn Fn(File) -> bool,
) -> (BTreeMap<File, Vec<Told>>, Vec<Told>) {
    let mut making = Making { workspace, is_asked, refused: BTreeSet::new() };
    let mut made: BTreeMap<File, Vec<Told>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let fixes: Vec<Told> =
            all(making.workspace, is_asked).into_iter().filter(|it| !making.refused.contains(it)).collect();
        let done = make_good(&mut making, &fixes);
        if done.is_empty() {
            break;
        }
        done.into_iter().for_each(|step| made.entry(step.file).or_default().extend(step.made));
    }
    let left = all(making.workspace, is_asked).into_iter().collect();
    (made, left)
}

/// All fixes that are offered, by what a person reads of them.
fn all(workspace: &Workspace, is_asked: &dyn Fn(File) -> bool) -> BTreeSet<Told> {
    let loaded = workspace.loaded();
    let of_file = |(file, fixes): (File, Vec<Offered<'_>>)| {
        fixes.into_iter().map(move |fix| told(&loaded.sources, file, fix)).collect::<Vec<_>>()
    };
    offered(&loaded.findings, is_asked).into_iter().flat_map(of_file).collect()
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
    Told { file, document: nth(sources, at), at: sources.position(at), title: fix.title.clone() }
}

/// Makes the fixes that do not make a document worse. If all of them together do, the fixes in the harmed documents are
/// bisected. The later half goes first, since an edit does not move the text before it.
fn make_good(making: &mut Making<'_>, fixes: &[Told]) -> Vec<Step> {
    let steps = steps(making.workspace, making.is_asked, |told| fixes.binary_search(told).is_ok());
    let Err(harmed) = attempt(making.workspace, &steps) else { return steps };
    let (doubtful, others): (Vec<Told>, Vec<Told>) =
        fixes.iter().cloned().partition(|fix| harmed.contains(&(fix.file, fix.document)));
    // Where another document is harmed than those that are changed, any fix may be the one.
    let (low, high) = fixes.split_at(fixes.len() / 2);
    let parts = match (doubtful.is_empty(), low.is_empty()) {
        (true, false) => [high.to_vec(), low.to_vec(), Vec::new()],
        (true, true) => {
            making.refused.extend(fixes.iter().cloned());
            return Vec::new();
        }
        (false, _) => {
            let [low, high] = halves(making, &doubtful);
            [high, low, others]
        }
    };
    parts.iter().filter(|part| !part.is_empty()).flat_map(|part| make_good(making, part)).collect()
}

/// Splits the fixes of each document in half. The only fix of a harmed document is refused.
fn halves(making: &mut Making<'_>, doubtful: &[Told]) -> [Vec<Told>; 2] {
    let is_one = |one: &Told, other: &Told| (one.file, one.document) == (other.file, other.document);
    let [mut first, mut second] = [Vec::new(), Vec::new()];
    for of_document in doubtful.chunk_by(is_one) {
        match of_document.split_at(of_document.len() / 2) {
            ([], alone) => making.refused.extend(alone.iter().cloned()),
            (low, high) => {
                first.extend_from_slice(low);
                second.extend_from_slice(high);
            }
        }
    }
    [first, second]
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

/// A document of a file, by its number.
type Nth = (File, usize);

/// Gives files their new texts; their old ones again, where more would be wrong in some documents, which are returned.
fn attempt(workspace: &mut Workspace, steps: &[Step]) -> Result<(), BTreeSet<Nth>> {
    let before = errors(workspace);
    let sources = &workspace.loaded().sources;
    let old: Vec<String> =
        steps.iter().map(|step| sources.text(step.file).unwrap_or_default().to_owned()).collect();
    steps.iter().for_each(|step| workspace.set(step.file.path(), &step.text));
    workspace.refresh();
    let is_worse = |(at, now): &(&Nth, &Errors)| now.is_more(&before.get(at).copied().unwrap_or_default());
    let harmed: BTreeSet<Nth> = errors(workspace).iter().filter(is_worse).map(|(at, _)| *at).collect();
    if harmed.is_empty() {
        return Ok(());
    }
    steps.iter().zip(&old).for_each(|(step, old)| workspace.set(step.file.path(), old));
    workspace.refresh();
    Err(harmed)
}

/// Which of its file's documents a place is in, by number.
fn nth(sources: &Sources, at: Location) -> usize {
    let start = sources.span(at).start;
    let documents = sources.get(at.file()).map_or(&[][..], |source| &source.documents);
    documents.partition_point(|document| document.start <= start).saturating_sub(1)
}

/// What is wrong with a document.
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
    /// Whether there are more errors. A fix that creates a duplicate is rejected even if other fixes remove more errors.
    fn is_more(&self, before: &Self) -> bool {
        self.is_torn && !before.is_torn || self.twice > before.twice || self.all > before.all
    }
}

/// The errors of each document that has any, without those that rules find.
fn errors(workspace: &Workspace) -> BTreeMap<Nth, Errors> {
    let loaded = workspace.loaded();
    let mut errors: BTreeMap<Nth, Errors> = BTreeMap::new();
    // Of what could not be read rules say nothing: once it is fixed they may.
    let rules: Vec<Code> = rules::all().into_iter().map(|rule| rule.code()).collect();
    let is_own =
        |finding: &&Diagnostic| finding.severity == Severity::Error && !rules.contains(&finding.code);
    for finding in loaded.findings.iter().filter(is_own) {
        let file = finding.primary().file();
        let own = errors.entry((file, nth(&loaded.sources, finding.primary()))).or_default();
        own.is_torn = loaded.sources.get(file).is_some_and(|source| source.torn);
        own.all += 1;
        own.twice += usize::from([DUPLICATE_KEY, DUPLICATE].contains(&finding.code));
    }
    errors
}
