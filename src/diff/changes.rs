//! The result of a comparison: what has to change, and what prevents a plan.

use super::resource_change::ResourceChange;
use crate::diagnostic::Diagnostic;
use crate::table::{Id, Key};
use std::collections::BTreeMap;

/// Everything that has to change, and everything that prevents it.
#[derive(Debug, Default)]
pub struct Changes {
    /// The resources that change, in the order of the files. Deletions come last.
    pub resources: Vec<ResourceChange>,
    /// How many of the catalog's resources are already as the files want them.
    pub unchanged: usize,
    /// What prevents a plan, or its application.
    pub problems: Problems,
    /// The natural keys of everything that a reference can point to.
    pub names: Names,
    /// The ids of the same things by table and natural key.
    pub roots: BTreeMap<(&'static str, Key), Id>,
}

/// Natural keys by table and id.
pub type Names = BTreeMap<(&'static str, Id), Key>;

/// What prevents a plan, or its application.
#[derive(Debug, Default)]
pub struct Problems {
    /// Errors about the database that are caused by something in a file.
    pub findings: Vec<Diagnostic>,
    /// Changes that are refused no matter what `--allow` names. The plan can be shown, but not applied.
    pub refusals: Vec<Refusal>,
    /// States of the database that make a plan impossible.
    pub stops: Vec<Refusal>,
}

/// Something that is refused, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is refused and why.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The code under which `wares explain` explains the refusal, if there is one.
    pub code: Option<&'static str>,
}

impl Refusal {
    /// A refusal without a code.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), code: None }
    }
}

impl Problems {
    /// Adds other problems.
    pub fn add(&mut self, others: Self) {
        self.findings.extend(others.findings);
        self.refusals.extend(others.refusals);
        self.stops.extend(others.stops);
    }

    /// Whether there can be no plan. Refusals do not count: a plan with refusals can be shown.
    pub fn stop(&self) -> bool {
        !self.findings.is_empty() || !self.stops.is_empty()
    }
}
