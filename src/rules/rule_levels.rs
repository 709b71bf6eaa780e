//! The levels of rules. The command line, comments in the files, and the manifest can change the severity of findings.

use super::{RuleContext, all};
use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, Severity, list, near};
use crate::model::{Level, Manifest};
use crate::source;
use std::collections::BTreeMap;

/// Looks up a code that is not a rule, given the code or its name. Returns the code, and advice on what to do instead
/// of setting its level.
pub type CodeLookup = fn(&str) -> Option<(Code, &'static str)>;

/// The levels of rules that the command line sets.
#[derive(Clone, Debug)]
pub struct CommandLineLevels {
    // By code, so that a rule that is named by its code here and by its name there has one level.
    levels: BTreeMap<Code, Level>,
    others: CodeLookup,
}

/// By default, there are no levels, and only the codes of rules are known.
impl Default for CommandLineLevels {
    fn default() -> Self {
        // No level is set here, so no name can need advice.
        Self { levels: BTreeMap::new(), others: |_| None }
    }
}

impl CommandLineLevels {
    /// Creates a value without levels. `others` looks up codes that are not rules.
    pub fn nothing(others: CodeLookup) -> Self {
        Self { levels: BTreeMap::new(), others }
    }

    /// Sets the level of a rule, given its code or name.
    ///
    /// # Errors
    /// Returns a message that says why the level cannot be set, and a help text.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), (String, String)> {
        // Before the level is looked at, so that a misspelled name is reported whatever its level is.
        let code = named(name).ok_or_else(|| refused(name, self.others))?;
        // The same level twice is harmless.
        match self.levels.insert(code, level) {
            Some(other) if other != level => {
                let message = format!("`{}` is given twice, with different levels", code.name());
                Err((message, "keep one of the two".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Returns the level that the command line sets for a rule, or `None` if it sets none.
    pub(super) fn level(&self, code: Code) -> Option<Level> {
        self.levels.get(&code).copied()
    }

    /// Returns the function that looks up codes that are not rules.
    pub fn others(&self) -> CodeLookup {
        self.others
    }
}

/// Applies levels to findings. A finding keeps its own severity if no level is set for its rule.
pub(super) struct Settings<'s, 'a> {
    manifest: BTreeMap<Code, Level>,
    context: &'s RuleContext<'a>,
}

impl<'s, 'a> Settings<'s, 'a> {
    /// Collects the levels that are set for a catalog. Names that are not rules are ignored here, because [`faults`]
    /// reports them.
    pub(super) fn of(context: &'s RuleContext<'a>) -> Self {
        let set = context.catalog.manifest().rules.iter();
        let manifest = set.filter_map(|(name, level)| Some((named(name.as_str())?, *level))).collect();
        Self { manifest, context }
    }

    /// Sets the severity of each finding. Findings that are allowed are dropped.
    pub(super) fn apply(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings.into_iter().filter_map(|finding| self.set(finding)).collect()
    }

    /// Applies the level to a finding. Returns `None` if the finding is allowed. The level comes from a comment, or
    /// else from the command line, or else from the manifest. If the command line denies the rule, comments have no
    /// effect.
    fn set(&self, finding: Diagnostic) -> Option<Diagnostic> {
        let code = finding.code;
        // Only the primary place of a finding counts: a comment at a related place is about something else.
        let level = match self.context.is_allowed(code, finding.primary()) {
            // `is_allowed` is false for a rule that the command line denies.
            true => Some(Level::Allow),
            false => self.context.levels.level(code).or_else(|| self.manifest.get(&code).copied()),
        };
        let severity = match level {
            None => finding.severity,
            Some(Level::Deny) => Severity::Error,
            Some(Level::Warn) => Severity::Warning,
            Some(Level::Allow) => return None,
        };
        Some(Diagnostic { severity, ..finding })
    }
}

/// Returns the level that the command line sets for a rule, or else the level in the manifest. Returns `None` if
/// neither sets a level.
pub(super) fn level(context: &RuleContext<'_>, code: Code) -> Option<Level> {
    let mut set = context.catalog.manifest().rules.iter();
    // A rule may be set by its code or by its name, so every key is looked up.
    let of_manifest = || set.find(|(name, _)| named(name.as_str()) == Some(code)).map(|(_, level)| *level);
    context.levels.level(code).or_else(of_manifest)
}

/// Finds a rule by its code, in uppercase or lowercase, or by its exact name.
pub(super) fn named(name: &str) -> Option<Code> {
    // Names are compared as they are, so that a file shows one spelling; codes are short and often typed in lower case.
    let is_called = |code: &Code| code.name() == name || code.as_str().eq_ignore_ascii_case(name);
    super::SUBJECTS.iter().flat_map(|subject| subject.rules).map(|rule| rule.code()).find(is_called)
}

/// Reports mistakes in the `rules` of a manifest.
pub fn faults(manifest: &Manifest, others: CodeLookup) -> Vec<Diagnostic> {
    let mut known: BTreeMap<Code, (&str, Level)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, level) in &manifest.rules {
        let Some(code) = named(name.as_str()) else {
            faults.push(fault(name.as_str(), others));
            continue;
        };
        // By code, because the same rule can be set both by its code and by its name, as two different keys.
        let (first, other) = *known.entry(code).or_insert((name.as_str(), *level));
        faults.extend((other != *level).then(|| contradiction(first, name.as_str())));
    }
    faults
}

/// Reports a rule that the manifest sets to two different levels, once by code and once by name.
fn contradiction(first: &str, again: &str) -> Diagnostic {
    let place = |name: &str| in_manifest("/rules").child(name).key();
    let message = format!("`{first}` and `{again}` are the same rule but are set to different levels");
    Diagnostic::new(source::codes::WRONG_VALUE, place(again), message)
        .labelled("different level")
        .also(place(first), "the first")
        .help("keep one of the two")
}

fn fault(name: &str, others: CodeLookup) -> Diagnostic {
    let place = in_manifest("/rules").child(name).key();
    let (message, help) = refused(name, others);
    Diagnostic::new(source::codes::WRONG_VALUE, place, message).help(help)
}

/// Returns a message that says why `name` cannot be given a level or be allowed in a comment, and a help text.
pub(super) fn refused(name: &str, others: CodeLookup) -> (String, String) {
    if let Some((code, advice)) = others(name) {
        // The message gives both the code and the name, whichever of them was used.
        let other_name = if code.name() == name { code.to_string() } else { code.name().to_owned() };
        let message = format!(
            "`{name}` ({other_name}) is not a rule: it cannot be allowed, and its level cannot be set"
        );
        return (message, advice.to_owned());
    }
    // Names and codes alike, since either may be set.
    let rules: Vec<Code> = all().into_iter().map(|rule| rule.code()).collect();
    let message = format!("there is no rule `{name}`");
    // A list of names in one comment ends the first name with a comma or semicolon.
    let bare = name.trim_end_matches([',', ';']);
    let is_same = |word: &&str| word.eq_ignore_ascii_case(bare);
    if let Some(rule) = rules.iter().flat_map(|code| [code.as_str(), code.name()]).find(is_same) {
        let more = if bare == name { "" } else { ", and a separate comment for each of the other rules" };
        return (message, format!("write `{rule}`{more}"));
    }
    let close = near(name, rules.iter().flat_map(|code| [code.name(), code.as_str()]));
    let help = match close.as_slice() {
        [] => "run `wares explain` for a list of the rules".to_owned(),
        close => format!("did you mean {}?", list(close, "or")),
    };
    (message, help)
}
