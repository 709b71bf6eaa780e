//! Makes fixes in a workspace, in several rounds. Drops fixes that would make a document worse.

use super::line::FixLine;
use crate::diagnostic::{Code, Diagnostic, File, Fix, Location, Severity};
use crate::kinds::codes::DUPLICATE;
use crate::rules;
use crate::source::Sources;
use crate::source::codes::DUPLICATE_KEY;
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of rounds. Fixes that overlap cannot be made in the same round. Also, a fixed file may have new
/// findings that offer further fixes.
const ROUNDS: usize = 10;

/// A finding and the fix that it offers.
type Offered<'a> = (&'a Diagnostic, &'a Fix);

/// A file and its new text after some fixes were applied.
struct Step {
    file: File,
    text: String,
    made: Vec<FixLine>,
}

/// A workspace in which fixes are being made.
struct FixSession<'w> {
    workspace: &'w mut Workspace,
    /// Whether to apply fixes to the given file. The user may have named only some files.
    is_asked: &'w dyn Fn(File) -> bool,
    /// The fixes that were tried and would make a document worse.
    refused: BTreeSet<FixLine>,
}

/// Makes fixes in the files that `is_asked` accepts, until every remaining fix would make a document worse. Returns
/// the fixes that were made, by file, and those that the user must make by hand.
pub(super) fn make(
    workspace: &mut Workspace,
    is_asked: &dyn Fn(File) -> bool,
) -> (BTreeMap<File, Vec<FixLine>>, Vec<FixLine>) {
    let mut making = FixSession { workspace, is_asked, refused: BTreeSet::new() };
    let mut made: BTreeMap<File, Vec<FixLine>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let fixes: Vec<FixLine> =
            // What was refused once is not tried again, or a round would never be empty.
            all(making.workspace, is_asked).into_iter().filter(|it| !making.refused.contains(it)).collect();
        let done = make_good(&mut making, &fixes);
        if done.is_empty() {
            break;
        }
        done.into_iter().for_each(|step| made.entry(step.file).or_default().extend(step.made));
    }
    // Computed from the result: a fix may have removed other findings together with its own.
    let left = all(making.workspace, is_asked).into_iter().collect();
    (made, left)
}

/// Returns the [`FixLine`]s of all fixes that the findings offer.
fn all(workspace: &Workspace, is_asked: &dyn Fn(File) -> bool) -> BTreeSet<FixLine> {
    let loaded = workspace.loaded();
    let of_file = |(file, fixes): (File, Vec<Offered<'_>>)| {
        fixes.into_iter().map(move |fix| line_of(&loaded.sources, file, fix)).collect::<Vec<_>>()
    };
    offered(&loaded.findings, is_asked).into_iter().flat_map(of_file).collect()
}

/// Returns the findings that offer fixes, by the files that the fixes change.
fn offered<'a>(
    findings: &'a [Diagnostic],
    is_asked: &dyn Fn(File) -> bool,
) -> BTreeMap<File, Vec<Offered<'a>>> {
    let mut offered: BTreeMap<File, Vec<Offered<'a>>> = BTreeMap::new();
    // A `BTreeMap`, so that files are changed and reported in the order of their names.
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let mut files: Vec<File> = fix.edits.iter().map(|edit| edit.location.file()).collect();
        // A fix with edits in two files may be made in one of them only, if the user names only that file.
        files.dedup();
        for file in files.into_iter().filter(|file| is_asked(*file)) {
            let fixes = offered.entry(file).or_default();
            // `dedup` removes only neighbors, so a file may come twice.
            if !fixes.contains(&(finding, fix)) {
                fixes.push((finding, fix));
            }
        }
    }
    offered
}

/// Returns the line about a fix in a file. Its position is that of the finding. If the finding is in another file, it
/// is the position of the first edit in this file.
fn line_of(sources: &Sources, file: File, (finding, fix): Offered<'_>) -> FixLine {
    let edits = fix.edits.iter().map(|edit| edit.location);
    let mut places = std::iter::once(finding.primary()).chain(edits);
    // If no place is in the file, the finding's own is the best that can be shown.
    let place = places.find(|place| place.file() == file).unwrap_or(finding.primary());
    let (document, position) = (nth(sources, place), sources.position(place));
    FixLine { file, document, position, title: fix.title.clone() }
}

