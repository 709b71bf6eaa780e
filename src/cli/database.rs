//! `wares db`: creates the tables that Wares needs, prints grants, and runs the private server.

use super::command_error::CommandError;
use super::pipeline::{self, Project};
use super::prompt::confirm;
use super::{Connection, Exit, Global, Output, TextOrJson};
use crate::db::{Created, Server};
use crate::diagnostic::list;
use crate::progress::{self, Stage};
use crate::source::Sources;
use clap::{ArgGroup, Args, Subcommand};
use serde_json::json;

/// Prepares a database and runs the private server.
#[derive(Debug, Args)]
pub struct Db {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Creates the billing tables in an empty database; in any other database, creates only what Wares itself needs.
    /// Updates what an older version of Wares created.
    Init {
        #[command(flatten)]
        connection: Connection,
    },
    /// Prints the SQL that grants roles the privileges to plan and to apply. The owner of the tables must run it.
    #[command(group(ArgGroup::new("roles").required(true).multiple(true).args(["reader", "writer"])))]
    Grants {
        /// The role that makes plans.
        #[arg(long, value_name = "ROLE")]
        reader: Option<String>,
        /// The role that makes plans and applies them.
        #[arg(long, value_name = "ROLE")]
        writer: Option<String>,
        #[command(flatten)]
        connection: Connection,
    },
    /// Starts the private server, and creates it first if necessary.
    Start {
        #[command(flatten)]
        private: Private,
    },
    /// Stops the private server and keeps its data.
    Stop {
        #[command(flatten)]
        private: Private,
    },
    /// Removes the private server and its data, after asking for confirmation.
    Destroy {
        /// Removes the server without asking for confirmation. Scripts need this.
        #[arg(long, env = "WARES_AUTO_APPROVE", value_parser = clap::builder::FalseyValueParser::new())]
        auto_approve: bool,
        #[command(flatten)]
        private: Private,
    },
    /// Shows whether the private server is running, where it is, and which catalog it belongs to.
    Status {
        /// How the status is printed.
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        private: Private,
    },
}

/// Accepts `--local` for commands that always use the private server. This way `--local` can be given to every command.
#[derive(Debug, Args)]
struct Private {
    /// Has no effect here, because these commands always use the private server.
    #[arg(long, hide = true)]
    local: bool,
}

impl Db {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let done = match &self.action {
            // These report by themselves, since they load a project and know its sources.
            Action::Init { connection } => return init(global, connection, output),
            Action::Grants { reader, writer, connection } => {
                return grants(global, connection, [reader.as_deref(), writer.as_deref()], output);
            }
            Action::Start { .. } => server(global).and_then(|server| {
                progress::begin(Stage::Preparing, 0);
                server.start()?;
                // The URL is data, so that `psql "$(wares db start)"` works.
                output.data(&format!("{}\n", server.url()));
                Ok(())
            }),
            Action::Destroy { auto_approve, .. } => destroy(global, *auto_approve, output),
            Action::Stop { .. } => server(global).and_then(|server| {
                progress::begin(Stage::Stopping, 0);
                let text = if server.stop()? {
                    "Stopped the private server."
                } else {
                    "The private server was not running."
                };
                output.tell(text);
                Ok(())
            }),
            Action::Status { format, .. } => return status(global, *format, output),
        };
        match done {
            Ok(()) => Exit::Done,
            Err(error) => output.report(&error, &Sources::default()),
        }
    }
}

fn server(global: &Global) -> Result<Server, CommandError> {
    // Only the folder is needed, not a valid manifest: a private server can be stopped while files have errors.
    Ok(Server::of(&pipeline::root(global)?)?)
}

fn init(global: &Global, connection: &Connection, output: &Output) -> Exit {
    Project::run("db init", false, global, output, |project| {
        // `init` adds names that the files use, so files with errors would add too few or wrong ones.
        let sound = project.sound()?;
        let manifest = sound.catalog().manifest();
        let mut database = project.connect_for(manifest, connection, output)?;
        progress::begin(Stage::Preparing, 0);
        let created = database.init(manifest, &sound.lower(), &global.kinds, connection.local)?;
        output.tell(&describe(&created));
        Ok(Exit::Done)
    })
}

