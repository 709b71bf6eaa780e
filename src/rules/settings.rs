//! What is made of the findings of rules, as the manifest says.

use super::all;
use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, Severity, list, near};
use crate::model::{Level, Manifest};
use crate::source;
use std::collections::BTreeMap;

/// What is made of the findings of rules, by code. What is not set is as the rule has it.
#[derive(Clone, Debug, Default)]
pub struct Settings(BTreeMap<Code, Level>);

impl Settings {
    /// What a manifest says. Names that are no rule's say nothing here: [`faults`] tells of them.
    pub fn of(manifest: &Manifest) -> Self {
        let set = manifest.rules.iter();
        Self(set.filter_map(|(name, level)| Some((named(name.as_str())?, *level))).collect())
    }

    /// Findings as the settings have them.
    pub fn apply(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if self.0.is_empty() {
            findings
        } else {
            findings.into_iter().filter_map(|it| self.set(it)).collect()
        }
    }

    fn set(&self, finding: Diagnostic) -> Option<Diagnostic> {
        let severity = match self.0.get(&finding.code) {
            None => finding.severity,
            Some(Level::Deny) => Severity::Error,
            Some(Level::Warn) => Severity::Warning,
            Some(Level::Allow) => return None,
        };
        Some(Diagnostic { severity, ..finding })
    }
}

/// The rule of a code or a name.
fn named(name: &str) -> Option<Code> {
    let is_called = |code: &Code| code.name() == name || code.as_str() == name;
    all().into_iter().map(|rule| rule.code()).find(is_called)
}

/// What is wrong with the settings of a manifest.
pub fn faults(manifest: &Manifest) -> Vec<Diagnostic> {
    let names = manifest.rules.keys().map(|name| name.as_str());
    names.filter(|name| named(name).is_none()).map(fault).collect()
}

fn fault(name: &str) -> Diagnostic {
    let place = in_manifest("/rules").child(name).key();
    let (message, help) = refused(name);
    Diagnostic::new(source::codes::WRONG_VALUE, place, message).help(help)
}

/// Why a name cannot be set, and what to do instead.
fn refused(name: &str) -> (String, String) {
    let rules: Vec<Code> = all().into_iter().map(|rule| rule.code()).collect();
    let close = near(name, rules.iter().flat_map(|code| [code.name(), code.as_str()]));
    let help = match close.as_slice() {
        [] => "`wares explain` lists the rules".to_owned(),
        close => format!("did you mean {}?", list(close, "or")),
    };
    (format!("there is no rule `{name}`"), help)
}
