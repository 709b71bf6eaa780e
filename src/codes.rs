//! Every sort of finding there is.
//!
//! A code is declared by the module that raises it, with its explanation beside it. This is the only list; the
//! codes of guards and rules are those of the guards and rules that are listed.

use crate::diagnostic::Code;
use crate::{catalog, diff, kinds, plan, rules, source};

/// What to do about a finding that is no rule's.
const MEND: &str = "mend what it finds; only rules can be set, and `wares explain` lists them";
/// What to do about what a guard refuses.
const ALLOW: &str = "what a guard refuses is allowed by `--allow` of `wares plan` and `wares apply`, or by `guards` in wares.yaml";

/// Every code, in the order in which they are listed.
pub fn all() -> Vec<Code> {
    let guards = plan::guards().into_iter().map(|guard| guard.code());
    let rules = rules::all().into_iter().map(|rule| rule.code());
    DECLARED.iter().copied().chain(guards).chain(rules).collect()
}

/// The finding of a code or a name that is no rule's, and what to do about it instead of setting it.
pub fn fixed(name: &str) -> Option<(Code, &'static str)> {
    let is_called = |code: &Code| code.name() == name || code.as_str() == name;
    let mut guards = plan::guards().into_iter().map(|guard| guard.code());
    let guard = guards.find(is_called).map(|code| (code, ALLOW));
    guard.or_else(|| DECLARED.iter().copied().find(is_called).map(|code| (code, MEND)))
}

/// The codes that belong to no guard and no rule.
static DECLARED: &[Code] = &[
    source::codes::UNREADABLE,
    source::codes::SYNTAX,
    source::codes::DUPLICATE_KEY,
    source::codes::UNSUPPORTED,
    source::codes::TOO_LARGE,
    catalog::codes::UNKNOWN_KIND,
    source::codes::UNKNOWN_KEY,
    source::codes::MISSING_KEY,
    source::codes::WRONG_TYPE,
    source::codes::WRONG_VALUE,
    kinds::codes::CONFLICT,
    kinds::codes::DUPLICATE,
    catalog::codes::MANIFEST,
    diff::codes::AMBIGUOUS_NAME,
    catalog::codes::UNDECLARED_CURRENCY,
    kinds::codes::UNDECLARED_LANGUAGE,
    catalog::codes::DUPLICATE_RESOURCE,
    catalog::codes::UNKNOWN_REFERENCE,
    catalog::codes::WRONG_REFERENCE,
    kinds::codes::NO_PLACEMENT,
    kinds::codes::UNKNOWN_CATEGORY,
    kinds::codes::UNKNOWN_SERVICE,
    kinds::codes::MISSING_LIVE,
    diff::codes::SHARED_LIMITS,
    diff::codes::OWNED_ELSEWHERE,
    kinds::codes::IMPORT_CYCLE,
    kinds::codes::NOTHING_TO_IMPORT,
    kinds::codes::IMPORT_FROM_DATABASE,
    plan::SOLD,
    kinds::codes::UNREADABLE_MANIFEST,
    kinds::codes::STATUS_STEP,
    kinds::codes::ARCHIVED,
    kinds::codes::DRAFT_SOLD,
    kinds::codes::REACHES_SUBSCRIPTIONS,
    kinds::codes::HAS_SUBSCRIPTIONS,
    kinds::codes::FIXED_VALUE,
    kinds::codes::SHARED_PLAN,
    rules::ALLOW_NAME,
    rules::UNUSED_ALLOW,
    rules::NO_REASON,
    rules::NEARLY_ALLOW,
];