fn grants(global: &Global, connection: &Connection, roles: [Option<&str>; 2], output: &Output) -> Exit {
    Project::run("db grants", false, global, output, |project| {
        // A catalog with errors will do, since the grants follow from the kinds and the schema alone.
        let manifest = project.catalog()?.manifest();
        let mut database = project.connect_for(manifest, connection, output)?;
        let [reader, writer] = roles;
        output.data(&database.grants(&global.kinds, reader, writer)?);
        Ok(Exit::Done)
    })
}

/// The message if no table was created.
const NOTHING: &str = "Every table existed already. Names that the catalog looks up, such as currencies and services, \
    are added only to billing tables that `wares db init` creates itself.";

/// Describes what was created, updated and left out, in sentences.
fn describe(created: &Created) -> String {
    let tables = if created.own.len() == 1 { "the table" } else { "the tables" };
    let own_tables = format!("{tables} {}", list(&created.own, "and"));
    let parts = [
        (created.billing, "the billing tables, with the rows that the catalog looks up"),
        (!created.own.is_empty(), &own_tables),
        (created.ledger, "the ledger (schema `wares`)"),
    ];
    let made: Vec<&str> = parts.iter().filter(|(made, _)| *made).map(|(_, what)| *what).collect();
    let updated: Vec<String> = created.updated.iter().map(ToString::to_string).collect();
    let sentences = [("Created", made.join("; ")), ("Updated", updated.join("; "))];
    let sentences: Vec<String> = sentences
        .iter()
        .filter(|(_, what)| !what.is_empty())
        .map(|(verb, what)| format!("{verb} {what}."))
        .collect();
    let left = created.left.iter().map(|system| {
        format!(
            "The tables of {system}, which the catalog does not need, were not created: other tables have the same \
             names."
        )
    });
    let nothing = sentences.is_empty().then(|| NOTHING.to_owned());
    sentences.into_iter().chain(nothing).chain(left).collect::<Vec<_>>().join(" ")
}

fn status(global: &Global, format: TextOrJson, output: &Output) -> Exit {
    let server = match server(global) {
        Ok(server) => server,
        Err(error) => {
            return output.fail("db status", format == TextOrJson::Json, &error, &Sources::default());
        }
    };
    let (running, url, data) = (server.is_running(), server.url(), server.data().display().to_string());
    let folder = server.project().display();
    match format {
        TextOrJson::Text if running => {
            output.data(&format!("running at {url}\ndata in {data}\nfor the catalog in {folder}\n"))
        }
        TextOrJson::Text if server.exists() => {
            output.data(&format!("stopped; data in {data}\nfor the catalog in {folder}\n"))
        }
        TextOrJson::Text => output.data("not created yet; `wares db start` creates it\n"),
        TextOrJson::Json => {
            let data = vec![
                ("running", json!(running)),
                ("made", json!(server.exists())),
                ("url", json!(url)),
                ("data", json!(data)),
                ("catalog_folder", json!(folder.to_string())),
            ];
            output.json("db status", Exit::Done, data);
        }
    }
    Exit::Done
}

fn destroy(global: &Global, auto_approve: bool, output: &Output) -> Result<(), CommandError> {
    let server = server(global)?;
    // `is_begun` and not `exists`: parts of a server whose creation was interrupted are removed, too.
    if !server.is_begun() {
        output.tell("There is no private server to remove.");
        return Ok(());
    }
    // Before the question: what would be refused anyway need not be confirmed.
    server.may_be_destroyed()?;
    if !auto_approve {
        let place = server.project().display();
        let question = format!("Remove the private server of the catalog in {place} and all of its data?");
        confirm(&question, "removes it", "nothing was removed", "add --auto-approve")?;
    }
    progress::begin(Stage::Removing, 0);
    server.destroy()?;
    // From here on an interruption must not say that parts of the server may be left.
    progress::begin(Stage::Idle, 0);
    output.tell("Removed the private server.");
    Ok(())
}
