//! `wares schema`: prints or writes the JSON schemas of catalog files, saved plans and JSON output.

use super::atomic_write::put;
use super::command_error::CommandError;
use super::files::find_forbidden_link;
use super::pipeline::root;
use super::{Exit, Global, Output};
use crate::diagnostic::counted;
use crate::kinds::{Kinds, catalog_schema, for_editors, kind_schema, manifest_schema, shapes};
use crate::plan::saved;
use crate::progress;
use crate::report::{language, output_schema};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Prints the JSON schema of catalog files, or writes all schemas into a folder.
#[derive(Debug, Args)]
pub struct Schema {
    /// Writes catalog.json, wares.json, one file for each kind, plan.json (what `plan --out` saves) and output.json
    /// (what commands print as JSON) into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Writes nothing, and fails if the files in the folder are not up to date. Without --out, the folder is `schemas`.
    #[arg(long)]
    check: bool,
    /// How the schema is printed.
    #[arg(long, value_name = "FORMAT", default_value = "json", conflicts_with_all = ["out", "check"])]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The JSON schema, for editors.
    Json,
    /// All kinds and keys on one page, for the web.
    Markdown,
}

impl Schema {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let kinds = &global.kinds;
        if self.format == Format::Markdown {
            output.write_raw(&language(&shapes(kinds)));
            return Exit::Done;
        }
        // --check needs a folder to compare with, and `schemas` is where `init` writes them.
        let default_dir = self.check.then_some(Path::new("schemas"));
        if let Some(error) = self.out.as_deref().or(default_dir).and_then(|dir| refused(global, dir)) {
            return output.report(&error, &Sources::default());
        }
        if self.check {
            return check(kinds, self.out.as_deref().unwrap_or(Path::new("schemas")), output);
        }
        let Some(dir) = &self.out else {
            output.write_raw(&text(&for_editors(catalog_schema(kinds))));
            return Exit::Done;
        };
        match progress::together(schemas(kinds).len(), || write(kinds, dir)) {
            Ok(()) => {
                output.tell(&format!(
                    "Wrote {} into {}.",
                    counted(schemas(kinds).len(), "schema"),
                    dir.display()
                ));
                Exit::Done
            }
            Err(error) => output.unwritable(dir, &error),
        }
    }
}

/// Refuses a folder that is reached through a link out of the catalog's folder. Without a catalog, the current folder
/// counts instead. The user can name a folder elsewhere directly.
fn refused(global: &Global, dir: &Path) -> Option<CommandError> {
    // `wares schema` also works outside of a catalog.
    let root = root(global).or_else(|_| std::env::current_dir()).ok()?;
    let (link, why) = find_forbidden_link(&root, dir)?;
    let help = "replace it with a folder, or name the target with --out; nothing was written";
    Some(CommandError::misused(format!("{}: {why}", link.display()), help))
}

/// Returns all schemas, each as the name and the text of its file.
pub fn schemas(kinds: &Kinds) -> Vec<(String, String)> {
    let each =
        kinds.iter().map(|kind| (format!("{}.json", kind.name()), text(&for_editors(kind_schema(&**kind)))));
    let others = [
        ("catalog.json", for_editors(catalog_schema(kinds))),
        ("wares.json", for_editors(manifest_schema())),
        ("plan.json", saved::schema()),
        ("output.json", output_schema()),
    ];
    others.into_iter().map(|(name, schema)| (name.to_owned(), text(&schema))).chain(each).collect()
}

/// Writes all schemas into a folder. The folder is created if necessary.
pub fn write(kinds: &Kinds, dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    // `put` replaces a link instead of writing to its target.
    schemas(kinds).into_iter().try_for_each(|(name, text)| put(&dir.join(name), &text))
}

/// Whether a folder has a file with the name of a schema, but with different contents.
pub fn differs(kinds: &Kinds, dir: &Path) -> bool {
    // `symlink_metadata`, so that a broken link counts as something that is there.
    let is_there = |name: &String| dir.join(name).symlink_metadata().is_ok();
    schemas(kinds).iter().any(|(name, text)| is_there(name) && !holds(&dir.join(name), text))
}

/// Reports the schemas in a folder that are missing or stale. Returns the exit code.
fn check(kinds: &Kinds, dir: &Path, output: &Output) -> Exit {
    let schemas = schemas(kinds);
    let is_stale = |(name, text): &&(String, String)| !holds(&dir.join(name), text);
    let stale: Vec<&(String, String)> = schemas.iter().filter(is_stale).collect();
    for (name, _) in &stale {
        let path = dir.join(name);
        let state = if path.exists() { "stale" } else { "missing" };
        output.warn(&format!("{} is {state}", path.display()));
    }
    if stale.is_empty() {
        return Exit::Done;
    }
    output.warn(&format!("  help: run `wares schema --out {}`", dir.display()));
    Exit::Findings
}

/// Whether a path is a regular file with the given text. A file of another length is not read.
fn holds(path: &Path, text: &str) -> bool {
    let is_as_long = |meta: std::fs::Metadata| meta.is_file() && meta.len() == text.len() as u64;
    path.metadata().is_ok_and(is_as_long) && std::fs::read(path).is_ok_and(|found| found == text.as_bytes())
}

/// Returns the text of the file for a schema.
fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}
