//! What is made of the findings of rules: as the command line, comments in the files and the manifest say.

use super::{Sight, all};
use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, Severity, list, near};
use crate::model::{Level, Manifest};
use crate::source;
use std::collections::BTreeMap;

/// The finding of a code or a name that is no rule's, and what to do about it instead of setting it.
pub type Others = fn(&str) -> Option<(Code, &'static str)>;

/// What the command line says of rules.
#[derive(Clone, Debug)]
pub struct Said {
    levels: BTreeMap<Code, Level>,
    others: Others,
}

/// Without a command line nothing is said.
impl Default for Said {
    fn default() -> Self {
        Self { levels: BTreeMap::new(), others: |_| None }
    }
}

impl Said {
    /// Nothing, by one who knows which names are no rule's.
    pub fn nothing(others: Others) -> Self {
        Self { levels: BTreeMap::new(), others }
    }

    /// Sets a rule by its code or name.
    ///
    /// # Errors
    /// Why that cannot be, and what to do instead.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), (String, String)> {
        let code = named(name).ok_or_else(|| refused(name, self.others))?;
        match self.levels.insert(code, level) {
            Some(other) if other != level => {
                let message = format!("`{}` is given twice, at different levels", code.name());
                Err((message, "keep one of the two".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// What is said of a rule.
    pub(super) fn level(&self, code: Code) -> Option<Level> {
        self.levels.get(&code).copied()
    }

    /// The codes that are no rule's.
    pub fn others(&self) -> Others {
        self.others
    }
}

/// What is made of the findings of rules. What is said nowhere is as the rule has it.
pub(super) struct Settings<'s, 'a> {
    manifest: BTreeMap<Code, Level>,
    sight: &'s Sight<'a>,
}

impl<'s, 'a> Settings<'s, 'a> {
    /// What is said of the rules of a catalog. Names that are no rule's say nothing here: [`faults`] tells of them.
    pub(super) fn of(sight: &'s Sight<'a>) -> Self {
        let set = sight.catalog.manifest().rules.iter();
        let manifest = set.filter_map(|(name, level)| Some((named(name.as_str())?, *level))).collect();
        Self { manifest, sight }
    }

    /// Findings as the settings have them.
    pub(super) fn apply(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings.into_iter().filter_map(|finding| self.set(finding)).collect()
    }

    /// A comment where the finding is holds first, unless the command line denies; then the command line, then the
    /// manifest.
    fn set(&self, finding: Diagnostic) -> Option<Diagnostic> {
        let code = finding.code;
        let level = match self.sight.is_allowed(code, finding.primary()) {
            true => Some(Level::Allow),
            false => self.sight.said.level(code).or_else(|| self.manifest.get(&code).copied()),
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

/// What the command line or the manifest says of a rule.
pub(super) fn level(sight: &Sight<'_>, code: Code) -> Option<Level> {
    let mut set = sight.catalog.manifest().rules.iter();
    let of_manifest = || set.find(|(name, _)| named(name.as_str()) == Some(code)).map(|(_, level)| *level);
    sight.said.level(code).or_else(of_manifest)
}

/// The rule of a code or a name.
pub(super) fn named(name: &str) -> Option<Code> {
    let is_called = |code: &Code| code.name() == name || code.as_str().eq_ignore_ascii_case(name);
    super::SUBJECTS.iter().flat_map(|subject| subject.rules).map(|rule| rule.code()).find(is_called)
}

/// What is wrong with the settings of a manifest.
pub fn faults(manifest: &Manifest, others: Others) -> Vec<Diagnostic> {
    let mut known: BTreeMap<Code, (&str, Level)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, level) in &manifest.rules {
        let Some(code) = named(name.as_str()) else {
            faults.push(fault(name.as_str(), others));
            continue;
        };
        let (first, other) = *known.entry(code).or_insert((name.as_str(), *level));
        faults.extend((other != *level).then(|| contradiction(first, name.as_str())));
    }
    faults
}

/// A rule that is set by its code and by its name, to different levels.
fn contradiction(first: &str, again: &str) -> Diagnostic {
    let place = |name: &str| in_manifest("/rules").child(name).key();
    let message = format!("`{first}` and `{again}` are one rule, and are set to different levels");
    Diagnostic::new(source::codes::WRONG_VALUE, place(again), message)
        .labelled("another level")
        .also(place(first), "the first")
        .help("keep one of the two")
}

fn fault(name: &str, others: Others) -> Diagnostic {
    let place = in_manifest("/rules").child(name).key();
    let (message, help) = refused(name, others);
    Diagnostic::new(source::codes::WRONG_VALUE, place, message).help(help)
}

/// Why a name cannot be set, and what to do instead.
pub(super) fn refused(name: &str, others: Others) -> (String, String) {
    if let Some((code, advice)) = others(name) {
        let called = if code.name() == name { code.to_string() } else { code.name().to_owned() };
        let message = format!("`{name}` ({called}) is no rule, and can be neither allowed nor set");
        return (message, advice.to_owned());
    }
    let rules: Vec<Code> = all().into_iter().map(|rule| rule.code()).collect();
    let message = format!("there is no rule `{name}`");
    let bare = name.trim_end_matches([',', ';']);
    let is_meant = |word: &&str| word.eq_ignore_ascii_case(bare);
    if let Some(meant) = rules.iter().flat_map(|code| [code.as_str(), code.name()]).find(is_meant) {
        let more = if bare == name { "" } else { ", and another comment for another rule" };
        return (message, format!("write `{meant}`{more}"));
    }
    let close = near(name, rules.iter().flat_map(|code| [code.name(), code.as_str()]));
    let help = match close.as_slice() {
        [] => "`wares explain` lists the rules".to_owned(),
        close => format!("did you mean {}?", list(close, "or")),
    };
    (message, help)
}
