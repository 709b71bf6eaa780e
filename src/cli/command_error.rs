//! The reasons why a command could not go on: findings, refusals and errors. They determine the exit code.

use super::Exit;
use crate::diagnostic::{Diagnostic, gathered, masked};
use crate::diff::Refusal;
use crate::plan::{GuardRefusal, Plan};

/// The reasons why a command could not go on.
#[derive(Debug, Default)]
pub struct CommandError {
    /// The findings to report.
    pub findings: Vec<Diagnostic>,
    /// The refusals that no flag can override.
    pub refusals: Vec<Refusal>,
    /// The refusals of guards.
    pub tripped: Vec<GuardRefusal>,
    /// The rows and fields that changed since the plan read them, one line each.
    pub stale: Vec<String>,
    /// A failure that has no finding, such as a wrong option or a lost connection.
    pub error: Option<Box<Refusal>>,
    /// The exit code, if it does not follow from the other fields.
    pub ending: Option<Exit>,
}

impl CommandError {
    /// Creates a [`CommandError`] for a failure. `help` says what to do about the failure.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        // Messages of the database and of libraries may repeat the connection string, password included.
        let without_password = |text: String| masked(&text).into_owned();
        let (message, help) = (without_password(message.into()), without_password(help.into()));
        Self { error: Some(Box::new(Refusal { code: None, message, help })), ..Self::default() }
    }

    /// Creates a [`CommandError`] for a usage error. `help` says how to use the command line correctly.
    pub fn misused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::failed(message, help).with_exit(Exit::Usage)
    }

    /// Creates a [`CommandError`] for findings. Findings with the same cause in many places are merged into one.
    pub fn found(findings: Vec<Diagnostic>) -> Self {
        Self { findings: gathered(findings), ..Self::default() }
    }

    /// Returns the reasons if the plan must not be applied. `None` if it may be applied.
    pub fn refused(plan: &Plan) -> Option<Self> {
        // Both, since what a flag may lift and what none can are reported together.
        let (refusals, tripped) = (plan.refusals.clone(), plan.forbidden());
        plan.is_refused().then(|| Self { refusals, tripped, ..Self::default() })
    }

    /// Adds findings that did not stop the command, without changing the exit code.
    pub fn with_findings(self, other: Self) -> Self {
        // Fixed before they are added: findings would turn a refused plan's 4 into 1.
        let ending = Some(self.exit());
        Self { findings: [self.findings, other.findings].concat(), ending, ..self }
    }

    /// Returns the same error with the given exit code.
    pub fn with_exit(self, exit: Exit) -> Self {
        Self { ending: Some(exit), ..self }
    }

    /// Returns the exit code. If several apply, an error comes first, then findings, then a stale plan, then refusals.
    pub fn exit(&self) -> Exit {
        if let Some(exit) = self.ending {
            exit
        } else if self.error.is_some() {
            Exit::Database
        } else if !self.findings.is_empty() {
            Exit::Findings
        } else if !self.stale.is_empty() {
            Exit::Stale
        } else if !self.refusals.is_empty() || !self.tripped.is_empty() {
            Exit::Refused
        } else {
            Exit::Done
        }
    }
}
