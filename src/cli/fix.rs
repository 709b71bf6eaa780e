//! `check --fix` and `check --diff`: the fixes that findings carry, made in the files or shown.

mod rounds;

use super::atomic_write::replace_unchanged;
use super::files::is_link;
use super::output::Output;
use crate::diagnostic::{File, counted, printable};
use crate::progress::{self, Stage};
use crate::report::unified;
use crate::source::Position;
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::path::Path;

/// What is said where no fix is made.
const NOTHING: &str = "There is nothing that can be fixed with certainty.";

/// What fixes make of the files of a catalog.
pub struct Mended {
    /// The files that change, in order.
    pub files: Vec<MendedFile>,
    /// The fixes that cannot be made by themselves.
    left: Vec<Told>,
}

/// What fixes make of a file.
pub struct MendedFile {
    file: File,
    /// Its text before and after.
    texts: [String; 2],
    /// The same as it may be shown.
    shown: [String; 2],
    made: Vec<Told>,
}

/// A fix, by where its finding is and by what it does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    file: File,
    /// The number of the document.
    document: usize,
    at: Position,
    title: String,
}

impl Told {
    fn json(&self) -> Value {
        let Position { line, column } = self.at;
        json!({ "file": self.file.path(), "line": line, "column": column, "title": self.title })
    }

    fn text(&self) -> String {
        let title = printable(&self.title);
        format!("{}:{}:{}: {title}", printable(self.file.path()), self.at.line, self.at.column)
    }
}

impl Mended {
    /// Makes the fixes of findings in a workspace, where the file of a finding is asked for.
    pub fn new(workspace: &mut Workspace, is_asked: impl Fn(File) -> bool) -> Self {
        let before = workspace.loaded().sources.clone();
        let (mut made, left) = rounds::make(workspace, &is_asked);
        let after = &workspace.loaded().sources;
        made.values_mut().for_each(|told| told.sort());
        let file = |(file, made): (File, Vec<Told>)| MendedFile {
            file,
            texts: [&before, after].map(|sources| sources.text(file).unwrap_or_default().to_owned()),
            shown: [&before, after].map(|sources| sources.shown(file).into_owned()),
            made,
        };
        Self { files: made.into_iter().map(file).collect(), left }
    }

    /// What would change, as programs that patch files read it.
    pub fn diff(&self) -> String {
        self.files.iter().map(|file| unified(file.file.path(), &file.shown[0], &file.shown[1])).collect()
    }

    /// How many fixes are made.
    pub fn count(&self) -> usize {
        self.files.iter().map(|file| file.made.len()).sum()
    }

    /// Writes the files, each whole or not at all; says what was fixed, and why a file was not written.
    pub fn write(&self, root: &Path) -> Written {
        progress::begin(Stage::Saving, self.files.len());
        let mut written = Written::default();
        for mended in &self.files {
            match write(root, mended) {
                Ok(()) => {
                    written.files += 1;
                    written.fixed.extend(mended.made.iter().cloned());
                }
                Err(reason) => written.refused.push((mended.file, reason)),
            }
        }
        written.left.clone_from(&self.left);
        written
    }

    /// Tells what would be fixed.
    pub fn tell(&self, output: &Output) {
        let (findings, files) = (counted(self.count(), "finding"), counted(self.files.len(), "file"));
        match self.files.is_empty() {
            true => output.tell(NOTHING),
            false => output.tell(&format!("`wares check --fix` fixes {findings} in {files}.")),
        }
        tell_left(&self.left, output);
    }
}

/// What became of fixes.
#[derive(Default)]
pub struct Written {
    files: usize,
    fixed: Vec<Told>,
    /// The files that were not written, and why.
    refused: Vec<(File, Refused)>,
    left: Vec<Told>,
}

/// Why a file was not written, and what to do.
type Refused = (String, &'static str);

impl Written {
    /// Whether every file was written that changes.
    pub fn is_whole(&self) -> bool {
        self.refused.is_empty()
    }

    /// Tells a person what was fixed and what was not.
    pub fn tell(&self, output: &Output) {
        self.fixed.iter().for_each(|told| output.tell(&format!("fixed {}", told.text())));
        for (file, (reason, help)) in &self.refused {
            let file = printable(file.path());
            output.warn(&format!("error: {file}: {reason}; nothing in it was fixed\n  help: {help}"));
        }
        tell_left(&self.left, output);
        let (findings, files) = (counted(self.fixed.len(), "finding"), counted(self.files, "file"));
        match (self.fixed.is_empty(), self.refused.is_empty()) {
            (true, true) => output.tell(NOTHING),
            (true, false) => {}
            (false, _) => output.tell(&format!("Fixed {findings} in {files}.")),
        }
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let refused = |(file, (reason, help)): &(File, Refused)| json!({ "file": file.path(), "reason": reason, "help": help });
        json!({
            "fixed": self.fixed.iter().map(Told::json).collect::<Vec<_>>(),
            "not_written": self.refused.iter().map(refused).collect::<Vec<_>>(),
            "left": self.left.iter().map(Told::json).collect::<Vec<_>>(),
        })
    }
}

fn tell_left(left: &[Told], output: &Output) {
    for told in left {
        output.tell(&format!("left {}: it has to be done by hand", told.text()));
    }
}

fn write(root: &Path, mended: &MendedFile) -> Result<(), Refused> {
    let path = root.join(mended.file.path());
    if is_link(&path) {
        return Err(("it is a link".to_owned(), "fix the file that it leads to"));
    }
    if path.metadata().is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(("it is read-only".to_owned(), "make it writable, and fix again"));
    }
    let [old, new] = &mended.texts;
    match progress::step(|| replace_unchanged(&path, old, new), |it| matches!(it, Ok(true))) {
        Ok(true) => Ok(()),
        Ok(false) => Err(("it was changed meanwhile".to_owned(), "fix again")),
        Err(error) => {
            let help = "make sure that the file and its folder can be written";
            Err((format!("it cannot be written: {error}"), help))
        }
    }
}
