//! `--deny`, `--warn` and `--allow` of `check`: what is made of the findings of rules.

use super::output::Trouble;
use crate::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Level;
use crate::rules::Said;
use clap::Args;

/// What stands for all that is a warning.
const WARNINGS: &str = "warnings";

/// What is made of the findings of rules, whatever the files say.
#[derive(Clone, Debug, Default, Args)]
pub struct Levels {
    /// Makes errors of what a rule finds, by its code or name, also where a comment allows it; `warnings` makes errors of
    /// all that is left of warnings. May be given several times.
    #[arg(long, value_name = "RULE", env = "WARES_DENY", value_delimiter = ',')]
    deny: Vec<String>,
    /// Makes warnings of what a rule finds.
    #[arg(long, value_name = "RULE", env = "WARES_WARN", value_delimiter = ',')]
    warn: Vec<String>,
    /// Leaves out what a rule finds.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    allow: Vec<String>,
}

impl Levels {
    /// What they say of rules.
    ///
    /// # Errors
    /// When a name is no rule's, or a rule is given at two levels.
    pub fn said(&self) -> Result<Said, Trouble> {
        let mut said = Said::nothing(codes::fixed);
        let deny = self.deny.iter().filter(|name| *name != WARNINGS).map(|name| (name, Level::Deny));
        let warn = self.warn.iter().map(|name| (name, Level::Warn));
        let allow = self.allow.iter().map(|name| (name, Level::Allow));
        for (name, level) in deny.chain(warn).chain(allow) {
            said.set(name, level).map_err(|(message, help)| misused(name, message, help))?;
        }
        Ok(said)
    }

    /// Makes errors of warnings, where that is asked for.
    pub fn harden(&self, findings: &mut [Diagnostic]) {
        if self.deny.iter().any(|name| name == WARNINGS) {
            let warnings = findings.iter_mut().filter(|finding| finding.severity == Severity::Warning);
            warnings.for_each(|finding| finding.severity = Severity::Error);
        }
    }
}

fn misused(name: &str, message: String, help: String) -> Trouble {
    match name {
        WARNINGS => Trouble::misused(
            "`warnings` can be denied, and nothing else",
            "name the rules; `wares explain` lists them",
        ),
        _ => Trouble::misused(message, help),
    }
}
