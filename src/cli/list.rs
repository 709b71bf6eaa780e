//! `wares list`: lists the resources in the files or in the database.

mod subscriptions;

use super::command_error::CommandError;
use super::pipeline::Project;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::catalog::Catalog;
use crate::db::Database;
use crate::diagnostic::grouped;
use crate::import::{ListedResource, Listing, Unowned};
use crate::offer::{OfferRow, Plans};
use crate::report::{offer_cells, offer_json, table};
use crate::source::{Position, Sources};
use clap::Args;
use serde_json::{Value, json};
use std::borrow::Cow;
use subscriptions::{States, Subscriptions};

/// Lists the resources in the files, or the owned or unowned ones in the database.
#[derive(Debug, Args)]
pub struct List {
    /// Lists the resources that the files describe, without reading a database. This is the default.
    #[arg(long, group = "which")]
    files: bool,
    /// Lists the resources that the catalog owns in the database, with the migration that last changed each of them.
    #[arg(long, group = "which")]
    owned: bool,
    /// Lists the resources in the database that no catalog owns.
    #[arg(long, group = "which")]
    unowned: bool,
    /// Lists only resources of this kind; may be given several times.
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Lists only resources with one of these statuses, separated by commas: `draft`, `active`, `inactive` or
    /// `archived`.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', conflicts_with_all = ["owned", "unowned"])]
    #[arg(value_parser = ["draft", "active", "inactive", "archived"])]
    status: Vec<String>,
    /// Counts the subscriptions to each resource in the database, by state.
    #[arg(long, conflicts_with_all = ["owned", "unowned"])]
    subscriptions: bool,
    #[command(flatten)]
    connection: Connection,
    /// How the list is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// The maximum number of root rows of the database, such as articles and groups, that are in memory at a time.
const BATCH: usize = 2_000;

/// The headings of the columns, in the order of [`Line::cells`].
const HEADINGS: [&str; 12] = [
    "kind",
    "name",
    "shown as",
    "status",
    "subscriptions",
    "user groups",
    "unit price",
    "charged",
    "description",
    "file",
    "since",
    "migration",
];

/// The lines of the list.
enum Lines<'a> {
    /// Resources that the files or the ledger name.
    Known(Vec<Line<'a>>),
    /// Resources that no catalog owns. There may be millions.
    Unowned(Listing<'a>),
}

/// A line of the list. It shows one resource.
#[derive(Clone)]
struct Line<'a> {
    kind: Cow<'a, str>,
    name: Cow<'a, str>,
    file: Option<Cow<'a, str>>,
    /// The position in the file; `None` if only the ledger names the resource.
    position: Option<Position>,
    /// The id of the migration that last changed the resource.
    migration: Option<String>,
    /// The time of that migration.
    since: Option<String>,
    /// How the resource is offered, if it is a product or a service plan.
    offer: Option<OfferRow<'a>>,
    /// The numbers of subscriptions to the resource, if they were counted.
    subscriptions: Option<States>,
}

impl List {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("list", self.format == TextOrJson::Json, global, output, |project| {
            // Errors in the files do not matter for what could be read, so `catalog` and not `sound`.
            let lines = self.lines(project.catalog()?, project, output)?;
            project.tell_of_findings(output);
            Ok(self.print(&lines, project, output))
        })
    }

    /// Collects the lines that the options select.
    fn lines<'a>(
        &self,
        catalog: &'a Catalog,
        project: &'a Project,
        output: &Output,
    ) -> Result<Lines<'a>, CommandError> {
        match (self.owned, self.unowned) {
            // clap has made the two exclusive (group `which`).
            (true, _) => owned(&mut self.connect(project, output)?, catalog).map(Lines::Known),
            (_, true) => unowned(&mut self.connect(project, output)?, catalog).map(Lines::Unowned),
            _ if self.subscriptions => {
                // Counting compares lowered rows, and only a sound catalog can be lowered.
                let counted = Subscriptions::count(&mut self.connect(project, output)?, project.sound()?)?;
                Ok(Lines::Known(described(catalog, project.sources(), &counted)))
            }
            // Without this check, somebody who names a database would take the resources of the files for those in it.
            _ if self.connection.is_named() => {
                let message = "a database is specified, but only the files would be listed";
                let help = "list resources of the database with --owned or --unowned, or count subscriptions with \
                     --subscriptions";
                Err(CommandError::misused(message, help))
            }
            _ => Ok(Lines::Known(described(catalog, project.sources(), &Subscriptions::default()))),
        }
    }

    /// Connects without preparing the database. The catalog must have no errors, since an error may be about the
    /// database to use.
    fn connect(&self, project: &Project, output: &Output) -> Result<Database, CommandError> {
        project.connect_for(project.sound()?.catalog().manifest(), &self.connection, output)
    }

    /// Prints the lines that pass the filters.
    fn print(&self, lines: &Lines<'_>, project: &Project, output: &Output) -> Exit {
        // The lines are iterated over several times rather than collected: there may be millions.
        let selected = || lines.iter().filter(|line| self.selects(line));
        match self.format {
            // Asked first, since an empty table would print its headings only.
            TextOrJson::Text if selected().next().is_none() => {
                output.tell(self.nothing(project.sound().is_ok()));
            }
            TextOrJson::Text => {
                output.lines(table(HEADINGS, || selected().map(Line::cells), output.style()));
            }
            TextOrJson::Json => {
                let resources = selected().map(|line| line.json());
                project.json_list("list", Exit::Done, ("resources", resources), output);
            }
        }
        Exit::Done
    }

    /// The message for an empty list. If the files have errors, it says that some resources could not be read.
    fn nothing(&self, is_sound: bool) -> &'static str {
        match (is_sound, self.status.is_empty()) {
            (true, _) => "There are none.",
            (false, true) => "None could be read.",
            (false, false) => "There are none among those that could be read.",
        }
    }

    /// Whether a line passes the filters by kind and by status.
    fn selects(&self, line: &Line<'_>) -> bool {
        let status = line.offer.as_ref().map(|offer| offer.status);
        let passes = |allowed: &[String], actual: Option<&str>| {
            allowed.is_empty() || allowed.iter().any(|allowed| Some(allowed.as_str()) == actual)
        };
        passes(&self.kind, Some(&line.kind)) && passes(&self.status, status)
    }
}