/// Makes the fixes that do not make a document worse. If making all of them harms some documents, tries smaller groups
/// of the fixes in these documents.
fn make_good(making: &mut FixSession<'_>, fixes: &[FixLine]) -> Vec<Step> {
    // `fixes` is sorted: it comes from a `BTreeSet`, and `partition` and `split_at` keep the order.
    let steps = steps(making.workspace, making.is_asked, |line| fixes.binary_search(line).is_ok());
    let Err(harmed) = attempt(making.workspace, &steps) else { return steps };
    let (doubtful, others): (Vec<FixLine>, Vec<FixLine>) =
        fixes.iter().cloned().partition(|fix| harmed.contains(&(fix.file, fix.document)));
    // If only documents are harmed that no fix changes, such as those that refer to a fixed one, any fix may be the
    // cause. The later half goes first: an edit moves only the text after it, so the positions of the earlier fixes
    // stay valid.
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

/// Splits the fixes of each harmed document into two halves. If a document has only one fix, this fix caused the harm
/// and is dropped.
fn halves(making: &mut FixSession<'_>, doubtful: &[FixLine]) -> [Vec<FixLine>; 2] {
    let is_same_document =
        |one: &FixLine, other: &FixLine| (one.file, one.document) == (other.file, other.document);
    let [mut first, mut second] = [Vec::new(), Vec::new()];
    for of_document in doubtful.chunk_by(is_same_document) {
        match of_document.split_at(of_document.len() / 2) {
            // A slice of one has its only element in the second half.
            ([], only) => making.refused.extend(only.iter().cloned()),
            (low, high) => {
                first.extend_from_slice(low);
                second.extend_from_slice(high);
            }
        }
    }
    [first, second]
}

/// Makes the wanted fixes, and returns the files that they change. Fixes are identified by their [`FixLine`]s and not
/// by their places, since a place is valid only for the current text of its file.
fn steps(
    workspace: &Workspace,
    is_asked: &dyn Fn(File) -> bool,
    is_wanted: impl Fn(&FixLine) -> bool,
) -> Vec<Step> {
    let loaded = workspace.loaded();
    let of_file = |(file, fixes): (File, Vec<Offered<'_>>)| {
        let wanted: Vec<Offered<'_>> =
            fixes.into_iter().filter(|fix| is_wanted(&line_of(&loaded.sources, file, *fix))).collect();
        step(&loaded.sources, file, &wanted)
    };
    offered(&loaded.findings, is_asked).into_iter().filter_map(of_file).collect()
}

/// Returns a file with the given fixes made. `None` if none of them could be made.
fn step(sources: &Sources, file: File, fixes: &[Offered<'_>]) -> Option<Step> {
    let edited = sources.edited(file, &fixes.iter().map(|(_, fix)| *fix).collect::<Vec<_>>());
    let made: Vec<FixLine> =
        edited.made.iter().map(|number| line_of(sources, file, fixes[*number])).collect();
    (!made.is_empty()).then_some(Step { file, text: edited.text, made })
}

/// Identifies a document by its file and its index in that file.
type DocumentIndex = (File, usize);

/// Puts the new text of the files into the workspace. If some documents have more errors than before, restores the old
/// text and returns these documents.
fn attempt(workspace: &mut Workspace, steps: &[Step]) -> Result<(), BTreeSet<DocumentIndex>> {
    let before = errors(workspace);
    let sources = &workspace.loaded().sources;
    let old: Vec<String> =
        steps.iter().map(|step| sources.text(step.file).unwrap_or_default().to_owned()).collect();
    steps.iter().for_each(|step| workspace.set(step.file.path(), &step.text));
    workspace.refresh();
    // Documents that had no errors before are absent from the map.
    let is_worse =
        |(at, now): &(&DocumentIndex, &Errors)| now.is_more(&before.get(at).copied().unwrap_or_default());
    let harmed: BTreeSet<DocumentIndex> =
        errors(workspace).iter().filter(is_worse).map(|(at, _)| *at).collect();
    if harmed.is_empty() {
        return Ok(());
    }
    // Put back before returning: the caller tries other sets of fixes on the same texts.
    steps.iter().zip(&old).for_each(|(step, old)| workspace.set(step.file.path(), old));
    workspace.refresh();
    Err(harmed)
}

/// Returns the index, in its file, of the document that contains a location.
fn nth(sources: &Sources, at: Location) -> usize {
    let start = sources.span(at).start;
    let documents = sources.get(at.file()).map_or(&[][..], |source| &source.documents);
    // A place before the first document counts as in the first one.
    documents.partition_point(|document| document.start <= start).saturating_sub(1)
}

/// The numbers of errors in a document.
#[derive(Clone, Copy, Debug, Default)]
struct Errors {
    /// Whether the file cannot be read completely as YAML.
    is_incomplete: bool,
    /// The number of errors about duplicates.
    duplicates: usize,
    /// The number of all errors.
    all: usize,
}

impl Errors {
    /// Whether the document is worse than before: it has more errors, more duplicates, or can no longer be read as
    /// YAML. More duplicates count even if other errors are gone.
    fn is_more(&self, before: &Self) -> bool {
        // A syntax error may hide any number of others, so fewer errors do not make up for a new one.
        self.is_incomplete && !before.is_incomplete
            || self.duplicates > before.duplicates
            || self.all > before.all
    }
}

/// Counts the errors of each document that has any. Errors that rules find are not counted.
fn errors(workspace: &Workspace) -> BTreeMap<DocumentIndex, Errors> {
    let loaded = workspace.loaded();
    let mut errors: BTreeMap<DocumentIndex, Errors> = BTreeMap::new();
    // Findings of rules do not count: rules skip what cannot be read, so a fix that makes it readable may add such
    // findings.
    let rules: Vec<Code> = rules::all().into_iter().map(|rule| rule.code()).collect();
    let is_not_of_a_rule =
        |finding: &&Diagnostic| finding.severity == Severity::Error && !rules.contains(&finding.code);
    for finding in loaded.findings.iter().filter(is_not_of_a_rule) {
        let file = finding.primary().file();
        let counts = errors.entry((file, nth(&loaded.sources, finding.primary()))).or_default();
        counts.is_incomplete = loaded.sources.get(file).is_some_and(|source| source.is_incomplete);
        counts.all += 1;
        counts.duplicates += usize::from([DUPLICATE_KEY, DUPLICATE].contains(&finding.code));
    }
    errors
}
