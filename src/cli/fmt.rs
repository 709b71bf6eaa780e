//! `wares fmt`: formats the files of a catalog, or stdin.

use super::atomic_write::replace_unchanged;
use super::command_error::CommandError;
use super::pipeline::{root, within};
use super::{Disk, Exit, Global, Output, schema_location};
use crate::catalog::{MANIFEST, schema_path};
use crate::diagnostic::{Diagnostic, File, counted, printable};
use crate::kinds::Kinds;
use crate::progress::{self, Stage};
use crate::source::{
    Document, Files, FormatError, MAX_BYTES, Sources, format, is_nearly_yaml, with_modelines,
};
use crate::workspace::{Loaded, load, unlisted};
use clap::Args;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of stdin in findings.
const STDIN: &str = "stdin";

/// Formats files. Comments, the order of keys and every value stay as they are.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Formats only these files and folders of the catalog.
    #[arg(conflicts_with = "stdin")]
    paths: Vec<PathBuf>,
    /// Writes nothing, lists the files that are not formatted, and fails if there are any.
    #[arg(long)]
    check: bool,
    /// Formats stdin to stdout. This needs no catalog.
    #[arg(long)]
    stdin: bool,
    /// Begins every document with a comment that names its schema in `schemas/` for editors, or corrects the path in an
    /// existing comment.
    #[arg(long, conflicts_with = "stdin")]
    modelines: bool,
}

/// A file that was formatted in memory.
struct Formatted<'a> {
    path: &'a str,
    /// The new text, or `None` if the file was already formatted. An error says why the file could not be formatted.
    text: Result<Option<String>, FormatError>,
}

/// Returns the files that contain documents of the catalog. Files that a document names, such as the manifest of an
/// installation package, have other contents and are not formatted.
fn of_catalog(mut paths: Vec<String>, disk: &Disk) -> Vec<String> {
    let kinds = Kinds::standard();
    let Loaded { named, sources, .. } = load(&kinds, Arc::new(disk.clone()), None);
    // What files a broken document names is unknown. If there is one, only files that have a document of a kind are
    // formatted.
    let may_name = |text: &str| kinds.iter().any(|kind| kind.names_files() && text.contains(kind.name()));
    let is_broken = sources
        .iter()
        .any(|(file, source)| !source.findings.is_empty() && sources.text(file).is_some_and(may_name));
    let is_surely_of_catalog = |path: &str| path == MANIFEST || has_kind(&sources, File::new(path), &kinds);
    paths.retain(|path| {
        !is_nearly_yaml(path)
            && !named.contains(&File::new(path))
            && (!is_broken || is_surely_of_catalog(path))
    });
    paths
}

/// Whether a file has a document of a known kind, or cannot be read. Formatting an unreadable file reports the error.
fn has_kind(sources: &Sources, file: File, kinds: &Kinds) -> bool {
    sources.get(file).is_none_or(|source| {
        let kind = |document: &Document| {
            document.root.get("kind")?.as_text().and_then(|kind| kinds.find(kind)).map(drop)
        };
        !source.findings.is_empty() || source.documents.iter().any(|document| kind(document).is_some())
    })
}

/// The numbers of all files, of files that could not be formatted, and of files that were not formatted before.
struct Tally {
    files: usize,
    failed: usize,
    stale: usize,
}

