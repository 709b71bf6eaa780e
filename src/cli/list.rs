//! `wares list`: which resources there are.

mod subscriptions;

use super::output::Trouble;
use super::pipeline::Project;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::catalog::Catalog;
use crate::db::Database;
use crate::diagnostic::grouped;
use crate::import::{Listed, Listing, Unowned};
use crate::offer::{OfferRow, Plans};
use crate::report::{offer_cells, offer_json, table};
use crate::source::{Position, Sources};
use clap::Args;
use serde_json::{Value, json};
use std::borrow::Cow;
use subscriptions::{States, Subscriptions};

/// Lists the resources of the files; or those of the database that the catalog or nobody owns.
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
    /// Lists what has one of these statuses alone: `draft`, `active`, `inactive` or `archived`, with commas between.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', conflicts_with_all = ["owned", "unowned"])]
    #[arg(value_parser = ["draft", "active", "inactive", "archived"])]
    status: Vec<String>,
    /// Counts the subscriptions that the database has, by their state.
    #[arg(long, conflicts_with_all = ["owned", "unowned"])]
    subscriptions: bool,
    #[command(flatten)]
    connection: Connection,
    /// How the list is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// How many roots of the database are in memory at a time.
const BATCH: usize = 2_000;

/// What is listed.
enum Lines<'a> {
    /// What the files or the ledger name.
    Known(Vec<Line<'a>>),
    /// What nobody owns, of which there may be much.
    Unowned(Listing<'a>),
}

/// A line of the list.
#[derive(Clone)]
struct Line<'a> {
    kind: Cow<'a, str>,
    name: Cow<'a, str>,
    file: Option<Cow<'a, str>>,
    /// Where in the file; the ledger does not know it.
    at: Option<Position>,
    migration: Option<String>,
    since: Option<String>,
    /// What is told of it besides, where customers subscribe to it.
    offer: Option<OfferRow<'a>>,
    /// How many subscriptions there are, where they were counted.
    subscriptions: Option<States>,
}

impl List {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("list", self.format == TextOrJson::Json, global, output, |project| {
            let lines = self.lines(project.catalog()?, project, output)?;
            project.tell_of_findings(output);
            Ok(self.print(&lines, project, output))
        })
    }

    fn lines<'a>(
        &self,
        catalog: &'a Catalog,
        project: &'a Project,
        output: &Output,
    ) -> Result<Lines<'a>, Trouble> {
        match (self.owned, self.unowned) {
            (true, _) => owned(&mut self.connect(project, output)?, catalog).map(Lines::Known),
            (_, true) => unowned(&mut self.connect(project, output)?, catalog).map(Lines::Unowned),
            _ if self.subscriptions => {
                let counted = Subscriptions::count(&mut self.connect(project, output)?, project.sound()?)?;
                Ok(Lines::Known(described(catalog, project.sources(), &counted)))
            }
            _ if self.connection.is_named() => {
                let message = "a database is named, and the files are to be listed";
                let help =
                    "say what to list of the database: --owned or --unowned; or count with --subscriptions";
                Err(Trouble::misused(message, help))
            }
            _ => Ok(Lines::Known(described(catalog, project.sources(), &Subscriptions::default()))),
        }
    }

    /// Connects without preparing the database. The catalog has to be sound, since an error may be about which
    /// database is meant.
    fn connect(&self, project: &Project, output: &Output) -> Result<Database, Trouble> {
        project.connect_for(project.sound()?.catalog().manifest(), &self.connection, output)
    }

    fn print(&self, lines: &Lines<'_>, project: &Project, output: &Output) -> Exit {
        let asked = || lines.iter().filter(|line| self.asks_for(line));
        match self.format {
            TextOrJson::Text if asked().next().is_none() && project.sound().is_err() => {
                let is_by_status = !self.status.is_empty();
                output.tell(if is_by_status {
                    "There are none among those that could be read."
                } else {
                    "None could be read."
                });
            }
            TextOrJson::Text if asked().next().is_none() => output.tell("There are none."),
            TextOrJson::Text => {
                let headings = [
                    "kind",
                    "name",
                    "shown as",
                    "status",
                    "subscriptions",
                    "user groups",
                    "price of one",
                    "charged",
                    "description",
                    "file",
                    "since",
                    "migration",
                ];
                output.lines(table(headings, || asked().map(Line::cells), output.style()));
            }
            TextOrJson::Json => {
                let resources = asked().map(|line| line.json());
                project.json_list("list", Exit::Done, ("resources", resources), output);
            }
        }
        Exit::Done
    }

    fn asks_for(&self, line: &Line<'_>) -> bool {
        let status = line.offer.as_ref().map(|offer| offer.status);
        let is_of = |asked: &[String], of: Option<&str>| {
            asked.is_empty() || asked.iter().any(|asked| Some(asked.as_str()) == of)
        };
        is_of(&self.kind, Some(&line.kind)) && is_of(&self.status, status)
    }
}

