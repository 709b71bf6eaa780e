//! Reports mistakes in `allow` comments, and `allow` comments that have no effect.

use super::read::{ALLOW, AllowComment, read};
use super::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Manifest;
use crate::rules::rule_levels::{CodeLookup, named, refused};
use crate::rules::{CommandLineLevels, Rule, RuleContext, run_rules};
use crate::source::Remark;
use std::collections::BTreeSet;

/// Reports the mistakes in comments that can be found without running the rules.
pub fn allow_faults(catalog: &Catalog, others: CodeLookup) -> Vec<Diagnostic> {
    catalog.remarks().iter().filter_map(|remark| fault(remark, others)).collect()
}

fn fault(remark: &Remark, others: CodeLookup) -> Option<Diagnostic> {
    match read(&remark.text)? {
        AllowComment::Allow { rule, reason } => of_allow(remark, rule, reason, others),
        AllowComment::Nearly { verb, rule, is_clear } => {
            // Without a colon it may be prose, which only counts if it names a rule.
            let is_rule = named(rule).is_some() || others(rule).is_some();
            (is_clear || is_rule).then(|| of_nearly(remark, &verb, rule))
        }
    }
}

fn of_allow(remark: &Remark, rule: &str, reason: &str, others: CodeLookup) -> Option<Diagnostic> {
    // Reported before anything else: without a name, neither a reason nor a place makes sense.
    if rule.is_empty() {
        let finding =
            Diagnostic::new(ALLOW_NAME, remark.at, "the comment does not name the rule that it allows");
        return Some(
            finding
                .help(format!("write `# {ALLOW} NAME reason`; run `wares explain` for a list of the rules")),
        );
    }
    if named(rule).is_none() {
        let (message, help) = refused(rule, others);
        return Some(Diagnostic::new(ALLOW_NAME, remark.at, message).help(help));
    }
    // Only punctuation, such as a dash, does not count as a reason.
    let has_reason = reason.chars().any(char::is_alphanumeric);
    let message = format!("the comment does not give a reason for allowing `{rule}`");
    let help = format!("write the reason after the name: `# {ALLOW} {rule} reason`");
    (!has_reason).then(|| Diagnostic::new(NO_REASON, remark.at, message).help(help))
}

fn of_nearly(remark: &Remark, verb: &str, rule: &str) -> Diagnostic {
    // The help must show a complete comment even if this one names no rule.
    let rule = if rule.is_empty() { "NAME" } else { rule };
    let (message, help) = match verb {
        // Both are levels in wares.yaml, so the author probably wants to set one.
        "deny" | "warn" => (
            format!("a comment cannot {verb} a rule"),
            format!(
                "set its level in wares.yaml: `rules: {{ {rule}: {verb} }}`; a comment can only allow a rule: `# {ALLOW} {rule} reason`"
            ),
        ),
        _ => (
            "the comment looks like one that allows a rule, but has no effect".to_owned(),
            format!("start it with `{ALLOW}`: `# {ALLOW} {rule} reason`"),
        ),
    };
    Diagnostic::new(NEARLY_ALLOW, remark.at, message).help(help)
}

/// Reports the unused comments: those that allow findings neither with the current manifest nor in any of the given
/// environments. Comments about rules that need a database are checked only if there is a database.
pub(in crate::rules) fn unused(
    rules: &[&'static dyn Rule],
    context: &RuleContext<'_>,
    environments: &[&Manifest],
) -> Vec<Diagnostic> {
    // The two runs see different rules: those without a database have been judged by the first one.
    let needs_live = context.live.is_some();
    let rule_that_ran =
        |code: Code| rules.iter().find(|rule| rule.code() == code && rule.needs_live() == needs_live);
    let mut candidates: Vec<(usize, Code, &Remark)> =
        context.allows.unused().filter(|(_, code, _)| rule_that_ran(*code).is_some()).collect();
    // Running the rules again is expensive, so only those are run of which a comment is still unused.
    for manifest in environments {
        if candidates.is_empty() {
            break;
        }
        let codes: BTreeSet<Code> = candidates.iter().map(|(_, code, _)| *code).collect();
        let rules: Vec<&'static dyn Rule> = codes.into_iter().filter_map(rule_that_ran).copied().collect();
        let used = used_under(&rules, context.catalog, manifest);
        // The numbers agree because both runs collect the same comments in the same order.
        candidates.retain(|(number, ..)| !used.contains(number));
    }
    candidates.into_iter().map(|(_, code, remark)| of_unused(code, remark)).collect()
}

/// Returns the numbers of the comments that allow a finding of the given rules under another manifest.
fn used_under(rules: &[&'static dyn Rule], catalog: &Catalog, manifest: &Manifest) -> BTreeSet<usize> {
    // Without the levels of the command line, since they are those of this run and not of the environment.
    let (catalog, command_line) = (catalog.with_manifest(manifest.clone()), CommandLineLevels::default());
    let context = RuleContext::new(&catalog, None, &command_line);
    let findings = run_rules(rules, &context);
    // Asking marks the comment as used, which is all that is needed here.
    findings.iter().for_each(|finding| {
        context.allows.allow(finding.code, finding.primary());
    });
    context.allows.used().collect()
}

fn of_unused(code: Code, remark: &Remark) -> Diagnostic {
    let name = code.name();
    let (message, help) = match remark.about {
        Some(_) => (
            format!("the rule `{name}` finds nothing here"),
            "remove the comment, or move it above the key for which the rule reports a finding",
        ),
        None => (
            format!("nothing follows the comment, so it cannot allow `{name}`"),
            "move the comment above a key, or to the start of its document",
        ),
    };
    Diagnostic::new(UNUSED_ALLOW, remark.at, message).help(help)
}
