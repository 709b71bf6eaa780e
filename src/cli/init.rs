//! `wares init`: a small catalog to start from.

use super::files::link_out;
use super::{Exit, Global, Output, schema};
use crate::diagnostic::printable;
use crate::kinds::Kinds;
use crate::model::Name;
use crate::progress;
use crate::source::{MAX_BYTES, scalar};
use clap::Args;
use std::io::Write;
use std::path::Path;

const FILES: &[(&str, &str)] = &[
    ("wares.yaml", include_str!("init/wares.yaml")),
    ("packages.yaml", include_str!("init/packages.yaml")),
    ("services.yaml", include_str!("init/services.yaml")),
    ("upgrades.yaml", include_str!("init/upgrades.yaml")),
    (".gitignore", ".wares/\n"),
];

/// What the manifest calls the catalog before it has the name of its folder.
const NAME: &str = "catalog: my-catalog\n";

/// Writes a small catalog that passes `check`, with its schemas for editors. It has the name of its folder.
#[derive(Debug, Args)]
pub struct Init {
    /// What the catalog is called [default: the name of its folder]. No two catalogs of one database may have the same.
    #[arg(long, value_name = "NAME")]
    name: Option<Name>,
}

impl Init {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let dir = global.dir.clone().unwrap_or_else(|| ".".into());
        let mut present: Vec<&str> =
            FILES.iter().map(|(name, _)| *name).filter(|name| is_in_the_way(&dir, name)).collect();
        let schemas = dir.join("schemas");
        if schema::differs(&global.kinds, &schemas) || link_out(&dir, &schemas).is_some() {
            present.push("schemas");
        }
        if !present.is_empty() {
            let names = crate::diagnostic::list(&present, "and");
            output.warn(&format!(
                "error: {} has {names} already\n  help: use an empty folder; nothing was written",
                called(&dir)
            ));
            return Exit::Findings;
        }
        let name = self.name.as_ref().map_or_else(|| name_of(&dir), |name| name.as_str().to_owned());
        match progress::together(FILES.len(), || write(&global.kinds, &dir, &name)) {
            Ok(()) => {
                let place =
                    global.dir.as_ref().map_or_else(String::new, |_| format!(" into {}", called(&dir)));
                let next = if place.is_empty() { "Next" } else { "Next, there" };
                output.tell(&format!(
                    "Wrote a small catalog, `{}`{place}. {next}: `wares check`, then `wares plan --local`.",
                    printable(&name)
                ));
                Exit::Done
            }
            Err(error) => output.unwritable(&dir, &error),
        }
    }
}

/// A folder as it is spoken of.
fn called(dir: &Path) -> String {
    if dir == Path::new(".") { "this folder".to_owned() } else { dir.display().to_string() }
}

/// The name of a catalog in a folder: what of the folder's name needs no quotes in a command or a file. Two
/// catalogs of one name would take each other's resources for their own.
fn name_of(dir: &Path) -> String {
    let whole = dir.canonicalize().or_else(|_| std::path::absolute(dir)).unwrap_or_default();
    let folder = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name: String = folder.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let name = name.trim_matches('-');
    match name {
        "" => "catalog".to_owned(),
        name if scalar(name) == name => name.to_owned(),
        name => format!("catalog-{name}"),
    }
}

/// A `.gitignore` that is there already is added to, not replaced, if it is an ordinary file. A link is there wherever it
/// leads: what is written would go there.
fn is_in_the_way(dir: &Path, name: &str) -> bool {
    let meta = dir.join(name).symlink_metadata();
    meta.is_ok_and(|meta| name != ".gitignore" || !meta.is_file() || meta.len() > MAX_BYTES as u64)
}

fn write(kinds: &Kinds, dir: &Path, catalog: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, text) in FILES {
        match *name {
            ".gitignore" => add_line(&dir.join(name), text)?,
            _ => std::fs::write(
                dir.join(name),
                text.replace(NAME, &format!("catalog: {}\n", scalar(catalog))),
            )?,
        }
    }
    schema::write(kinds, &dir.join("schemas"))
}

/// Adds a line to a file, unless it is there already; what the file holds is not touched.
fn add_line(path: &Path, line: &str) -> std::io::Result<()> {
    let before = if path.exists() { std::fs::read(path)? } else { Vec::new() };
    if before.split(|byte| *byte == b'\n').any(|known| known == line.trim_end().as_bytes()) {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    if before.last().is_some_and(|byte| *byte != b'\n') {
        file.write_all(b"\n")?;
    }
    file.write_all(line.as_bytes())
}