impl Lines<'_> {
    fn iter(&self) -> Box<dyn Iterator<Item = Line<'_>> + '_> {
        match self {
            Self::Known(lines) => Box::new(lines.iter().cloned()),
            Self::Unowned(listing) => Box::new(listing.iter().map(|Listed { kind, name }| Line {
                kind: kind.into(),
                name,
                file: None,
                at: None,
                migration: None,
                since: None,
                offer: None,
                subscriptions: None,
            })),
        }
    }
}

impl<'a> Line<'a> {
    fn cells(self) -> [Cow<'a, str>; 12] {
        let place = match (self.file, self.at) {
            (Some(file), Some(at)) => format!("{file}:{}", at.line).into(),
            (file, _) => file.unwrap_or_default(),
        };
        let told = |text: Option<String>| Cow::from(text.unwrap_or_default());
        let [name, status, groups, prices, charged, description] =
            self.offer.as_ref().map(offer_cells).unwrap_or_default().map(Cow::from);
        let subscriptions = Cow::from(self.subscriptions.as_ref().map(counted).unwrap_or_default());
        let (since, migration) = (told(self.since), told(self.migration));
        [
            self.kind,
            self.name,
            name,
            status,
            subscriptions,
            groups,
            prices,
            charged,
            description,
            place,
            since,
            migration,
        ]
    }

    fn json(&self) -> Value {
        let (line, column) = self.at.map(|at| (at.line, at.column)).unzip();
        let place = self.file.as_ref().map(|file| json!({ "file": file, "line": line, "column": column }));
        json!({
            "kind": self.kind, "name": self.name, "place": place, "since": self.since,
            "migration": self.migration, "offer": self.offer.as_ref().map(offer_json),
            "subscriptions": self.subscriptions,
        })
    }
}

/// How many subscriptions there are, and how many in each state.
fn counted(states: &States) -> String {
    let all = states.values().fold(0, |all: u64, count| all.saturating_add(*count));
    let each: Vec<String> =
        states.iter().map(|(state, count)| format!("{} {state}", grouped(*count))).collect();
    if each.is_empty() { grouped(all) } else { format!("{} ({})", grouped(all), each.join(", ")) }
}

fn described<'a>(catalog: &'a Catalog, sources: &Sources, subscriptions: &Subscriptions) -> Vec<Line<'a>> {
    let plans = Plans::new(catalog);
    let line = |entry: &'a crate::catalog::Entry| Line {
        kind: entry.kind.name().into(),
        name: entry.resource.name().into(),
        file: Some(entry.document.file.path().into()),
        at: Some(sources.position(entry.document.root())),
        migration: None,
        since: None,
        offer: plans.row(entry),
        subscriptions: subscriptions.of(entry.document).cloned(),
    };
    catalog.entries().iter().map(line).collect()
}

fn owned<'a>(database: &mut Database, catalog: &Catalog) -> Result<Vec<Line<'a>>, Trouble> {
    let owned = database.owned(catalog.manifest().catalog.as_str(), catalog.kinds())?;
    let line = |entry: crate::db::Owned| Line {
        kind: entry.kind.into(),
        name: entry.key.to_string().into(),
        file: Some(entry.file.into()),
        at: None,
        migration: Some(entry.migration.to_string()),
        since: Some(entry.since),
        offer: None,
        subscriptions: None,
    };
    Ok(owned.into_iter().map(line).collect())
}

fn unowned<'a>(database: &mut Database, catalog: &'a Catalog) -> Result<Listing<'a>, Trouble> {
    let (manifest, kinds) = (catalog.manifest(), catalog.kinds());
    let mut unowned = Unowned::new(kinds, manifest);
    let mut session = database.session(manifest, kinds)?;
    let mut batches = session.batches(BATCH)?;
    while let Some(live) = batches.next_batch()? {
        unowned.add(&live);
    }
    Ok(unowned.finish())
}
