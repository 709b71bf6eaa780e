//! A12: an extra service lists the same name twice in `packages`, `requires` or `domain.tlds`.

use crate::diagnostic::{Code, Diagnostic, Edit, Place};
use crate::kinds::ExtraService;
use crate::rules::domains::bare;
use crate::rules::repeated_findings::and_more;
use crate::rules::{ArticleView, Rule, RuleContext};
use std::borrow::Cow;
use std::collections::HashMap;

// A warning, because the repetition is harmless; the name that was meant is probably missing.
const CODE: Code = Code::error(
    "A12",
    "repeated-in-list",
    "duplicate",
    "A list of an extra service contains the same name twice.",
    include_str!("../codes/A12.md"),
)
.warning();

/// Reports names that an extra service lists twice.
pub struct RepeatedInLists;

impl Rule for RepeatedInLists {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.services().flat_map(|(each, service)| of_service(each, service)).collect()
    }
}

fn of_service(each: &ArticleView<'_>, service: &ExtraService) -> Vec<Diagnostic> {
    let tlds = service.domain.as_ref().map_or(&[][..], |domain| &domain.tlds);
    let packages = repeated(service.packages.iter().map(|package| package.name().into()));
    let requires = repeated(service.requires.iter().map(|item| item.name().into()));
    // `.com` and `COM` are the same top-level domain, however they are spelled.
    let tlds = repeated(tlds.iter().map(|tld| bare(tld.as_str())));
    let place = each.entry.document.root();
    let lists = [
        ("packages", place.child("packages"), packages),
        ("requires", place.child("requires"), requires),
        ("domain.tlds", place.child("domain").child("tlds"), tlds),
    ];
    let findings =
        lists.into_iter().filter_map(|(field, list, pairs)| finding_for(each, field, list, &pairs));
    findings.collect()
}

/// A name that is listed twice, with the indexes of its first occurrence and of the repeated one.
type Twice<'a> = (Cow<'a, str>, usize, usize);

/// Returns each repeated occurrence of a name.
fn repeated<'a>(names: impl ExactSizeIterator<Item = Cow<'a, str>>) -> Vec<Twice<'a>> {
    // The usual case, for which no map is built.
    if names.len() < 2 {
        return Vec::new();
    }
    let (mut first, mut twice) = (HashMap::new(), Vec::new());
    for (at, name) in names.enumerate() {
        match first.get(&name) {
            Some(known) => twice.push((name, *known, at)),
            None => {
                first.insert(name, at);
            }
        }
    }
    twice
}

fn finding_for(each: &ArticleView<'_>, field: &str, list: Place, twice: &[Twice<'_>]) -> Option<Diagnostic> {
    let (name, first, at) = twice.first()?;
    let more = and_more(twice.len() - 1, "name");
    let message = format!("`{name}` is listed twice in `{field}` of `{}`{more}", each.number());
    let finding = Diagnostic::new(CODE, list.child(at), message).also(list.child(first), "first listed here");
    let edits = twice.iter().map(|(.., at)| Edit { location: list.child(at).into(), text: None }).collect();
    Some(finding.help("remove one of the two").fix("remove the duplicate", edits))
}