impl Fmt {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        if self.stdin {
            return self.filter(output);
        }
        let root = match root(global) {
            Ok(root) => root,
            Err(error) => return output.report(&error, &Sources::default()),
        };
        let disk = Disk::new(&root);
        let listed = disk.list().map_err(|reason| CommandError::found(vec![unlisted(&reason)]));
        let paths = match listed {
            Ok(paths) => self.wanted(&root, of_catalog(paths, &disk)),
            Err(error) => return output.report(&error, &Sources::default()),
        };
        let paths =
            paths.map_err(|reason| CommandError::misused(reason, "name files and folders of the catalog"));
        match paths.and_then(|paths| Ok((paths, self.schemas(&root)?))) {
            Ok((paths, up)) => self.files(&root, &disk, &paths, up, output),
            Err(error) => output.report(&error, &Sources::default()),
        }
    }

    /// Returns the number of levels from the catalog's folder up to the folder with the schemas. `None` without
    /// `--modelines`.
    fn schemas(&self, root: &Path) -> Result<Option<usize>, CommandError> {
        match schema_location::schemas(root) {
            _ if !self.modelines => Ok(None),
            None => Err(CommandError::misused(
                "neither the catalog's folder nor any folder above it has schemas/catalog.json and schemas/wares.json",
                "run `wares schema --out schemas` in the catalog's folder; nothing was written",
            )),
            up => Ok(up),
        }
    }

    /// Returns the files to format: those that the command line names, or all files of the catalog.
    fn wanted(&self, root: &Path, mut paths: Vec<String>) -> Result<Vec<String>, String> {
        // The manifest always belongs to the catalog, even if an ignore file excludes it.
        paths.push(MANIFEST.to_owned());
        paths.sort();
        paths.dedup();
        let wanted = within(root, &self.paths)?;
        for (inside, typed) in wanted.iter().zip(&self.paths) {
            if !paths.iter().any(|path| Path::new(path).starts_with(inside)) {
                return Err(format!("there is no file of the catalog in {}", typed.display()));
            }
        }
        let is_asked = |path: &String| {
            wanted.is_empty() || wanted.iter().any(|inside| Path::new(path).starts_with(inside))
        };
        Ok(paths.into_iter().filter(is_asked).collect())
    }

    /// Formats the files, and reports how many changed.
    fn files(&self, root: &Path, disk: &Disk, paths: &[String], up: Option<usize>, output: &Output) -> Exit {
        let sources = Sources::load(disk, paths);
        let findings = findings(&sources);
        let faulty: BTreeSet<&str> = findings.iter().map(|finding| finding.primary().file().path()).collect();
        let sound: Vec<&String> = paths.iter().filter(|path| !faulty.contains(path.as_str())).collect();
        let mut tally = Tally { files: paths.len(), failed: paths.len() - sound.len(), stale: 0 };
        let files: Vec<Formatted> = sound.into_par_iter().map(|path| formatted(path, &sources, up)).collect();
        output.report(&CommandError::found(findings), &sources);
        if !self.check {
            progress::begin(
                Stage::Saving,
                files.iter().filter(|file| matches!(file.text, Ok(Some(_)))).count(),
            );
        }
        for file in &files {
            self.emit(root, file, &sources, &mut tally, output);
        }
        output.tell(&self.summary(&tally));
        if tally.failed > 0 || self.check && tally.stale > 0 { Exit::Findings } else { Exit::Done }
    }

    /// Writes a file if formatting changes it, or only lists it with `--check`. Reports an error if the file could not
    /// be formatted.
    fn emit(&self, root: &Path, file: &Formatted, sources: &Sources, tally: &mut Tally, output: &Output) {
        match &file.text {
            Ok(None) => {}
            Ok(Some(text))
                if self.check
                    || is_written(
                        root,
                        file.path,
                        [sources.text(File::new(file.path)).unwrap_or_default(), text],
                        output,
                    ) =>
            {
                output.data(&format!("{}\n", printable(file.path)));
                tally.stale += 1;
            }
            Ok(Some(_)) => tally.failed += 1,
            Err(error) => {
                refuse(file.path, error, sources, output);
                tally.failed += 1;
            }
        }
    }

    /// The counts in a sentence.
    fn summary(&self, tally: &Tally) -> String {
        let files = counted(tally.files, "file");
        let failed = match tally.failed {
            0 => String::new(),
            failed => format!(" {failed} could not be formatted."),
        };
        match (self.check, tally.stale) {
            (true, 0) => format!("{files}: nothing to format.{failed}"),
            (true, stale) => {
                let option = if self.modelines { " --modelines" } else { "" };
                format!("{stale} of {files} not formatted: run `wares fmt{option}`.{failed}")
            }
            (false, stale) => format!("Formatted {stale} of {files}.{failed}"),
        }
    }

    /// Formats stdin to stdout.
    fn filter(&self, output: &Output) -> Exit {
        let sources = Sources::load(&Stdin, &[STDIN.to_owned()]);
        let findings = findings(&sources);
        if !findings.is_empty() {
            return output.report(&CommandError::found(findings), &sources);
        }
        let text = sources.text(File::new(STDIN)).unwrap_or_default();
        match format(text) {
            Ok(new) if self.check => {
                if new == text {
                    Exit::Done
                } else {
                    Exit::Findings
                }
            }
            Ok(new) => {
                output.write_raw(&new);
                Exit::Done
            }
            Err(error) => {
                refuse(STDIN, &error, &sources, output);
                Exit::Findings
            }
        }
    }
}

/// Returns the findings about the YAML of files, such as syntax errors and duplicate keys.
fn findings(sources: &Sources) -> Vec<Diagnostic> {
    sources.iter().flat_map(|(_, source)| source.findings.clone()).collect()
}

/// Formats a file in memory. If modelines are wanted, `up` is the number of levels from the catalog's folder up to the
/// folder with the schemas.
fn formatted<'a>(path: &'a str, sources: &Sources, up: Option<usize>) -> Formatted<'a> {
    let text = sources.text(File::new(path)).unwrap_or_default();
    let new = format(text).and_then(|new| match up.map(|up| with_modelines(&new, &schema_path(path, up))) {
        // A line at the beginning may need other blank lines after it.
        Some(with_lines) if with_lines != new => format(&with_lines),
        _ => Ok(new),
    });
    Formatted { path, text: new.map(|new| (new != text).then_some(new)) }
}

/// Reports that a file could not be formatted.
fn refuse(path: &str, error: &FormatError, sources: &Sources, output: &Output) {
    let at = sources.position(error.location(File::new(path)));
    let path = printable(path);
    output.warn(&format!(
        "error: {path}:{}:{}: {error}\n  help: the file was not changed; write this part in a simpler way",
        at.line, at.column
    ));
}

/// Writes a file, unless it has changed since it was read. Reports a failure. Returns whether the file was written.
fn is_written(root: &Path, path: &str, [old, new]: [&str; 2], output: &Output) -> bool {
    let outcome =
        progress::step(|| replace_unchanged(&root.join(path), old, new), |it| matches!(it, Ok(true)));
    let path = printable(path);
    match &outcome {
        Ok(true) => {}
        Ok(false) => output
            .warn(&format!("error: {path} has changed since it was read\n  help: run the command again")),
        Err(error) => output.warn(&format!(
            "error: {path} cannot be written: {error}\n  help: fix the permissions of the file and its folder"
        )),
    }
    matches!(outcome, Ok(true))
}

/// Presents stdin as the only file of a catalog.
struct Stdin;

impl Files for Stdin {
    fn list(&self) -> Result<Vec<String>, String> {
        Ok(vec![STDIN.to_owned()])
    }

    fn is_optional(&self, _: &str) -> bool {
        false
    }

    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        // One byte more than is allowed is enough to see that there are too many.
        let limit = MAX_BYTES as u64 + 1;
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}
