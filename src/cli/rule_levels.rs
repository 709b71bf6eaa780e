//! The options `--deny`, `--warn` and `--allow` of `check`. They set the levels of rules.

use super::command_error::CommandError;
use crate::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Level;
use crate::rules::CommandLineLevels;
use clap::Args;

/// The name that refers to all warnings in `--deny`.
const WARNINGS: &str = "warnings";

/// The levels of rules that the command line sets. They override the levels that the files set.
#[derive(Clone, Debug, Default, Args)]
pub struct Levels {
    /// Reports findings of this rule as errors, even where a comment allows them. RULE is a code or a name; `warnings`
    /// turns every finding that is still a warning into an error. May be given several times.
    #[arg(long, value_name = "RULE", env = "WARES_DENY", value_delimiter = ',')]
    deny: Vec<String>,
    /// Reports findings of this rule as warnings.
    #[arg(long, value_name = "RULE", env = "WARES_WARN", value_delimiter = ',')]
    warn: Vec<String>,
    /// Does not report findings of this rule.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    allow: Vec<String>,
}

impl Levels {
    /// Returns the level of each rule that the options name.
    ///
    /// # Errors
    /// If a name is not that of a rule, or if a rule is given two levels.
    pub fn overrides(&self) -> Result<CommandLineLevels, CommandError> {
        let mut overrides = CommandLineLevels::nothing(codes::fixed);
        // `warnings` is no rule; `harden` handles it after all levels are applied.
        let deny = self.deny.iter().filter(|name| *name != WARNINGS).map(|name| (name, Level::Deny));
        let warn = self.warn.iter().map(|name| (name, Level::Warn));
        let allow = self.allow.iter().map(|name| (name, Level::Allow));
        for (name, level) in deny.chain(warn).chain(allow) {
            overrides.set(name, level).map_err(|(message, help)| misused(name, message, help))?;
        }
        Ok(overrides)
    }

    /// Turns warnings into errors if `--deny warnings` is given.
    pub fn harden(&self, findings: &mut [Diagnostic]) {
        if self.deny.iter().any(|name| name == WARNINGS) {
            // Findings and not rules, since `--deny warnings` also applies to warnings that come from no rule.
            let warnings = findings.iter_mut().filter(|finding| finding.severity == Severity::Warning);
            warnings.for_each(|finding| finding.severity = Severity::Error);
        }
    }
}

/// The error for a wrong rule name. `warnings` has its own message, since it is valid with `--deny`.
fn misused(name: &str, message: String, help: String) -> CommandError {
    match name {
        WARNINGS => CommandError::misused(
            "`warnings` is only valid with --deny",
            "name the rules; `wares explain` lists them",
        ),
        _ => CommandError::misused(message, help),
    }
}
