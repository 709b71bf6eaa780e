//! Cases that are written next to what the program prints: the Markdown files in the folders of `tests/cases/`.
//!
//! A level-two heading begins a case and names the fault. What comes before the first one belongs to every case of the
//! file. A case consists of fenced blocks:
//!
//! - `diff`: lines that replace others in a file. The lines with `-` or a blank must appear in it exactly once.
//! - `console`: lines that begin with `$ wares`, which are run in the catalog's folder, and all that they print.
//! - `sql`, `sh`: what the module that runs the cases does with them.
//! - anything else, such as `yaml`: the text of a whole file.
//!
//! A line such as "`b.yaml`:" before a block names its file; without one, a `diff` changes `a.yaml`. A link to a folder
//! of `tests/cases/files/`, such as `[these files](../files/plans)`, copies the folder's files into every case.
//!
//! Characters that a reader would not see are written as `⟨…⟩`; see [`legible`].
//!
//! `UPDATE=1 cargo test cases::` writes what is printed into all files. Review the changes before you commit them.

mod block;
mod characters;

use super::Project;
use block::{Block, parse};
pub use characters::{bytes, legible};
use rayon::prelude::*;
use similar::TextDiff;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

/// Begins a command in a `console` block.
const COMMAND: &str = "$ wares ";

/// A case of a file, together with the blocks that all cases of the file have.
#[derive(Default)]
pub struct Case {
    /// The fault that the heading names.
    pub name: String,
    /// The folder of `tests/cases/files/` whose files the case has.
    folder: Option<String>,
    blocks: Vec<Block>,
}

/// Makes a module `cases` with one test for each file of cases in a folder. It fails if a file of the folder is not
/// listed.
macro_rules! case_files {
    ($folder:literal, $run:expr, [$($name:ident),* $(,)?]) => {
        /// The files of cases, by the names of their tests.
        const CASE_FILES: &[&str] = &[$(stringify!($name)),*];

        mod cases {
            use super::*;

            $(
                #[test]
                fn $name() {
                    $crate::support::cases::assert_output($folder, stringify!($name), $run);
                }
            )*

            #[test]
            fn every_file_is_run() {
                $crate::support::cases::assert_all_listed($folder, CASE_FILES);
            }
        }
    };
}
pub(crate) use case_files;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The path of the file that a test runs: `some_name` runs `some-name.md`.
fn path(folder: &str, test: &str) -> PathBuf {
    root().join(folder).join(format!("{}.md", test.replace('_', "-")))
}

/// The files of a folder of `tests/cases/`.
fn files(folder: &str) -> BTreeSet<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect(folder);
    entries.map(|entry| entry.expect(folder).path()).collect()
}

/// Fails unless the files of a folder are exactly those that have a test.
pub fn assert_all_listed(folder: &str, tests: &[&str]) {
    let listed: BTreeSet<PathBuf> = tests.iter().map(|test| path(folder, test)).collect();
    let files = files(folder);
    let wrong: Vec<&PathBuf> = files.symmetric_difference(&listed).collect();
    assert!(wrong.is_empty(), "files that `case_files!` does not list, or that do not exist: {wrong:#?}");
}

