//! Finds the resources that a name from the command line refers to. Reports a name that refers to no resource or to
//! several.

use super::command_error::CommandError;
use super::pipeline::Project;
use super::{Exit, Global};
use crate::catalog::Entry;
use crate::diagnostic::{list, one_of, printable};
use crate::kinds::Kind;
use crate::offer::Offer;

/// A resource that the command line names.
pub struct NamedResource<'n> {
    /// The kind, if the command line names one.
    pub kind: Option<&'n str>,
    /// The name.
    pub name: &'n str,
    /// The name of the command, for the help of errors.
    pub command: &'static str,
}

impl NamedResource<'_> {
    /// Returns the only resource with the name. `several` returns the error for a name that several resources have.
    ///
    /// # Errors
    /// If no resource or more than one has the name. If none has it and the files have errors, only these errors are
    /// reported: the resource may be in a file that could not be read.
    pub fn find<'a>(
        &self,
        project: &Project,
        offer: &Offer<'a>,
        global: &Global,
        several: impl FnOnce(&[&'a Entry]) -> CommandError,
    ) -> Result<&'a Entry, CommandError> {
        // Checked first, so that a mistyped kind is not reported as a missing resource.
        let kind = self.kind.map(|kind| global.kind(kind)).transpose()?;
        match named(offer, kind.as_deref(), self.name).as_slice() {
            [] if project.sound().is_err() => Err(project.findings()),
            [] => Err(missing(offer, self.kind, self.name, self.command)),
            [entry] => Ok(entry),
            entries => Err(several(entries)),
        }
    }
}

/// Returns the resources with the given name, one of each kind. If `kind` is given, returns only the resource of this
/// kind. A resource that is described twice is returned once, since `check` reports the duplicate.
fn named<'a>(offer: &Offer<'a>, kind: Option<&dyn Kind>, name: &str) -> Vec<&'a Entry> {
    let is_of_kind = |entry: &&'a Entry| kind.is_none_or(|kind| entry.kind.name() == kind.name());
    let mut entries: Vec<&'a Entry> = offer.catalog().named(name).filter(is_of_kind).collect();
    entries.dedup_by(|one, other| one.kind.name() == other.kind.name());
    entries
}

/// The error for a name that several resources have.
pub fn ambiguous(name: &str, entries: &[&Entry], command: &str) -> CommandError {
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.name()).collect();
    let calls = kinds.iter().map(|kind| format!("`wares {command} {kind} {}`", quoted(name)));
    let help = format!("write {}", calls.collect::<Vec<_>>().join(" or "));
    let message = format!("`{name}` is the name of several resources: {}", list(&kinds, "and"));
    // A finding, not a usage error: the command line is right for another catalog.
    CommandError::failed(printable(&message), printable(&help)).with_exit(Exit::Findings)
}

/// The error for a name that no resource has. If `kind` is given, only resources of this kind count. The help depends
/// on whether the name belongs to a resource of another kind, to an external resource, or to a kind.
fn missing(offer: &Offer<'_>, kind: Option<&str>, name: &str, command: &str) -> CommandError {
    let word = kind.unwrap_or("resource");
    let has_name = |other: &&Entry| other.resource.name() == name;
    let refused = |message: String, help: String| {
        CommandError::failed(printable(&message), printable(&help)).with_exit(Exit::Findings)
    };
    // Another kind first, since the same name there is most probably what was meant.
    if let Some(other) = offer.entries().iter().find(has_name) {
        let actual = other.kind.name();
        let message =
            format!("there is no {word} `{name}`, but a resource of the kind `{actual}` has this name");
        return refused(message, format!("write `wares {command} {actual} {}`", quoted(name)));
    }
    // External before similar names: it is spelled correctly, and no suggestion would help.
    if offer.is_external(name) {
        let message = format!("`{name}` exists only in the database: the manifest lists it as external");
        let done = if command == "quote" { "priced" } else { "described" };
        return refused(message, format!("only what the files describe can be {done}"));
    }
    // `wares describe package`: the first word was taken for the name, since the kind may be left out.
    if kind.is_none() && offer.catalog().kinds().find(name).is_some() {
        let message = format!("`{name}` is a kind, not the name of a resource");
        let help = format!("write `wares {command} {name} NAME`; `wares list --kind {name}` lists the names");
        return refused(message, help);
    }
    // If a kind was given, names of other kinds are not suggested.
    let same_kind = offer.entries().iter().filter(|entry| kind.is_none_or(|kind| entry.kind.name() == kind));
    let near = one_of(name, same_kind.map(|entry| entry.resource.name()));
    let help = near.unwrap_or_else(|| format!("the catalog has no {word}"));
    refused(format!("there is no {word} `{name}`"), help)
}

/// Quotes a name for a shell if necessary.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.chars().all(plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}
