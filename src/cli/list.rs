//! `wares list`: which resources there are.

use super::output::Trouble;
use super::project::Project;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::catalog::Catalog;
use crate::db::Database;
use crate::import;
use crate::report::table;
use crate::source::{Position, Sources};
use clap::Args;
use serde_json::{Value, json};

/// Lists the resources of the files, or those of the database that the catalog or nobody owns.
#[derive(Debug, Args)]
pub struct List {
    /// Lists what the files describe; no database is read. This is the default.
    #[arg(long, group = "which")]
    files: bool,
    /// Lists what the catalog owns in the database, and since which migration it is as it is.
    #[arg(long, group = "which")]
    owned: bool,
    /// Lists the resources in the database that no catalog owns.
    #[arg(long, group = "which")]
    unowned: bool,
    /// Lists resources of this kind alone; may be given several times.
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    #[command(flatten)]
    connection: Connection,
    /// How the list is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// A line of the list.
struct Line {
    kind: String,
    name: String,
    file: Option<String>,
    /// Where in the file; the ledger does not know it.
    at: Option<Position>,
    migration: Option<String>,
    since: Option<String>,
}

impl List {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("list", self.format == TextOrJson::Json, global, output, |project| {
            let lines = self.lines(project.catalog()?, project, output)?;
            project.tell_of_findings(output);
            Ok(self.print(&lines, project, output))
        })
    }

    fn lines(&self, catalog: &Catalog, project: &Project, output: &Output) -> Result<Vec<Line>, Trouble> {
        let mut lines = match (self.owned, self.unowned) {
            (true, _) => owned(&mut self.connect(project, output)?, catalog)?,
            (_, true) => unowned(&mut self.connect(project, output)?, catalog)?,
            _ if self.connection.is_named() => {
                let message = "a database is named, and the files are to be listed";
                let help = "say what to list of the database: --owned or --unowned";
                return Err(Trouble::misused(message, help));
            }
            _ => described(catalog, project.sources()),
        };
        let is_asked = |line: &Line| self.kind.contains(&line.kind);
        lines.retain(|line| self.kind.is_empty() || is_asked(line));
        Ok(lines)
    }

    /// Connects without preparing the database. The catalog has to be sound, since an error may be about which
    /// database is meant.
    fn connect(&self, project: &Project, output: &Output) -> Result<Database, Trouble> {
        project.connect_for(project.sound()?.catalog().manifest(), &self.connection, output)
    }

    fn print(&self, lines: &[Line], project: &Project, output: &Output) -> Exit {
        match self.format {
            TextOrJson::Text if lines.is_empty() && project.sound().is_err() => {
                output.tell("None could be read.")
            }
            TextOrJson::Text if lines.is_empty() => output.tell("There are none."),
            TextOrJson::Text => {
                let rows: Vec<Vec<String>> = lines.iter().map(Line::cells).collect();
                output.data(&table(&["kind", "name", "file", "since", "migration"], &rows, output.style()));
            }
            TextOrJson::Json => {
                let resources = lines.iter().map(Line::json).collect();
                project.json("list", Exit::Done, vec![("resources", resources)], output);
            }
        }
        Exit::Done
    }
}

impl Line {
    fn cells(&self) -> Vec<String> {
        let place = match (&self.file, self.at) {
            (Some(file), Some(at)) => format!("{file}:{}", at.line),
            (file, _) => file.clone().unwrap_or_default(),
        };
        let told = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![self.kind.clone(), self.name.clone(), place, told(&self.since), told(&self.migration)]
    }

    fn json(&self) -> Value {
        let (line, column) = self.at.map(|at| (at.line, at.column)).unzip();
        let place = self.file.as_ref().map(|file| json!({ "file": file, "line": line, "column": column }));
        json!({
            "kind": self.kind, "name": self.name, "place": place, "since": self.since,
            "migration": self.migration,
        })
    }
}

fn described(catalog: &Catalog, sources: &Sources) -> Vec<Line> {
    let line = |entry: &crate::catalog::Entry| Line {
        kind: entry.kind.name().to_owned(),
        name: entry.resource.name().to_owned(),
        file: Some(entry.document.file.path().to_owned()),
        at: Some(sources.position(entry.document.root())),
        migration: None,
        since: None,
    };
    catalog.entries().iter().map(line).collect()
}

fn owned(database: &mut Database, catalog: &Catalog) -> Result<Vec<Line>, Trouble> {
    let owned = database.owned(catalog.manifest().catalog.as_str(), catalog.kinds().tables())?;
    let line = |entry: crate::db::Owned| Line {
        kind: entry.kind,
        name: entry.key.to_string(),
        file: Some(entry.file),
        at: None,
        migration: Some(entry.migration.to_string()),
        since: Some(entry.since),
    };
    Ok(owned.into_iter().map(line).collect())
}

fn unowned(database: &mut Database, catalog: &Catalog) -> Result<Vec<Line>, Trouble> {
    let (manifest, kinds) = (catalog.manifest(), catalog.kinds());
    let live = database.whole(manifest, kinds)?;
    let line = |listed: import::Listed| Line {
        kind: listed.kind,
        name: listed.name,
        file: None,
        at: None,
        migration: None,
        since: None,
    };
    Ok(import::unowned(kinds, &live, manifest).into_iter().map(line).collect())
}
