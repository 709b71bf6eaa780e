//! The list of all finding codes.
//!
//! Each code is declared, with its explanation, in the module that reports it. Only this file lists all of them. The
//! codes of guards and rules are taken from the lists of guards and rules.

use crate::diagnostic::Code;
use crate::{catalog, diff, kinds, plan, rules, source};

/// The help if a user sets the level of a code that belongs to neither a rule nor a guard.
const FIX_IT: &str =
    "fix what it reports; only rules have a level that can be changed, and `wares explain` lists the rules";
/// The help if a user sets the level of a guard's code.
const ALLOW: &str = "to allow what a guard refuses, pass `--allow` to `wares plan` or `wares apply`, or set `guards` in wares.yaml";

/// A group of codes about one subject.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The heading of the group.
    pub title: &'static str,
    /// The codes of the group, in the order in which they are listed.
    pub codes: Vec<Code>,
    /// Whether the codes belong to rules. Only rules have levels that can be set, and only their findings can be
    /// allowed by a comment.
    pub is_of_rules: bool,
}

/// Returns all codes, grouped by subject, in the order in which they are listed.
pub fn subjects() -> Vec<Subject> {
    let fixed = |title, codes: Vec<Code>| Subject { title, codes, is_of_rules: false };
    let declared = DECLARED.iter().map(|(title, codes)| fixed(title, codes.to_vec()));
    let guards = plan::guards().into_iter().map(|guard| guard.code()).collect();
    let of_rules = rules::SUBJECTS.iter().map(|subject| Subject {
        title: subject.title,
        codes: subject.rules.iter().map(|rule| rule.code()).collect(),
        is_of_rules: true,
    });
    let all = declared.chain([fixed("What a plan must not do", guards)]).chain(of_rules);
    all.filter(|subject| !subject.codes.is_empty()).collect()
}

/// Returns all codes, in the order in which they are listed.
pub fn all() -> Vec<Code> {
    subjects().into_iter().flat_map(|subject| subject.codes).collect()
}

/// Finds a code by its id, its name or an alias. Case is ignored. In names, `_` counts as `-`.
pub fn find(name: &str) -> Option<Code> {
    let kebab = name.to_lowercase().replace('_', "-");
    let is_called = |code: &Code| code.name() == kebab || code.as_str().eq_ignore_ascii_case(name);
    all().into_iter().find(is_called).or_else(|| alias(name))
}

/// Finds a code by its alias, which is an id from the list of rules. Case is ignored.
pub fn alias(name: &str) -> Option<Code> {
    ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, code)| *code)
}

/// Finds a code that does not belong to a rule, by its id, name or alias. Also returns a help text that says what to do
/// instead of setting its level. `None` for all other names.
pub fn fixed(name: &str) -> Option<(Code, &'static str)> {
    let is_called = |code: &Code| code.name() == name || code.as_str() == name;
    let mut guards = plan::guards().into_iter().map(|guard| guard.code());
    let guard = guards.find(is_called).map(|code| (code, ALLOW));
    let mut declared = DECLARED.iter().flat_map(|(_, codes)| *codes).copied();
    guard.or_else(|| declared.find(is_called).or_else(|| alias(name)).map(|code| (code, FIX_IT)))
}

/// Ids from the list of rules for problems that no rule finds: a type finds them, or the resolution of references. Each
/// id has the code that reports the problem.
static ALIASES: &[(&str, Code)] = &[
    ("A03", catalog::codes::WRONG_REFERENCE),
    ("A09", kinds::codes::DUPLICATE),
    ("A23", kinds::codes::CONFLICT),
    ("A30", source::codes::WRONG_VALUE),
    ("A33", source::codes::WRONG_VALUE),
    ("U01", catalog::codes::DUPLICATE_RESOURCE),
    ("U02", kinds::codes::DUPLICATE),
    ("V16", catalog::codes::UNKNOWN_REFERENCE),
    ("X15", catalog::codes::DUPLICATE_RESOURCE),
];

/// The codes that belong to neither a guard nor a rule, grouped by subject.
static DECLARED: &[(&str, &[Code])] = &[
    (
        "Reading files",
        &[
            source::codes::UNREADABLE,
            source::codes::NEARLY_YAML,
            source::codes::SYNTAX,
            source::codes::DUPLICATE_KEY,
            source::codes::UNSUPPORTED,
            source::codes::TOO_LARGE,
            catalog::codes::MANIFEST,
            kinds::codes::UNREADABLE_MANIFEST,
        ],
    ),
    (
        "Kinds, keys and values",
        &[
            catalog::codes::UNKNOWN_KIND,
            source::codes::UNKNOWN_KEY,
            source::codes::MISSING_KEY,
            source::codes::WRONG_TYPE,
            source::codes::WRONG_VALUE,
            kinds::codes::CONFLICT,
            kinds::codes::DUPLICATE,
            kinds::codes::NO_PLACEMENT,
        ],
    ),
    (
        "Names and references",
        &[
            catalog::codes::DUPLICATE_RESOURCE,
            catalog::codes::UNKNOWN_REFERENCE,
            catalog::codes::WRONG_REFERENCE,
            catalog::codes::UNDECLARED_CURRENCY,
            kinds::codes::UNDECLARED_LANGUAGE,
            kinds::codes::IMPORT_CYCLE,
            kinds::codes::NOTHING_TO_IMPORT,
            kinds::codes::IMPORT_FROM_DATABASE,
        ],
    ),
    (
        "Comments that allow findings",
        &[rules::ALLOW_NAME, rules::UNUSED_ALLOW, rules::NO_REASON, rules::NEARLY_ALLOW],
    ),
    (
        "What the database holds",
        &[
            kinds::codes::UNKNOWN_CATEGORY,
            kinds::codes::UNKNOWN_SERVICE,
            kinds::codes::MISSING_LIVE,
            diff::codes::AMBIGUOUS_NAME,
            diff::codes::SHARED_LIMITS,
            diff::codes::OWNED_ELSEWHERE,
            plan::SOLD,
        ],
    ),
    (
        "Service plans that change",
        &[
            kinds::codes::STATUS_STEP,
            kinds::codes::ARCHIVED,
            kinds::codes::DRAFT_SOLD,
            kinds::codes::REACHES_SUBSCRIPTIONS,
            kinds::codes::HAS_SUBSCRIPTIONS,
            kinds::codes::FIXED_VALUE,
            kinds::codes::SHARED_PLAN,
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::{ALIASES, alias, all, find};

    #[test]
    fn alias_resolves_to_a_code_and_is_not_a_code() {
        for (name, code) in ALIASES {
            assert!(
                all().iter().all(|code| code.as_str() != *name),
                "{name} is already a code, so it must not be an alias"
            );
            assert_eq!((find(name), alias(&name.to_lowercase())), (Some(*code), Some(*code)));
        }
    }
}
