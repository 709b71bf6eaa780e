//! Every sort of finding there is.
//!
//! A code is declared by the module that raises it, with its explanation beside it. This is the only list.

use crate::diagnostic::Code;
use crate::{catalog, diff, kinds, rules, source};

/// Every code, in the order in which they are listed.
pub static ALL: &[Code] = &[
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
    catalog::codes::UNDECLARED_CURRENCY,
    diff::codes::AMBIGUOUS_NAME,
    kinds::codes::UNDECLARED_LANGUAGE,
    catalog::codes::DUPLICATE_RESOURCE,
    catalog::codes::UNKNOWN_REFERENCE,
    catalog::codes::WRONG_REFERENCE,
    kinds::codes::NO_PLACEMENT,
    kinds::codes::UNKNOWN_CATEGORY,
    kinds::codes::UNKNOWN_SERVICE,
    kinds::codes::MISSING_LIVE,
    rules::codes::PERIODS_OF_SAME_LENGTH,
    diff::codes::SHARED_LIMITS,
    diff::codes::OWNED_ELSEWHERE,
];
