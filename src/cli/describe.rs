//! `wares describe`: one resource, with everything that the catalog says about it.

use super::named_resource::{ambiguous, missing, named};
use super::output::Trouble;
use super::pipeline::Project;
use super::{Exit, Global, Output};
use crate::catalog::Entry;
use crate::offer::{Description, Ladder, Offer, Section, describe};
use crate::report::{describe_json, describe_text, dot, mermaid};
use clap::{Args, ValueEnum};

/// Shows one resource: what it says and where, who refers to it, what follows for customers.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub struct Describe {
    /// What sort of resource it is, where several have the name.
    kind: Option<String>,
    /// Its article number, id or name.
    name: String,
    /// How it is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// The ladder of an upgrade group as a Mermaid flowchart.
    Mermaid,
    /// The ladder of an upgrade group as a Graphviz graph.
    Dot,
}

impl Describe {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("describe", self.format == Format::Json, global, output, |project| {
            let offer = Offer::new(project.catalog()?);
            let entry = self.entry(&offer, global, project)?;
            let description = describe(&offer, entry);
            project.tell_of_findings(output);
            self.print(&description, project, output)
        })
    }

    /// The resource: the only one of the name. One that could not be read, or may be among what could not, is not said to
    /// be missing.
    fn entry<'a>(&self, offer: &Offer<'a>, global: &Global, project: &Project) -> Result<&'a Entry, Trouble> {
        let kind = self.kind.as_deref().map(|kind| global.kind(kind)).transpose()?;
        match named(offer, kind.as_deref(), &self.name).as_slice() {
            [] if project.sound().is_err() => Err(project.trouble()),
            [] => Err(missing(offer, self.kind.as_deref(), &self.name, "describe")),
            [only] => Ok(only),
            several => Err(ambiguous(&self.name, several, "describe")),
        }
    }

    fn print(
        &self,
        description: &Description<'_>,
        project: &Project,
        output: &Output,
    ) -> Result<Exit, Trouble> {
        let (manifest, sources) = (project.catalog()?.manifest(), project.sources());
        match self.format {
            Format::Text => {
                output.data(&describe_text(description, manifest, sources, output.style()));
            }
            Format::Json => {
                let data = vec![("describe", describe_json(description, sources))];
                project.json("describe", Exit::Done, data, output);
            }
            Format::Mermaid => output.data(&mermaid(self.ladder(description)?)),
            Format::Dot => output.data(&dot(self.ladder(description)?)),
        }
        Ok(Exit::Done)
    }

    /// What can be drawn.
    fn ladder<'d, 'a>(&self, description: &'d Description<'a>) -> Result<&'d Ladder<'a>, Trouble> {
        let ladder = description.sections.iter().find_map(|section| match section {
            Section::Ladder(ladder) => Some(ladder),
            _ => None,
        });
        ladder.ok_or_else(|| {
            let (name, kind) = (&self.name, description.entry.kind.name());
            let message = format!("`{name}` has no ladder that could be drawn: it is of the kind `{kind}`");
            let help = "mermaid and dot draw the ladders of upgrade groups; use --format text or json";
            Trouble::misused(message, help)
        })
    }
}
