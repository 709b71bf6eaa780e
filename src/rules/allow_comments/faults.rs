//! What is wrong with comments that allow.

use super::read::{ALLOW, Word, read};
use super::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Manifest;
use crate::rules::rule_levels::{Others, named, refused};
use crate::rules::{Rule, Said, Sight, asked};
use crate::source::Remark;
use std::collections::BTreeSet;

/// What is wrong with the comments of a catalog that speak of rules, whatever the rules find.
pub fn allow_faults(catalog: &Catalog, others: Others) -> Vec<Diagnostic> {
    catalog.remarks().iter().filter_map(|remark| fault(remark, others)).collect()
}

fn fault(remark: &Remark, others: Others) -> Option<Diagnostic> {
    match read(&remark.text)? {
        Word::Allow { rule, reason } => of_allow(remark, rule, reason, others),
        Word::Nearly { verb, rule, is_clear } => {
            let is_rule = named(rule).is_some() || others(rule).is_some();
            (is_clear || is_rule).then(|| of_nearly(remark, &verb, rule))
        }
    }
}

fn of_allow(remark: &Remark, rule: &str, reason: &str, others: Others) -> Option<Diagnostic> {
    if rule.is_empty() {
        let finding = Diagnostic::new(ALLOW_NAME, remark.at, "the comment does not say which rule it allows");
        return Some(finding.help(format!("write `# {ALLOW} NAME reason`; `wares explain` lists the rules")));
    }
    if named(rule).is_none() {
        let (message, help) = refused(rule, others);
        return Some(Diagnostic::new(ALLOW_NAME, remark.at, message).help(help));
    }
    let has_reason = reason.chars().any(char::is_alphanumeric);
    let message = format!("the comment does not say why `{rule}` is allowed here");
    let help = format!("write it behind the name: `# {ALLOW} {rule} …`");
    (!has_reason).then(|| Diagnostic::new(NO_REASON, remark.at, message).help(help))
}

fn of_nearly(remark: &Remark, verb: &str, rule: &str) -> Diagnostic {
    let rule = if rule.is_empty() { "NAME" } else { rule };
    let (message, help) = match verb {
        "deny" | "warn" => (
            format!("a comment cannot {verb}"),
            format!(
                "set it in wares.yaml: `rules: {{ {rule}: {verb} }}`; a comment can allow: `# {ALLOW} {rule} reason`"
            ),
        ),
        _ => (
            "the comment is nearly one that allows, and allows nothing".to_owned(),
            format!("begin it with `{ALLOW}`: `# {ALLOW} {rule} reason`"),
        ),
    };
    Diagnostic::new(NEARLY_ALLOW, remark.at, message).help(help)
}

/// The comments that allow what no rule finds there, under the manifest or in one of its environments. Of rules that
/// need a database nothing is known without one.
pub(in crate::rules) fn unused(
    rules: &[&'static dyn Rule],
    sight: &Sight<'_>,
    environments: &[&Manifest],
) -> Vec<Diagnostic> {
    let needs_live = sight.live.is_some();
    let concerned =
        |code: Code| rules.iter().find(|rule| rule.code() == code && rule.needs_live() == needs_live);
    let mut left: Vec<(usize, Code, &Remark)> =
        sight.allows.unused().filter(|(_, code, _)| concerned(*code).is_some()).collect();
    for manifest in environments {
        if left.is_empty() {
            break;
        }
        let codes: BTreeSet<Code> = left.iter().map(|(_, code, _)| *code).collect();
        let rules: Vec<&'static dyn Rule> = codes.into_iter().filter_map(concerned).copied().collect();
        let used = used_under(&rules, sight.catalog, manifest);
        left.retain(|(number, ..)| !used.contains(number));
    }
    left.into_iter().map(|(_, code, remark)| of_unused(code, remark)).collect()
}

/// The numbers of the comments that allow what some rules find under another manifest.
fn used_under(rules: &[&'static dyn Rule], catalog: &Catalog, manifest: &Manifest) -> BTreeSet<usize> {
    let (catalog, said) = (catalog.under(manifest.clone()), Said::default());
    let sight = Sight::new(&catalog, None, &said);
    let found = asked(rules, &sight);
    found.iter().for_each(|finding| {
        sight.allows.allow(finding.code, finding.primary());
    });
    sight.allows.used().collect()
}

fn of_unused(code: Code, remark: &Remark) -> Diagnostic {
    let name = code.name();
    let (message, help) = match remark.about {
        Some(_) => (
            format!("`{name}` finds nothing here"),
            "take the comment out, or write it above the key at which the rule finds something",
        ),
        None => (
            format!("nothing follows that `{name}` could be allowed for"),
            "write the comment above a key, or at the start of its document",
        ),
    };
    Diagnostic::new(UNUSED_ALLOW, remark.at, message).help(help)
}
