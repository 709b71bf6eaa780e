//! `wares fmt`: the files in one layout.

use super::atomic_write::replace_unchanged;
use super::output::Trouble;
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

/// What stdin is called in findings.
const STDIN: &str = "stdin";

/// Lays files out in one manner; comments, the order of keys and every value stay as they are.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Formats these files and folders of the catalog alone.
    #[arg(conflicts_with = "stdin")]
    paths: Vec<PathBuf>,
    /// Writes nothing; lists the files that are not formatted, and fails if there are any.
    #[arg(long)]
    check: bool,
    /// Formats stdin to stdout; no catalog is needed.
    #[arg(long)]
    stdin: bool,
    /// Ties every document to its schema, by a line at its beginning that leads an editor to `schemas/`. A line with
    /// another path is replaced.
    #[arg(long, conflicts_with = "stdin")]
    modelines: bool,
}

/// A file that was looked at.
struct Formatted<'a> {
    path: &'a str,
    /// Its new text, where that is not what it has; or why it was not formatted.
    text: Result<Option<String>, FormatError>,
}

/// Those of some files that no document names, as it names the manifest of a package.
fn of_catalog(mut paths: Vec<String>, disk: &Disk) -> Vec<String> {
    let kinds = Kinds::standard();
    let Loaded { named, sources, .. } = load(&kinds, Arc::new(disk.clone()), None);
    // What a broken document names is not known: then a file is one of the catalog if it says so itself.
    let may_name = |text: &str| kinds.iter().any(|kind| kind.names_files() && text.contains(kind.name()));
    let is_broken = sources
        .iter()
        .any(|(file, source)| !source.findings.is_empty() && sources.text(file).is_some_and(may_name));
    let says_so = |path: &str| path == MANIFEST || has_kind(&sources, File::new(path), &kinds);
    paths.retain(|path| {
        !is_nearly_yaml(path) && !named.contains(&File::new(path)) && (!is_broken || says_so(path))
    });
    paths
}

/// Whether a file is broken itself, or has a document of a kind.
fn has_kind(sources: &Sources, file: File, kinds: &Kinds) -> bool {
    sources.get(file).is_none_or(|source| {
        let kind = |document: &Document| {
            document.root.get("kind")?.as_text().and_then(|kind| kinds.find(kind)).map(drop)
        };
        !source.findings.is_empty() || source.documents.iter().any(|document| kind(document).is_some())
    })
}

