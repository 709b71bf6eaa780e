//! `wares list`: which resources there are.

use super::output::Trouble;
use super::project::Project;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::catalog::Catalog;
use crate::db::Database;
use crate::diagnostic::Pointer;
use crate::import::listing;
use crate::kinds::{self, Kind};
use crate::report::table;
use crate::source::Sources;
use clap::Args;
use serde_json::{Value, json};

/// Lists resources: those of the files, or with a database those that are owned there or that nobody owns.
#[derive(Debug, Args)]
pub struct List {
    /// Lists what the files describe; no database is read. This is the default.
    #[arg(long, group = "which")]
    files: bool,
    /// Lists what the catalog owns in the database, and since which migration it is as it is.
    #[arg(long, group = "which")]
    owned: bool,
    /// Lists what lives in the database and no catalog owns.
    #[arg(long, group = "which")]
    unowned: bool,
    /// Lists resources of this kind alone.
    #[arg(long, value_name = "KIND", value_parser = super::import::kind)]
    kind: Option<&'static Kind>,
    #[command(flatten)]
    connection: Connection,
    /// How the list is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// A line of the list.
struct Line {
    kind: String,
    key: String,
    file: Option<String>,
    line: Option<usize>,
    migration: Option<String>,
    since: Option<String>,
}

impl List {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let project = match Project::load(global, output) {
            Ok(project) => project,
            Err(trouble) => return self.fail(&trouble, &Sources::default(), output),
        };
        match project.catalog().and_then(|catalog| self.lines(catalog, &project, output)) {
            Ok(lines) => self.print(&lines, output),
            Err(trouble) => self.fail(&trouble, project.sources(), output),
        }
    }

    fn lines(&self, catalog: &Catalog, project: &Project, output: &Output) -> Result<Vec<Line>, Trouble> {
        let mut lines = match (self.owned, self.unowned) {
            (true, _) => owned(&mut project.connect(&self.connection, output)?, catalog)?,
            (_, true) => unowned(&mut project.connect(&self.connection, output)?, catalog)?,
            _ => described(catalog, project.sources()),
        };
        lines.retain(|line| self.kind.is_none_or(|kind| kind.name == line.kind));
        Ok(lines)
    }

    fn fail(&self, trouble: &Trouble, sources: &Sources, output: &Output) -> Exit {
        match self.format {
            TextOrJson::Json => {
                output.data(&output.envelope("list", trouble.exit(), trouble, sources).render());
                trouble.exit()
            }
            TextOrJson::Text => output.trouble(trouble, sources),
        }
    }

    fn print(&self, lines: &[Line], output: &Output) -> Exit {
        match self.format {
            TextOrJson::Text if lines.is_empty() => output.tell("There are none."),
            TextOrJson::Text => {
                let rows: Vec<Vec<String>> = lines.iter().map(Line::cells).collect();
                output.data(&table(&["kind", "name", "file", "since", "migration"], &rows));
            }
            TextOrJson::Json => {
                let mut envelope =
                    output.envelope("list", Exit::Done, &Trouble::default(), &Sources::default());
                envelope.data = vec![("resources", lines.iter().map(Line::json).collect())];
                output.data(&envelope.render());
            }
        }
        Exit::Done
    }
}

impl Line {
    fn cells(&self) -> Vec<String> {
        let place = match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            (file, _) => file.clone().unwrap_or_default(),
        };
        let told = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![self.kind.clone(), self.key.clone(), place, told(&self.since), told(&self.migration)]
    }

    fn json(&self) -> Value {
        json!({
            "kind": self.kind, "key": self.key, "file": self.file, "line": self.line,
            "since": self.since, "migration": self.migration,
        })
    }
}

fn described(catalog: &Catalog, sources: &Sources) -> Vec<Line> {
    let line = |entry: &crate::catalog::Entry| Line {
        kind: entry.kind.name.to_owned(),
        key: entry.resource.name().to_owned(),
        file: Some(entry.origin.file.clone()),
        line: Some(sources.position(&entry.origin.at(Pointer::root())).line),
        migration: None,
        since: None,
    };
    catalog.entries().iter().map(line).collect()
}

fn owned(database: &mut Database, catalog: &Catalog) -> Result<Vec<Line>, Trouble> {
    let owned = database.owned(catalog.manifest().catalog.as_str(), &kinds::tables())?;
    let line = |entry: crate::db::Owned| Line {
        kind: entry.kind,
        key: entry.key.to_string(),
        file: Some(entry.file),
        line: None,
        migration: Some(entry.migration.to_string()),
        since: Some(entry.since),
    };
    Ok(owned.into_iter().map(line).collect())
}

fn unowned(database: &mut Database, catalog: &Catalog) -> Result<Vec<Line>, Trouble> {
    let (manifest, tables) = (catalog.manifest(), kinds::tables());
    let live = database.whole(manifest, &tables)?;
    let listed = listing(&live, manifest, &tables).into_iter().filter(|listed| listed.owner.is_none());
    let line = |listed: crate::import::Listed| Line {
        kind: listed.kind,
        key: listed.name,
        file: None,
        line: None,
        migration: None,
        since: None,
    };
    Ok(listed.map(line).collect())
}
