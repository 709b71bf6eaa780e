//! `wares init`: creates a small catalog to start from.

use super::files::find_forbidden_link;
use super::{Exit, Global, Output, schema};
use crate::diagnostic::printable;
use crate::kinds::Kinds;
use crate::model::Name;
use crate::progress;
use crate::source::{MAX_BYTES, scalar};
use clap::Args;
use std::io::Write;
use std::path::Path;

/// The names and contents of the files of the new catalog.
const FILES: &[(&str, &str)] = &[
    ("wares.yaml", include_str!("init/wares.yaml")),
    ("packages.yaml", include_str!("init/packages.yaml")),
    ("services.yaml", include_str!("init/services.yaml")),
    ("upgrades.yaml", include_str!("init/upgrades.yaml")),
    (".gitignore", ".wares/\n"),
];

/// The line of the manifest that is replaced by the name of the new catalog.
const NAME: &str = "catalog: my-catalog\n";

/// Creates a small catalog that passes `check`, with schemas for editors. It is named after its folder.
#[derive(Debug, Args)]
pub struct Init {
    /// The name of the catalog [default: the name of its folder]. Catalogs of the same database need different names.
    #[arg(long, value_name = "NAME")]
    name: Option<Name>,
}

impl Init {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let dir = global.dir.clone().unwrap_or_else(|| ".".into());
        // Everything is checked before anything is written.
        let mut present: Vec<&str> =
            // All that is in the way is named at once, so that nobody has to run the command for each file.
            FILES.iter().map(|(name, _)| *name).filter(|name| is_in_the_way(&dir, name)).collect();
        let schemas = dir.join("schemas");
        // Schemas that equal the generated ones are kept: running `schema --out` before `init` is not an error.
        if schema::differs(&global.kinds, &schemas) || find_forbidden_link(&dir, &schemas).is_some() {
            present.push("schemas");
        }
        if !present.is_empty() {
            let names = crate::diagnostic::list(&present, "and");
            output.warn(&format!(
                "error: {} already has {names}\n  help: use an empty folder; nothing was written",
                called(&dir)
            ));
            return Exit::Findings;
        }
        let name = self.name.as_ref().map_or_else(|| name_of(&dir), |name| name.as_str().to_owned());
        // Together, since a part of these files would not pass `check`.
        match progress::together(FILES.len(), || write(&global.kinds, &dir, &name)) {
            Ok(()) => {
                output.tell(&outcome(&name, global.dir.as_deref()));
                Exit::Done
            }
            Err(error) => output.unwritable(&dir, &error),
        }
    }
}

/// Says what was created, and what to do next.
fn outcome(name: &str, dir: Option<&Path>) -> String {
    let place = dir.map_or_else(String::new, |dir| format!(" in {}", called(dir)));
    let next = if place.is_empty() { "Next" } else { "Next, in that folder" };
    format!(
        "Created the catalog `{}`{place}. {next}: run `wares check`, then `wares plan --local`.",
        printable(name)
    )
}

/// Names a folder in messages.
fn called(dir: &Path) -> String {
    if dir == Path::new(".") { "this folder".to_owned() } else { dir.display().to_string() }
}

/// Returns the default name of a catalog in a folder. It is the folder's name, with `-` for every character that would
/// need quotes in a command or a file. A fixed name cannot be used: two catalogs with the same name would each claim
/// the other's resources.
fn name_of(dir: &Path) -> String {
    // `canonicalize` fails for a folder that does not exist yet; its absolute path has a name, too.
    let absolute = dir.canonicalize().or_else(|_| std::path::absolute(dir)).unwrap_or_default();
    // The root of the file system has no name; then the fallback below applies.
    let folder = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name: String = folder.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let name = name.trim_matches('-');
    match name {
        "" => "catalog".to_owned(),
        // A name such as `yes` or `12` would need quotes in YAML.
        name if scalar(name) == name => name.to_owned(),
        name => format!("catalog-{name}"),
    }
}

/// Whether an existing file keeps `init` from writing the file `name`. A `.gitignore` does not, if it is a regular file
/// and not too large: a line is added to it. A link always does, even a broken one, since its target would be written
/// instead.
fn is_in_the_way(dir: &Path, name: &str) -> bool {
    let meta = dir.join(name).symlink_metadata();
    meta.is_ok_and(|meta| name != ".gitignore" || !meta.is_file() || meta.len() > MAX_BYTES as u64)
}

/// Writes the files and the schemas.
fn write(kinds: &Kinds, dir: &Path, catalog: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, text) in FILES {
        match *name {
            ".gitignore" => add_line(&dir.join(name), text)?,
            // Safe without a check for existing files: `is_in_the_way` has refused each of them.
            _ => std::fs::write(
                dir.join(name),
                text.replace(NAME, &format!("catalog: {}\n", scalar(catalog))),
            )?,
        }
    }
    schema::write(kinds, &dir.join("schemas"))
}

/// Appends a line to a file, unless the file already has it. The rest of the file does not change.
fn add_line(path: &Path, line: &str) -> std::io::Result<()> {
    // Bytes, since an existing `.gitignore` need not be UTF-8.
    let before = if path.exists() { std::fs::read(path)? } else { Vec::new() };
    if before.split(|byte| *byte == b'\n').any(|known| known == line.trim_end().as_bytes()) {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    // Without it the new pattern would become the end of the last existing one.
    if before.last().is_some_and(|byte| *byte != b'\n') {
        file.write_all(b"\n")?;
    }
    file.write_all(line.as_bytes())
}