/// What became of the files.
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
            Err(trouble) => return output.trouble(&trouble, &Sources::default()),
        };
        let disk = Disk::new(&root);
        let listed = disk.list().map_err(|reason| Trouble::found(vec![unlisted(&reason)]));
        let paths = match listed {
            Ok(paths) => self.wanted(&root, of_catalog(paths, &disk)),
            Err(trouble) => return output.trouble(&trouble, &Sources::default()),
        };
        let paths = paths.map_err(|reason| Trouble::misused(reason, "name files and folders of the catalog"));
        match paths.and_then(|paths| Ok((paths, self.schemas(&root)?))) {
            Ok((paths, up)) => self.files(&root, &disk, &paths, up, output),
            Err(trouble) => output.trouble(&trouble, &Sources::default()),
        }
    }

    /// How many folders above the catalog's its schemas are, where documents are tied to them.
    fn schemas(&self, root: &Path) -> Result<Option<usize>, Trouble> {
        match schema_location::schemas(root) {
            _ if !self.modelines => Ok(None),
            None => Err(Trouble::misused(
                "neither the catalog's folder nor one above it has schemas/catalog.json and schemas/wares.json",
                "run `wares schema --out schemas` in the catalog's folder; nothing was written",
            )),
            up => Ok(up),
        }
    }

    /// The files that are asked for.
    fn wanted(&self, root: &Path, mut paths: Vec<String>) -> Result<Vec<String>, String> {
        // The manifest is read even where an ignore file leaves it out.
        paths.push(MANIFEST.to_owned());
        paths.sort();
        paths.dedup();
        let wanted = within(root, &self.paths)?;
        for (inside, typed) in wanted.iter().zip(&self.paths) {
            if !paths.iter().any(|path| Path::new(path).starts_with(inside)) {
                return Err(format!("{} holds no file of the catalog", typed.display()));
            }
        }
        let asked = |path: &String| {
            wanted.is_empty() || wanted.iter().any(|inside| Path::new(path).starts_with(inside))
        };
        Ok(paths.into_iter().filter(asked).collect())
    }

    fn files(&self, root: &Path, disk: &Disk, paths: &[String], up: Option<usize>, output: &Output) -> Exit {
        let sources = Sources::load(disk, paths);
        let findings = findings(&sources);
        let faulty: BTreeSet<&str> = findings.iter().map(|finding| finding.primary().file().path()).collect();
        let sound: Vec<&String> = paths.iter().filter(|path| !faulty.contains(path.as_str())).collect();
        let mut tally = Tally { files: paths.len(), failed: paths.len() - sound.len(), stale: 0 };
        let files: Vec<Formatted> = sound.into_par_iter().map(|path| look(path, &sources, up)).collect();
        output.trouble(&Trouble::found(findings), &sources);
        if !self.check {
            progress::begin(
                Stage::Saving,
                files.iter().filter(|file| matches!(file.text, Ok(Some(_)))).count(),
            );
        }
        for file in &files {
            self.settle(root, file, &sources, &mut tally, output);
        }
        output.tell(&self.summary(&tally));
        if tally.failed > 0 || self.check && tally.stale > 0 { Exit::Findings } else { Exit::Done }
    }

    /// Writes a file, or reports why it is not as it should be.
    fn settle(&self, root: &Path, file: &Formatted, sources: &Sources, tally: &mut Tally, output: &Output) {
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
            (false, stale) => format!("{stale} of {files} formatted anew.{failed}"),
        }
    }

    fn filter(&self, output: &Output) -> Exit {
        let sources = Sources::load(&Stdin, &[STDIN.to_owned()]);
        let findings = findings(&sources);
        if !findings.is_empty() {
            return output.trouble(&Trouble::found(findings), &sources);
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
                output.exact(&new);
                Exit::Done
            }
            Err(error) => {
                refuse(STDIN, &error, &sources, output);
                Exit::Findings
            }
        }
    }
}

/// What is wrong with the texts of files.
fn findings(sources: &Sources) -> Vec<Diagnostic> {
    sources.iter().flat_map(|(_, source)| source.findings.clone()).collect()
}

fn look<'a>(path: &'a str, sources: &Sources, up: Option<usize>) -> Formatted<'a> {
    let text = sources.text(File::new(path)).unwrap_or_default();
    let new = format(text).and_then(|new| match up.map(|up| with_modelines(&new, &schema_path(path, up))) {
        Some(tied) if tied != new => format(&tied),
        _ => Ok(new),
    });
    Formatted { path, text: new.map(|new| (new != text).then_some(new)) }
}

fn refuse(path: &str, error: &FormatError, sources: &Sources, output: &Output) {
    let at = sources.position(error.location(File::new(path)));
    let path = printable(path);
    output.warn(&format!(
        "error: {path}:{}:{}: {error}\n  help: it was left as it is; write this place in a plainer way",
        at.line, at.column
    ));
}

/// Writes a file, unless it has changed since it was read, and returns whether that succeeded; a failure is reported.
fn is_written(root: &Path, path: &str, [old, new]: [&str; 2], output: &Output) -> bool {
    let outcome =
        progress::step(|| replace_unchanged(&root.join(path), old, new), |it| matches!(it, Ok(true)));
    let path = printable(path);
    match &outcome {
        Ok(true) => {}
        Ok(false) => output.warn(&format!("error: {path} changed meanwhile\n  help: run the command again")),
        Err(error) => output.warn(&format!(
            "error: {path} cannot be written: {error}\n  help: fix the permissions of the file and its folder"
        )),
    }
    matches!(outcome, Ok(true))
}

/// Stdin as the only file.
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
        // One byte more than is allowed is enough to see that it is too many.
        let limit = MAX_BYTES as u64 + 1;
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}
