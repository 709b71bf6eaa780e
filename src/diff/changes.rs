//! The result of a comparison: the required changes, and the problems that prevent a plan.

use super::resource_change::ResourceChange;
use crate::diagnostic::Diagnostic;
use crate::table::{Id, Key};
use std::collections::BTreeMap;

/// The required changes, and the problems that prevent them.
#[derive(Debug, Default)]
pub struct Changes {
    /// The resources that change, in the order of the files. Deletions come last.
    pub resources: Vec<ResourceChange>,
    /// The number of the catalog's resources that are already the same in the files and in the database.
    pub unchanged: usize,
    /// The problems that prevent a plan, or prevent it from being applied.
    pub problems: Problems,
    /// The natural keys of all rows that a reference can point to.
    pub names: Names,
    /// The ids of the rows in `names`, by table and natural key.
    pub roots: BTreeMap<(&'static str, Key), Id>,
}

/// Natural keys by table and id.
pub type Names = BTreeMap<(&'static str, Id), Key>;

/// Problems that prevent a plan, or prevent it from being applied.
#[derive(Debug, Default)]
pub struct Problems {
    /// Errors about the database that are caused by a file.
    pub findings: Vec<Diagnostic>,
    /// Changes that are refused even with `--allow`. The plan can be shown, but not applied.
    pub refusals: Vec<Refusal>,
    /// Problems in the database that make a plan impossible.
    pub fatal: Vec<Refusal>,
}

/// A refused change or state, and how to resolve it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is refused, and why.
    pub message: String,
    /// How to resolve the problem.
    pub help: String,
    /// The code of this refusal for `wares explain`; `None` if the refusal has no code.
    pub code: Option<&'static str>,
}

impl Refusal {
    /// Creates a refusal without a code.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), code: None }
    }
}

impl Problems {
    /// Adds the given problems to these problems.
    pub fn add(&mut self, others: Self) {
        self.findings.extend(others.findings);
        self.refusals.extend(others.refusals);
        self.fatal.extend(others.fatal);
    }

    /// Whether the problems prevent a plan. Problems in `refusals` do not: a plan with such problems can be shown.
    pub fn stop(&self) -> bool {
        !self.findings.is_empty() || !self.fatal.is_empty()
    }
}
