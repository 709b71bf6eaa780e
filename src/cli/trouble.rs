//! Why a command could not go on: the findings, refusals and errors that it reports, and the exit code they lead to.

use super::Exit;
use crate::diagnostic::{Diagnostic, gathered, masked};
use crate::diff::Refusal;
use crate::plan::{Plan, Tripped};

/// Why a command could not go on.
#[derive(Debug, Default)]
pub struct Trouble {
    /// Findings about places in files.
    pub findings: Vec<Diagnostic>,
    /// Refusals that no flag can lift.
    pub refusals: Vec<Refusal>,
    /// What guards found that is not allowed.
    pub tripped: Vec<Tripped>,
    /// The rows and fields that changed since the plan read them, one line each.
    pub stale: Vec<String>,
    /// A failure that has no place in a file, such as a wrong option or a lost connection.
    pub error: Option<Box<Refusal>>,
    /// The exit code, if it does not follow from the other fields.
    pub ending: Option<Exit>,
}

impl Trouble {
    /// A failure, and what to do about it.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        // Messages of the database and of libraries may repeat the connection string, password included.
        let without_password = |text: String| masked(&text).into_owned();
        let (message, help) = (without_password(message.into()), without_password(help.into()));
        Self { error: Some(Box::new(Refusal { code: None, message, help })), ..Self::default() }
    }

    /// A wrong use of the command line, and how to use it correctly.
    pub fn misused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::failed(message, help).ending(Exit::Usage)
    }

    /// Findings in the files; those with the same cause at many places are merged into one.
    pub fn found(findings: Vec<Diagnostic>) -> Self {
        Self { findings: gathered(findings), ..Self::default() }
    }

    /// Why the plan must not be applied; `None` if it may.
    pub fn refused(plan: &Plan) -> Option<Self> {
        // Both, since what a flag may lift and what none can are reported together.
        let (refusals, tripped) = (plan.refusals.clone(), plan.forbidden());
        plan.is_refused().then(|| Self { refusals, tripped, ..Self::default() })
    }

    /// Adds findings that did not stop the command, without changing the exit code.
    pub fn and_found(self, other: Self) -> Self {
        // Fixed before they are added: findings would turn a refused plan's 4 into 1.
        let ending = Some(self.exit());
        Self { findings: [self.findings, other.findings].concat(), ending, ..self }
    }

    /// The same trouble with another exit code.
    pub fn ending(self, exit: Exit) -> Self {
        Self { ending: Some(exit), ..self }
    }

    /// The exit code: errors come first, then findings in the files, then a stale plan, then guards.
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
