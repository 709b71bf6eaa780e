//! `wares describe`: shows one resource in detail.

use super::command_error::CommandError;
use super::named_resource::{NamedResource, ambiguous};
use super::pipeline::Project;
use super::{Exit, Global, Output};
use crate::offer::{Description, Ladder, Offer, Section, describe};
use crate::report::{describe_json, describe_text, dot, mermaid};
use clap::{Args, ValueEnum};

/// Shows one resource: its values and where they come from, what refers to it, and what customers get.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub struct Describe {
    /// The kind of the resource, needed only if resources of several kinds have the same name.
    kind: Option<String>,
    /// The article number, id or name of the resource.
    name: String,
    /// How the resource is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Human-readable text.
    Text,
    /// JSON for programs.
    Json,
    /// The ladder of an upgrade group as a Mermaid flowchart.
    Mermaid,
    /// The ladder of an upgrade group as a Graphviz graph.
    Dot,
}

impl Describe {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        Project::run("describe", self.format == Format::Json, global, output, |project| {
            // The catalog need not be sound: a resource that could be read can be described.
            let offer = Offer::new(project.catalog()?);
            let resource =
                NamedResource { kind: self.kind.as_deref(), name: &self.name, command: "describe" };
            let entry = resource
                .find(project, &offer, global, |entries| ambiguous(&self.name, entries, "describe"))?;
            // Before the findings are mentioned, since computing may fail and would then report them itself.
            let description = describe(&offer, entry);
            project.tell_of_findings(output);
            self.print(&description, project, output)
        })
    }

    fn print(
        &self,
        description: &Description<'_>,
        project: &Project,
        output: &Output,
    ) -> Result<Exit, CommandError> {
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

    /// Returns the ladder that `--format mermaid` or `--format dot` draws.
    ///
    /// # Errors
    /// If the resource is not an upgrade group.
    fn ladder<'d, 'a>(&self, description: &'d Description<'a>) -> Result<&'d Ladder<'a>, CommandError> {
        let ladder = description.sections.iter().find_map(|section| match section {
            Section::Ladder(ladder) => Some(ladder),
            _ => None,
        });
        ladder.ok_or_else(|| {
            let (name, kind) = (&self.name, description.entry.kind.name());
            let message = format!("`{name}` has no ladder to draw, because its kind is `{kind}`");
            let help = "mermaid and dot only draw the ladders of upgrade groups; use --format text or json";
            CommandError::misused(message, help)
        })
    }
}
