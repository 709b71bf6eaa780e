//! A24: an extra service lists a top-level domain with a leading dot, with uppercase letters, or with characters that
//! are not valid.

use crate::diagnostic::{Code, Diagnostic, Edit, printable};
use crate::kinds::ExtraService;
use crate::model::Name;
use crate::rules::domains::{bare, is_domain};
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{ArticleView, Rule, RuleContext};
use crate::source::in_brackets;
use std::borrow::Cow;

// An error, because a list entry that never matches keeps customers from ordering the service.
const CODE: Code = Code::error(
    "A24",
    "tld-spelling",
    "not written like `com`",
    "A list of top-level domains contains one with a leading dot, or one that is not in lowercase.",
    include_str!("../codes/A24.md"),
);

/// Reports top-level domains whose spelling does not match any domain.
pub struct TldSpelling;

impl Rule for TldSpelling {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.services().filter_map(|(each, service)| of_service(each, service)).collect()
    }
}

fn of_service(each: &ArticleView<'_>, service: &ExtraService) -> Option<Diagnostic> {
    let tlds = &service.domain.as_ref()?.tlds;
    let is_wrong = |tld: &str| bare(tld) != tld || !is_domain(tld);
    let wrong: Vec<(usize, &str)> =
        tlds.iter().map(Name::as_str).enumerate().filter(|(_, tld)| is_wrong(tld)).collect();
    (!wrong.is_empty()).then(|| finding_for(each, &wrong))
}

fn finding_for(each: &ArticleView<'_>, wrong: &[(usize, &str)]) -> Diagnostic {
    let list = each.at("domain").child("tlds");
    let number = each.number();
    let shown: Vec<String> = wrong.iter().map(|(_, tld)| printable(tld)).collect();
    let shown = few(shown.iter().map(String::as_str));
    let match_none = if wrong.len() == 1 { "matches no domain" } else { "match no domain" };
    let message = format!("{shown} in `tlds` of `{number}` {match_none}");
    let finding = Diagnostic::new(CODE, list.child(wrong[0].0), message);
    let finding =
        with_more(finding, wrong[1..].iter().map(|(at, _)| list.child(at)), "does not match either");
    let corrected: Vec<(usize, Cow<'_, str>)> = wrong.iter().map(|(at, tld)| (*at, bare(tld))).collect();
    // If one of them is not a top-level domain at all, it is not known what to write, so there is no fix.
    if !corrected.iter().all(|(_, tld)| is_domain(tld)) {
        return finding.help("write each top-level domain in lowercase without a leading dot, like `com`");
    }
    let words = few(corrected.iter().map(|(_, tld)| &**tld));
    let edit = |(at, tld): &(usize, Cow<'_, str>)| Edit {
        location: list.child(at).into(),
        text: Some(in_brackets(tld)),
    };
    let finding = finding.help(format!("write {words}, in lowercase without a leading dot"));
    finding.fix(format!("write {words}"), corrected.iter().map(edit).collect())
}