impl Lines<'_> {
    fn iter(&self) -> Box<dyn Iterator<Item = Line<'_>> + '_> {
        match self {
            Self::Known(lines) => Box::new(lines.iter().cloned()),
            Self::Unowned(listing) => Box::new(listing.iter().map(|ListedResource { kind, name }| Line {
                // A clone per line is cheap: its texts are borrowed, except for those of the ledger.
                kind: kind.into(),
                name,
                file: None,
                position: None,
                migration: None,
                since: None,
                offer: None,
                subscriptions: None,
            })),
        }
    }
}

impl<'a> Line<'a> {
    /// Returns the cells of the line, in the order of [`HEADINGS`].
    fn cells(self) -> [Cow<'a, str>; 12] {
        let place = match (self.file, self.position) {
            (Some(file), Some(position)) => format!("{file}:{}", position.line).into(),
            (file, _) => file.unwrap_or_default(),
        };
        let or_empty = |text: Option<String>| Cow::from(text.unwrap_or_default());
        let [name, status, groups, prices, charged, description] =
            self.offer.as_ref().map(offer_cells).unwrap_or_default().map(Cow::from);
        let subscriptions = Cow::from(self.subscriptions.as_ref().map(counted).unwrap_or_default());
        let (since, migration) = (or_empty(self.since), or_empty(self.migration));
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
        let (line, column) = self.position.map(|position| (position.line, position.column)).unzip();
        let place = self.file.as_ref().map(|file| json!({ "file": file, "line": line, "column": column }));
        json!({
            "kind": self.kind, "name": self.name, "place": place, "since": self.since,
            "migration": self.migration, "offer": self.offer.as_ref().map(offer_json),
            "subscriptions": self.subscriptions,
        })
    }
}

/// Formats the number of subscriptions, in total and in each state: `12 (10 active, 2 expired)`.
fn counted(states: &States) -> String {
    // Saturating, since the counts come from a database and their sum must not panic.
    let all = states.values().fold(0, |all: u64, count| all.saturating_add(*count));
    let each: Vec<String> =
        states.iter().map(|(state, count)| format!("{} {state}", grouped(*count))).collect();
    if each.is_empty() { grouped(all) } else { format!("{} ({})", grouped(all), each.join(", ")) }
}

/// Returns a line for each resource that the files describe.
fn described<'a>(catalog: &'a Catalog, sources: &Sources, subscriptions: &Subscriptions) -> Vec<Line<'a>> {
    let plans = Plans::new(catalog);
    let line = |entry: &'a crate::catalog::Entry| Line {
        kind: entry.kind.name().into(),
        name: entry.resource.name().into(),
        file: Some(entry.document.file.path().into()),
        // The document's root is its first line, to which editors jump.
        position: Some(sources.position(entry.document.root())),
        migration: None,
        since: None,
        offer: plans.row(entry),
        subscriptions: subscriptions.of(entry.document).cloned(),
    };
    catalog.entries().iter().map(line).collect()
}

/// Returns a line for each resource that the catalog owns, according to the ledger.
fn owned<'a>(database: &mut Database, catalog: &Catalog) -> Result<Vec<Line<'a>>, CommandError> {
    let owned = database.owned(catalog.manifest().catalog.as_str(), catalog.kinds())?;
    let line = |entry: crate::db::Owned| Line {
        // The file is that of the last apply, which may have been renamed since; so it has no position.
        kind: entry.kind.into(),
        name: entry.key.to_string().into(),
        file: Some(entry.file.into()),
        position: None,
        migration: Some(entry.migration.to_string()),
        since: Some(entry.since),
        offer: None,
        subscriptions: None,
    };
    Ok(owned.into_iter().map(line).collect())
}

/// Returns the resources in the database that no catalog owns. The database is read in batches, since it may be large.
fn unowned<'a>(database: &mut Database, catalog: &'a Catalog) -> Result<Listing<'a>, CommandError> {
    let (manifest, kinds) = (catalog.manifest(), catalog.kinds());
    let mut unowned = Unowned::new(kinds, manifest);
    let mut session = database.session(manifest, kinds)?;
    // Batches, because the unowned rows may be far more than the catalog, and only names are kept.
    let mut batches = session.batches(BATCH)?;
    while let Some(live) = batches.next_batch()? {
        unowned.add(&live);
    }
    Ok(unowned.finish())
}
