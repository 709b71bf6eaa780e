//! `check --fix` and `check --diff`: applies the fixes that the findings offer, or shows the fixes as a diff.

mod line;
mod rounds;

use super::atomic_write::replace_unchanged;
use super::files::is_link;
use super::output::Output;
use crate::diagnostic::{File, counted, printable};
use crate::progress::{self, Stage};
use crate::report::unified;
use crate::workspace::Workspace;
use line::FixLine;
use serde_json::{Value, json};
use std::path::Path;

/// The message if there are no fixes to apply.
const NOTHING: &str = "There is nothing to fix automatically.";

/// The result of making fixes: the new texts of the files, which have not been written yet.
pub struct Fixed {
    /// The files that change, sorted by path.
    files: Vec<FixedFile>,
    /// The fixes that cannot be applied automatically.
    left: Vec<FixLine>,
}

/// A file to which fixes were applied.
struct FixedFile {
    file: File,
    /// The text of the file before and after the fixes.
    texts: [String; 2],
    /// The text of the file before and after the fixes, with passwords masked for output.
    shown: [String; 2],
    /// The fixes that were applied.
    made: Vec<FixLine>,
}

impl Fixed {
    /// Applies the fixes for the findings in a workspace, but only to files that `is_asked` accepts.
    pub fn new(workspace: &mut Workspace, is_asked: impl Fn(File) -> bool) -> Self {
        // A clone: `make` changes the workspace, and both texts are compared afterwards.
        let before = workspace.loaded().sources.clone();
        let (mut made, left) = rounds::make(workspace, &is_asked);
        let after = &workspace.loaded().sources;
        // Each round appends its own lines; sorted, they read like one pass through the file.
        made.values_mut().for_each(|lines| lines.sort());
        let file = |(file, made): (File, Vec<FixLine>)| FixedFile {
            file,
            // The text may be missing only for a file that could not be read, which has no fixes.
            texts: [&before, after].map(|sources| sources.text(file).unwrap_or_default().to_owned()),
            shown: [&before, after].map(|sources| sources.shown(file).into_owned()),
            made,
        };
        Self { files: made.into_iter().map(file).collect(), left }
    }

    /// Returns the changes as a unified diff, which `patch` and `git apply` can read.
    pub fn diff(&self) -> String {
        // The masked texts, since a diff is printed and may go into a log.
        self.files.iter().map(|file| unified(file.file.path(), &file.shown[0], &file.shown[1])).collect()
    }

    /// The number of fixes.
    fn count(&self) -> usize {
        self.files.iter().map(|file| file.made.len()).sum()
    }

    /// Writes the files, each of them completely or not at all. Returns the fixes that were applied, and the files that
    /// were not written.
    pub fn write(&self, root: &Path) -> FixOutcome {
        // `Saving` and not `SavingTogether`: each fixed file is of use without the others.
        progress::begin(Stage::Saving, self.files.len());
        let mut written = FixOutcome::default();
        for fixed in &self.files {
            match write(root, fixed) {
                Ok(()) => {
                    written.files += 1;
                    written.fixed.extend(fixed.made.iter().cloned());
                }
                Err(reason) => written.refused.push((fixed.file, reason)),
            }
        }
        written.left.clone_from(&self.left);
        written
    }

    /// Reports what `check --fix` would fix, and what it would leave.
    pub fn tell(&self, output: &Output) {
        let (findings, files) = (counted(self.count(), "finding"), counted(self.files.len(), "file"));
        match self.files.is_empty() {
            true => output.tell(NOTHING),
            false => output.tell(&format!("`wares check --fix` fixes {findings} in {files}.")),
        }
        tell_left(&self.left, output);
    }
}

/// The outcome of writing the fixes.
#[derive(Default)]
pub struct FixOutcome {
    files: usize,
    fixed: Vec<FixLine>,
    /// The files that were not written, each with the reason.
    refused: Vec<(File, Refused)>,
    left: Vec<FixLine>,
}

/// The reason why a file was not written, and the help.
type Refused = (String, &'static str);

impl FixOutcome {
    /// Whether every file that changes was written.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }

    /// Reports what was fixed and what was left, as text.
    pub fn tell(&self, output: &Output) {
        self.fixed.iter().for_each(|line| output.tell(&format!("fixed {}", line.text())));
        for (file, (reason, help)) in &self.refused {
            let file = printable(file.path());
            // A warning, so that --quiet does not hide that a file was not written.
            output.warn(&format!("error: {file}: {reason}; nothing in it was fixed\n  help: {help}"));
        }
        tell_left(&self.left, output);
        let (findings, files) = (counted(self.fixed.len(), "finding"), counted(self.files, "file"));
        match (self.fixed.is_empty(), self.refused.is_empty()) {
            (true, true) => output.tell(NOTHING),
            // The refusals were printed above, and "nothing to fix" would be wrong.
            (true, false) => {}
            (false, _) => output.tell(&format!("Fixed {findings} in {files}.")),
        }
    }

    /// Returns what was fixed and what was left, as JSON.
    pub fn json(&self) -> Value {
        let refused = |(file, (reason, help)): &(File, Refused)| json!({ "file": file.path(), "reason": reason, "help": help });
        json!({
            "fixed": self.fixed.iter().map(FixLine::json).collect::<Vec<_>>(),
            "not_written": self.refused.iter().map(refused).collect::<Vec<_>>(),
            "left": self.left.iter().map(FixLine::json).collect::<Vec<_>>(),
        })
    }
}

/// Reports the fixes that the user must apply by hand.
fn tell_left(left: &[FixLine], output: &Output) {
    for line in left {
        output.tell(&format!("left {}; fix this by hand", line.text()));
    }
}

/// Writes a file with its fixes, unless it is a link, is read-only, or has changed since it was read.
fn write(root: &Path, fixed: &FixedFile) -> Result<(), Refused> {
    let path = root.join(fixed.file.path());
    if is_link(&path) {
        return Err(("it is a link".to_owned(), "fix the file that it points to"));
    }
    // A rename would replace a read-only file without an error: it needs permission for the folder alone.
    if path.metadata().is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(("it is read-only".to_owned(), "make it writable, and run the command again"));
    }
    let [old, new] = &fixed.texts;
    // Only a file that was really replaced counts as written in the message after Ctrl-C.
    match progress::step(|| replace_unchanged(&path, old, new), |it| matches!(it, Ok(true))) {
        Ok(true) => Ok(()),
        Ok(false) => Err(("it has changed since it was read".to_owned(), "run the command again")),
        Err(error) => {
            let help = "make sure that the file and its folder are writable";
            Err((format!("it cannot be written: {error}"), help))
        }
    }
}