/// The cases of a file.
pub fn cases(folder: &str, test: &str) -> Vec<Case> {
    let path = path(folder, test);
    read(&path, &std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn read(path: &Path, text: &str) -> Vec<Case> {
    let cases = parse(text);
    let faults = faults(text, &cases);
    assert!(faults.is_empty(), "{}:\n{}", path.display(), faults.join("\n"));
    cases
}

/// The errors in a file of cases itself.
fn faults(text: &str, cases: &[Case]) -> Vec<String> {
    let hidden = text.lines().enumerate().filter(|(_, line)| legible(&bytes(line)) != *line);
    let mut faults: Vec<String> =
        hidden.map(|(at, line)| format!("line {} has invisible characters: {line:?}", at + 1)).collect();
    faults.extend(cases.is_empty().then(|| "the file has no case".to_owned()));
    for (at, case) in cases.iter().enumerate() {
        let is_repeated = cases[..at].iter().any(|other| other.name == case.name);
        faults.extend(is_repeated.then(|| format!("two cases are named `{}`", case.name)));
        let consoles = case.blocks.iter().filter(|block| block.language == "console").count();
        let is_run = consoles == 1 && case.commands().next().is_some();
        faults.extend((!is_run).then(|| format!("`{}` needs one `console` block with a command", case.name)));
    }
    faults
}

/// Asserts that each case of a file prints what the file says. With `UPDATE=1`, writes what is printed into the file.
pub fn assert_output(folder: &str, test: &str, run: fn(&Case) -> String) {
    let path = path(folder, test);
    let text = std::fs::read_to_string(&path).expect("a file of cases");
    let cases = read(&path, &text);
    let printed: Vec<Result<String, String>> = cases.par_iter().map(|case| output(case, run)).collect();
    match (std::env::var_os("UPDATE"), printed.iter().cloned().collect::<Result<Vec<String>, String>>()) {
        (Some(_), Ok(printed)) => std::fs::write(&path, updated(&text, &cases, &printed)).expect("a file"),
        _ => assert_same(test, &cases, &printed),
    }
}

/// The output of a case, or the reason why it cannot be run.
fn output(case: &Case, run: fn(&Case) -> String) -> Result<String, String> {
    let printed = std::panic::catch_unwind(AssertUnwindSafe(|| run(case)));
    printed.map(|text| legible(text.as_bytes())).map_err(|panic| {
        let reason = panic.downcast_ref::<String>().map_or("it panics; see above", String::as_str);
        format!("## {}\nthe case cannot be run: {reason}\n", case.name)
    })
}

/// Asserts that every case printed what its file says, and reports all that did not.
fn assert_same(test: &str, cases: &[Case], printed: &[Result<String, String>]) {
    let wrong = cases.iter().zip(printed).filter_map(|(case, printed)| match printed {
        Ok(printed) => difference(case, printed),
        Err(reason) => Some(reason.clone()),
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(
        wrong.is_empty(),
        "{} of {} cases fail; if the new output is right, run `UPDATE=1 cargo test cases::{test}`\n\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

/// How the output of a case differs from what the file says, if it does.
fn difference(case: &Case, printed: &str) -> Option<String> {
    let expected = &case.console().text;
    let diff = TextDiff::from_lines(expected.as_str(), printed);
    (expected != printed).then(|| format!("## {}\n{}", case.name, diff.unified_diff().context_radius(2)))
}

/// The text of a file, with the output of each case replaced by what it printed.
fn updated(text: &str, cases: &[Case], printed: &[String]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for (case, printed) in cases.iter().zip(printed).rev() {
        lines.splice(case.console().lines.clone(), printed.lines());
    }
    lines.join("\n") + "\n"
}

impl Case {
    fn console(&self) -> &Block {
        self.blocks.iter().find(|block| block.language == "console").expect("a `console` block")
    }

    /// The arguments of each `$ wares` line.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.console().text.lines().filter_map(|line| line.strip_prefix(COMMAND))
    }

    /// The texts of the blocks in a language.
    pub fn texts(&self, language: &str) -> Vec<&str> {
        let blocks = self.blocks.iter().filter(|block| block.language == language);
        blocks.map(|block| block.text.as_str()).collect()
    }

    /// A catalog with the files of the case.
    pub fn project(&self) -> Project {
        let project = Project::new();
        for file in self.folder.iter().flat_map(|folder| files(&format!("files/{folder}"))) {
            let name = file.file_name().expect("a file").to_string_lossy();
            std::fs::copy(&file, project.path(&name)).expect("a copy");
        }
        self.blocks.iter().for_each(|block| block.write(&project, &self.name));
        project
    }

    /// The text of a `console` block: each command, what it prints, and its exit code.
    pub fn printed(&self, mut run: impl FnMut(&str) -> super::Run) -> String {
        let answers = self.commands().map(|arguments| {
            let run = run(arguments);
            format!("{COMMAND}{arguments}\n{}{}exit code {}\n", run.stdout, run.stderr, run.exit_code())
        });
        answers.collect::<Vec<_>>().join("\n")
    }

    /// The same text when the commands run in a catalog with the files of the case, without a database.
    pub fn checked(&self) -> String {
        let project = self.project();
        self.printed(|arguments| project.run_bound(arguments))
    }
}
