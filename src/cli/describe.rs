//! `wares describe`: one resource, with everything that the catalog says about it.

use super::output::Trouble;
use super::project::Project;
use super::{Exit, Global, Output};
use crate::catalog::Entry;
use crate::diagnostic::{one_of, printable};
use crate::kinds::Kind;
use crate::offer::{Description, Ladder, Offer, Section, describe};
use crate::report::{describe_json, describe_text, dot, mermaid};
use clap::{Args, ValueEnum};

/// Shows one resource: what it says and where, who refers to it, what follows for customers.
#[derive(Debug, Args)]
pub struct Describe {
    /// What sort of resource it is.
    kind: String,
    /// Its article number; the name of an upgrade group.
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
            let entry = self.entry(&offer, &*global.kind(&self.kind)?, project)?;
            let description = describe(&offer, entry);
            project.tell_of_findings(output);
            self.print(&description, project, output)
        })
    }

    /// The resource. One that could not be read, or may be among what could not, is not said to be missing.
    fn entry<'a>(&self, offer: &Offer<'a>, kind: &dyn Kind, project: &Project) -> Result<&'a Entry, Trouble> {
        let missing = || if project.sound().is_ok() { self.missing(offer) } else { project.trouble() };
        offer.find(kind, &self.name).ok_or_else(missing)
    }

    /// There is no such resource: another kind may have one of this name, or the database.
    fn missing(&self, offer: &Offer<'_>) -> Trouble {
        let (kind, name) = (self.kind.as_str(), &self.name);
        let others = |other: &&Entry| other.resource.name() == name;
        let refused = |message: String, help: String| {
            Trouble::failed(printable(&message), printable(&help)).ending(Exit::Findings)
        };
        if let Some(other) = offer.entries().iter().find(others) {
            let actual = other.kind.name();
            let message = format!("there is no {kind} `{name}`; there is one of the kind `{actual}`");
            return refused(message, format!("write `wares describe {actual} {}`", quoted(name)));
        }
        if offer.is_external(name) {
            let message = format!("`{name}` is known only to the database: the manifest calls it external");
            return refused(message, "only what the files describe can be described".to_owned());
        }
        let same_kind = offer.entries().iter().filter(|entry| entry.kind.name() == kind);
        let near = one_of(name, same_kind.map(|entry| entry.resource.name()));
        let help = near.unwrap_or_else(|| format!("the catalog has no {kind}"));
        refused(format!("there is no {kind} `{name}`"), help)
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
            let (name, kind) = (&self.name, &self.kind);
            let message = format!("`{name}` has no ladder that could be drawn: it is of the kind `{kind}`");
            let help = "mermaid and dot draw the ladders of upgrade groups; use --format text or json";
            Trouble::misused(message, help)
        })
    }
}

/// A name as it is typed into a shell.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.chars().all(plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}
